//! What became of two articles, and at which stage.

use nearcopy::verify::Verdict;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Results, rounded};
use crate::progress::{Listener, run};

/// What became of two articles in a search; `print` it for the whole reasoning.
#[pyclass(frozen, module = "nearcopy")]
pub struct Why {
    /// `match`, `identical`, `below threshold`, `not proposed` or `too short`.
    #[pyo3(get)]
    outcome: &'static str,
    verdict: Option<Verdict>,
    text: String,
}

impl Why {
    pub fn new(py: Python<'_>, results: &Results, pair: (usize, usize)) -> PyResult<Self> {
        let articles = results.articles();
        let why = run(py, &Listener::Nobody, |watch| {
            results.settings.detector.why(articles, pair, watch)
        })?;
        let mut text = Vec::new();
        nearcopy::report::write_why(&mut text, articles, pair, &why)?;
        use nearcopy::detect::Why::{BelowThreshold, Identical, Match, NotProposed, TooShort};
        let (outcome, verdict) = match why {
            TooShort { .. } => ("too short", None),
            Identical { .. } => ("identical", None),
            NotProposed { verdict } => ("not proposed", Some(verdict)),
            BelowThreshold { verdict, .. } => ("below threshold", Some(verdict)),
            Match { verdict, .. } => ("match", Some(verdict)),
            _ => ("unknown", None),
        };
        let text = String::from_utf8_lossy(&text).trim_end().to_owned();
        Ok(Self { outcome, verdict, text })
    }
}

#[pymethods]
impl Why {
    /// The score, where they were compared.
    #[getter]
    fn score(&self) -> Option<f64> {
        self.verdict.as_ref().map(|verdict| rounded(verdict.score))
    }

    /// The relation, where they were compared.
    #[getter]
    fn relation(&self) -> Option<&'static str> {
        self.verdict.as_ref().map(|verdict| verdict.relation.name())
    }

    /// The figures behind the score, by name.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let figures = PyDict::new(py);
        for (name, figure) in self.verdict.iter().flat_map(|it| it.evidence.figures()) {
            figures.set_item(name, rounded(figure))?;
        }
        Ok(figures)
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("Why({})", self.outcome)
    }
}
