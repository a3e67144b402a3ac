//! A picture of a pair: which part of one article comes from which of the other.

use maud::{Markup, html};

use crate::align::{Alignment, Passage};
use crate::article::Span;
use crate::report::phrases::counted;

use super::histogram::tenths;

/// The picture's size, in user units; it is scaled to the width of the page.
const WIDTH: f32 = 1000.0;
const BAR: f32 = 14.0;
const GAP: f32 = 26.0;

/// The most passages that are drawn as links: by keyboard, each is one more stop.
const LINKED: usize = 24;

/// Two bars, as long as the articles, and for each passage a band from its place
/// in A to its place in B. `lengths` in bytes.
pub(super) fn map(pair: &str, alignment: &Alignment, lengths: [usize; 2]) -> Markup {
    let longer = lengths[0].max(lengths[1]).max(1) as f32;
    let x = |byte: usize| byte as f32 * WIDTH / longer;
    let bottom = BAR + GAP;
    let is_linked = alignment.passages.len() <= LINKED;
    html! {
        div.map {
            span aria-hidden="true" { "A" }
            svg viewBox=(format!("0 0 {WIDTH} {}", bottom + BAR)) preserveAspectRatio="none"
                role=(if is_linked { "group" } else { "img" })
                aria-label=(description(alignment, lengths)) {
                rect.bar width=(tenths(x(lengths[0]))) height=(BAR) {}
                rect.bar y=(bottom) width=(tenths(x(lengths[1]))) height=(BAR) {}
                @for (at, passage) in alignment.passages.iter().enumerate() {
                    @if is_linked {
                        a href={ "#pair-" (pair) "-a" (at + 1) } aria-label=(name(at, passage)) {
                            (band(at, passage, x))
                        }
                    } @else {
                        (band(at, passage, x))
                    }
                }
            }
            span aria-hidden="true" { "B" }
        }
    }
}

fn band(at: usize, passage: &Passage, x: impl Fn(usize) -> f32) -> Markup {
    let side = |span: Span| {
        let (start, end) = (x(span.start as usize), x(span.end as usize));
        (tenths(start), tenths(end.max(start + 2.0)))
    };
    let ((a0, a1), (b0, b1)) = (side(passage.a), side(passage.b));
    let (bottom, foot) = (BAR + GAP, BAR + GAP + BAR);
    let kind = if passage.moved { "moved" } else { passage.kind.name() };
    html! {
        g class=(kind) data-p=(at + 1) {
            path d=(format!("M{a0} 0H{a1}V{BAR}H{a0}ZM{b0} {bottom}H{b1}V{foot}H{b0}Z")) {}
            path.band d=(format!("M{a0} {BAR}H{a1}L{b1} {bottom}H{b0}Z")) {}
            title { (name(at, passage)) }
        }
    }
}

fn name(at: usize, passage: &Passage) -> String {
    let moved = if passage.moved { ", at another place" } else { "" };
    format!("Passage {}: {}{moved}", at + 1, passage.kind.name())
}

/// The picture in a sentence.
fn description(alignment: &Alignment, lengths: [usize; 2]) -> String {
    let share = |span: fn(&Passage) -> Span, length: usize| {
        let bytes: usize = alignment.passages.iter().map(|it| span(it).len()).sum();
        (100 * bytes.min(length)) / length.max(1)
    };
    format!(
        "{}: {} % of A, {} % of B",
        counted(alignment.passages.len(), "passage"),
        share(|it| it.a, lengths[0]),
        share(|it| it.b, lengths[1]),
    )
}
