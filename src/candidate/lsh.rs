//! Banded locality-sensitive hashing of MinHash signatures.
//!
//! A signature is cut into bands of a few rows; two articles that agree in
//! all rows of one band become a candidate. With `b` bands of `r` rows, a pair
//! of resemblance `s` is proposed with probability `1 − (1 − sʳ)ᵇ`: an S-curve
//! whose steep part the choice of `b` and `r` puts where it is wanted.
//!
//! Instead of a hash table a band, the band's keys are sorted and equal
//! neighbours read off: less memory, and nothing depends on the threads.
//!
//! Source: Leskovec, Rajaraman, Ullman, “Mining of massive datasets”, 3.4.

use std::ops::Range;

use rayon::prelude::*;

use super::{Across, FULL_GROUP, Pair, pairs_of_group};
use crate::error::Error;
use crate::minhash::Signature;
use crate::progress::Progress;
use crate::support::hash::mix;
use crate::support::shuffle::sort;
use crate::support::spill::{SpillStorage, Spilled};

/// How signatures are cut into bands.
///
/// ```
/// use nearcopy::candidate::lsh::Bands;
///
/// let bands = Bands::new(32, 4)?;
/// assert!(bands.probability(0.7) > 0.999);
/// assert!(bands.probability(0.1) < 0.01);
/// // Or state what is wanted: pairs from 0.5 on, 95 % of them, of 128 minima.
/// let bands = Bands::for_resemblance(0.5, 0.95, 128)?;
/// assert_eq!((bands.count(), bands.rows()), (42, 3));
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    count: usize,
    rows: usize,
}

impl Bands {
    /// This many bands of this many rows each.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where either is 0.
    pub fn new(count: usize, rows: usize) -> Result<Self, Error> {
        for (name, value) in [("bands", count), ("rows", rows)] {
            if value == 0 {
                return Err(Error::Setting { name, value: "0".into(), allowed: "at least 1" });
            }
        }
        Ok(Self { count, rows })
    }

    /// The most selective bands of a signature of `bins` minima that propose
    /// a pair of this `resemblance` with at least this `probability`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where `resemblance` or `probability` is not between
    /// 0 and 1 (exclusive), or where even bands of one row cannot reach it.
    pub fn for_resemblance(resemblance: f64, probability: f64, bins: usize) -> Result<Self, Error> {
        for (name, value) in [("resemblance", resemblance), ("probability", probability)] {
            if !(value > 0.0 && value < 1.0) {
                let allowed = "between 0 and 1, and neither of them";
                return Err(Error::Setting { name, value: value.to_string(), allowed });
            }
        }
        (1..=bins)
            .rev()
            .map(|rows| Self { count: bins / rows, rows })
            .find(|bands| bands.probability(resemblance) >= probability)
            .ok_or_else(|| Error::Setting {
                name: "bins",
                value: bins.to_string(),
                allowed: "higher for so low a resemblance and so high a probability",
            })
    }

    /// How many bands there are.
    pub const fn count(self) -> usize {
        self.count
    }

    /// How many minima each band takes.
    pub const fn rows(self) -> usize {
        self.rows
    }

    /// The probability that a pair of this resemblance is proposed.
    pub fn probability(self, resemblance: f64) -> f64 {
        1.0 - (1.0 - resemblance.powi(self.rows as i32)).powi(self.count as i32)
    }
}

/// The pairs of signatures that agree in all rows of at least one band,
/// ordered, each once. Empty signatures are never proposed.
///
/// In a bucket of very many articles not every pair is proposed: see
/// [`FULL_GROUP`].
///
/// Cost: a sort of the articles for each band, the bands in parallel.
///
/// # Errors
///
/// [`Error::Incompatible`] where two signatures differ in seed or bins, and
/// [`Error::Setting`] where they have fewer bins than the bands need.
pub fn candidates(signatures: &[Signature], bands: Bands) -> Result<Vec<Pair>, Error> {
    let Some(first) = signatures.first() else { return Ok(Vec::new()) };
    signatures.iter().try_for_each(|signature| first.check_like(signature))?;
    let bins = first.minima().len();
    if bands.count.checked_mul(bands.rows).is_none_or(|needed| needed > bins) {
        return Err(Error::Setting {
            name: "the number of bands times that of rows",
            value: format!("{} × {}, and the signatures have {bins} bins", bands.count, bands.rows),
            allowed: "at most the number of bins",
        });
    }
    if u32::try_from(signatures.len()).is_err() {
        return Err(Error::TooMany { articles: signatures.len() });
    }
    let keys = |article: u32, some: Range<usize>, out: &mut Vec<_>| {
        let signature = &signatures[article as usize];
        if !signature.is_empty() {
            out.extend(some.map(|band| record(bands.key(signature.minima(), band), article)));
        }
    };
    Ok(candidates_by_key(signatures.len(), bands.count, FULL_GROUP, None, keys, &()))
}

