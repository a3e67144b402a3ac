//! From passages to the runs of words that correspond.

use super::Stretch;
use super::diff::Differ;
use super::moved::{Blocks, Taken};
use super::pair::{Pair, Run};
use super::slide::slide;

/// Collects the runs of all passages of two texts; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    differ: Differ,
    blocks: Blocks,
    taken_a: Taken,
    taken_b: Taken,
    runs: Vec<Run>,
}

impl Anchors {
    /// Begins with two other texts.
    pub fn begin(&mut self, pair: &Pair<'_>) {
        self.differ.begin(pair);
        self.runs.clear();
        for (taken, text) in [(&mut self.taken_a, pair.a), (&mut self.taken_b, pair.b)] {
            taken.clear();
            taken.resize(text.shared.len(), false);
        }
    }

    /// Compares the two sides of a passage; returns how many words are kept.
    /// A word that two passages claim belongs to the first of them.
    pub fn add(&mut self, pair: &Pair<'_>, stretch: &Stretch) -> usize {
        self.differ.diff(pair, stretch.a.clone(), stretch.b.clone());
        slide(pair, &mut self.differ.runs);
        let kept = self.differ.runs.iter().map(|run| run.len).sum();
        for at in 0..self.differ.runs.len() {
            let run = Run { moved: stretch.moved, ..self.differ.runs[at] };
            self.take_free(run);
        }
        kept
    }

    /// Adds those parts of a run that no other run has.
    fn take_free(&mut self, run: Run) {
        let mut at = 0;
        while at < run.len {
            let free = (at..run.len)
                .take_while(|at| !self.taken_a[run.a + at] && !self.taken_b[run.b + at])
                .count();
            let part = Run { a: run.a + at, b: run.b + at, len: free, ..run };
            if free > 0 {
                self.taken_a[part.in_a()].fill(true);
                self.taken_b[part.in_b()].fill(true);
                self.runs.push(part);
            }
            at += free + 1;
        }
    }

    /// The runs, ordered by place in B, no word in two of them; those not
    /// moved are in the same order in A.
    pub fn finish(&mut self, pair: &Pair<'_>, stretches: &[Stretch]) -> &[Run] {
        let taken = (&mut self.taken_a, &mut self.taken_b);
        self.blocks.find(pair, stretches, taken, &mut self.runs);
        self.runs.sort_unstable_by_key(|run| run.b);
        &self.runs
    }
}
