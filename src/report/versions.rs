//! Clusters without the repeats that the identical sets already list.

use std::collections::HashMap;

use crate::cluster::{Cluster, Member};
use crate::findings::{Findings, Match};

/// Which set, cluster and match an article or a pair of articles is in.
pub(super) struct Versions<'r> {
    findings: &'r Findings,
    /// First member of an identical set → the set.
    sets: HashMap<usize, &'r [usize]>,
    /// Every other member of a set → its first member.
    firsts: HashMap<usize, usize>,
    /// The articles of a match, the smaller position first → the match.
    matches: HashMap<(usize, usize), &'r Match>,
    /// Article → position of its cluster.
    clusters: HashMap<usize, usize>,
}

impl<'r> Versions<'r> {
    /// Of findings that are in memory, all of them.
    pub(super) fn new(findings: &'r Findings) -> Self {
        let sets =
            || findings.identical.iter().map(|set| &set.articles[..]).filter(|set| !set.is_empty());
        let others = sets().flat_map(|set| set[1..].iter().map(|other| (*other, set[0])));
        let firsts: HashMap<usize, usize> = others.collect();
        // A search across sides may name another article of a set than the first.
        let first = |article: usize| firsts.get(&article).copied().unwrap_or(article);
        let mut clusters = HashMap::new();
        for (at, cluster) in findings.clusters.iter().enumerate() {
            clusters.extend(everyone(cluster).map(|article| (article, at)));
        }
        Self {
            findings,
            sets: sets().map(|set| (set[0], set)).collect(),
            matches: findings
                .matches
                .iter()
                .chain(&findings.unlisted)
                .map(|found| (ordered(first(found.a), first(found.b)), found))
                .collect(),
            firsts,
            clusters,
        }
    }

    /// The clusters with more than one version of a text, each with its members;
    /// of members with the same words only the first. A cluster of nothing but
    /// identical articles is left out: the identical sets list it.
    pub(super) fn clusters(&self) -> Vec<(&'r Cluster, Vec<Member>)> {
        let clusters = self.findings.clusters.iter().enumerate();
        clusters
            .map(|(at, cluster)| (cluster, self.members(at)))
            .filter(|(_, members)| !members.is_empty())
            .collect()
    }

    /// The members of a cluster; of those with the same words, the first.
    fn members(&self, cluster: usize) -> Vec<Member> {
        let is_version = |member: &Member| {
            let first = self.firsts.get(&member.article);
            first.is_none_or(|first| self.clusters.get(first) != Some(&cluster))
        };
        self.findings.clusters[cluster].members.iter().copied().filter(is_version).collect()
    }

    /// The match of two articles, if they match.
    pub(super) fn match_of(&self, a: usize, b: usize) -> Option<&'r Match> {
        self.matches.get(&ordered(self.first(a), self.first(b))).copied()
    }

    /// The article that stands for those with the same words.
    pub(super) fn first(&self, article: usize) -> usize {
        self.firsts.get(&article).copied().unwrap_or(article)
    }

    /// Whether one cluster lists both articles.
    pub(super) fn is_in_a_cluster(&self, found: &Match) -> bool {
        let cluster = |article| self.clusters.get(&article);
        cluster(found.a).is_some() && cluster(found.a) == cluster(found.b)
    }

    /// The cluster that lists both articles.
    #[cfg(feature = "report-html")]
    pub(super) fn cluster_of(&self, found: &Match) -> Option<&'r Cluster> {
        let at = *self.clusters.get(&found.a).filter(|_| self.is_in_a_cluster(found))?;
        Some(&self.findings.clusters[at])
    }

    /// How many other articles have the same words as this one; 0 unless it is
    /// the first of its set.
    pub(super) fn identical_to(&self, article: usize) -> usize {
        self.sets.get(&article).map_or(0, |set| set.len() - 1)
    }
}

fn everyone(cluster: &Cluster) -> impl Iterator<Item = usize> {
    let members = cluster.members.iter().map(|member| member.article);
    std::iter::once(cluster.representative).chain(members)
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}
