//! Stage 1: text → words with byte spans, sentences and quotations.
//!
//! A *word* is what [UAX #29] calls one, as `unicode-segmentation` finds it.
//! Each keeps its [`Span`] in the original text, so that whatever a later
//! stage finds can be shown where it stands. What two words must share to be
//! the same word is decided by [`fold`].
//!
//! Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao,
//! Khmer, Burmese, Tibetan) come out of UAX #29 one character at a time, and
//! single characters say little. There a word's span is the character, and
//! its [key](Word::key) runs on over the next one: overlapping pairs of
//! characters, the unit that search engines index for these scripts. No
//! dictionary is needed.
//!
//! ```
//! use nearcopy::text::words;
//!
//! let text = "“Don’t panic,” it says.";
//! let found: Vec<&str> = words(text).map(|word| word.span.of(text)).collect();
//! assert_eq!(found, ["Don’t", "panic", "it", "says"]);
//!
//! let text = "北京大学";
//! let keys: Vec<&str> = words(text).map(|word| word.key).collect();
//! assert_eq!(keys, ["北京", "京大", "大学", "学"]);
//! ```
//!
//! [UAX #29]: https://www.unicode.org/reports/tr29/

mod fold;
mod outline;
mod paragraph;
mod quotation;
mod segment;
mod spelling;
mod tokenizer;

pub use fold::fold;
pub use outline::{Outline, outline};
pub(crate) use outline::{is_full_stop, is_wide_full_stop};
pub use quotation::quotations;
pub use segment::word_spans;
pub(crate) use spelling::{Folding, Spelling};
pub(crate) use tokenizer::CheckedTokenizer;
pub use tokenizer::{Tokenizer, Tokens, UnicodeTokenizer};

use crate::article::Span;
use crate::error::Error;

/// A word in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it stands, in bytes.
    pub span: Span,
    /// The text that decides what word it is: the word itself, or, in a
    /// script without spaces, this character and the next.
    pub key: &'a str,
}

/// The words of `text`, which must be shorter than 4 GiB, in their order.
///
/// Cost: that of [`word_spans`], and 8 bytes of memory a word.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut spans = Vec::new();
    word_spans(text, &mut spans);
    (0..spans.len()).map(move |at| Word { span: spans[at], key: key(text, &spans, at) })
}

/// The [key](Word::key) of the word at `at` among the words of `text`.
#[inline]
pub(crate) fn key<'a>(text: &'a str, spans: &[Span], at: usize) -> &'a str {
    let Span { start, end } = spans[at];
    let runs_on = is_spaceless(spans[at].of(text));
    let next = spans.get(at + 1).filter(|next| runs_on && next.start == end);
    let next = next.filter(|next| is_spaceless(next.of(text)));
    Span::new(start, next.map_or(end, |next| next.end)).of(text)
}

/// The length of a text in bytes, where a [`Span`] can address it all.
///
/// # Errors
///
/// [`Error::Setting`] where it is 4 GiB or longer.
pub(crate) fn check_length(text: &str) -> Result<u32, Error> {
    u32::try_from(text.len()).map_err(|_| Error::Setting {
        name: "the length of a text in bytes",
        value: text.len().to_string(),
        allowed: "at most 4294967295",
    })
}

/// Whether a folded word is a figure: holds a digit.
pub(crate) fn is_figure(folded: &str) -> bool {
    folded.contains(char::is_numeric)
}

/// Whether the word is a character of a script that is written without
/// spaces and that UAX #29 therefore splits into single characters.
fn is_spaceless(word: &str) -> bool {
    if word.as_bytes()[0] < 0xE0 {
        return false;
    }
    matches!(
        word.chars().next().map_or(0, u32::from),
        0x0E00..=0x0FFF      // Thai, Lao, Tibetan
        | 0x1000..=0x109F    // Myanmar
        | 0x1780..=0x17FF    // Khmer
        | 0x19E0..=0x1AAF    // Khmer symbols, Tai Tham
        | 0x3005..=0x3007    // iteration marks, ideographic zero
        | 0x3040..=0x309F    // Hiragana; Katakana comes as whole runs
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0xA9E0..=0xA9FF | 0xAA60..=0xAADF // Myanmar extended, Tai Viet
        | 0x20000..=0x3FFFF // Han
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn spans_of(text: &str) -> Vec<&str> {
        words(text).map(|word| word.span.of(text)).collect()
    }

    #[test]
    fn scripts_and_directions() {
        for (text, expected) in [
            ("", &[][..]),
            ("… — !", &[]),
            ("The U.S. paid 3.5 million", &["The", "U.S", "paid", "3.5", "million"]),
            ("d’accord l'été", &["d’accord", "l'été"]),
            ("قال الرئيس، اليوم", &["قال", "الرئيس", "اليوم"]),
            ("שלום world", &["שלום", "world"]),
            ("カタカナと漢字", &["カタカナ", "と", "漢", "字"]),
            ("ＡＢＣ　ﬁne", &["ＡＢＣ", "ﬁne"]),
        ] {
            assert_eq!(spans_of(text), expected, "{text}");
        }
    }

    #[test]
    fn keys_of_spaceless_scripts_run_over_two_characters() {
        let keys = |text| words(text).map(|word| word.key).collect::<Vec<_>>();
        assert_eq!(keys("漢字 と"), ["漢字", "字", "と"]);
        assert_eq!(keys("ไทย"), ["ไท", "ทย", "ย"]);
        assert_eq!(keys("北京2008年"), ["北京", "京", "2008", "年"]);
    }

    proptest! {
        #[test]
        fn spans_are_those_of_unicode_words(text in "\\PC{0,60}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(spans_of(&text), expected);
        }

        #[test]
        fn a_key_begins_with_its_word(text in "[ab一二ก่ขの ]{0,40}") {
            for word in words(&text) {
                prop_assert!(word.key.starts_with(word.span.of(&text)));
            }
        }
    }
}
