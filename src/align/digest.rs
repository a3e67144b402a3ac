//! Digests: a stretch of one text that sums up a much longer stretch of the
//! other, too condensed for any unit to correspond to another.

use std::ops::{Range, RangeInclusive};

use super::shared::{NONE, Shared, Units};

/// Share of its weight that a digest's units have anywhere in the other text.
const SHARE: f32 = 0.6;

/// How much more that is than the text around it has; and what is assumed
/// where there is too little around it.
const LIFT: f32 = 0.5;
const USUAL: f32 = 0.45;

/// Weight of distinct shared words that a digest needs.
const LEAST_WEIGHT: f32 = 50.0;

/// How many times as heavy the other text is.
const RATIO: RangeInclusive<f32> = 2.0..=25.0;

/// It is none where one passage explains this part of it, or all together this.
const ONE_EXPLAINS: f32 = 0.5;
const ALL_EXPLAIN: f32 = 0.7;

/// In the other text it reaches as far as units have this part of the
/// average share.
const SPREAD: f32 = 0.3;

/// A passage seen from one side: its units, and its Dice coefficient.
pub(super) struct Part {
    pub units: Range<usize>,
    pub dice: f32,
}

/// The stretch of `own` that is a digest of `other`, the stretch of `other`
/// that it digests, and its share, where there is one that `parts` do not
/// explain better.
pub(super) fn find(
    own: &Units,
    other: &Units,
    shared: &Shared,
    parts: &[Part],
) -> Option<(Range<usize>, Range<usize>, f32)> {
    let all = 0..own.len();
    let digest = best_stretch(all.clone(), |unit| {
        own.held(unit..unit + 1) - SHARE * own.weight(unit..unit + 1)
    })?;
    let weight = own.weight(digest.clone());
    if !RATIO.contains(&(other.weight(0..other.len()) / weight)) {
        return None;
    }
    let share = own.held(digest.clone()) / weight;
    let around = own.weight(all.clone()) - weight;
    let usual =
        if around > weight { (own.held(all) - own.held(digest.clone())) / around } else { USUAL };
    if share - usual < LIFT || is_explained(own, &digest, parts) {
        return None;
    }
    let (words, evidence) = distinct(own.words(digest.clone()), shared);
    if evidence < LEAST_WEIGHT {
        return None;
    }
    let source = source(other, shared, &words)?;
    Some((digest, source, share))
}

fn is_explained(own: &Units, digest: &Range<usize>, parts: &[Part]) -> bool {
    let mut sum = 0.0;
    for part in parts {
        let common = part.units.start.max(digest.start)..part.units.end.min(digest.end);
        if common.is_empty() {
            continue;
        }
        let explained = own.weight(common) / own.weight(digest.clone()) * part.dice;
        if explained > ONE_EXPLAINS {
            return true;
        }
        sum += explained;
    }
    sum > ALL_EXPLAIN
}

/// Which shared words occur, and their weight, each counted once.
fn distinct(words: &[u32], shared: &Shared) -> (Vec<bool>, f32) {
    let mut seen = vec![false; shared.len()];
    let mut weight = 0.0;
    for &word in words.iter().filter(|&&word| word != NONE) {
        if !std::mem::replace(&mut seen[word as usize], true) {
            weight += shared.weight[word as usize];
        }
    }
    (seen, weight)
}

/// The stretch of `other` over which the words are spread.
fn source(other: &Units, shared: &Shared, words: &[bool]) -> Option<Range<usize>> {
    let of_digest = |unit: usize| -> f32 {
        let own = other.words(unit..unit + 1).iter();
        let met = own.filter(|&&word| word != NONE && words[word as usize]);
        met.map(|&word| shared.weight[word as usize]).sum()
    };
    let met: Vec<f32> = (0..other.len()).map(of_digest).collect();
    let mut stretch = 0..other.len();
    for _ in 0..3 {
        let share = met[stretch.clone()].iter().sum::<f32>() / other.weight(stretch.clone());
        stretch = best_stretch(stretch, |unit| {
            met[unit] - SPREAD * share * other.weight(unit..unit + 1)
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
