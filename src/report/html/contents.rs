//! What is on the page, in which order, and under which numbers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use crate::about::About;
use crate::align::Alignment;
use crate::cluster::{Cluster, Member};
use crate::findings::{Findings, Match};
use crate::report::about::probable_source;
use crate::report::versions::Versions;
use crate::report::{ReportInput, escape};

/// The most bytes that the texts of the pairs in full have together.
const MOST_TEXT: usize = 20_000_000;

/// How many pairs are open when the page is loaded.
const OPEN: usize = 5;

/// Characters of an article's beginning that are shown beside its id.
const OPENING: usize = 90;

/// The findings in the page's order.
pub(super) struct Contents<'r> {
    input: &'r ReportInput<'r>,
    pub(super) findings: &'r Findings,
    /// The matches, the surest first.
    pub(super) pairs: Vec<PairEntry<'r>>,
    /// The articles of a match → its number.
    numbers: HashMap<(usize, usize), usize>,
    versions: Versions<'r>,
}

/// A match and how it is shown.
pub(super) struct PairEntry<'r> {
    /// Counted from 1; part of its fragments' ids.
    pub(super) number: usize,
    pub(super) found: &'r Match,
    /// Whether both texts are shown.
    pub(super) in_full: bool,
    /// Whether the texts can be seen at once.
    pub(super) open: bool,
}

impl<'r> Contents<'r> {
    pub(super) fn new(input: &'r ReportInput<'r>, in_full: usize) -> Self {
        let findings = input.findings;
        let mut matches: Vec<&Match> = findings.matches.iter().collect();
        matches.sort_by(|x, y| y.score.total_cmp(&x.score));
        let mut text = 0;
        let mut pair = |(place, found): (usize, &'r Match)| {
            text += found.alignment.as_ref().map_or(0, bytes);
            let in_full = place < in_full && text <= MOST_TEXT && found.alignment.is_some();
            PairEntry { number: place + 1, found, in_full, open: place < OPEN }
        };
        let pairs: Vec<PairEntry<'r>> = matches.into_iter().enumerate().map(&mut pair).collect();
        let numbers =
            pairs.iter().map(|pair| ((pair.found.a, pair.found.b), pair.number)).collect();
        Self { input, findings, pairs, numbers, versions: Versions::new(findings) }
    }

    /// The clusters of more than one version, the largest first.
    pub(super) fn clusters(&self) -> Vec<(&'r Cluster, Vec<Member>)> {
        let mut clusters = self.versions.clusters();
        clusters.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        clusters
    }

    /// The pair of two articles, if they match.
    pub(super) fn pair_of(&self, a: usize, b: usize) -> Option<&PairEntry<'r>> {
        let found = self.versions.match_of(a, b)?;
        let number = self.numbers.get(&(found.a, found.b))?;
        self.pairs.get(number - 1)
    }

    /// How many other articles have the same words as this one.
    pub(super) fn identical_to(&self, article: usize) -> usize {
        self.versions.identical_to(article)
    }

    /// An article's id, safe to print.
    pub(super) fn id(&self, article: usize) -> Cow<'r, str> {
        escape::line(self.input.articles.id(article))
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

/// How long both texts are together, in bytes. The texts are not asked for: the
/// regions cover every byte of them.
fn bytes(alignment: &Alignment) -> usize {
    alignment.regions.iter().map(|region| region.a.len() + region.b.len()).sum()
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
