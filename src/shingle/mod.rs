//! Stage 2: words → shingles.
//!
//! A *shingle* is a run of `k` consecutive words, here as one 64-bit hash
//! made of the words' own hashes; no text is copied. The set of an article's
//! shingles is what *resemblance* and *containment* are defined on.
//!
//! Source: Broder, “On the resemblance and containment of documents”, 1997.

mod counts;
mod table;

pub use counts::ShingleCounts;
pub(crate) use table::ShingleTable;

use crate::support::hash::{rolling_hash, shingle_hash};

/// Words in a shingle by which the field defines near-duplicates.
pub const NEAR: usize = 5;

/// The hash of each run of `k` consecutive words, in their order.
///
/// `words` are the words' own stable hashes, as
/// [`Vocabulary::hash`](crate::corpus::Vocabulary::hash) gives them. A text
/// of fewer than `k` words has one shingle, the whole text; a text without
/// words has none. The hash depends on the words' order and is the same on
/// every machine and in every version.
///
/// Cost: `k` multiplications a shingle.
///
/// ```
/// use nearcopy::shingle::shingles;
///
/// let words = [11, 22, 33, 11, 22];
/// let pairs: Vec<u64> = shingles(&words, 2).collect();
/// assert_eq!(pairs.len(), 4);
/// assert_eq!(pairs[0], pairs[3]);
/// ```
pub fn shingles(words: &[u64], k: usize) -> impl Iterator<Item = u64> {
    let k = k.min(words.len()).max(1);
    words.windows(k).map(shingle_hash)
}

/// [`shingles`] by another hash, which is faster. As stable.
pub(crate) fn rolling_shingles(words: &[u64], k: usize) -> impl ExactSizeIterator<Item = u64> {
    words.windows(k.min(words.len()).max(1)).map(rolling_hash)
}

/// The distinct shingles of one article, sorted.
///
/// ```
/// use nearcopy::shingle::ShingleSet;
///
/// let whole = ShingleSet::new([1, 2, 3, 4]);
/// let part = ShingleSet::new([3, 4, 5]);
/// assert_eq!(part.resemblance(&whole), 2.0 / 5.0);
/// assert_eq!(part.containment_in(&whole), 2.0 / 3.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet(Vec<u64>);

impl ShingleSet {
    /// The set of these shingles, in any order, repeated ones counted once.
    pub fn new(shingles: impl IntoIterator<Item = u64>) -> Self {
        let mut set: Vec<u64> = shingles.into_iter().collect();
        set.sort_unstable();
        set.dedup();
        Self(set)
    }

    /// How many distinct shingles there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no shingle.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shingles in rising order.
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }

    /// How many shingles both sets have. Cost: one pass over both, or a
    /// search in the larger for each of the smaller where that is less.
    pub fn shared_with(&self, other: &Self) -> usize {
        let (small, large) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        if large.len() / 32 > small.len() {
            return small.0.iter().filter(|shingle| large.0.binary_search(shingle).is_ok()).count();
        }
        let (mut a, mut b, mut shared) = (0, 0, 0);
        while a < self.0.len() && b < other.0.len() {
            let (x, y) = (self.0[a], other.0[b]);
            shared += usize::from(x == y);
            a += usize::from(x <= y);
            b += usize::from(y <= x);
        }
        shared
    }

    /// Resemblance: the Jaccard coefficient of the two sets, 0 to 1. Two
    /// empty sets resemble each other by 0, since nothing speaks for it.
    pub fn resemblance(&self, other: &Self) -> f64 {
        let shared = self.shared_with(other);
        ratio(shared, self.len() + other.len() - shared)
    }

    /// Containment: the share of this set that `other` has, 0 to 1.
    pub fn containment_in(&self, other: &Self) -> f64 {
        ratio(self.shared_with(other), self.len())
    }
}

pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_texts_have_one_shingle_or_none() {
        assert_eq!(shingles(&[], 3).count(), 0);
        assert_eq!(shingles(&[7], 3).count(), 1);
        assert_eq!(shingles(&[7, 8], 3).count(), 1);
        assert_eq!(shingles(&[7, 8, 9], 3).count(), 1);
        assert_ne!(shingles(&[7, 8], 2).next(), shingles(&[8, 7], 2).next());
        assert_ne!(shingles(&[0], 1).next(), shingles(&[0, 0], 2).next().map(|hash| hash ^ 1));
    }

    proptest! {
        #[test]
        fn measures_agree_with_hash_sets(
            a in prop::collection::vec(0u64..40, 0..60),
            b in prop::collection::vec(0u64..40, 0..60),
        ) {
            let (set_a, set_b) = (ShingleSet::new(a.clone()), ShingleSet::new(b.clone()));
            let a: HashSet<u64> = a.into_iter().collect();
            let b: HashSet<u64> = b.into_iter().collect();
            prop_assert_eq!(set_a.shared_with(&set_b), a.intersection(&b).count());
            prop_assert_eq!(set_a.len(), a.len());
            let union = a.union(&b).count().max(1);
            prop_assert_eq!(set_a.resemblance(&set_b), set_a.shared_with(&set_b) as f64 / union as f64);
            prop_assert_eq!(set_a.resemblance(&set_b), set_b.resemblance(&set_a));
            let large = ShingleSet::new((0..40).chain(1000..4000));
            prop_assert_eq!(set_a.shared_with(&large), set_a.len());
        }
    }
}
