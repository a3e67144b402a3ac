//! The nouns that every stage shares: an article, a span of its text, and how
//! many articles are looked up or taken in.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use crate::about::About;
use crate::error::Error;

/// One article: a unique id and its text, and what else is known of it.
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
    /// Nothing where nothing is known, as of most articles.
    about: Option<Box<About<'a>>>,
}

impl<'a> Article<'a> {
    /// An article with this id and text, each borrowed or owned.
    pub fn new(id: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Self { id: id.into(), text: text.into(), about: None }
    }

    /// What the findings call this article; unique within a run.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text as given. Every [`Span`] counts in its bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same article, and what is known of it beside its text.
    #[must_use]
    pub fn with_about(mut self, about: About<'a>) -> Self {
        self.about = (!about.is_empty()).then(|| Box::new(about));
        self
    }

    /// What is known of it beside its text.
    pub fn about(&self) -> About<'_> {
        self.about.as_deref().map(About::borrowed).unwrap_or_default()
    }

    /// Its id, its text, and what is known of it.
    #[cfg(feature = "read")]
    pub(crate) fn into_parts(self) -> (Cow<'a, str>, Cow<'a, str>, Option<Box<About<'a>>>) {
        (self.id, self.text, self.about)
    }
}

/// Articles that can be looked up by position, wherever their texts are kept.
///
/// A slice, a vector or an array of [`Article`]s has them in memory. Others,
/// as the `Collection` of the feature `read`, leave texts in their files and
/// read each again when it is asked for, so that a large archive does not have
/// to fit in memory.
///
/// ```
/// use nearcopy::{Article, Articles};
///
/// fn longest(articles: &dyn Articles) -> Result<Option<&str>, nearcopy::Error> {
///     let mut best = (0, None);
///     for at in 0..articles.len() {
///         best = best.max((articles.text(at)?.len(), Some(articles.id(at))));
///     }
///     Ok(best.1)
/// }
///
/// let articles = [Article::new("a", "Rain."), Article::new("b", "Rain and snow.")];
/// assert_eq!(longest(&articles)?, Some("b"));
/// // A slice goes by reference, since its length is not part of its type.
/// let first: &[Article] = &articles[..1];
/// assert_eq!(longest(&first)?, Some("a"));
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub trait Articles: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the findings call the article at position `at`.
    ///
    /// # Panics
    ///
    /// If `at` is not below [`len`](Self::len).
    fn id(&self, at: usize) -> &str;

    /// The text of the article at position `at`, borrowed where it is in
    /// memory. Asking twice may mean reading twice.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the text has to be read again and cannot be, or has
    /// changed meanwhile. Never where the text is in memory.
    ///
    /// # Panics
    ///
    /// If `at` is not below [`len`](Self::len).
    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error>;

    /// What is known of the article at position `at` beside its text; nothing unless
    /// this is implemented.
    ///
    /// # Panics
    ///
    /// If `at` is not below [`len`](Self::len).
    fn about(&self, _at: usize) -> About<'_> {
        About::default()
    }
}

impl Articles for [Article<'_>] {
    fn len(&self) -> usize {
        <[Article<'_>]>::len(self)
    }

    fn id(&self, at: usize) -> &str {
        self[at].id()
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        Ok(Cow::Borrowed(self[at].text()))
    }

    fn about(&self, at: usize) -> About<'_> {
        self[at].about()
    }
}

/// The positions of the articles in the order of their ids, none of which may be there
/// twice.
pub(crate) fn positions_by_id(articles: &dyn Articles) -> Result<Vec<usize>, Error> {
    if articles.len() > u32::MAX as usize {
        return Err(Error::TooMany { articles: articles.len() });
    }
    let mut positions: Vec<usize> = (0..articles.len()).collect();
    positions.par_sort_unstable_by_key(|&at| articles.id(at));
    match positions.windows(2).find(|two| articles.id(two[0]) == articles.id(two[1])) {
        None => Ok(positions),
        Some(two) => Err(Error::DuplicateId { id: articles.id(two[0]).to_owned(), places: None }),
    }
}

/// The same for what holds or leads to articles: all of it, by one expression.
macro_rules! articles_of {
    ($($kind:ty, [$($generics:tt)*], $this:ident => $inner:expr;)*) => {$(
        impl<$($generics)*> Articles for $kind {
            fn len(&self) -> usize {
                let $this = self;
                Articles::len($inner)
            }

            fn id(&self, at: usize) -> &str {
                let $this = self;
                Articles::id($inner, at)
            }

            fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
                let $this = self;
                Articles::text($inner, at)
            }

            fn about(&self, at: usize) -> About<'_> {
                let $this = self;
                Articles::about($inner, at)
            }
        }
    )*};
}

articles_of! {
    Vec<Article<'_>>, [], this => this.as_slice();
    [Article<'_>; N], [const N: usize], this => this.as_slice();
    &A, [A: Articles + ?Sized], this => *this;
}

/// Takes in texts while they are being read. Called from many threads.
///
/// What reads articles hands each text over once, right when it has it, so
/// that nothing needs to be read or kept for whoever works on texts one by one.
/// Texts arrive in no particular order; each call's texts stand one after the
/// other where they come from.
///
/// `()` takes nothing in and gives the document id 0.
///
/// ```
/// use std::borrow::Cow;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use nearcopy::{DocumentId, Intake};
///
/// /// Counts the texts.
/// struct Count(AtomicU32);
///
/// impl Intake for Count {
///     fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
///         DocumentId::new(self.0.fetch_add(texts.len() as u32, Ordering::Relaxed))
///     }
/// }
///
/// let count = Count(AtomicU32::new(0));
/// assert_eq!(count.take(&["Rain.".into(), "Snow.".into()]).index(), 0);
/// assert_eq!(count.take(&["Fog.".into()]).index(), 2);
/// ```
pub trait Intake: Sync {
    /// Takes these texts, one after the other, and returns the document id of
    /// the first; the others follow it. By its id the intake knows the text later on.
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId;
}

impl Intake for () {
    fn take(&self, _: &[Cow<'_, str>]) -> DocumentId {
        DocumentId::new(0)
    }
}

/// The number that an [`Intake`] gives to a text, in the order of arrival. Another
/// number than the text's position among the caller's articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(u32);

impl DocumentId {
    /// The id of the text that arrived after so many others.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number, to index a list with.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// This id and those that follow it, `count` in all: the ids of texts that
    /// arrived together.
    pub fn consecutive(self, count: usize) -> impl Iterator<Item = Self> + use<> {
        (self.0..).map(Self).take(count)
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
