//! The order in which pairs are verified, so that few texts are read twice.

use rayon::prelude::*;

use crate::candidate::Pair;

/// Articles in a tile: pairs of two tiles are verified together, so that in a
/// group that is compared pair by pair no article is read for every pair.
pub(super) const TILE: u32 = 64;

/// The pairs in an order in which neighbours have few articles between them:
/// connected ones stand together, and among these the ones of two tiles.
pub(super) fn by_tile(articles: usize, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let roots = roots(articles, &pairs);
    let mut members: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    members.par_sort_unstable_by_key(|&rank| (roots[rank as usize], rank));
    members.dedup();
    // No longer needed as roots.
    let mut tiles = roots;
    for (place, &rank) in (0..).zip(&members) {
        tiles[rank as usize] = place / TILE;
    }
    let tile = |rank: u32| tiles[rank as usize];
    pairs.par_sort_unstable_by_key(|&pair| (tile(pair.a), tile(pair.b), pair));
    pairs
}

/// For each article one that stands for all that are connected with it.
fn roots(articles: usize, pairs: &[Pair]) -> Vec<u32> {
    let mut above: Vec<u32> = (0..articles as u32).collect();
    let root = |above: &mut [u32], mut at: u32| {
        while above[at as usize] != at {
            // Each step halves the way for the next one.
            above[at as usize] = above[above[at as usize] as usize];
            at = above[at as usize];
        }
        at
    };
    for &Pair { a, b } in pairs {
        let (a, b) = (root(&mut above, a), root(&mut above, b));
        above[a.max(b) as usize] = a.min(b);
    }
    (0..articles as u32).map(|at| root(&mut above, at)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_connected_has_one_root() {
        let pair = |a, b| Pair { a, b };
        let pairs = [pair(0, 9), pair(1, 2), pair(2, 3), pair(5, 9), pair(3, 4)];
        assert_eq!(roots(10, &pairs), [0, 1, 1, 1, 1, 0, 6, 7, 8, 0]);
    }

    #[test]
    fn neighbours_of_a_large_group_have_few_articles() {
        let pairs = (0..400u32).flat_map(|a| (a + 1..400).map(move |b| Pair { a, b }));
        let pairs: Vec<Pair> = pairs.collect();
        let sorted = by_tile(400, pairs.clone());
        for some in sorted.chunks(1000) {
            let articles: BTreeSet<u32> = some.iter().flat_map(|pair| [pair.a, pair.b]).collect();
            assert!(articles.len() <= 4 * TILE as usize, "{}", articles.len());
        }
        assert_eq!(sorted.into_iter().collect::<BTreeSet<_>>(), pairs.into_iter().collect());
    }
}
