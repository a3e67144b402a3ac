//! A file that is written once, in named sections, with a checksum for each page.
//!
//! ```text
//! content         the sections, one behind the other, without gaps
//! page table      for each page of 65,536 bytes of content (the last may be shorter):
//!                   XXH3 of the page: u64
//! section table   for each section, in the order of the content:
//!                   tag: u32 | offset in the content: u64 | length: u64
//! tail            content length: u64 | number of sections: u32
//!                   | XXH3 of page table, section table, and the tail but this: u64
//!                   | version: u32 | magic: 4 bytes
//! ```
//!
//! All integers are little-endian and nothing is aligned. Magic and version, which
//! the [`Format`](crate::support::saved::Format) of the file gives, are the last
//! bytes of the file in every version.
//!
//! The checksum in the tail covers the page table, and so every byte of the file.
//! It is kept in the manifest: another file of the same length is noticed when it
//! is opened. Opening reads the tables only, 8 bytes for each page: 1.3 MB for
//! 10 GB. A page is checked whenever it comes from the disk.

use std::fmt;

mod read;
mod section;
mod write;

pub(crate) use read::SealedFile;
pub(crate) use section::Section;
pub(crate) use write::SealedWriter;

/// Bytes of content that have one checksum and are read at one stroke.
///
/// A larger page reads more than a look-up needs, a smaller one needs a longer
/// page table and more reads for a scan.
pub(crate) const PAGE: usize = 1 << 16;

/// Bytes of a section in the section table.
const SECTION: usize = 20;

/// Bytes of the tail.
const TAIL: usize = 28;

/// A sealed file as the manifest names it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct FileEntry {
    /// The file's name in the folder of the index.
    pub name: String,
    /// The magic of its format.
    pub magic: [u8; 4],
    /// The version of its format.
    pub version: u32,
    /// Its length.
    pub bytes: u64,
    /// The checksum in its tail, which covers every byte.
    pub checksum: u64,
}

/// A page of a file that is not what was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Damage {
    /// The file's name, or the manifest's.
    pub file: String,
    /// The tags of the sections that have bytes in the page. Empty where the whole
    /// file cannot be used.
    pub sections: Vec<u32>,
    /// The number of the page, counted from 0. `None` where the whole file cannot
    /// be used.
    pub page: Option<u64>,
    /// What is wrong, in words.
    pub problem: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, sections, page, problem } = self;
        match page {
            None => write!(f, "{file}: {problem}"),
            Some(page) => write!(f, "{file}, page {page} (sections {sections:?}): {problem}"),
        }
    }
}

#[cfg(test)]
mod tests;
