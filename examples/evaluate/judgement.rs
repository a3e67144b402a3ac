//! The labelled pairs beside the scores they got.

use std::collections::HashSet;

use crate::curve::{Case, Curve};
use crate::scores::Scores;
use crate::truth::{Label, Listed, Pair, Truth};

/// The labelled pairs beside the scores they got.
pub struct Judgement<'a> {
    truth: &'a Truth,
    scores: &'a Scores,
    /// Whether a pair that is not listed is no copy.
    complete: bool,
}

/// How many pairs with a label are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub found: usize,
    pub listed: usize,
}

/// A pair that went wrong, and the score it got.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong<'a> {
    pub pair: Pair,
    pub score: Option<f32>,
    /// `None`: the pair is not listed.
    pub label: Option<&'a str>,
}

impl<'a> Judgement<'a> {
    pub fn new(truth: &'a Truth, scores: &'a Scores, complete: bool) -> Self {
        Self { truth, scores, complete }
    }

    /// Whether any pair may be a false alarm: else there is no precision.
    pub fn has_others(&self) -> bool {
        self.complete || self.truth.labels.iter().any(|label| !label.is_copy)
    }

    /// Whether pairs that are not listed count.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the pairs have weights.
    pub fn is_weighted(&self) -> bool {
        self.truth.weighted
    }

    /// Each pair as one, or `weighted` as so many as it stands for.
    pub fn curve(&self, weighted: bool) -> Curve {
        let listed = self.truth.listed.iter().map(|listed| Case {
            score: self.scores.of(listed.pair),
            is_copy: self.label(listed).is_copy,
            weight: if weighted { listed.weight } else { 1.0 },
        });
        Curve::new(listed.chain(self.not_listed()))
    }

    /// Every pair that has a score is a false alarm, and those that are listed
    /// are taken off again, whatever they are.
    fn not_listed(&self) -> impl Iterator<Item = Case> {
        let all = self.scores.all().map(|(score, pairs)| (Some(score), pairs as f64));
        let listed = self.truth.listed.iter().map(|listed| (self.scores.of(listed.pair), -1.0));
        let case = |(score, weight)| Case { score, is_copy: false, weight };
        all.chain(listed).map(case).filter(|_| self.complete)
    }

    /// Each label, with what is found of it at the threshold.
    pub fn by_label(&self, threshold: f32) -> Vec<(&'a Label, Found)> {
        let nothing = Found { found: 0, listed: 0 };
        let mut labels: Vec<(&Label, Found)> =
            self.truth.labels.iter().map(|label| (label, nothing)).collect();
        for listed in &self.truth.listed {
            let found = &mut labels[listed.label].1;
            found.listed += 1;
            found.found += usize::from(self.is_found(listed, threshold));
        }
        labels
    }

    /// All copies, with what is found of them at the threshold.
    pub fn copies(&self, threshold: f32) -> Found {
        let labels = self.by_label(threshold).into_iter().filter(|(label, _)| label.is_copy);
        labels.fold(Found { found: 0, listed: 0 }, |sum, (_, label)| Found {
            found: sum.found + label.found,
            listed: sum.listed + label.listed,
        })
    }

    /// How many pairs are found that are not listed.
    pub fn unlisted(&self, threshold: f32) -> usize {
        let above = self.scores.all().filter(|(score, _)| *score >= threshold);
        let found: usize = above.map(|(_, pairs)| pairs).sum();
        found - self.truth.listed.iter().filter(|it| self.is_found(it, threshold)).count()
    }

    /// Copies that are not found, those with the lowest score first.
    pub fn missed(&self, threshold: f32) -> Vec<Wrong<'a>> {
        let missed =
            |listed: &&Listed| self.label(listed).is_copy && !self.is_found(listed, threshold);
        let listed = self.truth.listed.iter().filter(missed);
        let mut wrong: Vec<Wrong> = listed.map(|listed| self.wrong(listed)).collect();
        wrong.sort_by(|one, other| order(one).partial_cmp(&order(other)).expect("numbers"));
        wrong
    }

    /// Others that are found, those with the highest score first.
    pub fn false_alarms(&self, threshold: f32) -> Vec<Wrong<'a>> {
        let alarm =
            |listed: &&Listed| !self.label(listed).is_copy && self.is_found(listed, threshold);
        let listed = self.truth.listed.iter().filter(alarm);
        let mut wrong: Vec<Wrong> = listed.map(|listed| self.wrong(listed)).collect();
        if self.complete {
            let known: HashSet<Pair> =
                self.truth.listed.iter().map(|listed| self.scores.folded(listed.pair)).collect();
            let unlisted = self.scores.pairs().filter(|(pair, _)| !known.contains(pair));
            wrong.extend(
                unlisted.filter(|(_, score)| *score >= threshold).map(|(pair, score)| Wrong {
                    pair,
                    score: Some(score),
                    label: None,
                }),
            );
        }
        wrong.sort_by(|one, other| {
            let (one, other) = (order(one), order(other));
            other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
        });
        wrong
    }

    fn is_found(&self, listed: &Listed, threshold: f32) -> bool {
        self.scores.of(listed.pair).is_some_and(|score| score >= threshold)
    }

    fn label(&self, listed: &Listed) -> &'a Label {
        &self.truth.labels[listed.label]
    }

    fn wrong(&self, listed: &Listed) -> Wrong<'a> {
        let label = Some(self.label(listed).name.as_str());
        Wrong { pair: listed.pair, score: self.scores.of(listed.pair), label }
    }
}

fn order(wrong: &Wrong<'_>) -> (f32, Pair) {
    (wrong.score.unwrap_or(-1.0), wrong.pair)
}
