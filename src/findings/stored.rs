//! Matches as bytes, in memory or in a temporary file.
//!
//! A group of n near-duplicates has n·(n-1)/2 pairs, of which each takes about a kilobyte as
//! a [`Match`] with its alignment, and less than a quarter of that as bytes. These are gathered in chunks
//! of [`CHUNK`] bytes; with a temporary file, one chunk at a time is in memory, while matches
//! are added as well as while they are read.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::record::{decode, encode};
use super::{Match, is_lookalike};
use crate::decisions::Decision;
use crate::error::Error;
use crate::support::spill::TempFile;

/// Bytes from which a chunk is full.
const CHUNK: usize = 1 << 16;

/// The lists of [`Findings`](super::Findings) as far as they are stored: what is in them
/// follows what is in the lists of the same name there. Empty unless
/// [asked for](crate::detect::Builder::store_matches).
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct StoredLists {
    /// As [`Findings::matches`](super::Findings::matches).
    pub matches: StoredMatches,
    /// As [`Findings::unlisted`](super::Findings::unlisted).
    pub unlisted: StoredMatches,
    /// As [`Findings::templates`](super::Findings::templates).
    pub templates: StoredMatches,
}

/// A list of matches, stored as bytes: in memory, or in a temporary file without a name
/// where [memory](crate::detect::Builder::memory) is limited. They are made anew, one after
/// the other, whenever they are [gone through](Self::iter).
///
/// ```
/// use nearcopy::{Article, Detector};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
/// let detector = Detector::builder().store_matches(true).memory(64 << 20).build()?;
/// let findings = detector.detect(&articles)?;
///
/// let stored = &findings.stored.matches;
/// assert_eq!((findings.matches.len(), stored.len()), (0, 1));
/// for found in stored.iter() {
///     assert_eq!((found.a, found.b), (0, 1));
/// }
/// stored.check()?;
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct StoredMatches {
    full: Vec<Chunk>,
    /// The chunk that is not full yet.
    last: Vec<u8>,
    file: Option<Arc<TempFile>>,
    /// The articles that the records name by number, unless the numbers are these articles.
    articles: Option<Arc<[u32]>>,
    len: usize,
    /// How many were decided to be copies.
    copies: usize,
    /// How many have words of lookalike letters on one side.
    lookalikes: usize,
}

/// Records, whole ones.
#[derive(Clone)]
enum Chunk {
    Memory(Arc<[u8]>),
    TempFile { offset: u64, length: usize },
}

impl StoredMatches {
    /// An empty list, in a temporary file if that is asked for.
    pub(crate) fn new(is_in_file: bool) -> Result<Self, Error> {
        let file = is_in_file.then(TempFile::new).transpose()?.map(Arc::new);
        Ok(Self { file, ..Self::default() })
    }

    /// An empty list, in a file of its own if this one is in a file.
    pub(crate) fn another(&self) -> Result<Self, Error> {
        Self::new(self.file.is_some())
    }

    /// An empty list that shares the file of this one, with what failed there.
    pub(super) fn in_same_file(&self) -> Self {
        Self { file: self.file.clone(), ..Self::default() }
    }

    /// How many matches there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The matches, in their order. They end early where the temporary file cannot be read:
    /// [`check`](Self::check) says so afterwards.
    pub fn iter(&self) -> impl Iterator<Item = Match> {
        self.records(true)
    }

    /// The same without their alignments, which takes half of the time.
    pub(crate) fn iter_unaligned(&self) -> impl Iterator<Item = Match> {
        self.records(false)
    }

