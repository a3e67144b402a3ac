//! Regions → the pieces that are drawn, long ones collapsed.

use crate::align::{Change, Region};
use crate::article::Span;

use super::Sides;
use crate::report::phrases::count;

/// A region, or a part of one, to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Piece {
    pub(in crate::report) change: Change,
    pub(in crate::report) a: Span,
    pub(in crate::report) b: Span,
    /// Whether a [`remark`] stands for the text.
    pub(in crate::report) collapsed: bool,
}

/// Which stretches are collapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Collapse {
    /// For text that both sides have.
    same: Limit,
    /// For text that was changed, or is on one side alone.
    changed: Limit,
}

/// When a stretch is collapsed, in bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit {
    /// Longer stretches are collapsed.
    over: usize,
    /// How much of a collapsed stretch stays visible at each end.
    keep: usize,
}

impl Collapse {
    /// For a few pairs: everything that a person would read in full.
    pub(in crate::report) const LONG: Self = {
        let limit = Limit { over: 4000, keep: 600 };
        Self { same: limit, changed: limit }
    };
    /// For many pairs: the differences and a few words around them.
    pub(in crate::report) const CONTEXT: Self =
        Self { same: Limit { over: 300, keep: 100 }, changed: Limit { over: 1200, keep: 300 } };
    /// For a page on which what is collapsed can be opened.
    #[cfg(feature = "report-html")]
    pub(in crate::report) const PAGE: Self =
        Self { same: Limit { over: 900, keep: 240 }, changed: Limit { over: 1800, keep: 500 } };
}

/// The pieces to draw, in the order of `regions`.
pub(in crate::report) fn pieces(
    regions: &[Region],
    sides: Sides<'_>,
    collapse: Collapse,
) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(regions.len());
    for (i, region) in regions.iter().enumerate() {
        let outermost = Outermost { first: i == 0, last: i + 1 == regions.len() };
        match region.change {
            Change::Kept => push(&mut pieces, *region, sides, collapse.same, outermost),
            Change::Moved | Change::Inserted | Change::Deleted => {
                push(&mut pieces, *region, sides, collapse.changed, Outermost::default());
            }
            Change::Replaced | Change::Respelled => {
                for part in around_line_break(*region, sides) {
                    push_changed(&mut pieces, part, sides, collapse.changed);
                }
            }
        }
    }
    pieces
}

/// A part whose sides differ: if it is long, each side is collapsed by itself.
fn push_changed(pieces: &mut Vec<Piece>, part: Region, sides: Sides<'_>, limit: Limit) {
    if part.a.len().max(part.b.len()) <= limit.over {
        return pieces.push(whole(part));
    }
    for half in halves(part) {
        push(pieces, half, sides, limit, Outermost::default());
    }
}

/// A changed region, cut where a line or paragraph ends on both sides: what is
/// before, the white space, what is behind. Otherwise a change would span two
/// paragraphs where a quotation ends the one and another begins the next.
fn around_line_break(region: Region, sides: Sides<'_>) -> impl Iterator<Item = Region> {
    let line_breaks = (line_break(region.a, sides.a), line_break(region.b, sides.b));
    let parts = match line_breaks {
        (Some(a), Some(b)) => [
            part(
                region.change,
                Span::new(region.a.start, a.start),
                Span::new(region.b.start, b.start),
            ),
            part(Change::Respelled, a, b),
            part(region.change, Span::new(a.end, region.a.end), Span::new(b.end, region.b.end)),
        ],
        _ => [Some(region), None, None],
    };
    parts.into_iter().flatten()
}

fn part(change: Change, a: Span, b: Span) -> Option<Region> {
    let change = match (a.is_empty(), b.is_empty()) {
        (true, true) => return None,
        (true, false) => Change::Inserted,
        (false, true) => Change::Deleted,
        (false, false) => change,
    };
    Some(Region::new(change, a, b))
}

/// The white space around the only line or paragraph break in `span`.
fn line_break(span: Span, text: &str) -> Option<Span> {
    let text = span.of(text);
    let at = text.find('\n')?;
    let start = text[..at].trim_end().len();
    let end = text.len() - text[at..].trim_start().len();
    let is_only = !text[end..].contains('\n');
    is_only.then(|| Span::new(span.start + start as u32, span.start + end as u32))
}

/// Whether a region is the first or the last one: of these, only the end
/// towards the middle is context.
#[derive(Clone, Copy, Debug, Default)]
struct Outermost {
    first: bool,
    last: bool,
}

fn whole(region: Region) -> Piece {
    Piece { change: region.change, a: region.a, b: region.b, collapsed: false }
}

fn halves(region: Region) -> [Region; 2] {
    let Region { a, b, .. } = region;
    [
        Region::new(Change::Deleted, a, Span::new(b.start, b.start)),
        Region::new(Change::Inserted, Span::new(a.end, a.end), b),
    ]
}

