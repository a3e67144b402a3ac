//! The best chain of sentence pairs that goes forward in both articles.

/// What two blocks of sentences have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shared {
    /// Weight of the words that both have.
    pub weight: f32,
    /// How many of those words are figures.
    pub figures: u16,
}

/// What every block of one article shares with every block of the other.
///
/// There is one row and one column more than blocks. What is counted there
/// counts for nothing: it takes words that stand in no block.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Weights, row by row.
    weight: Vec<f32>,
    /// Numbers of figures, row by row; nearly all are 0.
    figures: Vec<u16>,
    /// The cells that have figures.
    with_figures: Vec<usize>,
    rows: usize,
    columns: usize,
    across: Line,
    down: Line,
    base: Vec<f32>,
    best: Vec<f32>,
}

/// Of every row, or of every column, what a chain must know.
#[derive(Debug, Default)]
struct Line {
    sums: Vec<f32>,
    greatest: Vec<f32>,
}

impl Line {
    fn reset(&mut self, length: usize) {
        for list in [&mut self.sums, &mut self.greatest] {
            list.clear();
            list.resize(length, 0.0);
        }
    }
}

/// Rows whose sums are taken at once: each sum is a chain of additions, and
/// several chains keep the processor busy.
const LANES: usize = 8;

impl Table {
    /// An empty table of this size.
    pub fn reset(&mut self, rows: usize, columns: usize) {
        (self.rows, self.columns) = (rows, columns);
        let cells = (rows + 1) * (columns + 1);
        restart(&mut self.weight, cells);
        for cell in self.with_figures.drain(..) {
            self.figures[cell] = 0;
        }
        self.figures.resize(cells, 0);
    }

