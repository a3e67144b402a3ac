//! Files in one: the members of a ZIP or TAR archive, as if they lay in a folder of its
//! name.
//!
//! Nothing is written to the disk, so that no name can lead anywhere. A member is
//! limited as a file is, and the archive as a whole: what unpacks to more than its
//! members may, or has the same bytes as many members, is given up.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::collection::Gathered;
use super::format::{self, ArchiveKind, ContentKind, Packing};
use super::open::{self, Origin, PackedBytes, Stream};
use super::problem::{Problem, ProblemKind};
use super::records::ReadBatch;
use super::single;
use super::task::Task;
use super::walk::{Source, push_name};
use super::{read_stream, tar, zip};

/// How many bytes of members with one article each are read before they are worked on.
const BLOCK: usize = 8 << 20;

/// The articles of all members.
pub(super) fn read(source: Source, kind: ArchiveKind, task: &Task<'_>) -> Gathered {
    let mut members = Members::new(&source, task);
    let read = match kind {
        ArchiveKind::Tar => tar::read(&source, task, &mut members),
        ArchiveKind::Zip => zip::read(&source, task, &mut members),
    };
    members.take_in();
    let problem = match read {
        _ if members.budget.is_exceeded() => Some(ProblemKind::Expands { times: task.most_times }),
        Ok(()) => None,
        Err(error) if members.count == 0 => {
            Some(ProblemKind::Unreadable { reason: error.to_string() })
        }
        Err(error) => Some(ProblemKind::CutShort { reason: error.to_string() }),
    };
    let mut gathered = members.gathered;
    gathered.sources = vec![gathered.files.len()];
    gathered.problems.extend(problem.map(|problem| Problem::new(&source.path, problem)));
    gathered
}

/// What is known of a member before it is read.
pub(super) struct Member<'n> {
    /// Its name as stored.
    pub name: &'n [u8],
    /// Its size, by what the archive says.
    pub bytes: u64,
    pub is_encrypted: bool,
}

/// The members of an archive, as they come.
pub(super) struct Members<'r> {
    source: &'r Source,
    task: &'r Task<'r>,
    pub budget: Arc<Budget>,
    gathered: Gathered,
    /// How many members there were, of whatever kind.
    count: usize,
    loaded: Vec<Loaded>,
    loaded_bytes: usize,
}

/// A member of one article, in memory.
struct Loaded {
    path: PathBuf,
    id: String,
    content: ContentKind,
    /// Its bytes, and why they are not all, if so.
    bytes: Result<(Vec<u8>, Option<ProblemKind>), ProblemKind>,
}

impl<'r> Members<'r> {
    fn new(source: &'r Source, task: &'r Task<'r>) -> Self {
        let budget = Budget {
            unpacked: AtomicU64::new(0),
            most: open::most_unpacked(source.bytes, task.most_times),
            is_exceeded: AtomicBool::new(false),
        };
        Self {
            source,
            task,
            budget: Arc::new(budget),
            gathered: Gathered::default(),
            count: 0,
            loaded: Vec::new(),
            loaded_bytes: 0,
        }
    }

    /// What a member is read as and what its names are, if it is read; otherwise it is
    /// counted, or a problem.
    pub fn begin(&mut self, member: &Member<'_>) -> Option<MemberFile> {
        self.count += 1;
        let name = Name::of(member.name);
        let path = Path::new(&name.text);
        let (content, packing) = match format::of(path) {
            (Some(content), packing) if !name.is_attribute() => (content, packing),
            _ => {
                let ending = format::ending(path);
                *self.gathered.other_files.entry(ending).or_default() += 1;
                return None;
            }
        };
        let problem = if name.leads_out {
            Some(ProblemKind::UnreadMember { reason: "has a name that leads out of its archive" })
        } else if member.is_encrypted {
            Some(ProblemKind::UnreadMember { reason: "is encrypted" })
        } else if let ContentKind::Archive(_) = content {
            Some(ProblemKind::UnreadMember { reason: "is an archive inside an archive" })
        } else if let Some(feature) = format::missing_feature(content, packing) {
            Some(ProblemKind::NeedsFeature { feature })
        } else if packing == Packing::None
            && is_one_article(content)
            && member.bytes > self.task.limit
        {
            Some(ProblemKind::TooLarge { limit: self.task.limit })
        } else {
            None
        };
        let path = self.source.path.join(path);
        match problem {
            None => {
                let id = format!("{}/{}", self.source.id, name.text);
                Some(MemberFile { path, id, content, packing })
            }
            Some(problem) => {
                self.failed(path, problem);
                None
            }
        }
    }

    /// What cannot be read of a member that was to be read.
    pub fn failed(&mut self, path: PathBuf, problem: ProblemKind) {
        self.take_in();
        self.add(Gathered::of_file(path, ReadBatch::of_problem(problem)));
    }

