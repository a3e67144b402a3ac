//! The keys under which a document is listed in an index, and looked up.

use crate::candidate::{DocumentKeys, MOST_WITH_WORD, bands_of, rarities_of};
use crate::corpus::Corpus;
use crate::detect::near::NearHasher;
use crate::support::hash::mix;
use crate::verify::MIN_WORDS;

/// What a document is listed under. The keys of bands say which band they are of.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub bands: Vec<u64>,
    pub near_bands: Vec<u64>,
    /// All words that are rare enough to be among the rarest of some document, by
    /// their hashes: which of them are the rarest of this one changes with the index.
    pub rare_words: Vec<u64>,
    /// What the rule on two documents needs, but for the bands.
    pub rarities: DocumentKeys,
}

impl Keys {
    /// The keys of the document at this place of the corpus; none where it is too short
    /// to be searched.
    pub fn of(corpus: &Corpus, at: u32, hasher: &mut NearHasher) -> Self {
        if (corpus.length(at) as usize) < MIN_WORDS {
            return Self::default();
        }
        let words = corpus.words(at);
        let vocabulary = &corpus.vocabulary;
        let near_hashes: Vec<u64> = corpus.near_hashes(at).collect();
        let near = hasher.signature(&near_hashes);
        let rare = vocabulary.first_in_at_most(MOST_WITH_WORD);
        let mut rare_words: Vec<u32> = words.iter().copied().filter(|&word| word >= rare).collect();
        rare_words.sort_unstable();
        rare_words.dedup();
        Self {
            bands: numbered(bands_of(&words, vocabulary)),
            near_bands: numbered(near.keys().iter().map(|&key| key.into())),
            rare_words: rare_words.into_iter().map(|word| vocabulary.hash(word)).collect(),
            rarities: rarities_of(words, vocabulary),
        }
    }
}

/// Keys that differ from band to band.
fn numbered(keys: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let numbered = |(band, key): (u64, u64)| mix(mix(key).wrapping_add(band));
    (0..).zip(keys).map(numbered).collect()
}
