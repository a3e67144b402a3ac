//! What is on the page, in which order, and under which names.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;

use maud::{Markup, html};

use crate::about::About;
use crate::align::Alignment;
use crate::cluster::{Cluster, Member};
use crate::findings::{Findings, IdenticalSet, Match};
use crate::report::about::probable_source;
use crate::report::graph::Copies;
use crate::report::versions::Versions;
use crate::report::{ReportInput, escape};
use crate::support::hash::checksum;

use super::sets;

/// How many pairs have both texts, and how many bytes these have together, unless the
/// caller chose a number.
const IN_FULL: usize = 2_000;
const MOST_TEXT: usize = 20_000_000;

/// How many pairs, clusters and sets are in the document itself, and how many bytes the
/// texts of these pairs have together: what a browser without the script shows, and what
/// one with it shows first.
pub(super) const SHOWN_PAIRS: usize = 25;
pub(super) const SHOWN_GROUPS: usize = 10;
const SHOWN_TEXT: usize = 1_000_000;

/// How many of these pairs are open when the page is loaded.
const OPEN: usize = 3;

/// Characters of an article's beginning that are shown beside its id.
const OPENING: usize = 90;

/// An id of more characters is shortened in its middle to so many at both ends.
const LONG_ID: usize = 64;
const ID_START: usize = 20;
const ID_END: usize = 42;

/// What all ids begin with is said once from so many bytes on.
const PREFIX: usize = 12;

/// The findings in the page's order.
pub(super) struct Contents<'r> {
    pub(super) input: &'r ReportInput<'r>,
    pub(super) findings: &'r Findings,
    /// The matches in the order of the findings, by id: neighbours are alike.
    pub(super) pairs: Vec<PairEntry<'r>>,
    /// The places of the pairs in the document itself, the surest first.
    pub(super) shown: Vec<usize>,
    /// The clusters of more than one version, the largest first.
    pub(super) clusters: Vec<(&'r Cluster, Vec<Member>)>,
    /// The sets, those with changes first.
    pub(super) sets: Vec<&'r IdenticalSet>,
    /// The articles of a match → its place.
    places: HashMap<(usize, usize), usize>,
    versions: Versions<'r>,
    /// Which articles are copies of which, by their dates.
    pub(super) copies: Copies<'r>,
    /// The representative of a cluster → how many versions it has.
    sizes: HashMap<usize, usize>,
    /// How many bytes all ids begin with that are said once.
    prefix: usize,
}

/// A match and how it is shown.
pub(super) struct PairEntry<'r> {
    /// Made of both ids; part of its fragments' ids.
    pub(super) key: String,
    pub(super) found: &'r Match,
    /// Whether both texts are on the page.
    pub(super) in_full: bool,
    /// Whether both are versions of one cluster that were each compared with its
    /// representative already.
    pub(super) is_repeated: bool,
}

