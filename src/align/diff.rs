//! Which words of two corresponding stretches are kept.
//!
//! 1. What both begin and end with is kept.
//! 2. In long stretches words that occur once on each side are tied to each
//!    other, with the equal words around them; the heaviest chain of such runs
//!    in the same order is kept (*patience diff*). Where no single word occurs
//!    just once, runs of a few words are tried.
//! 3. What lies between is done the same way, until it is short enough for the
//!    exact [grid](super::grid).
//!
//! Lines of code are compared by how few are changed; sentences want what
//! reads best, so the grid weighs words.
//!
//! Cost: a few passes over both stretches and a bounded number of cells. Past
//! that bound (endlessly repeated words) what is left counts as replaced.

use std::ops::Range;

use super::chain::Chain;
use super::grid::Grid;
use super::pair::{Pair, Run};
use super::shared::NONE;
use crate::support::hash::number_hash;

/// Pairs of words up to which the grid is faster than to look for unique words.
const SMALL: usize = 400;

/// Pairs of words that the grid takes at once, and for all of two texts.
const LARGEST: usize = 1 << 20;
const BUDGET: usize = 1 << 22;

/// How often a stretch is split between unique words.
const DEEPEST: usize = 12;

/// Words of a run that is looked for where no word is unique.
const GRAM: usize = 6;

/// How often a word stands in each of two stretches, and where.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    in_a: u32,
    in_b: u32,
    at_b: u32,
}

/// Compares stretches of words; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Differ {
    seen: Vec<Seen>,
    grams: Vec<(u64, u32)>,
    chain: Chain,
    grid: Grid,
    /// Cells that may still be filled.
    cells: usize,
    /// The runs found.
    pub runs: Vec<Run>,
}

impl Differ {
    /// Begins with two other texts.
    pub fn begin(&mut self, pair: &Pair<'_>) {
        self.seen.clear();
        self.seen.resize(pair.words.len(), Seen::default());
        self.cells = BUDGET;
    }

    /// Finds the runs kept of two stretches, in order, none of them empty.
    pub fn diff(&mut self, pair: &Pair<'_>, a: Range<usize>, b: Range<usize>) {
        self.runs.clear();
        self.split(pair, a, b, 0);
        // The grid may have kept words right beside a run.
        self.runs.dedup_by(|next, run| {
            let goes_on = run.a + run.len == next.a && run.b + run.len == next.b;
            run.len += if goes_on { next.len } else { 0 };
            goes_on
        });
    }

    fn split(&mut self, pair: &Pair<'_>, mut a: Range<usize>, mut b: Range<usize>, depth: usize) {
        let head = a.clone().zip(b.clone()).take_while(|&(x, y)| pair.same(x, y)).count();
        self.push(Run { a: a.start, b: b.start, len: head, moved: false });
        (a.start, b.start) = (a.start + head, b.start + head);
        let ends = a.clone().rev().zip(b.clone().rev());
        let tail = ends.take_while(|&(x, y)| pair.same(x, y)).count();
        (a.end, b.end) = (a.end - tail, b.end - tail);
        self.between(pair, a.clone(), b.clone(), depth);
        self.push(Run { a: a.end, b: b.end, len: tail, moved: false });
    }

    /// As [`split`](Self::split), for stretches that neither begin nor end alike.
    fn between(&mut self, pair: &Pair<'_>, a: Range<usize>, b: Range<usize>, depth: usize) {
        let cells = a.len() * b.len();
        if cells == 0 {
            return;
        }
        if cells > SMALL && depth < DEEPEST {
            let ties = self.ties(pair, &a, &b);
            if !ties.is_empty() {
                let (mut from_a, mut from_b) = (a.start, b.start);
                for tie in ties {
                    self.split(pair, from_a..tie.a, from_b..tie.b, depth + 1);
                    self.push(tie);
                    (from_a, from_b) = (tie.a + tie.len, tie.b + tie.len);
                }
                return self.split(pair, from_a..a.end, from_b..b.end, depth + 1);
            }
        }
        if cells <= LARGEST && cells <= self.cells {
            self.cells -= cells;
            self.grid.diff(pair, a, b, &mut self.runs);
        }
    }

    fn push(&mut self, run: Run) {
        if run.len > 0 {
            self.runs.push(run);
        }
    }

