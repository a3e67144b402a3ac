use super::ratio;
use crate::support::hash::Seed;

/// The distinct shingles of one article, to be looked up; filled again for one
/// article after the other.
///
/// Holds the same set as a [`ShingleSet`](super::ShingleSet), without the
/// sort; of the two hashes 0 and 1 it makes one.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShingleTable {
    distinct: Vec<u64>,
    /// Open addressing: a shingle, or `FREE`.
    slots: Vec<u64>,
    shift: u32,
    seed: Seed,
}

const FREE: u64 = 0;

impl ShingleTable {
    /// Replaces what it holds by these shingles, at most `most` of them.
    pub fn fill(&mut self, most: usize, shingles: impl Iterator<Item = u64>) {
        let bits = (most * 2).next_power_of_two().trailing_zeros().max(4);
        self.shift = 64 - bits;
        self.slots.clear();
        self.slots.resize(1 << bits, FREE);
        self.distinct.clear();
        for shingle in shingles {
            let shingle = shingle.max(FREE + 1);
            let slot = self.find(shingle);
            if self.slots[slot] == FREE {
                self.slots[slot] = shingle;
                self.distinct.push(shingle);
            }
        }
    }

    /// How many distinct shingles there are.
    pub fn len(&self) -> usize {
        self.distinct.len()
    }

    /// How many shingles both have. Whoever compares one table with many calls
    /// it on that one: the others are then gone through in order, and memory is
    /// waited for less.
    pub fn shared_with(&self, other: &Self) -> usize {
        let (few, many) = if other.len() / 2 <= self.len() { (other, self) } else { (self, other) };
        let is_shared = |&&shingle: &&u64| many.slots[many.find(shingle)] == shingle;
        few.distinct.iter().filter(is_shared).count()
    }

    /// Resemblance: the Jaccard coefficient of the two sets, 0 to 1.
    pub fn resemblance(&self, other: &Self) -> f32 {
        self.resemblance_and_containment(other).0
    }

    /// Resemblance, and the share of the smaller set that the other one has.
    pub fn resemblance_and_containment(&self, other: &Self) -> (f32, f32) {
        let shared = self.shared_with(other);
        let all = self.len() + other.len() - shared;
        (ratio(shared, all) as f32, ratio(shared, self.len().min(other.len())) as f32)
    }

    /// The shingle's slot, or else the free one where it belongs.
    fn find(&self, shingle: u64) -> usize {
        let mut slot = (self.seed.place(shingle) >> self.shift) as usize;
        while self.slots[slot] != shingle && self.slots[slot] != FREE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::ShingleSet;

    proptest! {
        #[test]
        fn holds_the_same_set(
            a in prop::collection::vec(prop_oneof![1u64..9, any::<u64>()], 0..60),
            b in prop::collection::vec(1u64..20, 0..60),
        ) {
            let table = |list: &[u64]| {
                let mut table = ShingleTable::default();
                table.fill(list.len(), list.iter().copied());
                table
            };
            let (table_a, table_b) = (table(&a), table(&b));
            let (set_a, set_b) = (ShingleSet::new(a), ShingleSet::new(b));
            prop_assert_eq!(table_a.len(), set_a.len());
            prop_assert_eq!(table_a.shared_with(&table_b), set_a.shared_with(&set_b));
        }
    }
}
