//! Parquet: rows in groups, of each of which every column stands in pages of its own.

mod cursor;
mod footer;
mod thrift;
mod values;

use cursor::Cursor;
use footer::Footer;

use super::cell::Cell;
use super::source::{Fallible, Source};
use super::{Column, RowSource};

/// A file whose metadata is read.
pub(super) struct ParquetFile<'s> {
    source: &'s Source<'s>,
    footer: Footer,
}

pub(super) fn open<'s>(source: &'s Source<'s>) -> Fallible<ParquetFile<'s>> {
    Ok(ParquetFile { source, footer: Footer::read(source)? })
}

impl ParquetFile<'_> {
    pub fn columns(&self) -> &[Column] {
        &self.footer.columns
    }

    /// The rows, of which only these columns are read.
    pub fn rows(&self, needed: &[usize]) -> ParquetRows<'_> {
        let (needed, cursors) = (needed.to_vec(), Vec::new());
        ParquetRows { file: self, needed, group: 0, left: 0, cursors }
    }
}

/// The rows of a file.
pub(super) struct ParquetRows<'f> {
    file: &'f ParquetFile<'f>,
    needed: Vec<usize>,
    /// The row group that comes next.
    group: usize,
    /// How many rows of this one are left.
    left: u64,
    cursors: Vec<Cursor<'f>>,
}

impl RowSource for ParquetRows<'_> {
    fn next(&mut self, limit: u64) -> Fallible<Option<Vec<Cell>>> {
        while self.left == 0 {
            let footer = &self.file.footer;
            let Some(group) = footer.groups.get(self.group) else { return Ok(None) };
            self.group += 1;
            self.left = group.rows;
            let cursor = |&at: &usize| {
                let leaf = footer.leaves[at];
                Cursor::new(self.file.source, leaf, group.chunks[leaf.place])
            };
            self.cursors = self.needed.iter().map(cursor).collect::<Fallible<_>>()?;
        }
        self.left -= 1;
        self.cursors.iter_mut().map(|cursor| cursor.next(limit)).collect::<Fallible<_>>().map(Some)
    }
}
