//! Corpus statistics: how many documents have a word, or a run of words.
//!
//! Whether two articles are copies depends on how common their words are. A
//! search counts that on its own articles; a folder of two tells nothing. The
//! statistics of a large archive can be counted once, saved, and handed to a
//! search ([`Builder::background`](crate::detect::Builder::background)) or to a
//! comparison of two documents ([`verify::compare`](crate::verify::compare)).
//!
//! # Method
//!
//! Words and runs of [`RUN`] words are told apart by stable 64-bit hashes: of
//! ten million runs, two share one with probability 3 in 10⁶. All counts are
//! exact, those of runs that occur once too, so that [merging] the statistics of
//! two sets gives those of both together, in any order.
//!
//! # Cost
//!
//! Counting reads the words once, and sorts them and their runs. In memory and in
//! a saved form each distinct word and run takes 12 bytes (half a byte more in
//! memory, and twice that while two are merged). Most runs occur in one document:
//!
//! | 72,644 press releases, 239 MB | words | runs | saved form |
//! |---|--:|--:|--:|
//! | all | 137,917 | 18,971,005 | 229 MB |
//! | [pruned] to 2 documents | 73,365 | 4,397,067 | 54 MB |
//! | to 5 | 43,727 | 720,159 | 9 MB |
//! | to 10 | 31,488 | 224,296 | 3 MB |
//!
//! [merging]: CorpusStatistics::merge
//! [pruned]: CorpusStatistics::pruned

mod count;
mod frequencies;
mod saved;

use std::borrow::Cow;
use std::fmt;

use frequencies::{Frequencies, SortedCounts};

use crate::article::Articles;
use crate::error::Error;
use crate::support::hash::shingle_hash;
use crate::text::check_length;

/// Words in the runs whose document frequency is counted.
pub const RUN: usize = 4;

/// The stable hash of each run, from the words' hashes. A text of fewer words
/// has none.
pub(crate) fn runs(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(RUN).map(shingle_hash)
}

/// How many documents there are, and how many of them have each word and each run
/// of [`RUN`] words.
///
/// ```
/// use nearcopy::statistics::CorpusStatistics;
///
/// let one = CorpusStatistics::count(&["It rained all day.", "It rained all night."])?;
/// let other = CorpusStatistics::count(&["The rain was over."])?;
/// let both = one.merge(other);
/// assert_eq!(both.documents(), 3);
/// assert_eq!(both.distinct_runs(), 3);
///
/// let saved = both.to_bytes();
/// assert_eq!(CorpusStatistics::from_bytes(&saved)?, both);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CorpusStatistics {
    documents: u64,
    undercount: u32,
    words: Frequencies,
    runs: Frequencies,
}

impl CorpusStatistics {
    /// Counts these texts, each shorter than 4 GiB, in parallel.
    ///
    /// Texts with the same words in the same order count as one document: a much
    /// reprinted article would make its own words look common.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a text has 4 GiB or more.
    pub fn count<T: AsRef<str> + Sync>(texts: &[T]) -> Result<Self, Error> {
        let text = |at: usize| {
            let text = texts[at].as_ref();
            check_length(text).map(|_| Cow::Borrowed(text))
        };
        Ok(count::count(texts.len(), text)?.into())
    }

    /// [`count`](Self::count) of articles whose texts may have to be read.
    ///
    /// # Errors
    ///
    /// Those of [`Articles::text`], and [`Error::TooLong`].
    pub fn of_articles(articles: &dyn Articles) -> Result<Self, Error> {
        let text = |at: usize| {
            let text = articles.text(at)?;
            match u32::try_from(text.len()) {
                Ok(_) => Ok(text),
                Err(_) => Err(Error::TooLong { id: articles.id(at).to_owned(), bytes: text.len() }),
            }
        };
        Ok(count::count(articles.len(), text)?.into())
    }

    /// How many documents were counted.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many documents have the word of this stable hash
    /// ([`Vocabulary::hash`](crate::corpus::Vocabulary::hash)); 0 where none is known.
    pub fn word_frequency(&self, word: u64) -> u32 {
        self.words.get(word)
    }

    /// How many documents have the run of [`RUN`] words of this stable hash
    /// ([`shingles`](crate::shingle::shingles)); 0 where none is known.
    pub fn run_frequency(&self, run: u64) -> u32 {
        self.runs.get(run)
    }

    /// How many distinct words are known.
    pub fn distinct_words(&self) -> usize {
        self.words.sorted().len()
    }

    /// How many distinct runs are known.
    pub fn distinct_runs(&self) -> usize {
        self.runs.sorted().len()
    }

