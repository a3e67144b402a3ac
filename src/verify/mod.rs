//! Stage 5: candidate → evidence, score, relation.

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
