//! The comparer of near-duplicates: five-word shingles, and nothing else.

use crate::shingle::{NEAR, ShingleTable, rolling_shingles};
use crate::verify::decision::{WORDING, relation_near};
use crate::verify::{Evidence, Verdict};

/// Compares an article by the hashes of its words with another one; holds one
/// article after the other.
#[derive(Default)]
pub(crate) struct NearComparer {
    words: Vec<u64>,
    near: ShingleTable,
    /// Shingles of three words; filled only where there is a match.
    three: ShingleTable,
    has_three: bool,
}

/// Words beyond which the memory of an article is given back after use.
const LARGE: usize = 1 << 11;

impl NearComparer {
    /// Holds these words in place of those before.
    pub fn read(&mut self, words: &[u64]) {
        self.words.clear();
        self.words.extend_from_slice(words);
        self.near.fill(words.len(), rolling_shingles(words, NEAR));
        self.has_three = false;
    }

    /// Gives back the memory of a long article.
    pub fn clear(&mut self) {
        if self.words.len() > LARGE {
            *self = Self::default();
        }
    }

    /// The exact resemblance of the two.
    pub fn resemblance(&self, other: &Self) -> f32 {
        self.near.resemblance(&other.near)
    }

    /// The exact resemblance of the two, which is the score, and what else
    /// their sequences of words say. `None` where it is below `threshold`.
    pub fn compare(&mut self, other: &mut Self, threshold: f32) -> Option<Verdict> {
        let near = self.resemblance(other);
        if near < threshold {
            return None;
        }
        let same = self.words == other.words;
        let (a, b) = (self.three(), other.three());
        let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
        let (resemblance, containment) = a.resemblance_and_containment(b);
        let relation = relation_near(same, resemblance, [short, long]);
        let evidence = Evidence { near, resemblance, containment, ..Evidence::of_sequences() };
        Some(Verdict { relation, score: near, evidence })
    }

    fn three(&mut self) -> &ShingleTable {
        if !std::mem::replace(&mut self.has_three, true) {
            self.three.fill(self.words.len(), rolling_shingles(&self.words, WORDING));
        }
        &self.three
    }
}
