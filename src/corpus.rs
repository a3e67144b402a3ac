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
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, Span};
use crate::progress::{Progress, Stage};
use crate::text::{Outline, fold, outline, words};

/// Articles per piece of parallel work. Fixed, so that nothing depends on
/// the number of threads.
const CHUNK: usize = 256;

/// The words of a set of articles as numbers.
///
/// ```
/// use nearcopy::{Article, corpus::Corpus};
///
/// let articles = [Article::new("1", "Rain, and more rain."), Article::new("2", "Rain or shine.")];
/// let corpus = Corpus::new(&articles, &());
/// let rain = corpus.documents[0].words[0];
/// assert_eq!(corpus.vocabulary.document_frequency(rain), 2);
/// assert_eq!(corpus.documents[0].words.len(), 4);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// One for each article, in the articles' order.
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
}

/// The distinct folded words of a corpus, the commonest first.
///
/// A word's number depends on which words the corpus holds and how often,
/// never on the order of its articles.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    hashes: Vec<u64>,
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

    /// In how many documents the word occurs.
    pub fn document_frequency(&self, word: u32) -> u32 {
        self.frequencies[word as usize]
    }

    /// How many documents were counted.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The XXH3 hash of the folded word: the same on every machine and in
    /// every version.
    pub fn hash(&self, word: u32) -> u64 {
        self.hashes[word as usize]
    }
}

impl Corpus {
    /// Reads the articles' words, in parallel.
    ///
    /// Cost: about 8 ns a byte, and 4 bytes of memory a word.
    pub fn new(articles: &[Article<'_>], progress: &dyn Progress) -> Self {
        progress.begin(Stage::Words, articles.len());
        let chunks: Vec<Chunk> = articles
            .par_chunks(CHUNK)
            .map(|articles| {
                let chunk = Chunk::new(articles);
                progress.advance(articles.len());
                chunk
            })
            .collect();
        let (vocabulary, numbers) = number(&chunks, articles.len());
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
    /// The hash of each word and the number of documents that hold it.
    vocabulary: Vec<(u64, u32)>,
}

impl Chunk {
    fn new(articles: &[Article<'_>]) -> Self {
        let mut interner = Interner::default();
        let mut spans = Vec::new();
        let documents = articles
            .iter()
            .enumerate()
            .map(|(at, article)| {
                spans.clear();
                let words = words(article.text())
                    .map(|word| {
                        spans.push(word.span);
                        interner.number(word.key, at as u32)
                    })
                    .collect();
                Document { words, outline: outline(article.text(), &spans) }
            })
            .collect();
        Self { documents, vocabulary: interner.into_vocabulary() }
    }
}

/// Numbers words in the order in which they come.
#[derive(Default)]
struct Interner<'a> {
    /// Each spelling met, so that a word is folded once and not each time.
    spellings: AHashMap<&'a str, u32>,
    /// Each folded word by its hash.
    folded: AHashMap<u64, u32>,
    words: Vec<Interned>,
}

struct Interned {
    hash: u64,
    documents: u32,
    last_document: u32,
}

impl<'a> Interner<'a> {
    fn number(&mut self, spelling: &'a str, document: u32) -> u32 {
        let number = *self.spellings.entry(spelling).or_insert_with(|| {
            let hash = xxh3_64(fold(spelling).as_bytes());
            *self.folded.entry(hash).or_insert_with(|| {
                self.words.push(Interned { hash, documents: 0, last_document: u32::MAX });
                self.words.len() as u32 - 1
            })
        });
        let word = &mut self.words[number as usize];
        if word.last_document != document {
            word.last_document = document;
            word.documents += 1;
        }
        number
    }

    fn into_vocabulary(self) -> Vec<(u64, u32)> {
        self.words.into_iter().map(|word| (word.hash, word.documents)).collect()
    }
}

/// Joins the chunks' vocabularies; also returns, for each chunk, what number
/// each of its own numbers becomes.
fn number(chunks: &[Chunk], documents: usize) -> (Vocabulary, Vec<Vec<u32>>) {
    let mut places: AHashMap<u64, u32> = AHashMap::new();
    let mut words: Vec<(u32, u64)> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = chunks
        .iter()
        .map(|chunk| {
            let place = |&(hash, frequency): &(u64, u32)| {
                let place = *places.entry(hash).or_insert_with(|| {
                    words.push((0, hash));
                    words.len() as u32 - 1
                });
                words[place as usize].0 += frequency;
                place
            };
            chunk.vocabulary.iter().map(place).collect()
        })
        .collect();

    let mut order: Vec<u32> = (0..words.len() as u32).collect();
    order.par_sort_unstable_by_key(|&place| {
        let (frequency, hash) = words[place as usize];
        (std::cmp::Reverse(frequency), hash)
    });
    let mut rank = vec![0; order.len()];
    for (number, &place) in order.iter().enumerate() {
        rank[place as usize] = number as u32;
    }
    numbers.par_iter_mut().flatten().for_each(|number| *number = rank[*number as usize]);

    let frequencies = order.iter().map(|&place| words[place as usize].0).collect();
    let hashes = order.iter().map(|&place| words[place as usize].1).collect();
    (Vocabulary { hashes, frequencies, documents }, numbers)
}

/// The byte spans of an article's words. Not kept with the corpus, where
/// they would double its size: only the few articles that have a match need them.
pub(crate) fn spans(article: &Article<'_>) -> Vec<Span> {
    words(article.text()).map(|word| word.span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_frequency_and_not_the_order_of_articles() {
        let mut articles: Vec<Article<'_>> = (0..600)
            .map(|n| Article::new(n.to_string(), format!("common word{} pair{}", n, n / 2)))
            .collect();
        let forward = Corpus::new(&articles, &());
        assert_eq!(forward.vocabulary.len(), 1 + 600 + 300);
        assert_eq!(forward.documents[17].words[0], 0);
        assert_eq!(forward.vocabulary.document_frequency(0), 600);
        assert_eq!(forward.vocabulary.document_frequency(1), 2);
        assert_eq!(forward.vocabulary.document_frequency(301), 1);
        articles.reverse();
        let backward = Corpus::new(&articles, &());
        let reversed: Vec<Document> = backward.documents.into_iter().rev().collect();
        assert_eq!(forward.documents, reversed);
    }

    #[test]
    fn spellings_of_one_word_count_once() {
        let articles = [Article::new("a", "Café CAFÉ cafe")];
        let corpus = Corpus::new(&articles, &());
        assert_eq!(corpus.documents[0].words, [0, 0, 0]);
        assert_eq!(corpus.vocabulary.document_frequency(0), 1);
    }
}
