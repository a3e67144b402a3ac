//! Two articles, what corresponds and every difference.

use std::sync::Arc;

use nearcopy::Match;
use nearcopy::align::Alignment;
use nearcopy::direction::Direction;
use nearcopy::report::{OffsetUnit, PairFragment};
use nearcopy::verify::{Evidence, Relation, Verdict};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::place::Places;
use super::{Results, Span, rounded};
use crate::errors::exception;

/// Two articles of which one is a copy of the other, or that were compared.
#[pyclass(frozen, module = "nearcopy")]
pub struct Pair {
    /// The id of the first article.
    #[pyo3(get)]
    a: String,
    /// The id of the other one.
    #[pyo3(get)]
    b: String,
    /// What made the pair a candidate.
    #[pyo3(get)]
    view: &'static str,
    /// What was decided about it: `copy`, `later`, or None.
    #[pyo3(get)]
    decision: Option<&'static str>,
    /// The article that was probably the source, and what speaks for it; or None.
    #[pyo3(get)]
    direction: Option<(String, Vec<String>)>,
    relation: Relation,
    score: f32,
    evidence: Evidence,
    alignment: Option<Alignment>,
    texts: Texts,
    unit: OffsetUnit,
    threshold: f32,
}

enum Texts {
    Found { results: Arc<Results>, a: usize, b: usize },
    Given([String; 2]),
}

impl Pair {
    pub fn of_match(results: &Arc<Results>, found: &Match) -> Self {
        let articles = results.articles();
        let direction = Direction::of(found, &articles.about(found.a), &articles.about(found.b));
        let id = |at| results.id(at).to_owned();
        Self {
            a: id(found.a),
            b: id(found.b),
            view: found.view.name(),
            decision: found.decision.map(|decision| decision.name()),
            direction: direction.map(|it| (id(it.from), it.by)),
            relation: found.relation,
            score: found.score,
            evidence: found.evidence,
            alignment: found.alignment.clone(),
            texts: Texts::Found { results: results.clone(), a: found.a, b: found.b },
            unit: results.settings.offsets,
            threshold: results.settings.threshold,
        }
    }

    /// Two texts that were compared without a search.
    pub fn of_texts(
        texts: [String; 2],
        verdict: &Verdict,
        alignment: Alignment,
        unit: OffsetUnit,
        threshold: f32,
    ) -> Self {
        Self {
            a: "a".into(),
            b: "b".into(),
            view: "listed",
            decision: None,
            direction: None,
            relation: verdict.relation,
            score: verdict.score,
            evidence: verdict.evidence,
            alignment: Some(alignment),
            texts: Texts::Given(texts),
            unit,
            threshold,
        }
    }

    fn with_texts<T>(&self, give: impl FnOnce([&str; 2]) -> T) -> PyResult<T> {
        match &self.texts {
            Texts::Given([a, b]) => Ok(give([a, b])),
            Texts::Found { results, a, b } => {
                let text = |at: usize| results.articles().text(at).map_err(exception);
                Ok(give([&text(*a)?, &text(*b)?]))
            }
        }
    }

    fn aligned<T>(
        &self,
        give: impl Fn(&Alignment, &Places<'_>) -> Vec<T>,
    ) -> PyResult<Option<Vec<T>>> {
        let Some(alignment) = &self.alignment else { return Ok(None) };
        let give = |texts: [&str; 2]| give(alignment, &Places::new(texts, self.unit));
        self.with_texts(give).map(Some)
    }
}

#[pymethods]
impl Pair {
    /// What kind of copy it is: `exact`, `edited`, `reworded`, `partial` or `template`.
    #[getter]
    fn relation(&self) -> &'static str {
        self.relation.name()
    }

    /// How sure it is that one is a copy of the other, from 0 to 1; to four decimals.
    #[getter]
    fn score(&self) -> f64 {
        rounded(self.score)
    }

    /// Whether the score reaches the threshold, and it is no form filled in anew.
    #[getter]
    fn is_copy(&self) -> bool {
        self.score >= self.threshold && self.relation != Relation::Template
    }

