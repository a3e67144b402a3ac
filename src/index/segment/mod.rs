//! Part of an index: some articles, ordered by id, and all that is known of them. It is
//! written once and needs no other part to be read.
//!
//! | section | holds |
//! |---|---|
//! | [`SUMMARY`] | how many articles, words and documents it was made of |
//! | [`IDS`], [`ABOUT`], [`TEXTS`] | what each article is called, what is known of it, and what it says |
//! | [`ARTICLES`] | for each the fixed fields of an [`ArticleRecord`] |
//! | [`BY_ID`], [`BY_WORDS`] | hash of an id, or of all words → articles |
//! | [`WORDS`] | the vocabulary: hashes and in how many documents each word is |
//! | [`DOCUMENTS`] | words as numbers of the vocabulary, sentences, quotations |
//! | [`RUNS`] | run of four words → in how many documents it is |
//! | [`BANDS`], [`PHRASES`], [`RARE_WORDS`], [`NEAR_BANDS`] | key → documents that are listed under it |

mod article;
mod document;
mod reader;
mod records;
mod words;
mod writer;

pub(super) use article::ArticleRecord;
pub(super) use reader::{Segment, Workspace};
pub(super) use words::WordTable;
pub(super) use writer::{NewArticle, SegmentWriter};

use crate::support::saved::Format;

/// The form of a segment. Its version is raised whenever a text may come out with
/// other words, sentences, quotations or keys than before.
pub(super) const SEGMENT: Format = Format { name: "segment", magic: *b"NCsg", version: 1 };

const SUMMARY: u32 = 1;
const IDS: u32 = 2;
const ARTICLES: u32 = 3;
const BY_ID: u32 = 4;
const BY_WORDS: u32 = 5;
const WORDS: u32 = 6;
const DOCUMENTS: u32 = 7;
const RUNS: u32 = 8;
const BANDS: u32 = 9;
const PHRASES: u32 = 10;
const RARE_WORDS: u32 = 11;
const NEAR_BANDS: u32 = 12;
const TEXTS: u32 = 13;
const ABOUT: u32 = 14;

/// Most articles of a segment: it is made in memory, about 5 KB an article.
pub(super) const MOST_ARTICLES: usize = 1 << 17;
