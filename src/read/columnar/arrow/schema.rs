//! The columns of an Arrow file, and which buffers of a batch are whose.

use super::flatbuffer::Table;
use crate::read::columnar::Column;
use crate::read::columnar::cell::ColumnKind;
use crate::read::columnar::source::{Failure, Fallible};

const WRONG: Failure = Failure::Damaged("its schema is not what the format says");

/// How the values of a column stand in its buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Nothing: every value is null.
    Null,
    /// Numbers of so many bytes.
    Number { bytes: usize, is_signed: bool },
    /// Values of so many bytes each.
    Fixed(usize),
    /// Offsets of 32 or 64 bits, and what they are of.
    Bytes { is_large: bool },
    /// Short values themselves, or places in other buffers.
    Views,
    /// Of no kind that is read.
    Other,
}

/// A column that can be called by its name.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub layout: Layout,
    pub kind: ColumnKind,
    /// The first of its buffers in a batch, and which of the columns of views it is.
    pub buffer: usize,
    pub views: usize,
    /// The same of the structures around it.
    pub around: Vec<(usize, usize)>,
    /// The number of its dictionary; `layout` is then that of numbers of its values.
    pub dictionary: Option<i64>,
}

/// A dictionary of values: those that a dictionary batch has.
#[derive(Clone, Debug)]
pub(super) struct DictionaryKind {
    pub id: i64,
    pub leaf: Leaf,
}

/// The columns of a file.
#[derive(Default)]
pub(super) struct Schema {
    pub columns: Vec<Column>,
    pub leaves: Vec<Leaf>,
    pub dictionaries: Vec<DictionaryKind>,
    /// How many buffers, and columns of views, come before the next column.
    buffers: usize,
    views: usize,
    /// How many fields there were.
    fields: usize,
    /// Before version 5 of the metadata, a union had a buffer more.
    is_old: bool,
}

/// How deep a schema may be, and how many bytes the name of a column may have with what is
/// around it.
const DEEPEST: usize = 64;
const LONGEST_NAME: usize = 1024;

/// Types of the format.
const NULL: u8 = 1;
const INT: u8 = 2;
const BOOL: u8 = 6;
const UNION: u8 = 14;

impl Schema {
    /// Of the header of a message whose metadata has this version.
    pub fn read(header: Table<'_>, version: i16) -> Fallible<Self> {
        if header.short(0, 0)? != 0 {
            return Err(Failure::Unsupported("a file of a big-endian machine"));
        }
        let mut schema = Self { is_old: version < 4, ..Self::default() };
        for field in header.tables(1)? {
            schema.field(field?, "", &[], true, 0)?;
        }
        Ok(schema)
    }

    /// Adds a field, and those inside of it.
    fn field(
        &mut self,
        field: Table<'_>,
        path: &str,
        around: &[(usize, usize)],
        is_named: bool,
        depth: usize,
    ) -> Fallible<()> {
        let name = field.text(0)?.unwrap_or_default();
        let name = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        // Tables may point to each other in circles, or to one of them many times.
        self.fields += 1;
        if depth > DEEPEST || name.len() > LONGEST_NAME || self.fields > MOST_FIELDS {
            return Err(WRONG);
        }
        let number = field.byte(2)?;
        let about = field.table(3)?;
        let (mut layout, mut kind) = type_of(number, about)?;
        let encoding = field.table(4)?;
        let (buffer, views) = (self.buffers, self.views);
        let mut dictionary = None;
        if let Some(encoding) = encoding {
            let id = encoding.long(0)?;
            let value =
                Leaf { layout, kind, buffer: 0, views: 0, around: Vec::new(), dictionary: None };
            self.dictionaries.push(DictionaryKind { id, leaf: value });
            dictionary = Some(id);
            // Whose values are in structures or lists are not read.
            if layout == Layout::Other {
                kind = ColumnKind::Other("a value of another kind");
            }
            let index =
                encoding.table(1)?.map_or(Ok(Layout::Number { bytes: 4, is_signed: true }), int);
            layout = index?;
            self.buffers += 2;
        } else {
            let (buffers, with_views) = self.buffers_of(number, about)?;
            self.buffers = self.buffers.checked_add(buffers).ok_or(WRONG)?;
            self.views += usize::from(with_views);
            let is_struct = number == 13;
            let inside: Vec<_> = around.iter().copied().chain([(buffer, views)]).collect();
            for child in field.tables(5)? {
                self.field(child?, &name, &inside, is_named && is_struct, depth + 1)?;
            }
            if is_struct {
                return Ok(());
            }
        }
        if is_named {
            self.columns.push(Column { name, kind });
            let around = around.to_vec();
            self.leaves.push(Leaf { layout, kind, buffer, views, around, dictionary });
        }
        Ok(())
    }