    /// Runs that hold a word, or else a few words, that occur once on each
    /// side; of them the heaviest chain in the same order, apart.
    fn ties(&mut self, pair: &Pair<'_>, a: &Range<usize>, b: &Range<usize>) -> Vec<Run> {
        let mut ties = self.unique_words(pair, a, b);
        if ties.is_empty() && a.len().min(b.len()) > 2 * GRAM {
            ties = self.unique_grams(pair, a, b);
        }
        self.chain.keep_heaviest(&mut ties);
        let (mut end_a, mut end_b) = (a.start, b.start);
        ties.retain_mut(|tie| {
            let cut = end_a.saturating_sub(tie.a).max(end_b.saturating_sub(tie.b));
            if cut >= tie.len {
                return false;
            }
            (tie.a, tie.b, tie.len) = (tie.a + cut, tie.b + cut, tie.len - cut);
            (end_a, end_b) = (tie.a + tie.len, tie.b + tie.len);
            true
        });
        ties
    }

    fn unique_words(&mut self, pair: &Pair<'_>, a: &Range<usize>, b: &Range<usize>) -> Vec<Run> {
        let (of_a, of_b) = (&pair.a.shared[a.clone()], &pair.b.shared[b.clone()]);
        let shared = |word: &&u32| **word != NONE;
        for &word in of_a.iter().filter(shared) {
            self.seen[word as usize].in_a += 1;
        }
        for (at, &word) in b.clone().zip(of_b).filter(|(_, word)| **word != NONE) {
            let seen = &mut self.seen[word as usize];
            seen.in_b += 1;
            seen.at_b = at as u32;
        }
        let mut ties: Vec<Run> = Vec::new();
        for (at, &word) in a.clone().zip(of_a).filter(|(_, word)| **word != NONE) {
            let seen = self.seen[word as usize];
            if seen.in_a == 1 && seen.in_b == 1 {
                tie(pair, a, b, (at, seen.at_b as usize), &mut ties);
            }
        }
        for &word in of_a.iter().chain(of_b).filter(shared) {
            self.seen[word as usize] = Seen::default();
        }
        // A lone common word ties nothing.
        ties.retain(|tie| tie.len > 1 || pair.worth(tie.a) >= super::pair::HEAVY);
        ties
    }

    fn unique_grams(&mut self, pair: &Pair<'_>, a: &Range<usize>, b: &Range<usize>) -> Vec<Run> {
        self.grams.clear();
        for (from, words) in [(a, pair.a.shared), (b, pair.b.shared)] {
            let keys = words[from.clone()].windows(GRAM).map(number_hash);
            self.grams.extend(keys.zip(from.start as u32..));
        }
        let in_a = a.len() + 1 - GRAM;
        let (grams_a, grams_b) = self.grams.split_at_mut(in_a);
        grams_b.sort_unstable();
        let mut sorted_a = grams_a.to_vec();
        sorted_a.sort_unstable();
        let only = |grams: &[(u64, u32)], key: u64| {
            let from = grams.partition_point(|gram| gram.0 < key);
            let one = grams.get(from).filter(|gram| gram.0 == key)?;
            grams.get(from + 1).is_none_or(|next| next.0 != key).then_some(one.1 as usize)
        };
        let mut ties = Vec::new();
        for &(key, at) in &*grams_a {
            if let (Some(_), Some(at_b)) = (only(&sorted_a, key), only(grams_b, key))
                && pair.same(at as usize, at_b)
            {
                tie(pair, a, b, (at as usize, at_b), &mut ties);
            }
        }
        ties
    }
}

/// Adds the run around two words that are tied, unless the last run has them.
fn tie(
    pair: &Pair<'_>,
    a: &Range<usize>,
    b: &Range<usize>,
    at: (usize, usize),
    ties: &mut Vec<Run>,
) {
    if let Some(last) = ties.last()
        && at.0 < last.a + last.len
        && at.0 - last.a == at.1.wrapping_sub(last.b)
    {
        return;
    }
    let back = (a.start..at.0).rev().zip((b.start..at.1).rev());
    let back = back.take_while(|&(x, y)| pair.same(x, y)).count();
    let on = (at.0..a.end).zip(at.1..b.end).take_while(|&(x, y)| pair.same(x, y)).count();
    ties.push(Run { a: at.0 - back, b: at.1 - back, len: back + on, moved: false });
}