impl<'r> Contents<'r> {
    pub(super) fn new(input: &'r ReportInput<'r>, in_full: Option<usize>) -> Self {
        let findings = input.findings;
        let versions = Versions::new(findings);
        let mut clusters = versions.clusters();
        clusters.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        let representatives: HashSet<usize> =
            findings.clusters.iter().map(|cluster| cluster.representative).collect();
        let id = |article: usize| input.articles.id(article);
        let entry = |found: &'r Match| PairEntry {
            key: key(&[id(found.a), id(found.b)]),
            found,
            in_full: false,
            is_repeated: versions.is_in_a_cluster(found)
                && ![found.a, found.b]
                    .iter()
                    .any(|&article| representatives.contains(&versions.first(article))),
        };
        let pairs: Vec<PairEntry<'r>> = findings.matches.iter().map(entry).collect();
        let places = pairs.iter().zip(0..);
        let places = places.map(|(pair, place)| ((pair.found.a, pair.found.b), place)).collect();
        let sets = sets::ordered(findings);
        let sizes = clusters.iter();
        let sizes = sizes.map(|(cluster, members)| (cluster.representative, members.len() + 1));
        let sizes = sizes.collect();
        let prefix = common_prefix(input);
        let mut contents = Self {
            input,
            findings,
            pairs,
            shown: Vec::new(),
            clusters,
            sets,
            places,
            versions,
            copies: Copies::new(input),
            sizes,
            prefix,
        };
        contents.choose(in_full);
        contents
    }

    /// Chooses which pairs have both texts, and which are in the document itself.
    fn choose(&mut self, in_full: Option<usize>) {
        let pairs = &self.pairs;
        let mut order: Vec<usize> = (0..pairs.len()).collect();
        order.sort_by(|&x, &y| {
            let (x, y) = (&pairs[x], &pairs[y]);
            let score = |pair: &PairEntry<'_>| ten_thousandths(pair.found.score);
            x.is_repeated.cmp(&y.is_repeated).then(score(y).cmp(&score(x)))
        });
        let news = pairs.iter().filter(|pair| !pair.is_repeated).count();
        let (first, repeated) = order.split_at(news);
        self.shown = first.iter().take(SHOWN_PAIRS).copied().collect();
        let most = in_full.unwrap_or(IN_FULL);
        let most_text = if in_full.is_some() { usize::MAX } else { MOST_TEXT };
        let mut text = 0;
        let chosen = from_both_ends(first).chain(from_both_ends(repeated)).take(most);
        for place in chosen {
            let Some(alignment) = &self.pairs[place].found.alignment else { continue };
            text += bytes(alignment);
            if text > most_text {
                break;
            }
            self.pairs[place].in_full = true;
        }
    }

    /// For each pair in the document itself: its place, whether its texts are there, and
    /// whether they are open.
    pub(super) fn shown_pairs(&self) -> impl Iterator<Item = (&PairEntry<'r>, bool, bool)> {
        let mut text = 0;
        self.shown.iter().enumerate().map(move |(at, &place)| {
            let pair = &self.pairs[place];
            text += pair.found.alignment.as_ref().map_or(0, bytes);
            (pair, pair.in_full && text <= SHOWN_TEXT, at < OPEN)
        })
    }

    /// The pair of two articles, if they match.
    pub(super) fn pair_of(&self, a: usize, b: usize) -> Option<&PairEntry<'r>> {
        let found = self.versions.match_of(a, b)?;
        let place = self.places.get(&(found.a, found.b))?;
        self.pairs.get(*place)
    }

    /// The cluster of more than two versions that lists both articles: its key, and how
    /// many versions it has.
    pub(super) fn cluster_of(&self, found: &Match) -> Option<(String, usize)> {
        let representative = self.versions.cluster_of(found)?.representative;
        let versions = *self.sizes.get(&representative).filter(|versions| **versions > 2)?;
        Some((self.key_of(representative), versions))
    }

    /// The key of what an article stands for: a cluster or a set.
    pub(super) fn key_of(&self, article: usize) -> String {
        key(&[self.input.articles.id(article)])
    }

    /// How many other articles have the same words as this one.
    pub(super) fn identical_to(&self, article: usize) -> usize {
        self.versions.identical_to(article)
    }

    /// An article's id, safe to print.
    pub(super) fn id(&self, article: usize) -> Cow<'r, str> {
        escape::line(self.input.articles.id(article))
    }

    /// What all ids begin with, where that is said once.
    pub(super) fn prefix(&self) -> Option<Cow<'r, str>> {
        (self.prefix > 0).then(|| escape::line(&self.input.articles.id(0)[..self.prefix]))
    }

    /// An article's id as an element: without what all ids begin with, and shortened in
    /// the middle.
    pub(super) fn name(&self, article: usize) -> Markup {
        let whole = self.id(article);
        let rest = &self.input.articles.id(article)[self.prefix..];
        let shown = shortened(&escape::line(rest));
        let shown = if self.prefix > 0 { format!("…{shown}") } else { shown };
        html! { bdi.id title=[(shown != whole).then_some(&whole)] { (shown) } }
    }

    /// What is known of an article beside its text.
    pub(super) fn about(&self, article: usize) -> About<'r> {
        self.input.articles.about(article)
    }

    /// Which of a pair was probably made from which, if anything speaks for one.
    pub(super) fn probable_source(&self, found: &Match) -> Option<String> {
        probable_source(self.input, found)
    }

    /// An article's text.
    pub(super) fn text(&self, article: usize) -> io::Result<Cow<'r, str>> {
        self.input.text(article)
    }

    /// How an article begins, see [`opening`].
    pub(super) fn opening(&self, article: usize) -> io::Result<String> {
        Ok(opening(&self.text(article)?))
    }
}

