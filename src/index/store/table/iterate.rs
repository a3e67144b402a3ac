use super::TableKind;
use super::block::{Block, Entries};
use super::heads::{Heads, Place};
use super::read::Table;
use crate::error::Error;
use crate::index::store::sealed::{Section, SectionStream};

/// Reads a table from its first key to its last. Holds two pages and a block.
#[derive(Debug)]
pub(crate) struct TableIter {
    section: Section,
    kind: TableKind,
    heads: Heads,
    head_stream: SectionStream,
    block_stream: SectionStream,
    /// The head of the next block, as bytes.
    head: Vec<u8>,
    /// The number of the next block.
    block: u64,
    /// The last key of the block before.
    before: Option<u64>,
    entries: Entries,
    /// The next entry of the block.
    entry: usize,
}

impl TableIter {
    pub(super) fn new(table: &Table) -> Self {
        let (section, kind, heads) = table.parts();
        Self {
            section: section.clone(),
            kind,
            heads,
            head_stream: section.stream_range(heads.offset..section.len()),
            block_stream: section.stream_range(0..heads.offset),
            head: Vec::new(),
            block: 0,
            before: None,
            entries: Entries::default(),
            entry: 0,
        }
    }

    /// The next key, its kept bits with zeros behind them, and its documents or its
    /// count; `None` at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the table is damaged, [`Error::File`] where it cannot
    /// be read. There is no going on behind an error.
    pub fn next(&mut self) -> Result<Option<(u64, &[u32])>, Error> {
        if self.entry == self.entries.keys.len() {
            if self.block == self.heads.blocks {
                return Ok(None);
            }
            self.next_block()?;
        }
        let entry = self.entry;
        self.entry += 1;
        let key = self.entries.keys[entry] << (u64::BITS - self.heads.bits);
        Ok(Some((key, self.entries.values(entry))))
    }

    fn next_block(&mut self) -> Result<(), Error> {
        let size = self.heads.size();
        if self.head.is_empty() {
            self.head.extend_from_slice(self.head_stream.take(size)?);
        }
        self.head.extend_from_slice(self.head_stream.take(size)?);
        let place = self.heads.parse(self.block, &self.head);
        self.head.drain(..size);
        self.decode(&place)?;
        self.before = self.entries.keys.last().copied();
        (self.entry, self.block) = (0, self.block + 1);
        Ok(())
    }

    fn decode(&mut self, place: &Place) -> Result<(), Error> {
        let faulty =
            || self.section.damaged(&format!("block {} of the table cannot be read", place.block));
        let position = self.heads.offset - self.block_stream.left();
        let length = place.bytes.end.checked_sub(place.bytes.start).ok_or_else(faulty)?;
        if place.bytes.start != position || self.before.is_some_and(|before| before >= place.first)
        {
            return Err(faulty());
        }
        let bytes = self.block_stream.take(usize::try_from(length).map_err(|_| faulty())?)?;
        let block = Block::new(bytes, place.first, self.kind);
        block.and_then(|block| block.decode(&mut self.entries)).ok_or_else(faulty)
    }
}