    /// An upper bound on how much too low a frequency is, in documents: 0 unless
    /// something was [pruned](Self::pruned).
    pub fn undercount(&self) -> u32 {
        self.undercount
    }

    /// The statistics of both sets of documents together.
    ///
    /// The order does not matter, nor which two of several are merged first. A
    /// document that is in both sets counts twice: only within one
    /// [`count`](Self::count) are those with the same words told. Where something
    /// was pruned, frequencies are sums of what is known, and the
    /// [undercounts](Self::undercount) add up.
    ///
    /// Cost: one pass over both, and memory for the result beside them.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            documents: self.documents + other.documents,
            undercount: self.undercount.saturating_add(other.undercount),
            words: Frequencies::new(self.words.into_sorted().merge(other.words.into_sorted())),
            runs: Frequencies::new(self.runs.into_sorted().merge(other.runs.into_sorted())),
        }
    }

    /// The same without words and runs that fewer than `least` documents have:
    /// their frequency is no longer known, and is taken for 0. That makes the
    /// statistics small, and [`undercount`](Self::undercount) says by how much a
    /// frequency may be too low. 0 and 1 leave out nothing.
    #[must_use]
    pub fn pruned(&self, least: u32) -> Self {
        let prune = |all: &Frequencies| Frequencies::new(all.sorted().at_least(least));
        Self {
            documents: self.documents,
            undercount: self.undercount.saturating_add(least.saturating_sub(1)),
            words: prune(&self.words),
            runs: prune(&self.runs),
        }
    }

    /// Each word that is known, by its stable hash, and how many documents have it; the
    /// hashes rise.
    pub fn word_frequencies(&self) -> impl Iterator<Item = (u64, u32)> {
        self.words.sorted().iter()
    }

    /// The same for runs.
    pub fn run_frequencies(&self) -> impl Iterator<Item = (u64, u32)> {
        self.runs.sorted().iter()
    }

    /// The statistics of so many documents, of which so many have each word and each run, in any
    /// order: what [`word_frequencies`](Self::word_frequencies) and
    /// [`run_frequencies`](Self::run_frequencies) list, added up elsewhere.
    /// For `undercount` see [that](Self::undercount).
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a hash is there twice, or a frequency is 0 or greater than
    /// `documents`.
    pub fn from_frequencies(
        documents: u64,
        undercount: u32,
        words: Vec<(u64, u32)>,
        runs: Vec<(u64, u32)>,
    ) -> Result<Self, Error> {
        let sorted = |mut counts: Vec<(u64, u32)>| {
            counts.sort_unstable();
            let most = counts.iter().map(|&(_, count)| count).max().unwrap_or_default();
            let (hashes, counts) = counts.into_iter().unzip();
            let sorted = SortedCounts::from_parts(hashes, counts);
            sorted.filter(|_| u64::from(most) <= documents).ok_or_else(|| Error::Setting {
                name: "frequencies",
                value: format!("a hash twice, or up to {most} of {documents} documents"),
                allowed: "one for each hash, from 1 to the number of documents",
            })
        };
        Ok(Self::of_sorted(documents, undercount, [sorted(words)?, sorted(runs)?]))
    }

    /// The runs that at least so many documents have, and how many do.
    pub(crate) fn runs_in_at_least(&self, least: u32) -> impl Iterator<Item = (u64, u32)> {
        self.runs.sorted().iter().filter(move |&(_, documents)| documents >= least)
    }

    fn of_sorted(documents: u64, undercount: u32, [words, runs]: [SortedCounts; 2]) -> Self {
        let (words, runs) = (Frequencies::new(words), Frequencies::new(runs));
        Self { documents, undercount, words, runs }
    }
}

impl From<count::Counted> for CorpusStatistics {
    fn from(count::Counted { documents, words, runs }: count::Counted) -> Self {
        Self::of_sorted(documents, 0, [words, runs])
    }
}

impl PartialEq for CorpusStatistics {
    fn eq(&self, other: &Self) -> bool {
        (self.documents, self.undercount) == (other.documents, other.undercount)
            && self.words.sorted() == other.words.sorted()
            && self.runs.sorted() == other.runs.sorted()
    }
}

impl Eq for CorpusStatistics {}

impl fmt::Debug for CorpusStatistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorpusStatistics")
            .field("documents", &self.documents)
            .field("distinct_words", &self.distinct_words())
            .field("distinct_runs", &self.distinct_runs())
            .field("undercount", &self.undercount)
            .finish()
    }
}

#[cfg(test)]
mod tests;
