//! Each system call of a run fails, one after the other: a disk that is full or breaks
//! at that moment, a signal that interrupts, memory or open files that run out.
//!
//! `SYSTEM_CALL_TRIES=1000000 cargo test --test system_calls -- --nocapture` leaves no
//! call out and says how many were tried.
#![cfg(all(target_os = "linux", target_arch = "x86_64", feature = "cli"))]

mod trace;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use libc::c_long;
use tempfile::TempDir;

use trace::{Ended, Fault, Kind, run};

/// How many calls of one number fail in each way, unless the environment says more.
const TRIES: usize = 12;

/// What can happen to a call, and which calls these are.
struct Failures {
    calls: &'static [c_long],
    kinds: &'static [Kind],
}

const FAILURES: [Failures; 8] = [
    Failures {
        calls: &[libc::SYS_openat, libc::SYS_open],
        kinds: &[
            Kind::Fails(libc::EMFILE),
            Kind::Fails(libc::EACCES),
            Kind::Fails(libc::EIO),
            Kind::Fails(libc::EINTR),
        ],
    },
    Failures {
        calls: &[libc::SYS_read, libc::SYS_pread64],
        kinds: &[Kind::Fails(libc::EIO), Kind::Fails(libc::EINTR), Kind::Short],
    },
    Failures {
        calls: &[libc::SYS_write, libc::SYS_pwrite64],
        kinds: &[
            Kind::Fails(libc::ENOSPC),
            Kind::Fails(libc::EIO),
            Kind::Fails(libc::EINTR),
            Kind::Short,
        ],
    },
    Failures {
        calls: &[
            libc::SYS_rename,
            libc::SYS_renameat,
            libc::SYS_renameat2,
            libc::SYS_link,
            libc::SYS_linkat,
        ],
        kinds: &[Kind::Fails(libc::EIO), Kind::Fails(libc::EXDEV), Kind::Fails(libc::ENOSPC)],
    },
    Failures {
        calls: &[
            libc::SYS_fsync,
            libc::SYS_fdatasync,
            libc::SYS_fchmod,
            libc::SYS_chmod,
            libc::SYS_fchown,
            libc::SYS_ftruncate,
            libc::SYS_lseek,
            libc::SYS_flock,
        ],
        kinds: &[Kind::Fails(libc::EIO)],
    },
    Failures {
        calls: &[
            libc::SYS_statx,
            libc::SYS_newfstatat,
            libc::SYS_fstat,
            libc::SYS_stat,
            libc::SYS_lstat,
            libc::SYS_getdents64,
            libc::SYS_readlink,
            libc::SYS_fcntl,
            libc::SYS_ioctl,
            libc::SYS_getcwd,
            libc::SYS_unlink,
            libc::SYS_unlinkat,
            libc::SYS_socketpair,
        ],
        kinds: &[Kind::Fails(libc::EIO)],
    },
    Failures { calls: &[libc::SYS_getrandom], kinds: &[Kind::Fails(libc::EINTR)] },
    Failures { calls: MEMORY, kinds: &[Kind::Fails(libc::ENOMEM)] },
];

/// The calls that give memory and threads.
const MEMORY: &[c_long] = &[libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_mremap, libc::SYS_clone3];

/// Whether a run must go on as if nothing had happened.
fn is_harmless(kind: Kind) -> bool {
    matches!(kind, Kind::Short | Kind::Fails(libc::EINTR))
}

/// A folder of articles in several kinds of files, a folder with an old report and an
/// old page, and an empty one for temporary files.
struct Scene {
    folder: TempDir,
    /// All files of the folder, by their names, as they were.
    before: BTreeMap<String, Vec<u8>>,
}

