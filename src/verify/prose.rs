//! What is kept of an article for verification.

use std::ops::Range;

use ahash::AHashSet;
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
    runs: AHashSet<u64>,
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
        Self { runs: common.map(|same| same[0]).collect() }
    }

    /// For each word, whether it stands in a common run.
    fn mask(&self, words: &[u32], vocabulary: &Vocabulary) -> Vec<bool> {
        let mut mask = vec![false; words.len()];
        for (at, run) in hashes(words, vocabulary).enumerate() {
            if self.runs.contains(&run) {
                mask[at..at + RUN].fill(true);
            }
        }
        mask
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
    /// Unquoted words outside common runs.
    pub(super) own: usize,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
}

/// A word in a block of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub word: u32,
    pub block: u16,
    /// Whether it stands in a common run there.
    pub common: bool,
}

impl Prose {
    /// Prepares an article. Cost: a sort of its words.
    pub fn new(document: &Document, vocabulary: &Vocabulary, commonness: &Commonness) -> Self {
        let words = &document.words;
        let common = commonness.mask(words, vocabulary);
        let mut quoted = vec![false; words.len()];
        for &(start, end) in &document.outline.quoted {
            quoted[start as usize..end as usize].fill(true);
        }
        let blocks = blocks(document);
        let mut postings = Vec::with_capacity(words.len());
        for (block, range) in blocks.iter().enumerate() {
            let posting =
                |at: usize| Posting { word: words[at], block: block as u16, common: common[at] };
            postings.extend(range.clone().filter(|&at| !quoted[at]).map(posting));
        }
        postings.sort_unstable();
        postings.dedup_by_key(|posting| (posting.word, posting.block));

        let mut sorted = words.clone();
        sorted.sort_unstable();
        let frequencies =
            sorted.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32));
        let count = |is: &dyn Fn(usize) -> bool| (0..words.len()).filter(|&at| is(at)).count();
        Self {
            postings,
            frequencies: frequencies.collect(),
            blocks: blocks.len(),
            unquoted: count(&|at| !quoted[at]),
            own: count(&|at| !quoted[at] && !common[at]),
            common: count(&|at| common[at]) as f32 / words.len().max(1) as f32,
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
