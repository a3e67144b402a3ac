//! Both texts as rows: what corresponds is in one row.
//!
//! A row ends where, inside text that both have, a paragraph or line ends on
//! both sides; or, once a side is long, a sentence. Nothing is lost: the cells
//! of a side, one after the other, are its text.

use unicode_width::UnicodeWidthStr;

use crate::align::Change;
use crate::article::Span;

use super::Sides;
use super::breaks::{TextBreak, between_breaks, break_before};
use super::pieces::{Piece, anchors, by_place_in_a};

/// What is shown side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Row {
    /// The pieces of A, in A's order.
    pub(in crate::report) a: Vec<Piece>,
    /// The pieces of B, in B's order.
    pub(in crate::report) b: Vec<Piece>,
    /// Whether a paragraph ends here.
    pub(in crate::report) ends_paragraph: bool,
}

impl Row {
    /// Whether both sides have the same text.
    #[cfg(feature = "report-html")]
    pub(in crate::report) fn is_same(&self) -> bool {
        self.a.iter().chain(&self.b).all(|piece| piece.change == Change::Kept)
    }

    /// The one piece of a row that is a long stretch of the same text.
    pub(in crate::report) fn collapsed(&self) -> Option<Piece> {
        let first = self.a.first().filter(|piece| piece.collapsed);
        first.filter(|piece| piece.change == Change::Kept && !piece.b.is_empty()).copied()
    }
}

/// The rows of two texts. A side is long from `long` columns on, as a terminal
/// counts them: a row ends at the next sentence.
pub(in crate::report) fn rows(pieces: &[Piece], sides: Sides<'_>, long: usize) -> Vec<Row> {
    let mut builder = RowBuilder::new(sides, long);
    let mut left = by_place_in_a(pieces).into_iter().copied().peekable();
    let mut right = pieces.iter().filter(|piece| !piece.b.is_empty()).copied().peekable();
    for anchor in anchors(pieces, sides) {
        let a = std::iter::from_fn(|| left.next_if(|it| it.a.start < anchor.a.start)).collect();
        let b = std::iter::from_fn(|| right.next_if(|it| it.b.start < anchor.b.start)).collect();
        builder.beside(a, b);
        left.next();
        right.next();
        builder.both(*anchor);
    }
    builder.beside(left.collect(), right.collect());
    builder.end_row(TextBreak::None);
    builder.rows
}

struct RowBuilder<'t> {
    sides: Sides<'t>,
    long: usize,
    rows: Vec<Row>,
    a: Cell<'t>,
    b: Cell<'t>,
}

/// One side of the row that is being built.
struct Cell<'t> {
    text: &'t str,
    side: fn(&Piece) -> Span,
    pieces: Vec<Piece>,
    /// Columns that the pieces fill.
    columns: usize,
    is_blank: bool,
}

impl Cell<'_> {
    fn push(&mut self, piece: Piece) {
        let text = (self.side)(&piece).of(self.text);
        self.columns += text.width();
        self.is_blank &= text.trim().is_empty();
        match self.pieces.last_mut() {
            Some(last) if is_continued(last, &piece) => {
                last.a.end = piece.a.end;
                last.b.end = piece.b.end;
            }
            _ => self.pieces.push(piece),
        }
    }

    fn take(&mut self) -> Vec<Piece> {
        (self.columns, self.is_blank) = (0, true);
        std::mem::take(&mut self.pieces)
    }
}

/// Whether two pieces are one stretch of kept text.
fn is_continued(last: &Piece, next: &Piece) -> bool {
    let is_open = |piece: &Piece| piece.change == Change::Kept && !piece.collapsed;
    is_open(last) && is_open(next) && last.a.end == next.a.start && last.b.end == next.b.start
}

impl<'t> RowBuilder<'t> {
    fn new(sides: Sides<'t>, long: usize) -> Self {
        let cell = |text, side| Cell { text, side, pieces: Vec::new(), columns: 0, is_blank: true };
        let (a, b) = (cell(sides.a, |it: &Piece| it.a), cell(sides.b, |it: &Piece| it.b));
        Self { sides, long, rows: Vec::new(), a, b }
    }

