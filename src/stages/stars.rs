//! The matches of a connected component → clusters.

use super::Number;
use crate::cluster::{Edge, clusters};

/// The [clusters](crate::cluster) of articles that are connected, by matches (two articles and a
/// score) and by being the same (the first article with some words, and another one with
/// them): each a representative and its members with their scores, ordered by number.
///
/// Articles that are not connected have nothing to say to each other, so that the clusters of
/// several components are the clusters of all articles.
///
/// Cost: near-linear, with all of them in memory, some 100 bytes a match.
///
/// ```
/// use nearcopy::stages::stars;
///
/// // 11 matches 10, 12 and 13; 14 matches only 13, and so stays out. 15 has the words of 10.
/// let matches = [(10, 11, 0.9), (11, 12, 0.9), (11, 13, 0.9), (13, 14, 0.9)];
/// let found = stars(&matches, &[(10, 15)]);
/// assert_eq!(found, [(11, vec![(10, 0.9), (12, 0.9), (13, 0.9), (15, 0.9)])]);
/// ```
pub fn stars(
    matches: &[(Number, Number, f32)],
    same: &[(Number, Number)],
) -> Vec<(Number, Vec<(Number, f32)>)> {
    let all = matches.iter().flat_map(|&(a, b, _)| [a, b]);
    let mut articles: Vec<Number> = all.chain(same.iter().flat_map(|&(a, b)| [a, b])).collect();
    articles.sort_unstable();
    articles.dedup();
    let place = |article: &Number| articles.binary_search(article).expect("one of all");
    let edge = |(a, b, score): &(Number, Number, f32)| {
        let (a, b) = (place(a), place(b));
        Edge { a: a.min(b), b: a.max(b), score: *score }
    };
    let edges: Vec<Edge> = matches.iter().map(edge).collect();
    let mut same: Vec<(usize, usize)> =
        same.iter().map(|(first, other)| (place(first), place(other))).collect();
    same.sort_unstable();
    same.dedup();
    let sets = same.chunk_by(|one, other| one.0 == other.0);
    let set = |of: &[(usize, usize)]| {
        std::iter::once(of[0].0).chain(of.iter().map(|&(_, other)| other)).collect()
    };
    let sets: Vec<Vec<usize>> = sets.map(set).collect();
    let found = clusters(articles.len(), &edges, &sets).into_iter().map(|cluster| {
        let members = cluster.members.iter();
        let members = members.map(|member| (articles[member.article], member.score)).collect();
        (articles[cluster.representative], members)
    });
    found.collect()
}
