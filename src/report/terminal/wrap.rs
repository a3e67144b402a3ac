//! Text → lines of a given width, each run of text with its style.
//!
//! Lines break at whitespace and beside characters that fill two columns
//! (Chinese and Japanese have no spaces); a word longer than a line is cut.
//! Whitespace is normalized: a run of it is one space, a line break, or,
//! with two line breaks or more, an empty line.

use std::io::{self, Write};
use std::mem;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::paint::{Paint, TextStyle};
use crate::report::escape;

/// A run of a line that has one style.
#[derive(Clone, Debug, PartialEq, Eq)]
struct StyledRun {
    style: TextStyle,
    text: String,
}

/// One printed line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StyledLine {
    runs: Vec<StyledRun>,
    /// Columns that it fills.
    pub(super) width: usize,
}

impl StyledLine {
    /// Prints the line, without its end.
    pub(super) fn print(&self, out: &mut dyn Write, paint: Paint) -> io::Result<()> {
        self.runs.iter().try_for_each(|it| paint.write(out, it.style, &it.text))
    }

    fn push(&mut self, style: TextStyle, text: &str, width: usize) {
        self.width += width;
        match self.runs.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.runs.push(StyledRun { style, text: text.to_owned() }),
        }
    }

    fn append(&mut self, other: &mut StyledLine) {
        for run in other.runs.drain(..) {
            self.push(run.style, &run.text, 0);
        }
        self.width += mem::take(&mut other.width);
    }
}

/// What separates the next word from the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spacing {
    None,
    Space,
    Line,
    Paragraph,
}

/// Takes text piece by piece and lays it out.
#[derive(Debug)]
pub(super) struct Wrap {
    width: usize,
    paint: Paint,
    lines: Vec<StyledLine>,
    line: StyledLine,
    /// The word that is being taken in, which is not broken.
    word: StyledLine,
    /// The white space before it.
    spacing: Spacing,
    /// Line breaks in that white space.
    line_breaks: usize,
    /// Whether the last cluster fills two columns.
    is_wide: bool,
    /// Whether the last cluster opens a bracket or quotation.
    is_opening: bool,
}

impl Wrap {
    pub(super) fn new(width: usize, paint: Paint) -> Self {
        Self {
            width: width.max(8),
            paint,
            lines: Vec::new(),
            line: StyledLine::default(),
            word: StyledLine::default(),
            spacing: Spacing::None,
            line_breaks: 0,
            is_wide: false,
            is_opening: false,
        }
    }

    /// Adds text of an article. Brackets of its style go inside the whitespace
    /// at its ends.
    pub(super) fn text(&mut self, style: TextStyle, text: &str) {
        let inner = text.trim();
        if inner.is_empty() {
            return self.feed(TextStyle::Plain, text);
        }
        let start = text.len() - text.trim_start().len();
        let (open, close) = self.paint.brackets(style);
        // Inside [-, -] and the like, text that ends like a bracket needs a space
        // to be told from it: [- - -] for a minus.
        let pad = if !open.is_empty() && has_edge_like_a_bracket(inner) { " " } else { "" };
        self.feed(TextStyle::Plain, &text[..start]);
        self.open(style, &format!("{open}{pad}"));
        self.feed(style, &escape::text(inner));
        self.glue(style, &format!("{pad}{close}"));
        self.feed(TextStyle::Plain, &text[start + inner.len()..]);
    }

    /// A possible break, where the text has none.
    pub(super) fn space(&mut self) {
        self.feed(TextStyle::Plain, " ");
    }

    /// Adds a remark that is no text of an article, on a line of its own.
    pub(super) fn note(&mut self, note: &str) {
        self.feed(TextStyle::Plain, "\n");
        self.feed(TextStyle::Note, note);
        self.feed(TextStyle::Plain, "\n");
    }

    /// The lines.
    pub(super) fn finish(mut self) -> Vec<StyledLine> {
        self.end_word();
        self.end_line();
        self.lines
    }

    fn feed(&mut self, style: TextStyle, text: &str) {
        for cluster in text.graphemes(true) {
            if cluster.chars().all(char::is_whitespace) {
                self.end_word();
                (self.is_wide, self.is_opening) = (false, false);
                self.line_breaks += usize::from(cluster.contains('\n'));
                let spacing =
                    [Spacing::Space, Spacing::Line, Spacing::Paragraph][self.line_breaks.min(2)];
                self.spacing = self.spacing.max(spacing);
                continue;
            }
            let width = cluster.width();
            let first = cluster.chars().next().unwrap_or_default();
            // A cluster of two columns can also be a letter and its mark, पौ.
            let is_wide = first.width() == Some(2);
            let may_break = is_wide && !is_wide_closing(first) && !self.is_opening;
            if may_break || self.word.width + width > self.width {
                self.end_word();
            }
            self.line_breaks = 0;
            (self.is_wide, self.is_opening) = (is_wide, is_wide_opening(first));
            self.word.push(style, cluster, width);
        }
    }

    /// Adds an opening bracket, which stays beside what it opens.
    fn open(&mut self, style: TextStyle, bracket: &str) {
        if !bracket.is_empty() {
            if self.is_wide {
                self.end_word();
            }
            self.glue(style, bracket);
            self.is_opening = true;
        }
    }

    /// Adds what may not be parted from the text before it.
    fn glue(&mut self, style: TextStyle, text: &str) {
        if !text.is_empty() {
            if self.word.width + text.len() > self.width {
                self.end_word();
            }
            self.line_breaks = 0;
            (self.is_wide, self.is_opening) = (false, false);
            self.word.push(style, text, text.len());
        }
    }

