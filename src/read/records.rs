//! JSON Lines to articles: a stream in blocks, parsed in parallel.
//!
//! While one block is parsed by as many cores as are free, another core reads
//! and unpacks the next one. The parser looks at the two fields of a record in
//! question, and skips whatever else is in it without building it. A text without
//! escapes goes to the intake from the block itself; where the file can be read
//! again, the text is kept nowhere. An array of records is made into lines on the
//! way, see [`array`].

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use super::again::{TextLocation, checksum};
use super::array;
use super::batch::{Batch, StoredText};
use super::decode::{FromUtf16, FromUtf32, Utf32};
use super::lines::{LineBlock, Lines, Overlong};
use super::open::PackedBytes;
use super::own::is_report;
use super::problem::{ProblemKind, Tally};
use super::record;
use super::task::Task;
use crate::article::Article;

/// How much one core parses at a time.
const PIECE: usize = 256 << 10;

/// How many bytes tell the encoding.
const HEAD: usize = 256;

/// What kind of stream the records come in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// A file whose bytes are the stream's, so that a line can be read again.
    File,
    /// A decompressor, of which a failure then speaks.
    Packed,
    /// Any other that passes once.
    Stream,
}

/// What was read from one file, or from a part of it.
#[derive(Default)]
pub(super) struct ReadBatch {
    pub batch: Batch,
    pub problems: Tally,
}

/// Reads all records of a stream.
pub(super) fn read(
    input: impl Read + Send,
    packed: PackedBytes,
    origin: Origin,
    task: &Task<'_>,
) -> ReadBatch {
    let limit = usize::try_from(task.limit).unwrap_or(usize::MAX);
    // Four pieces for each core to keep the shares even, but not so many that
    // they fall out of the caches before they are parsed.
    let target = (4 * PIECE * rayon::current_num_threads()).clamp(4 * PIECE, 64 * PIECE);

    let (input, start) = match without_mark(input) {
        Ok(input) => input,
        Err(error) => return ReadBatch::of_problem(failed(error, origin)),
    };
    let mut all = ReadBatch::default();
    let (input, is_lines) = match array::as_lines(input) {
        Ok(input) => input,
        Err(error) => return ReadBatch::of_problem(failed(error, origin)),
    };
    let start = start.filter(|_| is_lines && matches!(origin, Origin::File));
    let mut lines = Lines::new(input, target, limit).packed(packed);
    let (mut now, mut next) = (LineBlock::default(), LineBlock::default());
    let mut line = 0;
    lines.fill(&mut now);
    if is_report(&now.bytes) {
        return ReadBatch::of_problem(ProblemKind::OwnReport);
    }
    while !now.is_empty() {
        let offset = start.map(|start| start + now.offset);
        let ((), parts) =
            rayon::join(|| lines.fill(&mut next), || parse(&now.bytes, offset, limit, task));
        for (part, part_lines) in parts {
            all.append(part, line);
            line += part_lines;
        }
        if let Some(overlong) = now.overlong {
            line += 1;
            let problem = match overlong {
                Overlong::Limit => ProblemKind::TooLarge { limit: limit as u64 },
                Overlong::Expands => ProblemKind::Expands { times: task.most_times },
            };
            all.problems.add(Some(line), problem);
        }
        std::mem::swap(&mut now, &mut next);
    }
    if let Some(error) = lines.into_failure() {
        all.problems.add(Some(line + 1), failed(error, origin));
    }
    all
}

fn failed(error: io::Error, origin: Origin) -> ProblemKind {
    let reason = error.to_string();
    match origin {
        Origin::Packed => ProblemKind::CutShort { reason },
        Origin::File | Origin::Stream => ProblemKind::Unreadable { reason },
    }
}

impl ReadBatch {
    /// Nothing was read, and this is why.
    pub fn of_problem(problem: ProblemKind) -> Self {
        let mut outcome = Self::default();
        outcome.problems.add(None, problem);
        outcome
    }

    /// Adds the part that follows, which begins after line `base`.
    fn append(&mut self, part: Self, base: u64) {
        self.problems.append(part.problems, base);
        self.batch.append(part.batch, base);
    }
}

