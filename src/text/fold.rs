use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// The form in which two spellings of one word are equal.
///
/// Folded away, because reprints differ in them without a change of words:
/// - case, by Unicode's full case folding (`STRASSE` = `straße`);
/// - compatibility forms, by NFKC: ligatures, full-width and half-width forms,
///   superscripts;
/// - accents and other marks that agencies drop or add: combining diacritics
///   of Latin, Greek and Cyrillic, Arabic vowel signs, hamza marks and
///   tatweel, Hebrew points. Marks that *make* the letter in their script
///   (Japanese, Indic, Thai) stay;
/// - the typographic form of an apostrophe;
/// - characters that are not seen: soft hyphens, joiners, direction marks.
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
    if word.is_ascii() {
        return if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        };
    }
    if word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    let folded = word
        .nfkd()
        .default_case_fold()
        .nfkd()
        .filter(|&char| !is_dropped(char))
        .map(|char| if is_apostrophe(char) { '\'' } else { char })
        .nfc()
        .collect();
    Cow::Owned(folded)
}

/// Whether the character is certain to fold to itself, whatever stands beside
/// it: most letters of scripts that have no case.
fn is_plain(char: char) -> bool {
    matches!(char,
        '0'..='9' | 'a'..='z' | '.' | '\''
        | 'а'..='и' | 'к'..='я' // not й, which loses its mark
        | 'א'..='ת'
        | 'ء' | 'ا'..='غ' | 'ف'..='ي' // none with a hamza, which is lost
        | 'あ'..='ん' | 'ア'..='ン'
        | '一'..='鿿' | '가'..='힣')
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{02B9}' | '\u{055A}')
}

/// Whether the character, after decomposition, does not count.
fn is_dropped(char: char) -> bool {
    matches!(u32::from(char),
        // combining diacritics
        0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F
        // Hebrew points; Arabic tatweel, vowel signs and hamza marks
        | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC
        // not seen
        | 0x00AD | 0x061C | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064
        | 0x2066..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF)
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
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn words_that_stay_apart() {
        for (one, other) in [("か", "が"), ("was", "war"), ("3.5", "35"), ("क", "कि")] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn plain_characters_fold_to_themselves() {
        let slowly = |word: &str| -> String {
            let folded = word.nfkd().default_case_fold().nfkd();
            let kept = folded.filter(|&char| !is_dropped(char));
            kept.map(|char| if is_apostrophe(char) { '\'' } else { char }).nfc().collect()
        };
        for char in ('\0'..=char::MAX).filter(|&char| is_plain(char)) {
            let word = format!("{char}a{char}{char}か");
            assert_eq!(slowly(&word), word);
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
