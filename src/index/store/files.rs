//! The folder of an index: the few operations that storage needs of a file system.
//!
//! [`Folder`] is the real one. Tests put an implementation in its place that
//! records every operation and replays what a crash would have left.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::support::spill::Positioned;

/// The name of the file that a writer locks.
pub(crate) const LOCK: &str = "lock";

/// A folder of files that are written once, then only read, renamed or removed.
/// Names are plain file names, without a path.
pub(crate) trait Files: Debug + Send + Sync {
    /// The folder, for messages.
    fn path(&self) -> &Path;

    /// Makes the folder, and those above it, where they are missing.
    fn make(&self) -> Result<(), Error>;

    /// The names of all files in the folder, in no order.
    fn list(&self) -> io::Result<Vec<String>>;

    /// Opens a file for reading. It stays readable where its name is removed.
    fn open(&self, name: &str) -> io::Result<Box<dyn ReadAt>>;

    /// Makes a file for writing. `AlreadyExists` where the name is taken.
    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>>;

    /// Gives a file another name, at one stroke; a file that had that name is gone.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Takes a name away.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Returns when all names made, changed and removed so far will survive a crash.
    fn sync_folder(&self) -> io::Result<()>;

    /// Becomes the only writer, until the value is dropped. `WouldBlock` where
    /// there is another one.
    fn lock(&self) -> io::Result<Box<dyn Debug + Send + Sync>>;

    /// The error of an operation on this file.
    fn failed(&self, name: &str, source: io::Error) -> Error {
        Error::File { path: self.path().join(name), source }
    }

    /// The error of a file whose content is not as it should be.
    fn damaged(&self, name: &str, problem: String) -> Error {
        Error::Index { path: self.path().join(name), problem }
    }
}

/// A file that threads read at places of their own.
pub(crate) trait ReadAt: Debug + Send + Sync {
    /// Its length in bytes when it was opened.
    fn length(&self) -> u64;

    /// Fills `bytes` with what is at `offset`; `UnexpectedEof` where the file ends before.
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
}

/// A file that is being written, from its beginning to its end.
pub(crate) trait NewFile: Debug + Send + Sync {
    /// Adds bytes at the end.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all bytes will survive a crash.
    fn sync_all(&mut self) -> io::Result<()>;
}

/// A folder of the file system.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`, which need not exist yet.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf() }
    }
}

impl Files for Folder {
    fn path(&self) -> &Path {
        &self.path
    }

    fn make(&self) -> Result<(), Error> {
        let failed = |source| self.failed("", source);
        fs::create_dir_all(&self.path).map_err(failed)?;
        // The folder's own name must survive a crash too.
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => {
                Self::new(parent).sync_folder().map_err(failed)
            }
            _ => Ok(()),
        }
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let name =
            |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
        fs::read_dir(&self.path)?.map(name).collect()
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn ReadAt>> {
        let file = File::open(self.path.join(name))?;
        Ok(Box::new(OpenFile { length: file.metadata()?.len(), file: Positioned::new(file) }))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        Ok(Box::new(File::create_new(self.path.join(name))?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    /// Only Unix can sync a folder. Elsewhere the system orders its own names:
    /// NTFS keeps a journal of them.
    fn sync_folder(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.path)?.sync_all() } else { Ok(()) }
    }

    fn lock(&self) -> io::Result<Box<dyn Debug + Send + Sync>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.path.join(LOCK))?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(file)),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// A file that is read at any place, and its length when it was opened.
#[derive(Debug)]
struct OpenFile {
    file: Positioned,
    length: u64,
}

impl ReadAt for OpenFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(bytes, offset)
    }
}

impl NewFile for File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn sync_all(&mut self) -> io::Result<()> {
        File::sync_all(self)
    }
}
