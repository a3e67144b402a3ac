//! Findings for a program to read: [`records`], one a line.

mod narrow;
mod offsets;
mod records;
mod safe_json;

use std::io::{self, Write};

use rayon::prelude::*;

use super::{ReportInput, Reporter, about};
use crate::findings::{IdenticalSet, Match};
pub use offsets::{OffsetMap, OffsetUnit};
pub(super) use records::{Known, Rounded};
use records::{ReportRecord, VariantRecord};
pub(super) use safe_json::write_line;

pub use narrow::narrow;

/// Writes findings as JSON Lines: one object per line, as a stream.
///
/// ```
/// use nearcopy::report::{JsonLines, ReportInput, Reporter};
/// use nearcopy::{Article, Findings, IdenticalSet};
///
/// let mut set = IdenticalSet::default();
/// set.articles = vec![0, 1];
/// let mut findings = Findings::default();
/// findings.identical = vec![set];
///
/// let articles = [Article::new("a", "Rain fell."), Article::new("b", "Rain fell.")];
/// let mut lines = Vec::new();
/// JsonLines::new().write(&mut lines, &ReportInput::new(&articles, &findings))?;
/// assert!(lines.starts_with(b"{\"type\":\"identical\",\"ids\":[\"a\",\"b\"]}\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # The records
///
/// In this order; `type` comes first in each.
///
/// | `type` | other keys |
/// |---|---|
/// | `run` | `version` of this crate, `level`, `threshold`, `settings`: what else was chosen otherwise than by default, by name, `paths`, and `offsets`: what `start` and `end` count, `bytes`, `chars` or `utf16`; where what was asked for [is known](ReportInput::run) |
/// | `article` | `id`, and what is [known](crate::About) of an article that one of the next two names, where anything is: `title`, `date` (RFC 3339), `source`, `link`, `author`, `language`; and `text`, where [`texts`](Self::texts) asks for it: then of each article that one of the next two names |
/// | `identical` | `ids`: two or more articles with the same words; the first stands for them below; `variants`, where some are written otherwise than the first; `decision`, where all others were [decided](crate::decisions) to be copies of the first, or left for later |
/// | `pair` | `a`, `b`: ids; `relation`: `exact`, `edited`, `reworded` or `partial`; `score`; `decision`: `copy` or `later`, where the pair was [decided](crate::decisions); `view`: what made it a candidate; `days`: how many days B was published after A, negative if before, where both dates are known; `direction`, where anything speaks for one: `from`, the article that was probably the source, `a` or `b`, and `by`, the [reasons](crate::direction); `evidence`: figures by name; `why`: the evidence as a sentence; `passages` and `edits` |
/// | `cluster` | `representative`: id; `members`: each `id` and `score` to the representative |
/// | `skipped` | `id`, `words`: an article too short to be judged |
/// | `problem` | `path`, `line` (or null), `problem`: a file or line that could not be read as it should; `more`: how many later lines of the file went the same way |
/// | `summary` | counts of the run; among them `templates`, pairs of forms filled in anew, `left_out`, where pairs of large groups of near-duplicates were not compared, `not_listed`, matches that are [not listed](crate::Findings::keep_surest), `not_copies`, what was left out since it was decided to be no copy, and `lookalikes`, the copies that have such an edit; always the last record, so that a reader knows nothing is missing |
///
/// A variant has `ids`: the articles that are written so; and `edits`, whose `a`
/// counts in the text of the set's first article and `b` in that of the variant's
/// first. [`Variant`](crate::findings::Variant) says what does not count, and where
/// there are no edits.
///
/// A passage has `a` and `b`, each `start` and `end`; `kind`: `identical`,
/// `edited` or `reworded`; `moved`; `score`. An edit has `change`: `moved`,
/// `respelled`, `replaced`, `inserted` or `deleted`; `substance`, where it
/// changes what is said: one or more of `number`, `date`, `name`, `unit`,
/// `negation`, `speaker`, `quotation` and `lookalike`, told apart as
/// [`Substance`](crate::align::Substance) says; and `a` and `b`, of which one
/// may be empty. Start and end count bytes in the article's UTF-8 text as
/// it was read, unless [`offsets`](Self::offsets) chooses otherwise; what lies in no
/// edit is the same in both. Where a run left alignment out, a pair has neither key.
///
/// In strings, control characters, bidirectional controls and the others of
/// [`escape::is_unsafe`](super::escape::is_unsafe) are escaped, as `\u009b`, so
/// that a report can be looked at in a terminal; a parser reads the string as it
/// was.
///
/// Scores are rounded to four decimals. There are no times, so that the same
/// articles give the same bytes.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct JsonLines {
    offsets: OffsetUnit,
    texts: bool,
}

