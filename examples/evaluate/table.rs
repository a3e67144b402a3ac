//! The figures as text.

use std::io::{self, Write};

use nearcopy::Article;
use nearcopy::report::escape;

use crate::curve::{Curve, to_type};
use crate::judgement::{Found, Judgement, Wrong};
use crate::plagdet::Plagdet;

/// Where the columns of figures begin.
const NAME: usize = 30;

/// Writes what was found of the labelled pairs.
pub fn pairs(out: &mut dyn Write, judgement: &Judgement<'_>, threshold: f32) -> io::Result<()> {
    let plain = judgement.curve(false);
    let best = if judgement.has_others() { plain.best() } else { None };
    by_label(out, judgement, threshold, best)?;
    writeln!(out)?;
    if judgement.has_others() {
        summary(
            out,
            if judgement.is_weighted() { "each pair as one" } else { "" },
            &plain,
            threshold,
        )?;
        if judgement.is_weighted() {
            writeln!(out)?;
            let weighted = judgement.curve(true);
            summary(out, "each pair as its weight", &weighted, threshold)?;
        }
    } else {
        writeln!(
            out,
            "All pairs listed are copies: there is no precision. Name the labels of others with\n\
             --not-copies, or say --complete if no copy is missing from the list."
        )?;
    }
    Ok(())
}

/// Found of each label, at the threshold and at the best one.
fn by_label(
    out: &mut dyn Write,
    judgement: &Judgement<'_>,
    threshold: f32,
    best: Option<f32>,
) -> io::Result<()> {
    let thresholds: Vec<f32> = [threshold].into_iter().chain(best).collect();
    let columns: Vec<_> = thresholds.iter().map(|&it| judgement.by_label(it)).collect();
    let longest = columns[0].iter().map(|(label, _)| label.name.chars().count()).max();
    let width = NAME.max(longest.unwrap_or(0) + 14);
    let row = |out: &mut dyn Write, name: &str, cells: &[String]| {
        write!(out, "{name:width$}")?;
        let (last, others) = cells.split_last().expect("there is a threshold");
        others.iter().try_for_each(|cell| write!(out, "{cell:26}"))?;
        writeln!(out, "{last}")
    };

    let mut heads = vec![format!("{threshold}")];
    heads.extend(best.map(|best| format!("{} (best F1)", to_type(best))));
    row(out, "found at threshold", &heads)?;
    for (at, (label, _)) in columns[0].iter().enumerate() {
        let kind = if label.is_copy { "recall" } else { "false alarm" };
        let cells: Vec<String> = columns.iter().map(|column| share(column[at].1)).collect();
        row(out, &format!("{kind:12}{}", escape::line(&label.name)), &cells)?;
        let next = columns[0].get(at + 1);
        if at > 0 && label.is_copy && next.is_none_or(|(next, _)| !next.is_copy) {
            let cells: Vec<String> =
                thresholds.iter().map(|&it| share(judgement.copies(it))).collect();
            row(out, "recall      (all copies)", &cells)?;
        }
    }
    if judgement.is_complete() {
        let cells: Vec<String> =
            thresholds.iter().map(|&it| format!("{:9}{}", "", judgement.unlisted(it))).collect();
        row(out, "false alarm (not listed)", &cells)?;
    }
    Ok(())
}

fn share(found: Found) -> String {
    let share = percent(found.found as f64 / found.listed as f64);
    format!("{share:>7}  {} of {}", found.found, found.listed)
}

/// Precision, recall and F1.
fn summary(out: &mut dyn Write, name: &str, curve: &Curve, threshold: f32) -> io::Result<()> {
    writeln!(out, "{name:NAME$}{:>11}{:>11}{:>11}", "precision", "recall", "F1")?;
    let mut row = |name: String, threshold: f32| {
        let counts = curve.at(threshold);
        let [precision, recall, f1] =
            [counts.precision(), counts.recall(), counts.f1()].map(percent);
        writeln!(out, "{name:NAME$}{precision:>11}{recall:>11}{f1:>11}")
    };
    row(format!("threshold {threshold}"), threshold)?;
    if let Some(best) = curve.best() {
        row(format!("threshold {} (best F1)", to_type(best)), best)?;
    }
    writeln!(out, "{:NAME$}{:>11}", "average precision", percent(curve.average_precision()))
}

/// Writes the first `most` of the pairs that went wrong.
pub fn wrong(
    out: &mut dyn Write,
    name: &str,
    pairs: &[Wrong<'_>],
    most: usize,
    articles: &[Article<'_>],
) -> io::Result<()> {
    writeln!(out, "\n{name}: {}", pairs.len())?;
    for wrong in pairs.iter().take(most) {
        let score = wrong.score.map_or("-".to_owned(), |score| format!("{score:.3}"));
        let [a, b] =
            [wrong.pair.0, wrong.pair.1].map(|article| escape::line(articles[article].id()));
        writeln!(
            out,
            "{score}\t{a}\t{b}\t{}",
            escape::line(wrong.label.unwrap_or("(not listed)"))
        )?;
    }
    Ok(())
}

/// Writes plagdet, over all and of each type.
pub fn passages(out: &mut dyn Write, rows: &[(String, Plagdet)]) -> io::Result<()> {
    writeln!(
        out,
        "{:NAME$}{:>8}{:>11}{:>9}{:>13}{:>8}{:>8}",
        "passages", "plagdet", "precision", "recall", "granularity", "true", "found"
    )?;
    for (kind, it) in rows {
        writeln!(
            out,
            "{kind:NAME$}{:>8.4}{:>11.4}{:>9.4}{:>13.4}{:>8}{:>8}",
            it.plagdet, it.precision, it.recall, it.granularity, it.cases, it.detections
        )?;
    }
    Ok(())
}

fn percent(share: f64) -> String {
    if share.is_nan() { "-".to_owned() } else { format!("{:.1} %", 100.0 * share) }
}
