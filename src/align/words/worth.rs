//! What it is worth to keep a word: a name more than a word that carries
//! meaning, and that more than a word which occurs in any text.
//!
//! What the values are for, and what changes with them: docs/TUNING.md.

use super::pair::{NumberedText, TextPair};
use crate::align::RAREST;
use crate::align::passages::NOT_SHARED;

/// Worth of a word that carries meaning.
pub(super) const MEANINGFUL: f32 = 1.0;

/// Worth of a name or a figure.
const NAME: f32 = 1.5;

/// Worth of a common word.
const COMMON: f32 = 0.25;

/// Weight below which a word is common in its corpus, as a part of that of the
/// rarest one. In a corpus of 5,000 articles a word is common that occurs in
/// more than one of six.
const COMMON_WEIGHT: f32 = 0.45;

/// Without a corpus a word is common that is at least one in so many words of
/// the pair, and occurs so many times.
const ONE_IN: usize = 120;
const TIMES: usize = 6;

/// Without a corpus a word of at most so many letters is common: words that
/// serve grammar are the short ones in every alphabet.
const SHORT: usize = 3;

impl TextPair<'_> {
    /// What it is worth to keep this word of A: [`MEANINGFUL`] or more unless
    /// the word is common.
    pub fn worth(&self, a: usize) -> f32 {
        self.worth_of(&self.a, a)
    }

    /// Whether the word, of either text, carries meaning.
    pub fn is_meaningful(&self, text: &NumberedText<'_>, at: usize) -> bool {
        self.worth_of(text, at) >= MEANINGFUL
    }

    fn worth_of(&self, text: &NumberedText<'_>, at: usize) -> f32 {
        let (number, word) = (text.shared[at], text.word(at));
        let first = word.chars().next().unwrap_or(' ');
        if first.is_uppercase() || word.contains(char::is_numeric) {
            return NAME;
        }
        if number == NOT_SHARED {
            return MEANINGFUL;
        }
        let weight = self.words.weight[number as usize];
        let common = if self.by_corpus {
            weight < COMMON_WEIGHT * RAREST
        } else {
            let times = self.words.in_a[number as usize] as usize + self.words.in_b(number).len();
            let all = self.a.shared.len() + self.b.shared.len();
            let is_short = first.is_lowercase() && word.chars().nth(SHORT).is_none();
            is_short || (times >= TIMES && times * ONE_IN > all)
        };
        if common { COMMON } else { MEANINGFUL }
    }
}
