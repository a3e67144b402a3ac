//! Paths that are listed in a file.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::args::Args;
use super::failure::Failure;
use super::guard::is_stdout;
use crate::Error;

/// Adds the paths of `--files-from` to the others.
pub fn add(args: &mut Args) -> Result<(), Failure> {
    let Some(list) = &args.files_from else { return Ok(()) };
    let failed = |source| Error::File { path: list.clone(), source };
    let mut bytes = Vec::new();
    if is_stdout(list) {
        io::stdin().read_to_end(&mut bytes).map_err(failed)?;
    } else {
        bytes = fs::read(list).map_err(failed)?;
    }
    let listed = paths(&bytes).map_err(failed)?;
    let is_read_twice = |path: &PathBuf| is_stdout(path);
    let mut all = args.paths.iter().chain(&args.against).chain(&listed);
    if is_stdout(list) && all.any(is_read_twice) {
        return Err(Failure::Refused {
            path: Path::new("-").to_owned(),
            problem: "must be the articles or the list of paths, not both".to_owned(),
        });
    }
    args.listed_paths = listed.len();
    args.paths.extend(listed);
    Ok(())
}

/// The paths, one a line.
fn paths(list: &[u8]) -> io::Result<Vec<PathBuf>> {
    let list = list.strip_prefix("\u{feff}".as_bytes()).unwrap_or(list);
    let lines = list.split(|&byte| byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty()).map(path).collect()
}

/// Names of files are any bytes here.
#[cfg(unix)]
fn path(line: &[u8]) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;

    Ok(std::ffi::OsStr::from_bytes(line).into())
}

#[cfg(not(unix))]
fn path(line: &[u8]) -> io::Result<PathBuf> {
    std::str::from_utf8(line).map(PathBuf::from).map_err(io::Error::other)
}
