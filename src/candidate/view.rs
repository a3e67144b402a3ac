//! What made a pair a candidate.

use std::fmt;
use std::str::FromStr;

use super::Pair;
use crate::error::Error;

/// What made a pair a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum View {
    /// The corpus is so small that every pair is compared.
    All,
    /// The pair was listed by the caller.
    Listed,
    /// MinHash signatures of the content words agree in a band.
    Signature,
    /// Pairs of neighbouring content words are shared that few articles have, and
    /// with the rare words that are shared they weigh [enough](super#the-rule).
    Phrases,
    /// No such pair is shared, but rare words that weigh enough.
    RareWords,
    /// MinHash signatures of the five-word shingles agree in a band, as those of
    /// near-duplicates do: [`detect::near`](crate::detect::near) says which pairs of
    /// large groups are left out.
    Near,
    /// As [`Near`](Self::Near), and one of the pairs of large groups that only
    /// [`Builder::all_pairs`](crate::detect::Builder::all_pairs) asks for. Clusters do
    /// not depend on these.
    Group,
}

impl View {
    /// Every view, in the order in which a candidate remembers the first.
    pub const ALL: [Self; 7] = [
        Self::All,
        Self::Listed,
        Self::Signature,
        Self::Phrases,
        Self::RareWords,
        Self::Near,
        Self::Group,
    ];

    /// The view as a lower-case name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Listed => "listed",
            Self::Signature => "signature",
            Self::Phrases => "phrases",
            Self::RareWords => "rare-words",
            Self::Near => "near",
            Self::Group => "group",
        }
    }
}

impl FromStr for View {
    type Err = Error;

    /// The view of this [name](Self::name).
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|view| view.name() == name).ok_or_else(|| Error::Setting {
            name: "view",
            value: format!("{name:?}"),
            allowed: "all, listed, signature, phrases, rare-words, near or group",
        })
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A pair that the index proposes, and the first view that did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Candidate {
    /// The two articles.
    pub pair: Pair,
    /// What made them a candidate; the first of the views, in their order,
    /// where several did.
    pub view: View,
}
