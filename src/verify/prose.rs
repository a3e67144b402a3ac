//! What is kept of an article for verification.

use std::ops::Range;

use ahash::AHashMap;
use rayon::prelude::*;

use crate::corpus::{Corpus, Document, Vocabulary};
use crate::shingle::{ShingleCounts, combine};

/// Length of the runs whose commonness is counted, in words.
const RUN: usize = 4;

/// Most blocks of sentences that an article is compared in.
const MOST_BLOCKS: usize = 1000;

/// The runs of four words that are common in a corpus.
///
/// A run is common when more than ten documents hold it, and more than one
/// document in two thousand; documents with the same words count once.
#[derive(Clone, Debug, Default)]
pub struct Commonness {
    /// Each common run, and how many documents hold it.
    runs: AHashMap<u64, u32>,
    limit: u32,
}

impl Commonness {
    /// Counts the runs of all documents, in parallel.
    ///
    /// Cost: two passes over the words, and a byte or two a word while it
    /// lasts: a small table tells which few runs are worth counting exactly.
    pub fn new(corpus: &Corpus) -> Self {
        let limit = (corpus.vocabulary.documents() / 2000).clamp(10, 254);
        let words = corpus.documents.iter().map(|document| document.words.len()).sum();
        let counts = ShingleCounts::with_capacity(words);
        let distinct: Vec<&Document> = (0..)
            .zip(&corpus.documents)
            .filter(|(at, document)| document.same_as == *at)
            .map(|(_, document)| document)
            .collect();
        let runs = |buffer: &mut Vec<u64>, document: &Document| {
            buffer.clear();
            buffer.extend(hashes(&document.words, &corpus.vocabulary));
            buffer.sort_unstable();
            buffer.dedup();
        };
        distinct.par_iter().for_each_init(Vec::new, |buffer, document| {
            runs(buffer, document);
            buffer.iter().for_each(|&run| counts.add(run));
        });
        let mut likely: Vec<u64> = distinct
            .par_iter()
            .map_init(Vec::new, |buffer, document| {
                runs(buffer, document);
                buffer.retain(|&run| counts.get(run) as usize > limit);
                buffer.clone()
            })
            .flatten_iter()
            .collect();
        likely.par_sort_unstable();
        let common = likely.chunk_by(|one, other| one == other).filter(|same| same.len() > limit);
        let runs = common.map(|same| (same[0], same.len() as u32)).collect();
        Self { runs, limit: limit as u32 }
    }

    /// How many of the words stand in common runs, and in how many documents
    /// the middle one of those runs is.
    fn of(&self, words: &[u32], vocabulary: &Vocabulary) -> (usize, u32) {
        let mut holders = Vec::new();
        let (mut covered, mut end) = (0, 0);
        for (at, run) in hashes(words, vocabulary).enumerate() {
            if let Some(&documents) = self.runs.get(&run) {
                holders.push(documents);
                covered += at + RUN - end.max(at);
                end = at + RUN;
            }
        }
        holders.sort_unstable();
        (covered, holders.get(holders.len() / 2).copied().unwrap_or(self.limit))
    }
}

fn hashes<'a>(words: &'a [u32], vocabulary: &'a Vocabulary) -> impl Iterator<Item = u64> + 'a {
    words.windows(RUN).map(|run| {
        let words: [u64; RUN] = std::array::from_fn(|at| vocabulary.hash(run[at]));
        combine(&words)
    })
}

/// One article as verification needs it.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Its unquoted words, sorted; each once for every block it occurs in.
    pub(super) postings: Vec<Posting>,
    /// All its words, sorted, and how often each occurs.
    pub(super) frequencies: Vec<(u32, u32)>,
    /// How many blocks of sentences there are.
    pub(super) blocks: usize,
    /// Unquoted words.
    pub(super) unquoted: usize,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
    /// In how many documents the middle one of its common runs is.
    pub(super) holders: u32,
}

/// A word in a block of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub word: u32,
    pub block: u16,
}

impl Prose {
    /// Prepares an article. Cost: a sort of its words.
    pub fn new(document: &Document, vocabulary: &Vocabulary, commonness: &Commonness) -> Self {
        let words = &document.words;
        let mut quoted = vec![false; words.len()];
        for &(start, end) in &document.outline.quoted {
            quoted[start as usize..end as usize].fill(true);
        }
        let blocks = blocks(document);
        let mut postings = Vec::with_capacity(words.len());
        for (block, range) in (0..).zip(&blocks) {
            let unquoted = range.clone().filter(|&at| !quoted[at]);
            postings.extend(unquoted.map(|at| Posting { word: words[at], block }));
        }
        let unquoted = postings.len();
        postings.sort_unstable();
        postings.dedup();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        let frequencies =
            sorted.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32));
        let (covered, holders) = commonness.of(words, vocabulary);
        Self {
            postings,
            frequencies: frequencies.collect(),
            blocks: blocks.len(),
            unquoted,
            common: covered as f32 / words.len().max(1) as f32,
            holders,
        }
    }
}

/// The ranges of words that are compared as one: sentences, and in very long
/// articles runs of equally many sentences.
fn blocks(document: &Document) -> Vec<Range<usize>> {
    let starts = &document.outline.sentences;
    let step = starts.len().div_ceil(MOST_BLOCKS).max(1);
    let starts = starts.iter().step_by(step).map(|&start| start as usize);
    let ends = starts.clone().skip(1).chain([document.words.len()]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}
