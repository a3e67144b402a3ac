//! Two texts with their words numbered alike, as the steps after the
//! passages see them.

use std::ops::Range;

use super::Side;
use super::pause::Pause;
use super::shared::{NONE, Shared};
use crate::article::Span;

/// A run of words that are the same in both texts, counted in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The first word in A.
    pub a: usize,
    /// The first word in B.
    pub b: usize,
    /// How many words.
    pub len: usize,
    /// Whether it stands at another place in the order.
    pub moved: bool,
}

impl Run {
    /// The words in A.
    pub const fn in_a(self) -> Range<usize> {
        self.a..self.a + self.len
    }

    /// The words in B.
    pub const fn in_b(self) -> Range<usize> {
        self.b..self.b + self.len
    }
}

/// One of two texts; `shared` has each word's number among the words that
/// both texts have.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub side: Side<'a>,
    pub shared: &'a [u32],
}

impl<'a> Text<'a> {
    /// The word as it is written.
    pub fn word(&self, at: usize) -> &'a str {
        self.side.spans[at].of(self.side.text)
    }

    /// The bytes between the word before `at` and the word at `at`.
    pub fn gap_before(&self, at: usize) -> Span {
        let start = at.checked_sub(1).map_or(0, |before| self.side.spans[before].end);
        let end = self.side.spans.get(at).map_or(self.side.text.len() as u32, |span| span.start);
        Span::new(start, end)
    }

    /// How strongly the word at `at` is separated from the one before it.
    pub fn pause_before(&self, at: usize) -> Pause {
        if at == 0 || at == self.side.spans.len() {
            return Pause::Line;
        }
        Pause::of(self.gap_before(at).of(self.side.text))
    }
}

/// Two texts, and what their words are worth.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub a: Text<'a>,
    pub b: Text<'a>,
    pub words: &'a Shared,
    /// Whether the weight of a word tells how rare it is in a corpus.
    pub by_corpus: bool,
}

/// What it is worth to keep a word that carries meaning, a name or a figure,
/// and one that stands in any text.
pub(super) const HEAVY: f32 = 1.0;
const NAME: f32 = 1.5;
const LIGHT: f32 = 0.25;

/// Weight below which a word is common in its corpus, as a part of that of the
/// rarest one.
const COMMON: f32 = 0.45;

/// Without a corpus a word is common that is at least one in so many, and
/// occurs so many times; or that has no more than so many lower-case letters
/// (words that serve grammar are the short ones in every alphabet).
const ONE_IN: usize = 120;
const TIMES: usize = 6;
const SHORT: usize = 3;

impl Pair<'_> {
    /// Whether the two words are the same.
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.a.shared[a] == self.b.shared[b] && self.a.shared[a] != NONE
    }

    /// What it is worth to keep this word of A: [`HEAVY`] or more unless the
    /// word is common.
    pub fn worth(&self, a: usize) -> f32 {
        let (number, word) = (self.a.shared[a], self.a.word(a));
        let first = word.chars().next().unwrap_or(' ');
        if first.is_uppercase() || word.contains(char::is_numeric) {
            return NAME;
        }
        if number == NONE {
            return HEAVY;
        }
        let weight = self.words.weight[number as usize];
        let common = if self.by_corpus {
            weight < COMMON * super::RAREST
        } else {
            let times = self.words.in_a[number as usize] as usize + self.words.in_b(number).len();
            let all = self.a.shared.len() + self.b.shared.len();
            let is_short = first.is_lowercase() && word.chars().nth(SHORT).is_none();
            is_short || (times >= TIMES && times * ONE_IN > all)
        };
        if common { LIGHT } else { HEAVY }
    }
}
