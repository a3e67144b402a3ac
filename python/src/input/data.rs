//! Columns → articles.

use std::borrow::Cow;

use nearcopy::{About, AboutField, Articles, Error};
use pyo3::PyResult;
use pyo3::exceptions::PyValueError;

use super::column::{Cell, RowNames};
use super::{Column, Columns, RowProblem};

/// Articles in memory, their texts where Python or Arrow has them.
pub struct Data {
    ids: Ids,
    text: Column,
    about: Vec<(AboutField, Column)>,
    /// The rows that are articles, unless all are.
    rows: Option<Vec<u32>>,
    /// What is wrong with the others.
    pub problems: Vec<RowProblem>,
}

enum Ids {
    Given(Column),
    Rows(RowNames),
}

impl Data {
    pub(super) fn new(columns: Columns, prefix: &str) -> PyResult<Self> {
        let Columns { id, text, about } = columns;
        let count = text.len();
        if u32::try_from(count).is_err() {
            return Err(PyValueError::new_err(format!(
                "data must have less than 2³² rows, got {count}"
            )));
        }
        let mut problems: Vec<RowProblem> = Vec::new();
        let mut rows = Vec::new();
        for row in 0..count {
            let id = id.as_ref().map(|column| column.cell(row));
            match problem(id, text.cell(row)) {
                None => rows.push(row as u32),
                Some(message) => RowProblem::add(&mut problems, message, row),
            }
        }
        let rows = (rows.len() < count).then_some(rows);
        let ids = id.map_or_else(|| Ids::Rows(RowNames::new(prefix, 0..count)), Ids::Given);
        Ok(Self { ids, text, about, rows, problems })
    }

    /// Whether every article has an id that it was given.
    pub fn has_ids(&self) -> bool {
        matches!(self.ids, Ids::Given(_))
    }

    /// The row of an article.
    pub fn row(&self, at: usize) -> usize {
        self.rows.as_ref().map_or(at, |rows| rows[at] as usize)
    }

    /// The article of a row, if it is one.
    fn article(&self, row: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => rows.binary_search(&u32::try_from(row).ok()?).ok(),
            None => (row < self.text.len()).then_some(row),
        }
    }
}

/// Why a row is no article.
fn problem(id: Option<Cell<'_>>, text: Cell<'_>) -> Option<&'static str> {
    match (id, text) {
        (Some(Cell::Missing), _) => Some("the id is missing"),
        (Some(Cell::Surrogate), _) => Some("the id has half of a surrogate pair in it"),
        (_, Cell::Missing) => Some("the text is missing"),
        (_, Cell::Surrogate) => Some("the text has half of a surrogate pair in it"),
        _ => None,
    }
}

impl Articles for Data {
    fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.text.len(), Vec::len)
    }

    fn id(&self, at: usize) -> &str {
        let row = self.row(at);
        match &self.ids {
            Ids::Given(column) => column.get(row).expect("a row without an id is no article"),
            Ids::Rows(names) => names.get(row),
        }
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        let text = self.text.get(self.row(at));
        Ok(Cow::Borrowed(text.expect("a row without a text is no article")))
    }

    fn about(&self, at: usize) -> About<'_> {
        let row = self.row(at);
        let mut about = About::default();
        for (field, column) in &self.about {
            if let Some(value) = column.get(row) {
                about.set(*field, Cow::Borrowed(value));
            }
        }
        about
    }
}

/// Data on one side, or on two.
pub struct Sided {
    pub sides: Vec<Data>,
}

impl Sided {
    /// The side of an article, and its place there.
    pub fn place(&self, mut at: usize) -> (usize, usize) {
        for (number, side) in self.sides.iter().enumerate() {
            match at.checked_sub(side.len()) {
                None => return (number, at),
                Some(rest) => at = rest,
            }
        }
        panic!("there is no article at this position");
    }

    /// The article of a row of the first side.
    pub fn article(&self, row: usize) -> Option<usize> {
        self.sides.first()?.article(row)
    }
}

impl Articles for Sided {
    fn len(&self) -> usize {
        self.sides.iter().map(Articles::len).sum()
    }

    fn id(&self, at: usize) -> &str {
        let (side, at) = self.place(at);
        self.sides[side].id(at)
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        let (side, at) = self.place(at);
        self.sides[side].text(at)
    }

    fn about(&self, at: usize) -> About<'_> {
        let (side, at) = self.place(at);
        self.sides[side].about(at)
    }
}
