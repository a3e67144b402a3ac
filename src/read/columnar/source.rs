//! The bytes of a columnar file, any part of them, and how much they may unpack to.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use super::codec::Codec;
use crate::read::open::{Meter, most_unpacked};
use crate::support::spill::Positioned;

/// Why reading stops.
#[derive(Debug)]
pub(super) enum Failure {
    Io(io::Error),
    /// The file is not what its format says, in this way.
    Damaged(&'static str),
    /// The file uses a part of its format that is not read.
    Unsupported(&'static str),
    /// It unpacks to more than text does.
    Expands,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Damaged(how) => write!(f, "it is damaged: {how}"),
            Self::Unsupported(what) => write!(f, "{what} is not read"),
            Self::Expands => f.write_str("it unpacks to too much"),
        }
    }
}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Io(error) => error,
            failure => Self::new(io::ErrorKind::InvalidData, failure.to_string()),
        }
    }
}

pub(super) type Fallible<T> = Result<T, Failure>;

/// A file that stays where it is, or bytes in memory.
pub(in crate::read) struct Source<'m> {
    bytes: Bytes<'m>,
    /// How many bytes all texts, and all parts that were unpacked, may have.
    most: u64,
    times: u64,
    unpacked: AtomicU64,
}

enum Bytes<'m> {
    File { file: Positioned, length: u64, meter: &'m dyn Meter, unread: AtomicU64 },
    Memory(Vec<u8>),
}

impl<'m> Source<'m> {
    /// `times`: how many times its size the file may unpack to.
    pub fn of_file(file: Positioned, length: u64, times: u64, meter: &'m dyn Meter) -> Self {
        let bytes = Bytes::File { file, length, meter, unread: AtomicU64::new(length) };
        Self { bytes, most: most_unpacked(length, times), times, unpacked: AtomicU64::new(0) }
    }

    pub fn of_memory(bytes: Vec<u8>, times: u64) -> Self {
        let most = most_unpacked(bytes.len() as u64, times);
        Self { bytes: Bytes::Memory(bytes), most, times, unpacked: AtomicU64::new(0) }
    }

    pub fn length(&self) -> u64 {
        match &self.bytes {
            Bytes::File { length, .. } => *length,
            Bytes::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// How many bytes there may be of all texts.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// `length` bytes from `at` on, if there are so many: no more is ever allocated than the file has.
    pub fn part(&self, at: u64, length: u64) -> Fallible<Cow<'_, [u8]>> {
        let end = at.checked_add(length).filter(|&end| end <= self.length());
        let end = end.ok_or(Failure::Damaged("it points beyond its end"))?;
        match &self.bytes {
            // Both are no more than the length, which is a usize.
            Bytes::Memory(bytes) => Ok(Cow::Borrowed(&bytes[at as usize..end as usize])),
            Bytes::File { file, meter, unread, .. } => {
                let mut part = zeros(length)?;
                file.read_exact_at(&mut part, at)?;
                let rest = unread.load(Ordering::Relaxed);
                let told = length.min(rest);
                unread.store(rest - told, Ordering::Relaxed);
                meter.advance(told);
                Ok(Cow::Owned(part))
            }
        }
    }

    /// What these bytes unpack to, `length` bytes by what the file says.
    pub fn unpack(&self, codec: Codec, packed: &[u8], length: u64) -> Fallible<Vec<u8>> {
        if length > most_unpacked(packed.len() as u64, self.times) {
            return Err(Failure::Expands);
        }
        self.count(length)?;
        codec.unpack(packed, zeros(length)?)
    }

    /// Counts what is taken from the file, so that no part of it is taken again and again.
    pub fn count(&self, bytes: u64) -> Fallible<()> {
        // Each is less than the length of a file in memory, or 100 times that.
        let before = self.unpacked.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.most { Err(Failure::Expands) } else { Ok(()) }
    }
}

/// So many zeros, if there is memory for them.
fn zeros(length: u64) -> Fallible<Vec<u8>> {
    let too_many = || Failure::Io(io::ErrorKind::OutOfMemory.into());
    let length = usize::try_from(length).map_err(|_| too_many())?;
    let mut zeros = Vec::new();
    zeros.try_reserve_exact(length).map_err(|_| too_many())?;
    zeros.resize(length, 0);
    Ok(zeros)
}

impl Drop for Source<'_> {
    fn drop(&mut self) {
        if let Bytes::File { meter, unread, .. } = &self.bytes {
            let rest = unread.load(Ordering::Relaxed);
            if rest > 0 {
                meter.advance(rest);
            }
        }
    }
}
