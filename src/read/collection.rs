//! What was read: the articles, where each came from, and what went wrong.

use std::fmt;
use std::path::{Path, PathBuf};

use ahash::AHashMap;

use super::problem::{Located, Problem};
use super::records::Outcome;
use super::walk::Plan;
use crate::article::Article;
use crate::error::Error;

/// Articles read from files, and what a person should know about the reading.
///
/// The articles stand in the order of the paths given, within a folder in the
/// order of the files' ids, within a file in the order of its lines: never in
/// an order that depends on the file system or on the number of threads.
#[derive(Debug, Default)]
pub struct Collection {
    articles: Vec<Article<'static>>,
    /// Of each article its file, as an index, and its line or 0.
    origins: Vec<(u32, u64)>,
    files: Vec<PathBuf>,
    problems: Vec<Problem>,
    other_files: usize,
    repeated_files: usize,
}

/// Where an article came from. Its [`Display`](fmt::Display) form is one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place<'a> {
    /// The file; `-` is standard input.
    pub path: &'a Path,
    /// The line, counted from 1, if the file is JSON Lines.
    pub line: Option<u64>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Located(self.path, self.line).fmt(f)
    }
}

impl Collection {
    /// Joins what came of each file of the plan.
    pub(super) fn new(plan: Plan, outcomes: Vec<Outcome>) -> Result<Self, Error> {
        let count: usize = outcomes.iter().map(|outcome| outcome.found.len()).sum();
        if count > u32::MAX as usize || plan.sources.len() > u32::MAX as usize {
            return Err(Error::TooMany { articles: count.max(plan.sources.len()) });
        }
        let mut collection = Self {
            articles: Vec::with_capacity(count),
            origins: Vec::with_capacity(count),
            problems: plan.problems,
            other_files: plan.other_files,
            repeated_files: plan.repeated_files,
            files: plan.sources.into_iter().map(|source| source.path).collect(),
        };
        for (file, outcome) in outcomes.into_iter().enumerate() {
            for found in outcome.found {
                collection.articles.push(found.article);
                collection.origins.push((file as u32, found.line));
            }
            collection.problems.extend(outcome.problems.into_problems(&collection.files[file]));
        }
        collection.check_ids()?;
        Ok(collection)
    }

    fn check_ids(&self) -> Result<(), Error> {
        let mut first = AHashMap::with_capacity(self.articles.len());
        for (second, article) in self.articles.iter().enumerate() {
            if let Some(first) = first.insert(article.id(), second) {
                let place = |article| self.place(article).to_string();
                return Err(Error::DuplicateId {
                    id: article.id().to_owned(),
                    places: Some((place(first), place(second))),
                });
            }
        }
        Ok(())
    }

    /// The articles, each with an id of its own.
    pub fn articles(&self) -> &[Article<'static>] {
        &self.articles
    }

    /// The articles, without the rest.
    pub fn into_articles(self) -> Vec<Article<'static>> {
        self.articles
    }

    /// Where an article came from.
    ///
    /// # Panics
    ///
    /// If `article` is not a position in [`articles`](Self::articles).
    pub fn place(&self, article: usize) -> Place<'_> {
        let (file, line) = self.origins[article];
        Place { path: &self.files[file as usize], line: (line > 0).then_some(line) }
    }

    /// What went wrong while the rest went on: first what was met on the way to
    /// the files, then file by file in the order of the articles.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many files in the folders are of a kind that is not read, by their
    /// names' endings. They are no problem, only counted.
    pub fn other_files(&self) -> usize {
        self.other_files
    }

    /// How often a file was met again, through a link or under another of the
    /// paths. It was read once: a file is not a copy of itself.
    pub fn repeated_files(&self) -> usize {
        self.repeated_files
    }
}
