//! How much of the prose that corresponds no third article has.

use std::ops::Range;

use super::chain::SentencePair;
use super::overlap::{Overlap, block, is_quoted, place};
use super::prose::Prose;
use super::word_index::{WordIndex, for_each_segment};
use crate::corpus::Document;

/// What the words of the opened article are worth in each of its blocks, and which of
/// them a block of another article has too.
#[derive(Debug, Default)]
pub(super) struct SharedWorths {
    /// The distinct unquoted words of one block after the other, by their places in the index,
    /// in that order; and the most that each is worth there.
    rows: Vec<(u32, f32)>,
    /// Where those of each block end.
    row_ends: Vec<u32>,
    /// Where the hits of each block of the other article end.
    column_ends: Vec<u32>,
    /// Workspace: what the words of one block are worth, by their places in the index.
    worths: Vec<f32>,
    /// For each block of the opened article, the one of the other that it was compared with
    /// last, and the answer: the chains of either side have most pairs in common.
    last: Vec<(usize, f32)>,
}

/// The worth of a word that the block has not.
const ABSENT: f32 = -1.0;

impl SharedWorths {
    /// Opens an article: `place_of` is the place of each of its words in the index.
    pub fn open(
        &mut self,
        document: &Document,
        prose: &Prose,
        index: &WordIndex,
        place_of: impl Fn(u32) -> usize,
    ) {
        self.list_rows(index);
        let Self { rows, row_ends, worths, .. } = self;
        worths.clear();
        worths.resize(index.words.len(), ABSENT);
        let mut take = |block: usize, worths: &mut [f32]| {
            for (place, worth) in &mut rows[range_of(row_ends, block)] {
                *worth = std::mem::replace(&mut worths[*place as usize], ABSENT);
            }
        };
        let mut last = 0;
        for_each_segment(document, |block, quoted, range| {
            let block = usize::from(block);
            if last != block {
                take(last, worths);
                last = block;
            }
            for at in range.filter(|_| !quoted) {
                let worth = &mut worths[place_of(document.words[at])];
                *worth = worth.max(prose.worth(at));
            }
        });
        if index.blocks > 0 {
            take(last, worths);
        }
    }

    /// The words of each block, sorted by counting.
    fn list_rows(&mut self, index: &WordIndex) {
        let Self { rows, row_ends: ends, .. } = self;
        let words = || (0..index.words.len()).map(|place| (place as u32, index.blocks_of(place)));
        ends.clear();
        ends.resize(index.blocks, 0);
        for &block in words().flat_map(|(_, blocks)| blocks) {
            ends[usize::from(block)] += 1;
        }
        let mut sum = 0;
        for end in &mut *ends {
            sum += std::mem::replace(end, sum);
        }
        rows.clear();
        rows.resize(sum as usize, (0, ABSENT));
        for (place, blocks) in words() {
            for &block in blocks {
                let end = &mut ends[usize::from(block)];
                rows[*end as usize].0 = place;
                *end += 1;
            }
        }
    }

    /// Goes on to another article, of so many blocks, that is compared with the opened one.
    pub fn set_other(&mut self, overlap: &Overlap, blocks: usize) {
        let Self { row_ends, column_ends: ends, last, .. } = self;
        ends.clear();
        for (&hit, at) in overlap.hits().iter().zip(0..) {
            ends.resize(ends.len().max(block(hit).into()), at);
        }
        ends.resize(blocks, overlap.hits().len() as u32);
        last.clear();
        last.resize(row_ends.len(), (usize::MAX, 0.0));
    }

    /// Which part of the weight that two blocks share is what no third article has. `pair` has the
    /// opened article's block and that of the other one; `weight` is that of the word at a place.
    pub fn own_part(
        &mut self,
        pair: &SentencePair,
        prose: &Prose,
        overlap: &Overlap,
        weight: impl Fn(usize) -> f32,
    ) -> f32 {
        let Self { rows, row_ends, column_ends, worths, last } = self;
        let last = &mut last[pair.row];
        if last.0 == pair.column {
            return last.1;
        }
        let column = range_of(column_ends, pair.column);
        let hits = &overlap.hits()[column.clone()];
        // Of words that occur more than once, the most that they are worth.
        for (&hit, &at) in hits.iter().zip(&overlap.hit_words()[column]) {
            if !is_quoted(hit) {
                let worth = &mut worths[place(hit)];
                *worth = worth.max(prose.worth(at as usize));
            }
        }
        let (mut all, mut own) = (0.0f32, 0.0f32);
        for &(place, worth) in &rows[range_of(row_ends, pair.row)] {
            let other_worth = worths[place as usize];
            if other_worth > ABSENT {
                let weight = weight(place as usize);
                all += weight;
                own += weight * worth.min(other_worth);
            }
        }
        hits.iter().for_each(|&hit| worths[place(hit)] = ABSENT);
        *last = (pair.column, if all > 0.0 { own / all } else { 0.0 });
        last.1
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

/// The share of the parts of an article of so many sentences that correspond, given
/// the share of each sentence that does.
pub(super) fn spread(shares: impl Iterator<Item = (usize, f32)>, sentences: usize) -> f32 {
    let sentences = sentences.max(1);
    let mut parts = [0.0f32; PARTS];
    for (sentence, share) in shares {
        parts[sentence * PARTS / sentences] += share * PARTS as f32 / sentences as f32;
    }
    let spread = parts.iter().filter(|&&part| part > PART).count();
    spread as f32 / PARTS.min(sentences) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_counts_the_parts_that_correspond() {
        assert_eq!(spread([].into_iter(), 0), 0.0);
        assert_eq!(spread([(0, 0.9)].into_iter(), 1), 1.0);
        assert_eq!(spread([(0, 0.9), (1, 0.0)].into_iter(), 2), 0.5);
        assert_eq!(spread((0..50).map(|at| (at, 0.8)), 100), 0.5);
        assert_eq!(spread((0..100).map(|at| (at, 0.1)), 100), 0.0);
    }
}
