//! UTF-7 (RFC 2152), as in old mail: `caf+AOk-` is *café*.
//!
//! Its bytes are ASCII, so that it passes for UTF-8. A text is taken for it only if
//! *every* plus sign begins a whole run of characters, and these are letters or
//! punctuation; where a page declares it, runs that are none stay as they are.

use memchr::{memchr, memmem};

/// How many bytes a declaration is looked for in, as browsers do.
const HEAD: usize = 1024;

/// The text behind the bytes, which are ASCII; none if they are not UTF-7.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    memchr(b'+', bytes)?;
    let is_declared = is_declared(bytes);
    let mut text = String::with_capacity(bytes.len());
    let (mut runs, mut certain) = (0, 0);
    let mut rest = bytes;
    while let Some(at) = memchr(b'+', rest) {
        push(&mut text, &rest[..at]);
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix(b"-") {
            text.push('+');
            rest = behind;
            continue;
        }
        let length = rest.iter().take_while(|&&byte| value(byte).is_some()).count();
        let Some(run) = characters(&rest[..length]) else {
            if !is_declared {
                return None;
            }
            text.push('+');
            continue;
        };
        rest = &rest[length..];
        runs += 1;
        if let Some(behind) = rest.strip_prefix(b"-") {
            rest = behind;
            certain += usize::from(run.chars().all(|char| char < '\u{600}'));
        }
        text.push_str(&run);
    }
    push(&mut text, rest);
    // One run may be an accident; less so *é* or a Cyrillic word with its end marked.
    (runs >= 2 || certain > 0 || is_declared && runs > 0).then_some(text)
}

fn push(text: &mut String, ascii: &[u8]) {
    text.extend(ascii.iter().map(|&byte| char::from(byte)));
}

/// Whether the beginning says `charset=utf-7`.
fn is_declared(bytes: &[u8]) -> bool {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    memmem::find_iter(&head, b"charset").any(|at| {
        let value = head[at + "charset".len()..].trim_ascii_start();
        let value = value.strip_prefix(b"=").unwrap_or_default();
        let is_quote = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'');
        let quotes = value.iter().take_while(|byte| is_quote(byte)).count();
        value[quotes..].starts_with(b"utf-7")
    })
}

/// The characters of a run: UTF-16 in base 64, without bits left over. None of them
/// may be one that no text has.
fn characters(run: &[u8]) -> Option<String> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut units = Vec::with_capacity(run.len() * 6 / 16);
    for &byte in run {
        bits = bits << 6 | value(byte)?;
        count += 6;
        if count >= 16 {
            count -= 16;
            units.push((bits >> count) as u16);
            bits &= (1 << count) - 1;
        }
    }
    if units.is_empty() || count >= 6 || bits != 0 {
        return None;
    }
    let text = String::from_utf16(&units).ok()?;
    (!text.is_ascii() && text.chars().all(is_of_text)).then_some(text)
}

fn is_of_text(char: char) -> bool {
    char.is_alphanumeric()
        || matches!(char, ' '..='~' | '\t' | '\n' | '\r' | '\u{A0}'..='\u{BF}' | '×' | '÷')
        || matches!(char, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{DFF}') // marks
        || matches!(char, '\u{2000}'..='\u{27BF}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}')
        || char >= '\u{1F000}'
}

/// The value of a digit of base 64.
fn value(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (bytes, text) in [
            ("caf+AOk- and more", "café and more"),
            ("+BB8EPgRABEI-", "Порт"),
            ("1 +- 1 +IBQ- two +2D3cTQ-", "1 + 1 — two 👍"),
            ("Rain.+IB0 He +IBw-said", "Rain.” He “said"),
            ("<meta charset=\"UTF-7\"> C++ +AOk", "<meta charset=\"UTF-7\"> C++ é"),
        ] {
            assert_eq!(decode(bytes.as_bytes()).as_deref(), Some(text), "{bytes}");
        }
    }

    #[test]
    fn other_text() {
        for text in [
            "",
            "Rain fell.",
            "C++ and a+b",
            "call +49 30 1234567 or +47 12345678",
            "the 3+4- rule",
            "+-",
            "one+two+three",
            "+AOk",
            "caf+AOk- in C++",
            "see https://a.example/?q=rain+fell+today",
            "<meta charset=\"utf-8\"> +AOk",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
