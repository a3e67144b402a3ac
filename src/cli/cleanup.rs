//! No file of an output that is not whole stays behind.
//!
//! The file that a run writes beside an output has a name of its own and a lock.
//! A signal that ends the run removes it first. Where nothing could be removed,
//! as after a loss of power, the next run that writes to the folder does: a file
//! whose lock is free belongs to nobody.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::failure::Failure;

/// How the names begin.
const PREFIX: &str = ".nearcopy-";

/// A file without a lock that is younger may belong to a run that has not come
/// to lock it yet.
const YOUNG: Duration = Duration::from_secs(60);

/// The files that are being written.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new file in the folder, which goes with this process, however that ends.
pub fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // As for any new file, the process's mask takes from these what it must.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The list is kept until the file is on it: a signal waits for that.
    let mut list = unfinished();
    let file = builder.tempfile_in(folder)?;
    list.push(file.path().to_owned());
    // Some file systems have no locks; the age of a file then says enough.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// The file has its name now, or is gone.
pub fn is_finished(path: &Path) {
    unfinished().retain(|unfinished| unfinished != path);
}

/// Removes what runs that are no more have left in the folder.
pub fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes())
            && is_abandoned(&entry.path()).unwrap_or(false)
        {
            // Somebody else may be about it; then it is gone all the same.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_abandoned(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let file = File::open(path)?;
    let age = file.metadata()?.modified()?.elapsed().unwrap_or_default();
    Ok(age > YOUNG && file.try_lock().is_ok())
}

/// Has signals that end the process remove its unfinished files first.
#[cfg(unix)]
pub fn on_signals() -> Result<(), Failure> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{iterator::Signals, low_level::emulate_default_handler};

    let failed = |error: io::Error| Failure::Threads(1, error.to_string());
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(failed)?;
    let wait = move || {
        for signal in signals.forever() {
            // Kept to the end, so that no new file begins.
            let list = unfinished();
            list.iter().for_each(|path| drop(fs::remove_file(path)));
            crate::read::end_all();
            let _ = emulate_default_handler(signal);
        }
    };
    std::thread::Builder::new().spawn(wait).map(drop).map_err(failed)
}

#[cfg(not(unix))]
pub fn on_signals() -> Result<(), Failure> {
    Ok(())
}
