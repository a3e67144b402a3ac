//! Findings as a table for a spreadsheet: a line for each pair.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{ReportInput, Reporter, about, escape};
use crate::about::AboutField;
use crate::decisions::Decision;
use crate::findings::Match;

/// Writes the pairs as a table, with commas or tabs between the cells.
///
/// The first line has the names of the columns. Of a set of identical articles there is
/// a line for the first with each other one, of relation `exact`; the matches follow, and
/// then forms filled in anew where the findings list them.
///
/// | column | |
/// |---|---|
/// | `a`, `b` | the ids |
/// | `relation` | `exact`, `edited`, `reworded`, `partial` or `template` |
/// | `score` | from 0 to 1 |
/// | `words_a`, `words_b` | how many words each has |
/// | `words`, `prose_a`, `prose_b`, `resemblance`, `near`, `containment` | the figures of this name of the [`Evidence`](crate::verify::Evidence); empty where they were not computed, as for identical articles |
/// | `title_a`, `title_b`, `source_a`, `source_b`, `date_a`, `date_b` | what is [known](crate::About) of both; empty where it is not |
/// | `days` | how many days B was published after A, negative if before; empty where a date is not known |
/// | `decision` | `copy` or `later` where the pair was [decided](crate::decisions), else empty |
///
/// Cells with a comma, a tab or a quotation mark are quoted as RFC 4180 says, in both
/// forms; each line ends with a line feed. Control characters, line breaks and the others
/// of [`escape::is_unsafe`](super::escape::is_unsafe) become `\u{…}`, so that a pair stays
/// on its line. [`JsonLines`](super::JsonLines) gives such ids back as they were.
///
/// # Formulas
///
/// A spreadsheet executes a cell that begins with `=`, `+`, `-` or `@`. An apostrophe is
/// put before an id that does, also after white space or apostrophes: then one
/// apostrophe less is the id.
///
/// ```
/// use nearcopy::report::{ReportInput, Reporter, Table};
/// use nearcopy::{Article, Findings, IdenticalSet};
///
/// let mut set = IdenticalSet::default();
/// set.articles = vec![0, 1];
/// let mut findings = Findings::default();
/// findings.identical = vec![set];
///
/// let articles = [Article::new("=1+1", "Rain fell."), Article::new("b, c", "Rain fell.")];
/// let mut table = Vec::new();
/// Table::csv().write(&mut table, &ReportInput::new(&articles, &findings))?;
/// assert!(String::from_utf8_lossy(&table).contains("\n'=1+1,\"b, c\",exact,1.0000,"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table {
    separator: char,
}

/// The columns beside the figures. What tells an earlier table depends on their order.
const COLUMNS: [&str; 6] = ["a", "b", "relation", "score", "words_a", "words_b"];

/// The figures of the evidence that have a column.
const FIGURES: [&str; 6] = ["words", "prose_a", "prose_b", "resemblance", "near", "containment"];

/// What is known of both articles beside their texts.
const ABOUT: [&str; 7] = ["title_a", "title_b", "source_a", "source_b", "date_a", "date_b", "days"];
/// The last column.
const DECISION: &str = "decision";

impl Table {
    /// With commas.
    #[must_use]
    pub fn csv() -> Self {
        Self { separator: ',' }
    }

    /// With tabs.
    #[must_use]
    pub fn tsv() -> Self {
        Self { separator: '\t' }
    }

    fn line(self, out: &mut dyn Write, cells: &[Cow<'_, str>]) -> io::Result<()> {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                write!(out, "{}", self.separator)?;
            }
            match cell.contains([',', '\t', '"']) {
                true => write!(out, "\"{}\"", cell.replace('"', "\"\""))?,
                false => out.write_all(cell.as_bytes())?,
            }
        }
        out.write_all(b"\n")
    }
}

impl Reporter for Table {
    /// Writes the table. No text is asked for.
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let findings = input.findings;
        let names: Vec<_> = COLUMNS
            .into_iter()
            .chain(FIGURES)
            .chain(ABOUT)
            .chain([DECISION])
            .map(Cow::Borrowed)
            .collect();
        self.line(out, &names)?;
        for set in &findings.identical {
            for &other in &set.articles[1..] {
                let mut cells = of_pair(input, [set.articles[0], other], "exact", 1.0);
                cells.extend(FIGURES.map(|_| Cow::Borrowed("")));
                cells.extend(known(input, [set.articles[0], other]));
                cells.push(decision(set.decision));
                self.line(out, &cells)?;
            }
        }
        for found in findings.listed_unaligned() {
            let Match { a, b, relation, score, .. } = *found;
            let mut cells = of_pair(input, [a, b], relation.name(), score);
            cells.extend(figures(&found));
            cells.extend(known(input, [a, b]));
            cells.push(decision(found.decision));
            self.line(out, &cells)?;
        }
        input.check()?;
        out.flush()
    }
}

