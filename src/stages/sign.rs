//! A text → its fingerprint, and the keys under which it is listed.

use super::plan::Plan;
use crate::candidate::{PHRASE_WEIGHT, View, keys, needed_weight, word_weight};
use crate::detect::near::Sketcher;
use crate::document::PortableDocument;
use crate::error::Error;
use crate::support::hash::mix;
use crate::text::{CheckedTokenizer, check_length};
use crate::verify::Level;

/// Which articles have the same words, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fingerprint {
    /// The same for texts with the same words in the same order, up to chance.
    pub words_hash: u128,
    /// How many words there are. Of texts without any, none is the same as another.
    pub words: u32,
}

/// A key under which an article is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Key {
    /// Of what kind it is.
    pub view: View,
    /// What articles with something in common have in common.
    pub key: u64,
    /// What it adds to a pair that shares it, in the units of
    /// [`needed_weight`]; 0 where the rule of candidates asks for no more than the key.
    pub weight: u32,
}

impl Key {
    /// A key that [`Signer::sign`] made, from its parts.
    pub const fn new(view: View, key: u64, weight: u32) -> Self {
        Self { view, key, weight }
    }
}

/// The keys of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signed {
    /// All of them, each once.
    pub keys: Vec<Key>,
    /// What the article asks of the weights that another shares with it: see [`needed_weight`].
    pub needed: u32,
}

/// Reads texts, one after the other; keeps a megabyte of words that were met.
#[derive(Default)]
pub struct Signer {
    sketcher: Sketcher,
    tokenizer: CheckedTokenizer,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl Signer {
    /// The fingerprint of a text.
    ///
    /// Cost: about 4 µs for 500 words.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer.
    pub fn fingerprint(&mut self, text: &str) -> Result<Fingerprint, Error> {
        check_length(text)?;
        let sketch = self.sketcher.sketch(text, &self.tokenizer);
        Ok(Fingerprint { words_hash: sketch.fingerprint, words: sketch.words })
    }

    /// The keys of a text that is searched, by this plan.
    ///
    /// Cost: 32 keys and 4 µs for 500 words at the level near; at the others besides 24
    /// keys, up to 40 and one for each content word, and about 60 µs.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text is 4 GiB or longer.
    pub fn sign(&mut self, plan: &Plan, text: &str) -> Result<Signed, Error> {
        check_length(text)?;
        if plan.compares_every_pair() {
            let all = Key { view: View::All, key: 0, weight: 0 };
            return Ok(Signed { keys: vec![all], needed: 0 });
        }
        let mut signed = Signed::default();
        if plan.settings.level != Level::Near {
            signed = of_words(&PortableDocument::new(text)?, plan);
        }
        let sketch = self.sketcher.sketch(text, &self.tokenizer);
        let of_band = |(band, &key): (u64, &u32)| Key {
            view: View::Near,
            key: band << 32 | u64::from(key),
            weight: 0,
        };
        signed.keys.extend((0..).zip(sketch.signature.keys()).map(of_band));
        Ok(signed)
    }
}

/// The keys that follow from the content words of a document.
fn of_words(document: &PortableDocument, plan: &Plan) -> Signed {
    let found = keys(document, &plan.statistics);
    // The same key in another band is another one.
    let band = |(band, &key): (u64, &u64)| Key {
        view: View::Signature,
        key: mix(mix(key).wrapping_add(band)),
        weight: 0,
    };
    let phrase = |&key: &u64| Key { view: View::Phrases, key, weight: PHRASE_WEIGHT };
    let word = |&key: &u64| {
        let weight = word_weight(plan.statistics.word_frequency(key));
        Key { view: View::RareWords, key, weight }
    };
    let bands = (0..).zip(&found.bands).map(band);
    let rarities = found.phrases.iter().map(phrase).chain(found.rare_words.iter().map(word));
    Signed { keys: bands.chain(rarities).collect(), needed: needed_weight(found.content_words) }
}
