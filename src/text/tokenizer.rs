use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{Outline, find_words, fold, key, outline};
use crate::article::Span;
use crate::error::Error;

/// Cuts texts into words, for all stages of a search.
///
/// [`UnicodeTokenizer`] is the default and serves every script without a
/// dictionary. Another one may know a language: split elisions or compounds,
/// find the words of Chinese or Thai, take inflected forms for one word. It is
/// given to a search by [`Builder::tokenizer`](crate::detect::Builder::tokenizer).
///
/// # What is required
///
/// - The spans are in order, do not overlap, hold at least one byte each, and
///   begin and end on character boundaries of the text.
/// - The same text gives the same words each time, as a search reads a text
///   again where it compares it.
///
/// This is checked once a text, in one pass over the spans. A text whose words
/// break a rule counts as one without words, and the search returns
/// [`Error::Setting`]. Nothing panics.
///
/// ```
/// use nearcopy::Span;
/// use nearcopy::text::{Tokenizer, Tokens, UnicodeTokenizer};
///
/// /// French: what stands before an elision is a word of its own.
/// #[derive(Debug)]
/// struct French;
///
/// impl Tokenizer for French {
///     fn words(&self, text: &str, tokens: &mut Tokens) {
///         let mut whole = Tokens::default();
///         UnicodeTokenizer.words(text, &mut whole);
///         for &span in whole.spans() {
///             let apostrophe = span.of(text).find(['\'', '’']);
///             match apostrophe {
///                 Some(at) if at < 3 => {
///                     let middle = span.start + at as u32;
///                     let after = span.of(text)[at..].chars().next().map_or(0, char::len_utf8);
///                     tokens.push(Span::new(span.start, middle));
///                     tokens.push(Span::new(middle + after as u32, span.end));
///                 }
///                 _ => tokens.push(span),
///             }
///         }
///     }
/// }
///
/// let text = "L’eau qu’il boit";
/// let mut tokens = Tokens::default();
/// French.tokenize(text, &mut tokens);
/// let keys: Vec<_> = (0..tokens.len()).map(|at| tokens.key(text, at)).collect();
/// assert_eq!(keys, ["l", "eau", "qu", "il", "boit"]);
/// ```
pub trait Tokenizer: fmt::Debug + Send + Sync {
    /// Adds the words of `text` to `tokens`, which are empty.
    fn words(&self, text: &str, tokens: &mut Tokens);

    /// Adds the words of `text`, its sentences and quotations.
    ///
    /// By default the words are those of [`words`](Self::words), and the
    /// sentences and quotations what [`outline`] finds among them. To be
    /// overridden where the tokenizer knows better, or finds all in one pass.
    fn tokenize(&self, text: &str, tokens: &mut Tokens) {
        self.words(text, tokens);
        tokens.find_outline(text);
    }
}

/// The words of [UAX #29](https://www.unicode.org/reports/tr29/), as
/// [`words`](super::words) gives them: the default [`Tokenizer`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnicodeTokenizer;

impl Tokenizer for UnicodeTokenizer {
    fn words(&self, text: &str, tokens: &mut Tokens) {
        for at in find_words(text, &mut tokens.spans) {
            tokens.set_key(at, &fold(key(text, &tokens.spans, at as usize)));
        }
    }
}

/// The words of one text, its sentences and quotations, as a [`Tokenizer`]
/// finds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    spans: Vec<Span>,
    /// The words with keys of their own, and where each key ends in `keys`.
    with_keys: Vec<(u32, u32)>,
    keys: String,
    outline: Outline,
}

impl Tokens {
    /// Adds a word. Its key is the text at `span`, or, in scripts without
    /// spaces, that and the next word (see [`Word::key`](super::Word::key)).
    pub fn push(&mut self, span: Span) {
        self.spans.push(span);
    }

    /// Adds a word with a key of its own: a stem, a lemma, or the word itself
    /// where the tokenizer knows the words of a script without spaces. Words
    /// are the same where their keys [fold] alike.
    pub fn push_with_key(&mut self, span: Span, key: &str) {
        self.spans.push(span);
        self.set_key(self.spans.len() as u32 - 1, &fold(key));
    }

