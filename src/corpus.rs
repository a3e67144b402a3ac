//! Stage 1, second half: the words of all articles as numbers, and how
//! common each of them is.
//!
//! Every distinct folded word gets a number, the commonest word 0. What is
//! common is counted on the corpus itself, so that the same code serves every
//! language and every kind of text without a list of stop words.
//!
//! Words are told apart by the XXH3 hash of their folded form (64 bits): two
//! of a million distinct words share one with probability 3 in 10⁸.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Intake, Span};
use crate::disk::{Disk, Storage, from_bytes, to_bytes};
use crate::error::Error;
use crate::fingerprint::fingerprint;
use crate::progress::{Progress, Stage};
use crate::slabs::{Arrived, Slabs};
use crate::spare::Spare;
use crate::text::{Outline, Spelling, fold, key, outline, word_spans};

/// Articles per piece of parallel work. Fixed, so that nothing depends on
/// the number of threads.
const CHUNK: usize = 256;

/// The words of a set of articles as numbers.
///
/// ```
/// use nearcopy::corpus::Corpus;
///
/// let corpus = Corpus::new(&["Rain, and more rain.", "Rain or shine."], &());
/// let rain = corpus.document(0).words[0];
/// assert_eq!(corpus.vocabulary.document_frequency(rain), 2);
/// assert_eq!(corpus.document(0).words.len(), 4);
/// ```
#[derive(Debug, Default)]
pub struct Corpus {
    /// One for each text, in the texts' order.
    documents: Vec<Held>,
    storage: Storage,
    /// The distinct words of all of them.
    pub vocabulary: Vocabulary,
}

/// One article as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its words, each as its number in the [`Vocabulary`].
    pub words: Vec<u32>,
    /// Where its sentences begin and which words are quoted.
    pub outline: Outline,
    /// The first document with the same words in the same order: most often
    /// this one itself. Told by a 128-bit hash of the words.
    pub same_as: u32,
    /// How many bytes its text has.
    pub bytes: u32,
}

impl Document {
    /// The positions of its words, ordered by word and then by position.
    pub fn by_word(&self) -> Vec<u32> {
        let mut positions: Vec<u32> = (0..self.words.len() as u32).collect();
        positions.sort_unstable_by_key(|&at| (self.words[at as usize], at));
        positions
    }

    /// The stable hashes of its words, in order.
    pub fn hashes(&self, vocabulary: &Vocabulary) -> Vec<u64> {
        self.words.iter().map(|&word| vocabulary.hash(word)).collect()
    }
}

/// A document in memory, or where it is in a temporary file.
#[derive(Debug)]
enum Held {
    Memory(Document),
    Disk(Shelved),
}

/// A document in a temporary file: its words, the beginnings of its sentences
/// and its quoted ranges.
#[derive(Debug)]
struct Shelved {
    offset: u64,
    words: u32,
    sentences: u32,
    quoted: u32,
    same_as: u32,
    bytes: u32,
}

impl Default for Held {
    fn default() -> Self {
        Self::Memory(Document::default())
    }
}

impl Held {
    fn new(document: Document, storage: &Storage) -> Self {
        let Outline { sentences, quoted } = &document.outline;
        let numbers = document.words.len() + sentences.len() + 2 * quoted.len();
        let Some(disk) = storage.disk_for(4 * numbers + size_of::<Self>()) else {
            return Self::Memory(document);
        };
        let quotes = quoted.iter().flat_map(|&(start, end)| [start, end]);
        let numbers = document.words.iter().chain(sentences).copied().chain(quotes);
        Self::Disk(Shelved {
            offset: disk.add(&to_bytes(numbers)),
            words: document.words.len() as u32,
            sentences: sentences.len() as u32,
            quoted: quoted.len() as u32,
            same_as: document.same_as,
            bytes: document.bytes,
        })
    }

