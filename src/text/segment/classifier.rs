//! The ASCII classes of 64 bytes at a time.

/// Which of 64 bytes belong to what class: bit *i* tells of byte *i*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ascii {
    pub letters: u64,
    pub numerics: u64,
    pub extend_num_lets: u64,
    /// `:` and what joins numbers as well, `.` and `'`.
    pub mid_letters: u64,
    /// `,` and `;` and what joins letters as well, `.` and `'`.
    pub mid_nums: u64,
    /// `'` and `"`.
    pub quotes: u64,
    /// The first bytes of characters that are not ASCII.
    pub leads: u64,
    /// Their further bytes.
    pub continuations: u64,
}

impl Ascii {
    pub(super) fn is_all(self) -> bool {
        self.leads | self.continuations == 0
    }
}

/// A way to find the classes. All give the same.
pub(super) trait ByteClassifier: Copy {
    fn classify(self, bytes: &[u8; 64]) -> Ascii;
}

/// For every processor: a table gives each byte the bits of its classes, and
/// of eight bytes at a time, bits are turned into masks.
#[derive(Clone, Copy)]
pub(super) struct Portable;

const LETTER: u8 = 1 << 0;
const NUMERIC: u8 = 1 << 1;
const EXTEND_NUM_LET: u8 = 1 << 2;
const MID_LETTER: u8 = 1 << 3;
const MID_NUM: u8 = 1 << 4;
const QUOTE: u8 = 1 << 5;
const LEAD: u8 = 1 << 6;
const CONTINUATION: u8 = 1 << 7;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' => LETTER,
            b'0'..=b'9' => NUMERIC,
            b'_' => EXTEND_NUM_LET,
            b':' => MID_LETTER,
            b',' | b';' => MID_NUM,
            b'.' => MID_LETTER | MID_NUM,
            b'\'' => MID_LETTER | MID_NUM | QUOTE,
            b'"' => QUOTE,
            0x80..=0xBF => CONTINUATION,
            0xC0.. => LEAD,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

impl ByteClassifier for Portable {
    #[inline(always)]
    fn classify(self, bytes: &[u8; 64]) -> Ascii {
        let mut masks = [0; 8];
        for (at, bytes) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let classes = bytes.map(|byte| CLASSES[usize::from(byte)]);
            let by_class = transpose(u64::from_le_bytes(classes)).to_le_bytes();
            for (mask, bits) in masks.iter_mut().zip(by_class) {
                *mask |= u64::from(bits) << (8 * at);
            }
        }
        let [letters, numerics, extend_num_lets, mid_letters, mid_nums, rest @ ..] = masks;
        let [quotes, leads, continuations] = rest;
        Ascii {
            letters,
            numerics,
            extend_num_lets,
            mid_letters,
            mid_nums,
            quotes,
            leads,
            continuations,
        }
    }
}

/// Exchanges rows and columns of an 8 × 8 matrix of bits, a byte a row:
/// first within squares of 2 × 2, then of 4 × 4, then of the whole.
#[inline(always)]
const fn transpose(bits: u64) -> u64 {
    let bits = swap_bits(bits, 7, 0x00AA_00AA_00AA_00AA);
    let bits = swap_bits(bits, 14, 0x0000_CCCC_0000_CCCC);
    swap_bits(bits, 28, 0x0000_0000_F0F0_F0F0)
}

/// Exchanges each bit of `mask` with the one `distance` above it.
#[inline(always)]
const fn swap_bits(bits: u64, distance: u32, mask: u64) -> u64 {
    let differing = (bits ^ (bits >> distance)) & mask;
    bits ^ differing ^ (differing << distance)
}

/// For x86-64 processors since 2013: 32 bytes at a time.
#[cfg(target_arch = "x86_64")]
pub(super) mod avx2 {
    use std::arch::x86_64::*;

    use super::{Ascii, ByteClassifier};
    use crate::article::Span;
    use crate::text::segment::find;

    /// Proof that the processor has AVX2, BMI1, BMI2 and POPCNT.
    #[derive(Clone, Copy)]
    pub(in crate::text::segment) struct Avx2(());

    impl Avx2 {
        pub(in crate::text::segment) fn detect() -> Option<Self> {
            let has_all = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("popcnt");
            has_all.then_some(Self(()))
        }

        /// [`find`], all of it compiled for this processor.
        pub(in crate::text::segment) fn find(self, text: &str, spans: &mut Vec<Span>) {
            #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
            fn compiled(avx2: Avx2, text: &str, spans: &mut Vec<Span>) {
                find(avx2, text, spans);
            }
            // SAFETY: `self` proves that the processor has these features.
            unsafe { compiled(self, text, spans) }
        }
    }

    impl ByteClassifier for Avx2 {
        #[inline(always)]
        fn classify(self, bytes: &[u8; 64]) -> Ascii {
            // SAFETY: `self` proves that the processor has AVX2.
            unsafe { classify(bytes) }
        }
    }

    /// One bit for each group of bytes that share their upper half and whose
    /// lower halves are a set of their own. A byte has the bits that the
    /// tables give to both its lower and its upper half.
    const A_TO_O: u8 = 1 << 0;
    const P_TO_Z: u8 = 1 << 1;
    const DIGIT: u8 = 1 << 2;
    const UNDERSCORE: u8 = 1 << 3;
    const STOP_OR_APOSTROPHE: u8 = 1 << 4;
    const COLON: u8 = 1 << 5;
    const COMMA: u8 = 1 << 6;
    const SEMICOLON: u8 = 1 << 7;

