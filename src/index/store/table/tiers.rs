//! Numbers of which most are small: an array in up to three widths.
//!
//! ```text
//! for each number: a bit, 0 where it has the first width      unless there is one width
//! for each other:  a bit, 0 where it has the second width     only where there are three
//! the numbers of the first width | of the second | of the third
//! ```
//!
//! The place of a number follows from how many bits before its own are set, so each
//! can be read without those before it. The writer chooses the widths that take the
//! fewest bits. (Kindred to the exceptions of PFOR, Zukowski et al. 2006, and to the
//! directly addressable codes of Brisaboa et al. 2009.)

use super::bits::{BitWriter, Bits};

/// The widths, rising. Equal ones are one.
pub(super) type Widths = [u8; 3];

/// The widest number.
const MOST: usize = 32;

/// The widths that take the fewest bits for these numbers.
pub(super) fn choose(numbers: &[u32]) -> Widths {
    // How many numbers fit each width.
    let mut fit = [0u64; MOST + 1];
    for number in numbers {
        fit[(u32::BITS - number.leading_zeros()) as usize] += 1;
    }
    let widest = fit.iter().rposition(|&count| count > 0).unwrap_or(0);
    for width in 1..=MOST {
        fit[width] += fit[width - 1];
    }
    let all = numbers.len() as u64;
    let mut best = (all * widest as u64, [widest as u8; 3]);
    for first in 0..widest {
        let others = all - fit[first];
        let start = all + fit[first] * first as u64;
        for second in first + 1..=widest {
            let third = all - fit[second];
            let marks = if second < widest { others } else { 0 };
            let bits =
                start + marks + (fit[second] - fit[first]) * second as u64 + third * widest as u64;
            if bits < best.0 {
                best = (bits, [first as u8, second as u8, widest as u8]);
            }
        }
    }
    best.1
}

/// Appends the numbers in these widths.
pub(super) fn write(numbers: &[u32], widths: Widths, bits: &mut BitWriter) {
    let [first, second, third] = widths.map(u32::from);
    let fits = |number: u32, width: u32| u64::from(number) >> width == 0;
    let is_first = |number: u32| first < second && fits(number, first);
    let is_second = |number: u32| second < third && fits(number, second);
    if first < second {
        numbers.iter().for_each(|&number| bits.push((!is_first(number)).into(), 1));
    }
    let others: Vec<u32> = numbers.iter().copied().filter(|&number| !is_first(number)).collect();
    if second < third {
        others.iter().for_each(|&number| bits.push((!is_second(number)).into(), 1));
    }
    let push = |bits: &mut BitWriter, number: u32, width| bits.push(number.into(), width);
    let of_first = numbers.iter().filter(|&&number| is_first(number));
    of_first.for_each(|&number| push(bits, number, first));
    others
        .iter()
        .filter(|&&number| is_second(number))
        .for_each(|&number| push(bits, number, second));
    others
        .iter()
        .filter(|&&number| !is_second(number))
        .for_each(|&number| push(bits, number, third));
}

/// Where the parts of an array begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiers<'a> {
    bits: Bits<'a>,
    widths: [u32; 3],
    marks: [usize; 2],
    numbers: [usize; 3],
}

impl<'a> Tiers<'a> {
    /// The array of so many numbers at this place, and where it ends; `None` where
    /// there are not enough bits, or no such widths.
    #[inline]
    pub fn new(bits: Bits<'a>, at: usize, count: usize, widths: Widths) -> Option<(Self, usize)> {
        let widths = widths.map(u32::from);
        let [first, second, third] = widths;
        // Up to this count, the sums below cannot overflow.
        let most = usize::MAX / 64;
        if first > second || second > third || third > MOST as u32 || count > most {
            return None;
        }
        let (mut others, mut last) = (count, count);
        let mut end = at;
        if first < second {
            end += count;
            others = bits.ones(at, end);
            last = others;
        }
        let marks = [at, end];
        if second < third {
            end += others;
            last = bits.ones(marks[1], end);
        }
        let numbers_of_first = count - others;
        let numbers_of_second = others - last;
        let starts = [
            end,
            end + numbers_of_first * first as usize,
            end + numbers_of_first * first as usize + numbers_of_second * second as usize,
        ];
        let end = starts[2] + last * third as usize;
        (end <= bits.len()).then_some((Self { bits, widths, marks, numbers: starts }, end))
    }

