//! What is counted over all segments of a state: words, runs, documents.
//!
//! Of articles with the same words one is counted. An article that is removed is still
//! in its segment's counts, and subtracted here.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::segment::{Segment, Workspace};
use super::state::SegmentState;
use crate::corpus::Document;
use crate::error::Error;
use crate::statistics::runs;
use crate::support::hash::Seed;

/// How common words and runs are in an index.
#[derive(Debug)]
pub(super) struct LiveCounts {
    /// How many documents are counted.
    pub documents: u64,
    words: HashMap<u64, u32, Seed>,
    /// In how many removed documents runs are.
    removed_runs: HashMap<u64, u32, Seed>,
}

impl LiveCounts {
    /// Reads the vocabularies of all segments, and the documents that were removed.
    pub fn read(segments: &[Arc<Segment>], states: &[SegmentState]) -> Result<Self, Error> {
        let mut counts =
            Self { documents: 0, words: HashMap::default(), removed_runs: HashMap::default() };
        segments.par_iter().try_for_each(|segment| segment.words().map(drop))?;
        for segment in segments {
            counts.documents += u64::from(segment.counts().documents);
            let words = segment.words()?;
            counts.words.reserve((words.len() as usize).saturating_sub(counts.words.len()));
            for (hash, frequency) in words.frequencies() {
                *counts.words.entry(hash).or_default() += frequency;
            }
        }
        for (segment, state) in segments.iter().zip(states) {
            counts.subtract(segment, &state.removed)?;
        }
        Ok(counts)
    }

    fn subtract(&mut self, segment: &Segment, removed: &[u32]) -> Result<(), Error> {
        let words = segment.words()?;
        let (mut workspace, mut document) = (Workspace::default(), Document::default());
        for &at in removed {
            let record = segment.article(at)?;
            if !record.is_counted {
                continue;
            }
            self.documents = self.documents.saturating_sub(1);
            segment.document(at, &record, &mut workspace, &mut document)?;
            let hashes: Vec<u64> =
                document.words.iter().map(|&word| words.word(word).hash).collect();
            for run in distinct(runs(&hashes)) {
                *self.removed_runs.entry(run).or_default() += 1;
            }
            for word in distinct(hashes.into_iter()) {
                if let Some(frequency) = self.words.get_mut(&word) {
                    *frequency = frequency.saturating_sub(1);
                }
            }
        }
        Ok(())
    }

    /// How many documents have the word.
    pub fn word(&self, hash: u64) -> u32 {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// How many documents have each of the runs, which are in rising order.
    pub fn runs(&self, segments: &[Arc<Segment>], sorted: &[u64]) -> Result<Vec<u32>, Error> {
        let of_segment = |segment: &Arc<Segment>| {
            let mut counts = vec![0u32; sorted.len()];
            segment.runs.get_sorted(sorted, |place, count| counts[place] = count[0])?;
            Ok(counts)
        };
        let all: Result<Vec<Vec<u32>>, Error> = segments.par_iter().map(of_segment).collect();
        let mut sums = vec![0u32; sorted.len()];
        for counts in all? {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum = sum.saturating_add(count);
            }
        }
        if !self.removed_runs.is_empty() {
            for (sum, run) in sums.iter_mut().zip(sorted) {
                let removed = self.removed_runs.get(run).copied().unwrap_or_default();
                *sum = sum.saturating_sub(removed);
            }
        }
        Ok(sums)
    }
}

/// Each of them once, in rising order.
pub(super) fn distinct(all: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut all: Vec<u64> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
