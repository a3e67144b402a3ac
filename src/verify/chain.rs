//! The best chain of sentence pairs that goes forward in both articles.

/// What two blocks of sentences have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Shared {
    /// Weight of the words that both have.
    pub weight: f32,
    /// How many of those words are figures.
    pub figures: u16,
}

/// What one block holds in all.
pub(super) type Total = Shared;

/// The table of what every block of A shares with every block of B, seen from
/// one side.
pub(super) struct Table<'a> {
    pub cells: &'a [Shared],
    pub rows: usize,
    pub columns: usize,
    /// Whether the rows of `cells` are the columns here.
    pub turned: bool,
}

impl Table<'_> {
    fn at(&self, row: usize, column: usize) -> Shared {
        let (row, column, width) =
            if self.turned { (column, row, self.rows) } else { (row, column, self.columns) };
        self.cells[row * width + column]
    }
}

/// The greatest sum of gains over pairs of a row and a column, each row in at
/// most one pair, whose columns never go back as the rows go forth.
///
/// A pair gains the weight it shares, less what the row shares with the other
/// columns on average, times the root of its share of the row's total, times
/// the agreement of figures. Cost: one pass over the table.
pub(super) fn best_chain(
    table: &Table<'_>,
    totals: &[Total],
    best: &mut Vec<f32>,
    next: &mut Vec<f32>,
) -> f32 {
    for sums in [&mut *best, &mut *next] {
        sums.clear();
        sums.resize(table.columns, 0.0);
    }
    let others = 1.0 / (table.columns.max(2) - 1) as f32;
    for (row, total) in totals.iter().enumerate() {
        let sum: f32 = (0..table.columns).map(|column| table.at(row, column).weight).sum();
        if sum <= 0.0 {
            continue;
        }
        let (mut reached, mut top) = (0.0f32, 0.0f32);
        for column in 0..table.columns {
            let shared = table.at(row, column);
            let chance = if table.columns > 1 { (sum - shared.weight) * others } else { 0.0 };
            let weight = shared.weight - chance;
            let mut gain = 0.0;
            if weight > 0.0 {
                let agreement = f32::from(shared.figures + 1) / f32::from(total.figures + 1);
                gain = weight * (weight / total.weight).min(1.0).sqrt() * agreement;
            }
            reached = reached.max(best[column]);
            top = top.max(reached + gain);
            next[column] = top;
        }
        std::mem::swap(best, next);
    }
    best.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(rows: &[&[f32]], total: f32) -> f32 {
        let columns = rows[0].len();
        let shared = |&weight: &f32| Shared { weight, figures: 0 };
        let cells: Vec<Shared> = rows.iter().flat_map(|row| row.iter().map(shared)).collect();
        let table = Table { cells: &cells, rows: rows.len(), columns, turned: false };
        let totals = vec![Total { weight: total, figures: 0 }; rows.len()];
        best_chain(&table, &totals, &mut Vec::new(), &mut Vec::new())
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
}
