//! Seeds: pairs of units that share much of their weight; and their clusters.

use std::ops::Range;

use super::shared::{NONE, Shared, Units};

/// Dice coefficient of two units that makes a seed, and the least weight that
/// they share.
const LEAST_DICE: f32 = 0.3;
const LEAST_WEIGHT: f32 = 4.0;

/// Words with more pairs of occurrences than this seed nothing: it bounds the
/// work by the number of distinct words, whatever the texts repeat.
const MOST_OCCURRENCES: usize = 100;

/// A pair of units: one of A, one of B.
pub(super) type Seed = (u32, u32);

/// Finds seeds; its memory is used again from one pair of texts to the next.
#[derive(Debug, Default)]
pub(super) struct Seeder {
    unit_of_b: Vec<u32>,
    weight: Vec<f32>,
    touched: Vec<u32>,
    /// For each shared word: a unit of A, and how often it came there so far.
    seen: Vec<(u32, u32)>,
}

impl Seeder {
    /// The seeds of two texts.
    ///
    /// The r-th occurrence of a word in a unit of A meets the r-th in each
    /// unit of B. Words above the cap are left out or, in `repetitive` texts,
    /// their n-th occurrence in A meets just the n-th in B.
    pub fn find(&mut self, a: &Units, b: &Units, shared: &Shared, repetitive: bool) -> Vec<Seed> {
        self.reset(b, shared);
        let mut seeds = Vec::new();
        for unit in 0..a.len() {
            self.touched.clear();
            for &word in a.words(unit..unit + 1).iter().filter(|&&word| word != NONE) {
                let places = shared.in_b(word);
                if places.len() * shared.in_a[word as usize] as usize > MOST_OCCURRENCES {
                    if repetitive {
                        self.meet_in_turn(word, places, shared);
                    }
                } else {
                    self.meet_all(unit as u32, word, places, shared);
                }
            }
            let own = a.weight(unit..unit + 1);
            for &other in &self.touched {
                let weight = std::mem::take(&mut self.weight[other as usize]);
                let both = own + b.weight(other as usize..other as usize + 1);
                if weight >= LEAST_WEIGHT && 2.0 * weight >= LEAST_DICE * both {
                    seeds.push((unit as u32, other));
                }
            }
        }
        seeds
    }

    fn reset(&mut self, b: &Units, shared: &Shared) {
        self.unit_of_b.clear();
        for unit in 0..b.len() {
            self.unit_of_b.resize(b.starts[unit + 1] as usize, unit as u32);
        }
        self.weight.clear();
        self.weight.resize(b.len(), 0.0);
        self.seen.clear();
        self.seen.resize(shared.len(), (NONE, 0));
    }

    fn meet_in_turn(&mut self, word: u32, places: &[u32], shared: &Shared) {
        let seen = &mut self.seen[word as usize];
        let nth = if seen.0 == NONE { 0 } else { seen.1 };
        *seen = (0, nth + 1);
        if let Some(&place) = places.get(nth as usize) {
            self.gain(self.unit_of_b[place as usize], shared.weight[word as usize]);
        }
    }

    fn meet_all(&mut self, unit: u32, word: u32, places: &[u32], shared: &Shared) {
        let seen = &mut self.seen[word as usize];
        let rank = if seen.0 == unit { seen.1 as usize } else { 0 };
        *seen = (unit, rank as u32 + 1);
        for at in rank..places.len() {
            let unit_at = |at: usize| self.unit_of_b[places[at] as usize];
            let other = unit_at(at);
            // Only the occurrence of this rank within its unit of B.
            let is_of_rank =
                unit_at(at - rank) == other && (at == rank || unit_at(at - rank - 1) != other);
            if is_of_rank {
                self.gain(other, shared.weight[word as usize]);
            }
        }
    }

    fn gain(&mut self, other: u32, weight: f32) {
        let sum = &mut self.weight[other as usize];
        if *sum == 0.0 {
            self.touched.push(other);
        }
        *sum += weight;
    }
}

/// Most times that a part is split on, one side and then the other. Seeds can
/// be laid so that each split takes off but one of them.
const MOST_SPLITS: u32 = 64;

/// The ranges of the parts into which the seeds fall at gaps of more than
/// `gap` units, split on both sides in turn until nothing splits.
pub(super) fn clusters(seeds: &mut [Seed], gap: u32) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    // Parts still to be split: by which side, how often in a row they held,
    // and how often they were split.
    let mut open = vec![(0..seeds.len(), false, 0, 0)];
    while let Some((range, by_b, held, splits)) = open.pop() {
        if range.len() < 2 || held == 2 || splits == MOST_SPLITS {
            if !range.is_empty() {
                parts.push(range);
            }
            continue;
        }
        let part = &mut seeds[range.clone()];
        if by_b {
            part.sort_unstable_by_key(|seed| (seed.1, seed.0));
        } else {
            part.sort_unstable();
        }
        let key = |seed: &Seed| if by_b { seed.1 } else { seed.0 };
        let mut end = range.end;
        for at in (1..part.len()).rev() {
            if key(&part[at]) - key(&part[at - 1]) > gap {
                open.push((range.start + at..end, !by_b, 0, splits + 1));
                end = range.start + at;
            }
        }
        let held = if end == range.end { held + 1 } else { 0 };
        open.push((range.start..end, !by_b, held, splits + 1));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_hold_together_on_both_sides() {
        let mut seeds = [(0, 0), (1, 1), (2, 20), (3, 21), (40, 2), (2, 2)];
        let parts = clusters(&mut seeds, 4);
        let mut found: Vec<Vec<Seed>> =
            parts.iter().map(|part| seeds[part.clone()].to_vec()).collect();
        found.iter_mut().for_each(|part| part.sort_unstable());
        found.sort();
        assert_eq!(found, [vec![(0, 0), (1, 1), (2, 2)], vec![(2, 20), (3, 21)], vec![(40, 2)]]);
    }
}
