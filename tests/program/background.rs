//! `--save-background` and `--background`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::process::{of_type, records, run, stderr, stdout};

const CLOSING: &str = "Subscribe to our letter and never miss a story from the region again. \
    Your support keeps the newsroom independent and its reporters in the field every day. \
    Write to the desk if you saw something that we should look into before the others do.";

/// An article of its own words, with the paragraph that closes every article.
fn article(n: usize) -> String {
    // Without digits, which would make figures of the words.
    let letters = |number: usize| -> String {
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
    };
    let own: String = (0..12).map(|word| format!("own{}x{} ", letters(n), letters(word))).collect();
    let town = letters(n);
    let text = format!("The council of town{town} met. It said that {own}is so. {CLOSING}");
    serde_json::json!({"id": format!("{n:03}"), "text": text}).to_string() + "\n"
}

fn write(path: &Path, articles: std::ops::Range<usize>) -> String {
    fs::write(path, articles.map(article).collect::<String>()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn commonness(report: &str) -> Vec<f64> {
    let all = records(report);
    let figure = |pair: &&Value| pair["evidence"]["commonness"].as_f64().unwrap();
    of_type(&all, "pair").iter().map(figure).collect()
}

#[test]
fn two_articles_are_judged_with_what_an_archive_knows() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let archive = write(&folder.path().join("archive.jsonl"), 0..60);
    let two = write(&folder.path().join("two.jsonl"), 100..102);
    let statistics = path("archive.statistics");
    stdout(&run(&["-q", "--save-background", &statistics, "--diff", "never", &archive]));

    // The same bytes from any number of threads; an earlier file of its own is replaced.
    let bytes = fs::read(&statistics).unwrap();
    stdout(&run(&["-q", "-j1", "--save-background", &statistics, "--diff", "never", &archive]));
    assert_eq!(fs::read(&statistics).unwrap(), bytes);

    let search = |more: &[&str]| {
        let args = [&["-q", "--format", "jsonl", "--threshold", "0", &two], more].concat();
        stdout(&run(&args))
    };
    assert_eq!(commonness(&search(&[])), [0.0]);
    let known = commonness(&search(&["--background", &statistics]));
    assert!(known.iter().all(|&share| share > 0.4), "{known:?}");
}

#[test]
fn what_is_no_background_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let archive = write(&folder.path().join("archive.jsonl"), 0..3);
    let statistics = folder.path().join("statistics").to_str().unwrap().to_owned();
    stdout(&run(&["-q", "--save-background", &statistics, "--diff", "never", &archive]));
    let mut bytes = fs::read(&statistics).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&statistics, &bytes).unwrap();
    for (file, problem) in [
        (&statistics[..], "checksum"),
        (&archive[..], "begins with"),
        ("/nowhere/at/all", "No such file"),
    ] {
        let output = run(&["--background", file, &archive]);
        assert_eq!(output.status.code(), Some(2));
        let message = stderr(&output);
        assert!(message.contains(file) && message.contains(problem), "{message}");
    }
    // Nor is an input written over.
    let output = run(&["--save-background", &archive, &archive]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is an input"), "{}", stderr(&output));
}
