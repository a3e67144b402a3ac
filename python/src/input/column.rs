//! Strings by row, borrowed from where they are.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// Strings, one for each row or none.
pub enum Column {
    Python(Vec<PythonText>),
    Arrow(Chunks),
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'c> {
    Text(&'c str),
    Missing,
    /// Python can have half of a surrogate pair in a string, which is no character.
    Surrogate,
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Self::Python(texts) => texts.len(),
            Self::Arrow(chunks) => chunks.len(),
        }
    }

    pub fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Python(texts) => texts[row].cell(),
            Self::Arrow(chunks) => chunks.get(row).map_or(Cell::Missing, Cell::Text),
        }
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        match self.cell(row) {
            Cell::Text(text) => Some(text),
            Cell::Missing | Cell::Surrogate => None,
        }
    }
}

/// The text of a Python string, and the string itself.
pub struct PythonText {
    /// Borrowed from `owner`, which never changes it.
    cell: Cell<'static>,
    /// Nothing where there is no text.
    _owner: Option<Py<PyString>>,
}

impl PythonText {
    pub const MISSING: Self = Self { cell: Cell::Missing, _owner: None };

    pub fn new(text: &Bound<'_, PyString>) -> Self {
        match text.to_str() {
            Err(_) => Self { cell: Cell::Surrogate, _owner: None },
            Ok(utf8) => {
                // SAFETY: a Python string is immutable and keeps its UTF-8 as long as it
                // lives, which is as long as this value has it; what `cell` lends lives no
                // longer.
                let utf8 = unsafe { std::mem::transmute::<&str, &'static str>(utf8) };
                Self { cell: Cell::Text(utf8), _owner: Some(text.clone().unbind()) }
            }
        }
    }

    fn cell(&self) -> Cell<'_> {
        self.cell
    }
}

/// Arrow arrays of strings, one after the other.
#[derive(Default)]
pub struct Chunks {
    arrays: Vec<StringChunk>,
    /// For each array the row after its last.
    ends: Vec<usize>,
}

/// An array whose values are strings. All were checked to be UTF-8.
pub enum StringChunk {
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
    /// For each row the place of its string, `None` where there is none.
    Dictionary(Vec<Option<u32>>, Box<StringChunk>),
    /// So many rows without a value.
    Null(usize),
}

impl Chunks {
    pub fn push(&mut self, chunk: StringChunk) {
        let end = self.len() + chunk.len();
        self.arrays.push(chunk);
        self.ends.push(end);
    }

    pub fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    fn get(&self, row: usize) -> Option<&str> {
        let at = self.ends.partition_point(|&end| end <= row);
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.arrays[at].get(row - start)
    }
}

impl StringChunk {
    /// The array, if it is one of strings.
    pub fn new(array: &ArrayRef) -> Option<Self> {
        use arrow_schema::DataType::{Dictionary, LargeUtf8, Null, Utf8, Utf8View};
        match array.data_type() {
            Utf8 => Some(Self::Utf8(array.as_string().clone())),
            LargeUtf8 => Some(Self::LargeUtf8(array.as_string().clone())),
            Utf8View => Some(Self::Utf8View(array.as_string_view().clone())),
            Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let values = Box::new(Self::new(dictionary.values())?);
                if values.len() == 0 {
                    return Some(Self::Null(array.len()));
                }
                let keys = dictionary.normalized_keys().into_iter().enumerate();
                let keys = keys.map(|(row, key)| array.is_valid(row).then_some(key as u32));
                Some(Self::Dictionary(keys.collect(), values))
            }
            Null => Some(Self::Null(array.len())),
            _ => None,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Utf8(array) => array.len(),
            Self::LargeUtf8(array) => array.len(),
            Self::Utf8View(array) => array.len(),
            Self::Dictionary(keys, _) => keys.len(),
            Self::Null(rows) => *rows,
        }
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Dictionary(keys, values) => values.get(keys[row]? as usize),
            Self::Null(_) => None,
        }
    }
}

/// Numbers as strings of one length, in their order: names for rows that have none.
pub struct RowNames {
    names: String,
    width: usize,
}

impl RowNames {
    pub fn new(prefix: &str, rows: Range<usize>) -> Self {
        let digits = rows.end.saturating_sub(1).to_string().len();
        let names = rows.map(|row| format!("{prefix}{row:0digits$}")).collect();
        Self { names, width: prefix.len() + digits }
    }

    pub fn get(&self, row: usize) -> &str {
        &self.names[row * self.width..][..self.width]
    }
}
