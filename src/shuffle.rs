//! Brings records together that belong together: a sort by pieces.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::disk::{Storage, from_bytes, to_bytes};
use crate::error::Error;

/// Pieces that the records are sorted in: small enough that one fits in a
/// processor's cache, also of a corpus of a hundred thousand articles.
const BUCKETS: usize = 256;

/// Records of `N` numbers that come from many threads, and leave in buckets,
/// each of them sorted. Which bucket a record belongs in is decided by the
/// high byte of a key.
///
/// What leaves does not depend on the order in which the records came, nor on
/// how many were in memory meanwhile.
pub(crate) struct Shuffle<const N: usize> {
    parts: Mutex<Vec<Part<N>>>,
    storage: Storage,
}

/// Records from one source, bucket by bucket.
struct Part<const N: usize> {
    records: Records<N>,
    ends: Box<[u32; BUCKETS]>,
}

enum Records<const N: usize> {
    Memory(Vec<[u32; N]>),
    /// Where they begin.
    Disk(u64),
}

/// The bucket of a record whose key is `at` of `all`.
pub(crate) fn bucket(at: u32, all: usize) -> u8 {
    (u64::from(at) * BUCKETS as u64 / all.max(1) as u64).min(BUCKETS as u64 - 1) as u8
}

impl<const N: usize> Shuffle<N> {
    pub fn new(storage: Storage) -> Self {
        Self { parts: Mutex::default(), storage }
    }

    /// Takes these records, each into the bucket that `bucket` names.
    pub fn add(&self, records: &[[u32; N]], bucket: impl Fn(&[u32; N]) -> u8) {
        if records.is_empty() {
            return;
        }
        let mut ends = Box::new([0u32; BUCKETS]);
        for record in records {
            ends[bucket(record) as usize] += 1;
        }
        let mut sum = 0;
        for end in ends.iter_mut() {
            sum += std::mem::replace(end, sum);
        }
        let mut sorted = vec![[0; N]; records.len()];
        for record in records {
            let end = &mut ends[bucket(record) as usize];
            sorted[*end as usize] = *record;
            *end += 1;
        }
        let records = match self.storage.disk_for(4 * N * sorted.len()) {
            Some(disk) => Records::Disk(disk.add(&to_bytes(sorted.into_iter().flatten()))),
            None => Records::Memory(sorted),
        };
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.push(Part { records, ends });
    }

    /// What `work` makes of the buckets, each sorted, in the buckets' order.
    pub fn map<R: Send>(self, work: impl Fn(&[[u32; N]]) -> R + Sync) -> Result<Vec<R>, Error> {
        let parts = self.parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        let made = (0..BUCKETS)
            .into_par_iter()
            .map_init(Vec::new, |records, bucket| {
                records.clear();
                parts.iter().for_each(|part| part.read(bucket, &self.storage, records));
                records.sort_unstable();
                work(records)
            })
            .collect();
        self.storage.check().map(|()| made)
    }
}

impl<const N: usize> Part<N> {
    /// Adds the records of a bucket to `out`.
    fn read(&self, bucket: usize, storage: &Storage, out: &mut Vec<[u32; N]>) {
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        let range = start..self.ends[bucket] as usize;
        match &self.records {
            Records::Memory(records) => out.extend_from_slice(&records[range]),
            Records::Disk(offset) => {
                let mut bytes = vec![0; 4 * N * range.len()];
                storage.disk().read(&mut bytes, offset + (4 * N * start) as u64);
                let mut numbers = from_bytes(&bytes);
                let record = |_| std::array::from_fn(|_| numbers.next().unwrap_or_default());
                out.extend(range.map(record));
            }
        }
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
                let shuffle = Shuffle::new(Storage::new(limit).unwrap());
                parts.iter().for_each(|part| shuffle.add(part, |record| (record[0] >> 24) as u8));
                prop_assert_eq!(&shuffle.map(<[_]>::to_vec).unwrap().concat(), &expected);
            }
        }

        #[test]
        fn buckets_rise_with_their_keys(one in 0u32..1000, other in 0u32..1000) {
            prop_assert!(one > other || bucket(one, 1000) <= bucket(other, 1000));
        }
    }
}