    /// Adds what is between two anchors. Whole paragraphs on one side alone,
    /// such as a headline that the other lacks, get a row of their own.
    fn beside(&mut self, a: Vec<Piece>, b: Vec<Piece>) {
        let break_a = a.last().map(|last| break_before(self.sides.a, last.a.end as usize));
        let break_b = b.last().map(|last| break_before(self.sides.b, last.b.end as usize));
        let ends_line = |it: Option<TextBreak>| it.filter(|it| *it >= TextBreak::Line);
        let is_start = self.a.is_blank && self.b.is_blank;
        let (alone_a, alone_b) = match (ends_line(break_a), ends_line(break_b)) {
            (Some(alone), None) if is_start => (Some(alone), None),
            (None, Some(alone)) if is_start => (None, Some(alone)),
            _ => (None, None),
        };
        if let Some(alone) = alone_b {
            b.into_iter().for_each(|piece| self.b.push(piece));
            self.end_row(alone);
            return a.into_iter().for_each(|piece| self.a.push(piece));
        }
        a.into_iter().for_each(|piece| self.a.push(piece));
        if let Some(alone) = alone_a {
            self.end_row(alone);
        }
        b.into_iter().for_each(|piece| self.b.push(piece));
    }

    /// Adds an anchor: text that both sides have, with the ends of rows inside it.
    fn both(&mut self, piece: Piece) {
        if piece.collapsed {
            self.end_row(TextBreak::None);
            self.push_both(piece);
            return self.end_row(TextBreak::None);
        }
        if piece.change != Change::Kept {
            self.push_both(piece);
        } else {
            for (start, end) in between_breaks(piece.b.of(self.sides.b)) {
                let part =
                    |span: Span| Span::new(span.start + start as u32, span.start + end as u32);
                let part = Piece { a: part(piece.a), b: part(piece.b), ..piece };
                self.break_at(part.a.start, part.b.start);
                self.push_both(part);
            }
        }
        self.break_at(piece.a.end, piece.b.end);
    }

    fn push_both(&mut self, piece: Piece) {
        self.a.push(piece);
        self.b.push(piece);
    }

    /// Ends the row where both sides break, A at byte `a` and B at `b`: at the
    /// end of a line, or of a sentence once a side is long. A sentence that ends
    /// a line on one side is reason enough: that side goes on below anyway.
    fn break_at(&mut self, a: u32, b: u32) {
        let breaks =
            [break_before(self.sides.a, a as usize), break_before(self.sides.b, b as usize)];
        let is_long = self.a.columns.max(self.b.columns) >= self.long;
        match breaks[0].min(breaks[1]) {
            TextBreak::None => {}
            TextBreak::Sentence if breaks[0] == breaks[1] && !is_long => {}
            weaker => self.end_row(weaker),
        }
    }

    fn end_row(&mut self, at: TextBreak) {
        let (a, b) = (self.a.take(), self.b.take());
        if !a.is_empty() || !b.is_empty() {
            self.rows.push(Row { a, b, ends_paragraph: at == TextBreak::Paragraph });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::layout::{Collapse, pieces};
    use crate::report::sample;

    use super::*;

    fn text(pieces: &[Piece], side: fn(&Piece) -> Span, text: &str) -> String {
        pieces.iter().map(|piece| side(piece).of(text)).collect()
    }

    #[test]
    fn cells_hold_both_texts() {
        let long = "Nobody was hurt. ".repeat(300);
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
        let rows = rows(&pieces(&regions, sides, Collapse::LONG), sides, 600);
        let left: String = rows.iter().map(|row| text(&row.a, |it| it.a, &a)).collect();
        let right: String = rows.iter().map(|row| text(&row.b, |it| it.b, &b)).collect();
        assert_eq!((left.as_str(), right.as_str()), (a.as_str(), b.as_str()));
        let heads: Vec<String> = rows.iter().map(|row| text(&row.b, |it| it.b, &b)).collect();
        assert_eq!(heads[..3], ["Flood\n\n", "Rain fell. It was cold.\n\n", "The river fell.\n\n"]);
        assert_eq!(rows.iter().filter(|row| row.collapsed().is_some()).count(), 1);
    }

    #[test]
    fn a_long_row_ends_at_a_sentence_of_any_script() {
        for sentence in ["It rained a lot. ", "नदी बढ़ गई। ", "قال نعم؟ ", "河水上涨。"]
        {
            let both = sentence.repeat(40);
            let regions = sample::regions(&[(Change::Kept, &both), (Change::Inserted, "x")]);
            let b = format!("{both}x");
            let sides = Sides { a: &both, b: &b };
            let rows = rows(&pieces(&regions, sides, Collapse::LONG), sides, 60);
            assert!(rows.len() > 4, "{sentence}: {}", rows.len());
            for row in &rows[..rows.len() - 1] {
                let a = text(&row.a, |it| it.a, &both);
                assert!(a.ends_with(sentence) && a.width() < 60 + 20, "{a:?}");
            }
        }
    }
}
