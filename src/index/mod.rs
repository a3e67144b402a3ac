//! An index on disk: today's articles against the archive, without reading the archive
//! again.
//!
//! An [`Index`] keeps articles in a folder. [`add`](Index::add) takes new ones and finds
//! what among all of them is a copy; [`query`](Snapshot::query) compares an article
//! without keeping it; [`remove`](Index::remove) takes articles out;
//! [`search`](Snapshot::search) finds everything, as a search of all articles would.
//!
//! ```
//! use nearcopy::index::Index;
//! use nearcopy::{Article, Articles, Detector};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let folder = folder.path().join("archive");
//! let report = "The river rose by two metres overnight and the old bridge had to be closed. \
//!     The mayor asked everyone who lives by the water to leave before dark.";
//! let detector = Detector::builder().build()?;
//!
//! let mut index = Index::create(&folder, true)?;
//! index.add(&detector, &[Article::new("wire/17", report)], &())?;
//!
//! let copy = report.replace("two metres", "over two meters").replace("dark", "nightfall");
//! let found = index.snapshot().query(&detector, &[Article::new("post/4", copy)], &())?;
//! let pair = &found.findings.matches[0];
//! assert_eq!(found.articles.id(pair.a), "post/4");
//! assert_eq!(found.articles.id(pair.b), "wire/17");
//! # Ok::<(), nearcopy::Error>(())
//! ```
//!
//! # What it promises
//!
//! - Each change is whole or did not happen, whatever ends the process or the machine:
//!   new files first, then one new manifest that names them.
//! - A [`Snapshot`] sees one state for ever. There is one writer at a time, and any number
//!   of readers, in this process and in others.
//! - Every byte that is read was checked against its checksum, or is an error that names the
//!   file and the place.
//! - What [`search`](Snapshot::search) finds is what a search of the same articles finds.
//!   A verdict of [`add`](Index::add) or [`query`](Snapshot::query) is the one that such a
//!   search would give. Which pairs these two list follows the rule of
//!   [`candidate`](crate::candidate#the-rule); of large groups of near-duplicates each member
//!   is compared with a few others, and not the same ones as in a search.
//! - After [`compact`](Index::compact) the files depend on the articles alone, and not on how
//!   they came in; what was removed is in none of them.
//!
//! # What it does not
//!
//! It does not keep what was found: that is the caller's. How common a word is changes as
//! the index grows, so a pair that was found may be found with another score later on.
//!
//! # How it works
//!
//! | file | |
//! |---|---|
//! | `store` | a folder of files that are written once, and of manifests that name them |
//! | `segment` | some articles, and lists of which of them have a key, in one file |
//! | `state`, `snapshot` | the segments of one state, and what was removed from them |
//! | `live` | how common words and runs of words are in all of it |
//! | `keys`, `propose` | a document → keys → the documents that may be copies |
//! | `gather`, `compare` | these documents → one corpus → verified and aligned matches |
//! | `add`, `merge` | new articles → segments; several segments → fewer |
//!
//! A segment is made for each addition, of up to 131,072 articles. Its lists of bands and
//! phrases depend on which words are content words, which changes as the index grows: when it
//! has twice as many documents as when the segment was made, the segment is made anew from
//! the words that it keeps. Small segments are put together when there are more than eight.
//! Either costs each article a few times its first cost, however long the index grows.

mod add;
mod articles;
mod compare;
#[cfg(test)]
mod crafted;
mod gather;
mod keys;
mod live;
mod merge;
mod propose;
mod segment;
mod snapshot;
mod state;
mod store;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

pub use add::Added;
pub use articles::IndexedArticles;
pub use store::Damage;

use add::Change;
use compare::Comparison;
use gather::Given;
use segment::{SEGMENT, Segment};
use snapshot::{Segments, Workspaces};
use state::State;
use store::{PageCache, Store, Writer};

use crate::article::{Articles, positions_by_id};
use crate::corpus::Corpus;
use crate::detect::Detector;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::support::saved::Format;

/// The forms of files in an index.
const FORMATS: &[Format] = &[SEGMENT];

/// Bytes of its files that an index keeps in memory once they were read.
const CACHE: usize = 256 << 20;

/// An index that is open for writing: the only one until it is dropped.
#[derive(Debug)]
pub struct Index {
    writer: Writer,
    segments: Arc<Segments>,
}

/// One state of an index, for ever. Clones share everything.
#[derive(Clone, Debug)]
pub struct Snapshot {
    segments: Arc<Segments>,
    generation: u64,
}

