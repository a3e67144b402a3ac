use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use super::letters::{
    digit_value, ideograph, is_apostrophe, is_diacritic, is_radical, is_unseen, plain_form,
};
use super::lookalike::unmixed;

/// The form in which two spellings of one word are equal.
///
/// Folded away, because reprints differ in them without a change of words:
/// - case, by Unicode's full case folding (`STRASSE` = `straße`);
/// - compatibility forms, by NFKC: ligatures, full-width and half-width forms,
///   mathematical letters, superscripts, Kangxi radicals;
/// - accents and other marks that agencies drop or add: combining diacritics
///   of Latin, Greek and Cyrillic, Arabic vowel signs, hamza marks and
///   tatweel, Hebrew points. Marks that *make* the letter in their script
///   (Japanese, Indic, Thai) stay;
/// - strokes and ligatures, which have no mark to drop: `ø` is `o`, `ł` `l`,
///   `đ` `d`, `ı` `i`, `æ` `ae`, `œ` `oe`, `ß` `ss`;
/// - what different keyboards have for one letter: Persian and Arabic yeh and
///   kaf, the two codes of a Malayalam chillu;
/// - digits of every script, which become 0 to 9;
/// - the form of an apostrophe, also an accent or a prime in its place;
/// - what is not seen: soft hyphens, joiners, zero-width spaces, direction
///   marks, variation selectors, tags; and where a word stands around it, the
///   hyphen and the line break that it is broken at, and marks of emphasis;
/// - lookalikes of another script inside a word (see
///   [`has_lookalikes`](super::has_lookalikes)).
///
/// An umlaut loses its mark (`Müller` is `muller`), since only German
/// writes `Mueller` for it, and nothing in `Mueller`, `poet` or `true` says
/// whether `ue` or `oe` stands for an umlaut. Which of two words is the other in
/// that spelling can be told, by [`is_transcription`](super::is_transcription).
///
/// Cost: what is small letters of ASCII, or plain letters of Arabic, Cyrillic,
/// Hebrew, Han, Hangul or kana already, is borrowed as it is; other text takes
/// about 40 ns a character, which is why callers fold each distinct word once.
///
/// ```
/// use nearcopy::text::fold;
///
/// assert_eq!(fold("Don’t"), "don't");
/// assert_eq!(fold("ﬁancée"), "fiancee");
/// assert_eq!(fold("ＡＢＣ"), "abc");
/// assert_eq!(fold("Straße"), fold("STRASSE"));
/// assert_eq!(fold("أُمَّة"), fold("امة"));
/// ```
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() && !word.bytes().any(|byte| is_joint(char::from(byte))) {
        return if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        };
    }
    if word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(fold_slowly(word))
}

fn fold_slowly(word: &str) -> String {
    let characters = word.chars().map(|char| match char {
        // Before decomposition, which would make an accent of some.
        _ if is_apostrophe(char) => '\'',
        _ if is_radical(char) => ideograph(char),
        _ => char,
    });
    let mut folded = String::with_capacity(word.len());
    for char in characters.nfkd().default_case_fold().nfkd() {
        if is_unseen(char) || is_diacritic(char) || is_joint(char) {
            continue;
        }
        match (digit_value(char), plain_form(char)) {
            (Some(value), _) => folded.push(char::from(b'0' + value as u8)),
            // Old Malayalam fonts write two signs where one is seen.
            (None, Some(form)) => folded.push_str(form),
            (None, None) if char == VIRAMA && folded.ends_with(VIRAMA) => {}
            (None, None) => folded.push(if is_apostrophe(char) { '\'' } else { char }),
        }
    }
    unmixed(folded.trim_matches('\'')).nfc().collect()
}

/// The sign that takes the vowel off a Malayalam letter.
const VIRAMA: char = '\u{D4D}';

/// What may stand inside a word and is no part of it: white space, the hyphen
/// that breaks it at the end of a line, marks of emphasis.
fn is_joint(char: char) -> bool {
    matches!(char, '-' | '_' | '*' | '`' | '\u{2010}' | '\u{AC}') || char.is_whitespace()
}

/// Whether the character is certain to fold to itself, whatever stands beside
/// it in a word that is not ASCII: most letters of scripts that have no case.
fn is_plain(char: char) -> bool {
    matches!(char,
        '0'..='9' | '.'
        | 'а'..='и' | 'к'..='я' // not й, which loses its mark
        | 'א'..='ת'
        | 'ء' | 'ا'..='غ' | 'ف'..='و' | 'ي' // none with a hamza, which is lost
        | 'あ'..='ん' | 'ア'..='ン' | 'ー'
        | '一'..='鿿' | '가'..='힣')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_word() {
        for (one, other) in [
            ("Kyiv’s", "KYIV'S"),
            ("naïve", "naive"),
            ("cafe\u{301}", "café"),
            ("co\u{AD}operate", "cooperate"),
            ("ﬀ", "FF"),
            ("２０２２", "2022"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Ёлка", "елка"),
            ("كتـــاب", "كِتاب"),
            ("שָׁלוֹם", "שלום"),
            ("ｶﾞ", "ガ"),
            ("\u{2F08}\u{2F63}", "人生"),
            ("\u{2ED1}", "長"),
            ("cœur", "COEUR"),
            ("Ærø", "aero"),
            ("ſiſter", "sister"),
            ("𝗕𝗼𝗹𝗱", "bold"),
            ("Łódź", "Lodz"),
            ("Đặng", "Dang"),
            ("IŞIK", "ışık"),
            ("İzmir", "IZMIR"),
            ("Straße", "Strasse"),
            ("كتابي", "\u{6A9}تاب\u{6CC}"),
            ("١٢٫٥", "12.5"),
            ("२०२१", "2021"),
            ("\u{D05}\u{D35}\u{D7B}", "\u{D05}\u{D35}\u{D28}\u{D4D}\u{200D}"),
            ("\u{D7B}\u{D4D}\u{D31}", "\u{D28}\u{D4D}\u{D31}"),
            ("o\u{2BB}zbek", "o`zbek"),
            ("п’ять", "п´ять"),
            ("bo\u{2BB}", "bo"),
            ("wa\u{200B}ter", "water"),
            ("water\u{E0041}\u{E007F}", "water"),
            ("辻\u{E0100}", "辻"),
            ("exam-\n  ple", "example"),
            ("p\u{430}per", "paper"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn words_that_stay_apart() {
        for (one, other) in [
            ("か", "が"),
            ("was", "war"),
            ("3.5", "35"),
            ("क", "कि"),
            ("Müller", "Mueller"),
            ("poet", "pot"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn plain_characters_fold_to_themselves() {
        for char in ('\0'..=char::MAX).filter(|&char| is_plain(char)) {
            let word = format!("{char}7{char}{char}か");
            assert_eq!(fold_slowly(&word), word);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}") {
            let once = fold(&word).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }

        #[test]
        fn case_does_not_count(word in "[a-zA-Zà-ÿα-ωа-я]{1,12}") {
            let upper = word.to_uppercase();
            prop_assert_eq!(fold(&upper), fold(&word));
        }
    }
}
