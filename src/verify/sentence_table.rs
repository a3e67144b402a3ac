//! What each block of sentences of one article shares with each of another, and what the two
//! gain from each other.
//!
//! Four candidates of ten end here: what a block can gain at most is its greatest gain with any block
//! of the other article, whatever the order. That is why the table is filled for every pair, and
//! why filling it is branchless: each word of the opened article has a byte for each of its
//! blocks, set or not, so that an occurrence in the other article is counted for all of them by
//! a few operations on whole registers.

use super::decision::{figure_agreement, gain, share_of_others, whole_of_figures};
use super::overlap::{Overlap, block, is_quoted, place};
use super::prose::Prose;
use super::word_index::{Entry, WordIndex};
use crate::support::dispatch::{Kernel, dispatch};

/// What a block of sentences holds, or what two of them have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct BlockWeight {
    /// Weight of the words.
    pub weight: f32,
    /// How many of them are figures.
    pub figures: u16,
}

/// Cells that a processor may take at once.
const LANES: usize = 8;

/// The numbers of groups of [`LANES`] columns that are counted by masks. Beyond, a word stands in so
/// few of the columns that to visit these takes less.
const MASKED: [usize; 6] = [2, 3, 4, 6, 8, 16];

/// Most blocks of an article for which each of its words has a place for each block.
pub(super) const MOST_COLUMNS: usize = MASKED[MASKED.len() - 1] * LANES;

/// The table of one pair after the other: its columns are the blocks of the opened article, its
/// rows those of the other one.
#[derive(Debug, Default)]
pub(super) struct SentenceTable {
    /// For each word of the opened article and group of columns: all bits of a byte are set if
    /// the word stands in the column. None where there are too many columns.
    masks: Vec<[u8; LANES]>,
    /// For each word of the opened article: what it is in this pair. Most occur once in the
    /// other article, and are that beforehand.
    words: Vec<PairWord>,
    /// Those that are something else in this pair, and what they were.
    changed: Vec<(usize, PairWord)>,
    /// The number of the first row, if the rows of all articles that are compared with the opened
    /// one are numbered, from 1: so nothing has to be forgotten from one to the next.
    first_row: u32,
    rows: usize,
    columns: usize,
    /// From one row to the next: a multiple of [`LANES`].
    stride: usize,
    /// What is known of each row, and of each column.
    pub of_rows: Margin,
    pub of_columns: Margin,
    /// Weights, row by row.
    weight: Vec<f32>,
    /// Numbers of figures, row by row; nearly all are 0.
    figures: Vec<u16>,
    /// The cells that have figures.
    with_figures: Vec<usize>,
    /// The hits that are figures.
    figure_hits: Vec<u64>,
    /// What each row gains with each column, and each column with each row, both row by row.
    gains_of_rows: Vec<f32>,
    gains_of_columns: Vec<f32>,
}

/// A word of the opened article in one pair.
#[derive(Clone, Copy, Debug, Default)]
struct PairWord {
    weight: f32,
    /// How much more that is than its weight in the other article alone.
    more: f32,
    /// The row in which another article had it last, numbered as from `first_row` of the table.
    last: u32,
    /// Whether it is a figure that weighs anything.
    figure: bool,
}

impl PairWord {
    /// The word, which another article has so often.
    #[inline(always)]
    fn new(entry: &Entry, count: u32) -> Self {
        let in_other = Entry { count: count.min(u16::MAX.into()) as u16, ..*entry };
        let weight = entry.weight(in_other.count.into());
        let figure = entry.figure && weight > 0.0;
        Self { weight, more: weight - in_other.weight(1), last: 0, figure }
    }
}

/// For each row, or for each column.
#[derive(Debug, Default)]
pub(super) struct Margin {
    /// What it holds in all, and how many figures.
    pub totals: Vec<BlockWeight>,
    /// The sum of its cells, and the greatest of them.
    sums: Vec<f32>,
    greatest: Vec<f32>,
    /// 1 / the weight of its total.
    whole: Vec<f32>,
    /// What its figures multiply a gain by, if none is shared.
    whole_of_figures: Vec<f32>,
    /// The most that it gains from a cell that has figures.
    with_figures: Vec<f32>,
}

