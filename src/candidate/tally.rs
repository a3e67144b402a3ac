//! Groups of articles with a key in common → what each pair of articles shares.
//!
//! The pairs of all groups are many more than the pairs that share enough, so they
//! are neither all in memory at once nor sorted: they come in rounds, each for the
//! earlier articles in a range, go to the earlier article, and are added up there in
//! a table with a place for each later one.

use std::ops::Range;

use rayon::prelude::*;

use super::Pair;
use crate::error::Error;
use crate::support::pool::Pool;
use crate::support::shuffle::{BUCKETS, Shuffle};
use crate::support::spill::{SpillStorage, Spilled};

/// Most articles of a group.
pub(super) const MOST_ARTICLES: u32 = (1 << 24) - 1;

/// Rounds in which pairs are added up, at least.
const ROUNDS: usize = 8;

/// Lists of groups that are gone through at once, and pairs that are then handed on
/// together: of few pairs each bucket would get next to none.
const AT_ONCE: usize = 64;
const FULL_PART: usize = 1 << 17;

/// Articles of a range, at most: an article's place in its range and a [`Share`] are
/// one number.
const LARGEST_RANGE: usize = 1 << 24;

/// What it adds to two articles that both are in a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    /// Which of the two sums it is added to.
    pub sum: usize,
    /// At most 127.
    pub weight: u32,
}

impl Share {
    /// In the lower eight bits.
    fn to_bits(self) -> u32 {
        (self.sum as u32) << 7 | self.weight
    }

    fn from_bits(bits: u32) -> Self {
        Self { sum: (bits >> 7 & 1) as usize, weight: bits & 0x7F }
    }
}

/// Groups one after the other: how many articles and their [`Share`], then the
/// articles in rising order.
#[derive(Default)]
pub(super) struct Groups(Vec<u32>);

impl Groups {
    /// Adds a group of at least two articles, in rising order, and at most `most`;
    /// others are left out. An article that is there twice counts once.
    pub fn add(&mut self, articles: impl Iterator<Item = u32>, most: u32, share: Share) {
        let start = self.0.len();
        self.0.push(0);
        for article in articles {
            if self.0.len() == start + 1 || self.0.last() != Some(&article) {
                self.0.push(article);
            }
        }
        let count = self.0.len() - start - 1;
        if (2..=most.min(MOST_ARTICLES) as usize).contains(&count) {
            self.0[start] = (count as u32) << 8 | share.to_bits();
        } else {
            self.0.truncate(start);
        }
    }

    /// These groups, kept in this storage.
    pub fn kept(mut self, storage: &SpillStorage) -> Spilled<Vec<u32>> {
        self.0.shrink_to_fit();
        Spilled::new(self.0, storage)
    }
}

/// Visits each of the groups, with its share as a number.
fn for_each_group(groups: &[u32], mut visit: impl FnMut(u32, &[u32])) {
    let mut rest = groups;
    while let [head, all @ ..] = rest {
        let (group, others) = all.split_at((head >> 8) as usize);
        visit(head & 0xFF, group);
        rest = others;
    }
}

/// Adds every pair in the group whose earlier article is in the range: its place
/// there and the share in one number, then the later article.
fn add_pairs(share: u32, group: &[u32], range: &Range<u32>, pairs: &mut Vec<[u32; 2]>) {
    for (at, &a) in group.iter().enumerate() {
        if range.contains(&a) {
            let first = (a - range.start) << 8 | share;
            pairs.extend(group[at + 1..].iter().map(|&b| [first, b]));
        }
    }
}

/// What `judge` makes of the pairs of articles that are in a group together, given
/// their two sums; ordered by pair. A sum above 65,535 counts as that.
pub(super) fn tally<R: Send>(
    storage: &SpillStorage,
    kept: &SpillStorage,
    groups: &[Spilled<Vec<u32>>],
    articles: usize,
    judge: impl Fn(Pair, [u16; 2]) -> Option<R> + Sync,
) -> Result<Vec<R>, Error> {
    let mut judged = Vec::new();
    let tables = Pool::new(|_| Table::new(articles));
    for range in ranges(articles) {
        let in_bucket = range.len().div_ceil(BUCKETS).max(1) as u32;
        let shared = Shuffle::<2>::new(storage.another()?);
        let add = |pairs: &mut Vec<[u32; 2]>| {
            shared.add(pairs, |&[first, _]| ((first >> 8) / in_bucket) as usize);
            pairs.clear();
        };
        groups.par_chunks(AT_ONCE).for_each(|some| {
            let mut pairs = Vec::new();
            for groups in some {
                for_each_group(&groups.get(kept), |share, group| {
                    add_pairs(share, group, &range, &mut pairs);
                    if pairs.len() >= FULL_PART {
                        add(&mut pairs);
                    }
                });
            }
            add(&mut pairs);
        });
        let judge_bucket = |pairs: &[[u32; 2]]| {
            tables.with(|table| table.judge(pairs, range.start, in_bucket, &judge))
        };
        judged.extend(shared.map_unsorted(judge_bucket)?.into_iter().flatten());
    }
    kept.check().map(|()| judged)
}

