//! Tables of FlatBuffers, in which Arrow writes its metadata.
//!
//! <https://flatbuffers.dev/internals/>. A table is a list of fields that may be missing;
//! which there are, and where, a list of offsets says. Nothing is copied, and each place is
//! looked at when it is asked for.

use crate::read::columnar::source::{Failure, Fallible};

const WRONG: Failure = Failure::Damaged("its metadata is not what the format says");

/// A table of a message.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the list of its fields is, and how many bytes it has.
    fields: usize,
    length: usize,
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Fallible<[u8; N]> {
    bytes.get(at..).and_then(|bytes| bytes.first_chunk()).copied().ok_or(WRONG)
}

impl<'a> Table<'a> {
    /// The table that these bytes begin with the place of.
    pub fn root(bytes: &'a [u8]) -> Fallible<Self> {
        Self::at(bytes, u32::from_le_bytes(array(bytes, 0)?) as usize)
    }

    fn at(bytes: &'a [u8], at: usize) -> Fallible<Self> {
        let back = i64::from(i32::from_le_bytes(array(bytes, at)?));
        let fields = usize::try_from(at as i64 - back).map_err(|_| WRONG)?;
        let length = u16::from_le_bytes(array(bytes, fields)?).into();
        Ok(Self { bytes, at, fields, length })
    }

    /// Where a field is, if it is there.
    fn place(&self, field: usize) -> Fallible<Option<usize>> {
        let entry = 4 + 2 * field;
        if entry + 2 > self.length {
            return Ok(None);
        }
        let offset = u16::from_le_bytes(array(self.bytes, self.fields + entry)?);
        Ok((offset != 0).then_some(self.at + usize::from(offset)))
    }

    /// The bytes of a field, or `default`.
    fn value<const N: usize>(&self, field: usize, default: [u8; N]) -> Fallible<[u8; N]> {
        self.place(field)?.map_or(Ok(default), |at| array(self.bytes, at))
    }

    pub fn byte(&self, field: usize) -> Fallible<u8> {
        Ok(self.value(field, [0])?[0])
    }

    pub fn truth(&self, field: usize) -> Fallible<bool> {
        Ok(self.byte(field)? != 0)
    }

    pub fn short(&self, field: usize, default: i16) -> Fallible<i16> {
        self.value(field, default.to_le_bytes()).map(i16::from_le_bytes)
    }

    pub fn int(&self, field: usize) -> Fallible<i32> {
        self.value(field, [0; 4]).map(i32::from_le_bytes)
    }

    pub fn long(&self, field: usize) -> Fallible<i64> {
        self.value(field, [0; 8]).map(i64::from_le_bytes)
    }

    /// Where what a field points to is.
    fn target(&self, field: usize) -> Fallible<Option<usize>> {
        let Some(at) = self.place(field)? else { return Ok(None) };
        let offset = u32::from_le_bytes(array(self.bytes, at)?) as usize;
        at.checked_add(offset).map(Some).ok_or(WRONG)
    }

    pub fn table(&self, field: usize) -> Fallible<Option<Self>> {
        self.target(field)?.map(|at| Self::at(self.bytes, at)).transpose()
    }

    pub fn text(&self, field: usize) -> Fallible<Option<&'a str>> {
        let Some(bytes) = self.elements(field, 1)? else { return Ok(None) };
        std::str::from_utf8(bytes).map(Some).map_err(|_| WRONG)
    }

    /// The elements of a list whose elements have so many bytes.
    fn elements(&self, field: usize, size: usize) -> Fallible<Option<&'a [u8]>> {
        let Some(at) = self.target(field)? else { return Ok(None) };
        let count = u32::from_le_bytes(array(self.bytes, at)?) as usize;
        let end = count.checked_mul(size).and_then(|length| length.checked_add(at + 4));
        self.bytes.get(at + 4..end.ok_or(WRONG)?).map(Some).ok_or(WRONG)
    }

    /// Pairs of numbers; none where the list is missing.
    pub fn pairs(&self, field: usize) -> Fallible<Vec<(i64, i64)>> {
        let bytes = self.elements(field, 16)?.unwrap_or_default();
        let pair = |pair: &[u8]| {
            Ok((i64::from_le_bytes(array(pair, 0)?), i64::from_le_bytes(array(pair, 8)?)))
        };
        bytes.chunks_exact(16).map(pair).collect()
    }

    /// Where the messages of a list of them begin; none where it is missing. An entry also has
    /// their lengths, which they say themselves.
    pub fn blocks(&self, field: usize) -> Fallible<Vec<u64>> {
        let bytes = self.elements(field, 24)?.unwrap_or_default();
        bytes.chunks_exact(24).map(|block| Ok(u64::from_le_bytes(array(block, 0)?))).collect()
    }

    /// Numbers; none where the list is missing.
    pub fn longs(&self, field: usize) -> Fallible<Vec<i64>> {
        let bytes = self.elements(field, 8)?.unwrap_or_default();
        bytes.chunks_exact(8).map(|number| Ok(i64::from_le_bytes(array(number, 0)?))).collect()
    }

    /// The tables of a list; none where it is missing.
    pub fn tables(&self, field: usize) -> Fallible<impl Iterator<Item = Fallible<Self>> + use<'a>> {
        let list = self.elements(field, 4)?.unwrap_or_default();
        let start = self.target(field)?.map_or(0, |at| at + 4);
        let whole = self.bytes;
        Ok(list.chunks_exact(4).enumerate().map(move |(place, offset)| {
            let offset = u32::from_le_bytes(array(offset, 0)?) as usize;
            Self::at(whole, (start + 4 * place).checked_add(offset).ok_or(WRONG)?)
        }))
    }
}
