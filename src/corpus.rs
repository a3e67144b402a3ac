//! Stage 1, second half: the words of all articles as numbers, and how
//! common each of them is.
//!
//! Every distinct folded word gets a number, the commonest word 0. What is
//! common is counted on the corpus itself, so that the same code serves every
//! language and every kind of text without a list of stop words.
//!
//! Words are told apart by the XXH3 hash of their folded form (64 bits): two
//! of a million distinct words share one with probability 3 in 10⁸.

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

use crate::progress::{Progress, Stage};
use crate::text::{Outline, fold, key, outline, word_spans};

/// Articles per piece of parallel work. Fixed, so that nothing depends on
/// the number of threads.
const CHUNK: usize = 256;

/// The words of a set of articles as numbers.
///
/// ```
/// use nearcopy::corpus::Corpus;
///
/// let corpus = Corpus::new(&["Rain, and more rain.", "Rain or shine."], &());
/// let rain = corpus.documents[0].words[0];
/// assert_eq!(corpus.vocabulary.document_frequency(rain), 2);
/// assert_eq!(corpus.documents[0].words.len(), 4);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// One for each text, in the texts' order.
    pub documents: Vec<Document>,
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
    /// Reads the words of `texts`, in parallel.
    ///
    /// Cost: about 8 ns a byte, and 4 bytes of memory a word.
    pub fn new(texts: &[&str], progress: &dyn Progress) -> Self {
        progress.begin(Stage::Words, texts.len());
        let mut chunks: Vec<Chunk> = texts
            .par_chunks(CHUNK)
            .map(|texts| {
                let chunk = Chunk::new(texts);
                progress.advance(texts.len());
                chunk
            })
            .collect();
        let distinct = fold_same(&mut chunks);
        let frequencies: Vec<Vec<u32>> = chunks.par_iter().map(Chunk::frequencies).collect();
        let (vocabulary, numbers) = number(&chunks, &frequencies, distinct);
        let documents = chunks
            .into_par_iter()
            .zip(numbers)
            .flat_map_iter(|(chunk, numbers)| {
                chunk.documents.into_iter().map(move |mut document| {
                    for word in &mut document.words {
                        *word = numbers[*word as usize];
                    }
                    document
                })
            })
            .collect();
        Self { documents, vocabulary }
    }
}

/// The words of one piece of the work, numbered among themselves.
struct Chunk {
    documents: Vec<Document>,
    /// A hash of each document's words in their order.
    fingerprints: Vec<u128>,
    /// Position of the first document among all.
    first: u32,
    /// The hash of each word, and whether it is a figure.
    words: Vec<(u64, bool)>,
}

impl Chunk {
    fn new(texts: &[&str]) -> Self {
        let mut interner = Interner::default();
        let mut spans = Vec::new();
        let mut fingerprints = Vec::with_capacity(texts.len());
        let documents = texts
            .iter()
            .map(|text| {
                spans.clear();
                let mut fingerprint = Xxh3Default::new();
                word_spans(text, &mut spans);
                let words = (0..spans.len())
                    .map(|at| {
                        let number = interner.number(key(text, &spans, at));
                        fingerprint.update(&interner.words[number as usize].0.to_le_bytes());
                        number
                    })
                    .collect();
                fingerprints.push(fingerprint.digest128());
                Document { words, outline: outline(text, &spans), same_as: 0 }
            })
            .collect();
        Self { documents, fingerprints, first: 0, words: interner.words }
    }

    /// In how many of the chunk's documents each word occurs, copies left out.
    fn frequencies(&self) -> Vec<u32> {
        let mut frequencies = vec![0; self.words.len()];
        let mut last = vec![u32::MAX; self.words.len()];
        for (document, at) in self.documents.iter().zip(self.first..) {
            if document.same_as != at {
                continue;
            }
            for &word in &document.words {
                if std::mem::replace(&mut last[word as usize], at) != at {
                    frequencies[word as usize] += 1;
                }
            }
        }
        frequencies
    }
}

/// Numbers words in the order in which they come.
#[derive(Default)]
struct Interner<'a> {
    /// Each spelling met, so that a word is folded once and not each time.
    spellings: AHashMap<&'a str, u32>,
    /// Each folded word by its hash.
    folded: AHashMap<u64, u32>,
    words: Vec<(u64, bool)>,
}

impl<'a> Interner<'a> {
    fn number(&mut self, spelling: &'a str) -> u32 {
        *self.spellings.entry(spelling).or_insert_with(|| {
            let folded = fold(spelling);
            let hash = xxh3_64(folded.as_bytes());
            *self.folded.entry(hash).or_insert_with(|| {
                self.words.push((hash, folded.contains(char::is_numeric)));
                self.words.len() as u32 - 1
            })
        })
    }
}

/// Fills in [`Document::same_as`]; returns how many distinct documents there are.
fn fold_same(chunks: &mut [Chunk]) -> usize {
    let mut firsts: AHashMap<u128, u32> = AHashMap::new();
    let mut at = 0;
    for chunk in chunks {
        chunk.first = at;
        for (document, &fingerprint) in chunk.documents.iter_mut().zip(&chunk.fingerprints) {
            document.same_as = *firsts.entry(fingerprint).or_insert(at);
            at += 1;
        }
    }
    firsts.len()
}

/// Joins the chunks' vocabularies; also returns, for each chunk, what number
/// each of its own numbers becomes.
fn number(
    chunks: &[Chunk],
    frequencies: &[Vec<u32>],
    documents: usize,
) -> (Vocabulary, Vec<Vec<u32>>) {
    let mut places: AHashMap<u64, u32> = AHashMap::new();
    let mut words: Vec<(u32, u64, bool)> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = chunks
        .iter()
        .zip(frequencies)
        .map(|(chunk, frequencies)| {
            let place = |(&(hash, figure), frequency): (&(u64, bool), &u32)| {
                let place = *places.entry(hash).or_insert_with(|| {
                    words.push((0, hash, figure));
                    words.len() as u32 - 1
                });
                words[place as usize].0 += frequency;
                place
            };
            chunk.words.iter().zip(frequencies).map(place).collect()
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
        assert_eq!(forward.documents[17].words[0], 0);
        assert_eq!(forward.vocabulary.document_frequency(0), 600);
        assert_eq!(forward.vocabulary.document_frequency(1), 2);
        assert_eq!(forward.vocabulary.document_frequency(301), 1);
        texts.reverse();
        let backward = Corpus::new(&texts, &());
        for (one, other) in forward.documents.iter().zip(backward.documents.iter().rev()) {
            assert_eq!(one.words, other.words);
        }
    }

    #[test]
    fn copies_are_folded_and_count_once() {
        let corpus = Corpus::new(&["Café noir", "tea", "CAFE: NOIR!", "noir café"], &());
        let same: Vec<u32> = corpus.documents.iter().map(|document| document.same_as).collect();
        assert_eq!(same, [0, 1, 0, 3]);
        assert_eq!(corpus.vocabulary.documents(), 3);
        assert_eq!(corpus.vocabulary.document_frequency(corpus.documents[0].words[0]), 2);
    }
}
