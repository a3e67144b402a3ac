//! The best chain of sentence pairs that goes forward in both articles.

use std::mem::take;

use super::decision::{figure_agreement, gain, share_of_others, whole_of_figures};
use crate::support::dispatch::{Kernel, dispatch};

/// What a block of sentences holds, or what two of them have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct BlockWeight {
    /// Weight of the words.
    pub weight: f32,
    /// How many of them are figures.
    pub figures: u16,
}

/// What every block of one article shares with every block of the other.
///
/// Beyond the blocks there are some rows and columns that count for nothing:
/// words that stand in no block are added there, which costs less than to
/// ask first.
#[derive(Debug, Default)]
pub(super) struct SentenceTable {
    /// Weights, row by row.
    weight: Vec<f32>,
    /// Numbers of figures, row by row; nearly all are 0.
    figures: Vec<u16>,
    /// The cells that have figures.
    with_figures: Vec<usize>,
    rows: usize,
    columns: usize,
    /// From one row to the next: a multiple of [`LANES`].
    stride: usize,
    across: Margins,
    down: Margins,
    /// Workspaces: one over what each column holds, gains, and chains.
    whole: Vec<f32>,
    base: Vec<f32>,
    best: Vec<f32>,
    /// Workspace: what a row or a column gains.
    gains: Vec<Gain>,
    /// What they gain in the chains of rows and of columns.
    of_rows: GainTable,
    of_columns: GainTable,
    traced: TracedChain,
}

/// A row and a column of the best chain, and what the row or the column gains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SentencePair {
    pub row: usize,
    pub column: usize,
    pub gain: f32,
}

/// For every row, or for every column: its sum and its greatest cell.
#[derive(Debug, Default)]
struct Margins {
    sums: Vec<f32>,
    greatest: Vec<f32>,
}

impl Margins {
    fn reset(&mut self, length: usize) {
        restart(&mut self.sums, length);
        restart(&mut self.greatest, length);
    }
}

/// Cells that a processor may take at once, and columns that count for nothing.
pub(super) const LANES: usize = 8;

impl SentenceTable {
    /// An empty table of this size.
    pub fn reset(&mut self, rows: usize, columns: usize) {
        (self.rows, self.columns) = (rows, columns);
        self.stride = (columns + LANES).next_multiple_of(LANES);
        let cells = (rows + 1) * self.stride;
        restart(&mut self.weight, cells);
        for cell in self.with_figures.drain(..) {
            self.figures[cell] = 0;
        }
        if self.figures.len() < cells {
            self.figures.resize(cells, 0);
        }
    }

    /// Counts a word that stands in these rows and in these columns.
    pub fn add(&mut self, rows: &[u16], columns: &[u16], weight: f32, figure: bool) {
        for &row in rows {
            let cells = self.row(row);
            for &column in columns {
                cells[column as usize] += weight;
            }
            if figure {
                columns.iter().for_each(|&column| self.add_figure(row, column));
            }
        }
    }

    /// The weights of a row, to be added to.
    pub fn row(&mut self, row: u16) -> &mut [f32] {
        &mut self.weight[row as usize * self.stride..][..self.stride]
    }

    /// Counts a figure in one cell.
    pub fn add_figure(&mut self, row: u16, column: u16) {
        let cell = row as usize * self.stride + column as usize;
        if self.figures[cell] == 0 {
            self.with_figures.push(cell);
        }
        self.figures[cell] = self.figures[cell].saturating_add(1);
    }

    /// Sums and maxima of rows and columns: what the chains need, once the
    /// table is filled.
    pub fn sum_up(&mut self) {
        self.across.reset(self.rows);
        self.down.reset(self.stride);
        for row in self.weight.chunks_exact_mut(self.stride) {
            row[self.columns..].fill(0.0);
        }
        let rows = &self.weight[..self.rows * self.stride];
        let (across, down) = (&mut self.across, &mut self.down);
        dispatch(SumUp { rows, stride: self.stride, across, down });
        self.sum_rows();
    }

