//! Articles that are kept on disk, and new ones compared with them.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nearcopy::index::{self, Snapshot};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyDict, PyList, PyString};

use crate::errors::exception;
use crate::find::about;
use crate::findings::{Found, Results};
use crate::input::{self, Data, Names, Source};
use crate::progress::{Listener, run};
use crate::settings::Settings;

/// Articles that are kept in a folder, and are compared with new ones without being read
/// again. One at a time writes to a folder; `read_only` opens it beside that one.
///
/// >>> import nearcopy as nc, tempfile
/// >>> text = "The river rose by two metres overnight and the old bridge was closed to all."
/// >>> folder = tempfile.TemporaryDirectory()
/// >>> with nc.Index(folder.name) as index:
/// ...     added = index.add([{"id": "wire/17", "text": text}])
/// ...     found = index.query(text + " So it stays.")
/// >>> added
/// Added(1 new, 0 of them replaced another, 0 unchanged)
/// >>> [(pair.b, pair.relation) for pair in found]
/// [('wire/17', 'edited')]
#[pyclass(frozen, module = "nearcopy")]
pub struct Index {
    path: PathBuf,
    opened: Mutex<Opened>,
}

enum Opened {
    Writer(index::Index),
    Reader(Snapshot),
    Closed,
}

impl Index {
    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn snapshot(&self, py: Python<'_>) -> PyResult<Snapshot> {
        // A change may take long, and must not wait for whoever waits for it here.
        py.detach(|| match &*self.opened() {
            Opened::Writer(index) => Ok(index.snapshot()),
            Opened::Reader(snapshot) => Ok(snapshot.clone()),
            Opened::Closed => Err(PyValueError::new_err("the index is closed")),
        })
    }

    /// Runs a change of the index.
    fn change<T: Send>(
        &self,
        py: Python<'_>,
        listener: &Listener,
        work: impl FnOnce(&mut index::Index, &crate::progress::Watch) -> Result<T, nearcopy::Error>
        + Send,
    ) -> PyResult<T> {
        let opened = self.opened.lock_py_attached(py);
        let mut opened = opened.unwrap_or_else(PoisonError::into_inner);
        match &mut *opened {
            Opened::Writer(index) => run(py, listener, |watch| work(index, watch)),
            Opened::Reader(_) => {
                Err(PyValueError::new_err("the index was opened with read_only=True"))
            }
            Opened::Closed => Err(PyValueError::new_err("the index is closed")),
        }
    }
}

#[pymethods]
impl Index {
    /// Opens the index in the folder `path`, or makes one there. A new one keeps texts
    /// unless `texts` is False; then differences can not be shown later on.
    #[new]
    #[pyo3(signature = (path, *, texts=true, read_only=false))]
    fn new(py: Python<'_>, path: PathBuf, texts: bool, read_only: bool) -> PyResult<Self> {
        let opened = py.detach(|| {
            if read_only {
                return Snapshot::open(&path).map(Opened::Reader);
            }
            let is_new = std::fs::read_dir(&path).map_or(true, |mut files| files.next().is_none());
            match is_new {
                true => index::Index::create(&path, texts).map(Opened::Writer),
                false => index::Index::open(&path).map(Opened::Writer),
            }
        });
        Ok(Self { path, opened: Mutex::new(opened.map_err(exception)?) })
    }

