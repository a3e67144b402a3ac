//! What is known of an article beside its text: headline, date, outlet, link, author and
//! language.
//!
//! Nothing of it decides what is a copy. It says which of two copies was there first
//! ([`Date`]) and which outlets they are of, and is shown beside the ids.

use std::borrow::Cow;
use std::fmt;

use crate::date::Date;

/// What is known of an article beside its text. What is not known is `None`; the time of
/// a file is never taken for a date.
///
/// ```
/// use nearcopy::{About, Article, Articles};
///
/// let about = About::default().with_title("River rises").with_date("2022-01-17".parse()?);
/// let articles = [
///     Article::new("wire/17", "The river rose overnight.").with_about(about),
///     Article::new("wire/18", "Rain fell on the city all day."),
/// ];
/// assert_eq!(articles.about(0).title.as_deref(), Some("River rises"));
/// assert!(articles.about(1).is_empty());
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct About<'a> {
    /// The headline.
    pub title: Option<Cow<'a, str>>,
    /// When it was published.
    pub date: Option<Date>,
    /// The outlet: a newspaper, an agency, a site.
    pub source: Option<Cow<'a, str>>,
    /// Where it can be read: a URL of the web, with `http` or `https`.
    pub link: Option<Cow<'a, str>>,
    /// Who wrote it, as the byline has it.
    pub author: Option<Cow<'a, str>>,
    /// The language, as a tag of BCP 47 if it is given so: `en-GB`.
    pub language: Option<Cow<'a, str>>,
}

/// One of the six things that can be known, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AboutField {
    /// [`About::title`].
    Title,
    /// [`About::date`].
    Date,
    /// [`About::source`].
    Source,
    /// [`About::link`].
    Link,
    /// [`About::author`].
    Author,
    /// [`About::language`].
    Language,
}

impl AboutField {
    /// All six, in the order in which reports have them.
    pub const ALL: [Self; 6] =
        [Self::Title, Self::Date, Self::Source, Self::Link, Self::Author, Self::Language];

    /// What reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Date => "date",
            Self::Source => "source",
            Self::Link => "link",
            Self::Author => "author",
            Self::Language => "language",
        }
    }
}

impl fmt::Display for AboutField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The longest value that is taken, in bytes. What is longer is no headline and no name,
/// but a text in the wrong field, and would be kept in memory for each article.
#[cfg(any(feature = "read", feature = "index"))]
const LONGEST: usize = 2_000;

impl<'a> About<'a> {
    /// This and a headline.
    pub fn with_title(mut self, title: impl Into<Cow<'a, str>>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// This and a date.
    pub fn with_date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// This and an outlet.
    pub fn with_source(mut self, source: impl Into<Cow<'a, str>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// This and a link.
    pub fn with_link(mut self, link: impl Into<Cow<'a, str>>) -> Self {
        self.link = Some(link.into());
        self
    }

    /// This and an author.
    pub fn with_author(mut self, author: impl Into<Cow<'a, str>>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// This and a language.
    pub fn with_language(mut self, language: impl Into<Cow<'a, str>>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// One of the fields as text; a date as RFC 3339.
    pub fn get(&self, field: AboutField) -> Option<Cow<'_, str>> {
        let text = match field {
            AboutField::Title => &self.title,
            AboutField::Date => return self.date.map(|date| date.to_string().into()),
            AboutField::Source => &self.source,
            AboutField::Link => &self.link,
            AboutField::Author => &self.author,
            AboutField::Language => &self.language,
        };
        text.as_deref().map(Cow::Borrowed)
    }

    /// The same without what it borrows its texts from.
    pub fn into_owned(self) -> About<'static> {
        let owned = |text: Option<Cow<'a, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        About {
            title: owned(self.title),
            date: self.date,
            source: owned(self.source),
            link: owned(self.link),
            author: owned(self.author),
            language: owned(self.language),
        }
    }

    /// Borrowed from this.
    pub(crate) fn borrowed(&self) -> About<'_> {
        About {
            title: self.title.as_deref().map(Cow::Borrowed),
            date: self.date,
            source: self.source.as_deref().map(Cow::Borrowed),
            link: self.link.as_deref().map(Cow::Borrowed),
            author: self.author.as_deref().map(Cow::Borrowed),
            language: self.language.as_deref().map(Cow::Borrowed),
        }
    }

    /// Appends it as one line: the values in the order of [`AboutField::ALL`], a
    /// [`SEPARATOR`] between two; those at the end that are not known are left out.
    #[cfg(any(feature = "read", feature = "index"))]
    pub(crate) fn write_line(&self, line: &mut String) {
        let start = line.len();
        for field in AboutField::ALL {
            if let Some(value) = self.get(field) {
                line.extend(value.chars().map(|c| if c == SEPARATOR { ' ' } else { c }));
            }
            line.push(SEPARATOR);
        }
        let known = line[start..].trim_end_matches(SEPARATOR).len();
        line.truncate(start + known);
    }

