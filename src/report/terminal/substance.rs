//! The changes of substance, listed before the whole diff.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::align::{Alignment, Change, Region, Substance};
use crate::report::layout::Sides;
use crate::report::phrases::count;

use super::paint::{Paint, TextStyle};
use super::wrap::Wrap;

/// How many words are shown before and behind a change, and within how many
/// bytes they are looked for.
const AROUND: usize = 4;
const REACH: usize = 60;

const INDENT: usize = 3;

/// Most characters of a side that are shown.
const LONGEST: usize = 300;

/// Prints up to `most` changes of substance, with a few words around each.
pub(super) fn print(
    out: &mut dyn Write,
    alignment: &Alignment,
    sides: Sides<'_>,
    (width, most): (usize, usize),
    paint: Paint,
) -> io::Result<()> {
    let mut changes: Vec<&Region> = alignment.substance().collect();
    // A text made to be missed by a search has hundreds of them.
    changes.sort_by_key(|region| region.substance == Substance::LOOKALIKE);
    let number = changes.len();
    if number == 0 {
        return Ok(());
    }
    let noun = if number == 1 { "change" } else { "changes" };
    let title = format!("{} {noun} of substance", count(number));
    paint.write(out, TextStyle::Title, &title)?;
    writeln!(out)?;
    let printer = EditPrinter { sides, width, indent: INDENT, paint };
    changes.into_iter().take(most).try_for_each(|region| printer.print(out, region))?;
    if number > most {
        let more = format!("{:INDENT$}and {} more", "", count(number - most));
        paint.write(out, TextStyle::Note, &more)?;
        writeln!(out)?;
    }
    writeln!(out)
}

/// Prints edits, each with a few words around it.
#[derive(Clone, Copy)]
pub(super) struct EditPrinter<'t> {
    pub(super) sides: Sides<'t>,
    pub(super) width: usize,
    pub(super) indent: usize,
    pub(super) paint: Paint,
}

impl EditPrinter<'_> {
    /// Prints one edit, after what it changes in substance.
    pub(super) fn print(self, out: &mut dyn Write, region: &Region) -> io::Result<()> {
        let Self { sides, width, indent, paint } = self;
        let mut wrap = Wrap::new(width.saturating_sub(indent), paint);
        let kinds: Vec<&str> = region.substance.names().collect();
        if !kinds.is_empty() {
            wrap.text(TextStyle::Note, &format!("{}: ", kinds.join(", ")));
        }
        wrap.text(TextStyle::Plain, before(sides.b, region.b.start as usize));
        let respelled = region.change == Change::Respelled;
        let styles = if respelled {
            [TextStyle::SpelledA, TextStyle::SpelledB]
        } else {
            [TextStyle::Deleted, TextStyle::Inserted]
        };
        let (a, b) = (region.a.of(sides.a), region.b.of(sides.b));
        wrap.text(styles[0], &beginning(a));
        if !a.is_empty() && !b.is_empty() {
            wrap.space();
        }
        wrap.text(styles[1], &beginning(b));
        wrap.text(TextStyle::Plain, behind(sides.b, region.b.end as usize));
        for line in wrap.finish() {
            write!(out, "{:indent$}", "")?;
            line.print(out, paint)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// A side of an edit, or the beginning of a long one.
fn beginning(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// The last few words of the line before byte `at`.
fn before(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let start = (at.saturating_sub(REACH)..).find(|&start| text.is_char_boundary(start));
    let near = &text[start.unwrap_or(at).max(line)..at];
    let mut spaces = near.trim_end().rmatch_indices(' ');
    &near[spaces.nth(AROUND - 1).map_or(0, |(space, _)| space + 1)..]
}

/// The first few words of the line behind byte `at`.
fn behind(text: &str, at: usize) -> &str {
    let line = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let end = (0..=(at + REACH).min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    let near = &text[at..end.unwrap_or(at).min(line)];
    let skipped = near.len() - near.trim_start().len();
    let mut spaces = near[skipped..].match_indices(' ');
    &near[..spaces.nth(AROUND - 1).map_or(near.len(), |(space, _)| skipped + space)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Span;

    #[test]
    fn a_change_is_shown_with_the_words_around_it() {
        let sides = Sides {
            a: "One.\nThey put pressure on Kiev to act at once, he said then.",
            b: "One.\nThey put pressure on Kyiv to act at once, he said then.",
        };
        let name = |at| Region {
            substance: Substance::NAME,
            ..Region::new(Change::Replaced, Span::new(at, at + 4), Span::new(at, at + 4))
        };
        let alignment = Alignment { passages: vec![], regions: vec![name(26), name(26), name(26)] };
        let mut page = Vec::new();
        let paint = Paint { color: false };
        print(&mut page, &alignment, sides, (70, 1), paint).unwrap();
        insta::assert_snapshot!(String::from_utf8(page).unwrap(), @r"
        3 changes of substance
           name: They put pressure on [-Kiev-] {+Kyiv+} to act at once,
           and 2 more
        ");
    }

    #[test]
    fn lookalikes_come_last() {
        let text = "They put pressure on Kiev to act at once, he said then.";
        let marked = |substance, at: u32| Region {
            substance,
            ..Region::new(Change::Replaced, Span::new(at, at + 4), Span::new(at, at + 4))
        };
        let regions = vec![marked(Substance::LOOKALIKE, 0), marked(Substance::NAME, 21)];
        let alignment = Alignment { passages: vec![], regions };
        let mut page = Vec::new();
        let sides = Sides { a: text, b: text };
        print(&mut page, &alignment, sides, (70, 1), Paint { color: false }).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("name:") && !page.contains("lookalike:"), "{page}");
    }

    #[test]
    fn words_are_cut_at_characters() {
        let text = "ж".repeat(99);
        assert!(before(&text, 100).len() <= REACH && behind(&text, 100).len() <= REACH);
        assert_eq!((before("", 0), behind("", 0)), ("", ""));
        assert_eq!(beginning(&text), text);
        let cut = beginning(&text.repeat(99)).into_owned();
        assert_eq!((cut.chars().count(), cut.ends_with("ж…")), (LONGEST + 1, true));
    }
}
