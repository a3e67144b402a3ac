//! Text that came through a careless tool, as its reader would see it.
//!
//! Four faults are mended where they cannot be mistaken, so that they make no
//! difference between a text and its copy:
//!
//! | fault | looks like | mended if |
//! |---|---|---|
//! | quoted-printable (RFC 2045) | `=E2=80=99`, lines that end in `=` | the text is ASCII, *every* equals sign is one of these, and there are at least two |
//! | UTF-8 taken for windows-1252, or for windows-1251 or -1250 | `â€™`, `вЂ™` | the *whole* text turns back into valid UTF-8 |
//! | markup in a text | `<p>Rain.</p>` | it begins with a block element that is closed somewhere |
//! | character references | `&#8217;`, `&amp;` | numbers always; names if *every* ampersand begins a reference |
//!
//! Anything else stays as it is, byte for byte. A [`Span`](crate::Span) counts in
//! the mended text, which is the text as read everywhere. No text becomes longer.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
#[cfg(feature = "read-html")]
use memchr::memmem;
use memchr::{memchr, memchr2};

use super::references;

/// How often a text may have gone through the same fault.
const ROUNDS: usize = 3;

/// The text without these faults.
pub(super) fn mended(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    if memchr(b'=', text.as_bytes()).is_some()
        && let Some(decoded) = quoted_printable(&text)
    {
        text = decoded.into();
    }
    text = singly_encoded(text);
    if memchr2(b'&', b'<', text.as_bytes()).is_none() {
        return text;
    }
    #[cfg(feature = "read-html")]
    if is_markup(&text) {
        return mended_page(super::html::text_of(&text)).into();
    }
    for _ in 0..ROUNDS {
        match references::decoded(&text, true) {
            Some(decoded) => text = decoded.into(),
            None => break,
        }
    }
    text
}

/// [`mended`] for the text of a page, whose references are decoded: those that
/// are left are meant, except for numbers.
#[cfg(feature = "read-html")]
pub(super) fn mended_page(text: String) -> String {
    let text = singly_encoded(text.into()).into_owned();
    references::decoded(&text, false).unwrap_or(text)
}

/// The text with double encoding undone.
fn singly_encoded(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    for _ in 0..ROUNDS {
        match undo_encoding(&text) {
            Some(decoded) => text = decoded.into(),
            None => break,
        }
    }
    text
}

/// The text whose UTF-8 was taken for a single-byte encoding, and encoded again;
/// `None` unless all of it was. The first characters that are not ASCII tell of nearly
/// all texts that they were not.
fn undo_encoding(text: &str) -> Option<String> {
    let first = Encoding::ascii_valid_up_to(text.as_bytes());
    let mut start = text[first..].chars();
    let two = [start.next()?, start.next()?];
    // Also ISO 8859-1.
    if is_start(two.map(byte_of)) {
        let bytes: Option<Vec<u8>> = text.chars().map(byte_of).collect();
        return String::from_utf8(bytes?).ok();
    }
    [WINDOWS_1251, WINDOWS_1250].into_iter().find_map(|encoding| {
        if !is_start(two.map(|char| byte_in(encoding, char))) {
            return None;
        }
        let (bytes, _, unmappable) = encoding.encode(text);
        let decoded = String::from_utf8(bytes.into_owned()).ok().filter(|_| !unmappable)?;
        // One character may be an accident: two letters of these encodings.
        decoded.chars().filter(|char| !char.is_ascii()).nth(1).is_some().then_some(decoded)
    })
}

/// Whether a character of several bytes may begin so.
fn is_start(bytes: [Option<u8>; 2]) -> bool {
    matches!(bytes, [Some(0xC2..=0xF4), Some(0x80..=0xBF)])
}

/// The byte that reads as this character.
fn byte_in(encoding: &'static Encoding, char: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(char.encode_utf8(&mut buffer));
    (!unmappable).then(|| bytes[0])
}

/// The byte that reads as this character in windows-1252, or in ISO 8859-1 where
/// that has a control character.
fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    byte_in(WINDOWS_1252, c)
}

/// The text behind quoted-printable; `None` if any equals sign is of another kind.
fn quoted_printable(text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    let (mut characters, mut soft_breaks) = (0_usize, 0_usize);
    let mut rest = text.as_bytes();
    while let Some(at) = memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = match &rest[at + 1..] {
            [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] => {
                soft_breaks += 1;
                after
            }
            [high @ (b'0'..=b'9' | b'A'..=b'F'), low @ (b'0'..=b'9' | b'A'..=b'F'), after @ ..] => {
                let byte = 16 * digit(*high) + digit(*low);
                characters += usize::from(!byte.is_ascii());
                out.push(byte);
                after
            }
            [] => {
                soft_breaks += 1;
                &[]
            }
            _ => return None,
        };
    }
    out.extend_from_slice(rest);
    // Formulas may end a line with an equals sign, but no line of theirs must.
    let is_certain = characters >= 2 || soft_breaks >= 2 && is_wrapped(text);
    let decoded = is_certain.then(|| String::from_utf8(out).ok())?;
    decoded.filter(|decoded| !decoded.contains('\0'))
}

