use std::borrow::Cow;

use super::{SpillStorage, from_bytes, to_bytes};

/// What can be written to a temporary file as numbers.
pub(crate) trait SpillRecord: Clone {
    /// How many numbers it is.
    fn length(&self) -> usize;

    fn to_numbers(&self) -> Vec<u32>;

    /// What [`to_numbers`](Self::to_numbers) was made of.
    fn from_numbers(numbers: impl Iterator<Item = u32>) -> Self;
}

impl SpillRecord for Vec<u32> {
    fn length(&self) -> usize {
        self.len()
    }

    fn to_numbers(&self) -> Vec<u32> {
        self.clone()
    }

    fn from_numbers(numbers: impl Iterator<Item = u32>) -> Self {
        numbers.collect()
    }
}

impl SpillRecord for Box<[u64]> {
    fn length(&self) -> usize {
        2 * self.len()
    }

    fn to_numbers(&self) -> Vec<u32> {
        self.iter().flat_map(|&number| [number as u32, (number >> 32) as u32]).collect()
    }

    fn from_numbers(numbers: impl Iterator<Item = u32>) -> Self {
        let halves: Vec<u32> = numbers.collect();
        let whole = |two: &[u32]| u64::from(two[1]) << 32 | u64::from(two[0]);
        halves.chunks_exact(2).map(whole).collect()
    }
}

/// A record in memory, or where it begins in a temporary file, and of how many
/// numbers it is.
#[derive(Debug)]
pub(crate) enum Spilled<T> {
    Memory(T),
    TempFile(u64, u32),
}

impl<T: Default> Default for Spilled<T> {
    fn default() -> Self {
        Self::Memory(T::default())
    }
}

impl<T: SpillRecord> Spilled<T> {
    pub fn new(record: T, storage: &SpillStorage) -> Self {
        let length = record.length();
        match storage.temp_file_for(4 * length) {
            Some(file) => Self::TempFile(file.add(&to_bytes(record.to_numbers())), length as u32),
            None => Self::Memory(record),
        }
    }

    /// Puts another record in its place, of about the same length.
    pub fn replace(&mut self, record: T, storage: &SpillStorage) {
        match self {
            Self::Memory(old) => *old = record,
            Self::TempFile(offset, room) => {
                let length = record.length() as u32;
                let bytes = to_bytes(record.to_numbers());
                if length <= *room {
                    storage.temp_file().write(&bytes, *offset);
                } else {
                    *offset = storage.temp_file().add(&bytes);
                }
                *room = length;
            }
        }
    }

    /// The record, from the storage that it was given to.
    pub fn get(&self, storage: &SpillStorage) -> Cow<'_, T> {
        match self {
            Self::Memory(record) => Cow::Borrowed(record),
            Self::TempFile(offset, length) => {
                let mut bytes = vec![0; 4 * *length as usize];
                storage.temp_file().read(&mut bytes, *offset);
                Cow::Owned(T::from_numbers(from_bytes(&bytes)))
            }
        }
    }
}
