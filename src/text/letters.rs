//! What single characters are to folding, outside of case and composition.

/// The zeros of all decimal digits (General Category Nd). By a promise of the
/// Unicode standard the other nine follow each. A test says if one is missing.
static ZEROS: [u32; 78] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
    0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50,
    0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0,
    0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
    0x1FBF0, 0x110000,
];

/// The value of a decimal digit of any script.
pub(crate) fn digit_value(char: char) -> Option<u32> {
    let after = ZEROS.partition_point(|&zero| zero <= u32::from(char));
    let value = u32::from(char) - ZEROS[after.checked_sub(1)?];
    (value < 10).then_some(value)
}

/// What is written for an apostrophe: the typographic and the typewriter's, the
/// accents and primes that stand in for them, the letters of Uzbek and Hawaiian.
pub(super) fn is_apostrophe(char: char) -> bool {
    matches!(
        char,
        '\'' | '`'
            | '\u{B4}'
            | '\u{2B9}'
            | '\u{2BB}'..='\u{2BE}'
            | '\u{2C8}'
            | '\u{55A}'
            | '\u{5F3}'
            | '\u{1FBD}'
            | '\u{2018}'..='\u{2019}'
            | '\u{201B}'
            | '\u{2032}'
            | '\u{A78C}'
            | '\u{FF07}'
            | '\u{FF40}'
    )
}

/// Whether the character is not seen: `Default_Ignorable_Code_Point`.
pub(super) fn is_unseen(char: char) -> bool {
    matches!(u32::from(char),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Whether the character is a mark that agencies drop or add: combining
/// diacritics, Hebrew points, Arabic tatweel, vowel signs and hamza marks.
pub(super) fn is_diacritic(char: char) -> bool {
    matches!(u32::from(char),
        0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F
        | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x0610..=0x061A | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC)
}

/// What is written for a small letter that does not decompose, where some
/// writers have no other way, or another code for the same letter.
pub(super) fn plain_form(char: char) -> Option<&'static str> {
    Some(match char {
        // ligatures and letters with strokes
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' | 'ɖ' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŧ' => "t",
        'þ' => "th",
        // Persian, Urdu and Arabic keyboards
        '\u{649}' | '\u{6CC}' | '\u{6D2}' => "\u{64A}",
        '\u{6A9}' => "\u{643}",
        '\u{6C1}' | '\u{6D5}' => "\u{647}",
        '\u{66B}' => ".",
        '\u{66C}' => ",",
        // Malayalam chillu letters, as a letter without its vowel
        '\u{D54}' => "\u{D2E}\u{D4D}",
        '\u{D55}' => "\u{D2F}\u{D4D}",
        '\u{D56}' => "\u{D34}\u{D4D}",
        '\u{D7A}' => "\u{D23}\u{D4D}",
        '\u{D7B}' => "\u{D28}\u{D4D}",
        '\u{D7C}' => "\u{D30}\u{D4D}",
        '\u{D7D}' => "\u{D32}\u{D4D}",
        '\u{D7E}' => "\u{D33}\u{D4D}",
        '\u{D7F}' => "\u{D15}\u{D4D}",
        _ => return None,
    })
}

/// Whether the character is a radical, which text extracted from PDF files has
/// for the ideograph of the same shape.
pub(super) fn is_radical(char: char) -> bool {
    matches!(char, '\u{2E80}'..='\u{2E99}' | '\u{2E9B}'..='\u{2EF3}' | '\u{2F00}'..='\u{2FD5}')
}

/// The ideograph of a radical's shape, for those that do not decompose to it
/// (Unicode's `EquivalentUnifiedIdeograph.txt`) and that are characters of a text.
pub(super) fn ideograph(radical: char) -> char {
    match radical {
        '⺎' => '兀',
        '⺒' => '巳',
        '⺠' => '民',
        '⻁' => '虎',
        '⻄' => '西',
        '⻅' => '见',
        '⻆' => '角',
        '⻉' => '贝',
        '⻋' => '车',
        '⻑' => '長',
        '⻓' => '长',
        '⻔' => '门',
        '⻘' => '青',
        '⻚' => '页',
        '⻛' => '风',
        '⻜' => '飞',
        '⻝' => '食',
        '⻢' => '马',
        '⻤' => '鬼',
        '⻥' => '鱼',
        '⻦' => '鸟',
        '⻨' => '麦',
        '⻩' => '黄',
        '⻫' => '斉',
        '⻭' => '歯',
        '⻯' => '竜',
        '⻰' => '龙',
        '⻲' => '亀',
        _ => radical,
    }
}

#[cfg(test)]
mod tests {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

    use super::*;

    #[test]
    fn digits_are_those_of_unicode() {
        for char in '\0'..=char::MAX {
            let is_digit = char.general_category() == GeneralCategory::DecimalNumber;
            // A version newer than the one that lists the categories may have more.
            assert!(!is_digit || digit_value(char).is_some(), "{:X}", u32::from(char));
            let is_unknown = char.general_category() == GeneralCategory::Unassigned;
            assert!(is_digit || is_unknown || digit_value(char).is_none(), "{:X}", u32::from(char));
        }
        assert_eq!(digit_value('٣'), Some(3));
        assert_eq!(digit_value('\u{1D7FF}'), Some(9));
        assert_eq!(digit_value('a'), None);
        assert_eq!(digit_value('\0'), None);
    }
}
