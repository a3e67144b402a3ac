//! JSON that is safe to print: every [unsafe](is_unsafe) character is escaped.
//!
//! JSON asks for escapes of the control characters below U+0020 alone. A
//! terminal obeys more (U+009B begins a command as ESC [ does), and reports are
//! looked at with `less`, `grep` and `jq`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::report::escape::is_unsafe;

/// Writes a record and the end of its line.
pub(in crate::report) fn write_line<W: Write + ?Sized>(
    out: &mut W,
    record: &impl Serialize,
) -> io::Result<()> {
    record.serialize(&mut Serializer::with_formatter(&mut *out, SafeFormatter))?;
    out.write_all(b"\n")
}

/// serde_json's compact form, with more escapes.
struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // As nearly all are.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return out.write_all(fragment.as_bytes());
        }
        let mut start = 0;
        for (at, unsafe_char) in fragment.char_indices().filter(|(_, c)| is_unsafe(*c)) {
            out.write_all(&fragment.as_bytes()[start..at])?;
            // Beyond U+FFFF, JSON escapes each half of the UTF-16 pair.
            for unit in unsafe_char.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            start = at + unsafe_char.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[start..])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> String {
        let mut line = Vec::new();
        write_line(&mut line, &text).unwrap();
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn escapes() {
        for (text, json) in [
            ("a \"b\" \\ é 日 \u{200d}", "\"a \\\"b\\\" \\\\ é 日 \u{200d}\"\n"),
            ("\0\t\n\u{1b}", "\"\\u0000\\t\\n\\u001b\"\n"),
            ("\u{7f}\u{85}\u{9b}31m", "\"\\u007f\\u0085\\u009b31m\"\n"),
            ("\u{61c}x\u{202e}\u{2066}", "\"\\u061cx\\u202e\\u2066\"\n"),
            ("\u{e0041}", "\"\\udb40\\udc41\"\n"),
        ] {
            assert_eq!(line(text), json);
        }
    }

    proptest! {
        #[test]
        fn a_parser_reads_the_same_string(
            text in prop::collection::vec(
                prop_oneof![any::<char>(), prop::char::range('\0', '\u{a0}'),
                            prop::char::range('\u{2000}', '\u{2070}')],
                0..40,
            ),
        ) {
            let text: String = text.into_iter().collect();
            let json = line(&text);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            prop_assert!(!json.trim_end_matches('\n').contains(is_unsafe));
        }
    }
}
