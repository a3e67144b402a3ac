//! Where words differ from those of UAX #29.
//!
//! - A word broken by a hyphen at the end of a line is one word, and so is one
//!   with a zero-width space in it, or with an accent or a prime for its
//!   apostrophe.
//! - Digits set low are part of the word beside them, as plain ones are: `CO₂` is one
//!   word. Digits set high are none, as they may be marks of notes.
//! - Underscores around a word are marks of emphasis and no part of it.
//! - Katakana and Hangul are cut into characters, as the other scripts whose
//!   texts come with and without spaces between words.
//! - Radicals (Kangxi and others) are ideographs: PDF files yield them in place
//!   of those.

use super::is_spaceless;
use super::letters::{is_radical, is_unseen};
use crate::article::Span;
use crate::support::dispatch::{Kernel, dispatch};

/// Longest gap, in bytes, over which a word goes on: an indented line has more
/// white space than a line break in running text.
pub(super) const LONGEST_GAP: usize = 16;

/// Whether [`refine`] may find anything to do in the text: never false where it does.
///
/// Cost: one branchless pass over the bytes, some 0.1 ns each; where there are typographic
/// marks or dashes, and nothing else to do, another of some 0.5 ns each.
pub(super) fn is_refinable(text: &str) -> bool {
    let bytes = text.as_bytes();
    // So that the pass ends early, and memory is read once.
    let pieces = bytes.chunks(PIECE).map(|bytes| dispatch(Signs { bytes }));
    // What stands across two pieces.
    let across = (1..bytes.len().div_ceil(PIECE))
        .map(|piece| Signs { bytes: &bytes[piece * PIECE - 1..=piece * PIECE] }.run());
    let mut has_punctuation = false;
    for found in pieces.chain(across) {
        if found.certain {
            return true;
        }
        has_punctuation |= found.punctuation;
    }
    has_punctuation && has_refinable_punctuation(bytes)
}

/// Bytes looked at before anything is decided.
const PIECE: usize = 1 << 12;

/// Looks for bytes, and pairs of neighbouring bytes, that say so.
struct Signs<'a> {
    bytes: &'a [u8],
}

/// What there is in some bytes.
struct FoundSigns {
    /// A sign that the text is refinable.
    certain: bool,
    /// General punctuation, some of which is such a sign.
    punctuation: bool,
}

impl Kernel for Signs<'_> {
    type Output = FoundSigns;

    #[inline(always)]
    fn run(self) -> FoundSigns {
        let is_break = |byte: u8| (byte == b'\n') | (byte == b'\r');
        let single = self.bytes.iter().fold(false, |any, &byte| {
            // The last two: most syllables of Hangul.
            any | (byte == b'_')
                | (byte == b'*')
                | (byte == b'`')
                | (byte & 0xFE == 0xEA)
                | (byte & 0xFE == 0xEC)
        });
        let pairs = || self.bytes.iter().zip(self.bytes.get(1..).unwrap_or_default());
        let pair = pairs().fold(false, |any, (&byte, &next)| {
            // A hyphen (ASCII, soft, U+2010, ¬) before a line break.
            let broken = is_break(next)
                & ((byte == b'-') | (byte == 0xAD) | (byte == 0x90) | (byte == 0xAC));
            // Radicals, low digits; an acute; kana; Hangul by its parts.
            let wide = (byte == 0xE2) & ((next == 0x82) | (next >= 0xBA));
            let acute = (byte == 0xC2) & (next == 0xB4);
            let kana = (byte == 0xE3) & ((next & 0xFE == 0x82) | (next == 0x87));
            let half = (byte == 0xEF) & (next & 0xFC == 0xBC);
            let jamo = (byte == 0xE1) & (next & 0xFC == 0x84);
            any | broken | wide | acute | kana | half | jamo
        });
        let punctuation =
            pairs().fold(false, |any, (&byte, &next)| any | ((byte == 0xE2) & (next == 0x80)));
        FoundSigns { certain: single | pair, punctuation }
    }
}

