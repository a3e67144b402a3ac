//! Seeds: pairs of units that share much of their weight, and clusters of seeds.

use std::ops::Range;

use super::shared::{NOT_SHARED, SharedWords, TextUnits};

/// Least Dice coefficient of the two units of a seed, and least weight that
/// they share. Measured: docs/TUNING.md.
const LEAST_DICE: f32 = 0.3;
const LEAST_WEIGHT: f32 = 4.0;

/// Most pairs of occurrences of a word that may make seeds: it bounds the
/// work by the number of distinct words, whatever the texts repeat.
pub(super) const MOST_OCCURRENCES: usize = 100;

/// A pair of units: one of A, one of B.
pub(super) type SeedPair = (u32, u32);

/// Finds seeds; its memory is used again from one pair of texts to the next.
#[derive(Debug, Default)]
pub(in crate::align) struct Seeder {
    unit_of_b: Vec<u32>,
    weight: Vec<f32>,
    touched: Vec<u32>,
    /// For each shared word: a unit of A, and its occurrences there so far.
    seen: Vec<(u32, u32)>,
}

impl Seeder {
    /// The seeds of two texts.
    ///
    /// The r-th occurrence of a word in a unit of A is matched with the r-th
    /// in each unit of B. Words above the cap are left out or, in `repetitive`
    /// texts, their n-th occurrence in A is matched with the n-th in B alone.
    pub fn find(
        &mut self,
        a: &TextUnits,
        b: &TextUnits,
        shared: &SharedWords,
        repetitive: bool,
    ) -> Vec<SeedPair> {
        self.reset(b, shared);
        let mut seeds = Vec::new();
        if let (Some(places), false) = (&shared.seeding_a, repetitive) {
            let mut rest = &places[..];
            while let Some(&first) = rest.first() {
                let unit = a.starts.partition_point(|&start| start <= first) - 1;
                let end = a.starts[unit + 1];
                let words;
                (words, rest) = rest.split_at(rest.partition_point(|&place| place < end));
                self.touched.clear();
                for &place in words {
                    let word = a.shared[place as usize];
                    self.match_all(unit as u32, word, shared.in_b(word), shared);
                }
                self.take_seeds(unit, a, b, &mut seeds);
            }
            return seeds;
        }
        for unit in 0..a.len() {
            self.touched.clear();
            for &word in a.words(unit..unit + 1).iter().filter(|&&word| word != NOT_SHARED) {
                let places = shared.in_b(word);
                if places.len() * shared.in_a[word as usize] as usize > MOST_OCCURRENCES {
                    if repetitive {
                        self.match_in_turn(word, places, shared);
                    }
                } else {
                    self.match_all(unit as u32, word, places, shared);
                }
            }
            self.take_seeds(unit, a, b, &mut seeds);
        }
        seeds
    }

    /// Adds the seeds of a unit of A among the units of B that it was matched with.
    fn take_seeds(&mut self, unit: usize, a: &TextUnits, b: &TextUnits, seeds: &mut Vec<SeedPair>) {
        let own = a.weight(unit..unit + 1);
        for &other in &self.touched {
            let weight = std::mem::take(&mut self.weight[other as usize]);
            let both = own + b.weight(other as usize..other as usize + 1);
            if weight >= LEAST_WEIGHT && 2.0 * weight >= LEAST_DICE * both {
                seeds.push((unit as u32, other));
            }
        }
    }

    fn reset(&mut self, b: &TextUnits, shared: &SharedWords) {
        self.unit_of_b.clear();
        for unit in 0..b.len() {
            self.unit_of_b.resize(b.starts[unit + 1] as usize, unit as u32);
        }
        self.weight.clear();
        self.weight.resize(b.len(), 0.0);
        self.seen.clear();
        self.seen.resize(shared.len(), (NOT_SHARED, 0));
    }

    fn match_in_turn(&mut self, word: u32, places: &[u32], shared: &SharedWords) {
        let seen = &mut self.seen[word as usize];
        let nth = if seen.0 == NOT_SHARED { 0 } else { seen.1 };
        *seen = (0, nth + 1);
        if let Some(&place) = places.get(nth as usize) {
            self.gain(self.unit_of_b[place as usize], shared.weight[word as usize]);
        }
    }

    fn match_all(&mut self, unit: u32, word: u32, places: &[u32], shared: &SharedWords) {
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

/// Most times that a part is split further, by A and by B in turn. Seeds can
/// be arranged so that each split separates one of them only.
const MOST_SPLITS: u32 = 64;

/// Splits the seeds at gaps of more than `gap` units, by A and by B in turn
/// until nothing splits; returns the range of each part.
pub(super) fn clusters(seeds: &mut [SeedPair], gap: u32) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    // Parts still to be split: by which side, how often in a row no split
    // was found, and how often they were split.
    let mut open = vec![(0..seeds.len(), false, 0, 0)];
    while let Some((range, by_b, whole, splits)) = open.pop() {
        if range.len() < 2 || whole == 2 || splits == MOST_SPLITS {
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
        let key = |seed: &SeedPair| if by_b { seed.1 } else { seed.0 };
        let mut end = range.end;
        for at in (1..part.len()).rev() {
            if key(&part[at]) - key(&part[at - 1]) > gap {
                open.push((range.start + at..end, !by_b, 0, splits + 1));
                end = range.start + at;
            }
        }
        let whole = if end == range.end { whole + 1 } else { 0 };
        open.push((range.start..end, !by_b, whole, splits + 1));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_connected_on_both_sides() {
        let mut seeds = [(0, 0), (1, 1), (2, 20), (3, 21), (40, 2), (2, 2)];
        let parts = clusters(&mut seeds, 4);
        let mut found: Vec<Vec<SeedPair>> =
            parts.iter().map(|part| seeds[part.clone()].to_vec()).collect();
        found.iter_mut().for_each(|part| part.sort_unstable());
        found.sort();
        assert_eq!(found, [vec![(0, 0), (1, 1), (2, 2)], vec![(2, 20), (3, 21)], vec![(40, 2)]]);
    }
}
