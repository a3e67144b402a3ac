//! A on the left, B on the right, what corresponds at one height.
//!
//! The two columns are cut into blocks. A block ends where, inside text that
//! both have, a paragraph or line ends on both sides, or, once a line is full,
//! a sentence. Each block begins at one height, however long its sides are.

use std::io::{self, Write};

use crate::align::Change;
use crate::report::paint::{Mark, Paint};
use crate::report::wrap::{Line, Wrap};

use super::Sides;
use super::inline::is_spacing;
use super::pauses::{Pause, between_pauses, pause_before};
use super::pieces::{Piece, anchors, by_place_in_a, remark};

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
    let mut left = by_place_in_a(pieces).into_iter().peekable();
    let mut right = pieces.iter().filter(|piece| !piece.b.is_empty()).peekable();
    for anchor in anchors(pieces, sides) {
        let a: Vec<_> =
            std::iter::from_fn(|| left.next_if(|it| it.a.start < anchor.a.start)).collect();
        let b: Vec<_> =
            std::iter::from_fn(|| right.next_if(|it| it.b.start < anchor.b.start)).collect();
        table.beside(&a, &b)?;
        left.next();
        right.next();
        table.both(*anchor)?;
    }
    table.beside(&left.collect::<Vec<_>>(), &right.collect::<Vec<_>>())?;
    table.end_block(Pause::None)
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
        let mark = self.mark(piece, Mark::SpelledA, Mark::Deleted);
        self.a.text(mark, piece.a.of(self.sides.a));
    }

    fn right(&mut self, piece: Piece) {
        if piece.folded {
            return self.b.note(&remark(piece, self.sides));
        }
        let mark = self.mark(piece, Mark::SpelledB, Mark::Inserted);
        self.b.text(mark, piece.b.of(self.sides.b));
    }

    /// How a piece is marked on a side that marks other spellings and other
    /// words like this.
    fn mark(&self, piece: Piece, spelled: Mark, changed: Mark) -> Mark {
        let (a, b) = (piece.a.of(self.sides.a), piece.b.of(self.sides.b));
        match piece.change {
            Change::Kept => Mark::Plain,
            Change::Moved => Mark::Moved,
            Change::Respelled if is_spacing(a, b) => Mark::Plain,
            Change::Respelled => spelled,
            Change::Replaced | Change::Inserted | Change::Deleted => changed,
        }
    }

    /// What stands between two anchors. Where a block begins with whole
    /// paragraphs on one side alone, such as a headline that the other lacks,
    /// the rest begins below them.
    fn beside(&mut self, a: &[&Piece], b: &[&Piece]) -> io::Result<()> {
        let pause_a = a.last().map(|last| pause_before(self.sides.a, last.a.end as usize));
        let pause_b = b.last().map(|last| pause_before(self.sides.b, last.b.end as usize));
        let ends_line = |pause: Option<Pause>| pause.filter(|pause| *pause >= Pause::Line);
        let is_start = self.a.is_blank() && self.b.is_blank();
        match (ends_line(pause_a), ends_line(pause_b)) {
            (Some(pause), None) if is_start => {
                a.iter().for_each(|piece| self.left(**piece));
                self.end_block(pause)?;
                b.iter().for_each(|piece| self.right(**piece));
            }
            (None, Some(pause)) if is_start => {
                b.iter().for_each(|piece| self.right(**piece));
                self.end_block(pause)?;
                a.iter().for_each(|piece| self.left(**piece));
            }
            _ => {
                a.iter().for_each(|piece| self.left(**piece));
                b.iter().for_each(|piece| self.right(**piece));
            }
        }
        Ok(())
    }

    /// An anchor: text that both sides have, with the block ends inside it.
    fn both(&mut self, piece: Piece) -> io::Result<()> {
        if piece.folded {
            self.end_block(Pause::None)?;
            self.paint.write(self.out, Mark::Note, &remark(piece, self.sides))?;
            return writeln!(self.out);
        }
        if piece.change == Change::Respelled {
            self.left(piece);
            self.right(piece);
            return self.pause(piece.a.end as usize, piece.b.end as usize);
        }
        let text = piece.b.of(self.sides.b);
        let (a, b) = (piece.a.start as usize, piece.b.start as usize);
        for (start, end) in between_pauses(text) {
            self.pause(a + start, b + start)?;
            self.a.text(Mark::Plain, &text[start..end]);
            self.b.text(Mark::Plain, &text[start..end]);
        }
        self.pause(a + text.len(), b + text.len())
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
        a.map_or(Ok(()), |line| line.print(self.out, self.paint))?;
        write!(self.out, "{:1$}", "", self.width.saturating_sub(filled))?;
        let is_blank = b.is_none_or(|line| line.width == 0);
        let rule = if is_blank { RULE.trim_end() } else { RULE };
        self.paint.write(self.out, Mark::Note, rule)?;
        b.map_or(Ok(()), |line| line.print(self.out, self.paint))?;
        writeln!(self.out)
    }
}
