//! What other programs and scripts rely on.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::{feed, of_type, program, records, stderr, stdout};

/// A folder with `feed.jsonl` in it, in which the program runs.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write("feed.jsonl", feed());
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        program().current_dir(self.path()).args(args).output().unwrap()
    }

    fn run_with(&self, args: &[&str], input: &[u8]) -> Output {
        let mut command = program();
        command.current_dir(self.path()).args(args).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    /// The records of a run with `--format jsonl`.
    fn records(&self, args: &[&str]) -> Vec<Value> {
        records(&stdout(&self.run(&[&["-f", "jsonl"], args].concat())))
    }
}

#[test]
fn the_first_record_says_what_was_asked_for() {
    let place = Place::new();
    let first = &place.records(&["feed.jsonl"])[0];
    let version = env!("CARGO_PKG_VERSION");
    let expected = json!({"type": "run", "version": version, "level": "reworded",
        "threshold": 0.5, "settings": {}, "paths": ["feed.jsonl"]});
    assert_eq!(*first, expected);

    let asked = ["--level", "near", "-t", "0.33", "--within", "1d", "--no-passages", "-j2"];
    let first =
        &place.records(&[&asked[..], &["--text-field", "text,more", "feed.jsonl"]].concat())[0];
    let settings = json!({"text_field": ["text", "more"], "no_passages": true, "within": 86400});
    let expected = json!({"type": "run", "version": version, "level": "near",
        "threshold": 0.33, "settings": settings, "paths": ["feed.jsonl"]});
    assert_eq!(*first, expected);
}

#[test]
fn a_stricter_report_says_how_strict_it_is() {
    let place = Place::new();
    let saved = ["-t", "0.1", "-o", "all.jsonl", "feed.jsonl"];
    assert!(place.records(&saved).is_empty());
    let narrowed = &place.records(&["--from", "all.jsonl", "--level", "edited", "-t", "0.9"])[0];
    assert_eq!((&narrowed["level"], &narrowed["threshold"]), (&json!("edited"), &json!(0.9)));
    assert_eq!(narrowed["paths"], json!(["feed.jsonl"]));

    // Told from an article, and replaced by the next run.
    assert!(place.records(&saved).is_empty());
    let output = place.run(&["--tolerate", "all.jsonl"]);
    assert!(stderr(&output).contains("report"), "{output:?}");
}

#[test]
fn an_index_says_so_too() {
    let place = Place::new();
    let added = place.run(&["index", "add", "kept", "-f", "jsonl", "-q", "feed.jsonl"]);
    let first = &records(&stdout(&added))[0];
    assert_eq!((&first["type"], &first["settings"]), (&json!("run"), &json!({"index": "kept"})));
    let asked = place.records(&["feed.jsonl", "--against", "kept"]);
    assert_eq!(asked[0]["settings"], json!({"against": ["kept"]}));
    assert_eq!(of_type(&asked, "summary").len(), 1);
}
