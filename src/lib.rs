//! Finds near-duplicate articles (exact, edited, *reworded*, partial) and shows
//! exactly what was changed.
//!
//! ```
//! use nearcopy::{Article, Detector};
//!
//! let first = "The river rose by two metres overnight, and the old bridge had to be closed. \
//!     The mayor asked everyone who lives by the water to leave before dark. Schools will \
//!     stay shut until the end of the week, the council decided on Monday.";
//! let second = "The river rose two metres during the night, so the old bridge had to be closed. \
//!     The mayor asked everyone who lives by the water to leave before nightfall. Schools \
//!     stay shut until the week is over, the council decided on Monday.";
//! let articles = [Article::new("morning", first), Article::new("evening", second)];
//!
//! let findings = Detector::builder().build()?.detect(&articles)?;
//! let found = &findings.matches[0];
//! let (a, b) = (articles[found.a].text(), articles[found.b].text());
//! println!("{} copy, score {:.2}: {}", found.relation, found.score, found.evidence.sentence());
//!
//! let alignment = found.alignment.as_ref().unwrap();
//! assert_eq!(alignment.rebuild_b(a, b), b);
//! # Ok::<(), nearcopy::Error>(())
//! ```
//!
//! # The stages
//!
//! Data flows one way, and each stage is a module that can be used alone:
//!
//! | | module | from → to |
//! |---|---|---|
//! | | [`article`] | the nouns that every stage shares |
//! | | [`about`], [`date`] | what is known of an article beside its text |
//! | 1 | [`text`], [`corpus`] | text → words with byte spans; all words as numbers |
//! | | [`statistics`] | texts → how many documents have a word, or a run of words |
//! | 2 | [`shingle`] | words → shingle sets |
//! | 3 | [`minhash`] | shingle set → signature |
//! | 4 | [`candidate`] | signatures, phrases and rare words → candidates |
//! | 5 | [`verify`] | candidate → evidence, score, relation |
//! | 6 | [`cluster`] | matches → clusters, each with a representative |
//! | 7 | [`align`] | match → passages and the edits inside them |
//! | | [`document`] | an article's words as stable hashes, to be saved |
//! | | [`detect`] | the seven stages behind one builder |
//! | | [`findings`], [`progress`], [`error`] | what a run returns, tells and refuses |
//! | | [`decisions`] | what people decided about pairs, for the next search |
//! | | [`dedup`] | findings → which articles to keep, which to drop |
//! | | [`direction`] | a match → which of the two was probably made from the other, and why |
//! | | [`stages`] | the search in parts, for engines that spread work over machines |
//! | | `index` (feature) | articles on disk, and new ones compared with them |
//! | | `read` (feature) | folders and files → articles |
//! | | `report` (feature) | findings → terminal, JSON Lines, a table, HTML |
//! | | `cli` (feature) | the program: arguments → reading, detecting, reporting |
//!
//! # Which one to use
//!
//! - [`Detector::detect`](Detector::detect): which articles of a set are copies of which.
//! - [`Detector::search`](Detector::search): the same for an archive that is larger
//!   than memory, or is being read: texts are handed in one by one ([`Intake`]) and
//!   asked for again ([`Articles`]) only where they are compared.
//! - `index::Index` (feature): an archive on disk that grows, and is asked about one
//!   article at a time.
//! - [`Detector::compare_with`](Detector::compare_with): just these pairs, with the
//!   passages they share.
//! - [`Detector::why`](Detector::why): what became of these two, and why.
//! - [`align::texts`]: only the differences of two texts.
//! - [`candidate::keys`], [`verify::compare`]: under which keys one document is
//!   listed, and what two documents are to each other, given the
//!   [statistics](statistics::CorpusStatistics) of a corpus: the stages of a search of your own.
//! - [`minhash`], [`candidate::lsh`]: sketches and an index for sets of your own.
//!
//! How far from its source a copy may be is a [`verify::Level`].
//!
//! # When not to use it
//!
//! To drop exact duplicates a hash of the text is enough. To compare code or
//! lists, use a diff: sentences and quotations mean nothing there. Ideas that
//! were taken over without the words, and translations, are not found.
//!
//! # Promises
//!
//! The findings are the same for any number of threads, any order of the
//! articles, any processor and any limit on memory. A match is verified on the
//! two texts, never estimated. Nothing that an article contains can panic, or
//! take time or memory out of proportion to its length. Errors come from
//! settings, files and limits alone.
//!
//! # Features
//!
//! `read`, `read-html`, `report` and `report-html` are on by default and bring what
//! reads files and writes reports. Without default features the crate is the
//! seven stages. `serde` lets findings be written and read by serde. `main-text` finds
//! the articles of web pages. `read-archives` reads ZIP and TAR, `read-warc` web archives,
//! `read-feeds` RSS and Atom; `read-xz` and `read-bzip2` also unpack `.xz` and `.bz2`,
//! `read-zstd` `.zst`, `read-parquet` reads Parquet and Arrow, `index` keeps articles on disk;
//! these three need a C compiler;
//! `cli` is the program: `cargo install nearcopy --features cli`.

pub mod about;
pub mod align;
pub mod article;
pub mod candidate;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cluster;
pub mod corpus;
pub mod date;
pub mod decisions;
pub mod dedup;
pub mod detect;
pub mod direction;
pub mod document;
pub mod error;
pub mod findings;
#[cfg(feature = "index")]
pub mod index;
pub mod minhash;
pub mod progress;
#[cfg(feature = "read")]
pub mod read;
#[cfg(feature = "report")]
pub mod report;
pub mod shingle;
pub mod stages;
pub mod statistics;
mod support;
pub mod text;
pub mod verify;

pub use about::{About, AboutField};
pub use article::{Article, Articles, DocumentId, Intake, Span};
pub use date::Date;
pub use detect::Detector;
pub use error::Error;
pub use findings::{Findings, IdenticalSet, Match, Unreadable, Variant};

/// What is shared between threads can be.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Detector>();
    is_shared::<detect::Search<'_>>();
    is_shared::<Findings>();
    is_shared::<stages::Plan>();
    is_shared::<Error>();
    is_shared::<corpus::Corpus>();
    is_shared::<statistics::CorpusStatistics>();
    is_shared::<document::PortableDocument>();
    is_shared::<detect::near::NearSketch>();
    is_shared::<align::Aligner>();
    is_shared::<verify::Commonness>();
    is_shared::<minhash::Signature>();
};

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
