//! A search that takes articles in while they are being read.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Detector;
use super::near::{NearPipeline, Sketches};
use super::pipeline::Pipeline;
use super::ranks::Ranks;
use super::sides::Sides;
use crate::article::{Articles, DocumentId, Intake};
use crate::corpus::CorpusBuilder;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::verify::Level;

/// A search in two steps: first the texts are taken in, each once and from any
/// thread, then the search is finished. Made by [`Detector::search`].
///
/// This is for archives that are larger than memory or are read only once: no
/// text is kept, and what is read is worked on right away. At the level
/// [`Near`](Level::Near) 300 bytes stay in memory for each article, at the
/// others its words, most of them in 2 bytes.
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
    intake: LevelIntake,
    /// The first text that was too long: its document, and how many bytes it has.
    too_long: OnceLock<(DocumentId, usize)>,
    /// The longest text that spans can address.
    longest: usize,
}

/// What the level needs to know of the texts.
enum LevelIntake {
    Sketches(Sketches),
    Words(CorpusBuilder),
}

impl<'d> Search<'d> {
    pub(super) fn new(detector: &'d Detector) -> Result<Self, Error> {
        let storage = detector.settings.storage()?;
        let tokenizer = detector.settings.tokenizer();
        let intake = match detector.settings.level {
            Level::Near => LevelIntake::Sketches(Sketches::new(storage, tokenizer)),
            Level::Edited | Level::Reworded => {
                LevelIntake::Words(CorpusBuilder::new(storage, tokenizer))
            }
        };
        Ok(Self { detector, intake, too_long: OnceLock::new(), longest: u32::MAX as usize })
    }

    /// Searches the articles, all of which were taken in: `document` says under
    /// which id, by an article's position. A text is asked for again only
    /// where it has to be compared once more.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`], the limit of number, and those of
    /// [`Articles::text`]; [`Error::NotTaken`] where a document id was never given
    /// or two articles have the same; [`Error::TooLong`] where a text that was
    /// taken in has 4 GiB or more. An article whose text is asked for again and
    /// cannot be read, or is not the one that was taken in, is no error: it is in
    /// [`Findings::unreadable`], and its pairs are left out.
    pub fn finish(
        self,
        articles: &dyn Articles,
        document: &(dyn Fn(usize) -> DocumentId + Sync),
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        let (detector, taken) = (self.detector, self.intake.len());
        detector.in_pool(|| self.detect(Ranks::new(articles, taken, document)?, progress))
    }

    /// [`finish`](Self::finish) with articles on several sides.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_sides(
        self,
        articles: &dyn Articles,
        document: &(dyn Fn(usize) -> DocumentId + Sync),
        sides: Sides<'_>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        let (detector, taken) = (self.detector, self.intake.len());
        detector.in_pool(|| {
            let ranks = Ranks::new(articles, taken, document)?.with_sides(sides);
            self.detect(ranks, progress)
        })
    }

    /// Searches the articles of these ranks, in the pool that it is called in.
    pub(super) fn detect(
        self,
        ranks: Ranks<'_>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        if let Some(&(document, bytes)) = self.too_long.get() {
            let mut all = ranks.all();
            let id = all.find(|&rank| ranks.document(rank) == document).map(|rank| ranks.id(rank));
            return Err(Error::TooLong { id: id.unwrap_or_default().to_owned(), bytes });
        }
        let settings = &self.detector.settings;
        match self.intake {
            LevelIntake::Sketches(sketches) => {
                NearPipeline::new(settings, progress, ranks, sketches).detect()
            }
            LevelIntake::Words(builder) => {
                Pipeline::new(settings, progress, ranks, builder).detect()
            }
        }
    }

    fn take_in(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        match &self.intake {
            LevelIntake::Sketches(sketches) => sketches.take(texts),
            LevelIntake::Words(builder) => builder.take(texts),
        }
    }
}

impl LevelIntake {
    fn len(&self) -> usize {
        match self {
            Self::Sketches(sketches) => sketches.len(),
            Self::Words(builder) => builder.len(),
        }
    }
}

impl Intake for Search<'_> {
    /// Takes these texts. One that is too long is left out, and
    /// [`finish`](Search::finish) says so.
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        let is_too_long = |text: &Cow<'_, str>| text.len() > self.longest;
        let Some(at) = texts.iter().position(is_too_long) else { return self.take_in(texts) };
        let allowed = |text: &'_ Cow<'_, str>| match is_too_long(text) {
            true => Cow::Borrowed(""),
            false => Cow::Owned(text.clone().into_owned()),
        };
        let first = self.take_in(&texts.iter().map(allowed).collect::<Vec<_>>());
        let document = first.consecutive(texts.len()).nth(at).unwrap_or(first);
        // Only the first one is told.
        let _ = self.too_long.set((document, texts[at].len()));
        first
    }
}

impl std::fmt::Debug for Search<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("detector", self.detector).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn texts_beyond_the_longest_are_refused_by_name() {
        let articles = [Article::new("short", "Rain."), Article::new("long", "Rain, and snow.")];
        for level in Level::ALL {
            let detector = Detector::builder().level(level).build().unwrap();
            let search = Search { longest: 10, ..Search::new(&detector).unwrap() };
            let texts: Vec<Cow<'_, str>> = articles.iter().map(|it| it.text().into()).collect();
            let first = search.take(&texts);
            let document = |at| first.consecutive(2).nth(at).unwrap();
            let error = search.finish(&articles, &document, &()).unwrap_err();
            assert!(matches!(&error, Error::TooLong { id, bytes: 15 } if id == "long"), "{error}");
        }
    }
}
