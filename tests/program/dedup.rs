//! What the lists of articles to keep and to drop promise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::process::{feed, of_type, program, records, stderr, stdout};

/// A paragraph that shares no wording with that of another number.
fn paragraph(number: usize) -> String {
    let word = |at: usize| format!("w{}x{}", number, (at * at + 3 * at + number) % 97);
    (0..40).map(word).collect::<Vec<_>>().join(" ") + ".\n\n"
}

/// Versions of several articles: edited in more and more words, cut, joined, repeated.
fn versions() -> Vec<(String, String)> {
    let mut articles = Vec::new();
    for story in 0..6 {
        let text: String = (0..4).map(|part| paragraph(story * 4 + part)).collect();
        for version in 0..5 {
            let every = 40 >> version;
            let words = text.split(' ').enumerate().map(|(at, word)| match at % every {
                0 if version > 0 => format!("v{version}n{at}"),
                _ => word.to_owned(),
            });
            articles.push((format!("{story}-{version}"), words.collect::<Vec<_>>().join(" ")));
        }
        articles.push((format!("{story}-again"), text.replace("\n\n", " ")));
        articles.push((format!("{story}-part"), text[..text.len() / 3].to_owned()));
        articles.push((format!("{story}-and-next"), text + &paragraph(story * 4 + 4)));
    }
    articles
}

fn write(folder: &TempDir, articles: &[(String, String)]) -> PathBuf {
    let path = folder.path().join("set.jsonl");
    let line = |(id, text): &(String, String)| json!({"id": id, "text": text}).to_string() + "\n";
    fs::write(&path, articles.iter().map(line).collect::<String>()).unwrap();
    path
}

/// The ids of a list.
fn ids(path: &Path) -> Vec<String> {
    let list = fs::read_to_string(path).unwrap();
    let id = |line: &str| match line.starts_with('"') {
        true => serde_json::from_str(line).unwrap(),
        false => line.to_owned(),
    };
    list.split_terminator('\n').map(id).collect()
}

/// The pairs of ids that a report has of these relations.
fn reported(records: &[Value], relations: &str) -> Vec<[String; 2]> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let relations = if relations.is_empty() { "exact,edited,reworded,partial" } else { relations };
    let counts = |name: &str| relations.split(',').any(|it| it == name);
    let pairs = of_type(records, "pair").into_iter();
    let pairs = pairs.filter(|pair| counts(pair["relation"].as_str().unwrap()));
    let mut found: Vec<[String; 2]> = pairs.map(|it| [text(&it["a"]), text(&it["b"])]).collect();
    for set in of_type(records, "identical") {
        let ids: Vec<String> = set["ids"].as_array().unwrap().iter().map(text).collect();
        // The first stands for the set in pairs.
        let first = found.iter().filter(|pair| pair.contains(&ids[0])).cloned();
        for [a, b] in first.collect::<Vec<_>>() {
            let other = if a == ids[0] { b } else { a };
            found.extend(ids[1..].iter().map(|id| [id.clone(), other.clone()]));
        }
        if counts("exact") {
            let each = ids.iter().flat_map(|a| ids.iter().map(|b| [a.clone(), b.clone()]));
            found.extend(each.filter(|[a, b]| a < b));
        }
    }
    found
}

#[test]
fn of_no_reported_pair_both_are_kept_and_each_dropped_one_has_a_kept_copy() {
    let folder = tempfile::tempdir().unwrap();
    let articles = versions();
    let set = write(&folder, &articles);
    let [keep, drop] = ["keep.txt", "drop.txt"].map(|name| folder.path().join(name));
    let mut sizes = BTreeSet::new();
    for level in ["near", "edited", "reworded"] {
        for prefer in ["longest", "first"] {
            for relations in ["", "exact", "exact,edited", "edited", "reworded,partial"] {
                let mut command = program();
                command.args(["--format", "jsonl", "--force", "--no-passages", "--level", level]);
                command
                    .args(["--prefer", prefer])
                    .arg("--keep")
                    .arg(&keep)
                    .arg("--drop")
                    .arg(&drop);
                if !relations.is_empty() {
                    command.args(["--relation", relations]);
                }
                let report = records(&stdout(&command.arg(&set).output().unwrap()));
                let (kept, dropped) = (ids(&keep), ids(&drop));
                let pairs = reported(&report, relations);
                for [a, b] in &pairs {
                    assert!(!(kept.contains(a) && kept.contains(b)), "{a} and {b} are kept");
                }
                for id in &dropped {
                    let has_kept = |[a, b]: &[String; 2]| {
                        a == id && kept.contains(b) || b == id && kept.contains(a)
                    };
                    assert!(pairs.iter().any(has_kept), "{id} is dropped for nothing");
                }
                let all: BTreeSet<&String> = kept.iter().chain(&dropped).collect();
                assert_eq!(all.len(), kept.len() + dropped.len());
                assert!(
                    all.into_iter().eq(articles.iter().map(|(id, _)| id).collect::<BTreeSet<_>>())
                );
                sizes.insert(kept.len());
            }
        }
    }
    assert!(sizes.len() > 4, "the settings make a difference: {sizes:?}");
}

