//! Faults of the machine: a full disk, a file size or memory that is limited, a
//! folder that cannot be written, an end without warning. A report is the old one
//! or the new one, whole, nothing lies beside it, and who reads the exit code knows.
#![cfg(all(unix, feature = "cli"))]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// A collection of so many articles, each with a copy: the second half has the text
/// of the first half, edited.
fn collection(articles: usize) -> String {
    let words = ["river", "bridge", "mayor", "council", "school", "market", "harbour", "station"];
    let text = |n: usize| -> String {
        (0..80).map(|at| format!("{}{} ", words[(n + at * at) % 8], (n * 31 + at) % 97)).collect()
    };
    let record = |n: usize| {
        let copied = n % (articles / 2);
        let end = if n == copied { "" } else { "And that was all." };
        format!("{{\"id\":\"{n}\",\"text\":\"{}{end}\"}}\n", text(copied))
    };
    (0..articles).map(record).collect()
}

/// A folder with the collection and an old report.
fn folder(articles: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), collection(articles)).unwrap();
    let old = run(folder.path(), "", "-f jsonl -t 1 -o out.jsonl --html out.html in.jsonl");
    assert!(old.status.success(), "{old:?}");
    folder
}

/// A line for a shell that limits what the program may have and then runs it.
fn command(folder: &Path, limits: &str, args: &str) -> Command {
    let line = format!("{limits} exec \"$PROGRAM\" -j 2 {args}");
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(folder).stdin(Stdio::null());
    command.env("PROGRAM", env!("CARGO_BIN_EXE_nearcopy"));
    command
}

fn run(folder: &Path, limits: &str, args: &str) -> Output {
    command(folder, limits, args).output().expect("the shell starts")
}