fn digit(hexadecimal: u8) -> u8 {
    char::from(hexadecimal).to_digit(16).unwrap_or_default() as u8
}

/// Whether every line is as short as quoted-printable wants it, and those that
/// are broken softly are nearly full.
fn is_wrapped(text: &str) -> bool {
    text.lines().all(|line| line.len() <= 76 && (!line.ends_with('=') || line.len() >= 60))
}

/// Elements whose tags begin a text that is markup.
#[cfg(feature = "read-html")]
const BLOCKS: [&str; 18] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "section",
    "article",
    "main",
    "blockquote",
    "figure",
    "table",
    "html",
    "body",
];

/// Whether the text begins with the start tag of a block element, and has its end
/// tag somewhere.
#[cfg(feature = "read-html")]
fn is_markup(text: &str) -> bool {
    let text = text.trim_start().as_bytes();
    let Some(rest) = text.strip_prefix(b"<") else { return false };
    let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(0);
    let (name, rest) = rest.split_at(length);
    let is_block = BLOCKS.iter().any(|block| block.as_bytes().eq_ignore_ascii_case(name));
    if !is_block || !matches!(rest.first(), Some(b'>' | b' ' | b'\n' | b'\t' | b'\r')) {
        return false;
    }
    let end = [b"</", name, b">"].concat();
    memmem::find(rest, &end).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults() {
        let taken_for = |encoding: &'static Encoding, text: &str| {
            let (read, _) = encoding.decode_without_bom_handling(text.as_bytes());
            read.into_owned()
        };
        let twice = |text: &str| taken_for(WINDOWS_1252, text);
        let latin = |text: &str| text.bytes().map(char::from).collect::<String>();
        let quotes = "She’s “here” — déjà vu";
        let chinese = "市议会决定关闭游泳池。";
        for (text, wanted) in [
            ("She=E2=80=99s here.=\n Rain fell.", "She’s here. Rain fell."),
            ("caf=C3=A9s =3D 2=0A", "cafés = 2\n"),
            (&twice(quotes), quotes),
            (&twice(&twice(quotes)), quotes),
            (&latin(quotes), quotes),
            (&twice(chinese), chinese),
            (&twice("Встреча в верхах"), "Встреча в верхах"),
            (&taken_for(WINDOWS_1251, "Встреча — «в верхах»"), "Встреча — «в верхах»"),
            (&taken_for(WINDOWS_1251, quotes), quotes),
            (&taken_for(WINDOWS_1250, "Žluťoučký kůň úpěl"), "Žluťoučký kůň úpěl"),
            ("It&#8217;s R&amp;D", "It’s R&D"),
            ("It&amp;#8217;s R&amp;amp;D", "It’s R&D"),
            ("It&#8217;s R & D", "It’s R & D"),
            #[cfg(feature = "read-html")]
            ("<p class=x>It&#8217;s <b>R</b>&amp;D</p>\n<p>now</p>", "It’s R&D\n\nnow"),
        ] {
            assert_eq!(mended(text.into()), wanted, "{text}");
        }
    }

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "",
            "Rain fell.",
            "NÃO, São Paulo é grande; Â é uma letra",
            "“naïve” façade, Ärger",
            "Встреча в верхах",
            "он сказал: «Я»",
            "ГДЕ Я? В США",
            "Žluťoučký kůň úpěl „ódy“",
            "GRÓŁ", // as the bytes of one character
            "The bytes â€™ stand for ’ in the table.",
            "市议会决定关闭游泳池。",
            "a = b\nc =\nd",
            "x=1&y=2",
            "E=MC2 and A=B0",
            "if a == b: c =",
            "Barnes & Noble; AT&T &c.",
            "In HTML & XML an ampersand is &amp;",
            "a < b > c",
            "<p> begins a paragraph",
            "Write <p>one</p> for it",
            "<3 <3",
            "<name>x</name>",
        ] {
            assert!(matches!(mended(text.into()), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn nothing_becomes_longer() {
        for text in ["&#1114111;", "&lt;&lt;", "=E2=82=AC=E2=82=AC", "&#9;&#x9;", "&#128;"] {
            assert!(mended(text.into()).len() <= text.len(), "{text}");
        }
    }
}
