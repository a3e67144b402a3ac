//! A on the left, B on the right, what corresponds in one row.

use std::io::{self, Write};

use crate::align::Change;
use crate::report::layout::{Piece, Row, Sides, is_spacing, remark, rows};

use super::paint::{Paint, TextStyle};
use super::wrap::{StyledLine, Wrap};

const RULE: &str = " │ ";
pub(super) const RULE_WIDTH: usize = 3;

/// Prints both texts, each in a column of `width`.
pub(super) fn print(
    out: &mut dyn Write,
    pieces: &[Piece],
    sides: Sides<'_>,
    width: usize,
    paint: Paint,
) -> io::Result<()> {
    let columns = Columns { sides, width, paint };
    // Once a line is full, a row ends at the next sentence.
    rows(pieces, sides, width).iter().try_for_each(|row| columns.row(out, row))
}

#[derive(Clone, Copy)]
struct Columns<'t> {
    sides: Sides<'t>,
    width: usize,
    paint: Paint,
}

impl Columns<'_> {
    fn row(self, out: &mut dyn Write, row: &Row) -> io::Result<()> {
        if let Some(piece) = row.collapsed() {
            self.paint.write(out, TextStyle::Note, &remark(piece, self.sides))?;
            return writeln!(out);
        }
        let a = self.cell(&row.a, |piece| {
            (self.style(piece, TextStyle::SpelledA, TextStyle::Deleted), piece.a.of(self.sides.a))
        });
        let b = self.cell(&row.b, |piece| {
            (self.style(piece, TextStyle::SpelledB, TextStyle::Inserted), piece.b.of(self.sides.b))
        });
        for at in 0..a.len().max(b.len()) {
            self.line(out, a.get(at), b.get(at))?;
        }
        if row.ends_paragraph && a.len() + b.len() > 0 {
            self.line(out, None, None)?;
        }
        Ok(())
    }

    /// The pieces of one side as lines; `text` gives the text of a piece there.
    fn cell<'t>(
        self,
        pieces: &[Piece],
        text: impl Fn(Piece) -> (TextStyle, &'t str),
    ) -> Vec<StyledLine> {
        let mut wrap = Wrap::new(self.width, self.paint);
        for piece in pieces {
            if piece.collapsed {
                wrap.note(&remark(*piece, self.sides));
            } else {
                let (style, text) = text(*piece);
                wrap.text(style, text);
            }
        }
        wrap.finish()
    }

    /// The style of a piece on a side where other spellings and other words
    /// have these.
    fn style(self, piece: Piece, spelled: TextStyle, changed: TextStyle) -> TextStyle {
        match piece.change {
            Change::Kept => TextStyle::Plain,
            Change::Moved => TextStyle::Moved,
            Change::Respelled if is_spacing(piece, self.sides) => TextStyle::Plain,
            Change::Respelled => spelled,
            Change::Replaced | Change::Inserted | Change::Deleted => changed,
        }
    }

    fn line(
        self,
        out: &mut dyn Write,
        a: Option<&StyledLine>,
        b: Option<&StyledLine>,
    ) -> io::Result<()> {
        let filled = a.map_or(0, |line| line.width);
        a.map_or(Ok(()), |line| line.print(out, self.paint))?;
        write!(out, "{:1$}", "", self.width.saturating_sub(filled))?;
        let is_blank = b.is_none_or(|line| line.width == 0);
        let rule = if is_blank { RULE.trim_end() } else { RULE };
        self.paint.write(out, TextStyle::Note, rule)?;
        b.map_or(Ok(()), |line| line.print(out, self.paint))?;
        writeln!(out)
    }
}
