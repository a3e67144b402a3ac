//! What went wrong with one file or one line while the rest went on.

use std::collections::HashMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};
use std::path::{Path, PathBuf};

use super::format;

/// Something that a person should know about one file or one line: it was left
/// out, or it was read but perhaps not as meant.
///
/// Its [`Display`](fmt::Display) form says where, what happened, what became of
/// the article, and what to do. It is one line: control characters in a file's
/// name are escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The file or folder; `-` is standard input.
    pub path: PathBuf,
    /// The line, counted from 1, where the file is JSON Lines.
    pub line: Option<u64>,
    /// What happened.
    pub kind: ProblemKind,
    /// How many later lines of the same file had the same kind of problem and
    /// are not listed one by one: a file with a million broken lines must not
    /// become a million warnings.
    pub more: u64,
}

/// What happened to a file or line, see [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file or folder could not be read, in full or in part. A single
    /// article is left out; of a file of records, those read before stay.
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// The text was read, and could not be read again when it was to be compared.
    /// The pairs of its article are left out.
    Lost {
        /// Why, as a sentence without its end.
        reason: String,
    },
    /// A link leads back to a folder that contains it, and was not followed.
    LinkLoop {
        /// The folder that the link leads to.
        to: PathBuf,
    },
    /// The same path was given twice, and was read once.
    GivenTwice,
    /// The text is in an encoding that the file does not declare. It was
    /// decoded by the likeliest one.
    GuessedEncoding {
        /// The encoding's name in the WHATWG standard, as `windows-1252`.
        encoding: &'static str,
    },
    /// The text holds byte sequences that its encoding does not allow. Each
    /// reads as U+FFFD.
    BrokenText {
        /// The encoding's name in the WHATWG standard, as `UTF-8`.
        encoding: &'static str,
    },
    /// The article of a page cannot be told from what stands around it. The whole
    /// page was read.
    WholePage,
    /// The file has NUL bytes and is not UTF-16, so it is not text. Left out.
    Binary,
    /// The line is not UTF-8. Left out.
    NotUtf8,
    /// The line is not a JSON object. Left out.
    NotARecord {
        /// What the parser says.
        reason: String,
    },
    /// The record lacks a field. Left out.
    MissingField {
        /// The field.
        field: String,
    },
    /// A field of the record holds another kind of value. Left out.
    WrongKind {
        /// The field.
        field: String,
        /// What it holds.
        found: &'static str,
        /// What it should hold.
        wanted: &'static str,
    },
    /// The record has halves of surrogate pairs (`\ud800`), which stand for no
    /// character. Each reads as U+FFFD.
    LoneSurrogate,
    /// The article or line is longer than the reader's limit. Left out.
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The article or line unpacks to so many times what it was packed into, and to
    /// more than 32 MiB, as no text does. Left out.
    Expands {
        /// The reader's limit: how many times its packed size it may have.
        times: u64,
    },
    /// The compressed data ends too early, or is damaged from some place on.
    /// What came before that place was kept.
    CutShort {
        /// What the decompressor says.
        reason: String,
    },
    /// The file is a report of nearcopy. Left out.
    OwnReport,
    /// Another article has the same id, so that this one is called otherwise.
    RepeatedId {
        /// The id.
        id: String,
        /// Where the article that keeps it is: a file and perhaps a line.
        first: String,
        /// What this one is called.
        called: String,
    },
    /// The file is of a kind that is not read, or not under its name. Left out.
    OtherFormat {
        /// What it is, as `a PDF document`.
        what: &'static str,
        /// The ending of a name under which it is read, if there is one.
        ending: Option<&'static str>,
    },
    /// The table has no column of this name: its first row names others, or is no
    /// header. Left out.
    NoColumn {
        /// The name.
        field: String,
        /// Those of the columns that there are.
        columns: String,
    },
    /// The row of a table has more cells than the header, or lacks one that is needed.
    /// Left out.
    Ragged {
        /// How many cells it has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// A quotation mark around a cell is never closed. All that follows it is left out.
    OpenQuote,
    /// The file is neither RSS nor Atom, or not well-formed from some place on. What
    /// came before that place was kept.
    NotAFeed {
        /// What is wrong.
        reason: String,
    },
    /// The command that makes the text of the file failed. Left out.
    CommandFailed {
        /// What it says.
        reason: String,
    },
    /// There is no text in it. Left out.
    NoText,
    /// The member of an archive cannot be read, or should not be. Left out.
    UnreadMember {
        /// Why, as `is encrypted`.
        reason: &'static str,
    },
    /// Reading the file takes a feature that this build does not have. Left out.
    NeedsFeature {
        /// The cargo feature.
        feature: &'static str,
    },
}

