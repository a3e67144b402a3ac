//! Arrow IPC: a schema, dictionaries, and batches of rows whose columns are buffers.
//!
//! A file (Feather of version 2) is a stream with a signature before it, and behind it the schema
//! once more and a list of the batches. That list is what counts: not every writer begins the
//! stream as the format has it.

mod array;
mod flatbuffer;
mod schema;

use std::collections::HashMap;

use array::Array;
use flatbuffer::Table;
use schema::{DictionaryKind, Layout, Leaf, Schema};

use super::cell::Cell;
use super::codec::Codec;
use super::source::{Failure, Fallible, Source};
use super::{Column, RowSource};

/// The signature of a file, with what fills it up to 8 bytes.
const MAGIC: &[u8] = b"ARROW1";
const HEAD: u64 = 8;

/// That of the version before.
const OLD_MAGIC: &[u8] = b"FEA1";

/// Kinds of messages.
const SCHEMA: u8 = 1;
const DICTIONARY: u8 = 2;
const BATCH: u8 = 3;

const WRONG: Failure = Failure::Damaged("a message is not what the format says");

/// A file whose schema is read.
pub(super) struct ArrowFile<'s> {
    source: &'s Source<'s>,
    schema: Schema,
    /// Where the messages of a file begin, dictionaries first; `None` of a stream.
    blocks: Option<Vec<u64>>,
    /// Where the messages behind the schema of a stream begin, and where all end.
    start: u64,
    end: u64,
}

pub(super) fn open<'s>(source: &'s Source<'s>) -> Fallible<ArrowFile<'s>> {
    let end = source.length();
    let head = source.part(0, end.min(HEAD))?;
    if head.starts_with(OLD_MAGIC) {
        return Err(Failure::Unsupported("Feather of version 1"));
    }
    if head.starts_with(MAGIC) {
        return of_file(source);
    }
    let message = Message::read(source, 0, end)?.ok_or(Failure::Damaged("it has no schema"))?;
    let table = Table::root(&message.metadata)?;
    if table.byte(1)? != SCHEMA {
        return Err(Failure::Damaged("it does not begin with a schema"));
    }
    let schema = Schema::read(table.table(2)?.ok_or(WRONG)?, table.short(0, 0)?)?;
    Ok(ArrowFile { source, schema, blocks: None, start: message.end, end })
}

/// What is between the signatures of a file.
fn of_file<'s>(source: &'s Source<'s>) -> Fallible<ArrowFile<'s>> {
    let end = messages_end(source).ok_or(Failure::Damaged("it does not end as an Arrow file"))?;
    let footer = source.part(end, source.length() - end)?;
    let footer = Table::root(&footer)?;
    let schema = Schema::read(footer.table(1)?.ok_or(WRONG)?, footer.short(0, 0)?)?;
    let mut blocks = footer.blocks(2)?;
    blocks.extend(footer.blocks(3)?);
    Ok(ArrowFile { source, schema, blocks: Some(blocks), start: 0, end })
}

/// Where the messages of a file end: before a list of them, its length and the signature.
fn messages_end(source: &Source<'_>) -> Option<u64> {
    let end = source.length().checked_sub(4 + MAGIC.len() as u64)?;
    let tail = source.part(end, 4 + MAGIC.len() as u64).ok()?;
    let length = u32::from_le_bytes(*tail.first_chunk()?);
    end.checked_sub(length.into()).filter(|_| tail[4..] == *MAGIC)
}

impl ArrowFile<'_> {
    pub fn columns(&self) -> &[Column] {
        &self.schema.columns
    }

    /// The rows, of which only these columns are read.
    pub fn rows(&self, needed: &[usize]) -> ArrowRows<'_> {
        let leaves: Vec<&Leaf> = needed.iter().map(|&at| &self.schema.leaves[at]).collect();
        let is_needed =
            |kind: &&DictionaryKind| leaves.iter().any(|leaf| leaf.dictionary == Some(kind.id));
        let kinds = self.schema.dictionaries.iter().filter(is_needed);
        let dictionaries =
            kinds.map(|kind| (kind.id, Dictionary { leaf: &kind.leaf, parts: Vec::new() }));
        ArrowRows {
            file: self,
            dictionaries: dictionaries.collect(),
            leaves,
            at: self.start,
            block: 0,
            batch: Vec::new(),
            row: 0,
            rows: 0,
        }
    }
}

