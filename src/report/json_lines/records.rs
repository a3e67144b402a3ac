//! The records of a report, as serde writes them.
//!
//! Saved reports stay readable: fields are added, never renamed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::offsets::{OffsetMap, OffsetUnit};
use crate::about::{About, AboutField};
use crate::align::{Alignment, Passage, Region};
use crate::article::Span;
use crate::cluster::{Cluster, Member};
use crate::decisions::Decision;
use crate::direction::Direction;
use crate::findings::{IdenticalSet, Match, Skipped, Statistics, Variant};
use crate::report::{InputProblem, ReportInput, RunInfo, SettingValue};
use crate::verify::Evidence;

/// One line of the report.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum ReportRecord<'r> {
    Run {
        version: &'static str,
        level: &'static str,
        threshold: Rounded,
        settings: Settings<'r>,
        paths: &'r [String],
        offsets: &'static str,
    },
    Article {
        id: &'r str,
        #[serde(flatten)]
        known: Known<'r>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<Cow<'r, str>>,
    },
    Identical {
        ids: Vec<&'r str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        variants: Vec<VariantRecord<'r>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        decision: Option<&'static str>,
    },
    Pair {
        a: &'r str,
        b: &'r str,
        relation: &'static str,
        score: Rounded,
        #[serde(skip_serializing_if = "Option::is_none")]
        decision: Option<&'static str>,
        view: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        days: Option<Rounded64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        direction: Option<DirectionRecord>,
        evidence: Figures<'r>,
        why: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        passages: Option<Vec<PassageRecord>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        edits: Option<Vec<EditRecord>>,
    },
    Cluster {
        representative: &'r str,
        members: Vec<MemberRecord<'r>>,
    },
    Skipped {
        id: &'r str,
        words: usize,
    },
    Problem {
        path: &'r str,
        line: Option<u64>,
        problem: &'r str,
        more: u64,
    },
    Summary {
        articles: usize,
        bytes: usize,
        words: usize,
        vocabulary: usize,
        distinct: usize,
        candidates: usize,
        matches: usize,
        templates: usize,
        /// Absent if there are none.
        #[serde(skip_serializing_if = "is_zero")]
        left_out: usize,
        /// Absent if there are none.
        #[serde(skip_serializing_if = "is_zero")]
        not_listed: usize,
        /// Absent if there are none.
        #[serde(skip_serializing_if = "is_zero")]
        not_copies: usize,
        identical: usize,
        clusters: usize,
        skipped: usize,
        problems: u64,
        /// Copies with words of lookalike letters on one side. Absent if there are none.
        #[serde(skip_serializing_if = "is_zero")]
        lookalikes: usize,
        /// By the endings of their names. Absent if there are none.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        other_files: BTreeMap<&'r str, usize>,
    },
}

impl<'r> ReportRecord<'r> {
    pub(super) fn run(run: &'r RunInfo, offsets: OffsetUnit) -> Self {
        Self::Run {
            version: env!("CARGO_PKG_VERSION"),
            level: run.level.name(),
            threshold: Rounded(run.threshold),
            settings: Settings(&run.settings),
            paths: &run.paths,
            offsets: offsets.name(),
        }
    }

    pub(super) fn identical(
        set: &IdenticalSet,
        variants: Vec<VariantRecord<'r>>,
        id: impl Fn(usize) -> &'r str,
    ) -> Self {
        Self::Identical {
            ids: set.articles.iter().map(|&article| id(article)).collect(),
            variants,
            decision: set.decision.map(Decision::name),
        }
    }

    pub(super) fn article(id: &'r str, about: About<'r>, text: Option<Cow<'r, str>>) -> Self {
        Self::Article { id, known: Known(about), text }
    }

