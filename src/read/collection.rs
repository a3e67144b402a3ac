//! What was read: the articles, where each came from, and what went wrong.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::{fmt, io};

use ahash::AHashMap;
use rayon::prelude::*;

use super::again::{OpenFiles, TextLocation, checksum};
use super::batch::{Batch, StoredText};
use super::fields::Fields;
use super::problem::{Located, Problem, ProblemKind, Shown, Tally};
use super::record;
use super::records::ReadBatch;
use super::spool::Spool;
use super::walk::{Plan, id_with_path};
use crate::about::About;
use crate::article::{Article, Articles, DocumentId};
use crate::error::Error;
use crate::support::hash;

/// Articles read from files, and what a person should know about the reading.
///
/// The articles stand in the order of the paths given, within a folder in the
/// order of the files' ids, within a file in the order of its lines: never in
/// an order that depends on the file system or on the number of threads.
///
/// As [`Articles`], it has every id in memory and reads a text again where it
/// is not, see the [module page](super#memory). Files must stay as they are
/// until then.
///
/// ```
/// use nearcopy::{Articles, read::Reader};
///
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("wire.jsonl");
/// std::fs::write(&path, r#"{"id": 17, "text": "Rain fell \"all day\"."}"#)?;
///
/// let collection = Reader::default().read(&[&path])?;
/// assert_eq!((collection.len(), collection.id(0)), (1, "17"));
/// assert_eq!(collection.text(0)?, "Rain fell \"all day\".");
///
/// std::fs::write(&path, r#"{"id": 17, "text": "Snow fell \"all day\"."}"#)?;
/// let error = collection.text(0).unwrap_err().to_string();
/// assert!(error.contains("wire.jsonl: line 1 has changed"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Collection {
    batch: Batch,
    /// For each file: the position of its first article, or of the next there is.
    firsts: Vec<u32>,
    files: Vec<PathBuf>,
    /// For each path that was given, where its files end.
    path_ends: Vec<usize>,
    /// The names of the fields, to parse a line again.
    fields: Fields,
    open: OpenFiles,
    spool: Option<Spool>,
    problems: Vec<Problem>,
    other_files: BTreeMap<String, usize>,
    repeated_files: usize,
}

/// What was read from files that follow each other.
#[derive(Default)]
pub(super) struct Gathered {
    pub batch: Batch,
    /// How many files each source has: itself, or the members of an archive.
    pub sources: Vec<usize>,
    pub files: Vec<PathBuf>,
    /// How many articles each file has.
    pub counts: Vec<usize>,
    pub problems: Vec<Problem>,
    /// Members of archives of no kind that is read, by the endings of their names.
    pub other_files: BTreeMap<String, usize>,
}

impl Gathered {
    /// What was read from one file.
    pub fn of_file(path: PathBuf, outcome: ReadBatch) -> Self {
        Self {
            counts: vec![outcome.batch.len()],
            batch: outcome.batch,
            problems: outcome.problems.into_problems(&path).collect(),
            sources: vec![1],
            files: vec![path],
            other_files: BTreeMap::new(),
        }
    }

    /// Adds the files that follow.
    pub fn append(mut self, mut next: Self) -> Self {
        self.batch.append(next.batch, 0);
        self.sources.append(&mut next.sources);
        self.files.append(&mut next.files);
        self.counts.append(&mut next.counts);
        add_counts(&mut self.other_files, next.other_files);
        self.problems.append(&mut next.problems);
        self
    }
}

/// Adds more counts to those that there are.
pub(super) fn add_counts(counts: &mut BTreeMap<String, usize>, more: BTreeMap<String, usize>) {
    for (ending, count) in more {
        *counts.entry(ending).or_default() += count;
    }
}

/// Where an article came from. Its [`Display`](fmt::Display) form is one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place<'a> {
    /// The file; `-` is standard input. A member of an archive has the path of the
    /// archive before its own.
    pub path: &'a Path,
    /// The line, counted from 1, if the file is JSON Lines or a table; of a web archive
    /// the record, of a feed the entry.
    pub line: Option<u64>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Located(self.path, self.line).fmt(f)
    }
}

impl Collection {
    /// What came of the files of the plan.
    pub(super) fn new(
        plan: Plan,
        gathered: Gathered,
        fields: Fields,
        paths_in_ids: bool,
        spool: Option<Spool>,
    ) -> Result<Self, Error> {
        let Gathered { mut batch, sources, mut files, counts, mut problems, other_files } =
            gathered;
        if batch.len() > u32::MAX as usize || files.len() > u32::MAX as usize {
            return Err(Error::TooMany { articles: batch.len().max(files.len()) });
        }
        batch.shrink();
        let mut all_other_files = plan.other_files;
        add_counts(&mut all_other_files, other_files);
        let mut file_ends = vec![0];
        for files in sources {
            file_ends.push(file_ends.last().unwrap_or(&0) + files);
        }
        let path_ends = plan.path_ends.into_iter().map(|end| file_ends[end]).collect();
        let firsts = counts.iter().scan(0, |next, &count| {
            let first = *next;
            *next += count as u32;
            Some(first)
        });
        let mut all_problems = plan.problems;
        all_problems.append(&mut problems);
        files.shrink_to_fit();
        let mut collection = Self {
            batch,
            firsts: firsts.collect(),
            files,
            path_ends,
            fields,
            open: OpenFiles::default(),
            spool,
            problems: all_problems,
            other_files: all_other_files,
            repeated_files: plan.repeated_files,
        };
        if paths_in_ids {
            collection.separate_paths(&plan.paths);
        }
        collection.separate_ids();
        Ok(collection)
    }

