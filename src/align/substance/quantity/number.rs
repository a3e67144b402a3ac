//! Digits and what separates them: the value of a number as it is written.

use std::ops::Range;

use super::decimal::{Decimal, MOST_DIGITS, digit, fraction};

/// Digits with separators between their groups.
#[derive(Debug)]
pub(super) struct Digits {
    pub bytes: Range<usize>,
    values: [u8; MOST_DIGITS],
    len: usize,
    /// Lengths of the groups of digits; what is before each but the first.
    groups: [u8; MOST_GROUPS],
    separators: [char; MOST_GROUPS],
    count: usize,
    fraction: Option<Decimal>,
    /// The digits before the decimal point, which stand behind those after it.
    reversed: Option<usize>,
    /// Whether it is longer than any number that is read.
    is_long: bool,
}

const MOST_GROUPS: usize = 12;

/// The value of digits.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Number {
        value: Decimal,
        /// Its value, if one separator before three digits is a decimal point.
        as_decimal: Option<Decimal>,
        /// Whether it has a separator or a fraction.
        is_plain: bool,
    },
    Date(Vec<u32>),
    /// A version, a list: groups that are no number.
    Other(String),
}

impl Digits {
    /// The digits that begin at `start`, with the separators that make one number of
    /// them.
    pub fn at(text: &str, start: usize) -> Option<Self> {
        let mut digits = Self {
            bytes: start..start,
            values: [0; MOST_DIGITS],
            len: 0,
            groups: [0; MOST_GROUPS],
            separators: [' '; MOST_GROUPS],
            count: 0,
            fraction: None,
            reversed: None,
            is_long: false,
        };
        let mut separator = ' ';
        loop {
            let end = digits.group(text, digits.bytes.end, separator)?;
            digits.bytes.end = end;
            let rest = &text[end..];
            let Some(next) = rest.chars().next() else { break };
            if let Some(value) = fraction(next) {
                digits.fraction = Some(value);
                digits.bytes.end = end + next.len_utf8();
                break;
            }
            let behind = &rest[next.len_utf8()..];
            if digits.count == 1
                && let Some(length) = reversing_point(rest)
            {
                let before = digits.len;
                if let Some(end) = digits.group(text, end + length, '.') {
                    digits.bytes.end = end;
                    digits.reversed = Some(before);
                }
                break;
            }
            if digits.is_long || digits.count == MOST_GROUPS || !digits.goes_on(next, behind) {
                break;
            }
            separator = match next {
                '،' => ',',
                _ if is_space(next) => ' ',
                _ => next,
            };
            digits.bytes.end = end + next.len_utf8();
        }
        Some(digits)
    }

    /// Takes the group of digits at `start`; returns its end.
    fn group(&mut self, text: &str, start: usize, separator: char) -> Option<usize> {
        let mut end = start;
        let mut length = 0;
        for char in text[start..].chars() {
            let Some(value) = digit(char) else { break };
            if self.len < MOST_DIGITS {
                self.values[self.len] = value;
                self.len += 1;
            } else {
                self.is_long = true;
            }
            length += 1;
            end += char.len_utf8();
        }
        if length == 0 {
            let is_fraction =
                self.count == 0 && text[start..].chars().next().and_then(fraction).is_some();
            return is_fraction.then_some(start);
        }
        self.separators[self.count] = separator;
        self.groups[self.count] = length.min(u8::MAX.into()) as u8;
        self.count += 1;
        Some(end)
    }

    /// Whether what stands behind `separator` continues the number.
    fn goes_on(&self, separator: char, behind: &str) -> bool {
        let following = behind.chars().take_while(|&char| digit(char).is_some()).count();
        let last = self.groups[self.count - 1];
        match separator {
            '.' | ',' | '،' | '٫' | '·' | '٬' => following > 0,
            '\'' | '’' => following == 3 && last <= 3,
            ':' => {
                following == 2
                    && last <= 2
                    && self.count < 3
                    && self.separators[1..self.count].iter().all(|&it| it == ':')
            }
            _ if is_space(separator) => {
                let fits = if self.count == 1 { last <= 3 } else { last == 3 };
                following == 3
                    && fits
                    && self.separators[1..self.count].iter().all(|&it| it == ' ')
                    && self.values[0] != 0
            }
            _ => false,
        }
    }

