//! The heaviest chain of runs that stand in the same order in both texts.

use super::pair::Run;

/// Finds chains; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// For each place in B, as a Fenwick tree: the heaviest chain that ends at
    /// or before it (its words, its last run).
    tree: Vec<(usize, u32)>,
    order: Vec<u32>,
    rank: Vec<u32>,
    before: Vec<u32>,
}

const NO_RUN: u32 = u32::MAX;

impl Chain {
    /// Keeps only the chain. `runs` are ordered by place in A, and no two
    /// begin at the same place of B.
    ///
    /// Cost: n log n; one pass where the order is already the same.
    pub fn keep_heaviest(&mut self, runs: &mut Vec<Run>) {
        if runs.is_sorted_by_key(|run| run.b) {
            return;
        }
        let count = runs.len();
        self.order.clear();
        self.order.extend(0..count as u32);
        self.order.sort_unstable_by_key(|&at| runs[at as usize].b);
        self.rank.clear();
        self.rank.resize(count, 0);
        for (place, &at) in (0..).zip(&self.order) {
            self.rank[at as usize] = place;
        }
        self.tree.clear();
        self.tree.resize(count + 1, (0, NO_RUN));
        self.before.clear();
        let mut best = (0, NO_RUN);
        for (at, run) in runs.iter().enumerate() {
            let mut reached = (0, NO_RUN);
            let mut node = self.rank[at] as usize;
            while node > 0 {
                reached = heavier(reached, self.tree[node]);
                node &= node - 1;
            }
            self.before.push(reached.1);
            let chain = (reached.0 + run.len, at as u32);
            best = heavier(best, chain);
            let mut node = self.rank[at] as usize + 1;
            while node <= count {
                self.tree[node] = heavier(self.tree[node], chain);
                node += node & node.wrapping_neg();
            }
        }
        let mut at = best.1;
        self.order.clear();
        while at != NO_RUN {
            self.order.push(at);
            at = self.before[at as usize];
        }
        for (place, &at) in self.order.iter().rev().enumerate() {
            runs[place] = runs[at as usize];
        }
        runs.truncate(self.order.len());
    }
}

/// The chain with more words; of two alike the one found first.
fn heavier(one: (usize, u32), other: (usize, u32)) -> (usize, u32) {
    if other.0 > one.0 { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_order_stays() {
        let run = |(a, b, len)| Run { a, b, len, moved: false };
        for (runs, kept) in [
            (vec![], vec![]),
            (vec![(0, 0, 1), (1, 5, 1)], vec![(0, 0, 1), (1, 5, 1)]),
            (vec![(0, 9, 5), (5, 0, 9)], vec![(5, 0, 9)]),
            (
                vec![(0, 0, 3), (3, 20, 2), (5, 3, 9), (14, 12, 8)],
                vec![(0, 0, 3), (5, 3, 9), (14, 12, 8)],
            ),
        ] {
            let mut runs: Vec<Run> = runs.into_iter().map(run).collect();
            let kept: Vec<Run> = kept.into_iter().map(run).collect();
            Chain::default().keep_heaviest(&mut runs);
            assert_eq!(runs, kept);
        }
    }
}