/// The feed and its lists, with these options.
fn lists_of_feed(options: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feed.jsonl"), feed()).unwrap();
    let mut command = program();
    command.current_dir(folder.path()).args(["--keep", "keep", "--drop", "drop", "feed.jsonl"]);
    stdout(&command.args(options).output().unwrap());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    (read("keep"), read("drop"))
}

#[test]
fn one_of_each_set_of_copies_is_kept() {
    let lists = |keep: &str, drop: &str| (keep.to_owned(), drop.to_owned());
    // As many words in each version: the first by id.
    assert_eq!(lists_of_feed(&[]), lists("flood\nlibrary\nshort\n", "flood again\nflood edited\n"));
    assert_eq!(
        lists_of_feed(&["--relation", "exact"]),
        lists("flood\nflood edited\nlibrary\nshort\n", "flood again\n")
    );
}

#[test]
fn the_longest_or_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let text = paragraph(1) + &paragraph(2);
    let longer = text.clone() + "And so it stays until the end of the week.";
    let set = write(&folder, &[("a".to_owned(), text), ("b\nb".to_owned(), longer)]);
    let kept = |prefer: &[&str]| {
        let mut command = program();
        command.args(["--keep", "-", "--output"]).arg(folder.path().join("found.txt"));
        stdout(&command.args(prefer).arg(&set).output().unwrap())
    };
    assert_eq!(kept(&[]), "\"b\\nb\"\n");
    assert_eq!(kept(&["--prefer", "first"]), "a\n");
}

/// The records of the kept and the dropped articles, with these options, of `set.jsonl`.
fn records_of(folder: &TempDir, options: &[&str]) -> (String, String, Vec<Value>) {
    let mut command = program();
    command.current_dir(folder.path()).args(["--keep", "keep.jsonl", "--drop", "drop.ndjson"]);
    command.args(["--force", "--format", "jsonl", "--no-passages"]).args(options);
    let report = records(&stdout(&command.arg("set.jsonl").output().unwrap()));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    (read("keep.jsonl"), read("drop.ndjson"), report)
}

#[test]
fn kept_records_are_lines_of_the_input_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    // Spaces, escapes, other fields, an order of their own, and ends of lines of two kinds.
    let line = |(at, (id, text)): (usize, &(String, String))| {
        let text = json!(text).to_string().replace('w', "\\u0077");
        let end = if at % 3 == 0 { "\r\n" } else { "\n" };
        format!(
            "{{ \"text\":{text}, \"n\" : 1.50e0,\"id\": {}, \"x\": [{at}, null] }}{end}",
            json!(id)
        )
    };
    let lines: Vec<String> = versions().iter().enumerate().map(line).collect();
    fs::write(folder.path().join("set.jsonl"), lines.concat()).unwrap();
    for options in [&[][..], &["--relation", "exact"], &["--level", "near"], &["--prefer", "x.0"]] {
        let (kept, dropped, report) = records_of(&folder, options);
        let has = |list: &str, line: &String| list.split_inclusive('\n').any(|it| it == line);
        let mut rest = (kept.as_str(), dropped.as_str());
        for line in &lines {
            assert!(has(&kept, line) != has(&dropped, line));
            rest.0 = rest.0.strip_prefix(line.as_str()).unwrap_or(rest.0);
            rest.1 = rest.1.strip_prefix(line.as_str()).unwrap_or(rest.1);
        }
        assert_eq!(rest, ("", ""), "each line stands where it stood");
        let ids = |list: &str| -> Vec<String> {
            records(list).iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
        };
        let (kept, dropped) = (ids(&kept), ids(&dropped));
        let relations = if options.first() == Some(&"--relation") { options[1] } else { "" };
        let pairs = reported(&report, relations);
        assert!(pairs.iter().all(|[a, b]| !(kept.contains(a) && kept.contains(b))));
        assert!(!dropped.is_empty());
        for id in &dropped {
            let is_of =
                |[a, b]: &[String; 2]| a == id && kept.contains(b) || b == id && kept.contains(a);
            assert!(pairs.iter().any(is_of), "{id} is dropped for nothing");
        }
    }
}