    fn document(&self, storage: &Storage) -> Cow<'_, Document> {
        match self {
            Self::Memory(document) => Cow::Borrowed(document),
            Self::Disk(shelved) => Cow::Owned(shelved.document(storage.disk())),
        }
    }

    fn same_as(&mut self) -> &mut u32 {
        match self {
            Self::Memory(document) => &mut document.same_as,
            Self::Disk(shelved) => &mut shelved.same_as,
        }
    }

    /// Gives every word the number that `numbers` has in its place.
    fn renumber(&mut self, numbers: &[u32], storage: &Storage) {
        let renumber = |words: &mut [u32]| {
            words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
        };
        match self {
            Self::Memory(document) => renumber(&mut document.words),
            Self::Disk(shelved) => {
                let mut words = shelved.document(storage.disk()).words;
                renumber(&mut words);
                storage.disk().write(&to_bytes(words), shelved.offset);
            }
        }
    }
}

impl Shelved {
    fn document(&self, disk: &Disk) -> Document {
        let numbers = self.words as usize + self.sentences as usize + 2 * self.quoted as usize;
        let mut bytes = vec![0; 4 * numbers];
        disk.read(&mut bytes, self.offset);
        let mut numbers = from_bytes(&bytes);
        let words = numbers.by_ref().take(self.words as usize).collect();
        let sentences = numbers.by_ref().take(self.sentences as usize).collect();
        let rest: Vec<u32> = numbers.collect();
        let quoted = rest.chunks_exact(2).map(|range| (range[0], range[1])).collect();
        let outline = Outline { sentences, quoted };
        Document { words, outline, same_as: self.same_as, bytes: self.bytes }
    }
}

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

impl Corpus {
    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The document at this place: borrowed if it is in memory.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn document(&self, at: u32) -> Cow<'_, Document> {
        self.documents[at as usize].document(&self.storage)
    }

    /// How many words it has.
    pub(crate) fn length(&self, at: u32) -> u32 {
        match &self.documents[at as usize] {
            Held::Memory(document) => document.words.len() as u32,
            Held::Disk(shelved) => shelved.words,
        }
    }

    /// [`Document::same_as`].
    pub(crate) fn same_as(&self, at: u32) -> u32 {
        match &self.documents[at as usize] {
            Held::Memory(document) => document.same_as,
            Held::Disk(shelved) => shelved.same_as,
        }
    }

    /// [`Document::bytes`].
    pub(crate) fn bytes(&self, at: u32) -> u32 {
        match &self.documents[at as usize] {
            Held::Memory(document) => document.bytes,
            Held::Disk(shelved) => shelved.bytes,
        }
    }

    /// The documents with words of their own, by their places.
    pub(crate) fn distinct(&self) -> Vec<u32> {
        (0..self.len() as u32).filter(|&at| self.same_as(at) == at).collect()
    }

    /// Where its documents are; lists of like length may be kept likewise.
    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Whether nothing went wrong with the temporary file, if there is one.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.storage.check()
    }

    /// Reads the words of `texts`, in parallel.
    ///
    /// Cost: about 5 ns a byte, and 4 bytes of memory a word.
    pub fn new(texts: &[&str], progress: &dyn Progress) -> Self {
        progress.begin(Stage::Words, texts.len());
        let builder = Builder::default();
        let tickets: Vec<u32> = texts
            .par_chunks(CHUNK)
            .flat_map_iter(|texts| {
                let first = builder.add(texts);
                progress.advance(texts.len());
                first..first + texts.len() as u32
            })
            .collect();
        builder.build(&tickets)
    }
}

/// Takes in texts from many threads, and makes a [`Corpus`] of them.
pub(crate) struct Builder {
    documents: Slabs<Numbered>,
    readers: Spare<Reader>,
    storage: Storage,
}

/// A document whose words have the numbers of the reader that met them.
struct Numbered {
    held: Held,
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
        documents.par_iter_mut().for_each(|numbered| {
            numbered.held.renumber(&numbers[numbered.reader as usize], &storage);
        });
        let held = |&ticket: &u32| std::mem::take(&mut documents.get_mut(ticket).held);
        Corpus { documents: tickets.iter().map(held).collect(), storage, vocabulary }
    }
}

