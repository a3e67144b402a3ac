use std::ops::Range;
use std::sync::Arc;

use super::PAGE;
use super::read::Inner;
use crate::error::Error;
use crate::index::store::cache::Bytes;

/// A section of an open file. Clones share the file.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    file: Arc<Inner>,
    tag: u32,
    offset: u64,
    length: u64,
}

impl Section {
    pub(super) fn new(file: Arc<Inner>, tag: u32, offset: u64, length: u64) -> Self {
        Self { file, tag, offset, length }
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// These bytes of it: a shared page where they lie in one, else a copy. About
    /// 30 ns where the page is in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the section has no such bytes or a page is damaged;
    /// [`Error::File`] where it cannot be read.
    #[inline]
    pub fn read(&self, range: Range<u64>) -> Result<Bytes, Error> {
        if range.start > range.end || range.end > self.length {
            return Err(self.outside(range));
        }
        let (start, end) = (self.offset + range.start, self.offset + range.end);
        let (page, within) = ((start / PAGE as u64) as usize, (start % PAGE as u64) as usize);
        let length = (end - start) as usize;
        if length > 0 && within + length <= PAGE {
            return Ok(Bytes::new(self.file.page(page)?, within..within + length));
        }
        self.assemble(start..end)
    }

    /// What `use_bytes` makes of these bytes. Cheaper than [`read`](Self::read), for
    /// bytes that are needed but for a moment: they cannot leave memory meanwhile.
    ///
    /// # Errors
    ///
    /// See [`read`](Self::read).
    #[inline]
    pub fn with<R>(
        &self,
        range: Range<u64>,
        use_bytes: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        let length = range.end.wrapping_sub(range.start) as usize;
        let start = self.offset.wrapping_add(range.start);
        let (page, within) = ((start / PAGE as u64) as usize, (start % PAGE as u64) as usize);
        let inside = range.start < range.end && range.end <= self.length;
        if inside
            && length <= PAGE - within
            && let Some(page) = &*self.file.pages.lock(page)
        {
            return Ok(use_bytes(&page[within..within + length]));
        }
        Ok(use_bytes(&self.read(range)?))
    }

    /// The bytes around `position` that lie in the same page, and where in the
    /// section they begin.
    ///
    /// # Errors
    ///
    /// See [`read`](Self::read).
    #[inline]
    pub fn window(&self, position: u64) -> Result<(Bytes, u64), Error> {
        if position >= self.length {
            return Err(self.outside(position..position + 1));
        }
        let page = (self.offset + position) / PAGE as u64;
        let start = (page * PAGE as u64).max(self.offset);
        let end = ((page + 1) * PAGE as u64).min(self.offset + self.length);
        let within = (start % PAGE as u64) as usize;
        let bytes = self.file.page(page as usize)?;
        Ok((Bytes::new(bytes, within..within + (end - start) as usize), start - self.offset))
    }

    /// The error of content that is not as it should be, though no byte was changed
    /// since it was written.
    pub fn damaged(&self, problem: &str) -> Error {
        self.file.damaged(format!("has a faulty section {}: {problem}", self.tag))
    }

    #[cold]
    fn outside(&self, range: Range<u64>) -> Error {
        self.damaged(&format!(
            "bytes {}..{} are asked for, and it has {}",
            range.start, range.end, self.length
        ))
    }

    #[cold]
    fn assemble(&self, range: Range<u64>) -> Result<Bytes, Error> {
        let mut bytes = Vec::with_capacity((range.end - range.start) as usize);
        let mut at = range.start;
        while at < range.end {
            let page = at / PAGE as u64;
            let end = range.end.min((page + 1) * PAGE as u64);
            let within = (at % PAGE as u64) as usize;
            let part = within..within + (end - at) as usize;
            bytes.extend_from_slice(&self.file.page(page as usize)?[part]);
            at = end;
        }
        Ok(bytes.into())
    }
}
