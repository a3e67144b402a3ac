//! How much of the prose that corresponds no third article has.

use std::ops::Range;

use super::chain::SentencePair;
use super::prose::Prose;
use super::word_index::block_ranges;
use crate::corpus::Document;

/// The words of one article's sentences, each with what it is worth.
#[derive(Debug, Default)]
pub(super) struct SentenceWords {
    /// The range of words of each block.
    blocks: Vec<Range<usize>>,
    /// The distinct unquoted words of one block, sorted.
    words: Vec<(u32, f32)>,
}

impl SentenceWords {
    pub fn open(&mut self, document: &Document) {
        self.blocks.clear();
        self.blocks.extend(block_ranges(document));
    }

    /// The distinct unquoted words of a block, and the most that each is worth there.
    fn load(&mut self, block: usize, document: &Document, prose: &Prose) {
        let range = self.blocks[block].clone();
        let quoted = &document.outline.quoted;
        let mut quotes = quoted[quoted.partition_point(|&(_, end)| end as usize <= range.start)..]
            .iter()
            .map(|&(start, end)| start as usize..end as usize)
            .peekable();
        self.words.clear();
        for at in range {
            while quotes.next_if(|quote| quote.end <= at).is_some() {}
            if quotes.peek().is_none_or(|quote| !quote.contains(&at)) {
                self.words.push((document.words[at], prose.worth(at)));
            }
        }
        self.words
            .sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
        self.words.dedup_by_key(|(word, _)| *word);
    }
}

/// Which part of the weight that two blocks share is what no third article has.
pub(super) fn own_part(
    pair: &SentencePair,
    [a, b]: [(&Document, &Prose); 2],
    [of_a, of_b]: [&mut SentenceWords; 2],
    weight: impl Fn(u32) -> f32,
) -> f32 {
    of_a.load(pair.row, a.0, a.1);
    of_b.load(pair.column, b.0, b.1);
    let (mut all, mut own) = (0.0f32, 0.0f32);
    let mut others = of_b.words.iter().peekable();
    for &(word, worth) in &of_a.words {
        while others.next_if(|other| other.0 < word).is_some() {}
        if let Some(&&(_, other_worth)) = others.peek().filter(|other| other.0 == word) {
            let weight = weight(word);
            all += weight;
            own += weight * worth.min(other_worth);
        }
    }
    if all > 0.0 { own / all } else { 0.0 }
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