impl Bands {
    /// The keys of all bands; none for an empty signature.
    pub(crate) fn keys(self, signature: &Signature) -> Option<Box<[u64]>> {
        let key = |band| self.key(signature.minima(), band);
        (!signature.is_empty()).then(|| (0..self.count).map(key).collect())
    }

    /// What two signatures have in common that agree in all rows of a band.
    pub(crate) fn key(self, minima: &[u32], band: usize) -> u64 {
        let rows = &minima[band * self.rows..][..self.rows];
        rows.iter().fold(0, |key, &row| mix(key ^ u64::from(row)))
    }
}

/// The pairs that [`candidates`] proposes, the keys of an article's bands being
/// made by `keys` and kept in this storage; there are none for an empty signature.
/// Where sides are given, only those across them.
pub(crate) fn candidates_in(
    storage: &SpillStorage,
    articles: usize,
    bands: Bands,
    across: Option<&Across>,
    keys: impl Fn(usize) -> Option<Box<[u64]>> + Sync,
    progress: &dyn Progress,
) -> Result<Vec<Pair>, Error> {
    let held: Vec<Option<Spilled<Box<[u64]>>>> =
        (0..articles).into_par_iter().map(|at| Some(Spilled::new(keys(at)?, storage))).collect();
    let keys = |article: u32, some: Range<usize>, out: &mut Vec<_>| {
        if let Some(held) = &held[article as usize] {
            out.extend(held.get(storage)[some].iter().map(|&key| record(key, article)));
        }
    };
    let pairs = candidates_by_key(articles, bands.count, FULL_GROUP, across, keys, progress);
    storage.check().map(|()| pairs)
}

/// A key of an article, to be sorted.
fn record(key: u64, article: u32) -> [u32; 3] {
    [(key >> 32) as u32, key as u32, article]
}

/// Bands whose keys are read at once: signatures lie apart, and to read any
/// part of one is to wait for it.
const AT_ONCE: usize = 8;

/// How often [`candidates_by_key`] goes through the articles.
pub(crate) const fn band_passes(bands: usize) -> usize {
    bands.div_ceil(AT_ONCE)
}

