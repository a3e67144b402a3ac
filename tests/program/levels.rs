//! The program's levels, reasons and saved reports, run as its users run them.
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::process::{feed, of_type, program, records, run, stderr, stdout};

fn feed_file(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("feed.jsonl");
    fs::write(&path, feed()).unwrap();
    path
}

/// The ids of the pairs that a level lists, of the seeds.
fn pairs_of_seeds(level: &str) -> usize {
    let output = run(&["--quiet", "--level", level, "--format", "jsonl", "seeds"]);
    of_type(&records(&stdout(&output)), "pair").len()
}

#[test]
fn a_reworded_copy_is_found_at_its_level_alone() {
    assert_eq!(pairs_of_seeds("reworded"), 1);
    assert_eq!(pairs_of_seeds("near"), 0);
}

#[test]
fn at_level_near_the_score_is_the_resemblance() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed_file(&folder);
    let near = |threshold: &str| {
        let args = ["--quiet", "--format", "jsonl", "--level", "near", "--threshold", threshold];
        let output = program().args(args).arg(&feed).output().unwrap();
        records(&stdout(&output))
    };
    let found = near("0.5");
    let pairs = of_type(&found, "pair");
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0]["score"], pairs[0]["evidence"]["near"]);
    assert!(of_type(&near("0.99"), "pair").is_empty());
}

#[test]
fn every_figure_is_explained() {
    let text = stdout(&run(&["--quiet", "--explain", "--diff", "never", "seeds"]));
    for part in ["proposed by", "prose_a", "exclusive", "share of A's own prose"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn why_names_the_stage_at_which_a_pair_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed_file(&folder);
    for (a, b, expected) in [
        ("flood", "flood again", "Identical"),
        ("flood", "flood edited", "A match: edited copy"),
        ("flood", "library", "Not a match: it is compared"),
        ("flood", "short", "too short. A has 43 words, B has 1"),
    ] {
        let output = program().args(["--quiet", "--why", a, b]).arg(&feed).output().unwrap();
        let text = stdout(&output);
        assert!(text.contains(expected), "{a}, {b}: {text}");
    }
    let output = program().args(["--why", "flood", "gone"]).arg(&feed).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("\"gone\""), "{}", stderr(&output));
    let output = program().args(["--why", "flood", "flood"]).arg(&feed).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn why_names_ids_that_are_nearly_like_an_unknown_one() {
    let folder = tempfile::tempdir().unwrap();
    let feed = feed_file(&folder);
    let refused = |id: &str| {
        let output = program().args(["--why", "flood", id]).arg(&feed).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    let message = refused("Flood edted");
    assert!(message.contains("error: no article has the id \"Flood edted\""), "{message}");
    assert!(message.contains("Nearly like it: \"flood edited\""), "{message}");
    let message = refused("earthquake");
    assert!(message.contains("A file's id is its path from the given folder on"), "{message}");
}

#[test]
fn why_says_just_below_where_two_decimals_hide_the_difference() {
    let found = stdout(&run(&["--quiet", "--format", "jsonl", "seeds"]));
    let score = of_type(&records(&found), "pair")[0]["score"].as_f64().unwrap();
    let threshold = (score + 0.0002).to_string();
    let [a, b] = ["000_dcf635e621369bb0.txt", "001_7f1638b987c94aff.txt"];
    let why = stdout(&run(&["--quiet", "--threshold", &threshold, "--why", a, b, "seeds"]));
    let expected = format!("scores just below {score:.2} (reworded); needed is {score:.2}");
    assert!(why.contains(&expected), "{expected}: {why}");
}

#[test]
fn identical_articles_of_a_few_words_are_identical() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("a.txt", "Rain all day."), ("b.txt", "rain all day"), ("c.txt", "Sun.")] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for name in ["empty.txt", "none.txt"] {
        fs::write(folder.path().join(name), "...").unwrap();
    }
    for level in ["near", "reworded"] {
        let run = |options: &[&str]| {
            let mut command = program();
            command.args(["--quiet", "--tolerate", "--level", level]).args(options);
            stdout(&command.arg(folder.path()).output().unwrap())
        };
        let records = records(&run(&["--format", "jsonl"]));
        let sets = of_type(&records, "identical");
        assert_eq!(sets.len(), 1, "{records:?}");
        assert_eq!(sets[0]["ids"], serde_json::json!(["a.txt", "b.txt"]));
        assert!(run(&["--why", "a.txt", "b.txt"]).contains("Identical"));
        assert!(run(&["--why", "a.txt", "c.txt"]).contains("too short"));
        assert!(run(&["--why", "empty.txt", "none.txt"]).contains("too short"));
    }
}

#[test]
fn a_saved_report_narrows_to_what_a_stricter_run_finds() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.jsonl");
    let feed = feed_file(&folder);
    let all = ["--quiet", "--format", "jsonl", "--threshold", "0.1", "--output"];
    let status = program().args(all).arg(&saved).arg("seeds").arg(&feed).status().unwrap();
    assert!(status.success());
    for level in ["near", "edited", "reworded"] {
        let narrowed = program().args(["--level", level, "--from"]).arg(&saved).output().unwrap();
        let args = ["--quiet", "--format", "jsonl", "--level", level, "seeds"];
        let fresh = program().args(args).arg(&feed).output().unwrap();
        let (narrowed, fresh) = (records(&stdout(&narrowed)), records(&stdout(&fresh)));
        for kind in ["identical", "pair", "cluster"] {
            assert_eq!(of_type(&narrowed, kind), of_type(&fresh, kind), "{level}");
        }
    }
}

