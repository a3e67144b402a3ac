mod sketch;

use std::borrow::Cow;
use std::ops::Range;

use super::lsh::{Bands, band_passes, candidates_by_key};
use super::{FULL_NEAR_GROUP, Pair};
use crate::minhash::MinHasher;
use crate::progress::{Progress, Stage};
use crate::shingle::{NEAR, rolling_shingles};
use crate::support::hash::fingerprint;
use crate::support::spill::{SpillRecord, from_bytes, to_bytes};
use crate::text::{CheckedTokenizer, Folding, Spelling, Tokens};

/// The bands for near-duplicates, number and rows: a pair of resemblance 0.7
/// is proposed with probability 0.9998, one of 0.3 with 0.23.
pub const NEAR_BANDS: (usize, usize) = (32, 4);

const BANDS: usize = NEAR_BANDS.0;
const BINS: usize = NEAR_BANDS.0 * NEAR_BANDS.1;

/// What is known of an article once it is read at the level
/// [`Near`](crate::verify::Level::Near): 300 bytes that tell whether another
/// may be a near-duplicate, and whether it has the same words.
///
/// Sketches are the same on every machine. Their saved form carries a version,
/// which is raised whenever a text may come out with another sketch than
/// before; sketches of another version are refused.
///
/// ```
/// use nearcopy::candidate::NearSketch;
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

/// What finds an article's near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NearSignature {
    /// A key for each band. Of two keys in four thousand million that differ,
    /// one pair looks the same, and is dropped when the texts are compared.
    keys: [u32; BANDS],
    /// The last eight bits of each minimum (b-bit minwise hashing of Li and
    /// König, WWW 2010).
    minima: [u8; BINS],
}

/// Makes sketches, one after the other.
pub(crate) struct Sketcher {
    hasher: MinHasher,
    bands: Bands,
    reading: Reading,
    minima: [u32; BINS],
}

/// Reads texts as hashes of their words.
#[derive(Default)]
pub(crate) struct Reading {
    tokens: Tokens,
    folding: Folding,
    hashes: Vec<u64>,
}

impl Reading {
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

impl Default for Sketcher {
    fn default() -> Self {
        Self {
            hasher: MinHasher::new(BINS, 1).expect("a valid setting"),
            bands: Bands::new(NEAR_BANDS.0, NEAR_BANDS.1).expect("a valid setting"),
            reading: Reading::default(),
            minima: [0; BINS],
        }
    }
}

impl Sketcher {
    /// The sketch of an article. Cost: about 4 µs for 500 words.
    pub fn sketch(&mut self, text: &str, tokenizer: &CheckedTokenizer) -> NearSketch {
        let words = self.reading.words(text, tokenizer);
        self.hasher.fill(&mut self.minima, rolling_shingles(words, NEAR));
        NearSketch {
            fingerprint: fingerprint(words),
            words: words.len() as u32,
            bytes: text.len() as u32,
            signature: NearSignature {
                keys: std::array::from_fn(|band| (self.bands.key(&self.minima, band) >> 32) as u32),
                minima: self.minima.map(|minimum| minimum as u8),
            },
        }
    }
}

/// Words from which an estimate is trusted to say no: with few, one shingle
/// more or less moves it far.
const ENOUGH: u32 = 200;

impl NearSignature {
    /// Whether the two have the key of a band in common.
    fn shares_key(&self, other: &Self) -> bool {
        self.keys.iter().zip(&other.keys).any(|(a, b)| a == b)
    }

    /// How many of the minima are equal.
    fn equal_minima(&self, other: &Self) -> usize {
        self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count()
    }
}

/// How often a pair that has the least resemblance may be taken for one that has not.
const MISSED: f64 = 1e-7;

/// The number of equal minima below which a pair of resemblance `least` has them
/// less often than [`MISSED`]: the exact tail of the binomial distribution, which
/// is far from a normal one where `least` is near 1.
fn least_equal(least: f32) -> usize {
    let least = f64::from(least);
    // The probabilities of as many equal minima as there are bins, of one fewer,
    // and so on, each made of the one before.
    let mut probability = least.powi(BINS as i32);
    let mut at_least = 0.0;
    for equal in (0..=BINS).rev() {
        at_least += probability;
        if at_least >= 1.0 - MISSED {
            return equal;
        }
        let (equal, unequal) = (equal as f64, (BINS - equal) as f64);
        probability *= equal / (unequal + 1.0) * (1.0 - least) / least;
    }
    0
}

impl SpillRecord for Box<NearSignature> {
    fn length(&self) -> usize {
        BANDS + BINS / 4
    }

    fn to_numbers(&self) -> Vec<u32> {
        self.keys.into_iter().chain(from_bytes(&self.minima)).collect()
    }

    fn from_numbers(mut numbers: impl Iterator<Item = u32>) -> Self {
        let keys = std::array::from_fn(|_| numbers.next().unwrap_or_default());
        let minima = to_bytes(numbers);
        let minima = std::array::from_fn(|bin| minima.get(bin).copied().unwrap_or_default());
        Self::new(NearSignature { keys, minima })
    }
}

/// The pairs among `articles` that have a key in common, and how many of them
/// may have the resemblance `least`: those are returned, ordered, each once.
pub(crate) fn propose_near<'s>(
    articles: usize,
    signature: impl Fn(usize) -> Cow<'s, Box<NearSignature>> + Sync,
    words: impl Fn(usize) -> u32,
    least: f32,
    progress: &dyn Progress,
) -> (usize, Vec<Pair>) {
    let least_equal = least_equal(least);
    let keys = |article: u32, bands: Range<usize>, out: &mut Vec<[u32; 2]>| {
        out.extend(signature(article as usize).keys[bands].iter().map(|&key| [key, article]));
    };
    progress.begin(Stage::Candidates, articles * band_passes(BANDS));
    let mut pairs = candidates_by_key(articles, BANDS, FULL_NEAR_GROUP, keys, progress);
    let proposed = pairs.len();
    pairs.retain(|&Pair { a, b }| {
        let (a, b) = (a as usize, b as usize);
        words(a).min(words(b)) < ENOUGH || signature(a).equal_minima(&signature(b)) >= least_equal
    });
    (proposed, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::hash::mix;

    /// By experiment: pairs that have the resemblance are hardly ever taken for
    /// others, and most that are far from it are.
    #[test]
    fn the_least_number_of_equal_minima_is_a_tail() {
        assert_eq!(least_equal(1.0), BINS);
        assert_eq!(least_equal(0.0), 0);
        let mut random = 7u64;
        let mut equal = |resemblance: f64| {
            let is_equal = |_: &usize| {
                random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
                (random as f64 / u64::MAX as f64) < resemblance
            };
            (0..BINS).filter(is_equal).count()
        };
        for least in [0.3f32, 0.7, 0.9, 0.95, 0.99, 0.999] {
            let limit = least_equal(least);
            assert!((0..20_000).all(|_| equal(f64::from(least)) >= limit), "{least}");
            let far = f64::from(least) - 0.35;
            let dropped = (0..1000).filter(|_| equal(far) < limit).count();
            assert!(far < 0.0 || dropped > 900, "{least}: {dropped}");
        }
    }

    #[test]
    fn a_signature_survives_as_numbers() {
        let text = (0..300).map(|n| format!("word{n} ")).collect::<String>();
        let signature =
            Box::new(Sketcher::default().sketch(&text, &CheckedTokenizer::default()).signature);
        let numbers = signature.to_numbers();
        assert_eq!(numbers.len(), signature.length());
        assert_eq!(Box::from_numbers(numbers.into_iter()), signature);
    }
}
