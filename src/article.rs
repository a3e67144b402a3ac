//! The nouns that every stage shares: an article and a span of its text.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// One article: a unique id and its text.
///
/// Both are borrowed where the caller has them at hand, so that an archive
/// that is already in memory is not copied.
///
/// ```
/// use nearcopy::Article;
///
/// let article = Article::new("wire/17", "Rain fell on the city all day.");
/// assert_eq!(article.id(), "wire/17");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article<'a> {
    id: Cow<'a, str>,
    text: Cow<'a, str>,
}

impl<'a> Article<'a> {
    /// An article with this id and text, each borrowed or owned.
    pub fn new(id: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self { id: id.into(), text: text.into() }
    }

    /// What the findings call this article; unique within a run.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text as given. Every [`Span`] counts in its bytes.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A half-open range of bytes in one article's text, on character boundaries.
///
/// ```
/// use nearcopy::Span;
///
/// let span = Span::new(5, 9);
/// assert_eq!(span.of("Rain fell."), "fell");
/// assert_eq!(span.len(), 4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte: a place between two characters.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range, to index a `str` with.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text that the span covers.
    ///
    /// # Panics
    ///
    /// If the span was made for another text and does not fit this one.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
