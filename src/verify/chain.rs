//! The best chains of sentence pairs that go forward in both articles.

use super::sentence_table::{SentenceTable, greater};

/// The best chains through a [`SentenceTable`], of its rows and of its columns.
///
/// A chain of rows is a set of pairs of a row and a column, each row in at most one pair,
/// whose columns never go back as the rows go forth; a chain of columns is the same with
/// rows and columns exchanged. The best has the greatest sum of gains.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// For each row and column: the best sum of a chain in the rows and columns up to these.
    of_rows: Vec<f32>,
    of_columns: Vec<f32>,
}

/// A pair of the best chain, and what the row or the column gains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SentencePair {
    pub row: usize,
    pub column: usize,
    pub gain: f32,
}

impl Chains {
    /// Finds both chains. Returns their shares of the weight of all columns, and of all rows.
    ///
    /// Cost: some four operations for each cell.
    pub fn find(&mut self, table: &SentenceTable) -> [f32; 2] {
        let Self { of_rows, of_columns } = self;
        let [rows, columns] = table.size();
        // The row before the first, and then every cell is written.
        for best in [&mut *of_rows, of_columns] {
            best.resize((rows + 1) * columns, 0.0);
            best[..columns].fill(0.0);
        }
        for (row, [row_gains, column_gains]) in table.gains().enumerate() {
            let (before, all) = of_rows[row * columns..].split_at_mut(columns);
            let (columns_before, columns_all) = of_columns[row * columns..].split_at_mut(columns);
            let of_row = before.iter().zip(row_gains).zip(all);
            let of_column = columns_before.iter().zip(column_gains).zip(columns_all);
            let (mut reached, mut with_column) = (0.0, 0.0);
            for (((before, gain), best), ((column_before, column_gain), column_best)) in
                of_row.zip(of_column)
            {
                reached = greater(before + gain, reached);
                *best = reached;
                with_column = greater(*column_before, with_column + column_gain);
                *column_best = with_column;
            }
        }
        let last = |best: &[f32]| best[..(rows + 1) * columns].last().copied().unwrap_or(0.0);
        [last(of_columns) / table.of_columns.weight(), last(of_rows) / table.of_rows.weight()]
    }

    /// Visits the pairs of the chain of rows that was found in this table, the last one first.
    pub fn pairs_of_rows(&self, table: &SentenceTable, mut visit: impl FnMut(SentencePair)) {
        let [rows, columns] = table.size();
        let Some(mut column) = columns.checked_sub(1) else { return };
        let best = |row: usize, column: usize| self.of_rows[row * columns + column];
        for (row, [gains, _]) in (0..rows).rev().zip(table.gains().rev()) {
            let sum = best(row + 1, column);
            if sum > best(row, column) {
                while column > 0 && best(row + 1, column - 1) == sum {
                    column -= 1;
                }
                visit(SentencePair { row, column, gain: gains[column] });
            }
        }
    }

    /// The same of the chain of columns.
    pub fn pairs_of_columns(&self, table: &SentenceTable, mut visit: impl FnMut(SentencePair)) {
        let [rows, columns] = table.size();
        let best = |row: usize, column: usize| self.of_columns[row * columns + column];
        let mut end = columns;
        for (row, [_, gains]) in (0..rows).rev().zip(table.gains().rev()) {
            while let Some(column) = end.checked_sub(1) {
                if best(row + 1, column) <= best(row, column) {
                    break;
                }
                if gains[column] > 0.0 {
                    visit(SentencePair { row, column, gain: gains[column] });
                }
                end = column;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::decision::{gain, share_of_others};
    use super::*;

    type Cells = Vec<Vec<(f32, u16)>>;

    /// The sum of the best chain of rows, of blocks that hold `whole` in all.
    fn chain(rows: &[&[f32]], whole: f32) -> f32 {
        let cells: Cells =
            rows.iter().map(|row| row.iter().map(|&weight| (weight, 0)).collect()).collect();
        let table = SentenceTable::of(&cells, whole);
        Chains::default().find(&table)[1] * table.of_rows.weight()
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
    fn by_definition(rows: &Cells, whole: f32) -> f32 {
        let columns = rows[0].len();
        let others = share_of_others(columns);
        let mut best = vec![0.0f32; columns];
        for row in rows {
            let sum: f32 = row.iter().map(|cell| cell.0).sum();
            let all_figures: u16 = row.iter().map(|cell| cell.1).sum();
            let (mut reached, mut top) = (0.0f32, 0.0f32);
            for (best, &(weight, figures)) in best.iter_mut().zip(row) {
                let agreement = (f32::from(figures) + 1.0) / (f32::from(all_figures) + 1.0);
                let gain = gain(weight, sum, 1.0 / whole, others) * agreement;
                reached = reached.max(*best);
                top = top.max(reached + gain);
                *best = top;
            }
        }
        best.last().copied().unwrap_or(0.0)
    }

    fn cells() -> impl Strategy<Value = Cells> {
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
        /// Both chains are those of the definition, and so are their pairs.
        #[test]
        fn chains_are_as_defined(rows in cells(), whole in 1.0f32..60.0) {
            let turned: Cells = (0..rows[0].len())
                .map(|column| rows.iter().map(|row| row[column]).collect())
                .collect();
            let table = SentenceTable::of(&rows, whole);
            let mut chains = Chains::default();
            let [of_columns, of_rows] = chains.find(&table);
            let (mut row_pairs, mut column_pairs) = (Vec::new(), Vec::new());
            chains.pairs_of_rows(&table, |pair| row_pairs.push(pair));
            chains.pairs_of_columns(&table, |pair| column_pairs.push(pair));
            for (cells, pairs, share, weight) in [
                (&rows, &row_pairs, of_rows, table.of_rows.weight()),
                (&turned, &column_pairs, of_columns, table.of_columns.weight()),
            ] {
                let expected = by_definition(cells, whole);
                let is_right = |sum: f32| (sum - expected).abs() <= 1e-4 * expected.max(1.0);
                prop_assert!(is_right(share * weight), "{} {expected}", share * weight);
                let sum = pairs.iter().map(|pair| pair.gain).sum();
                prop_assert!(is_right(sum), "{sum} {expected}");
                let is_forward = |two: &[SentencePair]| {
                    two[0].row >= two[1].row && two[0].column >= two[1].column
                };
                prop_assert!(pairs.windows(2).all(is_forward));
            }
            prop_assert!(row_pairs.windows(2).all(|two| two[0].row > two[1].row));
            prop_assert!(column_pairs.windows(2).all(|two| two[0].column > two[1].column));
        }
    }
}
