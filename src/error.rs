//! The one error type of the library.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// What can go wrong: a setting, a file, or a limit. Or nothing, where a run was cancelled.
///
/// What an article *says* is never an error: the strangest text is still an
/// article. Each message names the value received and what is allowed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A setting is outside its range.
    Setting {
        /// The setting's name, as in the builder.
        name: &'static str,
        /// The value received.
        value: String,
        /// What is allowed, in words that follow "must be": `between 0 and 1`.
        allowed: &'static str,
    },
    /// Two articles carry the same id.
    DuplicateId {
        /// The id that occurs twice.
        id: String,
        /// Where the two were read from, each a file and perhaps a line.
        /// `None` where the articles did not come from files.
        places: Option<(String, String)>,
    },
    /// Two sketches were made with different settings and cannot be compared.
    Incompatible {
        /// The setting in which they differ.
        setting: &'static str,
        /// Its value on one side.
        one: u64,
        /// Its value on the other.
        other: u64,
    },
    /// Saved bytes are damaged, of another version, or something else.
    Corrupt {
        /// What they should be.
        form: &'static str,
        /// What is wrong with them.
        problem: String,
    },
    /// A listed pair names an article that is not there.
    UnknownId {
        /// The id that no article carries.
        id: String,
    },
    /// An article's text is longer than a [`Span`](crate::Span) can address.
    TooLong {
        /// The article's id.
        id: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// An article was given the id of a text that it cannot have.
    NotTaken {
        /// The article's id.
        id: String,
        /// The document id that it was given, as a number.
        document: usize,
        /// What is wrong with that.
        problem: &'static str,
    },
    /// More articles than one run can number.
    TooMany {
        /// How many there are.
        articles: usize,
    },
    /// The run was told to end ([`Progress::is_cancelled`](crate::progress::Progress::is_cancelled)).
    Cancelled,
    /// A file could not be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An index on disk, or a file of one, cannot be used as it is: damaged,
    /// incomplete, of another version, or no index.
    Index {
        /// The index's folder, or the file.
        path: PathBuf,
        /// What is wrong and what was expected.
        problem: String,
    },
    /// A file was read, but is not what its name promises.
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, where the format has lines.
        line: Option<usize>,
        /// What is wrong and what was expected.
        problem: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { name, value, allowed } => {
                write!(f, "{name} must be {allowed}, got {value}")
            }
            Self::DuplicateId { id, places: None } => {
                write!(f, "ids must be unique, got {id:?} twice")
            }
            Self::DuplicateId { id, places: Some((first, second)) } => {
                write!(f, "ids must be unique, got {id:?} twice: {first} and {second}")
            }
            Self::Incompatible { setting, one, other } => write!(
                f,
                "signatures with {setting} {one} and {other} cannot be compared; \
                 make both with the same settings"
            ),
            Self::Corrupt { form, problem } => write!(f, "this is no saved {form}: {problem}"),
            Self::UnknownId { id } => {
                write!(f, "a listed pair names {id:?}, but no article has that id")
            }
            Self::TooLong { id, bytes } => {
                write!(
                    f,
                    "a text must have at most {} bytes, got {bytes} in article {id:?}",
                    u32::MAX
                )
            }
            Self::NotTaken { id, document, problem } => {
                write!(f, "article {id:?} has the document id {document}, {problem}")
            }
            Self::TooMany { articles } => {
                write!(f, "a run must have at most {} articles, got {articles}", u32::MAX)
            }
            Self::Cancelled => f.write_str("the run was cancelled"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Malformed { path, line: Some(line), problem } => {
                write!(f, "{}, line {line}: {problem}", path.display())
            }
            Self::Index { path, problem } | Self::Malformed { path, line: None, problem } => {
                write!(f, "{}: {problem}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