impl JsonLines {
    /// With offsets in bytes, and without texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the places of passages and edits count. Other units than bytes take a pass
    /// over both texts of each pair. Default [`OffsetUnit::Bytes`].
    #[must_use]
    pub fn offsets(mut self, unit: OffsetUnit) -> Self {
        self.offsets = unit;
        self
    }

    /// Whether articles that are named as copies come with their texts, in which the places
    /// of passages and edits count. Default false.
    #[must_use]
    pub fn texts(mut self, yes: bool) -> Self {
        self.texts = yes;
        self
    }

    /// From bytes to the unit in the text of an article, if it is needed.
    fn map<'r>(
        &self,
        input: &ReportInput<'r>,
        article: usize,
        is_needed: bool,
    ) -> io::Result<OffsetMap<'r>> {
        match self.offsets {
            OffsetUnit::Bytes => Ok(OffsetMap::bytes()),
            _ if !is_needed => Ok(OffsetMap::bytes()),
            unit => Ok(OffsetMap::new(input.text(article)?, unit)),
        }
    }

    fn identical(
        &self,
        out: &mut dyn Write,
        input: &ReportInput<'_>,
        set: &IdenticalSet,
    ) -> io::Result<()> {
        let is_needed = set.variants.iter().any(|variant| variant.alignment.is_some());
        let first = set.articles.first().map(|&first| self.map(input, first, is_needed));
        let first = first.transpose()?.unwrap_or_else(OffsetMap::bytes);
        let mut variants = Vec::new();
        for variant in &set.variants {
            let map = match variant.articles.first() {
                Some(&article) => self.map(input, article, variant.alignment.is_some())?,
                None => OffsetMap::bytes(),
            };
            let id = |article: usize| input.articles.id(article);
            variants.push(VariantRecord::new(variant, [&first, &map], id));
        }
        write_line(out, &ReportRecord::identical(set, variants, |at| input.articles.id(at)))
    }

    /// The line of a pair.
    fn pair(&self, input: &ReportInput<'_>, found: &Match) -> io::Result<Vec<u8>> {
        let is_needed = found.alignment.is_some();
        let a = self.map(input, found.a, is_needed)?;
        let b = self.map(input, found.b, is_needed)?;
        let direction = about::direction(input, found);
        let days = about::days(input, found.a, found.b);
        let id = |article: usize| input.articles.id(article);
        let mut line = Vec::new();
        write_line(&mut line, &ReportRecord::pair(found, days, direction, [&a, &b], id))?;
        Ok(line)
    }
}

/// Pairs whose lines are made by all threads, before they are written in their order.
const PAIRS_AT_ONCE: usize = 256;

