//! From texts that arrive in any order to documents of one vocabulary.

use std::borrow::Cow;
use std::collections::HashMap;

use ahash::AHashMap;
use rayon::prelude::*;

use super::Corpus;
use super::document::{Document, StoredDocument};
use super::spellings::{Spelled, SpellingTable};
use super::vocabulary::{CountedOn, number};
use crate::article::{DocumentId, Intake};
use crate::statistics::CorpusStatistics;
use crate::support::hash::{Seed, fingerprint, text_checksum, word_hash};
use crate::support::numbered::{Frozen, NumberedVec};
use crate::support::pool::Pool;
use crate::support::spill::SpillStorage;
use crate::text::{CheckedTokenizer, Spelling, Tokens, is_figure};

/// Takes in texts from many threads, and makes a [`Corpus`] of them.
pub(crate) struct CorpusBuilder {
    documents: NumberedVec<ReadDocument>,
    readers: Pool<DocumentReader>,
    storage: SpillStorage,
    tokenizer: CheckedTokenizer,
}

/// A document whose words have the numbers of the reader that met them.
struct ReadDocument {
    stored: StoredDocument,
    fingerprint: u128,
    reader: u32,
}

impl Default for CorpusBuilder {
    fn default() -> Self {
        Self::new(SpillStorage::default(), CheckedTokenizer::default())
    }
}

impl Intake for CorpusBuilder {
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        self.add(texts)
    }
}

impl CorpusBuilder {
    /// A builder that keeps documents in this storage.
    pub fn new(storage: SpillStorage, tokenizer: CheckedTokenizer) -> Self {
        let readers = Pool::new(DocumentReader::new as fn(usize) -> DocumentReader);
        Self { documents: NumberedVec::default(), readers, storage, tokenizer }
    }

    /// Takes texts, whose ids follow each other from the one returned.
    pub fn add<T: AsRef<str>>(&self, texts: &[T]) -> DocumentId {
        let read = |reader: &mut DocumentReader| -> Vec<ReadDocument> {
            let read = |text: &T| reader.read(text.as_ref(), &self.tokenizer, &self.storage);
            texts.iter().map(read).collect()
        };
        self.documents.extend(self.readers.with(read))
    }

    /// How many texts were taken in.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// The corpus of the texts with these ids, in this order, none of them twice.
    /// The words' frequencies include those of the background, if there is one.
    pub fn build(self, order: &[DocumentId], background: Option<&CorpusStatistics>) -> Corpus {
        self.build_counted(order, background.map_or(CountedOn::Here, CountedOn::WithBackground))
    }

    /// The same, where the texts are a part of the whole that these statistics count, and
    /// words are as common as in it.
    pub fn build_in(self, order: &[DocumentId], whole: &CorpusStatistics) -> Corpus {
        self.build_counted(order, CountedOn::InWhole(whole))
    }

    fn build_counted(self, order: &[DocumentId], counted: CountedOn<'_>) -> Corpus {
        let mut documents = self.documents.freeze();
        let mut readers = self.readers.into_all();
        readers.sort_unstable_by_key(|reader| reader.number);
        let storage = self.storage;
        let distinct = fold_same(&mut documents, order);
        let frequencies = frequencies(&documents, order, &readers, &storage);
        let (vocabulary, numbers) = number(&readers, &frequencies, distinct, counted);
        let mut near_hashes = vec![0; vocabulary.len()].into_boxed_slice();
        for (&number, &hash) in numbers
            .iter()
            .zip(&readers)
            .flat_map(|(numbers, reader)| numbers.iter().zip(&reader.vocabulary.near_hashes))
        {
            near_hashes[number as usize] = hash;
        }
        drop((readers, frequencies));
        documents.par_iter_mut().for_each_init(Document::default, |workspace, read| {
            read.stored.renumber(&numbers[read.reader as usize], &storage, workspace);
        });
        let stored = |&id: &DocumentId| std::mem::take(&mut documents.get_mut(id).stored);
        let documents = order.iter().map(stored).collect();
        Corpus { documents, storage, tokenizer: self.tokenizer, vocabulary, near_hashes }
    }
}

/// Reads one text after the other, and numbers words in the order in which it
/// meets them.
pub(super) struct DocumentReader {
    number: u32,
    tokens: Tokens,
    /// For each word of the text at hand: the hash of its spelling, what it is, and the hash
    /// of the folded word.
    spelled: Vec<u64>,
    words: Vec<Spelled>,
    hashes: Vec<u64>,
    document: Document,
    /// Each spelling met, so that a word is folded once and not each time.
    spellings: SpellingTable,
    pub vocabulary: ReadVocabulary,
}

