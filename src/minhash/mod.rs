//! Stage 3: shingle set → signature.
//!
//! A MinHash *signature* is a short, fixed-size sketch of a set. The share of
//! places in which two signatures agree estimates the resemblance of the two
//! sets, without looking at them again.
//!
//! # Method
//!
//! One-permutation hashing: each shingle is hashed once; the hash's high bits
//! choose one of `k` bins and the low bits compete for the bin's minimum. That
//! is `k` times cheaper than `k` permutations. Bins that stay empty (small
//! sets) borrow the minimum of another bin, chosen by a hash of the empty
//! bin's number alone, so that two signatures borrow alike: *optimal
//! densification*, which keeps the estimator unbiased and its variance near
//! that of `k` independent permutations, `J (1 − J) / k`.
//!
//! # When it fails
//!
//! A signature knows nothing of order, of length, or of containment: a short
//! article inside a long one has a low resemblance. Matches are therefore
//! never decided here; signatures only propose [candidates](crate::candidate).
//!
//! Sources: Li, Owen, Zhang, “One permutation hashing”, NIPS 2012;
//! Shrivastava, “Optimal densification for fast and accurate minwise
//! hashing”, ICML 2017.

mod saved;

use crate::error::Error;
use crate::support::hash::mix;

/// Value of a bin that no shingle fell into.
const EMPTY: u32 = u32::MAX;

/// Makes signatures. Those of one `MinHasher` can be compared with each other.
///
/// ```
/// use nearcopy::minhash::MinHasher;
///
/// let hasher = MinHasher::new(256, 1)?;
/// let whole = hasher.signature(0..1000);
/// let most = hasher.signature(200..1000);
/// let estimate = whole.resemblance(&most)?;
/// assert!(estimate.low <= 0.8 && 0.8 <= estimate.high);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinHasher {
    bins: usize,
    seed: u64,
}

/// The MinHash sketch of one set. Stable across machines and versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    minima: Box<[u32]>,
    seed: u64,
}

/// An estimated resemblance and the interval it lies in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate: the share of bins that agree.
    pub value: f64,
    /// Lower end of the 95 % interval (Wilson score).
    pub low: f64,
    /// Upper end of the 95 % interval (Wilson score).
    pub high: f64,
}

impl MinHasher {
    /// A hasher of signatures with this many bins.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] unless `bins` is between 1 and 4,096.
    pub fn new(bins: usize, seed: u64) -> Result<Self, Error> {
        if (1..=4096).contains(&bins) {
            Ok(Self { bins, seed })
        } else {
            let allowed = "between 1 and 4096";
            Err(Error::Setting { name: "bins", value: bins.to_string(), allowed })
        }
    }

    /// The signature of the set of `shingles`; repeated ones do not count.
    ///
    /// Cost: about 2 ns a shingle; for a set much smaller than the number of
    /// bins, some tries more for each bin that stays empty.
    pub fn signature(&self, shingles: impl IntoIterator<Item = u64>) -> Signature {
        let mut minima = vec![EMPTY; self.bins].into_boxed_slice();
        self.fill(&mut minima, shingles);
        Signature { minima, seed: self.seed }
    }

    /// The minima of a [`signature`](Self::signature), into memory that is at
    /// hand: as many as there are bins.
    pub(crate) fn fill(&self, minima: &mut [u32], shingles: impl IntoIterator<Item = u64>) {
        minima.fill(EMPTY);
        for shingle in shingles {
            let hash = mix(shingle ^ self.seed);
            let bin = &mut minima[in_range(hash, self.bins)];
            *bin = (*bin).min((hash as u32).min(EMPTY - 1));
        }
        densify(minima, self.seed);
    }

    /// The standard error of an estimate where the true resemblance is `j`:
    /// √(j (1 − j) / bins), at most 1 / (2 √bins).
    pub fn standard_error(&self, j: f64) -> f64 {
        (j * (1.0 - j) / self.bins as f64).sqrt()
    }
}

/// Maps a hash to `0..range` by its high bits (Lemire's multiplication).
fn in_range(hash: u64, range: usize) -> usize {
    ((u128::from(hash) * range as u128) >> 64) as usize
}

/// Fills empty bins from others that are not, chosen by the bin's number.
fn densify(minima: &mut [u32], seed: u64) {
    if minima.iter().all(|&minimum| minimum == EMPTY) {
        return;
    }
    let lender = |bin: usize| {
        let mixed = mix(bin as u64 ^ seed);
        let sources = (1u64..).map(|attempt| in_range(mix(mixed ^ attempt), minima.len()));
        sources.map(|source| minima[source]).find(|&minimum| minimum != EMPTY).unwrap_or(EMPTY)
    };
    let empty = minima.iter().enumerate().filter(|&(_, &minimum)| minimum == EMPTY);
    // What is borrowed must not be lent on.
    let borrowed: Vec<(usize, u32)> = empty.map(|(bin, _)| (bin, lender(bin))).collect();
    borrowed.into_iter().for_each(|(bin, minimum)| minima[bin] = minimum);
}

