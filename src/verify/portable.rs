use crate::article::Span;
use crate::error::Error;
use crate::support::hash::word_hash;
use crate::text::{Outline, fold, key, outline, word_spans};

/// The words of a document as stable hashes, with its sentences and quotations,
/// independent of any corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortableDocument {
    words: Vec<u64>,
    figures: Vec<bool>,
    outline: Outline,
}

impl PortableDocument {
    /// The words of `text`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer.
    pub fn new(text: &str) -> Result<Self, Error> {
        if u32::try_from(text.len()).is_err() {
            let value = text.len().to_string();
            return Err(Error::Setting { name: "length in bytes", value, allowed: "below 2^32" });
        }
        let mut spans: Vec<Span> = Vec::new();
        word_spans(text, &mut spans);
        let word = |at: usize| {
            let folded = fold(key(text, &spans, at));
            (word_hash(&folded), folded.contains(char::is_numeric))
        };
        let (words, figures) = (0..spans.len()).map(word).unzip();
        Ok(Self { words, figures, outline: outline(text, &spans) })
    }

    /// The stable hash of each word, in order.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether the word at `at` holds a digit.
    ///
    /// # Panics
    ///
    /// If there is no such word.
    pub fn is_figure(&self, at: usize) -> bool {
        self.figures[at]
    }

    /// Where its sentences begin and which words are quoted.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }
}
