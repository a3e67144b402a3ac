//! What the places of passages and edits count.

use std::borrow::Cow;

use crate::article::Span;

/// What `start` and `end` count in [`JsonLines`](super::JsonLines): where strings are not
/// UTF-8 in memory, bytes name no place in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OffsetUnit {
    /// Bytes of UTF-8, as in Rust, Go and files.
    #[default]
    Bytes,
    /// Code points, as in Python.
    Chars,
    /// Units of UTF-16, as in JavaScript, Java and C#.
    Utf16,
}

impl OffsetUnit {
    /// The unit as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Chars => "chars",
            Self::Utf16 => "utf16",
        }
    }
}

/// Bytes between two places that are counted beforehand: a look-up counts fewer than
/// these, and the places take a sixteenth of the text's memory.
const STEP: usize = 64;

/// From bytes to the unit, for one text. Made in the time that reading the text takes; a
/// place then costs the same wherever it is.
///
/// ```
/// use nearcopy::Span;
/// use nearcopy::report::{OffsetMap, OffsetUnit};
///
/// let map = OffsetMap::new("Straße 7".into(), OffsetUnit::Chars);
/// assert_eq!(map.span(Span::new(8, 9)), Span::new(7, 8));
/// ```
#[derive(Clone, Debug)]
pub struct OffsetMap<'t> {
    text: Cow<'t, str>,
    unit: OffsetUnit,
    /// For each `STEP` bytes of the text: how many units lie before them.
    before: Vec<u32>,
}

impl<'t> OffsetMap<'t> {
    /// Where bytes stay what they are.
    pub fn bytes() -> Self {
        Self { text: Cow::Borrowed(""), unit: OffsetUnit::Bytes, before: Vec::new() }
    }

    /// For places in this text.
    pub fn new(text: Cow<'t, str>, unit: OffsetUnit) -> Self {
        let mut sum = 0;
        let chunks = text.as_bytes().chunks(STEP);
        let count = |chunk: &[u8]| {
            let before = sum;
            sum += units(chunk, unit);
            before
        };
        let before = chunks.map(count).collect();
        Self { text, unit, before }
    }

    /// Where a stretch of bytes begins and ends in the unit.
    pub fn span(&self, span: Span) -> Span {
        Span { start: self.offset(span.start), end: self.offset(span.end) }
    }

    fn offset(&self, byte: u32) -> u32 {
        if self.unit == OffsetUnit::Bytes {
            return byte;
        }
        let (byte, text) = (byte as usize, self.text.as_bytes());
        // The end of a text of whole steps is in its last one.
        let Some(step) = (byte / STEP).checked_sub(usize::from(byte / STEP == self.before.len()))
        else {
            return 0;
        };
        self.before[step] + units(&text[step * STEP..byte], self.unit)
    }
}

/// How many units begin in these bytes.
fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
    let units = bytes.iter().map(|&byte| match unit {
        OffsetUnit::Bytes => 1,
        OffsetUnit::Chars => u32::from(begins(byte)),
        // A character of four bytes has two.
        OffsetUnit::Utf16 => u32::from(begins(byte)) + u32::from(byte >= 0xf0),
    });
    units.sum()
}

fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_place_is_where_its_text_begins() {
        let pattern = "a\u{e9}\u{65e5}\u{1f600}";
        for text in [String::new(), "x".repeat(64), "x".repeat(128), pattern.repeat(40)] {
            holds(&text);
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "(\\PC|\u{1f600}){0,200}") {
            holds(&text);
        }
    }

    #[track_caller]
    fn holds(text: &str) {
        let chars = OffsetMap::new(text.into(), OffsetUnit::Chars);
        let utf16 = OffsetMap::new(text.into(), OffsetUnit::Utf16);
        for at in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
            let place = at as u32;
            assert_eq!(chars.offset(place) as usize, text[..at].chars().count());
            assert_eq!(utf16.offset(place) as usize, text[..at].encode_utf16().count());
            assert_eq!(OffsetMap::bytes().offset(place), place);
        }
    }
}
