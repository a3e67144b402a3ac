//! Why the program could not run, and what to try.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::Error;
use crate::report::escape;
use anstyle::AnsiColor;

/// What ended the run.
#[derive(Debug)]
pub enum Failure {
    /// The library refused.
    Library(Error),
    /// The list of pairs names what is not there.
    Pairs { path: PathBuf, line: usize, problem: String },
    /// Nobody read standard output to the end of the report, as with `| head`.
    Closed,
    /// The report could not be written.
    Output { path: Option<PathBuf>, source: io::Error },
    /// No article has this id; some have one nearly like it.
    UnknownId { id: String, near: Vec<String> },
    /// An article was to be compared with itself.
    SameArticle(String),
    /// So many threads could not be started.
    Threads(usize, String),
    /// An output would write over something.
    Refused { path: PathBuf, problem: String },
    /// Some of what was to be read was left out; the rest is reported.
    LeftOut { count: u64, first: String },
    /// Nothing was there to search.
    NoArticles(String),
    /// A saved report has no end.
    Cut(PathBuf),
    /// So many parts of an index are damaged.
    Damaged { path: PathBuf, count: usize },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Library(error) => error.fmt(f),
            Self::Closed => f.write_str("standard output was closed before the end of the report"),
            Self::Pairs { path, line, problem } => {
                write!(f, "{}, line {line}: {problem}", path.display())
            }
            Self::Output { path: Some(path), source } => {
                write!(f, "cannot write {}: {source}", path.display())
            }
            Self::Output { path: None, source } => {
                write!(f, "cannot write to standard output: {source}")
            }
            Self::UnknownId { id, .. } => write!(f, "no article has the id {id:?}"),
            Self::SameArticle(id) => write!(f, "{id:?} is given twice; name two articles"),
            Self::Threads(count, problem) => write!(f, "cannot start {count} threads: {problem}"),
            Self::Refused { path, problem } => write!(f, "{} {problem}", path.display()),
            Self::LeftOut { count: 1, first } => {
                write!(f, "1 file or record was left out: {first}")
            }
            Self::LeftOut { count, first } => {
                write!(f, "{count} files or records were left out, the first: {first}")
            }
            Self::NoArticles(reason) => f.write_str(reason),
            Self::Damaged { path, count } => {
                write!(f, "{} is damaged in {count} places", path.display())
            }
            Self::Cut(path) => {
                write!(f, "{} ends without a summary, so it is not a whole report", path.display())
            }
        }
    }
}

/// Writes a line to standard error. Where that cannot be written to, as on a full
/// disk, nobody reads it; the exit code says the same.
pub fn tell(line: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

impl Failure {
    /// Prints the failure, and what to try, to standard error.
    pub fn print(&self) {
        let red = AnsiColor::Red.on_default().bold();
        tell(format_args!("{red}error:{red:#} {}", escape::line(&self.to_string())));
        if let Some(hint) = self.hint() {
            tell(format_args!("  {}", escape::line(&hint)));
        }
    }

    fn hint(&self) -> Option<Cow<'static, str>> {
        if let Self::UnknownId { near, .. } = self
            && !near.is_empty()
        {
            let near: Vec<String> = near.iter().map(|id| format!("{id:?}")).collect();
            return Some(format!("Nearly like it: {}.", near.join(", ")).into());
        }
        self.fixed_hint().map(Cow::Borrowed)
    }

    fn fixed_hint(&self) -> Option<&'static str> {
        match self {
            Self::Library(Error::File { source, .. })
                if source.kind() == io::ErrorKind::NotFound =>
            {
                Some("Is the path right? It counts from the folder that the program runs in.")
            }
            Self::Pairs { .. } => Some(
                "A line is two ids and a tab between them. A file's id is its path from the given \
                 folder on, or the path itself where the file is given.",
            ),
            Self::UnknownId { .. } => Some(
                "A file's id is its path from the given folder on, or the path itself where the \
                 file is given.",
            ),
            Self::Output { path: Some(_), .. } => {
                Some("The folder must exist and be writable, and the disk not full.")
            }
            Self::Threads(..) => Some("Try a smaller number with --threads."),
            Self::LeftOut { .. } => Some(
                "The others were compared, and the report of them is written. With --tolerate \
                 this is no error.",
            ),
            Self::NoArticles(_) => Some("With --tolerate this is no error."),
            Self::Cut(_) => {
                Some("Make it again; a run that is ended early leaves no whole report.")
            }
            _ => None,
        }
    }
}