/// Takes keys that are hashes already as they are.
#[derive(Default)]
struct ReadyHasher(u64);

type Ready = BuildHasherDefault<ReadyHasher>;

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
struct Reader {
    number: u32,
    spans: Vec<Span>,
    hashes: Vec<u64>,
    /// Each spelling met, so that a word is folded once and not each time.
    spellings: HashMap<u64, u32, Ready>,
    /// Each folded word by its hash.
    folded: HashMap<u64, u32, Ready>,
    /// The hash of each word, and whether it is a figure.
    words: Vec<(u64, bool)>,
}

impl Reader {
    fn new(number: usize) -> Self {
        Self {
            number: number as u32,
            spans: Vec::new(),
            hashes: Vec::new(),
            spellings: HashMap::default(),
            folded: HashMap::default(),
            words: Vec::new(),
        }
    }

    fn read(&mut self, text: &str, storage: &Storage) -> Numbered {
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        word_spans(text, &mut spans);
        self.hashes.clear();
        let words = (0..spans.len())
            .map(|at| {
                let number = self.number_of(text, &spans, at);
                self.hashes.push(self.words[number as usize].0);
                number
            })
            .collect();
        let document = Document {
            words,
            outline: outline(text, &spans),
            same_as: 0,
            bytes: text.len() as u32,
        };
        self.spans = spans;
        let fingerprint = fingerprint(&self.hashes);
        Numbered { held: Held::new(document, storage), fingerprint, reader: self.number }
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
        *numbered.held.same_as() = *firsts.entry(numbered.fingerprint).or_insert(at);
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
        for (at, &ticket) in (0..).zip(tickets) {
            let Numbered { held, reader: by, .. } = &documents[ticket];
            if *by != reader.number {
                continue;
            }
            let document = held.document(storage);
            if document.same_as != at {
                continue;
            }
            for &word in &document.words {
                let is_new = std::mem::replace(&mut last[word as usize], at) != at;
                frequencies[word as usize] += u32::from(is_new);
            }
        }
        frequencies
    };
    readers.par_iter().map(of_reader).collect()
}

/// Joins the readers' vocabularies; also returns, for each reader, what number
/// each of its own numbers becomes.
fn number(
    readers: &[Reader],
    frequencies: &[Vec<u32>],
    documents: usize,
) -> (Vocabulary, Vec<Vec<u32>>) {
    let mut places: HashMap<u64, u32, Ready> = HashMap::default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_frequency_and_not_the_order_of_articles() {
        let texts: Vec<String> =
            (0..600).map(|n| format!("common word{} pair{}", n, n / 2)).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let forward = Corpus::new(&texts, &());
        assert_eq!(forward.vocabulary.len(), 1 + 600 + 300);
        assert_eq!(forward.document(17).words[0], 0);
        assert_eq!(forward.vocabulary.document_frequency(0), 600);
        assert_eq!(forward.vocabulary.document_frequency(1), 2);
        assert_eq!(forward.vocabulary.document_frequency(301), 1);
        texts.reverse();
        let backward = Corpus::new(&texts, &());
        for at in 0..600 {
            assert_eq!(forward.document(at).words, backward.document(599 - at).words);
        }
    }

    #[test]
    fn copies_are_folded_and_count_once() {
        let corpus = Corpus::new(&["Café noir", "tea", "CAFE: NOIR!", "noir café"], &());
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
        let whole = Corpus::new(&texts, &());
        let builder = Builder::new(Storage::new(Some(5000)).unwrap());
        let first = builder.add(&texts);
        let tickets: Vec<u32> = (first..first + 500).collect();
        let shelved = builder.build(&tickets);
        assert!(matches!(shelved.documents[499], Held::Disk(_)));
        for at in 0..500 {
            assert_eq!(shelved.document(at), whole.document(at));
            assert_eq!(shelved.length(at), whole.length(at));
        }
        shelved.check().unwrap();
    }
}