    /// Each row's sum from left to right: the order of additions is the
    /// result's, so several rows are taken at once and none in parts.
    fn sum_rows(&mut self) {
        let stride = self.stride;
        let mut rows = self.weight[..self.rows * stride].chunks_exact(LANES * stride);
        let mut sums = self.across.sums.chunks_exact_mut(LANES);
        for (rows, sums) in rows.by_ref().zip(sums.by_ref()) {
            let mut lanes = [0.0f32; LANES];
            let each: [&[f32]; LANES] =
                std::array::from_fn(|lane| &rows[lane * stride..][..stride]);
            for column in 0..stride {
                for (sum, row) in lanes.iter_mut().zip(each) {
                    *sum += row[column];
                }
            }
            sums.copy_from_slice(&lanes);
        }
        for (row, sum) in rows.remainder().chunks_exact(stride).zip(sums.into_remainder()) {
            *sum = row.iter().fold(0.0, |sum, &weight| sum + weight);
        }
    }

    /// The greatest sum of gains over pairs of a row and a column, each row in
    /// at most one pair, whose columns never go back as the rows go forth.
    /// `totals` is what each row holds in all.
    ///
    /// A pair gains what [`gain`] says, times the agreement of figures. Cost:
    /// one pass over the table.
    pub fn chain_of_rows(&mut self, totals: &[BlockWeight]) -> f32 {
        let (mut best, mut all) = (take(&mut self.best), take(&mut self.of_rows));
        restart(&mut best, self.columns);
        all.clear();
        self.gains_of_rows(totals, |row, gains| {
            all.push(row, gains);
            reach_all(&mut best, gains);
        });
        (self.best, self.of_rows) = (best, all);
        self.best.last().copied().unwrap_or(0.0)
    }

    /// [`Self::chain_of_rows`] with rows and columns exchanged.
    pub fn chain_of_columns(&mut self, totals: &[BlockWeight]) -> f32 {
        let (mut best, mut all) = (take(&mut self.best), take(&mut self.of_columns));
        restart(&mut best, self.rows);
        all.clear();
        self.gains_of_columns(totals, |column, gains| {
            all.push(column, gains);
            reach_all(&mut best, gains);
        });
        (self.best, self.of_columns) = (best, all);
        self.best.last().copied().unwrap_or(0.0)
    }

    /// The pairs of the best chain that [`chain_of_rows`](Self::chain_of_rows) found, the last
    /// one first. Cost: two bytes for each cell.
    pub fn pairs_of_rows(&mut self, pairs: &mut Vec<SentencePair>) {
        let Self { traced, of_rows, rows, columns, .. } = self;
        traced.trace(of_rows, [*rows, *columns], |row, column, gain| {
            pairs.push(SentencePair { row, column, gain });
        });
    }

    /// The pairs of the best chain that [`chain_of_columns`](Self::chain_of_columns) found.
    pub fn pairs_of_columns(&mut self, pairs: &mut Vec<SentencePair>) {
        let Self { traced, of_columns, rows, columns, .. } = self;
        traced.trace(of_columns, [*columns, *rows], |column, row, gain| {
            pairs.push(SentencePair { row, column, gain });
        });
    }

    /// For each row in which a pair gains anything: the columns of such pairs, in order,
    /// and what each gains.
    fn gains_of_rows(&mut self, totals: &[BlockWeight], mut visit: impl FnMut(usize, &[Gain])) {
        let Self { weight, figures, rows, columns, stride, across, base, gains, .. } = self;
        let others = share_of_others(*columns);
        restart(base, *stride);
        let rows = weight.chunks_exact(*stride).take(*rows);
        for (row, (weights, total)) in rows.zip(totals).enumerate() {
            let (sum, whole) = (across.sums[row], 1.0 / total.weight);
            // Where even the greatest gains nothing, no other does.
            if sum <= 0.0 || gain(across.greatest[row], sum, whole, others) <= 0.0 {
                continue;
            }
            dispatch(GainsOfRow { base, weights, sum, whole, others });
            let all_figures = whole_of_figures(total.figures);
            let figures = &figures[row * *stride..];
            let gains = gaining(base[..*columns].iter(), gains);
            for (column, gain) in &mut *gains {
                *gain *= figure_agreement(figures[*column as usize], all_figures);
            }
            visit(row, gains);
        }
    }

