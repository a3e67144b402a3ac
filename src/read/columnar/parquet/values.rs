//! The encodings of the values in a page.
//!
//! <https://github.com/apache/parquet-format/blob/master/Encodings.md>. A decoder holds
//! places in its page, and is given the page for each value: nothing is decoded before it is
//! asked for, so that a page that claims a billion values takes no memory for them.

use super::footer::Physical;
use crate::read::columnar::source::{Failure, Fallible};

const SHORT: Failure = Failure::Damaged("a page has fewer values than it says");
const WRONG: Failure = Failure::Damaged("the values of a page are not encoded as it says");

/// A value as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'p> {
    Bytes(&'p [u8]),
    Number(i64),
}

/// What a page has its values in.
pub(super) enum Decoder {
    Plain {
        at: usize,
    },
    /// Numbers of values in the dictionary.
    Dictionary(Hybrid),
    Delta(Delta),
    /// The lengths of all values, and then the values.
    DeltaLength {
        lengths: Delta,
        at: usize,
    },
    /// How much of the value before is kept, and what follows it.
    DeltaBytes {
        kept: Delta,
        lengths: Delta,
        at: usize,
        last: Vec<u8>,
    },
}

impl Decoder {
    /// The decoder for values that begin at `at`.
    pub fn new(encoding: i32, physical: Physical, page: &[u8], at: usize) -> Fallible<Self> {
        let is_number = matches!(physical, Physical::Int32 | Physical::Int64);
        Ok(match encoding {
            0 => Self::Plain { at },
            2 | 8 => match page.get(at) {
                // Without a value.
                None => Self::Plain { at },
                Some(&width) => Self::Dictionary(Hybrid::new(at + 1, page.len(), width.into())?),
            },
            5 if is_number => Self::Delta(Delta::new(page, at)?),
            6 if physical == Physical::Bytes => {
                let lengths = Delta::new(page, at)?;
                let at = lengths.end(page)?;
                Self::DeltaLength { lengths, at }
            }
            7 if matches!(physical, Physical::Bytes | Physical::Fixed(_)) => {
                let kept = Delta::new(page, at)?;
                let lengths = Delta::new(page, kept.end(page)?)?;
                let at = lengths.end(page)?;
                Self::DeltaBytes { kept, lengths, at, last: Vec::new() }
            }
            _ => return Err(Failure::Unsupported("an encoding of values that is this rare")),
        })
    }

    /// The next value.
    pub fn next<'p>(
        &'p mut self,
        page: &'p [u8],
        physical: Physical,
        dictionary: Option<&'p Dictionary>,
    ) -> Fallible<Value<'p>> {
        match self {
            Self::Plain { at } => {
                let (value, next) = plain(page, *at, physical)?;
                *at = next;
                Ok(value)
            }
            Self::Dictionary(numbers) => {
                let number = numbers.next(page)?;
                dictionary.and_then(|values| values.get(number as usize, physical)).ok_or(WRONG)
            }
            Self::Delta(numbers) => numbers.next(page).map(Value::Number),
            Self::DeltaLength { lengths, at } => {
                let value = taken(page, at, lengths.next(page)?)?;
                Ok(Value::Bytes(value))
            }
            Self::DeltaBytes { kept, lengths, at, last } => {
                let kept = usize::try_from(kept.next(page)?).ok().filter(|&it| it <= last.len());
                last.truncate(kept.ok_or(WRONG)?);
                last.extend_from_slice(taken(page, at, lengths.next(page)?)?);
                Ok(Value::Bytes(last))
            }
        }
    }
}

/// So many bytes from `at` on, which is moved behind them.
fn taken<'p>(page: &'p [u8], at: &mut usize, length: i64) -> Fallible<&'p [u8]> {
    let end = usize::try_from(length).ok().and_then(|length| at.checked_add(length));
    let end = end.ok_or(WRONG)?;
    let bytes = page.get(*at..end).ok_or(SHORT)?;
    *at = end;
    Ok(bytes)
}

/// The value at a place, as it is, and where the next one begins.
fn plain(page: &[u8], mut at: usize, physical: Physical) -> Fallible<(Value<'_>, usize)> {
    let mut fixed = |length: usize| taken(page, &mut at, length as i64);
    let value = match physical {
        Physical::Int32 => Value::Number(i64::from(int32(fixed(4)?))),
        Physical::Int64 => Value::Number(int64(fixed(8)?)),
        Physical::Int96 => {
            let bytes = fixed(12)?;
            let day = i64::from(int32(&bytes[8..])) - JULIAN;
            let moment = day.checked_mul(86_400_000_000_000);
            // Beyond the years 1677 to 2262 it is none.
            Value::Number(
                moment.and_then(|it| it.checked_add(int64(&bytes[..8]))).unwrap_or(i64::MIN),
            )
        }
        Physical::Bytes => {
            let length = int32(fixed(4)?) as u32;
            Value::Bytes(fixed(length as usize)?)
        }
        Physical::Fixed(length) => Value::Bytes(fixed(length)?),
        Physical::Other => return Err(Failure::Unsupported("a column of this type")),
    };
    Ok((value, at))
}

