//! The sketch of an article: its near signature, and what tells exact copies.

use super::signature::{BANDS, BINS, NEAR_BANDS, NearSignature};
use crate::candidate::lsh::Bands;
use crate::minhash::MinHasher;
use crate::shingle::{NEAR, rolling_shingles};
use crate::support::hash::fingerprint;
use crate::text::{CheckedTokenizer, Folding, Spelling, Tokens};

/// What is known of an article once it is read at the level
/// [`Near`](crate::verify::Level::Near): 300 bytes that tell whether another
/// may be a near-duplicate, and whether it has the same words.
///
/// Sketches are the same on every machine. Their saved form carries a version,
/// which is raised whenever a text may come out with another sketch than
/// before; sketches of another version are refused.
///
/// ```
/// use nearcopy::detect::near::NearSketch;
///
/// let text = "The river rose by two metres overnight and the old bridge had to be closed. \
///     The mayor asked everyone who lives by the water to leave before dark.";
/// let sketch = NearSketch::new(text)?;
/// let copy = NearSketch::new(&text.replace("dark", "six"))?;
/// assert!(sketch.is_candidate(&copy));
/// assert_ne!(sketch.fingerprint(), copy.fingerprint());
///
/// let bytes = sketch.to_bytes();
/// assert_eq!(NearSketch::from_bytes(&bytes)?, sketch);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearSketch {
    /// Tells articles with the same words.
    pub(crate) fingerprint: u128,
    /// How many words it has, and how many bytes its text.
    pub(crate) words: u32,
    pub(crate) bytes: u32,
    pub(crate) signature: NearSignature,
}

/// Makes sketches, one after the other.
#[derive(Default)]
pub(crate) struct Sketcher {
    hasher: NearHasher,
    word_hasher: WordHasher,
}

/// Makes the signatures of sketches, one after the other.
pub(crate) struct NearHasher {
    hasher: MinHasher,
    bands: Bands,
    minima: [u32; BINS],
}

/// Finds the hashes of a text's words, one text after the other.
#[derive(Default)]
pub(crate) struct WordHasher {
    tokens: Tokens,
    folding: Folding,
    hashes: Vec<u64>,
}

impl WordHasher {
    /// The hashes of the words of `text`.
    pub fn words(&mut self, text: &str, tokenizer: &CheckedTokenizer) -> &[u64] {
        let Self { tokens, folding, hashes } = self;
        tokenizer.words(text, tokens);
        hashes.clear();
        hashes.extend(tokens.own_keys().map(|(at, own_key)| match own_key {
            None => folding.hash(text, tokens.spans(), at),
            Some(key) => Spelling::of_word(key).hash,
        }));
        hashes
    }
}

impl Default for NearHasher {
    fn default() -> Self {
        Self {
            hasher: MinHasher::new(BINS, 1).expect("a valid setting"),
            bands: Bands::new(NEAR_BANDS.0, NEAR_BANDS.1).expect("a valid setting"),
            minima: [0; BINS],
        }
    }
}

impl NearHasher {
    /// The signature of an article of which these are the words' hashes.
    pub fn signature(&mut self, words: &[u64]) -> NearSignature {
        self.hasher.fill(&mut self.minima, rolling_shingles(words, NEAR));
        NearSignature {
            keys: std::array::from_fn::<_, BANDS, _>(|band| {
                (self.bands.key(&self.minima, band) >> 32) as u32
            }),
            minima: self.minima.map(|minimum| minimum as u8),
        }
    }
}

impl Sketcher {
    /// The sketch of an article. Cost: about 4 µs for 500 words.
    pub fn sketch(&mut self, text: &str, tokenizer: &CheckedTokenizer) -> NearSketch {
        let words = self.word_hasher.words(text, tokenizer);
        NearSketch {
            fingerprint: fingerprint(words),
            words: words.len() as u32,
            bytes: text.len() as u32,
            signature: self.hasher.signature(words),
        }
    }
}
