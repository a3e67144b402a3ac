//! What a web page says of its article: in JSON-LD of schema.org, in `meta` elements (Open
//! Graph, Dublin Core and others), and in HTML itself.
//!
//! One pass of the tokenizer, without a tree: time is linear in the page, and what is kept
//! of it has a limit. Whether only the main text of the page is read makes no difference.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::{Emitter, State, Tokenizer};

use super::emitter::ignores_comments_and_doctype;
use super::html::RAW;
use super::json_ld;
use super::record::about_of;
use crate::about::{About, AboutField, is_web};

/// The longest value of an attribute, or title, in bytes.
const LONGEST: usize = 2_000;

/// The longest JSON-LD, of all scripts of a page together. A news page has a few
/// thousand bytes of it.
const LONGEST_SCRIPT: usize = 512 << 10;

/// How many values are kept; a page that says more says nothing new.
const MOST: usize = 200;

/// Where a value comes from: the first of these has the last word.
#[derive(Clone, Copy)]
enum Origin {
    /// A statement of the page's own that nothing else is to be taken for.
    Declared,
    JsonLd,
    OpenGraph,
    /// Other `meta` elements.
    Meta,
    /// What readers see: `title`, `time`.
    Shown,
}

/// What is known of the article of a page.
pub(super) fn of(page: &str) -> About<'static> {
    let mut collector = Collector::default();
    let Ok(()) = Tokenizer::new_with_emitter(page, &mut collector).finish();
    collector.finish()
}

#[derive(Default)]
struct Collector {
    values: Vec<((AboutField, usize), Cow<'static, str>)>,
    /// Those of `time` elements, inside of `article` and anywhere.
    times: [Vec<String>; 2],
    /// How many `article` elements are open.
    articles: usize,
    /// The element of [`RAW`] that is open, and the text in it that is of use.
    raw: Option<&'static [u8]>,
    is_json_ld: bool,
    text: Vec<u8>,
    scripts: usize,
    tag: Tag,
}

#[derive(Default)]
struct Tag {
    /// In lower case.
    name: Vec<u8>,
    start: bool,
    closed: bool,
    /// Those of [`ATTRIBUTES`] that it has, the first of each name; the last is being read.
    attributes: Vec<[Vec<u8>; 2]>,
}

/// The attributes that are looked at.
const ATTRIBUTES: [&[u8]; 9] =
    [b"content", b"datetime", b"href", b"itemprop", b"lang", b"name", b"property", b"rel", b"type"];

impl Tag {
    fn attribute(&self, name: &[u8]) -> Option<String> {
        let found = self.attributes.iter().find(|attribute| attribute[0] == name)?;
        Some(String::from_utf8_lossy(&found[1]).into_owned())
    }

    fn push(&mut self, part: usize, bytes: &[u8]) {
        if let Some(attribute) = self.attributes.last_mut() {
            // One byte more than is taken, so that a longer value is seen to be longer.
            let left = (LONGEST + 1).saturating_sub(attribute[part].len());
            attribute[part].extend_from_slice(&bytes[..bytes.len().min(left)]);
        }
    }

    fn end_attribute(&mut self) {
        let Some((last, before)) = self.attributes.split_last() else { return };
        let name = &last[0][..];
        if !ATTRIBUTES.contains(&name) || before.iter().any(|attribute| attribute[0] == name) {
            self.attributes.pop();
        }
    }
}

impl Collector {
    fn add(&mut self, field: AboutField, origin: Origin, value: String) {
        let value = value.trim();
        let is_value = match field {
            AboutField::Link => is_web(value),
            // Facebook's pages of authors are no names.
            AboutField::Author => !is_web(value),
            AboutField::Date => value.parse::<crate::date::Date>().is_ok(),
            _ => true,
        };
        if is_value && !value.is_empty() && value.len() <= LONGEST && self.values.len() < MOST {
            // Of two values of one origin the first counts: the last one that is set.
            let others = origin as usize * MOST + self.values.len();
            self.values.push(((field, others), value.to_owned().into()));
        }
    }

    fn start(&mut self) {
        match &*self.tag.name {
            b"article" | b"main" => self.articles += usize::from(!self.tag.closed),
            b"html" => self.add_attribute(AboutField::Language, b"lang"),
            b"link" => {
                let rel = self.tag.attribute(b"rel").unwrap_or_default();
                if rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical")) {
                    self.add_attribute(AboutField::Link, b"href");
                }
            }
            b"meta" => self.meta(),
            b"time" => self.time(),
            _ => {}
        }
    }

