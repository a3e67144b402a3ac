//! Where the report goes: standard output, or a file that appears whole.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cleanup;
use super::failure::Failure;
use super::guard::is_stdout;
use crate::Error;

/// Where the report goes.
pub struct OutputFile {
    path: Option<PathBuf>,
}

impl OutputFile {
    /// To the file, or else to standard output. That the file can be written is
    /// tried now: nobody wants to learn it after the work.
    pub fn new(path: Option<&Path>) -> Result<Self, Failure> {
        let output = Self { path: path.filter(|path| !is_stdout(path)).map(followed) };
        if let Some(path) = output.path.as_deref().filter(|path| is_replaceable(path)) {
            cleanup::remove_leftovers(folder_of(path));
            tempfile::tempfile_in(folder_of(path)).map_err(|source| output.failure(source))?;
        }
        Ok(output)
    }

    /// Writes what `content` writes. That nobody reads it to its end, as with
    /// `| head`, is no failure.
    pub fn write(
        self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let written = match self.path.as_deref() {
            None => buffered(io::stdout().lock(), content),
            Some(path) if is_replaceable(path) => replace(path, content),
            Some(path) => fs::File::create(path).and_then(|file| buffered(file, content)),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(self.failure(error)),
            _ => Ok(()),
        }
    }

    fn failure(&self, source: io::Error) -> Failure {
        // A text that cannot be read again is no failure of the output.
        match source.downcast::<Error>() {
            Ok(error) => Failure::Library(error),
            Err(source) => Failure::Output { path: self.path.clone(), source },
        }
    }
}

fn buffered(
    out: impl Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    content(&mut out)?;
    out.flush()
}

/// Writes a new file beside `path`, and gives it that name when it is whole.
fn replace(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = cleanup::new_file_in(folder_of(path))?;
    let temporary = file.path().to_owned();
    let written = fill(file.as_file_mut(), path, content);
    let named = written.and_then(|()| Ok(file.persist(path)?));
    cleanup::is_finished(&temporary);
    named?;
    // The new name is on the disk when the folder is.
    #[cfg(unix)]
    fs::File::open(folder_of(path))?.sync_all()?;
    Ok(())
}

/// Writes the content to the file, and gives it the mode and the owner of the
/// one that it replaces.
fn fill(
    file: &mut fs::File,
    replaced: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    buffered(&mut *file, content)?;
    if let Ok(old) = fs::metadata(replaced) {
        // Only root may give files away: for others it was their own before, too.
        #[cfg(unix)]
        let _ = {
            use std::os::unix::fs::MetadataExt;
            std::os::unix::fs::fchown(&*file, Some(old.uid()), Some(old.gid()))
        };
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// The file that a link leads to, so that the link stays.
fn followed(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether `path` is a file or nothing yet. A device or a pipe, `/dev/null`,
/// must be written to, not replaced.
fn is_replaceable(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |it| it.is_file())
}

pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