impl Problem {
    pub(super) fn new(path: &Path, kind: ProblemKind) -> Self {
        Self { path: path.to_owned(), line: None, kind, more: 0 }
    }

    /// Whether something was left out, rather than read with a doubt.
    pub fn left_out(&self) -> bool {
        use ProblemKind::*;
        !matches!(
            self.kind,
            LinkLoop { .. }
                | GivenTwice
                | GuessedEncoding { .. }
                | BrokenText { .. }
                | LoneSurrogate
                | WholePage
                | RepeatedId { .. }
        )
    }

    /// Whether something was left out that should have been read: not so a
    /// report of nearcopy.
    pub fn is_failure(&self) -> bool {
        self.left_out() && self.kind != ProblemKind::OwnReport
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Located(&self.path, self.line), self.kind)?;
        match self.more {
            0 => Ok(()),
            1 => f.write_str(" (so it went with 1 later line)"),
            more => write!(f, " (so it went with {more} later lines)"),
        }
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "cannot be read ({reason}); left out"),
            Self::Lost { reason } => write!(f, "{reason}; its pairs are left out"),
            Self::LinkLoop { to } => {
                write!(f, "leads back to {}, which contains it; not followed", Shown(to))
            }
            Self::GivenTwice => f.write_str("was given twice; read once"),
            Self::GuessedEncoding { encoding } => write!(
                f,
                "is not UTF-8; read as {encoding}, a guess: if its text looks wrong, convert it \
                 to UTF-8"
            ),
            Self::BrokenText { encoding } => {
                write!(f, "is not valid {encoding} throughout; what is not reads as U+FFFD")
            }
            Self::WholePage => f.write_str(
                "its article cannot be told from the rest of the page; the whole page is read",
            ),
            Self::Binary => f.write_str("has NUL bytes, so it is not text; left out"),
            Self::NotUtf8 => {
                f.write_str("is not UTF-8; left out: convert the file, JSON Lines are UTF-8")
            }
            Self::NotARecord { reason } => write!(f, "is not a JSON object ({reason}); left out"),
            Self::MissingField { field } => write!(
                f,
                "has no field {field:?}; left out: if it is called otherwise, say so in the \
                 settings"
            ),
            Self::WrongKind { field, found, wanted } => {
                write!(f, "field {field:?} is {found}, not {wanted}; left out")
            }
            Self::LoneSurrogate => {
                f.write_str("has halves of surrogate pairs; each reads as U+FFFD")
            }
            Self::TooLarge { limit } => write!(
                f,
                "is longer than {limit} bytes; left out: raise the limit if it is an article"
            ),
            Self::Expands { times } => write!(
                f,
                "unpacks to more than {times} times its size, which text does not; left out: \
                 raise the limit or unpack the file if it is an article"
            ),
            Self::CutShort { reason } => write!(
                f,
                "the compressed data is cut short or damaged ({reason}); what came before is kept"
            ),
            Self::OwnReport => f.write_str("is a report of nearcopy; left out"),
            Self::RepeatedId { id, first, called } => {
                write!(f, "has the id {id:?} of {first}; called {called:?}")
            }
            Self::OtherFormat { what, ending: Some(ending) } => {
                write!(f, "is {what}; left out: it is read if its name ends in .{ending}")
            }
            Self::OtherFormat { what, ending: None } => write!(
                f,
                "is {what}, which is not read; left out: name a command that makes text of it (--pre)"
            ),
            Self::NoColumn { field, columns } => write!(
                f,
                "has no column {field:?} but these: {columns}; left out: say in the settings which \
                 one it is"
            ),
            Self::Ragged { cells, columns } => {
                write!(f, "has {cells} cells for {columns} columns; left out")
            }
            Self::OpenQuote => f.write_str(
                "begins a cell with a quotation mark that is never closed; all that follows is left \
                 out",
            ),
            Self::NotAFeed { reason } => write!(
                f,
                "cannot be read as RSS or Atom ({reason}); what came before is kept"
            ),
            Self::CommandFailed { reason } => {
                write!(f, "the command that makes its text failed ({reason}); left out")
            }
            Self::NoText => f.write_str("has no text; left out"),
            Self::UnreadMember { reason } => write!(f, "{reason}; left out"),
            Self::NeedsFeature { feature } => {
                write!(f, "is read only by a build with the cargo feature `{feature}`; left out")
            }
        }
    }
}

