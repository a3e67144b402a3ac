//! Which runs of words are common in a corpus.

use ahash::AHashMap;
use rayon::prelude::*;

use super::decision::common_limit;
use crate::corpus::Corpus;
use crate::shingle::ShingleCounts;
use crate::support::pool::Pool;

/// Length of the runs whose commonness is counted, in words.
const RUN: usize = 4;

/// The table that tells which few runs are worth counting exactly has so many
/// slots that the runs in one, all together, are on average this part of a
/// common one: few others fill a slot, and the table stays in the cache.
const FULL: usize = 5;

/// The runs of four words that are common in a corpus.
///
/// A run is common when more than ten documents hold it, and more than one
/// document in two thousand; documents with the same words count once.
#[derive(Clone, Debug, Default)]
pub struct Commonness {
    /// Each common run, and how many documents hold it.
    runs: AHashMap<u64, u32>,
    /// Which hashes some common run has, by their low bits: most runs are
    /// not common, and are told so without a look at the table.
    marks: Vec<u64>,
    limit: u32,
}

/// Fewest documents in one piece of work.
const PIECE: usize = 64;

/// Bits of [`Commonness::marks`]: few enough to stay in the cache.
const MARKS: usize = 1 << 20;

impl Commonness {
    /// Counts the runs of all documents, in parallel.
    ///
    /// Cost: two passes over the words, and a byte for two words or fewer
    /// while it lasts.
    pub fn new(corpus: &Corpus) -> Self {
        let limit = common_limit(corpus.vocabulary.documents());
        let distinct = corpus.distinct();
        let words: usize = distinct.iter().map(|&at| corpus.length(at) as usize).sum();
        let slots = words * FULL / limit;
        let counts = ShingleCounts::count(&distinct, slots, |&at, counts| {
            runs(&corpus.words(at)).for_each(|run| counts.add(run));
        });
        let is_likely = |run: u64| counts.get(run) as usize > limit;
        let mut runs = holders(corpus, &distinct, is_likely);
        runs.retain(|_, holders| *holders as usize > limit);
        let mut marks = vec![0; MARKS / 64];
        for &run in runs.keys() {
            marks[run as usize % MARKS / 64] |= 1 << (run % 64);
        }
        Self { runs, marks, limit: limit as u32 }
    }

    /// How many of the words stand in common runs, and in how many documents
    /// the middle one of those runs is.
    pub(super) fn of(&self, words: &[u32]) -> (usize, u32) {
        let mut holders = Vec::new();
        let (mut covered, mut end) = (0, 0);
        for (at, run) in runs(words).enumerate() {
            if let Some(documents) = self.documents(run) {
                holders.push(documents);
                covered += at + RUN - end.max(at);
                end = at + RUN;
            }
        }
        holders.sort_unstable();
        (covered, holders.get(holders.len() / 2).copied().unwrap_or(self.limit))
    }

    fn documents(&self, run: u64) -> Option<u32> {
        let mark = self.marks.get(run as usize % MARKS / 64)? >> (run % 64) & 1;
        if mark == 0 { None } else { self.runs.get(&run).copied() }
    }
}

/// In how many of the documents at `places` each of the likely runs is.
fn holders(
    corpus: &Corpus,
    places: &[u32],
    is_likely: impl Fn(u64) -> bool + Sync,
) -> AHashMap<u64, u32> {
    // Of each run the last document that held it, and how many did.
    let counts = Pool::new(|_| AHashMap::<u64, (u32, u32)>::new());
    places.par_iter().with_min_len(PIECE).for_each(|&at| {
        let words = corpus.words(at);
        counts.with(|counts| {
            for run in runs(&words).filter(|&run| is_likely(run)) {
                let (last, count) = counts.entry(run).or_insert((u32::MAX, 0));
                *count += u32::from(*last != at);
                *last = at;
            }
        });
    });
    let mut sums = AHashMap::new();
    for (run, (_, count)) in counts.into_all().into_iter().flatten() {
        *sums.entry(run).or_default() += count;
    }
    sums
}

/// A hash of each run: of the words' numbers, since it is not kept. Both
/// halves of a product, as in wyhash.
fn runs(words: &[u32]) -> impl Iterator<Item = u64> {
    let two = |one: u32, other: u32| u64::from(one) << 32 | u64::from(other);
    words.windows(RUN).map(move |run| {
        let one = two(run[0], run[1]) ^ 0xA076_1D64_78BD_642F;
        let other = two(run[2], run[3]) ^ 0xE703_7ED1_A0B4_28DB;
        let product = u128::from(one) * u128::from(other);
        (product >> 64) as u64 ^ product as u64
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The table and the maps find what counting every run finds.
        #[test]
        fn counts_documents(
            texts in prop::collection::vec(prop::collection::vec(0u32..4, 0..40), 0..40),
        ) {
            let texts: Vec<String> = texts
                .iter()
                .map(|words| words.iter().map(|word| format!("word{word} ")).collect())
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let corpus = Corpus::new(&texts, &());
            let mut expected: BTreeMap<u64, u32> = BTreeMap::new();
            for at in corpus.distinct() {
                let distinct: BTreeSet<u64> = runs(&corpus.document(at).words).collect();
                distinct.into_iter().for_each(|run| *expected.entry(run).or_default() += 1);
            }
            expected.retain(|_, documents| *documents > 10);
            let found = Commonness::new(&corpus).runs;
            prop_assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), expected);
        }
    }
}
