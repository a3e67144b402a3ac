use super::{FileEntry, PAGE, SECTION, TAIL};
use crate::error::Error;
use crate::index::store::files::{Files, NewFile};
use crate::support::hash::checksum;
use crate::support::saved::Format;
use std::path::PathBuf;

/// Writes a sealed file from its beginning to its end. Never holds more than a
/// page of content.
///
/// What is dropped before [`finish`](Self::finish) leaves an incomplete file,
/// which no manifest names and the next writer of the index removes.
#[derive(Debug)]
pub(crate) struct SealedWriter {
    file: Box<dyn NewFile>,
    path: PathBuf,
    name: String,
    format: Format,
    /// The page that is not full yet.
    page: Vec<u8>,
    /// The checksums of the pages before.
    pages: Vec<u64>,
    /// Tag and offset of each section.
    sections: Vec<(u32, u64)>,
}

impl SealedWriter {
    /// Makes a new file of this name.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be made, or is there already.
    pub fn new(files: &dyn Files, name: &str, format: Format) -> Result<Self, Error> {
        let file = files.create(name).map_err(|error| files.failed(name, error))?;
        let (path, page) = (files.path().join(name), Vec::with_capacity(PAGE));
        let name = name.to_string();
        Ok(Self { file, path, name, format, page, pages: Vec::new(), sections: Vec::new() })
    }

    /// Begins the next section.
    ///
    /// # Panics
    ///
    /// Where a section has that tag already.
    pub fn begin(&mut self, tag: u32) {
        assert!(self.sections.iter().all(|&(other, _)| other != tag), "section {tag} twice");
        self.sections.push((tag, self.content()));
    }

    /// Bytes of the present section so far.
    pub fn section_len(&self) -> u64 {
        self.sections.last().map_or(0, |&(_, offset)| self.content() - offset)
    }

    /// The error of an operation on this file.
    pub fn failed(&self, source: std::io::Error) -> Error {
        Error::File { path: self.path.clone(), source }
    }

    /// Adds bytes to the present section.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where the file cannot be written.
    ///
    /// # Panics
    ///
    /// Where no section was begun.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        assert!(!self.sections.is_empty(), "a section is begun before bytes are written");
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(PAGE - self.page.len()));
            self.page.extend_from_slice(now);
            bytes = rest;
            if self.page.len() == PAGE {
                self.write_page()?;
            }
        }
        Ok(())
    }

    /// Writes the tables, and returns when everything will survive a crash.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where the file cannot be written.
    pub fn finish(mut self) -> Result<FileEntry, Error> {
        let content = self.content();
        if !self.page.is_empty() {
            self.write_page()?;
        }
        let length = 8 * self.pages.len() + SECTION * self.sections.len() + TAIL;
        let mut end = Vec::with_capacity(length);
        end.extend(self.pages.iter().flat_map(|page| page.to_le_bytes()));
        let ends = self.sections.iter().skip(1).map(|&(_, offset)| offset).chain([content]);
        for (&(tag, offset), next) in self.sections.iter().zip(ends) {
            end.extend(tag.to_le_bytes());
            end.extend(offset.to_le_bytes());
            end.extend((next - offset).to_le_bytes());
        }
        end.extend(content.to_le_bytes());
        end.extend((self.sections.len() as u32).to_le_bytes());
        let Format { version, magic, .. } = self.format;
        let checksum = checksum(&[&end[..], &version.to_le_bytes(), &magic].concat());
        end.extend(checksum.to_le_bytes());
        end.extend(version.to_le_bytes());
        end.extend(magic);
        let written = self.file.write_all(&end).and_then(|()| self.file.sync_all());
        let Self { path, name, .. } = self;
        written.map_err(|source| Error::File { path, source })?;
        let bytes = content + end.len() as u64;
        Ok(FileEntry { name, magic, version, bytes, checksum })
    }

    fn content(&self) -> u64 {
        (self.pages.len() * PAGE) as u64 + self.page.len() as u64
    }

    fn write_page(&mut self) -> Result<(), Error> {
        self.pages.push(checksum(&self.page));
        let written = self.file.write_all(&self.page);
        self.page.clear();
        written.map_err(|source| Error::File { path: self.path.clone(), source })
    }
}