/// The values that those of some columns are numbers of.
struct Dictionary<'f> {
    leaf: &'f Leaf,
    parts: Vec<Array>,
}

/// The rows of a file.
pub(super) struct ArrowRows<'f> {
    file: &'f ArrowFile<'f>,
    leaves: Vec<&'f Leaf>,
    dictionaries: HashMap<i64, Dictionary<'f>>,
    /// Where the next message of a stream begins, and which one of a file it is.
    at: u64,
    block: usize,
    /// The needed columns of the present batch.
    batch: Vec<Array>,
    /// The next row of it, and how many it has.
    row: u64,
    rows: u64,
}

impl RowSource for ArrowRows<'_> {
    fn next(&mut self, limit: u64) -> Fallible<Option<Vec<Cell>>> {
        while self.row == self.rows {
            if !self.load()? {
                return Ok(None);
            }
        }
        let cell = |(array, leaf): (&Array, &&Leaf)| {
            let dictionary = leaf.dictionary.and_then(|id| self.dictionaries.get(&id));
            let dictionary = dictionary.map(|it| (it.leaf, &it.parts[..]));
            array.get(self.row, leaf, dictionary, limit)
        };
        let cells = self.batch.iter().zip(&self.leaves).map(cell).collect::<Fallible<_>>()?;
        self.row += 1;
        Ok(Some(cells))
    }
}

impl ArrowRows<'_> {
    /// Reads the next message, if there is one.
    fn load(&mut self) -> Fallible<bool> {
        let at = match &self.file.blocks {
            None => self.at,
            Some(blocks) => match blocks.get(self.block) {
                Some(&at) => at,
                None => return Ok(false),
            },
        };
        self.block += 1;
        let Some(message) = Message::read(self.file.source, at, self.file.end)? else {
            return Ok(false);
        };
        self.at = message.end;
        let table = Table::root(&message.metadata)?;
        let Some(header) = table.table(2)? else { return Err(WRONG) };
        match table.byte(1)? {
            BATCH => {
                let batch = Batch::read(header, &message, self.file.source)?;
                self.batch.clear();
                (self.row, self.rows) = (0, batch.rows);
                self.batch =
                    self.leaves.iter().map(|leaf| batch.array(leaf)).collect::<Fallible<_>>()?;
            }
            DICTIONARY => {
                let Some(dictionary) = self.dictionaries.get_mut(&header.long(0)?) else {
                    return Ok(true);
                };
                let is_more = header.truth(2)?;
                let batch = header.table(1)?.ok_or(WRONG)?;
                let part =
                    Batch::read(batch, &message, self.file.source)?.array(dictionary.leaf)?;
                if !is_more {
                    dictionary.parts.clear();
                }
                dictionary.parts.push(part);
            }
            _ => {}
        }
        Ok(true)
    }
}

/// Metadata, and where what it is of stands.
struct Message {
    metadata: Vec<u8>,
    body: u64,
    end: u64,
}

impl Message {
    /// The message that begins at `at`; none at the end of all.
    fn read(source: &Source<'_>, mut at: u64, end: u64) -> Fallible<Option<Self>> {
        let int = |at: u64| -> Fallible<u32> {
            Ok(source.part(at, 4)?.first_chunk().copied().map_or(0, u32::from_le_bytes))
        };
        if at >= end || end - at < 4 {
            return Ok(None);
        }
        let mut length = int(at)?;
        at += 4;
        // What older files have not.
        if length == u32::MAX {
            if at + 4 > end {
                return Err(Failure::Damaged("it ends inside of a message"));
            }
            length = int(at)?;
            at += 4;
        }
        if length == 0 {
            return Ok(None);
        }
        let metadata = source.part(at, length.into())?.into_owned();
        let body = at + u64::from(length);
        let bytes = u64::try_from(Table::root(&metadata)?.long(3)?).map_err(|_| WRONG)?;
        let message_end = body.checked_add(bytes).filter(|&it| it <= end);
        let message_end = message_end.ok_or(Failure::Damaged("it ends inside of a batch"))?;
        Ok(Some(Self { metadata, body, end: message_end }))
    }
}

