//! Both texts of a pair, with every difference marked and every passage linked.

use maud::{Markup, html};

use crate::align::{Alignment, Change};
use crate::article::Span;
use crate::report::escape;
use crate::report::layout::{Collapse, Piece, Row, Sides, pieces, remark, rows};

use super::substance;

/// From this many columns of text on, a row ends at the next sentence.
const LONG_ROW: usize = 600;

/// The column of one of the two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    A,
    B,
}

/// Both texts, row by row. `pair` is the pair's key; `alignment` that of
/// `sides`.
pub(super) fn texts(pair: &str, alignment: &Alignment, sides: Sides<'_>) -> Markup {
    let renderer = TextsRenderer {
        pair,
        sides,
        a: passages(alignment, Column::A),
        b: passages(alignment, Column::B),
        substance_a: substance::places(alignment, |region| region.a),
        substance_b: substance::places(alignment, |region| region.b),
    };
    let pieces = pieces(&alignment.regions, sides, Collapse::PAGE);
    html! {
        div.rows { @for row in rows(&pieces, sides, LONG_ROW) { (renderer.row(&row)) } }
    }
}

/// The passages of one side, without overlap, in order: where, and which number.
fn passages(alignment: &Alignment, side: Column) -> Vec<(Span, usize)> {
    let numbered = alignment.passages.iter().zip(1..);
    let mut spans: Vec<(Span, usize)> = numbered
        .map(|(passage, number)| (if side == Column::A { passage.a } else { passage.b }, number))
        .collect();
    spans.sort_unstable();
    let mut end = 0;
    for (span, _) in &mut spans {
        span.start = span.start.max(end).min(span.end);
        end = span.end.max(end);
    }
    spans.retain(|(span, _)| !span.is_empty());
    spans
}

/// A piece, or the part of it that is in one passage or in none.
struct Fragment {
    piece: Piece,
    span: Span,
    passage: Option<usize>,
    /// Whether the passage begins here.
    starts: bool,
}

struct TextsRenderer<'t> {
    pair: &'t str,
    sides: Sides<'t>,
    /// The passages of each side: where, and which number.
    a: Vec<(Span, usize)>,
    b: Vec<(Span, usize)>,
    /// The changes of substance of each side: where, and which number.
    substance_a: Vec<(Span, usize)>,
    substance_b: Vec<(Span, usize)>,
}

