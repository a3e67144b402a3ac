//! An alignment: passages, and regions that cover both texts.

use super::region::{Change, Region};
use crate::article::Span;

/// How two versions of an article correspond.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Alignment {
    /// The passages that correspond, ordered by their place in A.
    pub passages: Vec<Passage>,
    /// Every byte of both texts, ordered by place in B; text that only A has
    /// stands where it was deleted.
    pub regions: Vec<Region>,
}

impl Alignment {
    /// B, rebuilt from A and from what the regions say is new in B.
    pub fn rebuild_b(&self, a: &str, b: &str) -> String {
        let source = |region: &Region| match region.change {
            Change::Kept | Change::Moved => region.a.of(a),
            _ => region.b.of(b),
        };
        self.regions.iter().map(source).collect()
    }

    /// A, rebuilt from B and from what the regions say was deleted.
    pub fn rebuild_a(&self, a: &str, b: &str) -> String {
        let mut regions: Vec<&Region> = self.regions.iter().collect();
        regions.sort_by_key(|region| (region.a.start, region.a.end));
        let source = |region: &&Region| match region.change {
            Change::Kept | Change::Moved => region.b.of(b),
            _ => region.a.of(a),
        };
        regions.iter().map(source).collect()
    }

    /// The regions that are not [kept](Change::Kept).
    pub fn edits(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(|region| region.change != Change::Kept)
    }

    /// The regions that change what is said, and not only how.
    pub fn substance(&self) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(|region| !region.substance.is_empty())
    }

    /// Checks the [invariants](crate::align#invariants) for the two texts that
    /// were aligned.
    ///
    /// # Errors
    ///
    /// The first violation found, in words. There is none unless this library
    /// has a defect or the texts are others; for tests and fuzzing.
    pub fn validate(&self, a: &str, b: &str) -> Result<(), String> {
        let mut sides = [Vec::new(), Vec::new()];
        let mut kept_to = 0;
        for region in &self.regions {
            let equal = region.a.of(a) == region.b.of(b);
            let (in_a, in_b) = (!region.a.is_empty(), !region.b.is_empty());
            let fits = match region.change {
                Change::Kept | Change::Moved => equal && in_a,
                Change::Respelled | Change::Replaced => !equal && in_a && in_b,
                Change::Inserted => !in_a && in_b,
                Change::Deleted => in_a && !in_b,
            };
            if !fits {
                return Err(format!("{region:?} is not what it says"));
            }
            if region.change == Change::Kept {
                if region.a.start < kept_to {
                    return Err(format!("{region:?} is kept out of order"));
                }
                kept_to = region.a.end;
            }
            sides[0].push(region.a);
            sides[1].push(region.b);
        }
        sides[0].sort_unstable();
        for (spans, text) in sides.iter().zip([a, b]) {
            let mut end = 0;
            for span in spans {
                if span.start != end {
                    return Err(format!("{span} begins elsewhere than at {end}"));
                }
                end = span.end;
            }
            if end as usize != text.len() {
                return Err(format!("the regions end at {end} of {}", text.len()));
            }
        }
        Ok(())
    }
}

/// A stretch of A and the stretch of B that corresponds to it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Passage {
    /// Where it is in A.
    pub a: Span,
    /// Where it is in B.
    pub b: Span,
    /// How the two stretches relate.
    pub kind: PassageKind,
    /// Whether it stands at another place in the order of B than in A.
    pub moved: bool,
    /// How alike the stretches are, 0 to 1: the share of their words, by
    /// weight, that correspond.
    pub score: f32,
}

/// How the two stretches of a [`Passage`] relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum PassageKind {
    /// The same words in the same order.
    Identical,
    /// Mostly the same words in the same order.
    Edited,
    /// The same matter in other words or another order.
    Reworded,
}

impl PassageKind {
    /// The kind as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Edited => "edited",
            Self::Reworded => "reworded",
        }
    }
}
