use super::table::{PAGE_OF, PAGES, SYMBOLS};

/// What a character is to the word finder: its `Word_Break` property, split
/// or merged where that decides which segments are words.
///
/// A segment is a word if it holds an alphanumeric character. *Symbol* marks
/// the rare members of a class that are not alphanumeric; every member of the
/// other letter, number and mark classes below is, or none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// No part of any word: spaces, line breaks, punctuation, emoji.
    Other,
    /// `ALetter`.
    Letter,
    /// `Hebrew_Letter`, after which a quotation mark may be part of the word.
    HebrewLetter,
    /// `Numeric`.
    Numeric,
    /// `Katakana`: joins its like, but neither letters nor numbers.
    Katakana,
    /// `ExtendNumLet`: underscores and their like, never alphanumeric.
    ExtendNumLet,
    /// `MidLetter`: joins two letters.
    MidLetter,
    /// `MidNum`: joins two numbers.
    MidNum,
    /// `MidNumLet` and `Single_Quote`: joins two letters or two numbers.
    MidNumLet,
    /// Alphanumeric and without a property of its own: a word by itself
    /// (Han, Hiragana, Thai, superior and circled numbers).
    Single,
    /// `Extend` and `Format`: belongs to the character before it.
    Extend,
    /// The same, but alphanumeric, as most vowel signs are.
    ExtendVowel,
    /// `ZWJ`: as `Extend`, but may also tie a pictograph to what is before it.
    Joiner,
    /// A letter that is not alphanumeric.
    SymbolLetter,
    /// A number that is not alphanumeric.
    SymbolNumeric,
    /// A Katakana character that is not alphanumeric.
    SymbolKatakana,
    /// Part of words, and a pictograph as well.
    PictographicLetter,
}

impl Class {
    /// Every class with the symbol that stands for it in the table.
    pub(super) const ALL: [(Self, u8); 17] = [
        (Self::Other, b'.'),
        (Self::Letter, b'L'),
        (Self::HebrewLetter, b'H'),
        (Self::Numeric, b'N'),
        (Self::Katakana, b'K'),
        (Self::ExtendNumLet, b'_'),
        (Self::MidLetter, b':'),
        (Self::MidNum, b','),
        (Self::MidNumLet, b'\''),
        (Self::Single, b'S'),
        (Self::Extend, b'x'),
        (Self::ExtendVowel, b'v'),
        (Self::Joiner, b'z'),
        (Self::SymbolLetter, b'l'),
        (Self::SymbolNumeric, b'n'),
        (Self::SymbolKatakana, b'k'),
        (Self::PictographicLetter, b'P'),
    ];

    pub(super) fn of(char: char) -> Self {
        let page = usize::from(PAGE_OF[char as usize >> 12]);
        let row = usize::from(PAGES[page][char as usize >> 6 & 63]);
        CLASSES[row][char as usize & 63]
    }

    /// Whether a segment that holds such a character is a word.
    pub(super) const fn is_alphanumeric(self) -> bool {
        matches!(
            self,
            Self::Letter
                | Self::HebrewLetter
                | Self::Numeric
                | Self::Katakana
                | Self::Single
                | Self::ExtendVowel
                | Self::PictographicLetter
        )
    }

    const fn from_symbol(symbol: u8) -> Self {
        let mut at = 0;
        while Self::ALL[at].1 != symbol {
            at += 1;
        }
        Self::ALL[at].0
    }
}

/// The rows of the table: the classes of 64 characters each.
static CLASSES: [[Class; 64]; SYMBOLS.len() / 64] = {
    let mut classes = [[Class::Other; 64]; SYMBOLS.len() / 64];
    let mut at = 0;
    while at < SYMBOLS.len() {
        classes[at / 64][at % 64] = Class::from_symbol(SYMBOLS[at]);
        at += 1;
    }
    classes
};