impl TextsRenderer<'_> {
    fn row(&self, row: &Row) -> Markup {
        let class = match (row.is_same(), row.ends_paragraph) {
            (true, true) => "row same par",
            (true, false) => "row same",
            (false, true) => "row par",
            (false, false) => "row",
        };
        let cells = html! {
            div class=(class) { (self.cell(Column::A, &row.a)) (self.cell(Column::B, &row.b)) }
        };
        match row.collapsed() {
            Some(piece) => html! {
                details.fold { summary { (remark(piece, self.sides)) } (cells) }
            },
            None => cells,
        }
    }

    fn cell(&self, side: Column, pieces: &[Piece]) -> Markup {
        let fragments: Vec<Fragment> =
            pieces.iter().flat_map(|piece| self.fragments(side, piece)).collect();
        let is_together = |x: &Fragment, y: &Fragment| {
            x.passage == y.passage && !is_collapsed(&x.piece) && !is_collapsed(&y.piece)
        };
        let is_blank =
            |fragment: &Fragment| fragment.span.of(side.of(self.sides)).trim().is_empty();
        let first = fragments.iter().position(|fragment| !is_blank(fragment));
        let last = fragments.iter().rposition(|fragment| !is_blank(fragment));
        let mut at = 0;
        html! {
            @if fragments.is_empty() {
                div.cell.none {}
            } @else {
                div.cell data-s=(side.name()) dir="auto" lang="" {
                    bdi.vh { (side.name()) ": " }
                    @for group in fragments.chunk_by(is_together) {
                        @let texts: Vec<Markup> = group.iter().map(|fragment| {
                            let text = self.text(side, fragment, first >= Some(at), last <= Some(at));
                            at += 1;
                            text
                        }).collect();
                        (self.group(side, group, &texts))
                    }
                }
            }
        }
    }

    /// Fragments of one passage, or of none; or one that is collapsed.
    fn group(&self, side: Column, fragments: &[Fragment], texts: &[Markup]) -> Markup {
        let badge =
            fragments.iter().find(|fragment| fragment.starts).and_then(|fragment| fragment.passage);
        let content = html! {
            @if let Some(number) = badge { (self.badge(side, number)) }
            @for text in texts { (text) }
        };
        let Some(first) = fragments.first() else { return content };
        let content = match first.passage {
            Some(number) => html! { span.p data-p=(number) { (content) } },
            None => content,
        };
        if !is_collapsed(&first.piece) {
            return content;
        }
        html! { details.fold { summary { (remark(first.piece, self.sides)) } (content) } }
    }

    /// The number of a passage, which leads to its place on the other side.
    fn badge(&self, side: Column, number: usize) -> Markup {
        let (own, other) = (side.name(), side.other().name());
        let place = |side: &str| format!("pair-{}-{}{number}", self.pair, side.to_lowercase());
        html! {
            a.n id=(place(own)) href={ "#" (place(other)) }
                aria-label={ "Passage " (number) ", to its place in " (other) } { (number) }
        }
    }

    /// The text of a fragment with its mark. White space at its ends is outside the mark,
    /// and left out where a cell begins or ends.
    fn text(&self, side: Column, fragment: &Fragment, is_first: bool, is_last: bool) -> Markup {
        let text = fragment.span.of(side.of(self.sides));
        let inner = text.trim();
        let before = &text[..text.len() - text.trim_start().len()];
        let after = if inner.is_empty() { "" } else { &text[text.trim_end().len()..] };
        let is_outside = is_first || is_last && inner.is_empty();
        let substance = self.substance(side, fragment);
        html! {
            @if !is_outside { (spacing(before)) }
            @if let Some(place) = self.place(side, fragment, substance) { span.at id=(place) {} }
            @if !inner.is_empty() {
                (mark(side, fragment.piece.change, substance.is_some(), &visible(inner)))
            }
            @if !is_last { (spacing(after)) }
        }
    }

    /// The change of substance that a fragment is part of.
    fn substance(&self, side: Column, fragment: &Fragment) -> Option<(Span, usize)> {
        let places = if side == Column::A { &self.substance_a } else { &self.substance_b };
        let next = places.partition_point(|(span, _)| span.end <= fragment.span.start);
        places.get(next).copied().filter(|(span, _)| span.start <= fragment.span.start)
    }

    /// The id of the place where a change of substance begins: in B, if it has
    /// text of it, else in A.
    fn place(
        &self,
        side: Column,
        fragment: &Fragment,
        substance: Option<(Span, usize)>,
    ) -> Option<String> {
        let (span, number) = substance.filter(|(span, _)| span.start == fragment.span.start)?;
        debug_assert!(!span.is_empty());
        let is_here =
            side == Column::B || self.substance_b.iter().all(|(_, other)| *other != number);
        is_here.then(|| substance::place(self.pair, number))
    }

    /// A piece, cut where passages begin and end.
    fn fragments(&self, side: Column, piece: &Piece) -> Vec<Fragment> {
        let (span, passages) = match side {
            Column::A => (piece.a, &self.a),
            Column::B => (piece.b, &self.b),
        };
        let mut fragments = Vec::new();
        let mut at = span.start;
        let first = passages.partition_point(|(passage, _)| passage.end <= at);
        let mut push = |start: u32, end: u32, passage: Option<usize>, starts: bool| {
            if start < end {
                fragments.push(Fragment {
                    piece: *piece,
                    span: Span::new(start, end),
                    passage,
                    starts,
                });
            }
        };
        for (passage, number) in passages[first..].iter().take_while(|it| it.0.start < span.end) {
            push(at, passage.start.max(at), None, false);
            let start = passage.start.max(at);
            at = passage.end.min(span.end);
            push(start, at, Some(*number), start == passage.start);
        }
        push(at, span.end, None, false);
        fragments
    }
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    const fn of(self, sides: Sides<'_>) -> &str {
        match self {
            Self::A => sides.a,
            Self::B => sides.b,
        }
    }
}

/// Text that both have is collapsed with its row, any other inside its cell.
fn is_collapsed(piece: &Piece) -> bool {
    piece.collapsed && piece.change != Change::Kept
}

/// Longer text, in bytes, is marked by a bar at its side: whole paragraphs that
/// are struck out are hard to read.
const LONG: usize = 240;

/// Text of an article inside the elements that say what was done to it, one for
/// each line: a frame around an empty line is noise.
fn mark(side: Column, change: Change, is_substance: bool, text: &str) -> Markup {
    if change == Change::Kept {
        return html! { (text) };
    }
    if text.len() > LONG {
        return element(side, change, is_substance, true, text);
    }
    html! {
        @for (at, line) in text.split('\n').enumerate() {
            @if at > 0 { "\n" }
            @if !line.is_empty() { (element(side, change, is_substance, false, line)) }
        }
    }
}

