//! The sums that verification keeps of an article.

use super::commonness::Commonness;
use super::decision::words_in_unit;
use super::sentence_table::BlockWeight;
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
    /// Unquoted words, in words of alphabetic scripts.
    pub(super) unquoted: f32,
    /// Share of all words that stand in common runs, 0 to 1.
    pub(super) common: f32,
    /// Number of its distinct words.
    pub(super) distinct: u32,
    /// What each of its words is worth.
    worths: Box<[Worth]>,
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
        let mut worths = vec![Worth::WHOLE; document.words.len()].into_boxed_slice();
        let covered = commonness.mark(&document.words, vocabulary, &mut worths);
        Self {
            weight: totals.iter().map(|total| total.weight).sum(),
            totals,
            exclusive,
            unquoted: (document.words.len() as u32 - quoted) as f32
                * words_in_unit(document.bytes, document.words.len()),
            common: covered as f32 / document.words.len().max(1) as f32,
            distinct: index.words.len() as u32,
            worths,
        }
    }

    /// What the word at `at` is worth: 1 where few documents have the runs that it
    /// stands in, less where many have one of them.
    pub(super) fn worth(&self, at: usize) -> Worth {
        self.worths[at]
    }
}

/// What a word is worth, from 0 to 1, in steps of 1 / 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Worth(u8);

impl Worth {
    pub const WHOLE: Self = Self(u8::MAX);
    pub const NOTHING: Self = Self(0);

    pub fn new(worth: f32) -> Self {
        Self((worth * 255.0).round() as u8)
    }

    pub fn value(self) -> f32 {
        f32::from(self.0) / 255.0
    }
}

impl SpillRecord for Prose {
    fn length(&self) -> usize {
        6 + 2 * self.totals.len() + self.worths.len().div_ceil(4)
    }

    fn to_numbers(&self) -> Vec<u32> {
        let Self { totals, weight, exclusive, unquoted, common, distinct, worths } = self;
        let blocks = totals.len() as u32;
        let totals = totals.iter().flat_map(|it| [it.weight.to_bits(), it.figures.into()]);
        let byte = |four: &[Worth], at: usize| four.get(at).map_or(0, |worth| worth.0);
        let worths = worths
            .chunks(4)
            .map(|four| u32::from_le_bytes(std::array::from_fn(|at| byte(four, at))));
        [
            weight.to_bits(),
            exclusive.to_bits(),
            unquoted.to_bits(),
            common.to_bits(),
            *distinct,
            blocks,
        ]
        .into_iter()
        .chain(totals)
        .chain(worths)
        .collect()
    }

    fn from_numbers(mut numbers: impl Iterator<Item = u32>) -> Self {
        let mut number = || numbers.next().unwrap_or_default();
        let (weight, exclusive) = (f32::from_bits(number()), f32::from_bits(number()));
        let (unquoted, common) = (f32::from_bits(number()), f32::from_bits(number()));
        let (distinct, blocks) = (number(), number());
        let total = |_| BlockWeight { weight: f32::from_bits(number()), figures: number() as u16 };
        let totals = (0..blocks).map(total).collect();
        let worths = numbers.flat_map(u32::to_le_bytes).map(Worth).collect();
        Self { totals, weight, exclusive, unquoted, common, distinct, worths }
    }
}
