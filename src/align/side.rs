//! One of two texts, as the aligner takes it: of a corpus, or by itself.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::article::Span;
use crate::corpus::Document;
use crate::text::{CheckedTokenizer, Outline, Tokens};

/// One of two texts to align: the text, where its words stand, and what
/// words they are. Equal numbers are equal words.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The text.
    pub text: &'a str,
    /// The words' places in it, in order, without overlaps.
    pub spans: &'a [Span],
    /// The words' numbers, one for each span.
    pub words: &'a [u32],
    /// The first word of each sentence.
    pub sentences: &'a [u32],
    /// Half-open ranges of words inside direct quotations, ordered, without
    /// overlaps.
    pub quoted: &'a [(u32, u32)],
    /// The positions of the words, ordered by word and then by position, if
    /// the caller has them: worth it for a long text that is aligned with many.
    pub by_word: Option<&'a [u32]>,
}

impl<'a> Side<'a> {
    /// A text, the places of its words, and the words themselves.
    pub fn new(text: &'a str, spans: &'a [Span], document: &'a Document) -> Self {
        let Document { words, outline, .. } = document;
        Self {
            text,
            spans,
            words,
            sentences: &outline.sentences,
            quoted: &outline.quoted,
            by_word: None,
        }
    }
}

impl Side<'_> {
    /// The bytes of a range of words, with the punctuation that follows the last.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        let start = self.spans[words.start].start;
        let end = self.spans[words.end - 1].end;
        let limit = self.spans.get(words.end).map_or(self.text.len(), |next| next.start as usize);
        let gap = &self.text[end as usize..limit];
        let punctuation = gap.find(char::is_whitespace).unwrap_or(if limit == self.text.len() {
            gap.len()
        } else {
            0
        });
        Span::new(start, end + punctuation as u32)
    }
}

/// Numbers of folded words, for texts without a corpus.
#[derive(Debug, Default)]
pub(crate) struct WordNumbers(HashMap<String, u32>);

/// A text whose words are numbered without a corpus.
#[derive(Debug)]
pub(crate) struct NumberedWords<'a> {
    text: &'a str,
    tokens: Tokens,
    words: Vec<u32>,
}

impl<'a> NumberedWords<'a> {
    /// Finds the words of the text and numbers them: new ones in the order in
    /// which they occur.
    pub fn new(text: &'a str, numbers: &mut WordNumbers, tokenizer: &CheckedTokenizer) -> Self {
        assert!(u32::try_from(text.len()).is_ok(), "a text must be shorter than 4 GiB");
        let mut tokens = Tokens::default();
        tokenizer.tokenize(text, &mut tokens);
        let number = |key: Cow<'_, str>| {
            let next = numbers.0.len() as u32;
            if let Some(&number) = numbers.0.get(&*key) {
                return number;
            }
            numbers.0.insert(key.into_owned(), next);
            next
        };
        let words = tokens.keys(text).map(number).collect();
        Self { text, tokens, words }
    }

    /// The text as the aligner takes it.
    pub fn side(&self) -> Side<'_> {
        let Outline { sentences, quoted } = self.tokens.outline();
        Side {
            text: self.text,
            spans: self.tokens.spans(),
            words: &self.words,
            sentences,
            quoted,
            by_word: None,
        }
    }
}
