//! A vector that many threads append to, its values numbered in the order of arrival.

use std::ops::Index;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::article::DocumentId;

/// Values that arrive from many threads, each under its own document id.
///
/// Memory grows by chunks of one size, so nothing is ever moved.
pub(crate) struct NumberedVec<T> {
    chunks: Mutex<Vec<Vec<T>>>,
}

/// Values in a chunk.
const CHUNK: usize = 1 << 12;

impl<T> Default for NumberedVec<T> {
    fn default() -> Self {
        Self { chunks: Mutex::default() }
    }
}

impl<T> NumberedVec<T> {
    /// Appends these values; their ids follow each other from the one returned.
    pub fn extend(&self, values: impl IntoIterator<Item = T>) -> DocumentId {
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        let first = chunks.last().map_or(0, |last| (chunks.len() - 1) * CHUNK + last.len());
        for value in values {
            if chunks.last().is_none_or(|last| last.len() == CHUNK) {
                chunks.push(Vec::with_capacity(CHUNK));
            }
            chunks.last_mut().expect("pushed if there was none").push(value);
        }
        DocumentId::new(first as u32)
    }

    /// How many have arrived.
    pub fn len(&self) -> usize {
        let chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.last().map_or(0, |last| (chunks.len() - 1) * CHUNK + last.len())
    }

    /// All values, once every thread has appended its own.
    pub fn freeze(self) -> Frozen<T> {
        Frozen(self.chunks.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The values of a [`NumberedVec`] that takes no more, by their ids.
pub(crate) struct Frozen<T>(Vec<Vec<T>>);

impl<T> Frozen<T> {
    pub fn get_mut(&mut self, id: DocumentId) -> &mut T {
        &mut self.0[id.index() / CHUNK][id.index() % CHUNK]
    }

    pub fn par_iter_mut(&mut self) -> impl ParallelIterator<Item = &mut T>
    where
        T: Send,
    {
        self.0.par_iter_mut().flatten()
    }
}

impl<T> Index<DocumentId> for Frozen<T> {
    type Output = T;

    fn index(&self, id: DocumentId) -> &T {
        &self.0[id.index() / CHUNK][id.index() % CHUNK]
    }
}
