//! Web archives to articles: the pages of a WARC file (ISO 28500), and the texts of a WET
//! file, which is the same with the markup taken off.
//!
//! | record | becomes |
//! |---|---|
//! | `response` with status 200 and HTML, or plain text | one article |
//! | `resource` with the same | one article |
//! | `conversion` with plain text | one article |
//! | all others | nothing; contents of other types are not even counted |
//!
//! An article's id is the target URI. Its date is the one that the page states, else the one
//! when it was fetched: it was there by then. No length that a record claims is believed: a body
//! is read as it comes, up to the limit for an article.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::Encoding;

use super::format::ContentKind;
use super::open::{PackedBytes, Stream};
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::rows::{self, Ended, RawRow, Row, Rows};
use super::task::Task;
use super::{http, single};
use crate::about::AboutField;

/// Most bytes of the head of a record.
const LONGEST_HEAD: u64 = 64 << 10;

/// How much of a body is read between two looks at how it expands.
const STEP: u64 = 1 << 20;

/// Reads all records.
pub(super) fn read(stream: Stream<'_>, task: &Task<'_>) -> ReadBatch {
    let Stream { input, packed, origin } = stream;
    let input = BufReader::with_capacity(256 << 10, input);
    let reader = WarcReader { input, packed, task: *task, record: 0, failure: None };
    rows::read(reader, origin, |page, _| article(page, task), task)
}

/// A record that may be an article.
struct Page {
    uri: String,
    /// When it was fetched.
    date: String,
    kind: RecordKind,
    /// The type that the record itself declares.
    content_type: String,
    body: Vec<u8>,
}

/// What a record holds, as far as it may be an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RecordKind {
    /// A response of HTTP, with its head.
    Response,
    /// Content as it is.
    Content,
}

/// The article of a page, if it is one.
fn article(page: Page, task: &Task<'_>) -> Result<Option<Row>, ProblemKind> {
    let (content_type, body) = match page.kind {
        RecordKind::Content => (page.content_type, page.body),
        RecordKind::Response => match http::response(&page.body, task)? {
            Some(response) if response.status == 200 => (response.content_type, response.body),
            _ => return Ok(None),
        },
    };
    let (content, declared) = match of_type(&content_type) {
        Some(found) => found,
        None => return Ok(None),
    };
    let (text, mut about, notes) = single::text_of(content, body, declared, true, task)?;
    let notes = notes.into_iter().flatten().collect();
    if about.date.is_none() {
        about.set(AboutField::Date, page.date.into());
    }
    if about.link.is_none() {
        about.set(AboutField::Link, page.uri.clone().into());
    }
    Ok(Some(Row { id: page.uri, text, about, notes }))
}

/// What a content of this type is read as, and the encoding that the type declares.
fn of_type(content_type: &str) -> Option<(ContentKind, Option<&'static Encoding>)> {
    let mut parts = content_type.split(';').map(str::trim);
    let content = match parts.next()?.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => ContentKind::Html,
        "text/plain" => ContentKind::Plain,
        _ => return None,
    };
    let declared = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| Encoding::for_label(value.trim().trim_matches('"').as_bytes()))?
    });
    Some((content, declared))
}

/// A stream of records.
struct WarcReader<'r> {
    input: BufReader<Box<dyn Read + Send + 'r>>,
    packed: PackedBytes,
    task: Task<'r>,
    /// The number of the last record.
    record: u64,
    failure: Option<io::Error>,
}

/// What the head of a record says, as far as it matters.
#[derive(Default)]
struct Head {
    kind: String,
    uri: String,
    date: String,
    content_type: String,
    length: Option<u64>,
}

