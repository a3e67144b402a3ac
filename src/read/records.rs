//! JSON Lines to articles: a stream in blocks, parsed in parallel.
//!
//! While one block is parsed by as many cores as are free, another core reads
//! and unpacks the next one. Of a record, the two fields in question are looked
//! at; whatever else it holds is skipped without being built. An id or text
//! without escapes is copied once, from the block to the article.

use std::io::{self, Cursor, Read};

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use super::decode::FromUtf16;
use super::lines::{Block, Lines};
use super::problem::{ProblemKind, Tally};
use super::record::{self, Fields};
use crate::article::Article;

/// How much one core parses at a time.
const PIECE: usize = 256 << 10;

/// The line of an article that has a file to itself.
pub(super) const NO_LINE: u64 = 0;

/// An article and the line that it stood on, or [`NO_LINE`].
pub(super) struct Found {
    pub article: Article<'static>,
    pub line: u64,
}

/// What was read from one file, or from a part of it.
#[derive(Default)]
pub(super) struct Outcome {
    pub found: Vec<Found>,
    pub problems: Tally,
}

/// Reads all records of a stream; `packed` says that it comes out of a
/// decompressor, of which a failure then speaks.
pub(super) fn read(
    input: impl Read + Send,
    packed: bool,
    fields: Fields<'_>,
    limit: u64,
) -> Outcome {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    // Four pieces for each core to keep the shares even, but not so many that
    // they fall out of the caches before they are parsed.
    let target = (4 * PIECE * rayon::current_num_threads()).clamp(4 * PIECE, 64 * PIECE);
    let failed = |error: io::Error| {
        let reason = error.to_string();
        if packed { ProblemKind::CutShort { reason } } else { ProblemKind::Unreadable { reason } }
    };

    let mut all = Outcome::default();
    let input = match without_mark(input) {
        Ok(input) => input,
        Err(error) => {
            all.problems.add(None, failed(error));
            return all;
        }
    };
    let mut lines = Lines::new(input, target, limit);
    let (mut now, mut next) = (Block::default(), Block::default());
    let mut line = 0;
    lines.fill(&mut now);
    while !now.is_empty() {
        let ((), parts) =
            rayon::join(|| lines.fill(&mut next), || parse(&now.bytes, fields, limit));
        for (part, part_lines) in parts {
            all.append(part, line);
            line += part_lines;
        }
        if now.overlong {
            line += 1;
            all.problems.add(Some(line), ProblemKind::TooLarge { limit: limit as u64 });
        }
        std::mem::swap(&mut now, &mut next);
    }
    if let Some(error) = lines.into_failure() {
        all.problems.add(Some(line + 1), failed(error));
    }
    all
}

impl Outcome {
    /// Adds the part that follows, which begins after line `base`.
    fn append(&mut self, part: Self, base: u64) {
        self.problems.append(part.problems, base);
        let moved = |found: Found| Found { line: base + found.line, ..found };
        self.found.extend(part.found.into_iter().map(moved));
    }
}

/// The stream in UTF-8, and without a byte order mark.
fn without_mark<'r>(mut input: impl Read + Send + 'r) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut head = Vec::with_capacity(3);
    // A failure will come again with the first block.
    let _ = (&mut input).take(3).read_to_end(&mut head);
    let (encoding, length) = Encoding::for_bom(&head).unwrap_or((UTF_8, 0));
    let rest = Cursor::new(head.split_off(length)).chain(input);
    Ok(if encoding == UTF_8 { Box::new(rest) } else { Box::new(FromUtf16::new(rest, encoding)) })
}

/// The records of a block, piece by piece, and how many lines each piece has.
fn parse(block: &[u8], fields: Fields<'_>, limit: usize) -> Vec<(Outcome, u64)> {
    pieces(block).into_par_iter().map(|piece| parse_piece(piece, fields, limit)).collect()
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

fn parse_piece(piece: &[u8], fields: Fields<'_>, limit: usize) -> (Outcome, u64) {
    let mut outcome = Outcome::default();
    // The whole piece at once is the fast way; line by line finds the bad ones.
    let valid = std::str::from_utf8(piece).ok();
    let (mut line, mut start) = (0, 0);
    let ends = memchr_iter(b'\n', piece);
    let last = (piece.last() != Some(&b'\n')).then_some(piece.len());
    for end in ends.chain(last) {
        let range = start..end;
        start = end + 1;
        line += 1;
        let bytes = &piece[range.clone()];
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let text = valid.map(|text| &text[range]).or_else(|| std::str::from_utf8(bytes).ok());
        let parsed = match text {
            _ if bytes.len() > limit => Err(ProblemKind::TooLarge { limit: limit as u64 }),
            None => Err(ProblemKind::NotUtf8),
            Some(text) => record::parse(text, fields),
        };
        match parsed {
            Ok((article, note)) => {
                outcome.found.push(Found { article, line });
                if let Some(note) = note {
                    outcome.problems.add(Some(line), note);
                }
            }
            Err(problem) => outcome.problems.add(Some(line), problem),
        }
    }
    (outcome, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields<'_> = Fields { id: "id", text: "text" };

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
        let outcome = read(input.as_bytes(), false, FIELDS, 1 << 30);
        let found: Vec<_> =
            outcome.found.iter().map(|found| (found.article.id().to_owned(), found.line)).collect();
        assert!(found == expected);
        let problems: Vec<_> = outcome.problems.into_problems("x".as_ref()).collect();
        assert_eq!(problems.iter().map(|problem| 1 + problem.more).sum::<u64>(), 33_334);
        assert_eq!(problems[1].line, Some(5));
    }
}