    /// `days` is how many days B was published after A; `maps` give the offsets in both.
    pub(super) fn pair(
        found: &'r Match,
        days: Option<f64>,
        direction: Option<Direction>,
        maps: [&OffsetMap<'_>; 2],
        id: impl Fn(usize) -> &'r str,
    ) -> Self {
        let alignment = found.alignment.as_ref();
        Self::Pair {
            a: id(found.a),
            b: id(found.b),
            relation: found.relation.name(),
            score: Rounded(found.score),
            decision: found.decision.map(Decision::name),
            view: found.view.name(),
            days: days.map(Rounded64),
            direction: direction.map(|it| DirectionRecord {
                from: if it.from == found.a { "a" } else { "b" },
                by: it.by,
            }),
            evidence: Figures(&found.evidence),
            why: found.evidence.sentence(),
            passages: alignment
                .map(|it| it.passages.iter().map(|one| PassageRecord::new(one, maps)).collect()),
            edits: alignment.map(|it| edits(it, maps)),
        }
    }

    pub(super) fn cluster(cluster: &Cluster, id: impl Fn(usize) -> &'r str) -> Self {
        let member = |it: &Member| MemberRecord { id: id(it.article), score: Rounded(it.score) };
        Self::Cluster {
            representative: id(cluster.representative),
            members: cluster.members.iter().map(member).collect(),
        }
    }

    pub(super) fn skipped(skipped: &Skipped, id: impl Fn(usize) -> &'r str) -> Self {
        Self::Skipped { id: id(skipped.article), words: skipped.words }
    }

    pub(super) fn problem(problem: &'r InputProblem<'_>, path: &'r str) -> Self {
        let InputProblem { line, ref problem, more, .. } = *problem;
        Self::Problem { path, line, problem, more }
    }

    pub(super) fn summary(input: &ReportInput<'r>) -> Self {
        let findings = input.findings;
        let Statistics {
            articles,
            bytes,
            words,
            vocabulary,
            distinct,
            candidates,
            matches,
            templates,
            left_out,
            not_copies,
        } = findings.statistics;
        Self::Summary {
            articles,
            bytes,
            words,
            vocabulary,
            distinct,
            candidates,
            matches,
            templates,
            left_out,
            not_listed: findings.unlisted_len(),
            not_copies,
            identical: findings.identical.len(),
            clusters: findings.clusters.len(),
            skipped: findings.skipped.len(),
            problems: input.problems.iter().map(|problem| 1 + problem.more).sum(),
            lookalikes: findings.lookalikes(),
            other_files: input.other_files.iter().copied().collect(),
        }
    }
}

const fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn edits(alignment: &Alignment, maps: [&OffsetMap<'_>; 2]) -> Vec<EditRecord> {
    alignment.edits().map(|region| EditRecord::new(region, maps)).collect()
}

#[derive(Serialize)]
pub(super) struct VariantRecord<'r> {
    ids: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<EditRecord>>,
}

impl<'r> VariantRecord<'r> {
    pub(super) fn new(
        variant: &Variant,
        maps: [&OffsetMap<'_>; 2],
        id: impl Fn(usize) -> &'r str,
    ) -> Self {
        Self {
            ids: variant.articles.iter().map(|&article| id(article)).collect(),
            edits: variant.alignment.as_ref().map(|it| edits(it, maps)),
        }
    }
}

#[derive(Serialize)]
pub(super) struct DirectionRecord {
    from: &'static str,
    by: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct PassageRecord {
    a: OffsetRange,
    b: OffsetRange,
    kind: &'static str,
    moved: bool,
    score: Rounded,
}

impl PassageRecord {
    fn new(passage: &Passage, maps: [&OffsetMap<'_>; 2]) -> Self {
        Self {
            a: maps[0].span(passage.a).into(),
            b: maps[1].span(passage.b).into(),
            kind: passage.kind.name(),
            moved: passage.moved,
            score: Rounded(passage.score),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EditRecord {
    change: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    substance: Vec<&'static str>,
    a: OffsetRange,
    b: OffsetRange,
}

impl EditRecord {
    fn new(region: &Region, maps: [&OffsetMap<'_>; 2]) -> Self {
        Self {
            change: region.change.name(),
            substance: region.substance.names().collect(),
            a: maps[0].span(region.a).into(),
            b: maps[1].span(region.b).into(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct MemberRecord<'r> {
    id: &'r str,
    score: Rounded,
}

#[derive(Serialize)]
struct OffsetRange {
    start: u32,
    end: u32,
}

impl From<Span> for OffsetRange {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// A figure with four decimals: enough to rank by, and the last bit of a sum
/// does not show.
pub(in crate::report) struct Rounded(pub(in crate::report) f32);

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (f64::from(self.0) * 10_000.0).round() / 10_000.0;
        serializer.serialize_f64(rounded)
    }
}

/// The same of a number that may be large.
pub(super) struct Rounded64(f64);

impl Serialize for Rounded64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.0 * 10_000.0).round() / 10_000.0)
    }
}

/// What is known of an article, by name; what is not is absent.
pub(in crate::report) struct Known<'r>(pub(in crate::report) About<'r>);

impl Serialize for Known<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in AboutField::ALL {
            if let Some(value) = self.0.get(field) {
                map.serialize_entry(field.name(), &value)?;
            }
        }
        map.end()
    }
}

/// What was chosen, by name.
pub(super) struct Settings<'r>(&'r [(String, SettingValue)]);

impl Serialize for Settings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The figures of the evidence, by name.
pub(super) struct Figures<'r>(pub(super) &'r Evidence);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, figure) in self.0.figures() {
            map.serialize_entry(name, &Rounded(figure))?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_four_decimals() {
        let cases = [(0.87, "0.87"), (2.0 / 3.0, "0.6667"), (1.0, "1.0"), (0.0, "0.0")];
        for (figure, text) in cases {
            assert_eq!(serde_json::to_string(&Rounded(figure)).unwrap(), text);
        }
    }
}
