//! Which words of two corresponding stretches are kept.
//!
//! 1. What both begin and end with is kept.
//! 2. In long stretches, words that occur once on each side are *anchors*,
//!    with the equal words around them; the heaviest chain of anchors in the
//!    same order is kept (*patience diff*, Bram Cohen). Where no single word
//!    occurs just once, runs of a few words are tried.
//! 3. What lies between is done the same way, until it is short enough for the
//!    exact [grid](super::grid).
//!
//! Lines of code are compared by how few are changed; sentences want what
//! reads best, so the grid weighs words.
//!
//! Cost: a few passes over both stretches and a bounded number of cells. Past
//! that bound (endlessly repeated words) what is left counts as replaced.

use std::ops::Range;

use super::grid::Grid;
use super::pair::{MatchedRun, TextPair};
use super::worth::MEANINGFUL;
use crate::align::chain::{ChainFinder, EqualChains};
use crate::align::passages::NOT_SHARED;
use crate::support::hash::number_hash;

/// Pairs of words up to which the grid is faster than a search for unique words.
const SMALL: usize = 400;

/// Most pairs of words for the grid at once, and for all of two texts: at some
/// ns a pair they bound the time, at a byte a pair the memory.
const LARGEST: usize = 1 << 20;
const BUDGET: usize = 1 << 22;

/// How often a stretch is split between unique words: it bounds the recursion.
const DEEPEST: usize = 12;

/// Words of a run that may be an anchor where no word is unique.
const GRAM: usize = 6;

/// How often a word occurs in each of two stretches, and where.
#[derive(Clone, Copy, Debug, Default)]
struct Occurrences {
    in_a: u32,
    in_b: u32,
    at_b: u32,
}

/// Compares stretches of words; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct PatienceDiff {
    occurrences: Vec<Occurrences>,
    grams: Vec<(u64, u32)>,
    chain: ChainFinder,
    grid: Grid,
    /// Cells that may still be filled.
    cells: usize,
    /// The runs found.
    pub runs: Vec<MatchedRun>,
}

impl PatienceDiff {
    /// Begins with two texts, and forgets those before.
    pub fn begin(&mut self, pair: &TextPair<'_>) {
        self.occurrences.clear();
        self.occurrences.resize(pair.words.len(), Occurrences::default());
        self.cells = BUDGET;
    }

    /// Finds the runs kept of two stretches, in order, none of them empty.
    pub fn diff(&mut self, pair: &TextPair<'_>, a: Range<usize>, b: Range<usize>) {
        self.runs.clear();
        self.split(pair, a, b, 0);
        // The grid may have kept words right beside a run.
        self.runs.dedup_by(|next, run| {
            let goes_on = run.a + run.len == next.a && run.b + run.len == next.b;
            run.len += if goes_on { next.len } else { 0 };
            goes_on
        });
    }

    fn split(
        &mut self,
        pair: &TextPair<'_>,
        mut a: Range<usize>,
        mut b: Range<usize>,
        depth: usize,
    ) {
        let head = a.clone().zip(b.clone()).take_while(|&(x, y)| pair.same(x, y)).count();
        self.push(MatchedRun { a: a.start, b: b.start, len: head, moved: false });
        (a.start, b.start) = (a.start + head, b.start + head);
        let ends = a.clone().rev().zip(b.clone().rev());
        let tail = ends.take_while(|&(x, y)| pair.same(x, y)).count();
        (a.end, b.end) = (a.end - tail, b.end - tail);
        self.between(pair, a.clone(), b.clone(), depth);
        self.push(MatchedRun { a: a.end, b: b.end, len: tail, moved: false });
    }

    /// As [`split`](Self::split), for stretches that neither begin nor end alike.
    fn between(&mut self, pair: &TextPair<'_>, a: Range<usize>, b: Range<usize>, depth: usize) {
        let cells = a.len() * b.len();
        if cells == 0 {
            return;
        }
        if cells > SMALL && depth < DEEPEST {
            let anchors = self.anchors(pair, &a, &b);
            if !anchors.is_empty() {
                let (mut from_a, mut from_b) = (a.start, b.start);
                for anchor in anchors {
                    self.split(pair, from_a..anchor.a, from_b..anchor.b, depth + 1);
                    self.push(anchor);
                    (from_a, from_b) = (anchor.a + anchor.len, anchor.b + anchor.len);
                }
                return self.split(pair, from_a..a.end, from_b..b.end, depth + 1);
            }
        }
        if cells <= LARGEST && cells <= self.cells {
            self.cells -= cells;
            self.grid.diff(pair, a, b, &mut self.runs);
        }
    }

