//! Findings for a program to read.

use std::io::{self, Write};
use std::path::Path;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::align::{Change, Passage, Region};
use crate::article::{Articles, Span};
use crate::findings::{Findings, Match, Statistics};
use crate::verify::Evidence;

/// Writes findings as JSON Lines: one object per line, as a stream.
///
/// ```
/// use nearcopy::{Article, Findings, report::JsonLines};
///
/// # fn main() -> std::io::Result<()> {
/// let articles = [Article::new("a", "Rain fell."), Article::new("b", "Rain fell.")];
/// let mut findings = Findings::default();
/// findings.identical = vec![vec![0, 1]];
///
/// let mut lines = JsonLines::new(Vec::new());
/// lines.findings(&articles, &findings)?;
/// let text = String::from_utf8(lines.finish(&findings)?).expect("JSON is UTF-8");
/// assert!(text.starts_with("{\"type\":\"identical\",\"ids\":[\"a\",\"b\"]}\n"));
/// # Ok(())
/// # }
/// ```
///
/// # The records
///
/// In this order; `type` comes first in each.
///
/// | `type` | other keys |
/// |---|---|
/// | `identical` | `ids`: two or more articles with the same words; the first stands for them below |
/// | `pair` | `a`, `b`: ids; `relation`: `exact`, `edited`, `reworded` or `partial`; `score`; `view`: what made it a candidate; `evidence`: figures by name; `why`: the evidence as a sentence; `passages` and `edits` |
/// | `cluster` | `representative`: id; `members`: each `id` and `score` to the representative |
/// | `skipped` | `id`, `words`: an article too short to be judged |
/// | `problem` | `path`, `line` (or null), `problem`: a file or line that could not be read as it should; `more`: how many later lines of the file went the same way |
/// | `summary` | counts of the run; always the last record, so that a reader knows nothing is missing |
///
/// A passage has `a` and `b`, each `start` and `end`; `kind`: `identical`,
/// `edited` or `reworded`; `moved`; `score`. An edit has `change`: `moved`,
/// `respelled`, `replaced`, `inserted` or `deleted`; `substance`, where it
/// changes what is said: one or more of `number`, `date`, `name`, `unit`,
/// `negation`, `speaker` and `quotation`, told apart as
/// [`Substance`](crate::align::Substance) says; and `a` and `b`, of which one
/// may be empty. Start and end count bytes in the article's UTF-8 text as
/// it was read; what lies in no edit is the same in both. Where a run left
/// alignment out, a pair has neither key.
///
/// Scores are rounded to four decimals. There are no times, so that the same
/// articles give the same bytes.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    problems: u64,
}

impl<W: Write> JsonLines<W> {
    /// Records go to `out`, each in a few small writes: give it a buffer.
    pub fn new(out: W) -> Self {
        Self { out, problems: 0 }
    }

    /// Writes what was found among `articles`, of which the ids alone are used.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    ///
    /// # Panics
    ///
    /// If `findings` were not made from `articles`.
    pub fn findings(&mut self, articles: &dyn Articles, findings: &Findings) -> io::Result<()> {
        let id = |article: usize| articles.id(article);
        for set in &findings.identical {
            let ids = set.iter().map(|article| id(*article)).collect();
            self.record(&Record::Identical { ids })?;
        }
        for found in &findings.matches {
            self.record(&pair(found, id))?;
        }
        for cluster in &findings.clusters {
            let members = cluster.members.iter();
            let members =
                members.map(|m| MemberRecord { id: id(m.article), score: Rounded(m.score) });
            self.record(&Record::Cluster {
                representative: id(cluster.representative),
                members: members.collect(),
            })?;
        }
        for skipped in &findings.skipped {
            self.record(&Record::Skipped { id: id(skipped.article), words: skipped.words })?;
        }
        Ok(())
    }

    /// Writes that a file, or a line of it, could not be read, and why; `more`
    /// later lines of it went the same way.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn problem(
        &mut self,
        path: &Path,
        line: Option<u64>,
        problem: &str,
        more: u64,
    ) -> io::Result<()> {
        self.problems += 1 + more;
        self.record(&Record::Problem { path: &path.to_string_lossy(), line, problem, more })
    }

    /// Writes the last record, the counts of the run, and returns the writer, flushed.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn finish(mut self, findings: &Findings) -> io::Result<W> {
        let Statistics { articles, bytes, words, vocabulary, distinct, candidates, matches } =
            findings.statistics;
        self.record(&Record::Summary {
            articles,
            bytes,
            words,
            vocabulary,
            distinct,
            candidates,
            matches,
            identical: findings.identical.len(),
            clusters: findings.clusters.len(),
            skipped: findings.skipped.len(),
            problems: self.problems,
        })?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn record(&mut self, record: &Record<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, record)?;
        self.out.write_all(b"\n")
    }
}

