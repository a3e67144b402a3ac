//! A page reduced to what tells where its article is.
//!
//! The markup of a page can drive a builder of trees to quadratic memory, a search
//! in the tree to cubic time, and both to the end of the stack. So the tree is built
//! of a page that is written anew: of the elements that mean something for the
//! extraction, with the few attributes that do, each closed where it has to be, no
//! deeper and no more of them than the limits say. It is made in one pass, in time
//! linear in the page.

use std::convert::Infallible;

use html5gum::{Emitter, State, Tokenizer};

use super::super::emitter::ignores_comments_and_doctype;
use super::elements::{ended_by_start, is_inline, is_void, kept, outside_of_end};
use super::prose::Prose;
use crate::read::html::RAW;

/// How deep elements may be nested: the stack that the extraction takes grows with
/// it. Pages that people write have some thirty levels.
const MOST_LEVELS: usize = 150;

/// What the levels of all elements may add up to, which the time grows with: about a
/// second. Pages that people write come to a hundred thousand.
const MOST_LEVELS_IN_ALL: usize = 1_000_000;

/// How many elements there may be. A long article with a thousand comments has ten
/// thousand.
const MOST_ELEMENTS: usize = 30_000;

/// How many bytes of text there may be.
const MOST_BYTES: usize = 4 << 20;

/// How many bytes of an attribute, or of a title, are looked at.
const LONGEST: usize = 300;

/// The attributes that say what an element is for.
const ATTRIBUTES: [&[u8]; 8] =
    [b"class", b"hidden", b"href", b"id", b"itemprop", b"rel", b"role", b"style"];

/// Parts of the names that pages give to what is no article. They only count in the
/// judgment whether too much would be lost: what is marked so may be left out.
const FURNITURE: [&[u8]; 12] = [
    b"advert",
    b"comment",
    b"consent",
    b"cookie",
    b"copyright",
    b"disqus",
    b"footer",
    b"gdpr",
    b"newsletter",
    b"related",
    b"sidebar",
    b"promo",
];

/// The reduced page, and what was seen on the way.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    pub page: String,
    /// What the page calls itself.
    pub titles: Vec<String>,
    /// The prose outside of what is marked as no article.
    pub prose: Prose,
    pub links: usize,
    /// It goes beyond a limit, and the rest of it is not here.
    pub cut: bool,
}

impl Skeleton {
    pub fn of(page: &str) -> Self {
        let mut builder = Builder::default();
        let Ok(()) = Tokenizer::new_with_emitter(page, &mut builder).finish();
        builder.finish()
    }
}

#[derive(Default)]
struct Builder {
    out: Vec<u8>,
    titles: Vec<Vec<u8>>,
    open: Vec<&'static [u8]>,
    elements: usize,
    /// The levels of all elements added up.
    levels: usize,
    links: usize,
    prose: Prose,
    /// How many elements were open when one began that is marked as no article.
    furniture: Option<usize>,
    /// The same of one whose content is no text to be read.
    skipped: Option<usize>,
    cut: bool,
    /// The element of [`RAW`] that is open.
    raw: Option<&'static [u8]>,
    tag: Tag,
}

#[derive(Default)]
struct Tag {
    /// In lower case.
    name: Vec<u8>,
    start: bool,
    closed: bool,
    /// Of one attribute after the other the name and the value; the last is being
    /// read.
    attributes: Vec<[Vec<u8>; 2]>,
}

impl Tag {
    fn attribute(&self, name: &[u8]) -> Option<&[u8]> {
        let found = self.attributes.iter().find(|attribute| attribute[0] == name);
        found.map(|attribute| &attribute[1][..])
    }

