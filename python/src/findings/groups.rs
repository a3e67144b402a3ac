//! Clusters, sets of the same words, articles, and what was wrong with the input.

use std::path::PathBuf;
use std::sync::Arc;

use nearcopy::AboutField;
use pyo3::prelude::*;

use super::place::Places;
use super::{Edit, Results, rounded};
use crate::errors::exception;
use crate::input::InputFault;

/// A group of copies, each verified against the representative.
#[pyclass(frozen, get_all, module = "nearcopy")]
pub struct Cluster {
    /// The id of the article that stands for the group.
    representative: String,
    /// The ids of the others, each with its score to the representative.
    members: Vec<(String, f64)>,
}

impl Cluster {
    pub fn new(results: &Results, cluster: &nearcopy::cluster::Cluster) -> Self {
        let id = |at| results.id(at).to_owned();
        let members = cluster.members.iter().map(|one| (id(one.article), rounded(one.score)));
        Self { representative: id(cluster.representative), members: members.collect() }
    }
}

#[pymethods]
impl Cluster {
    /// How many articles it has, the representative among them.
    fn __len__(&self) -> usize {
        self.members.len() + 1
    }

    fn __repr__(&self) -> String {
        format!("Cluster({:?} and {} more)", self.representative, self.members.len())
    }
}

/// Articles with the same words in the same order.
#[pyclass(frozen, module = "nearcopy")]
pub struct IdenticalSet {
    results: Arc<Results>,
    at: usize,
}

impl IdenticalSet {
    pub fn new(results: &Arc<Results>, at: usize) -> Self {
        Self { results: results.clone(), at }
    }

    fn set(&self) -> &nearcopy::IdenticalSet {
        &self.results.findings.identical[self.at]
    }

    fn id_list(&self, articles: &[usize]) -> Vec<String> {
        articles.iter().map(|&at| self.results.id(at).to_owned()).collect()
    }
}

#[pymethods]
impl IdenticalSet {
    /// The ids; the first article stands for the set in pairs and clusters.
    #[getter]
    fn ids(&self) -> Vec<String> {
        self.id_list(&self.set().articles)
    }

    /// How articles are written that are not written as the first one.
    #[getter]
    fn variants(&self) -> PyResult<Vec<Variant>> {
        let text = |at: usize| self.results.articles().text(at).map_err(exception);
        let set = self.set();
        let variant = |variant: &nearcopy::Variant| {
            let edits = match &variant.alignment {
                None => None,
                Some(alignment) => {
                    let texts = [text(set.articles[0])?, text(variant.articles[0])?];
                    let texts = [&*texts[0], &*texts[1]];
                    let places = Places::new(texts, self.results.settings.offsets);
                    Some(alignment.edits().map(|edit| Edit::new(edit, &places)).collect())
                }
            };
            Ok(Variant { ids: self.id_list(&variant.articles), edits })
        };
        set.variants.iter().map(variant).collect()
    }

    /// What was decided about the others: `copy`, `later`, or None.
    #[getter]
    fn decision(&self) -> Option<&'static str> {
        self.set().decision.map(|decision| decision.name())
    }

    fn __len__(&self) -> usize {
        self.set().articles.len()
    }

    fn __repr__(&self) -> String {
        format!("IdenticalSet({:?})", self.ids())
    }
}

/// A way in which articles of a set are written that is not that of the first one.
#[pyclass(frozen, module = "nearcopy")]
pub struct Variant {
    /// The articles that are written so.
    #[pyo3(get)]
    ids: Vec<String>,
    edits: Option<Vec<Edit>>,
}

#[pymethods]
impl Variant {
    /// What differs between the first article of the set, A, and the first of these, B.
    #[getter]
    fn edits(&self) -> Option<Vec<Edit>> {
        self.edits.clone()
    }

    fn __repr__(&self) -> String {
        format!("Variant({:?})", self.ids)
    }
}

/// An article of a result.
#[pyclass(frozen, module = "nearcopy")]
pub struct Article {
    results: Arc<Results>,
    at: usize,
}

