//! Working memory that threads take in turns.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Makes working memory when none is spare, so that there is never more than
/// one for each thread, however finely work is split.
pub(crate) struct Spare<T, F = fn(usize) -> T> {
    spare: Mutex<Made<T>>,
    make: F,
}

struct Made<T> {
    spare: Vec<T>,
    /// How many were made in all.
    count: usize,
}

impl<T, F: Fn(usize) -> T> Spare<T, F> {
    /// `make` is told how many were made before.
    pub fn new(make: F) -> Self {
        Self { spare: Mutex::new(Made { spare: Vec::new(), count: 0 }), make }
    }

    /// Runs `work` with one of them.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut own = self.take();
        let result = work(&mut own);
        self.lock().spare.push(own);
        result
    }

    fn take(&self) -> T {
        let mut made = self.lock();
        if let Some(spare) = made.spare.pop() {
            return spare;
        }
        made.count += 1;
        let before = made.count - 1;
        drop(made);
        (self.make)(before)
    }

    /// All that were made.
    pub fn into_all(self) -> Vec<T> {
        self.spare.into_inner().unwrap_or_else(PoisonError::into_inner).spare
    }

    fn lock(&self) -> MutexGuard<'_, Made<T>> {
        // What panics does not put its own back, so the others are sound.
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
