//! What is found → objects, Arrow tables, HTML, files.
//!
//! | file | |
//! |---|---|
//! | `found` | the result of a search |
//! | `table`, `batch` | lists of it as sequences of objects, and as Arrow data |
//! | `pair` | two articles, what corresponds and every difference |
//! | `groups` | clusters, sets of the same words, articles |
//! | `why` | what became of two articles, and at which stage |
//! | `place` | where something stands in a text, in code points or bytes |

mod batch;
mod found;
mod groups;
mod pair;
mod place;
mod table;
mod why;

use std::sync::Arc;

use nearcopy::report::{InputProblem, ReportInput};
use nearcopy::{Articles, Findings, Match};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

use crate::input::{InputFault, Source};
use crate::settings::Settings;

pub use found::Found;
pub use groups::{Article, Cluster, Dropped, IdenticalSet, Problem, Variant};
pub use pair::{Edit, Pair, Passage};
pub use place::Span;
pub use table::Table;
pub use why::Why;

/// Findings, and the articles that they are about.
pub struct Results {
    pub source: Source,
    pub findings: Findings,
    pub settings: Settings,
    pub problems: Vec<InputFault>,
}

impl Results {
    pub fn new(source: Source, findings: Findings, settings: Settings) -> Arc<Self> {
        let mut problems = source.problems();
        if let Source::Files(files) = &source {
            let later = findings.unreadable.iter();
            let mut later: Vec<_> = later.map(|it| (it.article, it.reason.clone())).collect();
            later.sort_unstable();
            let problem = |(article, reason)| InputFault::File(files.unreadable(article, reason));
            problems.extend(later.into_iter().map(problem));
        }
        Arc::new(Self { source, findings, settings, problems })
    }

    pub fn articles(&self) -> &dyn Articles {
        self.source.articles()
    }

    pub fn id(&self, at: usize) -> &str {
        self.articles().id(at)
    }

    /// The pairs, as every report lists them.
    pub fn pairs(&self) -> impl Iterator<Item = &Match> {
        self.findings.matches.iter().chain(&self.findings.templates)
    }

    pub fn pair(&self, at: usize) -> Option<&Match> {
        let Findings { matches, templates, .. } = &self.findings;
        matches.get(at).or_else(|| templates.get(at.checked_sub(matches.len())?))
    }

    /// The article that is called so: by its id, or a number by its row.
    pub fn article(&self, name: &Bound<'_, PyAny>) -> PyResult<usize> {
        let article = match name.extract::<usize>() {
            Ok(row) => self.source.of_row(row),
            Err(_) => self.source.find(&name.extract::<String>()?),
        };
        article.ok_or_else(|| {
            let name = name.repr().map(|name| name.to_string()).unwrap_or_default();
            PyKeyError::new_err(format!("there is no article {name}"))
        })
    }

    pub fn for_report(&self) -> ReportInput<'_> {
        let problems: Vec<InputProblem<'_>> =
            self.problems.iter().map(InputFault::for_report).collect();
        let mut input = ReportInput::new(self.articles(), &self.findings);
        input = input.problems(problems).run(self.settings.run.clone());
        if let Source::Files(files) = &self.source {
            input = input.other_files(files.other_endings());
        }
        if let Some(decisions) = &self.settings.decisions {
            input = input.decisions(decisions);
        }
        input
    }
}

/// As reports have scores: to four decimals.
pub fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}
