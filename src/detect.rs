//! The seven stages behind one builder.

use crate::article::Article;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;

/// Finds near-duplicate articles. Made by [`Detector::builder`]; immutable,
/// so that one detector can be shared between threads.
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
    threshold: f32,
    align: bool,
    threads: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: 0.5, align: true, threads: None }
    }
}

impl Builder {
    /// The score, from 0 to 1, from which a pair is a match. Default 0.5.
    pub fn threshold(mut self, score: f32) -> Self {
        self.settings.threshold = score;
        self
    }

    /// Whether matches get an [`Alignment`](crate::align::Alignment). Default true.
    pub fn align(mut self, yes: bool) -> Self {
        self.settings.align = yes;
        self
    }

    /// How many threads to use. Default: as many as the machine has cores.
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads);
        self
    }

    /// The detector.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a setting is outside its range.
    pub fn build(self) -> Result<Detector, Error> {
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
    /// [`Error::DuplicateId`] and the limits.
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
        let _ = (articles, progress, &self.settings);
        todo!("in work")
    }

    /// Compares just the listed pairs, each two positions in `articles`.
    ///
    /// Pairs that share a passage are reported with it, whatever their score;
    /// articles that are not named in a pair still count for how common a word is.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    pub fn compare_with(
        &self,
        articles: &[Article<'_>],
        pairs: &[(usize, usize)],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        let _ = (articles, pairs, progress, &self.settings);
        todo!("in work")
    }
}
