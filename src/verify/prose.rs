//! What is kept of an article for verification, and its words by number.

use std::ops::Range;

use super::chain::Shared;
use super::commonness::Commonness;
use crate::corpus::{Document, Vocabulary};
use crate::support::spill::SpillRecord;

/// Most blocks of sentences that an article is compared in.
const MOST_BLOCKS: usize = 1000;

/// No block: there are fewer.
pub(super) const NONE: u16 = u16::MAX;

/// What verification keeps of an article: its sums.
#[derive(Clone, Debug)]
pub struct Prose {
    /// What each block holds, as long as the other article has none of it.
    pub(super) totals: Box<[Shared]>,
    /// What all of them hold.
    pub(super) weight: f32,
    /// How many of its words hardly any other article has, each by how far
    /// that is so.
    pub(super) exclusive: f32,
    /// Unquoted words.
    pub(super) unquoted: u32,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
    /// In how many documents the middle one of its common runs is.
    pub(super) holders: u32,
}

impl Prose {
    /// Prepares an article. Cost: a sort of its words.
    pub fn new(
        document: &Document,
        vocabulary: &Vocabulary,
        commonness: &Commonness,
        index: &mut Index,
    ) -> Self {
        index.load(document, vocabulary);
        let mut totals = vec![Shared::default(); index.blocks].into_boxed_slice();
        let mut exclusive = 0.0;
        for (at, entry) in index.words.iter().enumerate() {
            let weight = entry.weight(1);
            for &block in index.blocks_of(at) {
                let total = &mut totals[block as usize];
                total.weight += weight;
                total.figures = total.figures.saturating_add(u16::from(entry.figure));
            }
            exclusive += entry.exclusive;
        }
        let quoted: u32 = document.outline.quoted.iter().map(|(start, end)| end - start).sum();
        let (covered, holders) = commonness.of(&document.words);
        Self {
            weight: totals.iter().map(|total| total.weight).sum(),
            totals,
            exclusive,
            unquoted: document.words.len() as u32 - quoted,
            common: covered as f32 / document.words.len().max(1) as f32,
            holders,
        }
    }
}

impl SpillRecord for Prose {
    fn length(&self) -> usize {
        5 + 2 * self.totals.len()
    }

    fn to_numbers(&self) -> Vec<u32> {
        let Self { totals, weight, exclusive, unquoted, common, holders } = self;
        let totals = totals.iter().flat_map(|it| [it.weight.to_bits(), it.figures.into()]);
        [weight.to_bits(), exclusive.to_bits(), *unquoted, common.to_bits(), *holders]
            .into_iter()
            .chain(totals)
            .collect()
    }

    fn from_numbers(mut numbers: impl Iterator<Item = u32>) -> Self {
        let mut number = || numbers.next().unwrap_or_default();
        let (weight, exclusive) = (f32::from_bits(number()), f32::from_bits(number()));
        let unquoted = number();
        let (common, holders) = (f32::from_bits(number()), number());
        let rest: Vec<u32> = numbers.collect();
        let total =
            |pair: &[u32]| Shared { weight: f32::from_bits(pair[0]), figures: pair[1] as u16 };
        let totals = rest.chunks_exact(2).map(total).collect();
        Self { totals, weight, exclusive, unquoted, common, holders }
    }
}

/// A word counts as fully exclusive if one other article has it, or one in
/// this many.
const EXCLUSIVE_OTHERS: f32 = 8_000.0;

/// How far the word is one that hardly any other article has: 1 / (df - 1).
/// In a larger corpus some more articles still are few.
fn exclusiveness(word: u32, vocabulary: &Vocabulary) -> f32 {
    let few = (vocabulary.documents() as f32 / EXCLUSIVE_OTHERS).max(1.0);
    match vocabulary.document_frequency(word).saturating_sub(1) {
        0 => 0.0,
        others => (few / others as f32).min(1.0),
    }
}

/// The distinct words of one article, sorted, and the blocks in which each
/// stands. Used again for one article after the other.
#[derive(Debug, Default)]
pub struct Index {
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
    /// Where its blocks begin.
    pub first: u32,
    /// How often it occurs, quoted or not.
    pub count: u16,
    pub figure: bool,
    /// How far it is one that hardly any other article has, 0 to 1.
    pub exclusive: f32,
}

