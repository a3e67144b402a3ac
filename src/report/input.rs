//! What every form of report is written from.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::RunInfo;
use crate::article::Articles;
use crate::decisions::Decisions;
use crate::findings::Findings;

/// The results of a run, for a [`Reporter`](super::Reporter) to write.
///
/// ```
/// use std::time::Duration;
/// use nearcopy::{Article, Findings, report::{ReportInput, Reporter, Terminal}};
///
/// let articles = [Article::new("a", "Rain fell."), Article::new("b", "Snow fell.")];
/// let mut findings = Findings::default();
/// findings.statistics.articles = articles.len();
///
/// let input = ReportInput::new(&articles, &findings).elapsed(Duration::from_millis(20));
/// let mut page = Vec::new();
/// Terminal::new().write(&mut page, &input)?;
/// assert_eq!(String::from_utf8_lossy(&page), "2 articles, no copies (0.02 s)\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct ReportInput<'r> {
    /// The articles that were searched.
    pub articles: &'r dyn Articles,
    /// What was found among them.
    pub findings: &'r Findings,
    /// What could not be read as it should. Default: none.
    pub problems: Vec<InputProblem<'r>>,
    /// The endings of files that are of no kind that is read, and how many files
    /// have each; an empty one stands for names without an ending. Default: none.
    pub other_files: Vec<(&'r str, usize)>,
    /// The decisions that the search was told of. A form that lets people decide takes
    /// them over. Default: none.
    pub decisions: Option<&'r Decisions>,
    /// What the search was asked for. Default: unknown.
    pub run: Option<RunInfo>,
    /// How long the run took. Default: unknown. Forms that promise the same
    /// bytes for the same findings leave it out.
    pub elapsed: Option<Duration>,
}

/// A file, or a line of one, that could not be read as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblem<'r> {
    /// The file or folder.
    pub path: Cow<'r, Path>,
    /// The line, counted from 1, if it is about one.
    pub line: Option<u64>,
    /// What happened, as words that follow the path.
    pub problem: String,
    /// How many later lines of the file went the same way.
    pub more: u64,
}

impl<'r> ReportInput<'r> {
    /// `findings` made from `articles`.
    #[must_use]
    pub fn new(articles: &'r dyn Articles, findings: &'r Findings) -> Self {
        Self {
            articles,
            findings,
            problems: Vec::new(),
            other_files: Vec::new(),
            decisions: None,
            run: None,
            elapsed: None,
        }
    }

    /// With what could not be read; `read::Problem` (feature `read`) is turned
    /// into an [`InputProblem`] by `From`.
    #[must_use]
    pub fn problems(mut self, problems: impl IntoIterator<Item = InputProblem<'r>>) -> Self {
        self.problems = problems.into_iter().collect();
        self
    }

    /// With the files that were passed over, by the endings of their names.
    #[must_use]
    pub fn other_files(mut self, endings: impl IntoIterator<Item = (&'r str, usize)>) -> Self {
        self.other_files = endings.into_iter().collect();
        self
    }

    /// With the decisions that the search was told of.
    #[must_use]
    pub fn decisions(mut self, decisions: &'r Decisions) -> Self {
        self.decisions = Some(decisions);
        self
    }

    /// With what the search was asked for.
    #[must_use]
    pub fn run(mut self, run: RunInfo) -> Self {
        self.run = Some(run);
        self
    }

    /// With how long the run took.
    #[must_use]
    pub fn elapsed(mut self, time: Duration) -> Self {
        self.elapsed = Some(time);
        self
    }

    /// That the findings which are stored could be read so far; else an error of the output's
    /// kind.
    pub(super) fn check(&self) -> io::Result<()> {
        self.findings.check().map_err(io::Error::other)
    }

    /// The text of an article; that it cannot be read again is an error of the output's kind.
    pub(super) fn text(&self, article: usize) -> io::Result<Cow<'r, str>> {
        self.articles.text(article).map_err(io::Error::other)
    }
}

impl fmt::Debug for ReportInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut input = f.debug_struct("ReportInput");
        input.field("articles", &self.articles.len()).field("findings", self.findings);
        input.field("problems", &self.problems).field("elapsed", &self.elapsed).finish()
    }
}

#[cfg(feature = "read")]
impl<'r> From<&'r crate::read::Problem> for InputProblem<'r> {
    fn from(problem: &'r crate::read::Problem) -> Self {
        Self {
            path: Cow::Borrowed(&problem.path),
            line: problem.line,
            problem: problem.kind.to_string(),
            more: problem.more,
        }
    }
}
