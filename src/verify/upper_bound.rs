//! An upper bound on the prose that corresponds in two articles, before it is
//! aligned.
//!
//! Four candidates of five end here. What a sentence can gain at most follows
//! from the most weight that it shares with any one sentence of the other
//! article. To find that, weights are taken in 32nds, rounded up, and each
//! word of the opened article has one byte for each of that one's sentences,
//! set or not: a word is counted for all of them by a few operations on whole
//! registers, branchless, and with no table to be cleared and summed up.
//!
//! The bound must follow the [decision](super::decision), which says what it
//! relies on.

use super::chain::greater;
use super::decision::{gain, share_of_others};
use super::overlap::{Overlap, block, is_quoted, place};
use super::prose::Prose;
use super::word_index::{Entry, NONE, WordIndex};
use crate::support::dispatch::{Kernel, dispatch};

/// A byte for each column of a table whose columns are the opened article's
/// blocks. Where there are more columns than bytes, columns share them.
type Lanes = [u8; LANES];
const LANES: usize = 64;

/// Weights are counted in units of this.
const UNIT: f32 = 1.0 / 32.0;

/// The upper bound of one pair after the other.
#[derive(Debug, Default)]
pub(super) struct UpperBound {
    words: Vec<OpenedWord>,
    /// For each word, as many as there are `planes`: all bits of a byte are set
    /// if the word stands in a column of it.
    masks: Vec<Lanes>,
    planes: usize,
    rows: Rows,
}

/// A word of the opened article.
#[derive(Clone, Copy, Debug)]
struct OpenedWord {
    /// Its weight in this pair; the same in units; and how much more that is than
    /// its weight in the other article alone.
    weight: f32,
    units: u8,
    more: f32,
    /// How many columns it stands in.
    columns: u16,
    /// The row in which the other article had it last.
    last: u16,
}

/// For each row that shares anything: the most that one column can share with
/// it, what all of them share, and what the row holds.
#[derive(Debug, Default)]
struct Rows {
    most: Vec<f32>,
    sums: Vec<f32>,
    totals: Vec<f32>,
}

impl UpperBound {
    /// Opens the article that the next ones are compared with.
    pub fn open(&mut self, index: &WordIndex) {
        self.planes = match index.blocks.div_ceil(LANES) {
            0 | 1 => 1,
            2 => 2,
            _ => 4,
        };
        self.words.clear();
        self.masks.clear();
        self.masks.resize(index.words.len() * self.planes, [0; LANES]);
        for (place, masks) in self.masks.chunks_exact_mut(self.planes).enumerate() {
            let columns = index.blocks_of(place);
            for column in columns.iter().map(|&column| usize::from(column)) {
                masks[column / LANES % self.planes][column % LANES] = u8::MAX;
            }
            let columns = columns.len() as u16;
            self.words.push(OpenedWord { weight: 0.0, units: 0, more: 0.0, columns, last: NONE });
        }
    }

    /// The most that the mean of the opened article's and the other's shares
    /// of corresponding prose can be, but for rounding.
    pub fn of(&mut self, index: &WordIndex, overlap: &Overlap, prose: [&Prose; 2]) -> f32 {
        let [opened, other] = prose;
        match self.planes {
            1 => dispatch(PairBound::<1> { words: self, index, overlap, opened, other }),
            2 => dispatch(PairBound::<2> { words: self, index, overlap, opened, other }),
            _ => dispatch(PairBound::<4> { words: self, index, overlap, opened, other }),
        }
    }
}

/// A pair, and an opened article of at most so many planes or of very many blocks.
struct PairBound<'a, const PLANES: usize> {
    words: &'a mut UpperBound,
    index: &'a WordIndex,
    overlap: &'a Overlap,
    opened: &'a Prose,
    other: &'a Prose,
}

impl<const PLANES: usize> Kernel for PairBound<'_, PLANES> {
    type Output = f32;

    #[inline(always)]
    fn run(mut self) -> f32 {
        let (lost, lost_in_all) = self.weigh();
        let opened = self.opened.weight - lost_in_all;
        let (most, more) = self.go_through_rows();
        let other = self.other.weight + more;
        let of_opened = self.gains_of_columns(&most, &lost) / opened.max(f32::MIN_POSITIVE);
        let of_other = self.gains_of_rows() / other.max(f32::MIN_POSITIVE);
        (of_opened + of_other) / 2.0
    }
}

