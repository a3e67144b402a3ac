//! Spellings and the words that they are, in a table that is read many at a time.

use crate::support::hash::Seed;

/// The word that a spelling is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    /// The number of the word.
    pub number: u32,
    /// Whether the hash of the spelling is that of the folded word too.
    pub is_folded: bool,
}

/// The word of each spelling met, by the spelling's hash; of the two hashes 0 and 1 it
/// makes one.
///
/// A vocabulary outgrows the caches, so that each look-up of a rare word waits for memory.
/// Therefore look-ups come in batches: the slots at which the search for them begins are
/// read first, one after the other without a branch between them, and a processor waits
/// for all of them at once.
#[derive(Debug)]
pub(super) struct SpellingTable {
    /// Open addressing: a spelling, or [`FREE`], and its word.
    slots: Vec<(u64, Spelled)>,
    /// How many are not free.
    len: usize,
    seed: Seed,
}

const FREE: u64 = 0;
const EMPTY: (u64, Spelled) = (FREE, Spelled { number: 0, is_folded: false });

/// Slots in the smallest table.
const LEAST_SLOTS: usize = 1 << 10;

/// Spellings looked up at a time: as many as a processor can wait for, or more.
const BATCH: usize = 16;

impl Default for SpellingTable {
    fn default() -> Self {
        Self { slots: vec![EMPTY; LEAST_SLOTS], len: 0, seed: Seed::default() }
    }
}

impl SpellingTable {
    /// The word of each spelling, in place of what `words` hold. One not met before is
    /// what `new` says, which is told its place among `spellings`.
    #[inline]
    pub fn look_up(
        &mut self,
        spellings: &[u64],
        words: &mut Vec<Spelled>,
        mut new: impl FnMut(usize) -> Spelled,
    ) {
        words.clear();
        for (batch, spellings) in spellings.chunks(BATCH).enumerate() {
            let mut first = [EMPTY; BATCH];
            for (first, &spelling) in first.iter_mut().zip(spellings) {
                *first = self.slots[self.first_slot(spelling.max(FREE + 1))];
            }
            let found = spellings.iter().zip(&first).enumerate();
            words.extend(found.map(|(at, (&spelling, first))| match spelling.max(FREE + 1) {
                spelling if spelling == first.0 => first.1,
                spelling => self.find_or_insert(spelling, || new(batch * BATCH + at)),
            }));
        }
    }

    #[inline]
    fn find_or_insert(&mut self, spelling: u64, word: impl FnOnce() -> Spelled) -> Spelled {
        let slot = self.find(spelling);
        if self.slots[slot].0 != FREE {
            return self.slots[slot].1;
        }
        let spelled = word();
        self.insert(slot, spelling, spelled);
        spelled
    }

    #[cold]
    fn insert(&mut self, slot: usize, spelling: u64, spelled: Spelled) {
        self.slots[slot] = (spelling, spelled);
        self.len += 1;
        // At most three quarters are taken.
        if self.len * 4 > self.slots.len() * 3 {
            let slots = vec![EMPTY; self.slots.len() * 2];
            for slot in std::mem::replace(&mut self.slots, slots) {
                if slot.0 != FREE {
                    let free = self.find(slot.0);
                    self.slots[free] = slot;
                }
            }
        }
    }

    /// The spelling's slot, or else the free one where it belongs.
    fn find(&self, spelling: u64) -> usize {
        let mut slot = self.first_slot(spelling);
        while self.slots[slot].0 != spelling && self.slots[slot].0 != FREE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// The slot at which the search for the spelling begins.
    #[inline(always)]
    fn first_slot(&self, spelling: u64) -> usize {
        self.seed.place(spelling) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Spellings get the words that they had when they were first met, however the
        /// table grows meanwhile.
        #[test]
        fn finds_what_a_map_finds(
            texts in prop::collection::vec(
                prop::collection::vec(prop_oneof![1u64..40, 1u64..4000, any::<u64>()], 0..900),
                0..9,
            ),
        ) {
            let mut table = SpellingTable::default();
            let mut map = HashMap::new();
            for text in &texts {
                let mut made = 0;
                let first = map.len() as u32;
                let mut spelled = Vec::new();
                table.look_up(text, &mut spelled, |at| {
                    made += 1;
                    Spelled { number: first + made - 1, is_folded: text[at] % 2 == 0 }
                });
                prop_assert_eq!(spelled.len(), text.len());
                for (&spelling, found) in text.iter().zip(spelled) {
                    let number = map.len() as u32;
                    let new = Spelled { number, is_folded: spelling % 2 == 0 };
                    prop_assert_eq!(found, *map.entry(spelling).or_insert(new));
                }
            }
            prop_assert_eq!(table.len, map.len());
        }
    }

    #[test]
    fn the_hash_of_a_free_slot_is_a_spelling_too() {
        let mut table = SpellingTable::default();
        let mut words = Vec::new();
        let word = |at: usize| Spelled { number: 7 + at as u32, is_folded: true };
        table.look_up(&[0, 5, 0, 1], &mut words, word);
        assert_eq!(words.iter().map(|word| word.number).collect::<Vec<_>>(), [7, 8, 7, 7]);
    }
}
