//! Paths as given to the list of files to read.
//!
//! One thread walks through a folder while the pool looks at what it meets. The
//! result is sorted, so that the list depends on the names alone and never on
//! the order in which a file system hands them out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::collection::add_counts;
use super::exclude::Exclude;
use super::format::{self, ContentKind, Packing};
use super::problem::{Problem, ProblemKind};
use crate::error::Error;

/// A file to read.
#[derive(Debug)]
pub(super) struct Source {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// The id of its article, if it holds one.
    pub id: String,
    /// Its length as stored; 0 for standard input.
    pub bytes: u64,
    pub content: ContentKind,
    pub packing: Packing,
    /// Whether any part of it can be read again later: a file, and no pipe.
    pub is_regular: bool,
}

/// The files to read, and what was met on the way.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub sources: Vec<Source>,
    pub problems: Vec<Problem>,
    /// How many files in folders are of no kind that is read, by the endings of
    /// their names.
    pub other_files: BTreeMap<String, usize>,
    /// Files that are on the list already under another name.
    pub repeated_files: usize,
    /// The paths that were given, and for each where in `sources` its files end.
    pub paths: Vec<PathBuf>,
    pub path_ends: Vec<usize>,
}

/// Lists the files that `paths` stand for: in the order of the paths, and
/// within a folder by id; `stdin` is what standard input holds.
///
/// `content_of` says what a file is read as whatever its kind.
pub(super) fn plan(
    paths: &[PathBuf],
    exclude: &Exclude,
    stdin: ContentKind,
    content_of: ContentOf<'_>,
) -> Result<Plan, Error> {
    // All paths are looked at before the first folder is walked, so that a
    // mistyped one costs no time.
    let looked_at = paths.iter().map(|path| {
        let kind = if path.as_os_str() == "-" {
            None
        } else {
            let found = fs::metadata(path);
            Some(found.map_err(|source| Error::File { path: path.clone(), source })?)
        };
        Ok((path, kind))
    });
    let looked_at = looked_at.collect::<Result<Vec<_>, Error>>()?;

    let mut plan = Plan::default();
    let mut seen = HashSet::new();
    let mut links = false;
    for (path, kind) in looked_at {
        let same = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        match kind {
            _ if !seen.insert((kind.is_none(), same)) => {
                plan.problems.push(Problem::new(path, ProblemKind::GivenTwice));
            }
            None => plan.sources.push(Source {
                path: path.clone(),
                // Of an article, where it holds no records.
                id: "-".to_owned(),
                bytes: 0,
                content: stdin,
                packing: Packing::None,
                is_regular: false,
            }),
            Some(kind) if kind.is_dir() => links |= plan.walk(path, exclude, content_of),
            Some(kind) => {
                let (content, packing) = match content_of(path) {
                    Some(content) => (content, Packing::None),
                    None => format::of_given(path),
                };
                plan.sources.push(Source {
                    path: path.clone(),
                    id: given_id(path),
                    bytes: kind.len(),
                    content,
                    packing,
                    is_regular: kind.is_file(),
                });
            }
        }
        plan.paths.push(path.clone());
        plan.path_ends.push(plan.sources.len());
    }
    if links || paths.len() > 1 {
        plan.drop_repeated();
    }
    Ok(plan)
}

/// What a file with this path is read as, if its kind does not matter.
type ContentOf<'c> = &'c (dyn Fn(&Path) -> Option<ContentKind> + Sync);

/// What the walk says of one entry.
enum WalkEntry {
    Source(Source),
    Problem(Problem),
    /// Of a kind that is not read, with the ending of its name.
    Other(String),
}

impl Plan {
    /// Adds the files under a folder, at any depth; says whether there were links.
    fn walk(&mut self, folder: &Path, exclude: &Exclude, content_of: ContentOf<'_>) -> bool {
        let walker = WalkDir::new(folder).follow_links(true);
        // A folder that is left out is not entered.
        let is_taken = |entry: &DirEntry| {
            let is_below = entry.depth() > 0 && !exclude.is_empty();
            !(is_below && exclude.matches(&relative_id(folder, entry.path())))
        };
        let met = walker.into_iter().filter_entry(is_taken).par_bridge().map(|entry| match entry {
            Ok(entry) => (entry.path_is_symlink(), look_at(folder, entry, content_of)),
            Err(error) => (false, Some(WalkEntry::Problem(problem_of(folder, &error)))),
        });
        let (links, mut all) = met
            .fold(Default::default, |(links, mut plan): (bool, Self), (link, entry)| {
                entry.into_iter().for_each(|entry| plan.add(entry));
                (links | link, plan)
            })
            .reduce(Default::default, |(links, mut plan), (more, other)| {
                plan.append(other);
                (links | more, plan)
            });
        // By all that two sources can differ in, so that their order is certain.
        all.sources.sort_unstable_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
        all.problems.sort_by(|a, b| a.path.cmp(&b.path));
        self.append(all);
        links
    }

    fn add(&mut self, found: WalkEntry) {
        match found {
            WalkEntry::Source(source) => self.sources.push(source),
            WalkEntry::Problem(problem) => self.problems.push(problem),
            WalkEntry::Other(ending) => *self.other_files.entry(ending).or_default() += 1,
        }
    }

    /// Adds what another folder holds.
    fn append(&mut self, mut other: Self) {
        if self.sources.is_empty() {
            self.sources = other.sources;
        } else {
            self.sources.append(&mut other.sources);
        }
        self.problems.append(&mut other.problems);
        add_counts(&mut self.other_files, other.other_files);
    }

