//! From passages to anchors: which word of A corresponds to which of B.

use imara_diff::{Algorithm, Diff, Token};

use super::region::Anchor;
use super::{Side, Stretch};

/// The words that correspond inside the passages, ordered by place in B.
///
/// Each passage is diffed on its words' numbers. A word that two passages
/// claim belongs to the first of them.
pub(super) fn anchors(a: Side<'_>, b: Side<'_>, stretches: &[Stretch]) -> Vec<Anchor> {
    let mut taken_a = vec![false; a.words.len()];
    let mut taken_b = vec![false; b.words.len()];
    let mut anchors = Vec::new();
    for stretch in stretches {
        for (at_a, at_b) in common_words(&a.words[stretch.a.clone()], &b.words[stretch.b.clone()]) {
            let (at_a, at_b) = (stretch.a.start + at_a, stretch.b.start + at_b);
            if !taken_a[at_a] && !taken_b[at_b] {
                taken_a[at_a] = true;
                taken_b[at_b] = true;
                anchors.push(Anchor { a: at_a as u32, b: at_b as u32, moved: stretch.moved });
            }
        }
    }
    anchors.sort_unstable_by_key(|anchor| anchor.b);
    anchors
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
