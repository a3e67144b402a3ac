//! Numbers of any width, one behind the other without gaps.

/// Appends numbers, the lowest bit first.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, and how many.
    rest: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the lowest `width` bits of a number that has no others; at most 56.
    pub fn push(&mut self, value: u64, width: u32) {
        debug_assert!(width <= 56 && value >> width == 0);
        self.rest |= value << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.rest as u8);
            self.rest >>= 8;
            self.count -= 8;
        }
    }

    /// Appends so many zeros and a one.
    pub fn push_unary(&mut self, mut zeros: u64) {
        while zeros >= 56 {
            self.push(0, 56);
            zeros -= 56;
        }
        self.push(1 << zeros, zeros as u32 + 1);
    }

    /// All bytes; the last one is filled with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.rest as u8);
        }
        self.bytes
    }
}

/// Bits that are read at any place. What lies past the end reads as zeros, so that
/// no content can make a reader panic; callers compare [`len`](Self::len).
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits<'a>(pub &'a [u8]);

impl Bits<'_> {
    /// How many bits there are.
    pub fn len(self) -> usize {
        8 * self.0.len()
    }

    /// The eight bytes from this one on.
    #[inline(always)]
    fn load(self, byte: usize) -> u64 {
        match self.0.get(byte..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => self.load_end(byte),
        }
    }

    #[cold]
    fn load_end(self, byte: usize) -> u64 {
        let rest = self.0.get(byte..).unwrap_or_default();
        rest.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
    }

    /// The number of `width` bits at this place; at most 56.
    #[inline(always)]
    pub fn number(self, at: usize, width: u32) -> u64 {
        self.load(at / 8) >> (at % 8) & ((1 << width) - 1)
    }

    /// Whether this bit is set.
    #[inline(always)]
    pub fn is_set(self, at: usize) -> bool {
        self.0.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }

    /// Up to 56 bits from this place on, of those before `end`.
    #[inline(always)]
    fn word(self, at: usize, end: usize) -> u64 {
        self.number(at, end.saturating_sub(at).min(56) as u32)
    }

    /// How many of these bits are set.
    #[inline]
    pub fn ones(self, mut at: usize, end: usize) -> usize {
        let mut ones = 0;
        while at < end {
            ones += self.word(at, end).count_ones() as usize;
            at += 56;
        }
        ones
    }

    /// Calls `found` with the place of each bit that is set, from `at` to `end`.
    #[inline(always)]
    pub fn each_one(self, mut at: usize, end: usize, mut found: impl FnMut(usize)) {
        while at < end {
            let mut word = self.word(at, end);
            while word != 0 {
                found(at + word.trailing_zeros() as usize);
                word &= word - 1;
            }
            at += 56;
        }
    }

    /// The place behind the one that is set after `skipped` others, among the bits
    /// from `at` to `end`.
    #[inline]
    pub fn after_one(self, mut at: usize, end: usize, mut skipped: usize) -> Option<usize> {
        while at < end {
            match select(self.word(at, end), skipped) {
                Ok(place) => return Some(at + place + 1),
                Err(ones) => skipped -= ones,
            }
            at += 56;
        }
        None
    }

    /// The place behind the next bit that is set, among those from `at` to `end`.
    #[inline]
    pub fn after_next_one(self, mut at: usize, end: usize) -> Option<usize> {
        while at < end {
            let word = self.word(at, end);
            if word != 0 {
                return Some(at + word.trailing_zeros() as usize + 1);
            }
            at += 56;
        }
        None
    }

    /// The place behind the zero that comes after `skipped` others, among the bits
    /// from `at` to `end`.
    #[inline]
    pub fn after_zero(self, mut at: usize, end: usize, mut skipped: usize) -> Option<usize> {
        while at < end {
            let width = (end - at).min(56);
            let word = !self.number(at, width as u32) & ((1 << width) - 1);
            match select(word, skipped) {
                Ok(place) => return Some(at + place + 1),
                Err(zeros) => skipped -= zeros,
            }
            at += width;
        }
        None
    }
}

