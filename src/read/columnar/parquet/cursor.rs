//! The values of one column, one after the other, of which one page at a time is in memory.

use std::borrow::Cow;

use super::footer::{Chunk, Leaf, Physical};
use super::thrift::{ENDS_EARLY, Thrift};
use super::values::{Decoder, Dictionary, Hybrid, Value};
use crate::read::columnar::cell::Cell;
use crate::read::columnar::codec::Codec;
use crate::read::columnar::source::{Failure, Fallible, Source};

const WRONG: Failure = Failure::Damaged("the header of a page is not what the format says");

/// How much is read for the header of a page, and how much it may have: writers put the
/// least and the greatest value into it.
const HEAD: u64 = 16 << 10;
const MOST_HEAD: u64 = 16 << 20;

/// The values of a column in a row group.
pub(super) struct Cursor<'s> {
    source: &'s Source<'s>,
    leaf: Leaf,
    codec: Codec,
    /// Where the next page begins, and where the column ends.
    at: u64,
    end: u64,
    dictionary: Option<Dictionary>,
    page: Page,
}

/// A page, unpacked.
struct Page {
    bytes: Vec<u8>,
    /// For each value: whether it is there; `None` if all are.
    levels: Option<Hybrid>,
    /// How many values are left.
    left: u64,
    values: Decoder,
}

/// What stands before a page.
#[derive(Default)]
struct Header {
    kind: i32,
    unpacked: u64,
    packed: u64,
    checksum: Option<i32>,
    values: u64,
    encoding: i32,
    level_encoding: i32,
    /// How many bytes of levels a page of the second version begins with: those of lists, and
    /// whether values are there.
    levels: [u64; 2],
    is_unpacked: bool,
}

const DATA: i32 = 0;
const DICTIONARY: i32 = 2;
const DATA_2: i32 = 3;

/// The encoding of levels that is in use.
const RLE: i32 = 3;

impl<'s> Cursor<'s> {
    pub fn new(source: &'s Source<'s>, leaf: Leaf, chunk: Chunk) -> Fallible<Self> {
        let codec = chunk.codec.ok_or(Failure::Unsupported("compression by LZO"))?;
        let end = chunk.start.checked_add(chunk.length).filter(|&end| end <= source.length());
        let end = end.ok_or(Failure::Damaged("a column is beyond its end"))?;
        let page =
            Page { bytes: Vec::new(), levels: None, left: 0, values: Decoder::Plain { at: 0 } };
        Ok(Self { source, leaf, codec, at: chunk.start, end, dictionary: None, page })
    }

    /// The next value. A text longer than `limit` is not copied.
    pub fn next(&mut self, limit: u64) -> Fallible<Cell> {
        while self.page.left == 0 {
            self.load()?;
        }
        let Self { leaf, page, dictionary, .. } = self;
        page.left -= 1;
        if let Some(levels) = &mut page.levels
            && levels.next(&page.bytes)? != leaf.most_definition
        {
            return Ok(Cell::Null);
        }
        let value = page.values.next(&page.bytes, leaf.physical, dictionary.as_ref())?;
        Ok(match value {
            Value::Bytes(bytes) => leaf.kind.of_bytes(bytes, limit),
            Value::Number(number) => leaf.kind.of_number(match leaf.physical {
                // Which may be above the greatest with a sign.
                Physical::Int32 if leaf.kind.is_unsigned() => i64::from(number as u32),
                _ => number,
            }),
        })
    }

    /// Reads the next page of values, and the dictionary before it.
    fn load(&mut self) -> Fallible<()> {
        if self.at >= self.end {
            return Err(Failure::Damaged("a column has fewer values than its row group"));
        }
        let (header, length) = self.header()?;
        self.at += length;
        if header.packed > self.end - self.at {
            return Err(Failure::Damaged("a page is beyond the end of its column"));
        }
        if ![DATA, DATA_2, DICTIONARY].contains(&header.kind) {
            self.at += header.packed;
            return Ok(());
        }
        let packed = self.source.part(self.at, header.packed)?;
        self.at += header.packed;
        if header.checksum.is_some_and(|checksum| checksum as u32 != crc32(&packed)) {
            return Err(Failure::Damaged("a page has another checksum than it says"));
        }
        let bytes = self.unpack(&header, packed)?;
        let physical = self.leaf.physical;
        if header.kind == DICTIONARY {
            self.dictionary = Some(Dictionary::new(bytes, header.values, physical)?);
            return Ok(());
        }
        let (levels, at) = self.levels(&header, &bytes)?;
        let values = Decoder::new(header.encoding, physical, &bytes, at)?;
        self.page = Page { bytes, levels, left: header.values, values };
        Ok(())
    }