    /// Whether the last attribute is one that is looked at.
    fn push(&mut self, part: usize, bytes: &[u8]) {
        if let Some(attribute) = self.attributes.last_mut() {
            let room = LONGEST.saturating_sub(attribute[part].len());
            attribute[part].extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    /// Drops the last attribute if nobody asks for it or it was there before, so that
    /// there are never more than a few.
    fn end_attribute(&mut self) {
        let Some((last, before)) = self.attributes.split_last() else { return };
        let name = &last[0][..];
        let known = ATTRIBUTES.contains(&name) || matches!(name, b"content" | b"property");
        if !known || before.iter().any(|attribute| attribute[0] == name) {
            self.attributes.pop();
        }
    }
}

impl Builder {
    fn finish(mut self) -> Skeleton {
        self.close_to(0);
        self.prose.end_block();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Skeleton {
            page: text(self.out),
            titles: self.titles.into_iter().map(text).collect(),
            prose: self.prose,
            links: self.links,
            cut: self.cut,
        }
    }

    /// Closes elements until only so many are open.
    fn close_to(&mut self, count: usize) {
        while self.open.len() > count {
            let name = self.open.pop().expect("there are more");
            if self.skipped.is_none() {
                self.out.extend_from_slice(b"</");
                self.out.extend_from_slice(name);
                self.out.push(b'>');
            }
            for began in [&mut self.furniture, &mut self.skipped] {
                if *began == Some(self.open.len()) {
                    *began = None;
                }
            }
        }
    }

    /// Closes the innermost open element of these names, if it is within those that
    /// are not left.
    fn close(&mut self, names: &[&[u8]], outside: &[&[u8]]) {
        let stop = |name: &&[u8]| names.contains(name) || outside.contains(name);
        if let Some(at) = self.open.iter().rposition(stop)
            && names.contains(&self.open[at])
        {
            self.close_to(at);
        }
    }

    fn start(&mut self, name: &'static [u8]) {
        self.elements += 1;
        self.links += usize::from(name == b"a");
        let [ended, outside] = ended_by_start(name);
        self.close(ended, outside);
        self.levels += self.open.len();
        if self.elements > MOST_ELEMENTS
            || self.open.len() >= MOST_LEVELS
            || self.levels > MOST_LEVELS_IN_ALL
        {
            self.cut = true;
            return;
        }
        if !is_void(name) {
            if self.furniture.is_none() && self.is_furniture(name) {
                self.furniture = Some(self.open.len());
            }
            if self.skipped.is_none() && self.is_skipped(name) {
                self.skipped = Some(self.open.len());
            }
        }
        if self.skipped.is_none() {
            self.write_start(name);
        }
        if !is_void(name) {
            self.open.push(name);
        }
    }

    fn write_start(&mut self, name: &[u8]) {
        self.out.push(b'<');
        self.out.extend_from_slice(name);
        let invented = self.tag.name.contains(&b'-').then_some(&self.tag.name[..]);
        for attribute in ATTRIBUTES {
            let value = self.tag.attribute(attribute);
            let extra = invented.filter(|_| attribute == b"class");
            if value.is_none() && extra.is_none() {
                continue;
            }
            self.out.push(b' ');
            self.out.extend_from_slice(attribute);
            self.out.extend_from_slice(b"=\"");
            escape(&mut self.out, value.unwrap_or_default());
            if let Some(extra) = extra {
                self.out.push(b' ');
                escape(&mut self.out, &extra[..extra.len().min(LONGEST)]);
            }
            self.out.push(b'"');
        }
        self.out.push(b'>');
    }

    /// Whether the page itself says that this is no article.
    fn is_furniture(&self, name: &[u8]) -> bool {
        if matches!(name, b"aside" | b"dialog" | b"footer" | b"nav") {
            return true;
        }
        let values = [b"class" as &[u8], b"id"].into_iter().filter_map(|of| self.tag.attribute(of));
        let invented = self.tag.name.contains(&b'-').then_some(&self.tag.name[..]);
        values.chain(invented).any(|value| {
            let value = value.to_ascii_lowercase();
            FURNITURE.iter().any(|part| value.windows(part.len()).any(|window| window == *part))
        })
    }

    /// Whether the content is no text to be read: an advertisement of AMP shows what
    /// it has only where there is none, and a button or menu is worked with.
    fn is_skipped(&self, name: &[u8]) -> bool {
        matches!(name, b"button" | b"select") || matches!(&*self.tag.name, b"amp-ad" | b"amp-embed")
    }

    /// Looks at a tag of which nothing is written.
    fn note_title(&mut self) {
        let names_title = |value: &[u8]| value == b"og:title";
        if self.tag.name == b"title" {
            self.titles.push(Vec::new());
        } else if self.tag.name == b"meta"
            && self.tag.attribute(b"property").is_some_and(names_title)
            && let Some(title) = self.tag.attribute(b"content")
        {
            self.titles.push(title.to_vec());
        }
        self.titles.truncate(4);
    }
}

/// Writes text so that it is no markup.
fn escape(out: &mut Vec<u8>, text: &[u8]) {
    for &byte in text {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            byte => out.push(byte),
        }
    }
}

impl Emitter for &mut Builder {
    type Token = Infallible;

