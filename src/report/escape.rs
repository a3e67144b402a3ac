//! Makes characters visible that would command a terminal or deceive a reader.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every dangerous character as `\u{…}`; whitespace stays, because
/// what lays a text out replaces it anyway.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_dangerous(c) && !c.is_whitespace())
}

/// `name` with every dangerous character as `\u{…}`, line breaks and tabs
/// too: a name must stay on its line.
pub(super) fn name(name: &str) -> Cow<'_, str> {
    escape(name, is_dangerous)
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

/// Control characters, bidirectional controls, and characters that hide text
/// or themselves. The joiners U+200C and U+200D are not among them: Persian,
/// Indic scripts and emoji cannot be written without.
fn is_dangerous(c: char) -> bool {
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
    fn commands_become_visible() {
        let cases = [
            ("plain", "plain", "plain"),
            ("\u{1b}[2J", r"\u{1b}[2J", r"\u{1b}[2J"),
            ("\u{9b}31m", r"\u{9b}31m", r"\u{9b}31m"),
            ("a\tb\nc", "a\tb\nc", r"a\u{9}b\u{a}c"),
            ("\u{202e}abc", r"\u{202e}abc", r"\u{202e}abc"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("日本", "日本", "日本"),
        ];
        for (given, as_text, as_name) in cases {
            assert_eq!(text(given), as_text);
            assert_eq!(name(given), as_name);
        }
    }

    #[test]
    fn what_can_be_borrowed_is_borrowed() {
        assert!(matches!(text("a b"), Cow::Borrowed(_)));
    }
}