    /// Adds articles, each with an id, and finds the copies of which one at least is new. An
    /// article with the id of one that is there takes its place. Arguments as of `find`.
    #[pyo3(signature = (data, *, id=None, text=None, title=None, date=None, source=None,
        link=None, author=None, language=None, progress=None, **settings))]
    #[allow(clippy::too_many_arguments, reason = "they are keywords, in Python")]
    fn add(
        &self,
        data: &Bound<'_, PyAny>,
        id: Option<String>,
        text: Option<String>,
        title: Option<String>,
        date: Option<String>,
        source: Option<String>,
        link: Option<String>,
        author: Option<String>,
        language: Option<String>,
        progress: Option<Bound<'_, PyAny>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Added> {
        let py = data.py();
        let about = about([title, date, source, link, author, language]);
        let data = input::read(data, &Names { id, text, about }, "")?;
        if !data.has_ids() {
            let message = "an article of an index must have an id; name their column with id=";
            return Err(PyValueError::new_err(message));
        }
        let settings = Settings::new(settings)?;
        let listener = Listener::new(py, progress)?;
        let added =
            self.change(py, &listener, |index, watch| index.add(&settings.detector, &data, watch))?;
        let results = Results::new(Source::Index(added.articles), added.findings, settings);
        Ok(Added {
            added: added.added,
            replaced: added.replaced,
            unchanged: added.unchanged,
            found: Py::new(py, Found::new(results))?,
        })
    }

    /// Finds what in the index is a copy of a text, or of several articles (`data` as of
    /// `find`), which are not kept and not compared with each other.
    #[pyo3(signature = (data, *, id=None, text=None, title=None, date=None, source=None,
        link=None, author=None, language=None, progress=None, **settings))]
    #[allow(clippy::too_many_arguments, reason = "they are keywords, in Python")]
    fn query(
        &self,
        data: &Bound<'_, PyAny>,
        id: Option<String>,
        text: Option<String>,
        title: Option<String>,
        date: Option<String>,
        source: Option<String>,
        link: Option<String>,
        author: Option<String>,
        language: Option<String>,
        progress: Option<Bound<'_, PyAny>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Found> {
        let py = data.py();
        let about = about([title, date, source, link, author, language]);
        let names = Names { id, text, about };
        let data: Data = match data.is_instance_of::<PyString>() {
            true => input::read(PyList::new(py, [data])?.as_any(), &names, "query/")?,
            false => input::read(data, &names, "query/")?,
        };
        let settings = Settings::new(settings)?;
        let snapshot = self.snapshot(py)?;
        let found = run(py, &Listener::new(py, progress)?, |watch| {
            snapshot.query(&settings.detector, &data, watch)
        })?;
        let source = Source::Index(found.articles);
        Ok(Found::new(Results::new(source, found.findings, settings)))
    }

    /// Finds all copies among the articles of the index, as `find` of them would.
    #[pyo3(signature = (*, progress=None, **settings))]
    fn search(
        &self,
        py: Python<'_>,
        progress: Option<Bound<'_, PyAny>>,
        settings: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Found> {
        let settings = Settings::new(settings)?;
        let snapshot = self.snapshot(py)?;
        let found = run(py, &Listener::new(py, progress)?, |watch| {
            snapshot.search(&settings.detector, watch)
        })?;
        let source = Source::Index(found.articles);
        Ok(Found::new(Results::new(source, found.findings, settings)))
    }

    /// Takes the articles of these ids out; returns how many there were. Their texts are in
    /// the files until `compact`.
    fn remove(&self, py: Python<'_>, ids: Vec<String>) -> PyResult<usize> {
        let ids = ids.iter().map(String::as_str);
        self.change(py, &Listener::Nobody, |index, _| index.remove(ids))
    }

    /// Writes all articles anew, and nothing else.
    fn compact(&self, py: Python<'_>) -> PyResult<()> {
        self.change(py, &Listener::Nobody, |index, _| index.compact())
    }

    /// Reads every byte, and lists what is damaged.
    fn check(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let damages = run(py, &Listener::Nobody, |_| index::check(&self.path))?;
        Ok(damages.iter().map(ToString::to_string).collect())
    }

    /// The ids of all articles, in their order.
    fn ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let snapshot = self.snapshot(py)?;
        py.detach(|| snapshot.ids()).map_err(exception)
    }

    /// What the index holds, by name.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let snapshot = self.snapshot(py)?;
        let summary = py.detach(|| snapshot.summary()).map_err(exception)?;
        let counts = PyDict::new(py);
        counts.set_item("articles", summary.articles)?;
        counts.set_item("documents", summary.documents)?;
        counts.set_item("removed", summary.removed)?;
        counts.set_item("segments", summary.segments)?;
        counts.set_item("bytes", summary.bytes)?;
        counts.set_item("generation", summary.generation)?;
        counts.set_item("keeps_texts", summary.keeps_texts)?;
        Ok(counts)
    }

    /// The folder.
    #[getter]
    fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Lets others write to the folder.
    fn close(&self, py: Python<'_>) {
        py.detach(|| *self.opened() = Opened::Closed);
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        let snapshot = self.snapshot(py)?;
        py.detach(|| snapshot.summary()).map(|it| it.articles).map_err(exception)
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self) -> String {
        format!("Index({:?})", self.path)
    }
}

/// What was added to an index, and the copies that were found.
#[pyclass(frozen, get_all, module = "nearcopy")]
pub struct Added {
    /// How many articles are new, those with a new text among them.
    added: usize,
    /// How many of these took the place of an article of the same id.
    replaced: usize,
    /// How many were there already.
    unchanged: usize,
    /// The copies of which one at least is new.
    found: Py<Found>,
}

#[pymethods]
impl Added {
    fn __repr__(&self) -> String {
        let Self { added, replaced, unchanged, .. } = self;
        format!("Added({added} new, {replaced} of them replaced another, {unchanged} unchanged)")
    }
}
