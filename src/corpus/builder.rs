//! From texts that arrive in any order to documents of one vocabulary.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Corpus;
use super::document::{Document, Kept};
use super::vocabulary::number;
use crate::article::{Intake, Span};
use crate::disk::Storage;
use crate::fingerprint::fingerprint;
use crate::slabs::{Arrived, Slabs};
use crate::spare::Spare;
use crate::text::{Spelling, fold, key, outline, word_spans};

/// Takes in texts from many threads, and makes a [`Corpus`] of them.
pub(crate) struct Builder {
    documents: Slabs<Numbered>,
    readers: Spare<Reader>,
    storage: Storage,
}

/// A document whose words have the numbers of the reader that met them.
struct Numbered {
    kept: Kept,
    fingerprint: u128,
    reader: u32,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new(Storage::default())
    }
}

impl Intake for Builder {
    fn take(&self, texts: &[Cow<'_, str>]) -> u32 {
        self.add(texts)
    }
}

impl Builder {
    /// A builder that keeps documents in this storage.
    pub fn new(storage: Storage) -> Self {
        Self { documents: Slabs::default(), readers: Spare::new(Reader::new), storage }
    }

    /// Takes texts, whose tickets follow each other from the one returned.
    pub fn add<T: AsRef<str>>(&self, texts: &[T]) -> u32 {
        let read = |reader: &mut Reader| -> Vec<Numbered> {
            texts.iter().map(|text| reader.read(text.as_ref(), &self.storage)).collect()
        };
        self.documents.add(self.readers.with(read))
    }

    /// The corpus of the texts with these tickets, in this order; all that
    /// were taken, each once.
    pub fn build(self, tickets: &[u32]) -> Corpus {
        let mut documents = self.documents.into_arrived();
        let mut readers = self.readers.into_all();
        readers.sort_unstable_by_key(|reader| reader.number);
        let storage = self.storage;
        let distinct = fold_same(&mut documents, tickets);
        let frequencies = frequencies(&documents, tickets, &readers, &storage);
        let (vocabulary, numbers) = number(&readers, &frequencies, distinct);
        drop((readers, frequencies));
        documents.par_iter_mut().for_each_init(Document::default, |room, numbered| {
            numbered.kept.renumber(&numbers[numbered.reader as usize], &storage, room);
        });
        let kept = |&ticket: &u32| std::mem::take(&mut documents.get_mut(ticket).kept);
        Corpus { documents: tickets.iter().map(kept).collect(), storage, vocabulary }
    }
}

/// Takes keys that are hashes already as they are.
#[derive(Default)]
pub(super) struct ReadyHasher(u64);

pub(super) type Ready = BuildHasherDefault<ReadyHasher>;

impl Hasher for ReadyHasher {
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are 64-bit hashes");
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
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
    spellings: HashMap<u64, u32, Ready>,
    /// Each folded word by its hash.
    folded: HashMap<u64, u32, Ready>,
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

    fn read(&mut self, text: &str, storage: &Storage) -> Numbered {
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
        let hash = xxh3_64(folded.as_bytes());
        let number = *self.folded.entry(hash).or_insert_with(|| {
            self.words.push((hash, folded.contains(char::is_numeric)));
            self.words.len() as u32 - 1
        });
        self.spellings.insert(spelling, number);
        number
    }
}

/// Fills in [`Document::same_as`]; returns how many distinct documents there are.
fn fold_same(documents: &mut Arrived<Numbered>, tickets: &[u32]) -> usize {
    let mut firsts: AHashMap<u128, u32> = AHashMap::new();
    for (at, &ticket) in (0..).zip(tickets) {
        let numbered = documents.get_mut(ticket);
        numbered.kept.same_as = *firsts.entry(numbered.fingerprint).or_insert(at);
    }
    firsts.len()
}

/// For each reader, in how many of its documents each of its words occurs,
/// copies left out.
fn frequencies(
    documents: &Arrived<Numbered>,
    tickets: &[u32],
    readers: &[Reader],
    storage: &Storage,
) -> Vec<Vec<u32>> {
    let of_reader = |reader: &Reader| {
        let mut frequencies = vec![0; reader.words.len()];
        let mut last = vec![u32::MAX; reader.words.len()];
        let mut words = Vec::new();
        for (at, &ticket) in (0..).zip(tickets) {
            let Numbered { kept, reader: by, .. } = &documents[ticket];
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