    /// [`Self::gains_of_rows`] with rows and columns exchanged.
    fn gains_of_columns(&mut self, totals: &[BlockWeight], mut visit: impl FnMut(usize, &[Gain])) {
        let Self { weight, figures, rows, stride, down, whole, base, gains, .. } = self;
        let (rows, stride) = (*rows, *stride);
        let others = share_of_others(rows);
        restart(base, rows * stride);
        restart(whole, stride);
        for (whole, total) in whole.iter_mut().zip(totals) {
            *whole = 1.0 / total.weight;
        }
        dispatch(GainsOfColumns { base, weight, sums: &down.sums, whole, others });
        for (column, total) in totals.iter().enumerate() {
            let (sum, most) = (down.sums[column], down.greatest[column]);
            if sum <= 0.0 || gain(most, sum, whole[column], others) <= 0.0 {
                continue;
            }
            let all_figures = whole_of_figures(total.figures);
            let gains = gaining(base[column..].iter().step_by(stride), gains);
            for (row, gain) in &mut *gains {
                let cell = *row as usize * stride + column;
                *gain *= figure_agreement(figures[cell], all_figures);
            }
            visit(column, gains);
        }
    }
}

/// What a row gains with the column of this number.
type Gain = (u32, f32);

/// What each row gains, and with which columns.
#[derive(Debug, Default)]
struct GainTable {
    all: Vec<Gain>,
    /// Where those of each row begin.
    starts: Vec<usize>,
}

impl GainTable {
    fn clear(&mut self) {
        self.all.clear();
        self.starts.clear();
    }

    /// Adds those of a row behind all that were added; those between gain nothing.
    fn push(&mut self, row: usize, gains: &[Gain]) {
        self.starts.resize(row + 1, self.all.len());
        self.all.extend_from_slice(gains);
    }

    fn of(&self, row: usize) -> &[Gain] {
        let start = |row| self.starts.get(row).copied().unwrap_or(self.all.len());
        &self.all[start(row)..start(row + 1)]
    }

    /// One more than the last row that gains anything.
    fn rows(&self) -> usize {
        self.starts.len()
    }
}

/// The best chain up to each column, with which column each row takes in it.
#[derive(Debug, Default)]
struct TracedChain {
    best: Vec<f32>,
    /// For each row and column: the column that the row takes where a chain ends at or
    /// before this one, or [`NO_COLUMN`].
    taken: Vec<u16>,
}

const NO_COLUMN: u16 = u16::MAX;

impl TracedChain {
    /// Visits the pairs of the best chain in a table of so many rows and columns, the last one
    /// first, each with its gain.
    fn trace(
        &mut self,
        gains: &GainTable,
        [rows, columns]: [usize; 2],
        mut visit: impl FnMut(usize, usize, f32),
    ) {
        restart(&mut self.best, columns);
        self.taken.clear();
        self.taken.resize(rows * columns, NO_COLUMN);
        (0..gains.rows()).for_each(|row| self.add(row, gains.of(row)));
        let mut end = columns;
        for row in (0..gains.rows()).rev() {
            let Some(last) = end.checked_sub(1) else { return };
            let column = self.taken[row * columns + last];
            if column != NO_COLUMN {
                let gains = gains.of(row);
                let at = gains.partition_point(|&(one, _)| one < column.into());
                visit(row, column.into(), gains[at].1);
                end = usize::from(column) + 1;
            }
        }
    }

    /// Adds the next row.
    fn add(&mut self, row: usize, gains: &[Gain]) {
        let columns = self.best.len();
        let taken = &mut self.taken[row * columns..][..columns];
        let (mut top, mut top_column) = (0.0, NO_COLUMN);
        for (at, &(column, gain)) in gains.iter().enumerate() {
            let reached = self.best[column as usize] + gain;
            if gain > 0.0 && reached > top {
                (top, top_column) = (reached, column as u16);
            }
            let next = gains.get(at + 1).map_or(columns, |&(next, _)| next as usize);
            let columns = column as usize..next;
            // `best` never falls from column to column.
            let best = self.best[columns.clone()].iter_mut().zip(&mut taken[columns]);
            for (best, taken) in best.take_while(|(best, _)| top > **best) {
                (*best, *taken) = (top, top_column);
            }
        }
    }
}

