//! Both texts as rows: what corresponds stands in one row.
//!
//! A row ends where a paragraph or line ends on both sides; once it is long, a
//! sentence is enough. Nothing is lost: the cells of a side, one after the
//! other, are its text.

use crate::align::{Change, Region};
use crate::article::Span;
use crate::report::diff::Sides;
use crate::report::diff::pauses::{Pause, between_pauses, pause_before};
use crate::report::diff::pieces::{Fold, Piece, anchors, by_place_in_a, pieces};

/// A row ends at a sentence once a side has more bytes than this.
const LONG: usize = 600;

/// What stands beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The pieces of A, in A's order.
    pub(super) a: Vec<Piece>,
    /// The pieces of B, in B's order.
    pub(super) b: Vec<Piece>,
    /// Whether a paragraph ends here.
    pub(super) ends_paragraph: bool,
}

impl Row {
    /// Whether both sides have the same text.
    pub(super) fn is_same(&self) -> bool {
        self.a.iter().chain(&self.b).all(|piece| piece.change == Change::Kept)
    }

    /// Whether the row is one long stretch of the same text.
    pub(super) fn is_folded(&self) -> bool {
        self.is_same() && self.a.first().is_some_and(|piece| piece.folded)
    }
}

/// The rows of two texts.
pub(super) fn rows(regions: &[Region], sides: Sides<'_>) -> Vec<Row> {
    let pieces = pieces(regions, sides, Fold::PAGE);
    let mut table = Table { sides, rows: Vec::new(), a: Vec::new(), b: Vec::new() };
    let mut left = by_place_in_a(&pieces).into_iter().peekable();
    let mut right = pieces.iter().filter(|piece| !piece.b.is_empty()).peekable();
    for anchor in anchors(&pieces, sides) {
        let a = std::iter::from_fn(|| left.next_if(|it| it.a.start < anchor.a.start));
        let a: Vec<Piece> = a.copied().collect();
        let b = std::iter::from_fn(|| right.next_if(|it| it.b.start < anchor.b.start));
        let b: Vec<Piece> = b.copied().collect();
        table.beside(a, b);
        left.next();
        right.next();
        table.both(*anchor);
    }
    table.beside(left.copied().collect(), right.copied().collect());
    table.end_row(Pause::None);
    table.rows
}

struct Table<'t> {
    sides: Sides<'t>,
    rows: Vec<Row>,
    a: Vec<Piece>,
    b: Vec<Piece>,
}

impl Table<'_> {
    /// What stands between two anchors. Whole paragraphs on one side alone,
    /// such as a headline that the other lacks, get a row of their own.
    fn beside(&mut self, a: Vec<Piece>, b: Vec<Piece>) {
        let pause_a = a.last().map(|last| pause_before(self.sides.a, last.a.end as usize));
        let pause_b = b.last().map(|last| pause_before(self.sides.b, last.b.end as usize));
        let ends_line = |pause: Option<Pause>| pause.filter(|pause| *pause >= Pause::Line);
        let is_start = self.a.is_empty() && self.b.is_empty();
        match (ends_line(pause_a), ends_line(pause_b)) {
            (Some(pause), None) if is_start => {
                self.a.extend(a);
                self.end_row(pause);
                self.b.extend(b);
            }
            (None, Some(pause)) if is_start => {
                self.b.extend(b);
                self.end_row(pause);
                self.a.extend(a);
            }
            _ => {
                self.a.extend(a);
                self.b.extend(b);
            }
        }
    }

    /// An anchor: text that both sides have, with the ends of rows inside it.
    fn both(&mut self, piece: Piece) {
        if piece.folded {
            self.end_row(Pause::None);
            self.a.push(piece);
            self.b.push(piece);
            return self.end_row(Pause::None);
        }
        if piece.change != Change::Kept {
            self.a.push(piece);
            self.b.push(piece);
            return self.pause(piece.a.end as usize, piece.b.end as usize);
        }
        for (start, end) in between_pauses(piece.b.of(self.sides.b)) {
            let part = |span: Span| Span::new(span.start + start as u32, span.start + end as u32);
            let part = Piece { a: part(piece.a), b: part(piece.b), ..piece };
            self.pause(part.a.start as usize, part.b.start as usize);
            extend(&mut self.a, part);
            extend(&mut self.b, part);
        }
        self.pause(piece.a.end as usize, piece.b.end as usize);
    }

    /// Ends the row where both sides pause, A at byte `a` and B at `b`.
    fn pause(&mut self, a: usize, b: usize) {
        let pauses = [pause_before(self.sides.a, a), pause_before(self.sides.b, b)];
        match pauses[0].min(pauses[1]) {
            Pause::None => {}
            Pause::Sentence if !self.is_long() => {}
            weaker => self.end_row(weaker),
        }
    }

    fn is_long(&self) -> bool {
        let length = |pieces: &[Piece], side: fn(&Piece) -> Span| -> usize {
            pieces.iter().map(|piece| side(piece).len()).sum()
        };
        length(&self.a, |it| it.a).max(length(&self.b, |it| it.b)) > LONG
    }

    fn end_row(&mut self, pause: Pause) {
        let (a, b) = (std::mem::take(&mut self.a), std::mem::take(&mut self.b));
        let ends_paragraph = pause == Pause::Paragraph;
        if !a.is_empty() || !b.is_empty() {
            self.rows.push(Row { a, b, ends_paragraph });
        }
    }
}

/// Adds a part of kept text, joined with the part before it.
fn extend(pieces: &mut Vec<Piece>, part: Piece) {
    match pieces.last_mut() {
        Some(last)
            if last.change == Change::Kept
                && !last.folded
                && last.a.end == part.a.start
                && last.b.end == part.b.start =>
        {
            last.a.end = part.a.end;
            last.b.end = part.b.end;
        }
        _ => pieces.push(part),
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    use super::*;

    #[test]
    fn cells_hold_both_texts() {
        let long = "Nobody was hurt. ".repeat(200);
        let regions = sample::regions(&[
            (Change::Inserted, "Flood\n\n"),
            (Change::Kept, "Rain fell. It was cold.\n\nThe river "),
            (Change::Replaced, "rose|fell"),
            (Change::Kept, ".\n\n"),
            (Change::Kept, &long),
            (Change::Deleted, "The end."),
        ]);
        let a = format!("Rain fell. It was cold.\n\nThe river rose.\n\n{long}The end.");
        let b = format!("Flood\n\nRain fell. It was cold.\n\nThe river fell.\n\n{long}");
        let sides = Sides { a: &a, b: &b };
        let rows = rows(&regions, sides);
        let text = |pieces: &[Piece], side: fn(&Piece) -> Span, text: &str| -> String {
            pieces.iter().map(|piece| side(piece).of(text)).collect()
        };
        let left: String = rows.iter().map(|row| text(&row.a, |it| it.a, &a)).collect();
        let right: String = rows.iter().map(|row| text(&row.b, |it| it.b, &b)).collect();
        assert_eq!((left.as_str(), right.as_str()), (a.as_str(), b.as_str()));
        let heads: Vec<String> = rows.iter().map(|row| text(&row.b, |it| it.b, &b)).collect();
        assert_eq!(heads[..3], ["Flood\n\n", "Rain fell. It was cold.\n\n", "The river fell.\n\n"]);
        assert_eq!(rows.iter().filter(|row| row.is_folded()).count(), 1);
    }
}