/// The Julian day of 1970-01-01.
const JULIAN: i64 = 2_440_588;

fn int32(bytes: &[u8]) -> i32 {
    bytes.first_chunk().copied().map_or(0, i32::from_le_bytes)
}

fn int64(bytes: &[u8]) -> i64 {
    bytes.first_chunk().copied().map_or(0, i64::from_le_bytes)
}

/// Values that others are numbers of.
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    /// Where each begins.
    starts: Vec<u32>,
}

impl Dictionary {
    /// The values of a page: no more than its bytes have, whatever it claims.
    pub fn new(bytes: Vec<u8>, values: u64, physical: Physical) -> Fallible<Self> {
        let (mut starts, mut at) = (Vec::new(), 0);
        for _ in 0..values {
            // A page has less than 2 GiB.
            starts.push(at as u32);
            let next = plain(&bytes, at, physical)?.1;
            if next == at {
                return Err(WRONG);
            }
            at = next;
        }
        Ok(Self { bytes, starts })
    }

    fn get(&self, number: usize, physical: Physical) -> Option<Value<'_>> {
        let start = *self.starts.get(number)?;
        plain(&self.bytes, start as usize, physical).ok().map(|(value, _)| value)
    }
}

/// `width` bits from the bit `at` on, the lowest first.
fn bits(bytes: &[u8], at: usize, width: u32) -> Fallible<u64> {
    let (first, shift) = (at / 8, (at % 8) as u32);
    let last = first + (shift + width).div_ceil(8) as usize;
    let mut value = 0_u128;
    for (place, &byte) in bytes.get(first..last).ok_or(SHORT)?.iter().enumerate() {
        value |= u128::from(byte) << (8 * place);
    }
    Ok((value >> shift & ((1 << width) - 1)) as u64)
}

fn varint(page: &[u8], at: &mut usize) -> Fallible<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *page.get(*at).ok_or(SHORT)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(WRONG)
}

