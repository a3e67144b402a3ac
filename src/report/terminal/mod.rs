//! Findings for a person to read in a terminal.
//!
//! [`lists`] of ids, or the [`diff`] of each match: its [`substance`], then both
//! texts [`inline`] or in [`columns`]. Text is [wrapped](wrap) into lines whose
//! runs have styles, which [`paint`] turns into escape sequences or brackets.
//! [`explain`] prints the figures behind a match.

mod columns;
mod diff;
mod explain;
mod inline;
mod lists;
mod paint;
mod substance;
mod variants;
mod wrap;

use std::io::{self, Write};

use crate::align::{Alignment, Change};
use crate::findings::{Findings, Match};

use super::layout::{Collapse, Sides};
use super::{ReportInput, Reporter, about, escape, phrases};
use diff::DiffPrinter;
use lists::Lists;
use paint::{Paint, TextStyle};
use variants::VariantPrinter;
use wrap::Wrap;

pub use explain::write_why;

/// The most matches that are shown one by one, with their differences.
const SHOWN_ONE_BY_ONE: usize = 10;

/// The most matches whose text is shown in full.
const SHOWN_IN_FULL: usize = 3;

/// Whether [`Terminal`] shows what was changed, and what is written otherwise in
/// identical sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Diffs {
    /// With up to ten matches, more are listed; and with up to ten variants of
    /// identical sets, more are counted.
    #[default]
    Auto,
    /// With any number of matches and variants.
    Always,
    /// With none: matches are listed, variants counted.
    Never,
}

/// Prints findings for a person: what was found, how sure it is and why, and
/// every difference, word by word.
///
/// ```
/// use nearcopy::{Article, Findings, report::{ReportInput, Reporter, Terminal}};
///
/// let articles = [Article::new("a", "Rain fell."), Article::new("b", "Snow fell.")];
/// let mut findings = Findings::default();
/// findings.statistics.articles = articles.len();
///
/// let mut page = Vec::new();
/// Terminal::new().width(80).write(&mut page, &ReportInput::new(&articles, &findings))?;
/// assert_eq!(String::from_utf8_lossy(&page), "2 articles, no copies\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # What is shown
///
/// First the sets of articles with the same words, and below each what is
/// [written otherwise](crate::findings::Variant) than in its first article, which
/// stands for the set from there on. Then the clusters (where one has more than two
/// versions, or matches are many), then each match: its articles, relation,
/// score, evidence, and the diff. Last comes one line that sums up the run.
///
/// The diff is side by side from a [`width`](Self::width) of 120 columns on,
/// and one text below that. Long stretches that did not change are collapsed;
/// with up to three matches only very long ones.
///
/// Without [`color`](Self::color) differences are bracketed as in `wdiff`:
/// `[-only in A-]`, `{+only in B+}`, and `{>at another place<}`; with spaces
/// inside where the text begins or ends like a bracket: `[- - -]` for a minus.
/// White space is normalized, so that a difference in white space alone is not
/// shown; [`JsonLines`](super::JsonLines) has it.
#[derive(Clone, Debug)]
pub struct Terminal {
    color: bool,
    width: usize,
    diffs: Diffs,
    explain: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { color: false, width: 100, diffs: Diffs::Auto, explain: false }
    }
}

impl Terminal {
    /// Without colour, 100 columns wide, with [`Diffs::Auto`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to colour the text with ANSI escape sequences. Default false.
    #[must_use]
    pub fn color(mut self, yes: bool) -> Self {
        self.color = yes;
        self
    }