    /// The numbers from this one on.
    #[inline]
    pub fn from(&self, index: usize) -> TierCursor<'a> {
        let [first, second, third] = self.widths;
        let mut cursor = TierCursor { tiers: *self, marks: self.marks, numbers: self.numbers };
        let mut other = index;
        if first < second {
            other = self.bits.ones(self.marks[0], self.marks[0] + index);
            cursor.marks[0] += index;
            cursor.numbers[0] += (index - other) * first as usize;
        }
        let mut last = other;
        if second < third {
            last = self.bits.ones(self.marks[1], self.marks[1] + other);
            cursor.marks[1] += other;
            cursor.numbers[1] += (other - last) * second as usize;
        }
        cursor.numbers[2] += last * third as usize;
        cursor
    }
}

/// Reads one number after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct TierCursor<'a> {
    tiers: Tiers<'a>,
    marks: [usize; 2],
    numbers: [usize; 3],
}

impl TierCursor<'_> {
    /// The next number. Behind the last one come numbers without meaning.
    #[inline]
    pub fn next(&mut self) -> u32 {
        let Tiers { bits, widths, .. } = self.tiers;
        let mut tier = 2;
        if widths[0] < widths[1] {
            let mark = bits.is_set(self.marks[0]);
            self.marks[0] += 1;
            if !mark {
                tier = 0;
            }
        }
        if tier == 2 && widths[1] < widths[2] {
            let mark = bits.is_set(self.marks[1]);
            self.marks[1] += 1;
            if !mark {
                tier = 1;
            }
        }
        let number = bits.number(self.numbers[tier], widths[tier]);
        self.numbers[tier] += widths[tier] as usize;
        number as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(numbers: &[u32]) -> usize {
        let mut bits = BitWriter::default();
        write(numbers, choose(numbers), &mut bits);
        bits.finish().len()
    }

    #[test]
    fn common_numbers_take_few_bits() {
        assert_eq!(size(&[0; 100]), 0);
        assert_eq!(size(&[3; 100]), 25);
        let mut numbers = [0; 128];
        numbers[5] = u32::MAX;
        assert_eq!(size(&numbers), 16 + 4, "a bit each, and the large one");
        numbers[40..60].fill(2);
        assert_eq!(size(&numbers), (128 + 21 + 20 * 2 + 32usize).div_ceil(8));
    }

    proptest! {
        #[test]
        fn numbers_come_back(
            numbers in prop::collection::vec(
                prop_oneof![Just(0), 0..4u32, 0..300u32, any::<u32>()], 0..300),
        ) {
            let mut bits = BitWriter::default();
            bits.push(1, 3);
            let widths = choose(&numbers);
            write(&numbers, widths, &mut bits);
            let bytes = bits.finish();
            let (tiers, end) = Tiers::new(Bits(&bytes), 3, numbers.len(), widths).unwrap();
            prop_assert!(8 * bytes.len() - end < 8);
            for (at, &number) in numbers.iter().enumerate() {
                prop_assert_eq!(tiers.from(at).next(), number);
            }
            let mut cursor = tiers.from(numbers.len() / 2);
            for &number in &numbers[numbers.len() / 2..] {
                prop_assert_eq!(cursor.next(), number);
            }
        }

        #[test]
        fn any_bytes_are_refused_or_read(
            bytes in prop::collection::vec(any::<u8>(), 0..100),
            count in 0usize..1000, widths in any::<Widths>(),
        ) {
            if let Some((tiers, end)) = Tiers::new(Bits(&bytes), 0, count, widths) {
                prop_assert!(end <= 8 * bytes.len());
                (0..count).for_each(|at| { tiers.from(at).next(); });
            }
        }
    }
}
