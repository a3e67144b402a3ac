//! From texts that arrive in any order to documents of one vocabulary.

use std::borrow::Cow;
use std::collections::HashMap;

use ahash::AHashMap;
use rayon::prelude::*;

use super::Corpus;
use super::document::{Document, Kept};
use super::vocabulary::number;
use crate::article::{DocumentId, Intake, Span};
use crate::statistics::CorpusStatistics;
use crate::support::hash::{Seed, fingerprint, word_hash};
use crate::support::numbered::{Frozen, NumberedVec};
use crate::support::pool::Pool;
use crate::support::spill::SpillStorage;
use crate::text::{Spelling, fold, key, outline, word_spans};

/// Takes in texts from many threads, and makes a [`Corpus`] of them.
pub(crate) struct Builder {
    documents: NumberedVec<Numbered>,
    readers: Pool<Reader>,
    storage: SpillStorage,
}

/// A document whose words have the numbers of the reader that met them.
struct Numbered {
    kept: Kept,
    fingerprint: u128,
    reader: u32,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new(SpillStorage::default())
    }
}

impl Intake for Builder {
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        self.add(texts)
    }
}

impl Builder {
    /// A builder that keeps documents in this storage.
    pub fn new(storage: SpillStorage) -> Self {
        Self { documents: NumberedVec::default(), readers: Pool::new(Reader::new), storage }
    }

    /// Takes texts, whose ids follow each other from the one returned.
    pub fn add<T: AsRef<str>>(&self, texts: &[T]) -> DocumentId {
        let read = |reader: &mut Reader| -> Vec<Numbered> {
            texts.iter().map(|text| reader.read(text.as_ref(), &self.storage)).collect()
        };
        self.documents.extend(self.readers.with(read))
    }

    /// The corpus of the texts with these ids, in this order; all that
    /// were taken, each once. The words' frequencies include those of the
    /// background, if there is one.
    pub fn build(self, order: &[DocumentId], background: Option<&CorpusStatistics>) -> Corpus {
        let mut documents = self.documents.freeze();
        let mut readers = self.readers.into_all();
        readers.sort_unstable_by_key(|reader| reader.number);
        let storage = self.storage;
        let distinct = fold_same(&mut documents, order);
        let frequencies = frequencies(&documents, order, &readers, &storage);
        let (vocabulary, numbers) = number(&readers, &frequencies, distinct, background);
        drop((readers, frequencies));
        documents.par_iter_mut().for_each_init(Document::default, |room, numbered| {
            numbered.kept.renumber(&numbers[numbered.reader as usize], &storage, room);
        });
        let kept = |&id: &DocumentId| std::mem::take(&mut documents.get_mut(id).kept);
        Corpus { documents: order.iter().map(kept).collect(), storage, vocabulary }
    }
}

/// Reads one text after the other, and numbers words in the order in which it
/// meets them.
pub(super) struct Reader {
    number: u32,
    spans: Vec<Span>,
    hashes: Vec<u64>,
    document: Document,
    /// Each spelling met, so that a word is folded once and not each time.
    spellings: HashMap<u64, u32, Seed>,
    /// Each folded word by its hash.
    folded: HashMap<u64, u32, Seed>,
    /// The hash of each word, and whether it is a figure.
    pub words: Vec<(u64, bool)>,
}

impl Reader {
    fn new(number: usize) -> Self {
        Self {
            number: number as u32,
            spans: Vec::new(),
            hashes: Vec::new(),
            document: Document::default(),
            spellings: HashMap::default(),
            folded: HashMap::default(),
            words: Vec::new(),
        }
    }

    fn read(&mut self, text: &str, storage: &SpillStorage) -> Numbered {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        word_spans(text, &mut spans);
        let mut document = std::mem::take(&mut self.document);
        self.hashes.clear();
        document.words.clear();
        document.words.extend((0..spans.len()).map(|at| {
            let number = self.number_of(text, &spans, at);
            self.hashes.push(self.words[number as usize].0);
            number
        }));
        document.outline = outline(text, &spans);
        document.bytes = text.len() as u32;
        let kept = Kept::new(&document, storage);
        (self.spans, self.document) = (spans, document);
        Numbered { kept, fingerprint: fingerprint(&self.hashes), reader: self.number }
    }

    #[inline]
    fn number_of(&mut self, text: &str, spans: &[Span], at: usize) -> u32 {
        let spelling = Spelling::of(text, spans, at).hash;
        if let Some(&number) = self.spellings.get(&spelling) {
            return number;
        }
        let folded = fold(key(text, spans, at));
        let hash = word_hash(&folded);
        let number = *self.folded.entry(hash).or_insert_with(|| {
            self.words.push((hash, folded.contains(char::is_numeric)));
            self.words.len() as u32 - 1
        });
        self.spellings.insert(spelling, number);
        number
    }
}

/// Fills in [`Document::same_as`]; returns how many distinct documents there are.
fn fold_same(documents: &mut Frozen<Numbered>, order: &[DocumentId]) -> usize {
    let mut firsts: AHashMap<u128, u32> = AHashMap::new();
    for (at, &id) in (0..).zip(order) {
        let numbered = documents.get_mut(id);
        numbered.kept.same_as = *firsts.entry(numbered.fingerprint).or_insert(at);
    }
    firsts.len()
}

/// For each reader, in how many of its documents each of its words occurs,
/// copies left out.
fn frequencies(
    documents: &Frozen<Numbered>,
    order: &[DocumentId],
    readers: &[Reader],
    storage: &SpillStorage,
) -> Vec<Vec<u32>> {
    let of_reader = |reader: &Reader| {
        let mut frequencies = vec![0; reader.words.len()];
        let mut last = vec![u32::MAX; reader.words.len()];
        let mut words = Vec::new();
        for (at, &id) in (0..).zip(order) {
            let Numbered { kept, reader: by, .. } = &documents[id];
            if *by != reader.number || kept.same_as != at {
                continue;
            }
            kept.read_words(storage, &mut words);
            for &word in &words {
                let is_new = std::mem::replace(&mut last[word as usize], at) != at;
                frequencies[word as usize] += u32::from(is_new);
            }
        }
        frequencies
    };
    readers.par_iter().map(of_reader).collect()
}
