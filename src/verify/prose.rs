//! The sums that verification keeps of an article.

use super::chain::BlockWeight;
use super::commonness::Commonness;
use super::word_index::WordIndex;
use crate::corpus::{Document, Vocabulary};
use crate::support::spill::SpillRecord;

/// The sums that verification keeps of an article.
#[derive(Clone, Debug)]
pub struct Prose {
    /// The contents of each block, as long as the other article has none of its words.
    pub(super) totals: Box<[BlockWeight]>,
    /// The weight of all blocks.
    pub(super) weight: f32,
    /// Number of its words that hardly any other article has, each counted by
    /// how far that is so.
    pub(super) exclusive: f32,
    /// Unquoted words.
    pub(super) unquoted: u32,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
    /// Number of documents that have the middle one of its common runs.
    pub(super) holders: u32,
}

impl Prose {
    /// Prepares an article. Cost: a sort of its words.
    pub fn new(
        document: &Document,
        vocabulary: &Vocabulary,
        commonness: &Commonness,
        index: &mut WordIndex,
    ) -> Self {
        index.load(document, vocabulary);
        let mut totals = vec![BlockWeight::default(); index.blocks].into_boxed_slice();
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
        let (covered, holders) = commonness.of(&document.words, vocabulary);
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
            |pair: &[u32]| BlockWeight { weight: f32::from_bits(pair[0]), figures: pair[1] as u16 };
        let totals = rest.chunks_exact(2).map(total).collect();
        Self { totals, weight, exclusive, unquoted, common, holders }
    }
}
