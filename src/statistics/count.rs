//! Counts the words and runs of texts, in parallel.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ahash::AHashSet;
use rayon::prelude::*;

use super::frequencies::SortedCounts;
use super::runs;
use crate::article::Span;
use crate::error::Error;
use crate::support::hash::{Seed, fingerprint, word_hash};
use crate::support::pool::Pool;
use crate::text::{Spelling, fold, key, word_spans};

/// Texts in one piece of work: their runs are sorted in the cache.
const PIECE: usize = 256;

/// The counts of some documents.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub documents: u64,
    pub words: SortedCounts,
    pub runs: SortedCounts,
}

impl Counted {
    fn merge(self, other: Self) -> Self {
        Self {
            documents: self.documents + other.documents,
            words: self.words.merge(other.words),
            runs: self.runs.merge(other.runs),
        }
    }
}

/// Counts `length` texts; of those with the same words one.
pub(super) fn count<'t>(
    length: usize,
    text: impl Fn(usize) -> Result<Cow<'t, str>, Error> + Sync,
) -> Result<Counted, Error> {
    // Which one of several is counted makes no difference, as they are the same.
    let known = Mutex::new(AHashSet::<u128>::new());
    let is_new = |hashes: &[u64]| {
        let fingerprint = fingerprint(hashes);
        known.lock().unwrap_or_else(PoisonError::into_inner).insert(fingerprint)
    };
    let counters = Pool::new(|_| Counter::default());
    let count_piece = |piece: usize| {
        counters.with(|counter| {
            for at in piece * PIECE..length.min((piece + 1) * PIECE) {
                counter.read(&text(at)?);
                if is_new(&counter.hashes) {
                    counter.count();
                }
            }
            Ok(counter.take())
        })
    };
    let merge = |one: Counted, other: Counted| Ok(one.merge(other));
    (0..length.div_ceil(PIECE)).into_par_iter().map(count_piece).try_reduce(Counted::default, merge)
}

/// Counts one document after the other.
#[derive(Default)]
struct Counter {
    spans: Vec<Span>,
    /// The words of the text at hand.
    hashes: Vec<u64>,
    /// The hash of each word, by its spelling, so that a word is folded once.
    spellings: HashMap<u64, u64, Seed>,
    documents: u64,
    /// The distinct words of each document, and the distinct runs.
    words: Vec<u64>,
    runs: Vec<u64>,
}

impl Counter {
    fn read(&mut self, text: &str) {
        let Self { spans, hashes, spellings, .. } = self;
        spans.clear();
        word_spans(text, spans);
        hashes.clear();
        hashes.extend((0..spans.len()).map(|at| {
            let spelling = Spelling::of(text, spans, at).hash;
            let hash = || word_hash(&fold(key(text, spans, at)));
            *spellings.entry(spelling).or_insert_with(hash)
        }));
    }

    fn count(&mut self) {
        self.documents += 1;
        add_distinct(&mut self.runs, runs(&self.hashes));
        add_distinct(&mut self.words, self.hashes.iter().copied());
    }

    /// The counts since the last call.
    fn take(&mut self) -> Counted {
        self.words.sort_unstable();
        self.runs.sort_unstable();
        let counted = Counted {
            documents: std::mem::take(&mut self.documents),
            words: SortedCounts::of_sorted(&self.words),
            runs: SortedCounts::of_sorted(&self.runs),
        };
        self.words.clear();
        self.runs.clear();
        counted
    }
}

/// Appends each hash once.
fn add_distinct(all: &mut Vec<u64>, hashes: impl Iterator<Item = u64>) {
    let start = all.len();
    all.extend(hashes);
    all[start..].sort_unstable();
    let mut end = start;
    for at in start..all.len() {
        if at == start || all[at] != all[end - 1] {
            all[end] = all[at];
            end += 1;
        }
    }
    all.truncate(end);
}