    /// Gives the word at `at`, after all that have keys of their own, a folded key.
    fn set_key(&mut self, at: u32, folded: &str) {
        self.keys.push_str(folded);
        self.with_keys.push((at, self.keys.len() as u32));
    }

    /// Sets the sentences and quotations to those of [`outline`]; to none where
    /// the spans are not what a [`Tokenizer`] must give.
    pub fn find_outline(&mut self, text: &str) {
        self.outline = match check_spans(text, &self.spans) {
            Ok(()) => outline(text, &self.spans),
            Err(_) => Outline::default(),
        };
    }

    /// Sets the sentences and quotations, counted in words.
    pub fn set_outline(&mut self, outline: Outline) {
        self.outline = outline;
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where the words stand, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The sentences and quotations.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The folded key of the word at `at`: words are the same where it is.
    ///
    /// # Panics
    ///
    /// If there is no such word, or `text` is another text.
    pub fn key<'a>(&'a self, text: &'a str, at: usize) -> Cow<'a, str> {
        let own = self.with_keys.binary_search_by_key(&at, |&(word, _)| word as usize);
        match own {
            Ok(own) => Cow::Borrowed(self.own_key(own)),
            Err(_) => fold(key(text, &self.spans, at)),
        }
    }

    /// The folded keys of all words, in order.
    pub(crate) fn keys<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
        self.own_keys().map(move |(at, own_key)| match own_key {
            Some(key) => Cow::Borrowed(key),
            None => fold(key(text, &self.spans, at)),
        })
    }

    /// Forgets all words, and keeps the memory.
    pub fn clear(&mut self) {
        self.spans.clear();
        self.with_keys.clear();
        self.keys.clear();
        self.outline.sentences.clear();
        self.outline.quoted.clear();
    }

    /// The key of the `own`th word that has its own.
    fn own_key(&self, own: usize) -> &str {
        let start = own.checked_sub(1).map_or(0, |before| self.with_keys[before].1);
        &self.keys[start as usize..self.with_keys[own].1 as usize]
    }

    /// Each word's place and, where it has one, the key of its own, folded.
    pub(crate) fn own_keys(&self) -> impl Iterator<Item = (usize, Option<&str>)> {
        let mut own = 0;
        // A number that no word has ends the search where none is left.
        let next = |own: usize| self.with_keys.get(own).map_or(usize::MAX, |key| key.0 as usize);
        let mut with_key = next(0);
        (0..self.spans.len()).map(move |at| {
            if at != with_key {
                return (at, None);
            }
            let key = self.own_key(own);
            own += 1;
            with_key = next(own);
            (at, Some(key))
        })
    }

    /// With memory for so many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self { spans: Vec::with_capacity(words), ..Self::default() }
    }

    pub(crate) fn into_spans(self) -> Vec<Span> {
        self.spans
    }

    pub(crate) fn take_outline(&mut self) -> Outline {
        std::mem::take(&mut self.outline)
    }
}

/// What a tokenizer's words are said to be where they are not what is required.
const WORDS: &str = "the range of a tokenizer's word in bytes";
const ORDERED: &str =
    "after the word before, not empty, within the text and on its character boundaries";
const OUTLINE: &str = "an outline of a tokenizer, in words";
const OUTLINE_ALLOWED: &str =
    "sentences that rise from word 0 and quotations that follow each other, all within the text";

/// Whether the spans are what a [`Tokenizer`] must give.
fn check_spans(text: &str, spans: &[Span]) -> Result<(), Error> {
    let mut end = 0;
    for span in spans {
        let is_apart = end <= span.start && span.start < span.end;
        let is_boundary = |at: u32| text.is_char_boundary(at as usize);
        if !is_apart || !is_boundary(span.start) || !is_boundary(span.end) {
            let value = format!("{}..{}", span.start, span.end);
            return Err(Error::Setting { name: WORDS, value, allowed: ORDERED });
        }
        end = span.end;
    }
    Ok(())
}