/// That the run failed with exit code 2 and a message for people.
fn assert_failed(output: &Output) -> String {
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.starts_with("error: "), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    message
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn content(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_an_error() {
    let folder = folder(40);
    for args in [
        "in.jsonl > /dev/full",
        "-f jsonl in.jsonl > /dev/full",
        "-o /dev/full in.jsonl",
        "--html /dev/full in.jsonl > /dev/null",
        "--save-background /dev/full in.jsonl > /dev/null",
        "-f jsonl --from out.jsonl > /dev/full",
    ] {
        let message = assert_failed(&run(folder.path(), "", args));
        assert!(message.contains("No space left"), "{args}: {message}");
    }
}

/// A limit on the size of files, with its signal ignored as shells pass it on:
/// every write beyond it fails, as on a disk that is full.
#[test]
fn a_disk_that_fills_up_leaves_the_old_report() {
    let folder = folder(400);
    let before = names(folder.path());
    let (old, page) = (content(folder.path(), "out.jsonl"), content(folder.path(), "out.html"));
    for blocks in [0, 1, 8, 64] {
        let limits = format!("trap '' XFSZ; ulimit -f {blocks};");
        let output = run(folder.path(), &limits, "-f jsonl -o out.jsonl --html out.html in.jsonl");
        assert_failed(&output);
        assert_eq!(content(folder.path(), "out.jsonl"), old, "{blocks}");
        assert_eq!(content(folder.path(), "out.html"), page, "{blocks}");
        assert_eq!(names(folder.path()), before, "{blocks}");
    }
}

#[test]
fn temporary_files_that_cannot_be_written_are_an_error() {
    let folder = folder(400);
    let old = content(folder.path(), "out.jsonl");
    let args = "--memory 1 -f jsonl -o out.jsonl in.jsonl";
    for limits in [
        "TMPDIR=/nowhere/at/all; export TMPDIR;",
        "TMPDIR=/proc/1; export TMPDIR;",
        "trap '' XFSZ; ulimit -f 8;",
    ] {
        for level in ["near", "reworded"] {
            assert_failed(&run(folder.path(), limits, &format!("{args} --level {level}")));
            assert_eq!(content(folder.path(), "out.jsonl"), old, "{limits}");
        }
    }
}

#[test]
fn few_open_files_are_enough_or_an_error() {
    let folder = folder(40);
    let whole = run(folder.path(), "", "-f jsonl in.jsonl").stdout;
    for files in [4, 5, 6, 8, 12, 20] {
        let output = run(folder.path(), &format!("ulimit -n {files};"), "-f jsonl in.jsonl");
        match output.status.code() {
            Some(0) => assert!(output.stdout == whole, "{files}"),
            // The shell itself may fail at so few.
            Some(2) | Some(126..) => assert!(!output.stderr.is_empty(), "{files}"),
            code => panic!("{code:?} with {files} files: {output:?}"),
        }
    }
}

/// Too little memory ends a run, as an error or by the allocator; never with exit
/// code 0, and never with half a report.
#[test]
#[cfg(target_os = "linux")]
fn too_little_memory_leaves_the_old_report() {
    let folder = folder(400);
    let before = names(folder.path());
    let old = content(folder.path(), "out.jsonl");
    let args = "-f jsonl -o out.jsonl in.jsonl";
    for kibibytes in [20_000, 40_000, 60_000, 80_000] {
        let output = run(folder.path(), &format!("ulimit -v {kibibytes};"), args);
        if output.status.success() {
            break;
        }
        assert!(!output.stderr.is_empty(), "{output:?}");
        assert_eq!(content(folder.path(), "out.jsonl"), old, "{kibibytes}");
        assert!(!output.stderr.windows(8).any(|word| word == b"panicked"), "{output:?}");
    }
    let left = names(folder.path());
    assert!(left.iter().filter(|name| !before.contains(name)).count() <= 4, "{left:?}");
}

/// A small file that unpacks to a huge one takes some tens of megabytes.
#[test]
#[cfg(target_os = "linux")]
fn ten_gigabytes_of_zeros_cost_little_memory() {
    let folder = folder(4);
    let mut member = GzEncoder::new(Vec::new(), Compression::default());
    let zeros = vec![b'0'; 1 << 20];
    (0..100).for_each(|_| member.write_all(&zeros).unwrap());
    // Ten gigabytes in a hundred members, one after the other.
    let packed = member.finish().unwrap().repeat(100);
    fs::write(folder.path().join("zeros.txt.gz"), packed).unwrap();
    // Of addresses, of which the program and its threads take more than of memory.
    let limits = "ulimit -v 400000;";
    let output = run(folder.path(), limits, "-f jsonl -o out.jsonl zeros.txt.gz");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let message = "zeros.txt.gz: unpacks to more than 100 times its size, which text does not; \
        left out: raise the limit or unpack the file if it is an article";
    assert!(stderr.replace("\n", " ").contains(message), "{stderr}");
}

/// Killed at any moment while it writes, a run leaves the old report or the new one.
#[test]
fn a_kill_leaves_the_old_report_or_the_new_one() {
    let folder = folder(400);
    let path = folder.path();
    let old = content(path, "out.jsonl");
    let args = "-f jsonl -o out.jsonl in.jsonl";
    let output = run(path, "", args);
    assert!(output.status.success(), "{output:?}");
    let new = content(path, "out.jsonl");
    assert!(old != new);
    let (mut killed, mut finished) = (0, 0);
    for try_ in 0..40 {
        fs::write(path.join("out.jsonl"), &old).unwrap();
        let mut child = command(path, "", args).stderr(Stdio::null()).spawn().unwrap();
        // Sooner or later: the moments spread over the run, whatever the machine.
        let mut patience = 0;
        loop {
            if child.try_wait().unwrap().is_some() {
                finished += 1;
                break;
            }
            let writes = names(path).iter().any(|name| name.starts_with(".nearcopy-"));
            if patience > 10 * try_ || (writes && try_ % 2 == 0) {
                child.kill().unwrap();
                child.wait().unwrap();
                killed += 1;
                break;
            }
            patience += 1;
            sleep(Duration::from_micros(200));
        }
        let left = content(path, "out.jsonl");
        assert!(left == old || left == new, "a broken report of {} bytes", left.len());
    }
    assert!(killed > 0, "{finished} of 40 ended before they were killed");
    // What the killed runs left beside it does not stop the next one.
    assert!(run(path, "", args).status.success());
    assert!(content(path, "out.jsonl") == new);
}

/// A report that cannot be named leaves nothing.
#[test]
fn a_folder_that_is_gone_or_is_a_file_is_an_error() {
    let folder = folder(40);
    for name in ["gone/out.jsonl", "in.jsonl/out.jsonl", "."] {
        let output = run(folder.path(), "", &format!("-o {name} in.jsonl"));
        assert_failed(&output);
    }
    assert_eq!(names(folder.path()), ["in.jsonl", "out.html", "out.jsonl"]);
}