    fn add_attribute(&mut self, field: AboutField, name: &[u8]) {
        if let Some(value) = self.tag.attribute(name) {
            self.add(field, Origin::Declared, value);
        }
    }

    fn meta(&mut self) {
        let names = [b"property" as &[u8], b"name", b"itemprop"];
        let name = names.into_iter().find_map(|name| self.tag.attribute(name));
        let (Some(name), Some(value)) = (name, self.tag.attribute(b"content")) else { return };
        let (field, origin) = match &*name.trim().to_ascii_lowercase() {
            "og:title" => (AboutField::Title, Origin::OpenGraph),
            "twitter:title" | "dc.title" | "dcterms.title" | "parsely-title" => {
                (AboutField::Title, Origin::Meta)
            }
            "article:published_time" => (AboutField::Date, Origin::OpenGraph),
            "date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "publication_date"
            | "published_time"
            | "datepublished"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.date"
            | "dcterms.issued"
            | "dcterms.created"
            | "parsely-pub-date"
            | "sailthru.date"
            | "article.published"
            | "cxenseparse:recs:publishtime" => (AboutField::Date, Origin::Meta),
            "og:site_name" => (AboutField::Source, Origin::OpenGraph),
            "dc.publisher" | "dcterms.publisher" | "application-name" => {
                (AboutField::Source, Origin::Meta)
            }
            "og:url" => (AboutField::Link, Origin::OpenGraph),
            "article:author" => (AboutField::Author, Origin::OpenGraph),
            "author" | "byl" | "byline" | "dc.creator" | "dcterms.creator" | "parsely-author"
            | "sailthru.author" => (AboutField::Author, Origin::Meta),
            "og:locale" => {
                let value = value.replace('_', "-");
                return self.add(AboutField::Language, Origin::OpenGraph, value);
            }
            "dc.language" | "dcterms.language" | "language" => (AboutField::Language, Origin::Meta),
            _ => return,
        };
        self.add(field, origin, value);
    }

    fn time(&mut self) {
        let Some(time) = self.tag.attribute(b"datetime") else { return };
        let is_published = self.tag.attribute(b"itemprop").as_deref() == Some("datePublished");
        if is_published {
            return self.add(AboutField::Date, Origin::Meta, time);
        }
        let seen = &mut self.times[usize::from(self.articles == 0)];
        if seen.len() < MOST && !seen.contains(&time) {
            seen.push(time);
        }
    }

    /// Takes the text of the element that ends.
    fn end_raw(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = String::from_utf8_lossy(&text);
        if self.is_json_ld {
            for (field, value) in json_ld::values(&text) {
                self.add(field, Origin::JsonLd, value);
            }
        } else if !text.trim().is_empty() {
            let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.add(AboutField::Title, Origin::Shown, title);
        }
        self.is_json_ld = false;
    }

    fn finish(mut self) -> About<'static> {
        self.end_raw();
        // The first one of an article is above it. Elsewhere a time may be that of another
        // article, unless it is the only one.
        let [inside, outside] = std::mem::take(&mut self.times);
        let time = match outside.len() {
            _ if !inside.is_empty() => inside.into_iter().next(),
            1 => outside.into_iter().next(),
            _ => None,
        };
        if let Some(time) = time {
            self.add(AboutField::Date, Origin::Shown, time);
        }
        about_of(self.values)
    }
}

impl Emitter for &mut Collector {
    type Token = Infallible;

    fn emit_string(&mut self, text: &[u8]) {
        if self.raw == Some(b"title") {
            let left = LONGEST.saturating_sub(self.text.len());
            self.text.extend_from_slice(&text[..text.len().min(left)]);
        } else if self.is_json_ld {
            self.scripts += text.len();
            if self.scripts <= LONGEST_SCRIPT {
                self.text.extend_from_slice(text);
            }
        }
    }

    fn init_start_tag(&mut self) {
        self.tag.name.clear();
        self.tag.attributes.clear();
        self.tag.start = true;
        self.tag.closed = false;
    }

