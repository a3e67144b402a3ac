//! A on the left, B on the right, what corresponds at one height.
//!
//! The two columns are cut into blocks. A block ends where, inside text that
//! both have, a paragraph or line ends on both sides, or, once a line is full,
//! a sentence. Each block begins at one height, however long its sides are.

use std::io::{self, Write};

use crate::align::Change;
use crate::report::paint::{Mark, Paint};

use super::Sides;
use super::inline::is_spacing;
use super::pieces::{Piece, remark};
use super::wrap::{Line, Wrap};

const RULE: &str = " │ ";
pub(super) const RULE_WIDTH: usize = 3;

pub(super) fn print(
    out: &mut dyn Write,
    pieces: &[Piece],
    sides: Sides<'_>,
    width: usize,
    paint: Paint,
) -> io::Result<()> {
    let mut table = Table::new(out, sides, width, paint);
    let mut left = by_place_in_a(pieces).peekable();
    let mut right = pieces.iter().filter(|piece| !piece.b.is_empty()).peekable();
    for anchor in anchors(pieces) {
        while let Some(piece) = left.next_if(|piece| piece.a.start < anchor.a.start) {
            table.left(*piece);
        }
        while let Some(piece) = right.next_if(|piece| piece.b.start < anchor.b.start) {
            table.right(*piece);
        }
        left.next();
        right.next();
        table.both(*anchor)?;
    }
    left.for_each(|piece| table.left(*piece));
    right.for_each(|piece| table.right(*piece));
    table.end_block(Pause::None)
}

/// The pieces that A has text of, in A's order.
fn by_place_in_a(pieces: &[Piece]) -> impl Iterator<Item = &Piece> {
    let mut left: Vec<&Piece> = pieces.iter().filter(|piece| !piece.a.is_empty()).collect();
    left.sort_by_key(|piece| piece.a.start);
    left.into_iter()
}

/// The kept pieces, which stand in the same order on both sides.
fn anchors(pieces: &[Piece]) -> impl Iterator<Item = &Piece> {
    let mut reached = 0;
    pieces.iter().filter(move |piece| {
        let is_anchor = piece.change == Change::Kept && piece.a.start >= reached;
        if is_anchor {
            reached = piece.a.end;
        }
        is_anchor && !piece.a.is_empty()
    })
}

/// How strongly a place in a text separates what is before from what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pause {
    None,
    Sentence,
    Line,
    Paragraph,
}

/// The pause right before `text[at..]`.
fn pause_before(text: &str, at: usize) -> Pause {
    let before = text[..at].trim_end();
    let space = &text[before.len()..at];
    match space.bytes().filter(|byte| *byte == b'\n').count() {
        0 if !space.is_empty() && ends_sentence(before) => Pause::Sentence,
        0 => Pause::None,
        1 => Pause::Line,
        _ => Pause::Paragraph,
    }
}

fn ends_sentence(text: &str) -> bool {
    let closing = ['"', '\'', '”', '’', '»', '“', '«', ')', ']'];
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Lays both columns out and prints them block by block.
struct Table<'w, 't> {
    out: &'w mut dyn Write,
    sides: Sides<'t>,
    width: usize,
    paint: Paint,
    a: Wrap,
    b: Wrap,
}

impl<'w, 't> Table<'w, 't> {
    fn new(out: &'w mut dyn Write, sides: Sides<'t>, width: usize, paint: Paint) -> Self {
        let (a, b) = (Wrap::new(width, paint), Wrap::new(width, paint));
        Self { out, sides, width, paint, a, b }
    }

    fn left(&mut self, piece: Piece) {
        if piece.folded {
            return self.a.note(&remark(piece, self.sides));
        }
        let (a, b) = (piece.a.of(self.sides.a), piece.b.of(self.sides.b));
        let mark = match piece.change {
            Change::Kept => Mark::Plain,
            Change::Moved => Mark::Moved,
            Change::Respelled if is_spacing(a, b) => Mark::Plain,
            Change::Respelled => Mark::SpelledA,
            Change::Replaced | Change::Deleted | Change::Inserted => Mark::Deleted,
        };
        self.a.text(mark, a);
    }

    fn right(&mut self, piece: Piece) {
        if piece.folded {
            return self.b.note(&remark(piece, self.sides));
        }
        let (a, b) = (piece.a.of(self.sides.a), piece.b.of(self.sides.b));
        let mark = match piece.change {
            Change::Kept => Mark::Plain,
            Change::Moved => Mark::Moved,
            Change::Respelled if is_spacing(a, b) => Mark::Plain,
            Change::Respelled => Mark::SpelledB,
            Change::Replaced | Change::Inserted | Change::Deleted => Mark::Inserted,
        };
        self.b.text(mark, b);
    }

    /// Text that both sides have, with the block ends inside it.
    fn both(&mut self, piece: Piece) -> io::Result<()> {
        if piece.folded {
            self.end_block(Pause::None)?;
            self.paint.write(self.out, Mark::Note, &remark(piece, self.sides))?;
            return writeln!(self.out);
        }
        let text = piece.b.of(self.sides.b);
        let (a, b) = (piece.a.start as usize, piece.b.start as usize);
        for (start, end) in between_pauses(text) {
            self.pause(a + start, b + start)?;
            self.a.text(Mark::Plain, &text[start..end]);
            self.b.text(Mark::Plain, &text[start..end]);
        }
        Ok(())
    }

    /// Ends the block where both sides pause, A at byte `a` and B at `b`.
    fn pause(&mut self, a: usize, b: usize) -> io::Result<()> {
        let pauses = [pause_before(self.sides.a, a), pause_before(self.sides.b, b)];
        let weaker = pauses[0].min(pauses[1]);
        let is_full = self.a.is_longer_than_a_line() || self.b.is_longer_than_a_line();
        match weaker {
            Pause::None => Ok(()),
            Pause::Sentence if pauses[0] == pauses[1] && !is_full => Ok(()),
            _ => self.end_block(weaker),
        }
    }

    fn end_block(&mut self, pause: Pause) -> io::Result<()> {
        let fresh = || Wrap::new(self.width, self.paint);
        let (a, b) = (fresh(), fresh());
        let a = std::mem::replace(&mut self.a, a).finish();
        let b = std::mem::replace(&mut self.b, b).finish();
        for row in 0..a.len().max(b.len()) {
            self.row(a.get(row), b.get(row))?;
        }
        if pause == Pause::Paragraph && a.len() + b.len() > 0 {
            self.row(None, None)?;
        }
        Ok(())
    }

    fn row(&mut self, a: Option<&Line>, b: Option<&Line>) -> io::Result<()> {
        let filled = a.map_or(0, |line| line.width);
        self.line(a)?;
        write!(self.out, "{:1$}", "", self.width.saturating_sub(filled))?;
        let rule = if b.is_some() { RULE } else { RULE.trim_end() };
        self.paint.write(self.out, Mark::Note, rule)?;
        self.line(b)?;
        writeln!(self.out)
    }

    fn line(&mut self, line: Option<&Line>) -> io::Result<()> {
        for stretch in line.iter().flat_map(|line| &line.stretches) {
            self.paint.write(self.out, stretch.mark, &stretch.text)?;
        }
        Ok(())
    }
}

/// `text` cut behind each run of white space in it.
fn between_pauses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let space = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let behind = rest[space..].find(|c: char| !c.is_whitespace());
        let length = behind.map_or(rest.len(), |behind| space + behind);
        let cut = (start, start + length);
        start += length;
        (length > 0).then_some(cut)
    })
}
