//! Stage 4: signatures and rare shingles → candidates.
//!
//! Comparing every article with every other is quadratic; this stage proposes
//! the few pairs worth it. No one index proposes every kind of copy, so three
//! [views](View) of an article propose, and a candidate remembers which did:
//!
//! | view | proposes | misses |
//! |---|---|---|
//! | [`Signature`](View::Signature) | copies of the whole text, in groups of any size: banded [LSH](lsh) on MinHash signatures of the content words | partial copies |
//! | [`Phrases`](View::Phrases) | anything that shares two pairs of neighbouring content words that few articles have ([join](rare)) | heavy rewording, groups larger than the cap |
//! | [`RareWords`](View::RareWords) | texts that share three of their rarest words, whatever stands between | short extracts |
//!
//! A *content word* is one that at most a tenth of the articles have, counted
//! on the corpus itself.
//!
//! # The recall contract
//!
//! [`proposal_probability`] states, for the default settings, with what
//! probability at least a pair is proposed, by the resemblance of its content
//! words; a test confirms the curve by experiment. That is the first view's
//! part. The other two are certain: a pair that shares what they ask for is
//! always proposed, unless more articles share it than the view looks at.

mod content;
mod keys;
pub mod lsh;
mod propose;
pub mod rare;
mod rule;
mod tally;
mod view;

pub use keys::{DocumentKeys, keys};
pub use propose::{proposal_probability, propose};
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
