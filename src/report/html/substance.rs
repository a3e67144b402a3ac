//! Which edits change what is said, each with the words around it.

use maud::{Markup, html};

use crate::align::{Alignment, Region, Substance};
use crate::article::Span;
use crate::report::escape;
use crate::report::layout::Sides;
use crate::report::phrases::count;

/// How many are listed for a pair in full, and for any other.
const LISTED: usize = 30;
const LISTED_IN_BRIEF: usize = 3;

/// Characters of a side of an edit, and of the text around it.
const WORDS: usize = 120;
const AROUND: usize = 40;

/// The changes of substance of the pair with this key, each leading to its place in the text,
/// if that is there.
pub(super) fn list(pair: &str, in_full: bool, alignment: &Alignment, sides: Sides<'_>) -> Markup {
    let mut changes: Vec<(&Region, usize)> = alignment.substance().zip(1..).collect();
    changes.sort_by_key(|(region, _)| region.substance == Substance::LOOKALIKE);
    let all = changes.len();
    let listed = if in_full { LISTED } else { LISTED_IN_BRIEF };
    html! {
        @if all > 0 {
            div.substance {
                h4 { "Changes of substance " span.note { (count(all)) } }
                ul {
                    @for (region, number) in changes.into_iter().take(listed) {
                        li {
                            span.kinds { (region.substance.names().collect::<Vec<_>>().join(", ")) }
                            " "
                            @if in_full {
                                a href={ "#" (place(pair, number)) } { (change(region, sides)) }
                            } @else {
                                (change(region, sides))
                            }
                        }
                    }
                    @if all > listed { li.note { span {} span { "and " (count(all - listed)) " more" } } }
                }
            }
        }
    }
}

/// Where a change of substance is in the texts, as a fragment's id.
pub(super) fn place(pair: &str, number: usize) -> String {
    format!("pair-{pair}-s{number}")
}

/// The changes of substance by their place on one side, with their numbers.
pub(super) fn places(alignment: &Alignment, side: impl Fn(&Region) -> Span) -> Vec<(Span, usize)> {
    let numbered = alignment.substance().zip(1..);
    let mut places: Vec<_> = numbered.map(|(region, number)| (side(region), number)).collect();
    places.retain(|(span, _)| !span.is_empty());
    places.sort_unstable();
    places
}

/// An edit and the words around it, in one line.
pub(super) fn change(region: &Region, sides: Sides<'_>) -> Markup {
    let (a, b) = (region.a.of(sides.a), region.b.of(sides.b));
    let (text, span) = if region.b.is_empty() { (sides.a, region.a) } else { (sides.b, region.b) };
    let is_both = !a.trim().is_empty() && !b.trim().is_empty();
    // White space at the edges of the edit belongs to what is around it.
    let edit = span.of(text);
    let start_of_words = span.start as usize + edit.len() - edit.trim_start().len();
    let end_of_words = start_of_words + edit.trim().len();
    html! {
        bdi lang="" {
            (before(&text[..start_of_words]))
            @if !a.trim().is_empty() {
                del class=(if is_both { "r" } else { "d" }) { bdi.vh { " [" } (start(a.trim(), WORDS)) bdi.vh { "] " } }
            }
            @if is_both { " " }
            @if !b.trim().is_empty() {
                ins class=(if is_both { "r" } else { "i" }) { bdi.vh { " [now: " } (start(b.trim(), WORDS)) bdi.vh { "] " } }
            }
            (after(&text[end_of_words..]))
        }
    }
}

/// The end of a text, as much as tells where one is.
fn before(text: &str) -> String {
    let from = text.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = &text[from..];
    let cut = if from == 0 { 0 } else { end.find(char::is_whitespace).unwrap_or(0) };
    let mark = if from == 0 { "" } else { "…" };
    let glue = if text.ends_with(char::is_whitespace) { " " } else { "" };
    format!("{mark}{}{glue}", line(end[cut..].trim()))
}

/// The start of a text, as much as tells where one is.
fn after(text: &str) -> String {
    let glue = if text.starts_with(char::is_whitespace) { " " } else { "" };
    format!("{glue}{}", start(text.trim(), AROUND))
}

/// The first `characters` characters, in one line.
fn start(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => line(text),
        Some((at, _)) => {
            let end = text[..at].rfind(char::is_whitespace).filter(|end| *end > at / 2);
            format!("{}…", line(&text[..end.unwrap_or(at)]))
        }
    }
}

fn line(text: &str) -> String {
    escape::text(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}
