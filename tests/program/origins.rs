//! What the dates and outlets of articles are used for, as the program does it.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::process::{feed, of_type, program, records, stderr, stdout};

fn run(folder: &Path, args: &[&str]) -> Output {
    program().current_dir(folder).args(args).output().unwrap()
}

fn jsonl(folder: &Path, args: &[&str]) -> Vec<Value> {
    records(&stdout(&run(folder, &[&["--format", "jsonl"][..], args, &["set.jsonl"]].concat())))
}

fn flood() -> String {
    let first: Value = serde_json::from_str(feed().lines().next().unwrap()).unwrap();
    first["text"].as_str().unwrap().to_owned()
}

/// Versions of one report: of two outlets on two days, of one that has no name, of one without a date,
/// and one that is the same as the first.
fn versions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let flood = flood();
    let edited = flood.replace("rose by", "had risen");
    let again = edited.replace("dark", "nightfall");
    let longer = format!("{again} Nobody was hurt, a spokesman of the fire brigade added later.");
    let article = |id: &str, source: &str, date: &str, text: &str| {
        let mut record = json!({"id": id, "text": text});
        for (name, value) in [("source", source), ("date", date)] {
            if !value.is_empty() {
                record[name] = json!(value);
            }
        }
        record.to_string() + "\n"
    };
    let set = [
        article("d first", "Post", "2022-01-17T08:00:00Z", &flood),
        article("c same", "Gazette", "2022-01-17T11:00:00Z", &flood),
        article("b edited", "POST ", "2022-01-18", &edited),
        article("a longer", "Gazette", "2022-02-01", &longer),
        article("e unknown", "", "", &again),
    ];
    fs::write(folder.path().join("set.jsonl"), set.concat()).unwrap();
    folder
}

fn pairs(records: &[Value]) -> Vec<[String; 2]> {
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let mut pairs: Vec<[String; 2]> = of_type(records, "pair")
        .into_iter()
        .map(|pair| {
            let mut ids = [id(&pair["a"]), id(&pair["b"])];
            ids.sort();
            ids
        })
        .collect();
    pairs.sort();
    pairs
}

fn of(names: &[[&str; 2]]) -> Vec<[String; 2]> {
    names.iter().map(|pair| pair.map(str::to_owned)).collect()
}

#[test]
fn pairs_of_one_outlet_are_left_out() {
    let folder = versions();
    for level in ["near", "reworded"] {
        let options = ["--level", level, "--threshold", "0.3"];
        let all = jsonl(folder.path(), &options);
        // The first of the two with the same words stands for both.
        let (c, b, a, e) = ("c same", "b edited", "a longer", "e unknown");
        let expected = of(&[[a, b], [a, c], [a, e], [b, c], [b, e], [c, e]]);
        assert_eq!(pairs(&all), expected, "{level}");
        let others = jsonl(folder.path(), &[&options[..], &["--other-sources"]].concat());
        // Where the first is of the same outlet, the other one is named.
        let d = "d first";
        let expected = of(&[[a, b], [a, d], [a, e], [b, c], [b, e], [c, e]]);
        assert_eq!(pairs(&others), expected, "{level}");
        let score = |records: &[Value]| {
            let pair = of_type(records, "pair").into_iter().find(|it| it["b"] == "e unknown");
            pair.unwrap()["score"].clone()
        };
        assert_eq!(score(&others), score(&all), "{level}");
        assert_eq!(of_type(&others, "identical").len(), 1);
    }
    // A set of one outlet is not listed, and is no cluster.
    let twice: String = ["x", "y"]
        .map(|id| json!({"id": id, "source": "Post", "text": flood()}).to_string() + "\n")
        .concat();
    fs::write(folder.path().join("set.jsonl"), twice).unwrap();
    let found = jsonl(folder.path(), &["--other-sources"]);
    assert!(of_type(&found, "identical").is_empty() && of_type(&found, "cluster").is_empty());
    assert_eq!(of_type(&jsonl(folder.path(), &[]), "identical").len(), 1);
}

