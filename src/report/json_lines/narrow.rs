//! A saved report, made stricter without the articles.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, BufRead, Write};

use serde_json::{Map, Value, json};

use super::records::{ReportRecord, Rounded};
use super::safe_json::write_line;
use crate::candidate::View;
use crate::cluster::{Edge, clusters, reaches};
use crate::verify::{Evidence, Level, Relation};

/// Copies a saved report of [`JsonLines`](super::JsonLines) from `input` to
/// `output`, leaving only the pairs that reach `threshold` at `level`, which the `run`
/// record then names; the clusters and the counts are made anew. At the level and threshold of the
/// run, the clusters are those of the run.
///
/// A report holds the figures of every pair it lists, so nothing has to be
/// read or compared again. It can become stricter only: pairs below the
/// threshold it was made with are not in it. Save one with a low threshold to
/// choose later. A report has scores to four decimals, so here a pair reaches
/// the threshold if it does so to four decimals.
///
/// Cost: one pass; in memory are the ids and scores of the pairs that are left.
///
/// # Errors
///
/// Those of reading and writing; [`io::ErrorKind::InvalidInput`] for a threshold
/// that is not between 0 and 1; [`io::ErrorKind::InvalidData`] with the line's
/// number where a line is no record of such a report or is out of order, and
/// where the report ends before its summary, because it was cut off. What was
/// written until then is no report.
///
/// ```
/// use nearcopy::report::{self, ReportInput, Reporter};
/// use nearcopy::{Article, Detector, verify::Level};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
/// let findings = Detector::builder().build()?.detect(&articles)?;
/// let mut saved = Vec::new();
/// report::JsonLines::new().write(&mut saved, &ReportInput::new(&articles, &findings))?;
///
/// let mut near = Vec::new();
/// report::narrow(&saved[..], &mut near, Level::Near, 0.7)?;
/// assert!(String::from_utf8(near)?.contains("\"type\":\"pair\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn narrow(
    input: impl BufRead,
    mut output: impl Write,
    level: Level,
    threshold: f32,
) -> io::Result<()> {
    if !(0.0..=1.0).contains(&threshold) {
        let message = format!("threshold must be between 0 and 1, got {threshold}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut narrowing = Narrowing::new(&mut output, level, threshold);
    for (line, at) in input.lines().zip(1_u64..) {
        narrowing.line(&line?).map_err(|error| match error {
            NarrowError::Io(error) => error,
            NarrowError::Record(problem) => invalid(format!("line {at}: {problem}")),
        })?;
    }
    if !narrowing.is_complete {
        let message = "the report ends without its summary record: it was cut off";
        return Err(invalid(message.to_owned()));
    }
    output.flush()
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// Why a line could not be taken over.
enum NarrowError {
    /// It is no record that can stand here.
    Record(String),
    Io(io::Error),
}

impl From<io::Error> for NarrowError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn refused<T>(problem: impl Into<String>) -> Result<T, NarrowError> {
    Err(NarrowError::Record(problem.into()))
}

/// A report that is being narrowed, record by record.
struct Narrowing<'w> {
    output: &'w mut dyn Write,
    level: Level,
    threshold: f32,
    /// How many pairs are left.
    left: usize,
    /// Those of them that form clusters: two ids and the score.
    pairs: Vec<(String, String, f32)>,
    identical: Vec<Vec<String>>,
    /// The ids in these sets.
    in_sets: HashSet<String>,
    /// How many clusters there are, once they are written.
    clusters: Option<usize>,
    /// Whether a record was there.
    is_begun: bool,
    /// Whether the summary was there.
    is_complete: bool,
}

impl<'w> Narrowing<'w> {
    fn new(output: &'w mut dyn Write, level: Level, threshold: f32) -> Self {
        Self {
            output,
            level,
            threshold,
            left: 0,
            pairs: Vec::new(),
            identical: Vec::new(),
            in_sets: HashSet::new(),
            clusters: None,
            is_begun: false,
            is_complete: false,
        }
    }

    fn line(&mut self, line: &str) -> Result<(), NarrowError> {
        let mut record: Map<String, Value> = match serde_json::from_str(line) {
            Ok(record) => record,
            Err(error) => return refused(format!("{error}; expected a record of a report")),
        };
        let Some(kind) = record.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return refused("a record without a type; expected a record of a report");
        };
        if self.is_complete {
            return refused(format!("a {kind} after the summary, which ends a report"));
        }
        if self.clusters.is_some() && matches!(&*kind, "article" | "identical" | "pair") {
            return refused(format!("a {kind} after the records that follow all pairs"));
        }
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        match &*kind {
            "run" if is_first => {
                record.insert("level".into(), json!(self.level.name()));
                record.insert("threshold".into(), json!(Rounded(self.threshold)));
            }
            "run" => return refused("a run after the first record"),
            "article" => {}
            "identical" => self.identical(&record)?,
            "pair" => {
                if !self.pair(&mut record)? {
                    return Ok(());
                }
            }
            "cluster" => return Ok(()),
            "skipped" | "problem" => {
                self.write_clusters()?;
            }
            "summary" => {
                if let Some(pairs) = record.get("not_listed").and_then(Value::as_u64) {
                    return refused(format!(
                        "{pairs} pairs are not listed, so that clusters cannot be made anew: \
                         expected a report that lists all pairs, made without --top"
                    ));
                }
                let clusters = self.write_clusters()?;
                record.insert("matches".into(), json!(self.left));
                record.insert("clusters".into(), json!(clusters));
                self.is_complete = true;
            }
            _ => {
                return refused(format!(
                    "type must be run, article, identical, pair, cluster, skipped, problem or summary, got {kind:?}"
                ));
            }
        }
        Ok(write_line(self.output, &record)?)
    }

    /// Takes the ids of an identical set.
    fn identical(&mut self, record: &Map<String, Value>) -> Result<(), NarrowError> {
        let ids = record.get("ids").and_then(Value::as_array);
        let ids: Option<Vec<String>> =
            ids.and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect());
        let Some(ids) = ids.filter(|ids| ids.len() > 1) else {
            return refused("an identical set must have two or more ids, all strings");
        };
        for id in &ids {
            if !self.in_sets.insert(id.clone()) {
                return refused(format!("{id:?} is in two identical sets, or twice in one"));
            }
        }
        self.identical.push(ids);
        Ok(())
    }

    /// Takes a pair and gives it the score of the level; whether it is left.
    fn pair(&mut self, record: &mut Map<String, Value>) -> Result<bool, NarrowError> {
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);
        let (Some(a), Some(b)) = (text("a"), text("b")) else {
            return refused("a pair without ids");
        };
        if a == b {
            return refused(format!("a pair of {a:?} with itself"));
        }
        let is_edge = text("view").as_deref() != Some(View::Group.name());
        let Some(score) = record.get("score").and_then(Value::as_f64) else {
            return refused("a pair without a score");
        };
        if !(0.0..=1.0).contains(&score) {
            return refused(format!("score must be between 0 and 1, got {score}"));
        }
        if text("relation").as_deref() == Some(Relation::Template.name()) {
            // No copy, whatever the threshold: it stays listed, and is in no cluster.
            return Ok(true);
        }
        let score = self.level.score(score as f32, &evidence(record));
        let Some(score) = score.filter(|score| reaches(*score, self.threshold)) else {
            return Ok(false);
        };
        record.insert("score".into(), json!(Rounded(score)));
        self.left += 1;
        if is_edge {
            self.pairs.push((a, b, score));
        }
        Ok(true)
    }

    /// Writes the clusters, unless they are written; how many there are.
    fn write_clusters(&mut self) -> io::Result<usize> {
        if let Some(clusters) = self.clusters {
            return Ok(clusters);
        }
        // Numbered by id, so that ties are settled as when the report was made.
        let in_pairs = self.pairs.iter().flat_map(|(a, b, _)| [a, b]);
        let ids: BTreeSet<&str> =
            in_pairs.chain(self.identical.iter().flatten()).map(String::as_str).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let number = |id: &str| ids.binary_search(&id).expect("collected above");
        let edge = |(a, b, score): &(String, String, f32)| Edge {
            a: number(a),
            b: number(b),
            score: *score,
        };
        let edges: Vec<Edge> = self.pairs.iter().map(edge).collect();
        let set = |set: &Vec<String>| {
            let mut set: Vec<usize> = set.iter().map(|id| number(id)).collect();
            set.sort_unstable();
            set
        };
        let mut sets: Vec<Vec<usize>> = self.identical.iter().map(set).collect();
        sets.sort_unstable();
        let found = clusters(ids.len(), &edges, &sets);
        for cluster in &found {
            write_line(self.output, &ReportRecord::cluster(cluster, |number| ids[number]))?;
        }
        self.clusters = Some(found.len());
        Ok(found.len())
    }
}

/// The evidence that a pair record carries; a figure that is missing is 0.
fn evidence(record: &Map<String, Value>) -> Evidence {
    let figure = |name: &str| {
        let figures = record.get("evidence").and_then(|figures| figures.get(name));
        figures.and_then(Value::as_f64).unwrap_or(0.0) as f32
    };
    Evidence::from_figures(figure)
}

#[cfg(test)]
#[path = "narrow_tests.rs"]
mod tests;