    fn push(&mut self, run: MatchedRun) {
        if run.len > 0 {
            self.runs.push(run);
        }
    }

    /// Runs with a word, or else a few words in a row, that occur once on each
    /// side: the heaviest chain in the same order, without overlaps.
    fn anchors(
        &mut self,
        pair: &TextPair<'_>,
        a: &Range<usize>,
        b: &Range<usize>,
    ) -> Vec<MatchedRun> {
        let mut anchors = self.unique_words(pair, a, b);
        if anchors.is_empty() && a.len().min(b.len()) > 2 * GRAM {
            anchors = self.unique_grams(pair, a, b);
        }
        let chain = self.chain.heaviest(&anchors, |run| run.b, |run| run.len, EqualChains::Earlier);
        for (place, &at) in chain.iter().enumerate() {
            anchors[place] = anchors[at as usize];
        }
        anchors.truncate(chain.len());
        let (mut end_a, mut end_b) = (a.start, b.start);
        anchors.retain_mut(|anchor| {
            let cut = end_a.saturating_sub(anchor.a).max(end_b.saturating_sub(anchor.b));
            if cut >= anchor.len {
                return false;
            }
            (anchor.a, anchor.b, anchor.len) = (anchor.a + cut, anchor.b + cut, anchor.len - cut);
            (end_a, end_b) = (anchor.a + anchor.len, anchor.b + anchor.len);
            true
        });
        anchors
    }

    fn unique_words(
        &mut self,
        pair: &TextPair<'_>,
        a: &Range<usize>,
        b: &Range<usize>,
    ) -> Vec<MatchedRun> {
        let (of_a, of_b) = (&pair.a.shared[a.clone()], &pair.b.shared[b.clone()]);
        let shared = |word: &&u32| **word != NOT_SHARED;
        for &word in of_a.iter().filter(shared) {
            self.occurrences[word as usize].in_a += 1;
        }
        for (at, &word) in b.clone().zip(of_b).filter(|(_, word)| **word != NOT_SHARED) {
            let word = &mut self.occurrences[word as usize];
            word.in_b += 1;
            word.at_b = at as u32;
        }
        let mut anchors: Vec<MatchedRun> = Vec::new();
        for (at, &word) in a.clone().zip(of_a).filter(|(_, word)| **word != NOT_SHARED) {
            let word = self.occurrences[word as usize];
            if word.in_a == 1 && word.in_b == 1 {
                add_anchor(pair, a, b, (at, word.at_b as usize), &mut anchors);
            }
        }
        for &word in of_a.iter().chain(of_b).filter(shared) {
            self.occurrences[word as usize] = Occurrences::default();
        }
        // A lone common word is no anchor.
        anchors.retain(|anchor| anchor.len > 1 || pair.worth(anchor.a) >= MEANINGFUL);
        anchors
    }

    fn unique_grams(
        &mut self,
        pair: &TextPair<'_>,
        a: &Range<usize>,
        b: &Range<usize>,
    ) -> Vec<MatchedRun> {
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
        let mut anchors = Vec::new();
        for &(key, at) in &*grams_a {
            if let (Some(_), Some(at_b)) = (only(&sorted_a, key), only(grams_b, key))
                && pair.same(at as usize, at_b)
            {
                add_anchor(pair, a, b, (at as usize, at_b), &mut anchors);
            }
        }
        anchors
    }
}

/// Adds the run around two equal words, unless the last run contains them.
fn add_anchor(
    pair: &TextPair<'_>,
    a: &Range<usize>,
    b: &Range<usize>,
    at: (usize, usize),
    anchors: &mut Vec<MatchedRun>,
) {
    if let Some(last) = anchors.last()
        && at.0 < last.a + last.len
        && at.0 - last.a == at.1.wrapping_sub(last.b)
    {
        return;
    }
    let back = (a.start..at.0).rev().zip((b.start..at.1).rev());
    let back = back.take_while(|&(x, y)| pair.same(x, y)).count();
    let on = (at.0..a.end).zip(at.1..b.end).take_while(|&(x, y)| pair.same(x, y)).count();
    anchors.push(MatchedRun { a: at.0 - back, b: at.1 - back, len: back + on, moved: false });
}