impl Margin {
    #[cfg(test)]
    pub fn of(totals: Vec<BlockWeight>) -> Self {
        Self { totals, ..Self::default() }
    }

    fn load(&mut self, prose: &Prose) {
        self.totals.clear();
        self.totals.extend_from_slice(&prose.totals);
    }

    /// Makes the rest ready once the totals are known, for `length` places.
    fn finish(&mut self, length: usize) {
        let Self { totals, sums, greatest, whole, whole_of_figures: figures, with_figures } = self;
        for list in [sums, greatest, &mut *whole, figures, with_figures] {
            restart(list, length);
        }
        for ((total, whole), figures) in totals.iter_mut().zip(whole).zip(figures) {
            // Rounding may have taken off a little more than there was.
            total.weight = total.weight.max(0.0);
            *whole = 1.0 / total.weight.max(f32::MIN_POSITIVE);
            *figures = whole_of_figures(total.figures);
        }
    }

    /// The weight of all.
    pub fn weight(&self) -> f32 {
        self.totals.iter().map(|all| all.weight).sum::<f32>().max(f32::MIN_POSITIVE)
    }

    /// What the row or column at a place gains from a cell without figures that weighs so much.
    #[inline(always)]
    fn gain(&self, at: usize, weight: f32, others: f32) -> f32 {
        gain(weight, self.sums[at], self.whole[at], others) * self.whole_of_figures[at]
    }

    /// The share of the weight that is gained at most.
    fn share_at_most(&self, others: f32) -> f32 {
        let most = (0..self.totals.len())
            .map(|at| self.gain(at, self.greatest[at], others).max(self.with_figures[at]));
        most.sum::<f32>() / self.weight()
    }
}

impl SentenceTable {
    /// Opens the article that the next ones are compared with.
    pub fn open(&mut self, index: &WordIndex) {
        let Self { masks, words, changed, first_row, rows, columns, stride, .. } = self;
        *columns = index.blocks;
        let groups = columns.div_ceil(LANES);
        words.clear();
        words.extend(index.words.iter().map(|entry| PairWord::new(entry, 1)));
        changed.clear();
        (*first_row, *rows) = (1, 0);
        masks.clear();
        let Some(groups) = MASKED.into_iter().find(|&masked| groups <= masked) else {
            *stride = groups * LANES;
            return;
        };
        *stride = groups * LANES;
        masks.resize(words.len() * groups, [0; LANES]);
        for (place, masks) in masks.chunks_exact_mut(groups).enumerate() {
            for &column in index.blocks_of(place) {
                masks.as_flattened_mut()[usize::from(column)] = u8::MAX;
            }
        }
    }

    /// Fills the table with what both have. Returns the share of the opened article's prose, and
    /// of the other's, that can correspond at most.
    pub fn fill(
        &mut self,
        index: &WordIndex,
        overlap: &Overlap,
        [opened, other]: [&Prose; 2],
    ) -> [f32; 2] {
        self.of_columns.load(opened);
        self.of_rows.load(other);
        self.weigh(index, overlap);
        self.number_rows(other.totals.len());
        restart(&mut self.weight, self.rows * self.stride);
        match (self.masks.is_empty(), self.stride / LANES) {
            (false, 2) => dispatch(Masked::<2> { table: self, overlap }),
            (false, 3) => dispatch(Masked::<3> { table: self, overlap }),
            (false, 4) => dispatch(Masked::<4> { table: self, overlap }),
            (false, 6) => dispatch(Masked::<6> { table: self, overlap }),
            (false, 8) => dispatch(Masked::<8> { table: self, overlap }),
            (false, 16) => dispatch(Masked::<16> { table: self, overlap }),
            _ => self.add_all(index, overlap),
        }
        self.of_rows.finish(self.rows);
        self.of_columns.finish(self.stride);
        self.add_figures(index);
        self.sum_up()
    }