/// The stream in UTF-8 and without a byte order mark; and, unless its bytes had
/// to be changed for that, how many of them come before it.
fn without_mark<'r>(
    mut input: impl Read + Send + 'r,
) -> io::Result<(Box<dyn Read + Send + 'r>, Option<u64>)> {
    let mut head = Vec::with_capacity(HEAD);
    // A failure will come again with the first block.
    let _ = (&mut input).take(HEAD as u64).read_to_end(&mut head);
    if let Some(order) = Utf32::by_mark(&head) {
        let rest = Cursor::new(head.split_off(4)).chain(input);
        return Ok((Box::new(FromUtf32::new(rest, order)), None));
    }
    let (mut encoding, mut length) = Encoding::for_bom(&head).unwrap_or((UTF_8, 0));
    // JSON in UTF-16 has zeros. Without one the mark is broken text, and must not
    // cost all the lines that follow.
    if encoding != UTF_8 && head.len() > length && memchr(0, &head).is_none() {
        (encoding, length) = (UTF_8, 0);
    }
    let rest = Cursor::new(head.split_off(length)).chain(input);
    Ok(if encoding == UTF_8 {
        (Box::new(rest), Some(length as u64))
    } else {
        (Box::new(FromUtf16::new(rest, encoding)), None)
    })
}

/// The records of a block, piece by piece, and how many lines each piece has.
/// `offset` is the block's in the file, if its lines can be read there again.
fn parse(
    block: &[u8],
    offset: Option<u64>,
    limit: usize,
    task: &Task<'_>,
) -> Vec<(ReadBatch, u64)> {
    let mut at = offset;
    let mut placed = Vec::with_capacity(block.len() / PIECE + 1);
    for piece in pieces(block) {
        placed.push((piece, at));
        at = at.map(|at| at + piece.len() as u64);
    }
    placed
        .into_par_iter()
        .map(|(piece, offset)| PieceParser::parse(piece, offset, limit, task))
        .collect()
}

/// Cuts after the first line feed from every [`PIECE`] bytes on.
fn pieces(mut block: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(block.len() / PIECE + 1);
    while !block.is_empty() {
        let from = PIECE.min(block.len());
        let end = memchr(b'\n', &block[from..]).map_or(block.len(), |at| from + at + 1);
        let (piece, rest) = block.split_at(end);
        pieces.push(piece);
        block = rest;
    }
    pieces
}

/// Some lines that are parsed at once.
struct PieceParser<'p> {
    bytes: &'p [u8],
    /// Where it begins in a file that can be read again.
    offset: Option<u64>,
    outcome: ReadBatch,
    texts: Vec<Cow<'p, str>>,
    /// For each text: where its line is, if the file can be read again.
    stored: Vec<TextLocation>,
}

impl<'p> PieceParser<'p> {
    /// The records of a piece, taken in, and how many lines it has.
    fn parse(
        bytes: &'p [u8],
        offset: Option<u64>,
        limit: usize,
        task: &Task<'_>,
    ) -> (ReadBatch, u64) {
        let (outcome, texts, stored) = (ReadBatch::default(), Vec::new(), Vec::new());
        let mut piece = Self { bytes, offset, outcome, texts, stored };
        let lines = piece.parse_lines(limit, task);
        (piece.finish(task), lines)
    }

    /// Parses every line, and counts them.
    fn parse_lines(&mut self, limit: usize, task: &Task<'_>) -> u64 {
        let bytes = self.bytes;
        // The whole piece at once is the fast way; line by line finds the bad ones.
        let valid = simdutf8::basic::from_utf8(bytes).ok();
        let (mut line, mut start) = (0, 0);
        let ends = memchr_iter(b'\n', bytes);
        let last = (bytes.last() != Some(&b'\n')).then_some(bytes.len());
        for end in ends.chain(last) {
            let range = start..end;
            start = end + 1;
            line += 1;
            let bytes = &bytes[range.clone()];
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let text = valid
                .map(|text| &text[range.clone()])
                .or_else(|| simdutf8::basic::from_utf8(bytes).ok());
            let parsed = match text {
                _ if bytes.len() > limit => Err(ProblemKind::TooLarge { limit: limit as u64 }),
                None => Err(ProblemKind::NotUtf8),
                Some(text) => record::parse(text, task.fields),
            };
            match parsed {
                Ok((article, note)) => {
                    self.push(article, line, range);
                    if let Some(note) = note {
                        self.outcome.problems.add(Some(line), note);
                    }
                }
                Err(problem) => {
                    let is_missing = matches!(problem, ProblemKind::MissingField { .. });
                    let wrapped = text.filter(|_| is_missing);
                    match wrapped.and_then(|text| record::wrapped(text, task.fields)) {
                        Some(records) => self.push_wrapped(&records, line, task),
                        None => self.outcome.problems.add(Some(line), problem),
                    }
                }
            }
        }
        line
    }

