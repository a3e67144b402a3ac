//! What near-duplicates are told by: five-word shingles, and nothing else.

use std::cell::OnceCell;

use super::sequences::THREE;
use super::{Evidence, Relation, Verdict};
use crate::shingle::{ShingleTable, near_shingles, shingles};

/// The wording of an article, by the hashes of its words.
pub(crate) struct Wording {
    words: Vec<u64>,
    near: ShingleTable,
    /// Shingles of three words; asked for only where there is a match.
    three: OnceCell<ShingleTable>,
}

impl Wording {
    pub fn new(words: &[u64]) -> Self {
        let mut near = ShingleTable::default();
        near.fill(words.len(), near_shingles(words));
        Self { words: words.to_vec(), near, three: OnceCell::new() }
    }

    /// The exact resemblance of the two, which is the score, and what else
    /// their sequences of words say. `None` where it is below `threshold`.
    pub fn compare(&self, other: &Self, threshold: f32) -> Option<Verdict> {
        let near = self.near.resemblance(&other.near);
        if near < threshold {
            return None;
        }
        let (a, b) = (self.three(), other.three());
        let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
        let (resemblance, containment) = a.resemblance_and_containment(b);
        let relation = match () {
            () if self.words == other.words => Relation::Exact,
            () if resemblance > 0.5 => Relation::Edited,
            () if short < long / 2 => Relation::Partial,
            () => Relation::Reworded,
        };
        let evidence = Evidence { near, resemblance, containment, ..Evidence::of_sequences() };
        Some(Verdict { relation, score: near, evidence })
    }

    fn three(&self) -> &ShingleTable {
        self.three.get_or_init(|| {
            let mut three = ShingleTable::default();
            three.fill(self.words.len(), shingles(&self.words, THREE));
            three
        })
    }
}
