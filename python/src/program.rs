//! The program `nearcopy`, as the wheel's console script.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the program `nearcopy` with these arguments, of which the first is its own name, and
/// returns its exit code. May end the process, as after `--help`.
#[pyfunction]
pub fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| nearcopy::cli::run_with(arguments))
}
