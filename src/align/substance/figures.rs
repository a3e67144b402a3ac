//! Figures: numbers, and which of them belong to a date.

use crate::align::words::NumberedText;

pub(super) fn is_figure(word: &str) -> bool {
    if word.is_ascii() {
        return word.bytes().any(|byte| byte.is_ascii_digit());
    }
    word.contains(char::is_numeric)
}

fn figure_at(text: &NumberedText<'_>, at: usize) -> bool {
    at < text.side.spans.len() && is_figure(text.word(at))
}

pub(super) fn is_beside_figure(text: &NumberedText<'_>, at: usize) -> bool {
    (at > 0 && figure_at(text, at - 1)) || figure_at(text, at + 1)
}

/// Whether the figure is a part of a date.
pub(super) fn is_date(text: &NumberedText<'_>, at: usize) -> bool {
    let word = text.word(at);
    let ends = ['年', '月', '日', '년', '월', '일'];
    let next = text.side.spans.get(at + 1).map(|_| text.word(at + 1));
    if word.ends_with(ends) || next.is_some_and(|next| next.starts_with(ends)) {
        return true;
    }
    let digits = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if word.split('.').filter(|part| digits(part)).count() == 3 {
        return true;
    }
    // How many figures are joined by hyphens or slashes, and is one a year?
    let joined = |at: usize| {
        figure_at(text, at)
            && matches!(text.gap_before(at).of(text.side.text), "-" | "/" | "‑" | ".")
    };
    let (mut first, mut last) = (at, at);
    while first > 0 && joined(first) && at - first < 2 {
        first -= 1;
    }
    while joined(last + 1) && last - at < 2 {
        last += 1;
    }
    let has_year = (first..=last).any(|at| is_year(text.word(at)));
    if last - first == 2 || (last > first && has_year) {
        return true;
    }
    let is_day = |at: usize| figure_at(text, at) && text.word(at).len() <= 2;
    let is_year_at = |at: usize| figure_at(text, at) && is_year(text.word(at));
    let beside = |is: &dyn Fn(usize) -> bool| (at > 0 && is(at - 1)) || is(at + 1);
    (is_year(word) && beside(&is_day)) || (is_day(at) && beside(&is_year_at))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && matches!(word.parse(), Ok(1900..=2099))
}
