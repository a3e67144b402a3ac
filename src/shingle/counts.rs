use std::sync::atomic::{AtomicU8, Ordering};

/// How many articles hold a shingle, for every shingle of a corpus at once.
///
/// One byte for each slot of a table that the shingle's high bits index:
/// counts stop at 255, and shingles that share a slot count together, so a
/// count is never too small and, with as many slots as shingles, rarely too
/// large by more than one or two. Enough to tell what is rare from what is
/// common, in a hundredth of the memory of an exact table. Filled from many
/// threads, the counts are the same whatever the order.
///
/// ```
/// use nearcopy::shingle::ShingleCounts;
///
/// let counts = ShingleCounts::with_capacity(1000);
/// counts.add(7 << 60);
/// counts.add(7 << 60);
/// assert_eq!(counts.get(7 << 60), 2);
/// assert_eq!(counts.get(5 << 60), 0);
/// ```
#[derive(Debug)]
pub struct ShingleCounts {
    slots: Box<[AtomicU8]>,
    shift: u32,
}

impl ShingleCounts {
    /// An empty table for about this many distinct shingles; one to two bytes each.
    pub fn with_capacity(shingles: usize) -> Self {
        let bits = shingles.clamp(1 << 8, 1 << 30).next_power_of_two().trailing_zeros();
        let slots = std::iter::repeat_with(AtomicU8::default).take(1 << bits).collect();
        Self { slots, shift: 64 - bits }
    }

    /// Counts one more article that holds the shingle. To be called once for
    /// each article, so with the article's distinct shingles.
    pub fn add(&self, shingle: u64) {
        let slot = self.slot(shingle);
        if slot.load(Ordering::Relaxed) < u8::MAX {
            let more = |count: u8| count.checked_add(1);
            // Full already is as good as added.
            let _ = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }

    /// How many articles hold it: 255 stands for that many or more.
    pub fn get(&self, shingle: u64) -> u32 {
        u32::from(self.slot(shingle).load(Ordering::Relaxed))
    }

    fn slot(&self, shingle: u64) -> &AtomicU8 {
        &self.slots[(shingle >> self.shift) as usize]
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;
    use crate::shingle::mix;

    #[test]
    fn counts_stop_and_never_wrap() {
        let counts = ShingleCounts::with_capacity(0);
        (0..1000).into_par_iter().for_each(|_| counts.add(1));
        assert_eq!(counts.get(1), 255);
    }

    #[test]
    fn counts_are_seldom_too_large() {
        let counts = ShingleCounts::with_capacity(10_000);
        (0..10_000).for_each(|shingle| counts.add(mix(shingle)));
        assert!((0..10_000).all(|shingle| counts.get(mix(shingle)) >= 1));
        let large = (0..10_000).filter(|&shingle| counts.get(mix(shingle)) > 3).count();
        assert!(large < 500, "{large}");
    }
}
