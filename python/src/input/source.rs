//! Where the articles of a result came from.

use nearcopy::Articles;
use nearcopy::index::IndexedArticles;
use nearcopy::read::{Collection, Problem};
use nearcopy::report::InputProblem;

use super::Sided;

/// The articles of a result, which keep what they were made of.
pub enum Source {
    Data(Sided),
    Files(Box<Collection>),
    Index(IndexedArticles),
}

/// Where an article came from, as far as that is known.
#[derive(Default)]
pub struct Place<'s> {
    /// 0, or 1 for what the others were compared with.
    pub side: usize,
    /// The row of data in memory, counted from 0.
    pub row: Option<usize>,
    /// The file.
    pub path: Option<&'s std::path::Path>,
    /// The line of the file, counted from 1.
    pub line: Option<u64>,
}

impl Source {
    pub fn articles(&self) -> &(dyn Articles + Send) {
        match self {
            Self::Data(data) => data,
            Self::Files(files) => &**files,
            Self::Index(articles) => articles,
        }
    }

    pub fn place(&self, at: usize) -> Place<'_> {
        match self {
            Self::Data(data) => {
                let (side, at) = data.place(at);
                let row = Some(data.sides[side].row(at));
                Place { side, row, ..Place::default() }
            }
            Self::Files(files) => {
                let place = files.place(at);
                Place { path: Some(place.path), line: place.line, ..Place::default() }
            }
            Self::Index(_) => Place::default(),
        }
    }

    /// What was wrong with what was given.
    pub fn problems(&self) -> Vec<InputFault> {
        match self {
            Self::Data(data) => {
                let problems = data.sides.iter().flat_map(|side| side.problems.iter().cloned());
                problems.map(InputFault::Rows).collect()
            }
            Self::Files(files) => files.problems().iter().cloned().map(InputFault::File).collect(),
            Self::Index(_) => Vec::new(),
        }
    }

    /// The article of this id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let articles = self.articles();
        (0..articles.len()).find(|&at| articles.id(at) == id)
    }

    /// The article of this row.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        match self {
            Self::Data(data) => data.article(row),
            Self::Files(_) | Self::Index(_) => None,
        }
    }
}

/// Rows that are no articles, all for one reason.
#[derive(Clone, Debug)]
pub struct RowProblem {
    pub message: &'static str,
    pub rows: Vec<u32>,
}

impl RowProblem {
    pub fn add(problems: &mut Vec<Self>, message: &'static str, row: usize) {
        match problems.iter_mut().find(|one| one.message == message) {
            Some(same) => same.rows.push(row as u32),
            None => problems.push(Self { message, rows: vec![row as u32] }),
        }
    }
}

/// What could not be read as it should.
#[derive(Clone, Debug)]
pub enum InputFault {
    Rows(RowProblem),
    File(Problem),
}

impl InputFault {
    pub fn for_report(&self) -> InputProblem<'_> {
        match self {
            Self::File(problem) => problem.into(),
            Self::Rows(RowProblem { message, rows }) => InputProblem {
                path: std::path::Path::new("data").into(),
                line: rows.first().map(|&row| u64::from(row) + 1),
                problem: (*message).to_owned(),
                more: rows.len().saturating_sub(1) as u64,
            },
        }
    }
}