    /// Keeps each file once that is reached in several ways, through links or
    /// paths that overlap: a file is not a copy of itself. The way without a
    /// link is preferred, then the first one.
    fn drop_repeated(&mut self) {
        let real: Vec<Option<PathBuf>> =
            self.sources.iter().map(|source| fs::canonicalize(&source.path).ok()).collect();
        let mut best: HashMap<&Path, (bool, usize)> = HashMap::new();
        for (at, real) in real.iter().enumerate() {
            let Some(real) = real else { continue };
            let way = (!real.ends_with(&self.sources[at].id), at);
            best.entry(real).and_modify(|best| *best = way.min(*best)).or_insert(way);
        }
        let mut at = 0;
        let before = self.sources.len();
        // How many are kept of the first so many.
        let mut kept = vec![0];
        self.sources.retain(|_| {
            let keep = real[at].as_deref().is_none_or(|real| best[real].1 == at);
            kept.push(kept[at] + usize::from(keep));
            at += 1;
            keep
        });
        self.path_ends.iter_mut().for_each(|end| *end = kept[*end]);
        self.repeated_files = before - self.sources.len();
    }
}

/// One entry of the walk: `None` for folders, which the walk itself enters.
fn look_at(folder: &Path, entry: DirEntry, content_of: ContentOf<'_>) -> Option<WalkEntry> {
    let kind = entry.file_type();
    if kind.is_dir() {
        return None;
    }
    // Sockets, pipes and devices could block for ever.
    let other = || Some(WalkEntry::Other(format::ending(entry.path())));
    if !kind.is_file() {
        return other();
    }
    let (content, packing) = match (content_of(entry.path()), format::of(entry.path())) {
        (Some(content), _) => (content, Packing::None),
        (None, (Some(content), packing)) => (content, packing),
        (None, (None, Packing::None)) if is_feed(entry.path()) => {
            (ContentKind::Feed, Packing::None)
        }
        _ => return other(),
    };
    let bytes = match entry.metadata() {
        Ok(metadata) => metadata.len(),
        Err(error) => return Some(WalkEntry::Problem(problem_of(entry.path(), &error))),
    };
    let id = relative_id(folder, entry.path());
    let path = entry.into_path();
    Some(WalkEntry::Source(Source { path, id, bytes, content, packing, is_regular: true }))
}

/// Whether the file is XML by its name and a feed by how it begins: a folder may have
/// XML of many kinds.
fn is_feed(path: &Path) -> bool {
    let mut head = Vec::new();
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml"))
        && File::open(path).is_ok_and(|file| file.take(HEAD).read_to_end(&mut head).is_ok())
        && format::is_feed(&head)
}

/// How many bytes tell a feed.
const HEAD: u64 = 1024;

/// The walker's error as a problem of the path that it names.
fn problem_of(path: &Path, error: &walkdir::Error) -> Problem {
    let path = error.path().unwrap_or(path);
    let kind = match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => ProblemKind::LinkLoop { to: ancestor.to_owned() },
        (None, Some(error)) => ProblemKind::Unreadable { reason: error.to_string() },
        (None, None) => ProblemKind::Unreadable { reason: error.to_string() },
    };
    Problem::new(path, kind)
}

/// The id of a file found in a folder: its path from there, with `/` between
/// the names.
fn relative_id(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let mut id = String::new();
    for name in relative.components() {
        if !id.is_empty() {
            id.push('/');
        }
        push_name(&mut id, name.as_os_str().as_encoded_bytes());
    }
    id
}

/// The id of an article, with the path that it was found under before it.
pub(super) fn id_with_path(path: &Path, id: &str) -> String {
    let mut whole = given_id(path);
    // Standard input is no folder either.
    match path.is_dir() {
        true if whole.ends_with('/') => {}
        true => whole.push('/'),
        false => whole.push(':'),
    }
    whole + id
}

/// The id of a file given by itself: its path as given, with `/` between the
/// names.
fn given_id(path: &Path) -> String {
    let mut id = String::new();
    push_name(&mut id, path.as_os_str().as_encoded_bytes());
    id
}

/// A name as text, a different one for each name. What is not Unicode is written
/// `\xFF`, byte by byte, and not as U+FFFD; a backslash, which could be taken for
/// the beginning of that, is written twice. Where it separates names, as on
/// Windows, it becomes `/`.
pub(super) fn push_name(id: &mut String, name: &[u8]) {
    let backslash = if MAIN_SEPARATOR == '\\' { "/" } else { r"\\" };
    for chunk in name.utf8_chunks() {
        id.push_str(&chunk.valid().replace('\\', backslash));
        for byte in chunk.invalid() {
            id.push_str(&format!("\\x{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        for (folder, path, id) in [
            ("a", "a/b/c.txt", "b/c.txt"),
            ("a/", "a/b/c.txt", "b/c.txt"),
            (".", "./c.txt", "c.txt"),
            ("/", "/c.txt", "c.txt"),
        ] {
            assert_eq!(relative_id(Path::new(folder), Path::new(path)), id);
        }
        assert_eq!(given_id(Path::new("./a/b.txt")), "./a/b.txt");
    }

    #[test]
    fn names_that_are_not_unicode_stay_apart() {
        let name = |bytes: &[u8]| {
            let mut id = String::new();
            push_name(&mut id, bytes);
            id
        };
        assert_eq!(name(b"caf\xe9.txt"), "caf\\xE9.txt");
        assert_ne!(name(b"\xfe"), name(b"\xff"));
        assert_ne!(name(b"\\xFF"), name(b"\xff"));
        assert_ne!(name(b"\\\\xFF"), name(b"\\\xff"));
        assert_eq!(name("café\n.txt".as_bytes()), "café\n.txt");
    }
}
