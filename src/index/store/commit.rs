//! One writer, any number of readers, and commits that a crash cannot halve.
//!
//! A commit goes like this, each step after the one before is done:
//!
//! 1. new files are written and synced;
//! 2. the manifest is written under a temporary name and synced;
//! 3. the folder is synced, so that all names of the new files are there;
//! 4. the manifest gets its name: the one stroke that makes the new state the present one;
//! 5. the folder is synced again. Only then does the commit return;
//! 6. files that neither this manifest nor the one before names are removed.
//!
//! What a failure or a crash leaves before step 4 is named by no manifest, and
//! the next writer removes it. Names that this module cannot have made are never
//! touched.
//!
//! A manifest has its name only when all its bytes are on the disk, so one that
//! does not verify was damaged later. Nobody falls back to the manifest before it
//! by themselves, readers neither: articles that were removed would come back and
//! new ones be missing, and nobody would know. [`Store::open_generation`] opens it
//! for those who say so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::cache::PageCache;
use super::files::{Files, Folder, LOCK};
use super::manifest::{Manifest, Name};
use super::sealed::{Damage, FileEntry, SealedFile};
use super::writer::Writer;
use crate::error::Error;
use crate::support::saved::Format;

/// How often a reader begins again because a writer removed what it was about to
/// open. Each time a whole further commit has happened meanwhile.
const ATTEMPTS: usize = 100;

/// An index on disk.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(super) files: Arc<dyn Files>,
    /// The formats of its sealed files.
    pub(super) formats: &'static [Format],
    cache: Arc<PageCache>,
}

/// The state of an index at one generation, with its files open: whatever a
/// writer does meanwhile, it can be read to the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// What was committed.
    pub manifest: Manifest,
    /// Its files, by name.
    pub files: BTreeMap<String, SealedFile>,
}

impl Store {
    /// The index in this folder, which need not exist yet. Its files have one of
    /// these formats each; their pages share `cache`.
    pub fn new(folder: &Path, formats: &'static [Format], cache: Arc<PageCache>) -> Self {
        Self::with_files(Arc::new(Folder::new(folder)), formats, cache)
    }

    /// The index in another implementation of a folder.
    pub fn with_files(
        files: Arc<dyn Files>,
        formats: &'static [Format],
        cache: Arc<PageCache>,
    ) -> Self {
        Self { files, formats, cache }
    }

    /// Makes an index without files in the folder, which is made too if it is
    /// missing; `body` is what the layer above keeps.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the folder holds anything, [`Error::File`] where it
    /// cannot be written or another writer has it.
    pub fn create(&self, body: Vec<u8>) -> Result<Writer, Error> {
        self.files.make()?;
        let check = || {
            let names = self.list()?;
            if names.iter().any(|name| matches!(Name::of(name), Name::Manifest(_))) {
                return Err(self.problem("there is an index already; open it".into()));
            }
            // A process that died while it made the index left these.
            let ours = |name: &str| name == LOCK || Name::of(name) == Name::Unfinished;
            match names.iter().find(|name| !ours(name)) {
                None => Ok(()),
                Some(other) => Err(self.problem(format!(
                    "the folder of a new index must be empty or missing, but has {other:?} in it"
                ))),
            }
        };
        // Asked before the lock too, so that no foreign folder gets a file from us.
        check()?;
        let lock = self.lock()?;
        check()?;
        let mut writer = Writer::new(self.clone(), lock, Snapshot::default());
        writer.remove_leftovers(&BTreeSet::new())?;
        writer.commit(Vec::new(), body)?;
        Ok(writer)
    }

    /// Opens the newest state for reading. Needs no right to write, and neither
    /// waits for a writer nor keeps it waiting.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the folder holds no index, or the newest manifest or
    /// the tables of a file are damaged; [`Error::File`] where something cannot be read.
    pub fn open_reader(&self) -> Result<Snapshot, Error> {
        let mut seen = None;
        for _ in 0..ATTEMPTS {
            let generation = self.newest()?;
            match self.open_generation(generation) {
                Err(Error::File { source, path }) if source.kind() == io::ErrorKind::NotFound => {
                    // A writer replaced the manifest since the folder was listed, and
                    // removed the file. If the manifest is still the newest, the file is lost.
                    if seen == Some(generation) {
                        let problem = format!("is missing, but manifest {generation} names it");
                        return Err(Error::Index { path, problem });
                    }
                    seen = Some(generation);
                }
                done => return done,
            }
        }
        Err(self
            .problem(format!("a writer replaced the index {ATTEMPTS} times while it was opened")))
    }