/// What was found in an index, and the articles that it names by their positions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Found {
    /// What was found.
    pub findings: Findings,
    /// The articles, those of the index and the one that was asked about.
    pub articles: IndexedArticles,
}

/// What an index holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// How many articles there are.
    pub articles: usize,
    /// How many different texts, by their words.
    pub documents: u64,
    /// How many articles were removed, or replaced by a new version, and are still in the
    /// files until [`compact`](Index::compact).
    pub removed: usize,
    /// How many segments there are.
    pub segments: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Counts the changes.
    pub generation: u64,
    /// Whether texts are kept.
    pub keeps_texts: bool,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "articles    {}", self.articles)?;
        writeln!(f, "documents   {} (those with the same words are one)", self.documents)?;
        writeln!(f, "removed     {} (until the index is compacted)", self.removed)?;
        writeln!(f, "texts       {}", if self.keeps_texts { "kept" } else { "not kept" })?;
        writeln!(f, "bytes       {}", self.bytes)?;
        writeln!(f, "segments    {}", self.segments)?;
        write!(f, "generation  {}", self.generation)
    }
}

fn store(folder: &Path) -> Store {
    Store::new(folder, FORMATS, Arc::new(PageCache::new(CACHE)))
}

fn open_segments(opened: &store::Snapshot) -> Result<Arc<Segments>, Error> {
    let state = State::from_bytes(&opened.manifest.body)?;
    let open = |name: &String| {
        let file = opened.files.get(name).cloned().ok_or_else(|| Error::Index {
            path: name.into(),
            problem: "is a segment of the state, but no file of the manifest".into(),
        })?;
        Segment::open(file).map(Arc::new)
    };
    let segments = state.segments.iter().map(|segment| open(&segment.file));
    let segments = segments.collect::<Result<_, _>>()?;
    Segments::new(state, segments).map(Arc::new)
}

impl Index {
    /// Makes an index without articles. With `keeps_texts`, it keeps the texts of articles,
    /// so that differences can be shown; without, only their words, as hashes.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the folder is there and not empty; [`Error::File`] where it
    /// cannot be written.
    pub fn create(folder: impl AsRef<Path>, keeps_texts: bool) -> Result<Self, Error> {
        let state = State { keeps_texts, segments: Vec::new() };
        let writer = store(folder.as_ref()).create(state.to_bytes())?;
        let segments = open_segments(writer.snapshot())?;
        Ok(Self { writer, segments })
    }

    /// Opens an index for writing.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where there is none or it is damaged, [`Error::File`] where it cannot
    /// be read or written, or another writer has it open.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let writer = store(folder.as_ref()).open_writer()?;
        let segments = open_segments(writer.snapshot())?;
        Ok(Self { writer, segments })
    }

    /// The present state.
    pub fn snapshot(&self) -> Snapshot {
        let generation = self.writer.snapshot().manifest.generation;
        Snapshot { segments: self.segments.clone(), generation }
    }

    /// The names of files that a failed or ended change had left behind, and that were
    /// removed when the index was opened.
    pub fn leftovers(&self) -> &[String] {
        self.writer.removed()
    }

    /// Takes the articles of these ids out; returns how many there were. Their words and
    /// texts are in the files until [`compact`](Self::compact).
    ///
    /// # Errors
    ///
    /// [`Error::Index`] and [`Error::File`]; then the index is as before.
    pub fn remove<'i>(&mut self, ids: impl IntoIterator<Item = &'i str>) -> Result<usize, Error> {
        let mut spaces = Workspaces::default();
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.segments.find(id, &mut spaces)?);
        }
        found.sort_unstable();
        found.dedup();
        if !found.is_empty() {
            let mut change = Change::of(&self.segments);
            change.remove(&found)?;
            change.count_others(&mut self.writer, &Detector::builder().build()?)?;
            self.commit(change)?;
        }
        Ok(found.len())
    }

    /// Writes all articles anew, in segments that depend on nothing else, and removes all
    /// other files.
    ///
    /// Cost: about that of adding them, without reading or comparing texts.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] and [`Error::File`]; then the index is as before.
    pub fn compact(&mut self) -> Result<(), Error> {
        let detector = Detector::builder().build()?;
        let all: Vec<u32> = self.segments.all().map(|(number, _)| number).collect();
        let mut change = Change::of(&self.segments);
        change.merge(&mut self.writer, &detector, &all)?;
        self.commit(change)?;
        // The files of the state before stay for those who are about to open it: one more
        // state, and they are gone.
        self.commit(Change::of(&self.segments))
    }
}

