use std::collections::HashMap;

use rayon::prelude::*;

use super::builder::DocumentReader;
use crate::support::hash::Seed;

/// The distinct folded words of a corpus, the commonest first.
///
/// A word's number depends on which words the corpus holds and how often,
/// never on the order of its articles.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    hashes: Vec<u64>,
    figures: Vec<bool>,
    frequencies: Vec<u32>,
    documents: usize,
}

impl Vocabulary {
    /// How many distinct words there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// In how many documents the word occurs; of documents with the same
    /// words only the first counts, or a much reprinted article would make
    /// its own words look common.
    pub fn document_frequency(&self, word: u32) -> u32 {
        self.frequencies[word as usize]
    }

    /// The first, which is the commonest, of the words that at most so many
    /// documents have. All that follow it are rarer.
    pub fn first_in_at_most(&self, documents: u32) -> u32 {
        self.frequencies.partition_point(|&frequency| frequency > documents) as u32
    }

    /// How many documents were counted.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Whether the word holds a digit: a number, a date, a price, a code.
    pub fn is_figure(&self, word: u32) -> bool {
        self.figures[word as usize]
    }

    /// The XXH3 hash of the folded word: the same on every machine and in
    /// every version.
    pub fn hash(&self, word: u32) -> u64 {
        self.hashes[word as usize]
    }
}

/// Joins the readers' vocabularies; also returns, for each reader, what number
/// each of its own numbers becomes.
pub(super) fn number(
    readers: &[DocumentReader],
    frequencies: &[Vec<u32>],
    documents: usize,
) -> (Vocabulary, Vec<Vec<u32>>) {
    let mut places: HashMap<u64, u32, Seed> = HashMap::default();
    let mut words: Vec<(u32, u64, bool)> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = readers
        .iter()
        .zip(frequencies)
        .map(|(reader, frequencies)| {
            let place = |(&(hash, figure), frequency): (&(u64, bool), &u32)| {
                let place = *places.entry(hash).or_insert_with(|| {
                    words.push((0, hash, figure));
                    words.len() as u32 - 1
                });
                words[place as usize].0 += frequency;
                place
            };
            reader.words.iter().zip(frequencies).map(place).collect()
        })
        .collect();

    let mut order: Vec<u32> = (0..words.len() as u32).collect();
    order.par_sort_unstable_by_key(|&place| {
        let (frequency, hash, _) = words[place as usize];
        (std::cmp::Reverse(frequency), hash)
    });
    let mut rank = vec![0; order.len()];
    for (number, &place) in order.iter().enumerate() {
        rank[place as usize] = number as u32;
    }
    numbers.par_iter_mut().flatten().for_each(|number| *number = rank[*number as usize]);

    let frequencies = order.iter().map(|&place| words[place as usize].0).collect();
    let hashes = order.iter().map(|&place| words[place as usize].1).collect();
    let figures = order.iter().map(|&place| words[place as usize].2).collect();
    (Vocabulary { hashes, figures, frequencies, documents }, numbers)
}