    /// The figures behind the score, by name.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let figures = PyDict::new(py);
        for (name, figure) in self.evidence.figures() {
            figures.set_item(name, rounded(figure))?;
        }
        Ok(figures)
    }

    /// The evidence as a sentence.
    #[getter]
    fn why(&self) -> String {
        self.evidence.sentence()
    }

    /// The text of the first article.
    #[getter]
    fn text_a(&self) -> PyResult<String> {
        self.with_texts(|[a, _]| a.to_owned())
    }

    /// The text of the other one.
    #[getter]
    fn text_b(&self) -> PyResult<String> {
        self.with_texts(|[_, b]| b.to_owned())
    }

    /// The stretches that correspond; None where the search left them out.
    #[getter]
    fn passages(&self) -> PyResult<Option<Vec<Passage>>> {
        self.aligned(|alignment, places| {
            let passage = |one: &nearcopy::align::Passage| Passage {
                a: places.a(one.a),
                b: places.b(one.b),
                kind: one.kind.name(),
                moved: one.moved,
                score: rounded(one.score),
            };
            alignment.passages.iter().map(passage).collect()
        })
    }

    /// Every difference; what lies in none is the same in both. None where the search left
    /// them out.
    #[getter]
    fn edits(&self) -> PyResult<Option<Vec<Edit>>> {
        self.aligned(|alignment, places| {
            alignment.edits().map(|region| Edit::new(region, places)).collect()
        })
    }

    fn __repr__(&self) -> String {
        format!("Pair({:?}, {:?}, {}, {})", self.a, self.b, self.relation(), self.score())
    }

    /// Both texts side by side, with every change marked.
    fn _repr_html_(&self) -> PyResult<String> {
        self.with_texts(|texts| {
            let ids = [&*self.a, &*self.b];
            let Self { relation, score, evidence, alignment, .. } = self;
            let (relation, score, alignment) = (*relation, *score, alignment.as_ref());
            PairFragment { ids, texts, relation, score, evidence, alignment }.html()
        })
    }
}

/// A stretch of A and the stretch of B that corresponds to it.
#[pyclass(frozen, get_all, eq, module = "nearcopy")]
#[derive(PartialEq)]
pub struct Passage {
    /// Where it is in A.
    a: Span,
    /// Where it is in B.
    b: Span,
    /// `identical`, `edited` or `reworded`.
    kind: &'static str,
    /// Whether it stands at another place in the order of B than in A.
    moved: bool,
    /// How alike the stretches are, from 0 to 1.
    score: f64,
}

#[pymethods]
impl Passage {
    fn __repr__(&self) -> String {
        format!("Passage(a={}, b={}, {})", self.a.__repr__(), self.b.__repr__(), self.kind)
    }
}

/// A difference: of `a` and `b` one may be empty.
#[pyclass(frozen, get_all, eq, module = "nearcopy")]
#[derive(Clone, PartialEq)]
pub struct Edit {
    /// `moved`, `respelled`, `replaced`, `inserted` or `deleted`.
    pub(super) change: &'static str,
    /// Where it is in A.
    a: Span,
    /// Where it is in B.
    b: Span,
    /// What it changes of what is said: `number`, `date`, `name`, `unit`, `negation`,
    /// `speaker`, `quotation`, `lookalike`; mostly nothing.
    pub(super) substance: Vec<&'static str>,
}

impl Edit {
    pub fn new(region: &nearcopy::align::Region, places: &Places<'_>) -> Self {
        Self {
            change: region.change.name(),
            a: places.a(region.a),
            b: places.b(region.b),
            substance: region.substance.names().collect(),
        }
    }
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        let substance = self.substance.iter().map(|kind| format!(", {kind}")).collect::<String>();
        let (a, b) = (self.a.__repr__(), self.b.__repr__());
        format!("Edit({}, a={a}, b={b}{substance})", self.change)
    }
}
