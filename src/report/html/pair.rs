//! A pair: what it is, why, and both texts.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::align::Alignment;
use crate::report::layout::Sides;
use crate::report::phrases::{self, count, counted};
use crate::verify::Evidence;

use super::about::about;
use super::contents::{Contents, PairEntry, SHOWN_PAIRS, opening};
use super::{controls, minimap, page, substance, texts};

/// The heading over the pairs, legend and controls, in a section left open.
pub(super) fn start(contents: &Contents<'_>) -> Markup {
    let pairs = contents.pairs.len();
    let repeated = contents.pairs.iter().filter(|pair| pair.is_repeated).count();
    html! {
        (PreEscaped("<section id=\"pairs\" aria-labelledby=\"pairs-h\">"))
        h2 id="pairs-h" tabindex="-1" { "Pairs " span.note { (count(pairs - repeated)) } }
        @if pairs == 0 {
            p.note { "No article is a copy of another." }
        } @else {
            p.note {
                @if repeated > 0 {
                    (counted(repeated, "more pair")) " of two versions of one cluster: each of the \
                     two is listed with the cluster's representative. "
                }
                (texts_on_the_page(contents))
            }
            (controls::pairs(contents))
            (controls::shown(pairs - repeated, SHOWN_PAIRS, "pairs"))
            (page::legend())
        }
    }
}

/// Which pairs have their texts on the page.
fn texts_on_the_page(contents: &Contents<'_>) -> Markup {
    let pairs = contents.pairs.len();
    let in_full = contents.pairs.iter().filter(|pair| pair.in_full).count();
    html! {
        @if in_full < pairs {
            "Both texts are on this page for " (count(in_full)) " of " (count(pairs)) " pairs"
            @if in_full > 1 {
                ": for the " (count(in_full.div_ceil(2))) " surest and the " (count(in_full / 2))
                " most doubtful ones"
            }
            ". The option --html-pairs chooses how many."
        }
    }
}

/// One pair. In the document itself its texts may be left out, or be open.
pub(super) fn pair(
    contents: &Contents<'_>,
    pair: &PairEntry<'_>,
    in_full: bool,
    is_open: bool,
) -> io::Result<Markup> {
    let (key, found) = (&pair.key, pair.found);
    let (a, b) = (contents.text(found.a)?, contents.text(found.b)?);
    let sides = Sides { a: &a, b: &b };
    let relation = found.relation.name();
    Ok(html! {
        article class=(if in_full { "pair" } else { "pair brief" }) id={ "pair-" (key) } tabindex="-1"
            aria-labelledby={ "pair-" (key) "-h" } {
            h3 id={ "pair-" (key) "-h" } {
                span class={ "rel " (relation) } { (phrases::relation(found.relation)) }
                " " span.score { span.vh { "score " } (phrases::score(found.score)) }
                @if let Some(decision) = found.decision {
                    " " span.decided { (phrases::decision(Some(decision))) }
                }
                " " a.number href={ "#pair-" (key) } { "pair " (&key[..6]) }
            }
            (name(contents, "A", found.a, sides.a))
            (name(contents, "B", found.b, sides.b))
            p.why {
                (found.evidence.sentence()) "."
                @if let Some((cluster, versions)) = contents.cluster_of(found) {
                    " " a href={ "#cluster-" (cluster) } { "In a cluster of " (count(versions)) " versions" } "."
                }
            }
            @if let Some(source) = contents.probable_source(found) { p.why { (source) "." } }
            @if let Some(alignment) = &found.alignment {
                (substance::list(key, in_full, alignment, sides))
                @if in_full { (body(contents, pair, is_open, alignment, sides)) }
                @else { p.note { "The texts of this pair are not on the page." } }
            }
        }
    })
}

/// An article of a pair by its name, and how it begins.
fn name(contents: &Contents<'_>, side: &str, article: usize, text: &str) -> Markup {
    html! {
        p.name {
            b { (side) } " " (contents.name(article)) (about(contents, article)) " "
            span.opening dir="auto" lang="" { (opening(text)) }
        }
    }
}

/// The figures, the map of the passages, and both texts.
fn body(
    contents: &Contents<'_>,
    pair: &PairEntry<'_>,
    is_open: bool,
    alignment: &Alignment,
    sides: Sides<'_>,
) -> Markup {
    let found = pair.found;
    html! {
        (minimap::map(&pair.key, alignment, [sides.a.len(), sides.b.len()]))
        details.list { summary { "Figures" } (figures(&found.evidence)) }
        details.versus open[is_open] {
            summary { "Side by side" span.note { " " (phrases::edits(&alignment.regions)) } }
            div.heads aria-hidden="true" {
                div { b { "A" } " " (contents.name(found.a)) }
                div { b { "B" } " " (contents.name(found.b)) }
            }
            (texts::texts(&pair.key, alignment, sides))
        }
    }
}

fn figures(evidence: &Evidence) -> Markup {
    html! {
        dl.evidence {
            @for (name, figure) in evidence.figures() {
                div { dt { (name.replace('_', " ")) } dd { (format!("{figure:.2}")) } }
            }
        }
    }
}
