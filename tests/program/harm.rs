//! The program does no harm: no input is written, no fault is hidden.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use super::process::{feed, of_type, program, records, run, stderr, stdout};

/// A folder with these files in it.
fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs the program in the folder; returns its exit code and what it says.
fn run_in(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let output = program().current_dir(folder.path()).args(args).output().unwrap();
    (output.status.code().unwrap(), stderr(&output))
}

fn content(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn no_input_is_written() {
    let article = "Rain fell on the city all day long, and the river rose.\n";
    let pairs = "1.txt\t2.txt\n";
    let files = [("1.txt", article), ("2.txt", article), ("in.jsonl", &feed()), ("pairs", pairs)];
    for args in [
        &["-o", "1.txt", "2.txt"][..],
        &["-o", "1.txt", "1.txt", "2.txt"],
        &["-o", "in.jsonl", "in.jsonl"],
        &["-o", "in.jsonl", "in.jsonl", "--force"],
        &["-o", "./in.jsonl", ".", "--force"],
        &["-o", "link.jsonl", "in.jsonl", "--force"],
        &["-o", "hard.jsonl", "in.jsonl", "--force"],
        &["--html", "in.jsonl", "in.jsonl", "--force"],
        &["--pairs", "pairs", "-o", "pairs", "1.txt", "2.txt", "--force"],
        &["--from", "in.jsonl", "-o", "in.jsonl", "--force"],
        &["--html", "new", "-o", "new", "1.txt", "2.txt"],
        &["--html", "new", "-o", "./new", "1.txt", "2.txt"],
        &["--html", "-", "1.txt", "2.txt"],
    ] {
        let folder = folder_with(&files);
        fs::hard_link(folder.path().join("in.jsonl"), folder.path().join("hard.jsonl")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("in.jsonl", folder.path().join("link.jsonl")).unwrap();
        let before = fs::read_dir(folder.path()).unwrap().count();
        let (code, message) = run_in(&folder, args);
        assert_eq!(code, 2, "{args:?}: {message}");
        assert!(message.starts_with("error: "), "{args:?}: {message}");
        for (name, text) in &files {
            assert_eq!(content(&folder, name), *text, "{args:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before, "{args:?}");
    }
}

#[test]
fn only_a_report_is_replaced_without_force() {
    let article = "Rain fell on the city all day long, and the river rose.\n";
    let folder = folder_with(&[("1.txt", article), ("notes", "mine\n"), ("empty", "")]);
    let (code, message) = run_in(&folder, &["-o", "notes", "1.txt"]);
    assert_eq!(code, 2);
    assert!(message.contains("notes exists") && message.contains("--force"), "{message}");
    assert_eq!(content(&folder, "notes"), "mine\n");
    for args in [
        &["-o", "notes", "1.txt", "--force"][..],
        &["-o", "notes", "1.txt"],
        &["-o", "empty", "1.txt"],
        &["-o", "found.jsonl", "-f", "jsonl", "1.txt"],
        &["-o", "found.jsonl", "-f", "jsonl", "1.txt"],
        &["--html", "found.html", "1.txt"],
        &["--html", "found.html", "1.txt"],
        &["--html", "-", "-o", "report", "1.txt"],
        &["-o", "-", "1.txt"],
    ] {
        assert_eq!(run_in(&folder, args), (0, String::new()), "{args:?}");
    }
    assert!(!folder.path().join("-").exists());
}

#[test]
fn a_report_in_the_searched_folder_is_not_searched() {
    let folder = folder_with(&[("feed.jsonl", &feed())]);
    let args = ["-f", "jsonl", "-o", "found.jsonl", "--html", "found.html", "."];
    assert_eq!(run_in(&folder, &args).0, 0);
    let first = content(&folder, "found.jsonl");
    let (code, message) = run_in(&folder, &args);
    assert_eq!(code, 0, "{message}");
    assert!(message.contains("found.html: is a report of nearcopy; left out"), "{message}");
    let (first, second) = (records(&first), records(&content(&folder, "found.jsonl")));
    assert_eq!(of_type(&first, "pair"), of_type(&second, "pair"));
    assert_eq!(second.last().unwrap()["articles"], 5);
    assert_eq!(second.last().unwrap()["problems"], 2);
}

#[test]
fn what_could_not_be_read_fails_the_run_after_the_report() {
    for (bad, text) in [
        ("bad.jsonl", "{\"id\": 1}\n".to_owned() + &feed()),
        ("bad.jsonl", "no JSON\n".to_owned() + &feed()),
        ("bad.txt", "\0\0\0".to_owned()),
        ("bad.txt.gz", "not gzip".to_owned()),
    ] {
        let folder = folder_with(&[("feed2.jsonl", &feed().replace("flood", "f")), (bad, &text)]);
        let code = |args: &[&str]| {
            let output = program().current_dir(folder.path()).args(args).arg(".").output().unwrap();
            let report = String::from_utf8(output.stdout.clone()).unwrap();
            assert!(report.contains("\"type\":\"summary\""), "{report}");
            (output.status.code().unwrap(), stderr(&output))
        };
        let (quiet, message) = code(&["-q", "-f", "jsonl"]);
        assert_eq!(quiet, 2, "{bad}");
        assert!(message.starts_with("error: 1 file or record was left out"), "{message}");
        assert!(message.contains(bad) && message.contains("--tolerate"), "{message}");
        assert_eq!(code(&["-f", "jsonl", "--fail-on-copies"]).0, 2);
        assert_eq!(code(&["-q", "-f", "jsonl", "--tolerate"]), (0, String::new()));
        assert_eq!(code(&["-q", "-f", "jsonl", "--tolerate", "--fail-on-copies"]).0, 1);
    }
}

#[test]
fn a_search_of_nothing_fails() {
    let folder = folder_with(&[("picture.png", "x"), ("empty.jsonl", "")]);
    for args in [&["-q", "."][..], &["-q", "--fail-on-copies", "empty.jsonl"]] {
        let (code, message) = run_in(&folder, args);
        assert_eq!(code, 2, "{args:?}");
        assert!(message.starts_with("error: no article was found"), "{message}");
    }
    assert_eq!(run_in(&folder, &["-q", "--tolerate", "."]), (0, String::new()));
}

#[test]
fn a_saved_report_that_is_cut_fails() {
    let folder = folder_with(&[("feed.jsonl", &feed())]);
    assert_eq!(run_in(&folder, &["-f", "jsonl", "-o", "all.jsonl", "feed.jsonl"]).0, 0);
    assert_eq!(run_in(&folder, &["--from", "all.jsonl"]).0, 0);
    assert_eq!(run_in(&folder, &["--from", "all.jsonl", "--fail-on-copies"]).0, 1);
    let whole = content(&folder, "all.jsonl");
    let cut: String = whole.lines().take(2).map(|line| line.to_owned() + "\n").collect();
    for cut in [cut, String::new()] {
        fs::write(folder.path().join("cut.jsonl"), cut).unwrap();
        let (code, message) = run_in(&folder, &["--from", "cut.jsonl"]);
        assert_eq!(code, 2);
        assert!(message.contains("summary"), "{message}");
    }
}

#[test]
fn a_repeated_id_is_a_warning_and_both_are_compared() {
    let [first, second] = ["Rain fell on the city all day.", "Snow fell in the hills at night."];
    let line = |id: &str, text: &str| format!("{{\"id\": {id}, \"text\": \"{text}\"}}\n");
    let folder = folder_with(&[
        ("a.jsonl", &(line("1", first) + &line("\"1\"", second) + &line("2", first))),
        ("b.jsonl", &(line("1", second) + &line("\"c.txt\"", first))),
        ("c.txt", second),
    ]);
    let output = program().current_dir(folder.path()).args(["-f", "jsonl", "."]).output().unwrap();
    assert_eq!(records(&stdout(&output)).last().unwrap()["articles"], 6);
    let message = stderr(&output);
    for part in [
        "a.jsonl, line 2: has the id \"1\" of ./a.jsonl, line 1; called \"1 (a.jsonl:2)\"",
        "b.jsonl, line 1: has the id \"1\" of ./a.jsonl, line 1; called \"1 (b.jsonl:1)\"",
        "has the id \"c.txt\" of ./b.jsonl, line 2; called \"c.txt (./c.txt)\"",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
}

#[test]
fn two_bytes_do_not_turn_a_file_into_another_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [&b"\xFF\xFEbroken\n"[..], feed().as_bytes()].concat();
    fs::write(folder.path().join("feed.jsonl"), bytes).unwrap();
    let output = run(&["--tolerate".as_ref(), folder.path().as_os_str()]);
    assert!(stdout(&output).contains("5 articles, "), "{output:?}");
    assert!(stderr(&output).contains("line 1: "), "{output:?}");
}

/// Runs the program on the seeds by a shell that sets limits first.
#[cfg(unix)]
fn run_limited(limits: &str, args: &str, variable: (&str, &str)) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_nearcopy");
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(format!("{limits}; exec {program} {args} seeds"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    shell.current_dir(root).env(variable.0, variable.1).output().unwrap()
}

#[cfg(unix)]
#[test]
fn threads_are_bounded_and_those_that_cannot_start_are_an_error() {
    // A hundred thousand stacks would take 200 GB of addresses.
    let output = run_limited("ulimit -v 1000000", "-q", ("RAYON_NUM_THREADS", "100000"));
    assert!(stdout(&output).contains("2 articles, 1 copy"), "{output:?}");

    let output = run_limited("ulimit -v 400000", "-j 1024", ("NONE", ""));
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let message = stderr(&output);
    assert!(message.starts_with("error: cannot start 1024 threads: "), "{message}");
    assert!(message.contains("--threads") && !message.contains("panicked"), "{message}");
}

/// The unfinished outputs in the folder.
#[cfg(unix)]
fn unfinished(folder: &TempDir) -> usize {
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with(".nearcopy-")).count()
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_no_unfinished_file() {
    use std::os::unix::process::ExitStatusExt;
    use std::time::{Duration, Instant};

    // Some thousand comparisons take a while to write.
    let sentence = |n: usize| format!("The river rose by {n} metres at the bridge number {n}. ");
    let text: String = (0..40).map(sentence).collect();
    let copies = (0..70).map(|n| {
        let text = text.replace(&format!("bridge number {}.", n % 40), "mill.");
        format!("{{\"id\": {n}, \"text\": \"{text} {n}\"}}\n")
    });
    let feed: String = copies.collect();
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        let folder = folder_with(&[("feed.jsonl", &feed)]);
        let args = ["--diff", "always", "-o", "found.txt", "feed.jsonl"];
        let mut child = program().current_dir(folder.path()).args(args).spawn().unwrap();
        let start = Instant::now();
        while unfinished(&folder) == 0 {
            assert!(start.elapsed() < Duration::from_secs(120), "no output was begun");
            assert!(child.try_wait().unwrap().is_none(), "the run was over too soon");
            std::thread::sleep(Duration::from_millis(1));
        }
        let id = child.id().to_string();
        std::process::Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(number), "{name}");
        assert_eq!(unfinished(&folder), 0, "{name}");
        assert!(!folder.path().join("found.txt").exists());
    }
}

#[cfg(unix)]
#[test]
fn what_a_dead_run_left_is_removed_and_what_a_living_one_writes_is_not() {
    let folder = folder_with(&[("feed.jsonl", &feed())]);
    let path = |name| folder.path().join(name);
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let old = |name| {
        let file = fs::File::create(path(name)).unwrap();
        file.set_modified(hour_ago).unwrap();
        file
    };
    drop(old(".nearcopy-dead"));
    let living = old(".nearcopy-living");
    living.lock().unwrap();
    fs::write(path(".nearcopy-young"), "").unwrap();
    assert_eq!(run_in(&folder, &["-q", "-o", "found.txt", "feed.jsonl"]).0, 0);
    assert!(!path(".nearcopy-dead").exists());
    assert!(path(".nearcopy-living").exists() && path(".nearcopy-young").exists());
}

/// What a run says of `feed.jsonl`, which `change` changes between the two times
/// that it is read: its exit code, the report, and the messages.
fn changed_in_between(change: fn(&Path), args: &[&str]) -> (i32, String, String) {
    let folder = folder_with(&[("feed.jsonl", &feed())]);
    // With one thread the file is read before standard input, and more than a pipe
    // holds is taken only when that is read.
    let mut child = program()
        .current_dir(folder.path())
        .args(["--threads", "1", "-f", "jsonl"])
        .args(args)
        .args(["feed.jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let other = "A new railway line was opened in the valley on Sunday, and the first train was \
        full. The minister came late, since his car stood in a queue before the old crossing.";
    for (id, end) in [("train", ""), ("train again", " The choir sang all the same.")] {
        let record = serde_json::json!({"id": id, "text": format!("{other}{end}")});
        writeln!(input, "{record}").unwrap();
    }
    let filler = format!("{}\n", " ".repeat(1 << 10));
    (0..1 << 10).for_each(|_| input.write_all(filler.as_bytes()).unwrap());
    change(&folder.path().join("feed.jsonl"));
    drop(input);
    let output = child.wait_with_output().unwrap();
    let report = String::from_utf8(output.stdout.clone()).unwrap();
    (output.status.code().unwrap(), report, stderr(&output))
}

#[test]
fn a_file_that_changes_during_a_run_costs_its_own_pairs_only() {
    let shrink: fn(&Path) = |path| fs::write(path, "{}\n").unwrap();
    let rewrite: fn(&Path) =
        |path| fs::write(path, content_of(path).replace("bridge", "ferry!")).unwrap();
    let remove: fn(&Path) = |path| fs::remove_file(path).unwrap();
    for change in [shrink, rewrite, remove] {
        for level in ["near", "edited", "reworded"] {
            let args = ["--level", level, "--threshold", "0.3"];
            let (code, report, message) = changed_in_between(change, &args);
            assert_eq!(code, 2, "{level}: {message}");
            assert!(message.contains("were left out, the first: feed.jsonl, line"), "{message}");
            let report = records(&report);
            let pairs = of_type(&report, "pair");
            let is_lost = |id: &serde_json::Value| id.as_str().unwrap().starts_with("flood");
            assert!(!pairs.iter().any(|pair| is_lost(&pair["a"]) || is_lost(&pair["b"])));
            assert!(pairs.iter().any(|pair| pair["a"] == "train" && pair["b"] == "train again"));
            let problems = of_type(&report, "problem");
            assert!(problems.iter().all(|problem| problem["path"] == "feed.jsonl"), "{problems:?}");
            assert_eq!(report.last().unwrap()["problems"], problems.len());
            let tolerated = [&args[..], &["--tolerate", "-q"]].concat();
            assert_eq!(changed_in_between(change, &tolerated).0, 0);
        }
    }
}

fn content_of(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_report_and_the_page_appear_together() {
    // What is written to a full device fails.
    let folder = folder_with(&[("feed.jsonl", &feed())]);
    let (code, message) =
        run_in(&folder, &["-q", "--html", "new.html", "-o", "/dev/full", "feed.jsonl"]);
    if Path::new("/dev/full").exists() {
        assert_eq!(code, 2, "{message}");
        assert!(!folder.path().join("new.html").exists());
    }
    assert_eq!(unfinished(&folder), 0);
    let (code, message) =
        run_in(&folder, &["-q", "--html", "new.html", "-o", "new.txt", "feed.jsonl"]);
    assert_eq!(code, 0, "{message}");
    assert!(content(&folder, "new.html").contains("</html>"));
    assert!(content(&folder, "new.txt").contains("flood edited"));
    assert_eq!(unfinished(&folder), 0);
}

#[test]
fn files_passed_over_are_counted_by_ending() {
    let files = [("feed.jsonl", &*feed()), ("a.pdf", ""), ("b.PDF", ""), ("Makefile", "")];
    let folder = folder_with(&files);
    let output = program().current_dir(folder.path()).arg(".").output().unwrap();
    let page = stdout(&output);
    assert!(page.contains("; files of other kinds: 2 .pdf, 1 without an ending"), "{page}");
    let output = program().current_dir(folder.path()).args(["-f", "jsonl", "."]).output().unwrap();
    let report = records(&stdout(&output));
    let counted = serde_json::json!({"": 1, "pdf": 2});
    assert_eq!(report.last().unwrap()["other_files"], counted);
}
