//! Brings records together that belong together: a sort by pieces.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::pool::Pool;
use super::spill::{SpillStorage, from_bytes, to_bytes};
use crate::error::Error;

/// Pieces that the records are sorted in: small enough that one fits in a
/// processor's cache, also of a corpus of a hundred thousand articles.
pub(crate) const BUCKETS: usize = 256;

/// Records of `N` numbers, two or more, that come from many threads, and leave
/// in buckets, each of them sorted.
///
/// What leaves does not depend on the order in which the records came, nor on
/// how many were in memory meanwhile.
pub(crate) struct Shuffle<const N: usize> {
    parts: Mutex<Vec<Part<N>>>,
    storage: SpillStorage,
}

/// Records from one source, bucket by bucket.
struct Part<const N: usize> {
    records: Records<N>,
    ends: Box<[u32; BUCKETS]>,
}

enum Records<const N: usize> {
    Memory(Vec<[u32; N]>),
    /// Where they begin.
    TempFile(u64),
}

impl<const N: usize> Shuffle<N> {
    pub fn new(storage: SpillStorage) -> Self {
        Self { parts: Mutex::default(), storage }
    }

    /// Takes these records, each into the bucket that `bucket` names.
    pub fn add(&self, records: &[[u32; N]], bucket: impl Fn(&[u32; N]) -> usize) {
        if records.is_empty() {
            return;
        }
        let mut ends = Box::new([0u32; BUCKETS]);
        for record in records {
            ends[bucket(record)] += 1;
        }
        let mut sum = 0;
        for end in ends.iter_mut() {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![[0; N]; records.len()];
        for record in records {
            let end = &mut ends[bucket(record)];
            sorted[*end as usize] = *record;
            *end += 1;
        }
        let records = match self.storage.temp_file_for(4 * N * sorted.len()) {
            Some(file) => Records::TempFile(file.add(&to_bytes(sorted.into_iter().flatten()))),
            None => Records::Memory(sorted),
        };
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.push(Part { records, ends });
    }

    /// What `work` makes of the buckets, each sorted, in the buckets' order.
    pub fn map<R: Send>(self, work: impl Fn(&[[u32; N]]) -> R + Sync) -> Result<Vec<R>, Error> {
        let sorted = Pool::new(|_| Vec::new());
        self.map_unsorted(|records| {
            sorted.with(|sorted| {
                sort(records, sorted);
                work(sorted)
            })
        })
    }

    /// The same with buckets as they are, in no certain order: for work that does
    /// not depend on it.
    pub fn map_unsorted<R: Send>(
        self,
        work: impl Fn(&[[u32; N]]) -> R + Sync,
    ) -> Result<Vec<R>, Error> {
        let parts = self.parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        let made = (0..BUCKETS)
            .into_par_iter()
            .map_init(Vec::new, |records, bucket| {
                records.clear();
                parts.iter().for_each(|part| part.read(bucket, &self.storage, records));
                work(records)
            })
            .collect();
        self.storage.check().map(|()| made)
    }
}

impl<const N: usize> Part<N> {
    /// Adds the records of a bucket to `out`.
    fn read(&self, bucket: usize, storage: &SpillStorage, out: &mut Vec<[u32; N]>) {
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        let range = start..self.ends[bucket] as usize;
        match &self.records {
            Records::Memory(records) => out.extend_from_slice(&records[range]),
            Records::TempFile(offset) => {
                let mut bytes = vec![0; 4 * N * range.len()];
                storage.temp_file().read(&mut bytes, offset + (4 * N * start) as u64);
                let mut numbers = from_bytes(&bytes);
                let record = |_| std::array::from_fn(|_| numbers.next().unwrap_or_default());
                out.extend(range.map(record));
            }
        }
    }
}

/// Sorts `records` into `sorted`: first into as many places as there are
/// records, by how far each one's first two numbers are between the least and
/// the greatest of all, then those of each place. As these numbers are mostly
/// hashes, places have few records.
pub(crate) fn sort<const N: usize>(records: &[[u32; N]], sorted: &mut Vec<[u32; N]>) {
    let key = |record: &[u32; N]| u64::from(record[0]) << 32 | u64::from(record[1]);
    let least = records.iter().map(key).min().unwrap_or(0);
    let width = records.iter().map(key).max().unwrap_or(0) - least;
    let bits = records.len().max(1).ilog2();
    let shift = (64 - width.leading_zeros()).saturating_sub(bits);
    let place = |record: &[u32; N]| ((key(record) - least) >> shift) as usize;
    let mut ends = vec![0u32; (width >> shift) as usize + 1];
    records.iter().for_each(|record| ends[place(record)] += 1);
    let mut sum = 0;
    for end in &mut ends {
        sum += std::mem::replace(end, sum);
    }
    sorted.clear();
    sorted.resize(records.len(), [0; N]);
    for record in records {
        let end = &mut ends[place(record)];
        sorted[*end as usize] = *record;
        *end += 1;
    }
    let mut start = 0;
    for end in ends {
        sorted[start..end as usize].sort_unstable();
        start = end as usize;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn leaves_sorted_and_whole(
            parts in prop::collection::vec(prop::collection::vec(any::<[u32; 2]>(), 0..50), 0..5),
        ) {
            let mut expected = parts.concat();
            expected.sort_unstable();
            for limit in [None, Some(0), Some(300)] {
                let shuffle = Shuffle::new(SpillStorage::new(limit).unwrap());
                parts.iter().for_each(|part| shuffle.add(part, |record| (record[0] >> 24) as usize));
                prop_assert_eq!(&shuffle.map(<[_]>::to_vec).unwrap().concat(), &expected);
            }
        }

        #[test]
        fn sorts(
            near in prop::collection::vec(any::<[u8; 3]>(), 0..300),
            far in prop::collection::vec(any::<[u32; 3]>(), 0..30),
        ) {
            let near = near.into_iter().map(|record| record.map(u32::from));
            let mut records: Vec<[u32; 3]> = near.chain(far).collect();
            let mut sorted = vec![[7; 3]];
            sort(&records, &mut sorted);
            records.sort_unstable();
            prop_assert_eq!(sorted, records);
        }
    }
}