    /// Goes on to an article of so many rows.
    fn number_rows(&mut self, rows: usize) {
        let next = self.first_row.checked_add(self.rows as u32);
        self.rows = rows;
        self.first_row = next.filter(|next| next.checked_add(rows as u32).is_some()).unwrap_or(1);
        if self.first_row == 1 {
            self.words.iter_mut().for_each(|word| word.last = 0);
        }
    }

    /// Sums of rows and columns, once the table is filled. Returns the shares that can
    /// correspond at most.
    fn sum_up(&mut self) -> [f32; 2] {
        let Self { weight, stride, of_rows, of_columns, .. } = &mut *self;
        dispatch(SumUp { weight, stride: *stride, of_rows, of_columns });
        let [of_rows, of_columns] = self.others();
        for &cell in &self.with_figures {
            let (row, column) = (cell / self.stride, cell % self.stride);
            let (weight, agreement) =
                (self.weight[cell], figure_agreement(self.figures[cell], 1.0));
            let row_gain = self.of_rows.gain(row, weight, of_rows) * agreement;
            let column_gain = self.of_columns.gain(column, weight, of_columns) * agreement;
            let (row, column) =
                (&mut self.of_rows.with_figures[row], &mut self.of_columns.with_figures[column]);
            (*row, *column) = (greater(row_gain, *row), greater(column_gain, *column));
        }
        [self.of_columns.share_at_most(of_columns), self.of_rows.share_at_most(of_rows)]
    }

    /// Fills in what rows and columns gain from each other, once the table is filled.
    pub fn fill_gains(&mut self) {
        let others = self.others();
        let Self { weight, stride, of_rows, of_columns, gains_of_rows, gains_of_columns, .. } =
            self;
        // Every cell is written.
        gains_of_rows.resize(weight.len(), 0.0);
        gains_of_columns.resize(weight.len(), 0.0);
        let gains = [&mut gains_of_rows[..], &mut gains_of_columns[..]];
        dispatch(Gains { weight, stride: *stride, others, of_rows, of_columns, gains });
        for &cell in &self.with_figures {
            let agreement = figure_agreement(self.figures[cell], 1.0);
            gains_of_rows[cell] *= agreement;
            gains_of_columns[cell] *= agreement;
        }
    }

    /// [`share_of_others`] for rows and for columns.
    fn others(&self) -> [f32; 2] {
        [share_of_others(self.columns), share_of_others(self.rows)]
    }

    /// The numbers of rows and of columns.
    pub fn size(&self) -> [usize; 2] {
        [self.rows, self.columns]
    }

    /// Each row: what it gains with each column, and what each column gains with it.
    pub fn gains(&self) -> impl DoubleEndedIterator<Item = [&[f32]; 2]> + ExactSizeIterator {
        let columns = self.columns;
        let of_rows = self.gains_of_rows.chunks_exact(self.stride);
        let both = of_rows.zip(self.gains_of_columns.chunks_exact(self.stride));
        both.map(move |(of_row, of_columns)| [&of_row[..columns], &of_columns[..columns]])
    }

    /// The weight that a row and a column share.
    pub fn weight(&self, row: usize, column: usize) -> f32 {
        self.weight[row * self.stride + column]
    }

    /// The weight in this pair of the opened article's word at this place.
    pub fn weight_of_word(&self, place: usize) -> f32 {
        self.words[place].weight
    }

    /// Weighs each word that both have, and takes off the columns' totals what it weighs less
    /// than alone.
    fn weigh(&mut self, index: &WordIndex, overlap: &Overlap) {
        let Self { words, changed, of_columns, .. } = self;
        for (place, word) in changed.drain(..) {
            words[place] = PairWord { last: words[place].last, ..word };
        }
        for (place, count) in overlap.places().filter(|&(_, count)| count > 1) {
            let word = &mut words[place];
            let in_pair = PairWord::new(&index.words[place], count);
            let less = word.weight - in_pair.weight;
            for &column in index.blocks_of(place) {
                of_columns.totals[usize::from(column)].weight -= less;
            }
            changed.push((place, *word));
            *word = PairWord { last: word.last, ..in_pair };
        }
    }