#[test]
fn pairs_far_apart_are_left_out() {
    let folder = versions();
    let (c, b, a, e) = ("c same", "b edited", "a longer", "e unknown");
    let options = ["--threshold", "0.3", "--within"];
    let found = jsonl(folder.path(), &[&options[..], &["7d"]].concat());
    // What has no date stays.
    assert_eq!(pairs(&found), of(&[[a, e], [b, c], [b, e], [c, e]]));
    assert_eq!(of_type(&found, "identical").len(), 1);
    let found = jsonl(folder.path(), &[&options[..], &["12h"]].concat());
    assert_eq!(pairs(&found), of(&[[a, e], [b, e], [c, e]]));
    let found = jsonl(folder.path(), &["--within", "2h", "--threshold", "1", "--level", "near"]);
    assert!(of_type(&found, "identical").is_empty(), "{found:?}");
    for wrong in ["7", "d", "7y", "-1d", "99999999999999999999d"] {
        let output = run(folder.path(), &["--within", wrong, "set.jsonl"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(
            wrong.starts_with('-')
                || stderr(&output).contains("must be a number with m, h, d or w, as 7d"),
            "{output:?}"
        );
    }
}

#[test]
fn the_earliest_is_kept_and_represents() {
    let folder = versions();
    let ids = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let keep = ["--keep", "keep.txt", "--force", "--threshold", "0.3"];
    jsonl(folder.path(), &[&keep[..], &["--prefer", "earliest"]].concat());
    assert_eq!(ids("keep.txt"), "d first\n");
    jsonl(folder.path(), &keep);
    assert_eq!(ids("keep.txt"), "a longer\n");

    let representative = |which: &str| {
        let options = ["--threshold", "0.3", "--representative", which];
        let found = jsonl(folder.path(), &options);
        let clusters = of_type(&found, "cluster");
        assert_eq!(clusters[0]["members"].as_array().unwrap().len(), 4, "{clusters:?}");
        (clusters[0]["representative"].clone(), of_type(&found, "identical")[0]["ids"][0].clone())
    };
    assert_eq!(representative("earliest"), (json!("d first"), json!("d first")));
    assert_eq!(representative("longest").0, "a longer");
    assert_eq!(representative("central").1, "c same");
}

#[test]
fn who_was_probably_first_and_why() {
    let folder = versions();
    let found = jsonl(folder.path(), &["--threshold", "0.3"]);
    let pair = |a: &str, b: &str| {
        let mut found = of_type(&found, "pair").into_iter();
        found.find(|pair| pair["a"] == a && pair["b"] == b).cloned().unwrap()
    };
    let dated = pair("b edited", "c same");
    assert_eq!(dated["direction"], json!({"from": "b", "by": ["earlier by 1 day"]}));
    assert_eq!(dated["days"], json!(-1.0));
    assert!(pair("c same", "e unknown")["direction"].is_null());
    let page = stdout(&run(folder.path(), &["--threshold", "0.3", "set.jsonl"]));
    assert!(page.contains("Probable source: B (earlier by 1 day)"), "{page}");
}

#[test]
fn a_graph_of_each_cluster() {
    let folder = versions();
    let graph = |name: &str| {
        let args = ["--graph", name, "--threshold", "0.3", "set.jsonl"];
        stdout(&run(folder.path(), &args));
        fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let json: Value = serde_json::from_str(&graph("who.json")).unwrap();
    let edges = json["clusters"][0]["edges"].as_array().unwrap();
    let step = |child: &str| edges.iter().find(|edge| edge["to"] == child);
    let same = step("c same").unwrap();
    assert_eq!((&same["from"], &same["score"]), (&json!("d first"), &json!(1.0)));
    assert_eq!(step("b edited").unwrap()["from"], "d first");
    assert!(step("a longer").is_some() && step("d first").is_none() && step("e unknown").is_none());
    let xml = graph("who.graphml");
    assert_eq!(xml.matches("<edge ").count(), 3);
    assert_eq!(xml.matches("<node ").count(), 5);
    assert!(graph("who.gv").starts_with("digraph nearcopy {\n"));
    // An earlier graph is replaced, and is no article.
    for name in ["who.json", "who.graphml", "who.gv"] {
        graph(name);
    }
    let found = records(&stdout(&run(folder.path(), &["--format", "jsonl", "--tolerate", "."])));
    assert_eq!(of_type(&found, "summary")[0]["articles"], 5);

    let output = run(folder.path(), &["--graph", "who.svg", "set.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("ends with .graphml, .dot, .gv or .json"), "{output:?}");
    let output = run(folder.path(), &["--graph", "set.jsonl", "set.jsonl"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn options_that_do_nothing_are_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("set.jsonl"), feed()).unwrap();
    let options = ["--other-sources", "--within", "1d", "--representative", "earliest"];
    let lists = ["--prefer", "earliest", "--keep", "keep.txt", "--graph", "who.dot", "set.jsonl"];
    let output = run(folder.path(), &[&options[..], &lists].concat());
    let told = stderr(&output);
    assert!(told.contains("no article has a source, so --other-sources leaves nothing out"));
    for option in ["--within", "--prefer earliest", "--representative earliest"] {
        assert!(told.contains(&format!("no article has a date, so {option} changes nothing")));
    }
    assert!(told.contains("the graph has no edges"), "{told}");
}