/// A score as the script has it, so that both put the pairs in the same order.
pub(super) fn ten_thousandths(score: f32) -> u32 {
    (f64::from(score) * 10_000.0).round() as u32
}

/// A name for what these articles are together, the same on every page: 16 hexadecimal
/// digits.
pub(super) fn key(ids: &[&str]) -> String {
    let mut bytes = Vec::new();
    for id in ids {
        bytes.extend((id.len() as u64).to_le_bytes());
        bytes.extend(id.as_bytes());
    }
    format!("{:016x}", checksum(&bytes))
}

/// The first, the last, the second, the last but one, and so on.
fn from_both_ends(list: &[usize]) -> impl Iterator<Item = usize> {
    let half = list.len().div_ceil(2);
    let ends = list[..half].iter().zip(list[half..].iter().rev().map(Some).chain([None]));
    ends.flat_map(|(first, last)| [Some(first), last]).flatten().copied()
}

/// How long both texts are together, in bytes. The texts are not asked for: the
/// regions cover every byte of them.
fn bytes(alignment: &Alignment) -> usize {
    alignment.regions.iter().map(|region| region.a.len() + region.b.len()).sum()
}

/// How many bytes all ids begin with, up to a slash or the like, if they are many enough
/// to be said once.
fn common_prefix(input: &ReportInput<'_>) -> usize {
    let articles = input.articles;
    if articles.len() < 2 {
        return 0;
    }
    let first = articles.id(0);
    let common = (1..articles.len()).fold(first.len(), |common, at| {
        let same = first.bytes().zip(articles.id(at).bytes()).take_while(|(x, y)| x == y).count();
        common.min(same)
    });
    let end = first.as_bytes()[..common].iter().rposition(|byte| b"/\\#?=:".contains(byte));
    end.map(|end| end + 1).filter(|end| *end >= PREFIX).unwrap_or(0)
}

/// An id of many characters without its middle.
fn shortened(id: &str) -> String {
    let length = id.chars().count();
    if length <= LONG_ID {
        return id.to_owned();
    }
    let start: String = id.chars().take(ID_START).collect();
    let end: String = id.chars().skip(length - ID_END).collect();
    format!("{start}…{end}")
}

/// How a text begins: its first line, or the beginning of that.
pub(super) fn opening(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut opening: String = line.chars().take(OPENING).collect();
    if opening.len() < line.len() {
        let end = opening.rfind(' ').filter(|end| *end > OPENING / 2);
        opening.truncate(end.unwrap_or(opening.len()));
        opening.push('…');
    }
    escape::line(&opening).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn the_surest_and_the_most_doubtful_come_first() {
        let order = |n: usize| from_both_ends(&(0..n).collect::<Vec<_>>()).collect::<Vec<_>>();
        assert_eq!(order(5), [0, 4, 1, 3, 2]);
        assert_eq!(order(4), [0, 3, 1, 2]);
        assert_eq!((order(1), order(0)), (vec![0], vec![]));
    }

    #[test]
    fn long_ids_are_shortened_so_that_they_differ() {
        let site = "https://news.example.org/archive/2024/05/17/";
        let long = format!("{}a-long-headline-of-a-story-that-never-ends-{}", site, "x".repeat(40));
        let articles =
            [Article::new(format!("{site}river-rises?page=1"), ""), Article::new(long.clone(), "")];
        let findings = Findings::default();
        let input = ReportInput::new(&articles, &findings);
        let contents = Contents::new(&input, None);
        assert_eq!(contents.prefix().as_deref(), Some(site));
        let name = contents.name(0).0;
        assert!(name.ends_with(">…river-rises?page=1</bdi>"), "{name}");
        assert!(name.contains("title=\"https://news.example.org/archive/2024/"), "{name}");
        let name = contents.name(1).0;
        assert!(name.contains("title=\"https://") && name.ends_with("xxx</bdi>"), "{name}");
        assert!(name.len() < long.len() + 110, "{name}");

        let articles = [Article::new("wire/1", ""), Article::new("wire/2", "")];
        let input = ReportInput::new(&articles, &findings);
        assert_eq!(Contents::new(&input, None).name(1).0, "<bdi class=\"id\">wire/2</bdi>");
    }

    #[test]
    fn a_key_is_made_of_the_ids_and_their_order() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_ne!(key(&["a", "b"]), key(&["b", "a"]));
        assert_eq!(key(&["a"]).len(), 16);
    }
}
