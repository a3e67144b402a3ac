//! The heaviest chain: which items stand in the same order in two texts.
//!
//! Two steps ask for it: which passages have [moved](super::passages), and
//! which anchors of a word diff are [kept](super::words). Each item has a
//! place in both texts and a weight; a chain is a set of items whose order is
//! the same in both. The heaviest chain that ends with an item is the heaviest
//! one that ends at an earlier place of B, and the item. A Fenwick tree
//! ([1994](https://doi.org/10.1002/spe.4380240306)) over the places of B tells
//! that one in log n steps.

/// Finds heaviest chains; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct ChainFinder {
    /// A Fenwick tree over the ranks in B: the heaviest chain that ends at or
    /// before a rank (its weight, its last item).
    tree: Vec<(usize, u32)>,
    /// The rank of each item by its place in B.
    rank: Vec<u32>,
    /// For each item: the item before it in the heaviest chain it ends.
    before: Vec<u32>,
    /// First the items ordered by place in B, at last the chain.
    order: Vec<u32>,
}

const NO_ITEM: u32 = u32::MAX;

/// Which of two chains of the same weight is taken: the one whose last item is
/// the earlier or the later one in A.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EqualChains {
    Earlier,
    Later,
}

impl ChainFinder {
    /// The indices of the items of the heaviest chain, ascending. `items` are
    /// ordered by place in A; `in_b` is an item's place in B, `weight` its
    /// weight, above 0. Of items with the same place in B the earlier one
    /// counts as standing first.
    ///
    /// Cost: n log n; one pass where the order is already the same.
    pub fn heaviest<T>(
        &mut self,
        items: &[T],
        in_b: impl Fn(&T) -> usize,
        weight: impl Fn(&T) -> usize,
        equal: EqualChains,
    ) -> &[u32] {
        let count = items.len();
        self.order.clear();
        self.order.extend(0..count as u32);
        if items.is_sorted_by_key(&in_b) {
            return &self.order;
        }
        self.order.sort_unstable_by_key(|&at| (in_b(&items[at as usize]), at));
        self.rank.clear();
        self.rank.resize(count, 0);
        for (rank, &at) in (0..).zip(&self.order) {
            self.rank[at as usize] = rank;
        }
        let mut at = self.link(items, weight, equal);
        self.order.clear();
        while at != NO_ITEM {
            self.order.push(at);
            at = self.before[at as usize];
        }
        self.order.reverse();
        &self.order
    }

    /// Links each item to the one before it; returns the last of the heaviest chain.
    fn link<T>(&mut self, items: &[T], weight: impl Fn(&T) -> usize, equal: EqualChains) -> u32 {
        let heavier = |one: (usize, u32), other: (usize, u32)| {
            let is_later = equal == EqualChains::Later && other.0 == one.0 && other.1 > one.1;
            if other.0 > one.0 || is_later { other } else { one }
        };
        self.tree.clear();
        self.tree.resize(items.len() + 1, (0, NO_ITEM));
        self.before.clear();
        let mut best = (0, NO_ITEM);
        for (at, item) in items.iter().enumerate() {
            let mut reached = (0, NO_ITEM);
            let mut node = self.rank[at] as usize;
            while node > 0 {
                reached = heavier(reached, self.tree[node]);
                node &= node - 1;
            }
            self.before.push(reached.1);
            let chain = (reached.0 + weight(item), at as u32);
            best = heavier(best, chain);
            let mut node = self.rank[at] as usize + 1;
            while node < self.tree.len() {
                self.tree[node] = heavier(self.tree[node], chain);
                node += node & node.wrapping_neg();
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heaviest(items: &[(usize, usize)]) -> Vec<u32> {
        ChainFinder::default()
            .heaviest(items, |item| item.0, |item| item.1, EqualChains::Earlier)
            .to_vec()
    }

    #[test]
    fn the_heavier_order_stays() {
        for (items, chain) in [
            (&[][..], &[][..]),
            (&[(0, 1), (5, 1)], &[0, 1]),
            (&[(9, 5), (0, 9)], &[1]),
            (&[(9, 5), (0, 5)], &[0]),
            (&[(0, 3), (20, 2), (3, 9), (12, 8)], &[0, 2, 3]),
            (&[(7, 1), (3, 1), (3, 1)], &[1, 2]),
        ] {
            assert_eq!(heaviest(items), chain, "{items:?}");
        }
    }

    /// The weight of the heaviest chain, by trying every item as the next one.
    fn by_trying(items: &[(usize, usize)], from: usize, end: usize) -> usize {
        let next = (from..items.len()).filter(|&at| items[at].0 >= end);
        next.map(|at| items[at].1 + by_trying(items, at + 1, items[at].0)).max().unwrap_or(0)
    }

    proptest! {
        #[test]
        fn no_chain_is_heavier(items in prop::collection::vec((0usize..9, 1usize..5), 0..10)) {
            let chain: Vec<_> = heaviest(&items).iter().map(|&at| items[at as usize]).collect();
            prop_assert!(chain.is_sorted_by_key(|item| item.0));
            let weight = chain.iter().map(|item| item.1).sum::<usize>();
            prop_assert_eq!(weight, by_trying(&items, 0, 0));
        }
    }
}
