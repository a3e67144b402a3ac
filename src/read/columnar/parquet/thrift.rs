//! The compact protocol of Thrift, in which Parquet writes its metadata.
//!
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>

use crate::read::columnar::source::{Failure, Fallible};

/// Metadata that is read from its beginning on.
pub(super) struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// What kind of value a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ValueKind(u8);

/// The bytes end inside of a value; of a part of a file, more may help.
pub(super) const ENDS_EARLY: &str = "its metadata ends early";

/// Structures inside of structures, at most: Parquet has some five.
const DEEPEST: usize = 32;

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

const WRONG: Failure = Failure::Damaged("its metadata is not what the format says");

impl<'a> Thrift<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Fallible<u8> {
        let byte = self.bytes.get(self.at).copied().ok_or(Failure::Damaged(ENDS_EARLY))?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Fallible<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(WRONG)
    }

    fn zigzag(&mut self) -> Fallible<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A whole number.
    pub fn number(&mut self, kind: ValueKind) -> Fallible<i64> {
        match kind.0 {
            BYTE => Ok(i64::from(self.byte()? as i8)),
            4..=6 => self.zigzag(),
            _ => Err(WRONG),
        }
    }

    /// A whole number that is an `i32` in the format.
    pub fn small(&mut self, kind: ValueKind) -> Fallible<i32> {
        i32::try_from(self.number(kind)?).map_err(|_| WRONG)
    }

    pub fn truth(&mut self, kind: ValueKind) -> Fallible<bool> {
        match kind.0 {
            TRUE => Ok(true),
            FALSE => Ok(false),
            _ => Err(WRONG),
        }
    }

    pub fn binary(&mut self, kind: ValueKind) -> Fallible<&'a [u8]> {
        if kind.0 != BINARY {
            return Err(WRONG);
        }
        let length = self.varint()?;
        let rest = &self.bytes[self.at..];
        let length = usize::try_from(length).ok().filter(|&length| length <= rest.len());
        let length = length.ok_or(Failure::Damaged(ENDS_EARLY))?;
        self.at += length;
        Ok(&rest[..length])
    }

    /// Gives each field of a structure, by its number, to `take`. What it does not read,
    /// and says so, is passed over.
    pub fn fields(
        &mut self,
        kind: ValueKind,
        mut take: impl FnMut(&mut Self, i16, ValueKind) -> Fallible<bool>,
    ) -> Fallible<()> {
        if kind.0 != STRUCT {
            return Err(WRONG);
        }
        let mut last = 0_i16;
        while let Some((field, kind)) = self.field(last)? {
            last = field;
            if !take(self, field, kind)? {
                self.skip(kind, 0)?;
            }
        }
        Ok(())
    }

    /// [`fields`](Self::fields) of the outermost structure.
    pub fn root(
        &mut self,
        take: impl FnMut(&mut Self, i16, ValueKind) -> Fallible<bool>,
    ) -> Fallible<()> {
        self.fields(ValueKind(STRUCT), take)
    }

    fn field(&mut self, last: i16) -> Fallible<Option<(i16, ValueKind)>> {
        let header = self.byte()?;
        if header == 0 {
            return Ok(None);
        }
        let field = match header >> 4 {
            0 => i16::try_from(self.zigzag()?).map_err(|_| WRONG)?,
            step => last.checked_add(i16::from(step)).ok_or(WRONG)?,
        };
        Ok(Some((field, ValueKind(header & 0x0f))))
    }

    /// Gives each element of a list to `take`, which must read it. An element has one byte at
    /// least, so that no more are read than there are.
    pub fn list(
        &mut self,
        kind: ValueKind,
        mut take: impl FnMut(&mut Self, ValueKind) -> Fallible<()>,
    ) -> Fallible<()> {
        if kind.0 != LIST {
            return Err(WRONG);
        }
        let (elements, kind) = self.elements()?;
        for _ in 0..elements {
            let before = self.at;
            take(self, kind)?;
            if self.at == before {
                return Err(WRONG);
            }
        }
        Ok(())
    }

    fn elements(&mut self) -> Fallible<(u64, ValueKind)> {
        let header = self.byte()?;
        let elements = match header >> 4 {
            15 => self.varint()?,
            few => u64::from(few),
        };
        if elements > (self.bytes.len() - self.at) as u64 {
            return Err(Failure::Damaged(ENDS_EARLY));
        }
        Ok((elements, ValueKind(header & 0x0f)))
    }

    fn skip(&mut self, kind: ValueKind, depth: usize) -> Fallible<()> {
        if depth > DEEPEST {
            return Err(WRONG);
        }
        match kind.0 {
            TRUE | FALSE => {}
            BYTE => drop(self.byte()?),
            4..=6 => drop(self.varint()?),
            DOUBLE => {
                for _ in 0..8 {
                    self.byte()?;
                }
            }
            BINARY => drop(self.binary(kind)?),
            LIST | SET => {
                let (elements, kind) = self.elements()?;
                for _ in 0..elements {
                    self.skip_element(kind, depth + 1)?;
                }
            }
            MAP => {
                let entries = self.varint()?;
                if entries > (self.bytes.len() - self.at) as u64 {
                    return Err(Failure::Damaged(ENDS_EARLY));
                }
                let kinds = if entries > 0 { self.byte()? } else { 0 };
                for _ in 0..entries {
                    self.skip_element(ValueKind(kinds >> 4), depth + 1)?;
                    self.skip_element(ValueKind(kinds & 0x0f), depth + 1)?;
                }
            }
            STRUCT => {
                let mut last = 0;
                while let Some((field, kind)) = self.field(last)? {
                    last = field;
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return Err(WRONG),
        }
        Ok(())
    }

    /// Unlike a field, an element has its truth value in a byte of its own.
    fn skip_element(&mut self, kind: ValueKind, depth: usize) -> Fallible<()> {
        match kind.0 {
            TRUE | FALSE => self.byte().map(drop),
            _ => self.skip(kind, depth),
        }
    }
}