impl Index {
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
            entry.exclusive = exclusiveness(entry.word, vocabulary);
        }
    }

    /// Makes an entry of the occurrences of each word. Entries and blocks are
    /// written at each occurrence, the last ones stay: no processor can guess
    /// where one word ends and the next begins.
    fn group(&mut self) {
        let Self { words, blocks_of, occurrences, .. } = self;
        words.clear();
        blocks_of.clear();
        let (mut entry, mut entries, mut blocks) = (Entry::default(), 0, 0);
        let (mut count, mut last) = (0u32, NONE);
        for &occurrence in &*occurrences {
            make_room(words, entries);
            make_room(blocks_of, blocks);
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

    /// The blocks in which a word stands unquoted, by its place in `words`.
    pub(super) fn blocks_of(&self, at: usize) -> &[u16] {
        let end = self.words.get(at + 1).map_or(self.blocks_of.len(), |next| next.first as usize);
        &self.blocks_of[self.words[at].first as usize..end]
    }
}

/// Makes the place `at` of a list one that can be written.
fn make_room<T: Clone + Default>(list: &mut Vec<T>, at: usize) {
    if at == list.len() {
        let more = list.capacity().clamp(MORE, 2 * at + MORE);
        list.resize(more.max(at + 1), T::default());
    }
}

/// Fewest places that a list grows by.
const MORE: usize = 256;

/// Lists too short for the passes of a radix sort to pay.
const SHORT: usize = 64;

/// Sorts occurrences by word; those of one word keep their order.
fn sort_by_word(occurrences: &mut Vec<u64>, other: &mut Vec<u64>) {
    if occurrences.len() < SHORT {
        occurrences.sort_by_key(|occurrence| occurrence >> 32);
        return;
    }
    let most = occurrences.iter().fold(0, |most, &occurrence| most | occurrence) >> 32;
    other.clear();
    other.resize(occurrences.len(), 0);
    let mut shift = 32;
    while most >> (shift - 32) > 0 {
        let digit = |occurrence: u64| (occurrence >> shift) as usize & 0xFF;
        let mut ends = [0u32; 257];
        occurrences.iter().for_each(|&occurrence| ends[digit(occurrence) + 1] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        for &occurrence in &*occurrences {
            let place = &mut ends[digit(occurrence)];
            other[*place as usize] = occurrence;
            *place += 1;
        }
        std::mem::swap(occurrences, other);
        shift += 8;
    }
}

/// A word with more pairs of occurrences than this tells nothing of place.
const MOST_OCCURRENCES: u32 = 100;

/// What a figure weighs, other words weighing 1.
const FIGURE: f32 = 2.0;

impl Entry {
    /// What the word weighs against an article that has it so often; an
    /// article without it counts as 1.
    pub fn weight(self, other: u32) -> f32 {
        let occurrences = u32::from(self.count).saturating_mul(other);
        if occurrences > MOST_OCCURRENCES {
            return 0.0;
        }
        let weight = if self.figure { FIGURE } else { 1.0 };
        weight * ROOTS[occurrences as usize]
    }
}

/// 1 / √n, by n.
static ROOTS: std::sync::LazyLock<[f32; MOST_OCCURRENCES as usize + 1]> =
    std::sync::LazyLock::new(|| std::array::from_fn(|n| 1.0 / (n as f32).sqrt()));

/// Calls `visit` for each run of neighbouring words of one block that are all
/// quoted or all not: the block, whether quoted, and the words' places.
pub(super) fn for_each_segment(
    document: &Document,
    mut visit: impl FnMut(u16, bool, Range<usize>),
) {
    let mut quotes = document.outline.quoted.iter().copied().peekable();
    for (block, number) in blocks(document).zip(0..) {
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
fn blocks(document: &Document) -> impl Iterator<Item = Range<usize>> {
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
        ) {
            let mut sorted: Vec<u64> =
                words.iter().zip(0..).map(|(word, at)| ((word % 300) << 32) | at).collect();
            let mut expected = sorted.clone();
            expected.sort_by_key(|occurrence| occurrence >> 32);
            sort_by_word(&mut sorted, &mut Vec::new());
            prop_assert_eq!(sorted, expected);
        }
    }
}