/// Whether there is general punctuation by which words may go on: zero-width spaces,
/// primes, and single quotation marks that are not [apart](is_plain_mark).
fn has_refinable_punctuation(bytes: &[u8]) -> bool {
    bytes.windows(3).enumerate().any(|(at, window)| match window {
        [0xE2, 0x80, 0x8B | 0xB2] => true,
        [0xE2, 0x80, 0x98 | 0x99] => !is_plain_mark(&bytes[..at], &bytes[at + 3..]),
        _ => false,
    })
}

/// Whether it is certain, from the bytes around a single quotation mark, that no more is to
/// be done there: either no letter is on one side, or on both sides one of those that
/// UAX #29 joins anyway.
fn is_plain_mark(before: &[u8], after: &[u8]) -> bool {
    // Of two bytes: Latin, Greek and Cyrillic letters without the marks of these scripts.
    let is_lead = |byte: u8| matches!(byte, 0xC3..=0xC9 | 0xCE..=0xD1);
    let is_apart = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphabetic();
    let (Some(&last), Some(&first)) = (before.last(), after.first()) else {
        return true;
    };
    let is_after_letter =
        last.is_ascii_alphabetic() || matches!(before, [.., lead, 0x80..=0xBF] if is_lead(*lead));
    let is_before_letter = first.is_ascii_alphabetic() || is_lead(first);
    is_apart(last) || is_apart(first) || is_after_letter && is_before_letter
}

/// Makes the spans from `first` on, words of UAX #29, words as the
/// [module](self) says. Returns which of them hold something that is no part
/// of the word, by their places.
pub(super) fn refine(text: &str, spans: &mut Vec<Span>, first: usize) -> Vec<u32> {
    let found = spans.split_off(first);
    let mut refined = Refined { text, spans, first, impure: Vec::new() };
    let mut end = 0;
    for span in found {
        refined.add_radicals(end, span.start);
        refined.add(span);
        end = span.end;
    }
    refined.add_radicals(end, text.len() as u32);
    refined.impure
}

struct Refined<'a> {
    text: &'a str,
    spans: &'a mut Vec<Span>,
    first: usize,
    impure: Vec<u32>,
}

impl Refined<'_> {
    /// Adds the radicals between two words.
    fn add_radicals(&mut self, start: u32, end: u32) {
        let gap = &self.text[start as usize..end as usize];
        if gap.len() < 3 || gap.is_ascii() {
            return;
        }
        for (at, char) in gap.char_indices().filter(|&(_, char)| is_radical(char)) {
            let start = start + at as u32;
            self.spans.push(Span::new(start, start + char.len_utf8() as u32));
        }
    }

    fn add(&mut self, span: Span) {
        let word = span.of(self.text);
        let trimmed = word.trim_matches('_');
        let start = span.start + (word.len() - word.trim_start_matches('_').len()) as u32;
        let span = Span::new(start, start + trimmed.len() as u32);
        if trimmed.chars().any(is_unit) {
            return self.add_units(span);
        }
        let is_impure = trimmed.contains('_');
        let has_last = self.spans.len() > self.first;
        match self.spans.last_mut() {
            Some(last) if has_last && joins(self.text, *last, span) => {
                last.end = span.end;
                self.mark_impure();
            }
            _ => {
                self.spans.push(span);
                if is_impure {
                    self.mark_impure();
                }
            }
        }
    }

    /// Marks the last word.
    fn mark_impure(&mut self) {
        let last = self.spans.len() as u32 - 1;
        if self.impure.last() != Some(&last) {
            self.impure.push(last);
        }
    }

    /// Adds the characters of Katakana and Hangul in the word one by one, and
    /// what is between them.
    fn add_units(&mut self, span: Span) {
        let mut last = None;
        for (at, char) in span.of(self.text).char_indices() {
            let start = span.start + at as u32;
            let end = start + char.len_utf8() as u32;
            // A mark belongs to the character before it.
            let goes_on = match last {
                None => false,
                Some(before) => {
                    is_unseen(char)
                        || is_mark(char)
                        || (is_vowel_or_final(char) && is_jamo(before))
                        || (!is_unit(char) && !is_unit(before))
                }
            };
            match self.spans.last_mut() {
                Some(span) if goes_on => span.end = end,
                _ => self.spans.push(Span::new(start, end)),
            }
            if !is_unseen(char) && !is_mark(char) {
                last = Some(char);
            }
        }
    }
}

