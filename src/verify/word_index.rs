//! The distinct words of an article, and the blocks of sentences they stand in.

use std::ops::Range;

use super::decision::{MOST_BLOCKS, exclusiveness, word_weight};
use crate::corpus::{Document, Vocabulary};

/// No block: there are fewer.
const NONE: u16 = u16::MAX;

/// The distinct words of one article, sorted, and the blocks in which each
/// stands. Used again for one article after the other.
#[derive(Debug, Default)]
pub struct WordIndex {
    pub(super) words: Vec<Entry>,
    /// The blocks in which each word stands unquoted, those of one word together.
    blocks_of: Vec<u16>,
    pub(super) blocks: usize,
    occurrences: Vec<u64>,
    sorted: Vec<u64>,
}

/// A distinct word of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Entry {
    pub word: u32,
    /// The place of its first block.
    pub first: u32,
    /// The number of its occurrences, quoted or not.
    pub count: u16,
    pub figure: bool,
    /// Its [`exclusiveness`].
    pub exclusive: f32,
}

impl WordIndex {
    pub(super) fn load(&mut self, document: &Document, vocabulary: &Vocabulary) {
        // Each occurrence as one number: the word, its block, whether quoted.
        self.occurrences.clear();
        self.blocks = 0;
        for_each_segment(document, |block, quoted, range| {
            let place = u64::from(block) << 1 | u64::from(quoted);
            let words = document.words[range].iter();
            self.occurrences.extend(words.map(|&word| u64::from(word) << 32 | place));
            self.blocks = block as usize + 1;
        });
        sort_by_word(&mut self.occurrences, &mut self.sorted);
        self.group();
        for entry in &mut self.words {
            entry.figure = vocabulary.is_figure(entry.word);
            let frequency = vocabulary.document_frequency(entry.word);
            entry.exclusive = exclusiveness(frequency, vocabulary.documents());
        }
    }

    /// Makes an entry of the occurrences of each word. Branchless, since where
    /// one word ends and the next begins follows no pattern: entries and blocks
    /// are written at each occurrence, and the last ones stay.
    fn group(&mut self) {
        let Self { words, blocks_of, occurrences, .. } = self;
        words.clear();
        blocks_of.clear();
        let (mut entry, mut entries, mut blocks) = (Entry::default(), 0, 0);
        let (mut count, mut last) = (0u32, NONE);
        for &occurrence in &*occurrences {
            make_writable(words, entries);
            make_writable(blocks_of, blocks);
            let (word, block, quoted) =
                ((occurrence >> 32) as u32, (occurrence as u32 >> 1) as u16, occurrence & 1 == 1);
            let is_new = (entries == 0) | (word != entry.word);
            entries += usize::from(is_new);
            count = if is_new { 1 } else { count + 1 };
            let first = if is_new { blocks as u32 } else { entry.first };
            entry = Entry { word, first, count: count.min(u16::MAX.into()) as u16, ..entry };
            words[entries - 1] = entry;

            last = if is_new { NONE } else { last };
            blocks_of[blocks] = block;
            blocks += usize::from(!quoted & (block != last));
            last = if quoted { last } else { block };
        }
        words.truncate(entries);
        blocks_of.truncate(blocks);
    }

    /// The blocks of all words, those of one word together.
    pub(super) fn all_blocks(&self) -> &[u16] {
        &self.blocks_of
    }

    /// The blocks in which a word stands unquoted, by its place in `words`.
    pub(super) fn blocks_of(&self, at: usize) -> &[u16] {
        let end = self.words.get(at + 1).map_or(self.blocks_of.len(), |next| next.first as usize);
        &self.blocks_of[self.words[at].first as usize..end]
    }
}

/// Makes the place `at` of a list one that can be written.
fn make_writable<T: Clone + Default>(list: &mut Vec<T>, at: usize) {
    if at == list.len() {
        let more = list.capacity().clamp(MORE, 2 * at + MORE);
        list.resize(more.max(at + 1), T::default());
    }
}