impl Snapshot {
    /// Opens the present state of an index for reading, whether or not a writer has it open.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where there is none or it is damaged, [`Error::File`] where it cannot
    /// be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let opened = store(folder.as_ref()).open_reader()?;
        let generation = opened.manifest.generation;
        open_segments(&opened).map(|segments| Self { segments, generation })
    }

    /// What among the articles of the index is a copy of one of these, and which have the
    /// same words. These are not compared with each other. An article of the index with the
    /// same id as one of them is left out, as that one would replace it. In pairs, A is the
    /// article that was asked about.
    ///
    /// Cost: some milliseconds for an article of 500 words, less where there are many.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the detector has the level near, a tokenizer of its own or a
    /// background; [`Error::DuplicateId`] and [`Error::TooLong`]; those of
    /// [`Articles::text`]; [`Error::Index`] and [`Error::File`] where the index is damaged or
    /// cannot be read.
    pub fn query(
        &self,
        detector: &Detector,
        articles: &dyn Articles,
        progress: &dyn Progress,
    ) -> Result<Found, Error> {
        detector.check_for_index()?;
        detector.in_pool(|| {
            let order = positions_by_id(articles)?;
            let read = |&at: &usize| Ok((articles.id(at), Arc::from(add::text(articles, at)?)));
            let given =
                order.par_iter().map(read).collect::<Result<Vec<(&str, Arc<str>)>, Error>>()?;
            let texts: Vec<&str> = given.iter().map(|(_, text)| &**text).collect();
            let corpus = Corpus::new(&texts, progress)?;
            let about = order.iter().map(|&at| articles.about(at)).collect();
            let given = Given::new(given, about, corpus);
            let (findings, articles) = self.comparison(detector, progress).of_given(&given)?;
            Ok(Found { findings, articles })
        })
    }

    /// What is found among all articles, as [`Detector::detect`] finds it.
    ///
    /// # Errors
    ///
    /// As [`query`](Self::query).
    pub fn search(&self, detector: &Detector, progress: &dyn Progress) -> Result<Found, Error> {
        detector.check_for_index()?;
        detector.in_pool(|| {
            let (findings, articles) = self.comparison(detector, progress).of_all(None)?;
            Ok(Found { findings, articles })
        })
    }

    /// The ids of all articles, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] and [`Error::File`].
    pub fn ids(&self) -> Result<Vec<String>, Error> {
        let mut spaces = Workspaces::default();
        let ids = self.segments.articles().map(|article| self.segments.id(article, &mut spaces));
        let mut ids: Vec<String> = ids.collect::<Result<_, _>>()?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// What the index holds.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] and [`Error::File`].
    pub fn summary(&self) -> Result<Summary, Error> {
        let Segments { state, segments, .. } = &*self.segments;
        Ok(Summary {
            articles: self.segments.len(),
            documents: self.segments.live()?.documents,
            removed: state.segments.iter().map(|segment| segment.removed.len()).sum(),
            segments: segments.len(),
            bytes: segments.iter().map(|segment| segment.file().entry().bytes).sum(),
            generation: self.generation,
            keeps_texts: state.keeps_texts,
        })
    }

    fn comparison<'a>(
        &'a self,
        detector: &'a Detector,
        progress: &'a dyn Progress,
    ) -> Comparison<'a> {
        Comparison { segments: &self.segments, detector, progress }
    }
}

/// Whether the folder has an index in it, as far as names say.
pub fn is_index(folder: impl AsRef<Path>) -> bool {
    store(folder.as_ref()).generations().is_ok_and(|generations| !generations.is_empty())
}

/// Makes a new index in the folder `new`, of the articles that can be read in a damaged one;
/// returns how many there are. The damaged one stays as it is.
///
/// An article is lost if its own id, words or text are damaged; if what a whole segment needs
/// is, all of its articles are.
///
/// # Errors
///
/// [`Error::Index`] where not even the newest manifest can be read, nor the one before, or
/// the new folder is not empty; [`Error::File`].
pub fn salvage(folder: impl AsRef<Path>, new: impl AsRef<Path>) -> Result<usize, Error> {
    merge::salvage(&store(folder.as_ref()), new.as_ref())
}

/// Reads every byte of an index, and lists what is damaged.
///
/// # Errors
///
/// [`Error::Index`] where the folder holds no index; [`Error::File`] where it cannot be
/// listed.
pub fn check(folder: impl AsRef<Path>) -> Result<Vec<Damage>, Error> {
    store(folder.as_ref()).verify()
}