    fn records(&self, is_aligned: bool) -> Records<'_> {
        Records { list: self, chunks: 0, bytes: Cow::Borrowed(&[]), at: 0, is_aligned }
    }

    /// Whether the temporary file, if there is one, could be written and read so far.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it could not.
    pub fn check(&self) -> Result<(), Error> {
        self.file.as_ref().map_or(Ok(()), |file| file.check())
    }

    /// How many of the matches were decided to be copies.
    pub(super) fn copies(&self) -> usize {
        self.copies
    }

    /// How many of the matches have words of lookalike letters on one side.
    pub(super) fn lookalikes(&self) -> usize {
        self.lookalikes
    }

    /// Adds a match at the end.
    ///
    /// # Panics
    ///
    /// If the articles were [renumbered](Self::renumber).
    pub(crate) fn push(&mut self, found: &Match) {
        assert!(self.articles.is_none(), "the list is whole once its articles have other numbers");
        encode(found, &mut self.last);
        self.len += 1;
        self.copies += usize::from(found.decision == Some(Decision::Copy));
        self.lookalikes += usize::from(found.alignment.as_ref().is_some_and(is_lookalike));
        if self.last.len() >= CHUNK {
            self.full.push(match &self.file {
                None => Chunk::Memory(self.last.as_slice().into()),
                Some(file) => {
                    Chunk::TempFile { offset: file.add(&self.last), length: self.last.len() }
                }
            });
            self.last.clear();
        }
    }

    /// Calls each article by another number, given at its present one.
    pub(crate) fn renumber(&mut self, numbers: &[u32]) {
        let articles: Arc<[u32]> = match &self.articles {
            None => numbers.into(),
            Some(articles) => articles.iter().map(|&article| numbers[article as usize]).collect(),
        };
        self.articles = Some(articles);
    }

    /// The bytes of a chunk by its number, and those of the last one after all others.
    fn chunk(&self, number: usize) -> Option<Cow<'_, [u8]>> {
        match self.full.get(number) {
            Some(Chunk::Memory(bytes)) => Some(Cow::Borrowed(bytes)),
            Some(&Chunk::TempFile { offset, length }) => {
                let file = self.file.as_ref().expect("a chunk was written to it");
                let mut bytes = vec![0; length];
                file.read(&mut bytes, offset);
                file.check().is_ok().then_some(Cow::Owned(bytes))
            }
            None => (number == self.full.len()).then_some(Cow::Borrowed(&self.last)),
        }
    }
}

impl FromIterator<Match> for StoredMatches {
    /// In memory.
    fn from_iter<I: IntoIterator<Item = Match>>(matches: I) -> Self {
        let mut list = Self::default();
        matches.into_iter().for_each(|found| list.push(&found));
        list
    }
}

impl fmt::Debug for StoredMatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_struct("StoredMatches");
        list.field("len", &self.len).field("is_in_file", &self.file.is_some()).finish()
    }
}

/// As a sequence of matches, in whatever form they are.
#[cfg(feature = "serde")]
impl serde::Serialize for StoredMatches {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let done = serializer.collect_seq(self.iter())?;
        self.check().map_err(serde::ser::Error::custom)?;
        Ok(done)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for StoredMatches {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Match>::deserialize(deserializer).map(Self::from_iter)
    }
}

/// The matches of a list, from one chunk after the other.
struct Records<'a> {
    list: &'a StoredMatches,
    /// How many chunks were taken.
    chunks: usize,
    /// The one that is read, and up to where.
    bytes: Cow<'a, [u8]>,
    at: usize,
    is_aligned: bool,
}