/// Whether two words next to each other are one.
fn joins(text: &str, last: Span, next: Span) -> bool {
    let gap = &text[last.end as usize..next.start as usize];
    if gap.is_empty() {
        return joins_low_digit(last.of(text), next.of(text));
    }
    if gap.len() > LONGEST_GAP || gap == " " {
        return false;
    }
    let Some(before) = last.of(text).chars().rev().find(|&char| !is_unseen(char)) else {
        return false;
    };
    let after = next.of(text).chars().next().unwrap_or(' ');
    if !before.is_alphanumeric() || is_spaceless(last.of(text)) || is_spaceless(next.of(text)) {
        return false;
    }
    if gap.chars().all(|char| char == '\u{200B}') {
        return true;
    }
    let mark = gap.trim_matches('\u{200B}');
    let is_figure = before.is_numeric() && after.is_numeric();
    if is_figure && mark.len() < gap.len() && matches!(mark, "," | ".") {
        return true;
    }
    if !before.is_alphabetic() || !after.is_alphabetic() {
        return false;
    }
    let mut mark = gap.trim_matches(['_', '*', '\u{200B}']).chars();
    if let (Some(mark), None) = (mark.next(), mark.next())
        && matches!(mark, '\'' | '`' | '´' | '‘' | '’' | '′' | '｀')
    {
        return true;
    }
    // A hyphen, or a soft one, which belongs to the word before it.
    let line_break = match gap.strip_prefix(['-', '\u{2010}', '\u{AC}']) {
        Some(rest) => rest,
        None if last.of(text).ends_with('\u{AD}') => gap,
        None => return false,
    };
    line_break.starts_with(['\n', '\r'])
        && line_break.chars().all(char::is_whitespace)
        && line_break.matches('\n').count() == 1
        && !after.is_uppercase()
}

/// Whether two words without anything between them are one for the digits set low in
/// one of them. A number and digits set low are two: the base that it is written in.
fn joins_low_digit(last: &str, next: &str) -> bool {
    let [Some(before), Some(after)] = [last.chars().next_back(), next.chars().next()] else {
        return false;
    };
    let may_join = |char: char| is_low_digit(char) || char.is_alphabetic();
    (is_low_digit(before) || is_low_digit(after))
        && may_join(before)
        && may_join(after)
        && !is_spaceless(last)
        && !is_spaceless(next)
}

fn is_low_digit(char: char) -> bool {
    matches!(char, '₀'..='₉')
}