/// The place of the set bit of a word after `skipped` others; where there are not so
/// many, how many there are. The word has at most 56 bits.
///
/// Counts the bits of all bytes at once (Vigna, Broadword Implementation of
/// Rank/Select Queries, 2008): not every x86-64 has an instruction for it.
#[inline(always)]
fn select(word: u64, skipped: usize) -> Result<usize, usize> {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    let pairs = word - (word >> 1 & (0x55 * LOWEST));
    let fours = (pairs & (0x33 * LOWEST)) + (pairs >> 2 & (0x33 * LOWEST));
    let bytes = (fours + (fours >> 4)) & (0x0F * LOWEST);
    // In each byte: how many bits are set in it and those below.
    let sums = bytes.wrapping_mul(LOWEST);
    let ones = (sums >> 56) as usize;
    if skipped >= ones {
        return Err(ones);
    }
    // The highest bit of each byte whose sum is at most `skipped`.
    let passed = (((skipped as u64 * LOWEST) | (0x80 * LOWEST)) - sums) & (0x80 * LOWEST);
    let start = 8 * ((passed >> 7).wrapping_mul(LOWEST) >> 56);
    let before = (sums << 8 >> start & 0xFF) as usize;
    let mut byte = word >> start;
    for _ in before..skipped {
        byte &= byte - 1;
    }
    Ok((start + u64::from(byte.trailing_zeros())) as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec((any::<u64>(), 0u32..=56), 0..50)) {
            let mut writer = BitWriter::default();
            for &(value, width) in &numbers {
                writer.push(value & ((1 << width) - 1), width);
            }
            let bytes = writer.finish();
            let mut at = 0;
            for (value, width) in numbers {
                prop_assert_eq!(Bits(&bytes).number(at, width), value & ((1 << width) - 1));
                at += width as usize;
            }
            prop_assert!(Bits(&bytes).len() - at < 8);
            prop_assert_eq!(Bits(&bytes).number(at + 99, 56), 0);
        }

        #[test]
        fn ones_and_zeros_are_found(
            bits in prop::collection::vec(prop::bool::weighted(0.4), 0..300), start in 0usize..300,
        ) {
            let mut writer = BitWriter::default();
            bits.iter().for_each(|&bit| writer.push(bit.into(), 1));
            let bytes = writer.finish();
            let (read, end) = (Bits(&bytes), bits.len());
            let places = |wanted| (start..end).filter(move |&at| bits[at] == wanted).map(|at| at + 1);
            let (ones, zeros): (Vec<_>, Vec<_>) = (places.clone()(true).collect(), places(false).collect());
            prop_assert_eq!(read.ones(start, end), ones.len());
            let mut each = Vec::new();
            read.each_one(start, end, |at| each.push(at + 1));
            prop_assert_eq!(&each, &ones);
            for skipped in 0..=ones.len() {
                prop_assert_eq!(read.after_one(start, end, skipped), ones.get(skipped).copied());
            }
            prop_assert_eq!(read.after_next_one(start, end), ones.first().copied());
            for skipped in 0..=zeros.len() {
                prop_assert_eq!(read.after_zero(start, end, skipped), zeros.get(skipped).copied());
            }
        }

        #[test]
        fn unary_numbers_are_found(zeros in prop::collection::vec(0u64..200, 1..20)) {
            let mut writer = BitWriter::default();
            zeros.iter().for_each(|&zeros| writer.push_unary(zeros));
            let bytes = writer.finish();
            let mut at = 0;
            for zeros in zeros {
                let next = Bits(&bytes).after_next_one(at, 8 * bytes.len()).unwrap();
                prop_assert_eq!((next - at) as u64, zeros + 1);
                at = next;
            }
        }
    }
}