impl Reporter for JsonLines {
    /// Writes the records, with the threads of the caller's pool. No text is asked for, unless
    /// texts or other offsets than bytes are.
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let findings = input.findings;
        let id = |article: usize| input.articles.id(article);
        if let Some(run) = &input.run {
            write_line(out, &ReportRecord::run(run, self.offsets))?;
        }
        for article in about::named(input) {
            let known = input.articles.about(article);
            let text = if self.texts { Some(input.text(article)?) } else { None };
            if text.is_some() || !known.is_empty() {
                write_line(out, &ReportRecord::article(id(article), known, text))?;
            }
        }
        for set in &findings.identical {
            self.identical(out, input, set)?;
        }
        let mut pairs = findings.listed_with_templates();
        loop {
            let some: Vec<_> = pairs.by_ref().take(PAIRS_AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            let lines: Vec<_> = some.par_iter().map(|found| self.pair(input, found)).collect();
            for line in lines {
                out.write_all(&line?)?;
            }
        }
        input.check()?;
        for cluster in &findings.clusters {
            write_line(out, &ReportRecord::cluster(cluster, id))?;
        }
        for skipped in &findings.skipped {
            write_line(out, &ReportRecord::skipped(skipped, id))?;
        }
        for problem in &input.problems {
            write_line(out, &ReportRecord::problem(problem, &problem.path.to_string_lossy()))?;
        }
        write_line(out, &ReportRecord::summary(input))?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::about::About;
    use crate::findings::Findings;
    use crate::report::{InputProblem, sample};

    use super::records::Figures;
    use super::*;

    fn lines(findings: &Findings) -> String {
        let articles = sample::articles();
        let problem = InputProblem {
            path: Path::new("bad.gz").into(),
            line: Some(3),
            problem: "not \"gzip\"".into(),
            more: 2,
        };
        let input = ReportInput::new(&articles, findings).problems([problem]);
        let mut lines = Vec::new();
        JsonLines::new().write(&mut lines, &input).unwrap();
        without_evidence(&String::from_utf8(lines).unwrap())
    }

    /// `text` without the evidence, whose words another module chooses.
    fn without_evidence(text: &str) -> String {
        let evidence = &sample::findings().matches[0].evidence;
        let figures = serde_json::to_string(&Figures(evidence)).unwrap();
        text.replace(&figures, "(figures)").replace(&evidence.sentence(), "(why)")
    }

    #[test]
    fn files_passed_over_are_counted_by_ending() {
        let (articles, findings) = (sample::articles(), Findings::default());
        let input = ReportInput::new(&articles, &findings).other_files([("", 2), ("pdf", 3)]);
        let mut lines = Vec::new();
        JsonLines::new().write(&mut lines, &input).unwrap();
        let summary: serde_json::Value = serde_json::from_slice(&lines).unwrap();
        assert_eq!(summary["other_files"], serde_json::json!({"": 2, "pdf": 3}));
    }

    #[test]
    fn copies_with_lookalikes_are_counted() {
        let mut findings = sample::findings();
        let counted = |findings: &Findings| {
            let summary = lines(findings).lines().last().unwrap().to_owned();
            serde_json::from_str::<serde_json::Value>(&summary).unwrap()["lookalikes"].clone()
        };
        assert!(counted(&findings).is_null());
        let alignment = findings.matches[0].alignment.as_mut().unwrap();
        alignment.regions[1].substance = crate::align::Substance::LOOKALIKE;
        assert_eq!(counted(&findings), 1);
        assert!(lines(&findings).contains("\"substance\":[\"lookalike\"]"));
    }

    #[test]
    fn every_kind_of_record() {
        insta::assert_snapshot!(lines(&sample::findings()), @r#"
    {"type":"identical","ids":["wire/1","wire/3"],"variants":[{"ids":["wire/3"],"edits":[{"change":"respelled","a":{"start":26,"end":28},"b":{"start":26,"end":27}},{"change":"respelled","a":{"start":72,"end":73},"b":{"start":71,"end":72}}]}]}
    {"type":"pair","a":"wire/1","b":"wire/2","relation":"reworded","score":0.87,"view":"all","evidence":(figures),"why":"(why)","passages":[{"a":{"start":0,"end":73},"b":{"start":0,"end":72},"kind":"reworded","moved":false,"score":0.6667}],"edits":[{"change":"deleted","a":{"start":17,"end":21},"b":{"start":17,"end":17}},{"change":"replaced","a":{"start":38,"end":42},"b":{"start":34,"end":41}},{"change":"inserted","a":{"start":58,"end":58},"b":{"start":57,"end":62}},{"change":"deleted","a":{"start":67,"end":72},"b":{"start":71,"end":71}}]}
    {"type":"cluster","representative":"wire/1","members":[{"id":"wire/2","score":0.87}]}
    {"type":"skipped","id":"wire/4","words":1}
    {"type":"problem","path":"bad.gz","line":3,"problem":"not \"gzip\"","more":2}
    {"type":"summary","articles":4,"bytes":224,"words":44,"vocabulary":0,"distinct":0,"candidates":0,"matches":0,"templates":0,"identical":1,"clusters":1,"skipped":1,"problems":3}
    "#);
    }

    #[test]
    fn what_is_known_of_articles() {
        let (mut articles, findings) = (sample::articles(), sample::findings());
        let date = |text: &str| About::default().with_date(text.parse().unwrap());
        let known =
            date("2022-01-17T12:00:00+01:00").with_title("Rain\u{202e}").with_source("Post");
        articles[0] = articles[0].clone().with_about(known.with_language("en"));
        articles[1] = articles[1].clone().with_about(date("2022-01-18T13:30:00Z"));
        let mut lines = Vec::new();
        JsonLines::new().write(&mut lines, &ReportInput::new(&articles, &findings)).unwrap();
        let lines = String::from_utf8(lines).unwrap();
        let articles: Vec<&str> =
            lines.lines().take_while(|line| line.contains("article")).collect();
        insta::assert_snapshot!(articles.join("\n"), @r#"
        {"type":"article","id":"wire/1","title":"Rain\u202e","date":"2022-01-17T12:00:00+01:00","source":"Post","language":"en"}
        {"type":"article","id":"wire/2","date":"2022-01-18T13:30:00Z"}
        "#);
        let direction = r#""direction":{"from":"a","by":["earlier by 27 hours"]}"#;
        let expected = format!(r#""view":"all","days":1.1042,{direction},"evidence""#);
        assert!(lines.contains(&expected), "{lines}");
    }

    #[test]
    fn without_alignment_there_is_no_passage() {
        let mut findings = sample::findings();
        findings.matches.iter_mut().for_each(|m| m.alignment = None);
        findings.identical[0].variants[0].alignment = None;
        let text = lines(&findings);
        assert!(!text.contains("passages") && !text.contains("edits"));
        assert!(text.contains(r#""variants":[{"ids":["wire/3"]}]}"#));
    }
}
