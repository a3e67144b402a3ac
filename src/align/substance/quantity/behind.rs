//! What stands behind the digits of a number: its multiple and unit.

use super::before::Before;
use super::decimal::Decimal;
use super::number::{Digits, Value, is_space};
use super::parse::{folded, letters_and_digits};
use super::units;

/// What stands behind the digits: multiple and unit.
pub(super) struct Behind {
    pub end: usize,
    pub power: i32,
    pub unit: &'static str,
    /// What is added, as in 3亿5000万, and where it ends.
    pub and: Option<(Decimal, usize)>,
    pub is_metre_or_million: bool,
    pub is_date: bool,
}

impl Behind {
    pub const fn nothing(end: usize) -> Self {
        Self { end, power: 0, unit: "", and: None, is_metre_or_million: false, is_date: false }
    }

    /// None if the digits are the beginning of a code.
    pub fn of(text: &str, start: usize, currency: &str) -> Option<Self> {
        let mut behind = Self::nothing(start);
        if let Some(first) = text[start..].chars().next()
            && first.is_alphabetic()
            && first < '\u{250}'
        {
            let word = &text[start..start + letters_and_digits(&text[start..])];
            let known = folded(word);
            if matches!(&*known, "st" | "nd" | "rd" | "th" | "er" | "re" | "e" | "o" | "a") {
                behind.end = start + word.len();
                return Some(behind);
            }
            let is_known = units::multiple(&known).is_some() || units::unit(&known).is_some();
            if !is_known && known != "s" {
                return None;
            }
            if known == "s" {
                (behind.end, behind.unit) = (start + word.len(), "decade");
                return Some(behind);
            }
        }
        behind.multiples(text, !currency.is_empty());
        behind.unit(text);
        Some(behind)
    }

    /// The unit of a number in parentheses, as Arabic newspapers set it: *(150) ألف*.
    pub fn of_parentheses(text: &str, before: &Before, nothing: Self) -> Self {
        let first = before.start.min(before.currency.start);
        let head = text[..first].trim_end_matches(' ');
        let tail = text[nothing.end..].trim_start_matches(' ');
        if !head.ends_with('(') || !tail.starts_with(')') {
            return nothing;
        }
        let closed = text.len() - tail.len() + 1;
        match Self::of(text, closed, before.unit) {
            Some(behind) if behind.end > closed => behind,
            _ => nothing,
        }
    }

    fn multiples(&mut self, text: &str, is_money: bool) {
        if let Some((end, power)) = multiple_sign(&text[self.end..]) {
            self.end += end;
            self.power = power;
            self.and(text);
            return;
        }
        // *Mil millones* is a milliard.
        for _ in 0..2 {
            let Some((gap, word)) = next_word(&text[self.end..]) else { return };
            let known = folded(word);
            let Some(power) = units::multiple(&known) else { return };
            let is_short = known == "m" || known == "k";
            if is_short && gap > 0 && !is_money {
                return;
            }
            if known == "m" && !is_money {
                self.is_metre_or_million = true;
                return;
            }
            self.power += power;
            self.end += gap + word.len();
            // *5 Mio. Euro*
            if text[self.end..].starts_with(". ")
                && matches!(&*known, "mio" | "mrd" | "tsd" | "тыс" | "млн" | "млрд")
            {
                self.end += 1;
            }
        }
    }

    /// The smaller multiple behind a greater one: 3亿5000万.
    fn and(&mut self, text: &str) {
        let Some(digits) = Digits::at(text, self.end) else { return };
        let Value::Number { value, .. } = digits.value() else { return };
        let (length, power) = multiple_sign(&text[digits.bytes.end..]).unwrap_or((0, 0));
        if power < self.power && length > 0 {
            self.end = digits.bytes.end + length;
            self.and = Some((value.times(power), self.end));
        }
    }

