//! The overlap of two articles: the words that both have, and where.

use super::word_index::{Entry, for_each_segment};
use crate::corpus::Document;

/// For each word of the vocabulary: its place in the opened article's list.
#[derive(Debug)]
pub(super) struct Places {
    /// The words that the article has, a bit for each word of the vocabulary: few
    /// enough to stay in the cache, whatever words are asked for.
    present: Vec<u64>,
    /// The place of each word that it has; of others, any number.
    of: Vec<u32>,
    distinct: usize,
}

impl Places {
    /// Places for a vocabulary of so many words, of which the article has none.
    pub fn new(vocabulary: usize) -> Self {
        Self { present: vec![0; vocabulary.div_ceil(64)], of: vec![0; vocabulary], distinct: 0 }
    }

    /// Forgets the words of one article.
    pub fn close(&mut self, words: &[Entry]) {
        for entry in words {
            self.present[entry.word as usize / 64] = 0;
        }
    }

    /// Takes in the words of another.
    pub fn open(&mut self, words: &[Entry]) {
        for (entry, place) in words.iter().zip(0..) {
            self.present[entry.word as usize / 64] |= 1 << (entry.word % 64);
            self.of[entry.word as usize] = place;
        }
        self.distinct = words.len();
    }

    /// The place of a word that it has.
    pub fn of(&self, word: u32) -> usize {
        self.of[word as usize] as usize
    }

    /// Whether it has the word.
    #[inline(always)]
    pub fn has(&self, word: u32) -> bool {
        self.present[word as usize / 64] >> (word % 64) & 1 == 1
    }
}

/// The words of the opened article that another one has, and where it has them.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    /// For each word of the other article that the opened one has: the word's
    /// place in the opened one's list, its block, and whether it is quoted.
    hits: Vec<u64>,
    /// For each hit: the place in the other article.
    at: Vec<u32>,
    /// The number of hits of each place.
    counts: Vec<u32>,
    /// The places with a hit, a bit for each place.
    marks: Vec<u64>,
    /// The same as a list, in their order.
    places: Vec<u32>,
}

impl Overlap {
    /// Looks the other document's words up.
    pub fn find(&mut self, other: &Document, places: &Places) {
        let Self { hits, at, .. } = self;
        hits.clear();
        hits.resize(other.words.len(), 0);
        at.resize(other.words.len(), 0);
        let mut found = 0;
        for_each_segment(other, |block, quoted, range| {
            let suffix = u64::from(block) << 1 | u64::from(quoted);
            for (&word, place) in other.words[range.clone()].iter().zip(range.start as u32..) {
                // Branchless, since which words are shared follows no pattern:
                // each is written, and then kept or not.
                hits[found] = u64::from(word) << 32 | suffix;
                at[found] = place;
                found += usize::from(places.has(word));
            }
        });
        hits.truncate(found);
        at.truncate(found);
        self.count(places);
    }

    /// Replaces words by places, and counts the hits of each place.
    fn count(&mut self, places: &Places) {
        let Self { hits, counts, marks, places: with_hit, .. } = self;
        counts.clear();
        counts.resize(places.distinct, 0);
        marks.clear();
        marks.resize(places.distinct.div_ceil(64), 0);
        for hit in hits {
            let place = places.of[(*hit >> 32) as usize] as usize;
            *hit = (place as u64) << 32 | u64::from(*hit as u32);
            counts[place] += 1;
            marks[place / 64] |= 1 << (place % 64);
        }
        with_hit.clear();
        for (at, &marks) in (0..).zip(&*marks) {
            let mut marks = marks;
            while marks != 0 {
                with_hit.push(at * 64 + marks.trailing_zeros());
                marks &= marks - 1;
            }
        }
    }

    /// Every place with a hit, in their order, and how many it has.
    #[inline(always)]
    pub fn places(&self) -> impl Iterator<Item = (usize, u32)> {
        self.places.iter().map(|&place| (place as usize, self.counts[place as usize]))
    }

    /// The hits in the order of the other's words.
    pub fn hits(&self) -> &[u64] {
        &self.hits
    }

    /// For each hit: the place in the other article's words.
    pub fn hit_words(&self) -> &[u32] {
        &self.at
    }

    /// The hits in the order of the other's words, those of one block together.
    #[inline(always)]
    pub fn hits_by_block(&self) -> impl Iterator<Item = &[u64]> {
        self.hits.chunk_by(|&one, &other| block(one) == block(other))
    }
}

/// The place of a hit's word in the opened article's list.
#[inline(always)]
pub(super) fn place(hit: u64) -> usize {
    (hit >> 32) as usize
}

/// The other article's block in which a hit is.
#[inline(always)]
pub(super) fn block(hit: u64) -> u16 {
    (hit as u32 >> 1) as u16
}

/// Whether a hit is in a quotation.
#[inline(always)]
pub(super) fn is_quoted(hit: u64) -> bool {
    hit & 1 == 1
}