    fn end_word(&mut self) {
        if self.word.runs.is_empty() {
            return;
        }
        let spacing = mem::replace(&mut self.spacing, Spacing::None);
        let space = usize::from(spacing == Spacing::Space && self.line.width > 0);
        if spacing >= Spacing::Line || self.line.width + space + self.word.width > self.width {
            self.end_line();
        } else if space == 1 {
            let style = self.style_between();
            self.line.push(style, " ", 1);
        }
        if spacing == Spacing::Paragraph && !self.lines.is_empty() {
            self.lines.push(StyledLine::default());
        }
        self.line.append(&mut self.word);
    }

    /// A space looks like its neighbours where they look the same.
    fn style_between(&self) -> TextStyle {
        let before = self.line.runs.last().map(|run| run.style);
        let after = self.word.runs.first().map(|run| run.style);
        before.filter(|_| before == after).unwrap_or(TextStyle::Plain)
    }

    fn end_line(&mut self) {
        if self.line.width > 0 || !self.line.runs.is_empty() {
            self.lines.push(mem::take(&mut self.line));
        }
    }
}

/// Whether text begins or ends with what could be part of a bracket around it.
fn has_edge_like_a_bracket(text: &str) -> bool {
    let is_like_a_bracket = |c: char| {
        matches!(c, '-' | '+' | '<' | '>' | '[' | ']' | '{' | '}' | '−' | '﹣' | '－' | '＋')
            || ('\u{2010}'..='\u{2015}').contains(&c)
    };
    text.starts_with(is_like_a_bracket) || text.ends_with(is_like_a_bracket)
}

/// Punctuation of Chinese and Japanese that does not begin a line.
fn is_wide_closing(c: char) -> bool {
    "、。，．！？：；」』）》〉】］｝".contains(c)
}

/// Punctuation of Chinese and Japanese that does not end a line.
fn is_wide_opening(c: char) -> bool {
    "「『（《〈【［｛".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: usize, pieces: &[(TextStyle, &str)]) -> Vec<String> {
        let mut wrap = Wrap::new(width, Paint { color: false });
        for (style, text) in pieces {
            wrap.text(*style, text);
        }
        let lines = wrap.finish();
        for line in &lines {
            let text: String = line.runs.iter().map(|s| s.text.as_str()).collect();
            assert_eq!(text.width(), line.width);
            assert!(line.width <= width, "{text:?} is wider than {width}");
        }
        lines.iter().map(|l| l.runs.iter().map(|s| s.text.as_str()).collect()).collect()
    }

    #[test]
    fn breaks_at_whitespace_and_keeps_paragraphs() {
        let text = "  one two three\n \nfour\nfive  ";
        assert_eq!(plain(9, &[(TextStyle::Plain, text)]), ["one two", "three", "", "four", "five"]);
    }

    #[test]
    fn brackets_stand_inside_the_whitespace() {
        let pieces = [
            (TextStyle::Plain, "a"),
            (TextStyle::Deleted, " b c "),
            (TextStyle::Inserted, "d"),
            (TextStyle::Plain, "."),
        ];
        assert_eq!(plain(40, &pieces), ["a [-b c-] {+d+}."]);
    }

    #[test]
    fn wide_characters_fill_two_columns() {
        assert_eq!(plain(9, &[(TextStyle::Plain, "東京は雨だった")]), ["東京は雨", "だった"]);
    }

    #[test]
    fn brackets_are_told_from_the_text_inside() {
        let cases = [
            (TextStyle::Deleted, "-", "[- - -]"),
            (TextStyle::Deleted, "−", "[- − -]"),
            (TextStyle::Deleted, "-15", "[- -15 -]"),
            (TextStyle::Deleted, "— he", "[- — he -]"),
            (TextStyle::Deleted, "]", "[- ] -]"),
            (TextStyle::Inserted, "+", "{+ + +}"),
            (TextStyle::Inserted, "C++", "{+ C++ +}"),
            (TextStyle::Moved, "<b>", "{> <b> <}"),
            (TextStyle::Deleted, "well-known", "[-well-known-]"),
            (TextStyle::Plain, "-", "-"),
        ];
        for (style, text, expected) in cases {
            assert_eq!(plain(40, &[(style, text)]), [expected]);
        }
        // The spaces inside the brackets are no place to break.
        assert_eq!(
            plain(9, &[(TextStyle::Plain, "a b "), (TextStyle::Deleted, "-")]),
            ["a b", "[- - -]"]
        );
    }

    #[test]
    fn brackets_stay_beside_wide_characters() {
        let pieces = [
            (TextStyle::Plain, "消防队员"),
            (TextStyle::Deleted, "整夜"),
            (TextStyle::Plain, "都。"),
        ];
        assert_eq!(plain(10, &pieces), ["消防队员", "[-整夜-]", "都。"]);
        assert_eq!(plain(8, &[(TextStyle::Plain, "他说要走。")]), ["他说要", "走。"]);
        assert_eq!(plain(8, &[(TextStyle::Plain, "他说道「走")]), ["他说道", "「走"]);
    }

    #[test]
    fn a_cluster_of_two_columns_is_no_place_to_break() {
        // पौ is one cluster, two columns wide, inside a word.
        assert_eq!(plain(8, &[(TextStyle::Plain, "की महापौर ने")]), ["की", "महापौर ने"]);
    }

    #[test]
    fn a_long_word_is_cut() {
        assert_eq!(plain(8, &[(TextStyle::Plain, "abcdefghijklm no")]), ["abcdefgh", "ijklm no"]);
    }

    #[test]
    fn characters_that_command_the_terminal_are_visible() {
        assert_eq!(plain(40, &[(TextStyle::Plain, "a\u{1b}[2Jb\u{7}")]), [r"a\u{1b}[2Jb\u{7}"]);
    }
}
