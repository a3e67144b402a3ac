//! What each kind of text looks like, in colour and without.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// What a stretch of printed text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Text of an article that did not change, and ordinary words of ours.
    Plain,
    /// Only in the first article.
    Deleted,
    /// Only in the second article.
    Inserted,
    /// The first article's spelling of the same words.
    SpelledA,
    /// The second article's spelling of the same words.
    SpelledB,
    /// At another place in the order.
    Moved,
    /// Our remark amid an article's text.
    Note,
    /// The name of an article, and headings.
    Title,
    /// What was found.
    Verdict,
}

/// Paints with escape sequences, or marks with brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) color: bool,
}

impl Paint {
    /// Writes `text`, which must have gone through [`escape`](super::escape).
    pub(super) fn write(self, out: &mut dyn Write, mark: Mark, text: &str) -> io::Result<()> {
        let style = if self.color { style(mark) } else { Style::new() };
        write!(out, "{}{text}{}", style.render(), style.render_reset())
    }

    /// What stands before and after marked text where there is no colour.
    pub(super) fn brackets(self, mark: Mark) -> (&'static str, &'static str) {
        if self.color {
            return ("", "");
        }
        match mark {
            Mark::Deleted | Mark::SpelledA => ("[-", "-]"),
            Mark::Inserted | Mark::SpelledB => ("{+", "+}"),
            Mark::Moved => ("{>", "<}"),
            Mark::Plain | Mark::Note | Mark::Title | Mark::Verdict => ("", ""),
        }
    }
}

/// Red and green are told apart by strike-through and bold as well, for those
/// who cannot tell them apart by colour.
fn style(mark: Mark) -> Style {
    match mark {
        Mark::Plain => Style::new(),
        Mark::Deleted => AnsiColor::Red.on_default().strikethrough(),
        Mark::Inserted => AnsiColor::Green.on_default().bold(),
        Mark::SpelledA => AnsiColor::Yellow.on_default().strikethrough(),
        Mark::SpelledB => AnsiColor::Yellow.on_default().bold(),
        Mark::Moved => AnsiColor::Cyan.on_default().underline(),
        Mark::Note => Style::new().dimmed(),
        Mark::Title => Style::new().bold(),
        Mark::Verdict => AnsiColor::Magenta.on_default().bold(),
    }
}
