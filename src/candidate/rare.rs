//! A join on rare shingles: articles that share something few others have.
//!
//! MinHash looks at whole articles, and a passage that was lifted into a
//! longer piece does not show in their resemblance. But a passage carries
//! shingles that hardly any other article has. Each article is listed under
//! every such shingle, and two articles that meet under several of them
//! become a candidate, however little of the whole they share.
//!
//! # Method
//!
//! Most shingles of a corpus occur in one article and propose nothing. A
//! first pass therefore only counts, in a small table by hash; a second pass
//! lists those that occur in two articles or more, and in few enough. The
//! lists are sorted, and equal neighbours read off.

use rayon::prelude::*;

use super::Pair;
use crate::shingle::ShingleCounts;

/// Settings of the join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// A shingle in more articles than this proposes nothing.
    pub most_articles: u32,
    /// A pair must share at least this many rare shingles.
    pub least_shared: u32,
}

/// The pairs of articles that share enough rare shingles, ordered, each once.
///
/// `shingles` appends the shingles of one article, in any order; repeated
/// ones count once. `capacity` is about how many there are in all: too small
/// a figure costs time, nothing else.
///
/// Cost: two passes over all shingles, and a sort of those that are neither
/// unique nor common; at most `most_articles` / 2 pairs for each of them.
pub fn candidates(
    articles: usize,
    capacity: usize,
    join: Join,
    shingles: impl Fn(usize, &mut Vec<u64>) + Sync,
) -> Vec<Pair> {
    let counts = ShingleCounts::with_capacity(capacity);
    (0..articles).into_par_iter().for_each_init(Vec::new, |buffer, article| {
        buffer.clear();
        shingles(article, buffer);
        buffer.iter().for_each(|&shingle| counts.add(shingle));
    });
    let mut listed: Vec<(u64, u32)> = (0..articles)
        .into_par_iter()
        .map_init(Vec::new, |buffer, article| {
            buffer.clear();
            shingles(article, buffer);
            buffer.retain(|&shingle| counts.get(shingle) >= 2);
            buffer.iter().map(|&shingle| (shingle, article as u32)).collect::<Vec<_>>()
        })
        .flatten_iter()
        .collect();
    drop(counts);
    listed.par_sort_unstable();
    // An article that repeats a shingle is listed under it once.
    listed.dedup();

    let mut pairs: Vec<Pair> = Vec::new();
    for group in listed.chunk_by(|one, other| one.0 == other.0) {
        if group.len() > join.most_articles as usize {
            continue;
        }
        for (at, &(_, a)) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|&(_, b)| Pair { a, b }));
        }
    }
    drop(listed);
    pairs.par_sort_unstable();
    pairs
        .chunk_by(|one, other| one == other)
        .filter(|same| same.len() >= join.least_shared as usize)
        .map(|same| same[0])
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::shingle::mix;

    proptest! {
        /// The table and the sort find what counting every pair finds.
        #[test]
        fn agrees_with_counting_all_pairs(
            articles in prop::collection::vec(prop::collection::vec(0u64..60, 0..12), 0..20),
        ) {
            let join = Join { most_articles: 4, least_shared: 2 };
            let found = candidates(articles.len(), 64, join, |article, out| {
                out.extend(articles[article].iter().map(|&shingle| mix(shingle)));
            });
            let mut shared: BTreeMap<Pair, u32> = BTreeMap::new();
            for shingle in 0..60 {
                let holders: Vec<u32> = (0..articles.len() as u32)
                    .filter(|&at| articles[at as usize].contains(&shingle))
                    .collect();
                if holders.len() <= 4 {
                    for (at, &a) in holders.iter().enumerate() {
                        for &b in &holders[at + 1..] {
                            *shared.entry(Pair { a, b }).or_default() += 1;
                        }
                    }
                }
            }
            let expected: Vec<Pair> =
                shared.into_iter().filter(|&(_, count)| count >= 2).map(|(pair, _)| pair).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