/// Fewest places that a list grows by.
const MORE: usize = 256;

/// Lists too short for the passes of a radix sort to pay.
const SHORT: usize = 64;

/// Most bits of a word's number that one pass of the radix sort takes.
const MOST_BITS: u32 = 10;

/// Sorts occurrences by word; those of one word keep their order.
fn sort_by_word(occurrences: &mut Vec<u64>, other: &mut Vec<u64>) {
    if occurrences.len() < SHORT {
        occurrences.sort_by_key(|occurrence| occurrence >> 32);
        return;
    }
    let most = occurrences.iter().fold(0, |most, &occurrence| most | occurrence) >> 32;
    let bits = most.checked_ilog2().map_or(1, |last| last + 1);
    let width = bits.div_ceil(bits.div_ceil(MOST_BITS));
    other.clear();
    other.resize(occurrences.len(), 0);
    for shift in (32..32 + bits).step_by(width as usize) {
        let digit = |occurrence: u64| (occurrence >> shift) as usize & ((1 << width) - 1);
        let mut ends = [0u32; (1 << MOST_BITS) + 1];
        occurrences.iter().for_each(|&occurrence| ends[digit(occurrence) + 1] += 1);
        let mut sum = 0;
        for end in &mut ends[..=1 << width] {
            sum += *end;
            *end = sum;
        }
        for &occurrence in &*occurrences {
            let place = &mut ends[digit(occurrence)];
            other[*place as usize] = occurrence;
            *place += 1;
        }
        std::mem::swap(occurrences, other);
    }
}

impl Entry {
    /// The weight of the word against an article that has it so often; an
    /// article without it counts as 1.
    #[inline(always)]
    pub fn weight(self, other: u32) -> f32 {
        word_weight(self.figure, u32::from(self.count).saturating_mul(other))
    }
}

/// Calls `visit` for each run of neighbouring words of one block that are all
/// quoted or all not: the block, whether quoted, and the words' places.
pub(super) fn for_each_segment(
    document: &Document,
    mut visit: impl FnMut(u16, bool, Range<usize>),
) {
    let mut quotes = document.outline.quoted.iter().copied().peekable();
    for (block, number) in block_ranges(document).zip(0..) {
        let mut at = block.start;
        while at < block.end {
            while quotes.next_if(|&(_, end)| end as usize <= at).is_some() {}
            let (quoted, end) = match quotes.peek() {
                Some(&(start, end)) if start as usize <= at => (true, end as usize),
                Some(&(start, _)) => (false, start as usize),
                None => (false, block.end),
            };
            let end = end.min(block.end);
            visit(number, quoted, at..end);
            at = end;
        }
    }
}

/// The ranges of words that are compared as one: sentences, and in very long
/// articles runs of equally many sentences.
pub(super) fn block_ranges(document: &Document) -> impl Iterator<Item = Range<usize>> {
    let starts = &document.outline.sentences;
    let step = starts.len().div_ceil(MOST_BLOCKS).max(1);
    let starts = starts.iter().step_by(step).map(|&start| start as usize);
    let ends = starts.clone().skip(1).chain([document.words.len()]);
    starts.zip(ends).map(|(start, end)| start..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorting_keeps_the_order_of_equal_words(
            words in prop::collection::vec(0u64..1 << 20, 0..300),
            // One pass, two passes, and four.
            apart in prop_oneof![Just(1), Just(3001), Just(14_000_000)],
        ) {
            let mut sorted: Vec<u64> =
                words.iter().zip(0..).map(|(word, at)| ((word % 300 * apart) << 32) | at).collect();
            let mut expected = sorted.clone();
            expected.sort_by_key(|occurrence| occurrence >> 32);
            sort_by_word(&mut sorted, &mut Vec::new());
            prop_assert_eq!(sorted, expected);
        }
    }
}
