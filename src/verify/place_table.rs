//! Places of an article, found by what stands there.

use crate::support::hash::Seed;

/// No place.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A place for each of some keys: open addressing. Keys are not kept: whoever asks tells whether
/// the right one stands at a place.
#[derive(Debug, Default)]
pub(super) struct PlaceTable {
    slots: Vec<u32>,
    shift: u32,
    seed: Seed,
}

impl PlaceTable {
    /// Forgets all places, and makes room for so many.
    pub fn reset(&mut self, places: usize) {
        let bits = (places * 2).next_power_of_two().trailing_zeros().max(4);
        self.shift = 64 - bits;
        self.slots.clear();
        self.slots.resize(1 << bits, NOWHERE);
    }

    /// The place of a key, or [`NOWHERE`]: one that `is_at`, of those with this hash.
    #[inline(always)]
    pub fn get(&self, hash: u64, is_at: impl Fn(u32) -> bool) -> u32 {
        self.slots[self.slot(hash, is_at)]
    }

    /// The place of a key: this one, put in, where there was none.
    #[inline(always)]
    pub fn get_or_insert(&mut self, hash: u64, place: u32, is_at: impl Fn(u32) -> bool) -> u32 {
        let slot = self.slot(hash, is_at);
        if self.slots[slot] == NOWHERE {
            self.slots[slot] = place;
        }
        self.slots[slot]
    }

    /// Puts a place in. Returns the one that was there for the key, or [`NOWHERE`].
    #[inline(always)]
    pub fn replace(&mut self, hash: u64, place: u32, is_at: impl Fn(u32) -> bool) -> u32 {
        let slot = self.slot(hash, is_at);
        std::mem::replace(&mut self.slots[slot], place)
    }

    /// The slot of a key, or else the free one where it belongs.
    #[inline(always)]
    fn slot(&self, hash: u64, is_at: impl Fn(u32) -> bool) -> usize {
        let mut slot = (self.seed.place(hash) >> self.shift) as usize;
        while self.slots[slot] != NOWHERE && !is_at(self.slots[slot]) {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }
}

/// A key of two numbers.
#[inline(always)]
pub(super) fn pair_key(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}
