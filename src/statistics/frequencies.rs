//! Document frequencies by hash.

/// Hashes in rising order, each with a count of at least 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SortedCounts {
    hashes: Vec<u64>,
    counts: Vec<u32>,
}

impl SortedCounts {
    /// The counts of hashes that are sorted, each as often as it is counted.
    pub fn of_sorted(all: &[u64]) -> Self {
        let mut sums = Self::default();
        for same in all.chunk_by(|one, other| one == other) {
            sums.hashes.push(same[0]);
            sums.counts.push(u32::try_from(same.len()).unwrap_or(u32::MAX));
        }
        sums
    }

    /// The counts of these hashes; `None` if the hashes do not rise, a count is
    /// 0, or there are not as many of both.
    pub fn from_parts(hashes: Vec<u64>, counts: Vec<u32>) -> Option<Self> {
        let is_sound = hashes.len() == counts.len()
            && hashes.is_sorted_by(|one, next| one < next)
            && counts.iter().all(|&count| count > 0);
        is_sound.then_some(Self { hashes, counts })
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The sums of both. Cost: one pass over both.
    pub fn merge(self, other: Self) -> Self {
        if self.len() == 0 {
            return other;
        }
        if other.len() == 0 {
            return self;
        }
        let mut sums = Self {
            hashes: Vec::with_capacity(self.len() + other.len()),
            counts: Vec::with_capacity(self.len() + other.len()),
        };
        let (mut a, mut b) = (0, 0);
        while a < self.len() && b < other.len() {
            // Branchless, since which one is next follows no pattern.
            let (one, two) = (self.hashes[a], other.hashes[b]);
            let (takes_one, takes_two) = (one <= two, two <= one);
            let of_one = if takes_one { self.counts[a] } else { 0 };
            let of_two = if takes_two { other.counts[b] } else { 0 };
            sums.hashes.push(one.min(two));
            sums.counts.push(of_one.saturating_add(of_two));
            a += usize::from(takes_one);
            b += usize::from(takes_two);
        }
        for (rest, at) in [(&self, a), (&other, b)] {
            sums.hashes.extend_from_slice(&rest.hashes[at..]);
            sums.counts.extend_from_slice(&rest.counts[at..]);
        }
        sums.hashes.shrink_to_fit();
        sums.counts.shrink_to_fit();
        sums
    }

    /// Those of at least `least`.
    pub fn at_least(&self, least: u32) -> Self {
        let (hashes, counts) = self.iter().filter(|&(_, count)| count >= least).unzip();
        Self { hashes, counts }
    }

    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> {
        self.hashes.iter().copied().zip(self.counts.iter().copied())
    }
}

/// [`SortedCounts`] that are asked by hash.
///
/// The hashes of words and of runs are spread evenly, so the high bits of one lead
/// near its place. Articles may be crafted whose words' hashes crowd one place;
/// there a binary search keeps the time logarithmic.
#[derive(Clone, Debug)]
pub(super) struct Frequencies {
    sorted: SortedCounts,
    /// For each of equal ranges of hashes: the place of its first hash. One more
    /// at the end.
    starts: Vec<usize>,
}

/// Hashes in a range, on average.
const IN_RANGE: usize = 16;

impl Default for Frequencies {
    fn default() -> Self {
        Self::new(SortedCounts::default())
    }
}

impl Frequencies {
    pub fn new(sorted: SortedCounts) -> Self {
        let ranges = sorted.len() / IN_RANGE + 1;
        let mut starts = vec![0; ranges + 1];
        for &hash in &sorted.hashes {
            starts[range(hash, ranges) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { sorted, starts }
    }

    /// The count of a hash; 0 where it has none. Cost: two or three accesses to
    /// memory, some 100 ns in a table that is larger than the cache.
    pub fn get(&self, hash: u64) -> u32 {
        let range = range(hash, self.starts.len() - 1);
        let places = self.starts[range]..self.starts[range + 1];
        let found = self.sorted.hashes[places.clone()].binary_search(&hash);
        found.map_or(0, |at| self.sorted.counts[places.start + at])
    }

    pub fn sorted(&self) -> &SortedCounts {
        &self.sorted
    }

    pub fn into_sorted(self) -> SortedCounts {
        self.sorted
    }
}

/// The range that the hash is in, of so many.
fn range(hash: u64, ranges: usize) -> usize {
    ((u128::from(hash) * ranges as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn hash() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..50, any::<u64>(), u64::MAX - 20..=u64::MAX]
    }

    fn counted(hashes: &[u64]) -> SortedCounts {
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        SortedCounts::of_sorted(&sorted)
    }

    proptest! {
        /// Sums and answers are those of a map.
        #[test]
        fn counts_as_a_map_does(
            one in prop::collection::vec(hash(), 0..300),
            other in prop::collection::vec(hash(), 0..300),
            least in 1u32..4,
        ) {
            let mut expected: BTreeMap<u64, u32> = BTreeMap::new();
            one.iter().chain(&other).for_each(|&hash| *expected.entry(hash).or_default() += 1);
            let merged = counted(&one).merge(counted(&other));
            prop_assert_eq!(merged.iter().collect::<BTreeMap<_, _>>(), expected.clone());
            let frequencies = Frequencies::new(merged.at_least(least));
            for hash in expected.keys().flat_map(|&hash| [hash, hash ^ 1, hash.wrapping_add(7)]) {
                let count = expected.get(&hash).copied().filter(|&count| count >= least);
                prop_assert_eq!(frequencies.get(hash), count.unwrap_or(0));
            }
        }
    }

    #[test]
    fn unsound_parts_are_refused() {
        for (hashes, counts, is_sound) in [
            (vec![], vec![], true),
            (vec![1, 5], vec![1, 2], true),
            (vec![5, 1], vec![1, 2], false),
            (vec![5, 5], vec![1, 2], false),
            (vec![1, 5], vec![1, 0], false),
            (vec![1, 5], vec![1], false),
        ] {
            assert_eq!(SortedCounts::from_parts(hashes, counts).is_some(), is_sound);
        }
    }
}
