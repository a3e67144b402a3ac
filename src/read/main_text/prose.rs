//! The sentences of a text, to tell how many of them another text has.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

/// How much a block of text must have to count: shorter are labels, links and
/// the likes.
const LEAST: usize = 25;

/// What a character weighs that is a word, or half of one: Chinese, Japanese.
const WIDE: usize = 3;

/// The blocks of a text that are long enough and have the end of a sentence in them.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// For each block a hash of its letters and digits, and how many they are.
    blocks: Vec<(u64, usize)>,
    /// The block that is being read.
    hasher: DefaultHasher,
    /// The bytes that follow the first of a character are of a letter.
    in_letter: bool,
    amount: usize,
    has_end: bool,
}

impl Prose {
    /// The prose of a text whose blocks are its lines.
    pub fn of(text: &str) -> Self {
        let mut prose = Self::default();
        for line in text.lines() {
            prose.add(line.as_bytes());
            prose.end_block();
        }
        prose
    }

    /// Adds text to the block. A character may come in two parts: the first byte
    /// tells what it weighs.
    pub fn add(&mut self, text: &[u8]) {
        for (at, &byte) in text.iter().enumerate() {
            let weight = match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xC3..=0xDF => 1,
                // U+0800 to U+1FFF, among them the letters of India and Thailand.
                0xE0 | 0xE1 => 1,
                // With the signs of these scripts.
                0xE3..=0xF4 => WIDE,
                // The rest of a character, or signs.
                _ => 0,
            };
            let is_rest = (0x80..0xC0).contains(&byte);
            if !is_rest {
                self.in_letter = weight > 0;
            }
            if self.in_letter {
                self.hasher.write_u8(byte);
            }
            self.amount += weight;
            self.has_end |= match byte {
                b'.' | b'!' | b'?' => true,
                0xD8..=0xE3 => ENDS.iter().any(|end| text[at..].starts_with(end)),
                _ => false,
            };
        }
    }

    /// Ends the block.
    pub fn end_block(&mut self) {
        if self.amount >= LEAST && self.has_end {
            self.blocks.push((self.hasher.finish(), self.amount));
        }
        (self.hasher, self.amount, self.has_end) = Default::default();
    }

    /// How many letters and digits it has.
    pub fn amount(&self) -> usize {
        self.blocks.iter().map(|(_, amount)| amount).sum()
    }

    /// How many of them are in blocks that the other has, too.
    pub fn shared_with(&self, other: &Self) -> usize {
        let others: HashSet<u64> = other.blocks.iter().map(|(hash, _)| *hash).collect();
        let shared = self.blocks.iter().filter(|(hash, _)| others.contains(hash));
        shared.map(|(_, amount)| amount).sum()
    }
}

/// The full stops and question marks of Arabic, of India, and of China and Japan.
const ENDS: [&[u8]; 4] = ["۔".as_bytes(), "؟".as_bytes(), "।".as_bytes(), "。".as_bytes()];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_count_and_labels_do_not() {
        let sentence =
            "The bridge will close to all traffic on 3 March, the county said on Tuesday.";
        let letters = sentence.chars().filter(|char| char.is_alphanumeric()).count();
        for (text, amount) in [
            (sentence, letters),
            (&format!("Home\nLocal\n{sentence}\nImprint."), letters),
            (&sentence[..sentence.len() - 1], 0),
            ("Sign in.", 0),
            ("工程于六年前动工，因在河底隧道遇到流沙，曾一度停工九个月。", 3 * 29),
        ] {
            assert_eq!(Prose::of(text).amount(), amount, "{text}");
        }
    }

    #[test]
    fn layout_does_not_count() {
        let one = Prose::of(
            "The bridge will close to all traffic on 3 March, the county said on Tuesday.",
        );
        let other = Prose::of(
            "x\n The bridge  will close to all traffic on 3\u{a0}March, the county said on Tuesday!",
        );
        assert_eq!(one.shared_with(&other), one.amount());
        assert_eq!(one.shared_with(&Prose::of("")), 0);
    }
}
