//! Finds the quantities of a stretch of text.

use std::borrow::Cow;
use std::ops::Range;

use super::before::Before;
use super::behind::Behind;
use super::dates::join_dates;
use super::decimal::{digit, fraction};
use super::number::{Digits, Value};
use super::{Amount, Meaning, Quantity, Sign, units};
use crate::align::substance::address::{is_in_address, is_note_mark};
use crate::text::fold;

/// Longest word that is looked up, in bytes.
const LONGEST: usize = 32;

/// The quantities that begin in the range, which begins where a word does. They
/// may end behind it, and their signs stand before it.
///
/// Cost: one pass over the characters.
pub(in crate::align::substance) fn parse(text: &str, range: Range<usize>) -> Vec<Quantity> {
    let mut found = Vec::new();
    if !may_have_any(&text[range.clone()]) {
        return found;
    }
    let mut at = range.start;
    while at < range.end {
        let Some(char) = text[at..].chars().next() else { break };
        if digit(char).is_some() || fraction(char).is_some() {
            let Some(quantity) = number(text, at) else {
                at += char.len_utf8();
                continue;
            };
            at = quantity.bytes().end.max(at + char.len_utf8());
            if !is_no_quantity(text, &quantity) {
                found.push(quantity);
            }
        } else if char.is_alphabetic() {
            let end = at + letters(&text[at..]);
            match label(text, at..end) {
                Some(quantity) => {
                    at = quantity.bytes().end;
                    if !is_no_quantity(text, &quantity) {
                        found.push(quantity);
                    }
                }
                None => {
                    let word = &text[at..at + letters_and_digits(&text[at..])];
                    at = if has_digits_for_letters(word) { at + word.len() } else { end };
                }
            }
        } else {
            at += char.len_utf8();
        }
    }
    join_dates(text, &mut found);
    found
}

/// Whether its digits are those of an address or of the mark of a note.
fn is_no_quantity(text: &str, quantity: &Quantity) -> bool {
    let digits = &quantity.number[0];
    is_in_address(text, digits.start) || is_note_mark(text, digits)
}

/// Whether there may be a digit or a sign of a rating.
fn may_have_any(text: &str) -> bool {
    if text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'+' || byte == b'-') {
        return true;
    }
    let is_one = |char| digit(char).is_some() || fraction(char).is_some() || is_minus(char);
    !text.is_ascii() && text.chars().any(is_one)
}

/// The length of the letters that the text begins with.
fn letters(text: &str) -> usize {
    text.find(|char: char| !char.is_alphabetic()).unwrap_or(text.len())
}

/// The length of the letters and digits that the text begins with.
pub(super) fn letters_and_digits(text: &str) -> usize {
    text.find(|char: char| !char.is_alphanumeric()).unwrap_or(text.len())
}

pub(super) fn folded(word: &str) -> Cow<'_, str> {
    if word.len() > LONGEST { Cow::Borrowed("") } else { fold(word) }
}