    /// Reads a member.
    pub fn read(&mut self, file: MemberFile, input: impl Read + Send, packed: &PackedBytes) {
        let MemberFile { path, id, content, packing } = file;
        let input = Guarded { input, budget: Arc::clone(&self.budget) };
        let stream = open::unpacked(input, packing).map(|input| Stream {
            input,
            packed: packed.clone(),
            origin: Origin::Packed,
        });
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                let reason = error.to_string();
                return self.failed(path, ProblemKind::Unreadable { reason });
            }
        };
        if is_one_article(content) {
            let bytes = stream.bytes(None, self.task);
            if self.budget.is_exceeded() {
                return;
            }
            self.loaded_bytes += bytes.as_ref().map_or(0, |(bytes, _)| bytes.len());
            self.loaded.push(Loaded { path, id, content, bytes });
            if self.loaded_bytes >= BLOCK {
                self.take_in();
            }
        } else {
            self.take_in();
            let batch = read_stream(content, &id, stream, None, self.task);
            self.add(Gathered::of_file(path, batch));
        }
    }

    /// Makes articles of the members that are in memory.
    fn take_in(&mut self) {
        let task = self.task;
        let loaded = std::mem::take(&mut self.loaded).into_par_iter();
        self.loaded_bytes = 0;
        let files: Vec<Gathered> = loaded
            .map(|Loaded { path, id, content, bytes }| {
                let batch = match bytes {
                    Ok((bytes, cut)) => single::article(content, &id, bytes, cut, task),
                    Err(problem) => ReadBatch::of_problem(problem),
                };
                Gathered::of_file(path, batch)
            })
            .collect();
        files.into_iter().for_each(|file| self.add(file));
    }

    fn add(&mut self, file: Gathered) {
        self.gathered = std::mem::take(&mut self.gathered).append(file);
    }
}

fn is_one_article(content: ContentKind) -> bool {
    matches!(content, ContentKind::Plain | ContentKind::Markdown | ContentKind::Html)
}

/// A member that is read.
pub(super) struct MemberFile {
    pub path: PathBuf,
    id: String,
    content: ContentKind,
    packing: Packing,
}

/// The name of a member, as a path from the archive on.
struct Name {
    text: String,
    leads_out: bool,
}

impl Name {
    fn of(stored: &[u8]) -> Self {
        let (mut text, mut leads_out) = (String::new(), false);
        for part in stored.split(|&byte| byte == b'/') {
            if matches!(part, b"" | b".") {
                continue;
            }
            leads_out |= part == b"..";
            if !text.is_empty() {
                text.push('/');
            }
            push_name(&mut text, part);
        }
        Self { text, leads_out }
    }

    /// Whether it is what macOS keeps of a file beside its content, under the same
    /// ending.
    fn is_attribute(&self) -> bool {
        let last = self.text.rsplit('/').next().unwrap_or_default();
        last.starts_with("._") || self.text.starts_with("__MACOSX/")
    }
}

/// How much an archive may unpack to in all.
#[derive(Debug)]
pub(super) struct Budget {
    unpacked: AtomicU64,
    most: u64,
    is_exceeded: AtomicBool,
}

impl Budget {
    pub fn is_exceeded(&self) -> bool {
        self.is_exceeded.load(Ordering::Relaxed)
    }

    /// Counts bytes that were unpacked.
    pub fn spend(&self, bytes: usize) -> io::Result<usize> {
        if self.unpacked.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64 > self.most {
            self.is_exceeded.store(true, Ordering::Relaxed);
            return Err(io::Error::other("the archive unpacks to far more than its size"));
        }
        Ok(bytes)
    }
}

/// A member whose bytes are counted.
struct Guarded<R> {
    input: R,
    budget: Arc<Budget>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.budget.spend(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (stored, text, leads_out) in [
            (&b"a/b.txt"[..], "a/b.txt", false),
            (b"./a//b.txt", "a/b.txt", false),
            (b"/etc/b.txt", "etc/b.txt", false),
            (b"a/../../b.txt", "a/../../b.txt", true),
            (b"..b.txt", "..b.txt", false),
            (b"caf\xe9.txt", "caf\\xE9.txt", false),
        ] {
            let name = Name::of(stored);
            assert_eq!((&*name.text, name.leads_out), (text, leads_out));
        }
    }

    #[test]
    fn attributes_of_macos_are_no_articles() {
        for (name, is_attribute) in
            [("__MACOSX/._a.txt", true), ("b/._a.txt", true), ("b/_a.txt", false)]
        {
            assert_eq!(Name::of(name.as_bytes()).is_attribute(), is_attribute, "{name}");
        }
    }
}
