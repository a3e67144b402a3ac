//! Candidates and their texts → matches with their passages.

use std::borrow::Cow;

use super::Number;
use super::plan::Plan;
use super::represent::{place, sorted};
use crate::align::Alignment;
use crate::article::Articles;
use crate::candidate::{Candidate, Pair, View};
use crate::detect::near::HashedArticles;
use crate::error::Error;
use crate::findings::Match;
use crate::statistics::CorpusStatistics;
use crate::verify::{Evidence, Level, Relation, Verdict};

/// A pair that is to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_structs)]
pub struct CandidatePair {
    /// The article with the smaller number.
    pub a: Number,
    /// The other.
    pub b: Number,
    /// What proposed it: the first of the views, in their order, that did.
    pub view: View,
}

/// A pair that is a copy, or a template.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundPair {
    /// The article with the smaller number.
    pub a: Number,
    /// The other.
    pub b: Number,
    /// As of a [`Match`].
    pub view: View,
    /// As of a [`Match`]; [`Template`](Relation::Template) only where those are asked for.
    pub relation: Relation,
    /// As of a [`Match`].
    pub score: f32,
    /// As of a [`Match`].
    pub evidence: Evidence,
    /// As of a [`Match`].
    pub alignment: Option<Alignment>,
}

impl Plan {
    /// The matches among these pairs, each once, given the texts of all their articles; with
    /// `align`, and at another level than near, with their passages. In the order of pairs.
    ///
    /// Cost: as in a search, and for each text that of reading its words.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text of an article is missing.
    pub fn verify(
        &self,
        pairs: &[CandidatePair],
        texts: &[(Number, &str)],
        align: bool,
    ) -> Result<Vec<FoundPair>, Error> {
        let part = Part::new(sorted(texts));
        let mut candidates = pairs
            .iter()
            .map(|&CandidatePair { a, b, view }| part.candidate(a, b, view))
            .collect::<Result<Vec<_>, _>>()?;
        candidates.sort_unstable();
        candidates.dedup_by_key(|candidate| candidate.pair);
        let is_near = self.settings.level == Level::Near;
        if is_near || candidates.iter().any(|candidate| candidate.view == View::Near) {
            let articles = HashedArticles::new(part.texts.iter().map(|&(_, text)| text));
            let least = self.least_near();
            candidates.retain(|candidate| {
                candidate.view != View::Near || articles.may_be_near(candidate.pair, least)
            });
            if is_near {
                let pairs: Vec<Pair> = candidates.iter().map(|candidate| candidate.pair).collect();
                let verdicts = articles.compare(&pairs, least);
                return Ok(verdicts.into_iter().map(|found| part.near(found)).collect());
            }
        }
        let without;
        let detector = match align {
            true => &self.detector,
            false => {
                without = self.detector.without_alignment();
                &without
            }
        };
        let (statistics, commonness) = (&self.statistics, self.commonness.clone());
        let found = detector.judge_listed(&part, candidates, statistics, commonness)?;
        let mut pairs: Vec<FoundPair> =
            found.matches.into_iter().chain(found.templates).map(|one| part.found(one)).collect();
        pairs.sort_unstable_by_key(|found| (found.a, found.b));
        Ok(pairs)
    }

    /// At the level near: of these pairs the matches with their passages, given the texts of all
    /// their articles, and the statistics of the texts of *all* matches of the search (where
    /// passages lie depends on how common words are, and at this level only those are known
    /// that match). In the order of pairs.
    ///
    /// Pairs that are known to match are verified once more, which costs less than to keep
    /// what was found.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text of an article is missing.
    pub fn align(
        &self,
        pairs: &[CandidatePair],
        texts: &[(Number, &str)],
        statistics: &CorpusStatistics,
    ) -> Result<Vec<FoundPair>, Error> {
        let part = Part::new(sorted(texts));
        let mut verified = self
            .verify(pairs, texts, false)?
            .into_iter()
            .map(|FoundPair { a, b, view, relation, score, evidence, .. }| {
                Ok((part.candidate(a, b, view)?, Verdict { relation, score, evidence }))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        verified.sort_unstable_by_key(|(candidate, _)| candidate.pair);
        let aligned = self.detector.align_listed(&part, verified, statistics)?;
        Ok(aligned.into_iter().map(|one| part.found(one)).collect())
    }
}

/// The articles of some pairs, in the order of their numbers.
struct Part<'t> {
    texts: Vec<(Number, &'t str)>,
    /// Ids in the same order.
    ids: Vec<String>,
}

impl<'t> Part<'t> {
    fn new(texts: Vec<(Number, &'t str)>) -> Self {
        // As many digits as the greatest number has.
        let ids = texts.iter().map(|(article, _)| format!("{article:020}")).collect();
        Self { texts, ids }
    }

    fn candidate(&self, a: Number, b: Number, view: View) -> Result<Candidate, Error> {
        if a >= b {
            let (value, allowed) = (format!("{a} and {b}"), "two articles, in order");
            return Err(Error::Setting { name: "pair", value, allowed });
        }
        let pair = Pair { a: place(&self.texts, a)?, b: place(&self.texts, b)? };
        Ok(Candidate { pair, view })
    }

    fn found(&self, found: Match) -> FoundPair {
        let Match { a, b, view, relation, score, evidence, alignment, .. } = found;
        let (a, b) = (self.texts[a].0, self.texts[b].0);
        FoundPair { a, b, view, relation, score, evidence, alignment }
    }

    fn near(&self, (pair, verdict): (Pair, Verdict)) -> FoundPair {
        let Verdict { relation, score, evidence } = verdict;
        let (a, b) = (self.texts[pair.a as usize].0, self.texts[pair.b as usize].0);
        FoundPair { a, b, view: View::Near, relation, score, evidence, alignment: None }
    }
}

impl Articles for Part<'_> {
    fn len(&self) -> usize {
        self.texts.len()
    }

    fn id(&self, at: usize) -> &str {
        &self.ids[at]
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        Ok(Cow::Borrowed(self.texts[at].1))
    }
}
