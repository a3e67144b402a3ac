//! Stage 5: candidate → evidence, score, relation.
//!
//! Copies and lookalikes share words alike. Two reports on one event share its
//! names, its facts and long quotations; two instalments of a market report
//! share a template. What a copy has and they lack is its source's **own
//! prose, in its source's order**. That is what is measured here, from the
//! words of both articles and never from a sketch.
//!
//! # Method
//!
//! 1. Direct quotations are left out: whoever was there may quote.
//! 2. Sentence is compared with sentence by the words they share. A word
//!    weighs `1 / √(tf in A · tf in B)`: what comes back all over an article
//!    (its subject, and function words of any language) does not tell which
//!    sentence was made from which. That needs no corpus and no list of stop
//!    words. Figures weigh double, and sentences whose figures differ count less.
//! 3. What a sentence shares with the *other* sentences of the other article
//!    on average is taken off: that much any two sentences on the subject share.
//! 4. Gains are added up along the best chain of sentence pairs that goes
//!    forward in both articles ([`Evidence::prose_a`], [`Evidence::prose_b`]:
//!    the share of each article's prose that the other has, in order).
//! 5. Articles much of whose text consists of four-word runs that many
//!    articles of the corpus have are *templates*, and differ in figures and
//!    names alone: there most rare words and figures must agree as well.
//!
//! 6. Words that these two articles have and hardly any other lift the
//!    measure by up to two fifths, as far as the corpus is large enough to
//!    tell what others have ([`Evidence::exclusive`]).
//!
//! The mean of the two shares, `m`, is the measure; a [score](Verdict::score)
//! of 0.5 is at `m` = 0.14.
//!
//! # Cost
//!
//! A first look at the words that both have bounds the score from above; four
//! of five candidates end there, after 6 µs. The others take about 20 µs for
//! articles of 500 words. Very long articles are compared in blocks of sentences, so
//! that no pair takes more than a million comparisons.
//!
//! # When it fails
//!
//! Short articles whose every sentence is about the same thing; copies that
//! reverse the order of everything; a summary in wholly other words. See
//! [`MIN_WORDS`] for what is not judged at all.

mod chain;
mod commonness;
mod evidence;
mod level;
mod meeting;
mod prose;
mod rule;
mod screen;
mod sequences;
mod wording;

pub use commonness::Commonness;
pub use evidence::{Evidence, Relation, Verdict};
pub use level::Level;
pub use prose::{Index, Prose};
pub use rule::{Role, Verifier};
pub(crate) use wording::Wording;

/// Articles with fewer words are never judged, nor reported as identical: so
/// short a text says too little for any measure to tell a copy from chance.
pub const MIN_WORDS: usize = 8;

/// The score from which a pair is a match by default.
pub const DEFAULT_THRESHOLD: f32 = 0.5;
