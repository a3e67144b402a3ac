//! What threads hand in, numbered in the order in which it arrives.

use std::ops::Index;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// Values that arrive from many threads, each numbered by its ticket. Memory
/// grows by pieces of one size, so nothing is ever moved.
pub(crate) struct Slabs<T> {
    slabs: Mutex<Vec<Vec<T>>>,
}

/// Values in a slab.
const SLAB: usize = 1 << 12;

impl<T> Default for Slabs<T> {
    fn default() -> Self {
        Self { slabs: Mutex::default() }
    }
}

impl<T> Slabs<T> {
    /// Takes these values; their tickets follow each other from the one returned.
    pub fn add(&self, values: impl IntoIterator<Item = T>) -> u32 {
        let mut slabs = self.slabs.lock().unwrap_or_else(PoisonError::into_inner);
        let first = slabs.last().map_or(0, |last| (slabs.len() - 1) * SLAB + last.len());
        for value in values {
            if slabs.last().is_none_or(|last| last.len() == SLAB) {
                slabs.push(Vec::with_capacity(SLAB));
            }
            slabs.last_mut().expect("pushed if there was none").push(value);
        }
        first as u32
    }

    /// All that arrived.
    pub fn into_arrived(self) -> Arrived<T> {
        Arrived(self.slabs.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Values by their tickets.
pub(crate) struct Arrived<T>(Vec<Vec<T>>);

impl<T> Arrived<T> {
    pub fn get_mut(&mut self, ticket: u32) -> &mut T {
        &mut self.0[ticket as usize / SLAB][ticket as usize % SLAB]
    }

    pub fn par_iter_mut(&mut self) -> impl ParallelIterator<Item = &mut T>
    where
        T: Send,
    {
        self.0.par_iter_mut().flatten()
    }
}

impl<T> Index<u32> for Arrived<T> {
    type Output = T;

    fn index(&self, ticket: u32) -> &T {
        &self.0[ticket as usize / SLAB][ticket as usize % SLAB]
    }
}
