//! Clusters: a representative and its versions.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::cluster::{Cluster, Member};
use crate::report::phrases;
use crate::report::phrases::{count, counted};

use super::about::about;
use super::contents::Contents;

/// How many clusters are open when the page is loaded.
const OPEN: usize = 5;

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
pub(super) fn cluster(
    contents: &Contents<'_>,
    (cluster, members): &(&Cluster, Vec<Member>),
    place: usize,
) -> io::Result<Markup> {
    Ok(html! {
        details.cluster open[place < OPEN] {
            summary {
                span.tag { (counted(members.len() + 1, "version")) }
                (article(contents, cluster.representative)?)
            }
            table {
                thead.vh {
                    tr { th { "Score" } th { "Relation" } th { "Article" } th { "Pair" } }
                }
                tbody {
                    @for member in members {
                        (version(contents, cluster.representative, *member)?)
                    }
                }
            }
        }
    })
}

fn version(contents: &Contents<'_>, representative: usize, member: Member) -> io::Result<Markup> {
    let pair = contents.pair_of(representative, member.article);
    Ok(html! {
        tr {
            td.score { (phrases::score(member.score)) }
            td {
                @if let Some(pair) = pair {
                    span class={ "rel " (pair.found.relation.name()) } {
                        (pair.found.relation.name())
                    }
                }
            }
            td.article { (article(contents, member.article)?) }
            td.go {
                @if let Some(pair) = pair {
                    a href={ "#pair-" (pair.number) } { "pair " (count(pair.number)) }
                }
            }
        }
    })
}

/// An article's name and how it begins.
fn article(contents: &Contents<'_>, article: usize) -> io::Result<Markup> {
    let same = contents.identical_to(article);
    Ok(html! {
        bdi.id { (contents.id(article)) } (about(contents, article))
        @if same > 0 { " " span.note { "and " (count(same)) " with the same words" } }
        " " span.opening dir="auto" lang="" { (contents.opening(article)?) }
    })
}
