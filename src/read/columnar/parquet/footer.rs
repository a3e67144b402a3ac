//! The metadata at the end of a Parquet file: its columns, and where they are.

use super::thrift::{Thrift, ValueKind};
use crate::read::columnar::Column;
use crate::read::columnar::cell::ColumnKind;
use crate::read::columnar::codec::Codec;
use crate::read::columnar::source::{Failure, Fallible, Source};

/// The metadata of a file.
pub(super) struct Footer {
    /// Those that can be called by a name: not what stands in lists and maps.
    pub columns: Vec<Column>,
    /// For each of these: how it is stored.
    pub leaves: Vec<Leaf>,
    pub groups: Vec<RowGroup>,
}

/// How a column is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    /// Its place among all columns, also those in lists.
    pub place: usize,
    pub physical: Physical,
    pub kind: ColumnKind,
    /// In how many ways a value can be missing: through a structure around it, or itself.
    pub most_definition: u32,
}

/// What a value takes in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Physical {
    Int32,
    Int64,
    /// Nanoseconds of a day, and the day.
    Int96,
    Bytes,
    Fixed(usize),
    Other,
}

/// Rows whose columns stand together.
pub(super) struct RowGroup {
    pub rows: u64,
    /// One for each column, also those in lists.
    pub chunks: Vec<Chunk>,
}

/// Where the values of a column in a row group are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub start: u64,
    pub length: u64,
    /// `None` if it is of no kind that is read.
    pub codec: Option<Codec>,
}

/// The signature at both ends, and of a file whose metadata is encrypted.
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";

const WRONG: Failure = Failure::Damaged("its schema is not what the format says");

impl Footer {
    pub fn read(source: &Source<'_>) -> Fallible<Self> {
        const NONE: Failure = Failure::Damaged("it does not end as a Parquet file");
        let end = source.length().checked_sub(8).ok_or(NONE)?;
        let tail = source.part(end, 8)?;
        if tail[4..] == *ENCRYPTED {
            return Err(Failure::Unsupported("an encrypted file"));
        }
        if tail[4..] != *MAGIC {
            return Err(NONE);
        }
        let length = tail[..4].try_into().map_or(0, u32::from_le_bytes);
        let start = end.checked_sub(length.into()).ok_or(NONE)?;
        Self::parse(&source.part(start, length.into())?)
    }