    /// What the digits say.
    pub fn value(&self) -> Value {
        let plain = |behind: usize| Decimal::parse(&self.values[..self.len], behind);
        let number = |value: Option<Decimal>| match value {
            Some(value) => Value::Number {
                value: self.fraction.and_then(|part| value.plus(part)).unwrap_or(value),
                as_decimal: None,
                is_plain: self.count <= 1 && self.fraction.is_none(),
            },
            None => self.other(),
        };
        if self.is_long {
            return self.other();
        }
        if let Some(behind) = self.reversed {
            let mut values = self.values;
            values[..self.len].rotate_left(behind);
            return number(Decimal::parse(&values[..self.len], behind));
        }
        if self.count == 0 {
            return number(Some(Decimal::ZERO));
        }
        let groups = &self.groups[..self.count];
        let separators = &self.separators[1..self.count];
        let last = usize::from(groups[self.count - 1]);
        match separators {
            [] => number(plain(0)),
            [one] => {
                let is_thousands = last == 3 && groups[0] <= 3 && self.values[0] != 0;
                match one {
                    ' ' | '\'' | '’' | '٬' => number(plain(0)),
                    // Hours and minutes: as 7.30 is 7:30.
                    _ if !is_thousands || matches!(one, '٫' | '·' | ':') => number(plain(last)),
                    _ => match number(plain(0)) {
                        Value::Number { value, is_plain, .. } => {
                            Value::Number { value, as_decimal: plain(last), is_plain }
                        }
                        other => other,
                    },
                }
            }
            [first, between @ .., end] => {
                let all_alike = *first == *end && between.iter().all(|it| it == first);
                let inner_alike = between.iter().all(|it| it == first);
                if all_alike && is_grouped(groups) {
                    number(plain(0))
                } else if inner_alike && first != end && is_grouped(&groups[..self.count - 1]) {
                    number(plain(last))
                } else if let Some(parts) = self.date() {
                    Value::Date(parts)
                } else {
                    self.other()
                }
            }
        }
    }

    /// Day, month and year, joined by full stops.
    fn date(&self) -> Option<Vec<u32>> {
        let groups = &self.groups[..self.count];
        let is_date = matches!(groups, [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2])
            && self.separators[1..3] == ['.'; 2];
        if !is_date {
            return None;
        }
        let mut values = self.values[..self.len].iter();
        let part = |&length: &u8| {
            values.by_ref().take(length.into()).fold(0, |all, &digit| all * 10 + u32::from(digit))
        };
        Some(groups.iter().map(part).collect())
    }

    fn other(&self) -> Value {
        let mut values = self.values[..self.len].iter();
        let mut written = String::new();
        for (at, &length) in self.groups[..self.count].iter().enumerate() {
            if at > 0 {
                written.push(self.separators[at]);
            }
            let group = values.by_ref().take(length.into());
            written.extend(group.map(|&digit| char::from(b'0' + digit)));
        }
        Value::Other(written)
    }
}

/// The length of a decimal point behind which the digits before it stand, as they do
/// in Arabic text that is set from right to left: `5ر2` is 2.5.
fn reversing_point(rest: &str) -> Option<usize> {
    let length = if rest.starts_with(".\u{200F}") {
        ".\u{200F}".len()
    } else if rest.starts_with('ر') {
        'ر'.len_utf8()
    } else {
        return None;
    };
    rest[length..].starts_with(|char| digit(char).is_some()).then_some(length)
}

/// Whether groups of digits are those of thousands (`1,400,000`) or of lakhs and
/// crores (`1,40,000`).
fn is_grouped(groups: &[u8]) -> bool {
    match groups {
        [first] => *first > 0,
        [first, inner @ .., last] => {
            let is_inner = |length| inner.iter().all(|&it| it == length);
            *last == 3 && *first <= 3 && (is_inner(3) || (is_inner(2) && *first <= 2))
        }
        [] => false,
    }
}

/// Whether the character is a space that may stand inside a number.
pub(super) const fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}')
}
