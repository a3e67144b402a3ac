//! Whether a reader sees a difference between two texts.

use unicode_normalization::UnicodeNormalization;

use crate::support::hash::checksum;

/// The characters that a reader sees: without white space and what only says
/// where a line may break, and whichever way an accent is encoded.
fn seen(text: &str) -> impl Iterator<Item = char> {
    let is_seen = |c: &char| {
        !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
    };
    // Before normalization, which would not join what such a character parts.
    text.chars().filter(is_seen).nfc()
}

/// Whether the texts are written alike: they differ at most in white space, in
/// characters that only say where a line may break (soft hyphen, zero-width
/// space, word joiner), and in whether an accent is a character of its own.
pub(crate) fn looks_same(a: &str, b: &str) -> bool {
    a == b || seen(a).eq(seen(b))
}

/// A hash that is the same for texts that look the same.
pub(crate) fn appearance(text: &str) -> u64 {
    checksum(seen(text).collect::<String>().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_and_what_is_not() {
        for (a, b) in [
            ("Rain fell.\n\nIt was cold.", " Rain  fell. It was cold.\n"),
            ("50\u{a0}%", "50%"),
            ("news\u{ad}paper\u{200b}", "newspaper"),
            ("e\u{301}te\u{301}", "\u{e9}t\u{e9}"),
        ] {
            assert!(looks_same(a, b) && appearance(a) == appearance(b), "{a:?} {b:?}");
        }
        for (a, b) in [
            ("\u{2212}15 degrees", "15 degrees"),
            ("US", "us"),
            ("s\u{ed}", "si"),
            ("he said: \u{201c}no\u{201d}", "he said: \"no\""),
            ("m\u{b2}", "m2"),
            ("1\u{202e}23", "123"),
        ] {
            assert!(!looks_same(a, b) && appearance(a) != appearance(b), "{a:?} {b:?}");
        }
    }
}
