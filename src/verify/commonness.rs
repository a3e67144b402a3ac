//! Which runs of words are common in a corpus.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::corpus::Corpus;
use crate::shingle::{ShingleCounts, combine};

/// Length of the runs whose commonness is counted, in words.
const RUN: usize = 4;

/// Runs to a slot of the table that tells which few are worth counting
/// exactly: a common run fills its slot all the same, and the table stays in
/// the cache.
const RUNS_PER_SLOT: usize = 2;

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

/// Bits of [`Commonness::marks`]: few enough to stay in the cache.
const MARKS: usize = 1 << 20;

impl Commonness {
    /// Counts the runs of all documents, in parallel.
    ///
    /// Cost: two passes over the words, and a byte for two words while it
    /// lasts.
    pub fn new(corpus: &Corpus) -> Self {
        let limit = (corpus.vocabulary.documents() / 2000).clamp(10, 254);
        let distinct = corpus.distinct();
        let words: usize = distinct.iter().map(|&at| corpus.length(at) as usize).sum();
        let counts = ShingleCounts::count(&distinct, words / RUNS_PER_SLOT, |&at, counts| {
            runs(&corpus.document(at).words).for_each(|run| counts.add(run));
        });
        let mut likely: Vec<u64> = distinct
            .par_iter()
            .flat_map_iter(|&at| {
                let document = corpus.document(at);
                let runs = runs(&document.words);
                let mut likely: Vec<u64> =
                    runs.filter(|&run| counts.get(run) as usize > limit).collect();
                likely.sort_unstable();
                likely.dedup();
                likely
            })
            .collect();
        likely.par_sort_unstable();
        let common = likely.chunk_by(|one, other| one == other).filter(|same| same.len() > limit);
        let runs: AHashMap<u64, u32> = common.map(|same| (same[0], same.len() as u32)).collect();
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

/// A hash of each run: of the words' numbers, since it is not kept.
fn runs(words: &[u32]) -> impl Iterator<Item = u64> {
    words
        .windows(RUN)
        .map(|run| combine([run[0], run[1], run[2], run[3]].map(u64::from).as_slice()))
}