    /// Adds records that are parts of one line.
    fn push_wrapped(&mut self, records: &[&'p str], line: u64, task: &Task<'_>) {
        for record in records {
            // Each is read again by itself.
            let start = record.as_ptr() as usize - self.bytes.as_ptr() as usize;
            match record::parse(record, task.fields) {
                Ok((article, note)) => {
                    self.push(article, line, start..start + record.len());
                    note.into_iter().for_each(|note| self.outcome.problems.add(Some(line), note));
                }
                Err(problem) => self.outcome.problems.add(Some(line), problem),
            }
        }
    }

    fn push(&mut self, article: Article<'p>, line: u64, range: Range<usize>) {
        let (id, text, about) = article.into_parts();
        self.outcome.batch.push(&id, line, about.as_deref());
        if let Some(offset) = self.offset {
            self.stored.push(TextLocation {
                offset: offset + range.start as u64,
                // No longer than the limit, which is below 4 GiB.
                bytes: range.len() as u32,
                checksum: checksum(&text),
            });
        }
        self.texts.push(text);
    }

    /// Hands the texts over, and keeps of them what is needed to have them again.
    fn finish(mut self, task: &Task<'_>) -> ReadBatch {
        if self.texts.is_empty() {
            return self.outcome;
        }
        let first = task.intake.take(&self.texts);
        let kept = match self.offset {
            Some(_) => self.stored.into_iter().map(StoredText::Line).collect(),
            None => StoredText::all(self.texts, task.spool),
        };
        self.outcome.batch.complete(kept, first);
        self.outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fields::Fields;

    fn task(fields: &Fields) -> Task<'_> {
        Task {
            fields,
            limit: 1 << 30,
            most_times: 100,
            intake: &(),
            meter: &(),
            spool: None,
            #[cfg(feature = "main-text")]
            main_text: false,
        }
    }

    #[test]
    fn pieces_are_whole_lines() {
        let block: String =
            (0..5_000).map(|n| format!("{}\n", "y".repeat(n % 700))).collect::<String>() + "end";
        let pieces = pieces(block.as_bytes());
        assert!(pieces.len() > 4);
        assert!(pieces.concat() == block.as_bytes());
        let (last, rest) = pieces.split_last().unwrap();
        assert!(rest.iter().all(|piece| piece.ends_with(b"\n") && piece.len() < PIECE + 701));
        assert!(last.ends_with(b"end"));
    }

    #[test]
    fn lines_are_counted_across_blocks() {
        // Some lines are blank, some end in CRLF, each third record is broken.
        let mut input = String::new();
        let (mut lines, mut expected) = (0, Vec::new());
        for n in 0..100_000_u64 {
            if n % 5 == 0 {
                input += "\r\n";
                lines += 1;
            }
            lines += 1;
            if n % 3 == 0 {
                input += "{broken\n";
            } else {
                let end = if n % 2 == 0 { "\r\n" } else { "\n" };
                input +=
                    &format!(r#"{{"id":{n},"text":"rain fell on the city for {n} days"}}{end}"#);
                expected.push((n.to_string(), lines));
            }
        }
        let fields = Fields::default();
        let task = task(&fields);
        let outcome = read(input.as_bytes(), PackedBytes::default(), Origin::Stream, &task);
        let batch = &outcome.batch;
        let found: Vec<_> =
            (0..batch.len()).map(|at| (batch.id(at).to_owned(), batch.line(at).unwrap())).collect();
        assert!(found == expected);
        let problems: Vec<_> = outcome.problems.into_problems("x".as_ref()).collect();
        assert_eq!(problems.iter().map(|problem| 1 + problem.more).sum::<u64>(), 33_334);
        assert_eq!(problems[1].line, Some(5));
    }
}
