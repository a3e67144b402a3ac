//! The signature that proposes near-duplicates.

use crate::support::spill::{SpillRecord, from_bytes, to_bytes};

/// The bands for near-duplicates, number and rows: a pair of resemblance 0.7
/// is proposed with probability 0.9998, one of 0.3 with 0.23.
pub const NEAR_BANDS: (usize, usize) = (32, 4);

pub(super) const BANDS: usize = NEAR_BANDS.0;
pub(super) const BINS: usize = NEAR_BANDS.0 * NEAR_BANDS.1;

/// What finds an article's near-duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NearSignature {
    /// A key for each band. Of two keys in four thousand million that differ,
    /// one pair looks the same, and is dropped when the texts are compared.
    pub(super) keys: [u32; BANDS],
    /// The last eight bits of each minimum (b-bit minwise hashing of Li and
    /// König, WWW 2010).
    pub(super) minima: [u8; BINS],
}

impl NearSignature {
    /// The key of each band.
    pub(crate) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Whether the two have the key of a band in common.
    pub(super) fn shares_key(&self, other: &Self) -> bool {
        self.keys.iter().zip(&other.keys).any(|(a, b)| a == b)
    }

    /// How many of the minima are equal.
    pub(super) fn equal_minima(&self, other: &Self) -> usize {
        self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count()
    }
}

impl SpillRecord for Box<NearSignature> {
    fn length(&self) -> usize {
        BANDS + BINS / 4
    }

    fn to_numbers(&self) -> Vec<u32> {
        self.keys.into_iter().chain(from_bytes(&self.minima)).collect()
    }

    fn from_numbers(mut numbers: impl Iterator<Item = u32>) -> Self {
        let keys = std::array::from_fn(|_| numbers.next().unwrap_or_default());
        let minima = to_bytes(numbers);
        let minima = std::array::from_fn(|bin| minima.get(bin).copied().unwrap_or_default());
        Self::new(NearSignature { keys, minima })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketcher;
    use super::*;
    use crate::text::CheckedTokenizer;

    #[test]
    fn a_signature_survives_as_numbers() {
        let text = (0..300).map(|n| format!("word{n} ")).collect::<String>();
        let signature =
            Box::new(Sketcher::default().sketch(&text, &CheckedTokenizer::default()).signature);
        let numbers = signature.to_numbers();
        assert_eq!(numbers.len(), signature.length());
        assert_eq!(Box::from_numbers(numbers.into_iter()), signature);
    }
}
