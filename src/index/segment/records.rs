//! Records of any length in compressed blocks, looked up by number.
//!
//! ```text
//! block: a zstd frame of records, one after the other
//! …
//! directory, for each block: number of its first record: u32 | offset: u64
//! last: where in its block each record ends: u32 × records
//! end: number of records: u32 | number of blocks: u32 | offset of the directory: u64
//! ```
//!
//! All integers are little-endian. A block is as long unpacked as the writer wants, or one
//! longer record.

use std::ops::Range;
use std::sync::OnceLock;

use crate::error::Error;
use crate::index::store::{SealedWriter, Section};

/// How hard packing tries: beyond it little is gained.
const LEVEL: i32 = 3;

/// Bytes of a block in the directory, and at the end of the section.
const ENTRY: usize = 12;
const END: u64 = 16;

/// Writes records into a section, in their order.
pub(super) struct RecordsWriter<'w> {
    out: &'w mut SealedWriter,
    packer: zstd::bulk::Compressor<'static>,
    block: Vec<u8>,
    /// Bytes of a block.
    full: usize,
    ends: Vec<u32>,
    directory: Vec<u8>,
    first: u32,
}

impl<'w> RecordsWriter<'w> {
    /// Begins the section with this tag; a block has so many bytes before it is packed.
    pub fn new(out: &'w mut SealedWriter, tag: u32, full: usize) -> Result<Self, Error> {
        out.begin(tag);
        let packer = zstd::bulk::Compressor::new(LEVEL).map_err(|error| out.failed(error))?;
        let (block, ends, directory) = (Vec::with_capacity(full), Vec::new(), Vec::new());
        Ok(Self { out, packer, block, full, ends, directory, first: 0 })
    }

    /// Adds a record.
    pub fn push(&mut self, record: &[u8]) -> Result<(), Error> {
        if !self.block.is_empty() && self.block.len() + record.len() > self.full {
            self.write_block()?;
        }
        self.block.extend_from_slice(record);
        self.ends.push(self.block.len() as u32);
        Ok(())
    }

    fn write_block(&mut self) -> Result<(), Error> {
        let packed = self.packer.compress(&self.block).map_err(|error| self.out.failed(error))?;
        self.directory.extend(self.first.to_le_bytes());
        self.directory.extend(self.out.section_len().to_le_bytes());
        self.first = self.ends.len() as u32;
        self.block.clear();
        self.out.write(&packed)
    }

    /// Ends the section.
    pub fn finish(mut self) -> Result<(), Error> {
        if self.first < self.ends.len() as u32 {
            self.write_block()?;
        }
        let offset = self.out.section_len();
        self.out.write(&self.directory)?;
        for end in &self.ends {
            self.out.write(&end.to_le_bytes())?;
        }
        self.out.write(&(self.ends.len() as u32).to_le_bytes())?;
        self.out.write(&((self.directory.len() / ENTRY) as u32).to_le_bytes())?;
        self.out.write(&offset.to_le_bytes())
    }
}

/// Reads records.
#[derive(Debug)]
pub(super) struct Records {
    section: Section,
    directory: OnceLock<Directory>,
}

#[derive(Debug)]
struct Directory {
    records: u32,
    /// For each block: its first record and its bytes. One more at the end.
    blocks: Vec<(u32, u64)>,
    /// Where the ends of the records are in the section.
    ends: u64,
}

/// A block that was unpacked for a record: the next one is often in it too.
#[derive(Default)]
pub(super) struct UnpackedBlock {
    unpacker: Option<zstd::bulk::Decompressor<'static>>,
    number: Option<usize>,
    bytes: Vec<u8>,
}

impl Records {
    pub fn new(section: Section) -> Self {
        Self { section, directory: OnceLock::new() }
    }

