//! Pairs verified tile by tile, so that few texts are read twice.

use std::collections::hash_map::Entry;

use ahash::AHashMap;
use rayon::prelude::*;

use super::compare::NearComparer;
use crate::candidate::Pair;

/// Articles in a tile: pairs of two tiles are verified together, so that in a
/// group that is compared pair by pair no article is read for every pair.
const TILE: u32 = 64;

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

/// The pairs in pieces that can be compared with all of their articles at hand: few, and
/// together not long.
pub(super) fn pieces(articles: usize, pairs: &[Pair], words: impl Fn(u32) -> u32) -> Vec<&[Pair]> {
    /// Most articles of a piece, and the words in all from which it ends.
    const ARTICLES: usize = 2 * TILE as usize;
    const WORDS: usize = 1 << 18;

    // The piece that had the article last.
    let mut last = vec![usize::MAX; articles];
    let mut pieces = Vec::new();
    let (mut start, mut articles, mut total) = (0, 0, 0);
    for (at, pair) in pairs.iter().enumerate() {
        if articles + 2 > ARTICLES || total > WORDS {
            pieces.push(&pairs[start..at]);
            (start, articles, total) = (at, 0, 0);
        }
        for article in [pair.a, pair.b] {
            let piece = pieces.len();
            if std::mem::replace(&mut last[article as usize], piece) != piece {
                articles += 1;
                total += words(article) as usize;
            }
        }
    }
    pieces.push(&pairs[start..]);
    pieces
}

/// The articles that are compared with each other by one thread, each read once.
#[derive(Default)]
pub(super) struct Tile {
    /// For each article its comparer.
    places: AHashMap<u32, usize>,
    comparers: Vec<NearComparer>,
}

impl Tile {
    /// What `compare` says of the pairs. `read` gives a comparer the words of an article;
    /// pairs of which it cannot read an article are left out.
    pub fn compare<T>(
        &mut self,
        pairs: &[Pair],
        mut read: impl FnMut(u32, &mut NearComparer) -> bool,
        mut compare: impl FnMut(&mut NearComparer, &mut NearComparer) -> Option<T>,
    ) -> Vec<(Pair, T)> {
        let Self { places, comparers } = self;
        places.clear();
        for article in pairs.iter().flat_map(|pair| [pair.a, pair.b]) {
            let place = places.len();
            if let Entry::Vacant(entry) = places.entry(article) {
                if place == comparers.len() {
                    comparers.push(NearComparer::default());
                }
                if read(article, &mut comparers[place]) {
                    entry.insert(place);
                }
            }
        }
        let verdict = |&pair: &Pair| {
            let both = [*places.get(&pair.a)?, *places.get(&pair.b)?];
            let [a, b] = comparers.get_disjoint_mut(both).expect("two articles of the piece");
            Some((pair, compare(a, b)?))
        };
        let verdicts = pairs.iter().filter_map(verdict).collect();
        comparers.iter_mut().for_each(NearComparer::clear);
        verdicts
    }

    /// The pairs of at least this resemblance.
    pub fn near(
        &mut self,
        pairs: &[Pair],
        least: f32,
        read: impl FnMut(u32, &mut NearComparer) -> bool,
    ) -> Vec<Pair> {
        let is_near =
            |a: &mut NearComparer, b: &mut NearComparer| (a.resemblance(b) >= least).then_some(());
        self.compare(pairs, read, is_near).into_iter().map(|(pair, ())| pair).collect()
    }
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
