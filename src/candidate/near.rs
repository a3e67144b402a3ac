use std::sync::LazyLock;

use super::lsh::{Bands, candidates_by_key};
use super::{FULL_NEAR_GROUP, Pair};
use crate::article::Span;
use crate::fingerprint::fingerprint;
use crate::minhash::MinHasher;
use crate::shingle::near_shingles;
use crate::text::{Folding, word_spans};

/// The bands for near-duplicates, number and rows: a pair of resemblance 0.7
/// is proposed with probability 0.9998, one of 0.3 with 0.23.
pub const NEAR_BANDS: (usize, usize) = (32, 4);

const BANDS: usize = NEAR_BANDS.0;
const BINS: usize = NEAR_BANDS.0 * NEAR_BANDS.1;

/// What is kept of an article to find its near-duplicates: 300 bytes.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    /// Tells articles with the same words.
    pub fingerprint: u128,
    /// How many words it has, and how many bytes its text.
    pub words: u32,
    pub bytes: u32,
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
    spans: Vec<Span>,
    folding: Folding,
    hashes: Vec<u64>,
}

impl Reading {
    /// The hashes of the words of `text`.
    pub fn words(&mut self, text: &str) -> &[u64] {
        let Self { spans, folding, hashes } = self;
        spans.clear();
        word_spans(text, spans);
        hashes.clear();
        hashes.extend((0..spans.len()).map(|at| folding.hash(text, spans, at)));
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
    pub fn sketch(&mut self, text: &str) -> Sketch {
        let words = self.reading.words(text);
        self.hasher.fill(&mut self.minima, near_shingles(words));
        Sketch {
            fingerprint: fingerprint(words),
            words: words.len() as u32,
            bytes: text.len() as u32,
            keys: std::array::from_fn(|band| (self.bands.key(&self.minima, band) >> 32) as u32),
            minima: self.minima.map(|minimum| minimum as u8),
        }
    }
}

/// Words from which an estimate is trusted to say no: with few, one shingle
/// more or less moves it far.
const ENOUGH: u32 = 200;

impl Sketch {
    /// Whether the two are proposed as candidates.
    pub fn shares_key(&self, other: &Self) -> bool {
        self.keys.iter().zip(&other.keys).any(|(a, b)| a == b)
    }

    /// Whether the articles' resemblance may be `least`, as far as the sketches
    /// tell: one that has it is taken for one that has not in less than one
    /// case in a million (five standard errors).
    fn may_reach(&self, other: &Self, least: f32) -> bool {
        if self.words.min(other.words) < ENOUGH {
            return true;
        }
        static ERRORS: LazyLock<f32> = LazyLock::new(|| 5.0 / (BINS as f32).sqrt());
        let equal = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        equal as f32 / BINS as f32 >= least - (least * (1.0 - least)).sqrt() * *ERRORS
    }
}

/// The pairs among `articles` that have a key in common, and how many of them
/// may have the resemblance `least`: those are returned, ordered, each once.
pub(crate) fn propose_near<'s>(
    articles: usize,
    sketch: impl Fn(usize) -> &'s Sketch + Sync,
    least: f32,
) -> (usize, Vec<Pair>) {
    let key = |article: usize, band: usize| Some(sketch(article).keys[band]);
    let mut pairs = candidates_by_key(articles, BANDS, FULL_NEAR_GROUP, key);
    let proposed = pairs.len();
    pairs.retain(|pair| sketch(pair.a as usize).may_reach(sketch(pair.b as usize), least));
    (proposed, pairs)
}
