use rayon::prelude::*;

use crate::support::pool::Pool;

/// How many articles hold a shingle, for every shingle of a corpus at once.
///
/// One byte for each slot of a table that the shingle's high bits index:
/// counts stop at 255, and shingles that share a slot count together, so a
/// count is never too small. Enough to tell what is rare from what is common,
/// in a hundredth of the memory of an exact table.
///
/// ```
/// use nearcopy::shingle::ShingleCounts;
///
/// let mut counts = ShingleCounts::with_capacity(1000);
/// counts.add(7 << 60);
/// counts.add(7 << 60);
/// assert_eq!(counts.get(7 << 60), 2);
/// assert_eq!(counts.get(5 << 60), 0);
/// ```
#[derive(Clone, Debug)]
pub struct ShingleCounts {
    slots: Vec<u8>,
    shift: u32,
}

impl ShingleCounts {
    /// An empty table for about this many distinct shingles; one to two bytes each.
    pub fn with_capacity(shingles: usize) -> Self {
        let bits = shingles.clamp(1 << 8, 1 << 30).next_power_of_two().trailing_zeros();
        Self { slots: vec![0; 1 << bits], shift: 64 - bits }
    }

    /// Counts in parallel: `add` adds the shingles of one item to a table.
    /// Each thread fills a table of its own, which costs less than sharing
    /// one, and the sums do not depend on who counted what.
    pub fn count<T: Sync>(
        items: &[T],
        shingles: usize,
        add: impl Fn(&T, &mut Self) + Sync,
    ) -> Self {
        let tables = Pool::new(|_| Self::with_capacity(shingles));
        items.par_chunks(256).for_each(|items| {
            tables.with(|table| items.iter().for_each(|item| add(item, table)));
        });
        let mut tables = tables.into_all().into_iter();
        let first = tables.next().unwrap_or_else(|| Self::with_capacity(shingles));
        tables.fold(first, |mut sum, table| {
            sum.merge(&table);
            sum
        })
    }

    /// Counts one more article that holds the shingle. To be called once for
    /// each article, so with the article's distinct shingles.
    pub fn add(&mut self, shingle: u64) {
        let slot = &mut self.slots[(shingle >> self.shift) as usize];
        *slot = slot.saturating_add(1);
    }

    /// Adds the counts of a table of the same capacity.
    fn merge(&mut self, other: &Self) {
        self.slots.par_iter_mut().zip(&other.slots).for_each(|(slot, &more)| {
            *slot = slot.saturating_add(more);
        });
    }

    /// Which shingles at least so many articles hold, at most 255, in an eighth of the memory.
    pub(crate) fn at_least(&self, least: u8) -> FrequentShingles {
        let word = |slots: &[u8]| {
            (0..64).zip(slots).fold(0, |word, (at, &count)| word | u64::from(count >= least) << at)
        };
        FrequentShingles { words: self.slots.par_chunks(64).map(word).collect(), shift: self.shift }
    }

    /// How many articles hold it: 255 stands for that many or more.
    pub fn get(&self, shingle: u64) -> u32 {
        u32::from(self.slots[(shingle >> self.shift) as usize])
    }
}

/// Which shingles enough articles hold, as a [`ShingleCounts`] tells: one bit for each slot, so
/// that more of them are in the processor's cache.
pub(crate) struct FrequentShingles {
    words: Vec<u64>,
    shift: u32,
}

impl FrequentShingles {
    #[inline(always)]
    pub fn has(&self, shingle: u64) -> bool {
        let slot = shingle >> self.shift;
        self.words[(slot / 64) as usize] >> (slot % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::hash::mix;

    #[test]
    fn counts_stop_and_never_wrap() {
        let counts = ShingleCounts::count(&[(); 1000], 0, |(), counts| counts.add(1));
        assert_eq!(counts.get(1), 255);
    }

    #[test]
    fn counts_are_seldom_too_large() {
        let mut counts = ShingleCounts::with_capacity(10_000);
        (0..10_000).for_each(|shingle| counts.add(mix(shingle)));
        assert!((0..10_000).all(|shingle| counts.get(mix(shingle)) >= 1));
        let large = (0..10_000).filter(|&shingle| counts.get(mix(shingle)) > 3).count();
        assert!(large < 500, "{large}");
    }

    #[test]
    fn frequent_shingles_are_those_with_the_count() {
        let mut counts = ShingleCounts::with_capacity(1000);
        (0..3000).for_each(|number| counts.add(mix(number % 700)));
        for least in [1, 4, 5, 6, 255] {
            let frequent = counts.at_least(least);
            let is_told = |shingle| frequent.has(shingle) == (counts.get(shingle) >= least.into());
            assert!((0..2000).map(mix).all(is_told), "{least}");
        }
    }

    #[test]
    fn threads_count_as_one_would() {
        let items: Vec<u64> = (0..5000).collect();
        let add = |&item: &u64, counts: &mut ShingleCounts| counts.add(mix(item % 700));
        let many = ShingleCounts::count(&items, 1000, add);
        let mut one = ShingleCounts::with_capacity(1000);
        items.iter().for_each(|item| add(item, &mut one));
        assert_eq!(many.slots, one.slots);
    }
}
