//! The fixed fields of an article.

/// What is known of an article beside its id, words and text.
///
/// ```text
/// fingerprint of all words: 16 bytes | XXH3 of the text: u64 | bytes of the text: u32
/// words: u32 | content words, and in the highest bit whether it is counted: u32
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::index) struct ArticleRecord {
    /// [`PortableDocument::fingerprint`](crate::document::PortableDocument::fingerprint).
    pub fingerprint: u128,
    /// Tells whether two articles have the same text.
    pub checksum: u64,
    /// How many bytes its text has.
    pub bytes: u32,
    /// How many words it has.
    pub words: u32,
    /// How many of them were content words when the segment was written.
    pub content_words: u32,
    /// Whether its words are counted and listed: of articles with the same words
    /// one is.
    pub is_counted: bool,
}

const COUNTED: u32 = 1 << 31;

impl ArticleRecord {
    pub const SIZE: usize = 36;

    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..16].copy_from_slice(&self.fingerprint.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.checksum.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.bytes.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.words.to_le_bytes());
        let content = self.content_words | if self.is_counted { COUNTED } else { 0 };
        bytes[32..].copy_from_slice(&content.to_le_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8; Self::SIZE]) -> Self {
        fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
            bytes[at..at + N].try_into().expect("inside a record")
        }
        let content = u32::from_le_bytes(part(bytes, 32));
        Self {
            fingerprint: u128::from_le_bytes(part(bytes, 0)),
            checksum: u64::from_le_bytes(part(bytes, 16)),
            bytes: u32::from_le_bytes(part(bytes, 24)),
            words: u32::from_le_bytes(part(bytes, 28)),
            content_words: content & !COUNTED,
            is_counted: content & COUNTED != 0,
        }
    }

    /// The part of the fingerprint that articles with the same words are listed under.
    pub fn words_key(fingerprint: u128) -> u64 {
        (fingerprint >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back() {
        for is_counted in [false, true] {
            let record = ArticleRecord {
                fingerprint: u128::MAX / 7,
                checksum: u64::MAX / 3,
                bytes: u32::MAX,
                words: 77,
                content_words: 5,
                is_counted,
            };
            assert_eq!(ArticleRecord::from_bytes(&record.to_bytes()), record);
        }
    }
}
