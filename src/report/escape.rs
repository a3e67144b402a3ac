//! Text of articles and names of files, safe to print.
//!
//! An id, a text, the name of a file or an error that quotes one can hold
//! characters that command a terminal or deceive a reader. Every program that
//! prints them passes them through here; what is escaped is defined once, by
//! [`is_unsafe`].
//!
//! ```
//! use nearcopy::report::escape;
//!
//! assert_eq!(escape::line("a\nb\u{1b}[2J"), r"a\u{a}b\u{1b}[2J");
//! assert_eq!(escape::text("a\nb\u{1b}[2J"), "a\nb\\u{1b}[2J");
//! ```

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every unsafe character as `\u{…}`, except white space: line
/// breaks and tabs stay. For text that is laid out in lines afterwards.
pub fn text(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_unsafe(c) && !c.is_whitespace())
}

/// `text` with every unsafe character as `\u{…}`, line breaks and tabs too.
/// For names and messages, which must stay on their line.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, is_unsafe)
}

fn escape(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_bad(c) {
            write!(safe, "\\u{{{:x}}}", u32::from(c)).expect("a string takes everything");
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Whether a character is a control character, a bidirectional control, or one
/// that hides text or itself.
///
/// The joiners U+200C and U+200D are not among them: Persian, Indic scripts and
/// emoji cannot be written without.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{2028}' | '\u{2029}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_become_visible() {
        let cases = [
            ("plain", "plain", "plain"),
            ("\u{1b}[2J", r"\u{1b}[2J", r"\u{1b}[2J"),
            ("\u{9b}31m", r"\u{9b}31m", r"\u{9b}31m"),
            ("a\tb\nc", "a\tb\nc", r"a\u{9}b\u{a}c"),
            ("\u{202e}abc", r"\u{202e}abc", r"\u{202e}abc"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("日本", "日本", "日本"),
        ];
        for (given, as_text, as_line) in cases {
            assert_eq!(text(given), as_text);
            assert_eq!(line(given), as_line);
        }
    }

    #[test]
    fn safe_text_is_borrowed() {
        assert!(matches!(text("a b"), Cow::Borrowed(_)));
    }
}
