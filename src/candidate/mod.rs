//! Stage 4: signatures, phrases and rare words → candidates.
//!
//! Comparing every article with every other is quadratic; this stage proposes
//! the few pairs worth it. No one index proposes every kind of copy, so three
//! [views](View) of an article propose, and a candidate remembers which did:
//!
//! | view | proposes | misses |
//! |---|---|---|
//! | [`Signature`](View::Signature) | copies of the whole text, in groups of any size: banded [LSH](lsh) on MinHash signatures of the content words | partial copies |
//! | [`Phrases`](View::Phrases) | what shares pairs of neighbouring content words that few articles have, and rare words besides | heavy rewording, groups larger than the cap |
//! | [`RareWords`](View::RareWords) | what shares no such pair, but enough rare words, whatever stands between | short extracts |
//!
//! A search adds a fourth, [`Near`](View::Near), so that it finds what the strictest
//! level finds: [`detect::near`](crate::detect::near) proposes those.
//!
//! # The rule
//!
//! Which pairs are compared is a rule R(*a*, *b*, counts) of the two documents and of
//! how many documents of the corpus have each word and each phrase; of nothing else
//! that the corpus holds. So a search of everything, an index that grows and a cluster
//! of machines propose the same pairs of the same corpus. Of a document it takes:
//!
//! - its *content words*: those that at most a tenth of the documents have, or 20 of
//!   them where that is more; where fewer than 40 occurrences are left, all words as
//!   rare as the document's 40 rarest;
//! - 24 *bands* of four minima each of the signature of the content words;
//! - its *phrases*: pairs of neighbours among the content words, whatever stands
//!   between; where there is only one such word, that word;
//! - its *rare words*: the 40 rarest of the content words that two or more documents
//!   have (of equally rare ones those with the greater hash), as far as at most
//!   [`MOST_WITH_WORD`] documents have them.
//!
//! *a* and *b* are compared if they have a band in common, or if
//!
//! > 10 *p* + Σ (10 − ⌊log₂ df(*w*)⌋) ≥ 12 + ⌊min(*c*, 400) / 4⌋
//!
//! where *p* is how many phrases they share that at most [`MOST_WITH_PHRASE`] documents
//! have, the sum goes over the rare words *w* they share, each of which df(*w*)
//! documents have, and *c* is how many content words (counted as often as they occur)
//! the one has that has fewer. [`word_weight`] and [`needed_weight`] are its parts,
//! [`DocumentKeys::proposed_with`] is all of it.
//!
//! The documents are those that are searched: each text once, from 8 words on. A
//! background counts for words, not for phrases.
//!
//! Two exceptions bound the cost or lift it:
//!
//! - Of more than [`FULL_GROUP`] documents with the same band, each is paired with the
//!   first and the next two in the order of their ids, not with every other one. No
//!   rule on the two documents alone can do so: ten thousand near-identical articles
//!   have fifty million pairs that differ in nothing. An index that keeps its groups in
//!   the order of ids proposes the same pairs.
//! - Among 60 documents or fewer every pair is compared.
//!
//! # The recall contract
//!
//! [`proposal_probability`] states, for the default settings, with what
//! probability at least a pair is proposed, by the resemblance of its content
//! words; a test confirms the curve by experiment. That is the part of the bands, the
//! only one with chance in it: over the seeds of a signature, not over runs. The sum is
//! certain: a pair that shares enough is always proposed. A test compares what is
//! proposed with what the rule says of all pairs.
//!
//! How many articles a growing collection has moves the limits of what is common, so
//! that the same two documents may be a candidate in one corpus and none in another:
//! what they share says less where more articles have it.

mod across;
mod content;
mod keys;
pub mod lsh;
mod propose;
pub mod rare;
mod rule;
mod tally;
mod view;

pub(crate) use across::{Across, MIXED};
pub use keys::{DocumentKeys, keys};
#[cfg(feature = "index")]
pub(crate) use keys::{bands_of, rarities_of};
pub use propose::{proposal_probability, propose};
pub(crate) use propose::{propose_across, proposes_every_pair};
pub use rule::{MOST_WITH_PHRASE, MOST_WITH_WORD, PHRASE_WEIGHT, needed_weight, word_weight};
pub use view::{Candidate, View};

use lsh::Bands;

use crate::minhash::MinHasher;

/// The bands of the first view: number and rows.
pub const SIGNATURE_BANDS: (usize, usize) = (24, 4);

/// What makes the signatures of the first view.
fn signature_hasher() -> MinHasher {
    let (bands, rows) = SIGNATURE_BANDS;
    MinHasher::new(bands * rows, 1).expect("a valid setting")
}

/// How they are cut into bands.
fn signature_bands() -> Bands {
    let (bands, rows) = SIGNATURE_BANDS;
    Bands::new(bands, rows).expect("a valid setting")
}

/// Two articles worth comparing, by their position; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The earlier article.
    pub a: u32,
    /// The later article.
    pub b: u32,
}

impl Pair {
    /// Of two articles, whichever is the earlier one.
    pub(crate) fn ordered(one: u32, other: u32) -> Self {
        Self { a: one.min(other), b: one.max(other) }
    }
}

/// Groups up to this size propose every pair of their members.
pub const FULL_GROUP: usize = 24;

/// The pairs that a group of articles with something in common proposes: the
/// articles that are listed under one key.
///
/// Up to `full` articles it is every pair. Of a larger group, each
/// member is paired with the first one and with the next few, so that ten
/// thousand near-identical articles cost ten thousand comparisons and not
/// fifty million. Articles that share several such groups mostly share the
/// first member too, which becomes the centre of their cluster.
fn pairs_of_group<const N: usize>(group: &[[u32; N]], full: usize, pairs: &mut Vec<Pair>) {
    let article = |record: &[u32; N]| record[N - 1];
    let reach = if group.len() <= full { full } else { 2 };
    for (at, a) in group.iter().map(article).enumerate() {
        let nearest = group[at + 1..].iter().take(reach);
        pairs.extend(nearest.map(|b| Pair { a, b: article(b) }));
    }
    if group.len() > full {
        let first = article(&group[0]);
        pairs.extend(group[1 + reach..].iter().map(|b| Pair { a: first, b: article(b) }));
    }
}
