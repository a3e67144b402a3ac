//! The seven stages behind one builder.

mod alignment;
mod near;
mod outcome;
mod run;
mod search;
mod verification;
mod why;

pub use search::Search;
pub use why::Why;

use crate::article::{Article, Articles};
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::support::spill::SpillStorage;
use crate::verify::Level;

use search::Ranks;

/// Finds near-duplicate articles. Made by [`Detector::builder`]; immutable,
/// so that one detector can be shared between threads.
///
/// ```
/// use nearcopy::{Article, Detector};
///
/// let report = "The river rose by two metres overnight and the old bridge had to be \
///     closed. The mayor asked everyone who lives by the water to leave before dark. \
///     Schools will stay shut until the end of the week, the council decided.";
/// let copy = report.replace("two metres", "over two meters").replace("shut", "closed");
/// let other = "A new library opened on the main square this morning, after six years of \
///     building work. Its reading room has space for four hundred visitors, and the \
///     architect was there to cut the ribbon with a class of school children.";
/// let articles =
///     [Article::new("a", report), Article::new("b", copy), Article::new("c", other)];
///
/// let findings = Detector::builder().build()?.detect(&articles)?;
/// assert_eq!(findings.matches.len(), 1);
/// let found = &findings.matches[0];
/// assert_eq!((articles[found.a].id(), articles[found.b].id()), ("a", "b"));
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    settings: Settings,
}

/// Chooses the settings of a [`Detector`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    settings: Settings,
}

#[derive(Clone, Debug)]
struct Settings {
    level: Level,
    threshold: Option<f32>,
    align: bool,
    threads: Option<usize>,
    memory: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: Level::Reworded, threshold: None, align: true, threads: None, memory: None }
    }
}

impl Settings {
    /// The score from which a pair is a match.
    fn score(&self) -> f32 {
        self.threshold.unwrap_or(self.level.default_threshold())
    }

    /// Room for one of the things that grow with the articles: there are three
    /// at most at one time, and what is left is for the rest.
    fn storage(&self) -> Result<SpillStorage, Error> {
        SpillStorage::new(self.memory.map(|bytes| bytes / 4))
    }
}

impl Builder {
    /// How far from its source a copy may be to be found. Default
    /// [`Level::Reworded`].
    pub fn level(mut self, level: Level) -> Self {
        self.settings.level = level;
        self
    }

    /// The score, from 0 to 1, from which a pair is a match. Default: the
    /// level's own ([`Level::default_threshold`]).
    pub fn threshold(mut self, score: f32) -> Self {
        self.settings.threshold = Some(score);
        self
    }

    /// Whether matches get an [`Alignment`](crate::align::Alignment). Default true.
    pub fn align(mut self, yes: bool) -> Self {
        self.settings.align = yes;
        self
    }

    /// How many threads to use. Default: as many as the machine has cores, or
    /// the pool of `rayon` that the call is made in. The findings do not
    /// depend on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads);
        self
    }

    /// How many bytes of memory a search may take for what grows with its
    /// articles: signatures, words, and lists of what they share. What is more
    /// goes to unnamed temporary files (in `TMPDIR`), and the findings stay the
    /// same. Default: no limit.
    ///
    /// Not counted are the articles themselves, as the caller holds them, the
    /// vocabulary, the candidates and what is found: about 300 bytes an
    /// article. Nor does the limit make sense below some 32 MB.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.settings.memory = Some(bytes);
        self
    }

    /// The detector.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a setting is outside its range.
    pub fn build(self) -> Result<Detector, Error> {
        let Settings { threshold, threads, .. } = self.settings;
        if let Some(threshold) = threshold
            && !(0.0..=1.0).contains(&threshold)
        {
            let value = threshold.to_string();
            return Err(Error::Setting { name: "threshold", value, allowed: "between 0 and 1" });
        }
        if let Some(threads) = threads
            && !(1..=1024).contains(&threads)
        {
            let value = threads.to_string();
            return Err(Error::Setting { name: "threads", value, allowed: "between 1 and 1024" });
        }
        Ok(Detector { settings: self.settings })
    }
}

impl Detector {
    /// A builder with the default settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Searches all articles for copies of each other.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`], and the limits of size and number.
    pub fn detect(&self, articles: &[Article<'_>]) -> Result<Findings, Error> {
        self.detect_with(articles, &())
    }

    /// [`detect`](Self::detect), telling `progress` how far it is.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    pub fn detect_with(
        &self,
        articles: &[Article<'_>],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| {
            let search = self.search()?;
            let ranks = Ranks::taken_in(&articles, &search, progress)?;
            search.detect(ranks, progress)
        })
    }

    /// A search that takes articles in while they are being read.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where [`memory`](Builder::memory) is limited and there
    /// can be no temporary file.
    pub fn search(&self) -> Result<Search<'_>, Error> {
        Search::new(self)
    }

    /// Compares just the listed pairs, each two positions in `articles`.
    ///
    /// Pairs that share a passage are reported with it, whatever their score,
    /// also those with the same words; only those that reach the threshold
    /// form clusters. Where alignment is left out, every listed pair is
    /// reported. Articles that are not named in a pair still count for how
    /// common a word is.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    ///
    /// # Panics
    ///
    /// If a position is outside `articles`.
    pub fn compare_with(
        &self,
        articles: &dyn Articles,
        pairs: &[(usize, usize)],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| search::run(&self.settings, articles, progress)?.compare(pairs))
    }

    /// Says of two articles, given by their positions, why they are a match or
    /// at which stage of a search among `articles` they are dropped.
    ///
    /// Cost: that of proposing candidates among all articles.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    ///
    /// # Panics
    ///
    /// If a position is outside `articles`, or both are the same.
    pub fn why(
        &self,
        articles: &dyn Articles,
        (a, b): (usize, usize),
        progress: &dyn Progress,
    ) -> Result<Why, Error> {
        assert_ne!(a, b, "an article is no copy of itself");
        self.in_pool(|| search::run(&self.settings, articles, progress)?.why(a, b))
    }

    fn in_pool<T: Send>(&self, work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
        let Some(threads) = self.settings.threads else { return work() };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|error| Error::Setting {
            name: "threads",
            value: format!("{threads} ({error})"),
            allowed: "no more than the system can start",
        })?
        .install(work)
    }
}
