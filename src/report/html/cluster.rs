//! Clusters: a representative and its versions; and sets with the same words.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::cluster::Member;
use crate::report::overview::{count, counted};

use super::index::{Index, Versions};

/// So many clusters are open when the page is.
const OPEN: usize = 5;

/// So many sets are open when the page is.
const OPEN_SETS: usize = 3;

/// The heading over `clusters` clusters, in a section left open.
pub(super) fn start(clusters: usize) -> Markup {
    html! {
        (PreEscaped("<section id=\"clusters\" aria-labelledby=\"clusters-h\">"))
        h2 id="clusters-h" { "Clusters " span.note { (count(clusters)) } }
        @if clusters == 0 {
            p.note { "There are none." }
        } @else {
            p.note {
                "A cluster is the article that most others are copies of, and these copies. Each \
                 was compared with it."
            }
        }
    }
}

/// One cluster: the representative, then a line for each version.
pub(super) fn cluster(index: &Index<'_>, cluster: &Versions, place: usize) -> io::Result<Markup> {
    Ok(html! {
        details.cluster open[place < OPEN] {
            summary {
                span.tag { (counted(cluster.members.len() + 1, "version")) }
                (article(index, cluster.representative)?)
            }
            table {
                thead.vh {
                    tr { th { "Score" } th { "Relation" } th { "Article" } th { "Pair" } }
                }
                tbody {
                    @for member in &cluster.members {
                        (version(index, cluster.representative, *member)?)
                    }
                }
            }
        }
    })
}

fn version(index: &Index<'_>, representative: usize, member: Member) -> io::Result<Markup> {
    let pair = index.pair_of(representative, member.article);
    Ok(html! {
        tr {
            td.score { (format!("{:.2}", member.score)) }
            td {
                @if let Some(pair) = pair {
                    span class={ "rel " (pair.found.relation.name()) } {
                        (pair.found.relation.name())
                    }
                }
            }
            td.article { (article(index, member.article)?) }
            td.go {
                @if let Some(pair) = pair {
                    a href={ "#pair-" (pair.number) } { "pair " (count(pair.number)) }
                }
            }
        }
    })
}

/// An article's name and how it begins.
fn article(index: &Index<'_>, article: usize) -> io::Result<Markup> {
    let same = index.same_words(article);
    Ok(html! {
        bdi.id { (index.id(article)) }
        @if same > 0 { " " span.note { "and " (count(same)) " with the same words" } }
        " " span.opening dir="auto" lang="" { (index.opening(article)?) }
    })
}

/// The sets of articles with the same words, if there are any.
pub(super) fn sets(index: &Index<'_>) -> io::Result<Markup> {
    let sets = &index.findings.identical;
    Ok(html! {
        @if !sets.is_empty() {
            section id="identical" aria-labelledby="identical-h" {
                h2 id="identical-h" { "The same words " span.note { (count(sets.len())) } }
                p.note {
                    "Articles with the same words in the same order. The first of a set stands for \
                     it everywhere else."
                }
                @for (place, set) in sets.iter().enumerate() {
                    details.cluster open[place < OPEN_SETS] {
                        summary {
                            span.tag { (counted(set.len(), "article")) }
                            bdi.id { (index.id(set[0])) } " "
                            span.opening dir="auto" lang="" { (index.opening(set[0])?) }
                        }
                        ul {
                            @for other in &set[1..] { li { bdi.id { (index.id(*other)) } } }
                        }
                    }
                }
            }
        }
    })
}