    /// What [`write_line`](Self::write_line) wrote.
    #[cfg(any(feature = "read", feature = "index"))]
    pub(crate) fn of_line(line: &'a str) -> Self {
        let mut about = Self::default();
        for (field, value) in AboutField::ALL.into_iter().zip(line.split(SEPARATOR)) {
            about.set(field, Cow::Borrowed(value));
        }
        about
    }

    /// Takes what was read for a field, if it is a value of it: one line, without white
    /// space around, not longer than 2,000 bytes; a date only if it is one, and a link only
    /// if it leads to the web.
    #[cfg(any(feature = "read", feature = "index"))]
    pub fn set(&mut self, field: AboutField, value: Cow<'a, str>) {
        let value = match value.contains(char::is_control) {
            true => Cow::Owned(value.replace(char::is_control, " ")),
            false => value,
        };
        let value = match value {
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) if value.trim().len() == value.len() => Cow::Owned(value),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        };
        let is_value = !value.is_empty() && value.len() <= LONGEST;
        if !is_value || field == AboutField::Link && !is_web(&value) {
            return;
        }
        let place = match field {
            AboutField::Title => &mut self.title,
            AboutField::Date => {
                self.date = value.parse().ok().or(self.date);
                return;
            }
            AboutField::Source => &mut self.source,
            AboutField::Link => &mut self.link,
            AboutField::Author => &mut self.author,
            AboutField::Language => &mut self.language,
        };
        *place = Some(value);
    }
}

/// Whether this leads to a page. Nothing else, as `javascript:`, is ever made a link of.
#[cfg(any(feature = "read", feature = "report-html", feature = "index"))]
pub(crate) fn is_web(link: &str) -> bool {
    let begins = |scheme: &str| {
        link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("http://") || begins("https://")
}

/// What is known of many articles, in the bytes of the values and 16 more for each article
/// of which anything is known. An article of which nothing is known takes nothing.
#[cfg(any(feature = "read", feature = "index"))]
#[derive(Debug, Default)]
pub(crate) struct AboutColumn {
    /// The articles of which something is known, in order.
    articles: Vec<usize>,
    /// For each of them: where its values end.
    ends: Vec<usize>,
    /// For each of them its [line](About::write_line).
    values: String,
}

/// No value has a control character, see [`About::set`].
#[cfg(any(feature = "read", feature = "index"))]
const SEPARATOR: char = '\u{1F}';

#[cfg(any(feature = "read", feature = "index"))]
impl AboutColumn {
    /// Adds what is known of the article at `at`, which is behind all others.
    pub fn push(&mut self, at: usize, about: &About<'_>) {
        let start = self.values.len();
        about.write_line(&mut self.values);
        if self.values.len() > start {
            self.articles.push(at);
            self.ends.push(self.values.len());
        }
    }

    /// Adds those of the articles that follow the first `base`.
    #[cfg(feature = "read")]
    pub fn append(&mut self, part: Self, base: usize) {
        let before = self.values.len();
        self.values.push_str(&part.values);
        self.articles.extend(part.articles.into_iter().map(|at| base + at));
        self.ends.extend(part.ends.into_iter().map(|end| before + end));
    }

    #[cfg(feature = "read")]
    pub fn shrink(&mut self) {
        self.articles.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    pub fn get(&self, at: usize) -> About<'_> {
        let Ok(place) = self.articles.binary_search(&at) else { return About::default() };
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        About::of_line(&self.values[start..self.ends[place]])
    }
}

#[cfg(all(test, feature = "read"))]
mod tests {
    use super::*;

    #[test]
    fn values_are_one_line_and_not_long() {
        let mut about = About::default();
        about.set(AboutField::Title, " River\trises\u{1f} \n".into());
        about.set(AboutField::Author, "x".repeat(LONGEST + 1).into());
        about.set(AboutField::Source, " ".into());
        about.set(AboutField::Date, "yesterday".into());
        about.set(AboutField::Link, "javascript:alert('http://')".into());
        assert_eq!(about, About::default().with_title("River rises"));
    }

    #[test]
    fn a_column_gives_back_what_was_put_in() {
        let date = || "2022-01-17T08:30:00+01:00".parse().unwrap();
        let known = [
            About::default().with_title("River rises").with_language("en"),
            About::default(),
            About::default().with_date(date()),
            About::default().with_source("Post").with_link("https://a.example/1"),
            About::default().with_author("A. Reporter").with_date(date()),
        ];
        let mut all = AboutColumn::default();
        for base in [0, 5] {
            let mut column = AboutColumn::default();
            known.iter().enumerate().for_each(|(at, about)| column.push(at, about));
            all.append(column, base);
        }
        all.shrink();
        assert_eq!(all.articles.len(), 8);
        for at in 0..12 {
            let expected = if at < 10 { known[at % 5].clone() } else { About::default() };
            assert_eq!(all.get(at), expected, "{at}");
        }
    }

    #[test]
    fn nothing_known_takes_no_memory() {
        let mut column = AboutColumn::default();
        (0..100).for_each(|at| column.push(at, &About::default()));
        column.shrink();
        assert_eq!(
            (column.articles.capacity(), column.ends.capacity(), column.values.capacity()),
            (0, 0, 0)
        );
    }
}
