//! Signatures → the pairs that may be near-duplicates.

use std::borrow::Cow;
use std::ops::Range;

use super::signature::{BANDS, BINS, NearSignature};
use crate::candidate::Pair;
use crate::candidate::lsh::{band_passes, candidates_by_key};
use crate::progress::{Progress, Stage};

/// Groups up to this size propose every pair of their members. More than at the
/// other levels, as to list a pair costs less here, and whoever asks for
/// near-duplicates expects every pair.
pub const FULL_NEAR_GROUP: usize = 1000;

/// Words from which an estimate is trusted to say no: with few, one shingle
/// more or less moves it far.
const ENOUGH: u32 = 200;

/// How often a pair that has the least resemblance may be taken for one that has not.
const MISSED: f64 = 1e-7;

/// The number of equal minima below which a pair of resemblance `least` has them
/// less often than [`MISSED`]: the exact tail of the binomial distribution, which
/// is far from a normal one where `least` is near 1.
fn least_equal(least: f32) -> usize {
    let least = f64::from(least);
    // The probabilities of as many equal minima as there are bins, of one fewer,
    // and so on, each made of the one before.
    let mut probability = least.powi(BINS as i32);
    let mut at_least = 0.0;
    for equal in (0..=BINS).rev() {
        at_least += probability;
        if at_least >= 1.0 - MISSED {
            return equal;
        }
        let (equal, unequal) = (equal as f64, (BINS - equal) as f64);
        probability *= equal / (unequal + 1.0) * (1.0 - least) / least;
    }
    0
}

/// The pairs among `articles` that have a key in common, and how many of them
/// may have the resemblance `least`: those are returned, ordered, each once.
pub(crate) fn propose_near<'s>(
    articles: usize,
    signature: impl Fn(usize) -> Cow<'s, Box<NearSignature>> + Sync,
    words: impl Fn(usize) -> u32,
    least: f32,
    progress: &dyn Progress,
) -> (usize, Vec<Pair>) {
    let least_equal = least_equal(least);
    let keys = |article: u32, bands: Range<usize>, out: &mut Vec<[u32; 2]>| {
        out.extend(signature(article as usize).keys[bands].iter().map(|&key| [key, article]));
    };
    progress.begin(Stage::Candidates, articles * band_passes(BANDS));
    let mut pairs = candidates_by_key(articles, BANDS, FULL_NEAR_GROUP, keys, progress);
    let proposed = pairs.len();
    pairs.retain(|&Pair { a, b }| {
        let (a, b) = (a as usize, b as usize);
        words(a).min(words(b)) < ENOUGH || signature(a).equal_minima(&signature(b)) >= least_equal
    });
    (proposed, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::hash::mix;

    /// By experiment: pairs that have the resemblance are hardly ever taken for
    /// others, and most that are far from it are.
    #[test]
    fn the_least_number_of_equal_minima_is_a_tail() {
        assert_eq!(least_equal(1.0), BINS);
        assert_eq!(least_equal(0.0), 0);
        let mut random = 7u64;
        let mut equal = |resemblance: f64| {
            let is_equal = |_: &usize| {
                random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
                (random as f64 / u64::MAX as f64) < resemblance
            };
            (0..BINS).filter(is_equal).count()
        };
        for least in [0.3f32, 0.7, 0.9, 0.95, 0.99, 0.999] {
            let limit = least_equal(least);
            assert!((0..20_000).all(|_| equal(f64::from(least)) >= limit), "{least}");
            let far = f64::from(least) - 0.35;
            let dropped = (0..1000).filter(|_| equal(far) < limit).count();
            assert!(far < 0.0 || dropped > 900, "{least}: {dropped}");
        }
    }
}