/// A code of letters and digits, or a rating with its sign.
fn label(text: &str, letters: Range<usize>) -> Option<Quantity> {
    let word = &text[letters.clone()];
    let rest = &text[letters.end..];
    let next = rest.chars().next()?;
    if digit(next).is_some() {
        let is_cased =
            word.chars().next().is_some_and(|first| first.is_uppercase() || first.is_lowercase());
        if !is_cased || units::currency(&folded(word)).is_some() {
            return None;
        }
        let end = letters.end + letters_and_digits(rest);
        if has_digits_for_letters(&text[letters.start..end]) {
            return None;
        }
        let written = fold(&text[letters.start..end]).into_owned();
        return Some(Quantity::labelled(letters.start..end, written));
    }
    let is_rating = word.len() <= 3
        && (word
            .bytes()
            .all(|letter| matches!(letter, b'A'..=b'F') && letter == word.as_bytes()[0])
            || matches!(word, "O" | "AB"));
    if !is_rating || !(next == '+' || is_minus(next)) {
        return None;
    }
    let end = letters.end + next.len_utf8();
    if text[end..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let sign = if next == '+' { '+' } else { '-' };
    Some(Quantity::labelled(letters.start..end, format!("{word}{sign}")))
}

/// Whether a digit stands between letters of which the second is small, as where a
/// word is hidden from filters: *v1deo*.
fn has_digits_for_letters(word: &str) -> bool {
    let mut chars = word.chars().skip_while(|char| char.is_alphabetic());
    chars.by_ref().find(|char| char.is_alphabetic()).is_some_and(char::is_lowercase)
}

pub(super) const fn is_minus(char: char) -> bool {
    matches!(char, '-' | '−' | '‐' | '‑' | '–' | '﹣' | '－')
}

/// The number whose digits begin at `start`, with its sign and unit.
fn number(text: &str, start: usize) -> Option<Quantity> {
    let digits = Digits::at(text, start)?;
    let (value, as_decimal, is_plain) = match digits.value() {
        Value::Number { value, as_decimal, is_plain } => (value, as_decimal, is_plain),
        Value::Date(parts) => {
            let meaning = Meaning::Date(parts, '.');
            return Some(Quantity { meaning, ..Quantity::bare(digits.bytes) });
        }
        Value::Other(written) => return Some(Quantity::labelled(digits.bytes, written)),
    };
    let before = Before::of(text, digits.bytes.start);
    let behind = match Behind::of(text, digits.bytes.end, before.unit) {
        Some(behind) if behind.end == digits.bytes.end && before.sign == Sign::None => {
            Behind::of_parentheses(text, &before, behind)
        }
        Some(behind) => behind,
        None if is_plain => {
            // *4x4*, *5G*.
            let end = digits.bytes.end + letters_and_digits(&text[digits.bytes.end..]);
            return Some(Quantity::labelled(start..end, fold(&text[start..end]).into_owned()));
        }
        None => Behind::nothing(digits.bytes.end),
    };
    let mut mantissa = value;
    let mut total = value.times(behind.power);
    if let Some((sum, _)) = behind.and {
        total = total.plus(sum)?;
        mantissa = total;
    }
    let unit = if before.unit.is_empty() { behind.unit } else { before.unit };
    let other = if behind.is_metre_or_million {
        Some((value.times(6), ""))
    } else {
        // *1,400 million* may be a milliard and more, or a million and more. So may
        // 1.400 without a multiple, depending on the language; 1,400 rarely does.
        as_decimal
            .filter(|_| behind.power > 0 || !text[start..digits.bytes.end].contains(','))
            .map(|value| (value.times(behind.power), unit))
    };
    let end = behind.end;
    let mut number = before.start..digits.bytes.end;
    let mut closing = digits.bytes.end..digits.bytes.end;
    let mut sign = before.sign;
    let first = before.start.min(before.currency.start);
    if sign == Sign::None && text[..first].ends_with('(') {
        let closes = [digits.bytes.end, end].into_iter().find(|&at| text[at..].starts_with(')'));
        if let Some(at) = closes {
            sign = Sign::Parentheses;
            number.start = first - 1;
            closing = at..at + 1;
        }
    }
    let meaning = Meaning::Amount(Amount {
        sign,
        mantissa,
        reading: (total, unit),
        other,
        is_date: behind.is_date,
    });
    // *(3.1) million*
    let start = if closing.start == digits.bytes.end { closing.end } else { digits.bytes.end };
    let gap = text[start..end.max(start)].chars().take_while(|char| char.is_whitespace());
    let start = start + gap.map(char::len_utf8).sum::<usize>();
    let unit = start..end.max(start);
    Some(Quantity { number: [number, closing], unit: [before.currency, unit], meaning })
}

impl Quantity {
    pub(super) fn bare(bytes: Range<usize>) -> Self {
        let end = bytes.end..bytes.end;
        let start = bytes.start..bytes.start;
        let meaning = Meaning::Label(String::new());
        Self { number: [bytes, end.clone()], unit: [start, end], meaning }
    }

    fn labelled(bytes: Range<usize>, written: String) -> Self {
        Self { meaning: Meaning::Label(written), ..Self::bare(bytes) }
    }
}
