//! HTML to its text, with the markup taken off.
//!
//! The page goes once through a tokenizer that follows the HTML standard, and no
//! tree is built: time and memory are linear in the page whatever it holds,
//! where a tree builder can be driven to quadratic time or deep recursion by
//! tags nested or attributes repeated a hundred thousand times. What a tree
//! would add (implied elements, misnested formatting) does not change the text.
//!
//! Runs of white space become one space, except inside `pre`; block elements
//! become lines, paragraphs and headings are set off by an empty line.
//! Navigation and other matter around an article stays: it is text too.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer};

/// Elements whose content is not text of the page, or is not markup.
const RAW: &[&[u8]] = &[
    b"script",
    b"style",
    b"title",
    b"textarea",
    b"xmp",
    b"iframe",
    b"noembed",
    b"noframes",
    b"noscript",
];

/// What separates the next word from the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Separator {
    None,
    Space,
    Line,
    Paragraph,
}

/// The text of an HTML page.
pub(super) fn text_of(page: &str) -> String {
    let mut out = Vec::with_capacity(page.len() / 2);
    let text = TextEmitter {
        out: &mut out,
        separator: Separator::None,
        pre: 0,
        raw: None,
        tag: Tag::default(),
    };
    let Ok(()) = Tokenizer::new_with_emitter(page, text).finish();
    out.truncate(out.trim_ascii_end().len());
    out.shrink_to_fit();
    String::from_utf8(out).expect("the tokenizer keeps characters whole")
}

/// The text so far, and the tag being read.
struct TextEmitter<'a> {
    /// In pieces that may end within a character.
    out: &'a mut Vec<u8>,
    separator: Separator,
    /// How many `pre` are open.
    pre: usize,
    /// The element of [`RAW`] that is open: its content is skipped.
    raw: Option<&'static [u8]>,
    tag: Tag,
}

#[derive(Default)]
struct Tag {
    /// In lower case.
    name: Vec<u8>,
    start: bool,
    /// It ends in `/>`.
    closed: bool,
}

impl TextEmitter<'_> {
    /// The white space that a tag stands for.
    fn lay_out(&mut self) {
        let separator = match &*self.tag.name {
            b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"blockquote" | b"pre"
            | b"hr" => Separator::Paragraph,
            b"address" | b"article" | b"aside" | b"body" | b"br" | b"button" | b"caption"
            | b"center" | b"dd" | b"details" | b"dialog" | b"dir" | b"div" | b"dl" | b"dt"
            | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"head"
            | b"header" | b"hgroup" | b"html" | b"legend" | b"li" | b"listing" | b"main"
            | b"menu" | b"nav" | b"ol" | b"optgroup" | b"option" | b"search" | b"section"
            | b"select" | b"summary" | b"table" | b"tbody" | b"tfoot" | b"thead" | b"tr"
            | b"ul" => Separator::Line,
            b"td" | b"th" => Separator::Space,
            _ => Separator::None,
        };
        self.separator = self.separator.max(separator);
        if self.tag.name == b"pre" {
            self.pre = if self.tag.start { self.pre + 1 } else { self.pre.saturating_sub(1) };
        }
    }

    fn write_separator(&mut self) {
        if !self.out.is_empty() {
            self.out.extend_from_slice(match self.separator {
                Separator::None => b"",
                Separator::Space => b" ",
                Separator::Line => b"\n",
                Separator::Paragraph => b"\n\n",
            });
        }
        self.separator = Separator::None;
    }
}