    /// Adds every word to the cells where it stands, one by one.
    fn add_all(&mut self, index: &WordIndex, overlap: &Overlap) {
        let Self { words, weight, of_rows, figure_hits, first_row, stride, .. } = self;
        figure_hits.clear();
        for hits in overlap.hits_by_block() {
            let row = usize::from(block(hits[0]));
            let number = *first_row + row as u32;
            let cells = &mut weight[row * *stride..][..*stride];
            for &hit in hits {
                let word = &mut words[place(hit)];
                if is_quoted(hit) || word.last == number {
                    continue;
                }
                word.last = number;
                of_rows.totals[row].weight += word.more;
                for &column in index.blocks_of(place(hit)) {
                    cells[usize::from(column)] += word.weight;
                }
                if word.figure {
                    figure_hits.push(hit);
                }
            }
        }
    }

    /// Counts the figures of each cell.
    fn add_figures(&mut self, index: &WordIndex) {
        let Self { figures, with_figures, figure_hits, stride, .. } = self;
        for cell in with_figures.drain(..) {
            figures[cell] = 0;
        }
        figures.resize(self.weight.len().max(figures.len()), 0);
        for &hit in &*figure_hits {
            for &column in index.blocks_of(place(hit)) {
                let cell = usize::from(block(hit)) * *stride + usize::from(column);
                if figures[cell] == 0 {
                    with_figures.push(cell);
                }
                figures[cell] = figures[cell].saturating_add(1);
            }
        }
    }
}

/// Adds every word to the cells where it stands, a whole row at once. Branchless, since where
/// a word comes back follows no pattern.
struct Masked<'a, const GROUPS: usize> {
    table: &'a mut SentenceTable,
    overlap: &'a Overlap,
}

impl<const GROUPS: usize> Kernel for Masked<'_, GROUPS> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let SentenceTable { words, masks, weight, of_rows, figure_hits, first_row, .. } =
            self.table;
        figure_hits.clear();
        for hits in self.overlap.hits_by_block() {
            let row = usize::from(block(hits[0]));
            let number = *first_row + row as u32;
            let (mut cells, mut more) = ([[0.0f32; LANES]; GROUPS], 0.0);
            for &hit in hits {
                let word = &mut words[place(hit)];
                let is_new = !is_quoted(hit) & (word.last != number);
                word.last = if is_quoted(hit) { word.last } else { number };
                let bits = if is_new { word.weight.to_bits() } else { 0 };
                more += if is_new { word.more } else { 0.0 };
                for (cells, mask) in cells.iter_mut().zip(&masks[place(hit) * GROUPS..][..GROUPS]) {
                    for (cell, &mask) in cells.iter_mut().zip(mask) {
                        // The sign spreads the mask over all four bytes.
                        *cell += f32::from_bits(bits & mask as i8 as u32);
                    }
                }
                if is_new & word.figure {
                    figure_hits.push(hit);
                }
            }
            of_rows.totals[row].weight += more;
            weight[row * GROUPS * LANES..][..GROUPS * LANES].copy_from_slice(cells.as_flattened());
        }
    }
}

/// Fills in the sums and the greatest cells of rows and columns.
struct SumUp<'a> {
    weight: &'a [f32],
    stride: usize,
    of_rows: &'a mut Margin,
    of_columns: &'a mut Margin,
}

impl Kernel for SumUp<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { weight, stride, of_rows, of_columns } = self;
        let out = of_rows.sums.iter_mut().zip(&mut of_rows.greatest);
        for (row, (sum, greatest)) in weight.chunks_exact(stride).zip(out) {
            let (mut sums, mut most) = ([0.0f32; LANES], [0.0f32; LANES]);
            let columns = of_columns.sums.as_chunks_mut::<LANES>().0.iter_mut();
            let columns = columns.zip(of_columns.greatest.as_chunks_mut::<LANES>().0);
            for (cells, (column_sums, column_most)) in
                row.as_chunks::<LANES>().0.iter().zip(columns)
            {
                sums = added(sums, *cells);
                most = each_greater(most, *cells);
                *column_sums = added(*column_sums, *cells);
                *column_most = each_greater(*column_most, *cells);
            }
            *sum = sums.iter().sum();
            *greatest = most.into_iter().fold(0.0, greater);
        }
    }
}

