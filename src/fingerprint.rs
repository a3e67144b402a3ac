//! One number for a whole text.

use crate::shingle::mix;

/// A 128-bit hash of words' hashes in their order: of two texts with the same
/// one, all words are the same, up to chance.
///
/// A sum of products of neighbours, each word plus a key of its place (NH of
/// Black, Halevi, Krawczyk, Krovetz, Rogaway, “UMAC”, 1999): no product waits
/// for another.
pub(crate) fn fingerprint(words: &[u64]) -> u128 {
    const KEYS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];
    let start = u128::from(mix(words.len() as u64));
    let keys = (1u64..).map(|place| KEYS.map(|key| mix(key.wrapping_mul(place))));
    words.chunks(2).zip(keys).fold(start, |sum, (pair, keys)| {
        let one = pair[0].wrapping_add(keys[0]);
        let other = pair.get(1).copied().unwrap_or(0).wrapping_add(keys[1]);
        sum.wrapping_add(u128::from(one) * u128::from(other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_length_and_every_word_count() {
        let words: Vec<u64> = (1..20).map(mix).collect();
        let whole = fingerprint(&words);
        for at in 0..words.len() {
            let mut changed = words.clone();
            changed[at] ^= 1;
            assert_ne!(fingerprint(&changed), whole);
            let mut turned = words.clone();
            turned.swap(at, (at + 1) % 19);
            assert_ne!(fingerprint(&turned), whole);
        }
        assert_ne!(fingerprint(&words[1..]), whole);
        assert_ne!(fingerprint(&[]), fingerprint(&[0]));
    }
}
