//! Tables with a header row to articles: CSV, also with semicolons or tabs.
//!
//! `csv-core` finds the cells; what is around it limits each row before it is in
//! memory, and says where a row begins. The columns are chosen by the names of the
//! fields, see [`Columns`]. Of a table that is not UTF-8, the encoding is told from its
//! beginning.

use std::io::{self, Read};
use std::ops::Range;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::decode;
use super::fields::Fields;
use super::mend;
use super::open::{PackedBytes, Stream};
use super::own::is_report;
use super::problem::ProblemKind;
use super::record::about_of;
use super::records::ReadBatch;
use super::rows::{self, Ended, RawRow, Row, Rows};
use super::task::Task;
use crate::about::AboutField;

/// How much is read at a time.
const CHUNK: usize = 256 << 10;

/// How much is looked at to tell the encoding and the sign between cells.
const HEAD: u64 = 64 << 10;

/// Most cells of a row.
const MOST_CELLS: usize = 1 << 16;

/// Reads all rows. `source` is the id of the file, for rows that have none; `delimiter`
/// is what its name promises.
pub(super) fn read(source: &str, stream: Stream<'_>, delimiter: u8, task: &Task<'_>) -> ReadBatch {
    let Stream { input, packed, origin } = stream;
    let (mut input, note) = match decode::stream(input) {
        Ok(input) => input,
        Err(error) => return ReadBatch::of_problem(origin.failed(error)),
    };
    let mut head = Vec::new();
    // A failure will come again.
    let _ = (&mut input).take(HEAD).read_to_end(&mut head);
    if is_report(&head) {
        return ReadBatch::of_problem(ProblemKind::OwnReport);
    }
    let (skipped, delimiter) = declared_delimiter(&head).unwrap_or_else(|| {
        let others = [delimiter, b',', b';', b'\t', b'|'];
        let is_header = |&delimiter: &u8| {
            let names = names_of(&head, delimiter, task.limit);
            Columns::of(&names, task.fields).is_ok()
        };
        (0, others.into_iter().find(is_header).unwrap_or(delimiter))
    });
    head.drain(..skipped);
    let input = Box::new(io::Cursor::new(head).chain(input));
    let mut cells = TableReader::new(input, delimiter, packed, task);
    cells.line += u64::from(skipped > 0);
    let header = match cells.next() {
        None => match cells.failure.take() {
            Some(error) => return ReadBatch::of_problem(origin.failed(error)),
            None => return ReadBatch::default(),
        },
        Some(RawRow { content: Err(problem), .. }) => return ReadBatch::of_problem(problem),
        Some(RawRow { content: Ok(header), .. }) => header,
    };
    let names = header.names();
    let columns = match Columns::of(&names, task.fields) {
        Ok(columns) => columns,
        Err(field) => {
            return ReadBatch::of_problem(ProblemKind::NoColumn { field, columns: shown(&names) });
        }
    };
    let make = |cells: RowCells, line| article(&cells, line, &names, &columns, source);
    let mut batch = rows::read(cells, origin, make, task);
    if let (Some(note), true) = (note, batch.batch.len() > 0) {
        batch.problems.add(None, note);
    }
    batch
}

/// The article of a row.
fn article(
    cells: &RowCells,
    line: u64,
    names: &[String],
    columns: &Columns,
    source: &str,
) -> Result<Option<Row>, ProblemKind> {
    let ragged = || ProblemKind::Ragged { cells: cells.len(), columns: names.len() };
    // TableReader beyond the last column come of a sign between cells that is part of a text,
    // unless they are empty.
    let is_too_long =
        (names.len()..cells.len()).any(|at| !cells.get(at).is_some_and(<[u8]>::is_empty));
    if is_too_long {
        return Err(ragged());
    }
    let mut notes = Vec::new();
    let mut text_of = |at: usize| -> Result<String, ProblemKind> {
        let bytes = cells.get(at).ok_or_else(ragged)?;
        let (text, note) = decode::decode(bytes.to_vec(), None, true)?;
        notes.extend(note);
        Ok(text)
    };
    let mut text = String::new();
    for &column in &columns.texts {
        let part = text_of(column)?;
        if !text.is_empty() && !part.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&part);
    }
    let text = mend::mended(text.into()).into_owned();
    let id = match columns.id {
        Some(at) => text_of(at)?,
        None => format!("{source}:{line}"),
    };
    let about = columns.about.iter().filter(|(_, at)| *at < cells.len());
    let about = about.map(|&(place, at)| Ok((place, text_of(at)?.into())));
    let about = about_of(about.collect::<Result<_, ProblemKind>>()?).into_owned();
    notes.dedup();
    Ok(Some(Row { id, text, about, notes }))
}

