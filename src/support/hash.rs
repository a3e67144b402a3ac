//! Every hash function of the crate.
//!
//! | function | of what | may be saved | used for |
//! |---|---|---|---|
//! | [`word_hash`] | a folded word | yes: XXH3, 64 bits | vocabulary, portable documents, statistics |
//! | [`mix`] | a number | yes: splitmix64's finalizer | bands of signatures, the bins of MinHash |
//! | [`shingle_hash`] | a run of words' hashes, in order | yes | shingles, signatures, statistics of runs |
//! | [`fingerprint`] | all words' hashes of a text, in order | yes: XXH3, 128 bits | articles with the same words |
//! | [`checksum`] | bytes | yes: XXH3, 64 bits | saved forms, texts that are read again |
//! | [`spelling_hash`] | up to sixteen bytes | yes, inside near sketches | telling spellings apart |
//! | [`rolling_hash`] | a run of words' hashes, in order | yes, inside near sketches | shingles at the level near and of comparisons |
//! | [`number_hash`] | a run of words' numbers, in order | no | words of two texts that are aligned |
//! | [`run_hash`] | four words' numbers, in order | no | runs of four words in a search without a background |
//! | [`Seeded`] | a hash that is there already | no: other in every process | tables that are filled from what articles say |
//!
//! Whoever knows a function can craft words whose hashes crowd one place of a
//! table, where each is then probed for past all the others. Tables filled from
//! articles therefore place their entries by [`Seeded`], whose seed no article
//! can know. Nothing that is reported depends on the seed.

use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// The hash of a folded word: the same on every machine and in every version.
pub(crate) fn word_hash(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// The checksum of bytes that are saved, or read again later.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// The checksum of a text: tells whether one that is read again is the same.
pub(crate) fn text_checksum(text: &str) -> u32 {
    checksum(text.as_bytes()) as u32
}

/// Spreads every bit of `value` over all bits (the finalizer of splitmix64,
/// Stafford's variant 13). A bijection.
pub(crate) const fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// One hash of several words' hashes; their order counts.
pub(crate) fn shingle_hash(words: &[u64]) -> u64 {
    mix(words.iter().fold(0, |sum: u64, &word| {
        (sum.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }))
}

/// [`shingle_hash`] without a multiplication: words' hashes, each rotated by its
/// place, added up.
pub(crate) fn rolling_hash(words: &[u64]) -> u64 {
    let rotated = |(word, place): (&u64, u32)| word.rotate_left(13 * place);
    words.iter().zip(0..).map(rotated).fold(0, u64::wrapping_add)
}

/// A hash of a run of words' numbers; their order counts.
pub(crate) fn number_hash(words: &[u32]) -> u64 {
    words.iter().fold(0, |key: u64, &word| {
        (key.rotate_left(23) ^ u64::from(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

/// A hash of four words' numbers; their order counts. Both halves of a product, as
/// in wyhash: less work than [`shingle_hash`], and no hash of a word has to be looked up.
#[inline(always)]
pub(crate) fn run_hash(words: [u32; 4]) -> u64 {
    let two = |one: u32, other: u32| u64::from(one) << 32 | u64::from(other);
    let one = two(words[0], words[1]) ^ 0xA076_1D64_78BD_642F;
    let other = two(words[2], words[3]) ^ 0xE703_7ED1_A0B4_28DB;
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

/// A 128-bit hash of words' hashes in their order: of two texts with the same
/// one, all words are the same, up to chance.
pub(crate) fn fingerprint(words: &[u64]) -> u128 {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    xxh3_128(&bytes)
}

/// A hash of up to sixteen bytes, zeros behind them, and of how many there are:
/// two folded multiplications, as wyhash mixes them.
#[inline]
pub(crate) fn spelling_hash(low: u64, high: u64, length: usize) -> u64 {
    const KEYS: [u64; 3] = [0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3];
    let product = u128::from(low ^ KEYS[0]) * u128::from(high ^ KEYS[1] ^ length as u64);
    let product =
        u128::from(product as u64 ^ KEYS[2]) * u128::from((product >> 64) as u64 ^ KEYS[1]);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of a longer spelling.
pub(crate) fn long_spelling_hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Makes a [`Seeded`] hash of keys that are 64-bit hashes already.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed(u64);

impl Default for Seed {
    /// The seed of this process.
    fn default() -> Self {
        static SEED: LazyLock<u64> = LazyLock::new(|| ahash::RandomState::new().hash_one(0));
        Self(*SEED)
    }
}

impl Seed {
    /// Where the key belongs in a table of this process.
    #[inline(always)]
    pub fn place(self, key: u64) -> u64 {
        let product = u128::from(key ^ self.0) * 0x9E37_79B9_7F4A_7C15;
        (product >> 64) as u64 ^ product as u64
    }
}

impl BuildHasher for Seed {
    type Hasher = Seeded;

    fn build_hasher(&self) -> Seeded {
        Seeded { seed: *self, hash: 0 }
    }
}

/// See [`Seed`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seeded {
    seed: Seed,
    hash: u64,
}

impl Hasher for Seeded {
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are 64-bit hashes");
    }

    #[inline(always)]
    fn write_u64(&mut self, hash: u64) {
        self.hash = self.seed.place(hash);
    }

    #[inline(always)]
    fn finish(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// What may be saved is the same in every version.
    #[test]
    fn stable_hashes_are_known() {
        assert_eq!(word_hash("rain"), 867_523_730_932_068_441);
        assert_eq!(mix(1), 6_238_072_747_940_578_789);
        assert_eq!(shingle_hash(&[1, 2, 3]), 17_476_587_474_805_627_452);
        assert_eq!(fingerprint(&[1, 2, 3]), 277_592_742_532_661_700_360_708_810_896_686_567_199);
        assert_eq!(checksum(b"rain"), word_hash("rain"));
        assert_eq!(rolling_hash(&[1, 2, 3]), 1 + (2 << 13) + (3 << 26));
        assert_eq!(spelling_hash(1, 2, 9), 12_540_924_865_222_715_816);
        assert_eq!(long_spelling_hash(b"rain"), word_hash("rain"));
    }

    #[test]
    fn a_fingerprint_tells_order_length_and_every_word() {
        let words: Vec<u64> = (1..20).map(mix).collect();
        let whole = fingerprint(&words);
        for at in 0..words.len() {
            let mut changed = words.clone();
            changed[at] ^= 1;
            assert_ne!(fingerprint(&changed), whole);
            let mut swapped = words.clone();
            swapped.swap(at, (at + 1) % 19);
            assert_ne!(fingerprint(&swapped), whole);
        }
        assert_ne!(fingerprint(&words[1..]), whole);
        assert_ne!(fingerprint(&[]), fingerprint(&[0]));
    }

    /// Keys that agree in all low or in all high bits do not crowd together.
    #[test]
    fn crafted_keys_are_spread() {
        let seed = Seed::default();
        for shift in [0, 16, 40, 52] {
            let low: HashSet<u64> =
                (0..1000u64).map(|key| seed.place(key << shift) & 0xFFFF).collect();
            let high: HashSet<u64> =
                (0..1000u64).map(|key| seed.place(key << shift) >> 48).collect();
            assert!(low.len() > 900 && high.len() > 900, "{shift}: {} {}", low.len(), high.len());
        }
    }
}
