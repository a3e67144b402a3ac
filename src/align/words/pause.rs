//! How strongly the characters between two words separate them.

use crate::text::{is_full_stop, is_wide_full_stop};

/// What the characters between two words, or before the first or behind the
/// last one, mark the end of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::align) enum Pause {
    /// Nothing: one goes on with the next word.
    None,
    /// A phrase: a comma.
    Phrase,
    /// A clause, or words that somebody else says.
    Clause,
    /// A sentence.
    Sentence,
    /// A line or a paragraph.
    Line,
}

impl Pause {
    /// The pause that `gap` marks.
    pub fn of(gap: &str) -> Self {
        if gap == " " || gap.is_empty() {
            return Self::None;
        }
        let mut pause = Self::None;
        let mut stopped = false;
        for char in gap.chars() {
            let here = match char {
                '\n' => Self::Line,
                _ if is_wide_full_stop(char) => Self::Sentence,
                _ if is_full_stop(char) => {
                    stopped = true;
                    Self::None
                }
                _ if char.is_whitespace() && stopped => Self::Sentence,
                ',' | '،' | '、' | '，' | '・' => Self::Phrase,
                '\'' | '’' | '-' | '/' => Self::None,
                _ if char.is_whitespace() => Self::None,
                _ => Self::Clause,
            };
            pause = pause.max(here);
        }
        // A full stop at the very end of a text.
        if stopped && gap.trim_end().len() == gap.len() { pause.max(Self::Clause) } else { pause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_of_several_scripts() {
        for (gap, pause) in [
            ("", Pause::None),
            (" ", Pause::None),
            ("-", Pause::None),
            ("، ", Pause::Phrase),
            (", ", Pause::Phrase),
            (": “", Pause::Clause),
            (" – ", Pause::Clause),
            (".” ", Pause::Sentence),
            ("。", Pause::Sentence),
            ("؟ ", Pause::Sentence),
            (" \n", Pause::Line),
        ] {
            assert_eq!(Pause::of(gap), pause, "{gap:?}");
        }
    }
}
