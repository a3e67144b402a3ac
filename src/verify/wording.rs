//! What near-duplicates are told by: five-word shingles, and nothing else.

use super::sequences::THREE;
use super::{Evidence, Relation, Verdict};
use crate::shingle::{NEAR, ShingleTable, rolling_shingles};

/// The wording of an article, by the hashes of its words; that of one article
/// after the other.
#[derive(Default)]
pub(crate) struct Wording {
    words: Vec<u64>,
    near: ShingleTable,
    /// Shingles of three words; filled only where there is a match.
    three: ShingleTable,
    has_three: bool,
}

/// Words beyond which the room that a wording takes is given back after use.
const LARGE: usize = 1 << 11;

impl Wording {
    /// Takes these words in place of those before.
    pub fn read(&mut self, words: &[u64]) {
        self.words.clear();
        self.words.extend_from_slice(words);
        self.near.fill(words.len(), rolling_shingles(words, NEAR));
        self.has_three = false;
    }

    /// Gives back the room of a long article.
    pub fn clear(&mut self) {
        if self.words.len() > LARGE {
            *self = Self::default();
        }
    }

    /// The exact resemblance of the two, which is the score, and what else
    /// their sequences of words say. `None` where it is below `threshold`.
    pub fn compare(&mut self, other: &mut Self, threshold: f32) -> Option<Verdict> {
        let near = self.near.resemblance(&other.near);
        if near < threshold {
            return None;
        }
        let same = self.words == other.words;
        let (a, b) = (self.three(), other.three());
        let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
        let (resemblance, containment) = a.resemblance_and_containment(b);
        let relation = match () {
            () if same => Relation::Exact,
            () if resemblance > 0.5 => Relation::Edited,
            () if short < long / 2 => Relation::Partial,
            () => Relation::Reworded,
        };
        let evidence = Evidence { near, resemblance, containment, ..Evidence::of_sequences() };
        Some(Verdict { relation, score: near, evidence })
    }

    fn three(&mut self) -> &ShingleTable {
        if !std::mem::replace(&mut self.has_three, true) {
            self.three.fill(self.words.len(), rolling_shingles(&self.words, THREE));
        }
        &self.three
    }
}