/// Whether the character is cut off: Katakana and Hangul.
fn is_unit(char: char) -> bool {
    matches!(char,
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{AC00}'..='\u{D7A3}')
        || is_jamo(char)
}

/// Whether it is a part of a syllable of Hangul that is written by its parts.
fn is_jamo(char: char) -> bool {
    matches!(char, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97C}' | '\u{D7B0}'..='\u{D7FB}')
}

fn is_vowel_or_final(char: char) -> bool {
    matches!(char, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}')
}

/// Whether it is written on the character before it.
fn is_mark(char: char) -> bool {
    unicode_normalization::char::is_combining_mark(char) || matches!(char, '\u{FF9E}' | '\u{FF9F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::segment;
    use super::*;

    fn refined(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        segment::word_spans(text, &mut spans);
        let before = spans.clone();
        refine(text, &mut spans, 0);
        assert!(spans == before || is_refinable(text), "{text:?}");
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn broken_words_are_one() {
        for (text, expected) in [
            ("an exam-\nple", &["an", "exam-\nple"][..]),
            ("exam-\r\n  ple", &["exam-\r\n  ple"]),
            ("exam\u{AD}\nple", &["exam\u{AD}\nple"]),
            ("exam\u{2010}\nple", &["exam\u{2010}\nple"]),
            ("Jean-\nPaul", &["Jean", "Paul"]),
            ("exam-\n\nple", &["exam", "ple"]),
            ("well-known", &["well", "known"]),
            ("1990-\n1991", &["1990", "1991"]),
            ("wa\u{200B}t\u{200B}er", &["wa\u{200B}t\u{200B}er"]),
            ("don`t won´t can′t", &["don`t", "won´t", "can′t"]),
            ("5,\u{200B}000 don\u{200B}'t", &["5,\u{200B}000", "don\u{200B}'t"]),
            ("``quoted'' 5′10", &["quoted", "5", "10"]),
            ("_one_ and _two words_", &["one", "and", "two", "words"]),
            ("_Tom_'s", &["Tom_'s"]),
            ("__init__ snake_case", &["init", "snake_case"]),
            ("*one* **two**", &["one", "two"]),
            ("H₂O, C₆H₁₂ CO₂", &["H₂O", "C₆H₁₂", "CO₂"]),
            ("1974² x₁² 10₂ 漢₂字", &["1974", "²", "x₁", "²", "10", "₂", "漢", "₂", "字"]),
        ] {
            assert_eq!(refined(text), expected, "{text:?}");
        }
    }

    #[test]
    fn scripts_in_characters() {
        for (text, expected) in [
            ("カタカナ", &["カ", "タ", "カ", "ナ"][..]),
            ("ｶﾞｷ", &["ｶﾞ", "ｷ"]),
            ("한국어 3월 AI는", &["한", "국", "어", "3", "월", "AI", "는"]),
            (
                "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}",
                &["\u{1112}\u{1161}\u{11AB}", "\u{1100}\u{116E}"],
            ),
            ("\u{2F08}\u{2F63}です", &["\u{2F08}", "\u{2F63}", "で", "す"]),
            ("ไทย\u{200B}ก", &["ไ", "ท", "ย", "ก"]),
        ] {
            assert_eq!(refined(text), expected, "{text:?}");
        }
    }

    proptest! {
        /// Whatever is done, is done in texts that are said to be refinable, and
        /// words stay in order and apart.
        #[test]
        fn nothing_is_missed(text in prop_oneof![
            "[ab_`'*\\- \n\r\u{200B}\u{AD}\u{2010}¬´′é漢カ한\u{2F08}]{0,60}",
            "\\PC{0,60}",
        ]) {
            let mut end = 0;
            for word in refined(&text) {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                prop_assert!(start >= end && !word.is_empty());
                end = start + word.len();
            }
        }
    }

    /// Alphabets in which a mark may stand beside a letter that UAX #29 does not join.
    fn around_marks() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a5é\u{301}\u{345}\u{93E} ‘’\u{200D}]{0,12}",
            "[ab5 _éßжΩא\u{5B0}क\u{93E}\u{1950}ก²ª×‘’′“”—\u{200B}\u{AD}\u{2010}\n]{0,40}",
            "([\\PC]{0,2}[‘’]){0,9}[\\PC]{0,2}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn nothing_is_missed_around_marks(text in around_marks()) {
            refined(&text);
        }
    }

    #[test]
    fn marks_beside_every_character() {
        for char in ('\0'..=char::MAX).filter(|char| char.is_alphanumeric()) {
            for mark in ['‘', '’'] {
                refined(&format!("{char}{mark}a é{mark}{char}"));
            }
        }
    }

    #[test]
    fn texts_with_typographic_marks_alone_are_not_refinable() {
        for text in [
            "“Don’t,” she said – and ‘never’ again … it’s 5’ or the ’90s’ end",
            "« L’été d’Évian » l’œuvre",
            "П’ять об’єктів",
        ] {
            assert!(!is_refinable(text), "{text}");
        }
        for text in ["wa\u{200B}ter", "5′10", "क\u{93E}’a"] {
            assert!(is_refinable(text), "{text}");
        }
    }

    #[test]
    fn signs_across_two_pieces() {
        for before in 4090..4100 {
            assert!(is_refinable(&("a".repeat(before) + "-\nb")), "{before}");
            assert!(is_refinable(&("a".repeat(before) + "\u{200B}b")), "{before}");
        }
        assert!(!is_refinable(&"plain words. ".repeat(1000)));
    }
}
