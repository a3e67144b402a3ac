//! One block of a table: up to [`BLOCK`](super::BLOCK) entries.

use std::hint::black_box;

use super::TableKind;
use super::bits::{BitWriter, Bits};
use super::tiers::{self, Tiers, Widths};

/// The widest low bits; wider ones could not be read at one stroke.
const MOST_LOW: u32 = 56;

/// Bits of the header's fields.
const ENTRIES: u32 = 8;
const WIDTH: u32 = 6;
const ZEROS: u32 = 10;

/// The entries of a block, before it is written.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// The kept bits of the keys.
    pub keys: Vec<u64>,
    /// Where the values of each entry end.
    pub ends: Vec<usize>,
    /// Documents or counts.
    pub values: Vec<u32>,
}

impl Entries {
    pub fn push(&mut self, key: u64, values: &[u32]) {
        self.keys.push(key);
        self.values.extend_from_slice(values);
        self.ends.push(self.values.len());
    }

    pub fn clear(&mut self) {
        self.keys.clear();
        self.ends.clear();
        self.values.clear();
    }

    /// The values of one entry.
    pub fn values(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.values[start..self.ends[at]]
    }

    /// The bytes of the block.
    pub fn to_bytes(&self, kind: TableKind) -> Vec<u8> {
        let count = self.keys.len();
        let range = self.keys[count - 1] - self.keys[0];
        // The width at which high and low bits together are the fewest.
        let fits = |&low: &u32| range >> low < 2 * count as u64;
        let low = (0..MOST_LOW).find(fits).unwrap_or(MOST_LOW);
        let zeros = range >> low;
        let mut bits = BitWriter::default();
        bits.push(count as u64 - 1, ENTRIES);
        bits.push(low.into(), WIDTH);
        bits.push(zeros, ZEROS);
        let mut push_widths =
            |widths: Widths| widths.iter().for_each(|&width| bits.push(width.into(), WIDTH));
        match kind {
            TableKind::Counts => {
                let counts: Vec<u32> = self.values.iter().map(|count| count - 1).collect();
                let widths = tiers::choose(&counts);
                push_widths(widths);
                self.push_keys(low, &mut bits);
                tiers::write(&counts, widths, &mut bits);
            }
            TableKind::Documents => {
                let lists = || (0..count).map(|at| self.values(at));
                let firsts: Vec<u32> = lists().map(|list| list[0]).collect();
                let steps = |list: &[u32]| {
                    list.windows(2).map(|two| two[1] - two[0] - 1).collect::<Vec<_>>()
                };
                let further: Vec<u32> = lists().flat_map(steps).collect();
                let widths = [tiers::choose(&firsts), tiers::choose(&further)];
                widths.into_iter().for_each(push_widths);
                let number = further.len() as u64;
                let width = u64::BITS - number.leading_zeros();
                bits.push(width.into(), WIDTH);
                bits.push(number, width);
                self.push_keys(low, &mut bits);
                lists().for_each(|list| bits.push_unary(list.len() as u64 - 1));
                tiers::write(&firsts, widths[0], &mut bits);
                tiers::write(&further, widths[1], &mut bits);
            }
        }
        bits.finish()
    }

    fn push_keys(&self, low: u32, bits: &mut BitWriter) {
        let others = || self.keys[1..].iter().map(|key| key - self.keys[0]);
        let mut high = 0;
        for key in others() {
            bits.push_unary((key >> low) - high);
            high = key >> low;
        }
        others().for_each(|key| bits.push(key & ((1 << low) - 1), low));
    }
}

/// A block that is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    bits: Bits<'a>,
    /// The first key.
    first: u64,
    /// Keys but the first.
    others: usize,
    low: u32,
    zeros: u64,
    /// Where the high bits begin, and where the low bits.
    high_at: usize,
    low_at: usize,
    /// Where the payload begins.
    payload_at: usize,
    kind: TableKind,
    widths: [Widths; 2],
    /// Documents beyond the first of each list.
    further: usize,
}

impl<'a> Block<'a> {
    /// The block of these bytes, with its first key; `None` where they are none.
    #[inline]
    pub fn new(bytes: &'a [u8], first: u64, kind: TableKind) -> Option<Self> {
        let bits = Bits(bytes);
        let mut at = 0;
        let mut number = |width: u32| {
            let number = bits.number(at, width);
            at += width as usize;
            number
        };
        let others = number(ENTRIES) as usize;
        let low = number(WIDTH) as u32;
        let zeros = number(ZEROS);
        let mut widths = [Widths::default(); 2];
        let arrays = if kind == TableKind::Counts { 1 } else { 2 };
        for widths in &mut widths[..arrays] {
            *widths = [number(WIDTH) as u8, number(WIDTH) as u8, number(WIDTH) as u8];
        }
        let mut further = 0;
        if kind == TableKind::Documents {
            let width = number(WIDTH) as u32;
            if width > u32::BITS {
                return None;
            }
            further = number(width) as usize;
        }
        let high_at = at;
        let low_at = high_at + others + zeros as usize;
        let payload_at = low_at + others * low as usize;
        // Every further document takes a bit, so no list is longer than its bytes allow.
        let enough = payload_at <= bits.len() && further <= bits.len() - payload_at;
        let whole = enough && low <= MOST_LOW;
        whole.then_some(Self {
            bits,
            first,
            others,
            low,
            zeros,
            high_at,
            low_at,
            payload_at,
            kind,
            widths,
            further,
        })
    }

