//! How well passages are found: plagdet and its parts.
//!
//! Source: Potthast, Stein, Barrón-Cedeño, Rosso, “An evaluation framework for
//! plagiarism detection”, 2010; macro-averaged, as PAN publishes it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::truth::{Pair, Passage};

/// Passages by pair.
pub type ByPair<'a> = BTreeMap<Pair, &'a [Passage]>;

/// Plagdet and its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plagdet {
    /// F1 of precision and recall, divided by log₂(1 + granularity).
    pub plagdet: f64,
    /// The mean share of a passage found that is true.
    pub precision: f64,
    /// The mean share of a true passage that is found.
    pub recall: f64,
    /// In how many pieces a true passage is found, if it is.
    pub granularity: f64,
    /// True passages.
    pub cases: usize,
    /// Passages found.
    pub detections: usize,
}

impl Plagdet {
    pub fn new(truth: &ByPair<'_>, found: &ByPair<'_>) -> Self {
        let of_cases = each_covered(truth, found);
        let of_detections = each_covered(found, truth);
        let recall = mean(of_cases.iter().map(|covered| covered.0));
        let precision = mean(of_detections.iter().map(|covered| covered.0));
        let pieces = of_cases.iter().map(|covered| covered.1 as f64).filter(|&n| n > 0.0);
        let granularity = if pieces.clone().next().is_some() { mean(pieces) } else { 1.0 };
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self {
            plagdet: f1 / (1.0 + granularity).log2(),
            precision,
            recall,
            granularity,
            cases: of_cases.len(),
            detections: of_detections.len(),
        }
    }
}

/// For every passage in `wholes`: its share that passages of the same pair in
/// `parts` cover, and by how many.
fn each_covered(wholes: &ByPair<'_>, parts: &ByPair<'_>) -> Vec<(f64, usize)> {
    let of_pair = |(pair, wholes): (&Pair, &&[Passage])| {
        let parts = parts.get(pair).copied().unwrap_or_default();
        wholes.iter().map(|whole| covered(whole, parts)).collect::<Vec<_>>()
    };
    wholes.iter().flat_map(of_pair).collect()
}

/// Only a part that touches the whole on both sides covers anything of it.
fn covered(whole: &Passage, parts: &[Passage]) -> (f64, usize) {
    let touching = parts
        .iter()
        .filter_map(|part| Some([overlap(&whole[0], &part[0])?, overlap(&whole[1], &part[1])?]));
    let (left, right): (Vec<_>, Vec<_>) = touching.map(|[left, right]| (left, right)).unzip();
    let pieces = left.len();
    let length = whole[0].len() + whole[1].len();
    let met = union_length(left) + union_length(right);
    (if length > 0 { met as f64 / length as f64 } else { 0.0 }, pieces)
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> Option<Range<usize>> {
    let range = one.start.max(other.start)..one.end.min(other.end);
    (!range.is_empty()).then_some(range)
}

fn union_length(mut ranges: Vec<Range<usize>>) -> usize {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut reach = 0;
    let mut length = 0;
    for range in ranges {
        length += range.end.saturating_sub(range.start.max(reach));
        reach = reach.max(range.end);
    }
    length
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0usize);
    values.for_each(|value| (sum, count) = (sum + value, count + 1));
    if count > 0 { sum / count as f64 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(truth: &[Passage], found: &[Passage], [precision, recall, granularity]: [f64; 3]) {
        let by_pair = |passages| BTreeMap::from([((0, 1), passages)]);
        let score = Plagdet::new(&by_pair(truth), &by_pair(found));
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(score.precision, precision), "{score:?}");
        assert!(near(score.recall, recall), "{score:?}");
        assert!(near(score.granularity, granularity), "{score:?}");
        let f1 = match precision + recall {
            0.0 => 0.0,
            sum => 2.0 * precision * recall / sum,
        };
        assert!(near(score.plagdet, f1 / (1.0 + granularity).log2()), "{score:?}");
    }

    #[test]
    fn by_hand() {
        let whole = [[0..100, 200..300]];
        check(&whole, &whole, [1.0, 1.0, 1.0]);
        check(&whole, &[], [0.0, 0.0, 1.0]);
        // Half of one side and all of the other: 150 of 200.
        check(&whole, &[[0..50, 200..300]], [1.0, 0.75, 1.0]);
        // In two pieces that overlap: 60 + 100 of 200, and all of it true.
        let pieces = [[0..40, 200..260], [20..60, 240..300]];
        check(&whole, &pieces, [1.0, 0.8, 2.0]);
        // It touches on one side only: nothing.
        check(&whole, &[[0..100, 300..400]], [0.0, 0.0, 1.0]);
        // Twice as long as the truth, and another that is wrong: (1/2 + 0) / 2.
        check(&whole, &[[0..200, 200..400], [500..600, 0..100]], [0.25, 1.0, 1.0]);
        // One of two true passages.
        check(&[whole[0].clone(), [300..310, 0..10]], &whole, [1.0, 0.5, 1.0]);
    }

    #[test]
    fn passages_of_another_pair_do_not_count() {
        let passage = [[0..10, 0..10]];
        let truth = BTreeMap::from([((0, 1), &passage[..])]);
        let found = BTreeMap::from([((0, 2), &passage[..])]);
        let score = Plagdet::new(&truth, &found);
        assert_eq!((score.precision, score.recall, score.plagdet), (0.0, 0.0, 0.0));
        assert_eq!((score.cases, score.detections), (1, 1));
    }
}
