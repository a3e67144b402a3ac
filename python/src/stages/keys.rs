//! Texts → fingerprints and counts; keys in their order → pairs.

use std::sync::Arc;

use arrow_array::{BinaryArray, Int8Array, Int32Array, Int64Array};
use nearcopy::stages::{Key, Listing, MemberKey, Number, Proposals, Signer};
use nearcopy::statistics::CorpusStatistics;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::columns::{Batch, Rows, code, keys, numbers};
use crate::errors::exception;

/// Of each row's `text` a hash of its words, and how many there are.
#[pyfunction]
pub fn fingerprint(data: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let rows = Rows::read(data)?;
    let texts = rows.texts("text")?;
    let found = data.py().detach(|| {
        let mut signer = Signer::default();
        texts.iter().map(|text| signer.fingerprint(text)).collect::<Result<Vec<_>, _>>()
    });
    let found = found.map_err(exception)?;
    let hashes = found.iter().map(|it| it.words_hash.to_be_bytes());
    let words = found.iter().map(|it| it.words as i32);
    Batch::new(vec![
        ("words_hash", Arc::new(BinaryArray::from_iter_values(hashes))),
        ("words", Arc::new(Int32Array::from_iter_values(words))),
    ])
}

/// What is counted: the kinds of a row.
pub const DOCUMENTS: i8 = 0;
pub const WORD: i8 = 1;
pub const RUN: i8 = 2;

/// How many of the texts have each word and each run of words.
#[pyfunction]
pub fn count(data: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let rows = Rows::read(data)?;
    let texts = rows.texts("text")?;
    let counted = data.py().detach(|| CorpusStatistics::count(&texts)).map_err(exception)?;
    let words = counted.word_frequencies().map(|(hash, count)| (WORD, hash, count.into()));
    let runs = counted.run_frequencies().map(|(hash, count)| (RUN, hash, count.into()));
    let all: Vec<(i8, u64, i64)> = std::iter::once((DOCUMENTS, 0, counted.documents() as i64))
        .chain(words)
        .chain(runs)
        .collect();
    Batch::new(vec![
        ("kind", Arc::new(Int8Array::from_iter_values(all.iter().map(|it| it.0)))),
        ("hash", keys(all.iter().map(|it| it.1))),
        ("count", Arc::new(Int64Array::from_iter_values(all.iter().map(|it| it.2)))),
    ])
}

/// What a row of proposals is.
pub const SHARE: i8 = 0;
pub const NEAR: i8 = 1;
pub const LARGE: i8 = 2;

/// Keys in their order → pairs.
#[pyclass(module = "nearcopy.stages")]
#[derive(Default)]
pub struct Proposer(nearcopy::stages::Proposer);

#[pymethods]
impl Proposer {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The pairs of the next rows: `view`, `key`, `number`, in this order, `weight`, `needed`.
    fn add(&mut self, data: &Bound<'_, PyAny>) -> PyResult<Batch> {
        let rows = Rows::read(data)?;
        let (views, keys) = (rows.views("view")?, rows.keys("key")?);
        let (articles, weights) = (rows.numbers("number")?, rows.u32s("weight")?);
        let needed = rows.u32s("needed")?;
        let mut out = Proposals::default();
        for at in 0..keys.len() {
            let key = Key::new(views[at], keys[at], weights[at]);
            let listing = Listing { key, article: articles[at], needed: needed[at] };
            self.0.add(listing, &mut out).map_err(exception)?;
        }
        batch(&out)
    }

    /// The pairs of the last rows.
    fn finish(&mut self) -> PyResult<Batch> {
        let mut out = Proposals::default();
        self.0.finish(&mut out);
        batch(&out)
    }
}

fn batch(Proposals { shares, near, large, .. }: &Proposals) -> PyResult<Batch> {
    let key = |key: u64| key ^ 1 << 63;
    let all = || {
        let shares =
            shares.iter().map(|it| (SHARE, it.a, it.b, code(it.view), it.weight, it.needed));
        let near = near.iter().map(|&(a, b)| (NEAR, a, b, 0, 0, 0));
        let large = large.iter().map(move |&(of, article)| (LARGE, key(of), article, 0, 0, 0));
        shares.chain(near).chain(large)
    };
    Batch::new(vec![
        ("kind", Arc::new(Int8Array::from_iter_values(all().map(|it| it.0)))),
        ("a", numbers(all().map(|it| it.1))),
        ("b", numbers(all().map(|it| it.2))),
        ("view", Arc::new(Int8Array::from_iter_values(all().map(|it| it.3)))),
        ("weight", Arc::new(Int32Array::from_iter_values(all().map(|it| it.4 as i32)))),
        ("needed", Arc::new(Int32Array::from_iter_values(all().map(|it| it.5 as i32)))),
    ])
}

/// Keys of members of large groups in their order → pairs.
#[pyclass(module = "nearcopy.stages")]
#[derive(Default)]
pub struct Closest(nearcopy::stages::Closest);

#[pymethods]
impl Closest {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The pairs of the next rows: `joined`, `following`, `number`, in this order.
    fn add(&mut self, data: &Bound<'_, PyAny>) -> PyResult<Batch> {
        let rows = Rows::read(data)?;
        let (joined, following) = (rows.bytes("joined")?, rows.bytes("following")?);
        let articles = rows.numbers("number")?;
        let mut pairs: Vec<(Number, Number)> = Vec::new();
        for ((joined, following), article) in joined.into_iter().zip(following).zip(articles) {
            let (joined, following) = (from_bytes(joined)?, from_bytes(following)?);
            pairs.extend(self.0.add(MemberKey { joined, following, article }));
        }
        Batch::new(vec![
            ("a", numbers(pairs.iter().map(|it| it.0))),
            ("b", numbers(pairs.iter().map(|it| it.1))),
        ])
    }
}

/// Numbers as bytes that have the same order.
pub fn to_bytes<const N: usize>(numbers: [u32; N]) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_be_bytes).collect()
}

fn from_bytes<const N: usize>(bytes: &[u8]) -> PyResult<[u32; N]> {
    if bytes.len() != 4 * N {
        let message = format!("a key must have {} bytes, got {}", 4 * N, bytes.len());
        return Err(PyValueError::new_err(message));
    }
    Ok(std::array::from_fn(|at| {
        u32::from_be_bytes(std::array::from_fn(|byte| bytes[4 * at + byte]))
    }))
}
