//! Sets, clusters and matches as lists of names.

use std::collections::HashMap;
use std::io::{self, Write};

use crate::article::Articles;
use crate::cluster::{Cluster, Member};
use crate::findings::{Findings, Match, Statistics};

use super::escape;
use super::paint::{Mark, Paint};

/// Of a set of articles with the same words, so many are listed.
const LISTED_OF_A_SET: usize = 20;

/// Prints lists of what was found.
pub(super) struct Overview<'r> {
    paint: Paint,
    articles: &'r dyn Articles,
    findings: &'r Findings,
    /// First member of a set of identical articles → the set.
    sets: HashMap<usize, &'r [usize]>,
    /// The others of a set → its first member.
    firsts: HashMap<usize, usize>,
    /// The articles of a match → the match.
    matches: HashMap<(usize, usize), &'r Match>,
    /// Article → its cluster.
    clusters: HashMap<usize, usize>,
}

impl<'r> Overview<'r> {
    pub(super) fn new(paint: Paint, articles: &'r dyn Articles, findings: &'r Findings) -> Self {
        let sets = || findings.identical.iter().filter(|set| !set.is_empty());
        let others = sets().flat_map(|set| set[1..].iter().map(|other| (*other, set[0])));
        let mut clusters = HashMap::new();
        for (i, cluster) in findings.clusters.iter().enumerate() {
            clusters.extend(everyone(cluster).map(|article| (article, i)));
        }
        Self {
            paint,
            articles,
            findings,
            firsts: others.collect(),
            sets: sets().map(|set| (set[0], set.as_slice())).collect(),
            matches: findings.matches.iter().map(|m| (pair(m.a, m.b), m)).collect(),
            clusters,
        }
    }

    /// The sets of articles with the same words.
    pub(super) fn identical(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.findings.identical.is_empty() {
            return Ok(());
        }
        self.heading(out, "Same words", self.findings.identical.len())?;
        for set in &self.findings.identical {
            for (i, article) in set.iter().take(LISTED_OF_A_SET).enumerate() {
                write!(out, "{}", if i == 0 { "  " } else { "    " })?;
                self.name(out, *article)?;
                writeln!(out)?;
            }
            if set.len() > LISTED_OF_A_SET {
                let more = count(set.len() - LISTED_OF_A_SET);
                self.paint.write(out, Mark::Note, &format!("    and {more} more"))?;
                writeln!(out)?;
            }
        }
        writeln!(out)
    }

    /// The clusters: each representative, and its members with score and
    /// relation. Of articles with the same words the first one is told, so that
    /// a cluster of nothing else is left to the list of [sets](Self::identical).
    pub(super) fn clusters(&self, out: &mut dyn Write) -> io::Result<()> {
        let clusters = self.findings.clusters.iter().enumerate();
        let told: Vec<(&Cluster, Vec<Member>)> = clusters
            .map(|(i, cluster)| (cluster, self.versions(i)))
            .filter(|(_, members)| !members.is_empty())
            .collect();
        if told.is_empty() {
            return Ok(());
        }
        self.heading(out, "Clusters of versions", told.len())?;
        for (cluster, members) in told {
            write!(out, "  ")?;
            self.named(out, cluster.representative)?;
            for member in members {
                let found = self.matches.get(&pair(cluster.representative, member.article));
                let relation = found.map_or("", |found| found.relation.name());
                write!(out, "    {:.2}  {relation:<8}  ", member.score)?;
                self.named(out, member.article)?;
            }
        }
        writeln!(out)
    }

    /// Whether a cluster has more than two versions of a text.
    pub(super) fn has_groups(&self) -> bool {
        (0..self.findings.clusters.len()).any(|cluster| self.versions(cluster).len() > 1)
    }

    /// The members of a cluster, of those with the same words the first.
    pub(super) fn versions(&self, cluster: usize) -> Vec<Member> {
        let is_told = |member: &Member| {
            let first = self.firsts.get(&member.article);
            first.is_none_or(|first| self.clusters.get(first) != Some(&cluster))
        };
        self.findings.clusters[cluster].members.iter().copied().filter(is_told).collect()
    }

    /// How many other articles have the same words as this one, the first of its set.
    #[cfg(feature = "report-html")]
    pub(super) fn same_words(&self, article: usize) -> usize {
        self.sets.get(&article).map_or(0, |set| set.len() - 1)
    }

    /// The matches that no cluster tells of.
    pub(super) fn other_matches(&self, out: &mut dyn Write) -> io::Result<()> {
        let cluster = |article| self.clusters.get(&article);
        let is_other = |m: &&Match| cluster(m.a).is_none() || cluster(m.a) != cluster(m.b);
        let others: Vec<_> = self.findings.matches.iter().filter(is_other).collect();
        if others.is_empty() {
            return Ok(());
        }
        let title = if self.findings.clusters.is_empty() { "Copies" } else { "Other copies" };
        self.heading(out, title, others.len())?;
        for found in others {
            write!(out, "    {:.2}  {:<8}  ", found.score, found.relation.name())?;
            self.name(out, found.a)?;
            write!(out, "  ~  ")?;
            self.name(out, found.b)?;
            writeln!(out)?;
        }
        writeln!(out)
    }

    fn heading(&self, out: &mut dyn Write, title: &str, number: usize) -> io::Result<()> {
        self.paint.write(out, Mark::Verdict, &format!("{title} ({})", count(number)))?;
        writeln!(out)
    }

    fn name(&self, out: &mut dyn Write, article: usize) -> io::Result<()> {
        self.paint.write(out, Mark::Title, &escape::name(self.articles.id(article)))
    }

    /// A name, and how many others have the same words; then the line ends.
    fn named(&self, out: &mut dyn Write, article: usize) -> io::Result<()> {
        self.name(out, article)?;
        if let Some(set) = self.sets.get(&article) {
            let same = format!("  (and {} with the same words)", count(set.len() - 1));
            self.paint.write(out, Mark::Note, &same)?;
        }
        writeln!(out)
    }
}

fn everyone(cluster: &Cluster) -> impl Iterator<Item = usize> {
    let members = cluster.members.iter().map(|member| member.article);
    std::iter::once(cluster.representative).chain(members)
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// The whole run in one line, without its end.
pub(super) fn summary(findings: &Findings) -> String {
    let Statistics { articles, .. } = findings.statistics;
    let mut parts = vec![counted(articles, "article")];
    if !findings.identical.is_empty() {
        let sets = counted(findings.identical.len(), "identical set");
        let members: usize = findings.identical.iter().map(Vec::len).sum();
        parts.push(format!("{sets} of {} articles", count(members)));
    }
    parts.push(match findings.matches.len() {
        0 if findings.identical.is_empty() => "no copies".to_owned(),
        0 => "no other copies".to_owned(),
        1 => "1 copy".to_owned(),
        n => format!("{} copies", count(n)),
    });
    if !findings.clusters.is_empty() {
        parts.push(counted(findings.clusters.len(), "cluster"));
    }
    if !findings.skipped.is_empty() {
        parts.push(format!("{} too short to judge", count(findings.skipped.len())));
    }
    parts.join(", ")
}

/// A number and what it counts: `1 cluster`, `2 clusters`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A number with its thousands set apart: `12,345`.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(count(number), text);
        }
    }
}
