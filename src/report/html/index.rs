//! What the script sorts, filters and decides by: a few figures of every pair, cluster
//! and set.

use std::collections::HashMap;
use std::io;

use serde::Serialize;

use crate::align::{Alignment, Change};
use crate::decisions::{DecidedPair, text_digest};
use crate::support::hash::checksum;

use super::contents::{Contents, opening, ten_thousandths};
use super::histogram::RELATIONS;

/// The data of the page, as JSON. Lists of one section have an entry for each of its
/// pairs, clusters or sets; keys and digests are 16 hexadecimal digits each.
#[derive(Serialize)]
struct Index<'r> {
    /// Tells runs apart: made of what is on the page and of all its texts.
    run: String,
    ids: Vec<&'r str>,
    /// Headlines and beginnings, to be searched.
    openings: Vec<String>,
    digests: String,
    pairs: Pairs,
    clusters: Groups,
    sets: Groups,
    /// The decisions that the search was told of, to be exported again.
    decisions: Vec<Carried<'r>>,
}

#[derive(Default, Serialize)]
struct Pairs {
    keys: String,
    /// Places in the list of articles.
    a: Vec<u32>,
    b: Vec<u32>,
    /// For each pair a digit: the place of its relation among [`RELATIONS`].
    relations: String,
    /// In ten-thousandths.
    scores: Vec<u32>,
    /// Bytes of B that are in A.
    shared: Vec<u32>,
    /// 1: changes of substance, 2: both texts are on the page, 4: repeated in a cluster.
    flags: Vec<u8>,
    decisions: Vec<Option<&'static str>>,
}

#[derive(Default, Serialize)]
struct Groups {
    keys: String,
    articles: Vec<Vec<u32>>,
    decisions: Vec<Option<&'static str>>,
}

#[derive(Serialize)]
struct Carried<'r> {
    a: &'r str,
    b: &'r str,
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_a: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_b: Option<String>,
}

impl<'r> From<&'r DecidedPair> for Carried<'r> {
    fn from(pair: &'r DecidedPair) -> Self {
        let [digest_a, digest_b] = pair.digests.map(|it| it.map(digits));
        let [a, b] = &pair.ids;
        Self { a, b, decision: pair.decision.name(), digest_a, digest_b }
    }
}

/// The index as JSON. Every article of a pair, cluster or set is read.
pub(super) fn index(contents: &Contents<'_>) -> io::Result<Vec<u8>> {
    let mut articles = Numbers::default();
    let mut pairs = Pairs::default();
    for pair in &contents.pairs {
        let found = pair.found;
        pairs.keys.push_str(&pair.key);
        pairs.a.push(articles.number(found.a));
        pairs.b.push(articles.number(found.b));
        let relation = RELATIONS.iter().position(|it| *it == found.relation).unwrap_or_default();
        pairs.relations.push_str(&relation.to_string());
        pairs.scores.push(ten_thousandths(found.score));
        pairs.shared.push(found.alignment.as_ref().map_or(0, shared));
        let has_substance =
            found.alignment.as_ref().is_some_and(|it| it.substance().next().is_some());
        let flags = [has_substance, pair.in_full, pair.is_repeated];
        pairs.flags.push(flags.iter().zip(0..).map(|(&is_set, at)| u8::from(is_set) << at).sum());
        pairs.decisions.push(found.decision.map(|it| it.name()));
    }
    let mut clusters = Groups::default();
    for (cluster, members) in &contents.clusters {
        clusters.keys.push_str(&contents.key_of(cluster.representative));
        let all = [cluster.representative].into_iter().chain(members.iter().map(|it| it.article));
        clusters.articles.push(all.map(|article| articles.number(article)).collect());
        clusters.decisions.push(None);
    }
    let mut sets = Groups::default();
    for set in &contents.sets {
        sets.keys.push_str(&contents.key_of(set.articles[0]));
        sets.articles.push(set.articles.iter().map(|&it| articles.number(it)).collect());
        sets.decisions.push(set.decision.map(|it| it.name()));
    }
    let mut openings = Vec::with_capacity(articles.listed.len());
    let mut digests = String::with_capacity(articles.listed.len() * 16);
    for &article in &articles.listed {
        let text = contents.text(article)?;
        let title = contents.about(article).title;
        openings.push([title.as_deref().unwrap_or_default(), &opening(&text)].join(" "));
        digests.push_str(&digits(text_digest(&text)));
    }
    let ids: Vec<&str> = articles.listed.iter().map(|&it| contents.input.articles.id(it)).collect();
    let run = checksum([&*pairs.keys, &clusters.keys, &sets.keys, &digests].concat().as_bytes());
    let decisions = contents.input.decisions.into_iter().flat_map(|it| it.iter());
    let decisions = decisions.map(Carried::from).collect();
    let run = digits(run);
    let index = Index { run, ids, openings, digests, pairs, clusters, sets, decisions };
    serde_json::to_vec(&index).map_err(io::Error::from)
}

fn digits(number: u64) -> String {
    format!("{number:016x}")
}

/// How many bytes of B are in A, be it elsewhere or spelled otherwise.
fn shared(alignment: &Alignment) -> u32 {
    let is_shared = |change| matches!(change, Change::Kept | Change::Moved | Change::Respelled);
    let regions = alignment.regions.iter().filter(|region| is_shared(region.change));
    regions.map(|region| region.b.len() as u32).sum()
}

/// Numbers of the articles that are on the page, in the order in which they came.
#[derive(Default)]
struct Numbers {
    listed: Vec<usize>,
    numbers: HashMap<usize, u32>,
}

impl Numbers {
    fn number(&mut self, article: usize) -> u32 {
        let next = self.listed.len() as u32;
        let number = *self.numbers.entry(article).or_insert(next);
        if number == next {
            self.listed.push(article);
        }
        number
    }
}
