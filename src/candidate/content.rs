//! What a document is listed under: its content words, rare pairs of neighbours,
//! and rarest words.

use super::rare::keep;
use super::{LEAST_LIMIT, RAREST};
use crate::corpus::Vocabulary;

/// The rule by which a document's words are content words: a pure function of
/// the document and of how many documents have each word.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContentRule<'a> {
    vocabulary: &'a Vocabulary,
    /// The commonest content word: words are numbered from the commonest to
    /// the rarest.
    first: u32,
    /// The first word that only one document has.
    unique: u32,
}

impl<'a> ContentRule<'a> {
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        let limit = (vocabulary.documents() / 10).max(LEAST_LIMIT) as u32;
        let (first, unique) = (vocabulary.first_in_at_most(limit), vocabulary.first_in_at_most(1));
        Self { vocabulary, first, unique }
    }

    /// Keeps the content words of a document, in their order.
    ///
    /// Where hardly any word is rare enough, the article's rarest words are
    /// its content: a tenth of a corpus may be versions of one story.
    pub fn keep_content(&self, words: &mut Vec<u32>) {
        let first = self.first_of(words);
        keep(words, |word| word >= first);
    }

    /// Keeps the content words that more than one document has.
    pub fn keep_shared(&self, words: &mut Vec<u32>) {
        self.keep_content(words);
        keep(words, |word| (word < self.unique) & !self.vocabulary.is_alone(word));
    }

    /// The commonest word that is content in a document of these words.
    fn first_of(&self, words: &[u32]) -> u32 {
        let mut content = words.iter().filter(|&&word| word >= self.first);
        if content.nth(RAREST - 1).is_some() {
            return self.first;
        }
        let rarest = rarest(words.to_vec());
        let as_common = |&word: &u32| {
            self.vocabulary.first_in_at_most(self.vocabulary.document_frequency(word))
        };
        rarest.last().map_or(self.first, as_common).min(self.first)
    }
}

/// Visits each phrase among a document's shared content words: two neighbours, or
/// the only one.
pub(super) fn for_each_phrase(shared: &[u32], mut visit: impl FnMut(u32, Option<u32>)) {
    match shared {
        [word] => visit(*word, None),
        words => words.windows(2).for_each(|two| visit(two[0], Some(two[1]))),
    }
}

/// The [`RAREST`] rarest of the words, the rarest first, each once: words are
/// numbered from the commonest to the rarest.
pub(super) fn rarest(mut words: Vec<u32>) -> Vec<u32> {
    words.sort_unstable_by(|one, other| other.cmp(one));
    words.dedup();
    words.truncate(RAREST);
    words
}
