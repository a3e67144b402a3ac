use std::collections::HashMap;

use rayon::prelude::*;

use super::builder::DocumentReader;
use crate::statistics::CorpusStatistics;
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

    /// In how many documents the word occurs, those of the background included if
    /// there is one; of documents with the same words only the first counts, or a
    /// much reprinted article would make its own words look common.
    pub fn document_frequency(&self, word: u32) -> u32 {
        self.frequencies[word as usize]
    }

    /// The first, which is the commonest, of the words that at most so many
    /// documents have. All that follow it are rarer.
    pub fn first_in_at_most(&self, documents: u32) -> u32 {
        self.frequencies.partition_point(|&frequency| frequency > documents) as u32
    }

    /// How many documents were counted, those of the background included if there
    /// is one.
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

    /// The vocabulary of these words, each known once, among so many documents; also
    /// returns the number of each.
    pub(crate) fn ranked(words: &[CountedWord], documents: usize) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..words.len() as u32).collect();
        order.par_sort_unstable_by_key(|&place| {
            let CountedWord { frequency, hash, .. } = words[place as usize];
            (std::cmp::Reverse(frequency), hash)
        });
        let mut numbers = vec![0; order.len()];
        for (number, &place) in (0..).zip(&order) {
            numbers[place as usize] = number;
        }
        let in_order = || order.iter().map(|&place| words[place as usize]);
        let vocabulary = Self {
            hashes: in_order().map(|word| word.hash).collect(),
            figures: in_order().map(|word| word.is_figure).collect(),
            frequencies: in_order().map(|word| word.frequency).collect(),
            documents,
        };
        (vocabulary, numbers)
    }
}

/// A word before it has a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CountedWord {
    pub frequency: u32,
    pub hash: u64,
    pub is_figure: bool,
}

/// On which documents it is counted how common the words of a corpus are.
#[derive(Clone, Copy, Debug)]
pub(super) enum CountedOn<'a> {
    /// Those of the corpus.
    Here,
    /// These as well.
    WithBackground(&'a CorpusStatistics),
    /// These, of which the corpus is a part.
    InWhole(&'a CorpusStatistics),
}

/// Joins the readers' vocabularies, each word with the frequency that it has among what is
/// counted; also returns, for each reader, what number each of its own numbers becomes.
pub(super) fn number(
    readers: &[DocumentReader],
    frequencies: &[Vec<u32>],
    documents: usize,
    counted: CountedOn<'_>,
) -> (Vocabulary, Vec<Vec<u32>>) {
    let mut places: HashMap<u64, u32, Seed> = HashMap::default();
    let mut words: Vec<CountedWord> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = readers
        .iter()
        .zip(frequencies)
        .map(|(reader, frequencies)| {
            let place = |(&(hash, is_figure), frequency): (&(u64, bool), &u32)| {
                let place = *places.entry(hash).or_insert_with(|| {
                    words.push(CountedWord { frequency: 0, hash, is_figure });
                    words.len() as u32 - 1
                });
                words[place as usize].frequency += frequency;
                place
            };
            reader.vocabulary.words.iter().zip(frequencies).map(place).collect()
        })
        .collect();
    drop(places);

    let (vocabulary, rank) = match counted {
        CountedOn::Here => Vocabulary::ranked(&words, documents),
        CountedOn::WithBackground(background) => with_background(&mut words, documents, background),
        CountedOn::InWhole(whole) => in_whole(&mut words, documents, whole),
    };
    numbers.par_iter_mut().flatten().for_each(|number| *number = rank[*number as usize]);
    (vocabulary, numbers)
}

/// The vocabulary of words whose frequencies in the background are added.
fn with_background(
    words: &mut [CountedWord],
    documents: usize,
    background: &CorpusStatistics,
) -> (Vocabulary, Vec<u32>) {
    words.par_iter_mut().for_each(|word| {
        word.frequency = word.frequency.saturating_add(background.word_frequency(word.hash));
    });
    let documents = documents + background.documents() as usize;
    Vocabulary::ranked(words, documents)
}

/// The vocabulary of words that are as common as in the whole of which the documents are a
/// part. A word that it knows from fewer documents than have it here counts as often as here:
/// statistics need not keep the words of single documents.
fn in_whole(
    words: &mut [CountedWord],
    documents: usize,
    whole: &CorpusStatistics,
) -> (Vocabulary, Vec<u32>) {
    words.par_iter_mut().for_each(|word| {
        word.frequency = word.frequency.max(whole.word_frequency(word.hash));
    });
    Vocabulary::ranked(words, documents.max(whole.documents() as usize))
}
