//! The search in parts: stages as functions of plain values, for engines that spread work
//! over many machines.
//!
//! A [`Detector`](crate::Detector) searches what one machine holds. Here is the same search, cut
//! where an engine such as Spark or Ray, or a sort of files, can take over: each function sees a
//! part of the articles, or what some of them have in common, and the engine does nothing
//! between them but sum, sort and join. The findings are those of one search of all
//! articles: the same pairs, with the same relations, scores bit for bit, passages and clusters.
//!
//! # The stages
//!
//! Articles have *numbers*, in the order of their ids: that order decides which of several stands
//! for the others.
//!
//! | | function | from → to | what the engine does then |
//! |---|---|---|---|
//! | 1 | [`Signer::fingerprint`] | text → fingerprint, count of words | groups by fingerprint: the first is *distinct*, the others have its words |
//! | 2 | [`CorpusStatistics::count`] | distinct texts → how many have each word and run | adds up; drops what is [rare](least_counts) |
//! | | [`Plan::new`] | the sums, and how many are searched → a plan | hands it to all workers |
//! | 3 | [`Signer::sign`] | a searched text → the keys under which it is listed | sorts by key and number |
//! | 4 | [`Proposer`] | listings in that order → pairs with what a key adds; large groups of near-duplicates | adds up by pair |
//! | | [`proposed`] | the sums of a pair → whether it is a candidate | |
//! | 5 | [`Plan::represent`] | large groups that are connected → who represents them, more pairs | sorts the keys of members |
//! | | [`Closest`] | these keys in order → more pairs | drops near pairs of two members; takes the first view of each pair |
//! | 6 | [`Plan::verify`] | candidates and their texts → matches | |
//! | 7 | [`Plan::align`] | at the level near: matches and their texts → passages | |
//! | 8 | [`stars`] | the matches of one connected component → clusters | |
//!
//! *Searched* are distinct articles of [`MIN_WORDS`](crate::verify::MIN_WORDS) words or more. Step
//! 2 is needed at the levels edited and reworded; before step 7 the matching articles are counted.
//! Whatever is cut into parts may be cut anywhere, but where a column says in which order or
//! with what together rows must come.
//!
//! # What only the whole collection knows
//!
//! - How many documents there are, and how many have each word and run of words: in the
//!   statistics. Words of one document and [few](least_counts) documents' runs need not be in them.
//! - How many articles are searched: among 60 or fewer all pairs are compared ([`Plan::new`]).
//! - How many documents have a phrase, and which of a large group come first and next: what
//!   [`Proposer`] sees, as the listings of a key come one after the other. It keeps at most
//!   127 of them, however many there are.
//! - Who represents a large group of near-duplicates: decided for all groups that
//!   have articles in common, [together](Plan::represent), with their texts in memory.
//!
//! # Products
//!
//! What a stage makes is worth nothing to another kernel: words may be split or weighed otherwise.
//! So each product is kept with a [`Stamp`], which a plan [checks](Plan::check).
//!
//! # Not offered
//!
//! Sides, filters by outlet or date, decisions, other tokenizers, a background,
//! and [`all_pairs`](crate::detect::Builder::all_pairs).
//!
//! # Example
//!
//! `tests/stages/engine.rs` of the repository is an engine of two hundred lines: vectors that are
//! sorted.

mod plan;
mod propose;
mod represent;
mod sign;
mod stamp;
mod stars;
mod verify;

pub use plan::{Plan, PlanSettings, least_counts};
pub use propose::{Listing, PairShare, Proposals, Proposer, proposed};
pub use represent::{Closest, MemberKey, Represented};
pub use sign::{Fingerprint, Key, Signed, Signer};
pub use stamp::{KERNEL, Stamp};
pub use stars::stars;
pub use verify::{CandidatePair, FoundPair};

#[cfg(doc)]
use crate::statistics::CorpusStatistics;

/// The number of an article: the greater, the later its id. Numbers need not follow each other
/// without gaps.
pub type Number = u64;