fn pair<'r>(found: &'r Match, id: impl Fn(usize) -> &'r str) -> Record<'r> {
    let alignment = found.alignment.as_ref();
    let passages = alignment.map(|it| it.passages.iter().map(passage).collect());
    let edits = alignment.map(|it| {
        it.regions.iter().filter(|region| region.change != Change::Kept).map(edit).collect()
    });
    Record::Pair {
        a: id(found.a),
        b: id(found.b),
        relation: found.relation.name(),
        score: Rounded(found.score),
        view: found.view.name(),
        evidence: Figures(&found.evidence),
        why: found.evidence.sentence(),
        passages,
        edits,
    }
}

fn passage(passage: &Passage) -> PassageRecord {
    PassageRecord {
        a: passage.a.into(),
        b: passage.b.into(),
        kind: passage.kind.name(),
        moved: passage.moved,
        score: Rounded(passage.score),
    }
}

fn edit(region: &Region) -> EditRecord {
    EditRecord {
        change: region.change.name(),
        substance: region.substance.names().collect(),
        a: region.a.into(),
        b: region.b.into(),
    }
}

/// One line of the output.
#[derive(serde::Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Record<'r> {
    Identical {
        ids: Vec<&'r str>,
    },
    Pair {
        a: &'r str,
        b: &'r str,
        relation: &'static str,
        score: Rounded,
        view: &'static str,
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
        identical: usize,
        clusters: usize,
        skipped: usize,
        problems: u64,
    },
}

#[derive(serde::Serialize)]
struct PassageRecord {
    a: Bytes,
    b: Bytes,
    kind: &'static str,
    moved: bool,
    score: Rounded,
}

#[derive(serde::Serialize)]
struct EditRecord {
    change: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    substance: Vec<&'static str>,
    a: Bytes,
    b: Bytes,
}

#[derive(serde::Serialize)]
struct MemberRecord<'r> {
    id: &'r str,
    score: Rounded,
}

#[derive(serde::Serialize)]
struct Bytes {
    start: u32,
    end: u32,
}

impl From<Span> for Bytes {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

/// A figure with four decimals, so that a last bit of difference in how a sum
/// was taken does not show.
pub(super) struct Rounded(pub f32);

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (f64::from(self.0) * 10_000.0).round() / 10_000.0;
        serializer.serialize_f64(rounded)
    }
}

/// The figures of the evidence, by name.
struct Figures<'r>(&'r Evidence);

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
    use crate::report::sample;

    use super::*;

    fn lines(findings: &Findings) -> String {
        let mut lines = JsonLines::new(Vec::new());
        lines.findings(&sample::articles(), findings).unwrap();
        lines.problem(Path::new("bad.gz"), Some(3), "not \"gzip\"", 2).unwrap();
        let text = String::from_utf8(lines.finish(findings).unwrap()).unwrap();
        without_evidence(&text)
    }

    /// `text` with the evidence left out, which another room words.
    fn without_evidence(text: &str) -> String {
        let evidence = &sample::findings().matches[0].evidence;
        let figures = serde_json::to_string(&Figures(evidence)).unwrap();
        text.replace(&figures, "(figures)").replace(&evidence.sentence(), "(why)")
    }

    #[test]
    fn every_kind_of_record() {
        insta::assert_snapshot!(lines(&sample::findings()), @r#"
    {"type":"identical","ids":["wire/1","wire/3"]}
    {"type":"pair","a":"wire/1","b":"wire/2","relation":"reworded","score":0.87,"view":"all","evidence":(figures),"why":"(why)","passages":[{"a":{"start":0,"end":73},"b":{"start":0,"end":72},"kind":"reworded","moved":false,"score":0.6667}],"edits":[{"change":"deleted","a":{"start":17,"end":21},"b":{"start":17,"end":17}},{"change":"replaced","a":{"start":38,"end":42},"b":{"start":34,"end":41}},{"change":"inserted","a":{"start":58,"end":58},"b":{"start":57,"end":62}},{"change":"deleted","a":{"start":67,"end":72},"b":{"start":71,"end":71}}]}
    {"type":"cluster","representative":"wire/1","members":[{"id":"wire/2","score":0.87}]}
    {"type":"skipped","id":"wire/4","words":1}
    {"type":"problem","path":"bad.gz","line":3,"problem":"not \"gzip\"","more":2}
    {"type":"summary","articles":4,"bytes":224,"words":44,"vocabulary":0,"distinct":0,"candidates":0,"matches":0,"identical":1,"clusters":1,"skipped":1,"problems":3}
    "#);
    }

    #[test]
    fn figures_have_four_decimals() {
        let cases = [(0.87, "0.87"), (2.0 / 3.0, "0.6667"), (1.0, "1.0"), (0.0, "0.0")];
        for (figure, text) in cases {
            assert_eq!(serde_json::to_string(&Rounded(figure)).unwrap(), text);
        }
    }

    #[test]
    fn without_alignment_there_is_no_passage() {
        let mut findings = sample::findings();
        findings.matches.iter_mut().for_each(|m| m.alignment = None);
        let text = lines(&findings);
        assert!(!text.contains("passages") && !text.contains("edits"));
    }
}
