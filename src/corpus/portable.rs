//! Portable documents, given statistics → numbered documents of one vocabulary.

use super::vocabulary::CountedWord;
use super::{Document, Vocabulary};
use crate::document::PortableDocument;
use crate::statistics::CorpusStatistics;

impl Vocabulary {
    /// The vocabulary of these documents alone, numbered in the order in which
    /// that of the whole corpus is, so that sums over words come out the same; and
    /// the documents in it.
    ///
    /// A word that the statistics know from fewer documents than have it here
    /// counts as often as here.
    pub(crate) fn of_documents<const N: usize>(
        documents: [&PortableDocument; N],
        statistics: &CorpusStatistics,
    ) -> (Self, [Document; N]) {
        let is_first =
            |at: &usize| !documents[..*at].iter().any(|it| it.words() == documents[*at].words());
        let distinct: Vec<usize> = (0..N).filter(is_first).collect();
        // Each word once for each document that has it.
        let mut words: Vec<(u64, usize, bool)> = Vec::new();
        for &at in &distinct {
            let of_one = documents[at].words().iter().enumerate();
            words.extend(of_one.map(|(word, &hash)| (hash, at, documents[at].is_figure(word))));
        }
        words.sort_unstable();
        words.dedup();
        let counted = |same: &[(u64, usize, bool)]| {
            let (hash, _, is_figure) = same[0];
            let frequency = statistics.word_frequency(hash).max(same.len() as u32);
            CountedWord { frequency, hash, is_figure }
        };
        let words: Vec<CountedWord> = words.chunk_by(|a, b| a.0 == b.0).map(counted).collect();
        let count = (statistics.documents() as usize).max(distinct.len());
        let (vocabulary, numbers) = Self::ranked(&words, count);
        let number = |&hash: &u64| {
            let place = words.binary_search_by_key(&hash, |word| word.hash);
            numbers[place.expect("a word of one of the documents")]
        };
        let numbered = documents.map(|document| Document {
            words: document.words().iter().map(number).collect(),
            outline: document.outline().clone(),
            bytes: document.bytes(),
            ..Document::default()
        });
        (vocabulary, numbered)
    }
}
