//! A saved report, made stricter without the articles.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use serde_json::{Map, Value, json};

use super::records::Rounded;
use crate::cluster::{Edge, clusters};
use crate::verify::{Evidence, Level};

/// Copies a saved report of [`JsonLines`](super::JsonLines) from `input` to
/// `output`, leaving only the pairs that reach `threshold` at `level`; the
/// clusters and the counts are made anew.
///
/// A report holds the figures of every pair it lists, so nothing has to be
/// read or compared again. It can become stricter only: pairs below the
/// threshold it was made with are not in it. Save one with a low threshold to
/// choose later.
///
/// # Errors
///
/// Those of reading and writing, and [`io::ErrorKind::InvalidData`] with the
/// line's number where a line is no record of such a report.
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
    let mut pairs: Vec<(String, String, f32)> = Vec::new();
    let mut identical: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for (at, line) in input.lines().enumerate() {
        let line = line?;
        let invalid = |problem: &str| {
            let message = format!("line {}: {problem}; expected a record of a report", at + 1);
            io::Error::new(io::ErrorKind::InvalidData, message)
        };
        let mut record: Map<String, Value> =
            serde_json::from_str(&line).map_err(|error| invalid(&error.to_string()))?;
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_owned);
        match record.get("type").and_then(Value::as_str) {
            Some("pair") => {
                let (Some(a), Some(b)) = (text("a"), text("b")) else {
                    return Err(invalid("a pair without ids"));
                };
                let Some(score) = record.get("score").and_then(Value::as_f64) else {
                    return Err(invalid("a pair without a score"));
                };
                let score = level.score(score as f32, &evidence(&record));
                let Some(score) = score.filter(|&score| score >= threshold) else { continue };
                record.insert("score".into(), json!(Rounded(score)));
                pairs.push((a, b, score));
            }
            Some("identical") => {
                let ids = record.get("ids").and_then(Value::as_array);
                let ids = ids.ok_or_else(|| invalid("a set without ids"))?;
                identical.push(ids.iter().filter_map(Value::as_str).map(str::to_owned).collect());
            }
            Some("cluster") => continue,
            Some("summary") => {
                last = Some(record);
                continue;
            }
            Some(_) => {}
            None => return Err(invalid("no type")),
        }
        serde_json::to_writer(&mut output, &record)?;
        output.write_all(b"\n")?;
    }
    let found = write_clusters(&mut output, &pairs, &identical)?;
    if let Some(mut summary) = last {
        summary.insert("matches".into(), json!(pairs.len()));
        summary.insert("clusters".into(), json!(found));
        serde_json::to_writer(&mut output, &summary)?;
        output.write_all(b"\n")?;
    }
    output.flush()
}

/// The evidence that a pair record carries; a figure that is missing is 0.
fn evidence(record: &Map<String, Value>) -> Evidence {
    let figure = |name: &str| {
        let figures = record.get("evidence").and_then(|figures| figures.get(name));
        figures.and_then(Value::as_f64).unwrap_or(0.0) as f32
    };
    Evidence {
        prose_a: figure("prose_a"),
        prose_b: figure("prose_b"),
        words: figure("words"),
        exclusive: figure("exclusive"),
        resemblance: figure("resemblance"),
        near: figure("near"),
        containment: figure("containment"),
        quotations: figure("quotations"),
        commonness: figure("commonness"),
        sequences_alone: false,
    }
}

fn write_clusters(
    output: &mut impl Write,
    pairs: &[(String, String, f32)],
    identical: &[Vec<String>],
) -> io::Result<usize> {
    // Numbered by id, so that ties are settled as when the report was made.
    let ids: BTreeSet<&str> = pairs
        .iter()
        .flat_map(|(a, b, _)| [a.as_str(), b.as_str()])
        .chain(identical.iter().flatten().map(String::as_str))
        .collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let number = |id: &str| ids.binary_search(&id).expect("collected above");
    let edges: Vec<Edge> = pairs
        .iter()
        .map(|(a, b, score)| Edge { a: number(a), b: number(b), score: *score })
        .collect();
    let sets: Vec<Vec<usize>> =
        identical.iter().map(|set| set.iter().map(|id| number(id)).collect()).collect();
    let found = clusters(ids.len(), &edges, &sets);
    for cluster in &found {
        let members: Vec<Value> = cluster
            .members
            .iter()
            .map(|member| json!({"id": ids[member.article], "score": Rounded(member.score)}))
            .collect();
        let record = json!({
            "type": "cluster", "representative": ids[cluster.representative], "members": members,
        });
        serde_json::to_writer(&mut *output, &record)?;
        output.write_all(b"\n")?;
    }
    Ok(found.len())
}
