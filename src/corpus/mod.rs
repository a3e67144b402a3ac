//! Stage 1, second half: the words of all articles as numbers, and how
//! common each of them is.
//!
//! Every distinct folded word gets a number, the commonest word 0. What is
//! common is counted on the corpus itself, so that the same code serves every
//! language and every kind of text without a list of stop words.
//!
//! Words are told apart by the XXH3 hash of their folded form (64 bits): two
//! of a million distinct words share one with probability 3 in 10⁸.

#[cfg(feature = "index")]
mod assembler;
mod builder;
mod document;
mod portable;
mod spellings;
mod vocabulary;

use rayon::prelude::*;

#[cfg(feature = "index")]
pub(crate) use assembler::{CorpusAssembler, StableWord};
pub(crate) use builder::CorpusBuilder;
pub use document::Document;
use document::StoredDocument;
pub use vocabulary::Vocabulary;

use crate::article::DocumentId;
use crate::error::Error;
use crate::progress::{Progress, Stage};
use crate::support::spill::SpillStorage;
use crate::text::CheckedTokenizer;

/// Articles per piece of parallel work. Fixed, so that nothing depends on
/// the number of threads.
const CHUNK: usize = 256;

/// The words of a set of articles as numbers.
///
/// ```
/// use nearcopy::corpus::Corpus;
///
/// let corpus = Corpus::new(&["Rain, and more rain.", "Rain or shine."], &())?;
/// let rain = corpus.document(0).words[0];
/// assert_eq!(corpus.vocabulary.document_frequency(rain), 2);
/// assert_eq!(corpus.document(0).words.len(), 4);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Corpus {
    /// One for each text, in the texts' order.
    documents: Vec<StoredDocument>,
    storage: SpillStorage,
    /// What its words were found by.
    tokenizer: CheckedTokenizer,
    /// The distinct words of all of them.
    pub vocabulary: Vocabulary,
    /// For each of them the hash that near sketches are made of.
    near_hashes: Box<[u64]>,
}

impl Corpus {
    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The document at this place.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn document(&self, at: u32) -> Document {
        let mut document = Document::default();
        self.read(at, &mut document);
        document
    }

    /// The same, in place of what `document` holds.
    pub(crate) fn read(&self, at: u32, document: &mut Document) {
        self.documents[at as usize].read(&self.storage, document);
    }

    /// Its words alone.
    pub(crate) fn words(&self, at: u32) -> Vec<u32> {
        let mut words = Vec::new();
        self.documents[at as usize].read_words(&self.storage, &mut words);
        words
    }

    /// The hashes of its words that its near sketch is made of, in their order.
    pub(crate) fn near_hashes(&self, at: u32) -> impl Iterator<Item = u64> {
        self.words(at).into_iter().map(|word| self.near_hashes[word as usize])
    }

    /// How many words it has.
    pub(crate) fn length(&self, at: u32) -> u32 {
        self.documents[at as usize].words
    }

    /// [`Document::same_as`].
    pub(crate) fn same_as(&self, at: u32) -> u32 {
        self.documents[at as usize].same_as
    }

    /// [`Document::bytes`].
    pub(crate) fn bytes(&self, at: u32) -> u32 {
        self.documents[at as usize].bytes
    }

    /// [`Document::checksum`].
    pub(crate) fn checksum(&self, at: u32) -> u32 {
        self.documents[at as usize].checksum
    }

    /// The documents with words of their own, by their places.
    pub(crate) fn distinct(&self) -> Vec<u32> {
        (0..self.len() as u32).filter(|&at| self.same_as(at) == at).collect()
    }

    /// Where its documents are; lists of like length may be kept likewise.
    pub(crate) fn storage(&self) -> &SpillStorage {
        &self.storage
    }

    /// What its words were found by.
    pub(crate) fn tokenizer(&self) -> &CheckedTokenizer {
        &self.tokenizer
    }

    /// Whether nothing went wrong with the temporary file, if there is one, and
    /// the tokenizer's words were all as they must be.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.storage.check()?;
        self.tokenizer.check()
    }

    /// Reads the words of `texts`, in parallel.
    ///
    /// Cost: about 5 ns a byte, and 2 bytes of memory for most words.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] where a text has 4 GiB or more, its id being its place.
    pub fn new(texts: &[&str], progress: &dyn Progress) -> Result<Self, Error> {
        let is_too_long = |text: &&str| u32::try_from(text.len()).is_err();
        if let Some(at) = texts.iter().position(is_too_long) {
            return Err(Error::TooLong { id: at.to_string(), bytes: texts[at].len() });
        }
        progress.begin(Stage::Words, texts.len());
        let builder = CorpusBuilder::default();
        let order: Vec<DocumentId> = texts
            .par_chunks(CHUNK)
            .flat_map_iter(|texts| {
                let first = builder.add(texts);
                progress.advance(texts.len());
                first.consecutive(texts.len())
            })
            .collect();
        Ok(builder.build(&order, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_frequency_and_not_the_order_of_articles() {
        let texts: Vec<String> =
            (0..600).map(|n| format!("common word{} pair{}", n, n / 2)).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let forward = Corpus::new(&texts, &()).unwrap();
        assert_eq!(forward.vocabulary.len(), 1 + 600 + 300);
        assert_eq!(forward.document(17).words[0], 0);
        assert_eq!(forward.vocabulary.document_frequency(0), 600);
        assert_eq!(forward.vocabulary.document_frequency(1), 2);
        assert_eq!(forward.vocabulary.document_frequency(301), 1);
        texts.reverse();
        let backward = Corpus::new(&texts, &()).unwrap();
        for at in 0..600 {
            assert_eq!(forward.document(at).words, backward.document(599 - at).words);
        }
    }

    #[test]
    fn copies_are_folded_and_count_once() {
        let corpus = Corpus::new(&["Café noir", "tea", "CAFE: NOIR!", "noir café"], &()).unwrap();
        let same: Vec<u32> = (0..4).map(|at| corpus.same_as(at)).collect();
        assert_eq!(same, [0, 1, 0, 3]);
        assert_eq!(corpus.vocabulary.documents(), 3);
        assert_eq!(corpus.vocabulary.document_frequency(corpus.document(0).words[0]), 2);
    }

    #[test]
    fn documents_on_disk_are_the_same() {
        let texts: Vec<String> =
            (0..500).map(|n| format!("“Said they, n{n}.” It {} is. Done {n} t.", n % 7)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let whole = Corpus::new(&texts, &()).unwrap();
        let builder =
            CorpusBuilder::new(SpillStorage::new(Some(3000)).unwrap(), CheckedTokenizer::default());
        let first = builder.add(&texts);
        let order: Vec<DocumentId> = first.consecutive(500).collect();
        let spilled = builder.build(&order, None);
        for at in 0..500 {
            assert_eq!(spilled.document(at), whole.document(at));
            assert_eq!(spilled.length(at), whole.length(at));
        }
        spilled.check().unwrap();
    }
}
