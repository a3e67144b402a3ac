//! Which passages stand at another place in the order of B than of A.

use super::Stretch;

/// Marks as moved every passage outside the heaviest chain of passages whose
/// order is the same in both texts. `stretches` are ordered by place in A.
///
/// Cost: n log n.
pub(super) fn mark_moved(stretches: &mut [Stretch]) {
    let mut by_b: Vec<usize> = (0..stretches.len()).collect();
    by_b.sort_unstable_by_key(|&at| (stretches[at].b.start, at));
    let mut rank = vec![0; stretches.len()];
    for (place, &at) in by_b.iter().enumerate() {
        rank[at] = place;
    }
    // The heaviest chain that ends at or before each rank, as a Fenwick tree
    // of (words, last passage); and before each passage in its chain.
    let mut tree: Vec<(usize, Option<usize>)> = vec![(0, None); stretches.len() + 1];
    let mut before = vec![None; stretches.len()];
    let mut best = (0, None);
    for (at, stretch) in stretches.iter().enumerate() {
        let mut reached = (0, None);
        let mut node = rank[at];
        while node > 0 {
            reached = reached.max(tree[node]);
            node &= node - 1;
        }
        before[at] = reached.1;
        let chain = (reached.0 + stretch.a.len().min(stretch.b.len()), Some(at));
        best = best.max(chain);
        let mut node = rank[at] + 1;
        while node < tree.len() {
            tree[node] = tree[node].max(chain);
            node += node & node.wrapping_neg();
        }
    }
    stretches.iter_mut().for_each(|stretch| stretch.moved = true);
    let mut at = best.1;
    while let Some(kept) = at {
        stretches[kept].moved = false;
        at = before[kept];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(places: &[(usize, usize, usize)]) -> Vec<bool> {
        let stretch = |&(a, b, length): &(usize, usize, usize)| Stretch {
            a: a..a + length,
            b: b..b + length,
            score: 1.0,
            moved: false,
        };
        let mut stretches: Vec<Stretch> = places.iter().map(stretch).collect();
        mark_moved(&mut stretches);
        stretches.iter().map(|stretch| stretch.moved).collect()
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