impl Outline {
    /// Whether it can be the outline of so many words.
    pub(crate) fn fits(&self, words: usize) -> bool {
        let Self { sentences, quoted } = self;
        let is_first = |start: &u32| *start == 0;
        sentences.first().is_none_or(is_first)
            && sentences.is_empty() == (words == 0)
            && sentences.is_sorted_by(|one, next| one < next)
            && sentences.last().is_none_or(|&last| (last as usize) < words)
            && quoted.iter().all(|(start, end)| start < end)
            && quoted.is_sorted_by(|one, next| one.1 <= next.0)
            && quoted.last().is_none_or(|&(_, end)| end as usize <= words)
    }
}

/// A tokenizer whose words can be relied on: those of another than the default
/// are checked, and the first fault is kept until it is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckedTokenizer {
    /// Other than the default, whose words need no check.
    custom: Option<Arc<dyn Tokenizer>>,
    fault: Arc<OnceLock<(&'static str, String, &'static str)>>,
}

impl CheckedTokenizer {
    /// With no fault yet.
    pub fn new(custom: Option<&Arc<dyn Tokenizer>>) -> Self {
        Self { custom: custom.cloned(), fault: Arc::default() }
    }

    /// The words of `text` in place of what `tokens` hold.
    pub fn words(&self, text: &str, tokens: &mut Tokens) {
        tokens.clear();
        match &self.custom {
            None => UnicodeTokenizer.words(text, tokens),
            Some(custom) => {
                custom.words(text, tokens);
                self.note(check_spans(text, &tokens.spans), tokens);
            }
        }
    }

    /// The words, sentences and quotations of `text` in place of what `tokens` hold.
    pub fn tokenize(&self, text: &str, tokens: &mut Tokens) {
        tokens.clear();
        match &self.custom {
            None => {
                UnicodeTokenizer.words(text, tokens);
                tokens.outline = outline(text, &tokens.spans);
            }
            Some(custom) => {
                custom.tokenize(text, tokens);
                self.note(check(text, tokens), tokens);
            }
        }
    }

    /// Keeps a fault, and takes the words away that have it.
    fn note(&self, checked: Result<(), Error>, tokens: &mut Tokens) {
        if let Err(error) = checked {
            tokens.clear();
            if let Error::Setting { name, value, allowed } = error {
                self.fault.get_or_init(|| (name, value, allowed));
            }
        }
    }

    /// # Errors
    ///
    /// The first fault of the words of any text.
    pub fn check(&self) -> Result<(), Error> {
        match self.fault.get() {
            None => Ok(()),
            Some((name, value, allowed)) => {
                Err(Error::Setting { name, value: value.clone(), allowed })
            }
        }
    }
}