    fn emit_string(&mut self, text: &[u8]) {
        if self.raw == Some(b"title") {
            if let Some(title) = self.titles.last_mut() {
                let room = LONGEST.saturating_sub(title.len());
                title.extend_from_slice(&text[..text.len().min(room)]);
            }
        } else if self.raw.is_none() {
            let reading = matches!(self.open.last(), Some(&(b"rt" | b"rp" | b"rtc")));
            if self.furniture.is_none() && !reading {
                self.prose.add(text);
            }
            if self.out.len() + text.len() > MOST_BYTES {
                self.cut = true;
            } else if self.skipped.is_none() {
                escape(&mut self.out, text);
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
        self.raw = None;
        let name = kept(&self.tag.name);
        // Where `html` has a line of its own.
        if name.is_some_and(|name| !is_inline(name) && !matches!(name, b"td" | b"th")) {
            self.prose.end_block();
        }
        match (self.tag.start, name) {
            _ if self.cut => {}
            (true, Some(name)) => self.start(name),
            (true, None) => self.note_title(),
            // As browsers have it.
            (false, Some(b"br")) => self.start(b"br"),
            (false, Some(name)) => self.close(&[name], outside_of_end(name)),
            (false, None) => {}
        }
        if !self.tag.start || self.tag.closed {
            return None;
        }
        self.raw = RAW.iter().find(|&&name| name == self.tag.name).copied();
        self.raw.map(|name| match name {
            b"script" => State::ScriptData,
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

    // The rest is no text.
    ignores_comments_and_doctype!();
    fn emit_eof(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_closed_and_reduced() {
        for (page, reduced) in [
            ("<html><body><p>One<p>Two", "<p>One</p><p>Two</p>"),
            ("<div><b>One</div>Two</b>", "<div>One</div>Two"),
            (
                "<ul><li>a<li>b<ul><li>c</ul></ul>d",
                "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d",
            ),
            (
                "<table><tr><td>1<td></div>2<tr><td>3</table>",
                "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
            ),
            ("<p>a<div>b</p>c", "<p>a</p><div>bc</div>"),
            ("a</br>b<br/>c", "a<br>b<br>c"),
            ("<a href=x>b<a href=y>c</a>d", "<a href=\"x\">b</a><a href=\"y\">c</a>d"),
            ("a &lt; b &amp; c", "a &lt; b &amp; c"),
            (
                "<p onclick=x class='a\"b' class=c data-x=1 id=y>z",
                "<p class=\"a&quot;b\" id=\"y\">z</p>",
            ),
            ("<amp-list class=x>a</amp-list>", "<x-element class=\"x amp-list\">a</x-element>"),
            ("<amp-ad>a</amp-ad><button>b</button>c", "c"),
            ("<script>x</script><style>y</style><!-- z -->a", "a"),
        ] {
            assert_eq!(Skeleton::of(page).page, reduced, "{page}");
        }
    }

    #[test]
    fn what_a_page_says_of_itself() {
        let page = "<title>Rain &amp; snow | Post</title><meta property=og:title content='Rain'>\
            <a>x</a><nav>The rain fell on the city all day, and in the evening it turned to snow.</nav>\
            <p>The rain fell on the city all day, and in the evening it turned to snow.";
        let skeleton = Skeleton::of(page);
        assert_eq!(skeleton.titles, ["Rain & snow | Post", "Rain"]);
        assert_eq!(skeleton.links, 1);
        let words = "The rain fell on the city all day, and in the evening it turned to snow.";
        assert_eq!(skeleton.prose.amount(), Prose::of(words).amount());
    }

    #[test]
    fn limits() {
        let deep = "<div>".repeat(MOST_LEVELS + 1);
        assert!(Skeleton::of(&deep).cut);
        assert!(!Skeleton::of(&deep[5..]).cut);
        assert!(Skeleton::of(&"<p>x".repeat(MOST_ELEMENTS + 1)).cut);
        assert!(!Skeleton::of(&"<p>x".repeat(MOST_ELEMENTS)).cut);
        let wide = "<div>".repeat(100) + &"<p>x".repeat(MOST_LEVELS_IN_ALL / 100);
        assert!(Skeleton::of(&wide).cut);
        assert!(Skeleton::of(&"x ".repeat(MOST_BYTES)).cut);
    }
}
