//! Hand-made findings for the tests of reports.

use crate::align::{Alignment, Change, Passage, PassageKind, Region};
use crate::article::{Article, Span};
use crate::cluster::{Cluster, Member};
use crate::findings::{Findings, IdenticalSet, Match, Skipped, Statistics, StoredLists, Variant};
use crate::verify::{Evidence, Relation};

/// Four articles: a text, two versions of it, and one too short.
pub(super) fn articles() -> Vec<Article<'static>> {
    vec![
        Article::new(
            "wire/1",
            "Rain fell on the old city.\n\nThe river rose by two metres, the mayor said.",
        ),
        Article::new(
            "wire/2",
            "Rain fell on the city.\n\nThe river climbed by two metres, said the mayor.",
        ),
        Article::new(
            "wire/3",
            "Rain fell on the old city. The river rose by two metres, the mayor said!",
        ),
        Article::new("wire/4", "Rain."),
    ]
}

/// What a run could have found in [`articles`].
pub(super) fn findings() -> Findings {
    Findings {
        identical: vec![IdenticalSet {
            articles: vec![0, 2],
            variants: vec![otherwise()],
            decision: None,
        }],
        matches: vec![reworded()],
        templates: Vec::new(),
        stored: StoredLists::default(),
        clusters: vec![Cluster {
            representative: 0,
            members: vec![Member { article: 1, score: 0.87 }],
        }],
        skipped: vec![Skipped { article: 3, words: 1 }],
        unlisted: Vec::new(),
        unreadable: Vec::new(),
        outdated: Vec::new(),
        words: vec![14, 13, 14, 1],
        statistics: Statistics { articles: 4, bytes: 224, words: 44, ..Statistics::default() },
    }
}

/// The third article, against the first.
fn otherwise() -> Variant {
    let regions = regions(&[
        (Change::Kept, "Rain fell on the old city."),
        (Change::Respelled, "\n\n| "),
        (Change::Kept, "The river rose by two metres, the mayor said"),
        (Change::Respelled, ".|!"),
    ]);
    let [a, b] = [0, 2].map(|at| Span::new(0, articles()[at].text().len() as u32));
    let passage = Passage { a, b, kind: PassageKind::Identical, moved: false, score: 1.0 };
    Variant { articles: vec![2], alignment: Some(Alignment { passages: vec![passage], regions }) }
}

/// The match of the first two articles.
fn reworded() -> Match {
    let articles = articles();
    Match {
        a: 0,
        b: 1,
        view: crate::candidate::View::All,
        relation: Relation::Reworded,
        score: 0.87,
        evidence: Evidence::default(),
        decision: None,
        alignment: Some(Alignment {
            passages: vec![Passage {
                a: Span::new(0, articles[0].text().len() as u32),
                b: Span::new(0, articles[1].text().len() as u32),
                kind: PassageKind::Reworded,
                moved: false,
                score: 2.0 / 3.0,
            }],
            regions: regions(&[
                (Change::Kept, "Rain fell on the "),
                (Change::Deleted, "old "),
                (Change::Kept, "city.\n\nThe river "),
                (Change::Replaced, "rose|climbed"),
                (Change::Kept, " by two metres, "),
                (Change::Inserted, "said "),
                (Change::Kept, "the mayor"),
                (Change::Deleted, " said"),
                (Change::Kept, "."),
            ]),
        }),
    }
}

/// Regions from their text; where the sides differ, `A|B`.
pub(super) fn regions(texts: &[(Change, &str)]) -> Vec<Region> {
    let (mut a, mut b) = (0, 0);
    let mut regions = Vec::new();
    for (change, text) in texts {
        let (in_a, in_b) = match change {
            Change::Kept | Change::Moved => (*text, *text),
            Change::Deleted => (*text, ""),
            Change::Inserted => ("", *text),
            Change::Replaced | Change::Respelled => text.split_once('|').unwrap(),
        };
        let (len_a, len_b) = (in_a.len() as u32, in_b.len() as u32);
        let region = Region::new(*change, Span::new(a, a + len_a), Span::new(b, b + len_b));
        (a, b) = (region.a.end, region.b.end);
        regions.push(region);
    }
    regions
}
