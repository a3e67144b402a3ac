//! The seven stages behind one builder.
//!
//! | file | step |
//! |---|---|
//! | `settings` | what the caller wants |
//! | `search` | texts are taken in, each once |
//! | `ranks` | articles in the order of their ids |
//! | `wanted` | which pairs are left out by outlet and date, who stands for others |
//! | `sides` | whose articles are compared with whose, and which come first |
//! | `pipeline` | the stages of the levels `Edited` and `Reworded`: propose, `verification`, `alignment` |
//! | `near` | the pipeline of the level `Near`, which needs less |
//! | `listed` | candidates among a part of a collection, as in the whole of it |
//! | `prepared` | articles of an index through the same stages |
//! | `why` | one pair through the same stages |
//! | `variants` | how articles with the same words are written otherwise |
//! | `review` | what people decided about pairs before |
//! | `match_list` | what is found so far, as values or stored |
//! | `assembly` | matches → findings |

mod alignment;
mod assembly;
mod listed;
mod match_list;
pub mod near;
mod pipeline;
#[cfg(feature = "index")]
mod prepared;
mod ranks;
mod review;
mod search;
mod settings;
mod sides;
mod variants;
mod verification;
mod wanted;
mod why;

use std::sync::Arc;

#[cfg(feature = "index")]
pub(crate) use prepared::Compared;
pub use search::Search;
pub use settings::Builder;
#[cfg(feature = "cli")]
pub(crate) use settings::MAX_THREADS;
pub use sides::Sides;
pub use variants::MOST_VARIANTS;
pub use why::Why;

use pipeline::Pipeline;
use ranks::Ranks;
use settings::Settings;

use crate::article::{Article, Articles};
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;

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
    /// The threads of its own, if it has any.
    pool: Option<Arc<rayon::ThreadPool>>,
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
        self.detect_articles(&articles, None, progress)
    }

    /// [`detect_with`](Self::detect_with) of articles wherever they are, on several sides or
    /// on one. Texts are asked for once, and again where they are compared.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect), and those of [`Articles::text`]; [`Error::Cancelled`]
    /// where `progress` says so.
    pub fn detect_articles(
        &self,
        articles: &dyn Articles,
        sides: Option<Sides<'_>>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| {
            let search = self.search()?;
            let mut ranks = Ranks::taken_in(articles, &search, progress)?;
            if let Some(sides) = sides {
                ranks = ranks.with_sides(sides);
            }
            search.detect(ranks, progress)
        })
    }

    /// [`detect_with`](Self::detect_with) of articles on several sides: only pairs across
    /// them, or all pairs in the order of the sides.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    pub fn detect_sides(
        &self,
        articles: &[Article<'_>],
        sides: Sides<'_>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.detect_articles(&articles, Some(sides), progress)
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
    /// [`Error::Setting`] where a position is outside `articles`; else as
    /// [`detect`](Self::detect).
    pub fn compare_with(
        &self,
        articles: &dyn Articles,
        pairs: &[(usize, usize)],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        check_positions(articles, pairs.iter().flat_map(|&(a, b)| [a, b]))?;
        self.in_pool(|| Pipeline::of(&self.settings, articles, progress)?.compare(pairs))
    }

    /// Says of two articles, given by their positions, why they are a match or
    /// at which stage of a search among `articles` they are dropped.
    ///
    /// Cost: that of proposing candidates among all articles.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where both positions are the same or one is outside
    /// `articles`; else as [`detect`](Self::detect).
    pub fn why(
        &self,
        articles: &dyn Articles,
        (a, b): (usize, usize),
        progress: &dyn Progress,
    ) -> Result<Why, Error> {
        check_positions(articles, [a, b])?;
        if a == b {
            let value = format!("{a} and {b}");
            return Err(Error::Setting { name: "pair", value, allowed: "two different articles" });
        }
        self.in_pool(|| why::why(&self.settings, articles, (a, b), progress))
    }

    /// Runs `work` on the detector's own threads, or on those of the caller.
    pub(crate) fn in_pool<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

fn check_positions(
    articles: &dyn Articles,
    positions: impl IntoIterator<Item = usize>,
) -> Result<(), Error> {
    let outside = positions.into_iter().find(|&at| at >= articles.len());
    outside.map_or(Ok(()), |at| {
        let allowed = "below the number of articles";
        Err(Error::Setting { name: "position", value: at.to_string(), allowed })
    })
}
