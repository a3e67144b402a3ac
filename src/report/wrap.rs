//! Text to lines of a given width, each stretch with its mark.
//!
//! Lines break at whitespace and beside characters that fill two columns
//! (Chinese and Japanese have no spaces); a word longer than a line is cut.
//! Whitespace is laid out anew: a run of it is one space, a line break, or,
//! with two line breaks or more, an empty line.

use std::io::{self, Write};
use std::mem;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::escape;
use super::paint::{Mark, Paint};

/// A stretch of a line that looks the same all along.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    mark: Mark,
    text: String,
}

/// One printed line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    stretches: Vec<Stretch>,
    /// Columns that it fills.
    pub(super) width: usize,
}

impl Line {
    /// Prints the line, without its end.
    pub(super) fn print(&self, out: &mut dyn Write, paint: Paint) -> io::Result<()> {
        self.stretches.iter().try_for_each(|it| paint.write(out, it.mark, &it.text))
    }

    fn push(&mut self, mark: Mark, text: &str, width: usize) {
        self.width += width;
        match self.stretches.last_mut() {
            Some(last) if last.mark == mark => last.text.push_str(text),
            _ => self.stretches.push(Stretch { mark, text: text.to_owned() }),
        }
    }

    fn append(&mut self, other: &mut Line) {
        for stretch in other.stretches.drain(..) {
            self.push(stretch.mark, &stretch.text, 0);
        }
        self.width += mem::take(&mut other.width);
    }
}

/// What separates the next word from the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
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
    lines: Vec<Line>,
    line: Line,
    /// What may not be broken, so far.
    word: Line,
    gap: Gap,
    breaks: usize,
}

impl Wrap {
    pub(super) fn new(width: usize, paint: Paint) -> Self {
        Self {
            width: width.max(8),
            paint,
            lines: Vec::new(),
            line: Line::default(),
            word: Line::default(),
            gap: Gap::None,
            breaks: 0,
        }
    }

    /// Adds text of an article. Where there is no colour, brackets go around
    /// what is marked, inside the whitespace at its ends.
    pub(super) fn text(&mut self, mark: Mark, text: &str) {
        let inner = text.trim();
        if inner.is_empty() {
            return self.feed(Mark::Plain, text);
        }
        let start = text.len() - text.trim_start().len();
        let (open, close) = self.paint.brackets(mark);
        self.feed(Mark::Plain, &text[..start]);
        self.glue(mark, open);
        self.feed(mark, &escape::text(inner));
        self.glue(mark, close);
        self.feed(Mark::Plain, &text[start + inner.len()..]);
    }

    /// A possible break, where the text has none.
    pub(super) fn space(&mut self) {
        self.feed(Mark::Plain, " ");
    }

    /// Adds a remark of ours, on a line of its own.
    pub(super) fn note(&mut self, note: &str) {
        self.feed(Mark::Plain, "\n");
        self.feed(Mark::Note, note);
        self.feed(Mark::Plain, "\n");
    }

    /// The lines.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.end_word();
        self.end_line();
        self.lines
    }

    /// Whether nothing but white space was taken in.
    pub(super) fn is_blank(&self) -> bool {
        self.lines.is_empty() && self.line.stretches.is_empty() && self.word.stretches.is_empty()
    }

    /// Whether what was taken in fills a line.
    pub(super) fn is_longer_than_a_line(&self) -> bool {
        !self.lines.is_empty() || self.line.width + self.word.width >= self.width
    }

    fn feed(&mut self, mark: Mark, text: &str) {
        for cluster in text.graphemes(true) {
            if cluster.chars().all(char::is_whitespace) {
                self.end_word();
                self.breaks += usize::from(cluster.contains('\n'));
                let gap = [Gap::Space, Gap::Line, Gap::Paragraph][self.breaks.min(2)];
                self.gap = self.gap.max(gap);
                continue;
            }
            let width = cluster.width();
            if width == 2 || self.word.width + width > self.width {
                self.end_word();
            }
            self.breaks = 0;
            self.word.push(mark, cluster, width);
        }
    }

    fn glue(&mut self, mark: Mark, text: &str) {
        if !text.is_empty() {
            if self.word.width + text.len() > self.width {
                self.end_word();
            }
            self.breaks = 0;
            self.word.push(mark, text, text.len());
        }
    }

    fn end_word(&mut self) {
        if self.word.stretches.is_empty() {
            return;
        }
        let gap = mem::replace(&mut self.gap, Gap::None);
        let space = usize::from(gap == Gap::Space && self.line.width > 0);
        if gap >= Gap::Line || self.line.width + space + self.word.width > self.width {
            self.end_line();
        } else if space == 1 {
            let mark = self.mark_between();
            self.line.push(mark, " ", 1);
        }
        if gap == Gap::Paragraph && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.line.append(&mut self.word);
    }

    /// A space looks like its neighbours where they look the same.
    fn mark_between(&self) -> Mark {
        let before = self.line.stretches.last().map(|stretch| stretch.mark);
        let after = self.word.stretches.first().map(|stretch| stretch.mark);
        before.filter(|_| before == after).unwrap_or(Mark::Plain)
    }

    fn end_line(&mut self) {
        if self.line.width > 0 || !self.line.stretches.is_empty() {
            self.lines.push(mem::take(&mut self.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: usize, pieces: &[(Mark, &str)]) -> Vec<String> {
        let mut wrap = Wrap::new(width, Paint { color: false });
        for (mark, text) in pieces {
            wrap.text(*mark, text);
        }
        let lines = wrap.finish();
        for line in &lines {
            let text: String = line.stretches.iter().map(|s| s.text.as_str()).collect();
            assert_eq!(text.width(), line.width);
            assert!(line.width <= width, "{text:?} is wider than {width}");
        }
        lines.iter().map(|l| l.stretches.iter().map(|s| s.text.as_str()).collect()).collect()
    }

    #[test]
    fn breaks_at_whitespace_and_keeps_paragraphs() {
        let text = "  one two three\n \nfour\nfive  ";
        assert_eq!(plain(9, &[(Mark::Plain, text)]), ["one two", "three", "", "four", "five"]);
    }

    #[test]
    fn brackets_stand_inside_the_whitespace() {
        let pieces = [
            (Mark::Plain, "a"),
            (Mark::Deleted, " b c "),
            (Mark::Inserted, "d"),
            (Mark::Plain, "."),
        ];
        assert_eq!(plain(40, &pieces), ["a [-b c-] {+d+}."]);
    }

    #[test]
    fn wide_characters_fill_two_columns() {
        assert_eq!(plain(9, &[(Mark::Plain, "東京は雨だった")]), ["東京は雨", "だった"]);
    }

    #[test]
    fn a_long_word_is_cut() {
        assert_eq!(plain(8, &[(Mark::Plain, "abcdefghijklm no")]), ["abcdefgh", "ijklm no"]);
    }

    #[test]
    fn what_would_command_the_terminal_is_shown() {
        assert_eq!(plain(40, &[(Mark::Plain, "a\u{1b}[2Jb\u{7}")]), [r"a\u{1b}[2Jb\u{7}"]);
    }
}
