//! What is written for machines, or to find a footnote: addresses of pages, mail and
//! accounts; marks of notes. Digits and capitals in them say nothing.

use std::ops::Range;

/// Longest address, in bytes, of which the part before a place is looked at.
const LONGEST: usize = 256;

/// Longest mark of a note, in bytes: `[note 12]`, `[12, 13]`.
const LONGEST_MARK: usize = 24;

/// Most digits of the number of a note.
const MOST_DIGITS: usize = 3;

/// Whether the bytes from `at` on are a part of the address of a page (with its scheme, with
/// `www.`, or a host with a path), of a mailbox, or of an account (`@name`).
///
/// Cost: a look at the characters before it, back to a space.
pub(super) fn is_in_address(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let is_outside = |byte: &u8| {
        !byte.is_ascii_graphic()
            || matches!(byte, b'"' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'|')
    };
    let first = at.saturating_sub(LONGEST);
    let start =
        bytes[first..at].iter().rposition(is_outside).map_or(first, |last| first + last + 1);
    let end = bytes[at..].iter().take(LONGEST).position(is_outside);
    let end = end.map_or(bytes.len().min(at + LONGEST), |length| at + length);
    let (before, token) = (&bytes[start..at], &bytes[start..end]);
    before.windows(3).any(|three| three == b"://")
        || before.get(..4).is_some_and(|four| four.eq_ignore_ascii_case(b"www."))
        || has_host(before)
        || has_account(token, at - start)
}

/// Whether a host, ending in two letters or more, and a slash are among the bytes.
fn has_host(before: &[u8]) -> bool {
    let Some(slash) = before.iter().position(|&byte| byte == b'/') else { return false };
    let host = &before[..slash];
    let Some(point) = host.iter().rposition(|&byte| byte == b'.') else { return false };
    let (name, domain) = (&host[..point], &host[point + 1..]);
    domain.len() >= 2
        && domain.iter().all(u8::is_ascii_alphabetic)
        && name.last().is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether the token is a mailbox, or an account up to the place; *5@3* is none.
fn has_account(token: &[u8], at: usize) -> bool {
    let Some(sign) = token.iter().position(|&byte| byte == b'@') else { return false };
    let behind = &token[sign + 1..];
    if !behind.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let is_account = !token[..sign].iter().any(u8::is_ascii_alphanumeric);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    if is_account {
        sign < at && token[sign + 1..at].iter().all(is_part)
    } else {
        behind.contains(&b'.')
    }
}

/// Whether the number is in the mark of a note: `[12]`, `[12, 13]`, `[note 3]`.
pub(super) fn is_note_mark(text: &str, number: &Range<usize>) -> bool {
    let is_inside = |char: &char| {
        char.is_alphanumeric() || matches!(char, ' ' | ',' | ';' | '.' | '-' | '–' | '\u{A0}')
    };
    let length = |chars: &mut dyn Iterator<Item = char>| -> usize {
        chars.take(LONGEST_MARK).take_while(is_inside).map(char::len_utf8).sum()
    };
    let start = number.start - length(&mut text[..number.start].chars().rev());
    let end = number.end + length(&mut text[number.end..].chars());
    if !text[..start].ends_with('[') || !text[end..].starts_with(']') {
        return false;
    }
    // A word before the numbers, as *note*, and nothing but numbers behind it.
    let label = text[start..end].trim_start_matches(|char: char| char.is_alphabetic());
    let has_label = label.len() < end - start;
    let numbers = label.trim_start_matches(['.', ' ', '\u{A0}']);
    if has_label && numbers.len() == label.len() {
        return false;
    }
    let is_grouped = |(comma, _): (usize, &str)| {
        let digits = numbers[comma + 1..].bytes().take_while(u8::is_ascii_digit).count();
        digits == MOST_DIGITS
    };
    if numbers.match_indices(',').any(is_grouped) {
        return false;
    }
    let mut parts = numbers.split([' ', ',', ';', '-', '–']).filter(|part| !part.is_empty());
    parts.all(|part| part.len() <= MOST_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, part) in [
            ("see https://news.example/2024/ferry-77?id=41 now", "77"),
            ("see https://news.example/2024/ferry-77?id=41 now", "41"),
            ("[Berg](http://a.example/4) said", "4"),
            ("at WWW.ferry9.example", "9"),
            ("via t.co/Ab3dE", "Ab3dE"),
            ("RT @berg77: so", "77"),
            ("(@berg_77) so", "berg"),
            ("mail desk24@ferry.example now", "24"),
            ("mail desk@ferry24.example now", "24"),
        ] {
            assert!(is_in_address(text, text.rfind(part).unwrap()), "{text} {part}");
        }
        for (text, part) in [
            ("some 77 boats", "77"),
            ("5 @ 10 crowns", "10"),
            ("at 80 km/h or 90", "80"),
            ("in 2023/24 there", "24"),
            ("he said.Then/or 24", "24"),
            ("(see www.ferry.example) 24", "24"),
            ("i.e./24", "24"),
            ("@berg: 24", "24"),
            ("漢字24人", "24"),
        ] {
            assert!(!is_in_address(text, text.rfind(part).unwrap()), "{text} {part}");
        }
    }

    #[test]
    fn marks_of_notes() {
        for (text, part) in [
            ("in May[12] they", "12"),
            ("in May.[12][13]", "13"),
            ("in May [4, 12] they", "12"),
            ("in May [4–12] they", "4"),
            ("in May[note 3] they", "3"),
            ("im Mai[Anm. 3] war", "3"),
        ] {
            let at = text.find(part).unwrap();
            assert!(is_note_mark(text, &(at..at + part.len())), "{text}");
        }
        for (text, part) in [
            ("“They took [1,200] of them”", "1,200"),
            ("“We had [12 boats] left”", "12"),
            ("in [2024] they", "2024"),
            ("from 12] on", "12"),
            ("a [b2] c", "2"),
            ("some 12 boats", "12"),
        ] {
            let at = text.find(part).unwrap();
            assert!(!is_note_mark(text, &(at..at + part.len())), "{text}");
        }
    }
}