    fn parse(bytes: &[u8]) -> Fallible<Self> {
        let (mut elements, mut groups, mut is_encrypted) = (Vec::new(), Vec::new(), false);
        Thrift::new(bytes).root(|thrift, field, kind| {
            match field {
                2 => thrift.list(kind, |thrift, kind| {
                    elements.push(Element::read(thrift, kind)?);
                    Ok(())
                })?,
                4 => thrift.list(kind, |thrift, kind| {
                    groups.push(row_group(thrift, kind)?);
                    Ok(())
                })?,
                8 => {
                    is_encrypted = true;
                    return Ok(false);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if is_encrypted {
            return Err(Failure::Unsupported("an encrypted file"));
        }
        let mut schema =
            Schema { elements, at: 1, place: 0, columns: Vec::new(), leaves: Vec::new() };
        let children = schema.elements.first().ok_or(WRONG)?.children;
        for _ in 0..children {
            schema.node("", 0, false, 0)?;
        }
        let places = schema.place;
        if groups.iter().any(|group: &RowGroup| group.chunks.len() != places) {
            return Err(Failure::Damaged("a row group has other columns than the schema"));
        }
        Ok(Self { columns: schema.columns, leaves: schema.leaves, groups })
    }
}

/// A structure or a column, as the list of them has it.
#[derive(Clone, Default)]
struct Element {
    physical: Option<i32>,
    length: i32,
    repetition: i32,
    name: String,
    children: i32,
    converted: Option<i32>,
    logical: Option<Logical>,
}

/// What values mean that are not only numbers or bytes.
#[derive(Clone, Copy)]
enum Logical {
    Text,
    Day,
    Moment { units: i64, is_utc: bool },
    Whole { is_signed: bool },
    Uuid,
    Other(&'static str),
}

impl Element {
    fn read(thrift: &mut Thrift<'_>, kind: ValueKind) -> Fallible<Self> {
        let mut element = Self::default();
        thrift.fields(kind, |thrift, field, kind| {
            match field {
                1 => element.physical = Some(thrift.small(kind)?),
                2 => element.length = thrift.small(kind)?,
                3 => element.repetition = thrift.small(kind)?,
                4 => element.name = String::from_utf8_lossy(thrift.binary(kind)?).into_owned(),
                5 => element.children = thrift.small(kind)?,
                6 => element.converted = Some(thrift.small(kind)?),
                10 => element.logical = logical(thrift, kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(element)
    }

    fn physical(&self) -> Physical {
        match self.physical {
            Some(1) => Physical::Int32,
            Some(2) => Physical::Int64,
            Some(3) => Physical::Int96,
            Some(6) => Physical::Bytes,
            Some(7) => usize::try_from(self.length).map_or(Physical::Other, Physical::Fixed),
            _ => Physical::Other,
        }
    }

    fn kind(&self) -> ColumnKind {
        let meant = self.logical.or_else(|| converted(self.converted?));
        let signed = ColumnKind::Whole { is_signed: true };
        match (self.physical(), meant) {
            (Physical::Bytes, None | Some(Logical::Text)) => ColumnKind::Text,
            (Physical::Fixed(16), Some(Logical::Uuid)) => ColumnKind::Uuid,
            // The only use of it.
            (Physical::Int96, _) => ColumnKind::Moment { units: 1_000_000_000, is_utc: true },
            (Physical::Int32 | Physical::Int64, None) => signed,
            (Physical::Int32 | Physical::Int64, Some(Logical::Whole { is_signed })) => {
                ColumnKind::Whole { is_signed }
            }
            (Physical::Int32, Some(Logical::Day)) => ColumnKind::Day,
            (Physical::Int64, Some(Logical::Moment { units, is_utc })) => {
                ColumnKind::Moment { units, is_utc }
            }
            (_, Some(Logical::Other(name))) => ColumnKind::Other(name),
            _ => ColumnKind::Other(match self.physical {
                Some(0) => "true or false",
                Some(4 | 5) => "a number with a fraction",
                _ => "a value of another kind",
            }),
        }
    }
}

/// The meaning that files say since 2018.
fn logical(thrift: &mut Thrift<'_>, kind: ValueKind) -> Fallible<Option<Logical>> {
    let mut meant = None;
    thrift.fields(kind, |thrift, field, kind| {
        meant = Some(match field {
            1 | 4 | 12 => Logical::Text,
            5 => Logical::Other("a decimal number"),
            6 => Logical::Day,
            7 => Logical::Other("a time of the day"),
            8 => {
                let (mut is_utc, mut units) = (false, 1);
                thrift.fields(kind, |thrift, field, kind| {
                    match field {
                        1 => is_utc = thrift.truth(kind)?,
                        2 => thrift.fields(kind, |_, field, _| {
                            units = 1_000_i64.pow(u32::from(field.clamp(1, 3).unsigned_abs()));
                            Ok(false)
                        })?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                meant = Some(Logical::Moment { units, is_utc });
                return Ok(true);
            }
            10 => {
                let mut is_signed = true;
                thrift.fields(kind, |thrift, field, kind| match field {
                    2 => {
                        is_signed = thrift.truth(kind)?;
                        Ok(true)
                    }
                    _ => Ok(false),
                })?;
                meant = Some(Logical::Whole { is_signed });
                return Ok(true);
            }
            14 => Logical::Uuid,
            _ => Logical::Other("a value of another kind"),
        });
        Ok(false)
    })?;
    Ok(meant)
}

/// The meaning that older files say.
fn converted(number: i32) -> Option<Logical> {
    Some(match number {
        0 | 4 | 19 => Logical::Text,
        5 => Logical::Other("a decimal number"),
        6 => Logical::Day,
        7 | 8 => Logical::Other("a time of the day"),
        9 => Logical::Moment { units: 1_000, is_utc: true },
        10 => Logical::Moment { units: 1_000_000, is_utc: true },
        11..=14 => Logical::Whole { is_signed: false },
        15..=18 => Logical::Whole { is_signed: true },
        20 | 21 => Logical::Other("a value of another kind"),
        _ => return None,
    })
}

/// The elements of a schema, as the tree that they stand for.
struct Schema {
    elements: Vec<Element>,
    /// The next one.
    at: usize,
    /// How many columns came before it.
    place: usize,
    columns: Vec<Column>,
    leaves: Vec<Leaf>,
}

/// How deep a schema may be.
const DEEPEST: usize = 64;

/// How many bytes the name of a column may have, and of what is around it: each column has
/// these once more.
const LONGEST_NAME: usize = 4096;

impl Schema {
    /// Reads the next element and what is inside of it.
    fn node(
        &mut self,
        path: &str,
        definition: u32,
        is_repeated: bool,
        depth: usize,
    ) -> Fallible<()> {
        let element = self.elements.get(self.at).cloned().ok_or(WRONG)?;
        if depth > DEEPEST {
            return Err(WRONG);
        }
        self.at += 1;
        let name = match path {
            "" => element.name.clone(),
            path => format!("{path}.{}", element.name),
        };
        if name.len() > LONGEST_NAME {
            return Err(Failure::Damaged("a column has a name that is too long"));
        }
        let (is_repeated, definition) = match element.repetition {
            0 => (is_repeated, definition),
            1 => (is_repeated, definition + 1),
            _ => (true, definition + 1),
        };
        if element.physical.is_none() {
            for _ in 0..element.children {
                self.node(&name, definition, is_repeated, depth + 1)?;
            }
            return Ok(());
        }
        if !is_repeated {
            let (physical, kind) = (element.physical(), element.kind());
            self.columns.push(Column { name, kind });
            self.leaves.push(Leaf {
                place: self.place,
                physical,
                kind,
                most_definition: definition,
            });
        }
        self.place += 1;
        Ok(())
    }
}

fn row_group(thrift: &mut Thrift<'_>, kind: ValueKind) -> Fallible<RowGroup> {
    let mut group = RowGroup { rows: 0, chunks: Vec::new() };
    thrift.fields(kind, |thrift, field, kind| {
        match field {
            1 => thrift.list(kind, |thrift, kind| {
                group.chunks.push(chunk(thrift, kind)?);
                Ok(())
            })?,
            3 => group.rows = u64::try_from(thrift.number(kind)?).map_err(|_| WRONG)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(group)
}

fn chunk(thrift: &mut Thrift<'_>, kind: ValueKind) -> Fallible<Chunk> {
    let (mut codec, mut length, mut data, mut dictionary) = (0, 0, 0, 0);
    let mut is_elsewhere = false;
    thrift.fields(kind, |thrift, field, kind| {
        match field {
            1 => is_elsewhere = !thrift.binary(kind)?.is_empty(),
            3 => thrift.fields(kind, |thrift, field, kind| {
                match field {
                    4 => codec = thrift.small(kind)?,
                    7 => length = thrift.number(kind)?,
                    9 => data = thrift.number(kind)?,
                    11 => dictionary = thrift.number(kind)?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if is_elsewhere {
        return Err(Failure::Unsupported("a column in another file"));
    }
    // Some writers say 0 where there is no dictionary.
    let start = if dictionary > 0 { data.min(dictionary) } else { data };
    let codec = Some(match codec {
        0 => Codec::None,
        1 => Codec::Snappy,
        2 => Codec::Gzip,
        4 => Codec::Brotli,
        5 => Codec::Lz4Hadoop,
        6 => Codec::Zstd,
        7 => Codec::Lz4Block,
        _ => return Ok(Chunk { start: 0, length: 0, codec: None }),
    });
    let number = |number: i64| u64::try_from(number).map_err(|_| WRONG);
    Ok(Chunk { start: number(start)?, length: number(length)?, codec })
}
