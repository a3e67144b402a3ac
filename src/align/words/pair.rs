//! Two texts with their words numbered alike, and runs of the same words.

use std::ops::Range;

use super::pause::Pause;
use crate::align::Side;
use crate::align::passages::{NOT_SHARED, SharedWords};
use crate::article::Span;

/// A run of words that are the same in both texts, counted in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::align) struct MatchedRun {
    /// The first word in A.
    pub a: usize,
    /// The first word in B.
    pub b: usize,
    /// How many words.
    pub len: usize,
    /// Whether it stands at another place in the order.
    pub moved: bool,
}

impl MatchedRun {
    /// The words in A.
    pub const fn in_a(self) -> Range<usize> {
        self.a..self.a + self.len
    }

    /// The words in B.
    pub const fn in_b(self) -> Range<usize> {
        self.b..self.b + self.len
    }
}

/// One of two texts; `shared` is each word's number among the words that
/// occur in both.
#[derive(Clone, Copy)]
pub(in crate::align) struct NumberedText<'a> {
    pub side: Side<'a>,
    pub shared: &'a [u32],
}

impl<'a> NumberedText<'a> {
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

/// Two texts, and what their shared words weigh.
#[derive(Clone, Copy)]
pub(in crate::align) struct TextPair<'a> {
    pub a: NumberedText<'a>,
    pub b: NumberedText<'a>,
    pub words: &'a SharedWords,
    /// Whether the weight of a word tells how rare it is in a corpus.
    pub by_corpus: bool,
}

impl TextPair<'_> {
    /// The places of a shared word in A or in B, in order, if they are known: those in B,
    /// and those in an A that is long.
    pub fn places(&self, in_a: bool, word: u32) -> Option<&[u32]> {
        match in_a {
            true => self.words.in_long_a(self.a.side.by_word, word),
            false => Some(self.words.in_b(word)),
        }
    }

    /// Whether the two words are the same.
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.a.shared[a] == self.b.shared[b] && self.a.shared[a] != NOT_SHARED
    }
}
