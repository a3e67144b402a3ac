//! Findings for a person to read.

use std::io::{self, Write};
use std::time::Duration;

use crate::align::{Alignment, Change};
use crate::article::Articles;
use crate::findings::{Findings, Match};
use crate::verify::Relation;

use super::diff::{Fold, Printer, Sides};
use super::overview::{self, Overview};
use super::paint::{Mark, Paint};
use super::wrap::Wrap;
use super::{escape, explain};

/// Up to so many matches are shown one by one, with their differences.
const SHOWN_ONE_BY_ONE: usize = 10;

/// Up to so many matches are shown with their text in full.
const SHOWN_IN_FULL: usize = 3;

/// Whether [`Terminal`] shows what was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Diffs {
    /// With up to ten matches; more are listed.
    #[default]
    Auto,
    /// With any number of matches.
    Always,
    /// With none: matches are listed.
    Never,
}

/// Prints findings for a person: what was found, how sure it is and why, and
/// every difference, word by word.
///
/// ```
/// use nearcopy::{Article, Findings, report::Terminal};
///
/// # fn main() -> std::io::Result<()> {
/// let articles = [Article::new("a", "Rain fell."), Article::new("b", "Snow fell.")];
/// let mut findings = Findings::default();
/// findings.statistics.articles = articles.len();
///
/// let mut page = Vec::new();
/// Terminal::new().write(&mut page, &articles, &findings)?;
/// assert_eq!(String::from_utf8_lossy(&page), "2 articles, no copies\n");
/// # Ok(())
/// # }
/// ```
///
/// # What is shown
///
/// First the sets of articles with the same words, each set to be seen as one
/// article from here on. Then the clusters (where one has more than two
/// versions, or matches are many), then each match: its articles, relation,
/// score, evidence, and the diff. Last comes one line that sums up the run.
///
/// The diff is side by side from a [`width`](Self::width) of 120 columns on,
/// and one text below that. Long stretches that did not change are folded;
/// with up to three matches only very long ones.
///
/// Without [`color`](Self::color) differences are bracketed as in `wdiff`:
/// `[-only in A-]`, `{+only in B+}`, and `{>at another place<}`. Line breaks
/// and spaces are laid out anew, so that a difference in white space alone is
/// not shown; [`JsonLines`](super::JsonLines) has it.
#[derive(Clone, Debug)]
pub struct Terminal {
    color: bool,
    width: usize,
    diffs: Diffs,
    explain: bool,
    elapsed: Option<Duration>,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { color: false, width: 100, diffs: Diffs::Auto, explain: false, elapsed: None }
    }
}

impl Terminal {
    /// Without colour, 100 columns wide, with [`Diffs::Auto`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to colour the text with ANSI escape sequences. Default false.
    pub fn color(mut self, yes: bool) -> Self {
        self.color = yes;
        self
    }

