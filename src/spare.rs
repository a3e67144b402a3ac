//! Working memory that threads take in turns.

use std::sync::{Mutex, PoisonError};

/// Makes working memory when none is spare, so that there is never more than
/// one for each thread, however finely work is split.
pub(crate) struct Spare<T, F> {
    made: Mutex<Vec<T>>,
    make: F,
}

impl<T, F: Fn() -> T> Spare<T, F> {
    pub fn new(make: F) -> Self {
        Self { made: Mutex::new(Vec::new()), make }
    }

    /// Runs `work` with one of them.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let spare = self.lock().pop();
        let mut own = spare.unwrap_or_else(&self.make);
        let result = work(&mut own);
        self.lock().push(own);
        result
    }

    /// All that were made.
    pub fn into_all(self) -> Vec<T> {
        self.made.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<T>> {
        // What panics does not put its own back, so the others are sound.
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
