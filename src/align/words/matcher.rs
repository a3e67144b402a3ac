//! From passages to the runs of words that are the same in both texts.

use super::moved::{MatchedWords, MovedBlocks};
use super::pair::{MatchedRun, TextPair};
use super::patience::PatienceDiff;
use super::slide::slide;
use crate::align::chain::{ChainFinder, EqualChains};
use crate::align::passages::WordPassage;

/// Matches the words of all passages of two texts; its memory is used again.
#[derive(Debug, Default)]
pub(in crate::align) struct WordMatcher {
    diff: PatienceDiff,
    blocks: MovedBlocks,
    taken_a: MatchedWords,
    taken_b: MatchedWords,
    runs: Vec<MatchedRun>,
    chain: ChainFinder,
}

impl WordMatcher {
    /// Begins with two texts, and forgets those before.
    pub fn begin(&mut self, pair: &TextPair<'_>) {
        self.diff.begin(pair);
        self.runs.clear();
        for (taken, text) in [(&mut self.taken_a, pair.a), (&mut self.taken_b, pair.b)] {
            taken.clear();
            taken.resize(text.shared.len(), false);
        }
    }

    /// Compares the two sides of a passage; returns how many words are kept.
    /// A word that two passages claim belongs to the first of them.
    pub fn add(&mut self, pair: &TextPair<'_>, passage: &WordPassage) -> usize {
        self.diff.diff(pair, passage.a.clone(), passage.b.clone());
        slide(pair, &mut self.diff.runs);
        let kept = self.diff.runs.iter().map(|run| run.len).sum();
        for at in 0..self.diff.runs.len() {
            let run = MatchedRun { moved: passage.moved, ..self.diff.runs[at] };
            self.add_free(run);
        }
        kept
    }

    /// Adds those parts of a run that belong to no other run.
    fn add_free(&mut self, run: MatchedRun) {
        let mut at = 0;
        while at < run.len {
            let free = (at..run.len)
                .take_while(|at| !self.taken_a[run.a + at] && !self.taken_b[run.b + at])
                .count();
            let part = MatchedRun { a: run.a + at, b: run.b + at, len: free, ..run };
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
    pub fn finish(&mut self, pair: &TextPair<'_>, passages: &[WordPassage]) -> &[MatchedRun] {
        self.release_crossing();
        let taken = (&mut self.taken_a, &mut self.taken_b);
        self.blocks.find(pair, passages, taken, &mut self.runs);
        self.runs.sort_unstable_by_key(|run| run.b);
        &self.runs
    }

    /// Gives back the words of runs that cross: of those not moved, all outside
    /// the heaviest chain. Passages cross where a stretch belongs to two of
    /// them: a text that occurs once in A and twice in B, the second time with
    /// a word that the first one lacks. Given back, the words are matched again
    /// where they qualify as a moved block.
    fn release_crossing(&mut self) {
        self.runs.sort_unstable_by_key(|run| (run.moved, run.a));
        let in_order = self.runs.partition_point(|run| !run.moved);
        let chain = self.chain.heaviest(
            &self.runs[..in_order],
            |run| run.b,
            |run| run.len,
            EqualChains::Earlier,
        );
        if chain.len() == in_order {
            return;
        }
        let mut chain = chain.iter().copied().peekable();
        let mut at = 0;
        self.runs.retain(|run| {
            let stays = run.moved || chain.next_if_eq(&at).is_some();
            at += 1;
            if !stays {
                self.taken_a[run.in_a()].fill(false);
                self.taken_b[run.in_b()].fill(false);
            }
            stays
        });
    }
}
