//! The result of a search.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use nearcopy::Error;
use nearcopy::dedup::{Deduplicated, Deduplicator, Preference};
use nearcopy::report::{Html, JsonLines, Reporter, findings_fragment};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::table::{Rows, TableIterator};
use super::{Problem, Results, Table, Why};
use crate::errors::exception;
use crate::progress::in_pool;
use crate::settings;

/// What was found among articles: a sequence of pairs, and more.
#[pyclass(frozen, module = "nearcopy")]
pub struct Found {
    results: Arc<Results>,
}

impl Found {
    pub fn new(results: Arc<Results>) -> Self {
        Self { results }
    }

    fn deduplicated(
        &self,
        prefer: &str,
        relation: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Deduplicated> {
        let preference = match prefer {
            "longest" => Preference::Longest,
            "earliest" => Preference::Earliest,
            "first" => Preference::First,
            _ => {
                return Err(PyValueError::new_err(format!(
                    "prefer must be longest, earliest or first, got {prefer}"
                )));
            }
        };
        let mut deduplicator = Deduplicator::new().prefer(preference);
        if let Some(relations) = relation {
            deduplicator = deduplicator.relations(settings::relations(relations)?);
        }
        Ok(deduplicator.deduplicate(&self.results.findings, self.results.articles()))
    }

    fn write(
        &self,
        py: Python<'_>,
        path: PathBuf,
        reporter: &(dyn Reporter + Sync),
    ) -> PyResult<()> {
        let write = || {
            let mut out = BufWriter::new(File::create(&path)?);
            reporter.write(&mut out, &self.results.for_report())?;
            out.flush()
        };
        in_pool(py, write)?.map_err(|source| exception(of_output(source, path)))
    }
}

/// That an output could not be written, or a text not be read for it.
fn of_output(source: std::io::Error, path: PathBuf) -> Error {
    match source.downcast::<Error>() {
        Ok(error) => error,
        Err(source) => Error::File { path, source },
    }
}

#[pymethods]
impl Found {
    /// The copies.
    #[getter]
    fn pairs(&self) -> Table {
        Table::new(&self.results, Rows::Pairs)
    }

    /// Groups of copies, each with a representative. As Arrow data: a line for each article.
    #[getter]
    fn clusters(&self) -> Table {
        Table::new(&self.results, Rows::Clusters)
    }

    /// Sets of articles with the same words. As Arrow data: a line for each article.
    #[getter]
    fn identical(&self) -> Table {
        Table::new(&self.results, Rows::Identical)
    }

    /// All articles that were searched.
    #[getter]
    fn articles(&self) -> Table {
        Table::new(&self.results, Rows::Articles)
    }

    /// What could not be read as it should.
    #[getter]
    fn problems(&self) -> Vec<Problem> {
        self.results.problems.iter().map(Problem::new).collect()
    }

    /// Counts, by name.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let findings = &self.results.findings;
        let statistics = &findings.statistics;
        let counts = PyDict::new(py);
        for (name, count) in [
            ("articles", statistics.articles),
            ("bytes", statistics.bytes),
            ("words", statistics.words),
            ("vocabulary", statistics.vocabulary),
            ("distinct", statistics.distinct),
            ("candidates", statistics.candidates),
            ("matches", statistics.matches),
            ("templates", statistics.templates),
            ("left_out", statistics.left_out),
            ("not_copies", statistics.not_copies),
            ("identical", findings.identical.len()),
            ("clusters", findings.clusters.len()),
            ("skipped", findings.skipped.len()),
            ("problems", self.results.problems.len()),
        ] {
            counts.set_item(name, count)?;
        }
        Ok(counts)
    }

    /// What became of two articles, named by their ids, or by their rows as numbers.
    ///
    /// Takes the time of proposing candidates among all articles.
    fn why(&self, py: Python<'_>, a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>) -> PyResult<Why> {
        Why::new(py, &self.results, (self.results.article(a)?, self.results.article(b)?))
    }

    /// The articles to keep: one of each set of copies, and all that have none.
    ///
    /// `prefer` says which of two copies: the `longest`, the `earliest` by date, or the
    /// `first` by id. `relation`, one or several, says which copies count.
    #[pyo3(signature = (prefer="longest", relation=None))]
    fn keep(&self, prefer: &str, relation: Option<&Bound<'_, PyAny>>) -> PyResult<Table> {
        let chosen = self.deduplicated(prefer, relation)?;
        Ok(Table::new(&self.results, Rows::Kept(chosen)))
    }

    /// The other articles, each with the one that is kept of its copies; see `keep`.
    #[pyo3(signature = (prefer="longest", relation=None))]
    fn drop(&self, prefer: &str, relation: Option<&Bound<'_, PyAny>>) -> PyResult<Table> {
        let chosen = self.deduplicated(prefer, relation)?;
        Ok(Table::new(&self.results, Rows::Dropped(chosen)))
    }

    /// The report of the program, as JSON Lines: a string, or written to a file.
    ///
    /// `offsets` is what places count, `chars`, `bytes` or `utf16`; by default as in this
    /// result. `texts` adds the texts of articles that are named.
    #[pyo3(signature = (path=None, *, offsets=None, texts=false))]
    fn to_jsonl(
        &self,
        py: Python<'_>,
        path: Option<PathBuf>,
        offsets: Option<&str>,
        texts: bool,
    ) -> PyResult<Option<String>> {
        let unit = offsets.map_or(Ok(self.results.settings.offsets), settings::offset_unit)?;
        let reporter = JsonLines::new().offsets(unit).texts(texts);
        match path {
            Some(path) => self.write(py, path, &reporter).map(|()| None),
            None => {
                let mut out = Vec::new();
                let write = || reporter.write(&mut out, &self.results.for_report());
                in_pool(py, write)?.map_err(|source| exception(of_output(source, "-".into())))?;
                Ok(Some(String::from_utf8_lossy(&out).into_owned()))
            }
        }
    }

    /// Writes one page for a browser: summary, clusters, and pairs side by side, to be
    /// reviewed. `pairs` is how many have both texts on it.
    #[pyo3(signature = (path, *, title=None, pairs=None))]
    fn write_html(
        &self,
        py: Python<'_>,
        path: PathBuf,
        title: Option<String>,
        pairs: Option<usize>,
    ) -> PyResult<()> {
        let mut page = Html::new();
        if let Some(title) = title {
            page = page.title(title);
        }
        if let Some(pairs) = pairs {
            page = page.in_full(pairs);
        }
        self.write(py, path, &page)
    }

    fn __len__(&self) -> usize {
        self.pairs().__len__()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, at: isize) -> PyResult<Bound<'py, PyAny>> {
        self.pairs().__getitem__(py, at)
    }

    fn __iter__(&self, py: Python<'_>) -> PyResult<TableIterator> {
        Ok(Table::__iter__(Py::new(py, self.pairs())?))
    }

    fn __repr__(&self) -> String {
        let findings = &self.results.findings;
        format!(
            "<{} pairs, {} clusters and {} identical sets among {} articles>",
            self.__len__(),
            findings.clusters.len(),
            findings.identical.len(),
            findings.statistics.articles,
        )
    }

    /// Counts, and how the scores are spread.
    fn _repr_html_(&self) -> String {
        findings_fragment(&self.results.findings)
    }
}
