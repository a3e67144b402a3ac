//! The values of a column in a batch.

use super::schema::{Layout, Leaf};
use crate::read::columnar::cell::Cell;
use crate::read::columnar::source::{Failure, Fallible};

const SHORT: Failure = Failure::Damaged("a column has fewer values than its batch");
const WRONG: Failure = Failure::Damaged("a value is outside of its column");

/// The buffers of a column.
#[derive(Default)]
pub(super) struct Array {
    /// For each structure around the values: which of them are there.
    pub around: Vec<Vec<u8>>,
    /// Which values are there; empty if all are.
    pub validity: Vec<u8>,
    /// The others, in the order of the format.
    pub buffers: Vec<Vec<u8>>,
    /// How many values there are.
    pub rows: u64,
}

/// A value as it is stored.
enum Value<'a> {
    Null,
    Bytes(&'a [u8]),
    Number(i64),
}

impl Array {
    /// The value of a row. A text longer than `limit` is not copied. `dictionary` has the values
    /// that those of this column are numbers of.
    pub fn get(
        &self,
        row: u64,
        leaf: &Leaf,
        dictionary: Option<(&Leaf, &[Self])>,
        limit: u64,
    ) -> Fallible<Cell> {
        let at = usize::try_from(row).ok().filter(|_| row < self.rows).ok_or(SHORT)?;
        let value = self.value(at, leaf.layout)?;
        if leaf.dictionary.is_none() {
            return Ok(cell(leaf, value, limit));
        }
        let number = match value {
            Value::Number(number) => number,
            _ => return Ok(Cell::Null),
        };
        let (values, parts) = dictionary.ok_or(Failure::Damaged("a dictionary is missing"))?;
        let mut number = u64::try_from(number).map_err(|_| WRONG)?;
        for part in parts {
            if number < part.rows {
                return part.get(number, values, None, limit);
            }
            number -= part.rows;
        }
        Err(WRONG)
    }

    fn value(&self, at: usize, layout: Layout) -> Fallible<Value<'_>> {
        for validity in self.around.iter().chain([&self.validity]) {
            if !validity.is_empty() {
                let byte = validity.get(at / 8).ok_or(SHORT)?;
                if byte >> (at % 8) & 1 == 0 {
                    return Ok(Value::Null);
                }
            }
        }
        Ok(match layout {
            Layout::Null => Value::Null,
            Layout::Number { bytes, is_signed } => {
                Value::Number(number(self.fixed(0, at, bytes)?, is_signed))
            }
            Layout::Fixed(bytes) => Value::Bytes(self.fixed(0, at, bytes)?),
            Layout::Bytes { is_large } => {
                let size = if is_large { 8 } else { 4 };
                let offset = |at| {
                    let offset = number(self.fixed(0, at, size)?, true);
                    usize::try_from(offset).map_err(|_| WRONG)
                };
                let (start, end) = (offset(at)?, offset(at + 1)?);
                Value::Bytes(self.buffer(1)?.get(start..end).ok_or(WRONG)?)
            }
            Layout::Views => Value::Bytes(self.view(at)?),
            Layout::Other => return Err(Failure::Unsupported("a column of this type")),
        })
    }

    /// A short value itself; of a longer one, which buffer it is in and where.
    fn view(&self, at: usize) -> Fallible<&[u8]> {
        const INLINE: usize = 12;
        let view = self.fixed(0, at, 16)?;
        let int = |at: usize| usize::try_from(number(&view[at..at + 4], true)).map_err(|_| WRONG);
        let length = int(0)?;
        if length <= INLINE {
            return Ok(&view[4..4 + length]);
        }
        let (buffer, start) = (int(8)?, int(12)?);
        let end = start.checked_add(length).ok_or(WRONG)?;
        let buffer = self.buffers.get(1 + buffer).ok_or(WRONG)?;
        buffer.get(start..end).ok_or(WRONG)
    }

    fn buffer(&self, place: usize) -> Fallible<&[u8]> {
        self.buffers.get(place).map(|buffer| &buffer[..]).ok_or(SHORT)
    }

    /// The value at a place of a buffer whose values have `size` bytes each.
    fn fixed(&self, buffer: usize, at: usize, size: usize) -> Fallible<&[u8]> {
        let start = at.checked_mul(size).ok_or(SHORT)?;
        let end = start.checked_add(size).ok_or(SHORT)?;
        self.buffer(buffer)?.get(start..end).ok_or(SHORT)
    }
}

fn cell(leaf: &Leaf, value: Value<'_>, limit: u64) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bytes(bytes) => leaf.kind.of_bytes(bytes, limit),
        Value::Number(number) => leaf.kind.of_number(number),
    }
}

/// A number of at most 8 bytes.
fn number(bytes: &[u8], is_signed: bool) -> i64 {
    let is_negative = is_signed && bytes.last().is_some_and(|byte| byte >> 7 == 1);
    let mut whole = [if is_negative { 0xff } else { 0 }; 8];
    whole[..bytes.len()].copy_from_slice(bytes);
    i64::from_le_bytes(whole)
}
