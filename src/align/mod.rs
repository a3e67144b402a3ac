//! Stage 7: match → passages and the edits inside them.
//!
//! [`Alignment`] says three things about two versions of an article: which
//! [`Passage`]s of one correspond to which of the other, what was
//! [changed](Change) word by word, and what stands on one side only.
//!
//! # The law of the regions
//!
//! [`Alignment::regions`] covers both texts without gap or overlap: each byte
//! of A lies in exactly one region's `a`, each byte of B in exactly one
//! region's `b`. Regions that are [kept](Change::Kept) or
//! [moved](Change::Moved) hold the same bytes on both sides. So B can be
//! rebuilt from A, the regions, and the text that B adds; and the reverse.

use crate::article::Span;

/// How two versions of an article correspond.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// The passages that correspond, ordered by their place in A.
    pub passages: Vec<Passage>,
    /// Every byte of both texts, ordered by place in B; text that only A has
    /// stands where it was lost.
    pub regions: Vec<Region>,
}

/// A stretch of A and the stretch of B that corresponds to it.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// A stretch of both texts that was changed in one way, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// What happened to it.
    pub change: Change,
    /// The bytes of A; empty where text was inserted.
    pub a: Span,
    /// The bytes of B; empty where text was deleted.
    pub b: Span,
}

/// What happened to a [`Region`] on the way from A to B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same bytes on both sides, in the same order as their neighbours.
    Kept,
    /// The same bytes on both sides, at another place in the order.
    Moved,
    /// The same words, written otherwise: case, accents, quotation marks,
    /// dashes, spacing, or the punctuation between them.
    Respelled,
    /// Other words on both sides.
    Replaced,
    /// Only in B.
    Inserted,
    /// Only in A.
    Deleted,
}

impl Change {
    /// The change as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Respelled => "respelled",
            Self::Replaced => "replaced",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
        }
    }
}
