//! Files of every kind, and those that a command makes the text of.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::process::{of_type, program, records, run, stderr, stdout};

fn fixture(name: &str) -> String {
    format!("tests/fixtures/formats/{name}")
}

/// The same two of four articles are copies in every format.
#[test]
fn every_format_is_searched() {
    for (name, ids) in [
        ("python-csv.csv", ["flood", "flood/edited"]),
        ("duckdb.tsv", ["flood", "flood/edited"]),
        ("python-lzma.jsonl.xz", ["flood", "flood/edited"]),
        ("pandas.csv.bz2", ["flood", "flood/edited"]),
        ("info-zip.zip", ["/articles/flood.txt", "/articles/sub/edited.html"]),
        ("gnu-tar.tar.xz", ["/flood.txt", "/sub/edited.html"]),
        ("python-tarfile.tgz", ["/flood.txt", "/sub/edited.html"]),
        ("wget.warc.gz", ["/edited.html", "/flood.html"]),
        ("warcio.warc.wet.gz", ["/flood", "/flood/edited"]),
        ("feedgen.rss", ["/flood", "/flood/edited"]),
        ("feedgen.atom", ["/flood", "/flood/edited"]),
    ] {
        for memory in [&[][..], &["--memory", "100M"]] {
            let file = fixture(name);
            let args = [&["--format", "jsonl", &file], memory].concat();
            let report = records(&stdout(&run(&args)));
            let pairs = of_type(&report, "pair");
            assert_eq!(pairs.len(), 1, "{name}: {report:?}");
            for (side, id) in ["a", "b"].into_iter().zip(ids) {
                let found = pairs[0][side].as_str().unwrap();
                assert!(found.ends_with(id), "{name}: {found}");
            }
            // The texts are had again for the differences.
            assert!(!pairs[0]["edits"].as_array().unwrap().is_empty(), "{name}");
        }
    }
}

#[test]
fn a_table_without_the_column_says_which_there_are() {
    let file = fixture("duckdb.tsv");
    let output = run(&["--text-field", "maintext", &file]);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(
        message.contains("has no column \"maintext\" but these: url, outlet, body; left out"),
        "{message}"
    );
    let output = run(&["--id-field", "body", "--text-field", "url", "-f", "jsonl", &file]);
    assert!(stdout(&output).contains("\"articles\":4"));
}

#[test]
fn what_is_no_text_is_refused_by_what_it_is() {
    let output = run(&[fixture("python-mailbox.mbox")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is mail, which is not read; left out"));
    let output = run(&[fixture("info-zip-encrypted.zip")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("encrypted.zip/flood.txt: is encrypted; left out"));
}

/// A folder with a script of this body and two files.
#[cfg(unix)]
fn with_script(body: &str) -> (tempfile::TempDir, PathBuf) {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script");
    // Copied by another process: a file that this one has open for writing, in whatever
    // thread starts a process meanwhile, could not be run.
    let written = folder.path().join("written");
    fs::write(&written, format!("#!/bin/sh\n{body}\n")).unwrap();
    let copied = std::process::Command::new("cp").args([&written, &script]).status().unwrap();
    assert!(copied.success());
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let flood = super::process::feed();
    let texts = records(&flood);
    for (name, at) in [("one.shout", 0), ("two.shout", 2)] {
        let text = texts[at]["text"].as_str().unwrap().to_uppercase();
        fs::write(folder.path().join("in").join(name), text).unwrap();
    }
    fs::write(folder.path().join("in/three.txt"), "Plain text stays as it is.").unwrap();
    (folder, script)
}

#[cfg(unix)]
fn pre(folder: &Path, script: &Path, more: &[&str]) -> std::process::Output {
    let mut command = program();
    command.current_dir(folder).args(["--pre", script.to_str().unwrap()]).args(more).arg("in");
    command.output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_command_makes_the_text() {
    // By its standard input, and by its argument.
    for body in ["exec tr A-Z a-z", "tr A-Z a-z < \"$1\""] {
        let (folder, script) = with_script(body);
        let args = ["--pre-glob", "*.shout", "-f", "jsonl", "--texts"];
        let report = records(&stdout(&pre(folder.path(), &script, &args)));
        let pair = of_type(&report, "pair")[0];
        assert_eq!((&pair["a"], &pair["b"]), (&"one.shout".into(), &"two.shout".into()));
        assert_eq!(report.last().unwrap()["articles"], 3);
        let texts = of_type(&report, "article");
        assert!(texts.iter().any(|it| it["text"].as_str().unwrap().contains("nightfall")));
    }
    // Without a pattern: of every file.
    let (folder, script) = with_script("echo It rained all day long in \"$1\".");
    let report = records(&stdout(&pre(folder.path(), &script, &["-f", "jsonl"])));
    assert_eq!(report.last().unwrap()["articles"], 3);
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_told() {
    let said = |body: &str, more: &[&str]| {
        let (folder, script) = with_script(body);
        let output = pre(folder.path(), &script, &[&["--pre-glob", "one.*"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{body}");
        stderr(&output)
    };
    let message = said("echo >&2; echo 'no such font' >&2; echo more >&2; exit 3", &[]);
    assert!(message.contains("one.shout: the command that makes its text failed (no such font)"));
    assert!(said("exit 3", &[]).contains("(exit status: 3)"));
    assert!(said("exit 0", &[]).contains("has no text; left out"));
    assert!(said("yes", &["--max-size", "1M"]).contains("is longer than 1048576 bytes"));
    let output = program().args(["--pre", "/none/here", "--pre-glob", "*", "seeds"]).output();
    assert!(stderr(&output.unwrap()).contains("/none/here: No such file"));
}

/// Neither the command nor what it has started goes on when its time is up, when there is
/// enough of its text, or when the program is ended.
#[cfg(unix)]
#[test]
fn no_command_outlives_the_run() {
    let is_running = |mark: &str| {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
        lines.map(|line| String::from_utf8_lossy(&line).into_owned()).any(|it| it.contains(mark))
    };
    if !Path::new("/proc/self/cmdline").exists() {
        return;
    }
    let ends = |mark: &str| {
        let until = Instant::now() + Duration::from_secs(20);
        while is_running(mark) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(!is_running(mark), "{mark} still runs");
    };
    let (folder, script) = with_script("sleep 4321.125 & sleep 4321.125");
    let started = Instant::now();
    let output = pre(folder.path(), &script, &["--pre-glob", "*.shout", "--pre-timeout", "1"]);
    assert!(stderr(&output).contains("it took more than 1 seconds"), "{output:?}");
    assert!(started.elapsed() < Duration::from_secs(30));
    ends("4321.125");

    for signal in ["-TERM", "-KILL"] {
        let seconds = if signal == "-TERM" { "4321.25" } else { "4321.5" };
        let (folder, script) = with_script(&format!("exec sleep {seconds}"));
        let mut command = program();
        command.current_dir(folder.path()).arg("--pre").arg(&script).arg("in");
        let mut child = command.spawn().unwrap();
        while !is_running(seconds) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        child.wait().unwrap();
        if signal == "-TERM" || cfg!(target_os = "linux") {
            ends(seconds);
        }
    }
}
