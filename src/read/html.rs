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
//! Navigation and other matter around an article stays: it is text too. To find the
//! article is the task of the module `main_text`.
//!
//! A line break of the source between two characters of Chinese or Japanese is
//! nothing, as CSS Text has it; elsewhere it is a space. The readings of ruby (`rt`,
//! `rp`) are left out: they repeat the words that they stand over.
//!
//! Digits set high or low become those of Unicode: `km<sup>2</sup>` is `km²`, and
//! `H<sub>2</sub>O` is `H₂O`. That is what the eye sees, whether they are an exponent,
//! part of a unit or the mark of a note, and to the stages that follow they are no
//! part of the number or word before them: `1974<sup>2</sup>` is no number of five
//! digits. Marks of notes in brackets stay as they are.

use std::convert::Infallible;

use html5gum::{Emitter, State, Tokenizer};

use super::emitter::ignores_comments_and_doctype;

/// Elements whose content is not text of the page, or is not markup.
pub(super) const RAW: &[&[u8]] = &[
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
    /// White space with a line break: nothing between two wide characters.
    Break,
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
        ruby: Ruby::Outside,
        shifted: None,
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
    ruby: Ruby,
    /// The `sup` or `sub` that is open.
    shifted: Option<Shifted>,
    /// The element of [`RAW`] that is open: its content is skipped.
    raw: Option<&'static [u8]>,
    tag: Tag,
}

/// Where in a `ruby` element the text is.
#[derive(PartialEq, Eq)]
enum Ruby {
    Outside,
    Base,
    /// In the reading of the base, which is skipped.
    Reading,
}

/// A `sup` or `sub` element.
struct Shifted {
    digits: &'static [char; 10],
    /// Where its text begins.
    start: usize,
    /// It has a link, as marks of notes have.
    is_linked: bool,
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// The longest text, in bytes, that counts as set high or low. What is longer is an
/// element that was not closed, or all of a footnote.
const LONGEST_SHIFTED: usize = 24;

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
        match (&*self.tag.name, self.tag.start) {
            (b"ruby", true) => self.ruby = Ruby::Base,
            (b"ruby", false) => self.ruby = Ruby::Outside,
            // A block ends a `ruby` that was never closed: the page must not be lost.
            _ if separator >= Separator::Line => {
                self.ruby = Ruby::Outside;
                self.end_shifted();
            }
            (b"rt" | b"rp" | b"rtc", start) if self.ruby != Ruby::Outside => {
                self.ruby = if start { Ruby::Reading } else { Ruby::Base };
            }
            (b"rb", true) if self.ruby != Ruby::Outside => self.ruby = Ruby::Base,
            (b"sup" | b"sub", start) => {
                self.end_shifted();
                let digits = if self.tag.name == b"sup" { &RAISED } else { &LOWERED };
                let begun = Shifted { digits, start: self.out.len(), is_linked: false };
                self.shifted = start.then_some(begun);
            }
            (b"a", true) => self.shifted.iter_mut().for_each(|shifted| shifted.is_linked = true),
            _ => {}
        }
        if self.tag.name == b"pre" {
            self.pre = if self.tag.start { self.pre + 1 } else { self.pre.saturating_sub(1) };
        }
    }

    /// Sets the text of the `sup` or `sub` that is open high or low.
    fn end_shifted(&mut self) {
        let Some(shifted) = self.shifted.take() else { return };
        let text = String::from_utf8_lossy(&self.out[shifted.start..]);
        if text.trim_start().starts_with('[') || text.len() > LONGEST_SHIFTED {
            return;
        }
        let is_letter = text.len() == 1 && text.as_bytes()[0].is_ascii_lowercase();
        let new =
            if shifted.is_linked && is_letter { format!("[{text}]") } else { shifted.set(&text) };
        self.out.truncate(shifted.start);
        self.out.extend_from_slice(new.as_bytes());
    }

    /// Writes what separates `next` from the text so far.
    fn write_separator(&mut self, next: &[u8]) {
        if !self.out.is_empty() {
            self.out.extend_from_slice(match self.separator {
                Separator::None => b"",
                Separator::Break if ends_wide(self.out) && begins_wide(next) => b"",
                Separator::Break | Separator::Space => b" ",
                Separator::Line => b"\n",
                Separator::Paragraph => b"\n\n",
            });
        }
        self.separator = Separator::None;
    }
}

impl Shifted {
    /// The text with its digits, and the sign before or after them, set high or low.
    fn set(&self, text: &str) -> String {
        let is_raised = self.digits == &RAISED;
        let is_sign_at = |at: usize, sign: char| {
            let behind = text[at + sign.len_utf8()..].chars().next();
            let before = text[..at].chars().next_back();
            let is_digit = |char: Option<char>| char.is_some_and(|char| char.is_ascii_digit());
            is_digit(before) && behind.is_none() || before.is_none() && is_digit(behind)
        };
        let set = |(at, char): (usize, char)| match (char, char.to_digit(10)) {
            (_, Some(digit)) => self.digits[digit as usize],
            ('+', _) if is_sign_at(at, char) => {
                if is_raised {
                    '⁺'
                } else {
                    '₊'
                }
            }
            ('-' | '−', _) if is_sign_at(at, char) => {
                if is_raised {
                    '⁻'
                } else {
                    '₋'
                }
            }
            _ => char,
        };
        text.char_indices().map(set).collect()
    }
}

