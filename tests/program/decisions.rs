//! What `--decisions` promises.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use nearcopy::decisions::text_digest;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::{feed, of_type, program, records, stderr};

/// A feed and decisions about it, in a folder.
struct Feed {
    folder: TempDir,
}

impl Feed {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("feed.jsonl"), feed()).unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("feed.jsonl")
    }

    /// Decides pairs on the texts as they are.
    fn decide(&self, decided: &[(&str, &str, &str)]) -> PathBuf {
        let texts = feed();
        let digest = |id: &str| {
            let record = texts.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let text = record.into_iter().find(|it| it["id"] == id).unwrap()["text"].clone();
            format!("{:016x}", text_digest(text.as_str().unwrap()))
        };
        let line = |(a, b, decision): &(&str, &str, &str)| {
            json!({"type": "decision", "a": a, "b": b, "decision": decision,
                "digest_a": digest(a), "digest_b": digest(b)})
            .to_string()
        };
        let path = self.folder.path().join("decisions.jsonl");
        fs::write(&path, decided.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
        path
    }

    fn run(&self, decisions: &Path, args: &[&str]) -> Output {
        let mut command = program();
        command.args(["--fail-on-copies", "--decisions"]).arg(decisions).args(args);
        command.arg(self.path()).output().expect("the program starts")
    }
}

fn found(output: &Output) -> Vec<Value> {
    records(&String::from_utf8(output.stdout.clone()).unwrap())
}

#[test]
fn what_is_no_copy_is_left_out_of_pairs_clusters_and_the_exit_code() {
    let feed = Feed::new();
    let decisions = feed.decide(&[
        // In the other order, and of the set's second article.
        ("flood edited", "flood again", "not_copy"),
        ("flood", "flood again", "not_copy"),
    ]);
    let output = feed.run(&decisions, &["--format", "jsonl"]);
    let records = found(&output);
    assert_eq!(of_type(&records, "identical"), [&Value::Null; 0]);
    assert_eq!(of_type(&records, "pair").len(), 1, "the set is none, so only one decision holds");
    let decisions =
        feed.decide(&[("flood edited", "flood", "not_copy"), ("flood", "flood again", "not_copy")]);
    let output = feed.run(&decisions, &["--format", "jsonl"]);
    let records = found(&output);
    assert_eq!(records.len(), 3, "{records:?}");
    assert_eq!(records[1]["type"], "skipped");
    let summary = &records[2];
    assert_eq!((&summary["not_copies"], &summary["matches"]), (&json!(2), &json!(0)));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = feed.run(&decisions, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("no copies, 2 pairs left out as decided"), "{text}");
}

#[test]
fn a_confirmed_copy_is_marked_in_every_output_and_is_not_new() {
    let feed = Feed::new();
    let all = [("flood again", "flood edited", "copy"), ("flood again", "flood", "copy")];
    let decisions = feed.decide(&all);
    let output = feed.run(&decisions, &["--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "nothing is new: {output:?}");
    let records = found(&output);
    assert_eq!(of_type(&records, "pair")[0]["decision"], "copy");
    assert_eq!(of_type(&records, "identical")[0]["decision"], "copy");
    assert_eq!(of_type(&records, "cluster").len(), 1);
    let table = feed.run(&decisions, &["--format", "csv"]).stdout;
    let table = String::from_utf8(table).unwrap();
    assert!(table.lines().skip(1).all(|line| line.ends_with(",copy")), "{table}");
    for diff in ["always", "never"] {
        let text = String::from_utf8(feed.run(&decisions, &["--diff", diff]).stdout).unwrap();
        assert_eq!(text.matches("confirmed").count(), 3, "{text}");
    }

    // A saved report keeps the mark, and the exit code with it.
    let saved = feed.folder.path().join("saved.jsonl");
    fs::write(&saved, output.stdout).unwrap();
    let narrowed = program().args(["--fail-on-copies", "--from"]).arg(&saved).output().unwrap();
    assert_eq!(narrowed.status.code(), Some(0), "{narrowed:?}");

    for (decision, code) in [("copy", 1), ("later", 1)] {
        let decisions = feed.decide(&[(all[0].0, all[0].1, decision)]);
        let output = feed.run(&decisions, &["--format", "jsonl"]);
        assert_eq!(output.status.code(), Some(code), "the identical set is new");
        assert_eq!(of_type(&found(&output), "pair")[0]["decision"], decision);
    }
}

#[test]
fn a_decision_about_a_changed_text_asks_again() {
    let feed = Feed::new();
    let decisions = feed.decide(&[("flood edited", "flood", "not_copy")]);
    let changed = fs::read_to_string(feed.path()).unwrap().replace("nightfall", "midnight");
    fs::write(feed.path(), changed).unwrap();
    let output = feed.run(&decisions, &["--format", "jsonl"]);
    assert_eq!(of_type(&found(&output), "pair").len(), 1);
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    let expected = "does not apply: a text changed since";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn errors_name_the_line() {
    let feed = Feed::new();
    let path = feed.decide(&[("flood", "flood edited", "copy"), ("flood", "short", "perhaps")]);
    let output = feed.run(&path, &[]);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    let expected = "line 2: decision must be copy, not_copy or later, got \"perhaps\"";
    assert!(message.contains(expected), "{message}");
    let missing = feed.run(Path::new("no such file"), &[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("no such file"), "{missing:?}");
}

#[test]
fn a_file_of_decisions_is_no_article_and_is_not_written_over() {
    let feed = Feed::new();
    let path = feed.decide(&[("flood", "flood edited", "copy")]);
    let mut command = program();
    command.args(["--format", "jsonl"]).arg(feed.folder.path());
    let records = records(&String::from_utf8(command.output().unwrap().stdout).unwrap());
    assert_eq!(records.last().unwrap()["articles"], 5);
    let output = feed.run(&path, &["-o", path.to_str().unwrap()]);
    assert!(stderr(&output).contains("is an input, and an input is never written"), "{output:?}");
}
