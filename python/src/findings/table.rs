//! Lists of a result as sequences of objects, and as Arrow data.

use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use nearcopy::dedup::Deduplicated;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::batch::{self, BatchError};
use super::{Article, Cluster, Dropped, IdenticalSet, Pair, Results};
use crate::arrow;
use crate::errors::exception;

/// A list of a result: a sequence of objects, and a table of Arrow.
#[pyclass(frozen, module = "nearcopy")]
pub struct Table {
    results: Arc<Results>,
    rows: Rows,
    /// Made once it is asked for.
    batch: OnceLock<RecordBatch>,
}

/// What the table lists.
pub enum Rows {
    Pairs,
    Clusters,
    Identical,
    Articles,
    Kept(Deduplicated),
    Dropped(Deduplicated),
}

impl Table {
    pub fn new(results: &Arc<Results>, rows: Rows) -> Self {
        Self { results: results.clone(), rows, batch: OnceLock::new() }
    }

    fn batch(&self, py: Python<'_>) -> PyResult<&RecordBatch> {
        if let Some(batch) = self.batch.get() {
            return Ok(batch);
        }
        let batch = py.detach(|| self.make()).map_err(|error| match error {
            BatchError::Text(error) => exception(error),
            BatchError::Arrow(error) => arrow::failed(error),
        })?;
        Ok(self.batch.get_or_init(|| batch))
    }

    fn make(&self) -> Result<RecordBatch, BatchError> {
        let results = &*self.results;
        match &self.rows {
            Rows::Pairs => batch::pairs(results),
            Rows::Clusters => batch::clusters(results),
            Rows::Identical => batch::identical(results),
            Rows::Articles => {
                batch::articles(results, &(0..results.articles().len()).collect::<Vec<_>>())
            }
            Rows::Kept(chosen) => batch::articles(results, &chosen.kept),
            Rows::Dropped(chosen) => batch::dropped(results, &chosen.dropped),
        }
    }

    fn object<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Bound<'py, PyAny>> {
        let results = &self.results;
        match &self.rows {
            Rows::Pairs => {
                let found = results.pair(at).expect("the place was checked");
                Pair::of_match(results, found).into_bound_py_any(py)
            }
            Rows::Clusters => {
                Cluster::new(results, &results.findings.clusters[at]).into_bound_py_any(py)
            }
            Rows::Identical => IdenticalSet::new(results, at).into_bound_py_any(py),
            Rows::Articles => Article::new(results, at).into_bound_py_any(py),
            Rows::Kept(chosen) => Article::new(results, chosen.kept[at]).into_bound_py_any(py),
            Rows::Dropped(chosen) => {
                Dropped::new(results, chosen.dropped[at]).into_bound_py_any(py)
            }
        }
    }

    const fn name(&self) -> &'static str {
        match self.rows {
            Rows::Pairs => "pairs",
            Rows::Clusters => "clusters",
            Rows::Identical => "identical sets",
            Rows::Articles | Rows::Kept(_) | Rows::Dropped(_) => "articles",
        }
    }
}

#[pymethods]
impl Table {
    pub fn __len__(&self) -> usize {
        let results = &self.results;
        match &self.rows {
            Rows::Pairs => results.pairs().count(),
            Rows::Clusters => results.findings.clusters.len(),
            Rows::Identical => results.findings.identical.len(),
            Rows::Articles => results.articles().len(),
            Rows::Kept(chosen) => chosen.kept.len(),
            Rows::Dropped(chosen) => chosen.dropped.len(),
        }
    }

    pub fn __getitem__<'py>(&self, py: Python<'py>, at: isize) -> PyResult<Bound<'py, PyAny>> {
        let length = self.__len__();
        let place = if at < 0 { at + length as isize } else { at };
        match usize::try_from(place) {
            Ok(place) if place < length => self.object(py, place),
            _ => {
                Err(PyIndexError::new_err(format!("there are {length} {}, got {at}", self.name())))
            }
        }
    }

    /// The objects as a list.
    pub fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        (0..self.__len__()).map(|at| self.object(py, at)).collect()
    }

    pub fn __iter__(slf: Py<Self>) -> TableIterator {
        TableIterator { table: slf, next: AtomicIsize::new(0) }
    }

    /// The table as a capsule of Arrow's C interface, for every library that takes one.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Whoever asks for other types casts them.
        let _ = requested_schema;
        arrow::export(py, self.batch(py)?.clone())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        arrow::export_schema(py, self.batch(py)?)
    }

    /// A table of pyarrow.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// A frame of polars.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// A frame of pandas, by pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_arrow(slf)?.call_method0("to_pandas")
    }

    fn __repr__(&self) -> String {
        format!("<{} {}>", self.__len__(), self.name())
    }
}

/// Goes through a table, making one object after the other.
#[pyclass(frozen, module = "nearcopy")]
pub struct TableIterator {
    table: Py<Table>,
    next: AtomicIsize,
}

#[pymethods]
impl TableIterator {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let table = self.table.get();
        if at as usize >= table.__len__() { Ok(None) } else { table.__getitem__(py, at).map(Some) }
    }
}
