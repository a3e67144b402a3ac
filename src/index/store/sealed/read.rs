use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Damage, FileEntry, PAGE, SECTION, Section, TAIL};
use crate::error::Error;
use crate::index::store::cache::{PageCache, Pages};
use crate::index::store::files::{Files, ReadAt};
use crate::support::hash::checksum;
use crate::support::saved::Format;

/// A sealed file that is open for reading. Clones share everything.
#[derive(Clone, Debug)]
pub(crate) struct SealedFile {
    inner: Arc<Inner>,
}

/// What the clones of an open file share.
#[derive(Debug)]
pub(super) struct Inner {
    file: Box<dyn ReadAt>,
    path: PathBuf,
    entry: FileEntry,
    content: u64,
    /// The checksum of each page.
    checksums: Box<[u64]>,
    /// Tag, offset and length of each section.
    sections: Box<[(u32, u64, u64)]>,
    pub pages: Arc<Pages>,
}

impl SealedFile {
    /// Opens the file that `entry` names: reads its tables, and no page.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be read; [`Error::Index`] where it is not of
    /// this format and version, not the file that the entry means, or damaged.
    pub fn open(
        files: &dyn Files,
        entry: &FileEntry,
        format: Format,
        cache: &Arc<PageCache>,
    ) -> Result<Self, Error> {
        let name = &entry.name;
        let damaged = |problem| Err(files.damaged(name, problem));
        let file = files.open(name).map_err(|error| files.failed(name, error))?;
        let length = file.length();
        if length != entry.bytes {
            return damaged(format!("must have {} bytes, got {length}", entry.bytes));
        }
        if length < TAIL as u64 {
            return damaged(format!("is no {}: {length} bytes are too few", format.name));
        }
        let read = |range: Range<u64>| {
            let mut bytes = vec![0; (range.end - range.start) as usize];
            file.read_exact_at(&mut bytes, range.start)
                .map_err(|error| files.failed(name, error))?;
            Ok::<_, Error>(bytes)
        };
        let tail = read(length - TAIL as u64..length)?;
        let number = |at: usize| u64::from_le_bytes(tail[at..at + 8].try_into().expect("8 bytes"));
        let small = |at: usize| u32::from_le_bytes(tail[at..at + 4].try_into().expect("4 bytes"));
        let (content, sections, sum) = (number(0), small(8), number(12));
        let (version, magic) = (small(20), &tail[24..]);
        if magic != format.magic {
            let [found, expected] =
                [magic, &format.magic].map(|magic| magic.escape_ascii().to_string());
            return damaged(format!(
                "is no {}: it ends with {found:?}, not with {expected:?}",
                format.name
            ));
        }
        if version != format.version {
            return damaged(format!(
                "has version {version} of the {}, and this program reads version {}; make the \
                 index anew",
                format.name, format.version
            ));
        }
        // Checked before any memory is reserved for the tables.
        let pages = content.div_ceil(PAGE as u64);
        let tables = u128::from(pages) * 8 + u128::from(sections) * SECTION as u128;
        if u128::from(content) + tables + TAIL as u128 != u128::from(length) {
            return damaged("is damaged in its tail: the lengths do not add up".into());
        }
        let tables = read(content..length - TAIL as u64)?;
        if checksum(&[&tables[..], &tail[..12], &tail[20..]].concat()) != sum {
            return damaged("is damaged in its tables: their checksum does not fit".into());
        }
        if sum != entry.checksum {
            return damaged("is not the file that the manifest means: another checksum".into());
        }
        let (checksums, sections) = tables.split_at(8 * pages as usize);
        let checksums = checksums.chunks_exact(8).map(le).collect();
        let sections: Box<[_]> = sections
            .chunks_exact(SECTION)
            .map(|bytes| (le(&bytes[..4]) as u32, le(&bytes[4..12]), le(&bytes[12..])))
            .collect();
        // Sections follow each other without gaps, up to the end of the content.
        let end = sections.iter().try_fold(0u64, |end, &(_, offset, length)| {
            if offset == end { end.checked_add(length) } else { None }
        });
        if end != Some(content) {
            return damaged("is damaged in its section table: sections overlap".into());
        }
        let path = files.path().join(name);
        let pages = Pages::new(pages as usize, cache.clone());
        let entry = entry.clone();
        Ok(Self {
            inner: Arc::new(Inner { file, path, entry, content, checksums, sections, pages }),
        })
    }