/// Which columns hold what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Without one, an article is called by its place.
    pub id: Option<usize>,
    /// At least one; several are joined.
    pub texts: Vec<usize>,
    /// What may be known beside, each with how many columns are likelier to have that.
    pub about: Vec<((AboutField, usize), usize)>,
}

/// The columns that are taken, the first of them that there is, where the settings name
/// none.
const IDS: [&str; 6] = ["id", "url", "uri", "link", "guid", "doc_id"];
const TEXTS: [&str; 6] = ["text", "body", "content", "article", "maintext", "article_text"];

impl Columns {
    /// The columns with the names of the fields. Where a field has its default name, a
    /// column of another usual name will do, in any case of letters, and there may be
    /// none for the id.
    ///
    /// # Errors
    ///
    /// The field that no column has.
    pub fn of(names: &[String], fields: &Fields) -> Result<Self, String> {
        let named = |field: &str| names.iter().position(|name| name == field);
        let alike = |field: &str| names.iter().position(|name| name.eq_ignore_ascii_case(field));
        let usual = |usual: &[&str]| usual.iter().find_map(|field| alike(field));
        let id = match fields.id() {
            "id" => named("id").or_else(|| usual(&IDS)),
            id => Some(named(id).ok_or(id)?),
        };
        let texts: Vec<usize> = match fields.texts() {
            [text] if text == "text" => {
                named("text").or_else(|| usual(&TEXTS)).into_iter().collect()
            }
            texts => texts.iter().filter_map(|text| named(text)).collect(),
        };
        if texts.is_empty() {
            return Err(fields.text_name());
        }
        let about = AboutField::ALL.into_iter().flat_map(|field| {
            let columns = fields.about(field).iter().enumerate();
            columns.filter_map(move |(others, name)| Some(((field, others), alike(name)?)))
        });
        Ok(Self { id, texts, about: about.collect() })
    }
}

/// The names for a message, not too long.
pub(super) fn shown(names: &[String]) -> String {
    // As a debugger shows them, so that none commands a terminal.
    let names: Vec<String> = names.iter().map(|name| name.escape_debug().to_string()).collect();
    let mut shown = names.join(", ");
    if let Some((long, _)) = shown.char_indices().nth(200) {
        shown.truncate(long);
        shown.push('…');
    }
    shown
}

/// What Excel writes in the line before the header: `sep=;`. How long that line is, and
/// the sign.
fn declared_delimiter(head: &[u8]) -> Option<(usize, u8)> {
    let rest = head.strip_prefix(b"sep=")?;
    let delimiter =
        *rest.first().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())?;
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    (end <= 2).then_some((4 + end + 1, delimiter))
}

/// The names in the first row of what a table begins with.
fn names_of(head: &[u8], delimiter: u8, limit: u64) -> Vec<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut cells = TableReader { limit, ..TableReader::over(Box::new(head), delimiter) };
    match cells.next() {
        Some(RawRow { content: Ok(header), .. }) => header.names(),
        _ => Vec::new(),
    }
}

/// The cells of a row.
struct RowCells {
    bytes: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl RowCells {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes.get(start..end)
    }

    fn names(&self) -> Vec<String> {
        let cells = (0..self.len()).filter_map(|at| self.get(at));
        cells.map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
    }
}

/// A stream of rows.
struct TableReader<'r> {
    input: Box<dyn Read + Send + 'r>,
    reader: Reader,
    /// What was read and not looked at yet.
    chunk: Vec<u8>,
    rest: Range<usize>,
    at_end: bool,
    failure: Option<io::Error>,
    /// The line that comes next, counted from 1.
    line: u64,
    limit: usize,
    most_times: u64,
    packed: PackedBytes,
}