    /// The header that comes next, and how many bytes it has.
    fn header(&self) -> Fallible<(Header, u64)> {
        let mut head = HEAD;
        loop {
            let most = (self.end - self.at).min(MOST_HEAD);
            let bytes = self.source.part(self.at, head.min(most))?;
            let mut thrift = Thrift::new(&bytes);
            match Header::read(&mut thrift) {
                Ok(header) => return Ok((header, thrift.position() as u64)),
                Err(Failure::Damaged(ENDS_EARLY)) if head < most => head *= 8,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// The page as it was before it was compressed.
    fn unpack(&self, header: &Header, packed: Cow<'_, [u8]>) -> Fallible<Vec<u8>> {
        // In the second version, levels stand before what is compressed.
        let levels = header.levels[0].checked_add(header.levels[1]).ok_or(WRONG)?;
        let plain = usize::try_from(levels).ok().filter(|&levels| levels <= packed.len());
        let plain = plain.ok_or(WRONG)?;
        if self.codec == Codec::None || header.is_unpacked {
            return Ok(packed.into_owned());
        }
        let length = header.unpacked.checked_sub(levels).ok_or(WRONG)?;
        let (before, packed) = packed.split_at(plain);
        // Where no value is there, there may be nothing at all.
        let mut bytes = match length {
            0 => Vec::new(),
            _ => self.source.unpack(self.codec, packed, length)?,
        };
        bytes.splice(0..0, before.iter().copied());
        Ok(bytes)
    }

    /// Which values are there, and where they begin.
    fn levels(&self, header: &Header, page: &[u8]) -> Fallible<(Option<Hybrid>, usize)> {
        let width = u32::BITS - self.leaf.most_definition.leading_zeros();
        let at = |place: u64| usize::try_from(place).map_err(|_| WRONG);
        if header.kind == DATA_2 {
            let [lists, levels] = header.levels;
            let (start, end) = (at(lists)?, at(lists + levels)?);
            let levels = (width > 0).then(|| Hybrid::new(start, end, width)).transpose()?;
            return Ok((levels, end));
        }
        if width == 0 {
            return Ok((None, 0));
        }
        if header.level_encoding != RLE {
            return Err(Failure::Unsupported("an encoding of missing values that is this old"));
        }
        let length = page.first_chunk().copied().map(u32::from_le_bytes).ok_or(WRONG)?;
        let end = at(4 + u64::from(length))?;
        if end > page.len() {
            return Err(WRONG);
        }
        Ok((Some(Hybrid::new(4, end, width)?), end))
    }
}

impl Header {
    fn read(thrift: &mut Thrift<'_>) -> Fallible<Self> {
        let mut header = Self::default();
        let positive = |number: i32| u64::try_from(number).map_err(|_| WRONG);
        thrift.root(|thrift, field, kind| {
            match field {
                1 => header.kind = thrift.small(kind)?,
                2 => header.unpacked = positive(thrift.small(kind)?)?,
                3 => header.packed = positive(thrift.small(kind)?)?,
                4 => header.checksum = Some(thrift.small(kind)?),
                5 | 7 => thrift.fields(kind, |thrift, inner, kind| {
                    match inner {
                        1 => header.values = positive(thrift.small(kind)?)?,
                        2 => header.encoding = thrift.small(kind)?,
                        // Of a dictionary, whether it is sorted.
                        3 if field == 5 => header.level_encoding = thrift.small(kind)?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?,
                8 => thrift.fields(kind, |thrift, field, kind| {
                    match field {
                        1 => header.values = positive(thrift.small(kind)?)?,
                        4 => header.encoding = thrift.small(kind)?,
                        5 => header.levels[1] = positive(thrift.small(kind)?)?,
                        6 => header.levels[0] = positive(thrift.small(kind)?)?,
                        7 => header.is_unpacked = !thrift.truth(kind)?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(header)
    }
}

/// The checksum of gzip, which pages may have, too.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