impl<const PLANES: usize> PairBound<'_, PLANES> {
    /// Weighs each word in this pair. Returns how much less than alone the
    /// columns of each byte hold, in units, and all columns together.
    #[inline(always)]
    fn weigh(&mut self) -> ([[u16; LANES]; PLANES], f32) {
        let UpperBound { words, masks, .. } = &mut *self.words;
        let (mut lost, mut lost_in_all) = ([[0u16; LANES]; PLANES], 0.0);
        for (place, count) in self.overlap.places() {
            let (entry, word) = (self.index.words[place], &mut words[place]);
            let in_other = Entry { count: count.min(u16::MAX.into()) as u16, ..entry };
            word.weight = entry.weight(count);
            word.units = in_units(word.weight) as u8;
            word.more = word.weight - in_other.weight(1);
            word.last = NONE;
            if count == 1 {
                continue;
            }
            let less = entry.weight(1) - word.weight;
            lost_in_all += less * f32::from(word.columns);
            let less = in_units(less) as u16;
            for (lost, mask) in lost.iter_mut().zip(&masks[place * PLANES..][..PLANES]) {
                for (lost, &mask) in lost.iter_mut().zip(mask) {
                    // The sign spreads the mask over both bytes.
                    *lost = lost.saturating_add(mask as i8 as u16 & less);
                }
            }
        }
        (lost, lost_in_all)
    }

    /// Fills in the rows. Returns the most that any row shares with the columns
    /// of each byte, in units, and how much more than alone all rows hold.
    #[inline(always)]
    fn go_through_rows(&mut self) -> ([Lanes; PLANES], f32) {
        let UpperBound { words, masks, rows, .. } = &mut *self.words;
        rows.clear();
        let (mut most, mut more_in_all) = ([[0u8; LANES]; PLANES], 0.0);
        for hits in self.overlap.hits_by_block() {
            let row = block(hits[0]);
            let mut shared = [[0u8; LANES]; PLANES];
            let (mut weight, mut sum, mut more) = (0.0, 0.0, 0.0);
            for &hit in hits {
                let word = &mut words[place(hit)];
                let is_new = !is_quoted(hit) & (word.last != row);
                word.last = if is_quoted(hit) { word.last } else { row };
                let units = if is_new { word.units } else { 0 };
                let added = if is_new { word.weight } else { 0.0 };
                weight += added;
                sum += added * f32::from(word.columns);
                more += if is_new { word.more } else { 0.0 };
                for (shared, mask) in shared.iter_mut().zip(&masks[place(hit) * PLANES..][..PLANES])
                {
                    for (shared, &mask) in shared.iter_mut().zip(mask) {
                        *shared = shared.saturating_add(mask & units);
                    }
                }
            }
            let mut greatest = 0;
            for (most, shared) in most.iter_mut().zip(&shared) {
                for (most, &shared) in most.iter_mut().zip(shared) {
                    *most = shared.max(*most);
                    greatest = shared.max(greatest);
                }
            }
            more_in_all += more;
            let total = self.other.totals[usize::from(row)].weight + more;
            rows.push(in_weight(greatest, weight), sum, total);
        }
        (most, more_in_all)
    }

    #[inline(always)]
    fn gains_of_rows(&self) -> f32 {
        let others = share_of_others(self.opened.totals.len());
        let Rows { most, sums, totals } = &self.words.rows;
        let rows = most.iter().zip(sums).zip(totals);
        rows.map(|((&most, &sum), &total)| gain(most, sum, whole(total), others)).sum()
    }

    /// The weight that a column shares with other rows is not known, and not
    /// taken off.
    #[inline(always)]
    fn gains_of_columns(&self, most: &[Lanes; PLANES], lost: &[[u16; LANES]; PLANES]) -> f32 {
        let of_any_row = self.words.rows.most.iter().copied().fold(0.0, greater);
        let mut gains = 0.0;
        for (at, totals) in self.opened.totals.chunks(LANES).enumerate() {
            let columns = most[at % PLANES].iter().zip(&lost[at % PLANES]).zip(totals);
            for ((&most, &lost), total) in columns {
                let most = in_weight(most, of_any_row);
                let total = total.weight - f32::from(lost) * UNIT;
                gains += gain(most, most, whole(total), 0.0);
            }
        }
        gains
    }
}

impl Rows {
    fn clear(&mut self) {
        self.most.clear();
        self.sums.clear();
        self.totals.clear();
    }

    fn push(&mut self, most: f32, sum: f32, total: f32) {
        self.most.push(most);
        self.sums.push(sum);
        self.totals.push(total);
    }
}

/// 1 / total. Rounding may have taken off a little more than there was.
#[inline(always)]
fn whole(total: f32) -> f32 {
    1.0 / greater(total, f32::MIN_POSITIVE)
}

/// A weight in units, rounded up.
#[inline(always)]
fn in_units(weight: f32) -> i32 {
    let units = weight * (1.0 / UNIT);
    units as i32 + i32::from((units as i32 as f32) < units)
}

/// A weight counted in units; if they may have been too many to count, `at_most`.
#[inline(always)]
fn in_weight(units: u8, at_most: f32) -> f32 {
    if units == u8::MAX { at_most } else { f32::from(units) * UNIT }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn units_are_rounded_up(weight in 0.0f32..4.0) {
            let rounded = in_units(weight) as f32 * UNIT;
            prop_assert!(rounded >= weight && rounded < weight + UNIT);
        }
    }
}
