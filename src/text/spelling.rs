//! Words told apart by a hash, without building a string.

use super::{fold, key};
use crate::article::Span;
use crate::support::hash::{long_spelling_hash, spelling_hash};

/// A hash of a word's letters, ASCII capitals being taken for small letters.
///
/// Of two words it says that they are spelled alike, up to chance (64 bits). It
/// is part of what [near sketches](crate::detect::near::NearSketch) are made of, so
/// that a change of it raises their version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub hash: u64,
    /// Whether the word is ASCII: then [folding](fold) does no more than was done.
    pub is_ascii: bool,
}

/// Longest word, in bytes, that is hashed in two registers.
const SHORT: usize = 16;

impl Spelling {
    /// The spelling of the key of the word at `at` among the words of `text`.
    #[inline(always)]
    pub fn of(text: &str, spans: &[Span], at: usize) -> Self {
        let key = if text.as_bytes()[spans[at].start as usize] < 0xE0 {
            spans[at].range()
        } else {
            let key = key(text, spans, at);
            spans[at].start as usize..spans[at].start as usize + key.len()
        };
        let length = key.len();
        if length > SHORT {
            return Self::of_long(&text[key]);
        }
        let [low, high] = load(&text.as_bytes()[key.start..], length);
        let is_ascii = (low | high) & HIGH_BITS == 0;
        let [low, high] = if is_ascii { [small(low), small(high)] } else { [low, high] };
        Self { hash: spelling_hash(low, high, length), is_ascii }
    }

    /// The spelling of a whole text that is one word, or of nothing: some words
    /// fold to that, as a stroke that only makes Arabic letters longer.
    pub fn of_word(word: &str) -> Self {
        if word.is_empty() {
            return Self { hash: spelling_hash(0, 0, 0), is_ascii: true };
        }
        Self::of(word, &[Span::new(0, word.len() as u32)], 0)
    }

    fn of_long(word: &str) -> Self {
        let is_ascii = word.is_ascii();
        let hash = if is_ascii && word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            long_spelling_hash(word.to_ascii_lowercase().as_bytes())
        } else {
            long_spelling_hash(word.as_bytes())
        };
        Self { hash, is_ascii }
    }
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// The first `length` bytes, and zeros up to sixteen.
#[inline]
fn load(bytes: &[u8], length: usize) -> [u64; 2] {
    // More is read than belongs to the word and masked off again: branchless, as
    // branches on a word's length are mispredicted.
    let chunk = match bytes.first_chunk::<SHORT>() {
        Some(chunk) => *chunk,
        None => {
            let mut chunk = [0; SHORT];
            chunk[..bytes.len()].copy_from_slice(bytes);
            chunk
        }
    };
    let all = u128::from_le_bytes(chunk);
    let [low, high] = FIRST_BYTES[length];
    [all as u64 & low, (all >> 64) as u64 & high]
}

/// By their number, ones in the first so many bytes.
static FIRST_BYTES: [[u64; 2]; SHORT + 1] = {
    let mut masks = [[0; 2]; SHORT + 1];
    let mut length = 1;
    while length <= SHORT {
        let mask = u128::MAX >> (8 * (SHORT - length));
        masks[length] = [mask as u64, (mask >> 64) as u64];
        length += 1;
    }
    masks
};

/// Eight ASCII characters with small letters for capitals.
#[inline]
const fn small(characters: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let from_a = characters + ONES * (0x80 - b'A' as u64);
    let after_z = characters + ONES * (0x7F - b'Z' as u64);
    // The high bit of a byte, moved to the bit that makes a letter small.
    characters | ((from_a & !after_z & HIGH_BITS) >> 2)
}

/// Hashes words so that those that [fold] alike are alike.
///
/// Folding is slow outside of ASCII, so what was folded last is remembered.
#[derive(Debug)]
pub(crate) struct Folding {
    /// By its low bits, the hash of a spelling, and that of its folded form.
    recent: Vec<(u64, u64)>,
}

/// Spellings that are remembered.
const RECENT: usize = 1 << 16;

impl Default for Folding {
    fn default() -> Self {
        Self { recent: vec![(0, 0); RECENT] }
    }
}

impl Folding {
    /// The hash of the folded key of the word at `at` among the words of `text`.
    #[inline]
    pub fn hash(&mut self, text: &str, spans: &[Span], at: usize) -> u64 {
        let spelling = Spelling::of(text, spans, at);
        if spelling.is_ascii {
            return spelling.hash;
        }
        let slot = &mut self.recent[spelling.hash as usize % RECENT];
        if slot.0 != spelling.hash {
            *slot = (spelling.hash, Spelling::of_word(&fold(key(text, spans, at))).hash);
        }
        slot.1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::segment::word_spans;

    fn hash(word: &str) -> u64 {
        let spans = [Span::new(0, word.len() as u32)];
        Folding::default().hash(word, &spans, 0)
    }

    proptest! {
        /// Alike are the words that fold alike, and no others.
        #[test]
        fn tells_words_apart_as_folding_does(
            one in "[a-zA-Zé’.0-9ﬁ]{1,20}",
            other in "[a-zA-Zé’.0-9ﬁ]{1,20}",
        ) {
            prop_assert_eq!(hash(&one), hash(&one.to_uppercase()));
            prop_assert_eq!(hash(&one) == hash(&other), fold(&one) == fold(&other));
        }

        /// What stands around a word does not count.
        #[test]
        fn words_in_a_text(text in prop_oneof!["[a-cA-C 漢字 éـ\u{AD}\u{301}]{0,80}", "[^_\\pC]{0,80}"]) {
            let mut spans = Vec::new();
            word_spans(&text, &mut spans);
            let mut folding = Folding::default();
            for at in 0..spans.len() {
                let alone = fold(key(&text, &spans, at)).into_owned();
                prop_assert_eq!(folding.hash(&text, &spans, at), Spelling::of_word(&alone).hash);
            }
        }
    }

    #[test]
    fn capitals_alone_become_small() {
        for byte in 0..128u8 {
            let small = small(u64::from(byte) * 0x0101);
            assert_eq!(small as u8, byte.to_ascii_lowercase());
            assert_eq!((small >> 8) as u8, byte.to_ascii_lowercase());
        }
    }
}