/// Whether the text begins with a character of Chinese or Japanese, which are
/// written without spaces. Hangul is not. A character may be incomplete: two bytes
/// of it are enough, and with fewer it counts as none.
fn begins_wide(text: &[u8]) -> bool {
    match text {
        // U+3000 to U+9FFF.
        [0xE3..=0xE9, ..] => true,
        // U+F900 to U+FAFF, and the forms of U+FE30 to U+FE4F and of full width.
        [0xEF, 0xA4..=0xAB | 0xB8 | 0xB9 | 0xBC | 0xBD, ..] => true,
        // U+20000 to U+3FFFF.
        [0xF0, 0xA0..=0xBF, ..] => true,
        _ => false,
    }
}

/// Whether the text ends with such a character.
fn ends_wide(text: &[u8]) -> bool {
    let tail = &text[text.len().saturating_sub(4)..];
    let lead = tail.iter().rposition(|&byte| byte >= 0xC0 || byte.is_ascii());
    lead.is_some_and(|at| begins_wide(&tail[at..]))
}

impl Emitter for TextEmitter<'_> {
    /// All is done on the way: nothing is left to iterate over.
    type Token = Infallible;

    fn emit_string(&mut self, text: &[u8]) {
        if text.is_empty() || self.raw.is_some() || self.ruby == Ruby::Reading {
            return;
        }
        if self.pre > 0 {
            self.write_separator(text);
            self.out.extend_from_slice(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let is_space = u8::is_ascii_whitespace;
            let space = rest.iter().position(|byte| !is_space(byte)).unwrap_or(rest.len());
            if space > 0 {
                let has_break = rest[..space].contains(&b'\n');
                let separator = if has_break { Separator::Break } else { Separator::Space };
                self.separator = self.separator.max(separator);
                rest = &rest[space..];
            }
            let length = rest.iter().position(is_space).unwrap_or(rest.len());
            if length > 0 {
                self.write_separator(&rest[..length]);
                self.out.extend_from_slice(&rest[..length]);
                rest = &rest[length..];
            }
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

    fn emit_eof(&mut self) {
        self.end_shifted();
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    // The rest is no text.
    ignores_comments_and_doctype!();
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
    fn digits_set_high_and_low() {
        for (page, text) in [
            ("in 1974<sup>2</sup> and", "in 1974² and"),
            ("year<sup><a href=#n>12</a></sup>.", "year¹²."),
            ("year<sup>1, 3–5</sup>", "year¹, ³–⁵"),
            ("10<sup>6</sup> km<sup>2</sup>", "10⁶ km²"),
            ("10<sup>-6</sup> m s<sup>−1</sup>", "10⁻⁶ m s⁻¹"),
            ("Ca<sup>2+</sup> x<sub>-1</sub>", "Ca²⁺ x₋₁"),
            ("5<sup>2</sup>3", "5²3"),
            ("1974<sup>2<p>Next", "1974²\n\nNext"),
            ("1974<sup>2", "1974²"),
            ("a<sup> 2 </sup>b", "a ² b"),
            ("the 21<sup>st</sup> M<sup>me</sup>", "the 21st Mme"),
            ("Prof<sup>a</sup> Disney<sup>+</sup>", "Profa Disney+"),
            ("prix<sup>[2]</sup> era<sup>[note 3]</sup>", "prix[2] era[note 3]"),
            ("prix<sup><a href=#a>a</a></sup>", "prix[a]"),
            ("prix<sup> [2]</sup>", "prix [2]"),
            ("H<sub>2</sub>O <sup>14</sup>C", "H₂O ¹⁴C"),
            ("C<sub>6</sub>H<sub>12<sub>", "C₆H₁₂"),
            ("a<sup></sup>b</sup>2<sup/>3", "ab2³"),
            ("a<sup>it was in 1974 that they came</sup>", "ait was in 1974 that they came"),
        ] {
            assert_eq!(text_of(page), text, "{page}");
        }
    }

    #[test]
    fn readings_are_left_out() {
        for (page, text) in [
            ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"),
            ("<ruby>漢<rt>かん字<rt>じ</ruby>です", "漢です"),
            ("<ruby><rb>漢</rb><rb>字</rb><rtc><rt>かん</rt></rtc></ruby>だ", "漢字だ"),
            ("<ruby>漢\n<rt>かん</rt>\n字<rt>じ</rt>\n</ruby>", "漢字"),
            ("<p><ruby>漢<rt>かん<p>次", "漢\n\n次"),
            ("a <rt>b</rt> c", "a b c"),
        ] {
            assert_eq!(text_of(page), text, "{page}");
        }
    }

    #[test]
    fn source_lines_inside_chinese_and_japanese() {
        for (page, text) in [
            ("火曜日に、\n  市議会が\nプールの\r\n閉鎖を", "火曜日に、市議会がプールの閉鎖を"),
            ("市 議", "市 議"),
            ("市<b>\n議</b>", "市議"),
            ("市\nBBC\n議", "市 BBC 議"),
            ("（１）\n２", "（１）２"),
            ("시의회는\n수영장을", "시의회는 수영장을"),
            ("rain\nfell", "rain fell"),
            ("市<br>\n議", "市\n議"),
            ("𠮷\n野", "𠮷野"),
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
