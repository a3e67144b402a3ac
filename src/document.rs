//! An article's words as stable hashes, on their own: nothing in them depends
//! on the other articles of a run.
//!
//! A [`corpus::Document`](crate::corpus::Document) numbers words by how common
//! they are in one corpus; a [`PortableDocument`] can be made on one machine,
//! saved, and compared on another with articles that were not there before.
//!
//! # What is stable
//!
//! A word is the XXH3 hash (64 bits) of its folded key, the same on every
//! machine. The saved form carries a version, which is raised whenever a text
//! may come out with other words, sentences or quotations than before;
//! documents of another version are refused, and are made again from the text.
//! Documents made with different [tokenizers](Tokenizer) have nothing to say to
//! each other; which one was used is for the caller to know.

use crate::error::Error;
use crate::support::hash::{fingerprint, word_hash};
use crate::support::saved::{Body, Format};
use crate::text::{CheckedTokenizer, Outline, Tokenizer, Tokens, check_length, is_figure};

/// How a document is saved:
///
/// ```text
/// bytes of the text: u32
/// count: u64 | hash of each word: u64
/// which words are figures: a bit each, the first word the lowest of its byte
/// count: u64 | first word of each sentence: u32
/// count: u64 | first word and end of each quotation: u32, u32
/// ```
const FORMAT: Format = Format { name: "document", magic: *b"NCdo", version: 1 };

/// The words of one article, with its sentences and quotations. See the
/// [module](self) for what is stable.
///
/// ```
/// use nearcopy::document::PortableDocument;
///
/// let document = PortableDocument::new("Rain fell for 3 days.")?;
/// assert_eq!(document.words().len(), 5);
/// assert!(document.is_figure(3));
///
/// let bytes = document.to_bytes();
/// assert_eq!(PortableDocument::from_bytes(&bytes)?, document);
///
/// let other = PortableDocument::new("RAIN fell, for 3 days")?;
/// assert_eq!(document.words(), other.words());
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortableDocument {
    words: Vec<u64>,
    /// A bit for each word; those after the last word are 0.
    figures: Vec<u8>,
    outline: Outline,
    bytes: u32,
}

impl PortableDocument {
    /// The document of a text, its words found by the default tokenizer.
    ///
    /// Cost: about 20 ns a word of ASCII, 40 ns a character of other text.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer.
    pub fn new(text: &str) -> Result<Self, Error> {
        Self::of(text, &CheckedTokenizer::default())
    }

    /// The document of a text, its words found by this tokenizer.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer, or the tokenizer's
    /// words break the rules of [`Tokenizer`].
    pub fn with(tokenizer: impl Tokenizer + 'static, text: &str) -> Result<Self, Error> {
        Self::of(text, &CheckedTokenizer::new(Some(&(std::sync::Arc::new(tokenizer) as _))))
    }

    fn of(text: &str, tokenizer: &CheckedTokenizer) -> Result<Self, Error> {
        let bytes = check_length(text)?;
        let mut tokens = Tokens::default();
        tokenizer.tokenize(text, &mut tokens);
        tokenizer.check()?;
        let mut words = Vec::with_capacity(tokens.len());
        let mut figures = vec![0; tokens.len().div_ceil(8)];
        for (at, key) in tokens.keys(text).enumerate() {
            words.push(word_hash(&key));
            figures[at / 8] |= u8::from(is_figure(&key)) << (at % 8);
        }
        Ok(Self { words, figures, outline: tokens.take_outline(), bytes })
    }

    /// The hash of each word, in order.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Whether the word at `at` holds a digit.
    ///
    /// # Panics
    ///
    /// If there is no such word.
    pub fn is_figure(&self, at: usize) -> bool {
        assert!(at < self.words.len(), "word {at} of {}", self.words.len());
        self.figures[at / 8] >> (at % 8) & 1 == 1
    }

    /// Where its sentences begin and which words are quoted.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// How many bytes its text has.
    pub fn bytes(&self) -> u32 {
        self.bytes
    }

    /// A 128-bit hash of the words in their order: articles with the same one
    /// have the same words.
    pub fn fingerprint(&self) -> u128 {
        fingerprint(&self.words)
    }

    /// The document as bytes, the same on every machine: 8 a word, and some 60.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(60 + self.words.len() * 9);
        body.extend(self.bytes.to_le_bytes());
        body.extend((self.words.len() as u64).to_le_bytes());
        body.extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
        body.extend(&self.figures);
        let Outline { sentences, quoted } = &self.outline;
        body.extend((sentences.len() as u64).to_le_bytes());
        body.extend(sentences.iter().flat_map(|start| start.to_le_bytes()));
        body.extend((quoted.len() as u64).to_le_bytes());
        body.extend(quoted.iter().flat_map(|&(start, end)| {
            [start.to_le_bytes(), end.to_le_bytes()].into_iter().flatten()
        }));
        FORMAT.seal(&body)
    }

    /// The document that [`to_bytes`](Self::to_bytes) saved.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the bytes are damaged, of another version, or
    /// something else. Memory is reserved for what is there and no more.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut body = FORMAT.open(bytes)?;
        let length = body.u32()?;
        let count = body.count(8)?;
        let words = numbers(&mut body, count, Body::u64)?;
        let figures = body.take(count.div_ceil(8))?.to_vec();
        let count = body.count(4)?;
        let sentences = numbers(&mut body, count, Body::u32)?;
        let count = body.count(8)?;
        let quoted = numbers(&mut body, count, |body| Ok((body.u32()?, body.u32()?)))?;
        body.end()?;
        let document =
            Self { words, figures, outline: Outline { sentences, quoted }, bytes: length };
        document.validate().map(|()| document)
    }

    /// That everything refers to words that are there, in order.
    fn validate(&self) -> Result<(), Error> {
        let words = self.words.len();
        let after_last = self.figures.last().map_or(0, |last| last >> ((words - 1) % 8) >> 1);
        let problem = if words > self.bytes as usize {
            format!("it has {words} words in {} bytes of text", self.bytes)
        } else if after_last != 0 {
            format!("it marks more figures than its {words} words can be")
        } else if !self.outline.fits(words) {
            format!("its sentences or quotations are out of order or not among its {words} words")
        } else {
            return Ok(());
        };
        Err(FORMAT.corrupt(problem))
    }
}

