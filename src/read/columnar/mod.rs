//! Columnar files to articles: Parquet, and Arrow as a file (Feather) or a stream.
//!
//! A column is called by its name, or by the names that lead to it through structs:
//! `doc.body`. Of all columns only those are read that an article is made of; of them one
//! page, or one batch, at a time. Values in lists and maps are not read.
//!
//! The two formats are read by this module, not by the crates of Apache Arrow: these
//! reserve memory by what a file claims (a page of 2 GiB in a file of 200 bytes), abort or
//! panic on some files that are damaged, and take two minutes to compile. What is read of
//! a format is small: strings, whole numbers, days and moments.
//!
//! - Parquet: <https://github.com/apache/parquet-format>
//! - Arrow IPC: <https://arrow.apache.org/docs/format/Columnar.html>

mod arrow;
mod cell;
mod codec;
mod parquet;
mod source;

use std::fs::File;
use std::io;

use super::decode;
use super::format::ColumnarKind;
use super::mend;
use super::open::{Origin, Stream};
use super::problem::ProblemKind;
use super::record::about_of;
use super::records::ReadBatch;
use super::rows::{self, Ended, RawRow, Row, Rows};
use super::table::{Columns, shown};
use super::task::Task;
use super::walk;
use crate::about::AboutField;
use crate::support::spill::Positioned;

use cell::{Cell, ColumnKind};
use source::{Failure, Fallible, Source};

/// Something that can be called by its name.
struct Column {
    name: String,
    kind: ColumnKind,
}

/// What reads one row after the other of a file whose columns are known.
trait RowSource: Send {
    /// The chosen cells of the next row, if there is one. A text longer than `limit` is
    /// [`Cell::TooLarge`].
    fn next(&mut self, limit: u64) -> Fallible<Option<Vec<Cell>>>;
}

/// Reads all rows of a file in which any place can be gone to.
pub(super) fn read_file(kind: ColumnarKind, source: &walk::Source, task: &Task<'_>) -> ReadBatch {
    match File::open(&source.path) {
        Ok(file) => {
            let bytes = source.bytes;
            let file = Source::of_file(Positioned::new(file), bytes, task.most_times, task.meter);
            read(kind, &source.id, &file, task)
        }
        Err(error) => {
            task.meter.advance(source.bytes);
            ReadBatch::of_problem(ProblemKind::Unreadable { reason: error.to_string() })
        }
    }
}

/// Reads all rows of what passes once, a member of an archive or what a decompressor gives:
/// the whole of it in memory.
pub(super) fn read_stream(
    kind: ColumnarKind,
    id: &str,
    stream: Stream<'_>,
    expected: Option<u64>,
    task: &Task<'_>,
) -> ReadBatch {
    match stream.bytes(expected, task) {
        Ok((bytes, None)) => read(kind, id, &Source::of_memory(bytes, task.most_times), task),
        // Where a part is, the end of the file says, or all that comes before.
        Ok((_, Some(problem))) | Err(problem) => ReadBatch::of_problem(problem),
    }
}

/// Reads all rows. `id` is that of the file, for rows that have none.
fn read(kind: ColumnarKind, id: &str, source: &Source<'_>, task: &Task<'_>) -> ReadBatch {
    let read = match kind {
        ColumnarKind::Parquet => parquet::open(source)
            .map(|file| chosen(file.columns(), task, |needed| file.rows(needed), id, source)),
        ColumnarKind::Arrow => arrow::open(source)
            .map(|file| chosen(file.columns(), task, |needed| file.rows(needed), id, source)),
    };
    read.unwrap_or_else(|failure| ReadBatch::of_problem(problem_of(&failure, task)))
}

fn problem_of(failure: &Failure, task: &Task<'_>) -> ProblemKind {
    match failure {
        Failure::Expands => ProblemKind::Expands { times: task.most_times },
        failure => ProblemKind::Unreadable { reason: failure.to_string() },
    }
}

/// The articles of the columns that the fields name.
fn chosen<R: RowSource>(
    columns: &[Column],
    task: &Task<'_>,
    open: impl FnOnce(&[usize]) -> R,
    id: &str,
    source: &Source<'_>,
) -> ReadBatch {
    let plan = match Plan::of(columns, task) {
        Ok(plan) => plan,
        Err(problem) => return ReadBatch::of_problem(problem),
    };
    let rows = CellRows {
        source: open(&plan.needed),
        row: 0,
        left: source.most(),
        is_over: false,
        failure: None,
        task,
    };
    rows::read(rows, Origin::File, |cells, row| plan.article(&cells, row, id, task), task)
}

/// Which columns are read, and what for.
struct Plan {
    /// The columns that are read, in order.
    needed: Vec<usize>,
    /// What is what, by places in `needed`.
    columns: Columns,
}

