//! What a document is listed under: its content words, pairs of neighbouring ones,
//! and its rarest ones.

use super::rare::keep;
use super::rule::MOST_WITH_WORD;
use crate::corpus::Vocabulary;

/// Fewest documents of a word that at most a tenth of a corpus may have, so
/// that a small corpus has content words too.
const LEAST_LIMIT: usize = 20;

/// How many of its rarest words a document is listed under.
const RAREST: usize = 40;

/// The rule by which a document's words are content words: a pure function of
/// the document and of how many documents have each word.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContentRule<'a> {
    vocabulary: &'a Vocabulary,
    /// The commonest content word: words are numbered from the commonest to
    /// the rarest.
    first: u32,
    /// The commonest rare word.
    rare: u32,
    /// The first word that only one document has.
    unique: u32,
}

impl<'a> ContentRule<'a> {
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        let limit = (vocabulary.documents() / 10).max(LEAST_LIMIT) as u32;
        let [first, rare, unique] =
            [limit, MOST_WITH_WORD, 1].map(|documents| vocabulary.first_in_at_most(documents));
        Self { vocabulary, first, rare, unique }
    }

    /// Keeps the content words of a document, in their order.
    ///
    /// Where hardly any word is rare enough, the article's rarest words are
    /// its content: a tenth of a corpus may be versions of one story.
    pub fn keep_content(&self, words: &mut Vec<u32>) {
        let first = self.first_of(words);
        keep(words, |word| word >= first);
    }

    /// Whether more than one document has the word.
    pub fn is_shared(&self, word: u32) -> bool {
        word < self.unique
    }

    /// Keeps the rare ones of a document's content words that other documents have too:
    /// the rarest first, each once, at most [`RAREST`].
    pub fn keep_rare(&self, content: &mut Vec<u32>) {
        keep(content, |word| word >= self.rare && self.is_shared(word));
        keep_rarest(content);
    }

    /// The commonest word that is content in a document of these words.
    fn first_of(&self, words: &[u32]) -> u32 {
        let mut content = words.iter().filter(|&&word| word >= self.first);
        if content.nth(RAREST - 1).is_some() {
            return self.first;
        }
        let mut rarest = words.to_vec();
        keep_rarest(&mut rarest);
        let as_common = |&word: &u32| {
            self.vocabulary.first_in_at_most(self.vocabulary.document_frequency(word))
        };
        rarest.last().map_or(self.first, as_common).min(self.first)
    }
}

/// Visits each phrase among a document's content words: two neighbours, or the only
/// one.
pub(super) fn for_each_phrase(content: &[u32], mut visit: impl FnMut(u32, Option<u32>)) {
    match content {
        [word] => visit(*word, None),
        words => words.windows(2).for_each(|two| visit(two[0], Some(two[1]))),
    }
}

/// Keeps the [`RAREST`] rarest of the words, the rarest first, each once: words are
/// numbered from the commonest to the rarest.
fn keep_rarest(words: &mut Vec<u32>) {
    words.sort_unstable_by(|one, other| other.cmp(one));
    words.dedup();
    words.truncate(RAREST);
}
