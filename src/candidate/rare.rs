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
use super::tally::{Groups, Share, tally};
use crate::error::Error;
use crate::progress::Progress;
use crate::support::pool::Pool;
use crate::support::shuffle::{BUCKETS, Shuffle};
use crate::support::spill::{SpillStorage, Spilled};

/// Settings of the join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// A shingle in more articles than this, or than 16 million, proposes nothing.
    pub most_articles: u32,
    /// A pair must share at least this many rare shingles; 65,535 are always enough.
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
    let storage = SpillStorage::default();
    let Join { most_articles, least_shared } = join;
    let least = least_shared.min(u16::MAX.into()) as u16;
    let share = |_| Share { sum: 0, weight: 1 };
    let listing = Listing { most_articles, repeated: None, keys: shingles, share };
    groups(&storage, &storage, articles, &listing, &())
        .and_then(|groups| {
            let enough = |pair, sums: [u16; 2]| (sums[0] >= least).then_some(pair);
            tally(&storage, &storage, &groups, articles, enough)
        })
        .expect("only a temporary file can fail, and there is none")
}

/// How often [`groups`] goes through the articles, besides that for [`Repeated`].
pub(super) fn passes(storage: &SpillStorage, knows_repeated: bool) -> usize {
    // What is listed on disk costs no memory, but each round reads the words again.
    if knows_repeated && !storage.is_limited() { ROUNDS } else { 1 }
}

/// How articles are listed: under which keys, and what a key they share adds.
pub(super) struct Listing<K, S> {
    /// A key of more articles than this adds nothing.
    pub most_articles: u32,
    /// Which keys come back; without it all of them may.
    pub repeated: Option<Repeated>,
    /// Appends the keys of one article, in any order; repeated ones count once.
    pub keys: K,
    pub share: S,
}

/// The articles under each key that at least two of them have, and not too many;
/// kept in `kept`.
pub(super) fn groups(
    storage: &SpillStorage,
    kept: &SpillStorage,
    articles: usize,
    listing: &Listing<impl Fn(usize, &mut Vec<u64>) + Sync, impl Fn(u64) -> Share + Sync>,
    progress: &dyn Progress,
) -> Result<Vec<Spilled<Vec<u32>>>, Error> {
    let rounds = passes(storage, listing.repeated.is_some());
    let part = |key: u64| ((u128::from(key) * (rounds * BUCKETS) as u128) >> 64) as usize;
    let may_meet = |key| listing.repeated.as_ref().is_none_or(|repeated| repeated.has(key));
    let mut groups = Vec::new();
    for round in 0..rounds {
        let listed = Shuffle::<3>::new(storage.another()?);
        for_each_piece(articles, |piece| {
            let (mut of_one, mut records) = (Vec::new(), Vec::new());
            progress.advance(piece.len());
            for article in piece {
                of_one.clear();
                (listing.keys)(article as usize, &mut of_one);
                keep(&mut of_one, |key| part(key) / BUCKETS == round);
                let record = |&key: &u64| [(key >> 32) as u32, key as u32, article];
                records.extend(of_one.iter().filter(|&&key| may_meet(key)).map(record));
            }
            listed.add(&records, |record| part(key(record)) % BUCKETS);
        });
        let few = |listed: &[[u32; 3]]| {
            let mut groups = Groups::default();
            for same in listed.chunk_by(|one, other| one[..2] == other[..2]) {
                if same.len() > 1 {
                    let share = (listing.share)(key(&same[0]));
                    let articles = same.iter().map(|&[.., article]| article);
                    groups.add(articles, listing.most_articles, share);
                }
            }
            groups.kept(kept)
        };
        groups.extend(listed.map(few)?);
    }
    Ok(groups)
}

fn key(&[high, low, _]: &[u32; 3]) -> u64 {
    u64::from(high) << 32 | u64::from(low)
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
