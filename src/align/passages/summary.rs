//! Summaries: a stretch of one text that sums up a much longer stretch of the
//! other, too condensed for any unit to correspond to another.

use std::ops::{Range, RangeInclusive};

use super::shared::{NOT_SHARED, SharedWords, TextUnits};

/// Share of the weight of a summary's units that occurs anywhere in the other
/// text. For this and what follows: docs/TUNING.md.
const SHARE: f32 = 0.6;

/// How far that share exceeds the share of the text around the summary; and
/// the share that is assumed where there is too little around it.
const LIFT: f32 = 0.5;
const USUAL: f32 = 0.45;

/// Least weight of distinct shared words.
const LEAST_WEIGHT: f32 = 50.0;

/// How many times as heavy as the summary the other text is.
const RATIO: RangeInclusive<f32> = 2.0..=25.0;

/// A stretch is no summary where one passage explains this part of it, or all
/// passages together explain this part.
const ONE_EXPLAINS: f32 = 0.5;
const ALL_EXPLAIN: f32 = 0.7;

/// The summarised stretch extends as far as units have this part of its average
/// share of the summary's words; and how often that average is taken anew.
const SPREAD: f32 = 0.3;
const ROUNDS: usize = 3;

/// A passage found before, from one side: its units, and its Dice coefficient.
pub(super) struct KnownPassage {
    pub units: Range<usize>,
    pub dice: f32,
}

/// The stretch of `own` that is a summary of `other`, the stretch of `other`
/// that it sums up, and its share, where there is one that the passages `known`
/// do not explain better.
pub(super) fn find(
    own: &TextUnits,
    other: &TextUnits,
    shared: &SharedWords,
    known: &[KnownPassage],
) -> Option<(Range<usize>, Range<usize>, f32)> {
    let all = 0..own.len();
    let summary = best_stretch(all.clone(), |unit| {
        own.shared_weight(unit..unit + 1) - SHARE * own.weight(unit..unit + 1)
    })?;
    let weight = own.weight(summary.clone());
    if !RATIO.contains(&(other.weight(0..other.len()) / weight)) {
        return None;
    }
    let share = own.shared_weight(summary.clone()) / weight;
    let around = own.weight(all.clone()) - weight;
    let usual = if around > weight {
        (own.shared_weight(all) - own.shared_weight(summary.clone())) / around
    } else {
        USUAL
    };
    if share - usual < LIFT || is_explained(own, &summary, known) {
        return None;
    }
    let (words, evidence) = distinct(own.words(summary.clone()), shared);
    if evidence < LEAST_WEIGHT {
        return None;
    }
    let source = source(other, shared, &words)?;
    Some((summary, source, share))
}

fn is_explained(own: &TextUnits, summary: &Range<usize>, known: &[KnownPassage]) -> bool {
    let mut sum = 0.0;
    for passage in known {
        let common = passage.units.start.max(summary.start)..passage.units.end.min(summary.end);
        if common.is_empty() {
            continue;
        }
        let explained = own.weight(common) / own.weight(summary.clone()) * passage.dice;
        if explained > ONE_EXPLAINS {
            return true;
        }
        sum += explained;
    }
    sum > ALL_EXPLAIN
}

/// Which shared words occur, and their weight, each word counted once.
fn distinct(words: &[u32], shared: &SharedWords) -> (Vec<bool>, f32) {
    let mut seen = vec![false; shared.len()];
    let mut weight = 0.0;
    for &word in words.iter().filter(|&&word| word != NOT_SHARED) {
        if !std::mem::replace(&mut seen[word as usize], true) {
            weight += shared.weight[word as usize];
        }
    }
    (seen, weight)
}

/// The stretch of `other` over which the words are spread.
fn source(other: &TextUnits, shared: &SharedWords, words: &[bool]) -> Option<Range<usize>> {
    let of_summary = |unit: usize| -> f32 {
        let own = other.words(unit..unit + 1).iter();
        let matched = own.filter(|&&word| word != NOT_SHARED && words[word as usize]);
        matched.map(|&word| shared.weight[word as usize]).sum()
    };
    let weights: Vec<f32> = (0..other.len()).map(of_summary).collect();
    let mut stretch = 0..other.len();
    for _ in 0..ROUNDS {
        let share = weights[stretch.clone()].iter().sum::<f32>() / other.weight(stretch.clone());
        stretch = best_stretch(stretch, |unit| {
            weights[unit] - SPREAD * share * other.weight(unit..unit + 1)
        })?;
    }
    Some(stretch)
}

/// The stretch of units with the greatest sum of gains (Kadane).
fn best_stretch(units: Range<usize>, gain: impl Fn(usize) -> f32) -> Option<Range<usize>> {
    let (mut best, mut sum, mut start) = ((0.0, None), 0.0, units.start);
    for unit in units {
        sum += gain(unit);
        if sum <= 0.0 {
            (sum, start) = (0.0, unit + 1);
        } else if sum > best.0 {
            best = (sum, Some(start..unit + 1));
        }
    }
    best.1
}