/// The cells of [`COLUMNS`].
fn of_pair<'r>(
    input: &ReportInput<'r>,
    pair: [usize; 2],
    relation: &'static str,
    score: f32,
) -> Vec<Cow<'r, str>> {
    let [a, b] = pair.map(|article| cell(input.articles.id(article)));
    let words = |article: usize| input.findings.words.get(article).map(u32::to_string);
    let [words_a, words_b] = pair.map(|article| words(article).unwrap_or_default().into());
    vec![a, b, relation.into(), format!("{score:.4}").into(), words_a, words_b]
}

/// The cells of [`ABOUT`].
fn known<'c>(input: &ReportInput<'_>, pair: [usize; 2]) -> [Cow<'c, str>; ABOUT.len()] {
    let [a, b] = pair.map(|article| {
        let about = input.articles.about(article);
        let value = |field| cell(&about.get(field).unwrap_or_default()).into_owned().into();
        [AboutField::Title, AboutField::Source, AboutField::Date].map(value)
    });
    let days = about::days(input, pair[0], pair[1]).map(|days| format!("{days:.4}"));
    let ([title_a, source_a, date_a], [title_b, source_b, date_b]) = (a, b);
    [title_a, title_b, source_a, source_b, date_a, date_b, days.unwrap_or_default().into()]
}

/// The cell of [`DECISION`].
fn decision<'c>(decision: Option<Decision>) -> Cow<'c, str> {
    decision.map_or("", Decision::name).into()
}

/// The cells of [`FIGURES`].
fn figures<'c>(found: &Match) -> [Cow<'c, str>; FIGURES.len()] {
    FIGURES.map(|name| {
        let figure = found.evidence.figures().find(|(figure, _)| *figure == name);
        figure.map(|(_, value)| format!("{value:.4}")).unwrap_or_default().into()
    })
}

/// An id that no spreadsheet executes and no terminal obeys.
fn cell(id: &str) -> Cow<'_, str> {
    let safe = escape::line(id);
    let first = safe.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    // Spreadsheets of East Asia take the wide forms, too.
    if first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        return Cow::Owned(format!("'{safe}"));
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::about::About;
    use crate::report::sample;

    #[test]
    fn ids_are_no_formulas() {
        for (id, expected) in [
            ("wire/1", "wire/1"),
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =1", "' =1"),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("'tis", "'tis"),
            ("a=1", "a=1"),
            ("\t=1", "\\u{9}=1"),
            ("a\nb", "a\\u{a}b"),
        ] {
            assert_eq!(cell(id), expected);
        }
    }

    #[test]
    fn what_is_known_of_both() {
        let (mut articles, findings) = (sample::articles(), sample::findings());
        let about = About::default().with_title("=1+1").with_source("Post, \u{202e}");
        articles[0] =
            articles[0].clone().with_about(about.with_date("2022-01-17".parse().unwrap()));
        let date = "2022-01-16T12:00:00Z".parse().unwrap();
        articles[1] = articles[1].clone().with_about(About::default().with_date(date));
        let mut table = Vec::new();
        Table::tsv().write(&mut table, &ReportInput::new(&articles, &findings)).unwrap();
        let table = String::from_utf8(table).unwrap().replace('\t', "|");
        let last = table.lines().last().unwrap();
        let expected = "|'=1+1||\"Post, \\u{202e}\"||2022-01-17|2022-01-16T12:00:00Z|-1.0000|";
        assert!(last.ends_with(expected), "{last}");
    }

    #[test]
    fn a_line_for_each_pair() {
        let (articles, mut findings) = (sample::articles(), sample::findings());
        findings.matches[0].evidence.words = 9.5;
        findings.matches[0].evidence.prose_a = 0.75;
        findings.matches[0].decision = Some(Decision::Copy);
        let input = ReportInput::new(&articles, &findings);
        let mut table = Vec::new();
        Table::tsv().write(&mut table, &input).unwrap();
        insta::assert_snapshot!(String::from_utf8(table).unwrap().replace('\t', "|"), @r"
        a|b|relation|score|words_a|words_b|words|prose_a|prose_b|resemblance|near|containment|title_a|title_b|source_a|source_b|date_a|date_b|days|decision
        wire/1|wire/3|exact|1.0000|14|14||||||||||||||
        wire/1|wire/2|reworded|0.8700|14|13|9.5000|0.7500|0.0000|0.0000|0.0000|0.0000||||||||copy
        ");
    }
}
