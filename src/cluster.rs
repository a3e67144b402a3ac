//! Stage 6: matches → clusters, each with a representative.
//!
//! A cluster is a *star*: a representative, and the articles that each have a
//! verified match with it. Nothing joins a cluster through a third article,
//! so a chain of small resemblances cannot run from one story to another.
//!
//! # Choice of the representative
//!
//! The article whose matches have the largest sum of scores: the one that
//! most others are verified copies of. Scores count to four decimals, as a saved
//! report has them. Ties go to the smaller id. The representative takes
//! all its matches as members; the choice is repeated among the rest, where a
//! match only counts while both its articles are free. [`clusters_by`] takes another order
//! of choice, as that of dates.
//!
//! Source: Aslam, Pelekhov, Rus, “The star clustering algorithm for static
//! and dynamic information organization”, 2004.

use std::collections::BinaryHeap;

/// Which article represents a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Representative {
    /// The one whose matches have the largest sum of scores.
    #[default]
    Central,
    /// The earliest by [date](crate::About::date); those without one come last.
    Earliest,
    /// The one with most words.
    Longest,
}

/// A group of copies, every one of them verified against the representative.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Cluster {
    /// The article that stands for the group.
    pub representative: usize,
    /// The others, ordered by id, each with its verified score to the
    /// representative.
    pub members: Vec<Member>,
}

/// One member of a [`Cluster`], beside the representative.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Member {
    /// The article.
    pub article: usize,
    /// Its verified score to the representative, 0 to 1; 1 for the same words.
    pub score: f32,
}

/// Groups `articles` articles by their matches. Every article with a match is
/// in one cluster at most; one whose matches all went to other clusters is in
/// none. Articles with the same words, the `identical` sets, join the cluster of
/// their first member or form one of their own: an edge of any member counts as
/// one of the first, and of several between the same two the highest. The sets
/// are ordered by first member, and so are the clusters by representative.
///
/// Cost: near-linear in the number of matches.
///
/// # Panics
///
/// If an edge or a set names an article from `articles` on, or a set is empty.
///
/// ```
/// use nearcopy::cluster::{Edge, clusters};
///
/// // 1 matches 0, 2 and 3; 4 matches only 3, and so stays out.
/// let edge = |a, b| Edge { a, b, score: 0.9 };
/// let found = clusters(6, &[edge(0, 1), edge(1, 2), edge(1, 3), edge(3, 4)], &[vec![0, 5]]);
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].representative, 1);
/// assert_eq!(found[0].members.len(), 4);
/// ```
pub fn clusters(articles: usize, edges: &[Edge], identical: &[Vec<usize>]) -> Vec<Cluster> {
    with_identical(stars(articles, &between_firsts(articles, edges, identical)), identical)
}

/// [`clusters`] whose representatives are chosen in this `order` of all articles: the first
/// takes all its matches as members, then the next one that is still free. An article is so
/// in the cluster of the first one that it is a copy of, and a cluster of [`clusters`] may
/// fall into several.
///
/// Cost, and panics, as [`clusters`].
///
/// ```
/// use nearcopy::cluster::{Edge, clusters_by};
///
/// // 1 matches 0 and 2; 0 comes first and takes 1.
/// let edge = |a, b| Edge { a, b, score: 0.9 };
/// let found = clusters_by(3, &[edge(0, 1), edge(1, 2)], &[], &[0, 1, 2]);
/// assert_eq!((found.len(), found[0].representative, found[0].members.len()), (1, 0, 1));
/// ```
pub fn clusters_by(
    articles: usize,
    edges: &[Edge],
    identical: &[Vec<usize>],
    order: &[usize],
) -> Vec<Cluster> {
    let mut neighbours: Vec<Vec<Member>> = vec![Vec::new(); articles];
    for edge in between_firsts(articles, edges, identical) {
        neighbours[edge.a].push(Member { article: edge.b, score: edge.score });
        neighbours[edge.b].push(Member { article: edge.a, score: edge.score });
    }
    let mut free = vec![true; articles];
    let mut stars = Vec::new();
    for &representative in order {
        if !free[representative] {
            continue;
        }
        let mut members = std::mem::take(&mut neighbours[representative]);
        members.retain(|member| free[member.article]);
        if members.is_empty() {
            continue;
        }
        free[representative] = false;
        members.iter().for_each(|member| free[member.article] = false);
        members.sort_unstable_by_key(|member| member.article);
        stars.push(Cluster { representative, members });
    }
    with_identical(stars, identical)
}

/// The edges between the first members of identical sets, one for two articles.
fn between_firsts(articles: usize, edges: &[Edge], identical: &[Vec<usize>]) -> Vec<Edge> {
    let mut first: Vec<usize> = (0..articles).collect();
    for set in identical {
        set.iter().for_each(|&member| first[member] = set[0]);
    }
    let mut between: Vec<Edge> = edges
        .iter()
        .map(|edge| (first[edge.a], first[edge.b], edge.score))
        .filter(|(a, b, _)| a != b)
        .map(|(a, b, score)| Edge { a: a.min(b), b: a.max(b), score })
        .collect();
    between.sort_unstable_by(|x, y| {
        (x.a, x.b).cmp(&(y.a, y.b)).then_with(|| y.score.total_cmp(&x.score))
    });
    between.dedup_by_key(|edge| (edge.a, edge.b));
    between
}