impl Article {
    pub fn new(results: &Arc<Results>, at: usize) -> Self {
        Self { results: results.clone(), at }
    }

    fn about(&self, field: AboutField) -> Option<String> {
        self.results.articles().about(self.at).get(field).map(|value| value.into_owned())
    }
}

#[pymethods]
impl Article {
    #[getter]
    fn id(&self) -> &str {
        self.results.id(self.at)
    }

    /// The text, read again where it is in a file.
    #[getter]
    fn text(&self) -> PyResult<String> {
        let text = self.results.articles().text(self.at).map_err(exception)?;
        Ok(text.into_owned())
    }

    /// How many words it has.
    #[getter]
    fn words(&self) -> u32 {
        self.results.findings.words.get(self.at).copied().unwrap_or_default()
    }

    /// Its row in the data, counted from 0; None for an article of a file or an index.
    #[getter]
    fn row(&self) -> Option<usize> {
        self.results.source.place(self.at).row
    }

    /// 0, or 1 for what the others were compared with.
    #[getter]
    fn side(&self) -> usize {
        self.results.source.place(self.at).side
    }

    #[getter]
    fn title(&self) -> Option<String> {
        self.about(AboutField::Title)
    }

    /// The date, as it is written in RFC 3339.
    #[getter]
    fn date(&self) -> Option<String> {
        self.about(AboutField::Date)
    }

    #[getter]
    fn source(&self) -> Option<String> {
        self.about(AboutField::Source)
    }

    #[getter]
    fn link(&self) -> Option<String> {
        self.about(AboutField::Link)
    }

    #[getter]
    fn author(&self) -> Option<String> {
        self.about(AboutField::Author)
    }

    #[getter]
    fn language(&self) -> Option<String> {
        self.about(AboutField::Language)
    }

    fn __repr__(&self) -> String {
        format!("Article({:?}, {} words)", self.id(), self.words())
    }
}

/// An article to drop, since a copy of it is kept.
#[pyclass(frozen, get_all, module = "nearcopy")]
pub struct Dropped {
    /// Its id.
    id: String,
    /// Its row in the data, if it has one.
    row: Option<usize>,
    /// The id of the one that is kept.
    kept: String,
}

impl Dropped {
    pub fn new(results: &Results, dropped: nearcopy::dedup::Dropped) -> Self {
        let id = |at| results.id(at).to_owned();
        let row = results.source.place(dropped.article).row;
        Self { id: id(dropped.article), row, kept: id(dropped.kept) }
    }
}

#[pymethods]
impl Dropped {
    fn __repr__(&self) -> String {
        format!("Dropped({:?}, kept={:?})", self.id, self.kept)
    }
}

/// What could not be read as it should; everything else was searched.
#[pyclass(frozen, get_all, module = "nearcopy")]
pub struct Problem {
    /// What is wrong.
    message: String,
    /// The file; None for data in memory.
    path: Option<PathBuf>,
    /// The line of the file, counted from 1.
    line: Option<u64>,
    /// The rows of the data, counted from 0.
    rows: Vec<u32>,
    /// How many later lines of the file went the same way.
    more: u64,
}

impl Problem {
    pub fn new(fault: &InputFault) -> Self {
        match fault {
            InputFault::Rows(problem) => Self {
                message: problem.message.to_owned(),
                path: None,
                line: None,
                rows: problem.rows.clone(),
                more: 0,
            },
            InputFault::File(problem) => Self {
                message: problem.kind.to_string(),
                path: Some(problem.path.to_path_buf()),
                line: problem.line,
                rows: Vec::new(),
                more: problem.more,
            },
        }
    }
}

#[pymethods]
impl Problem {
    fn __repr__(&self) -> String {
        let place = match (&self.path, self.line) {
            (Some(path), Some(line)) => format!("{}, line {line}", path.display()),
            (Some(path), None) => path.display().to_string(),
            (None, _) if self.rows.len() == 1 => format!("row {}", self.rows[0]),
            (None, _) => format!("{} rows, the first: {}", self.rows.len(), self.rows[0]),
        };
        format!("Problem({:?}, {place})", self.message)
    }
}
