//! The score that the detector gave each pair, whatever the threshold.

use std::collections::HashMap;

use nearcopy::Findings;

use crate::truth::Pair;

/// The scores of all pairs that the detector proposed, with sets of identical
/// articles folded into their first.
pub struct Scores {
    /// For each article, the first of its set.
    first: Vec<usize>,
    /// For each first, how many articles are in its set.
    size: Vec<usize>,
    pairs: HashMap<Pair, f32>,
}

impl Scores {
    /// The scores in the `findings` among so many articles.
    pub fn new(articles: usize, findings: &Findings) -> Self {
        let mut first: Vec<usize> = (0..articles).collect();
        for set in findings.identical.iter().map(|set| &set.articles) {
            set.iter().for_each(|&article| first[article] = set[0]);
        }
        let mut size = vec![0; articles];
        first.iter().for_each(|&first| size[first] += 1);
        let mut scores = Self { first, size, pairs: HashMap::new() };
        for found in &findings.matches {
            let pair = scores.folded((found.a, found.b));
            if pair.0 != pair.1 {
                let score = scores.pairs.entry(pair).or_insert(found.score);
                *score = score.max(found.score);
            }
        }
        scores
    }

    /// The score of two articles; 1 if they are identical.
    pub fn of(&self, pair: Pair) -> Option<f32> {
        let pair = self.folded(pair);
        if pair.0 == pair.1 { Some(1.0) } else { self.pairs.get(&pair).copied() }
    }

    /// Every score, and how many pairs of articles have it from one comparison.
    pub fn all(&self) -> impl Iterator<Item = (f32, usize)> {
        let inside = self.size.iter().map(|&size| (1.0, size * size.saturating_sub(1) / 2));
        let between =
            self.pairs.iter().map(|(pair, &score)| (score, self.size[pair.0] * self.size[pair.1]));
        inside.filter(|&(_, pairs)| pairs > 0).chain(between)
    }

    /// Every pair compared, with its score.
    pub fn pairs(&self) -> impl Iterator<Item = (Pair, f32)> {
        self.pairs.iter().map(|(&pair, &score)| (pair, score))
    }

    /// The firsts of the sets that two articles are in.
    pub fn folded(&self, (a, b): Pair) -> Pair {
        let (a, b) = (self.first[a], self.first[b]);
        (a.min(b), a.max(b))
    }
}

#[cfg(test)]
mod tests {
    use nearcopy::{Article, Detector};

    use super::*;

    #[test]
    fn identical_articles_are_one() {
        let text = "The river rose by two metres overnight, and the old bridge by the mill had to \
            be closed. The mayor asked everyone who lives by the water to leave before dark.";
        let edited = text.replace("rose by", "had risen");
        let other = "A new library opened on the main square this morning, after six long years \
            of building work that many had given up for lost.";
        let texts = [other, text, &edited, text, text, &edited];
        let articles: Vec<Article> =
            (0..6).map(|at| Article::new(at.to_string(), texts[at])).collect();
        let findings = Detector::builder().align(false).build().unwrap().detect(&articles);
        let scores = Scores::new(articles.len(), &findings.unwrap());

        let edited = scores.of((1, 2)).expect("found");
        assert!(edited < 1.0);
        for pair in [(1, 5), (3, 2), (4, 5), (5, 3)] {
            assert_eq!(scores.of(pair), Some(edited));
        }
        assert_eq!([(1, 3), (4, 1), (2, 5)].map(|pair| scores.of(pair)), [Some(1.0); 3]);
        assert_eq!(scores.of((0, 1)), None);

        // Three pairs among 1, 3, 4; one of 2 and 5; six between the two sets.
        let mut all: Vec<(f32, usize)> = scores.all().collect();
        all.sort_by(|one, other| one.partial_cmp(other).unwrap());
        assert_eq!(all, [(edited, 6), (1.0, 1), (1.0, 3)]);
    }
}