#[test]
fn records_of_other_kinds_have_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let text = paragraph(1) + &paragraph(2);
    let table = format!("id,date,text,x\na,2022-01-17,\"{text}\",1\nb,,\"{text}\",2\n");
    fs::write(folder.path().join("set.csv"), table).unwrap();
    let mut command = program();
    command.current_dir(folder.path()).args(["--keep", "keep.jsonl", "--drop", "drop.jsonl"]);
    stdout(&command.arg("set.csv").output().unwrap());
    let read = |name: &str| records(&fs::read_to_string(folder.path().join(name)).unwrap());
    assert_eq!(read("keep.jsonl"), [json!({"id": "a", "date": "2022-01-17", "text": text})]);
    assert_eq!(read("drop.jsonl"), [json!({"id": "b", "text": text})]);

    // Packed records lose fields, and that is said.
    let line = json!({"id": "a", "text": text, "x": 1}).to_string();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, line.as_bytes()).unwrap();
    fs::write(folder.path().join("set.jsonl.gz"), packed.finish().unwrap()).unwrap();
    let mut command = program();
    command.current_dir(folder.path()).args(["--force", "--keep", "keep.jsonl", "set.jsonl.gz"]);
    let output = command.output().unwrap();
    assert!(stderr(&output).contains("set.jsonl.gz: its records cannot be read again"));
    assert_eq!(read("keep.jsonl"), [json!({"id": "a", "text": text})]);
}

#[test]
fn the_one_with_the_greatest_value() {
    let folder = tempfile::tempdir().unwrap();
    let text = paragraph(1) + &paragraph(2);
    let line = |id: &str, score: Value| {
        json!({"id": id, "text": text, "meta": {"score": score}}).to_string() + "\n"
    };
    let kept = |scores: [Value; 4]| {
        let ids = ["a", "b", "c", "d"].into_iter();
        let lines: String = ids.zip(scores).map(|(id, score)| line(id, score)).collect();
        fs::write(folder.path().join("set.jsonl"), lines).unwrap();
        let kept = records_of(&folder, &["--prefer", "meta.score"]).0;
        records(&kept)[0]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(kept([json!(1), json!(2.5), json!("2"), json!(null)]), "b");
    assert_eq!(kept([json!(1), json!(10), json!("1e2"), json!([])]), "c");
    assert_eq!(kept([json!(null), json!("many"), json!(-3), json!(-4)]), "c");
    assert_eq!(kept([json!(true), json!(7), json!(7.0), json!(-4)]), "b");
    let mut command = program();
    command.current_dir(folder.path()).args(["--keep", "-", "-o", "x", "--prefer", "scroe"]);
    let output = command.arg("set.jsonl").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--prefer must be longest, first, earliest, or a field with"));
}

#[test]
fn lists_are_refused_where_they_would_harm_or_mean_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feed.jsonl"), feed()).unwrap();
    fs::write(folder.path().join("notes"), "mine").unwrap();
    let refused = |args: &[&str], problem: &str| {
        let output = program().current_dir(folder.path()).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(problem), "{args:?}: {}", stderr(&output));
    };
    refused(&["--keep", "feed.jsonl", "feed.jsonl"], "is an input");
    refused(&["--keep", "x", "--drop", "x", "feed.jsonl"], "another file");
    refused(&["--keep", "notes", "feed.jsonl"], "with --force it is replaced");
    refused(&["--keep", "keep.txt", "."], "would read the list as an article");
    refused(&["--keep", "-", "feed.jsonl"], "must go to one of");
    refused(&["--keep", "-", "--drop", "-", "-o", "x", "feed.jsonl"], "must go to one of");
    refused(&["--prefer", "first", "feed.jsonl"], "--keep");
    refused(&["--relation", "exact", "feed.jsonl"], "--drop");
    refused(&["--keep", "x", "--relation", "same", "feed.jsonl"], "possible values");
    refused(&["--keep", "x", "--pairs", "notes", "feed.jsonl"], "cannot be used with");
    assert_eq!(fs::read_to_string(folder.path().join("notes")).unwrap(), "mine");
}