/// Whether words and outline are what a [`Tokenizer`] must give.
fn check(text: &str, tokens: &Tokens) -> Result<(), Error> {
    check_spans(text, &tokens.spans)?;
    if tokens.outline.fits(tokens.spans.len()) {
        return Ok(());
    }
    let value = format!("{:?} of {} words", tokens.outline, tokens.spans.len());
    Err(Error::Setting { name: OUTLINE, value, allowed: OUTLINE_ALLOWED })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives these spans for any text.
    #[derive(Debug)]
    struct Fixed(Vec<(u32, u32)>);

    impl Tokenizer for Fixed {
        fn words(&self, _: &str, tokens: &mut Tokens) {
            for &(start, end) in &self.0 {
                tokens.push(Span { start, end });
            }
        }
    }

    fn checked(tokenizer: impl Tokenizer + 'static) -> CheckedTokenizer {
        CheckedTokenizer::new(Some(&(Arc::new(tokenizer) as Arc<dyn Tokenizer>)))
    }

    #[test]
    fn strange_spans_are_an_error_and_no_words() {
        let text = "né à Pau";
        for (spans, is_fine) in [
            (vec![], true),
            (vec![(0, 3), (4, 6), (7, 10)], true),
            (vec![(0, 3), (3, 4)], true),
            (vec![(0, 2)], false),
            (vec![(2, 3)], false),
            (vec![(0, 0)], false),
            (vec![(4, 6), (0, 3)], false),
            (vec![(0, 4), (3, 6)], false),
            (vec![(0, 11)], false),
            (vec![(u32::MAX, 1)], false),
        ] {
            let tokenizer = checked(Fixed(spans.clone()));
            let mut tokens = Tokens::default();
            tokenizer.tokenize(text, &mut tokens);
            assert_eq!(tokens.len(), if is_fine { spans.len() } else { 0 }, "{spans:?}");
            assert_eq!(tokenizer.check().is_ok(), is_fine, "{spans:?}");
            let tokenizer = checked(Fixed(spans.clone()));
            tokenizer.words(text, &mut tokens);
            assert_eq!(tokenizer.check().is_ok(), is_fine, "{spans:?}");
        }
    }

    #[test]
    fn strange_outlines_are_an_error() {
        /// Two words, and this outline.
        #[derive(Debug)]
        struct Outlined(Outline);
        impl Tokenizer for Outlined {
            fn words(&self, _: &str, tokens: &mut Tokens) {
                tokens.push(Span::new(0, 1));
                tokens.push(Span::new(1, 2));
            }
            fn tokenize(&self, text: &str, tokens: &mut Tokens) {
                self.words(text, tokens);
                tokens.set_outline(self.0.clone());
            }
        }
        for (sentences, quoted, is_fine) in [
            (vec![0], vec![], true),
            (vec![0, 1], vec![(0, 1), (1, 2)], true),
            (vec![], vec![], false),
            (vec![1], vec![], false),
            (vec![0, 0], vec![], false),
            (vec![0, 2], vec![], false),
            (vec![0], vec![(0, 3)], false),
            (vec![0], vec![(1, 1)], false),
            (vec![0], vec![(0, 2), (1, 2)], false),
        ] {
            let outline = Outline { sentences, quoted };
            let tokenizer = checked(Outlined(outline.clone()));
            let mut tokens = Tokens::default();
            tokenizer.tokenize("ab", &mut tokens);
            assert_eq!(tokenizer.check().is_ok(), is_fine, "{outline:?}");
        }
    }

    #[test]
    fn own_keys_are_folded_and_stand_beside_others() {
        let text = "Zwei Häuser und 北京";
        let mut tokens = Tokens::default();
        UnicodeTokenizer.words("Zwei ", &mut tokens);
        tokens.push_with_key(Span::new(5, 12), "HAUS");
        tokens.push(Span::new(13, 16));
        tokens.push_with_key(Span::new(17, 23), "北京");
        let keys: Vec<_> = (0..4).map(|at| tokens.key(text, at)).collect();
        assert_eq!(keys, ["zwei", "haus", "und", "北京"]);
        let own: Vec<_> = tokens.own_keys().map(|(_, key)| key).collect();
        assert_eq!(own, [None, Some("haus"), None, Some("北京")]);
    }

    proptest! {
        #[test]
        fn any_spans_of_any_text(text in "\\PC{0,20}", spans: Vec<(u32, u32)>, small: Vec<(u8, u8)>) {
            for spans in [spans, small.iter().map(|&(a, b)| (a.into(), b.into())).collect()] {
                let tokenizer = checked(Fixed(spans));
                let mut tokens = Tokens::default();
                tokenizer.tokenize(&text, &mut tokens);
                for at in 0..tokens.len() {
                    prop_assert!(!tokens.spans()[at].of(&text).is_empty());
                    tokens.key(&text, at);
                }
            }
        }

        #[test]
        fn the_default_needs_no_check(text in "\\PC{0,60}") {
            let mut tokens = Tokens::default();
            UnicodeTokenizer.tokenize(&text, &mut tokens);
            prop_assert!(check(&text, &tokens).is_ok());
        }
    }
}