    /// Puts the paths before ids that articles of several paths have.
    fn separate_paths(&mut self, paths: &[PathBuf]) {
        let mut same: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for (at, first) in self.repeated_ids() {
            same.entry(first).or_insert_with(|| vec![first]).push(at);
        }
        let is_of_several =
            |set: &&Vec<usize>| set.iter().any(|&at| self.path_of(at) != self.path_of(set[0]));
        let with_path = |&at: &usize| {
            let path = paths.get(self.path_of(at)).map(PathBuf::as_path).unwrap_or(Path::new(""));
            (at, id_with_path(path, self.id(at)))
        };
        let sets = same.values().filter(is_of_several);
        let mut renamed: Vec<(usize, String)> = sets.flatten().map(with_path).collect();
        renamed.sort_unstable();
        self.batch.rename(&renamed);
    }

    /// Makes every id unique: see the [module page](super).
    fn separate_ids(&mut self) {
        loop {
            let repeated = self.repeated_ids();
            if repeated.is_empty() {
                return;
            }
            let mut renamed = Vec::new();
            let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
            for (at, first) in repeated {
                let (id, place) = (self.id(at).to_owned(), self.place(at));
                let name = Path::new(place.path.file_name().unwrap_or(place.path.as_os_str()));
                let called = match place.line {
                    Some(line) => format!("{id} ({}:{line})", Shown(name)),
                    None => format!("{id} ({})", Shown(place.path)),
                };
                let first = self.place(first).to_string();
                let problem = ProblemKind::RepeatedId { id, first, called: called.clone() };
                tallies.entry(self.file(at)).or_default().add(place.line, problem);
                renamed.push((at, called));
            }
            self.batch.rename(&renamed);
            for (file, tally) in tallies {
                self.problems.extend(tally.into_problems(&self.files[file]));
            }
        }
    }

    /// The articles whose ids occur before, in order, each with the article that
    /// keeps the id: the first one by path and line, so that the order in which
    /// the paths are given does not count.
    ///
    /// Compares hashes of the ids first, which take little memory; only ids whose
    /// hashes are alike are compared themselves.
    fn repeated_ids(&self) -> Vec<(usize, usize)> {
        let hash = |at| hash::checksum(self.batch.id(at).as_bytes());
        let mut hashes: Vec<u64> = (0..self.batch.len()).into_par_iter().map(hash).collect();
        hashes.par_sort_unstable();
        let alike: HashSet<u64> =
            hashes.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        drop(hashes);
        if alike.is_empty() {
            return Vec::new();
        }
        let order = |at| (&self.files[self.file(at)], self.batch.line(at));
        let suspects: Vec<usize> =
            (0..self.batch.len()).filter(|&at| alike.contains(&hash(at))).collect();
        let mut keeper: AHashMap<&str, usize> = AHashMap::new();
        for &at in &suspects {
            let kept = keeper.entry(self.batch.id(at)).or_insert(at);
            if order(at) < order(*kept) {
                *kept = at;
            }
        }
        let with_keeper = suspects.into_iter().map(|at| (at, keeper[self.batch.id(at)]));
        with_keeper.filter(|(at, kept)| at != kept).collect()
    }

