//! Clusters: a representative and its versions.

use std::io;

use maud::{Markup, PreEscaped, html};

use crate::cluster::{Cluster, Member};
use crate::report::phrases;
use crate::report::phrases::{count, counted};

use super::about::about;
use super::contents::{Contents, SHOWN_GROUPS};
use super::controls;
use super::timeline::timeline;

/// How many clusters are open when the page is loaded, if they have so few versions.
const OPEN: usize = 3;
const FEW: usize = 12;

/// How many versions of a cluster are listed in the document itself.
const LISTED: usize = 50;

/// The heading over the clusters, in a section left open.
pub(super) fn start(contents: &Contents<'_>) -> Markup {
    let clusters = contents.clusters.len();
    let versions: usize = contents.clusters.iter().map(|(_, members)| members.len() + 1).sum();
    html! {
        (PreEscaped("<section id=\"clusters\" aria-labelledby=\"clusters-h\">"))
        h2 id="clusters-h" { "Clusters " span.note { (count(clusters)) } }
        @if clusters == 0 {
            p.note { "There are none." }
        } @else {
            p.note {
                "A cluster is the article that most others are copies of, and these copies. Each \
                 was compared with it. " (counted(versions, "version")) " in all; articles with \
                 the same words count as one."
            }
            (controls::clusters())
            (controls::shown(contents.clusters.len(), SHOWN_GROUPS, "clusters"))
        }
    }
}

/// One cluster: the representative, then a line for each version. In the document
/// itself (`shown` says at which place) not all versions of a large one are listed.
pub(super) fn cluster(
    contents: &Contents<'_>,
    (cluster, members): &(&Cluster, Vec<Member>),
    shown: Option<usize>,
) -> io::Result<Markup> {
    let is_open = shown.is_some_and(|place| place < OPEN) && members.len() < FEW;
    let listed = if shown.is_some() { LISTED } else { usize::MAX };
    Ok(html! {
        details.cluster id={ "cluster-" (contents.key_of(cluster.representative)) } open[is_open] {
            summary {
                span.tag { (counted(members.len() + 1, "version")) }
                (article(contents, cluster.representative)?)
            }
            @if let Some(timeline) = timeline(contents, cluster) { (timeline) }
            table {
                thead.vh {
                    tr { th { "Score" } th { "Relation" } th { "Article" } th { "Pair" } }
                }
                tbody {
                    @for member in members.iter().take(listed) {
                        (version(contents, cluster.representative, *member)?)
                    }
                }
            }
            @if members.len() > listed {
                p.note.cut { "and " (counted(members.len() - listed, "more version")) }
            }
        }
    })
}

fn version(contents: &Contents<'_>, representative: usize, member: Member) -> io::Result<Markup> {
    let pair = contents.pair_of(representative, member.article);
    Ok(html! {
        tr data-pair=[pair.map(|pair| &pair.key)] {
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
                    a href={ "#pair-" (pair.key) } { "compare" }
                }
            }
        }
    })
}

/// An article's name and how it begins.
fn article(contents: &Contents<'_>, article: usize) -> io::Result<Markup> {
    let same = contents.identical_to(article);
    Ok(html! {
        (contents.name(article)) (about(contents, article))
        @if same > 0 { " " span.note { "and " (count(same)) " with the same words" } }
        " " span.opening dir="auto" lang="" { (contents.opening(article)?) }
    })
}
