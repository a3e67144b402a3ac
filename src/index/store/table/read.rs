use super::block::{Block, Entries};
use super::heads::{Heads, Place, Window};
use super::{TRAILER, TableKind};
use crate::error::Error;
use crate::index::store::sealed::Section;

/// A table that is looked up in. Clones share the file.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    section: Section,
    kind: TableKind,
    heads: Heads,
}

impl Table {
    /// The table in a section. Reads its trailer and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the section is no table of this kind;
    /// [`Error::File`] where it cannot be read.
    pub fn open(section: Section, kind: TableKind) -> Result<Self, Error> {
        let length = section.len();
        let Some(start) = length.checked_sub(TRAILER as u64) else {
            return Err(section.damaged("it is too short for a table"));
        };
        let trailer = section.read(start..length)?;
        let number =
            |at: usize| u64::from_le_bytes(trailer[at..at + 8].try_into().expect("8 bytes"));
        let (entries, blocks, offset) = (number(4), number(12), number(20));
        let (bits, block) = (u32::from(trailer[1]), u16::from_le_bytes([trailer[2], trailer[3]]));
        if trailer[0] != kind as u8 {
            return Err(section.damaged("it is a table of another kind"));
        }
        let heads = Heads { offset, blocks, bits };
        let ends = heads.length().and_then(|length| length.checked_add(offset));
        let most = blocks.saturating_mul(block.into());
        let whole = (1..=u64::BITS).contains(&bits)
            && ends == Some(start)
            && (blocks..=most).contains(&entries)
            && (blocks > 0 || offset == 0);
        if !whole {
            return Err(section.damaged("the numbers in the table's trailer contradict each other"));
        }
        Ok(Self { section, kind, heads })
    }

    /// The documents of a key, or its count, in `values` in place of what is there;
    /// whether there are any. Another key answers by chance, see the module.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the table is damaged, [`Error::File`] where it cannot
    /// be read.
    pub fn get(&self, key: u64, values: &mut Vec<u32>) -> Result<bool, Error> {
        values.clear();
        let key = key >> (u64::BITS - self.heads.bits);
        let head = |block| self.heads.place(&self.section, block);
        let Some(place) = self.heads.locate(key, &Self::BEGINNING, head)? else { return Ok(false) };
        let got = self.section.with(place.bytes.clone(), |bytes| {
            Block::fetch(bytes);
            let block = Block::new(bytes, place.first, self.kind)?;
            let Some(entry) = block.find(key) else { return Some(false) };
            block.payload()?.get(entry, values)?;
            Some(true)
        })?;
        got.ok_or_else(|| self.faulty(&place))
    }

    /// Calls `found` with the place in `keys`, which are in rising order, and with
    /// the documents or the count, for each that is there. Each block is read once.
    ///
    /// # Errors
    ///
    /// See [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// Where keys are not rising.
    pub fn get_sorted(
        &self,
        keys: &[u64],
        mut found: impl FnMut(usize, &[u32]),
    ) -> Result<(), Error> {
        assert!(keys.is_sorted(), "keys must be rising");
        let shift = u64::BITS - self.heads.bits;
        let (mut from, mut window): (Place, Window) = (Self::BEGINNING, None);
        let mut entries = Entries::default();
        let mut at = 0;
        while at < keys.len() {
            let key = keys[at] >> shift;
            let head = |block| self.heads.place_near(&self.section, block, &mut window);
            let Some(place) = self.heads.locate(key, &from, head)? else {
                // Before the first key of the table, or behind the last one.
                at += 1;
                continue;
            };
            let last = place.block + 1 == self.heads.blocks;
            let within = |&key: &u64| key >> shift < place.next || last;
            let end = at + keys[at..].iter().take_while(|&key| within(key)).count();
            // Shared and not locked: who knows what `found` does.
            let bytes = self.section.read(place.bytes.clone())?;
            Block::fetch(&bytes);
            let block = Block::new(&bytes, place.first, self.kind);
            let found = |key, values: &_| found(at + key, values);
            let looked = |block| self.look_up(block, &keys[at..end], &mut entries, found);
            block.and_then(looked).ok_or_else(|| self.faulty(&place))?;
            at = end;
            from = place;
        }
        Ok(())
    }

    /// Looks these keys up in a block, which all of them belong to.
    fn look_up(
        &self,
        block: Block<'_>,
        keys: &[u64],
        entries: &mut Entries,
        mut found: impl FnMut(usize, &[u32]),
    ) -> Option<()> {
        let shift = u64::BITS - self.heads.bits;
        if keys.len() >= DENSE {
            block.decode(entries)?;
            let mut entry = 0;
            for (at, key) in keys.iter().enumerate() {
                let key = key >> shift;
                while entries.keys.get(entry).is_some_and(|&other| other < key) {
                    entry += 1;
                }
                if entries.keys.get(entry) == Some(&key) {
                    found(at, entries.values(entry));
                }
            }
            return Some(());
        }
        let payload = block.payload()?;
        for (at, key) in keys.iter().enumerate() {
            if let Some(entry) = block.find(key >> shift) {
                entries.values.clear();
                payload.get(entry, &mut entries.values)?;
                found(at, &entries.values);
            }
        }
        Some(())
    }

    /// What is before all blocks.
    const BEGINNING: Place = Place { block: 0, first: 0, next: 0, bytes: 0..0 };

    #[cold]
    fn faulty(&self, place: &Place) -> Error {
        self.section.damaged(&format!("block {} of the table cannot be read", place.block))
    }
}

/// From so many keys in one block on, the block is decoded as a whole.
const DENSE: usize = 32;
