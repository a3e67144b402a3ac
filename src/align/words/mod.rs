//! Which words of corresponding passages are kept.
//!
//! 1. [*Patience diff*](patience): words that occur once on each side of a
//!    passage are anchors; the heaviest chain of them is kept.
//! 2. [*Dynamic program*](grid): what lies between two anchors is compared
//!    exactly. A lone common word amid rewritten phrases is kept only where
//!    that helps a reader; names, figures and rare words are: their
//!    [*worth*](worth).
//! 3. [*Slide*](slide): insertions and deletions move to where they fill a
//!    sentence, clause or phrase, if the words allow several places. What
//!    separates words, and how strongly, is a [*pause*](pause).
//! 4. [*Moved blocks*](moved): clauses that are left over on both sides, word
//!    for word.
//!
//! The [matcher] takes passage after passage through these steps. Cost:
//! near-linear, and a bounded number of cells of the dynamic program.

mod grid;
mod matcher;
mod moved;
mod pair;
mod patience;
mod pause;
mod slide;
mod worth;

pub(super) use matcher::WordMatcher;
pub(super) use pair::{MatchedRun, NumberedText, TextPair};
pub(super) use pause::Pause;