#[inline(always)]
fn added(one: [f32; LANES], other: [f32; LANES]) -> [f32; LANES] {
    std::array::from_fn(|lane| one[lane] + other[lane])
}

#[inline(always)]
fn each_greater(one: [f32; LANES], other: [f32; LANES]) -> [f32; LANES] {
    std::array::from_fn(|lane| greater(one[lane], other[lane]))
}

/// Fills in what rows and columns gain from each other before shared figures are looked at.
struct Gains<'a> {
    weight: &'a [f32],
    stride: usize,
    /// [`share_of_others`] for rows and for columns.
    others: [f32; 2],
    of_rows: &'a Margin,
    of_columns: &'a Margin,
    /// Of rows and of columns.
    gains: [&'a mut [f32]; 2],
}

impl Kernel for Gains<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { weight, stride, others, of_rows, of_columns, gains: [of_row, of_column] } = self;
        let rows = weight.chunks_exact(stride).zip(of_row.chunks_exact_mut(stride));
        for (row, ((weights, gains), column_gains)) in
            rows.zip(of_column.chunks_exact_mut(stride)).enumerate()
        {
            let (sum, whole) = (of_rows.sums[row], of_rows.whole[row]);
            let figures = of_rows.whole_of_figures[row];
            for (gains, &weight) in gains.iter_mut().zip(weights) {
                *gains = gain(weight, sum, whole, others[0]) * figures;
            }
            let columns = of_columns.sums.iter().zip(&of_columns.whole);
            let columns = columns.zip(&of_columns.whole_of_figures).zip(weights);
            for (gains, (((&sum, &whole), &figures), &weight)) in
                column_gains.iter_mut().zip(columns)
            {
                *gains = gain(weight, sum, whole, others[1]) * figures;
            }
        }
    }
}

/// The greater of two numbers, neither of which is NaN: one operation, unlike the library's.
#[inline(always)]
pub(super) fn greater(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

fn restart(list: &mut Vec<f32>, length: usize) {
    list.clear();
    list.resize(length, 0.0);
}

#[cfg(test)]
impl SentenceTable {
    /// As if the opened article had been compared with others that have so many rows.
    pub fn number_rows_from(&mut self, first: u32) {
        self.first_row = first;
    }

    /// The table of these weights and numbers of figures, of blocks that hold `whole` in all.
    pub fn of(cells: &[Vec<(f32, u16)>], whole: f32) -> Self {
        let (rows, columns) = (cells.len(), cells[0].len());
        let stride = columns.next_multiple_of(LANES);
        let mut table = Self { rows, columns, stride, ..Self::default() };
        table.weight = vec![0.0; rows * stride];
        table.figures = vec![0; rows * stride];
        for (row, cells) in cells.iter().enumerate() {
            for (column, &(weight, figures)) in cells.iter().enumerate() {
                table.weight[row * stride + column] = weight;
                table.figures[row * stride + column] = figures;
                if figures > 0 {
                    table.with_figures.push(row * stride + column);
                }
            }
        }
        let total = |figures: u16| BlockWeight { weight: whole, figures };
        let of_row = |row: &Vec<(f32, u16)>| total(row.iter().map(|cell| cell.1).sum());
        let of_column = |column: usize| total(cells.iter().map(|row| row[column].1).sum());
        table.of_rows = Margin::of(cells.iter().map(of_row).collect());
        table.of_columns = Margin::of((0..columns).map(of_column).collect());
        table.of_rows.finish(rows);
        table.of_columns.finish(stride);
        table.sum_up();
        table.fill_gains();
        table
    }
}