/// The words that a reader has met, by their numbers.
#[derive(Default)]
pub(super) struct ReadVocabulary {
    /// Each folded word by its hash.
    folded: HashMap<u64, u32, Seed>,
    /// The hash of each word, and whether it is a figure.
    pub words: Vec<(u64, bool)>,
    /// The hash of each word as near sketches have it.
    pub near_hashes: Vec<u64>,
}

impl DocumentReader {
    fn new(number: usize) -> Self {
        Self {
            number: number as u32,
            tokens: Tokens::default(),
            spelled: Vec::new(),
            words: Vec::new(),
            hashes: Vec::new(),
            document: Document::default(),
            spellings: SpellingTable::default(),
            vocabulary: ReadVocabulary::default(),
        }
    }

    fn read(
        &mut self,
        text: &str,
        tokenizer: &CheckedTokenizer,
        storage: &SpillStorage,
    ) -> ReadDocument {
        tokenizer.tokenize(text, &mut self.tokens);
        self.read_words(text);
        let document = &mut self.document;
        document.outline = self.tokens.take_outline();
        document.bytes = text.len() as u32;
        document.checksum = text_checksum(text);
        let stored = StoredDocument::new(document, storage);
        ReadDocument { stored, fingerprint: fingerprint(&self.hashes), reader: self.number }
    }

    /// Numbers the words of the text.
    fn read_words(&mut self, text: &str) {
        let Self { tokens, spelled, words, hashes, document, spellings, vocabulary, .. } = self;
        spelled.clear();
        spelled.extend(tokens.own_keys().map(|(at, own_key)| match own_key {
            None => Spelling::of(text, tokens.spans(), at).hash,
            // Is folded already, and kept apart from spellings, which are not.
            Some(key) => !Spelling::of_word(key).hash,
        }));
        let new = |at: usize| vocabulary.word(spelled[at], &tokens.key(text, at));
        spellings.look_up(spelled, words, new);
        document.words.clear();
        document.words.extend(words.iter().map(|word| word.number));
        hashes.clear();
        // Of most words the spelling's hash is that of the folded word, which would take a
        // second look-up.
        hashes.extend(spelled.iter().zip(&*words).map(|(&spelling, word)| match word.is_folded {
            true => spelling,
            false => vocabulary.near_hashes[word.number as usize],
        }));
    }
}

impl ReadVocabulary {
    /// The word that a spelling with this hash is, which folds to this.
    fn word(&mut self, spelling: u64, folded: &str) -> Spelled {
        let hash = word_hash(folded);
        let number = *self.folded.entry(hash).or_insert_with(|| {
            self.words.push((hash, is_figure(folded)));
            self.near_hashes.push(Spelling::of_word(folded).hash);
            self.words.len() as u32 - 1
        });
        Spelled { number, is_folded: self.near_hashes[number as usize] == spelling }
    }
}

/// Fills in [`Document::same_as`]; returns how many distinct documents there are.
fn fold_same(documents: &mut Frozen<ReadDocument>, order: &[DocumentId]) -> usize {
    let mut firsts: AHashMap<u128, u32> = AHashMap::new();
    for (at, &id) in (0..).zip(order) {
        let read = documents.get_mut(id);
        read.stored.same_as = *firsts.entry(read.fingerprint).or_insert(at);
    }
    firsts.len()
}

/// For each reader, in how many of its documents each of its words occurs,
/// copies left out.
fn frequencies(
    documents: &Frozen<ReadDocument>,
    order: &[DocumentId],
    readers: &[DocumentReader],
    storage: &SpillStorage,
) -> Vec<Vec<u32>> {
    let of_reader = |reader: &DocumentReader| {
        let mut frequencies = vec![0; reader.vocabulary.words.len()];
        let mut last = vec![u32::MAX; reader.vocabulary.words.len()];
        let mut words = Vec::new();
        for (at, &id) in (0..).zip(order) {
            let ReadDocument { stored, reader: by, .. } = &documents[id];
            if *by != reader.number || stored.same_as != at {
                continue;
            }
            stored.read_words(storage, &mut words);
            for &word in &words {
                let is_new = std::mem::replace(&mut last[word as usize], at) != at;
                frequencies[word as usize] += u32::from(is_new);
            }
        }
        frequencies
    };
    readers.par_iter().map(of_reader).collect()
}