    /// What the manifest says of the file.
    pub fn entry(&self) -> &FileEntry {
        &self.inner.entry
    }

    /// The tags of its sections, in the order in which they were written.
    #[cfg(test)]
    pub fn tags(&self) -> impl Iterator<Item = u32> {
        self.inner.sections.iter().map(|&(tag, ..)| tag)
    }

    /// The section with this tag.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where there is none.
    pub fn section(&self, tag: u32) -> Result<Section, Error> {
        let found = self.inner.sections.iter().find(|&&(other, ..)| other == tag);
        let &(_, offset, length) =
            found.ok_or_else(|| self.inner.damaged(format!("has no section {tag}")))?;
        Ok(Section::new(self.inner.clone(), tag, offset, length))
    }

    /// Reads every page from the disk, and names those that are damaged.
    pub fn verify(&self) -> Vec<Damage> {
        let mut page = Vec::new();
        let damage = |at| match self.inner.read_page(at, &mut page) {
            Ok(()) => None,
            Err(error) => Some(Damage {
                file: self.inner.entry.name.clone(),
                sections: self.inner.tags_of(at).collect(),
                page: Some(at as u64),
                problem: error.to_string(),
            }),
        };
        (0..self.inner.checksums.len()).filter_map(damage).collect()
    }
}

/// A little-endian number of up to eight bytes.
fn le(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

impl Inner {
    /// The page of this number, from memory or from the disk.
    #[inline]
    pub fn page(&self, page: usize) -> Result<Arc<[u8]>, Error> {
        match self.pages.get(page) {
            Some(bytes) => Ok(bytes),
            None => self.load(page),
        }
    }

    #[cold]
    fn load(&self, page: usize) -> Result<Arc<[u8]>, Error> {
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, self.page_len(page)).collect();
        let place = Arc::get_mut(&mut bytes).expect("nobody else has it yet");
        self.fill(page, place)?;
        Ok(self.pages.put(page, bytes))
    }

    /// Reads a page from the disk into `bytes`, and checks it.
    pub fn read_page(&self, page: usize, bytes: &mut Vec<u8>) -> Result<(), Error> {
        bytes.resize(self.page_len(page), 0);
        self.fill(page, bytes)
    }

    fn fill(&self, page: usize, bytes: &mut [u8]) -> Result<(), Error> {
        match self.file.read_exact_at(bytes, (page * PAGE) as u64) {
            Ok(()) if checksum(bytes) == self.checksums[page] => Ok(()),
            Ok(()) => {
                let tags: Vec<_> = self.tags_of(page).collect();
                Err(self.damaged(format!(
                    "is damaged in page {page} (section {}): its checksum does not fit",
                    tags.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
                )))
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(self.damaged(
                format!("must have {} bytes, but ends within page {page}", self.entry.bytes),
            )),
            Err(source) => Err(Error::File { path: self.path.clone(), source }),
        }
    }

    fn page_len(&self, page: usize) -> usize {
        (self.content - (page * PAGE) as u64).min(PAGE as u64) as usize
    }

    /// The sections that have bytes in this page.
    fn tags_of(&self, page: usize) -> impl Iterator<Item = u32> {
        let start = (page * PAGE) as u64;
        let end = start + self.page_len(page) as u64;
        let within = move |&&(_, offset, length): &&(u32, u64, u64)| {
            length > 0 && offset < end && offset + length > start
        };
        self.sections.iter().filter(within).map(|&(tag, ..)| tag)
    }

    pub fn damaged(&self, problem: String) -> Error {
        Error::Index { path: self.path.clone(), problem }
    }
}
