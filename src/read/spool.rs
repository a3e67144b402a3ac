//! Texts that cannot be read again from where they came from, in a temporary
//! file in place of memory.

use std::borrow::Cow;
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::again::{Positioned, Stored, checksum};
use crate::error::Error;

/// A temporary file without a name, which is gone with this value, however the
/// program ends.
#[derive(Debug)]
pub(super) struct Spool {
    file: Positioned,
    /// How many bytes are given to texts.
    end: AtomicU64,
    /// The first failure to write.
    failure: OnceLock<io::Error>,
}

impl Spool {
    pub fn new() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(failed)?;
        let (end, failure) = (AtomicU64::new(0), OnceLock::new());
        Ok(Self { file: Positioned::new(file), end, failure })
    }

    /// Writes these texts at once, and says where each is. After a failure,
    /// which [`finish`](Self::finish) tells, nothing more is written.
    pub fn put(&self, texts: &[Cow<'_, str>]) -> Vec<Stored> {
        let all = texts.concat();
        let mut offset = self.end.fetch_add(all.len() as u64, Ordering::Relaxed);
        if self.failure.get().is_none()
            && let Err(error) = self.file.write_all_at(all.as_bytes(), offset)
        {
            // Only the first failure is told.
            let _ = self.failure.set(error);
        }
        let place = |text: &Cow<'_, str>| {
            let stored = Stored { offset, bytes: text.len() as u32, checksum: checksum(text) };
            offset += text.len() as u64;
            stored
        };
        texts.iter().map(place).collect()
    }

    /// The spool, if everything put into it was written.
    pub fn finish(mut self) -> Result<Self, Error> {
        match self.failure.take() {
            Some(error) => Err(failed(error)),
            None => Ok(self),
        }
    }

    pub fn text(&self, stored: Stored) -> Result<String, Error> {
        let bytes = stored.bytes_in(&self.file).map_err(failed)?;
        let damaged = || failed(io::Error::new(io::ErrorKind::InvalidData, "it was damaged"));
        let text = String::from_utf8(bytes).map_err(|_| damaged())?;
        if checksum(&text) == stored.checksum { Ok(text) } else { Err(damaged()) }
    }
}

fn failed(error: io::Error) -> Error {
    let reason = format!("the temporary file for texts cannot be used: {error}");
    Error::File { path: std::env::temp_dir(), source: io::Error::new(error.kind(), reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        let spool = Spool::new().unwrap();
        let texts: Vec<Cow<'_, str>> = vec!["Rain fell.".into(), "".into(), "Né à Genève.".into()];
        let mut stored = spool.put(&texts);
        stored.extend(spool.put(&["later".into()]));
        let spool = spool.finish().unwrap();
        let read: Vec<String> = stored.iter().map(|&it| spool.text(it).unwrap()).collect();
        assert_eq!(read, ["Rain fell.", "", "Né à Genève.", "later"]);

        let damaged = Stored { checksum: 0, ..stored[0] };
        assert!(spool.text(damaged).unwrap_err().to_string().contains("damaged"));
    }
}
