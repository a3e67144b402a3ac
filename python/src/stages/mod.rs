//! The search in parts (`nearcopy::stages`) over Arrow batches.
//!
//! Numbers of 64 bits without a sign are columns with one, as Spark has no others: the
//! sign bit is turned over, so that both have the same order.

mod columns;
mod keys;
mod pairs;
mod plan;

pub use columns::Batch;
pub use keys::{Closest, Proposer, count, fingerprint};
pub use pairs::{components, stars};
pub use plan::StagePlan;

use nearcopy::stages::{KERNEL, Stamp};
use pyo3::prelude::*;

use crate::errors::exception;

/// The version of what the stages make.
#[pyfunction]
pub fn kernel() -> u32 {
    KERNEL
}

/// That a product with the stamp `product` goes with those of the stamp `own`.
#[pyfunction]
pub fn check_stamp(own: &str, product: &str) -> PyResult<()> {
    let stamp = |text: &str| text.parse::<Stamp>().map_err(exception);
    stamp(own)?.check(stamp(product)?).map_err(exception)
}

/// From how many documents on a word and a run of words are in the counts of a plan, of so many.
#[pyfunction]
pub fn least_counts(documents: u64) -> (u32, u32) {
    let [words, runs] = nearcopy::stages::least_counts(documents);
    (words, runs)
}
