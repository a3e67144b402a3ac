//! RSS (also 0.9x and 1.0) and Atom to articles: one for each entry.
//!
//! | | RSS | Atom |
//! |---|---|---|
//! | id | `guid`, else `link` | `id`, else `link` |
//! | text | `content:encoded`, else `description` | `content`, else `summary` |
//! | headline, author | `title`, `author` or `dc:creator` | `title`, the name in `author` |
//! | date | `pubDate` or `dc:date` | `published`, else `updated` |
//! | outlet | `source`, else the title of the feed | the title in `source`, else that of the feed |
//!
//! Markup in a text is taken off. No entity is expanded but those of XML and of HTML,
//! and elements may be nested as deep as they like: nothing is kept of those around.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::decode;
use super::html;
use super::mend;
use super::open::Stream;
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::references;
use super::rows::{self, Ended, RawRow, Row, Rows};
use super::task::Task;
use crate::about::{About, AboutField};

/// Reads all entries. `source` is the id of the file, for entries that have none.
pub(super) fn read(
    source: &str,
    stream: Stream<'_>,
    expected: Option<u64>,
    task: &Task<'_>,
) -> ReadBatch {
    let origin = stream.origin;
    let (bytes, cut) = match stream.bytes(expected, task) {
        Ok(bytes) => bytes,
        Err(problem) => return ReadBatch::of_problem(problem),
    };
    let declared = decode::declared_by_html(&bytes);
    let (xml, note) = match decode::decode(bytes, declared, cut.is_none()) {
        Ok(text) => text,
        Err(problem) => return ReadBatch::of_problem(problem),
    };
    let mut parser = FeedParser::default();
    let problem = cut.or_else(|| parser.parse(&xml).err());
    let Some(entries) = parser.is_feed.then_some(parser.entries) else {
        let reason = "the root element is neither rss nor feed nor RDF".to_owned();
        return ReadBatch::of_problem(problem.unwrap_or(ProblemKind::NotAFeed { reason }));
    };
    let outlet = one_line(parser.outlet);
    let rows = FeedRows { entries: entries.into_iter(), at: 0 };
    let make = |entry, at| article(entry, at, source, &outlet);
    let mut outcome = rows::read(rows, origin, make, task);
    note.into_iter().chain(problem).for_each(|it| outcome.problems.add(None, it));
    outcome
}

/// The article of an entry.
fn article(entry: Entry, at: u64, source: &str, outlet: &str) -> Result<Option<Row>, ProblemKind> {
    let mut about = About::default();
    // The first of two that say the same has the last word.
    for (field, value) in [
        (AboutField::Title, one_line(entry.title)),
        (AboutField::Date, entry.updated),
        (AboutField::Date, entry.published),
        (AboutField::Source, outlet.to_owned()),
        (AboutField::Source, one_line(entry.source)),
        // A guid often is a link, and then a permanent one.
        (AboutField::Link, entry.id.clone()),
        (AboutField::Link, entry.link.clone()),
        (AboutField::Author, one_line(entry.author)),
    ] {
        about.set(field, value.into());
    }
    let id = [entry.id, entry.link].into_iter().find(|id| !id.is_empty());
    let texts = [entry.encoded, entry.content, entry.description, entry.summary];
    let text = texts.into_iter().map(FieldText::into_text).find(|text| !text.trim().is_empty());
    let text = text.ok_or(ProblemKind::NoText)?;
    let id = id.unwrap_or_else(|| format!("{source}:{at}"));
    Ok(Some(Row { id, text, about, notes: Vec::new() }))
}

/// What an entry says.
#[derive(Default)]
struct Entry {
    id: String,
    link: String,
    encoded: FieldText,
    content: FieldText,
    description: FieldText,
    summary: FieldText,
    title: FieldText,
    source: FieldText,
    author: FieldText,
    published: String,
    updated: String,
}

/// A headline or a name, which may have markup as a text has.
fn one_line(text: FieldText) -> String {
    text.into_text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text, perhaps with markup.
#[derive(Default)]
struct FieldText {
    text: String,
    /// Whether what looks like markup is text.
    is_plain: bool,
}

impl FieldText {
    fn into_text(self) -> String {
        // Also text that nobody has declared to be HTML often is.
        let has_markup = memchr::memchr2(b'<', b'&', self.text.as_bytes()).is_some();
        match has_markup && !self.is_plain {
            true => mend::mended_page(html::text_of(&self.text)),
            false => mend::mended(self.text.into()).trim().to_owned(),
        }
    }
}

/// An element of an entry that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Link,
    Encoded,
    Content,
    Description,
    Summary,
    Title,
    Source,
    Author,
    Published,
    Updated,
}

impl Field {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "guid" | "id" => Self::Id,
            "link" => Self::Link,
            "content:encoded" => Self::Encoded,
            "content" => Self::Content,
            "description" => Self::Description,
            "summary" => Self::Summary,
            "title" => Self::Title,
            "source" => Self::Source,
            "author" | "dc:creator" => Self::Author,
            "pubDate" | "published" | "dc:date" => Self::Published,
            "updated" => Self::Updated,
            _ => return None,
        })
    }
}

/// What has been read of a feed.
#[derive(Default)]
struct FeedParser {
    entries: Vec<Entry>,
    is_feed: bool,
    /// The title of the feed itself.
    outlet: FieldText,
    /// How many elements are open.
    depth: usize,
    /// The depth of the entry that is open.
    entry: Option<usize>,
    field: Option<OpenField>,
}