/// A path for a message: control characters, which could forge lines or
/// colours, are escaped.
pub(super) struct Shown<'a>(pub &'a Path);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_os_str() == "-" {
            return f.write_str("standard input");
        }
        for c in self.0.to_string_lossy().chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}

/// A path and perhaps a line, for a message.
pub(super) struct Located<'a>(pub &'a Path, pub Option<u64>);

impl fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Shown(self.0))?;
        self.1.map_or(Ok(()), |line| write!(f, ", {} {line}", format::unit(self.0)))
    }
}

/// How many problems of one kind in one file are listed before the rest is
/// only counted.
pub(super) const LISTED: usize = 10;

/// The problems of one file, or of a part of it, in order of lines: of each
/// kind the first [`LISTED`], and how many more.
#[derive(Debug, Default)]
pub(super) struct Tally {
    listed: Vec<(Option<u64>, ProblemKind, u64)>,
    kinds: HashMap<Discriminant<ProblemKind>, Kind>,
}

/// One kind's share of a [`Tally`].
#[derive(Debug, Default)]
struct Kind {
    listed: usize,
    /// Where the last of this kind stands in the list.
    last: usize,
}

impl Tally {
    /// Adds a problem; its line is not before any added so far.
    pub fn add(&mut self, line: Option<u64>, kind: ProblemKind) {
        self.add_counted(line, kind, 0);
    }

    fn add_counted(&mut self, line: Option<u64>, kind: ProblemKind, more: u64) {
        let seen = self.kinds.entry(discriminant(&kind)).or_default();
        if seen.listed < LISTED {
            seen.listed += 1;
            seen.last = self.listed.len();
            self.listed.push((line, kind, more));
        } else {
            self.listed[seen.last].2 += 1 + more;
        }
    }

    /// Adds those of the part that follows, which begins after line `base`.
    pub fn append(&mut self, part: Self, base: u64) {
        for (line, kind, more) in part.listed {
            self.add_counted(line.map(|line| base + line), kind, more);
        }
    }

    pub fn into_problems(self, path: &Path) -> impl Iterator<Item = Problem> {
        let located = move |(line, kind, more)| Problem { path: path.to_owned(), line, kind, more };
        self.listed.into_iter().map(located)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_like_problems_are_few() {
        let mut whole = Tally::default();
        for part in 0..100 {
            let mut tally = Tally::default();
            for line in 1..=10_000 {
                tally.add(Some(line), ProblemKind::NotUtf8);
            }
            tally.add(Some(10_000), ProblemKind::LoneSurrogate);
            whole.append(tally, part * 10_000);
        }
        let problems: Vec<_> = whole.into_problems(Path::new("x.jsonl")).collect();
        assert_eq!(problems.len(), 2 * LISTED);
        let of = |kind: ProblemKind| problems.iter().filter(move |p| p.kind == kind);
        assert_eq!(of(ProblemKind::NotUtf8).map(|p| 1 + p.more).sum::<u64>(), 1_000_000);
        assert_eq!(of(ProblemKind::LoneSurrogate).map(|p| 1 + p.more).sum::<u64>(), 100);
        assert!(problems.iter().map(|p| p.line).is_sorted());
    }

    #[test]
    fn a_message_is_one_line() {
        let path = Path::new("a\n\x1b[31mb.txt");
        let problem = Problem::new(path, ProblemKind::Binary);
        let shown = problem.to_string();
        assert!(!shown.chars().any(char::is_control), "{shown}");
        assert!(shown.starts_with("a\\n\\u{1b}[31mb.txt: has NUL bytes"), "{shown}");
    }
}
