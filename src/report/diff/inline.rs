//! One text: what A has only is struck out where it was lost, what B has only
//! is put in.

use std::io::{self, Write};

use crate::align::Change;
use crate::report::paint::{Mark, Paint};
use crate::report::wrap::Wrap;

use super::Sides;
use super::pieces::{Piece, remark};

pub(super) fn print(
    out: &mut dyn Write,
    pieces: &[Piece],
    sides: Sides<'_>,
    width: usize,
    paint: Paint,
) -> io::Result<()> {
    let mut wrap = Wrap::new(width, paint);
    for piece in pieces {
        draw(&mut wrap, *piece, sides);
    }
    for line in wrap.finish() {
        line.print(out, paint)?;
        writeln!(out)?;
    }
    Ok(())
}

fn draw(wrap: &mut Wrap, piece: Piece, sides: Sides<'_>) {
    if piece.folded {
        return wrap.note(&remark(piece, sides));
    }
    let (a, b) = (piece.a.of(sides.a), piece.b.of(sides.b));
    match piece.change {
        Change::Kept => wrap.text(Mark::Plain, b),
        Change::Moved => wrap.text(Mark::Moved, b),
        Change::Deleted => wrap.text(Mark::Deleted, a),
        Change::Inserted => wrap.text(Mark::Inserted, b),
        Change::Respelled if is_spacing(a, b) => wrap.text(Mark::Plain, b),
        Change::Respelled => {
            wrap.text(Mark::SpelledA, a.trim_end());
            // Words would run together, where there is no more than colour.
            if b.starts_with(char::is_alphanumeric) {
                wrap.space();
            }
            wrap.text(Mark::SpelledB, b);
        }
        Change::Replaced => {
            wrap.text(Mark::Deleted, a);
            wrap.space();
            wrap.text(Mark::Inserted, b);
        }
    }
}

/// Whether two spellings differ in nothing but white space.
pub(super) fn is_spacing(a: &str, b: &str) -> bool {
    a.trim().is_empty() && b.trim().is_empty()
}
