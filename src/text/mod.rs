//! Stage 1: text → words with byte spans, sentences and quotations.
//!
//! A *word* is what [UAX #29] calls one, as `unicode-segmentation` finds it,
//! except that a word broken at the end of a line or by a zero-width space is
//! one, that underscores around it are no part of it, and that Katakana, Hangul
//! and radicals are cut into characters.
//! Each keeps its [`Span`] in the original text, so that whatever a later
//! stage finds can be shown where it stands. What two words must share to be
//! the same word is decided by [`fold`].
//!
//! Scripts that put no spaces between words, or not always (Chinese, Japanese,
//! Korean, Thai, Lao, Khmer, Burmese, Tibetan), come one character at a time, and
//! single characters say little. There a word's span is the character, and
//! its [key](Word::key) runs on over the next one: overlapping pairs of
//! characters, the unit that search engines index for these scripts. No
//! dictionary is needed, and spaces and line breaks between them do not count.
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

mod appearance;
mod fold;
mod letters;
mod lookalike;
mod outline;
mod paragraph;
mod quotation;
mod refine;
mod scan;
mod segment;
mod spelling;
mod tokenizer;
mod transcription;

pub(crate) use appearance::{appearance, looks_same};
pub use fold::fold;
pub(crate) use letters::digit_value;
pub use lookalike::has_lookalikes;
pub use outline::{Outline, outline};
pub(crate) use outline::{is_full_stop, is_wide_full_stop};
pub use quotation::quotations;
pub(crate) use spelling::{Folding, Spelling};
pub(crate) use tokenizer::CheckedTokenizer;
pub use tokenizer::{Tokenizer, Tokens, UnicodeTokenizer};
pub use transcription::is_transcription;
pub(crate) use transcription::{may_be_written_out, written_out};

use crate::article::Span;
use crate::error::Error;
use letters::is_unseen;
use refine::{LONGEST_GAP, is_refinable, refine};

/// A word in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it stands, in bytes.
    pub span: Span,
    /// The text that decides what word it is: the word itself, or, in a
    /// script without spaces, this character and the next.
    pub key: &'a str,
}

/// Adds the span of every word of `text`, which must be shorter than 4 GiB.
///
/// Cost: one pass; on an x86-64 processor with AVX2 about 0.7 ns a byte of
/// ASCII, 1 ns where every tenth word has a typographic quotation mark or
/// apostrophe, 2 ns in other scripts; some 10 ns more for each character of
/// Katakana and Hangul, and for each word of a text that has broken ones.
///
/// ```
/// use nearcopy::text::word_spans;
///
/// let text = "“Don’t panic,” it says.";
/// let mut spans = Vec::new();
/// word_spans(text, &mut spans);
/// assert_eq!(spans[0].of(text), "Don’t");
/// assert_eq!(spans.len(), 4);
/// ```
pub fn word_spans(text: &str, spans: &mut Vec<Span>) {
    find_words(text, spans);
}

/// [`word_spans`]. Returns which of the words hold something that is no part of
/// the word and that [`fold`] takes out, by their places.
fn find_words(text: &str, spans: &mut Vec<Span>) -> Vec<u32> {
    let first = spans.len();
    segment::word_spans(text, spans);
    if is_refinable(text) { refine(text, spans, first) } else { Vec::new() }
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
    let next = spans.get(at + 1).filter(|next| runs_on && is_blank(text, end, next.start));
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

/// Whether no more than some white space is between these places.
#[inline]
fn is_blank(text: &str, start: u32, end: u32) -> bool {
    start == end || {
        let gap = &text[start as usize..end as usize];
        gap.len() <= LONGEST_GAP && gap.chars().all(|char| char.is_whitespace() || is_unseen(char))
    }
}

/// Whether the word is a character of a script whose texts come without spaces
/// between words, or with and without, and that is cut into characters.
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
        | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D // Hiragana, Katakana
        | 0x1100..=0x11FF | 0xA960..=0xA97C | 0xAC00..=0xD7FB // Hangul
        | 0x2E80..=0x2FD5    // radicals
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
            ("カタカナと漢字", &["カ", "タ", "カ", "ナ", "と", "漢", "字"]),
            ("ＡＢＣ　ﬁne", &["ＡＢＣ", "ﬁne"]),
        ] {
            assert_eq!(spans_of(text), expected, "{text}");
        }
    }

    #[test]
    fn keys_of_spaceless_scripts_run_over_two_characters() {
        let keys = |text| words(text).map(|word| word.key).collect::<Vec<_>>();
        assert_eq!(keys("漢字、と"), ["漢字", "字", "と"]);
        assert_eq!(keys("ไทย"), ["ไท", "ทย", "ย"]);
        assert_eq!(keys("北京2008年"), ["北京", "京", "2008", "年"]);
    }

    /// What is not seen, and white space where a script needs none, does not count.
    #[test]
    fn texts_that_read_the_same_have_the_same_words() {
        let folded = |text: &str| -> Vec<String> {
            let mut tokens = Tokens::default();
            UnicodeTokenizer.tokenize(text, &mut tokens);
            tokens.keys(text).map(|key| key.into_owned()).collect()
        };
        for (one, other) in [
            ("今天天气很好,我们去公园", "今天 天气 很好, 我们 去 公园"),
            ("今天天气很好", "今 天 天 气 很 好"),
            ("東京タワーの高さは", "東京タ\nワーの高\r\nさは"),
            ("ภาษาไทย", "ภาษา\u{200B}ไทย"),
            ("ភាសាខ្មែរ", "ភាសា\u{200B}ខ្មែរ"),
            ("대한민국 정부는 어제", "대한민국정부는어제"),
            ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
            ("the example of it", "the exam-\nple of it"),
            ("the example of it", "the _exam\u{200B}ple_ of *it*"),
            ("Tom's book", "_Tom_'s book"),
            ("don't", "don`t"),
            ("п'ять", "п\u{B4}ять"),
            ("人生", "\u{2F08}\u{2F63}"),
            ("snakecase", "snake_case"),
            ("H2O and CO2", "H₂O and CO₂"),
            ("water is paper", "wa\u{200D}ter\u{E0041} is p\u{430}per"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?} {other:?}");
        }
    }

    proptest! {
        /// Where nothing is broken, emphasised or cut, words are those of UAX #29.
        #[test]
        fn spans_are_those_of_unicode_words(text in "\\PC{0,60}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert!(refine::is_refinable(&text) || spans_of(&text) == expected);
            let mut spans = Vec::new();
            segment::word_spans(&text, &mut spans);
            let reference: Vec<&str> = spans.iter().map(|span| span.of(&text)).collect();
            prop_assert_eq!(reference, expected);
        }

        /// No character of a word is lost: what is in no word is no letter or digit.
        #[test]
        fn every_letter_is_in_a_word(text in "[a-c0-9_`'*\\- \n\u{200B}\u{AD}´éжカ한漢ก\u{2F08}]{0,60}") {
            let mut end = 0;
            for span in words(&text).map(|word| word.span).chain([Span::new(text.len() as u32, text.len() as u32)]) {
                let gap = &text[end as usize..span.start as usize];
                prop_assert!(!gap.contains(char::is_alphanumeric), "{gap:?}");
                end = span.end;
            }
        }

        #[test]
        fn a_key_begins_with_its_word(text in "[ab一二ก่ขの ]{0,40}") {
            for word in words(&text) {
                prop_assert!(word.key.starts_with(word.span.of(&text)));
            }
        }
    }
}
