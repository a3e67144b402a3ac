//! From passages to anchors: which word of A corresponds to which of B.

use imara_diff::{Algorithm, Diff, Token};

use super::region::Anchor;
use super::{Side, Stretch};

/// Collects the words that correspond inside passages.
pub(super) struct Anchors<'a> {
    a: Side<'a>,
    b: Side<'a>,
    taken_a: Vec<bool>,
    taken_b: Vec<bool>,
    anchors: Vec<Anchor>,
}

impl<'a> Anchors<'a> {
    pub fn new(a: Side<'a>, b: Side<'a>) -> Self {
        let (taken_a, taken_b) = (vec![false; a.words.len()], vec![false; b.words.len()]);
        Self { a, b, taken_a, taken_b, anchors: Vec::new() }
    }

    /// Diffs a passage on its words' numbers; returns how many words are
    /// kept. A word that two passages claim belongs to the first of them.
    pub fn add(&mut self, stretch: &Stretch) -> usize {
        let (a, b) = (&self.a.words[stretch.a.clone()], &self.b.words[stretch.b.clone()]);
        let common = common_words(a, b);
        for &(at_a, at_b) in &common {
            let (at_a, at_b) = (stretch.a.start + at_a, stretch.b.start + at_b);
            if !self.taken_a[at_a] && !self.taken_b[at_b] {
                self.taken_a[at_a] = true;
                self.taken_b[at_b] = true;
                let moved = stretch.moved;
                self.anchors.push(Anchor { a: at_a as u32, b: at_b as u32, moved });
            }
        }
        common.len()
    }

    /// The anchors, ordered by place in B.
    pub fn finish(mut self) -> Vec<Anchor> {
        self.anchors.sort_unstable_by_key(|anchor| anchor.b);
        self.anchors
    }
}

/// The pairs of positions of a common subsequence of two lists of words, long
/// and easy to read rather than the longest: runs that occur rarely hold it
/// together (histogram diff), and a lone common word between two changes
/// counts as changed with them.
pub(super) fn common_words(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let (tokens_a, tokens_b, count) = renumber(a, b);
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &tokens_a, &tokens_b, count);
    let mut runs: Vec<Run> = Vec::new();
    let (mut at_a, mut at_b) = (0, 0);
    for hunk in diff.hunks() {
        runs.push(Run { a: at_a, b: at_b, len: hunk.before.start as usize - at_a });
        (at_a, at_b) = (hunk.before.end as usize, hunk.after.end as usize);
    }
    runs.push(Run { a: at_a, b: at_b, len: a.len() - at_a });
    runs.retain(|run| run.len > 0);
    drop_confetti(&mut runs, a.len(), b.len());
    runs.iter().flat_map(|run| (0..run.len).map(|at| (run.a + at, run.b + at))).collect()
}

/// A run of equal words.
#[derive(Clone, Copy)]
struct Run {
    a: usize,
    b: usize,
    len: usize,
}

impl Run {
    const fn end(self) -> (usize, usize) {
        (self.a + self.len, self.b + self.len)
    }
}

/// Drops single equal words that stand between two changes which are both
/// much longer: “~~a~~ **an other** *of* ~~the~~ **this kind**” reads worse
/// than one replacement.
fn drop_confetti(runs: &mut Vec<Run>, len_a: usize, len_b: usize) {
    let all = runs.clone();
    let mut at = 0_usize;
    runs.retain(|run| {
        let before = at.checked_sub(1).map_or((0, 0), |before| all[before].end());
        let after = all.get(at + 1).map_or((len_a, len_b), |next| (next.a, next.b));
        at += 1;
        let changed_before = (run.a - before.0).min(run.b - before.1);
        let changed_after = (after.0 - run.end().0).min(after.1 - run.end().1);
        run.len > 1 || changed_before.min(changed_after) < 2
    });
}

/// The two lists with their words numbered from 0 without gaps, as the diff
/// wants them.
fn renumber(a: &[u32], b: &[u32]) -> (Vec<Token>, Vec<Token>, u32) {
    let mut distinct: Vec<u32> = a.iter().chain(b).copied().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let number = |word: &u32| Token(distinct.binary_search(word).unwrap_or(0) as u32);
    (a.iter().map(number).collect(), b.iter().map(number).collect(), distinct.len() as u32)
}
