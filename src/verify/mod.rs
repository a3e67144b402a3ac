//! Stage 5: candidate → evidence, score, relation.

use crate::corpus::{Document, Vocabulary};
use crate::shingle::{ShingleSet, shingles};

/// Articles with fewer words are never judged: so short a text says too
/// little for any measure to tell a copy from chance.
pub const MIN_WORDS: usize = 20;

/// What kind of copy a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same words in the same order.
    Exact,
    /// Most sentences kept as they were; some words or sentences changed.
    Edited,
    /// The same article told in other words, sentence by sentence.
    Reworded,
    /// A part of one is in the other; the rest of the longer is its own.
    Partial,
}

impl Relation {
    /// The relation as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Edited => "edited",
            Self::Reworded => "reworded",
            Self::Partial => "partial",
        }
    }
}

/// The figures behind a match, computed from the two texts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Jaccard resemblance of the two sets of word 3-shingles, 0 to 1.
    pub resemblance: f32,
    /// Share of the smaller article's word 3-shingles that the other has, 0 to 1.
    pub containment: f32,
}

impl Evidence {
    /// Every figure with its name, in a fixed order, for those who print them.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, f32)> {
        [("resemblance", self.resemblance), ("containment", self.containment)].into_iter()
    }

    /// The evidence in a sentence that a person reads.
    pub fn sentence(&self) -> String {
        format!(
            "{:.0} % of the shorter article's three-word sequences are in the other",
            self.containment * 100.0
        )
    }
}

/// What verification says of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What kind of copy it would be.
    pub relation: Relation,
    /// How sure it is that one is a copy of the other, 0 to 1.
    pub score: f32,
    /// The figures behind it.
    pub evidence: Evidence,
}

/// Compares two articles.
pub fn verify(a: &Document, b: &Document, vocabulary: &Vocabulary) -> Verdict {
    let set = |document: &Document| {
        let hashes: Vec<u64> = document.words.iter().map(|&word| vocabulary.hash(word)).collect();
        ShingleSet::new(shingles(&hashes, 3))
    };
    let (a, b) = (set(a), set(b));
    let resemblance = a.resemblance(&b) as f32;
    let containment = a.containment_in(&b).max(b.containment_in(&a)) as f32;
    let relation = if resemblance > 0.5 { Relation::Edited } else { Relation::Reworded };
    let score = (containment * 2.0).min(1.0);
    Verdict { relation, score, evidence: Evidence { resemblance, containment } }
}
