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
//! The lists are sorted, and of each shingle the group of its articles is
//! kept, if they are few enough. From the groups come the pairs, which are
//! sorted and counted. Neither all lists nor all pairs are ever there at once:
//! both come in rounds, each round for the hashes in a range.

use rayon::prelude::*;

use super::Pair;
use crate::error::Error;
use crate::progress::Progress;
use crate::support::hash::pair_hash;
use crate::support::pool::Pool;
use crate::support::shuffle::{BUCKETS, Shuffle};
use crate::support::spill::{SpillStorage, Spilled};

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

/// Rounds in which pairs are counted, and shingles listed where they are so
/// many that it is worth while to tell first which ones come back.
const ROUNDS: usize = 6;

/// The pairs of articles that share enough rare shingles, ordered, each once.
///
/// `shingles` appends the shingles of one article, in any order; repeated
/// ones count once.
///
/// Cost: a sort of all that is listed; at most `most_articles` / 2 pairs for
/// each of them, of which a sixth are in memory at a time.
pub fn candidates(
    articles: usize,
    join: Join,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
) -> Vec<Pair> {
    let found = candidates_in(&SpillStorage::default(), articles, join, None, shingles, &());
    found.expect("only a temporary file can fail, and there is none")
}

/// [`candidates`], with lists in storage of this kind, and only of shingles
/// that are `repeated`.
pub(crate) fn candidates_in(
    storage: &SpillStorage,
    articles: usize,
    join: Join,
    repeated: Option<Repeated>,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
    progress: &dyn Progress,
) -> Result<Vec<Pair>, Error> {
    let kept = storage.another()?;
    let groups =
        groups(storage, &kept, articles, join.most_articles, repeated, shingles, progress)?;
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        let met = Shuffle::<2>::new(storage.another()?);
        groups.par_iter().for_each(|groups| {
            let mut pairs = Vec::new();
            meet(&groups.get(&kept), |pair| {
                if part_of_pair(pair) / BUCKETS == round {
                    pairs.push(pair);
                }
            });
            met.add(&pairs, |&pair| part_of_pair(pair) % BUCKETS);
        });
        let often = |pairs: &[[u32; 2]]| {
            pairs
                .chunk_by(|one, other| one == other)
                .filter(|same| same.len() >= join.least_shared as usize)
                .map(|same| Pair { a: same[0][0], b: same[0][1] })
                .collect::<Vec<_>>()
        };
        pairs.extend(met.map(often)?.into_iter().flatten());
    }
    pairs.par_sort_unstable();
    kept.check().map(|()| pairs)
}

/// How often [`candidates_in`] goes through the articles, besides that for
/// [`Repeated`].
pub(super) fn passes(storage: &SpillStorage, knows_repeated: bool) -> usize {
    // What is listed on disk costs no memory, but each round reads the words again.
    if knows_repeated && !storage.is_limited() { ROUNDS } else { 1 }
}

/// The articles under each shingle that at least two of them have, and at most
/// `most`: their number, then the articles in rising order.
fn groups(
    storage: &SpillStorage,
    kept: &SpillStorage,
    articles: usize,
    most: u32,
    repeated: Option<Repeated>,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
    progress: &dyn Progress,
) -> Result<Vec<Spilled<Vec<u32>>>, Error> {
    let rounds = passes(storage, repeated.is_some());
    let part = |shingle: u64| ((u128::from(shingle) * (rounds * BUCKETS) as u128) >> 64) as usize;
    let may_meet = |shingle| repeated.as_ref().is_none_or(|repeated| repeated.has(shingle));
    let mut groups = Vec::new();
    for round in 0..rounds {
        let listed = Shuffle::<3>::new(storage.another()?);
        for_each_piece(articles, |piece| {
            let (mut of_one, mut records) = (Vec::new(), Vec::new());
            progress.advance(piece.len());
            for article in piece {
                of_one.clear();
                shingles(article as usize, &mut of_one);
                keep(&mut of_one, |shingle| part(shingle) / BUCKETS == round);
                let record = |&shingle: &u64| [(shingle >> 32) as u32, shingle as u32, article];
                records.extend(of_one.iter().filter(|&&shingle| may_meet(shingle)).map(record));
            }
            listed.add(&records, |&[high, low, _]| {
                part(u64::from(high) << 32 | u64::from(low)) % BUCKETS
            });
        });
        let few = |listed: &[[u32; 3]]| {
            let mut groups = Vec::new();
            for same in listed.chunk_by(|one, other| one[..2] == other[..2]) {
                add_group(same, most as usize, &mut groups);
            }
            groups.shrink_to_fit();
            Spilled::new(groups, kept)
        };
        groups.extend(listed.map(few)?);
    }
    Ok(groups)
}

/// Keeps those of the list that are to be kept. Unlike `Vec::retain` it has no
/// branch on which they are, where no processor could guess it.
pub(super) fn keep<T: Copy>(list: &mut Vec<T>, is_kept: impl Fn(T) -> bool) {
    let mut kept = 0;
    for at in 0..list.len() {
        let one = list[at];
        list[kept] = one;
        kept += usize::from(is_kept(one));
    }
    list.truncate(kept);
}

/// Adds the articles that are listed under one shingle, if they are at least
/// two and few enough; one that is listed twice counts once.
fn add_group(same: &[[u32; 3]], most: usize, groups: &mut Vec<u32>) {
    let start = groups.len();
    groups.push(0);
    for &[.., article] in same {
        if groups.len() == start + 1 || groups.last() != Some(&article) {
            groups.push(article);
        }
    }
    let articles = groups.len() - start - 1;
    if (2..=most).contains(&articles) {
        groups[start] = articles as u32;
    } else {
        groups.truncate(start);
    }
}

/// Visits every pair of articles in each of the groups.
fn meet(groups: &[u32], mut visit: impl FnMut([u32; 2])) {
    let mut rest = groups;
    while let [articles, all @ ..] = rest {
        let (group, others) = all.split_at(*articles as usize);
        for (at, &a) in group.iter().enumerate() {
            group[at + 1..].iter().for_each(|&b| visit([a, b]));
        }
        rest = others;
    }
}

/// The part of all pairs that the pair is in: about equally many in each.
fn part_of_pair(pair: [u32; 2]) -> usize {
    ((u64::from(pair_hash(pair)) * (ROUNDS * BUCKETS) as u64) >> 32) as usize
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
        let tables = Pool::new(|_| (Self::empty(capacity), Vec::new()));
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
    use crate::support::hash::mix;

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
