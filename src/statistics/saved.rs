//! The saved form of corpus statistics.
//!
//! ```text
//! documents: u64 | undercount: u32 | words | runs
//! words, runs: number n: u64 | n hashes: u64, rising | n document frequencies: u32
//! ```

use rayon::prelude::*;

use super::CorpusStatistics;
use super::frequencies::SortedCounts;
use crate::error::Error;
use crate::support::hash::checksum;
use crate::support::saved::{Body, Format};

const FORMAT: Format = Format { name: "corpus statistics", magic: *b"NCst", version: 1 };

/// Bytes of a hash and its frequency.
const ENTRY: usize = 12;

impl CorpusStatistics {
    /// The saved form: 12 bytes for each word and run. Equal statistics give equal
    /// bytes, on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts = [self.words.sorted(), self.runs.sorted()];
        let entries: usize = parts.iter().map(|part| part.len()).sum();
        let mut body = Vec::with_capacity(12 + 16 + ENTRY * entries);
        body.extend(self.documents.to_le_bytes());
        body.extend(self.undercount.to_le_bytes());
        for part in parts {
            body.extend((part.len() as u64).to_le_bytes());
            part.hashes().iter().for_each(|hash| body.extend(hash.to_le_bytes()));
            part.counts().iter().for_each(|count| body.extend(count.to_le_bytes()));
        }
        FORMAT.seal(&body)
    }

    /// Whether these bytes begin as a [saved form](Self::to_bytes) does.
    pub fn is_saved_form(bytes: &[u8]) -> bool {
        bytes.starts_with(&FORMAT.magic)
    }

    /// The statistics whose [saved form](Self::to_bytes) these bytes are.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where they are anything else, or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut body = FORMAT.open(bytes)?;
        let (documents, undercount) = (body.u64()?, body.u32()?);
        let parts = [read(&mut body, documents)?, read(&mut body, documents)?];
        body.end()?;
        Ok(Self::of_sorted(documents, undercount, parts))
    }

    /// A hash of all that is in the statistics, the same on every machine: what was
    /// made with these statistics can name them.
    pub fn digest(&self) -> u64 {
        /// Entries that are hashed at once.
        const PIECE: usize = 1 << 16;
        let mut digests = vec![self.documents, self.undercount.into()];
        for part in [self.words.sorted(), self.runs.sorted()] {
            digests.push(part.len() as u64);
            let hashes = part.hashes().par_chunks(PIECE).map(digest_of);
            let counts = part.counts().par_chunks(PIECE).map(|counts| {
                digest_of(&counts.iter().map(|&count| count.into()).collect::<Vec<u64>>())
            });
            digests.extend(hashes.chain(counts).collect::<Vec<u64>>());
        }
        digest_of(&digests)
    }
}

fn digest_of(numbers: &[u64]) -> u64 {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    checksum(&bytes)
}

fn read(body: &mut Body<'_>, documents: u64) -> Result<SortedCounts, Error> {
    let length = body.count(ENTRY)?;
    let hashes = body.take(8 * length)?.chunks_exact(8);
    let hashes = hashes.map(|bytes| u64::from_le_bytes(bytes.try_into().expect("eight bytes")));
    let hashes: Vec<u64> = hashes.collect();
    let counts = body.take(4 * length)?.chunks_exact(4);
    let counts = counts.map(|bytes| u32::from_le_bytes(bytes.try_into().expect("four bytes")));
    let counts: Vec<u32> = counts.collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    if u64::from(most) > documents {
        let problem = format!("{most} of {documents} documents have a word or a run");
        return Err(FORMAT.corrupt(problem));
    }
    let sorted = SortedCounts::from_parts(hashes, counts);
    sorted.ok_or_else(|| FORMAT.corrupt("its hashes do not rise, or a frequency is 0".into()))
}
