//! Matches → findings: clusters, identical sets, counts, and the caller's positions.

use super::match_list::MatchList;
use super::ranks::Ranks;
use super::review::Review;
use super::sides::WantedPairs;
use super::variants::VariantFinder;
use crate::candidate::{Candidate, View};
use crate::cluster::{Edge, clusters, clusters_by, reaches};
use crate::decisions::Decisions;
use crate::error::Error;
use crate::findings::{Findings, Match, Skipped, Statistics, StoredLists, Unreadable};
use crate::verify::{MIN_WORDS, Relation, Verdict};

/// What a search knows of its articles when it ends, by their ranks.
pub(super) struct Assembly<'a> {
    pub ranks: &'a Ranks<'a>,
    pub variants: VariantFinder<'a>,
    pub wanted_pairs: WantedPairs<'a>,
    /// In which order articles may represent clusters, unless sums of scores decide.
    pub order: Option<Vec<usize>>,
    /// For each article the first with the same words.
    pub same_as: Vec<u32>,
    /// How many words each has.
    pub words: Vec<u32>,
    pub bytes: usize,
    pub vocabulary: usize,
    pub distinct: usize,
    pub candidates: usize,
    /// Pairs that are forms filled in anew.
    pub templates: usize,
    /// As of [`Statistics`].
    pub left_out: usize,
    /// The score from which a pair is a match.
    pub threshold: f32,
    pub decisions: Option<&'a Decisions>,
}

impl Assembly<'_> {
    /// The findings, in order, each article by its position.
    pub fn findings(
        self,
        mut matches: MatchList,
        mut templates: MatchList,
    ) -> Result<Findings, Error> {
        let mut sets = self.identical(&matches);
        let mut review = Review::new(self.decisions, self.ranks);
        let decisions = review.sets(&mut sets);
        let mut identical = self.variants.find(sets.clone())?;
        for (set, decision) in identical.iter_mut().zip(decisions) {
            set.decision = decision;
        }
        // A text may become unreadable after its first match was aligned.
        let unreadable = std::mem::take(&mut *self.ranks.unreadable());
        if !unreadable.is_empty() {
            let is_readable = |rank: usize| !unreadable.contains_key(&(rank as u32));
            let readable = |pairs: &mut Vec<Match>| {
                pairs.retain(|found| is_readable(found.a) && is_readable(found.b));
                Ok(())
            };
            matches = matches.changed(readable)?;
            templates = templates.changed(readable)?;
        }
        matches = review.matches(matches, &sets)?;
        let (articles, edges) = (self.words.len(), self.edges(&matches));
        let mut clusters = match &self.order {
            None => clusters(articles, &edges, &sets),
            Some(order) => clusters_by(articles, &edges, &sets, order),
        };
        let mut skipped: Vec<Skipped> = self
            .words
            .iter()
            .enumerate()
            .map(|(article, &words)| Skipped { article, words: words as usize })
            .filter(|article| article.words < MIN_WORDS)
            .collect();
        let statistics = Statistics {
            articles: self.words.len(),
            bytes: self.bytes,
            words: self.words.iter().map(|&words| words as usize).sum(),
            vocabulary: self.vocabulary,
            distinct: self.distinct,
            candidates: self.candidates,
            templates: self.templates,
            matches: matches.len(),
            left_out: self.left_out,
            not_copies: review.not_copies,
        };

        let position = |rank: &mut usize| *rank = self.ranks.position(*rank);
        let positions: Vec<u32> =
            (0..self.words.len()).map(|rank| self.ranks.position(rank) as u32).collect();
        for pairs in [&mut matches, &mut templates] {
            pairs.renumber(&positions);
            pairs.check()?;
        }
        let mut stored = StoredLists::default();
        let (matches, stored_matches) = matches.into_parts();
        let (templates, stored_templates) = templates.into_parts();
        (stored.matches, stored.templates) = (stored_matches, stored_templates);
        for cluster in &mut clusters {
            position(&mut cluster.representative);
            cluster.members.iter_mut().for_each(|member| position(&mut member.article));
        }
        skipped.iter_mut().for_each(|short| position(&mut short.article));
        for set in &mut identical {
            let variants = set.variants.iter_mut().flat_map(|variant| &mut variant.articles);
            set.articles.iter_mut().chain(variants).for_each(position);
        }
        let mut outdated = review.outdated;
        for pair in &mut outdated {
            *pair = (self.ranks.position(pair.0), self.ranks.position(pair.1));
        }
        let unreadable = unreadable.into_iter().map(|(rank, reason)| Unreadable {
            article: self.ranks.position(rank as usize),
            reason,
        });
        let unreadable = unreadable.collect();
        let mut words = vec![0; self.words.len()];
        for (rank, count) in self.words.into_iter().enumerate() {
            words[self.ranks.position(rank)] = count;
        }
        Ok(Findings {
            identical,
            matches,
            unlisted: Vec::new(),
            templates,
            stored,
            clusters,
            skipped,
            unreadable,
            outdated,
            words,
            statistics,
        })
    }

    /// Sets of two or more articles with the same words, each in order. One word is enough
    /// for that; without any, nothing is the same.
    /// Where not every pair is wanted, those that have a wanted one among them or a match.
    fn identical(&self, matches: &MatchList) -> Vec<Vec<usize>> {
        let mut members: Vec<(u32, usize)> = self
            .same_as
            .iter()
            .zip(0..)
            .filter(|&(_, rank)| self.words[rank] > 0)
            .map(|(&first, rank)| (first, rank))
            .collect();
        members.sort_unstable();
        let sets = members.chunk_by(|one, other| one.0 == other.0).filter(|set| set.len() > 1);
        let sets = sets.map(|set| set.iter().map(|&(_, rank)| rank).collect());
        let mut sets: Vec<Vec<usize>> = sets.collect();
        let pairs = &self.wanted_pairs;
        if pairs.has_filter() {
            let mut has_match = vec![false; self.words.len()];
            for found in matches.iter().flat_map(|found| [found.a, found.b]) {
                has_match[self.same_as[found] as usize] = true;
            }
            let first = |set: &[usize]| self.same_as[set[0]] as usize;
            sets.retain(|set| pairs.has_pair(set) || has_match[first(set)]);
        }
        sets.iter_mut().for_each(|set| pairs.sort(set));
        sets.sort_unstable_by_key(|set| set[0]);
        sets
    }

    /// The matches that form clusters. Listed pairs may be no copies, and may
    /// name any member of a set of the same words; what only a search for all pairs
    /// compares changes no cluster.
    fn edges(&self, matches: &MatchList) -> Vec<Edge> {
        matches
            .iter()
            .filter(|found| reaches(found.score, self.threshold))
            .filter(|found| found.view != View::Group && found.relation != Relation::Template)
            .map(|found| (found.a.min(found.b), found.a.max(found.b), found.score))
            .map(|(a, b, score)| Edge { a, b, score })
            .collect()
    }
}

/// A verified candidate as a match without an alignment.
pub(super) fn unaligned((candidate, verdict): (Candidate, Verdict)) -> Match {
    let Candidate { pair, view } = candidate;
    let Verdict { relation, score, evidence } = verdict;
    let (a, b) = (pair.a as usize, pair.b as usize);
    Match { a, b, view, relation, score, evidence, alignment: None, decision: None }
}