    /// Becomes the writer, opens the newest state, and removes what failed commits
    /// and crashes left behind.
    ///
    /// # Errors
    ///
    /// [`Error::File`] with the kind `WouldBlock` where there is another writer;
    /// else as [`open_reader`](Self::open_reader).
    pub fn open_writer(&self) -> Result<Writer, Error> {
        // Asked before the lock, so that no foreign folder gets a file from us.
        self.newest()?;
        let lock = self.lock()?;
        let newest = self.newest()?;
        let snapshot = self.open_reader()?;
        let mut writer = Writer::new(self.clone(), lock, snapshot);
        // The files of the state before stay for readers that are about to open it.
        // Where its manifest cannot be read, nothing is known to be a leftover.
        let before = self.generations()?.into_iter().rev().find(|&other| other < newest);
        match before.map(|before| self.manifest(before)) {
            None => writer.remove_leftovers(&BTreeSet::new())?,
            Some(Ok(before)) => writer.remove_leftovers(&before.names())?,
            Some(Err(_)) => {}
        }
        Ok(writer)
    }

    /// The generations of which there is a manifest, rising.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where the folder cannot be read.
    pub fn generations(&self) -> Result<Vec<u64>, Error> {
        let generation = |name: &String| match Name::of(name) {
            Name::Manifest(generation) => Some(generation),
            _ => None,
        };
        let mut found: Vec<u64> = self.list()?.iter().filter_map(generation).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Opens the state of one generation for reading: a way back where the newest
    /// one is damaged.
    ///
    /// # Errors
    ///
    /// See [`open_reader`](Self::open_reader).
    pub fn open_generation(&self, generation: u64) -> Result<Snapshot, Error> {
        let manifest = self.manifest(generation)?;
        let open = |entry: &FileEntry| Ok((entry.name.clone(), self.open(entry)?));
        let files = manifest.files.iter().map(open).collect::<Result<_, Error>>()?;
        Ok(Snapshot { manifest, files })
    }

    /// Reads every page of every file of the newest state, and lists what is damaged.
    /// A damaged manifest is in the list too, and the one before is looked at in its place.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] where the folder holds no index; [`Error::File`] where it
    /// cannot be listed.
    pub fn verify(&self) -> Result<Vec<Damage>, Error> {
        self.newest()?;
        let whole = |file: String, error: Error| {
            let problem = error.to_string();
            Damage { file, sections: Vec::new(), page: None, problem }
        };
        let mut damages = Vec::new();
        for generation in self.generations()?.into_iter().rev() {
            match self.manifest(generation) {
                Ok(manifest) => {
                    for entry in &manifest.files {
                        match self.open(entry) {
                            Ok(file) => damages.extend(file.verify()),
                            Err(error) => damages.push(whole(entry.name.clone(), error)),
                        }
                    }
                    break;
                }
                Err(error) => damages.push(whole(Name::manifest(generation), error)),
            }
        }
        Ok(damages)
    }

    /// The manifest of this generation.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be read, [`Error::Index`] where it is damaged.
    pub fn manifest(&self, generation: u64) -> Result<Manifest, Error> {
        let name = Name::manifest(generation);
        let failed = |error| self.files.failed(&name, error);
        let file = self.files.open(&name).map_err(failed)?;
        let mut bytes = vec![0; file.length() as usize];
        file.read_exact_at(&mut bytes, 0).map_err(failed)?;
        let damaged = |problem| self.files.damaged(&name, problem);
        let manifest = Manifest::from_bytes(&bytes).map_err(|error| {
            damaged(format!(
                "{error}; nothing was changed, and the state before it may still be whole"
            ))
        })?;
        if manifest.generation != generation {
            return Err(damaged(format!("is the manifest of generation {}", manifest.generation)));
        }
        Ok(manifest)
    }

    /// Opens a file of a state.
    ///
    /// # Errors
    ///
    /// See [`SealedFile::open`].
    pub fn open(&self, entry: &FileEntry) -> Result<SealedFile, Error> {
        let known = self.formats.iter().find(|format| format.magic == entry.magic);
        let format = known.ok_or_else(|| {
            let magic = entry.magic.escape_ascii();
            self.files.damaged(&entry.name, format!("is of a kind unknown here: \"{magic}\""))
        })?;
        SealedFile::open(&*self.files, entry, *format, &self.cache)
    }

    /// The newest generation.
    fn newest(&self) -> Result<u64, Error> {
        self.generations()?.pop().ok_or_else(|| self.problem("there is no index here".into()))
    }

    pub(super) fn list(&self) -> Result<Vec<String>, Error> {
        self.files.list().map_err(|source| self.failed(source))
    }

    fn lock(&self) -> Result<Box<dyn Debug + Send + Sync>, Error> {
        self.files.lock().map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => {
                let reason = "another process or thread is writing to this index, and there can \
                              be one at a time; wait until it has ended";
                self.failed(io::Error::new(error.kind(), reason))
            }
            _ => self.files.failed(LOCK, error),
        })
    }

    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::File { path: self.files.path().to_path_buf(), source }
    }

    pub(super) fn problem(&self, problem: String) -> Error {
        Error::Index { path: self.files.path().to_path_buf(), problem }
    }
}
