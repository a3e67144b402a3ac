//! A first look at a pair: how high its measure can be at most.
//!
//! Nine candidates of ten are no copies. To know that, the sums need not be
//! taken in the order that makes them the same on every machine, so here they
//! are taken in whatever order is fast, and compared with some room.

use super::chain::{LANES, Shared, Table};
use super::meeting::Meeting;
use super::prose::{Entry, Index, Prose};

/// Words of the opened article and a table, for one pair after the other.
#[derive(Debug, Default)]
pub(super) struct Screen {
    words: Vec<Word>,
    sides: [Vec<Shared>; 2],
    table: Table,
}

/// A word of the opened article.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// What it weighs in this pair, and how much less than alone in the other.
    weight: f32,
    less: f32,
    /// The first two columns in which it stands, or one that counts for
    /// nothing: most words stand in no more than two.
    columns: [u16; 2],
    has_more: bool,
    figure: bool,
    /// The row in which the other article had it last.
    last: u32,
}

/// No row.
const NONE: u32 = u32::MAX;

impl Screen {
    /// Opens the article that the next ones are compared with.
    pub fn open(&mut self, index: &Index) {
        self.words.clear();
        self.words.extend(index.words.iter().enumerate().map(|(place, entry)| {
            let columns = index.blocks_of(place);
            // Not all the same one, or each addition would wait for the last.
            let nowhere = (index.blocks + place % LANES) as u16;
            let column = |at: usize| columns.get(at).copied().unwrap_or(nowhere);
            Word {
                weight: 0.0,
                less: 0.0,
                columns: [column(0), column(1)],
                has_more: columns.len() > 2,
                figure: entry.figure,
                last: NONE,
            }
        }));
    }

    /// Whether the opened article's and the other's shares of corresponding
    /// prose may have a mean of `least`.
    pub fn may_reach(
        &mut self,
        least: f32,
        index: &Index,
        meeting: &Meeting,
        prose: [&Prose; 2],
    ) -> bool {
        self.fill(index, meeting, prose);
        let [opened, other] = &self.sides;
        let weights = [opened, other].map(|side| weight(side));
        let (of_other, of_opened) = self.table.bounds(other, opened);
        let bound = of_other / weights[1];
        if (of_opened / weights[0] + bound) / 2.0 < least {
            return false;
        }
        let of_opened = self.table.chain_of_columns(opened) / weights[0];
        if (of_opened + bound) / 2.0 < least {
            return false;
        }
        (of_opened + self.table.chain_of_rows(other) / weights[1]) / 2.0 >= least
    }

    /// Fills the table: the other's blocks are its rows.
    fn fill(&mut self, index: &Index, meeting: &Meeting, prose: [&Prose; 2]) {
        let Self { words, sides: [opened, other], table } = self;
        for (side, prose) in [(&mut *opened, prose[0]), (&mut *other, prose[1])] {
            side.clear();
            side.extend_from_slice(&prose.totals);
            side.resize(prose.totals.len() + LANES, Shared::default());
        }
        table.reset(prose[1].totals.len(), prose[0].totals.len());
        meeting.for_each_place(|place, count| {
            let (entry, word) = (index.words[place], &mut words[place]);
            let in_other = Entry { count: count.min(u16::MAX.into()) as u16, ..entry };
            word.weight = entry.weight(count);
            word.less = word.weight - in_other.weight(1);
            word.last = NONE;
            let less = word.weight - entry.weight(1);
            for column in word.columns {
                opened[column as usize].weight += less;
            }
            if word.has_more {
                for &column in &index.blocks_of(place)[2..] {
                    opened[column as usize].weight += less;
                }
            }
        });
        let nowhere = prose[1].totals.len() as u16;
        for (place, row) in meeting.hits(nowhere) {
            let word = &mut words[place];
            let again = word.last == u32::from(row);
            word.last = row.into();
            let (weight, less) = if again { (0.0, 0.0) } else { (word.weight, word.less) };
            other[row as usize].weight += less;
            let cells = table.row(row);
            cells[word.columns[0] as usize] += weight;
            cells[word.columns[1] as usize] += weight;
            // The commonest words have the most columns, and weigh nothing.
            if (word.has_more | word.figure) & (weight > 0.0) {
                let columns = index.blocks_of(place);
                for &column in columns.iter().skip(2) {
                    cells[column as usize] += weight;
                }
                if word.figure {
                    columns.iter().for_each(|&column| table.add_figure(row, column));
                }
            }
        }
        opened.truncate(prose[0].totals.len());
        other.truncate(prose[1].totals.len());
        table.sum_up(false);
    }
}

/// What all blocks hold.
pub(super) fn weight(side: &[Shared]) -> f32 {
    side.iter().map(|all| all.weight).sum::<f32>().max(f32::MIN_POSITIVE)
}
