//! The plan of a search in parts, and what is made by it.

use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{Int8Array, Int32Array};
use nearcopy::stages::{CandidatePair, Number, Plan, PlanSettings, Signer};
use nearcopy::statistics::CorpusStatistics;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::columns::{Batch, Rows, code, keys, numbered, numbers};
use super::keys::{DOCUMENTS, NEAR, WORD, to_bytes};
use super::pairs;
use crate::errors::exception;

/// What every worker of a search in parts knows.
#[pyclass(frozen, name = "Plan", module = "nearcopy.stages")]
pub struct StagePlan(Plan);

/// Kinds of the rows of `represent` beside near pairs.
const MEMBER: i8 = 3;
const MEMBER_KEY: i8 = 4;

#[pymethods]
impl StagePlan {
    /// `counts` has the sums of what `count` makes, `searched` is how many articles are searched.
    #[new]
    #[pyo3(signature = (level, searched, counts=None, *, threshold=None, templates=false, threads=1))]
    fn new(
        level: &str,
        searched: u64,
        counts: Option<&Bound<'_, PyAny>>,
        threshold: Option<f32>,
        templates: bool,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        let level = level.parse().map_err(exception)?;
        let settings = PlanSettings { level, threshold, templates, threads };
        let statistics = counts.map_or_else(|| Ok(CorpusStatistics::default()), statistics)?;
        Plan::new(settings, searched, &statistics).map(Self).map_err(exception)
    }

    #[staticmethod]
    #[pyo3(signature = (bytes, *, threads=1))]
    fn from_bytes(bytes: &[u8], threads: Option<usize>) -> PyResult<Self> {
        Plan::from_bytes(bytes, threads).map(Self).map_err(exception)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    #[getter]
    fn stamp(&self) -> String {
        self.0.stamp().to_string()
    }

    #[getter]
    fn level(&self) -> &'static str {
        self.0.settings().level.name()
    }

    /// That a product with this stamp was made by this plan, and by the same kernel.
    fn check(&self, stamp: &str) -> PyResult<()> {
        stamp.parse().and_then(|stamp| self.0.check(stamp)).map_err(exception)
    }

    /// The keys of articles (`number`, `text`).
    fn sign(&self, data: &Bound<'_, PyAny>) -> PyResult<Batch> {
        let rows = Rows::read(data)?;
        let texts = numbered(&rows)?;
        let signed = data.py().detach(|| {
            let mut signer = Signer::default();
            let sign =
                |&(article, text): &(Number, &str)| Ok((article, signer.sign(&self.0, text)?));
            texts.iter().map(sign).collect::<Result<Vec<_>, nearcopy::Error>>()
        });
        let signed = signed.map_err(exception)?;
        let all = || {
            signed.iter().flat_map(|(article, signed)| {
                signed.keys.iter().map(|key| (*article, key, signed.needed))
            })
        };
        Batch::new(vec![
            ("view", Arc::new(Int8Array::from_iter_values(all().map(|it| code(it.1.view))))),
            ("key", keys(all().map(|it| it.1.key))),
            ("number", numbers(all().map(|it| it.0))),
            ("weight", Arc::new(Int32Array::from_iter_values(all().map(|it| it.1.weight as i32)))),
            ("needed", Arc::new(Int32Array::from_iter_values(all().map(|it| it.2 as i32)))),
        ])
    }

    /// Who represents large groups (`key`, `number`) that are connected, given the texts of
    /// their articles.
    fn represent(&self, large: &Bound<'_, PyAny>, texts: &Bound<'_, PyAny>) -> PyResult<Batch> {
        let py = large.py();
        let (large, texts) = (Rows::read(large)?, Rows::read(texts)?);
        let texts = numbered(&texts)?;
        let large: Vec<_> = large.keys("key")?.into_iter().zip(large.numbers("number")?).collect();
        let found = py.detach(|| self.0.represent(&large, &texts)).map_err(exception)?;
        let (mut joined, mut following) = (BinaryBuilder::new(), BinaryBuilder::new());
        let mut rows: Vec<(i8, Number, Number)> = Vec::new();
        rows.extend(found.near.iter().map(|&(a, b)| (NEAR, a, b)));
        rows.extend(found.members.iter().map(|&(member, first)| (MEMBER, member, first)));
        rows.iter().for_each(|_| {
            joined.append_null();
            following.append_null();
        });
        for key in &found.keys {
            rows.push((MEMBER_KEY, key.article, key.article));
            joined.append_value(to_bytes(key.joined));
            following.append_value(to_bytes(key.following));
        }
        Batch::new(vec![
            ("kind", Arc::new(Int8Array::from_iter_values(rows.iter().map(|it| it.0)))),
            ("a", numbers(rows.iter().map(|it| it.1))),
            ("b", numbers(rows.iter().map(|it| it.2))),
            ("joined", Arc::new(joined.finish())),
            ("following", Arc::new(following.finish())),
        ])
    }

    /// The matches among pairs (`a`, `b`, `view`), given the texts of their articles.
    #[pyo3(signature = (pairs, texts, *, align=true))]
    fn verify(
        &self,
        pairs: &Bound<'_, PyAny>,
        texts: &Bound<'_, PyAny>,
        align: bool,
    ) -> PyResult<Batch> {
        let py = pairs.py();
        let (pairs, texts) = (candidates(&Rows::read(pairs)?)?, Rows::read(texts)?);
        let texts = numbered(&texts)?;
        let found = py.detach(|| self.0.verify(&pairs, &texts, align));
        pairs::batch(&found.map_err(exception)?)
    }

    /// At the level near: the matches among pairs, with their passages; `counts` has the sums of
    /// what `count` makes of the texts of all matches.
    fn align(
        &self,
        pairs: &Bound<'_, PyAny>,
        texts: &Bound<'_, PyAny>,
        counts: &Bound<'_, PyAny>,
    ) -> PyResult<Batch> {
        let py = pairs.py();
        let (pairs, texts) = (candidates(&Rows::read(pairs)?)?, Rows::read(texts)?);
        let (texts, statistics) = (numbered(&texts)?, statistics(counts)?);
        let found = py.detach(|| self.0.align(&pairs, &texts, &statistics));
        pairs::batch(&found.map_err(exception)?)
    }
}

fn candidates(rows: &Rows) -> PyResult<Vec<CandidatePair>> {
    let (a, b) = (rows.numbers("a")?, rows.numbers("b")?);
    let all = a.into_iter().zip(b).zip(rows.views("view")?);
    Ok(all.map(|((a, b), view)| CandidatePair { a, b, view }).collect())
}

/// The statistics that these counts are, of which those that make no difference may be left out.
fn statistics(counts: &Bound<'_, PyAny>) -> PyResult<CorpusStatistics> {
    let rows = Rows::read(counts)?;
    let (kinds, hashes, counts) = (rows.i8s("kind")?, rows.keys("hash")?, rows.i64s("count")?);
    let (mut documents, mut words, mut runs) = (0, Vec::new(), Vec::new());
    for ((kind, hash), count) in kinds.into_iter().zip(hashes).zip(counts) {
        let known = (hash, u32::try_from(count).unwrap_or(u32::MAX));
        match kind {
            DOCUMENTS => documents = count as u64,
            WORD => words.push(known),
            _ => runs.push(known),
        }
    }
    CorpusStatistics::from_frequencies(documents, 1, words, runs).map_err(exception)
}
