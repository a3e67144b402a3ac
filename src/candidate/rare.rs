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
//! The lists are sorted, and of each shingle the group of its articles is kept, if
//! they are few enough. From the groups come the pairs, and those of an article are
//! added up in a table with a place for each later one. Neither all lists nor all
//! pairs need be there at once: both come in rounds, the lists by ranges of hashes, the
//! pairs by ranges of articles.

use rayon::prelude::*;

use super::tally::{Groups, Share, tally};
use super::{Across, Pair};
use crate::error::Error;
use crate::progress::Progress;
use crate::support::hash::mix;
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

/// The pairs of articles that share enough rare shingles, ordered, each once.
///
/// `shingles` appends the shingles of one article, in any order; repeated
/// ones count once.
///
/// Cost: a sort of all that is listed; at most `most_articles` / 2 pairs for each of
/// them, of which an eighth are in memory at a time, 8 bytes each; 4 bytes an article
/// and thread.
pub fn candidates(
    articles: usize,
    join: Join,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
) -> Vec<Pair> {
    let storage = SpillStorage::default();
    let Join { most_articles, least_shared } = join;
    let least = least_shared.min(u16::MAX.into()) as u16;
    let share = |_| Share { sum: 0, weight: 1 };
    let listing = Listing { most_articles, rounds: 1, keys: shingles, share };
    groups(&storage, &storage, articles, None, &listing, &())
        .and_then(|groups| {
            let enough = |pair, sums: [u16; 2]| (sums[0] >= least).then_some(pair);
            tally(&storage, &storage, &groups, articles, enough)
        })
        .expect("only a temporary file can fail, and there is none")
}

/// How articles are listed: under which keys, and what a key they share adds.
pub(super) struct Listing<K, S> {
    /// A key of more articles than this adds nothing.
    pub most_articles: u32,
    /// In how many rounds articles are listed: each goes through all of them, and
    /// has that part of the lists in memory.
    pub rounds: usize,
    /// Appends the keys of one article, in any order; repeated ones count once.
    pub keys: K,
    /// What a key adds.
    pub share: S,
}

impl<K, S> Listing<K, S> {
    /// How often [`groups`] goes through the articles.
    pub fn passes(&self, storage: &SpillStorage) -> usize {
        // What is listed on disk costs no memory.
        if storage.is_limited() { 1 } else { self.rounds }
    }
}

/// The articles under each key that at least two of them have, and not too many;
/// kept in `kept`. Where sides are given, only groups with a pair across them.
pub(super) fn groups(
    storage: &SpillStorage,
    kept: &SpillStorage,
    articles: usize,
    across: Option<&Across>,
    listing: &Listing<impl Fn(usize, &mut Vec<u64>) + Sync, impl Fn(u64) -> Share + Sync>,
    progress: &dyn Progress,
) -> Result<Vec<Spilled<Vec<u32>>>, Error> {
    let rounds = listing.passes(storage);
    let part = |key: u64| ((u128::from(key) * (rounds * BUCKETS) as u128) >> 64) as usize;
    let asked = across.and_then(|across| KeyFilter::of_asked(articles, across, &listing.keys));
    let mut groups = Vec::new();
    for round in 0..rounds {
        let listed = Shuffle::<3>::new(storage.another()?);
        for_each_piece(articles, |piece| {
            let (mut of_one, mut records) = (Vec::new(), Vec::new());
            progress.advance(piece.len());
            if progress.is_cancelled() {
                return;
            }
            for article in piece {
                of_one.clear();
                (listing.keys)(article as usize, &mut of_one);
                keep(&mut of_one, |key| part(key) / BUCKETS == round);
                if let (Some(across), Some(asked)) = (across, &asked)
                    && across.is_asked(article) == Some(false)
                {
                    keep(&mut of_one, |key| asked.may_have(key));
                }
                let record = |&key: &u64| [(key >> 32) as u32, key as u32, article];
                records.extend(of_one.iter().map(record));
            }
            listed.add(&records, |record| part(key(record)) % BUCKETS);
        });
        let few = |listed: &[[u32; 3]]| {
            let mut groups = Groups::default();
            for same in listed.chunk_by(|one, other| one[..2] == other[..2]) {
                let articles = || same.iter().map(|&[.., article]| article);
                if same.len() > 1 && across.is_none_or(|across| across.has_pair(articles())) {
                    let share = (listing.share)(key(&same[0]));
                    groups.add(articles(), listing.most_articles, share);
                }
            }
            groups.kept(kept)
        };
        groups.extend(listed.map(few)?);
    }
    Ok(groups)
}

/// Keys of some articles, of which a few others may be taken to be among them.
struct KeyFilter {
    /// A bit for each hash of a key, eight times as many as there are keys.
    bits: Vec<u64>,
}

impl KeyFilter {
    /// Those of the articles that are asked for, if the others need not be listed under
    /// any other key.
    fn of_asked(
        articles: usize,
        across: &Across,
        keys: &(impl Fn(usize, &mut Vec<u64>) + Sync),
    ) -> Option<Self> {
        let asked: Vec<u32> =
            (0..articles as u32).filter(|&at| across.is_asked(at) == Some(true)).collect();
        // Nothing is asked for, or no side has so few.
        asked.first()?;
        let of_one = |&article: &u32| {
            let mut keys_of_one = Vec::new();
            keys(article as usize, &mut keys_of_one);
            keys_of_one
        };
        let keys: Vec<u64> = asked.par_iter().flat_map_iter(of_one).collect();
        let mut filter = Self { bits: vec![0; (keys.len() / 8).next_power_of_two().max(1)] };
        for key in keys {
            let (word, bit) = filter.place(key);
            filter.bits[word] |= bit;
        }
        Some(filter)
    }

    fn may_have(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        // Keys are spread in their upper halves alone.
        let hash = mix(key);
        ((hash >> 6) as usize & (self.bits.len() - 1), 1 << (hash & 63))
    }
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
        /// The join finds what counting every pair finds.
        #[test]
        fn agrees_with_counting_all_pairs(
            articles in prop::collection::vec(prop::collection::vec(0u64..60, 0..12), 0..20),
        ) {
            let join = Join { most_articles: 4, least_shared: 2 };
            let all = |article: usize, out: &mut Vec<u64>| {
                out.extend(articles[article].iter().map(|&shingle| mix(shingle)));
            };
            let found = candidates(articles.len(), join, all);
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