impl Signature {
    /// The signature with these minima, as [`minima`](Self::minima) gave them,
    /// made by a hasher with this seed.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] unless there are 1 to 4,096 minima, and either all of
    /// them or none are `u32::MAX`, which stands for a set without shingles.
    ///
    /// ```
    /// use nearcopy::minhash::{MinHasher, Signature};
    ///
    /// let signature = MinHasher::new(64, 7)?.signature(0..100);
    /// let again = Signature::from_minima(signature.minima(), signature.seed())?;
    /// assert_eq!(again, signature);
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn from_minima(minima: impl Into<Box<[u32]>>, seed: u64) -> Result<Self, Error> {
        let minima = minima.into();
        MinHasher::new(minima.len(), seed)?;
        let empty = minima.iter().filter(|&&minimum| minimum == EMPTY).count();
        if empty != 0 && empty != minima.len() {
            let value = format!("{empty} of {}", minima.len());
            return Err(Error::Setting {
                name: "the number of minima that are u32::MAX",
                value,
                allowed: "none or all",
            });
        }
        Ok(Self { minima, seed })
    }

    /// The seed of the hasher.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The bins' minima.
    pub fn minima(&self) -> &[u32] {
        &self.minima
    }

    /// Whether the set had no shingle.
    pub fn is_empty(&self) -> bool {
        self.minima.first() == Some(&EMPTY)
    }

    /// Estimates the resemblance of the two sets.
    ///
    /// # Errors
    ///
    /// [`Error::Incompatible`] where the signatures differ in bins or seed.
    pub fn resemblance(&self, other: &Self) -> Result<Estimate, Error> {
        self.check_like(other)?;
        if self.is_empty() || other.is_empty() {
            return Ok(Estimate { value: 0.0, low: 0.0, high: 0.0 });
        }
        let equal = self.minima.iter().zip(&*other.minima).filter(|(a, b)| a == b).count();
        Ok(Estimate::wilson(equal, self.minima.len()))
    }

    /// That both were made with the same settings.
    pub(crate) fn check_like(&self, other: &Self) -> Result<(), Error> {
        let settings = [
            ("bins", self.minima.len() as u64, other.minima.len() as u64),
            ("seed", self.seed, other.seed),
        ];
        match settings.into_iter().find(|(_, one, other)| one != other) {
            Some((setting, one, other)) => Err(Error::Incompatible { setting, one, other }),
            None => Ok(()),
        }
    }
}

impl Estimate {
    /// The Wilson score interval of `hits` in `trials`, 95 %.
    fn wilson(hits: usize, trials: usize) -> Self {
        const Z: f64 = 1.96;
        let n = trials as f64;
        let value = hits as f64 / n;
        let centre = (value + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half =
            Z * (value * (1.0 - value) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
        Self { value, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hasher(bins: usize) -> MinHasher {
        MinHasher::new(bins, 42).unwrap()
    }

    #[test]
    fn values_are_the_same_in_every_version() {
        let signature = hasher(4).signature(0..100);
        assert_eq!(signature.minima(), [0, 74_379_621, 379_045_021, 21_004_309]);
    }

    #[test]
    fn different_settings_refuse_to_be_compared() {
        let set = 0..10;
        let one = hasher(64).signature(set.clone());
        let other = hasher(128).signature(set.clone());
        let message = one.resemblance(&other).unwrap_err().to_string();
        assert!(message.contains("bins 64 and 128"), "{message}");
        let other = MinHasher::new(64, 43).unwrap().signature(set);
        assert!(one.resemblance(&other).is_err());
        assert!(MinHasher::new(0, 1).is_err());
    }

    #[test]
    fn nothing_resembles_an_empty_set() {
        let empty = hasher(64).signature([]);
        assert!(empty.is_empty());
        assert_eq!(empty.resemblance(&empty).unwrap().value, 0.0);
    }

    /// The law of the estimator: unbiased, with the stated standard error,
    /// for sets much larger and much smaller than the number of bins.
    #[test]
    fn estimates_have_the_stated_error() {
        let hasher = hasher(128);
        for size in [40u64, 200, 2000] {
            for overlap in [0.2, 0.5, 0.8] {
                let shared = (size as f64 * 2.0 * overlap / (1.0 + overlap)) as u64;
                let truth = shared as f64 / (2 * size - shared) as f64;
                let trials = 300u64;
                let errors: Vec<f64> = (0..trials)
                    .map(|trial| {
                        let at = trial * 1_000_000;
                        let a = hasher.signature(at..at + size);
                        let b = hasher.signature(at + size - shared..at + 2 * size - shared);
                        a.resemblance(&b).unwrap().value - truth
                    })
                    .collect();
                let bias = errors.iter().sum::<f64>() / trials as f64;
                let deviation = (errors.iter().map(|e| e * e).sum::<f64>() / trials as f64).sqrt();
                let expected = hasher.standard_error(truth);
                assert!(bias.abs() < 4.0 * expected / (trials as f64).sqrt() * 2.0, "bias {bias}");
                // A set smaller than the signature fills fewer bins than there are.
                let independent = (size.min(128) as f64 / 128.0).sqrt();
                assert!(deviation < 1.3 * expected / independent, "{size} {overlap} {deviation}");
            }
        }
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_count(mut set in prop::collection::vec(any::<u64>(), 0..300)) {
            let once = hasher(64).signature(set.iter().copied());
            set.reverse();
            set.extend(set.clone());
            prop_assert_eq!(hasher(64).signature(set), once);
        }
    }
}
