//! Sketches of near-duplicates as values: made alone, compared, saved.

use std::sync::Arc;

use super::signature::{BANDS, BINS, NearSignature};
use super::sketch::{NearSketch, Sketcher};
use crate::error::Error;
use crate::support::saved::Format;
use crate::text::{CheckedTokenizer, Tokenizer, check_length};

/// How a sketch is saved: `fingerprint: u128 | words: u32 | bytes: u32 | key of
/// each band: u32 | last byte of each minimum: u8`.
const FORMAT: Format = Format { name: "near sketch", magic: *b"NCne", version: 1 };

impl NearSketch {
    /// The sketch of a text, its words found by the default tokenizer.
    ///
    /// Cost: about 4 µs for 500 words, and the memory of a sketcher, 1 MB.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer.
    pub fn new(text: &str) -> Result<Self, Error> {
        Self::of(text, &CheckedTokenizer::default())
    }

    /// The sketch of a text, its words found by this tokenizer. Sketches made
    /// with different tokenizers have nothing to say to each other.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer, or the tokenizer's
    /// words break the rules of [`Tokenizer`].
    pub fn with(tokenizer: impl Tokenizer + 'static, text: &str) -> Result<Self, Error> {
        Self::of(text, &CheckedTokenizer::new(Some(&(Arc::new(tokenizer) as _))))
    }

    fn of(text: &str, tokenizer: &CheckedTokenizer) -> Result<Self, Error> {
        check_length(text)?;
        let sketch = Sketcher::default().sketch(text, tokenizer);
        tokenizer.check().map(|()| sketch)
    }

    /// Whether a search at the level `Near` would compare the two articles: with
    /// the probability that [`NEAR_BANDS`](super::NEAR_BANDS) states.
    pub fn is_candidate(&self, other: &Self) -> bool {
        self.signature.shares_key(&other.signature)
    }

    /// A hash of the words in their order: articles with the same one have the
    /// same words.
    pub fn fingerprint(&self) -> u128 {
        self.fingerprint
    }

    /// How many words the article has.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// How many bytes its text has.
    pub fn bytes(&self) -> u32 {
        self.bytes
    }

    /// The sketch as 304 bytes, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(24 + 4 * BANDS + BINS);
        body.extend(self.fingerprint.to_le_bytes());
        body.extend(self.words.to_le_bytes());
        body.extend(self.bytes.to_le_bytes());
        body.extend(self.signature.keys.iter().flat_map(|key| key.to_le_bytes()));
        body.extend(self.signature.minima);
        FORMAT.seal(&body)
    }

    /// The sketch that [`to_bytes`](Self::to_bytes) saved.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the bytes are damaged, of another version, or
    /// something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut body = FORMAT.open(bytes)?;
        let fingerprint = u128::from(body.u64()?) | u128::from(body.u64()?) << 64;
        let (words, bytes) = (body.u32()?, body.u32()?);
        let mut keys = [0; BANDS];
        for key in &mut keys {
            *key = body.u32()?;
        }
        let mut minima = [0; BINS];
        minima.copy_from_slice(body.take(BINS)?);
        body.end()?;
        if words > bytes {
            return Err(FORMAT.corrupt(format!("it has {words} words in {bytes} bytes of text")));
        }
        Ok(Self { fingerprint, words, bytes, signature: NearSignature { keys, minima } })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Several scripts, and words of more than sixteen bytes.
    const TEXT: &str = "“We are wet to the bone,” said Zoë Müller on 3 May 2021, incomprehensibly. \
        Вода поднялась на 2,5 метра за ночь. 河水一夜之间上涨了两米。";

    /// Saved by the version in its name; see `document.rs` for when there is another.
    const FIXTURE: &[u8] = include_bytes!("../../../tests/fixtures/near-sketch-1.bin");

    #[test]
    #[ignore = "writes the fixture"]
    fn write_near_sketch_fixture() {
        let path = format!(
            "{}/tests/fixtures/near-sketch-{}.bin",
            env!("CARGO_MANIFEST_DIR"),
            FORMAT.version
        );
        std::fs::write(path, NearSketch::new(TEXT).unwrap().to_bytes()).unwrap();
    }

    #[test]
    fn a_sketch_saved_long_ago_is_the_same() {
        let now = NearSketch::new(TEXT).unwrap();
        assert_eq!(NearSketch::from_bytes(FIXTURE).unwrap(), now);
        assert_eq!(now.to_bytes(), FIXTURE);
        assert_eq!(FIXTURE.len(), 304);
        assert_eq!(now.bytes() as usize, TEXT.len());
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        for bit in 0..8 * FIXTURE.len() {
            let mut changed = FIXTURE.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(NearSketch::from_bytes(&changed).is_err(), "bit {bit}");
        }
        for end in 0..FIXTURE.len() {
            assert!(NearSketch::from_bytes(&FIXTURE[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn more_words_than_bytes_are_refused() {
        let sketch = NearSketch { words: 9, bytes: 8, ..NearSketch::new(TEXT).unwrap() };
        let message = NearSketch::from_bytes(&sketch.to_bytes()).unwrap_err().to_string();
        assert!(message.contains("9 words in 8 bytes"), "{message}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_sketch_comes_back(text in "(\\PC{0,40}[.!“” \n]){0,6}") {
            let sketch = NearSketch::new(&text).unwrap();
            prop_assert_eq!(NearSketch::from_bytes(&sketch.to_bytes()).unwrap(), sketch);
        }
    }
}