#[test]
fn a_report_that_is_none_is_named_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.jsonl");
    fs::write(&saved, "{\"type\":\"skipped\"}\nno JSON\n").unwrap();
    let output = program().arg("--from").arg(&saved).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("saved.jsonl") && message.contains("line 2"), "{message}");
}

#[test]
fn why_tells_the_figures_of_the_articles_as_they_are_named() {
    let [first, second] = ["000_dcf635e621369bb0.txt", "001_7f1638b987c94aff.txt"];
    let figure = |a, b, name: &str| {
        let text = stdout(&run(&["--quiet", "--why", a, b, "seeds"]));
        let line = text.lines().find(|line| line.trim_start().starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)).map(str::to_owned)
    };
    assert!(figure(first, second, "prose_a").is_some());
    assert_eq!(figure(first, second, "prose_a"), figure(second, first, "prose_b"));
    assert_ne!(figure(first, second, "prose_a"), figure(first, second, "prose_b"));
}

/// Two files with the same words and other signs: the call that the help names
/// shows what differs, and so does every form.
#[test]
fn the_same_words_with_other_signs_are_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let text = "They told US all: it was \u{2212}15 degrees at night, and the old bridge by the \
        river stayed shut until the next morning.";
    fs::write(folder.path().join("ours.txt"), text).unwrap();
    fs::write(folder.path().join("theirs.txt"), text.replace('\u{2212}', "")).unwrap();
    let page = folder.path().join("page.html");
    let run = |options: &[&str]| {
        let mut command = program();
        command.current_dir(folder.path()).arg("--quiet").args(options);
        stdout(&command.args(["theirs.txt", "ours.txt"]).output().unwrap())
    };
    let shown = run(&["--html", "page.html"]);
    assert!(
        shown.contains("1 of them is written otherwise, 1 with a change of substance"),
        "{shown}"
    );
    // A is the one that was given first.
    assert!(shown.contains("{+ \u{2212} +}15 degrees at night"), "{shown}");
    assert!(shown.contains("1 identical set of 2 articles (1 written otherwise)"), "{shown}");
    assert!(fs::read_to_string(&page).unwrap().contains("Written otherwise in <bdi>ours.txt"));

    let records = records(&run(&["--format", "jsonl"]));
    let variant = &of_type(&records, "identical")[0]["variants"][0];
    assert_eq!(variant["ids"], serde_json::json!(["ours.txt"]));
    let edit = &variant["edits"][0];
    let side = |name: &str| {
        let at = |end: &str| edit[name][end].as_u64().unwrap() as usize;
        at("start")..at("end")
    };
    assert_eq!(text[side("b")].trim(), "\u{2212}");
    assert_eq!(side("b").len() - side("a").len(), "\u{2212}".len());

    for (a, b, sign) in
        [("ours.txt", "theirs.txt", "[- \u{2212} -]"), ("theirs.txt", "ours.txt", "{+ \u{2212} +}")]
    {
        let why = run(&["--why", a, b]);
        assert!(why.contains("written otherwise") && why.contains(sign), "{why}");
    }
    let without = run(&["--no-passages"]);
    assert!(without.contains("1 of them is written otherwise (not compared)"), "{without}");
}

/// Three days of one weather report.
fn reports(folder: &TempDir) -> PathBuf {
    let report = |day: usize| {
        let figure = |at: usize| 10 + (day * 7 + at * 13) % 80;
        format!(
            "On the coast it was {} degrees at noon under a clear sky. Ferries to the islands left \
             every {} minutes, and the wind on the hills blew at {} kilometres an hour. The market \
             sold {} crates of apples before it closed.",
            figure(1),
            figure(2),
            figure(3),
            figure(4)
        )
    };
    for day in 1..=3 {
        fs::write(folder.path().join(format!("day{day}.txt")), report(day)).unwrap();
    }
    folder.path().to_owned()
}

#[test]
fn forms_filled_in_anew_are_listed_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let reports = reports(&folder);
    let silent = program().args(["--quiet", "--fail-on-copies"]).arg(&reports).output().unwrap();
    assert!(silent.status.success());
    let text = stdout(&silent);
    assert!(text.contains("3 pairs of filled forms (--templates lists them)"), "{text}");

    let args = ["--quiet", "--fail-on-copies", "--format", "jsonl", "--templates"];
    let listed = program().args(args).arg(&reports).output().unwrap();
    assert!(listed.status.success());
    let records = records(&stdout(&listed));
    let pairs = of_type(&records, "pair");
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().all(|pair| pair["relation"] == "template"));
    assert_eq!(of_type(&records, "summary")[0]["templates"], 3);
}

#[test]
fn another_model_decides_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.tsv");
    let model = nearcopy::verify::Model::default().to_string();
    let intercept = model.lines().next().unwrap();
    fs::write(&path, model.replace(intercept, "intercept\t-1000\t-1000")).unwrap();
    let with_model = |path: &PathBuf| {
        program()
            .args(["--quiet", "--diff", "never", "--model"])
            .arg(path)
            .arg("seeds")
            .output()
            .unwrap()
    };
    assert!(stdout(&with_model(&path)).contains("no copies"));

    fs::write(&path, model.replace("spread", "spred")).unwrap();
    let failed = with_model(&path);
    assert_eq!(failed.status.code(), Some(2));
    assert!(stderr(&failed).contains("model.tsv") && stderr(&failed).contains("\"spred\""));
}
