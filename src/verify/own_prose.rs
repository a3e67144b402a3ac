//! How much of the prose that corresponds no third article has.

use std::ops::Range;

use super::chain::SentencePair;
use super::prose::Prose;
use super::word_index::{WordIndex, block_ranges, for_each_segment};
use crate::corpus::Document;

/// What the words of the opened article are worth in each of its blocks, and which of
/// them a block of another article has too.
#[derive(Debug, Default)]
pub(super) struct SharedWorths {
    /// The most that a word is worth in a block, by its place among
    /// [all blocks of words](WordIndex::block_places).
    opened: Vec<f32>,
    /// The ranges of words of the other article's blocks.
    blocks: Vec<Range<usize>>,
    /// The unquoted words that two blocks share, by their place in the index, each with what it
    /// is worth in the opened article's and in the other's.
    shared: Vec<(usize, f32, f32)>,
    /// For each block of the opened article, the one of the other that it was compared with
    /// last, and the answer: the chains of either side have most pairs in common.
    last: Vec<(usize, f32)>,
    opened_blocks: usize,
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
        self.opened_blocks = index.blocks;
        self.opened.clear();
        self.opened.resize(index.block_count(), 0.0);
        for_each_segment(document, |block, quoted, range| {
            for at in range.filter(|_| !quoted) {
                let place = index.block_place(place_of(document.words[at]), block);
                let worth = &mut self.opened[place.expect("the article was indexed")];
                *worth = worth.max(prose.worth(at));
            }
        });
    }

    /// Goes on to another article that is compared with the opened one.
    pub fn set_other(&mut self, document: &Document) {
        self.blocks.clear();
        self.blocks.extend(block_ranges(document));
        self.last.clear();
        self.last.resize(self.opened_blocks, (usize::MAX, 0.0));
    }

    /// Which part of the weight that two blocks share is what no third article has. `pair` has the
    /// opened article's block and that of the other one. `find` is the place of a word in
    /// the index, if the opened article has it; `weight` that of the word at a place.
    pub fn own_part(
        &mut self,
        pair: &SentencePair,
        (document, prose): (&Document, &Prose),
        index: &WordIndex,
        find: impl Fn(u32) -> Option<usize>,
        weight: impl Fn(usize) -> f32,
    ) -> f32 {
        let Self { opened, blocks, shared, last, .. } = self;
        let last = &mut last[pair.row];
        if last.0 == pair.column {
            return last.1;
        }
        shared.clear();
        for at in unquoted(document, blocks[pair.column].clone()) {
            let Some(place) = find(document.words[at]) else { continue };
            if let Some(in_opened) = index.block_place(place, pair.row as u16) {
                shared.push((place, opened[in_opened], prose.worth(at)));
            }
        }
        // Of words that occur more than once, the most that they are worth.
        shared.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.2.total_cmp(&one.2)));
        shared.dedup_by_key(|(place, ..)| *place);
        let (mut all, mut own) = (0.0f32, 0.0f32);
        for &(place, worth, other_worth) in &*shared {
            let weight = weight(place);
            all += weight;
            own += weight * worth.min(other_worth);
        }
        *last = (pair.column, if all > 0.0 { own / all } else { 0.0 });
        last.1
    }
}

/// The places of the words in `range` that are not quoted.
fn unquoted(document: &Document, range: Range<usize>) -> impl Iterator<Item = usize> {
    let quoted = &document.outline.quoted;
    let mut quotes = quoted[quoted.partition_point(|&(_, end)| end as usize <= range.start)..]
        .iter()
        .map(|&(start, end)| start as usize..end as usize)
        .peekable();
    range.filter(move |at| {
        while quotes.next_if(|quote| quote.end <= *at).is_some() {}
        quotes.peek().is_none_or(|quote| !quote.contains(at))
    })
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