/// Says what was done in colour, in form, and, for those who listen, in words.
fn element(side: Column, change: Change, is_sub: bool, is_long: bool, text: &str) -> Markup {
    let said = |words: &str| html! { bdi.vh { " [" (words) ": " } (text) bdi.vh { "] " } };
    match (side, change) {
        (_, Change::Kept) => html! { (text) },
        (_, Change::Moved) => html! { mark.m.long[is_long] { (said("moved")) } },
        (_, Change::Respelled) => html! { span.s.sub[is_sub] { (text) } },
        (Column::A, Change::Replaced) => {
            html! { del.r.sub[is_sub].long[is_long] { (said("replaced")) } }
        }
        (Column::B, Change::Replaced) => html! { ins.r.sub[is_sub].long[is_long] { (said("by")) } },
        (Column::A, _) => html! { del.d.sub[is_sub].long[is_long] { (said("only in A")) } },
        (Column::B, _) => html! { ins.i.sub[is_sub].long[is_long] { (said("only in B")) } },
    }
}

/// A run of white space as the page has it: a space, a line's end, or an empty line.
fn spacing(space: &str) -> &'static str {
    match space.bytes().filter(|byte| *byte == b'\n').count() {
        0 if space.is_empty() => "",
        0 => " ",
        1 => "\n",
        _ => "\n\n",
    }
}

/// `text` with its white space normalized and every unsafe character visible.
fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_whitespace) {
        let (word, behind) = rest.split_at(start);
        let end = behind.find(|c: char| !c.is_whitespace()).unwrap_or(behind.len());
        visible.push_str(&escape::text(word));
        visible.push_str(spacing(&behind[..end]));
        rest = &behind[end..];
    }
    visible.push_str(&escape::text(rest));
    visible
}

#[cfg(test)]
mod tests {
    use crate::align::{Passage, PassageKind};
    use crate::report::sample;

    use super::*;

    /// Where a stretch begins and ends.
    type Ends = (u32, u32);

    fn alignment(regions: &[(Change, &str)], passages: &[(Ends, Ends)]) -> Alignment {
        let passage = |(a, b): &((u32, u32), (u32, u32))| Passage {
            a: Span::new(a.0, a.1),
            b: Span::new(b.0, b.1),
            kind: PassageKind::Edited,
            moved: false,
            score: 0.8,
        };
        Alignment {
            passages: passages.iter().map(passage).collect(),
            regions: sample::regions(regions),
        }
    }

    #[test]
    fn marks_and_passages_nest() {
        let alignment = alignment(
            &[(Change::Kept, "It rose "), (Change::Replaced, "one|2 or"), (Change::Kept, " day.")],
            &[((3, 16), (3, 17))],
        );
        let sides = Sides { a: "It rose one day.", b: "It rose 2 or day." };
        let page = texts("7", &alignment, sides).0;
        // One line for each side is easier to read.
        let page = page.replace("<bdi class=\"vh\">B: ", "\n<bdi class=\"vh\">B: ");
        insta::assert_snapshot!(page, @r##"
        <div class="rows"><div class="row"><div class="cell" data-s="A" dir="auto" lang=""><bdi class="vh">A: </bdi>It <span class="p" data-p="1"><a class="n" id="pair-7-a1" href="#pair-7-b1" aria-label="Passage 1, to its place in B">1</a>rose <del class="r"><bdi class="vh"> [replaced: </bdi>one<bdi class="vh">] </bdi></del> day.</span></div><div class="cell" data-s="B" dir="auto" lang="">
        <bdi class="vh">B: </bdi>It <span class="p" data-p="1"><a class="n" id="pair-7-b1" href="#pair-7-a1" aria-label="Passage 1, to its place in A">1</a>rose <ins class="r"><bdi class="vh"> [by: </bdi>2 or<bdi class="vh">] </bdi></ins> day.</span></div></div></div>
        "##);
    }

    #[test]
    fn nothing_of_a_text_is_taken_as_markup() {
        let hostile =
            "<script>alert(1)</script> ]]> \" onmouseover=x </details> --> \u{202e}\0&lt;";
        let alignment = alignment(&[(Change::Kept, hostile)], &[]);
        let page = texts("1", &alignment, Sides { a: hostile, b: hostile }).0;
        assert!(!page.contains("<script") && !page.contains("</details") && !page.contains("-->"));
        assert!(page.contains(r"\u{202e}\u{0}&amp;lt;"), "{page}");
    }
}