#[cfg(test)]
pub(super) mod tests {
    use std::fmt::Write;

    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    /// The class as the reference's behaviour shows it: its own table is private.
    fn probe(char: char) -> Class {
        let is_one = |segment: String| segment.split_word_bounds().count() == 1;
        let alphanumeric = char.to_string().unicode_words().next().is_some();
        let either = |yes, no| if alphanumeric { yes } else { no };
        let class = if char == '\u{200D}' {
            Class::Joiner
        } else if is_one(format!("!{char}")) {
            either(Class::ExtendVowel, Class::Extend)
        } else if is_one(format!("{char}'")) {
            Class::HebrewLetter
        } else if is_one(format!("a.{char}")) {
            either(Class::Letter, Class::SymbolLetter)
        } else if is_one(format!("0.{char}")) {
            either(Class::Numeric, Class::SymbolNumeric)
        } else if is_one(format!("a{char}")) {
            Class::ExtendNumLet
        } else if is_one(format!("ア{char}")) {
            either(Class::Katakana, Class::SymbolKatakana)
        } else {
            match (is_one(format!("a{char}a")), is_one(format!("0{char}0"))) {
                (true, true) => Class::MidNumLet,
                (true, false) => Class::MidLetter,
                (false, true) => Class::MidNum,
                (false, false) => either(Class::Single, Class::Other),
            }
        };
        let is_mark = matches!(class, Class::Extend | Class::ExtendVowel | Class::Joiner);
        let is_pictograph = !is_mark && is_one(format!("!\u{200D}{char}"));
        if is_pictograph && class != Class::Other { Class::PictographicLetter } else { class }
    }

    fn position<T: PartialEq>(all: &mut Vec<T>, one: T) -> usize {
        all.iter().position(|other| *other == one).unwrap_or_else(|| {
            all.push(one);
            all.len() - 1
        })
    }

    /// The text of `table.rs`.
    fn table() -> String {
        let symbol = |code| {
            let class = char::from_u32(code).map_or(Class::Other, probe);
            char::from(Class::ALL[class as usize].1)
        };
        let (mut rows, mut pages, mut page_of) = (Vec::new(), Vec::new(), Vec::new());
        for page in 0..0x110u32 {
            let row = |row: u32| {
                let first = page << 12 | row << 6;
                position(&mut rows, (first..first + 64).map(symbol).collect::<String>())
            };
            let page: Vec<usize> = (0..64).map(row).collect();
            page_of.push(position(&mut pages, page));
        }
        let mut table = format!(
            "//! The class of every character. Made by `{}`; not to be edited.\n\n\
             /// The page of 4,096 characters, by the upper bits of a character.\n\
             #[rustfmt::skip]\n\
             pub(super) static PAGE_OF: [u8; {}] = [\n",
            REMAKE,
            page_of.len()
        );
        write_numbers(&mut table, &page_of);
        let count = pages.len();
        write!(
            table,
            "];\n\n\
             /// The rows of each page.\n\
             #[rustfmt::skip]\n\
             pub(super) static PAGES: [[u16; 64]; {count}] = [\n"
        )
        .unwrap();
        for page in &pages {
            table.push_str("    [\n");
            write_numbers(&mut table, page);
            table.push_str("    ],\n");
        }
        let length = rows.len() * 64;
        write!(
            table,
            "];\n\n\
             /// The symbols of 64 characters a row.\n\
             pub(super) const SYMBOLS: &[u8; {length}] = b\"\\\n"
        )
        .unwrap();
        for row in &rows {
            writeln!(table, "{row}\\").unwrap();
        }
        table.push_str("\";\n");
        table
    }

    fn write_numbers(table: &mut String, numbers: &[usize]) {
        for line in numbers.chunks(16) {
            let line: Vec<String> = line.iter().map(usize::to_string).collect();
            writeln!(table, "    {},", line.join(", ")).unwrap();
        }
    }

    const REMAKE: &str = "cargo test --lib make_table -- --ignored";

    #[test]
    #[ignore = "writes the source of the table"]
    fn make_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/segment/table.rs");
        std::fs::write(path, table()).unwrap();
    }

    #[test]
    fn every_character_has_the_class_of_the_reference() {
        for char in '\0'..=char::MAX {
            let (ours, theirs) = (Class::of(char), probe(char));
            assert_eq!(ours, theirs, "{char:?} ({:X}): {REMAKE}", u32::from(char));
        }
    }

    #[test]
    fn symbols_stand_in_the_order_of_the_classes() {
        for (at, (class, _)) in Class::ALL.into_iter().enumerate() {
            assert_eq!(class as usize, at);
        }
    }
}
