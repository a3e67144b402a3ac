//! The vocabulary of a segment.
//!
//! ```text
//! number of words: u32
//! for each word, by its number: hash: u64
//! likewise: the hash that near sketches are made of: u64
//! likewise: in how many counted documents of the segment it is: u32
//! which words are figures: a bit each, the first word the lowest of its byte
//! ```

use crate::corpus::StableWord;
use crate::error::Error;
use crate::index::store::{SealedWriter, Section};

/// Bytes of a word but for its bit.
const WORD: usize = 20;

/// The words of a segment in memory.
#[derive(Debug)]
pub(in crate::index) struct WordTable {
    words: Vec<StableWord>,
    frequencies: Vec<u32>,
}

/// Writes the words and in how many documents each one is.
pub(super) fn write(
    out: &mut SealedWriter,
    tag: u32,
    words: &[StableWord],
    frequencies: &[u32],
) -> Result<(), Error> {
    out.begin(tag);
    out.write(&(words.len() as u32).to_le_bytes())?;
    for word in words {
        out.write(&word.hash.to_le_bytes())?;
    }
    for word in words {
        out.write(&word.near_hash.to_le_bytes())?;
    }
    for frequency in frequencies {
        out.write(&frequency.to_le_bytes())?;
    }
    for eight in words.chunks(8) {
        let bit = |(at, word): (usize, &StableWord)| u8::from(word.is_figure) << at;
        out.write(&[eight.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit)])?;
    }
    Ok(())
}

impl WordTable {
    /// Reads the words of a section.
    pub fn read(section: &Section) -> Result<Self, Error> {
        let unfit = || section.damaged("its length does not fit the number of words");
        if section.len() < 4 {
            return Err(unfit());
        }
        let head = section.read(0..4)?;
        let count = u32::from_le_bytes(head[..].try_into().expect("4 bytes")) as usize;
        let expected = 4 + (count * WORD + count.div_ceil(8)) as u64;
        if section.len() != expected {
            return Err(unfit());
        }
        let bytes = section.read(4..expected)?;
        let (hashes, rest) = bytes.split_at(8 * count);
        let (near_hashes, rest) = rest.split_at(8 * count);
        let (frequencies, figures) = rest.split_at(4 * count);
        let long = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("8 bytes"));
        let words: Vec<StableWord> = hashes
            .chunks_exact(8)
            .zip(near_hashes.chunks_exact(8))
            .enumerate()
            .map(|(at, (hash, near_hash))| StableWord {
                hash: long(hash),
                near_hash: long(near_hash),
                is_figure: figures[at / 8] >> (at % 8) & 1 == 1,
            })
            .collect();
        let short = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("4 bytes"));
        let frequencies = frequencies.chunks_exact(4).map(short).collect();
        Ok(Self { words, frequencies })
    }

    /// How many words there are.
    pub fn len(&self) -> u32 {
        self.words.len() as u32
    }

    /// The word with this number.
    pub fn word(&self, number: u32) -> StableWord {
        self.words[number as usize]
    }

    /// The words and in how many documents each one is.
    pub fn frequencies(&self) -> impl Iterator<Item = (u64, u32)> {
        self.words.iter().map(|word| word.hash).zip(self.frequencies.iter().copied())
    }
}