/// An element whose content is being read.
struct OpenField {
    field: Field,
    depth: usize,
    text: FieldText,
    /// Its content is markup of XHTML, not escaped.
    is_xhtml: bool,
    /// What is read now is no part of it.
    is_off: bool,
}

impl FeedParser {
    /// Reads the whole document, as far as it is well-formed.
    fn parse(&mut self, xml: &str) -> Result<(), ProblemKind> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => self.take(event),
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    let lines = memchr::memchr_iter(b'\n', &xml.as_bytes()[..at.min(xml.len())]);
                    let reason = format!("{error}, in line {}", lines.count() + 1);
                    return Err(ProblemKind::NotAFeed { reason });
                }
            }
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(element) => {
                self.depth += 1;
                self.start(&element);
            }
            Event::Empty(element) => {
                self.depth += 1;
                self.start(&element);
                self.end(element.name().as_ref());
            }
            Event::End(element) => self.end(element.name().as_ref()),
            Event::Text(text) => self.push(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => match self.field {
                Some(OpenField { is_xhtml: true, .. }) => self.push(&escaped(&text)),
                _ => self.push(&text),
            },
            Event::GeneralRef(name) => match self.field {
                Some(OpenField { is_xhtml: true, .. }) => self.push(&format!("&{};", &*name)),
                Some(_) => {
                    let reference = format!("&{};", &*name);
                    // What nobody knows stays as it is, never expanded.
                    let decoded = references::decoded(&reference, true);
                    self.push(decoded.as_deref().unwrap_or(&reference));
                }
                None => {}
            },
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) | Event::Eof => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name: &str = name.as_ref();
        if self.depth == 1 {
            self.is_feed = matches!(name, "rss" | "feed" | "rdf:RDF" | "RDF" | "channel");
        }
        if let Some(open) = &mut self.field {
            if open.is_xhtml {
                open.text.text.push_str(&format!("<{}>", &**element));
            }
            // Of an author and a source of Atom, the name alone.
            open.is_off = match open.field {
                Field::Author => name != "name",
                Field::Source => name != "title",
                _ => false,
            };
            return;
        }
        match self.entry {
            None if matches!(name, "item" | "entry") => {
                self.entry = Some(self.depth);
                self.entries.push(Entry::default());
            }
            Some(entry) if self.depth == entry + 1 => {
                let Some(field) = Field::of(name) else { return };
                self.open(field, element);
            }
            // In RSS that of the channel, in Atom that of the feed.
            None if name == "title" && self.depth <= 3 => self.open(Field::Title, element),
            _ => {}
        }
    }

    fn open(&mut self, field: Field, element: &BytesStart<'_>) {
        let attribute = |name: &str| {
            let found = element.try_get_attribute(name).ok()??;
            Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
        };
        if let (Field::Link, Some(href), Some(entry)) =
            (field, attribute("href"), self.entries.last_mut())
        {
            if attribute("rel").is_none_or(|rel| rel == "alternate") && entry.link.is_empty() {
                entry.link = href;
            }
            return;
        }
        let kind = attribute("type").unwrap_or_default();
        let text = FieldText { text: String::new(), is_plain: kind == "text" };
        let is_xhtml = kind == "xhtml";
        let depth = self.depth;
        self.field = Some(OpenField { field, depth, text, is_xhtml, is_off: false });
    }

    fn end(&mut self, name: &str) {
        match &mut self.field {
            Some(open) if open.depth == self.depth => {
                match (self.field.take(), self.entry, self.entries.last_mut()) {
                    (Some(open), Some(_), Some(entry)) => entry.set(open.field, open.text),
                    (Some(open), ..) if self.outlet.text.is_empty() => self.outlet = open.text,
                    _ => {}
                }
            }
            Some(open) if open.is_xhtml => open.text.text.push_str(&format!("</{name}>")),
            // What stands between the parts of an author is white space.
            Some(open) => open.is_off = matches!(open.field, Field::Author | Field::Source),
            None => {}
        }
        if self.entry == Some(self.depth) {
            self.entry = None;
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.field.as_mut().filter(|open| !open.is_off) {
            open.text.text.push_str(text);
        }
    }
}

/// Text as markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

impl Entry {
    /// Sets a field, unless it was before.
    fn set(&mut self, field: Field, value: FieldText) {
        let name = match field {
            Field::Id => Some(&mut self.id),
            Field::Link => Some(&mut self.link),
            Field::Published => Some(&mut self.published),
            Field::Updated => Some(&mut self.updated),
            _ => None,
        };
        if let Some(name) = name {
            if name.is_empty() {
                *name = value.text.trim().to_owned();
            }
            return;
        }
        let text = match field {
            Field::Encoded => &mut self.encoded,
            Field::Content => &mut self.content,
            Field::Description => &mut self.description,
            Field::Summary => &mut self.summary,
            Field::Title => &mut self.title,
            Field::Source => &mut self.source,
            Field::Author => &mut self.author,
            Field::Id | Field::Link | Field::Published | Field::Updated => return,
        };
        if text.text.is_empty() {
            *text = value;
        }
    }
}

/// The entries of a feed that was read.
struct FeedRows {
    entries: std::vec::IntoIter<Entry>,
    at: u64,
}

impl Rows for FeedRows {
    type Raw = Entry;

    fn next(&mut self) -> Option<RawRow<Entry>> {
        let entry = self.entries.next()?;
        self.at += 1;
        let texts = [&entry.encoded, &entry.content, &entry.description, &entry.summary];
        let bytes = texts.iter().map(|text| text.text.len()).sum();
        Some(RawRow { line: self.at, content: Ok(entry), bytes })
    }

    fn ended(self) -> Ended {
        Ended { line: self.at, failure: None }
    }
}
