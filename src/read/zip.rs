//! The members of a ZIP archive, in the order of its directory.

use std::io::{self, BufReader};

use zip::ZipArchive;

use super::archive::{Member, Members};
use super::open;
use super::problem::ProblemKind;
use super::task::Task;
use super::walk::Source;

/// Reads all members.
pub(super) fn read(source: &Source, task: &Task<'_>, members: &mut Members<'_>) -> io::Result<()> {
    if source.packing != super::format::Packing::None {
        return Err(io::Error::other("a compressed ZIP archive: unpack it once"));
    }
    let (input, packed) = open::open_seekable(source, task)?;
    let mut archive = ZipArchive::new(BufReader::new(input))?;
    for at in 0..archive.len() {
        let entry = archive.by_index_data(at)?;
        if entry.is_dir() || entry.is_symlink() {
            continue;
        }
        let name = entry
            .name()
            .map_or_else(|_| entry.name_raw().to_vec(), |name| name.into_owned().into_bytes());
        let is_encrypted = entry.encrypted();
        let member = Member { name: &name, bytes: entry.size(), is_encrypted };
        let Some(file) = members.begin(&member) else { continue };
        match archive.by_index(at) {
            Ok(data) => members.read(file, data, &packed),
            Err(error) => {
                members.failed(file.path, ProblemKind::Unreadable { reason: error.to_string() });
            }
        }
        if members.budget.is_exceeded() {
            break;
        }
    }
    Ok(())
}
