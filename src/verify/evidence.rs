use std::fmt;

use crate::error::Error;

/// What kind of copy a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Relation {
    /// The same words in the same order.
    Exact,
    /// Most of the text kept as it was: the articles share more than half of
    /// all their three-word sequences.
    Edited,
    /// The same article told in other words, sentence by sentence.
    Reworded,
    /// A part of one is in the other, or one is a digest of the other; the
    /// rest of the longer is its own.
    Partial,
}

impl Relation {
    /// Every relation, the closest first.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Edited, Self::Reworded, Self::Partial];

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

impl std::str::FromStr for Relation {
    type Err = Error;

    /// The relation of this [name](Self::name).
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| Error::Setting {
            name: "relation",
            value: format!("{text:?}"),
            allowed: "exact, edited, reworded or partial",
        })
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What verification says of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Verdict {
    /// What kind of copy it is, if it is one.
    pub relation: Relation,
    /// How sure it is that one is a copy of the other, 0 to 1.
    pub score: f32,
    /// The figures behind it.
    pub evidence: Evidence,
}

/// The figures behind a match, computed from the two texts. All are shares
/// from 0 to 1 unless they say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Evidence {
    /// Share of A's unquoted prose, by weight, that B has in the same order.
    pub prose_a: f32,
    /// Share of B's unquoted prose, by weight, that A has in the same order.
    pub prose_b: f32,
    /// The prose that corresponds, in words: mean of both articles.
    pub words: f32,
    /// How far their rarest words are the same: near 1 where both have words
    /// that hardly any other article of the corpus has.
    pub exclusive: f32,
    /// Resemblance (Jaccard) of the two sets of three-word shingles.
    pub resemblance: f32,
    /// Resemblance (Jaccard) of the two sets of five-word shingles: what the
    /// field calls near-duplicate from 0.7 on.
    pub near: f32,
    /// Containment: the share of the smaller set of three-word shingles that
    /// the other article has.
    pub containment: f32,
    /// Share of the quoted three-word sequences of the article that quotes
    /// less that the other article has.
    pub quotations: f32,
    /// Share of the two articles' words that stand in four-word runs common
    /// in the corpus.
    pub commonness: f32,
    /// Whether only sequences of words were compared, as at the level
    /// [`Near`](super::Level::Near): of the figures, only
    /// [`resemblance`](Self::resemblance), [`near`](Self::near) and
    /// [`containment`](Self::containment) were measured.
    pub sequences_alone: bool,
}

impl Evidence {
    /// Evidence of which only sequences are to be measured.
    pub(crate) fn of_sequences() -> Self {
        Self { sequences_alone: true, ..Self::default() }
    }

    /// Every figure that was measured: its name, its value and what it means, in a fixed order.
    pub fn explained(&self) -> impl Iterator<Item = (&'static str, f32, &'static str)> {
        [
            ("prose_a", self.prose_a, "share of A's own prose that B has in the same order"),
            ("prose_b", self.prose_b, "share of B's own prose that A has in the same order"),
            ("words", self.words, "words of prose that correspond"),
            ("exclusive", self.exclusive, "how far their rarest words are the same"),
            ("resemblance", self.resemblance, "of all three-word sequences, those in both"),
            ("near", self.near, "of all five-word sequences, those in both"),
            ("containment", self.containment, "of the smaller set of three-word sequences"),
            ("quotations", self.quotations, "of the quoted sequences of the one that quotes less"),
            ("commonness", self.commonness, "share of words in runs that many articles have"),
        ]
        .into_iter()
        .filter(|(name, ..)| {
            !self.sequences_alone || matches!(*name, "resemblance" | "near" | "containment")
        })
    }

    /// Every figure with its name, in a fixed order, for those who print them.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, f32)> {
        self.explained().map(|(name, value, _)| (name, value))
    }

    /// The evidence in a sentence that a person reads.
    pub fn sentence(&self) -> String {
        let percent = |share: f32| (share * 100.0).round();
        if self.sequences_alone {
            return format!(
                "{} % of five-word sequences are the same, and {} % of three-word ones",
                percent(self.near),
                percent(self.resemblance),
            );
        }
        let mut sentence = format!(
            "{} % of A's own prose is in B in the same order, {} % of B's in A; {} % of \
             three-word sequences are the same",
            percent(self.prose_a),
            percent(self.prose_b),
            percent(self.resemblance),
        );
        if self.quotations > 0.0 {
            sentence += &format!(", and {} % of the quoted ones", percent(self.quotations));
        }
        if self.commonness > 0.05 {
            let common = percent(self.commonness);
            sentence += &format!("; {common} % of the words stand in phrases common here");
        }
        sentence
    }
}
