//! Which passages stand at another place in the order of B than of A.

use super::WordPassage;
use crate::align::chain::{ChainFinder, EqualChains};

/// Marks as moved every passage outside the heaviest chain of passages whose
/// order is the same in both texts. `passages` are ordered by place in A.
///
/// Cost: n log n.
pub(in crate::align) fn mark_moved(passages: &mut [WordPassage]) {
    let mut finder = ChainFinder::default();
    let weight = |passage: &WordPassage| passage.a.len().min(passage.b.len());
    let chain = finder.heaviest(passages, |passage| passage.b.start, weight, EqualChains::Later);
    passages.iter_mut().for_each(|passage| passage.moved = true);
    chain.iter().for_each(|&at| passages[at as usize].moved = false);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(places: &[(usize, usize, usize)]) -> Vec<bool> {
        let passage = |&(a, b, length): &(usize, usize, usize)| WordPassage {
            a: a..a + length,
            b: b..b + length,
            score: 1.0,
            moved: false,
        };
        let mut passages: Vec<WordPassage> = places.iter().map(passage).collect();
        mark_moved(&mut passages);
        passages.iter().map(|passage| passage.moved).collect()
    }

    #[test]
    fn the_lighter_side_of_a_swap_has_moved() {
        assert!(moved(&[]).is_empty());
        assert_eq!(moved(&[(0, 0, 5), (5, 5, 5)]), [false, false]);
        assert_eq!(moved(&[(0, 9, 5), (5, 0, 9)]), [true, false]);
        assert_eq!(
            moved(&[(0, 0, 3), (3, 20, 2), (5, 3, 9), (14, 12, 8)]),
            [false, true, false, false]
        );
    }
}
