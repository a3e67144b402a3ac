//! Texts → sketches, while they are read.

use std::borrow::Cow;

use super::signature::NearSignature;
use super::sketch::{NearSketch, Sketcher};
use crate::article::{DocumentId, Intake};
use crate::support::hash::text_checksum;
use crate::support::numbered::{Frozen, NumberedVec};
use crate::support::pool::Pool;
use crate::support::spill::{SpillStorage, Spilled};
use crate::text::CheckedTokenizer;

/// Sketches of the texts that are taken in.
pub(crate) struct Sketches {
    sketches: NumberedVec<StoredSketch>,
    sketchers: Pool<Sketcher>,
    storage: SpillStorage,
    tokenizer: CheckedTokenizer,
}

/// A sketch whose signature is in memory or in a temporary file.
pub(super) struct StoredSketch {
    pub fingerprint: u128,
    pub words: u32,
    pub bytes: u32,
    /// Tells whether a text that is read again is the one that was read first.
    pub checksum: u32,
    pub signature: Spilled<Box<NearSignature>>,
}

impl Sketches {
    pub fn new(storage: SpillStorage, tokenizer: CheckedTokenizer) -> Self {
        let sketchers = Pool::new((|_| Sketcher::default()) as fn(usize) -> Sketcher);
        Self { sketches: NumberedVec::default(), sketchers, storage, tokenizer }
    }

    /// How many texts were taken in.
    pub fn len(&self) -> usize {
        self.sketches.len()
    }

    pub(super) fn freeze(self) -> (Frozen<StoredSketch>, SpillStorage, CheckedTokenizer) {
        (self.sketches.freeze(), self.storage, self.tokenizer)
    }

    fn sketch(&self, text: &str, sketcher: &mut Sketcher) -> StoredSketch {
        let NearSketch { fingerprint, words, bytes, signature } =
            sketcher.sketch(text, &self.tokenizer);
        let checksum = text_checksum(text);
        let signature = Spilled::new(Box::new(signature), &self.storage);
        StoredSketch { fingerprint, words, bytes, checksum, signature }
    }
}

impl Intake for Sketches {
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        let sketch = |sketcher: &mut Sketcher| -> Vec<StoredSketch> {
            texts.iter().map(|text| self.sketch(text, sketcher)).collect()
        };
        self.sketches.extend(self.sketchers.with(sketch))
    }
}
