//! Pairs that are stored while a run goes on are written as if they had been in memory.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::process::{of_type, program, records};

/// Versions of one text, each with two words of its own, and of another text with other
/// figures, which are forms filled in anew.
fn set(folder: &Path) {
    let letters = |number: usize| -> String {
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    };
    let text = |story: usize, own: &dyn Fn(usize) -> Option<String>| {
        let word = |at: usize| own(at).unwrap_or_else(|| letters(1000 * story + at * at) + "w");
        (0..160)
            .map(word)
            .collect::<Vec<_>>()
            .chunks(12)
            .map(|it| it.join(" ") + ".")
            .collect::<String>()
    };
    let mut lines = String::new();
    let mut add = |id: String, day: usize, text: String| {
        let date = format!("2022-01-{:02}", 1 + day % 28);
        lines += &(json!({"id": id, "text": text, "date": date}).to_string() + "\n");
    };
    for n in 0..300 {
        let own = |at: usize| (at == n % 150 || at == 155).then(|| letters(n) + "own");
        add(format!("v{n:03}"), n, text(1, &own));
    }
    for n in 0..12 {
        let own = |at: usize| (at % 9 == 4).then(|| (17 * n + at).to_string());
        add(format!("t{n:02}"), n, text(2, &own));
    }
    fs::write(folder.join("set.jsonl"), lines).unwrap();
}

#[test]
fn all_pairs_are_the_same_with_a_limit_on_memory() {
    let folder = tempfile::tempdir().unwrap();
    set(folder.path());
    let decided =
        [("v000", "v001", "not_copy"), ("v001", "v002", "copy"), ("v003", "v004", "later")];
    let decided = decided.map(|(a, b, decision)| {
        json!({"type": "decision", "a": a, "b": b, "decision": decision}).to_string()
    });
    fs::write(folder.path().join("decided.jsonl"), decided.join("\n")).unwrap();
    let files = ["out", "keep.txt", "drop.txt", "graph.dot", "page.html"];
    let run = |args: &[&str]| -> Vec<Vec<u8>> {
        let mut command = program();
        command.current_dir(folder.path()).args(args).args(["-q", "--all-pairs", "--force"]);
        let done = command.args(["-o", "out", "set.jsonl"]).output().unwrap();
        assert!(done.status.success(), "{args:?} {done:?}");
        let read = |name: &&str| {
            let mut file = fs::read(folder.path().join(name)).unwrap_or_default();
            if *name == "out" && !args.contains(&"--format") {
                // The text for people ends with how long it took.
                let end = file.iter().rposition(|&byte| byte == b'(').expect("a time");
                file.truncate(end);
            }
            file
        };
        files.iter().map(read).collect()
    };
    let lists = ["--keep", "keep.txt", "--drop", "drop.txt", "--graph", "graph.dot"];
    let cases: [&[&str]; 7] = [
        &["--format", "jsonl", "--level", "near"],
        &["--format", "jsonl", "--level", "near", "--no-passages", "--top", "50"],
        &["--format", "jsonl", "--level", "near", "--no-passages", "--offsets", "chars"],
        &["--format", "csv", "--templates"],
        &["--format", "tsv", "--level", "edited"],
        &["--level", "near", "--no-passages"],
        &["--level", "near", "--no-passages", "--html", "page.html"],
    ];
    for case in cases {
        for more in [&[][..], &["--decisions", "decided.jsonl"]] {
            let args = [case, &lists, more].concat();
            let whole = run(&args);
            assert!(whole[..4].iter().all(|file| file.len() > 10), "{args:?}");
            let limited = run(&[&args[..], &["--memory", "50M"]].concat());
            for ((name, one), other) in files.iter().zip(&whole).zip(&limited) {
                assert!(one == other, "{args:?}: {name} differs");
            }
            if case[1] == "jsonl" {
                let all = records(&String::from_utf8(limited[0].clone()).unwrap());
                let pairs = of_type(&all, "pair").len();
                assert!(pairs == 50 || pairs > 44_000, "{pairs} pairs");
            }
        }
    }
}
