//! The changes of substance, listed before the whole diff.

use std::io::{self, Write};

use crate::align::{Alignment, Change, Region};
use crate::report::layout::Sides;
use crate::report::phrases::count;

use super::paint::{Paint, TextStyle};
use super::wrap::Wrap;

/// How many words are shown before and behind a change, and within how many
/// bytes they are looked for.
const AROUND: usize = 4;
const REACH: usize = 60;

const INDENT: usize = 3;

/// Prints up to `most` changes of substance, with a few words around each.
pub(super) fn print(
    out: &mut dyn Write,
    alignment: &Alignment,
    sides: Sides<'_>,
    (width, most): (usize, usize),
    paint: Paint,
) -> io::Result<()> {
    let number = alignment.substance().count();
    if number == 0 {
        return Ok(());
    }
    let changes = if number == 1 { "change" } else { "changes" };
    let title = format!("{} {changes} of substance", count(number));
    paint.write(out, TextStyle::Title, &title)?;
    writeln!(out)?;
    for region in alignment.substance().take(most) {
        item(out, region, sides, width, paint)?;
    }
    if number > most {
        let more = format!("{:INDENT$}and {} more", "", count(number - most));
        paint.write(out, TextStyle::Note, &more)?;
        writeln!(out)?;
    }
    writeln!(out)
}

fn item(
    out: &mut dyn Write,
    region: &Region,
    sides: Sides<'_>,
    width: usize,
    paint: Paint,
) -> io::Result<()> {
    let mut wrap = Wrap::new(width.saturating_sub(INDENT), paint);
    let kinds: Vec<&str> = region.substance.names().collect();
    wrap.text(TextStyle::Note, &format!("{}: ", kinds.join(", ")));
    wrap.text(TextStyle::Plain, before(sides.b, region.b.start as usize));
    let respelled = region.change == Change::Respelled;
    let styles = if respelled {
        [TextStyle::SpelledA, TextStyle::SpelledB]
    } else {
        [TextStyle::Deleted, TextStyle::Inserted]
    };
    let (a, b) = (region.a.of(sides.a), region.b.of(sides.b));
    wrap.text(styles[0], a);
    if !a.is_empty() && !b.is_empty() {
        wrap.space();
    }
    wrap.text(styles[1], b);
    wrap.text(TextStyle::Plain, behind(sides.b, region.b.end as usize));
    for line in wrap.finish() {
        write!(out, "{:INDENT$}", "")?;
        line.print(out, paint)?;
        writeln!(out)?;
    }
    Ok(())
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
    use crate::align::Substance;
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
    fn words_are_cut_at_characters() {
        let text = "ж".repeat(99);
        assert!(before(&text, 100).len() <= REACH && behind(&text, 100).len() <= REACH);
        assert_eq!((before("", 0), behind("", 0)), ("", ""));
    }
}