impl Iterator for Records<'_> {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        while self.at == self.bytes.len() {
            self.bytes = self.list.chunk(self.chunks)?;
            (self.chunks, self.at) = (self.chunks + 1, 0);
        }
        let mut rest = &self.bytes[self.at..];
        let mut found = decode(&mut rest, self.is_aligned)?;
        self.at = self.bytes.len() - rest.len();
        if let Some(articles) = &self.list.articles {
            found.a = articles[found.a] as usize;
            found.b = articles[found.b] as usize;
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align;
    use crate::align::{Alignment, Change, Region, Substance};
    use crate::article::Span;
    use crate::candidate::View;
    use crate::verify::{Evidence, Relation};

    /// Matches of which no two are the same, with everything that a match may have.
    fn matches(count: usize) -> Vec<Match> {
        let (one, other) = ("The talks were frank, he said.", "The talks were candid, she said.");
        let of_texts = align::texts(one, other).unwrap();
        let moved = Region {
            substance: Substance::NUMBER.union(Substance::LOOKALIKE),
            ..Region::new(Change::Moved, Span::new(900_000, u32::MAX), Span::new(0, 0))
        };
        let mut strange = of_texts.clone();
        strange.regions.push(moved);
        let alignments = [None, Some(Alignment::default()), Some(of_texts), Some(strange)];
        let figure = |at: usize| move |name: &str| (at * name.len()) as f32 / 7.0;
        let found = |at: usize| Match {
            a: at,
            b: 1000 * at + 1,
            view: View::ALL[at % View::ALL.len()],
            relation: Relation::ALL[at % Relation::ALL.len()],
            score: 1.0 / (at + 1) as f32,
            evidence: match at % 3 {
                0 => Evidence { near: 0.7, ..Evidence::of_sequences() },
                _ => Evidence::from_figures(figure(at)),
            },
            alignment: alignments[at % alignments.len()].clone(),
            decision: [None, Some(Decision::Copy), Some(Decision::NotCopy), Some(Decision::Later)]
                [at % 4],
        };
        (0..count).map(found).collect()
    }

    fn stored(matches: &[Match], is_in_file: bool) -> StoredMatches {
        let mut list = StoredMatches::new(is_in_file).unwrap();
        matches.iter().for_each(|found| list.push(found));
        list
    }

    #[test]
    fn every_match_comes_back_as_it_was() {
        let matches = matches(5000);
        for is_in_file in [false, true] {
            let list = stored(&matches, is_in_file);
            assert!(list.full.len() > 3);
            assert_eq!((list.len(), list.copies()), (5000, 1250));
            assert_eq!(list.lookalikes(), 1250);
            assert_eq!(list.iter().count(), 5000);
            for (found, expected) in list.iter().zip(&matches) {
                assert_eq!(format!("{found:?}"), format!("{expected:?}"));
            }
            for (found, expected) in list.iter_unaligned().zip(&matches) {
                let expected = Match { alignment: None, ..expected.clone() };
                assert_eq!(format!("{found:?}"), format!("{expected:?}"));
            }
            list.check().unwrap();
        }
    }

    /// The invariant that bounds memory: with a temporary file, no more than one chunk of
    /// matches is in memory, however many there are.
    #[test]
    fn with_a_file_one_chunk_is_in_memory() {
        let in_memory = |list: &StoredMatches| {
            let bytes = |chunk: &Chunk| match chunk {
                Chunk::Memory(bytes) => bytes.len(),
                Chunk::TempFile { .. } => 0,
            };
            list.last.capacity() + list.full.iter().map(bytes).sum::<usize>()
        };
        let matches = matches(1000);
        let mut list = StoredMatches::new(true).unwrap();
        for _ in 0..40 {
            matches.iter().for_each(|found| list.push(found));
            assert!(in_memory(&list) <= 2 * CHUNK, "{} bytes", in_memory(&list));
        }
        assert!(list.full.len() > 50);
        assert!(in_memory(&stored(&matches, false)) > CHUNK);
        let mut records = list.records(true);
        let mut count = 0;
        while records.next().is_some() {
            count += 1;
            assert!(records.bytes.len() <= 2 * CHUNK);
        }
        assert_eq!(count, 40_000);
    }

    #[test]
    fn articles_are_renumbered_more_than_once() {
        let mut found = matches(1).remove(0);
        (found.a, found.b) = (0, 2);
        let mut list = stored(&[found], false);
        list.renumber(&[3, 2, 1]);
        list.renumber(&[0, 70, 60, 80]);
        let numbers: Vec<_> = list.iter().map(|found| (found.a, found.b)).collect();
        assert_eq!(numbers, [(80, 70)]);
    }

    #[test]
    fn bytes_that_are_no_match_are_none() {
        let mut bytes = Vec::new();
        encode(&matches(4)[3], &mut bytes);
        for end in 0..bytes.len() {
            assert!(decode(&mut &bytes[..end], true).is_none(), "{end}");
        }
        assert!(decode(&mut &[0xFF; 64][..], true).is_none());
    }
}
