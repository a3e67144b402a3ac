//! Text that is not kept in memory, but read again where it was found.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::support::spill::Positioned;

/// How many files are kept open at most, far below the limit that systems set.
const OPEN: usize = 32;

/// Where a text stands in a file, and how to tell that it still does.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextLocation {
    /// The first byte of what is to be read.
    pub offset: u64,
    /// How many bytes: those of the text, or of the line that it is in.
    pub bytes: u32,
    /// Of the text; see [`checksum`].
    pub checksum: u32,
}

/// What tells a text from one that took its place, but for one in four billion.
pub(super) use crate::support::hash::text_checksum as checksum;

impl TextLocation {
    /// The bytes, from the file.
    pub fn bytes_in(&self, file: &Positioned) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.bytes as usize];
        file.read_exact_at(&mut bytes, self.offset)?;
        Ok(bytes)
    }
}

/// A file and its number.
type OpenFile = (u32, Arc<Positioned>);

/// The files that were read of late, open, by number.
#[derive(Debug)]
pub(super) struct OpenFiles {
    /// The file with number n is in slot n modulo [`OPEN`], or in none.
    slots: [RwLock<Option<OpenFile>>; OPEN],
}

impl Default for OpenFiles {
    fn default() -> Self {
        Self { slots: std::array::from_fn(|_| RwLock::default()) }
    }
}

impl OpenFiles {
    /// The file `number`, which is at `path`.
    pub fn get(&self, number: u32, path: &Path) -> io::Result<Arc<Positioned>> {
        // A slot is replaced as a whole: one that a panic left is as good as any.
        let slot = &self.slots[number as usize % OPEN];
        if let Some((open, file)) = &*slot.read().unwrap_or_else(PoisonError::into_inner)
            && *open == number
        {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(Positioned::new(File::open(path)?));
        let opened = Some((number, Arc::clone(&file)));
        *slot.write().unwrap_or_else(PoisonError::into_inner) = opened;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_files_than_are_kept_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = |n: u32| folder.path().join(n.to_string());
        for n in 0..100 {
            std::fs::write(path(n), format!("file {n}")).unwrap();
        }
        let files = OpenFiles::default();
        for n in (0..100).chain(0..100).chain([7, 7]) {
            let bytes = format!("{n}").len() as u32;
            let location = TextLocation { offset: 5, bytes, checksum: 0 };
            let file = files.get(n, &path(n)).unwrap();
            assert_eq!(location.bytes_in(&file).unwrap(), n.to_string().as_bytes());
            let beyond = TextLocation { offset: 6, ..location }.bytes_in(&file).unwrap_err();
            assert_eq!(beyond.kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
