//! How common words are in many articles, as a value.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use nearcopy::Error;
use nearcopy::statistics::CorpusStatistics;
use pyo3::prelude::*;

use crate::errors::exception;
use crate::input::{self, Names};
use crate::progress::{Listener, run};

/// How many articles have each word, and each run of four words.
///
/// >>> import nearcopy as nc
/// >>> one = nc.Statistics.count(["It rained all day.", "It rained all night."])
/// >>> both = one.merge(nc.Statistics.count(["The rain was over."]))
/// >>> both
/// Statistics(3 documents, 9 words, 3 runs)
/// >>> both == nc.Statistics.from_bytes(both.to_bytes())
/// True
#[pyclass(frozen, module = "nearcopy")]
pub struct Statistics {
    statistics: Arc<CorpusStatistics>,
}

impl Statistics {
    pub fn inner(&self) -> Arc<CorpusStatistics> {
        self.statistics.clone()
    }

    /// Those of a file.
    pub fn read(path: PathBuf) -> PyResult<Arc<CorpusStatistics>> {
        let bytes = fs::read(&path);
        let bytes = bytes.map_err(|source| exception(Error::File { path, source }))?;
        CorpusStatistics::from_bytes(&bytes).map(Arc::new).map_err(exception)
    }

    fn new(statistics: CorpusStatistics) -> Self {
        Self { statistics: Arc::new(statistics) }
    }
}

#[pymethods]
impl Statistics {
    /// Those of these articles; `data` and `text` as of `find`.
    #[staticmethod]
    #[pyo3(signature = (data, *, text=None))]
    fn count(data: &Bound<'_, PyAny>, text: Option<String>) -> PyResult<Self> {
        let py = data.py();
        let names = Names { id: None, text, about: Vec::new() };
        let data = input::read(data, &names, "")?;
        let count = run(py, &Listener::Nobody, |_| CorpusStatistics::of_articles(&data))?;
        Ok(Self::new(count))
    }

    /// Those of a file that `save` wrote.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Self> {
        Self::read(path).map(|statistics| Self { statistics })
    }

    /// Writes them to a file, as the program's `--save-background` does.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        let written = fs::write(&path, self.statistics.to_bytes());
        written.map_err(|source| exception(Error::File { path, source }))
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.statistics.to_bytes()
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        CorpusStatistics::from_bytes(bytes).map(Self::new).map_err(exception)
    }

    /// The statistics of both sets of articles together.
    fn merge(&self, py: Python<'_>, other: &Self) -> Self {
        let (one, other) = (self.inner(), other.inner());
        Self::new(py.detach(|| (*one).clone().merge((*other).clone())))
    }

    /// The same without what fewer than `least` articles have, which is most of it.
    fn pruned(&self, py: Python<'_>, least: u32) -> Self {
        Self::new(py.detach(|| self.statistics.pruned(least)))
    }

    /// A number that is the same for the same statistics, and no other ones.
    #[getter]
    fn digest(&self) -> u64 {
        self.statistics.digest()
    }

    /// How many articles were counted.
    #[getter]
    fn documents(&self) -> u64 {
        self.statistics.documents()
    }

    /// How many distinct words are known.
    #[getter]
    fn words(&self) -> usize {
        self.statistics.distinct_words()
    }

    /// How many distinct runs of four words are known.
    #[getter]
    fn runs(&self) -> usize {
        self.statistics.distinct_runs()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.statistics == other.statistics
    }

    fn __hash__(&self) -> u64 {
        self.digest()
    }

    fn __repr__(&self) -> String {
        let (documents, words, runs) = (self.documents(), self.words(), self.runs());
        format!("Statistics({documents} documents, {words} words, {runs} runs)")
    }
}
