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
//! 6. Words that these two articles have and hardly any other lift the
//!    measure by up to two fifths, as far as the corpus is large enough to
//!    tell what others have ([`Evidence::exclusive`]).
//!
//! The mean of the two shares, `m`, is the measure; a [score](Verdict::score)
//! of 0.5 is at `m` = 0.14.
//!
//! # Where to find what
//!
//! | file | |
//! |---|---|
//! | `decision` | every number that was chosen; score and relation from the evidence |
//! | `word_index`, `prose` | the words and sums of one article |
//! | `commonness` | runs of words that many articles have |
//! | `overlap` | the words that two articles have in common |
//! | `upper_bound` | how high the measure can be, from these alone |
//! | `chain` | sentence by sentence, and the best chain of pairs |
//! | `sequences` | shingles that both have |
//! | `verifier` | the steps above, for one pair after the other |
//! | `compare` | all of them, for two documents and the statistics of a corpus |
//!
//! # Cost
//!
//! The words that both have give an upper bound of the score; four of five
//! candidates end there, after 6 µs. The others take about 20 µs for
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
mod compare;
pub(crate) mod decision;
mod evidence;
mod level;
mod overlap;
mod prose;
mod sequences;
mod upper_bound;
mod verifier;
mod word_index;

pub use commonness::Commonness;
pub use compare::compare;
pub use decision::{DEFAULT_THRESHOLD, MIN_WORDS};
pub use evidence::{Evidence, Relation, Verdict};
pub use level::Level;
pub use prose::Prose;
pub use verifier::{Role, Verifier};
pub use word_index::WordIndex;
