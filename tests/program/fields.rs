//! What is known of an article beside its text, as the program reads it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::process::{feed, of_type, program, records, stderr, stdout};

fn flood() -> String {
    feed().lines().next().map(|line| serde_json::from_str::<Value>(line).unwrap()).unwrap()["text"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| record.to_string() + "\n").collect()
}

fn run(folder: &Path, args: &[&str]) -> std::process::Output {
    program().current_dir(folder).args(args).output().unwrap()
}

#[test]
fn fields_inside_of_others_and_joined_texts() {
    let folder = tempfile::tempdir().unwrap();
    let flood = flood();
    let (first, rest) = flood.split_at(flood.find(". ").unwrap() + 1);
    fs::write(
        folder.path().join("set.jsonl"),
        lines(&[
            json!({"meta": {"ids": [17]}, "doc": {"lead": first, "body": rest.trim()}}),
            json!({"meta": {"ids": [18]}, "doc": {"body": flood, "lead": null}}),
            json!({"meta": {"ids": []}, "doc": {"body": flood}}),
            json!({"meta": {"ids": [19]}, "doc": {"lead": 3, "body": flood}}),
        ]),
    )
    .unwrap();
    let args =
        ["--format", "jsonl", "--id-field", "meta.ids.0", "--text-field", "doc.lead,doc.body"];
    let output = run(folder.path(), &[&args[..], &["--tolerate", "set.jsonl"]].concat());
    let records = records(&stdout(&output));
    assert_eq!(of_type(&records, "identical")[0]["ids"], json!(["17", "18"]));
    let problems: Vec<&str> =
        of_type(&records, "problem").iter().map(|it| it["problem"].as_str().unwrap()).collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("no field \"meta.ids.0\""), "{problems:?}");
    assert!(problems[1].contains("\"doc.lead\""), "{problems:?}");
}

#[test]
fn the_fields_named_are_the_only_ones() {
    let folder = tempfile::tempdir().unwrap();
    let record = json!({"id": 1, "text": flood(), "when": "2022-01-17", "kicker": 7});
    fs::write(folder.path().join("set.jsonl"), lines(&[record])).unwrap();
    let names = ["--date-field", "when", "--title-field", "kicker", "--source-field", "x.y"];
    let output = run(folder.path(), &[&names[..], &["set.jsonl"]].concat());
    stdout(&output);
    let stderr = stderr(&output);
    assert!(
        stderr.contains("no article has a title: no record has a string in its field \"kicker\"")
    );
    assert!(
        stderr.contains("no article has a source: no record has a string in its field \"x.y\"")
    );
    assert!(!stderr.contains("has a date"), "{stderr}");

    let names =
        ["--link-field", "a", "--author-field", "b", "--language-field", "c", "--date-field", "id"];
    let output = run(folder.path(), &[&names[..], &["set.jsonl"]].concat());
    let stderr = super::process::stderr(&output);
    for name in ["link", "author", "language", "date"] {
        assert!(stderr.contains(&format!("no article has a {name}: ")), "{stderr}");
    }
    let quiet = run(folder.path(), &[&names[..], &["--quiet", "set.jsonl"]].concat());
    assert!(quiet.stderr.is_empty());
}

#[test]
fn front_matter_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let flood = flood();
    let matter = "---\ntitle: \"River: rises\"\ndate: 2022-01-17\n---\n";
    fs::write(folder.path().join("a.md"), format!("{matter}\n{flood}")).unwrap();
    fs::write(folder.path().join("b.txt"), &flood).unwrap();
    // In plain text it is text.
    fs::write(folder.path().join("c.txt"), format!("{matter}\n{flood}")).unwrap();
    let output = run(folder.path(), &["--format", "jsonl", "."]);
    let records = records(&stdout(&output));
    assert_eq!(of_type(&records, "identical")[0]["ids"], json!(["a.md", "b.txt"]));
}

#[test]
fn one_text_field_may_not_be_that_of_the_id() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("set.jsonl"), lines(&[json!({"id": "a", "text": "b"})])).unwrap();
    let output = run(folder.path(), &["--text-field", "text,id", "set.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("text_field must be another name than id_field, got \"id\""));
}
