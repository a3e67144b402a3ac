//! Identical sets, clusters and matches as lists of ids.

use std::io::{self, Write};

use crate::cluster::Member;
use crate::decisions::Decision;
use crate::findings::Match;
use crate::report::phrases::{self, count};
use crate::report::versions::Versions;
use crate::report::{ReportInput, about, escape};

use super::paint::{Paint, TextStyle};
use super::variants::VariantPrinter;

/// The most members of one identical set that are listed.
const LISTED_OF_A_SET: usize = 20;

/// Prints lists of what was found.
pub(super) struct Lists<'r> {
    paint: Paint,
    input: &'r ReportInput<'r>,
    versions: Versions<'r>,
}

impl<'r> Lists<'r> {
    pub(super) fn new(paint: Paint, input: &'r ReportInput<'r>) -> Self {
        Self { paint, input, versions: Versions::new(input.findings) }
    }

    /// The sets of articles with the same words, and what is written otherwise.
    pub(super) fn identical(
        &self,
        out: &mut dyn Write,
        variants: VariantPrinter,
    ) -> io::Result<()> {
        let sets = &self.input.findings.identical;
        if sets.is_empty() {
            return Ok(());
        }
        self.heading(out, "Same words", sets.len())?;
        for set in sets {
            let articles = &set.articles;
            for (i, article) in articles.iter().take(LISTED_OF_A_SET).enumerate() {
                write!(out, "{}", if i == 0 { "  " } else { "    " })?;
                self.id(out, *article)?;
                if i > 0 {
                    self.decision(out, set.decision)?;
                }
                writeln!(out)?;
            }
            if articles.len() > LISTED_OF_A_SET {
                let more = count(articles.len() - LISTED_OF_A_SET);
                self.paint.write(out, TextStyle::Note, &format!("    and {more} more"))?;
                writeln!(out)?;
            }
            variants.print(out, self.input, set)?;
        }
        writeln!(out)
    }

    /// The clusters: each representative, and its members with score and relation.
    pub(super) fn clusters(&self, out: &mut dyn Write) -> io::Result<()> {
        let clusters = self.versions.clusters();
        if clusters.is_empty() {
            return Ok(());
        }
        self.heading(out, "Clusters of versions", clusters.len())?;
        for (cluster, members) in clusters {
            write!(out, "  ")?;
            self.id_and_repeats(out, cluster.representative)?;
            writeln!(out)?;
            for Member { article, score } in members {
                let found = self.versions.match_of(cluster.representative, article);
                let relation = found.map_or("", |found| found.relation.name());
                write!(out, "    {}  {relation:<8}  ", phrases::score(score))?;
                self.id_and_repeats(out, article)?;
                self.decision(out, found.and_then(|found| found.decision))?;
                writeln!(out)?;
            }
        }
        writeln!(out)
    }

    /// Whether a cluster has more than two versions of a text.
    pub(super) fn has_groups(&self) -> bool {
        self.versions.clusters().iter().any(|(_, members)| members.len() > 1)
    }

    /// The matches that no cluster lists.
    pub(super) fn other_matches(&self, out: &mut dyn Write) -> io::Result<()> {
        let findings = self.input.findings;
        let is_other = |found: &&Match| !self.versions.is_in_a_cluster(found);
        let others: Vec<_> = findings.matches.iter().filter(is_other).collect();
        if others.is_empty() {
            return Ok(());
        }
        let title = if findings.clusters.is_empty() { "Copies" } else { "Other copies" };
        self.pairs(out, title, &others)
    }

    /// The pairs that are no copies but forms filled in anew.
    pub(super) fn templates(&self, out: &mut dyn Write) -> io::Result<()> {
        let templates: Vec<&Match> = self.input.findings.templates.iter().collect();
        match templates.is_empty() {
            true => Ok(()),
            false => self.pairs(out, "Forms filled in anew", &templates),
        }
    }

    fn pairs(&self, out: &mut dyn Write, title: &str, pairs: &[&Match]) -> io::Result<()> {
        self.heading(out, title, pairs.len())?;
        for found in pairs {
            write!(out, "    {}  {:<8}  ", phrases::score(found.score), found.relation.name())?;
            self.id(out, found.a)?;
            write!(out, "  ~  ")?;
            self.id(out, found.b)?;
            self.decision(out, found.decision)?;
            writeln!(out)?;
        }
        writeln!(out)
    }

    fn heading(&self, out: &mut dyn Write, title: &str, number: usize) -> io::Result<()> {
        self.paint.write(out, TextStyle::Verdict, &format!("{title} ({})", count(number)))?;
        writeln!(out)
    }

    /// An id, and what is known of its article.
    fn id(&self, out: &mut dyn Write, article: usize) -> io::Result<()> {
        self.paint.write(out, TextStyle::Title, &escape::line(self.input.articles.id(article)))?;
        match about::label(&self.input.articles.about(article)) {
            known if known.is_empty() => Ok(()),
            known => self.paint.write(out, TextStyle::Note, &format!("  {known}")),
        }
    }

    /// An id, and how many other articles have the same words.
    fn id_and_repeats(&self, out: &mut dyn Write, article: usize) -> io::Result<()> {
        self.id(out, article)?;
        let same = self.versions.identical_to(article);
        if same > 0 {
            let note = format!("  (and {} with the same words)", count(same));
            self.paint.write(out, TextStyle::Note, &note)?;
        }
        Ok(())
    }

    /// What was decided about a pair, behind its ids.
    fn decision(&self, out: &mut dyn Write, decision: Option<Decision>) -> io::Result<()> {
        match phrases::decision(decision) {
            "" => Ok(()),
            said => self.paint.write(out, TextStyle::Note, &format!("  ({said})")),
        }
    }
}