/// A region that has the same bytes on both sides, or is on one side only; if
/// it is long, as head, remark, and tail.
fn push(
    pieces: &mut Vec<Piece>,
    region: Region,
    sides: Sides<'_>,
    limit: Limit,
    outermost: Outermost,
) {
    let text = if region.b.is_empty() { region.a.of(sides.a) } else { region.b.of(sides.b) };
    if text.len() <= limit.over {
        return pieces.push(whole(region));
    }
    let head = if outermost.first { 0 } else { space_from(text, limit.keep) };
    let tail = if outermost.last { text.len() } else { space_up_to(text, text.len() - limit.keep) };
    if head >= tail {
        return pieces.push(whole(region));
    }
    let cuts = [(0, head, false), (head, tail, true), (tail, text.len(), false)];
    for (start, end, collapsed) in cuts.into_iter().filter(|(start, end, _)| start < end) {
        let part = |span: Span| {
            if span.is_empty() {
                span
            } else {
                Span::new(span.start + start as u32, span.start + end as u32)
            }
        };
        let (a, b) = (part(region.a), part(region.b));
        pieces.push(Piece { change: region.change, a, b, collapsed });
    }
}

/// The pieces with text of A, in A's order.
pub(in crate::report) fn by_place_in_a(pieces: &[Piece]) -> Vec<&Piece> {
    let mut left: Vec<&Piece> = pieces.iter().filter(|piece| !piece.a.is_empty()).collect();
    left.sort_by_key(|piece| piece.a.start);
    left
}

/// The pieces whose two sides start in the same row: kept text, which has the
/// same order on both sides, and the white space between the same two kept
/// pieces.
pub(in crate::report) fn anchors<'p>(pieces: &'p [Piece], sides: Sides<'_>) -> Vec<&'p Piece> {
    let mut anchors: Vec<&Piece> = Vec::new();
    for piece in pieces.iter().filter(|piece| !piece.a.is_empty() && !piece.b.is_empty()) {
        if piece.change == Change::Kept {
            // White space that A has behind this place is out of order.
            while anchors.last().is_some_and(|last| last.a.end > piece.a.start) {
                anchors.pop();
            }
            anchors.push(piece);
        } else if is_spacing(*piece, sides)
            && anchors.last().is_none_or(|last| last.a.end <= piece.a.start)
        {
            anchors.push(piece);
        }
    }
    anchors
}

/// How far from the wanted place a space is looked for, in characters.
const REACH: usize = 24;

/// The first space from `at` on, or the first character boundary where no space is near.
fn space_from(text: &str, at: usize) -> usize {
    let at = (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    let space = text[at..].char_indices().take(REACH).find(|(_, c)| c.is_whitespace());
    space.map_or(at, |(i, _)| at + i)
}

/// The end of the last space up to `at`, or the last character boundary where no space is near.
fn space_up_to(text: &str, at: usize) -> usize {
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let space = text[..at].char_indices().rev().take(REACH).find(|(_, c)| c.is_whitespace());
    space.map_or(at, |(i, c)| i + c.len_utf8())
}

/// Whether the two sides of a piece differ in nothing but white space.
pub(in crate::report) fn is_spacing(piece: Piece, sides: Sides<'_>) -> bool {
    let is_blank = |text: &str| text.trim().is_empty();
    piece.change == Change::Respelled
        && is_blank(piece.a.of(sides.a))
        && is_blank(piece.b.of(sides.b))
}

/// What is said in place of a collapsed piece.
pub(in crate::report) fn remark(piece: Piece, sides: Sides<'_>) -> String {
    let text = if piece.b.is_empty() { piece.a.of(sides.a) } else { piece.b.of(sides.b) };
    let characters = count(text.chars().count());
    let what = match piece.change {
        Change::Kept | Change::Respelled => "unchanged",
        Change::Moved => "moved",
        Change::Inserted | Change::Replaced => "only in B",
        Change::Deleted => "only in A",
    };
    format!("⋯ {characters} characters {what} ⋯")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_cut_where_a_paragraph_ends() {
        let sides = Sides { a: "good.”\n\n“He", b: "good”.\n\n\"He" };
        let quotes = Region::new(Change::Respelled, Span::new(4, 13), Span::new(4, 11));
        let parts: Vec<_> = around_line_break(quotes, sides)
            .map(|part| (part.a.of(sides.a), part.b.of(sides.b)))
            .collect();
        assert_eq!(parts, [(".”", "”."), ("\n\n", "\n\n"), ("“", "\"")]);
    }

    #[test]
    fn collapsing_loses_no_byte() {
        let kept = "über Land und Meer, ".repeat(30);
        let sides = Sides { a: &format!("{kept}alt{kept}"), b: &format!("{kept}neu neu{kept}") };
        let k = kept.len() as u32;
        let regions = [
            Region::new(Change::Kept, Span::new(0, k), Span::new(0, k)),
            Region::new(Change::Replaced, Span::new(k, k + 3), Span::new(k, k + 7)),
            Region::new(Change::Kept, Span::new(k + 3, 2 * k + 3), Span::new(k + 7, 2 * k + 7)),
        ];
        let pieces = pieces(&regions, sides, Collapse::CONTEXT);
        let a: String = pieces.iter().map(|piece| piece.a.of(sides.a)).collect();
        let b: String = pieces.iter().map(|piece| piece.b.of(sides.b)).collect();
        assert_eq!((a.as_str(), b.as_str()), (sides.a, sides.b));
        let collapsed: Vec<bool> = pieces.iter().map(|piece| piece.collapsed).collect();
        assert_eq!(collapsed, [true, false, false, false, true]);
    }
}