/// The pairs of articles that have the same key in one of the bands, ordered,
/// each once; of a group of more than `full`, only some. Where sides are given, only
/// those across them.
///
/// `keys` appends a record for each of some bands of one article, its key and
/// last the article; for an empty signature none.
pub(crate) fn candidates_by_key<const N: usize>(
    articles: usize,
    bands: usize,
    full: usize,
    across: Option<&Across>,
    keys: impl Fn(u32, Range<usize>, &mut Vec<[u32; N]>) + Sync,
    progress: &dyn Progress,
) -> Vec<Pair> {
    let visit = |group: &[[u32; N]], pairs: &mut Vec<Pair>| match across {
        None => pairs_of_group(group, full, pairs),
        Some(across) => {
            let group: Vec<u32> = group.iter().map(|record| record[N - 1]).collect();
            across.pairs_of_group(&group, full, pairs);
        }
    };
    let of_bands = groups_by_key(articles, bands, keys, visit, progress);
    let mut pairs: Vec<Pair> = of_bands.into_par_iter().flatten_iter().collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Visits, band by band, every group of two or more articles that have the same key
/// in it, and returns what was gathered of each band, in the bands' order. The
/// articles of a group are in their order, and so are its records' keys.
///
/// For `keys` see [`candidates_by_key`].
pub(crate) fn groups_by_key<const N: usize, T: Default + Send>(
    articles: usize,
    bands: usize,
    keys: impl Fn(u32, Range<usize>, &mut Vec<[u32; N]>) + Sync,
    visit: impl Fn(&[[u32; N]], &mut T) + Sync,
    progress: &dyn Progress,
) -> Vec<T> {
    let of_bands = |bands: Range<usize>| {
        let empty = |_| Vec::with_capacity(articles);
        let mut by_band: Vec<Vec<_>> = bands.clone().map(empty).collect();
        let mut records = Vec::new();
        for article in 0..articles as u32 {
            if progress.is_cancelled() {
                break;
            }
            records.clear();
            keys(article, bands.clone(), &mut records);
            by_band.iter_mut().zip(&records).for_each(|(band, &record)| band.push(record));
        }
        progress.advance(articles);
        by_band
    };
    let gather = |sorted: &mut Vec<[u32; N]>, records: Vec<[u32; N]>| {
        sort(&records, sorted);
        let mut gathered = T::default();
        for group in sorted.chunk_by(|one, other| one[..N - 1] == other[..N - 1]) {
            if group.len() > 1 {
                visit(group, &mut gathered);
            }
        }
        gathered
    };
    (0..band_passes(bands))
        .into_par_iter()
        .map(|at| at * AT_ONCE..bands.min((at + 1) * AT_ONCE))
        .flat_map(|bands| of_bands(bands).into_par_iter().map_init(Vec::new, gather))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minhash::MinHasher;

    #[test]
    fn bands_state_what_they_reach() {
        let bands = Bands::for_resemblance(0.7, 0.99, 128).unwrap();
        assert!(bands.probability(0.7) >= 0.99);
        let steeper = Bands::new(128 / (bands.rows() + 1), bands.rows() + 1).unwrap();
        assert!(steeper.probability(0.7) < 0.99);
        assert!(Bands::new(0, 4).is_err());
        assert!(Bands::for_resemblance(1.0, 0.5, 128).is_err());
        assert!(Bands::for_resemblance(0.001, 0.99, 16).is_err());
    }

    /// The stated probability is what happens.
    #[test]
    fn pairs_are_proposed_as_often_as_stated() {
        let hasher = MinHasher::new(128, 5).unwrap();
        let bands = Bands::new(32, 4).unwrap();
        for shared in [150u64, 200, 240] {
            let trials = 400u32;
            let signatures: Vec<Signature> = (0..u64::from(trials))
                .flat_map(|trial| {
                    let at = trial * 10_000;
                    let [a, b] = [at..at + 400, at + 400 - shared..at + 800 - shared];
                    [hasher.signature(a), hasher.signature(b)]
                })
                .collect();
            let found = candidates(&signatures, bands).unwrap();
            assert!(found.iter().all(|pair| pair.a % 2 == 0 && pair.b == pair.a + 1));
            let stated = bands.probability(shared as f64 / (800 - shared) as f64);
            let rate = found.len() as f64 / f64::from(trials);
            let error = (stated * (1.0 - stated) / f64::from(trials)).sqrt();
            assert!((rate - stated).abs() < 4.0 * error + 0.01, "{rate} against {stated}");
        }
    }

    #[test]
    fn equal_signatures_are_proposed_and_empty_ones_are_not() {
        let hasher = MinHasher::new(16, 5).unwrap();
        let signatures = [hasher.signature([1, 2]), hasher.signature([]), hasher.signature([2, 1])];
        let signatures = [&signatures[..], &[hasher.signature([])]].concat();
        let found = candidates(&signatures, Bands::new(4, 4).unwrap()).unwrap();
        assert_eq!(found, [Pair { a: 0, b: 2 }]);
    }

    #[test]
    fn signatures_that_do_not_fit_are_an_error() {
        let signature = |bins, seed| MinHasher::new(bins, seed).unwrap().signature(0..50);
        let bands = Bands::new(4, 4).unwrap();
        let failed = |signatures: &[Signature], bands| {
            candidates(signatures, bands).unwrap_err().to_string()
        };
        let message = failed(&[signature(16, 5), signature(16, 6)], bands);
        assert!(message.contains("seed 5 and 6"), "{message}");
        let message = failed(&[signature(16, 5), signature(32, 5)], bands);
        assert!(message.contains("bins 16 and 32"), "{message}");
        let message = failed(&[signature(15, 5), signature(15, 5)], bands);
        assert!(message.contains("4 × 4") && message.contains("15 bins"), "{message}");
        let endless = Bands::new(usize::MAX, 2).unwrap();
        assert!(candidates(&[signature(15, 5)], endless).is_err());
        assert_eq!(candidates(&[], endless).unwrap(), []);
    }
}
