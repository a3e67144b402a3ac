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
        "threshold": 0.5, "settings": {}, "paths": ["feed.jsonl"],
        "offsets": "bytes"});
    assert_eq!(*first, expected);

    let asked = ["--level", "near", "-t", "0.33", "--within", "1d", "--no-passages", "-j2"];
    let first =
        &place.records(&[&asked[..], &["--text-field", "text,more", "feed.jsonl"]].concat())[0];
    let settings = json!({"text_field": ["text", "more"], "no_passages": true, "within": 86400});
    let expected = json!({"type": "run", "version": version, "level": "near",
        "threshold": 0.33, "settings": settings, "paths": ["feed.jsonl"],
        "offsets": "bytes"});
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

/// Two articles with characters of one to four bytes, the second one edited.
fn wide_feed() -> String {
    let a = "Der Fluss stieg über Nacht um zwei Meter 🌊, und die alte Brücke wurde für alle \
        gesperrt. 北京 meldete dasselbe, sagte der Bürgermeister am Montag der Zeitung.";
    let b = a.replace("zwei", "drei").replace("Montag", "Dienstag");
    let line = |id: &str, text: &str| json!({"id": id, "text": text}).to_string() + "\n";
    line("a", a) + &line("b", &b)
}

#[test]
fn offsets_count_what_is_asked_for_in_the_texts_that_come_along() {
    let place = Place::new();
    place.write("wide.jsonl", wide_feed());
    let mut cut = Vec::new();
    for unit in ["bytes", "chars", "utf16"] {
        let found = place.records(&["--texts", "--offsets", unit, "wide.jsonl"]);
        assert_eq!(found[0]["offsets"], unit);
        let text = |id: &Value| {
            let articles = of_type(&found, "article");
            let article = articles.iter().find(|article| article["id"] == *id).unwrap();
            article["text"].as_str().unwrap().to_owned()
        };
        let pair = of_type(&found, "pair")[0];
        let part = |span: &Value, text: &str| {
            let at = |end: &str| span[end].as_u64().unwrap() as usize;
            let range = at("start")..at("end");
            match unit {
                "bytes" => text[range].to_owned(),
                "chars" => text.chars().skip(range.start).take(range.len()).collect(),
                _ => {
                    let units: Vec<u16> = text.encode_utf16().collect();
                    String::from_utf16(&units[range]).unwrap()
                }
            }
        };
        let parts = ["passages", "edits"].map(|list| {
            let all = pair[list].as_array().unwrap().iter();
            all.map(|one| ["a", "b"].map(|side| part(&one[side], &text(&pair[side]))))
                .collect::<Vec<_>>()
        });
        assert!(parts[1].contains(&["zwei".to_owned(), "drei".to_owned()]), "{parts:?}");
        cut.push(parts);
    }
    assert!(cut[0] == cut[1] && cut[0] == cut[2]);
}

