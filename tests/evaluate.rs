//! The program `examples/evaluate.rs`: its figures, and the whole as a process.
#![cfg(all(feature = "read", feature = "report"))]

// Their unit tests run here: `cargo test` builds an example, but runs no test in it.
#[allow(dead_code)]
#[path = "../examples/evaluate/curve.rs"]
mod curve;
#[allow(dead_code)]
#[path = "../examples/evaluate/plagdet.rs"]
mod plagdet;
#[allow(dead_code)]
#[path = "../examples/evaluate/scores.rs"]
mod scores;
#[allow(dead_code)]
#[path = "../examples/evaluate/truth.rs"]
mod truth;

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

const FLOOD: &str = "The river rose by two metres overnight and the old bridge had to be closed. \
    The mayor asked everyone who lives by the water to leave before dark. Schools will stay shut \
    until the end of the week, the council decided on Monday.";

const LIBRARY: &str = "A new library opened on the main square this morning, after six years of \
    building work. Its reading room has space for four hundred visitors, and the architect was \
    there to cut the ribbon with a class of school children.";

/// Two stories: one in three versions and once more the same, one alone.
fn articles() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let edited = FLOOD.replace("rose by", "had risen").replace("dark", "nightfall");
    let trimmed = FLOOD.replace(" Schools will stay shut until the end of the week,", "");
    let files = [
        ("flood", FLOOD),
        ("same", FLOOD),
        ("edited", &edited),
        ("trimmed", &trimmed),
        ("library", LIBRARY),
    ];
    fs::create_dir(folder.path().join("articles")).expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(format!("articles/{name}.txt")), text).expect("a file");
    }
    folder
}

/// Runs the program in `folder`. As for `nearcopy`, `cargo test` builds it.
fn run(folder: &TempDir, args: &[&str]) -> Output {
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("target/<profile>/deps/<test>");
    let name = format!("evaluate{}", std::env::consts::EXE_SUFFIX);
    let program = profile.join("examples").join(name);
    assert!(program.is_file(), "run `cargo build --example evaluate` first");
    Command::new(program).args(args).current_dir(folder.path()).output().expect("it starts")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("the report is UTF-8")
}