/// The columns of a batch, where they are.
struct Batch<'m> {
    source: &'m Source<'m>,
    message: &'m Message,
    rows: u64,
    buffers: Vec<(i64, i64)>,
    codec: Option<Codec>,
    /// For each column of views how many buffers it has beside its own.
    more: Vec<i64>,
}

impl<'m> Batch<'m> {
    fn read(header: Table<'_>, message: &'m Message, source: &'m Source<'m>) -> Fallible<Self> {
        let codec = match header.table(3)? {
            None => None,
            Some(compression) => match compression.byte(0)? {
                0 => Some(Codec::Lz4Frame),
                1 => Some(Codec::Zstd),
                _ => return Err(Failure::Unsupported("compression of this kind")),
            },
        };
        Ok(Self {
            source,
            message,
            rows: u64::try_from(header.long(0)?).map_err(|_| WRONG)?,
            buffers: header.pairs(2)?,
            codec,
            more: header.longs(4)?,
        })
    }

    /// The values of a column.
    fn array(&self, leaf: &Leaf) -> Fallible<Array> {
        let around =
            leaf.around.iter().map(|&(buffer, views)| self.buffer(self.place(buffer, views)?));
        let around = around.collect::<Fallible<_>>()?;
        let first = self.place(leaf.buffer, leaf.views)?;
        let count = match leaf.layout {
            Layout::Null => return Ok(Array { around, rows: self.rows, ..Array::default() }),
            Layout::Number { .. } | Layout::Fixed(_) => 1,
            Layout::Bytes { .. } => 2,
            Layout::Views => {
                let more = self.more.get(leaf.views).copied().ok_or(WRONG)?;
                1_usize.checked_add(usize::try_from(more).map_err(|_| WRONG)?).ok_or(WRONG)?
            }
            Layout::Other => return Err(Failure::Unsupported("a column of this type")),
        };
        let validity = self.buffer(first)?;
        // There are as many as the message has: no more are made than there are.
        let buffers = (1..=count).map(|place| self.buffer(first.checked_add(place).ok_or(WRONG)?));
        let buffers = buffers.collect::<Fallible<_>>()?;
        Ok(Array { around, validity, buffers, rows: self.rows })
    }

    /// The place of a buffer that so many buffers and columns of views come before.
    fn place(&self, buffer: usize, views: usize) -> Fallible<usize> {
        let more = self.more.get(..views).ok_or(WRONG)?.iter();
        let mut more = more.map(|&more| usize::try_from(more).map_err(|_| WRONG));
        more.try_fold(buffer, |place, more| place.checked_add(more?).ok_or(WRONG))
    }

    /// A buffer, unpacked.
    fn buffer(&self, place: usize) -> Fallible<Vec<u8>> {
        const BEYOND: Failure = Failure::Damaged("a buffer is outside of its batch");
        let &(start, length) = self.buffers.get(place).ok_or(BEYOND)?;
        let (start, length) = (u64::try_from(start), u64::try_from(length));
        let (Ok(start), Ok(length)) = (start, length) else { return Err(BEYOND) };
        let start = self.message.body.checked_add(start).ok_or(BEYOND)?;
        if start.checked_add(length).is_none_or(|end| end > self.message.end) {
            return Err(BEYOND);
        }
        let bytes = self.source.part(start, length)?;
        let Some(codec) = self.codec.filter(|_| length > 0) else {
            // Many buffers may claim to be the same bytes.
            self.source.count(length)?;
            return Ok(bytes.into_owned());
        };
        let (unpacked, packed) = bytes.split_first_chunk().ok_or(WRONG)?;
        // -1 where a buffer would be no shorter.
        match i64::from_le_bytes(*unpacked) {
            -1 => Ok(packed.to_vec()),
            unpacked => {
                let unpacked = u64::try_from(unpacked).map_err(|_| WRONG)?;
                self.source.unpack(codec, packed, unpacked)
            }
        }
    }
}
