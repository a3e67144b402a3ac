//! What is known of articles beside their texts, as several forms say it.

use std::borrow::Cow;

use super::{ReportInput, escape};
use crate::about::About;
use crate::direction::Direction;
use crate::findings::Match;

/// Most characters of a headline that stand beside an id.
const HEADLINE: usize = 90;

/// Headline, outlet and date on one line, safe to print; empty if none is known.
pub(super) fn label(about: &About<'_>) -> String {
    let title = about.title.as_deref().map(shortened);
    let source = about.source.as_deref().map(shortened);
    let date = about.date.map(|date| Cow::Owned(date.to_string()));
    let behind: Vec<_> = [source, date].into_iter().flatten().collect();
    let parts = title.into_iter().chain((!behind.is_empty()).then(|| behind.join(", ").into()));
    parts.collect::<Vec<_>>().join(" | ")
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(HEADLINE) {
        Some((end, _)) => format!("{}…", escape::line(text[..end].trim_end())).into(),
        None => escape::line(text),
    }
}

/// How many days `b` was published after `a`, negative if before; if both dates are
/// known.
pub(super) fn days(input: &ReportInput<'_>, a: usize, b: usize) -> Option<f64> {
    let date = |article: usize| input.articles.about(article).date;
    Some(date(a)?.seconds_to(date(b)?) as f64 / 86_400.0)
}

/// Which of a pair was probably made from which, and why, as a sentence without its end; if
/// anything speaks for one.
pub(super) fn probable_source(input: &ReportInput<'_>, found: &Match) -> Option<String> {
    let direction = direction(input, found)?;
    let from = if direction.from == found.a { "A" } else { "B" };
    Some(format!("Probable source: {from} ({})", direction.by.join("; ")))
}

pub(super) fn direction(input: &ReportInput<'_>, found: &Match) -> Option<Direction> {
    let about = |article: usize| input.articles.about(article);
    Direction::of(found, &about(found.a), &about(found.b))
}

/// The articles that the findings name as copies, in the order of their ids.
pub(super) fn named(input: &ReportInput<'_>) -> Vec<usize> {
    let findings = input.findings;
    let sets = findings.identical.iter().flat_map(|set| set.articles.iter().copied());
    let pairs = findings.listed_unaligned().flat_map(|found| [found.a, found.b]);
    // An article may be in thousands of pairs.
    let mut is_named = vec![false; input.articles.len()];
    sets.chain(pairs).for_each(|article| is_named[article] = true);
    let mut named: Vec<usize> = (0..is_named.len()).filter(|&at| is_named[at]).collect();
    named.sort_by_key(|&article| input.articles.id(article));
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_on_one_line() {
        let about = About::default();
        assert_eq!(label(&about), "");
        let about = about.with_source("Post\u{1b}");
        assert_eq!(label(&about), r"Post\u{1b}");
        let about = about.with_date("2022-01-17".parse().unwrap()).with_title("é".repeat(91));
        assert_eq!(label(&about), format!(r"{}… | Post\u{{1b}}, 2022-01-17", "é".repeat(90)));
        assert_eq!(label(&About::default().with_title("River")), "River");
    }
}