    fn unit(&mut self, text: &str) {
        let rest = &text[self.end..];
        let gap = rest.len() - rest.trim_start_matches(is_gap).len();
        if gap > 2 {
            return;
        }
        let Some(first) = rest[gap..].chars().next() else { return };
        if let Some(unit) = units::sign(first) {
            self.unit = unit;
            self.end += gap + first.len_utf8();
            if first == '°'
                && let Some(scale @ ('C' | 'F')) = text[self.end..].chars().next()
            {
                self.unit = if scale == 'C' { "°c" } else { "°f" };
                self.end += 1;
            }
            return;
        }
        if let Some(unit) = wide_unit(&rest[gap..]) {
            self.is_date = matches!(unit, "年" | "月" | "日");
            self.end += gap + unit.len();
            self.unit = if self.is_date { "" } else { units::unit(unit).unwrap_or("") };
            return;
        }
        let Some((gap, word)) = next_word(rest) else { return };
        let known = folded(word);
        let end = gap + word.len();
        if let Some((gap, second)) = next_word(&rest[end..])
            && let Some(unit) = units::phrase(&known, &folded(second))
        {
            (self.unit, self.end) = (unit, self.end + end + gap + second.len());
            return;
        }
        if self.power > 0 || matches!(&*known, "us" | "u.s") {
            // *1.4 millones de euros*, *5 US dollars*
            if matches!(&*known, "de" | "di" | "d" | "us" | "u.s" | "of")
                && let Some((gap, second)) =
                    next_word(rest[end..].trim_start_matches(['.', '\'', '’']))
                && let Some(unit) = units::currency(&folded(second))
            {
                let skipped =
                    rest[end..].len() - rest[end..].trim_start_matches(['.', '\'', '’']).len();
                (self.unit, self.end) = (unit, self.end + end + skipped + gap + second.len());
                return;
            }
        }
        if let Some(unit) = units::unit(&known) {
            (self.unit, self.end) = (unit, self.end + end);
            // *p.m.* ends with a full stop of its own.
            if word.contains('.') && text[self.end..].starts_with('.') {
                self.end += 1;
            }
        }
    }
}

/// Multiple of a script without spaces at the start of the text, with its length.
fn multiple_sign(text: &str) -> Option<(usize, i32)> {
    let mut length = 0;
    let mut power = 0;
    for char in text.chars().take(2) {
        let Some(next) = units::multiple_sign(char) else { break };
        length += char.len_utf8();
        power += next;
    }
    if length == 0 && text.starts_with("百万") {
        return Some(("百万".len(), 6));
    }
    (length > 0).then_some((length, power))
}

/// The unit of a script without spaces, or Korean, that the text begins with.
fn wide_unit(text: &str) -> Option<&'static str> {
    if text.as_bytes().first().is_none_or(|&byte| byte < 0xE3) {
        return None;
    }
    const UNITS: [&str; 21] = [
        "美元",
        "欧元",
        "歐元",
        "英镑",
        "日元",
        "人民币",
        "ドル",
        "ユーロ",
        "円",
        "元",
        "달러",
        "유로",
        "원",
        "퍼센트",
        "年",
        "月",
        "日",
        "년",
        "월",
        "일",
        "％",
    ];
    let found = UNITS.into_iter().find(|unit| text.starts_with(unit))?;
    Some(match found {
        "년" => "年",
        "월" => "月",
        "일" => "日",
        other => other,
    })
}

/// The next word behind at most a space or a hyphen, with the length of that.
/// Letters with full stops between them are one word (*p.m*).
fn next_word(text: &str) -> Option<(usize, &str)> {
    let first = text.chars().next()?;
    let mut gap = 0;
    if is_gap(first) || first == '-' || first == '‑' {
        gap = first.len_utf8();
    }
    let rest = &text[gap..];
    let mut end = 0;
    for (at, char) in rest.char_indices() {
        let is_part = char.is_alphanumeric()
            || is_mark(char)
            || (char == '.'
                && end == at
                && at == 1
                && rest[at + 1..].starts_with(char::is_alphabetic));
        if !is_part {
            break;
        }
        end = at + char.len_utf8();
    }
    let word = &rest[..end];
    word.starts_with(|char: char| char.is_alphabetic() || char == '°').then_some((gap, word))
}

/// What may stand between a number and its unit: also the end of a line, in text that
/// was wrapped.
const fn is_gap(char: char) -> bool {
    is_space(char) || char == '\n'
}

/// Whether the character is a mark of an Indic script or Arabic, or an accent.
fn is_mark(char: char) -> bool {
    matches!(u32::from(char), 0x300..0x370 | 0x64B..0x660 | 0x900..0x904 | 0x93A..0x950)
}