const REPORT: &str = "out/report.jsonl";
const PAGE: &str = "out/report.html";

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        for name in ["in", "in/deep", "out", "tmp"] {
            fs::create_dir(path.join(name)).unwrap();
        }
        let article = |n: usize| -> String {
            let words = ["river", "bridge", "mayor", "council", "school", "market", "harbour"];
            (0..90)
                .map(|at| format!("{}{} ", words[(n + at * at) % 7], (n * 31 + at) % 97))
                .collect()
        };
        let edited = |n: usize| format!("{} And that was all.", article(n));
        let records = |range: std::ops::Range<usize>| -> String {
            range.map(|n| format!("{{\"id\":\"r{n}\",\"text\":\"{}\"}}\n", edited(n))).collect()
        };
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        packed.write_all(edited(1).as_bytes()).unwrap();
        let html = format!("<html><body><p>{}</p></body></html>", edited(2));
        for (name, bytes) in [
            ("in/one.txt", article(1).into_bytes()),
            ("in/two.txt", article(2).into_bytes()),
            ("in/deep/three.txt", article(3).into_bytes()),
            ("in/one.txt.gz", packed.finish().unwrap()),
            ("in/two.html", html.into_bytes()),
            ("in/records.jsonl", records(3..8).into_bytes()),
            ("in/copies.jsonl", records(5..9).replace("\"r", "\"c").into_bytes()),
            (REPORT, b"an old report\n".to_vec()),
            (PAGE, b"an old page\n".to_vec()),
        ] {
            fs::write(path.join(name), bytes).unwrap();
        }
        let before = files(path);
        Self { folder, before }
    }

    /// Runs the program on the folder with its old report.
    fn run(&self, args: &[&str], fault: Option<Fault>) -> Outcome {
        let path = self.folder.path();
        for name in [REPORT, PAGE] {
            fs::write(path.join(name), &self.before[name]).unwrap();
        }
        let errors = tempfile::NamedTempFile::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nearcopy"));
        command.current_dir(path).env("TMPDIR", path.join("tmp")).env("RUST_BACKTRACE", "0");
        command.args(["-j", "2", "-f", "jsonl", "--force", "-o", REPORT, "--html", PAGE]);
        command.args(args).arg("in");
        let ended = run(&mut command, errors.reopen().unwrap(), fault).unwrap();
        let stderr = fs::read(errors.path()).unwrap();
        let stderr = String::from_utf8_lossy(&stderr).into_owned();
        let after = files(path);
        // What is left behind is not there for the next run.
        for name in after.keys().filter(|name| !self.before.contains_key(*name)) {
            fs::remove_file(path.join(name)).unwrap();
        }
        Outcome { ended, stderr, after }
    }

    /// What a run did that it must not do, if anything.
    fn judge(&self, whole: &Outcome, fault: Fault, found: &Outcome) -> Result<(), String> {
        let Outcome { ended, stderr, after } = found;
        let is_memory = MEMORY.contains(&fault.call);
        let is_aborted = is_memory && ended.signal == Some(libc::SIGABRT);
        ensure(!ended.hung, "hangs")?;
        ensure(is_aborted || matches!(ended.code, Some(0 | 2)), "does not end with 0 or 2")?;
        // The standard library panics where a thread that starts gets no memory for its
        // signal stack; the run goes on without it, or fails.
        let starts = stderr.matches("std/src/sys/pal/unix/stack_overflow.rs").count();
        let panics = stderr.matches("panicked").count();
        ensure(is_aborted || panics == 0 || is_memory && panics == starts, "panics")?;
        // Nothing opens a folder once more.
        let is_folder = ["in:", "in/deep:"].iter().any(|name| {
            stderr.contains(&format!("{name} cannot be read (Interrupted system call"))
        });
        if fault.kind == Kind::Fails(libc::EINTR) && is_folder {
            return ensure(ended.code == Some(2) && is_whole(REPORT, &after[REPORT]), "goes on");
        }
        let is_unlink = [libc::SYS_unlink, libc::SYS_unlinkat].contains(&fault.call);
        for name in after.keys().filter(|name| !self.before.contains_key(*name)) {
            ensure(is_aborted || is_unlink, &format!("leaves {name}"))?;
        }
        for (name, bytes) in &self.before {
            if name.starts_with("in/") {
                ensure(after.get(name) == Some(bytes), &format!("changes {name}"))?;
            }
        }
        for name in [REPORT, PAGE] {
            let Some(now) = after.get(name) else { return Err(format!("removes {name}")) };
            let is_new = *now == whole.after[name];
            let is_old = *now == self.before[name];
            if is_harmless(fault.kind) || ended.code == Some(0) {
                ensure(is_new, &format!("ends with {:?} and another {name}", ended.code))?;
            }
            // The report of what could be read.
            let is_of_rest = || ended.code == Some(2) && is_whole(name, now);
            ensure(is_new || is_old || is_of_rest(), &format!("leaves a broken {name}"))?;
        }
        ensure(!is_harmless(fault.kind) || ended.code == Some(0), "is not tried again")?;
        let has_reason = stderr.contains("error: ") || stderr.contains("memory allocation");
        // A message that cannot be written is lost.
        let is_told = has_reason || fault.call == libc::SYS_write;
        ensure(ended.code == Some(0) || is_told, "does not say why it fails")
    }
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

