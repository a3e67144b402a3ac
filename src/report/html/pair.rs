//! A pair: what it is, why, and both texts.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::align::Alignment;
use crate::report::layout::Sides;
use crate::report::phrases::{self, count};
use crate::verify::Evidence;

use super::about::about;
use super::contents::{Contents, PairEntry, opening};
use super::histogram::{RELATIONS, of};
use super::{minimap, page, substance, texts};

/// The heading over the pairs, legend and filters, in a section left open.
pub(super) fn start(contents: &Contents<'_>) -> Markup {
    let pairs = contents.pairs.len();
    let in_full = contents.pairs.iter().filter(|pair| pair.in_full).count();
    html! {
        (PreEscaped("<section id=\"pairs\" aria-labelledby=\"pairs-h\">"))
        h2 id="pairs-h" tabindex="-1" { "Pairs " span.note { (count(pairs)) } }
        @if pairs == 0 {
            p.note { "No article is a copy of another." }
        } @else {
            p.note {
                "The surest first."
                @if in_full < pairs {
                    " Both texts are on this page for " (count(in_full)) " of them."
                }
            }
            (filters(contents))
            @if in_full > 0 { (page::legend()) }
        }
    }
}

/// Filters, which only the script can work and only the script shows.
fn filters(contents: &Contents<'_>) -> Markup {
    let matches = &contents.findings.matches;
    let mut alignments = matches.iter().filter_map(|found| found.alignment.as_ref());
    let has_substance = alignments.any(|it| it.substance().next().is_some());
    html! {
        form.filters hidden aria-label="Which pairs are shown" {
            fieldset {
                legend { "Relation" }
                @for relation in RELATIONS.into_iter().filter(|it| of(matches, *it) > 0) {
                    label {
                        input type="checkbox" name="relation" value=(relation.name()) checked;
                        " " (relation.name()) " " span.note { (count(of(matches, relation))) }
                    }
                }
            }
            label { "Score from " input type="number" name="score" min="0" max="1" step="0.05" value="0"; }
            label { "Article " input type="search" name="words" autocomplete="off"; }
            @if has_substance {
                label { input type="checkbox" name="substance"; " only with changes of substance" }
            }
            button type="button" data-do="open" { "Open all" }
            button type="button" data-do="close" { "Fold all" }
            output aria-live="polite" {}
        }
    }
}

/// One pair.
pub(super) fn pair(contents: &Contents<'_>, pair: &PairEntry<'_>) -> io::Result<Markup> {
    let (number, found) = (pair.number, pair.found);
    let (a, b) = (contents.text(found.a)?, contents.text(found.b)?);
    let sides = Sides { a: &a, b: &b };
    let relation = found.relation.name();
    let substance = found.alignment.as_ref().map_or(0, |it| it.substance().count());
    let class = match (pair.in_full, pair.open) {
        (true, true) => "pair open",
        (true, false) => "pair",
        (false, _) => "pair brief",
    };
    Ok(html! {
        article class=(class) id={ "pair-" (number) } data-r=(relation)
            data-score=(format!("{:.3}", found.score)) data-sub=[(substance > 0).then_some(substance)]
            aria-labelledby={ "pair-" (number) "-h" } {
            h3 id={ "pair-" (number) "-h" } {
                span class={ "rel " (relation) } { (phrases::relation(found.relation)) }
                " " span.score { span.vh { "score " } (phrases::score(found.score)) }
                " " a.number href={ "#pair-" (number) } { "pair " (count(number)) }
            }
            (name(contents, "A", found.a, sides.a))
            (name(contents, "B", found.b, sides.b))
            p.why { (found.evidence.sentence()) "." }
            @if let Some(source) = contents.probable_source(found) { p.why { (source) "." } }
            @if let Some(alignment) = &found.alignment {
                (substance::list(pair, alignment, sides))
                @if pair.in_full { (body(contents, pair, alignment, sides)) }
            }
        }
    })
}

/// An article of a pair by its name, and how it begins.
fn name(contents: &Contents<'_>, side: &str, article: usize, text: &str) -> Markup {
    html! {
        p.name {
            b { (side) } " " bdi.id { (contents.id(article)) } (about(contents, article)) " "
            span.opening dir="auto" lang="" { (opening(text)) }
        }
    }
}

/// The figures, the map of the passages, and both texts.
fn body(
    contents: &Contents<'_>,
    pair: &PairEntry<'_>,
    alignment: &Alignment,
    sides: Sides<'_>,
) -> Markup {
    let found = pair.found;
    html! {
        (minimap::map(pair.number, alignment, [sides.a.len(), sides.b.len()]))
        details.list { summary { "Figures" } (figures(&found.evidence)) }
        details.versus open[pair.open] {
            summary { "Side by side" span.note { " " (phrases::edits(&alignment.regions)) } }
            div.heads aria-hidden="true" {
                div { b { "A" } " " bdi.id { (contents.id(found.a)) } }
                div { b { "B" } " " bdi.id { (contents.id(found.b)) } }
            }
            (texts::texts(pair.number, alignment, sides))
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
