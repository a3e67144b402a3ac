//! How much of the prose that corresponds no third article has.

use std::ops::Range;

use super::chain::SentencePair;
use super::overlap::{Overlap, block, is_quoted, place};
use super::prose::{Prose, Worth};
use super::sentence_table::{MOST_COLUMNS, Margin, SentenceTable};
use super::word_index::{WordIndex, for_each_segment};
use crate::corpus::Document;

/// What the words that two articles share are worth, block by block.
#[derive(Debug, Default)]
pub(super) struct SharedWorths {
    /// The most that each word of the opened article is worth in each block where it stands
    /// unquoted, in others nothing: by its place in the index and by `columns`, or beside the
    /// blocks of the index where there are too many.
    opened: Vec<Worth>,
    columns: usize,
    /// The words of the opened article in one block of the other one after the other: the place
    /// in the index of each, and the most that it is worth there.
    rows: Vec<(u32, Worth)>,
    /// Where those of each block end.
    row_ends: Vec<u32>,
    /// Workspace: for each place in the index, where in `rows` it was last.
    last_row: Vec<u32>,
    /// For each block of the other article, the one of the opened article that it was compared
    /// with last, and the answer: the chains of either side have most pairs in common.
    last: Vec<(usize, f32)>,
}

impl SharedWorths {
    /// Opens an article: `place_of` is the place of each of its words in the index.
    pub fn open(
        &mut self,
        document: &Document,
        prose: &Prose,
        index: &WordIndex,
        place_of: impl Fn(u32) -> usize,
    ) {
        self.columns = if index.blocks <= MOST_COLUMNS { index.blocks } else { 0 };
        let places = index.words.len() * self.columns;
        self.opened.clear();
        self.opened.resize(places.max(index.all_blocks().len()), Worth::NOTHING);
        self.last_row.resize(index.words.len(), 0);
        for_each_segment(document, |block, quoted, range| {
            for at in range.filter(|_| !quoted) {
                if let Some(place) = self.place(index, place_of(document.words[at]), block) {
                    self.opened[place] = prose.worth(at).max(self.opened[place]);
                }
            }
        });
    }

    /// Where the worth is of the opened article's word at `at` in this block, if it may be there.
    #[inline(always)]
    fn place(&self, index: &WordIndex, at: usize, block: u16) -> Option<usize> {
        if self.columns > 0 {
            return Some(at * self.columns + usize::from(block));
        }
        let in_list = index.blocks_of(at).binary_search(&block).ok()?;
        Some(index.words[at].first as usize + in_list)
    }

    /// Goes on to another article, of this prose and so many blocks, that is compared with the
    /// opened one.
    pub fn set_other(&mut self, overlap: &Overlap, prose: &Prose, blocks: usize) {
        let Self { rows, row_ends, last_row, last, .. } = self;
        rows.clear();
        row_ends.clear();
        let mut start = 0;
        for (&hit, &at) in overlap.hits().iter().zip(overlap.hit_words()) {
            if row_ends.len() < block(hit).into() {
                start = rows.len();
                row_ends.resize(block(hit).into(), start as u32);
            }
            if is_quoted(hit) {
                continue;
            }
            let worth = prose.worth(at as usize);
            let last = &mut last_row[place(hit)];
            // Of a word that occurs more than once, the most that it is worth.
            match rows[start..].get_mut((*last as usize).wrapping_sub(start)) {
                Some(row) if row.0 as usize == place(hit) => row.1 = worth.max(row.1),
                _ => {
                    *last = rows.len() as u32;
                    rows.push((place(hit) as u32, worth));
                }
            }
        }
        row_ends.resize(blocks, rows.len() as u32);
        last.clear();
        last.resize(blocks, (usize::MAX, 0.0));
    }

    /// Which part of the weight that two blocks share is what no third article has.
    pub fn own_part(
        &mut self,
        pair: SentencePair,
        index: &WordIndex,
        table: &SentenceTable,
    ) -> f32 {
        let (at, answer) = self.last[pair.row];
        if at == pair.column {
            return answer;
        }
        let mut own = 0.0f32;
        for &(at, worth) in &self.rows[range_of(&self.row_ends, pair.row)] {
            if let Some(place) = self.place(index, at as usize, pair.column as u16) {
                own += table.weight_of_word(at as usize) * worth.min(self.opened[place]).value();
            }
        }
        let all = table.weight(pair.row, pair.column);
        let answer = if all > 0.0 { own / all } else { 0.0 };
        self.last[pair.row] = (pair.column, answer);
        answer
    }
}

/// The places of a block in a list, of which each block's end.
fn range_of(ends: &[u32], block: usize) -> Range<usize> {
    let start = block.checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[block] as usize
}

/// Parts that an article is cut in to tell how what corresponds is spread.
const PARTS: usize = 10;

/// The share of a part's weight from which it counts as corresponding.
const PART: f32 = 0.15;

/// The prose of one article that corresponds and that no third article has.
pub(super) struct OwnProse<'a> {
    margin: &'a Margin,
    gain: f32,
    /// The share of each part that corresponds.
    parts: [f32; PARTS],
}

impl<'a> OwnProse<'a> {
    pub fn new(margin: &'a Margin) -> Self {
        Self { margin, gain: 0.0, parts: [0.0; PARTS] }
    }

    /// Counts what a block gains.
    pub fn add(&mut self, block: usize, gain: f32) {
        let totals = &self.margin.totals;
        self.gain += gain;
        let share = gain / totals[block].weight.max(f32::MIN_POSITIVE);
        self.parts[block * PARTS / totals.len()] += share * PARTS as f32 / totals.len() as f32;
    }

    /// The share of the article's weight.
    pub fn share(&self) -> f32 {
        self.gain / self.margin.weight()
    }

    /// The share of the parts that correspond.
    pub fn spread(&self) -> f32 {
        let spread = self.parts.iter().filter(|&&part| part > PART).count();
        spread as f32 / PARTS.min(self.margin.totals.len().max(1)) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::super::sentence_table::BlockWeight;
    use super::*;

    #[test]
    fn spread_counts_the_parts_that_correspond() {
        let spread = |shares: &[f32], blocks: usize| {
            let margin = Margin::of(vec![BlockWeight { weight: 2.0, figures: 0 }; blocks]);
            let mut own = OwnProse::new(&margin);
            shares.iter().enumerate().for_each(|(block, share)| own.add(block, share * 2.0));
            own.spread()
        };
        assert_eq!(spread(&[], 0), 0.0);
        assert_eq!(spread(&[0.9], 1), 1.0);
        assert_eq!(spread(&[0.9, 0.0], 2), 0.5);
        assert_eq!(spread(&[0.8; 50], 100), 0.5);
        assert_eq!(spread(&[0.1; 100], 100), 0.0);
    }
}