    /// How many columns a line may have. Default 100; at least 20 are used.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.max(20);
        self
    }

    /// Whether to show what was changed. Default [`Diffs::Auto`].
    pub fn diffs(mut self, diffs: Diffs) -> Self {
        self.diffs = diffs;
        self
    }

    /// Whether to print every figure behind each match, and what proposed it,
    /// also of those whose differences are not shown. Default false.
    pub fn explain(mut self, yes: bool) -> Self {
        self.explain = yes;
        self
    }

    /// How long the run took, for the last line. Default: not told.
    pub fn elapsed(mut self, time: Duration) -> Self {
        self.elapsed = Some(time);
        self
    }

    /// Prints `findings`, made from `articles`, to `out`. Of a pair whose
    /// differences are shown, both texts are asked for; of others, none.
    ///
    /// # Errors
    ///
    /// Those of `out`, and that of a text that cannot be read again.
    ///
    /// # Panics
    ///
    /// If `findings` were not made from `articles`.
    pub fn write<W: Write>(
        &self,
        mut out: W,
        articles: &dyn Articles,
        findings: &Findings,
    ) -> io::Result<()> {
        let out: &mut dyn Write = &mut out;
        let overview = Overview::new(self.paint(), articles, findings);
        overview.identical(out)?;
        let has_diffs = self.has_diffs(findings);
        if !has_diffs || overview.has_groups() {
            overview.clusters(out)?;
        }
        if has_diffs {
            self.matches(out, articles, findings)?;
        } else {
            overview.other_matches(out)?;
            if self.explain {
                writeln!(out)?;
                for found in &findings.matches {
                    self.verdict(out, articles, found)?;
                }
            }
        }
        self.summary(out, findings)
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

    fn matches(
        &self,
        out: &mut dyn Write,
        articles: &dyn Articles,
        findings: &Findings,
    ) -> io::Result<()> {
        let is_few = findings.matches.len() <= SHOWN_IN_FULL;
        let fold = if is_few { Fold::LONG } else { Fold::CONTEXT };
        let printer = Printer { paint: self.paint(), width: self.width, fold };
        if findings.matches.iter().any(|m| m.alignment.as_ref().is_some_and(|a| !is_same(a))) {
            self.legend(out)?;
        }
        for found in &findings.matches {
            self.verdict(out, articles, found)?;
            if let Some(alignment) = found.alignment.as_ref().filter(|a| !is_same(a)) {
                let text = |article| articles.text(article).map_err(io::Error::other);
                let (a, b) = (text(found.a)?, text(found.b)?);
                printer.print(out, Sides { a: &a, b: &b }, alignment)?;
                writeln!(out)?;
            }
        }
        Ok(())
    }

    /// What the marks of a diff mean.
    fn legend(&self, out: &mut dyn Write) -> io::Result<()> {
        let marks = [
            (Mark::Deleted, "only in A"),
            (Mark::Inserted, "only in B"),
            (Mark::Moved, "at another place"),
        ];
        for (i, (mark, meaning)) in marks.into_iter().enumerate() {
            let (open, close) = self.paint().brackets(mark);
            write!(out, "{}", if i == 0 { "" } else { "  " })?;
            self.paint().write(out, mark, &format!("{open}{meaning}{close}"))?;
        }
        if self.color {
            write!(out, "  ")?;
            self.paint().write(out, Mark::SpelledB, "the same words, written otherwise")?;
        }
        writeln!(out, "\n")
    }

    /// The articles of a match, how sure it is, and why.
    fn verdict(
        &self,
        out: &mut dyn Write,
        articles: &dyn Articles,
        found: &Match,
    ) -> io::Result<()> {
        let paint = self.paint();
        for (side, article) in [("A", found.a), ("B", found.b)] {
            paint.write(out, Mark::Note, side)?;
            write!(out, "  ")?;
            paint.write(out, Mark::Title, &escape::name(articles.id(article)))?;
            writeln!(out)?;
        }
        write!(out, "   ")?;
        paint.write(out, Mark::Verdict, phrase(found.relation))?;
        writeln!(out, ", score {:.2}", found.score)?;
        self.indented(out, &found.evidence.sentence())?;
        if self.explain {
            explain::figures(out, found.view, &found.evidence)?;
        }
        if let Some(alignment) = &found.alignment {
            self.indented(out, &tally(alignment))?;
        }
        writeln!(out)
    }

    /// A sentence of ours, below what it belongs to.
    fn indented(&self, out: &mut dyn Write, sentence: &str) -> io::Result<()> {
        let mut wrap = Wrap::new(self.width.min(100) - 3, self.paint());
        wrap.text(Mark::Plain, sentence);
        for line in wrap.finish() {
            write!(out, "   ")?;
            line.print(out, self.paint())?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn summary(&self, out: &mut dyn Write, findings: &Findings) -> io::Result<()> {
        let mut line = overview::summary(findings);
        if let Some(time) = self.elapsed {
            line.push_str(&format!(" ({:.2} s)", time.as_secs_f64()));
        }
        self.paint().write(out, Mark::Title, &line)?;
        writeln!(out)
    }
}

/// The relation as it is said of a match.
pub(super) fn phrase(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "exact copy",
        Relation::Edited => "edited copy",
        Relation::Reworded => "reworded copy",
        Relation::Partial => "partial copy",
    }
}

fn is_same(alignment: &Alignment) -> bool {
    alignment.regions.iter().all(|region| region.change == Change::Kept)
}

/// How many regions were changed in which way.
pub(super) fn tally(alignment: &Alignment) -> String {
    let kinds =
        [Change::Replaced, Change::Inserted, Change::Deleted, Change::Moved, Change::Respelled];
    let counts = kinds.map(|kind| {
        let number = alignment.regions.iter().filter(|region| region.change == kind).count();
        (kind, number)
    });
    let told: Vec<String> = counts
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(kind, number)| format!("{} {}", overview::count(*number), kind.name()))
        .collect();
    let edits: usize = counts.iter().map(|(_, number)| number).sum();
    match edits {
        0 => "no difference".to_owned(),
        1 => format!("1 edit: {}", told.join(", ")),
        n => format!("{} edits: {}", overview::count(n), told.join(", ")),
    }
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