    /// Counts a word that stands in these rows and in these columns.
    pub fn add(&mut self, rows: &[u16], columns: &[u16], weight: f32, figure: bool) {
        for &row in rows {
            let cells = &mut self.weight[row as usize * (self.columns + 1)..][..self.columns];
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
        let stride = self.columns + 1;
        &mut self.weight[row as usize * stride..][..stride]
    }

    /// Counts a figure in one cell.
    pub fn add_figure(&mut self, row: u16, column: u16) {
        let cell = row as usize * (self.columns + 1) + column as usize;
        if self.figures[cell] == 0 {
            self.with_figures.push(cell);
        }
        self.figures[cell] = self.figures[cell].saturating_add(1);
    }

    /// Sums and maxima of rows and columns: what [`Self::bounds`] and the
    /// chains need, once the table is filled.
    pub fn sum_up(&mut self) {
        let (rows, columns) = (self.rows, self.columns);
        self.across.reset(rows);
        self.down.reset(columns);
        let Line { sums, greatest } = &mut self.down;
        for (row, weights) in self.weight.chunks_exact(columns + 1).take(rows).enumerate() {
            let weights = &weights[..columns];
            for ((sum, most), &weight) in sums.iter_mut().zip(greatest.iter_mut()).zip(weights) {
                *sum += weight;
                *most = if weight > *most { weight } else { *most };
            }
            let mut lanes = [0.0f32; LANES];
            let chunks = weights.chunks_exact(LANES);
            for &weight in chunks.remainder() {
                lanes[0] = if weight > lanes[0] { weight } else { lanes[0] };
            }
            for chunk in chunks {
                for (most, &weight) in lanes.iter_mut().zip(chunk) {
                    *most = if weight > *most { weight } else { *most };
                }
            }
            self.across.greatest[row] = lanes.into_iter().fold(0.0, f32::max);
        }
        self.sum_rows();
    }

    /// Each row's sum from left to right: the order of additions is the
    /// result's, so several rows are taken at once and none in parts.
    fn sum_rows(&mut self) {
        let (columns, stride) = (self.columns, self.columns + 1);
        let mut rows = self.weight[..self.rows * stride].chunks_exact(LANES * stride);
        let mut sums = self.across.sums.chunks_exact_mut(LANES);
        for (rows, sums) in rows.by_ref().zip(sums.by_ref()) {
            let mut lanes = [0.0f32; LANES];
            for column in 0..columns {
                for (lane, sum) in lanes.iter_mut().enumerate() {
                    *sum += rows[lane * stride + column];
                }
            }
            sums.copy_from_slice(&lanes);
        }
        let rest = rows.remainder().chunks_exact(stride);
        for (row, sum) in rest.zip(sums.into_remainder()) {
            *sum = row[..columns].iter().fold(0.0, |sum, &weight| sum + weight);
        }
    }

    /// The most that the chains of [`Self::chain_of_rows`] and of
    /// [`Self::chain_of_columns`] can reach, were it not for order and figures.
    pub fn bounds(&self, rows: &[Shared], columns: &[Shared]) -> (f32, f32) {
        let bound = |line: &Line, totals: &[Shared], others: f32| {
            let (sums, greatest) = (&line.sums, &line.greatest);
            let gain = |((&sum, &most), total): ((&f32, &f32), &Shared)| {
                if sum > 0.0 { base_gain(most, sum, 1.0 / total.weight, others) } else { 0.0 }
            };
            sums.iter().zip(greatest).zip(totals).map(gain).sum::<f32>()
        };
        (
            bound(&self.across, rows, share_of_others(self.columns)),
            bound(&self.down, columns, share_of_others(self.rows)),
        )
    }

    /// The greatest sum of gains over pairs of a row and a column, each row in
    /// at most one pair, whose columns never go back as the rows go forth.
    /// `totals` is what each row holds in all.
    ///
    /// A pair gains the weight it shares, less what the row shares with the
    /// other columns on average, times the root of its share of the row's
    /// total, times the agreement of figures. Cost: one pass over the table.
    pub fn chain_of_rows(&mut self, totals: &[Shared]) -> f32 {
        let Self { weight, figures, rows, columns, across, base, best, .. } = self;
        let (columns, stride) = (*columns, *columns + 1);
        let others = share_of_others(columns);
        restart(best, columns);
        restart(base, columns);
        let rows = weight.chunks_exact(stride).take(*rows);
        for (row, (weights, total)) in rows.zip(totals).enumerate() {
            let (sum, whole) = (across.sums[row], 1.0 / total.weight);
            // Where even the greatest gains nothing, no other does.
            if sum <= 0.0 || base_gain(across.greatest[row], sum, whole, others) <= 0.0 {
                continue;
            }
            for (base, &weight) in base.iter_mut().zip(weights) {
                *base = base_gain(weight, sum, whole, others);
            }
            let all_figures = 1.0 / f32::from(total.figures.saturating_add(1));
            let figures = &figures[row * stride..];
            for column in (0..columns).rev().filter(|&column| base[column] > 0.0) {
                let agreement = (f32::from(figures[column]) + 1.0) * all_figures;
                reach(&mut best[column..], base[column] * agreement);
            }
        }
        best.last().copied().unwrap_or(0.0)
    }

    /// [`Self::chain_of_rows`] with rows and columns exchanged.
    pub fn chain_of_columns(&mut self, totals: &[Shared]) -> f32 {
        let Self { weight, figures, rows, columns, down, base, best, .. } = self;
        let (rows, stride) = (*rows, *columns + 1);
        let others = share_of_others(rows);
        restart(best, rows);
        restart(base, weight.len());
        let cells = base.chunks_exact_mut(stride).zip(weight.chunks_exact(stride)).take(rows);
        for (base, weights) in cells {
            let columns = weights.iter().zip(&down.sums).zip(totals);
            for (base, ((&weight, &sum), total)) in base.iter_mut().zip(columns) {
                *base = base_gain(weight, sum, 1.0 / total.weight, others);
            }
        }
        for (column, total) in totals.iter().enumerate() {
            let (sum, most) = (down.sums[column], down.greatest[column]);
            if sum <= 0.0 || base_gain(most, sum, 1.0 / total.weight, others) <= 0.0 {
                continue;
            }
            let all_figures = 1.0 / f32::from(total.figures.saturating_add(1));
            for row in (0..rows).rev() {
                let cell = row * stride + column;
                if base[cell] > 0.0 {
                    let agreement = (f32::from(figures[cell]) + 1.0) * all_figures;
                    reach(&mut best[row..], base[cell] * agreement);
                }
            }
        }
        best.last().copied().unwrap_or(0.0)
    }
}

/// One part in so many others.
fn share_of_others(all: usize) -> f32 {
    if all > 1 { 1.0 / (all - 1) as f32 } else { 0.0 }
}

/// What a pair gains before figures are looked at; rises with `weight`.
/// `whole` is 1 over what the row holds in all.
fn base_gain(weight: f32, sum: f32, whole: f32, others: f32) -> f32 {
    let more = (weight - (sum - weight) * others).max(0.0);
    more * (more * whole).min(1.0).sqrt()
}

/// Lets a chain that ends at or before the first place go on by `gain`.
/// `best` never falls from place to place, so the first better one ends it.
fn reach(best: &mut [f32], gain: f32) {
    let reached = best[0] + gain;
    for best in best.iter_mut().take_while(|best| **best < reached) {
        *best = reached;
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

    fn table(rows: &[&[f32]]) -> Table {
        let mut table = Table::default();
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
        let totals = vec![Shared { weight: total, figures: 0 }; rows.len()];
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
    fn by_definition(rows: &[Vec<(f32, u16)>], totals: &[Shared]) -> f32 {
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
                let gain = base_gain(weight, sum, 1.0 / total.weight, others) * agreement;
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
        (1usize..20, 1usize..20)
            .prop_flat_map(move |(rows, columns)| {
                prop::collection::vec(prop::collection::vec(cell.clone(), columns), rows)
            })
    }

    proptest! {
        /// Both chains are those of the definition, bit by bit, and no chain
        /// goes beyond its bound.
        #[test]
        fn chains_are_as_defined(rows in cells(), weight in 1.0f32..60.0) {
            let turned: Vec<Vec<(f32, u16)>> = (0..rows[0].len())
                .map(|column| rows.iter().map(|row| row[column]).collect())
                .collect();
            let totals = |rows: &[Vec<(f32, u16)>]| -> Vec<Shared> {
                let figures = |row: &Vec<(f32, u16)>| row.iter().map(|cell| cell.1).sum();
                rows.iter().map(|row| Shared { weight, figures: figures(row) }).collect()
            };
            let (of_rows, of_columns) = (totals(&rows), totals(&turned));
            let mut table = Table::default();
            table.reset(rows.len(), rows[0].len());
            for (at, row) in rows.iter().enumerate() {
                for (column, &(weight, figures)) in row.iter().enumerate() {
                    let (at, column) = (&[at as u16][..], &[column as u16][..]);
                    table.add(at, column, weight, figures > 0);
                    (1..figures).for_each(|_| table.add(at, column, 0.0, true));
                }
            }
            table.sum_up();
            let (row_bound, column_bound) = table.bounds(&of_rows, &of_columns);
            let (by_rows, by_columns) =
                (table.chain_of_rows(&of_rows), table.chain_of_columns(&of_columns));
            prop_assert_eq!(by_rows, by_definition(&rows, &of_rows));
            prop_assert_eq!(by_columns, by_definition(&turned, &of_columns));
            prop_assert!(by_rows <= row_bound * 1.001 && by_columns <= column_bound * 1.001);
        }
    }
}
