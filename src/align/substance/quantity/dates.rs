//! Dates of several numbers.

use super::{Meaning, Quantity};

/// Joins day, month and year that hyphens or slashes, or the characters for them,
/// stand between; and knows the day and the year of a date whose month is a word.
pub(super) fn join_dates(text: &str, found: &mut Vec<Quantity>) {
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
