use super::block::Entries;
use super::{BLOCK, OFFSET, TRAILER, TableKind};
use crate::error::Error;
use crate::index::store::sealed::SealedWriter;
use crate::support::spill::TempFile;

/// Heads beyond so many bytes wait in a temporary file: a table of ten billion
/// entries has a gigabyte of them.
const HEADS_IN_MEMORY: usize = 1 << 20;

/// Writes a table into a section of its own, in the order of the keys. Never holds
/// more than a block and a megabyte.
#[derive(Debug)]
pub(crate) struct TableWriter<'a> {
    file: &'a mut SealedWriter,
    kind: TableKind,
    bits: u32,
    /// The entry that another of the same kept bits may still join.
    last: Option<(u64, Vec<u32>)>,
    block: Entries,
    heads: HeadWriter,
    entries: u64,
    blocks: u64,
}

impl<'a> TableWriter<'a> {
    /// Begins a section with this tag for a table that keeps so many bits of each
    /// key: [`key_bits`](super::key_bits) of the number of entries, or of those that
    /// it will have when it is merged with others.
    ///
    /// # Panics
    ///
    /// Where bits are not between 1 and 64, or the tag was used.
    pub fn new(file: &'a mut SealedWriter, tag: u32, kind: TableKind, bits: u32) -> Self {
        assert!((1..=u64::BITS).contains(&bits), "bits must be between 1 and 64, got {bits}");
        file.begin(tag);
        let (block, heads) = (Entries::default(), HeadWriter::default());
        Self { file, kind, bits, last: None, block, heads, entries: 0, blocks: 0 }
    }

    /// Adds an entry: its documents, rising, or one count of 1 or more. Keys come in
    /// rising order; of the same one, values are united as those of keys that share
    /// their kept bits.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where the file cannot be written.
    ///
    /// # Panics
    ///
    /// Where keys or documents are not rising, or values are missing.
    pub fn push(&mut self, key: u64, values: &[u32]) -> Result<(), Error> {
        match self.kind {
            TableKind::Documents => {
                let rising = values.is_sorted_by(|one, next| one < next);
                assert!(rising && !values.is_empty(), "documents must be rising and some");
            }
            TableKind::Counts => {
                assert!(values.len() == 1 && values[0] > 0, "a count must be one, and 1 or more");
            }
        }
        let key = key >> (u64::BITS - self.bits);
        if let Some((last, joined)) = &mut self.last {
            assert!(*last <= key, "keys must be rising");
            if *last == key {
                match self.kind {
                    TableKind::Documents => {
                        joined.extend_from_slice(values);
                        joined.sort_unstable();
                        joined.dedup();
                    }
                    TableKind::Counts => joined[0] = joined[0].saturating_add(values[0]),
                }
                return Ok(());
            }
        }
        self.flush_entry()?;
        let (last, joined) = self.last.get_or_insert_default();
        *last = key;
        joined.clear();
        joined.extend_from_slice(values);
        Ok(())
    }

    /// Writes what is left; returns the number of entries.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where the file cannot be written.
    pub fn finish(mut self) -> Result<u64, Error> {
        self.flush_entry()?;
        self.flush_block()?;
        let heads_at = self.file.section_len();
        if let Some((last, _)) = &self.last {
            self.heads.push(*last, heads_at, self.bits)?;
        }
        std::mem::take(&mut self.heads).write(self.file)?;
        let mut trailer = Vec::with_capacity(TRAILER);
        trailer.push(self.kind as u8);
        trailer.push(self.bits as u8);
        trailer.extend((BLOCK as u16).to_le_bytes());
        trailer.extend(self.entries.to_le_bytes());
        trailer.extend(self.blocks.to_le_bytes());
        trailer.extend(heads_at.to_le_bytes());
        self.file.write(&trailer)?;
        Ok(self.entries)
    }

    /// Moves the last entry into the block. Its allocation stays for the next one.
    fn flush_entry(&mut self) -> Result<(), Error> {
        if let Some((key, values)) = &self.last {
            self.block.push(*key, values);
            self.entries += 1;
        }
        if self.block.keys.len() == BLOCK { self.flush_block() } else { Ok(()) }
    }

    fn flush_block(&mut self) -> Result<(), Error> {
        let Some(&first) = self.block.keys.first() else { return Ok(()) };
        self.heads.push(first, self.file.section_len(), self.bits)?;
        self.file.write(&self.block.to_bytes(self.kind))?;
        self.block.clear();
        self.blocks += 1;
        Ok(())
    }
}

/// The heads so far: in a temporary file, and the latest ones in memory.
#[derive(Debug, Default)]
struct HeadWriter {
    latest: Vec<u8>,
    file: Option<(TempFile, u64)>,
}

impl HeadWriter {
    fn push(&mut self, key: u64, offset: u64, bits: u32) -> Result<(), Error> {
        assert!(offset >> (8 * OFFSET) == 0, "a section must be shorter than 256 TiB");
        self.latest.extend(&key.to_le_bytes()[..bits.div_ceil(8) as usize]);
        self.latest.extend(&offset.to_le_bytes()[..OFFSET]);
        if self.latest.len() >= HEADS_IN_MEMORY {
            let (file, length) = match &mut self.file {
                Some(file) => file,
                none => none.insert((TempFile::new()?, 0)),
            };
            file.add(&self.latest);
            file.check()?;
            *length += self.latest.len() as u64;
            self.latest.clear();
        }
        Ok(())
    }

    fn write(self, to: &mut SealedWriter) -> Result<(), Error> {
        if let Some((file, length)) = &self.file {
            let mut bytes = vec![0; HEADS_IN_MEMORY];
            let mut at = 0;
            while at < *length {
                let part = &mut bytes[..(length - at).min(HEADS_IN_MEMORY as u64) as usize];
                file.read(part, at);
                file.check()?;
                to.write(part)?;
                at += part.len() as u64;
            }
        }
        to.write(&self.latest)
    }
}
