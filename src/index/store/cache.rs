//! Pages of files in memory, up to a limit.
//!
//! Each file has a slot for each of its pages; a reader finds a page by its
//! number, takes the slot's lock for reading and shares the page, so that readers
//! of different pages never wait for each other. Only a page that comes or goes
//! takes the lock of the whole cache. What has to go is decided by second chance
//! (the clock algorithm, Corbató 1968): a page that was read since the hand last
//! passed it stays for another round.

use std::ops::{Deref, Range};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, TryLockError, Weak};

/// A cache's limit in bytes where nobody says another.
pub(crate) const DEFAULT_CACHE: usize = 256 << 20;

/// The pages in memory of all files of an index.
#[derive(Debug)]
pub(crate) struct PageCache {
    limit: usize,
    clock: Mutex<Clock>,
}

/// All pages in memory, in a ring.
#[derive(Debug, Default)]
struct Clock {
    entries: Vec<CachedPage>,
    hand: usize,
    /// The sum of their bytes.
    bytes: usize,
}

/// One page in the ring.
#[derive(Debug)]
struct CachedPage {
    file: Weak<Pages>,
    page: usize,
    bytes: usize,
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new(DEFAULT_CACHE)
    }
}

impl PageCache {
    /// A cache of at most `limit` bytes. One page is kept in any case, and pages
    /// that callers still share are not counted once they have left.
    pub fn new(limit: usize) -> Self {
        Self { limit, clock: Mutex::default() }
    }

    /// How many bytes of pages there are.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Notes a page that was put into its slot, and empties other slots until the
    /// limit is kept.
    fn note(&self, entry: CachedPage) {
        // Dropped after the lock, which the last owner of a file takes.
        let mut files = Vec::new();
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.bytes += entry.bytes;
        clock.entries.push(entry);
        // Two rounds empty every slot, but for those that are being read just now: then
        // the cache is a page too large until the next one comes.
        let mut patience = 2 * clock.entries.len();
        while clock.bytes > self.limit && clock.entries.len() > 1 && patience > 0 {
            // The last entry is the new page, which is not asked.
            if clock.hand >= clock.entries.len() - 1 {
                clock.hand = 0;
            }
            let hand = clock.hand;
            let CachedPage { file, page, .. } = &clock.entries[hand];
            let file = file.upgrade();
            if file.as_ref().is_none_or(|file| file.empty(*page)) {
                let gone = clock.entries.swap_remove(hand);
                clock.bytes -= gone.bytes;
            }
            files.extend(file);
            clock.hand += 1;
            patience -= 1;
        }
    }
}

/// The pages in memory of one file.
#[derive(Debug)]
pub(crate) struct Pages {
    slots: Box<[Slot]>,
    cache: Arc<PageCache>,
}

/// The place of one page.
#[derive(Debug, Default)]
struct Slot {
    page: RwLock<Option<Arc<[u8]>>>,
    /// Whether it was read since the hand of the clock passed.
    used: AtomicBool,
}

impl Pages {
    /// Slots for so many pages, all empty.
    pub fn new(count: usize, cache: Arc<PageCache>) -> Arc<Self> {
        Arc::new(Self { slots: (0..count).map(|_| Slot::default()).collect(), cache })
    }

    /// The page, if it is in memory.
    ///
    /// # Panics
    ///
    /// Where the file has no such page, as does [`put`](Self::put).
    #[inline]
    pub fn get(&self, page: usize) -> Option<Arc<[u8]>> {
        self.lock(page).clone()
    }

