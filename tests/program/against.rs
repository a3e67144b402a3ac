//! A search across two sides, as the program runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::process::{of_type, program, records, stderr, stdout};

fn run(folder: &Path, args: &[&str]) -> Output {
    program().current_dir(folder).args(args).output().unwrap()
}

fn jsonl(folder: &Path, args: &[&str]) -> Vec<Value> {
    records(&stdout(&run(folder, &[&["--format", "jsonl"][..], args].concat())))
}

/// A number as letters, so that it is a word and no figure.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

/// A story with words of its own, in which every so many words are another version's.
fn story(number: usize, version: usize) -> String {
    let every = [usize::MAX, 11, 7, 5][version % 4];
    let own = letters(number);
    let word = |at: usize| match at % every {
        0 if at > 0 => format!("v{}n{own}w{}", letters(version), letters(at)),
        _ => format!("s{own}w{}", letters((at * at + at) % 61)),
    };
    let words: Vec<String> = (0..90).map(word).collect();
    words.chunks(15).map(|sentence| sentence.join(" ") + ". ").collect()
}

/// 90 articles of 30 stories in two folders, so that not every pair is compared; in both are
/// versions that are the same, in one and in both folders.
fn two_sides() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for side in ["mine", "theirs"] {
        fs::create_dir(folder.path().join(side)).unwrap();
    }
    for number in 0..30 {
        for version in 0..3 {
            let side = if (number + version) % 3 == 0 { "mine" } else { "theirs" };
            let name = format!("{side}/{}{number}-{version}.txt", ["z", "a"][number % 2]);
            fs::write(folder.path().join(name), story(number, version)).unwrap();
        }
    }
    for (name, number, version) in [
        ("mine/again-0.txt", 0, 1),
        ("theirs/again-0.txt", 0, 0),
        ("theirs/again-1.txt", 1, 0),
        ("theirs/twice-1.txt", 1, 0),
        ("mine/again-2.txt", 2, 1),
        ("theirs/again-3.txt", 3, 1),
    ] {
        fs::write(folder.path().join(name), story(number, version)).unwrap();
    }
    folder
}

/// The pairs of two sides that a report has, with scores: those of the same words too, and
/// for each match all pairs of articles with the same words.
fn across(records: &[Value], is_mine: impl Fn(&str) -> bool) -> BTreeMap<(String, String), String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for set in of_type(records, "identical") {
        let ids: Vec<String> = set["ids"].as_array().unwrap().iter().map(text).collect();
        for one in &ids {
            sets.insert(one.clone(), ids.clone());
            pairs.extend(ids.iter().map(|other| (one.clone(), other.clone(), json!(1.0))));
        }
    }
    for found in of_type(records, "pair") {
        let all = |id: &Value| sets.get(&text(id)).cloned().unwrap_or_else(|| vec![text(id)]);
        for one in all(&found["a"]) {
            let others = all(&found["b"]);
            pairs.extend(
                others.into_iter().map(|other| (one.clone(), other, found["score"].clone())),
            );
        }
    }
    let mut all = BTreeMap::new();
    for (one, other, score) in pairs {
        match (is_mine(&one), is_mine(&other)) {
            (true, false) => all.insert((one, other), score.to_string()),
            (false, true) => all.insert((other, one), score.to_string()),
            _ => None,
        };
    }
    all
}

/// What a run across finds is what a run of everything finds across.
#[test]
fn the_pairs_across_are_those_of_a_plain_run() {
    let folder = two_sides();
    for level in ["near", "edited", "reworded"] {
        for threshold in ["0.3", "0.7"] {
            let options = ["--level", level, "--threshold", threshold, "--no-passages"];
            let plain = jsonl(folder.path(), &[&options[..], &["."]].concat());
            let plain = across(&plain, |id| id.starts_with("mine/"));
            let sides = ["mine", "--against", "theirs"];
            let found = jsonl(folder.path(), &[&options[..], &sides[..]].concat());
            let mine = fs::read_dir(folder.path().join("mine")).unwrap();
            let mine: Vec<String> =
                mine.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            let is_mine = |id: &str| id.starts_with("mine/") || mine.iter().any(|name| name == id);
            let with_folder = |id: &str| match (id.contains('/'), is_mine(id)) {
                (true, _) => id.to_owned(),
                (false, true) => format!("mine/{id}"),
                (false, false) => format!("theirs/{id}"),
            };
            let found: BTreeMap<_, _> = across(&found, is_mine)
                .into_iter()
                .map(|((one, other), score)| ((with_folder(&one), with_folder(&other)), score))
                .collect();
            // Of five-word sequences, hardly any two versions share so many.
            assert!(plain.len() > if level == "near" { 1 } else { 10 }, "{plain:?}");
            assert_eq!(found, plain, "{level} {threshold}");
        }
    }
}