    const LOWER: [u8; 16] = {
        let mut table = [A_TO_O | P_TO_Z | DIGIT; 16];
        table[0x0] = P_TO_Z | DIGIT;
        table[0x7] |= STOP_OR_APOSTROPHE;
        table[0xA] = A_TO_O | P_TO_Z | COLON;
        table[0xB] = A_TO_O | SEMICOLON;
        table[0xC] = A_TO_O | COMMA;
        table[0xD] = A_TO_O;
        table[0xE] = A_TO_O | STOP_OR_APOSTROPHE;
        table[0xF] = A_TO_O | UNDERSCORE;
        table
    };

    const UPPER: [u8; 16] = {
        let mut table = [0; 16];
        table[0x2] = STOP_OR_APOSTROPHE | COMMA;
        table[0x3] = DIGIT | COLON | SEMICOLON;
        table[0x4] = A_TO_O;
        table[0x5] = P_TO_Z | UNDERSCORE;
        table[0x6] = A_TO_O;
        table[0x7] = P_TO_Z;
        table
    };

    #[target_feature(enable = "avx2")]
    #[inline]
    fn classify(bytes: &[u8; 64]) -> Ascii {
        let (low, high) = (load(&bytes[..32]), load(&bytes[32..]));
        let (low_groups, high_groups) = (groups(low), groups(high));
        let any = |of: u8| {
            let (of, none) = (_mm256_set1_epi8(of as i8), _mm256_setzero_si256());
            !mask(
                _mm256_cmpeq_epi8(_mm256_and_si256(low_groups, of), none),
                _mm256_cmpeq_epi8(_mm256_and_si256(high_groups, of), none),
            )
        };
        let equal = |byte: u8| {
            let byte = _mm256_set1_epi8(byte as i8);
            mask(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte))
        };
        // As signed numbers, 0x80 to 0xBF are the least.
        let least_other = _mm256_set1_epi8(0xC0_u8 as i8);
        let continuations =
            mask(_mm256_cmpgt_epi8(least_other, low), _mm256_cmpgt_epi8(least_other, high));
        Ascii {
            letters: any(A_TO_O | P_TO_Z),
            numerics: any(DIGIT),
            extend_num_lets: any(UNDERSCORE),
            mid_letters: any(STOP_OR_APOSTROPHE | COLON),
            mid_nums: any(STOP_OR_APOSTROPHE | COMMA | SEMICOLON),
            quotes: equal(b'\'') | equal(b'"'),
            leads: mask(low, high) & !continuations,
            continuations,
        }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn load(bytes: &[u8]) -> __m256i {
        let bytes: &[u8; 32] = bytes.first_chunk().expect("half of a block");
        // SAFETY: all 32 bytes are there, and the load asks for no alignment.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn groups(bytes: __m256i) -> __m256i {
        // A look-up by a byte from 0x80 gives 0: no group has non-ASCII bytes.
        let lower = _mm256_shuffle_epi8(table(LOWER), bytes);
        let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0F));
        _mm256_and_si256(lower, _mm256_shuffle_epi8(table(UPPER), upper))
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn table(entries: [u8; 16]) -> __m256i {
        let entries = u128::from_le_bytes(entries);
        let (low, high) = (entries as i64, (entries >> 64) as i64);
        _mm256_set_epi64x(high, low, high, low)
    }

    /// The upper bit of each byte.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn mask(low: __m256i, high: __m256i) -> u64 {
        let [low, high] = [_mm256_movemask_epi8(low) as u32, _mm256_movemask_epi8(high) as u32];
        u64::from(low) | u64::from(high) << 32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_byte_is_in_its_classes() {
        for byte in 0..=255 {
            let mut bytes = [b' '; 64];
            bytes[usize::from(byte) % 64] = byte;
            let ascii = Portable.classify(&bytes);
            let bit = 1 << (byte % 64);
            let when = |is: bool| if is { bit } else { 0 };
            assert_eq!(ascii.letters, when(byte.is_ascii_alphabetic()));
            assert_eq!(ascii.numerics, when(byte.is_ascii_digit()));
            assert_eq!(ascii.extend_num_lets, when(byte == b'_'));
            assert_eq!(ascii.mid_letters, when(b".':".contains(&byte)));
            assert_eq!(ascii.mid_nums, when(b".',;".contains(&byte)));
            assert_eq!(ascii.quotes, when(b"'\"".contains(&byte)));
            assert_eq!(ascii.leads, when(byte >= 0xC0));
            assert_eq!(ascii.continuations, when((0x80..0xC0).contains(&byte)));
        }
    }

    #[cfg(target_arch = "x86_64")]
    proptest! {
        #[test]
        fn avx2_gives_the_same(bytes: [[u8; 32]; 2]) {
            let bytes: [u8; 64] = std::array::from_fn(|at| bytes[at / 32][at % 32]);
            if let Some(avx2) = avx2::Avx2::detect() {
                prop_assert_eq!(avx2.classify(&bytes), Portable.classify(&bytes));
            }
        }
    }
}
