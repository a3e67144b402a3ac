//! Counts, and the sentences that more than one form says.

use crate::align::{Change, Region};
use crate::decisions::Decision;
use crate::findings::{Findings, IdenticalSet, Statistics};
use crate::verify::Relation;

/// The relation as it is said of a match.
pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "exact copy",
        Relation::Edited => "edited copy",
        Relation::Reworded => "reworded copy",
        Relation::Partial => "partial copy",
        Relation::Template => "filled form",
    }
}

/// What follows the relation where the pair was decided.
pub(super) fn decision(decision: Option<Decision>) -> &'static str {
    match decision {
        Some(Decision::Copy) => "confirmed",
        Some(Decision::Later) => "left for later",
        Some(Decision::NotCopy) | None => "",
    }
}

/// A score in two digits, never more than it is: what is not wholly sure is not 1.00, and
/// what is just below a threshold looks so.
pub(super) fn score(score: f32) -> String {
    // A little more, as 0.83 may be 0.8299999 in binary.
    format!("{:.2}", (f64::from(score) * 100.0 + 1e-4).floor() / 100.0)
}

/// How many regions were changed in which way.
pub(super) fn edits<'r>(regions: impl IntoIterator<Item = &'r Region>) -> String {
    let changes: Vec<Change> = regions.into_iter().map(|region| region.change).collect();
    let kinds =
        [Change::Replaced, Change::Inserted, Change::Deleted, Change::Moved, Change::Respelled];
    let counts = kinds.map(|kind| {
        let number = changes.iter().filter(|change| **change == kind).count();
        (kind, number)
    });
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(kind, number)| format!("{} {}", count(*number), kind.name()))
        .collect();
    match counts.iter().map(|(_, number)| number).sum() {
        0 => "no difference".to_owned(),
        edits => format!("{}: {}", counted(edits, "edit"), parts.join(", ")),
    }
}

/// The whole run in one line, without its end.
pub(super) fn summary(findings: &Findings) -> String {
    let Statistics { articles, .. } = findings.statistics;
    let mut parts = vec![counted(articles, "article")];
    if !findings.identical.is_empty() {
        let sets = counted(findings.identical.len(), "identical set");
        let members: usize = findings.identical.iter().map(|set| set.articles.len()).sum();
        let otherwise = match findings.identical.iter().map(IdenticalSet::written_otherwise).sum() {
            0 => String::new(),
            articles => format!(" ({} written otherwise)", count(articles)),
        };
        parts.push(format!("{sets} of {} articles{otherwise}", count(members)));
    }
    parts.push(match findings.listed_len() + findings.unlisted_len() {
        0 if findings.identical.is_empty() => "no copies".to_owned(),
        0 => "no other copies".to_owned(),
        1 => "1 copy".to_owned(),
        n => format!("{} copies", count(n)),
    });
    match findings.decided_copies() {
        0 => {}
        n => parts.push(format!("{} of them confirmed", count(n))),
    }
    match findings.unlisted_len() {
        0 => {}
        n => parts.push(format!("{} of them not listed", count(n))),
    }
    if !findings.clusters.is_empty() {
        parts.push(counted(findings.clusters.len(), "cluster"));
    }
    if findings.statistics.templates > 0 {
        let pairs = counted(findings.statistics.templates, "pair");
        let is_listed = !(findings.templates.is_empty() && findings.stored.templates.is_empty());
        let hint = if is_listed { "" } else { " (--templates lists them)" };
        parts.push(format!("{pairs} of filled forms{hint}"));
    }
    if findings.statistics.not_copies > 0 {
        let pairs = counted(findings.statistics.not_copies, "pair");
        parts.push(format!("{pairs} left out as decided"));
    }
    if !findings.skipped.is_empty() {
        parts.push(format!("{} too short to judge", count(findings.skipped.len())));
    }
    match findings.lookalikes() {
        0 => {}
        1 => parts.push("1 copy with lookalike letters".to_owned()),
        n => parts.push(format!("{} copies with lookalike letters", count(n))),
    }
    parts.join(", ")
}

/// What follows the summary where pairs of large groups of near-duplicates were not
/// compared. Nothing if there are none.
pub(super) fn left_out(findings: &Findings) -> String {
    match findings.statistics.left_out {
        0 => String::new(),
        pairs => {
            let pairs = counted(pairs, "more pair");
            format!("; {pairs} in large groups of near-duplicates not listed (--all-pairs)")
        }
    }
}

/// Most endings that are named one by one.
const ENDINGS: usize = 5;

/// What follows the summary where files were passed over: the most frequent
/// endings first. Nothing if there are none.
pub(super) fn other_files(endings: &[(&str, usize)]) -> String {
    let mut endings = endings.to_vec();
    endings.sort_by(|(one, count), (other, more)| more.cmp(count).then(one.cmp(other)));
    let named = endings.iter().take(ENDINGS).map(|&(ending, number)| match ending {
        "" => format!("{} without an ending", count(number)),
        _ => format!("{} .{}", count(number), super::escape::line(ending)),
    });
    let mut parts: Vec<String> = named.collect();
    let rest: usize = endings.iter().skip(ENDINGS).map(|(_, number)| number).sum();
    if rest > 0 {
        parts.push(format!("{} others", count(rest)));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!("; files of other kinds: {}", parts.join(", ")),
    }
}

/// A number and what it counts: `1 cluster`, `2 clusters`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A number with a comma between thousands: `12,345`.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_summary_counts_copies_with_lookalikes() {
        let mut findings = sample::findings();
        assert!(!summary(&findings).contains("lookalike"));
        let alignment = findings.matches[0].alignment.as_mut().unwrap();
        alignment.regions[1].substance = crate::align::Substance::LOOKALIKE;
        assert!(summary(&findings).ends_with(", 1 copy with lookalike letters"));
    }

    #[test]
    fn pairs_that_were_left_out_are_counted() {
        let mut findings = Findings::default();
        assert_eq!(left_out(&findings), "");
        findings.statistics.left_out = 1234;
        let expected =
            "; 1,234 more pairs in large groups of near-duplicates not listed (--all-pairs)";
        assert_eq!(left_out(&findings), expected);
    }

    #[test]
    fn scores_are_never_rounded_up() {
        let cases = [(0.0, "0.00"), (0.4999, "0.49"), (0.5, "0.50"), (0.83, "0.83"), (1.0, "1.00")];
        for (number, text) in cases {
            assert_eq!(score(number), text);
        }
        assert_eq!(score(0.999), "0.99");
    }

    #[test]
    fn thousands_have_a_comma() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(count(number), text);
        }
    }
}