fn stderr(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn truth(folder: &TempDir, lines: &str) {
    fs::write(folder.path().join("truth.tsv"), lines).expect("a file");
}

/// The line that begins so, its columns joined by single spaces.
#[track_caller]
fn line(report: &str, start: &str) -> String {
    let found = report.lines().find(|line| line.starts_with(start));
    let found = found.unwrap_or_else(|| panic!("no line {start:?} in\n{report}"));
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn copies_and_lookalikes() {
    let folder = articles();
    truth(
        &folder,
        "# id, id, label\nflood.txt\tsame.txt\texact\nedited.txt\tflood.txt\tedited\n\
         library.txt\tflood.txt\tother\nlibrary.txt\tedited.txt\tedited\n",
    );
    let args = ["articles", "--truth", "truth.tsv", "--not-copies", "other", "--list", "5"];
    let report = stdout(&run(&folder, &args));
    assert!(line(&report, "recall      exact").starts_with("recall exact 100.0 % 1 of 1"));
    assert!(line(&report, "recall      edited").starts_with("recall edited 50.0 % 1 of 2"));
    assert!(line(&report, "recall      (all").starts_with("recall (all copies) 66.7 % 2 of 3"));
    assert!(line(&report, "false alarm other").starts_with("false alarm other 0.0 % 0 of 1"));
    assert_eq!(line(&report, "threshold 0.5"), "threshold 0.5 100.0 % 66.7 % 80.0 %");
    assert!(report.contains("missed copies: 1\n"), "{report}");
    assert!(report.contains("\tedited.txt\tlibrary.txt\tedited\n"), "{report}");
    assert!(report.contains("false alarms: 0\n"), "{report}");
}

#[test]
fn labels_cannot_command_the_terminal() {
    let folder = articles();
    truth(&folder, "flood.txt\tlibrary.txt\tsame\u{9b}31m\u{202e}\n");
    let report = stdout(&run(&folder, &["articles", "--truth", "truth.tsv", "--list", "5"]));
    assert!(!report.contains(['\u{9b}', '\u{202e}']), "{report:?}");
    assert!(report.contains(r"same\u{9b}31m\u{202e}"), "{report}");
}

/// Four versions of one story, two of them the same: six pairs, of which three
/// are listed.
#[test]
fn what_a_complete_list_leaves_out_is_false() {
    let folder = articles();
    truth(&folder, "flood.txt\tsame.txt\nflood.txt\tedited.txt\nflood.txt\ttrimmed.txt\n");
    let report = stdout(&run(&folder, &["articles", "--truth", "truth.tsv", "--complete"]));
    assert!(line(&report, "recall      copy").starts_with("recall copy 100.0 % 3 of 3"));
    assert!(line(&report, "false alarm (not").starts_with("false alarm (not listed) 3"));
    assert_eq!(line(&report, "threshold 0.5"), "threshold 0.5 50.0 % 100.0 % 66.7 %");
}

#[test]
fn weights_are_shown_beside() {
    let folder = articles();
    truth(
        &folder,
        "flood.txt\tedited.txt\tcopy\t3\nlibrary.txt\tsame.txt\tcopy\t1\nflood.txt\ttrimmed.txt\tother\t6\n",
    );
    let args = ["articles", "--truth", "truth.tsv", "--not-copies", "other", "--svg", "curve.svg"];
    let report = stdout(&run(&folder, &args));
    let (plain, weighted) = report.split_once("each pair as its weight").expect("two tables");
    assert_eq!(line(plain, "threshold 0.5"), "threshold 0.5 50.0 % 50.0 % 50.0 %");
    assert_eq!(line(weighted, "threshold 0.5"), "threshold 0.5 33.3 % 75.0 % 46.2 %");
    let picture = fs::read_to_string(folder.path().join("curve.svg")).expect("a picture");
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert!(picture.contains("prefers-color-scheme: dark"));
    assert_eq!(picture.matches("class=\"line s").count(), 4, "two curves and their keys");
}

#[test]
fn copies_alone_have_no_precision() {
    let folder = articles();
    truth(&folder, "flood.txt\tedited.txt\n");
    let report = stdout(&run(&folder, &["articles", "--truth", "truth.tsv"]));
    assert!(report.contains("there is no precision"), "{report}");
}

#[test]
fn passages_have_their_own_scores() {
    let folder = articles();
    let length = FLOOD.len();
    let passages = format!(
        "id\toffset\tlength\tid\toffset\tlength\ttype\n\
         same.txt\t0\t{length}\tflood.txt\t0\t{length}\tverbatim\n"
    );
    fs::write(folder.path().join("passages.tsv"), passages).expect("a file");
    for units in [&[][..], &["--code-points"]] {
        let args = [&["articles", "--passages", "passages.tsv"], units].concat();
        let report = stdout(&run(&folder, &args));
        assert_eq!(line(&report, "all"), "all 1.0000 1.0000 1.0000 1.0000 1 1");
        assert_eq!(line(&report, "verbatim"), "verbatim 1.0000 1.0000 1.0000 1.0000 1 1");
    }
}

#[test]
fn mistakes_in_the_truth_are_named() {
    let folder = articles();
    let cases: [(&str, &[&str], &str); 7] = [
        ("flood.txt\tfloot.txt\n", &[], "line 1: no article has the id \"floot.txt\""),
        ("\nflood.txt same.txt\n", &[], "line 2: no article has the id"),
        ("flood.txt\tflood.txt\n", &[], "line 1: names the same article twice"),
        ("flood.txt\tsame.txt\tcopy\tmuch\n", &[], "line 1: the weight is \"much\""),
        (
            "flood.txt\tsame.txt\ta\nsame.txt\tflood.txt\tb\n",
            &[],
            "line 2: says another thing of the pair in line 1",
        ),
        ("flood.txt\tsame.txt\n", &["--not-copies", "Q"], "no pair has the label \"Q\""),
        ("flood.txt\tsame.txt\tQ\n", &["--not-copies", "Q"], "there is no copy"),
    ];
    for (lines, more, message) in cases {
        truth(&folder, lines);
        let args = [&["articles", "--truth", "truth.tsv"], more].concat();
        let said = stderr(&run(&folder, &args));
        assert!(said.contains(message), "{said:?} does not say {message:?}");
    }
}

#[test]
fn help_is_short_and_long() {
    let folder = tempfile::tempdir().expect("a folder");
    let short = stdout(&run(&folder, &["-h"]));
    let long = stdout(&run(&folder, &["--help"]));
    assert!(short.contains("--truth") && !short.contains("Examples:"));
    assert!(long.contains("Examples:") && long.contains("average precision"));
}