/// Fills in the sums and maxima of rows and columns.
struct SumUp<'a> {
    rows: &'a [f32],
    stride: usize,
    across: &'a mut Margins,
    down: &'a mut Margins,
}

impl Kernel for SumUp<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { rows, stride, across, down } = self;
        let out = across.sums.iter_mut().zip(&mut across.greatest);
        for (row, (sum, greatest)) in rows.chunks_exact(stride).zip(out) {
            let (mut sums, mut most) = ([0.0f32; LANES], [0.0f32; LANES]);
            let columns =
                down.sums.chunks_exact_mut(LANES).zip(down.greatest.chunks_exact_mut(LANES));
            for (cells, (down_sums, down_most)) in row.chunks_exact(LANES).zip(columns) {
                for lane in 0..LANES {
                    let weight = cells[lane];
                    sums[lane] += weight;
                    most[lane] = greater(weight, most[lane]);
                    down_sums[lane] += weight;
                    down_most[lane] = greater(weight, down_most[lane]);
                }
            }
            *sum = sums.iter().sum();
            *greatest = most.into_iter().fold(0.0, greater);
        }
    }
}

/// The greater of two numbers, neither of which is NaN: one operation, unlike
/// the library's.
#[inline(always)]
pub(super) fn greater(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

/// What the pairs of a row gain before figures are looked at.
struct GainsOfRow<'a> {
    base: &'a mut [f32],
    weights: &'a [f32],
    sum: f32,
    whole: f32,
    others: f32,
}

impl Kernel for GainsOfRow<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (base, &weight) in self.base.iter_mut().zip(self.weights) {
            *base = gain(weight, self.sum, self.whole, self.others);
        }
    }
}

/// What the pairs of all columns gain before figures are looked at.
struct GainsOfColumns<'a> {
    base: &'a mut [f32],
    weight: &'a [f32],
    sums: &'a [f32],
    whole: &'a [f32],
    others: f32,
}

impl Kernel for GainsOfColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { base, weight, sums, whole, others } = self;
        let stride = sums.len();
        for (base, weights) in base.chunks_exact_mut(stride).zip(weight.chunks_exact(stride)) {
            let columns = weights.iter().zip(sums).zip(whole);
            for (base, ((&weight, &sum), &whole)) in base.iter_mut().zip(columns) {
                *base = gain(weight, sum, whole, others);
            }
        }
    }
}

/// What is above 0, and its places. Branchless: each is written down and then
/// kept or not, since which ones are kept follows no pattern.
fn gaining<'a>(
    base: impl ExactSizeIterator<Item = &'a f32>,
    gains: &'a mut Vec<Gain>,
) -> &'a mut [Gain] {
    gains.resize(gains.len().max(base.len()), (0, 0.0));
    let mut found = 0;
    for (place, &base) in (0..).zip(base) {
        gains[found] = (place, base);
        found += usize::from(base > 0.0);
    }
    &mut gains[..found]
}

/// Lets the chains that end at or before each column go on by what a row gains with it. `best`
/// never falls from place to place, so the first better one ends it.
fn reach_all(best: &mut [f32], gains: &[Gain]) {
    for &(column, gain) in gains.iter().rev() {
        let best = &mut best[column as usize..];
        let reached = best[0] + gain;
        for best in best.iter_mut().take_while(|best| **best < reached) {
            *best = reached;
        }
    }
}

