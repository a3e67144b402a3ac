//! HTML to its text, with the markup taken off.
//!
//! One pass over the page that knows tags, comments, raw elements such as
//! `script`, and character references, but builds no tree: time and memory are
//! linear in the page whatever it holds, where a tree builder can be driven to
//! quadratic time or deep recursion by tags nested or attributes repeated a
//! hundred thousand times. What a tree would add (implied elements, misnested
//! formatting) does not change the text.
//!
//! Runs of white space become one space, except inside `pre`; block elements
//! become lines, paragraphs and headings are set off by an empty line.
//! Navigation and other matter around an article stays: it is text too.

use memchr::{memchr, memchr2, memmem};

/// Elements whose content is not text of the page, or is not markup.
const RAW: &[&str] =
    &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// What separates the next word from the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// The text of an HTML page.
pub(super) fn text_of(page: &str) -> String {
    let mut text = Text { out: String::with_capacity(page.len() / 2), gap: Gap::None, pre: 0 };
    let mut rest = page;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        text.push(&rest[..at]);
        rest = &rest[at..];
        let bytes = rest.as_bytes();
        let length = match bytes.get(1) {
            Some(b'!') if bytes.starts_with(b"<!--") => comment(bytes),
            Some(b'!' | b'?') => past(bytes, b'>'),
            Some(b'/') => match bytes.get(2) {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    let (tag, length) = Tag::at_start(rest, 2);
                    text.tag(&tag, false);
                    length
                }
                _ => past(bytes, b'>'),
            },
            Some(letter) if letter.is_ascii_alphabetic() => {
                let (tag, length) = Tag::at_start(rest, 1);
                text.tag(&tag, true);
                if RAW.contains(&&*tag.name) && !tag.closed {
                    length + raw(&bytes[length..], tag.name.as_bytes())
                } else {
                    length
                }
            }
            _ => {
                text.push("<");
                1
            }
        };
        rest = &rest[length..];
    }
    text.push(rest);
    text.out.truncate(text.out.trim_ascii_end().len());
    text.out.shrink_to_fit();
    text.out
}

/// The length up to and with the first `end`, or all of it.
fn past(bytes: &[u8], end: u8) -> usize {
    memchr(end, bytes).map_or(bytes.len(), |at| at + 1)
}

/// The length of the comment that `bytes` begin with.
fn comment(bytes: &[u8]) -> usize {
    // `<!-->` and `<!--->` are comments too, so that the search begins at the
    // hyphens that open it.
    match bytes {
        [_, _, _, _, b'>', ..] => 5,
        [_, _, _, _, b'-', b'>', ..] => 6,
        _ => {
            let mut from = 4;
            while let Some(at) = memmem::find(&bytes[from..], b"--") {
                from += at;
                match bytes[from + 2..] {
                    [b'>', ..] => return from + 3,
                    [b'!', b'>', ..] => return from + 4,
                    _ => from += 1,
                }
            }
            bytes.len()
        }
    }
}

/// The length of a raw element's content and end tag.
fn raw(bytes: &[u8], name: &[u8]) -> usize {
    for at in memmem::find_iter(bytes, b"</") {
        let after = &bytes[at + 2..];
        if after.len() > name.len()
            && after[..name.len()].eq_ignore_ascii_case(name)
            && matches!(after[name.len()], b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
        {
            return at + past(&bytes[at..], b'>');
        }
    }
    bytes.len()
}

struct Tag {
    /// In lower case.
    name: String,
    /// It ends in `/>`.
    closed: bool,
}

impl Tag {
    /// The tag that `page` begins with, whose name begins at `name`, and its
    /// length. One that never ends goes on to the end of the page.
    fn at_start(page: &str, name: usize) -> (Self, usize) {
        let bytes = page.as_bytes();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let end = bytes[name..].iter().position(is_end).map_or(bytes.len(), |at| name + at);
        let tag_name = page[name..end].to_ascii_lowercase();

        let mut at = end;
        while let Some(found) = memchr2(b'>', b'=', &bytes[at..]) {
            at += found + 1;
            if bytes[at - 1] == b'>' {
                return (Self { name: tag_name, closed: bytes[at - 2] == b'/' }, at);
            }
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            at += match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => 1 + past(&bytes[at + 1..], quote),
                _ => {
                    let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
                    bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at)
                }
            };
        }
        (Self { name: tag_name, closed: false }, bytes.len())
    }
}

/// The text so far.
struct Text {
    out: String,
    gap: Gap,
    /// How many `pre` are open.
    pre: usize,
}

impl Text {
    fn tag(&mut self, tag: &Tag, start: bool) {
        let gap = match &*tag.name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "hr" => {
                Gap::Paragraph
            }
            "address" | "article" | "aside" | "body" | "br" | "button" | "caption" | "center"
            | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset"
            | "figcaption" | "figure" | "footer" | "form" | "head" | "header" | "hgroup"
            | "html" | "legend" | "li" | "listing" | "main" | "menu" | "nav" | "ol"
            | "optgroup" | "option" | "search" | "section" | "select" | "summary" | "table"
            | "tbody" | "tfoot" | "thead" | "tr" | "ul" => Gap::Line,
            "td" | "th" => Gap::Space,
            _ => Gap::None,
        };
        self.gap = self.gap.max(gap);
        if tag.name == "pre" {
            self.pre = if start { self.pre + 1 } else { self.pre.saturating_sub(1) };
        }
    }

    /// Adds text between two tags, with its character references resolved.
    fn push(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let text = htmlize::unescape(raw);
        if self.pre > 0 {
            self.close_gap();
            self.out.push_str(&text);
            return;
        }
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.gap = self.gap.max(Gap::Space);
        }
        for word in text.split_ascii_whitespace() {
            self.close_gap();
            self.out.push_str(word);
            self.gap = Gap::Space;
        }
        if !text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.gap = Gap::None;
        }
    }

    fn close_gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
    }
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
            ("a<title/>b<noscript>c</noscriptx></noscript>d", "abd"),
            ("a<!-- <p>b --> c<!-->d<!--->e<!-- f --!>g<!-- h", "a cdeg"),
            ("<!DOCTYPE html><?xml x?><![CDATA[x]]>a</>b</ c>d", "abd"),
            (
                "&lt;p&gt; &amp;amp; caf&eacute; &#8212; &#x1D11E; &nosuch; AT&T",
                "<p> &amp; café — 𝄞 &nosuch; AT&T",
            ),
            ("a&nbsp;b", "a\u{a0}b"),
            ("1 < 2 <3 and <", "1 < 2 <3 and <"),
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
            format!("&#{};", "9".repeat(n)),
            "<".repeat(n),
            "</".repeat(n),
            "<!".repeat(n),
            "<!--".repeat(n),
            "<!-".repeat(n),
            "<script>".repeat(n),
            "<title/>".repeat(n),
            "<script></scrip".repeat(n),
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
