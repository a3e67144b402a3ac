//! What is kept of an article for verification.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use ahash::AHashMap;
use rayon::prelude::*;

use super::chain::Shared;
use crate::corpus::{Corpus, Document, Vocabulary};
use crate::shingle::{NEAR, ShingleCounts, ShingleSet, combine, shingles};

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
        distinct.par_iter().for_each(|document| {
            hashes(&document.words, &corpus.vocabulary).for_each(|run| counts.add(run));
        });
        let mut likely: Vec<u64> = distinct
            .par_iter()
            .flat_map_iter(|document| {
                let runs = hashes(&document.words, &corpus.vocabulary);
                let mut likely: Vec<u64> =
                    runs.filter(|&run| counts.get(run) as usize > limit).collect();
                likely.sort_unstable();
                likely.dedup();
                likely
            })
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

fn hashes(words: &[u32], vocabulary: &Vocabulary) -> impl Iterator<Item = u64> {
    let hashes: Vec<u64> = words.iter().map(|&word| vocabulary.hash(word)).collect();
    let runs = words.len().saturating_sub(RUN - 1);
    (0..runs).map(move |at| combine(&hashes[at..at + RUN]))
}

/// One article as verification needs it.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Its distinct words, sorted.
    pub(super) words: Vec<Entry>,
    /// The blocks in which each word stands unquoted, those of one word together.
    blocks_of: Vec<u16>,
    /// What each block holds, as long as the other article has none of it.
    pub(super) totals: Vec<Shared>,
    /// Unquoted words.
    pub(super) unquoted: usize,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
    /// In how many documents the middle one of its common runs is.
    pub(super) holders: u32,
    /// Its sets of shingles, kept if it is long and has matches.
    shingles: OnceLock<Shingles>,
}

/// Words from which an article's sets of shingles are kept.
const LONG: usize = 10_000;

/// The sets of shingles of an article.
#[derive(Clone, Debug)]
pub(super) struct Shingles {
    /// Of three words.
    pub three: ShingleSet,
    /// Of three words of one quotation.
    pub quoted: ShingleSet,
    /// Of five words.
    pub near: ShingleSet,
}

impl Shingles {
    fn new(document: &Document, vocabulary: &Vocabulary) -> Self {
        let hashes = document.hashes(vocabulary);
        let quotes = document.outline.quoted.iter();
        let quotes = quotes.map(|&(start, end)| &hashes[start as usize..end as usize]);
        Self {
            three: ShingleSet::new(shingles(&hashes, 3)),
            quoted: ShingleSet::new(quotes.flat_map(|quote| shingles(quote, 3))),
            near: ShingleSet::new(shingles(&hashes, NEAR)),
        }
    }
}

/// A distinct word of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub word: u32,
    /// Where its blocks begin.
    first: u32,
    /// How often it occurs, quoted or not.
    pub count: u16,
    pub figure: bool,
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
        // Each occurrence as one number: the word, its block, whether quoted.
        let mut occurrences = Vec::with_capacity(words.len());
        for (block, range) in (0..).zip(&blocks) {
            let key = |at: usize| u64::from(words[at]) << 32 | block << 1 | u64::from(quoted[at]);
            occurrences.extend(range.clone().map(key));
        }
        occurrences.sort_unstable();

        let mut prose = Self {
            words: Vec::new(),
            blocks_of: Vec::new(),
            totals: vec![Shared::default(); blocks.len()],
            unquoted: quoted.iter().filter(|&&quoted| !quoted).count(),
            common: 0.0,
            holders: 0,
            shingles: OnceLock::new(),
        };
        for same in occurrences.chunk_by(|one, other| one >> 32 == other >> 32) {
            prose.add((same[0] >> 32) as u32, same, vocabulary);
        }
        let (covered, holders) = commonness.of(words, vocabulary);
        prose.common = covered as f32 / words.len().max(1) as f32;
        prose.holders = holders;
        prose
    }

    fn add(&mut self, word: u32, occurrences: &[u64], vocabulary: &Vocabulary) {
        let entry = Entry {
            word,
            first: self.blocks_of.len() as u32,
            count: u16::try_from(occurrences.len()).unwrap_or(u16::MAX),
            figure: vocabulary.is_figure(word),
        };
        for &occurrence in occurrences.iter().filter(|&occurrence| occurrence & 1 == 0) {
            let block = (occurrence as u32 >> 1) as u16;
            if self.blocks_of[entry.first as usize..].last() != Some(&block) {
                self.blocks_of.push(block);
                let total = &mut self.totals[block as usize];
                total.weight += entry.weight(1);
                total.figures = total.figures.saturating_add(u16::from(entry.figure));
            }
        }
        self.words.push(entry);
    }

    /// The sets of shingles of `document`, whose prose this is. A book is
    /// compared with a thousand excerpts, so its sets are kept.
    pub(super) fn shingles(
        &self,
        document: &Document,
        vocabulary: &Vocabulary,
    ) -> Cow<'_, Shingles> {
        if document.words.len() < LONG {
            return Cow::Owned(Shingles::new(document, vocabulary));
        }
        Cow::Borrowed(self.shingles.get_or_init(|| Shingles::new(document, vocabulary)))
    }

    /// The blocks in which a word stands unquoted, by its place in `words`.
    pub(super) fn blocks_of(&self, at: usize) -> &[u16] {
        let end = self.words.get(at + 1).map_or(self.blocks_of.len(), |next| next.first as usize);
        &self.blocks_of[self.words[at].first as usize..end]
    }
}

/// A word with more pairs of occurrences than this tells nothing of place.
const MOST_OCCURRENCES: u32 = 100;

/// What a figure weighs, other words weighing 1.
const FIGURE: f32 = 2.0;

impl Entry {
    /// What the word weighs against an article that has it so often; an
    /// article without it counts as 1.
    pub fn weight(&self, other: u16) -> f32 {
        let occurrences = u32::from(self.count) * u32::from(other);
        if occurrences > MOST_OCCURRENCES {
            return 0.0;
        }
        let weight = if self.figure { FIGURE } else { 1.0 };
        weight / (occurrences as f32).sqrt()
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