    /// How many columns a line may have. Default 100; at least 20 are used.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.max(20);
        self
    }

    /// Whether to show what was changed. Default [`Diffs::Auto`].
    #[must_use]
    pub fn diffs(mut self, diffs: Diffs) -> Self {
        self.diffs = diffs;
        self
    }

    /// Whether to print every figure behind each match, and what proposed it,
    /// also of those whose differences are not shown. Default false.
    #[must_use]
    pub fn explain(mut self, yes: bool) -> Self {
        self.explain = yes;
        self
    }

    fn paint(&self) -> Paint {
        Paint { color: self.color }
    }

    fn has_diffs(&self, findings: &Findings) -> bool {
        match self.diffs {
            Diffs::Always => true,
            Diffs::Never => false,
            Diffs::Auto => findings.matches.len() <= SHOWN_ONE_BY_ONE,
        }
    }

    /// How the variants of identical sets are shown.
    fn variants(&self, findings: &Findings) -> VariantPrinter {
        let variants: usize = findings.identical.iter().map(|set| set.variants.len()).sum();
        let has_edits = match self.diffs {
            Diffs::Always => true,
            Diffs::Never => false,
            Diffs::Auto => variants <= SHOWN_ONE_BY_ONE,
        };
        VariantPrinter { paint: self.paint(), width: self.width.min(100), has_edits }
    }

    fn matches(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let findings = input.findings;
        let is_few = findings.matches.len() <= SHOWN_IN_FULL;
        let collapse = if is_few { Collapse::LONG } else { Collapse::CONTEXT };
        let printer = DiffPrinter { paint: self.paint(), width: self.width, collapse };
        if findings.matches.iter().any(|m| m.alignment.as_ref().is_some_and(|a| !is_same(a))) {
            self.legend(out)?;
        }
        for found in &findings.matches {
            self.verdict(out, input, found)?;
            if let Some(alignment) = found.alignment.as_ref().filter(|a| !is_same(a)) {
                let (a, b) = (input.text(found.a)?, input.text(found.b)?);
                printer.print(out, Sides { a: &a, b: &b }, alignment)?;
                writeln!(out)?;
            }
        }
        Ok(())
    }

    /// What the marks of a diff mean.
    fn legend(&self, out: &mut dyn Write) -> io::Result<()> {
        let styles = [
            (TextStyle::Deleted, "only in A"),
            (TextStyle::Inserted, "only in B"),
            (TextStyle::Moved, "at another place"),
        ];
        for (i, (style, meaning)) in styles.into_iter().enumerate() {
            let (open, close) = self.paint().brackets(style);
            write!(out, "{}", if i == 0 { "" } else { "  " })?;
            self.paint().write(out, style, &format!("{open}{meaning}{close}"))?;
        }
        if self.color {
            write!(out, "  ")?;
            self.paint().write(out, TextStyle::SpelledB, "the same words, written otherwise")?;
        }
        writeln!(out, "\n")
    }

    /// The articles of a match, how sure it is, and why.
    fn verdict(
        &self,
        out: &mut dyn Write,
        input: &ReportInput<'_>,
        found: &Match,
    ) -> io::Result<()> {
        let paint = self.paint();
        for (side, article) in [("A", found.a), ("B", found.b)] {
            paint.write(out, TextStyle::Note, side)?;
            write!(out, "  ")?;
            paint.write(out, TextStyle::Title, &escape::line(input.articles.id(article)))?;
            writeln!(out)?;
            let known = about::label(&input.articles.about(article));
            if !known.is_empty() {
                writeln!(out, "   {known}")?;
            }
        }
        write!(out, "   ")?;
        paint.write(out, TextStyle::Verdict, phrases::relation(found.relation))?;
        write!(out, ", score {}", phrases::score(found.score))?;
        match phrases::decision(found.decision) {
            "" => writeln!(out)?,
            decision => writeln!(out, ", {decision}")?,
        }
        self.indented(out, &found.evidence.sentence())?;
        if let Some(sentence) = about::probable_source(input, found) {
            self.indented(out, &sentence)?;
        }
        if self.explain {
            explain::figures(out, found.view, found.score, &found.evidence)?;
        }
        if let Some(alignment) = &found.alignment {
            self.indented(out, &phrases::edits(&alignment.regions))?;
        }
        writeln!(out)
    }

    /// A sentence, indented below what it is about.
    fn indented(&self, out: &mut dyn Write, sentence: &str) -> io::Result<()> {
        let mut wrap = Wrap::new(self.width.min(100) - 3, self.paint());
        wrap.text(TextStyle::Plain, sentence);
        for line in wrap.finish() {
            write!(out, "   ")?;
            line.print(out, self.paint())?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn summary(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let mut line = phrases::summary(input.findings);
        line.push_str(&phrases::left_out(input.findings));
        line.push_str(&phrases::other_files(&input.other_files));
        if let Some(time) = input.elapsed {
            line.push_str(&format!(" ({:.2} s)", time.as_secs_f64()));
        }
        self.paint().write(out, TextStyle::Title, &line)?;
        writeln!(out)
    }
}

impl Reporter for Terminal {
    /// Writes the page. Of a pair or variant whose differences are shown, both
    /// texts are asked for; of others, none.
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let findings = &*input.findings.in_memory().map_err(io::Error::other)?;
        let input = &ReportInput { findings, ..input.clone() };
        let lists = Lists::new(self.paint(), input);
        lists.identical(out, self.variants(findings))?;
        let has_diffs = self.has_diffs(findings);
        if !has_diffs || lists.has_groups() {
            lists.clusters(out)?;
        }
        if has_diffs {
            self.matches(out, input)?;
        } else {
            lists.other_matches(out)?;
            if self.explain {
                writeln!(out)?;
                for found in &findings.matches {
                    self.verdict(out, input, found)?;
                }
            }
        }
        lists.templates(out)?;
        self.summary(out, input)?;
        out.flush()
    }
}

fn is_same(alignment: &Alignment) -> bool {
    alignment.regions.iter().all(|region| region.change == Change::Kept)
}

#[cfg(test)]
mod tests;
