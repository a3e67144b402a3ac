//! Articles that findings name: those of an index, and one that is not in it.

use std::borrow::Cow;
use std::sync::Arc;

use super::snapshot::{ArticleRef, Segments, Workspaces};
use crate::about::{About, AboutColumn};
use crate::article::Articles;
use crate::error::Error;

/// The articles that findings of an index name by their positions, ordered by id. Texts
/// are read from the index when they are asked for.
#[derive(Clone, Debug)]
pub struct IndexedArticles {
    pub(super) segments: Arc<Segments>,
    pub(super) articles: Vec<(String, Source)>,
    pub(super) about: Arc<AboutColumn>,
}

/// Where an article is.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Stored(ArticleRef),
    /// Not in the index.
    Given(Arc<str>),
}

impl IndexedArticles {
    /// Whether the article at position `at` is the one that was asked about, and not in
    /// the index.
    ///
    /// # Panics
    ///
    /// If there is no such article.
    pub fn is_query(&self, at: usize) -> bool {
        matches!(self.articles[at].1, Source::Given(_))
    }

    /// The articles of the index, each with its id.
    pub(super) fn stored(&self) -> impl Iterator<Item = (&str, ArticleRef)> {
        self.articles.iter().filter_map(|(id, source)| match source {
            Source::Stored(article) => Some((&**id, *article)),
            Source::Given(_) => None,
        })
    }
}

impl Articles for IndexedArticles {
    fn len(&self) -> usize {
        self.articles.len()
    }

    fn id(&self, at: usize) -> &str {
        &self.articles[at].0
    }

    /// # Errors
    ///
    /// [`Error::Index`] where the index keeps no texts, or is damaged.
    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        match &self.articles[at].1 {
            Source::Given(text) => Ok(Cow::Borrowed(text)),
            Source::Stored(article) => {
                let mut spaces = Workspaces::default();
                let segment = self.segments.segment(article.segment);
                let text = segment.text(article.at, spaces.of(article.segment))?;
                text.map(Cow::Owned).ok_or_else(|| segment.without_texts())
            }
        }
    }

    fn about(&self, at: usize) -> About<'_> {
        self.about.get(at)
    }
}
