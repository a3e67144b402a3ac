//! Corpus statistics from a file, and into one.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::args::Args;
use super::failure::Failure;
use super::output::OutputFile;
use crate::Error;
use crate::read::Collection;
use crate::statistics::CorpusStatistics;

/// The statistics that the search is given, if any.
pub fn load(args: &Args) -> Result<Option<Arc<CorpusStatistics>>, Error> {
    let Some(path) = &args.background else { return Ok(None) };
    let bytes = fs::read(path).map_err(|source| Error::File { path: path.clone(), source })?;
    let malformed = |error: Error| Error::Malformed {
        path: path.clone(),
        line: None,
        problem: error.to_string(),
    };
    CorpusStatistics::from_bytes(&bytes).map(|it| Some(Arc::new(it))).map_err(malformed)
}

/// Document frequency from which words and runs are saved: those of one article
/// are most of all, and tell nothing of others.
const LEAST_SAVED: u32 = 2;

/// Saves the statistics of all articles.
pub fn save(path: &Path, collection: &Collection) -> Result<(), Failure> {
    let statistics = CorpusStatistics::of_articles(collection)?.pruned(LEAST_SAVED);
    OutputFile::new(Some(path))?.write(|out| out.write_all(&statistics.to_bytes()))
}