impl WarcReader<'_> {
    /// The head of the next record; `None` at the end.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let mut line = Vec::new();
        // Blank lines are between records.
        while line.trim_ascii().is_empty() {
            line.clear();
            if (&mut self.input).take(LONGEST_HEAD).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
        }
        self.record += 1;
        if !line.starts_with(b"WARC/") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a record does not begin here"));
        }
        let mut lines = (&mut self.input).take(LONGEST_HEAD);
        let mut head = Head::default();
        loop {
            line.clear();
            if lines.read_until(b'\n', &mut line)? == 0 || line.last() != Some(&b'\n') {
                let problem = "the head of a record has no end";
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
            let field = String::from_utf8_lossy(line.trim_ascii());
            if field.is_empty() {
                return Ok(Some(head));
            }
            let Some((name, value)) = field.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                // Some programs write it between angle brackets.
                "warc-target-uri" => {
                    let bare = value.strip_prefix('<').and_then(|uri| uri.strip_suffix('>'));
                    head.uri = bare.unwrap_or(value).to_owned();
                }
                "warc-date" => head.date = value.to_owned(),
                "content-type" => head.content_type = value.to_owned(),
                "content-length" => head.length = value.parse().ok(),
                _ => {}
            }
        }
    }

    /// The next record that may be an article.
    fn record(&mut self) -> io::Result<Option<RawRow<Page>>> {
        while let Some(head) = self.head()? {
            let Some(length) = head.length else {
                let problem = "a record says no length";
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            };
            let is_http = head.content_type.to_ascii_lowercase().starts_with("application/http");
            let kind = match head.kind.as_str() {
                "response" if is_http => Some(RecordKind::Response),
                "response" | "resource" | "conversion" => {
                    of_type(&head.content_type).map(|_| RecordKind::Content)
                }
                _ => None,
            };
            let Some(kind) = kind.filter(|_| !head.uri.is_empty()) else {
                self.skip(length)?;
                continue;
            };
            let content = self.body(length)?;
            let Head { uri, date, content_type, .. } = head;
            let bytes = content.as_ref().map_or(0, Vec::len);
            let content = content.map(|body| Page { uri, date, kind, content_type, body });
            return Ok(Some(RawRow { line: self.record, content, bytes }));
        }
        Ok(None)
    }

    /// The body of a record, or why it is not kept.
    fn body(&mut self, length: u64) -> io::Result<Result<Vec<u8>, ProblemKind>> {
        if length > self.task.limit {
            self.skip(length)?;
            return Ok(Err(ProblemKind::TooLarge { limit: self.task.limit }));
        }
        let start = self.packed.read();
        let mut body = Vec::new();
        while (body.len() as u64) < length {
            let rest = length - body.len() as u64;
            if (&mut self.input).take(rest.min(STEP)).read_to_end(&mut body)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self.packed.expands(body.len() as u64, start) {
                self.skip(length - body.len() as u64)?;
                return Ok(Err(ProblemKind::Expands { times: self.task.most_times }));
            }
        }
        Ok(Ok(body))
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.input).take(bytes), &mut io::sink())?;
        if skipped < bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

impl Rows for WarcReader<'_> {
    type Raw = Page;

    fn next(&mut self) -> Option<RawRow<Page>> {
        if self.failure.is_some() {
            return None;
        }
        self.record().unwrap_or_else(|error| {
            self.failure = Some(error);
            None
        })
    }

    fn ended(self) -> Ended {
        Ended { line: self.record, failure: self.failure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let html = |label: Option<&str>| {
            Some((ContentKind::Html, label.and_then(|it| Encoding::for_label(it.as_bytes()))))
        };
        for (content_type, wanted) in [
            ("text/html", html(None)),
            ("Text/HTML; Charset=\"koi8-r\"", html(Some("koi8-r"))),
            ("text/html; a=b; charset = utf-8", html(Some("utf-8"))),
            ("text/html; charset=nonsense", html(None)),
            ("text/plain", Some((ContentKind::Plain, None))),
            ("image/png", None),
            ("", None),
        ] {
            assert_eq!(of_type(content_type), wanted, "{content_type}");
        }
    }
}
