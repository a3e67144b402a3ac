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
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Weight and figures, row by row.
    weight: Vec<f32>,
    figures: Vec<u16>,
    columns: usize,
}

impl Table {
    /// An empty table of this size.
    pub fn reset(&mut self, rows: usize, columns: usize) {
        self.columns = columns;
        self.weight.clear();
        self.weight.resize(rows * columns, 0.0);
        self.figures.clear();
        self.figures.resize(rows * columns, 0);
    }

    /// Counts a word that stands in these rows and in these columns.
    pub fn add(&mut self, rows: &[u16], columns: &[u16], weight: f32, figure: bool) {
        for &row in rows {
            for &column in columns {
                let cell = row as usize * self.columns + column as usize;
                self.weight[cell] += weight;
                if figure {
                    self.figures[cell] = self.figures[cell].saturating_add(1);
                }
            }
        }
    }

    /// Makes this the other table with rows and columns exchanged.
    pub fn turn(&mut self, other: &Self) {
        let (rows, columns) = (other.columns, other.weight.len() / other.columns.max(1));
        self.reset(rows, columns);
        for row in 0..rows {
            for column in 0..columns {
                self.weight[row * columns + column] = other.weight[column * rows + row];
                self.figures[row * columns + column] = other.figures[column * rows + row];
            }
        }
    }
}

/// Memory for the sums along a row.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// The best chain that ends at or before each column.
    best: Vec<f32>,
    gains: Vec<f32>,
}

/// The greatest sum of gains over pairs of a row and a column, each row in at
/// most one pair, whose columns never go back as the rows go forth. `totals`
/// is what each row holds in all.
///
/// A pair gains the weight it shares, less what the row shares with the other
/// columns on average, times the root of its share of the row's total, times
/// the agreement of figures. Cost: one pass over the table.
pub(super) fn best_chain(table: &Table, totals: &[Shared], sums: &mut Sums) -> f32 {
    let Sums { best, gains } = sums;
    for list in [&mut *best, &mut *gains] {
        list.clear();
        list.resize(table.columns, 0.0);
    }
    let others = if table.columns > 1 { 1.0 / (table.columns - 1) as f32 } else { 0.0 };
    let rows = table.weight.chunks_exact(table.columns.max(1));
    for ((weights, figures), total) in
        rows.zip(table.figures.chunks_exact(table.columns.max(1))).zip(totals)
    {
        let sum: f32 = weights.iter().sum();
        if sum <= 0.0 {
            continue;
        }
        let whole = 1.0 / total.weight;
        let all_figures = 1.0 / f32::from(total.figures.saturating_add(1));
        for ((gain, &weight), &figures) in gains.iter_mut().zip(weights).zip(figures) {
            let more = (weight - (sum - weight) * others).max(0.0);
            let agreement = (f32::from(figures) + 1.0) * all_figures;
            *gain = more * (more * whole).min(1.0).sqrt() * agreement;
        }
        let (mut reached, mut top) = (0.0f32, 0.0f32);
        for (best, &gain) in best.iter_mut().zip(&*gains) {
            reached = reached.max(*best);
            top = top.max(reached + gain);
            *best = top;
        }
    }
    best.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(rows: &[&[f32]], total: f32) -> f32 {
        let columns = rows[0].len();
        let mut table = Table::default();
        table.reset(rows.len(), columns);
        for (row, weights) in (0..).zip(rows) {
            for (column, &weight) in (0..).zip(*weights) {
                table.add(&[row], &[column], weight, false);
            }
        }
        let totals = vec![Shared { weight: total, figures: 0 }; rows.len()];
        best_chain(&table, &totals, &mut Sums::default())
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
    fn turning_twice_changes_nothing() {
        let (mut table, mut turned, mut again) =
            (Table::default(), Table::default(), Table::default());
        table.reset(2, 3);
        table.add(&[0, 1], &[2], 1.5, true);
        table.add(&[1], &[0], 0.5, false);
        turned.turn(&table);
        assert_eq!(turned.weight, [0.0, 0.5, 0.0, 0.0, 1.5, 1.5]);
        again.turn(&turned);
        assert_eq!((again.weight, again.figures), (table.weight, table.figures));
    }

    #[test]
    fn a_part_of_a_sentence_counts_less_than_its_share() {
        assert_eq!(chain(&[&[1.0, 0.0]], 4.0), 0.5);
    }
}
