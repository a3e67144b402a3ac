//! The writing side of an index. [`commit`](super::commit) says what happens in
//! which order, and why.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io;

use super::commit::{Snapshot, Store};
use super::manifest::{Manifest, Name, is_plain};
use super::sealed::{FileEntry, SealedFile, SealedWriter};
use crate::error::Error;
use crate::support::saved::Format;

/// The only writer of an index, until it is dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    store: Store,
    snapshot: Snapshot,
    /// How many files were made since the last commit.
    made: u64,
    removed: Vec<String>,
    /// Whether a commit failed at a point where it may have come to pass or not.
    undecided: bool,
    _lock: Box<dyn Debug + Send + Sync>,
}

impl Writer {
    pub(super) fn new(
        store: Store,
        lock: Box<dyn Debug + Send + Sync>,
        snapshot: Snapshot,
    ) -> Self {
        Self { store, snapshot, made: 0, removed: Vec::new(), undecided: false, _lock: lock }
    }

    /// The present state.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The names of files that failed commits or a crash had left, and that were
    /// removed when the index was opened.
    pub fn removed(&self) -> &[String] {
        &self.removed
    }

    /// Makes a file for the next commit: named after `stem`, the coming generation
    /// and a counter, so the same steps give the same names.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be made.
    ///
    /// # Panics
    ///
    /// Where the stem has other characters than letters, digits, `_` and `-`, or the
    /// format is none of the store's.
    pub fn create(&mut self, stem: &str, format: Format) -> Result<SealedWriter, Error> {
        assert!(
            is_plain(stem) && !stem.contains('.') && stem != "manifest",
            "a stem, not {stem:?}"
        );
        let known = |known: &Format| (known.magic, known.version) == (format.magic, format.version);
        assert!(self.store.formats.iter().any(known), "a format of the store, not {format:?}");
        loop {
            let name = format!("{stem}-{:010}-{}", self.generation() + 1, self.made);
            self.made += 1;
            match SealedWriter::new(&*self.store.files, &name, format) {
                // A leftover that could not be removed, as a program on Windows has it open.
                Err(Error::File { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done,
            }
        }
    }

    /// Opens a file that was finished, before it is part of a state.
    ///
    /// # Errors
    ///
    /// See [`SealedFile::open`].
    pub fn open(&self, entry: &FileEntry) -> Result<SealedFile, Error> {
        self.store.open(entry)
    }

    /// Makes these files, new ones and ones of the present state, and `body` the
    /// next state. Files that are in neither this state nor the one before are
    /// removed.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where something cannot be written, [`Error::Index`] where a new
    /// file cannot be opened. The state before stays the present one; only where the
    /// very last step failed is it open which one is, and the index must be opened
    /// anew before the next commit.
    pub fn commit(&mut self, mut files: Vec<FileEntry>, body: Vec<u8>) -> Result<&Manifest, Error> {
        if self.undecided {
            let problem = "a commit failed in its last step; open the index anew to see which \
                           state it has";
            return Err(self.store.problem(problem.into()));
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        files.dedup();
        let open = |entry: &FileEntry| {
            let there = self.snapshot.files.get(&entry.name).filter(|file| file.entry() == entry);
            let file = there.map_or_else(|| self.store.open(entry), |file| Ok(file.clone()))?;
            Ok((entry.name.clone(), file))
        };
        let opened = files.iter().map(open).collect::<Result<_, Error>>()?;
        let manifest = Manifest { generation: self.generation() + 1, files, body };
        self.publish(&manifest)?;
        let before = std::mem::take(&mut self.snapshot);
        self.snapshot = Snapshot { manifest, files: opened };
        self.made = 0;
        // The commit is done. What cannot be removed now, the next writer removes.
        let _ = self.remove(&before.manifest.names());
        Ok(&self.snapshot.manifest)
    }

    fn generation(&self) -> u64 {
        self.snapshot.manifest.generation
    }

    /// Writes a manifest and gives it its name.
    fn publish(&mut self, manifest: &Manifest) -> Result<(), Error> {
        let files = &*self.store.files;
        let name = Name::manifest(manifest.generation);
        let temporary = format!("{name}.new");
        let write = || {
            // A commit that failed may have left it.
            match files.remove(&temporary) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = files.create(&temporary)?;
            file.write_all(&manifest.to_bytes())?;
            file.sync_all()?;
            files.sync_folder()
        };
        write().map_err(|error| files.failed(&temporary, error))?;
        self.undecided = true;
        files.rename(&temporary, &name).map_err(|error| files.failed(&name, error))?;
        files.sync_folder().map_err(|error| self.store.failed(error))?;
        self.undecided = false;
        Ok(())
    }

    /// [`remove`](Self::remove) when the index is opened, where a failure is told.
    pub(super) fn remove_leftovers(&mut self, before: &BTreeSet<String>) -> Result<(), Error> {
        self.removed = self.remove(before)?;
        Ok(())
    }

    /// Removes the files that are neither of the present state nor among those of
    /// the state before; returns their names, sorted.
    fn remove(&self, before: &BTreeSet<String>) -> Result<Vec<String>, Error> {
        let mut leftovers = self.store.list()?;
        let generations = self.store.generations()?;
        let kept = &generations[generations.len().saturating_sub(2)..];
        leftovers.retain(|name| match Name::of(name) {
            Name::Manifest(generation) => !kept.contains(&generation),
            Name::Unfinished => true,
            Name::Sealed(_) => !before.contains(name) && !self.snapshot.files.contains_key(name),
            Name::Foreign => false,
        });
        leftovers.sort();
        for name in &leftovers {
            match self.store.files.remove(name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(self.store.files.failed(name, error));
                }
                _ => {}
            }
        }
        Ok(leftovers)
    }
}
