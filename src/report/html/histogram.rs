//! How the scores are spread, as a picture and as a table.

use maud::{Markup, html};

use crate::findings::Match;
use crate::report::phrases::{count, counted};
use crate::verify::Relation;

pub(super) const RELATIONS: [Relation; 4] =
    [Relation::Exact, Relation::Edited, Relation::Reworded, Relation::Partial];

/// How many bins there are from 0 to 1.
const BINS: usize = 20;

/// The picture's size and margins, in user units.
const WIDTH: usize = 600;
const HEIGHT: usize = 150;
const TOP: usize = 18;
const FOOT: usize = 22;

/// Bars of how many pairs have which score, each divided by relation.
pub(super) fn scores(matches: &[Match]) -> Markup {
    let bins = bins(matches);
    let first = bins.iter().position(|bin| sum(bin) > 0).unwrap_or(0).min(BINS / 2);
    let shown = &bins[first..];
    let most = shown.iter().map(sum).max().unwrap_or(0).max(1);
    let width = WIDTH / shown.len();
    let height = |pairs: usize| pairs as f32 * (HEIGHT - TOP - FOOT) as f32 / most as f32;
    let description = format!(
        "{}: {}",
        counted(matches.len(), "pair"),
        RELATIONS.map(|it| format!("{} {it}", count(of(matches, it)))).join(", "),
    );
    html! {
        figure.scores {
            figcaption {
                "Pairs by score"
                @for relation in RELATIONS.into_iter().filter(|it| of(matches, *it) > 0) {
                    span.key {
                        svg viewBox="0 0 10 10" aria-hidden="true" {
                            rect class=(relation.name()) width="10" height="10" {}
                        }
                        (relation.name()) " " (count(of(matches, relation)))
                    }
                }
            }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(description) {
                @for (at, bin) in shown.iter().enumerate() {
                    @for (relation, below, pairs) in stack(bin) {
                        rect class=(relation.name()) x=(at * width + 2) width=(width - 4)
                            y=(tenths((HEIGHT - FOOT) as f32 - height(below + pairs)))
                            height=(tenths(height(pairs))) {}
                    }
                    @if sum(bin) > 0 {
                        text.number x=(at * width + width / 2) text-anchor="middle"
                            y=(tenths((HEIGHT - FOOT) as f32 - height(sum(bin)) - 4.0)) {
                            (count(sum(bin)))
                        }
                    }
                }
                path.axis d=(format!("M0 {0}H{1}", HEIGHT - FOOT, width * shown.len())) {}
                @for at in (0..=shown.len()).filter(|at| (first + at).is_multiple_of(2)) {
                    text x=(at * width) y=(HEIGHT - 6) text-anchor=(anchor(at, shown.len())) {
                        (format!("{:.1}", (first + at) as f32 / BINS as f32))
                    }
                }
            }
            (table(first, shown))
        }
    }
}

/// The same as figures.
fn table(first: usize, bins: &[[usize; 4]]) -> Markup {
    let bound = |at: usize| format!("{:.2}", at as f32 / BINS as f32);
    html! {
        details.list {
            summary { "The same as a table" }
            table {
                thead {
                    tr {
                        th scope="col" { "Score" }
                        @for relation in RELATIONS { th scope="col" { (relation.name()) } }
                    }
                }
                tbody {
                    @for (at, bin) in bins.iter().enumerate().filter(|(_, bin)| sum(bin) > 0) {
                        tr {
                            th scope="row" { (bound(first + at)) "–" (bound(first + at + 1)) }
                            @for pairs in bin { td { (count(*pairs)) } }
                        }
                    }
                }
            }
        }
    }
}

/// For each bin, how many pairs there are of each relation.
fn bins(matches: &[Match]) -> [[usize; 4]; BINS] {
    let mut bins = [[0; 4]; BINS];
    for found in matches {
        let bin = (found.score * BINS as f32) as usize;
        let relation = RELATIONS.iter().position(|it| *it == found.relation).unwrap_or(0);
        bins[bin.min(BINS - 1)][relation] += 1;
    }
    bins
}

/// The parts of a bar: the relation, how many pairs are below, how many it has.
fn stack(bin: &[usize; 4]) -> impl Iterator<Item = (Relation, usize, usize)> {
    let mut below = 0;
    let parts = RELATIONS.into_iter().zip(bin).map(move |(relation, pairs)| {
        below += pairs;
        (relation, below - pairs, *pairs)
    });
    parts.filter(|(_, _, pairs)| *pairs > 0)
}

pub(super) fn of(matches: &[Match], relation: Relation) -> usize {
    matches.iter().filter(|found| found.relation == relation).count()
}

fn sum(bin: &[usize; 4]) -> usize {
    bin.iter().sum()
}

fn anchor(at: usize, last: usize) -> &'static str {
    match at {
        0 => "start",
        at if at == last => "end",
        _ => "middle",
    }
}

/// A length in a picture, with one decimal.
pub(super) fn tenths(measure: f32) -> String {
    let text = format!("{measure:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