    fn init_end_tag(&mut self) {
        self.tag.name.clear();
        self.tag.attributes.clear();
        self.tag.start = false;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        self.tag.end_attribute();
        self.tag.attributes.push(Default::default());
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.tag.push(0, name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.tag.push(1, value);
    }

    fn set_self_closing(&mut self) {
        self.tag.closed = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.tag.end_attribute();
        if self.raw.take().is_some() {
            self.end_raw();
        }
        if !self.tag.start {
            if matches!(&*self.tag.name, b"article" | b"main") {
                self.articles = self.articles.saturating_sub(1);
            }
            return None;
        }
        self.start();
        if self.tag.closed {
            return None;
        }
        self.raw = RAW.iter().find(|&&name| name == self.tag.name).copied();
        self.raw.map(|name| match name {
            b"script" => {
                let kind = self.tag.attribute(b"type").unwrap_or_default();
                self.is_json_ld = kind.trim().eq_ignore_ascii_case("application/ld+json");
                State::ScriptData
            }
            b"title" => State::RcData,
            _ => State::RawText,
        })
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.tag.start && self.raw == Some(&*self.tag.name)
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    // The rest says nothing of the article.
    ignores_comments_and_doctype!();
    fn emit_eof(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_html() {
        let about = of("<!DOCTYPE html><html lang=en-GB><title>River\n rises &amp; falls</title>\
             <link rel='alternate' href='https://a.example/feed'>\
             <link rel=canonical href=https://a.example/1>\
             <nav><time datetime=2022-01-20>next</time></nav>\
             <article><time datetime='2022-01-17T08:30:00Z'>today</time><time datetime=2021-05-01>then</time>");
        let wanted = About::default()
            .with_title("River rises & falls")
            .with_date("2022-01-17T08:30:00Z".parse().unwrap())
            .with_link("https://a.example/1")
            .with_language("en-GB");
        assert_eq!(about, wanted);
    }

    #[test]
    fn meta_elements_in_their_order() {
        let about = of("<title>River - Post</title><meta name=date content=2022-01-18>\
             <meta property='article:published_time' content='2022-01-17T08:30:00+01:00'>\
             <meta property=og:title content='River &quot;rises&quot;'><meta property=og:title content=Second>\
             <meta name=author content='A. Reporter'><meta property=article:author content='https://fb.example/a'>\
             <meta property=og:site_name content=Post><meta property=og:url content='/relative'>\
             <meta property=og:locale content=de_AT>");
        let wanted = About::default()
            .with_title("River \"rises\"")
            .with_date("2022-01-17T08:30:00+01:00".parse().unwrap())
            .with_source("Post")
            .with_author("A. Reporter")
            .with_language("de-AT");
        assert_eq!(about, wanted);
    }

    #[test]
    fn json_ld_comes_before_meta_elements() {
        let about = of(
            r#"<script>var a = "<title>No</title>";</script><meta property=og:title content="Meta">
            <script type="application/ld+json">{"@type": "NewsArticle", "headline": "River &amp; lake",
            "datePublished": "2022-01-17", "publisher": {"name": "Post"}, "author": [{"name": "A"}, "B"],
            "url": "javascript:alert(1)"}</script>"#,
        );
        let wanted = About::default()
            .with_title("River &amp; lake")
            .with_date("2022-01-17".parse().unwrap())
            .with_source("Post")
            .with_author("A, B");
        assert_eq!(about, wanted);
    }

    #[test]
    fn a_time_that_could_be_of_another_article_is_none() {
        let two = "<time datetime=2022-01-17>a</time><time datetime=2022-01-18>b</time>";
        assert!(of(two).is_empty());
        assert!(of(&two[..two.len() / 2]).date.is_some());
    }

    #[test]
    fn broken_pages_say_nothing() {
        for page in [
            "",
            "<title>",
            "<title></title>",
            "<meta name=author>",
            "<meta content=x>",
            "<script type=application/ld+json>{",
            "<script type=application/ld+json>[[[",
            "<html lang>",
            "<time datetime=yesterday>",
        ] {
            assert!(of(page).is_empty(), "{page}");
        }
        let deep = format!("<script type=application/ld+json>{}", "[".repeat(100_000));
        assert!(of(&deep).is_empty());
        let long = format!("<meta name=author content='{}'>", "x".repeat(LONGEST + 1));
        assert!(of(&long).is_empty());
    }
}
