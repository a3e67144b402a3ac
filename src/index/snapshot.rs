//! One state of an index.

use std::sync::{Arc, OnceLock};

use super::live::LiveCounts;
use super::segment::{ArticleRecord, Segment, Workspace};
use super::state::{SegmentState, State};
use crate::error::Error;

/// The segments of a state and what is gone from them.
#[derive(Debug)]
pub(super) struct Segments {
    pub state: State,
    pub segments: Vec<Arc<Segment>>,
    live: OnceLock<LiveCounts>,
}

/// An article by its segment and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ArticleRef {
    pub segment: u32,
    pub at: u32,
}

/// A workspace for each segment.
#[derive(Default)]
pub(super) struct Workspaces(Vec<Workspace>);

impl Workspaces {
    pub fn of(&mut self, segment: u32) -> &mut Workspace {
        let at = segment as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Workspace::default);
        }
        &mut self.0[at]
    }
}

impl Segments {
    /// # Errors
    ///
    /// [`Error::Index`] where what is gone was never there.
    pub fn new(state: State, segments: Vec<Arc<Segment>>) -> Result<Self, Error> {
        for (segment, SegmentState { removed, .. }) in segments.iter().zip(&state.segments) {
            if let Some(&last) = removed.last() {
                segment.check_number(last)?;
            }
        }
        Ok(Self { state, segments, live: OnceLock::new() })
    }

    pub fn segment(&self, segment: u32) -> &Segment {
        &self.segments[segment as usize]
    }

    /// All segments with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (u32, &Segment)> {
        (0..).zip(self.segments.iter().map(|segment| &**segment))
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        let all: usize = self.all().map(|(_, segment)| segment.counts().articles as usize).sum();
        all - self.state.segments.iter().map(|state| state.removed.len()).sum::<usize>()
    }

    /// How common words and runs are; read once.
    pub fn live(&self) -> Result<&LiveCounts, Error> {
        if let Some(live) = self.live.get() {
            return Ok(live);
        }
        let live = LiveCounts::read(&self.segments, &self.state.segments)?;
        Ok(self.live.get_or_init(|| live))
    }

    /// Whether the article is part of the state.
    pub fn is_there(&self, ArticleRef { segment, at }: ArticleRef) -> bool {
        self.state.segments[segment as usize].removed.binary_search(&at).is_err()
    }

    /// Every article, segment by segment.
    pub fn articles(&self) -> impl Iterator<Item = ArticleRef> {
        let of_segment = |(segment, one): (u32, &Segment)| {
            (0..one.counts().articles).map(move |at| ArticleRef { segment, at })
        };
        self.all().flat_map(of_segment).filter(|&article| self.is_there(article))
    }

    pub fn record(&self, article: ArticleRef) -> Result<ArticleRecord, Error> {
        self.segment(article.segment).article(article.at)
    }

    pub fn id(&self, article: ArticleRef, spaces: &mut Workspaces) -> Result<String, Error> {
        self.segment(article.segment).id(article.at, spaces.of(article.segment))
    }

    /// What is known of the article, as [a line](crate::About::write_line).
    pub fn about<'w>(
        &self,
        article: ArticleRef,
        spaces: &'w mut Workspaces,
    ) -> Result<&'w str, Error> {
        self.segment(article.segment).about(article.at, spaces.of(article.segment))
    }

    /// The article of this id.
    pub fn find(&self, id: &str, spaces: &mut Workspaces) -> Result<Option<ArticleRef>, Error> {
        for (segment, one) in self.all() {
            if let Some(at) = one.find(id, spaces.of(segment))? {
                let article = ArticleRef { segment, at };
                if self.is_there(article) {
                    return Ok(Some(article));
                }
            }
        }
        Ok(None)
    }

    /// The articles with these words that are part of the state.
    pub fn with_words(&self, fingerprint: u128) -> Result<Vec<ArticleRef>, Error> {
        let mut found = Vec::new();
        for (segment, one) in self.all() {
            let articles = one.with_words(fingerprint)?.into_iter();
            let articles = articles.map(|at| ArticleRef { segment, at });
            found.extend(articles.filter(|&article| self.is_there(article)));
        }
        Ok(found)
    }

    /// Of the articles with these words, the one whose id comes first.
    pub fn first_with_words(
        &self,
        fingerprint: u128,
        spaces: &mut Workspaces,
    ) -> Result<Option<(String, ArticleRef)>, Error> {
        let mut first: Option<(String, ArticleRef)> = None;
        for article in self.with_words(fingerprint)? {
            let id = self.id(article, spaces)?;
            if first.as_ref().is_none_or(|(other, _)| id < *other) {
                first = Some((id, article));
            }
        }
        Ok(first)
    }

    /// The document that is counted for these words.
    pub fn counted(&self, fingerprint: u128) -> Result<Option<ArticleRef>, Error> {
        for article in self.with_words(fingerprint)? {
            if self.record(article)?.is_counted {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }
}
