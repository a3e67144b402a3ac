//! The Python module `nearcopy._nearcopy`, of which the package `nearcopy` is made.
//!
//! | file | from → to |
//! |---|---|
//! | `input/` | lists, columns, Arrow streams, data sets → articles whose texts are borrowed |
//! | `settings` | keyword arguments → a detector |
//! | `progress` | a run beside Python's threads: how far it is, and how it is interrupted |
//! | `find` | articles → what is found among them |
//! | `findings/` | what is found → objects, Arrow tables, HTML, files |
//! | `index`, `statistics` | the library's values of these names |
//! | `program` | the program `nearcopy` itself |
//! | `stages/` | the search in parts, over Arrow batches |
//! | `arrow`, `errors` | what passes Arrow data and errors between Rust and Python |
//!
//! All classes are immutable or locked, so that the module runs without the global lock
//! where Python does.

mod arrow;
mod errors;
mod find;
mod findings;
mod index;
mod input;
mod program;
mod progress;
mod settings;
mod stages;
mod statistics;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _nearcopy {
    use super::*;

    #[pymodule_export]
    use crate::errors::NearcopyError;
    #[pymodule_export]
    use crate::find::{compare, find, find_files};
    #[pymodule_export]
    use crate::findings::{
        Article, Cluster, Dropped, Edit, Found, IdenticalSet, Pair, Passage, Problem, Span, Table,
        Variant, Why,
    };
    #[pymodule_export]
    use crate::index::{Added, Index};
    #[pymodule_export]
    use crate::program::main;
    #[pymodule_export]
    use crate::stages::{
        Batch, Closest, Proposer, StagePlan, check_stamp, components, count, fingerprint, kernel,
        least_counts, stars,
    };
    #[pymodule_export]
    use crate::statistics::Statistics;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