#[test]
fn texts_and_offsets_are_of_json_lines() {
    let place = Place::new();
    assert!(of_type(&place.records(&["feed.jsonl"]), "article").is_empty());
    let found = place.records(&["--texts", "feed.jsonl"]);
    let ids: Vec<_> = of_type(&found, "article").iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids, ["flood", "flood again", "flood edited"]);
    for option in [&["--texts"][..], &["--offsets", "chars"]] {
        let output = place.run(&[option, &["feed.jsonl"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("without --format jsonl"), "{output:?}");
    }
}

/// Three articles as files, two of which are copies, and one in a folder inside.
fn with_files() -> Place {
    let place = Place::new();
    for (record, name) in records(&feed()).iter().step_by(2).zip(["a.txt", "b.txt", "in/c.md"]) {
        place.write(&format!("all/{name}"), record["text"].as_str().unwrap());
    }
    place.write("all/in/d.txt", records(&feed())[3]["text"].as_str().unwrap());
    place
}

/// How many articles were searched.
fn articles(records: &[Value]) -> u64 {
    of_type(records, "summary")[0]["articles"].as_u64().unwrap()
}

#[test]
fn paths_from_a_list() {
    let place = with_files();
    place.write("list", "all/a.txt\r\n\nall/b.txt\n");
    let found = place.records(&["--files-from", "list", "all/in/c.md"]);
    assert_eq!(articles(&found), 3);
    assert_eq!(found[0]["paths"], json!(["all/in/c.md"]));
    assert_eq!(found[0]["settings"], json!({"files_from": "list"}));
    let piped = place.run_with(&["-f", "jsonl", "--files-from", "-"], b"all/b.txt\nall/a.txt");
    let piped = records(&stdout(&piped));
    assert_eq!((articles(&piped), &of_type(&piped, "pair")[0]["a"]), (2, &json!("all/b.txt")));

    let twice = place.run_with(&["--files-from", "-", "-"], b"all/a.txt\n");
    assert!(stderr(&twice).contains("not both"), "{twice:?}");
    for list in ["all/none.txt\n", ""] {
        place.write("list", list);
        assert_eq!(place.run(&["--files-from", "list"]).status.code(), Some(2), "{list:?}");
    }
    assert_eq!(place.run(&["--files-from", "none"]).status.code(), Some(2));
    place.write("list", "all/a.txt\n");
    let output = place.run(&["--force", "-o", "all/a.txt", "--files-from", "list"]);
    assert!(stderr(&output).contains("is an input"), "{output:?}");
}

#[test]
fn files_and_folders_are_left_out_by_name() {
    let place = with_files();
    let left = |globs: &[&str]| {
        let args = globs.iter().flat_map(|&glob| ["--exclude", glob]);
        articles(&place.records(&args.chain(["--tolerate", "-q", "all"]).collect::<Vec<_>>()))
    };
    assert_eq!(left(&[]), 4);
    assert_eq!(left(&["*.md"]), 3);
    assert_eq!(left(&["in"]), 2);
    assert_eq!(left(&["in/*.txt", "[b-z].txt"]), 2);
    assert_eq!(left(&["**/*.txt"]), 1);
    assert_eq!(articles(&place.records(&["--exclude", "*.txt", "all/a.txt"])), 1);
    let output = place.run(&["--exclude", "[a", "all"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("exclude must be a pattern"), "{output:?}");
}

#[test]
fn the_surest_pairs_alone_are_listed_and_all_are_counted() {
    let place = Place::new();
    let (feed, mut lines) = (records(&feed()), String::new());
    let flood = feed[0]["text"].as_str().unwrap();
    for (id, more) in
        ["", " So it is.", " Nobody could say for how long that would be."].into_iter().enumerate()
    {
        lines +=
            &(json!({"id": id.to_string(), "text": format!("{flood}{more}")}).to_string() + "\n");
    }
    place.write("three.jsonl", lines);
    let all = place.records(&["three.jsonl"]);
    let score = |pair: &Value| pair["score"].as_f64().unwrap();
    let highest = of_type(&all, "pair").into_iter().map(score).fold(0.0, f64::max);
    let (count, top) = (of_type(&all, "pair").len(), place.records(&["--top", "1", "three.jsonl"]));
    assert!(count > 1);
    let left = of_type(&top, "pair");
    assert_eq!((left.len(), score(left[0])), (1, highest));
    assert_eq!(of_type(&top, "cluster"), of_type(&all, "cluster"));
    let summary = of_type(&top, "summary")[0];
    assert_eq!(summary["matches"], json!(count));
    assert_eq!(summary["not_listed"], json!(count - 1));
    let text = stdout(&place.run(&["--top", "1", "three.jsonl"]));
    let expected = format!("3 articles, {count} copies, {} of them not listed", count - 1);
    assert!(text.contains(&expected) && text.matches(", score ").count() == 1, "{text}");
    let table = stdout(&place.run(&["--top", "1", "-f", "csv", "three.jsonl"]));
    assert_eq!(table.lines().count(), 2);
    assert_eq!(
        place.run(&["--top", "0", "--fail-on-copies", "three.jsonl"]).status.code(),
        Some(1)
    );

    // Clusters could not be made anew from it.
    place.run(&["--top", "1", "-f", "jsonl", "-o", "top.jsonl", "three.jsonl"]);
    let output = place.run(&["--from", "top.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("made without --top"), "{output:?}");
}

#[test]
fn one_article_on_standard_input() {
    let place = with_files();
    let text = records(&feed())[2]["text"].as_str().unwrap().to_owned();
    let found = place.run_with(&["-f", "jsonl", "--stdin-as", "text", "-", "all"], text.as_bytes());
    let found = records(&stdout(&found));
    assert_eq!(articles(&found), 5);
    assert_eq!(found[0]["settings"], json!({"stdin_as": "text"}));
    assert!(of_type(&found, "identical")[0]["ids"].as_array().unwrap().contains(&json!("-")));
    let page = format!("<html><body><p>{text}</p></body></html>");
    let found = place.run_with(&["-f", "jsonl", "--stdin-as", "html", "-", "all"], page.as_bytes());
    assert_eq!(of_type(&records(&stdout(&found)), "identical").len(), 1);
}

#[test]
fn completions_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&place.run(&["completions", shell]));
        assert!(script.contains("nearcopy") && script.contains("fail-on-copies"), "{shell}");
    }
    assert_eq!(place.run(&["completions", "none"]).status.code(), Some(2));
}

#[test]
fn manual_pages() {
    let place = Place::new();
    let page = stdout(&place.run(&["man"]));
    assert!(page.contains(".TH nearcopy 1") && page.contains("\\-\\-fail\\-on\\-copies"), "{page}");
    let page = stdout(&place.run(&["man", "index", "add"]));
    assert!(page.contains(".TH nearcopy-index-add 1") && page.contains("no\\-texts"), "{page}");
    let output = place.run(&["man", "none"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("got \"none\""), "{output:?}");
}
