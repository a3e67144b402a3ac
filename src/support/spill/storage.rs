use std::sync::atomic::{AtomicUsize, Ordering};

use super::TempFile;
use crate::error::Error;

/// Memory up to a limit, and a temporary file beyond it.
#[derive(Debug)]
pub(crate) struct SpillStorage {
    limit: usize,
    used: AtomicUsize,
    /// Absent where there is no limit.
    file: Option<TempFile>,
}

impl Default for SpillStorage {
    fn default() -> Self {
        Self { limit: usize::MAX, used: AtomicUsize::new(0), file: None }
    }
}

impl SpillStorage {
    /// Storage limited to `limit` bytes of memory, or unlimited.
    pub fn new(limit: Option<usize>) -> Result<Self, Error> {
        let Some(limit) = limit else { return Ok(Self::default()) };
        Ok(Self { limit, file: Some(TempFile::new()?), ..Self::default() })
    }

    /// Whether there is a limit.
    pub fn is_limited(&self) -> bool {
        self.file.is_some()
    }

    /// SpillStorage of its own with the same limit.
    pub fn another(&self) -> Result<Self, Error> {
        Self::new(self.is_limited().then_some(self.limit))
    }

    /// The temporary file, if so many bytes more are too many for memory, of
    /// which they otherwise count as a part.
    pub fn temp_file_for(&self, bytes: usize) -> Option<&TempFile> {
        let file = self.file.as_ref()?;
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes <= self.limit {
            return None;
        }
        self.used.fetch_sub(bytes, Ordering::Relaxed);
        Some(file)
    }

    /// The temporary file, where something was put into it.
    pub fn temp_file(&self) -> &TempFile {
        self.file.as_ref().expect("something was put into it")
    }

    /// See [`TempFile::check`].
    pub fn check(&self) -> Result<(), Error> {
        self.file.as_ref().map_or(Ok(()), TempFile::check)
    }
}

/// Numbers as bytes, and back: the same on every machine.
pub(crate) fn to_bytes(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// See [`to_bytes`].
pub(crate) fn from_bytes(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}
