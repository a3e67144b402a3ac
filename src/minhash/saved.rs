//! Signatures as bytes.

use super::Signature;
use crate::error::Error;
use crate::support::saved::Format;

/// How a signature is saved: `seed: u64 | count: u64 | each minimum: u32`.
const FORMAT: Format = Format { name: "signature", magic: *b"NCsi", version: 1 };

impl Signature {
    /// The signature as bytes, the same on every machine: 4 a bin, and 40.
    ///
    /// ```
    /// use nearcopy::minhash::{MinHasher, Signature};
    ///
    /// let signature = MinHasher::new(64, 7)?.signature(0..100);
    /// assert_eq!(Signature::from_bytes(&signature.to_bytes())?, signature);
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(16 + 4 * self.minima.len());
        body.extend(self.seed.to_le_bytes());
        body.extend((self.minima.len() as u64).to_le_bytes());
        body.extend(self.minima.iter().flat_map(|minimum| minimum.to_le_bytes()));
        FORMAT.seal(&body)
    }

    /// The signature that [`to_bytes`](Self::to_bytes) saved.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the bytes are damaged, of another version, or
    /// something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut body = FORMAT.open(bytes)?;
        let seed = body.u64()?;
        let count = body.count(4)?;
        let mut minima = Vec::with_capacity(count);
        for _ in 0..count {
            minima.push(body.u32()?);
        }
        body.end()?;
        Self::from_minima(minima, seed).map_err(|error| FORMAT.corrupt(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::minhash::MinHasher;

    /// Saved by the first version: 32 bins, seed 7, the shingles 0 to 19.
    const FIXTURE: &[u8] = include_bytes!("../../tests/fixtures/signature-1.bin");

    fn known() -> Signature {
        MinHasher::new(32, 7).unwrap().signature(0..20)
    }

    #[test]
    #[ignore = "writes the fixture"]
    fn write_signature_fixture() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/signature-1.bin");
        std::fs::write(path, known().to_bytes()).unwrap();
    }

    #[test]
    fn a_signature_saved_long_ago_is_the_same() {
        assert_eq!(Signature::from_bytes(FIXTURE).unwrap(), known());
        assert_eq!(known().to_bytes(), FIXTURE);
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        for bit in 0..8 * FIXTURE.len() {
            let mut changed = FIXTURE.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Signature::from_bytes(&changed).is_err(), "bit {bit}");
        }
        for end in 0..FIXTURE.len() {
            assert!(Signature::from_bytes(&FIXTURE[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn minima_that_no_set_has_are_refused() {
        assert!(Signature::from_minima([], 1).is_err());
        assert!(Signature::from_minima(vec![1; 4097], 1).is_err());
        let message = Signature::from_minima([1, u32::MAX], 1).unwrap_err().to_string();
        assert!(message.contains("1 of 2"), "{message}");
        assert!(Signature::from_minima([u32::MAX; 8], 1).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn any_signature_comes_back(
            bins in 1..200_usize,
            seed: u64,
            set in prop::collection::vec(any::<u64>(), 0..50),
        ) {
            let signature = MinHasher::new(bins, seed).unwrap().signature(set);
            prop_assert_eq!(Signature::from_bytes(&signature.to_bytes()).unwrap(), signature);
        }

        #[test]
        fn any_bytes_are_no_panic(body: Vec<u8>) {
            if let Ok(signature) = Signature::from_bytes(&FORMAT.seal(&body)) {
                prop_assert_eq!(signature.to_bytes(), FORMAT.seal(&body));
            }
        }
    }
}
