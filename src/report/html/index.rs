//! What the page tells, in which order, and under which numbers.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use crate::align::Alignment;
use crate::article::Articles;
use crate::cluster::Member;
use crate::findings::{Findings, Match};
use crate::report::escape;
use crate::report::overview::Overview;
use crate::report::paint::Paint;

/// Pairs in full end where their texts reach this many bytes together.
const MOST_TEXT: usize = 20_000_000;

/// So many pairs are open when the page is.
const OPEN: usize = 5;

/// Characters of an article that remind a reader of which it is.
const OPENING: usize = 90;

/// The findings, ready to be told.
pub(super) struct Index<'r> {
    articles: &'r dyn Articles,
    pub(super) findings: &'r Findings,
    /// The matches, the surest first.
    pub(super) pairs: Vec<Pair<'r>>,
    /// The articles of a match → its number.
    numbers: HashMap<(usize, usize), usize>,
    overview: Overview<'r>,
}

/// A match and how it is shown.
pub(super) struct Pair<'r> {
    /// Counted from 1; part of its fragments' ids.
    pub(super) number: usize,
    pub(super) found: &'r Match,
    /// Whether both texts are shown.
    pub(super) in_full: bool,
    /// Whether the texts can be seen at once.
    pub(super) open: bool,
}

/// A representative and those of its members that have words of their own.
pub(super) struct Versions {
    pub(super) representative: usize,
    pub(super) members: Vec<Member>,
}

impl<'r> Index<'r> {
    pub(super) fn new(articles: &'r dyn Articles, findings: &'r Findings, in_full: usize) -> Self {
        let mut matches: Vec<&Match> = findings.matches.iter().collect();
        matches.sort_by(|x, y| y.score.total_cmp(&x.score));
        let mut text = 0;
        let mut pair = |(place, found): (usize, &'r Match)| {
            text += found.alignment.as_ref().map_or(0, bytes);
            let in_full = place < in_full && text <= MOST_TEXT && found.alignment.is_some();
            Pair { number: place + 1, found, in_full, open: place < OPEN }
        };
        let pairs: Vec<Pair<'r>> = matches.into_iter().enumerate().map(&mut pair).collect();
        let numbers =
            pairs.iter().map(|pair| ((pair.found.a, pair.found.b), pair.number)).collect();
        let overview = Overview::new(Paint { color: false }, articles, findings);
        Self { articles, findings, pairs, numbers, overview }
    }

    /// The clusters of more than one version, the largest first.
    pub(super) fn clusters(&self) -> Vec<Versions> {
        let clusters = self.findings.clusters.iter().enumerate().map(|(at, cluster)| Versions {
            representative: cluster.representative,
            members: self.overview.versions(at),
        });
        let mut told: Vec<_> = clusters.filter(|it| !it.members.is_empty()).collect();
        told.sort_by_key(|it| std::cmp::Reverse(it.members.len()));
        told
    }

    /// The pair of two articles, if they match.
    pub(super) fn pair_of(&self, a: usize, b: usize) -> Option<&Pair<'r>> {
        let number = self.numbers.get(&(a, b)).or_else(|| self.numbers.get(&(b, a)))?;
        self.pairs.get(number - 1)
    }

    /// How many other articles have the same words as this one.
    pub(super) fn same_words(&self, article: usize) -> usize {
        self.overview.same_words(article)
    }

    /// An article's id, fit to be seen.
    pub(super) fn id(&self, article: usize) -> Cow<'r, str> {
        escape::name(self.articles.id(article))
    }

    /// An article's text.
    pub(super) fn text(&self, article: usize) -> io::Result<Cow<'r, str>> {
        self.articles.text(article).map_err(io::Error::other)
    }

    /// How an article begins, see [`opening`].
    pub(super) fn opening(&self, article: usize) -> io::Result<String> {
        Ok(opening(&self.text(article)?))
    }
}

/// How long both texts are together, without asking for them: the regions have
/// every byte of them.
fn bytes(alignment: &Alignment) -> usize {
    alignment.regions.iter().map(|region| region.a.len() + region.b.len()).sum()
}

/// How a text begins: its first line, or as much of it as reminds a reader of
/// which article it is.
pub(super) fn opening(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut opening: String = line.chars().take(OPENING).collect();
    if opening.len() < line.len() {
        let end = opening.rfind(' ').filter(|end| *end > OPENING / 2);
        opening.truncate(end.unwrap_or(opening.len()));
        opening.push('…');
    }
    escape::name(&opening).into_owned()
}
