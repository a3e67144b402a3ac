//! A join on rare shingles: articles that share something few others have.
//!
//! MinHash looks at whole articles, and a passage that was lifted into a
//! longer piece does not show in their resemblance. But a passage carries
//! shingles that hardly any other article has. Each article is listed under
//! every such shingle, and two articles that meet under several of them
//! become a candidate, however little of the whole they share.
//!
//! # Method
//!
//! Most shingles of a corpus occur in one article and propose nothing. A
//! first pass therefore only marks, in a small table by hash, which ones come
//! back ([`Repeated`]); a second pass lists those under which a pair can meet.
//! The lists are sorted, and equal neighbours read off.

use rayon::prelude::*;

use super::Pair;
use crate::disk::Storage;
use crate::error::Error;
use crate::shuffle::{Shuffle, bucket};
use crate::spare::Spare;

/// Settings of the join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// A shingle in more articles than this proposes nothing.
    pub most_articles: u32,
    /// A pair must share at least this many rare shingles.
    pub least_shared: u32,
}

/// Articles in one piece of work.
const PIECE: u32 = 512;

/// The pairs of articles that share enough rare shingles, ordered, each once.
///
/// `shingles` appends the shingles of one article, in any order; repeated
/// ones count once.
///
/// Cost: a sort of all that is listed; at most `most_articles` / 2 pairs for
/// each of them.
pub fn candidates(
    articles: usize,
    join: Join,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
) -> Vec<Pair> {
    let found = candidates_in(&Storage::default(), articles, join, shingles);
    found.expect("only a temporary file can fail, and there is none")
}

/// [`candidates`], with lists in storage of this kind.
pub(crate) fn candidates_in(
    storage: &Storage,
    articles: usize,
    join: Join,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
) -> Result<Vec<Pair>, Error> {
    let listed = Shuffle::<3>::new(storage.another()?);
    for_each_piece(articles, |piece| {
        let (mut of_one, mut records) = (Vec::new(), Vec::new());
        for article in piece {
            of_one.clear();
            shingles(article as usize, &mut of_one);
            let record = |&shingle: &u64| [(shingle >> 32) as u32, shingle as u32, article];
            records.extend(of_one.iter().map(record));
        }
        listed.add(&records, |record| (record[0] >> 24) as u8);
    });
    let pairs = Shuffle::<2>::new(storage.another()?);
    let meet_all = |listed: &[[u32; 3]]| {
        let mut met = Vec::new();
        for group in listed.chunk_by(|one, other| one[..2] == other[..2]) {
            meet(group, join.most_articles as usize, &mut met);
        }
        pairs.add(&met, |pair| bucket(pair[0], articles));
    };
    listed.map(meet_all)?;
    let often = |pairs: &[[u32; 2]]| {
        pairs
            .chunk_by(|one, other| one == other)
            .filter(|same| same.len() >= join.least_shared as usize)
            .map(|same| Pair { a: same[0][0], b: same[0][1] })
            .collect::<Vec<_>>()
    };
    Ok(pairs.map(often)?.concat())
}

/// Every pair of the articles that are listed under one shingle, if there are
/// few enough; one that is listed twice counts once.
fn meet(group: &[[u32; 3]], most: usize, pairs: &mut Vec<[u32; 2]>) {
    let repeated = group.windows(2).filter(|two| two[0] == two[1]).count();
    if group.len() - repeated > most {
        return;
    }
    for (at, &[.., a]) in group.iter().enumerate() {
        if at > 0 && group[at - 1][2] == a {
            continue;
        }
        let mut last = a;
        for &[.., b] in &group[at + 1..] {
            if b != last {
                pairs.push([a, b]);
                last = b;
            }
        }
    }
}

/// Which shingles occur more than once in a corpus, or may do so.
///
/// Two bits for each slot of a table by hash: shingles that share a slot count
/// as one that is repeated, so nothing that is repeated is missed.
#[derive(Clone, Debug)]
pub struct Repeated {
    once: Vec<u64>,
    twice: Vec<u64>,
    shift: u32,
}

/// Slots for each shingle: a sixth of the unique ones meet another.
const SLOTS: usize = 4;

impl Repeated {
    /// Goes through the shingles of all articles, about `capacity` in number,
    /// in parallel.
    ///
    /// Cost: one pass; a byte or two for each shingle and thread.
    pub fn new(
        articles: usize,
        capacity: usize,
        shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
    ) -> Self {
        let tables = Spare::new(|_| (Self::empty(capacity), Vec::new()));
        for_each_piece(articles, |piece| {
            tables.with(|(table, of_one)| {
                for article in piece {
                    of_one.clear();
                    shingles(article as usize, of_one);
                    of_one.iter().for_each(|&shingle| table.add(shingle));
                }
            });
        });
        let tables = tables.into_all().into_iter().map(|(table, _)| table);
        tables.reduce(Self::merged).unwrap_or_else(|| Self::empty(0))
    }

    fn empty(capacity: usize) -> Self {
        let slots = (capacity * SLOTS).clamp(1 << 10, 1 << 33).next_power_of_two();
        let words = vec![0; slots / 64];
        Self { once: words.clone(), twice: words, shift: 64 - slots.trailing_zeros() }
    }

    fn add(&mut self, shingle: u64) {
        let slot = shingle >> self.shift;
        let (word, bit) = ((slot / 64) as usize, 1 << (slot % 64));
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    fn merged(mut self, other: Self) -> Self {
        let words =
            self.once.par_iter_mut().zip(&mut self.twice).zip(&other.once).zip(&other.twice);
        words.for_each(|(((once, twice), &other_once), &other_twice)| {
            *twice |= other_twice | *once & other_once;
            *once |= other_once;
        });
        self
    }

    /// Whether the shingle may occur more than once: certainly if it does.
    pub fn has(&self, shingle: u64) -> bool {
        let slot = shingle >> self.shift;
        self.twice[(slot / 64) as usize] >> (slot % 64) & 1 == 1
    }
}

fn for_each_piece(articles: usize, work: impl Fn(std::ops::Range<u32>) + Sync) {
    let articles = articles as u32;
    let piece = |number: u32| number * PIECE..articles.min((number + 1) * PIECE);
    (0..articles.div_ceil(PIECE)).into_par_iter().for_each(|number| work(piece(number)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::shingle::mix;

    proptest! {
        /// The table and the sort find what counting every pair finds.
        #[test]
        fn agrees_with_counting_all_pairs(
            articles in prop::collection::vec(prop::collection::vec(0u64..60, 0..12), 0..20),
        ) {
            let join = Join { most_articles: 4, least_shared: 2 };
            let all = |article: usize, out: &mut Vec<u64>| {
                out.extend(articles[article].iter().map(|&shingle| mix(shingle)));
            };
            let repeated = Repeated::new(articles.len(), 64, all);
            let found = candidates(articles.len(), join, |article, out| {
                all(article, out);
                out.retain(|&shingle| repeated.has(shingle));
            });
            let mut shared: BTreeMap<Pair, u32> = BTreeMap::new();
            for shingle in 0..60 {
                let holders: Vec<u32> = (0..articles.len() as u32)
                    .filter(|&at| articles[at as usize].contains(&shingle))
                    .collect();
                if holders.len() <= 4 {
                    for (at, &a) in holders.iter().enumerate() {
                        for &b in &holders[at + 1..] {
                            *shared.entry(Pair { a, b }).or_default() += 1;
                        }
                    }
                }
            }
            let expected: Vec<Pair> =
                shared.into_iter().filter(|&(_, count)| count >= 2).map(|(pair, _)| pair).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
