//! A search that takes articles in while they are being read.

use std::borrow::Cow;

use rayon::prelude::*;

use super::near::{Near, Sketches};
use super::run::Run;
use super::{Detector, Settings};
use crate::article::{Articles, DocumentId, Intake};
use crate::corpus::Builder;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::{Progress, Stage};
use crate::verify::Level;

/// A search in two steps: first the texts are taken in, each once and from any
/// thread, then the search is finished. Made by [`Detector::search`].
///
/// This is for archives that are larger than memory or are read only once: no
/// text is kept, and what is read is worked on right away. At the level
/// [`Near`](Level::Near) 300 bytes stay in memory for each article, at the
/// others its words, 4 bytes each.
///
/// ```
/// use nearcopy::{Article, Detector, DocumentId, Intake};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
///
/// let detector = Detector::builder().build()?;
/// let search = detector.search()?;
/// let documents: Vec<DocumentId> =
///     articles.iter().map(|article| search.take(&[article.text().into()])).collect();
/// let findings = search.finish(&articles, &|at| documents[at], &())?;
/// assert_eq!(findings.matches.len(), 1);
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub struct Search<'d> {
    detector: &'d Detector,
    intake: Taken,
}

/// What is kept of the texts.
enum Taken {
    Sketches(Sketches),
    Words(Builder),
}

impl<'d> Search<'d> {
    pub(super) fn new(detector: &'d Detector) -> Result<Self, Error> {
        let storage = detector.settings.storage()?;
        let tokenizer = detector.settings.tokenizer();
        let intake = match detector.settings.level {
            Level::Near => Taken::Sketches(Sketches::new(storage, tokenizer)),
            Level::Edited | Level::Reworded => Taken::Words(Builder::new(storage, tokenizer)),
        };
        Ok(Self { detector, intake })
    }

    /// Searches the articles, all of which were taken in: `document` says under
    /// which id, by an article's position. A text is asked for again only
    /// where it has to be compared once more.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`], the limit of number, and those of
    /// [`Articles::text`].
    ///
    /// # Panics
    ///
    /// If an id was never given.
    pub fn finish(
        self,
        articles: &dyn Articles,
        document: &(dyn Fn(usize) -> DocumentId + Sync),
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        let detector = self.detector;
        detector.in_pool(|| self.detect(Ranks::new(articles, document)?, progress))
    }

    /// Searches the articles of these ranks, in the pool that it is called in.
    pub(super) fn detect(
        self,
        ranks: Ranks<'_>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        let settings = &self.detector.settings;
        match self.intake {
            Taken::Sketches(sketches) => Near::new(settings, progress, ranks, sketches).detect(),
            Taken::Words(builder) => Run::new(settings, progress, ranks, builder).detect(),
        }
    }
}

impl Intake for Search<'_> {
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        match &self.intake {
            Taken::Sketches(sketches) => sketches.take(texts),
            Taken::Words(builder) => builder.add(texts),
        }
    }
}

impl std::fmt::Debug for Search<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("detector", self.detector).finish_non_exhaustive()
    }
}

/// Articles by their ranks: in the order of their ids.
pub(super) struct Ranks<'a> {
    articles: &'a dyn Articles,
    /// For each rank, the position among the caller's articles.
    pub positions: Vec<usize>,
    /// For each rank, what the intake called it.
    pub documents: Vec<DocumentId>,
}

/// Articles that are taken in at once.
const PIECE: usize = 64;

impl<'a> Ranks<'a> {
    pub fn new(
        articles: &'a dyn Articles,
        document: &(dyn Fn(usize) -> DocumentId + Sync),
    ) -> Result<Self, Error> {
        if articles.len() > u32::MAX as usize {
            return Err(Error::TooMany { articles: articles.len() });
        }
        let mut positions: Vec<usize> = (0..articles.len()).collect();
        positions.par_sort_unstable_by_key(|&at| articles.id(at));
        let twice = positions.windows(2).find(|two| articles.id(two[0]) == articles.id(two[1]));
        if let Some(twice) = twice {
            let id = articles.id(twice[0]).to_owned();
            return Err(Error::DuplicateId { id, places: None });
        }
        let documents = positions.iter().map(|&at| document(at)).collect();
        Ok(Self { articles, positions, documents })
    }

    /// Has `intake` take in all articles, in parallel.
    pub fn taken_in(
        articles: &'a dyn Articles,
        intake: &dyn Intake,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        progress.begin(Stage::Words, articles.len());
        let pieces = articles.len().div_ceil(PIECE);
        let take = |piece: usize| {
            let positions = piece * PIECE..articles.len().min((piece + 1) * PIECE);
            let texts =
                positions.clone().map(|at| text(articles, at)).collect::<Result<Vec<_>, _>>()?;
            progress.advance(texts.len());
            Ok(intake.take(&texts).consecutive(texts.len()))
        };
        let documents: Result<Vec<_>, Error> = (0..pieces).into_par_iter().map(take).collect();
        let documents: Vec<DocumentId> = documents?.into_iter().flatten().collect();
        Self::new(articles, &|at| documents[at])
    }

    pub fn len(&self) -> usize {
        self.documents.len()
    }

    pub fn text(&self, rank: u32) -> Result<Cow<'a, str>, Error> {
        self.articles.text(self.positions[rank as usize])
    }

    pub fn id(&self, rank: u32) -> &str {
        self.articles.id(self.positions[rank as usize])
    }

    /// For each position its rank.
    pub fn by_position(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.positions.len()];
        for (rank, &position) in (0..).zip(&self.positions) {
            ranks[position] = rank;
        }
        ranks
    }
}

/// The text of an article, if spans can address it.
fn text<'a>(articles: &'a dyn Articles, at: usize) -> Result<Cow<'a, str>, Error> {
    let text = articles.text(at)?;
    match u32::try_from(text.len()) {
        Ok(_) => Ok(text),
        Err(_) => Err(Error::TooLong { id: articles.id(at).to_owned(), bytes: text.len() }),
    }
}

/// Takes in all articles and returns them as a run through the stages.
pub(super) fn run<'a>(
    settings: &'a Settings,
    articles: &'a dyn Articles,
    progress: &'a dyn Progress,
) -> Result<Run<'a>, Error> {
    let builder = Builder::new(settings.storage()?, settings.tokenizer());
    let ranks = Ranks::taken_in(articles, &builder, progress)?;
    Ok(Run::new(settings, progress, ranks, builder))
}
