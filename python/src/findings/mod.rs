//! What is found → objects, Arrow tables, HTML, files.

use std::sync::Arc;

use nearcopy::Findings;
use pyo3::prelude::*;

use crate::input::Source;
use crate::settings::Settings;

/// Findings, and the articles that they are about.
pub struct Results {
    pub source: Source,
    pub findings: Findings,
    pub settings: Settings,
}

impl Results {
    pub fn new(source: Source, findings: Findings, settings: Settings) -> Self {
        Self { source, findings, settings }
    }
}

/// What was found among articles.
#[pyclass(frozen, module = "nearcopy")]
pub struct Found {
    results: Arc<Results>,
}

impl Found {
    pub fn new(results: Results) -> Self {
        Self { results: Arc::new(results) }
    }
}

#[pymethods]
impl Found {
    fn __len__(&self) -> usize {
        self.results.findings.matches.len()
    }
}