impl Plan {
    fn of(columns: &[Column], task: &Task<'_>) -> Result<Self, ProblemKind> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let mut chosen = Columns::of(&names, task.fields)
            .map_err(|field| ProblemKind::NoColumn { field, columns: shown(&names) })?;
        let wrong = |at: usize, wanted: &'static str| {
            let Column { name, kind } = &columns[at];
            ProblemKind::WrongKind { field: name.clone(), found: kind.name(), wanted }
        };
        if let Some(id) = chosen.id.filter(|&id| !columns[id].kind.is_id()) {
            return Err(wrong(id, "a string or a whole number"));
        }
        if let Some(&text) = chosen.texts.iter().find(|&&text| !columns[text].kind.is_text()) {
            return Err(wrong(text, "a string"));
        }
        let has_dates = |&((field, _), at): &((AboutField, usize), usize)| {
            let kind = columns[at].kind;
            kind.is_text() || field == AboutField::Date && kind.is_date()
        };
        chosen.about.retain(has_dates);
        let about = chosen.about.iter().map(|&(_, at)| at);
        let mut needed: Vec<usize> = chosen.texts.iter().copied().chain(chosen.id).collect();
        needed.extend(about);
        needed.sort_unstable();
        needed.dedup();
        // Each was put in.
        let place = |at: usize| needed.binary_search(&at).unwrap_or_default();
        chosen.id = chosen.id.map(place);
        chosen.texts.iter_mut().for_each(|at| *at = place(*at));
        chosen.about.iter_mut().for_each(|(_, at)| *at = place(*at));
        Ok(Self { needed, columns: chosen })
    }

    /// The article of a row.
    fn article(
        &self,
        cells: &[Cell],
        row: u64,
        source: &str,
        task: &Task<'_>,
    ) -> Result<Option<Row>, ProblemKind> {
        if cells.contains(&Cell::TooLarge) {
            return Err(ProblemKind::TooLarge { limit: task.limit });
        }
        let mut notes = Vec::new();
        let mut text_of = |cell: &Cell| -> Result<Option<String>, ProblemKind> {
            Ok(match cell {
                Cell::Null | Cell::TooLarge => None,
                Cell::Whole(number) => Some(number.clone()),
                Cell::Text(bytes) => {
                    let (text, note) = decode::decode(bytes.clone(), None, true)?;
                    notes.extend(note);
                    Some(text)
                }
            })
        };
        let mut whole: Option<String> = None;
        for &at in &self.columns.texts {
            let Some(part) = text_of(&cells[at])? else { continue };
            match &mut whole {
                Some(whole) if !whole.is_empty() && !part.is_empty() => {
                    whole.push_str("\n\n");
                    whole.push_str(&part);
                }
                Some(whole) => whole.push_str(&part),
                None => whole = Some(part),
            }
        }
        let null = |field: &str, wanted| {
            let field = field.to_owned();
            ProblemKind::WrongKind { field, found: "null", wanted }
        };
        let text = whole.ok_or_else(|| null(&task.fields.text_name(), "a string"))?;
        let id = match self.columns.id {
            Some(at) => text_of(&cells[at])?
                .ok_or_else(|| null(task.fields.id(), "a string or a whole number"))?,
            None => format!("{source}:{row}"),
        };
        let mut about = Vec::new();
        for &(place, at) in &self.columns.about {
            about.extend(text_of(&cells[at])?.map(|value| (place, value.into())));
        }
        let about = about_of(about).into_owned();
        let text = mend::mended(text.into()).into_owned();
        notes.dedup();
        Ok(Some(Row { id, text, about, notes }))
    }
}

/// What an article takes beside its text, in bytes: rows of nothing must not fill the
/// memory either.
const ROW: u64 = 64;

/// The rows of a file, as long as their texts are no more than the file may unpack to: a
/// value that is stored once can be that of a billion rows.
struct CellRows<'t, R> {
    source: R,
    /// The row that was read last, counted from 1.
    row: u64,
    /// How many bytes there may still be.
    left: u64,
    is_over: bool,
    failure: Option<io::Error>,
    task: &'t Task<'t>,
}

impl<R: RowSource> CellRows<'_, R> {
    fn read(&mut self) -> Fallible<Option<(Vec<Cell>, usize)>> {
        let Some(cells) = self.source.next(self.task.limit)? else { return Ok(None) };
        let bytes: usize = cells.iter().map(Cell::bytes).sum();
        self.left = self.left.checked_sub(bytes as u64 + ROW).ok_or(Failure::Expands)?;
        Ok(Some((cells, bytes)))
    }
}

impl<R: RowSource> Rows for CellRows<'_, R> {
    type Raw = Vec<Cell>;

    fn next(&mut self) -> Option<RawRow<Vec<Cell>>> {
        if self.is_over {
            return None;
        }
        let read = self.read();
        self.is_over = !matches!(read, Ok(Some(_)));
        let content = match read {
            Ok(None) => return None,
            Ok(Some((cells, bytes))) => {
                self.row += 1;
                return Some(RawRow { line: self.row, content: Ok(cells), bytes });
            }
            Err(Failure::Expands) => Err(ProblemKind::Expands { times: self.task.most_times }),
            Err(failure) => {
                self.failure = Some(failure.into());
                return None;
            }
        };
        Some(RawRow { line: self.row + 1, content, bytes: 0 })
    }

    fn ended(self) -> Ended {
        Ended { line: self.row + 1, failure: self.failure }
    }
}
