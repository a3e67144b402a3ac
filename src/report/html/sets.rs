//! Sets of articles with the same words, and what is written otherwise in them.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::align::Region;
use crate::findings::{Findings, IdenticalSet, Variant};
use crate::report::layout::Sides;
use crate::report::phrases::{self, count, counted};
use crate::report::variants::seen_edits;

use super::contents::{Contents, SHOWN_GROUPS};
use super::controls;
use super::substance;

/// How many sets are open when the page is loaded.
pub(super) const OPEN: usize = 3;

/// How many variants of a set are shown.
const VARIANTS: usize = 10;

/// How many edits of a variant are listed in the first sets, in how many of them,
/// and how many in the others.
const LISTED: usize = 30;
const IN_FULL: usize = 50;
const LISTED_IN_BRIEF: usize = 3;

/// The sets: first those with changes of substance, then those in which anything
/// is written otherwise.
pub(super) fn ordered(findings: &Findings) -> Vec<&IdenticalSet> {
    let mut sets: Vec<&IdenticalSet> = findings.identical.iter().collect();
    let has_substance = |set: &IdenticalSet| {
        let mut alignments = set.variants.iter().filter_map(|variant| variant.alignment.as_ref());
        alignments.any(|alignment| alignment.substance().next().is_some())
    };
    sets.sort_by_key(|set| (!has_substance(set), set.variants.is_empty()));
    sets
}

/// The heading over `sets` sets, in a section left open.
pub(super) fn start(sets: usize) -> Markup {
    html! {
        (PreEscaped("<section id=\"identical\" aria-labelledby=\"identical-h\">"))
        h2 id="identical-h" { "The same words " span.note { (count(sets)) } }
        p.note {
            "Articles with the same words in the same order. The first of a set stands for \
             it everywhere else; what the others are written otherwise is below them."
        }
        (controls::sets())
        (controls::shown(sets, SHOWN_GROUPS, "sets"))
    }
}

/// One set, the `place`-th of the list: its articles, then what is written otherwise.
pub(super) fn set(
    contents: &Contents<'_>,
    set: &IdenticalSet,
    place: usize,
    is_open: bool,
) -> io::Result<Markup> {
    let first = set.articles[0];
    let text = contents.text(first)?;
    let listed = if place < IN_FULL { LISTED } else { LISTED_IN_BRIEF };
    let aligned = set.variants.iter().filter(|variant| variant.alignment.is_some());
    let shown = aligned.take(VARIANTS).collect::<Vec<_>>();
    let not_shown: usize =
        set.written_otherwise() - shown.iter().map(|variant| variant.articles.len()).sum::<usize>();
    Ok(html! {
        details.cluster.set id={ "set-" (contents.key_of(first)) } open[is_open] {
            summary {
                span.tag { (counted(set.articles.len(), "article")) }
                @if set.written_otherwise() > 0 {
                    span.note { (count(set.written_otherwise())) " written otherwise " }
                }
                (contents.name(first)) " "
                span.opening dir="auto" lang="" { (contents.opening(first)?) }
            }
            ul {
                @for other in &set.articles[1..] { li { (contents.name(*other)) } }
            }
            @for variant in shown { (written_otherwise(contents, &text, variant, listed)?) }
            @if not_shown > 0 {
                p.note { (count(not_shown)) " more written otherwise" }
            }
        }
    })
}

/// What a variant is written otherwise than the first text.
fn written_otherwise(
    contents: &Contents<'_>,
    first: &str,
    variant: &Variant,
    listed: usize,
) -> io::Result<Markup> {
    let Some(alignment) = &variant.alignment else { return Ok(Markup::default()) };
    let other = contents.text(variant.articles[0])?;
    let sides = Sides { a: first, b: &other };
    let edits = seen_edits(alignment, sides);
    let likewise = variant.articles.len() - 1;
    Ok(html! {
        div.substance {
            h3 {
                "Written otherwise in " bdi { (contents.id(variant.articles[0])) }
                @if likewise > 0 { " and " (count(likewise)) " more" }
                " " span.note { (phrases::edits(&edits)) }
            }
            ul {
                @for edit in edits.iter().take(listed) {
                    li {
                        span.kinds { (kinds(edit)) } " "
                        (substance::change(edit, sides))
                    }
                }
                @if edits.len() > listed {
                    li.note { span {} span { "and " (count(edits.len() - listed)) " more" } }
                }
            }
        }
    })
}

/// What an edit changes in substance, or what happened.
fn kinds(edit: &Region) -> String {
    match edit.substance.is_empty() {
        true => edit.change.name().to_owned(),
        false => edit.substance.names().collect::<Vec<_>>().join(", "),
    }
}
