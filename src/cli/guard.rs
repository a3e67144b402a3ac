//! Refuses outputs that would destroy something, before anything is read.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::args::{Args, OffsetOption, OutputFormat};
use super::failure::Failure;
use crate::Error;
use crate::read::{is_report, is_searched};
use crate::statistics::CorpusStatistics;

/// Refuses an output that is an input or another output, through whatever links,
/// or, without `--force`, a file that no earlier run has written.
pub fn check(args: &Args) -> Result<(), Failure> {
    let refused = |path: &Path, problem: &str| {
        Err(Failure::Refused { path: path.to_owned(), problem: problem.to_owned() })
    };
    let is_jsonl = args.format == OutputFormat::Jsonl;
    let of_jsonl =
        [("--offsets", args.offsets != OffsetOption::default()), ("--texts", args.texts)];
    if let Some((name, _)) = of_jsonl.into_iter().find(|&(_, is_given)| is_given && !is_jsonl) {
        let (value, allowed) = ("given".to_owned(), "left out without --format jsonl");
        return Err(Error::Setting { name, value, allowed }.into());
    }
    let report_goes_there = args.output.as_deref().is_none_or(is_stdout);
    let others = [&args.html, &args.graph, &args.keep, &args.drop].into_iter().flatten();
    let others = others.filter(|path| is_stdout(path)).count();
    if others + usize::from(report_goes_there) > 1 {
        return refused(
            Path::new("-"),
            "must go to one of --output, --html, --graph, --keep and --drop only",
        );
    }
    let outputs =
        [&args.output, &args.html, &args.graph, &args.save_background, &args.keep, &args.drop];
    let outputs = outputs.into_iter().flatten();
    let outputs: Vec<&PathBuf> = outputs.filter(|path| !is_stdout(path)).collect();
    for (at, one) in outputs.iter().enumerate() {
        let is_same = |other: &&&PathBuf| is_same_file(one, other) && !is_device(one);
        if let Some(other) = outputs[at + 1..].iter().find(is_same) {
            return refused(other, "must be another file than that of another output");
        }
    }
    let inputs = args
        .paths
        .iter()
        .chain(&args.against)
        .chain(&args.pairs)
        .chain(&args.from)
        .chain(&args.files_from)
        .chain(&args.background)
        .chain(&args.decisions);
    let inputs: Vec<&PathBuf> = inputs.filter(|path| !is_stdout(path)).collect();
    for output in outputs {
        // A device or a pipe is written to and keeps nothing.
        if is_device(output) {
            continue;
        }
        if inputs.iter().any(|input| is_same_file(input, output)) {
            return refused(output, "is an input, and an input is never written");
        }
        let is_list = args.keep.iter().chain(&args.drop).any(|list| list == output);
        if is_list && is_searched(output) && inputs.iter().any(|input| is_inside(input, output)) {
            return refused(
                output,
                "is in a folder that is searched: the next run would read the list as an article",
            );
        }
        let Some(ours) = written_by_us(output) else { continue };
        if !ours && is_searched(output) && inputs.iter().any(|input| is_inside(input, output)) {
            return refused(
                output,
                "is in a folder that is searched, and an input is never written",
            );
        }
        if !ours && !args.force {
            return refused(
                output,
                "exists and is no report of nearcopy; with --force it is replaced",
            );
        }
    }
    Ok(())
}

/// Whether the path stands for standard input or output.
pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == OsStr::new("-")
}

fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn is_inside(folder: &Path, path: &Path) -> bool {
    folder.is_dir() && resolved(path).starts_with(resolved(folder))
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    resolved(a) == resolved(b)
        || file_number(a).is_some_and(|number| file_number(b) == Some(number))
}

/// The path without links; also of a file that does not exist yet.
fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = fs::canonicalize(super::output::folder_of(path)).unwrap_or_default();
        folder.join(path.file_name().unwrap_or_default())
    })
}

/// What two names of one file have in common.
#[cfg(unix)]
fn file_number(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;

    let found = fs::metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn file_number(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether an earlier run has written this file; `None` if there is none, or
/// nothing is in it.
fn written_by_us(path: &Path) -> Option<bool> {
    let found = fs::metadata(path).ok()?;
    if found.is_file() && found.len() == 0 {
        return None;
    }
    Some(File::open(path).and_then(|file| looks_like_ours(file, found.len())).unwrap_or(false))
}

fn looks_like_ours(mut file: File, length: u64) -> io::Result<bool> {
    let mut head = Vec::new();
    (&mut file).take(4096).read_to_end(&mut head)?;
    if is_report(&head) || CorpusStatistics::is_saved_form(&head) {
        return Ok(true);
    }
    // A report for people has its counts in the last line.
    file.seek(SeekFrom::Start(length.saturating_sub(512)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let tail = String::from_utf8_lossy(&tail);
    let last = tail.trim_end().lines().next_back().unwrap_or_default();
    let count = last.trim_start_matches(|char: char| char.is_ascii_digit() || char == ',');
    Ok(count.len() < last.len()
        && (count.starts_with(" articles, ") || count.starts_with(" article, ")))
}