/// Whether a report or a page has its end.
fn is_whole(name: &str, bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_end();
    match name {
        PAGE => bytes.ends_with(b"</html>"),
        _ => {
            let mut lines = bytes.split(|&byte| byte == b'\n');
            let last = lines.next_back().unwrap_or_default();
            last.starts_with(b"{\"type\":\"summary\"") && last.ends_with(b"}")
        }
    }
}

/// What a run left.
struct Outcome {
    ended: Ended,
    stderr: String,
    after: BTreeMap<String, Vec<u8>>,
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The places from 1 to `count` at which a call fails: the first ones and the last one
/// in any case, those between in even steps.
fn places(count: usize, tries: usize) -> Vec<usize> {
    if count <= tries {
        return (1..=count).collect();
    }
    let first = tries / 2;
    let rest = tries - first;
    (1..=first).chain((1..=rest).map(|at| first + at * (count - first) / rest)).collect()
}

#[test]
fn places_begin_with_the_first_and_end_with_the_last() {
    assert_eq!(places(3, 12), [1, 2, 3]);
    assert_eq!(places(100, 4), [1, 2, 51, 100]);
}

fn can_trace() -> bool {
    let errors = tempfile::tempfile().unwrap();
    match run(Command::new("/bin/true").env_clear(), errors, None) {
        Ok(ended) => ended.code == Some(0),
        Err(_) => false,
    }
}

fn every_call_fails(args: &[&str]) {
    if !can_trace() {
        eprintln!("a process may not trace another one here: no system call is made to fail");
        return;
    }
    let tries = std::env::var("SYSTEM_CALL_TRIES").map_or(TRIES, |tries| tries.parse().unwrap());
    let scene = Scene::new();
    let whole = scene.run(args, None);
    assert_eq!(whole.ended.code, Some(0), "{}", whole.stderr);
    assert!(whole.after[REPORT] != scene.before[REPORT] && is_whole(PAGE, &whole.after[PAGE]));
    assert!(is_whole(REPORT, &whole.after[REPORT]));
    let (mut tried, mut violations) = (0, Vec::new());
    for Failures { calls, kinds } in FAILURES {
        for &call in calls {
            let count = whole.ended.calls.get(&call).copied().unwrap_or_default();
            for &kind in kinds {
                // A call that is interrupted every time is tried for ever. Without
                // `mprotect` the C library asks for memory in several ways, each time
                // anew, which takes a minute.
                let is_once = kind == Kind::Fails(libc::EINTR) || call == libc::SYS_mprotect;
                let lasting: &[bool] = if is_once { &[false] } else { &[false, true] };
                for &lasting in lasting {
                    for nth in places(count, tries) {
                        let fault = Fault { call, nth, kind, lasting };
                        let found = scene.run(args, Some(fault));
                        tried += 1;
                        if let Err(fault_of_run) = scene.judge(&whole, fault, &found) {
                            let Outcome { ended: Ended { code, signal, .. }, stderr, .. } = found;
                            violations.push(format!(
                                "{fault:?}: {fault_of_run} ({code:?}, {signal:?}): {stderr}"
                            ));
                        }
                    }
                }
            }
        }
    }
    eprintln!("{args:?}: {tried} tries; the calls of a run: {:?}", whole.ended.calls);
    assert!(tried > 100, "{tried}");
    assert!(violations.is_empty(), "{} of {tried}:\n{}", violations.len(), violations.join("\n"));
}

#[test]
fn the_default_level() {
    every_call_fails(&[]);
}

#[test]
fn the_default_level_with_temporary_files() {
    every_call_fails(&["--memory", "1"]);
}

#[test]
fn near_duplicates_with_temporary_files() {
    every_call_fails(&["--memory", "1", "--level", "near"]);
}

/// Nothing above would fail if no fault reached the program.
#[test]
fn a_fault_is_seen() {
    if !can_trace() {
        return;
    }
    let scene = Scene::new();
    let kind = Kind::Fails(libc::EIO);
    let fault = Fault { call: libc::SYS_fsync, nth: 1, kind, lasting: false };
    let found = scene.run(&[], Some(fault));
    assert_eq!(found.ended.code, Some(2));
    assert!(found.stderr.contains("Input/output error"), "{}", found.stderr);
}