impl<'r> TableReader<'r> {
    fn over(input: Box<dyn Read + Send + 'r>, delimiter: u8) -> Self {
        Self {
            input,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            chunk: vec![0; CHUNK],
            rest: 0..0,
            at_end: false,
            failure: None,
            line: 1,
            limit: usize::MAX,
            most_times: u64::MAX,
            packed: PackedBytes::default(),
        }
    }

    fn new(
        input: Box<dyn Read + Send + 'r>,
        delimiter: u8,
        packed: PackedBytes,
        task: &Task<'_>,
    ) -> Self {
        let limit = usize::try_from(task.limit).unwrap_or(usize::MAX);
        Self { limit, most_times: task.most_times, packed, ..Self::over(input, delimiter) }
    }

    /// Reads on where nothing is left. At the end, nothing is left after that either.
    fn refill(&mut self) {
        while self.rest.is_empty() && !self.at_end {
            match self.input.read(&mut self.chunk) {
                Ok(0) => self.at_end = true,
                Ok(bytes) => self.rest = 0..bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    self.at_end = true;
                }
            }
        }
    }

    /// Passes over line breaks between rows.
    fn skip_blank_lines(&mut self) {
        loop {
            self.refill();
            match self.chunk[self.rest.clone()].first() {
                Some(b'\n') => self.line += 1,
                Some(b'\r') => {}
                _ => return,
            }
            self.rest.start += 1;
        }
    }
}

impl Rows for TableReader<'_> {
    type Raw = RowCells;

    fn next(&mut self) -> Option<RawRow<RowCells>> {
        self.skip_blank_lines();
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        let start = self.packed.read();
        let (mut bytes, mut ends) = (vec![0; 256], vec![0; 16]);
        let (mut written, mut cells) = (0, 0);
        let mut problem = None;
        // Behind the end of the stream, a line break is tried: within quotation marks it
        // is one more byte of the cell, and the marks are not closed.
        let mut tried_end = false;
        loop {
            self.refill();
            let input = match self.rest.is_empty() {
                false => &self.chunk[self.rest.clone()],
                true if tried_end => &[],
                true => &b"\n"[..],
            };
            let tries_end = self.rest.is_empty();
            let (result, read, wrote, ended) =
                self.reader.read_record(input, &mut bytes[written..], &mut ends[cells..]);
            if !tries_end {
                self.line += memchr::memchr_iter(b'\n', &input[..read]).count() as u64;
                self.rest.start += read;
            }
            written += wrote;
            cells += ended;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty if tries_end => {
                    tried_end = true;
                    problem = problem.or(Some(ProblemKind::OpenQuote));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if problem.is_some() => written = 0,
                ReadRecordResult::OutputFull => bytes.resize(2 * bytes.len(), 0),
                ReadRecordResult::OutputEndsFull if problem.is_some() => cells = 0,
                ReadRecordResult::OutputEndsFull => ends.resize(2 * ends.len(), 0),
            }
            if problem.is_some() {
                continue;
            }
            if written > self.limit {
                problem = Some(ProblemKind::TooLarge { limit: self.limit as u64 });
            } else if self.packed.expands(written as u64, start) {
                problem = Some(ProblemKind::Expands { times: self.most_times });
            } else if cells > MOST_CELLS {
                problem = Some(ProblemKind::Ragged { cells, columns: MOST_CELLS });
            }
            if problem.is_some() {
                // What follows of the row is read and not kept.
                (bytes, written, cells) = (vec![0; CHUNK], 0, 0);
            }
        }
        // What was read before the stream failed may be cut.
        if self.failure.is_some() {
            return None;
        }
        bytes.truncate(written);
        bytes.shrink_to_fit();
        ends.truncate(cells);
        let size = bytes.len() + ends.len() * size_of::<usize>();
        let content = problem.map_or(Ok(RowCells { bytes, ends }), Err);
        Some(RawRow { line, content, bytes: size })
    }

    fn ended(self) -> Ended {
        Ended { line: self.line, failure: self.failure }
    }
}