/// So many numbers, which [`Body::count`] has found room for.
fn numbers<'a, T>(
    body: &mut Body<'a>,
    count: usize,
    next: impl Fn(&mut Body<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        numbers.push(next(body)?);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Several scripts, figures, two sentences and a quotation.
    const TEXT: &str = "“We are wet to the bone,” said Zoë Müller on 3 May 2021. \
        Вода поднялась на 2,5 метра за ночь. 河水一夜之间上涨了两米。";

    /// A change of the words of this text, or of the form, makes saved documents
    /// unreadable or silently different. Then [`FORMAT`] takes the next version, and
    /// `cargo test --lib write_document_fixture -- --ignored` a file of that version.
    const FIXTURE: &[u8] = include_bytes!("../tests/fixtures/document-1.bin");

    #[test]
    #[ignore = "writes the fixture"]
    fn write_document_fixture() {
        let path = format!(
            "{}/tests/fixtures/document-{}.bin",
            env!("CARGO_MANIFEST_DIR"),
            FORMAT.version
        );
        std::fs::write(path, PortableDocument::new(TEXT).unwrap().to_bytes()).unwrap();
    }

    #[test]
    fn a_document_saved_long_ago_is_the_same() {
        let saved = PortableDocument::from_bytes(FIXTURE).unwrap();
        let now = PortableDocument::new(TEXT).unwrap();
        assert_eq!(saved, now);
        assert_eq!(now.to_bytes(), FIXTURE);
        assert_eq!(now.outline().quoted, [(0, 6)]);
        assert_eq!(now.outline().sentences.len(), 3);
        let figures: Vec<usize> = (0..now.words().len()).filter(|&at| now.is_figure(at)).collect();
        assert_eq!(figures, [10, 12, 16]);
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        for bit in 0..8 * FIXTURE.len() {
            let mut changed = FIXTURE.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(PortableDocument::from_bytes(&changed).is_err(), "bit {bit}");
        }
        for end in 0..FIXTURE.len() {
            assert!(PortableDocument::from_bytes(&FIXTURE[..end]).is_err(), "cut at {end}");
        }
    }

    /// A body whose checksum fits may still hold anything.
    #[test]
    fn every_changed_bit_of_the_body_is_no_panic() {
        let body = &FIXTURE[16..FIXTURE.len() - 8];
        for bit in 0..8 * body.len() {
            let mut changed = body.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(document) = PortableDocument::from_bytes(&FORMAT.seal(&changed)) else {
                continue;
            };
            assert!(document.outline().fits(document.words().len()), "bit {bit}");
            assert_eq!(document.to_bytes(), FORMAT.seal(&changed), "bit {bit}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let whole = PortableDocument::new(TEXT).unwrap();
        let refused = |change: &dyn Fn(&mut PortableDocument)| {
            let mut changed = whole.clone();
            change(&mut changed);
            PortableDocument::from_bytes(&changed.to_bytes()).unwrap_err().to_string()
        };
        let message = refused(&|document| document.bytes = 3);
        assert!(message.contains("words in 3 bytes"), "{message}");
        let message = refused(&|document| *document.figures.last_mut().unwrap() |= 0x80);
        assert!(message.contains("more figures"), "{message}");
        for message in [
            refused(&|document| document.outline.sentences[0] = 1),
            refused(&|document| document.outline.sentences[1] = 0),
            refused(&|document| document.outline.sentences.push(1000)),
            refused(&|document| document.outline.sentences.clear()),
            refused(&|document| document.outline.quoted[0] = (5, 5)),
            refused(&|document| document.outline.quoted[0] = (5, 1000)),
            refused(&|document| document.outline.quoted.push((2, 3))),
        ] {
            assert!(message.contains("out of order"), "{message}");
        }
    }

    proptest! {
        #[test]
        fn any_document_comes_back(text in "(\\PC{0,40}[.!“” \n]){0,6}") {
            let document = PortableDocument::new(&text).unwrap();
            prop_assert_eq!(PortableDocument::from_bytes(&document.to_bytes()).unwrap(), document);
        }

        #[test]
        fn any_bytes_are_no_panic(body: Vec<u8>) {
            if let Ok(document) = PortableDocument::from_bytes(&FORMAT.seal(&body)) {
                prop_assert_eq!(document.to_bytes(), FORMAT.seal(&body));
            }
        }
    }
}
