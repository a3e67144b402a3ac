//! From a key to the block that holds it.

use std::ops::Range;

use super::OFFSET;
use crate::error::Error;
use crate::index::store::cache::Bytes;
use crate::index::store::sealed::Section;

/// How often the place of a key is guessed from the keys around it before the rest
/// is halved. Random keys need two or three guesses.
const GUESSES: usize = 8;

/// Where the heads of a table are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heads {
    /// Where they begin in the section: where the blocks end.
    pub offset: u64,
    pub blocks: u64,
    /// Bits of a key.
    pub bits: u32,
}

/// A block: its number, its first key, the first key of the next one, or the last of
/// the table, and where its bytes are.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub block: u64,
    pub first: u64,
    pub next: u64,
    pub bytes: Range<u64>,
}

/// A part of the heads in memory, so that the next guess need not ask for it again.
pub(super) type Window = Option<(Bytes, u64)>;

impl Heads {
    /// Bytes of a head.
    pub fn size(self) -> usize {
        self.bits.div_ceil(8) as usize + OFFSET
    }

    /// The length of all heads; `None` where no section is so long.
    pub fn length(self) -> Option<u64> {
        let heads = if self.blocks == 0 { 0 } else { self.blocks.checked_add(1)? };
        heads.checked_mul(self.size() as u64)
    }

    /// The last block that does not begin behind `key`, of those from `from` on;
    /// `None` where the key lies before or behind all of them. `place` reads a head.
    ///
    /// Interpolation (Peterson 1957), which evenly spread keys need log log n steps
    /// of, then bisection: never more than log n steps, whatever the keys.
    #[inline]
    pub fn locate(
        self,
        key: u64,
        from: &Place,
        mut place: impl FnMut(u64) -> Result<Place, Error>,
    ) -> Result<Option<Place>, Error> {
        let (mut low, mut high) = (from.block, self.blocks);
        let (mut low_key, mut high_key) = (from.first, u64::MAX >> (u64::BITS - self.bits));
        let mut guesses = GUESSES;
        while low < high && low_key <= key {
            let guess = if guesses > 0 {
                guesses -= 1;
                let part = (key - low_key) as f64 / (high_key.saturating_sub(low_key)) as f64;
                low + ((part * (high - low) as f64) as u64).min(high - low - 1)
            } else {
                low + (high - low) / 2
            };
            let place = place(guess)?;
            if key < place.first {
                (high, high_key) = (guess, place.first);
            } else if key < place.next || (key == place.next && guess + 1 == self.blocks) {
                return Ok(Some(place));
            } else {
                (low, low_key) = (guess + 1, place.next);
            }
        }
        Ok(None)
    }

    /// The block of this number.
    #[inline]
    pub fn place(self, section: &Section, block: u64) -> Result<Place, Error> {
        let place = section.with(self.range(block), |heads| self.parse(block, heads))?;
        self.checked(section, place)
    }

    /// The block of this number, with heads around it kept for the next ones.
    #[inline]
    pub fn place_near(
        self,
        section: &Section,
        block: u64,
        window: &mut Window,
    ) -> Result<Place, Error> {
        let Range { start, end } = self.range(block);
        let within = |window: &Window| {
            let (bytes, offset) = window.as_ref()?;
            let at = usize::try_from(start.checked_sub(*offset)?).ok()?;
            Some(self.parse(block, bytes.get(at..at + 2 * self.size())?))
        };
        if within(window).is_none() {
            *window = Some(section.window(start)?);
        }
        match within(window) {
            Some(place) => self.checked(section, place),
            // Two heads that lie in two pages.
            None => self.checked(section, self.parse(block, &section.read(start..end)?)),
        }
    }

    /// Where the head of a block and the next one are.
    fn range(self, block: u64) -> Range<u64> {
        let start = self.offset + block * self.size() as u64;
        start..start + 2 * self.size() as u64
    }

    /// The place, unless it contradicts itself.
    #[inline]
    fn checked(self, section: &Section, place: Place) -> Result<Place, Error> {
        let rising = place.first < place.next || place.block + 1 == self.blocks;
        let inside = place.bytes.start < place.bytes.end && place.bytes.end <= self.offset;
        if rising && inside {
            return Ok(place);
        }
        let problem = format!("the head of block {} contradicts the next", place.block);
        Err(section.damaged(&problem))
    }

    /// A block from its head and the next one.
    #[inline]
    pub fn parse(self, block: u64, heads: &[u8]) -> Place {
        let (head, next) = heads.split_at(self.size());
        let (key, offset) = head.split_at(self.size() - OFFSET);
        let (next_key, next_offset) = next.split_at(self.size() - OFFSET);
        Place {
            block,
            first: number(key),
            next: number(next_key),
            bytes: number(offset)..number(next_offset),
        }
    }
}

/// A little-endian number of up to eight bytes.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    let mut whole = [0; 8];
    whole[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(whole)
}
