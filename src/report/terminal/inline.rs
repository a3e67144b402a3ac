//! One text: text of A alone is struck out where B lost it, text of B alone is
//! put in.

use std::io::{self, Write};

use crate::align::Change;
use crate::report::layout::{Piece, Sides, is_spacing, remark};

use super::paint::{Paint, TextStyle};
use super::wrap::Wrap;

pub(super) fn print(
    out: &mut dyn Write,
    pieces: &[Piece],
    sides: Sides<'_>,
    width: usize,
    paint: Paint,
) -> io::Result<()> {
    let mut wrap = Wrap::new(width, paint);
    let mut before = Change::Kept;
    for piece in pieces {
        // With colour alone, what went and what came would run together.
        if (before, piece.change) == (Change::Deleted, Change::Inserted) {
            wrap.space();
        }
        before = piece.change;
        draw(&mut wrap, *piece, sides);
    }
    for line in wrap.finish() {
        line.print(out, paint)?;
        writeln!(out)?;
    }
    Ok(())
}

fn draw(wrap: &mut Wrap, piece: Piece, sides: Sides<'_>) {
    if piece.collapsed {
        return wrap.note(&remark(piece, sides));
    }
    let (a, b) = (piece.a.of(sides.a), piece.b.of(sides.b));
    match piece.change {
        Change::Kept => wrap.text(TextStyle::Plain, b),
        Change::Moved => wrap.text(TextStyle::Moved, b),
        Change::Deleted => wrap.text(TextStyle::Deleted, a),
        Change::Inserted => wrap.text(TextStyle::Inserted, b),
        Change::Respelled if is_spacing(piece, sides) => wrap.text(TextStyle::Plain, b),
        Change::Respelled => {
            wrap.text(TextStyle::SpelledA, a.trim_end());
            // With colour alone, the two words would run together.
            if b.starts_with(char::is_alphanumeric) {
                wrap.space();
            }
            wrap.text(TextStyle::SpelledB, b);
        }
        Change::Replaced => {
            wrap.text(TextStyle::Deleted, a);
            wrap.space();
            wrap.text(TextStyle::Inserted, b);
        }
    }
}
