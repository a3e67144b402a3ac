//! Finds the quantities of a stretch of text.

use std::borrow::Cow;
use std::ops::Range;

use super::decimal::{Decimal, digit, fraction};
use super::number::{Digits, Value, is_space};
use super::{Amount, Meaning, Quantity, Sign, units};
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
            found.push(quantity);
        } else if char.is_alphabetic() {
            let end = at + letters(&text[at..]);
            match label(text, at..end) {
                Some(quantity) => {
                    at = quantity.bytes().end;
                    found.push(quantity);
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
fn letters_and_digits(text: &str) -> usize {
    text.find(|char: char| !char.is_alphanumeric()).unwrap_or(text.len())
}

fn folded(word: &str) -> Cow<'_, str> {
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

const fn is_minus(char: char) -> bool {
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
    let unit = digits.bytes.end..end;
    Some(Quantity { number: [number, closing], unit: [before.currency, unit], meaning })
}

impl Quantity {
    fn bare(bytes: Range<usize>) -> Self {
        let end = bytes.end..bytes.end;
        let start = bytes.start..bytes.start;
        let meaning = Meaning::Label(String::new());
        Self { number: [bytes, end.clone()], unit: [start, end], meaning }
    }

    fn labelled(bytes: Range<usize>, written: String) -> Self {
        Self { meaning: Meaning::Label(written), ..Self::bare(bytes) }
    }
}

/// What stands before the digits: sign and currency.
struct Before {
    /// Where the number with its sign begins.
    start: usize,
    sign: Sign,
    currency: Range<usize>,
    unit: &'static str,
}

impl Before {
    fn of(text: &str, digits: usize) -> Self {
        let mut before =
            Self { start: digits, sign: Sign::None, currency: digits..digits, unit: "" };
        before.sign(text, digits);
        let at = before.start;
        before.currency(text, at);
        if before.sign == Sign::None && !before.currency.is_empty() {
            let at = before.currency.start;
            before.sign(text, at);
        }
        before
    }

    /// Reads the sign that ends at `end`.
    fn sign(&mut self, text: &str, end: usize) {
        let head = &text[..end];
        for word in ["minus ", "Minus ", "минус ", "мінус ", "零下", "负", "負"] {
            if let Some(rest) = head.strip_suffix(word)
                && !(word.ends_with(' ') && rest.ends_with(char::is_alphanumeric))
            {
                (self.start, self.sign) = (rest.len(), Sign::Minus);
                return;
            }
        }
        let Some(last) = head.chars().next_back() else { return };
        let sign = match last {
            '+' | '＋' => Sign::Plus,
            '±' => Sign::PlusMinus,
            _ if is_minus(last) => Sign::Minus,
            _ => return,
        };
        // A hyphen or dash between words or numbers is none.
        let head = &head[..end - last.len_utf8()];
        let is_free = match head.chars().next_back() {
            None => true,
            Some(char) if char.is_whitespace() => !head
                .trim_end()
                .ends_with(|char| digit(char).is_some() || units::sign(char).is_some()),
            Some(char) => {
                matches!(
                    char,
                    '(' | '['
                        | '{'
                        | '“'
                        | '"'
                        | '\''
                        | '‘'
                        | '«'
                        | '„'
                        | '/'
                        | '|'
                        | ':'
                        | '='
                        | '~'
                        | '，'
                        | '（'
                        | '：'
                        | '、'
                        | '；'
                ) || units::currency_sign(char).is_some()
            }
        };
        if is_free {
            (self.start, self.sign) = (head.len(), sign);
        }
    }

    /// Reads the currency that ends at `end`, or before a space there.
    fn currency(&mut self, text: &str, end: usize) {
        let head = text[..end].trim_end_matches(is_space);
        if end - head.len() > 2 {
            return;
        }
        let Some(last) = head.chars().next_back() else { return };
        if let Some(unit) = units::currency_sign(last) {
            let mut start = head.len() - last.len_utf8();
            self.unit = unit;
            let letters =
                text[..start].rfind(|char: char| !(char.is_ascii_alphabetic() || char == '.'));
            let letters =
                letters.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            if last == '$'
                && let Some(unit) = units::dollar(&text[letters..start])
            {
                start = letters;
                self.unit = unit;
            }
            self.currency = start..head.len();
            return;
        }
        // *EUR 45*, *Rs. 45*, *百分之12*.
        if let Some(rest) = head.strip_suffix("百分之") {
            (self.currency, self.unit) = (rest.len()..head.len(), "%");
            return;
        }
        let word = head.strip_suffix('.').unwrap_or(head);
        let start = word
            .rfind(|char: char| !char.is_ascii_alphabetic())
            .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
        let code = &word[start..];
        let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        if (is_code || matches!(code, "Rs" | "rs"))
            && let Some(unit) = units::currency(&fold(code))
        {
            (self.currency, self.unit) = (start..head.len(), unit);
        }
    }
}

/// What stands behind the digits: multiple and unit.
struct Behind {
    end: usize,
    power: i32,
    unit: &'static str,
    /// What is added, as in 3亿5000万, and where it ends.
    and: Option<(Decimal, usize)>,
    is_metre_or_million: bool,
    is_date: bool,
}

impl Behind {
    const fn nothing(end: usize) -> Self {
        Self { end, power: 0, unit: "", and: None, is_metre_or_million: false, is_date: false }
    }

    /// None if the digits are the beginning of a code.
    fn of(text: &str, start: usize, currency: &str) -> Option<Self> {
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
    fn of_parentheses(text: &str, before: &Before, nothing: Self) -> Self {
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

/// Joins day, month and year that hyphens or slashes, or the characters for them,
/// stand between; and knows the day and the year of a date whose month is a word.
fn join_dates(text: &str, found: &mut Vec<Quantity>) {
    let mut at = 0;
    while at + 3 <= found.len() {
        match joined(text, &found[at..at + 3]) {
            Some(joined) => {
                found.splice(at..at + 3, [joined]);
            }
            None => at += 1,
        }
    }
    for at in 1..found.len() {
        if !is_date_pair(text, &found[at - 1], &found[at]) {
            continue;
        }
        for quantity in &mut found[at - 1..=at] {
            if let Meaning::Amount(amount) = &mut quantity.meaning {
                amount.is_date = true;
            }
        }
    }
}

fn joined(text: &str, parts: &[Quantity]) -> Option<Quantity> {
    let [one, two, three] = parts else { return None };
    let gaps = [(one, two), (two, three)]
        .map(|(one, next)| text.get(one.bytes().end..next.bytes().start).unwrap_or("?"));
    let mut numbers = Vec::with_capacity(3);
    for part in parts {
        numbers.push(part.meaning.whole()?);
    }
    let separator = match gaps {
        ["-", "-"] | ["‑", "‑"] | ["‐", "‐"] | [" - ", " - "] => '-',
        ["/", "/"] | [" / ", " / "] => '/',
        ["", ""] | [" ", " "] if parts.iter().all(|part| part.meaning.is_date()) => '年',
        _ => return None,
    };
    let bytes = one.bytes().start..three.bytes().end;
    Some(Quantity { meaning: Meaning::Date(numbers, separator), ..Quantity::bare(bytes) })
}

/// Whether the two are a day or month and a year, or years, that belong together:
/// joined, or with no more than a month's name between them.
fn is_date_pair(text: &str, one: &Quantity, other: &Quantity) -> bool {
    let (Some(first), Some(second)) = (one.meaning.whole(), other.meaning.whole()) else {
        return false;
    };
    let is_year = |value| (1900..=2099).contains(&value);
    let is_day = |value| (1..=31).contains(&value);
    let Some(gap) = text.get(one.bytes().end..other.bytes().start) else { return false };
    let words = gap.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    let is_joined = matches!(gap, "-" | "/" | "‑" | ".");
    if is_joined {
        return is_year(first) || is_year(second);
    }
    let mut names = gap.split_whitespace().filter(|word| !matches!(*word, "de" | "del" | "of"));
    let has_month =
        names.next().is_some_and(|name| name.chars().count() > 2) && names.next().is_none();
    let has_month = has_month && is_day(first);
    let pair = (is_day(first) && is_year(second)) || (is_year(first) && is_day(second));
    pair && ((words == 0 && gap.len() <= 3)
        || (has_month && gap.len() <= 32 && !gap.contains([';', ':', '\n'])))
}