fn restart(list: &mut Vec<f32>, length: usize) {
    list.clear();
    list.resize(length, 0.0);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(rows: &[&[f32]]) -> SentenceTable {
        let mut table = SentenceTable::default();
        table.reset(rows.len(), rows[0].len());
        for (row, weights) in (0..).zip(rows) {
            for (column, &weight) in (0..).zip(*weights) {
                table.add(&[row], &[column], weight, false);
            }
        }
        table.sum_up();
        table
    }

    fn chain(rows: &[&[f32]], total: f32) -> f32 {
        let totals = vec![BlockWeight { weight: total, figures: 0 }; rows.len()];
        table(rows).chain_of_rows(&totals)
    }

    #[test]
    fn order_counts() {
        assert_eq!(chain(&[&[4.0, 0.0], &[0.0, 4.0]], 4.0), 8.0);
        assert_eq!(chain(&[&[0.0, 4.0], &[4.0, 0.0]], 4.0), 4.0);
    }

    #[test]
    fn what_is_shared_with_every_sentence_counts_for_nothing() {
        assert_eq!(chain(&[&[3.0, 3.0], &[3.0, 3.0]], 4.0), 0.0);
    }

    #[test]
    fn a_part_of_a_sentence_counts_less_than_its_share() {
        assert_eq!(chain(&[&[1.0, 0.0]], 4.0), 0.5);
    }

    /// As the chain is defined: row by row, the best sum up to each column.
    fn by_definition(rows: &[Vec<(f32, u16)>], totals: &[BlockWeight]) -> f32 {
        let columns = rows[0].len();
        let others = share_of_others(columns);
        let mut best = vec![0.0f32; columns];
        for (row, total) in rows.iter().zip(totals) {
            let sum = row.iter().fold(0.0, |sum, cell| sum + cell.0);
            if sum <= 0.0 {
                continue;
            }
            let (mut reached, mut top) = (0.0f32, 0.0f32);
            for (best, &(weight, figures)) in best.iter_mut().zip(row) {
                let agreement =
                    (f32::from(figures) + 1.0) * (1.0 / f32::from(total.figures.saturating_add(1)));
                let gain = gain(weight, sum, 1.0 / total.weight, others) * agreement;
                reached = reached.max(*best);
                top = top.max(reached + gain);
                *best = top;
            }
        }
        best.last().copied().unwrap_or(0.0)
    }

    fn cells() -> impl Strategy<Value = Vec<Vec<(f32, u16)>>> {
        let cell = prop_oneof![
            3 => Just((0.0, 0)),
            2 => (0.1f32..9.0).prop_map(|weight| (weight, 0)),
            1 => (0.1f32..9.0, 1u16..4),
        ];
        (1usize..20, 1usize..20).prop_flat_map(move |(rows, columns)| {
            prop::collection::vec(prop::collection::vec(cell.clone(), columns), rows)
        })
    }

    proptest! {
        /// Both chains are those of the definition, bit by bit.
        #[test]
        fn chains_are_as_defined(rows in cells(), weight in 1.0f32..60.0) {
            let turned: Vec<Vec<(f32, u16)>> = (0..rows[0].len())
                .map(|column| rows.iter().map(|row| row[column]).collect())
                .collect();
            let totals = |rows: &[Vec<(f32, u16)>]| -> Vec<BlockWeight> {
                let figures = |row: &Vec<(f32, u16)>| row.iter().map(|cell| cell.1).sum();
                rows.iter().map(|row| BlockWeight { weight, figures: figures(row) }).collect()
            };
            let (of_rows, of_columns) = (totals(&rows), totals(&turned));
            let mut table = SentenceTable::default();
            table.reset(rows.len(), rows[0].len());
            for (at, row) in rows.iter().enumerate() {
                for (column, &(weight, figures)) in row.iter().enumerate() {
                    let (at, column) = (&[at as u16][..], &[column as u16][..]);
                    table.add(at, column, weight, figures > 0);
                    (1..figures).for_each(|_| table.add(at, column, 0.0, true));
                }
            }
            table.sum_up();
            let (by_rows, by_columns) =
                (table.chain_of_rows(&of_rows), table.chain_of_columns(&of_columns));
            let (mut pairs, mut turned_pairs) = (Vec::new(), Vec::new());
            table.pairs_of_rows(&mut pairs);
            table.pairs_of_columns(&mut turned_pairs);
            for (pairs, chain) in [(&pairs, by_rows), (&turned_pairs, by_columns)] {
                let is_forward = |two: &[SentencePair]| {
                    two[0].row >= two[1].row && two[0].column >= two[1].column
                };
                prop_assert!(pairs.windows(2).all(is_forward));
                let sum: f32 = pairs.iter().map(|pair| pair.gain).sum();
                prop_assert!((sum - chain).abs() <= 1e-4 * chain.max(1.0), "{sum} {chain}");
            }
            prop_assert_eq!(by_rows, by_definition(&rows, &of_rows));
            prop_assert_eq!(by_columns, by_definition(&turned, &of_columns));
        }
    }
}