/// The clusters of articles with different words.
fn stars(articles: usize, edges: &[Edge]) -> Vec<Cluster> {
    let mut neighbours: Vec<Vec<Member>> = vec![Vec::new(); articles];
    for edge in edges {
        neighbours[edge.a].push(Member { article: edge.b, score: edge.score });
        neighbours[edge.b].push(Member { article: edge.a, score: edge.score });
    }
    let mut sums: Vec<u64> = neighbours
        .iter()
        .map(|list| list.iter().map(|member| ten_thousandths(member.score)).sum())
        .collect();
    let mut queue: BinaryHeap<(u64, std::cmp::Reverse<usize>)> = (0..articles)
        .filter(|&at| sums[at] > 0)
        .map(|at| (sums[at], std::cmp::Reverse(at)))
        .collect();
    let mut free = vec![true; articles];
    let mut clusters = Vec::new();
    while let Some((sum, std::cmp::Reverse(representative))) = queue.pop() {
        if !free[representative] || sum != sums[representative] {
            continue;
        }
        free[representative] = false;
        let mut members = neighbours[representative].clone();
        members.retain(|member| std::mem::replace(&mut free[member.article], false));
        members.sort_unstable_by_key(|member| member.article);
        // Those that just lost a free neighbour are worth less from here on.
        for taken in members.iter().map(|member| member.article).chain([representative]) {
            for left in neighbours[taken].iter().filter(|left| free[left.article]) {
                let sum = &mut sums[left.article];
                *sum -= ten_thousandths(left.score);
                if *sum > 0 {
                    queue.push((*sum, std::cmp::Reverse(left.article)));
                }
            }
        }
        clusters.push(Cluster { representative, members });
    }
    clusters.retain(|cluster| !cluster.members.is_empty());
    clusters
}

/// Adds the articles that have the same words as a member, or as the
/// representative; sets without any other match become clusters of their own.
fn with_identical(mut clusters: Vec<Cluster>, identical: &[Vec<usize>]) -> Vec<Cluster> {
    let set_of = |first: usize| {
        let at = identical.binary_search_by_key(&first, |set| set[0]).ok()?;
        Some(&identical[at][1..])
    };
    let mut placed = vec![false; identical.len()];
    let mut place = |first: usize| {
        if let Ok(at) = identical.binary_search_by_key(&first, |set| set[0]) {
            placed[at] = true;
        }
    };
    for cluster in &mut clusters {
        let own = Member { article: cluster.representative, score: 1.0 };
        let mut more = Vec::new();
        for member in cluster.members.iter().chain([&own]) {
            place(member.article);
            let same = set_of(member.article).unwrap_or_default();
            more.extend(same.iter().map(|&article| Member { article, score: member.score }));
        }
        cluster.members.extend(more);
        cluster.members.sort_unstable_by_key(|member| member.article);
    }
    for (set, placed) in identical.iter().zip(placed) {
        if !placed {
            let members = set[1..].iter().map(|&article| Member { article, score: 1.0 });
            clusters.push(Cluster { representative: set[0], members: members.collect() });
        }
    }
    clusters.sort_unstable_by_key(|cluster| cluster.representative);
    clusters
}

/// Whether a score reaches a threshold, both to four decimals.
pub(crate) fn reaches(score: f32, threshold: f32) -> bool {
    ten_thousandths(score) >= ten_thousandths(threshold)
}

/// A score in the unit in which scores are summed and compared here: as many
/// decimals as a saved report has, so that it gives the same clusters as the run.
fn ten_thousandths(score: f32) -> u64 {
    (f64::from(score) * 10_000.0).round() as u64
}

/// A match as clustering sees it: two articles and a score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// One article.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Their verified score, 0 to 1.
    pub score: f32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn edge(a: usize, b: usize, score: f32) -> Edge {
        Edge { a, b, score }
    }

    #[test]
    fn an_edge_of_any_member_counts_for_its_identical_set_once() {
        let edges = [edge(0, 1, 1.0), edge(1, 3, 0.9), edge(0, 2, 0.8), edge(3, 4, 0.6)];
        let found = clusters(5, &edges, &[vec![0, 1], vec![2, 3]]);
        let member = |article, score| Member { article, score };
        let members = vec![member(0, 0.9), member(1, 0.9), member(3, 1.0), member(4, 0.6)];
        assert_eq!(found, [Cluster { representative: 2, members }]);
    }

    #[test]
    fn the_fifth_decimal_chooses_no_representative() {
        let edges = [edge(0, 1, 0.9), edge(0, 2, 0.70001), edge(1, 3, 0.70004)];
        assert_eq!(clusters(4, &edges, &[])[0].representative, 0);
        assert!(reaches(0.69996, 0.7) && !reaches(0.69994, 0.7));
    }

    proptest! {
        #[test]
        fn members_are_verified_and_nobody_is_in_two(
            pairs in prop::collection::btree_map((0usize..12, 0usize..12), 1u8..=100, 0..40),
        ) {
            let edges: Vec<Edge> = pairs
                .iter()
                .filter(|((a, b), _)| a < b)
                .map(|(&(a, b), &score)| Edge { a, b, score: f32::from(score) / 100.0 })
                .collect();
            let found = clusters(12, &edges, &[]);
            let mut seen = [false; 12];
            for cluster in &found {
                prop_assert!(!cluster.members.is_empty());
                prop_assert!(!std::mem::replace(&mut seen[cluster.representative], true));
                for member in &cluster.members {
                    prop_assert!(!std::mem::replace(&mut seen[member.article], true));
                    let pair = (cluster.representative.min(member.article),
                                cluster.representative.max(member.article));
                    let edge = edges.iter().find(|edge| (edge.a, edge.b) == pair);
                    prop_assert_eq!(edge.map(|edge| edge.score), Some(member.score));
                }
            }
            // No match between two articles that are both left alone.
            for edge in &edges {
                prop_assert!(seen[edge.a] || seen[edge.b]);
            }
        }
    }
}
