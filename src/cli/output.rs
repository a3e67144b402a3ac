//! Where the report goes: standard output, or a file that appears whole.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

    /// Writes what `content` writes. That nobody reads standard output to its end,
    /// as with `| head`, is [`Failure::Closed`].
    pub fn write(
        self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.prepare(content)?.finish()
    }

    /// [`write`](Self::write) without its last step: a file gets its name when
    /// what is returned is [finished](Prepared::finish). What goes elsewhere is
    /// written at once.
    pub fn prepare(
        self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Prepared, Failure> {
        let written = match self.path.as_deref() {
            None => buffered(io::stdout().lock(), content).map(|()| None),
            Some(path) if is_replaceable(path) => Unnamed::new(path, content).map(Some),
            Some(path) => {
                fs::File::create(path).and_then(|file| buffered(file, content)).map(|()| None)
            }
        };
        match written {
            Ok(file) => Ok(Prepared { output: self, file }),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::Closed),
            Err(error) => Err(self.failure(error)),
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

/// An output whose content is written.
pub struct Prepared {
    output: OutputFile,
    /// What has no name yet, if it is a file.
    file: Option<Unnamed>,
}

impl Prepared {
    /// Gives the file its name.
    pub fn finish(self) -> Result<(), Failure> {
        let Self { output, file } = self;
        match (file, output.path.as_deref()) {
            (Some(file), Some(path)) => file.named(path).map_err(|error| output.failure(error)),
            _ => Ok(()),
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

/// A whole file beside the one that it will replace. Dropped, it is gone.
struct Unnamed(Option<NamedTempFile>);

impl Unnamed {
    fn new(
        path: &Path,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut file = Self(Some(cleanup::new_file_in(folder_of(path))?));
        let written = file.0.as_mut().map(|file| fill(file.as_file_mut(), path, content));
        written.transpose()?;
        Ok(file)
    }

    fn named(mut self, path: &Path) -> io::Result<()> {
        if let Some(file) = self.0.take() {
            let temporary = file.path().to_owned();
            let named = file.persist(path);
            cleanup::is_finished(&temporary);
            named?;
        }
        // The new name is on the disk when the folder is.
        #[cfg(unix)]
        fs::File::open(folder_of(path))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if let Some(file) = self.0.take() {
            let temporary = file.path().to_owned();
            drop(file);
            cleanup::is_finished(&temporary);
        }
    }
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
