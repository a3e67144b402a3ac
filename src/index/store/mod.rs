//! An index on disk, below what the index means: files that are written once and
//! checked whenever they are read, commits that a crash cannot halve, and tables
//! that are larger than memory.
//!
//! | module | gives |
//! |---|---|
//! | [`files`] | the operations on a folder that the others need |
//! | [`cache`] | pages of files in memory, up to a limit |
//! | [`sealed`] | a file of named sections with a checksum for each page |
//! | [`manifest`] | what an index consists of at one moment |
//! | [`commit`] | one writer, any number of readers, and the change from one manifest to the next |
//! | [`writer`] | the writing side of that |
//! | [`table`] | a sorted table from keys to documents or counts |
//!
//! ```text
//! archive.nearcopy/
//!   lock                      locked by the writer; empty
//!   manifest-0000000041       the state before, for readers that are about to open it
//!   manifest-0000000042       the present state: names the files it consists of
//!   segment-0000000037-0      sealed files, named after the generation that made them
//!   segment-0000000042-0
//! ```
//!
//! Each module's page says what its bytes are. Nothing is mapped into memory: a file
//! that somebody else cuts short gives an error, not a signal. Nothing that a file
//! says is trusted: whoever forges checksums too can make a wrong answer or an error,
//! but no panic, no endless loop, and no use of memory beyond what the files' lengths
//! account for.

pub(crate) mod cache;
pub(crate) mod commit;
pub(crate) mod files;
pub(crate) mod manifest;
pub(crate) mod sealed;
pub(crate) mod table;
pub(crate) mod writer;

pub(crate) use cache::PageCache;
pub(crate) use commit::{Snapshot, Store};
pub use sealed::Damage;
pub(crate) use sealed::{FileEntry, SealedFile, SealedWriter, Section};
pub(crate) use table::{Table, TableKind, TableWriter, key_bits};
pub(crate) use writer::Writer;

#[cfg(test)]
mod recording;
#[cfg(test)]
mod tests;