    /// How many buffers the values of a type have by themselves, and whether a batch says how
    /// many more there are.
    fn buffers_of(&self, number: u8, about: Option<Table<'_>>) -> Fallible<(usize, bool)> {
        Ok(match number {
            NULL | 22 => (0, false),
            // Lists and maps; binary, text.
            4 | 5 | 19 | 20 => (3, false),
            12 | 17 | 21 => (2, false),
            13 | 16 => (1, false),
            UNION => {
                let is_dense = about.map_or(Ok(0), |about| about.short(0, 0))? == 1;
                (1 + usize::from(is_dense) + usize::from(self.is_old), false)
            }
            23 | 24 => (2, true),
            // Lists of which each says where it is and how long.
            25 | 26 => (3, false),
            2..=3 | 6..=11 | 15 | 18 => (2, false),
            _ => return Err(Failure::Unsupported("a type of values that is this new")),
        })
    }
}

/// How many fields there may be, at all depths.
const MOST_FIELDS: usize = 1 << 16;

/// Whole numbers.
fn int(about: Table<'_>) -> Fallible<Layout> {
    let bytes = match about.int(0)? {
        8 => 1,
        16 => 2,
        32 => 4,
        64 => 8,
        _ => return Err(WRONG),
    };
    Ok(Layout::Number { bytes, is_signed: about.truth(1)? })
}

/// What values of a type are, and how they stand in buffers.
fn type_of(number: u8, about: Option<Table<'_>>) -> Fallible<(Layout, ColumnKind)> {
    let other = |name| (Layout::Other, ColumnKind::Other(name));
    let numbers = |bytes| Layout::Number { bytes, is_signed: true };
    Ok(match (number, about) {
        (NULL, _) => (Layout::Null, ColumnKind::Null),
        (INT, Some(about)) => {
            let layout = int(about)?;
            let is_signed = matches!(layout, Layout::Number { is_signed: true, .. });
            (layout, ColumnKind::Whole { is_signed })
        }
        (3, _) => other("a number with a fraction"),
        (4 | 5, _) => (Layout::Bytes { is_large: false }, ColumnKind::Text),
        (19 | 20, _) => (Layout::Bytes { is_large: true }, ColumnKind::Text),
        (23 | 24, _) => (Layout::Views, ColumnKind::Text),
        (BOOL, _) => other("true or false"),
        (7, _) => other("a decimal number"),
        // In days, or in milliseconds of whole days.
        (8, about) => match about.map_or(Ok(1), |about| about.short(0, 1))? {
            0 => (numbers(4), ColumnKind::Day),
            _ => (numbers(8), ColumnKind::Moment { units: 1_000, is_utc: false }),
        },
        (9, _) => other("a time of the day"),
        (10, Some(about)) => {
            let thousands = about.short(0, 0)?.clamp(0, 3).unsigned_abs();
            let units = 1_000_i64.pow(thousands.into());
            (numbers(8), ColumnKind::Moment { units, is_utc: about.text(1)?.is_some() })
        }
        (12 | 16 | 21 | 25 | 26, _) => other("a list"),
        (13, _) => other("an object"),
        (15, Some(about)) if about.int(0)? == 16 => (Layout::Fixed(16), ColumnKind::Uuid),
        (17, _) => other("a map"),
        _ => other("a value of another kind"),
    })
}