    /// Asks memory for every part of a block that is needed soon: all at once, where
    /// a look-up would ask for one after the other and wait for each.
    #[inline]
    pub fn fetch(bytes: &[u8]) {
        const LINE: usize = 64;
        // A block of long lists is more than a look-up needs.
        let lines = bytes.chunks(LINE).take(16);
        black_box(lines.fold(0, |sum, line| sum ^ line[0]));
    }

    /// The place of a key among the entries.
    #[inline]
    pub fn find(&self, key: u64) -> Option<usize> {
        let key = key.checked_sub(self.first)?;
        if key == 0 {
            return Some(0);
        }
        let high = key >> self.low;
        let mut at = match high {
            0 => self.high_at,
            _ if high > self.zeros => return None,
            _ => self.bits.after_zero(self.high_at, self.low_at, high as usize - 1)?,
        };
        let low = key & ((1 << self.low) - 1);
        let mut other = at - self.high_at - high as usize;
        while at < self.low_at && self.bits.is_set(at) && other < self.others {
            let found = self.bits.number(self.low_at + other * self.low as usize, self.low);
            if found >= low {
                return (found == low).then_some(other + 1);
            }
            at += 1;
            other += 1;
        }
        None
    }

    /// The arrays of the payload.
    #[inline]
    pub fn payload(&self) -> Option<Payload<'a>> {
        let count = self.others + 1;
        match self.kind {
            TableKind::Counts => {
                let (counts, _) = Tiers::new(self.bits, self.payload_at, count, self.widths[0])?;
                Some(Payload::Counts(counts))
            }
            TableKind::Documents => {
                let lengths = [self.payload_at, self.payload_at + count + self.further];
                let (firsts, end) = Tiers::new(self.bits, lengths[1], count, self.widths[0])?;
                // Most entries have no further documents: their array is not looked at yet.
                let further = (end, self.further, self.widths[1]);
                Some(Payload::Documents { bits: self.bits, lengths, firsts, further })
            }
        }
    }

    /// Puts all entries into `entries`, in place of what is there; `None` where they
    /// are none or not sorted.
    pub fn decode(&self, entries: &mut Entries) -> Option<()> {
        entries.clear();
        entries.keys.push(self.first);
        let mut other = 0;
        self.bits.each_one(self.high_at, self.low_at, |at| {
            if other < self.others {
                let high = (at - self.high_at - other) as u64;
                let low = self.bits.number(self.low_at + other * self.low as usize, self.low);
                entries.keys.push(self.first.wrapping_add(high << self.low | low));
            }
            other += 1;
        });
        if other != self.others {
            return None;
        }
        if !entries.keys.is_sorted_by(|one, next| one < next) {
            return None;
        }
        self.payload()?.decode(self.others + 1, entries)
    }
}

/// The values of a block.
#[derive(Clone, Copy, Debug)]
pub(super) enum Payload<'a> {
    Counts(Tiers<'a>),
    Documents {
        bits: Bits<'a>,
        /// Where the lengths of the lists begin and end.
        lengths: [usize; 2],
        firsts: Tiers<'a>,
        /// Where the array of further documents begins, their number and widths.
        further: (usize, usize, Widths),
    },
}

impl Payload<'_> {
    /// Appends the values of one entry; `None` where they are none.
    #[inline]
    pub fn get(&self, entry: usize, values: &mut Vec<u32>) -> Option<()> {
        match self {
            Self::Counts(counts) => values.push(counts.from(entry).next().checked_add(1)?),
            Self::Documents { bits, lengths: [start, end], firsts, further } => {
                let at = match entry {
                    0 => *start,
                    _ => bits.after_one(*start, *end, entry - 1)?,
                };
                let next = bits.after_next_one(at, *end)?;
                let mut document = firsts.from(entry).next();
                values.push(document);
                if next - at > 1 {
                    let (further, count, widths) = *further;
                    let (steps, _) = Tiers::new(*bits, further, count, widths)?;
                    let mut steps = steps.from(at - start - entry);
                    for _ in 0..next - at - 1 {
                        document = document.checked_add(steps.next())?.checked_add(1)?;
                        values.push(document);
                    }
                }
            }
        }
        Some(())
    }

    /// Appends the values of all entries.
    fn decode(&self, count: usize, entries: &mut Entries) -> Option<()> {
        match self {
            Self::Counts(counts) => {
                let mut counts = counts.from(0);
                for at in 0..count {
                    entries.values.push(counts.next().checked_add(1)?);
                    entries.ends.push(at + 1);
                }
            }
            Self::Documents { bits, lengths: [start, end], firsts, further } => {
                // A list ends at its one, which as many bits precede as there are documents.
                bits.each_one(*start, *end, |at| entries.ends.push(at + 1 - start));
                if entries.ends.len() != count || entries.ends.last() != Some(&(end - start)) {
                    return None;
                }
                let (further, count, widths) = *further;
                let (steps, _) = Tiers::new(*bits, further, count, widths)?;
                let (mut firsts, mut steps, mut before) = (firsts.from(0), steps.from(0), 0);
                for end in &entries.ends {
                    let mut document = firsts.next();
                    entries.values.push(document);
                    for _ in before + 1..*end {
                        document = document.checked_add(steps.next())?.checked_add(1)?;
                        entries.values.push(document);
                    }
                    before = *end;
                }
            }
        }
        Some(())
    }
}