impl Emitter for TextEmitter<'_> {
    /// All is done on the way: nothing is left to iterate over.
    type Token = Infallible;

    fn emit_string(&mut self, text: &[u8]) {
        let (Some(first), Some(last), None) = (text.first(), text.last(), self.raw) else {
            return;
        };
        if self.pre > 0 {
            self.write_separator();
            self.out.extend_from_slice(text);
            return;
        }
        if first.is_ascii_whitespace() {
            self.separator = self.separator.max(Separator::Space);
        }
        for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            self.write_separator();
            self.out.extend_from_slice(word);
            self.separator = Separator::Space;
        }
        if !last.is_ascii_whitespace() {
            self.separator = Separator::None;
        }
    }

    fn init_start_tag(&mut self) {
        self.tag.name.clear();
        self.tag.start = true;
        self.tag.closed = false;
    }

    fn init_end_tag(&mut self) {
        self.tag.name.clear();
        self.tag.start = false;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.tag.name.extend_from_slice(name);
    }

    fn set_self_closing(&mut self) {
        self.tag.closed = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.lay_out();
        self.raw = None;
        if !self.tag.start || self.tag.closed {
            return None;
        }
        // Whether references count in it does not matter, as it is skipped; that
        // a script may hold a comment with scripts in it does.
        self.raw = RAW.iter().find(|&&name| name == self.tag.name).copied();
        self.raw.map(|name| if name == b"script" { State::ScriptData } else { State::RawText })
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
    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}
    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _: Error) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn emit_current_comment(&mut self) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn emit_current_doctype(&mut self) {}
    fn init_attribute(&mut self) {}
    fn push_attribute_name(&mut self, _: &[u8]) {}
    fn push_attribute_value(&mut self, _: &[u8]) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        for (page, text) in [
            ("", ""),
            ("Rain  fell\n on\tthe city. ", "Rain fell on the city."),
            ("<p>One<p>Two</p>\n<p> Three ", "One\n\nTwo\n\nThree"),
            ("a<br>b<br/>c<div>d</div>e", "a\nb\nc\nd\ne"),
            ("<b>Rai</b>n <i> fell</i>.", "Rain fell."),
            ("<table><tr><td>1<td>2</tr><tr><th>3</th><th>4</th></tr></table>", "1 2\n3 4"),
            ("<ul><li>a</li>\n<li>b</li></ul>", "a\nb"),
            ("<title>No</title><h1>Yes</h1>text", "Yes\n\ntext"),
            ("a<script>if (a</b) '<p>x'</script >b", "ab"),
            ("a<SCRIPT>x</script\n>b<style>p{}</STYLE>c", "abc"),
            ("a<script>never closed", "a"),
            ("a<script><!--<script></script>b--></script>c", "ac"),
            ("a<noframes><p>b</noframes>c<title>&lt;/title></title>d", "acd"),
            ("a<title/>b<noscript>c</noscriptx></noscript>d", "abd"),
            ("a<!-- <p>b --> c<!-->d<!--->e<!-- f --!>g<!-- h", "a cdeg"),
            ("<!DOCTYPE html><?xml x?><![CDATA[x]]>a</>b</ c>d", "abd"),
            (
                "&lt;p&gt; &amp;amp; caf&eacute; &#8212; &#x1D11E; &nosuch; AT&T",
                "<p> &amp; café — 𝄞 &nosuch; AT&T",
            ),
            ("a&nbsp;b", "a\u{a0}b"),
            ("1 < 2 <3 and <", "1 < 2 <3 and <"),
            ("<ж &ж &#ж &é</", "<ж &ж &#ж &é</"),
            (r#"<a href="x>y" title='a>b' c=d"e>link</a>"#, "link"),
            (r#"<a b = "x>y" c=">link</a>"#, ""),
            ("<a", ""),
            ("x<a b=\"", "x"),
            ("<pre>\n a\n  b &amp; c\n</pre> d  e", "\n a\n  b & c\n\n\nd e"),
            ("<p>Женева, 16 июня — <em>встреча</em>", "Женева, 16 июня — встреча"),
        ] {
            assert_eq!(text_of(page), text, "{page}");
        }
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        let n = 200_000;
        for page in [
            "<div>".repeat(n) + "x",
            "<b><p>".repeat(n) + "x",
            format!("<a {}>x", "b=c ".repeat(n)),
            format!("<a {}>x", (0..n).map(|n| format!("b{n} ")).collect::<String>()),
            "&".repeat(n),
            "&#".repeat(n),
            "&CounterClockwiseContourIntegra".repeat(n),
            format!("&#{};", "9".repeat(n)),
            "<".repeat(n),
            "</".repeat(n),
            "<!".repeat(n),
            "<!--".repeat(n),
            "<!-".repeat(n),
            "<script>".repeat(n),
            "<title/>".repeat(n),
            "<script></scrip".repeat(n),
            "<script><!--".repeat(n),
            format!("<script><!--{}", "<script></script>".repeat(n)),
            "<a b='".repeat(n),
            "<a b=\"'".repeat(n),
            "-->".repeat(n),
            format!("<!--{}", "-".repeat(n)),
            "<pre>".repeat(n) + &"</pre> ".repeat(n),
        ] {
            let start = std::time::Instant::now();
            text_of(&page);
            assert!(start.elapsed().as_secs() < 5, "{}", &page[..20]);
        }
    }
}
