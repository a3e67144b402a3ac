//! Decisions of an earlier review → matches and sets without what is no copy.

use std::collections::{HashMap, HashSet};

use super::match_list::MatchList;
use super::ranks::Ranks;
use crate::decisions::{DecidedPair, Decision, Decisions};
use crate::error::Error;

/// The decisions about articles of this search, by their ranks.
pub(super) struct Review<'a> {
    ranks: &'a Ranks<'a>,
    decided: Vec<(usize, usize, &'a DecidedPair)>,
    /// The digests of the texts that were needed so far; `None` for those that cannot be
    /// read.
    digests: HashMap<usize, Option<u64>>,
    /// Pairs whose decision does not apply, as a text changed.
    pub outdated: Vec<(usize, usize)>,
    /// How many pairs were left out.
    pub not_copies: usize,
}

impl<'a> Review<'a> {
    pub fn new(decisions: Option<&'a Decisions>, ranks: &'a Ranks<'a>) -> Self {
        let decided = decisions.into_iter().flat_map(Decisions::iter);
        let decided = decided.filter_map(|pair| {
            let [a, b] = [0, 1].map(|side| ranks.rank_of(&pair.ids[side]));
            Some((a?, b?, pair))
        });
        Self {
            ranks,
            decided: decided.collect(),
            digests: HashMap::new(),
            outdated: Vec::new(),
            not_copies: 0,
        }
    }

    /// Takes out of each set what was decided to be no copy of its first article. What
    /// was decided about the set: one decision, if it holds for all others. A set of
    /// which one article is left is none any more.
    pub fn sets(&mut self, sets: &mut Vec<Vec<usize>>) -> Vec<Option<Decision>> {
        let firsts = firsts(sets);
        let mut by_other: HashMap<usize, Decision> = HashMap::new();
        for (a, b, pair) in self.decided.clone() {
            let other = match (firsts.get(&a), firsts.get(&b)) {
                (Some(&first), Some(_)) if first == a && firsts[&b] == a => b,
                (Some(_), Some(&first)) if first == b && firsts[&a] == b => a,
                _ => continue,
            };
            if self.is_current(a, b, pair) {
                by_other.insert(other, pair.decision);
            }
        }
        for set in &mut *sets {
            let before = set.len();
            set.retain(|article| by_other.get(article) != Some(&Decision::NotCopy));
            self.not_copies += before - set.len();
        }
        sets.retain(|set| set.len() > 1);
        let decision = |set: &Vec<usize>| {
            let decision = by_other.get(&set[1]).copied();
            set[1..]
                .iter()
                .all(|other| by_other.get(other).copied() == decision)
                .then_some(decision)
        };
        sets.iter().map(|set| decision(set).flatten()).collect()
    }

    /// The matches without what was decided to be no copy, with the other decisions noted.
    pub fn matches(&mut self, matches: MatchList, sets: &[Vec<usize>]) -> Result<MatchList, Error> {
        if self.decided.is_empty() {
            return Ok(matches);
        }
        let firsts = firsts(sets);
        let first = |article: usize| firsts.get(&article).copied().unwrap_or(article);
        let ordered = |a: usize, b: usize| (a.min(b), a.max(b));
        let stands_for = |a: usize, b: usize| ordered(first(a), first(b));
        let decided: HashSet<(usize, usize)> =
            self.decided.iter().map(|&(a, b, _)| stands_for(a, b)).collect();
        let found: HashSet<(usize, usize)> = matches
            .iter()
            .map(|found| stands_for(found.a, found.b))
            .filter(|pair| decided.contains(pair))
            .collect();
        // A decision about the very articles outweighs one about others with their words.
        let (mut exact, mut others) = (HashMap::new(), HashMap::new());
        for (a, b, pair) in self.decided.clone() {
            if found.contains(&stands_for(a, b)) && self.is_current(a, b, pair) {
                exact.insert(ordered(a, b), pair.decision);
                others.insert(stands_for(a, b), pair.decision);
            }
        }
        let before = matches.len();
        let matches = matches.changed(|matches| {
            matches.retain_mut(|it| {
                let decision = exact.get(&ordered(it.a, it.b));
                it.decision = decision.or_else(|| others.get(&stands_for(it.a, it.b))).copied();
                it.decision != Some(Decision::NotCopy)
            });
            Ok(())
        })?;
        self.not_copies += before - matches.len();
        Ok(matches)
    }

    /// Whether both texts are those that the decision was made on; if not, that is noted.
    fn is_current(&mut self, a: usize, b: usize, pair: &DecidedPair) -> bool {
        let is_current = [a, b].into_iter().zip(pair.digests).all(|(article, expected)| {
            let digest = || self.ranks.digest(article as u32);
            expected.is_none() || *self.digests.entry(article).or_insert_with(digest) == expected
        });
        if !is_current {
            self.outdated.push((a, b));
        }
        is_current
    }
}

/// Every article of a set → the first of the set.
fn firsts(sets: &[Vec<usize>]) -> HashMap<usize, usize> {
    sets.iter().flat_map(|set| set.iter().map(|&article| (article, set[0]))).collect()
}
