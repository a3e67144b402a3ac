//! The evidence on judged pairs, a line each.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use nearcopy::Error;
use nearcopy::verify::Evidence;

use crate::file_error;

/// A judged pair.
#[derive(Clone, Debug)]
pub struct Row {
    /// The collection that it is from.
    pub collection: String,
    pub is_copy: bool,
    /// How many pairs of the collection it stands for.
    pub weight: f64,
    /// The evidence among all articles of the collection.
    pub corpus: Evidence,
    /// The evidence if there were only these two.
    pub alone: Evidence,
}

/// Weights differ by a factor of a thousand: taken as they are, a few pairs would decide all.
const WEIGHT_POWER: f64 = 0.25;

/// What each row counts: in each collection 1 on average.
pub fn weights(rows: &[Row]) -> Vec<f64> {
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for row in rows {
        let (sum, number) = sums.entry(&row.collection).or_default();
        *sum += row.weight.powf(WEIGHT_POWER);
        *number += 1.0;
    }
    let weight = |row: &Row| {
        let (sum, number) = sums[&*row.collection];
        row.weight.powf(WEIGHT_POWER) * number / sum
    };
    rows.iter().map(weight).collect()
}

/// The names of the collections, in order.
pub fn collections(rows: &[Row]) -> Vec<&str> {
    let mut names: Vec<&str> = rows.iter().map(|row| &*row.collection).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The figures that are written down: those that the decision is made of.
const FIGURES: [&str; 15] = [
    "prose_a",
    "prose_b",
    "words",
    "exclusive",
    "resemblance",
    "words_shared",
    "own_words",
    "spread",
    "slots",
    "slot_figures",
    "figures_agree",
    "figures_conflict",
    "figures_differ",
    "function_words",
    "trust",
];

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = if self.is_copy { "copy" } else { "other" };
        write!(f, "{}\t{label}\t{}", self.collection, self.weight)?;
        for evidence in [&self.corpus, &self.alone] {
            let figures: BTreeMap<&str, f32> = evidence.figures().collect();
            for name in FIGURES {
                write!(f, "\t{}", (figures[name] * 1e4).round() / 1e4)?;
            }
        }
        writeln!(f)
    }
}

/// The rows of a file.
pub fn read(path: &Path) -> Result<Vec<Row>, Error> {
    let text = fs::read_to_string(path).map_err(|source| file_error(path, source))?;
    let lines =
        text.lines().zip(1..).filter(|(line, _)| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            row(line).ok_or_else(|| {
                let problem = format!("line {number} is no judged pair and its evidence");
                file_error(path, io::Error::other(problem))
            })
        })
        .collect()
}

fn row(line: &str) -> Option<Row> {
    let mut columns = line.split('\t');
    let collection = columns.next()?.to_owned();
    let is_copy = match columns.next()? {
        "copy" => true,
        "other" => false,
        _ => return None,
    };
    let weight: f64 = columns.next()?.parse().ok()?;
    let mut evidence = || {
        let figures: Option<BTreeMap<&str, f32>> =
            FIGURES.iter().map(|&name| Some((name, columns.next()?.parse().ok()?))).collect();
        let figures = figures?;
        Some(Evidence::from_figures(|name| figures.get(name).copied().unwrap_or(0.0)))
    };
    let (corpus, alone) = (evidence()?, evidence()?);
    (columns.next().is_none() && weight > 0.0).then_some(Row {
        collection,
        is_copy,
        weight,
        corpus,
        alone,
    })
}