    /// The bytes of a record, in `block`, which serves for one section only.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] and [`Error::File`] where the section is damaged, has no such
    /// record, or cannot be read.
    pub fn get<'b>(&self, at: u32, block: &'b mut UnpackedBlock) -> Result<&'b [u8], Error> {
        let directory = self.directory()?;
        if at >= directory.records {
            return Err(self.damaged("a record is asked for that it does not have"));
        }
        let number = directory.blocks.partition_point(|&(first, _)| first <= at) - 1;
        if block.number != Some(number) {
            block.number = None;
            self.unpack(directory, number, block)?;
            block.number = Some(number);
        }
        let range = self.range(directory, at, directory.blocks[number].0)?;
        block.bytes.get(range).ok_or_else(|| self.damaged("a record ends beyond its block"))
    }

    /// Where the record is in its block, the first of which is `first`.
    fn range(&self, directory: &Directory, at: u32, first: u32) -> Result<Range<usize>, Error> {
        let is_first = first == at;
        let from = if is_first { at } else { at - 1 };
        let place = |at: u32| directory.ends + 4 * u64::from(at);
        let ends = self.section.read(place(from)..place(at + 1))?;
        let end = |at: usize| u32::from_le_bytes(ends[4 * at..][..4].try_into().expect("4 bytes"));
        Ok(if is_first { 0..end(0) as usize } else { end(0) as usize..end(1) as usize })
    }

    /// Unpacks the records of a block, one after the other.
    fn unpack(
        &self,
        directory: &Directory,
        number: usize,
        UnpackedBlock { unpacker, bytes, .. }: &mut UnpackedBlock,
    ) -> Result<(), Error> {
        let [(first, start), (next, end)] =
            [directory.blocks[number], directory.blocks[number + 1]];
        let length = self.range(directory, next - 1, first)?.end;
        let packed = self.section.read(start..end)?;
        bytes.clear();
        // Memory that is never written to costs nothing, whatever the length says.
        bytes.reserve_exact(length);
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(self.unpacker()?),
        };
        match unpacker.decompress_to_buffer(&packed, bytes) {
            Ok(unpacked) if unpacked == length => Ok(()),
            _ => Err(self.damaged("a block cannot be unpacked")),
        }
    }

    fn unpacker(&self) -> Result<zstd::bulk::Decompressor<'static>, Error> {
        zstd::bulk::Decompressor::new().map_err(|_| self.damaged("there is no memory to unpack it"))
    }

    fn directory(&self) -> Result<&Directory, Error> {
        if let Some(directory) = self.directory.get() {
            return Ok(directory);
        }
        let directory = self.read_directory()?;
        Ok(self.directory.get_or_init(|| directory))
    }

    fn read_directory(&self) -> Result<Directory, Error> {
        let short = || self.damaged("it is too short");
        let end = self.section.len().checked_sub(END).ok_or_else(short)?;
        let tail = self.section.read(end..end + END)?;
        let number = |at: usize| u32::from_le_bytes(tail[at..at + 4].try_into().expect("4 bytes"));
        let (records, count) = (number(0), u64::from(number(4)));
        let offset = u64::from_le_bytes(tail[8..16].try_into().expect("8 bytes"));
        let ends = offset.checked_add(count * ENTRY as u64).ok_or_else(short)?;
        if ends.checked_add(4 * u64::from(records)) != Some(end) {
            return Err(self.damaged("its directory does not fit"));
        }
        let bytes = self.section.read(offset..ends)?;
        let entry = |bytes: &[u8]| {
            let first = u32::from_le_bytes(bytes[..4].try_into().expect("4 bytes"));
            (first, u64::from_le_bytes(bytes[4..].try_into().expect("8 bytes")))
        };
        let mut blocks: Vec<(u32, u64)> = bytes.chunks_exact(ENTRY).map(entry).collect();
        blocks.push((records, offset));
        let rises = |two: &[(u32, u64)]| two[0].0 < two[1].0 && two[0].1 < two[1].1;
        if blocks[0] != (0, 0) || !blocks.windows(2).all(rises) {
            return Err(self.damaged("its directory is out of order"));
        }
        Ok(Directory { records, blocks, ends })
    }

    fn damaged(&self, problem: &str) -> Error {
        self.section.damaged(problem)
    }
}