    /// The page, if it is in memory, which stays there while the lock is held.
    /// Cheaper than [`get`](Self::get): the page's own counter is not touched.
    #[inline]
    pub fn lock(&self, page: usize) -> RwLockReadGuard<'_, Option<Arc<[u8]>>> {
        let slot = &self.slots[page];
        let found = slot.page.read().unwrap_or_else(PoisonError::into_inner);
        // Written only where it changes something: readers share the line.
        if found.is_some() && !slot.used.load(Ordering::Relaxed) {
            slot.used.store(true, Ordering::Relaxed);
        }
        found
    }

    /// Puts a page into memory; returns the one that is there, if another thread
    /// was quicker.
    pub fn put(self: &Arc<Self>, page: usize, bytes: Arc<[u8]>) -> Arc<[u8]> {
        let mut slot = self.slots[page].page.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = &*slot {
            return there.clone();
        }
        *slot = Some(bytes.clone());
        drop(slot);
        self.cache.note(CachedPage { file: Arc::downgrade(self), page, bytes: bytes.len() });
        bytes
    }

    /// Empties the slot, unless it was used since it was last asked, or is being read:
    /// whoever reads may be waiting for the lock that the caller has.
    fn empty(&self, page: usize) -> bool {
        let slot = &self.slots[page];
        if slot.used.swap(false, Ordering::Relaxed) {
            return false;
        }
        match slot.page.try_write() {
            Ok(mut slot) => *slot = None,
            Err(TryLockError::Poisoned(slot)) => *slot.into_inner() = None,
            Err(TryLockError::WouldBlock) => return false,
        }
        true
    }
}

/// The memory of a file that nobody has open any more is free for others.
impl Drop for Pages {
    fn drop(&mut self) {
        let mut clock = self.cache.clock.lock().unwrap_or_else(PoisonError::into_inner);
        // No entry of this file can be upgraded any more, nor of any other that is
        // being dropped.
        let mut gone = 0;
        clock.entries.retain(|entry| {
            let stays = entry.file.strong_count() > 0;
            gone += if stays { 0 } else { entry.bytes };
            stays
        });
        clock.bytes -= gone;
    }
}

/// Bytes of a file: a part of a page that is shared with the cache, or a copy
/// where they lie in several pages.
#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    page: Arc<[u8]>,
    start: usize,
    end: usize,
}

impl Bytes {
    /// A part of a page.
    ///
    /// # Panics
    ///
    /// Where the page has no such part.
    #[inline]
    pub fn new(page: Arc<[u8]>, part: Range<usize>) -> Self {
        assert!(part.start <= part.end && part.end <= page.len(), "a part of the page");
        Self { page, start: part.start, end: part.end }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self { start: 0, end: bytes.len(), page: bytes.into() }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.page[self.start..self.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(byte: u8) -> Arc<[u8]> {
        Arc::from([byte; 100])
    }

    #[test]
    fn the_limit_is_kept_and_what_is_read_stays() {
        let cache = Arc::new(PageCache::new(1000));
        let pages = Pages::new(100, cache.clone());
        pages.put(0, page(0));
        for at in 1..100 {
            assert_eq!(*pages.get(0).unwrap(), [0; 100], "before page {at}");
            pages.put(at, page(at as u8));
            assert!(cache.bytes() <= 1000);
        }
        assert_eq!(cache.bytes(), 1000);
        assert_eq!((0..100).filter(|&at| pages.get(at).is_some()).count(), 10);
    }

    #[test]
    fn a_page_larger_than_the_cache_is_kept_alone() {
        let cache = Arc::new(PageCache::new(0));
        let pages = Pages::new(3, cache.clone());
        for at in 0..3 {
            pages.put(at, page(1));
            assert!(pages.get(at).is_some());
            assert_eq!(cache.bytes(), 100);
        }
    }

    #[test]
    fn pages_of_a_closed_file_are_forgotten() {
        let cache = Arc::new(PageCache::new(1000));
        let (one, other) = (Pages::new(9, cache.clone()), Pages::new(9, cache.clone()));
        one.put(3, page(3));
        other.put(4, page(4));
        assert_eq!(cache.bytes(), 200);
        drop(one);
        assert_eq!(cache.bytes(), 100);
        assert_eq!(*other.put(4, page(9)), [4; 100], "the first one stays");
    }

    #[test]
    fn threads_share_a_cache_that_is_too_small() {
        let cache = Arc::new(PageCache::new(500));
        let pages = Pages::new(50, cache.clone());
        std::thread::scope(|scope| {
            for thread in 0..4usize {
                let pages = &pages;
                scope.spawn(move || {
                    for step in 0..5000 {
                        let at = (step * 7 + thread * step) % 50;
                        let found = pages.get(at).unwrap_or_else(|| pages.put(at, page(at as u8)));
                        assert_eq!(*found, [at as u8; 100]);
                    }
                });
            }
        });
        assert!(cache.bytes() <= 500);
        let kept = (0..50).filter(|&at| pages.get(at).is_some()).count();
        assert_eq!(kept * 100, cache.bytes());
    }
}
