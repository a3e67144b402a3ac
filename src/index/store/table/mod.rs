//! A sorted table of 64-bit keys in a section of a sealed file: from a key to a
//! rising list of documents, or to a count.
//!
//! Keys are hashes, spread evenly. Of each, the upper bits are kept: as many as tell
//! the expected number of entries apart, and [`EXTRA_BITS`] more. Another key is
//! therefore found in place of an absent one with a chance of 2^-20 for each look-up,
//! as `entries / 2^bits`. Keys whose kept bits agree are one entry: their lists are
//! united, their counts added.
//!
//! The kept bits of a table cannot become more. A table that is merged from others
//! has at most the bits of the one with the fewest, so tables that will be merged
//! are made with [`key_bits`] of the number that the merged one will have.
//!
//! # Layout of the section
//!
//! ```text
//! blocks     of up to 128 entries, each a whole number of bytes, without gaps
//! heads      for each block, in order: its first key | its offset
//!            then once more:           the last key of the table | the end of the blocks
//!              key: the kept bits, in as few bytes as they need | offset: 6 bytes
//! trailer    kind: u8 (0 documents, 1 counts) | kept bits: u8 | entries in a block: u16
//!            | entries: u64 | blocks: u64 | offset of the heads: u64
//! ```
//!
//! Everything is little-endian. A block is a stream of bits, the lowest bit of a
//! byte first, filled with zeros up to the next byte:
//!
//! ```text
//! entries - 1: 8 | width of low bits l: 6 | zeros of the high bits: 10
//! counts:     three widths: 6 each
//! documents:  three widths of first documents: 6 each | three of further ones: 6 each
//!             | width of the next number: 6 | number of further documents f
//! high bits   for each key but the first, less the first: as many zeros as its upper bits
//!             are more than those of the key before, then a one; then the zeros that the
//!             greatest has not needed (none)
//! low bits    for each key but the first: the lowest l bits of the same number
//! counts:     an array of (count - 1)
//! documents:  for each list: as many zeros as it has further documents, then a one
//!             an array of first documents
//!             an array of (further document - the one before - 1)
//! ```
//!
//! High and low bits together are the Elias-Fano code (Elias 1974, Fano 1971): within
//! 0.1 bits of the fewest that sorted random keys need, and a key is looked up
//! without decoding those before it. An array is in up to three widths, see [`tiers`].
//!
//! # Cost
//!
//! A look-up of a random key reads one or two heads, found by interpolation, and one
//! block; keys that were made to crowd together cost a bisection.

mod bits;
mod block;
mod heads;
mod read;
mod tiers;
mod write;

pub(crate) use read::Table;
pub(crate) use write::TableWriter;

/// Bits kept beyond those that tell the entries apart.
pub(crate) const EXTRA_BITS: u32 = 20;

/// Entries in a block. With fewer, heads take more bytes; with more, a list is
/// farther from the beginning of its block's lists.
const BLOCK: usize = 128;

/// Bytes of an offset in a head.
const OFFSET: usize = 6;

/// Bytes of the trailer.
const TRAILER: usize = 28;

/// What the entries of a table hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TableKind {
    /// A rising list of documents, of one at least.
    Documents,
    /// One number, of 1 or more.
    Counts,
}

/// How many bits of each key a table of so many entries keeps.
pub(crate) fn key_bits(entries: u64) -> u32 {
    (entries.max(1).next_power_of_two().trailing_zeros() + EXTRA_BITS).min(u64::BITS)
}

#[cfg(test)]
mod tests;
