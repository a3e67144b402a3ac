//! Workspaces that threads take in turns.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A pool that makes a workspace when none is free, so that there is never more
/// than one for each thread, however finely work is split.
pub(crate) struct Pool<T, F = fn(usize) -> T> {
    state: Mutex<State<T>>,
    make: F,
}

struct State<T> {
    free: Vec<T>,
    /// How many were made in all.
    made: usize,
}

impl<T, F: Fn(usize) -> T> Pool<T, F> {
    /// `make` is told how many were made before.
    pub fn new(make: F) -> Self {
        Self { state: Mutex::new(State { free: Vec::new(), made: 0 }), make }
    }

    /// Runs `work` with a workspace.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut own = self.take();
        let result = work(&mut own);
        self.lock().free.push(own);
        result
    }

    fn take(&self) -> T {
        let mut state = self.lock();
        if let Some(free) = state.free.pop() {
            return free;
        }
        let before = state.made;
        state.made += 1;
        drop(state);
        (self.make)(before)
    }

    /// All that were made.
    pub fn into_all(self) -> Vec<T> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).free
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // A thread that panics does not put its workspace back, so the others are sound.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