    /// All articles, with every text in memory.
    ///
    /// # Errors
    ///
    /// As [`Articles::text`].
    pub fn articles(&self) -> Result<Vec<Article<'_>>, Error> {
        let article = |at| Ok(Article::new(self.id(at), self.text(at)?).with_about(self.about(at)));
        (0..self.batch.len()).into_par_iter().map(article).collect()
    }

    /// What the intake called the text of an article when it was read, see
    /// [`Reader::read_into`](super::Reader::read_into). Without an intake it
    /// means nothing.
    ///
    /// # Panics
    ///
    /// If there is no article at this position.
    pub fn document(&self, at: usize) -> DocumentId {
        self.batch.document(at)
    }

    /// Where an article came from.
    ///
    /// # Panics
    ///
    /// If there is no article at this position.
    pub fn place(&self, article: usize) -> Place<'_> {
        let line = self.batch.line(article);
        Place { path: &self.files[self.file(article)], line }
    }

    /// Which of the paths that were read an article came from, by its place among them.
    /// A file that is reached by several is that of one of them.
    ///
    /// # Panics
    ///
    /// If there is no article at this position.
    pub fn path_of(&self, article: usize) -> usize {
        let file = self.file(article);
        self.path_ends.partition_point(|&end| end <= file)
    }

    /// The number of the file that an article came from.
    fn file(&self, article: usize) -> usize {
        // Files without an article begin where the next one does.
        self.firsts.partition_point(|&first| first as usize <= article) - 1
    }

    /// A line, read again, and its text.
    fn line(&self, at: usize, stored: TextLocation) -> Result<(Vec<u8>, String), Error> {
        let file = self.file(at);
        let path = &self.files[file];
        let read = self.open.get(file as u32, path).and_then(|file| stored.bytes_in(&file));
        let error = match read {
            Ok(bytes) => match self.same_text(&bytes, stored.checksum) {
                Some(text) => return Ok((bytes, text)),
                None => self.changed(at),
            },
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => self.changed(at),
            Err(error) => io::Error::other(format!(
                "cannot be read again ({error}); leave the file in place until the end of the run"
            )),
        };
        Err(Error::File { path: path.clone(), source: error })
    }

    /// The text of a line, if it is the one that was there before.
    fn same_text(&self, line: &[u8], expected: u32) -> Option<String> {
        let line = simdutf8::basic::from_utf8(line).ok()?;
        let (article, _) = record::parse(line, &self.fields).ok()?;
        let (_, text, _) = article.into_parts();
        (checksum(&text) == expected).then(|| text.into_owned())
    }

    /// The record of an article as it is in its file, if the file can be read again at that
    /// place: JSON Lines in UTF-8 that are not compressed. Without the end of its line.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the file has changed since it was read, or is gone.
    ///
    /// # Panics
    ///
    /// If there is no article at this position.
    ///
    /// ```
    /// use nearcopy::read::Reader;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("wire.jsonl");
    /// std::fs::write(&path, r#"{ "id": 17, "text": "Rain fell.", "desk": "city" }"#)?;
    /// let collection = Reader::default().read(&[&path])?;
    /// let record = collection.record(0)?.expect("it is a file of JSON Lines");
    /// assert_eq!(record, br#"{ "id": 17, "text": "Rain fell.", "desk": "city" }"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record(&self, article: usize) -> Result<Option<Vec<u8>>, Error> {
        match self.batch.text(article) {
            StoredText::Line(stored) => self.line(article, *stored).map(|(line, _)| Some(line)),
            StoredText::Memory(_) | StoredText::Spooled(_) => Ok(None),
        }
    }

    fn changed(&self, at: usize) -> io::Error {
        let line = self.batch.line(at).unwrap_or_default();
        let reason = format!(
            "line {line} has changed since it was read; run again, and leave the file as it is \
             until the end"
        );
        io::Error::new(io::ErrorKind::InvalidData, reason)
    }

    /// The problem of an article whose text was read and cannot be read again, at
    /// its place, as a search names it in
    /// [`Findings::unreadable`](crate::Findings::unreadable).
    ///
    /// # Panics
    ///
    /// If there is no article at this position.
    pub fn unreadable(&self, article: usize, reason: String) -> Problem {
        let Place { path, line } = self.place(article);
        Problem { path: path.to_owned(), line, kind: ProblemKind::Lost { reason }, more: 0 }
    }

    /// What went wrong while the rest went on: first what was met on the way to
    /// the files, then file by file in the order of the articles.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many files in the folders, and members of archives, are of a kind that is not read, by their
    /// names' endings. They are no problem, only counted.
    pub fn other_files(&self) -> usize {
        self.other_files.values().sum()
    }

    /// The [`other_files`](Self::other_files) by the endings of their names, in
    /// lower case and in order: an ending, empty where there is none, and how many
    /// files have it.
    pub fn other_endings(&self) -> impl Iterator<Item = (&str, usize)> {
        self.other_files.iter().map(|(ending, &count)| (&**ending, count))
    }

    /// How often a file was met again, through a link or under another of the
    /// paths. It was read once: a file is not a copy of itself.
    pub fn repeated_files(&self) -> usize {
        self.repeated_files
    }
}

impl Articles for Collection {
    fn len(&self) -> usize {
        self.batch.len()
    }

    fn id(&self, at: usize) -> &str {
        self.batch.id(at)
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        match self.batch.text(at) {
            StoredText::Memory(text) => Ok(Cow::Borrowed(text)),
            StoredText::Line(stored) => Ok(self.line(at, *stored)?.1.into()),
            StoredText::Spooled(stored) => {
                let spool = self.spool.as_ref().expect("it holds the text");
                Ok(spool.text(*stored)?.into())
            }
        }
    }

    fn about(&self, at: usize) -> About<'_> {
        self.batch.about(at)
    }
}