/// Ranges of articles with about equally many pairs each, of which an article is
/// the earlier one.
fn ranges(articles: usize) -> impl Iterator<Item = Range<u32>> {
    // The first of n ranges are the smallest, the last is the largest: 1/√n of all.
    let needed = articles.div_ceil(LARGEST_RANGE).pow(2);
    let rounds = needed.max(ROUNDS);
    let end = move |round: usize| {
        let left = 1.0 - round as f64 / rounds as f64;
        ((articles as f64) * (1.0 - left.sqrt())) as u32
    };
    (0..rounds).map(move |round| {
        end(round)..if round + 1 == rounds { articles as u32 } else { end(round + 1) }
    })
}

/// The two sums of one article and each later one, and workspace.
struct Table {
    sums: Vec<[u16; 2]>,
    /// The later articles whose sums are not 0.
    touched: Vec<u32>,
    /// The pairs by their earlier article, and where those of each one end.
    sorted: Vec<[u32; 2]>,
    ends: Vec<u32>,
}

impl Table {
    fn new(articles: usize) -> Self {
        let sums = vec![[0; 2]; articles];
        Self { sums, touched: Vec::new(), sorted: Vec::new(), ends: Vec::new() }
    }

    /// What `judge` makes of pairs whose earlier articles are `in_bucket` ones that
    /// follow each other in the range that begins at `start`.
    fn judge<R>(
        &mut self,
        pairs: &[[u32; 2]],
        start: u32,
        in_bucket: u32,
        judge: impl Fn(Pair, [u16; 2]) -> Option<R>,
    ) -> Vec<R> {
        let Some(&[first, _]) = pairs.first() else { return Vec::new() };
        let first = (first >> 8) / in_bucket * in_bucket;
        self.sort(pairs, first, in_bucket);
        let mut judged = Vec::new();
        let mut from = 0;
        for (a, &end) in (start + first..).zip(&self.ends) {
            for &[bits, b] in &self.sorted[from..end as usize] {
                let share = Share::from_bits(bits);
                let sums = &mut self.sums[b as usize];
                if *sums == [0; 2] {
                    self.touched.push(b);
                }
                let sum = &mut sums[share.sum];
                *sum = sum.saturating_add(share.weight as u16);
            }
            from = end as usize;
            let before = judged.len();
            for b in self.touched.drain(..) {
                let sums = std::mem::take(&mut self.sums[b as usize]);
                judged.extend(judge(Pair { a, b }, sums).map(|made| (b, made)));
            }
            judged[before..].sort_unstable_by_key(|&(b, _)| b);
        }
        judged.into_iter().map(|(_, made)| made).collect()
    }

    /// Sorts the pairs by their earlier articles, of which there are `count` from
    /// `first` on.
    fn sort(&mut self, pairs: &[[u32; 2]], first: u32, count: u32) {
        let place = |pair: &[u32; 2]| ((pair[0] >> 8) - first) as usize;
        self.ends.clear();
        self.ends.resize(count as usize, 0);
        pairs.iter().for_each(|pair| self.ends[place(pair)] += 1);
        let mut sum = 0;
        for end in &mut self.ends {
            sum += std::mem::replace(end, sum);
        }
        self.sorted.resize(self.sorted.len().max(pairs.len()), [0; 2]);
        for pair in pairs {
            let end = &mut self.ends[place(pair)];
            self.sorted[*end as usize] = *pair;
            *end += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_all_articles_once() {
        for articles in [0, 1, 2, 5, 6, 100, 77_000, LARGEST_RANGE + 1, u32::MAX as usize] {
            let mut next = 0;
            for range in ranges(articles) {
                assert_eq!(range.start, next);
                assert!(range.len() <= LARGEST_RANGE, "{range:?} of {articles}");
                next = range.end;
            }
            assert_eq!(next as usize, articles);
        }
    }
}
