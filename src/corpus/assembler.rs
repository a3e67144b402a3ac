//! Documents of several vocabularies → one corpus.

use std::collections::HashMap;

use rayon::prelude::*;

use super::Corpus;
use super::document::{Document, StoredDocument};
use super::vocabulary::{CountedWord, Vocabulary};
use crate::support::hash::Seed;
use crate::support::spill::SpillStorage;
use crate::text::CheckedTokenizer;

/// A word as it is the same in every vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StableWord {
    /// [`Vocabulary::hash`].
    pub hash: u64,
    /// The hash that near sketches are made of.
    pub near_hash: u64,
    /// [`Vocabulary::is_figure`].
    pub is_figure: bool,
}

/// Makes a corpus of documents that were numbered elsewhere.
pub(crate) struct CorpusAssembler {
    places: HashMap<u64, u32, Seed>,
    words: Vec<StableWord>,
    documents: Vec<StoredDocument>,
    storage: SpillStorage,
}

impl CorpusAssembler {
    /// One that keeps documents in this storage.
    pub fn new(storage: SpillStorage) -> Self {
        Self { places: HashMap::default(), words: Vec::new(), documents: Vec::new(), storage }
    }

    /// The number of a word until the corpus is built.
    pub fn number(&mut self, word: StableWord) -> u32 {
        *self.places.entry(word.hash).or_insert_with(|| {
            self.words.push(word);
            self.words.len() as u32 - 1
        })
    }

    /// Adds a document whose words have these numbers, after those added before.
    pub fn add(&mut self, document: &Document) {
        self.documents.push(StoredDocument::new(document, &self.storage));
    }

    /// The corpus. Of its documents those are counted for how common words are that
    /// `is_counted` says, by their places; besides, `others` documents are, of which
    /// so many have a word as `frequency` says of its hash.
    pub fn build(
        self,
        is_counted: impl Fn(u32) -> bool,
        others: usize,
        frequency: impl Fn(u64) -> u32 + Sync,
    ) -> Corpus {
        let mut frequencies: Vec<u32> =
            self.words.par_iter().map(|word| frequency(word.hash)).collect();
        let mut last = vec![u32::MAX; self.words.len()];
        let mut documents = others;
        let mut words = Vec::new();
        for (at, stored) in (0..).zip(&self.documents).filter(|&(at, _)| is_counted(at)) {
            documents += 1;
            stored.read_words(&self.storage, &mut words);
            for &word in &words {
                let is_new = std::mem::replace(&mut last[word as usize], at) != at;
                frequencies[word as usize] += u32::from(is_new);
            }
        }
        self.with_frequencies(documents, frequencies)
    }

    fn with_frequencies(mut self, documents: usize, frequencies: Vec<u32>) -> Corpus {
        let counted: Vec<CountedWord> = self
            .words
            .iter()
            .zip(frequencies)
            .map(|(&StableWord { hash, is_figure, .. }, frequency)| CountedWord {
                frequency,
                hash,
                is_figure,
            })
            .collect();
        let (vocabulary, numbers) = Vocabulary::ranked(&counted, documents);
        let mut near_hashes = vec![0; vocabulary.len()].into_boxed_slice();
        for (word, &number) in self.words.iter().zip(&numbers) {
            near_hashes[number as usize] = word.near_hash;
        }
        let storage = self.storage;
        self.documents.par_iter_mut().for_each_init(Document::default, |workspace, stored| {
            stored.renumber(&numbers, &storage, workspace);
        });
        Corpus {
            documents: self.documents,
            storage,
            tokenizer: CheckedTokenizer::default(),
            vocabulary,
            near_hashes,
        }
    }
}

impl Corpus {
    /// The words of the vocabulary as they are the same in every one, by their numbers.
    pub(crate) fn stable_words(&self) -> impl Iterator<Item = StableWord> {
        (0..self.vocabulary.len() as u32).map(|word| StableWord {
            hash: self.vocabulary.hash(word),
            near_hash: self.near_hashes[word as usize],
            is_figure: self.vocabulary.is_figure(word),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents of two corpora, put together, are those of one corpus of all texts.
    #[test]
    fn two_corpora_become_one() {
        let texts = [
            "Rain, and more rain: 3 days of it.",
            "“Snow,” she said. It was 5 below, and the river froze.",
            "The river rose, and the rain went on for 3 more days.",
            "Snow she said it was 5 below and the river froze",
        ];
        let whole = Corpus::new(&texts, &()).unwrap();
        let parts = [Corpus::new(&texts[..2], &()), Corpus::new(&texts[2..], &())];
        let mut assembler = CorpusAssembler::new(SpillStorage::default());
        for (first, part) in [0, 2].into_iter().zip(parts) {
            let part = part.unwrap();
            let numbers: Vec<u32> =
                part.stable_words().map(|word| assembler.number(word)).collect();
            for at in 0..2 {
                let mut document = part.document(at);
                document.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
                document.same_as = whole.document(first + at).same_as;
                assembler.add(&document);
            }
        }
        let is_counted = |at: u32| whole.same_as(at) == at;
        let put_together = assembler.build(is_counted, 0, |_| 0);
        assert_eq!(put_together.vocabulary.documents(), 3);
        assert!(put_together.stable_words().eq(whole.stable_words()));
        for at in 0..4 {
            assert_eq!(put_together.document(at), whole.document(at));
        }
        for word in 0..whole.vocabulary.len() as u32 {
            let frequency = |corpus: &Corpus| corpus.vocabulary.document_frequency(word);
            assert_eq!(frequency(&put_together), frequency(&whole));
        }
    }
}