fn zigzag(page: &[u8], at: &mut usize) -> Fallible<i64> {
    let value = varint(page, at)?;
    Ok((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// Small numbers, as runs of the same one or packed in bits.
pub(super) struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    run: Run,
}

enum Run {
    Same { left: u64, value: u32 },
    Packed { left: u64, bit: usize },
}

impl Hybrid {
    /// Numbers of `width` bits, which stand before `end`.
    pub fn new(at: usize, end: usize, width: u32) -> Fallible<Self> {
        if width > 32 {
            return Err(WRONG);
        }
        Ok(Self { at, end, width, run: Run::Same { left: 0, value: 0 } })
    }

    pub fn next(&mut self, page: &[u8]) -> Fallible<u32> {
        let page = &page[..self.end.min(page.len())];
        loop {
            match &mut self.run {
                Run::Same { left: 0, .. } | Run::Packed { left: 0, .. } => self.begin(page)?,
                Run::Same { left, value } => {
                    *left -= 1;
                    return Ok(*value);
                }
                Run::Packed { left, bit } => {
                    *left -= 1;
                    let value = bits(page, *bit, self.width)?;
                    *bit += self.width as usize;
                    return Ok(value as u32);
                }
            }
        }
    }

    fn begin(&mut self, page: &[u8]) -> Fallible<()> {
        let header = varint(page, &mut self.at)?;
        let count = header >> 1;
        if header & 1 == 0 {
            let bytes = taken(page, &mut self.at, self.width.div_ceil(8).into())?;
            let value = bytes.iter().rev().fold(0, |value, &byte| value << 8 | u32::from(byte));
            self.run = Run::Same { left: count, value };
            return Ok(());
        }
        // The last one may be cut where the values end.
        let bytes = count.checked_mul(self.width.into()).ok_or(WRONG)?;
        let bit = self.at * 8;
        self.at =
            self.at.saturating_add(usize::try_from(bytes).map_err(|_| WRONG)?).min(page.len());
        self.run = Run::Packed { left: count.checked_mul(8).ok_or(WRONG)?, bit };
        Ok(())
    }
}

/// Numbers, each as its difference from the one before, in blocks of several parts that
/// have a width each.
#[derive(Clone)]
pub(super) struct Delta {
    /// What comes behind the widths and the parts that were begun.
    at: usize,
    /// How many numbers are left, the first one among them.
    left: u64,
    last: i64,
    is_first: bool,
    parts: u64,
    of_part: u64,
    least: i64,
    /// Where the widths of the parts of this block are, and which part it is.
    widths: usize,
    part: u64,
    /// How many numbers of the part were given, and the bit where it begins.
    given: u64,
    width: u32,
    bit: usize,
}

impl Delta {
    pub fn new(page: &[u8], mut at: usize) -> Fallible<Self> {
        let (of_block, parts) = (varint(page, &mut at)?, varint(page, &mut at)?);
        let left = varint(page, &mut at)?;
        let last = zigzag(page, &mut at)?;
        if parts == 0 || of_block % parts != 0 || of_block / parts % 8 != 0 || of_block > 1 << 24 {
            return Err(WRONG);
        }
        let of_part = of_block / parts;
        // No block is begun yet.
        let (part, given) = (parts - 1, of_part);
        Ok(Self {
            at,
            left,
            last,
            is_first: true,
            parts,
            of_part,
            least: 0,
            widths: at,
            part,
            given,
            width: 0,
            bit: 0,
        })
    }

    pub fn next(&mut self, page: &[u8]) -> Fallible<i64> {
        self.left = self.left.checked_sub(1).ok_or(SHORT)?;
        if std::mem::take(&mut self.is_first) {
            return Ok(self.last);
        }
        if self.given == self.of_part {
            self.begin_part(page)?;
        }
        let difference = bits(page, self.bit, self.width)?;
        self.bit += self.width as usize;
        self.given += 1;
        self.last = self.last.wrapping_add(self.least).wrapping_add(difference as i64);
        Ok(self.last)
    }

    /// Goes to the next part, and to the next block where there is none.
    fn begin_part(&mut self, page: &[u8]) -> Fallible<()> {
        self.part += 1;
        if self.part == self.parts {
            self.least = zigzag(page, &mut self.at)?;
            self.widths = self.at;
            taken(page, &mut self.at, self.parts as i64)?;
            self.part = 0;
        }
        let width = page.get(self.widths + self.part as usize).copied().unwrap_or(u8::MAX);
        if width > 64 {
            return Err(WRONG);
        }
        self.width = width.into();
        self.bit = self.at * 8;
        taken(page, &mut self.at, (self.of_part / 8 * u64::from(self.width)) as i64)?;
        self.given = 0;
        Ok(())
    }

    /// Where the numbers end.
    fn end(&self, page: &[u8]) -> Fallible<usize> {
        let mut all = self.clone();
        all.left = all.left.saturating_sub(1);
        while all.left > 0 {
            all.begin_part(page)?;
            all.left = all.left.saturating_sub(all.of_part);
        }
        Ok(all.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_numbers() {
        // The example of the format: 0 to 7 in three bits each; then four times 5.
        let page = [0b0000_0011, 0b1000_1000, 0b1100_0110, 0b1111_1010, 8, 5];
        let mut numbers = Hybrid::new(0, page.len(), 3).unwrap();
        let read: Vec<u32> = (0..12).map(|_| numbers.next(&page).unwrap()).collect();
        assert_eq!(read, [0, 1, 2, 3, 4, 5, 6, 7, 5, 5, 5, 5]);
        assert!(numbers.next(&page).is_err());
        // Without a bit all are 0, and the end of the page is that of the numbers.
        let mut numbers = Hybrid::new(0, 1, 0).unwrap();
        assert_eq!(numbers.next(&[4]).unwrap(), 0);
        assert!(Hybrid::new(0, 1, 33).is_err());
    }

    #[test]
    fn differences() {
        // The example of the format: 7, 5, 3, 1, 2, 3, 4, 5 in one block of 8.
        let page = [8, 1, 8, 14, 3, 2, 0b1100_0000, 0b0011_1111, 99];
        let mut numbers = Delta::new(&page, 0).unwrap();
        assert_eq!(numbers.end(&page).unwrap(), 8);
        let read: Vec<i64> = (0..8).map(|_| numbers.next(&page).unwrap()).collect();
        assert_eq!(read, [7, 5, 3, 1, 2, 3, 4, 5]);
        assert!(numbers.next(&page).is_err());
        assert!(Delta::new(&[0, 0, 1, 0], 0).is_err());
        // Wide ones, and those that go around.
        let mut page = vec![8, 1, 2, 1, 0, 64];
        page.extend(u64::MAX.to_le_bytes());
        page.extend([0; 56]);
        let mut numbers = Delta::new(&page, 0).unwrap();
        assert_eq!((numbers.next(&page).unwrap(), numbers.next(&page).unwrap()), (-1, -2));
    }

    #[test]
    fn moments_of_twelve_bytes() {
        let mut bytes = 1_500_000_000_i64.to_le_bytes().to_vec();
        bytes.extend(2_440_589_i32.to_le_bytes());
        let (value, _) = plain(&bytes, 0, Physical::Int96).unwrap();
        assert_eq!(value, Value::Number(86_401_500_000_000));
    }
}
