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
//! 5. What other articles have too is no evidence: a word counts the less the more of
//!    them have the four-word run that it stands in ([`Evidence::own_words`]). Nor is
//!    what fills the slots of a form: figures that differ although the words around
//!    them are the same speak against a copy. How evenly what corresponds is spread
//!    over the shorter article, and words that hardly any third article has, speak for one.
//! 6. A logistic regression on these makes the [score](Verdict::score): the probability
//!    that a reader calls the pair a copy ([`Model`]). Without a large corpus, another one
//!    that needs none takes its part.
//!
//! Near-duplicates go before that: articles that share half of their three-word
//! sequences are copies if no figure conflicts.
//!
//! # Where to find what
//!
//! | file | |
//! |---|---|
//! | `decision` | every number that was chosen; the rules; the relation from the evidence |
//! | `model` | the probability from the evidence; its coefficients are in `model.tsv` |
//! | `word_index`, `prose` | the words and sums of one article |
//! | `commonness` | runs of words that other articles have |
//! | `overlap` | the words that two articles have in common |
//! | `sentence_table` | sentence by sentence: what they share and gain, and how high the measure can be |
//! | `chain` | the best chain of pairs of sentences |
//! | `own_prose` | what of the prose that corresponds no third article has |
//! | `figures` | figures that agree or conflict, by the words around them |
//! | `slots` | spots where a few words were replaced, and lists of names |
//! | `sequences` | shingles that both have |
//! | `place_table` | places of an article, found by what stands there |
//! | `verifier` | the steps above, for one pair after the other |
//! | `compare` | all of them, for two documents and the statistics of a corpus |
//!
//! # Cost
//!
//! What sentences share gives an upper bound of the score, and four candidates of ten end
//! there, after a third of the time that a pair takes which is compared to the end. Very
//! long articles are compared in blocks of sentences, so that no pair takes more than a
//! million comparisons.
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
mod figures;
mod level;
mod model;
mod overlap;
mod own_prose;
mod place_table;
mod prose;
mod sentence_table;
mod sequences;
mod slots;
mod verifier;
mod word_index;

pub use commonness::Commonness;
pub use compare::compare;
pub use decision::{DEFAULT_THRESHOLD, MIN_WORDS};
pub use evidence::{Evidence, Relation, Verdict};
pub use level::Level;
pub use model::{Feature, Model, Rule};
pub use prose::Prose;
pub use verifier::{Role, Verifier};
pub use word_index::WordIndex;
