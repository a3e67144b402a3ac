//! What does not fit in memory, in temporary files.

mod positioned;
mod spilled;
mod storage;

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use positioned::Positioned;
pub(crate) use spilled::{SpillRecord, Spilled};
pub(crate) use storage::{SpillStorage, from_bytes, to_bytes};

use crate::error::Error;

/// A temporary file without a name, which is gone with this value, however the
/// program ends. Threads add to it and read from it at the same time.
///
/// Failures are kept and told by [`check`](Self::check), so that what adds and
/// reads can go on to the end of its work as if nothing had happened.
#[derive(Debug)]
pub(crate) struct TempFile {
    file: Positioned,
    /// How many bytes are given away.
    end: AtomicU64,
    /// The first failure.
    failure: OnceLock<io::Error>,
}

impl TempFile {
    pub fn new() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(failed)?;
        let (end, failure) = (AtomicU64::new(0), OnceLock::new());
        Ok(Self { file: Positioned::new(file), end, failure })
    }

    /// Adds these bytes at the end; returns where they are. Nothing is written
    /// after a failure.
    pub fn add(&self, bytes: &[u8]) -> u64 {
        let offset = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.write(bytes, offset);
        offset
    }

    /// Writes over what is at `offset`.
    pub fn write(&self, bytes: &[u8], offset: u64) {
        if self.failure.get().is_none() {
            self.note(self.file.write_all_at(bytes, offset));
        }
    }

    /// Reads what is at `offset`, or nothing but zeros after a failure.
    pub fn read(&self, bytes: &mut [u8], offset: u64) {
        if self.failure.get().is_some() || !self.note(self.file.read_exact_at(bytes, offset)) {
            bytes.fill(0);
        }
    }

    /// Whether all that was added and read so far is as it should be.
    pub fn check(&self) -> Result<(), Error> {
        match self.failure.get() {
            Some(error) => Err(failed(io::Error::new(error.kind(), error.to_string()))),
            None => Ok(()),
        }
    }

    fn note(&self, result: io::Result<()>) -> bool {
        let Err(error) = result else { return true };
        // Only the first failure is told.
        let _ = self.failure.set(error);
        false
    }
}

fn failed(error: io::Error) -> Error {
    let reason = format!(
        "the temporary file cannot be used: {error}; make room there, or set TMPDIR to a folder \
         with more"
    );
    Error::File { path: std::env::temp_dir(), source: io::Error::new(error.kind(), reason) }
}