#[test]
fn no_pair_of_one_side_is_listed_and_a_is_of_the_first() {
    let folder = two_sides();
    let found = jsonl(folder.path(), &["mine", "--against", "theirs"]);
    let ids = |side: &str| -> Vec<String> {
        let entries = fs::read_dir(folder.path().join(side)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (mine, theirs) = (ids("mine"), ids("theirs"));
    let is_of = |id: &Value, side: &str, names: &[String]| {
        let id = id.as_str().unwrap();
        id.starts_with(&format!("{side}/")) || names.iter().any(|name| name == id)
    };
    let pairs = of_type(&found, "pair");
    assert!(pairs.len() > 10);
    for pair in pairs {
        // But for an article of theirs with the same words as one of mine.
        assert!(is_of(&pair["a"], "mine", &mine), "{pair}");
        assert!(is_of(&pair["b"], "theirs", &theirs), "{pair}");
    }
    let sets = of_type(&found, "identical");
    // On both sides, that of the first one first; and all of one side where they have a match.
    for ids in [json!(["z0-0.txt", "theirs/again-0.txt"]), json!(["again-2.txt", "z2-1.txt"])] {
        assert!(sets.iter().any(|set| set["ids"] == ids), "{ids} {sets:?}");
    }
    let summary = of_type(&found, "summary")[0];
    assert_eq!(summary["articles"], 96);
}

#[test]
fn ids_of_both_sides_get_their_paths() {
    let folder = tempfile::tempdir().unwrap();
    for (side, text) in [("mine", story(1, 0)), ("theirs", story(1, 2))] {
        fs::create_dir(folder.path().join(side)).unwrap();
        fs::write(folder.path().join(side).join("1.txt"), &text).unwrap();
        let line = json!({"id": "17", "text": story(2, text.len() % 3)}).to_string();
        fs::write(folder.path().join(format!("{side}.jsonl")), line).unwrap();
    }
    let paths = ["mine/", "mine.jsonl", "--against", "theirs", "--against", "theirs.jsonl"];
    let output = run(folder.path(), &[&["--format", "csv"][..], &paths].concat());
    assert_eq!(stderr(&output), "");
    let table = stdout(&output);
    assert!(table.contains("\nmine/1.txt,theirs/1.txt,"), "{table}");
    assert!(table.contains("\nmine.jsonl:17,theirs.jsonl:17,"), "{table}");
}

#[test]
fn a_is_the_article_of_the_path_given_first() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("theirs.txt"), story(1, 0)).unwrap();
    let ours = story(1, 0).replacen("sbw", "vbw", 1);
    fs::write(folder.path().join("ours.txt"), ours).unwrap();
    fs::write(folder.path().join("same.txt"), story(1, 0)).unwrap();
    for paths in [["theirs.txt", "ours.txt"], ["ours.txt", "theirs.txt"]] {
        for level in ["near", "reworded"] {
            let options = ["--level", level, "--threshold", "0.1"];
            let found = jsonl(folder.path(), &[&options[..], &paths].concat());
            let pair = of_type(&found, "pair")[0];
            assert_eq!([&pair["a"], &pair["b"]], paths, "{level}");
            let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
            let edit = &pair["edits"][0];
            let of = |side: &str, name: &str| {
                let place = |end: &str| edit[side][end].as_u64().unwrap() as usize;
                text(name)[place("start")..place("end")].to_owned()
            };
            let (a, b) = (of("a", paths[0]), of("b", paths[1]));
            assert_eq!(a.starts_with('v'), paths[0] == "ours.txt", "{a} {b}");
        }
    }
    let found = jsonl(folder.path(), &["theirs.txt", "same.txt"]);
    assert_eq!(of_type(&found, "identical")[0]["ids"], json!(["theirs.txt", "same.txt"]));
    // Within a folder it is the first id.
    let found = jsonl(folder.path(), &["."]);
    assert_eq!(of_type(&found, "identical")[0]["ids"], json!(["same.txt", "theirs.txt"]));
}

#[test]
fn standard_input_and_a_file_of_both_sides() {
    let folder = two_sides();
    fs::write(folder.path().join("one.txt"), story(4, 1)).unwrap();
    // A file is no copy of itself, even if it is on both sides.
    let found = jsonl(folder.path(), &["one.txt", "--against", "one.txt", "--against", "theirs"]);
    assert_eq!(of_type(&found, "identical").len(), 1);
    assert!(of_type(&found, "pair").iter().all(|pair| pair["a"] == "one.txt"));
    let output = run(folder.path(), &["mine", "--against", "one.txt", "--output", "one.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("an input is never written"), "{output:?}");
    // One side alone is no search across.
    let output = run(folder.path(), &["--against", "theirs"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("<PATH>"), "{output:?}");
}
