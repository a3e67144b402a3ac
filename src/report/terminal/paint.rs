//! What each style of text looks like, in colour and without.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// What a run of printed text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextStyle {
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

/// Styles text with escape sequences, or with brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) color: bool,
}

impl Paint {
    /// Writes `text`, which must have gone through [`escape`](super::escape).
    pub(super) fn write(
        self,
        out: &mut dyn Write,
        text_style: TextStyle,
        text: &str,
    ) -> io::Result<()> {
        let style = if self.color { style(text_style) } else { Style::new() };
        write!(out, "{}{text}{}", style.render(), style.render_reset())
    }

    /// The brackets around text of a style; none where colour tells it.
    pub(super) fn brackets(self, text_style: TextStyle) -> (&'static str, &'static str) {
        if self.color {
            return ("", "");
        }
        match text_style {
            TextStyle::Deleted | TextStyle::SpelledA => ("[-", "-]"),
            TextStyle::Inserted | TextStyle::SpelledB => ("{+", "+}"),
            TextStyle::Moved => ("{>", "<}"),
            TextStyle::Plain | TextStyle::Note | TextStyle::Title | TextStyle::Verdict => ("", ""),
        }
    }
}

/// Strike-through and bold tell red from green as well, for those who cannot
/// tell them apart by colour.
fn style(text_style: TextStyle) -> Style {
    match text_style {
        TextStyle::Plain => Style::new(),
        TextStyle::Deleted => AnsiColor::Red.on_default().strikethrough(),
        TextStyle::Inserted => AnsiColor::Green.on_default().bold(),
        TextStyle::SpelledA => AnsiColor::Yellow.on_default().strikethrough(),
        TextStyle::SpelledB => AnsiColor::Yellow.on_default().bold(),
        TextStyle::Moved => AnsiColor::Cyan.on_default().underline(),
        TextStyle::Note => Style::new().dimmed(),
        TextStyle::Title => Style::new().bold(),
        TextStyle::Verdict => AnsiColor::Magenta.on_default().bold(),
    }
}
