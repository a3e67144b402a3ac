use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::align::Alignment;
use crate::article::Article;
use crate::candidate::View;
use crate::cluster::Member;
use crate::detect::Detector;
use crate::findings::{Findings, IdenticalSet, Match, Skipped, Statistics, StoredLists};
use crate::report::{InputProblem, JsonLines, ReportInput, Reporter, sample};
use crate::verify::Relation;

fn report(articles: &[Article<'_>], findings: &Findings, problems: &[InputProblem<'_>]) -> String {
    let input = ReportInput::new(&articles, findings).problems(problems.iter().cloned());
    let mut lines = Vec::new();
    JsonLines::new().write(&mut lines, &input).unwrap();
    String::from_utf8(lines).unwrap()
}

fn narrowed(report: &str, level: Level, threshold: f32) -> io::Result<String> {
    let mut lines = Vec::new();
    narrow(report.as_bytes(), &mut lines, level, threshold)?;
    Ok(String::from_utf8(lines).unwrap())
}

/// The message with which a report is refused.
#[track_caller]
fn refused(report: &str) -> String {
    let error = narrowed(report, Level::Reworded, 0.5).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    error.to_string()
}

/// The lines of a type.
fn of_type<'r>(report: &'r str, kind: &str) -> Vec<&'r str> {
    let start = format!("{{\"type\":\"{kind}\"");
    report.lines().filter(|line| line.starts_with(&start)).collect()
}

/// A report with these records and a summary.
fn lines(records: &[Value]) -> String {
    let summary = json!({"type": "summary", "articles": 9, "matches": 0, "clusters": 0});
    records.iter().chain([&summary]).map(|record| format!("{record}\n")).collect()
}

fn pair(a: &str, b: &str, score: f32) -> Value {
    json!({"type": "pair", "a": a, "b": b, "score": score, "evidence": {}})
}

#[test]
fn a_pair_inside_an_identical_set_joins_nobody_twice() {
    let report = lines(&[
        json!({"type": "identical", "ids": ["a", "b"]}),
        json!({"type": "identical", "ids": ["c", "d"]}),
        pair("a", "b", 1.0),
        pair("a", "c", 0.8),
        pair("b", "d", 0.9),
        pair("d", "e", 0.6),
    ]);
    let narrowed = narrowed(&report, Level::Reworded, 0.5).unwrap();
    let expected = json!({"type": "cluster", "representative": "c", "members": [
        {"id": "a", "score": 0.9}, {"id": "b", "score": 0.9}, {"id": "d", "score": 1.0},
        {"id": "e", "score": 0.6}]});
    assert_eq!(of_type(&narrowed, "cluster"), [expected.to_string()]);
}

#[test]
fn a_record_without_what_it_needs_is_refused_with_its_line() {
    let first = json!({"type": "identical", "ids": ["x", "y"]});
    for (record, problem) in [
        (json!({"type": "identical", "ids": []}), "two or more ids"),
        (json!({"type": "identical", "ids": ["a"]}), "two or more ids"),
        (json!({"type": "identical", "ids": ["a", 7]}), "two or more ids"),
        (json!({"type": "identical"}), "two or more ids"),
        (json!({"type": "identical", "ids": ["a", "y"]}), "\"y\" is in two identical sets"),
        (json!({"type": "identical", "ids": ["a", "a"]}), "\"a\" is in two identical sets"),
        (json!({"type": "pair", "a": "a", "score": 0.5}), "without ids"),
        (json!({"type": "pair", "a": "a", "b": "a", "score": 0.5}), "pair of \"a\" with itself"),
        (json!({"type": "pair", "a": "a", "b": "b"}), "without a score"),
        (pair("a", "b", 7.0), "score must be between 0 and 1, got 7"),
        (json!({"type": "song"}), "got \"song\""),
        (json!({"ids": ["a", "b"]}), "without a type"),
        (json!([1]), "expected a record"),
    ] {
        let message = refused(&lines(&[first.clone(), record]));
        assert!(message.contains("line 2: ") && message.contains(problem), "{message}");
    }
}

#[test]
fn a_report_that_was_cut_off_is_refused() {
    let problem = InputProblem {
        path: std::path::Path::new("bad.gz").into(),
        line: None,
        problem: "is cut off".into(),
        more: 0,
    };
    let whole = report(&sample::articles(), &sample::findings(), &[problem]);
    let records = whole.lines().count();
    for kept in 0..records {
        let cut: String = whole.split_inclusive('\n').take(kept).collect();
        assert!(refused(&cut).contains("without its summary"), "{kept} of {records} records");
    }
    assert!(refused(&whole[..whole.len() - 5]).contains(&format!("line {records}: ")));
    assert!(refused(&format!("{whole}{whole}")).contains("after the summary"));
    assert!(narrowed(&whole, Level::Reworded, 0.5).is_ok());
}

#[test]
fn records_keep_the_documented_order() {
    let problem = InputProblem {
        path: std::path::Path::new("bad.gz").into(),
        line: Some(3),
        problem: "is cut off".into(),
        more: 0,
    };
    let mut findings = sample::findings();
    findings.statistics.matches = findings.matches.len();
    // As a run has it: the cluster lists the repeats of its members.
    findings.clusters[0].members.push(Member { article: 2, score: 1.0 });
    let whole = report(&sample::articles(), &findings, &[problem]);
    // Nothing is below the threshold: not a byte changes.
    assert_eq!(narrowed(&whole, Level::Reworded, 0.5).unwrap(), whole);
    let swapped = lines(&[json!({"type": "skipped", "id": "x", "words": 1}), pair("a", "b", 0.9)]);
    assert!(refused(&swapped).contains("line 2: a pair after"), "{}", refused(&swapped));
}

#[test]
fn a_threshold_that_is_none_is_refused() {
    for threshold in [-0.1, 1.5, f32::NAN] {
        let error = narrowed(&lines(&[]), Level::Near, threshold).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        let expected = format!("threshold must be between 0 and 1, got {threshold}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn unsafe_characters_stay_escaped() {
    let narrowed =
        narrowed(&lines(&[pair("a\u{9b}\u{202e}", "b\u{7f}", 0.9)]), Level::Reworded, 0.5);
    let narrowed = narrowed.unwrap();
    assert!(narrowed.contains(r#""representative":"a\u009b\u202e""#), "{narrowed}");
    assert!(!narrowed.contains(['\u{9b}', '\u{202e}', '\u{7f}']));
}

#[test]
fn what_is_written_otherwise_stays() {
    let whole = report(&sample::articles(), &sample::findings(), &[]);
    let narrowed = narrowed(&whole, Level::Near, 0.99).unwrap();
    assert!(of_type(&narrowed, "pair").is_empty() && !of_type(&whole, "pair").is_empty());
    assert!(whole.contains(r#""variants":[{"ids":["wire/3"],"edits":[{"change":"respelled","#));
    assert_eq!(of_type(&narrowed, "identical"), of_type(&whole, "identical"));
}

/// Listed pairs are reported whatever their score, and may name any member of
/// an identical set.
#[test]
fn a_report_of_listed_pairs_narrows_to_its_own_clusters() {
    let flood = "The river rose by two metres overnight and the old bridge had to be closed. \
        The mayor asked everyone who lives by the water to leave before dark. Schools will stay \
        shut until the end of the week, the council decided on Monday.";
    let edited = flood.replace("rose by", "had risen").replace("dark", "nightfall");
    let half = flood.split_inclusive(". ").next().unwrap().repeat(2);
    let texts = [flood, flood, &edited, &edited, &half, flood];
    let articles: Vec<Article<'_>> =
        (0..).zip(texts).map(|(at, text)| Article::new(format!("{at}"), text)).collect();
    let pairs: Vec<(usize, usize)> = (0..6).flat_map(|a| (a + 1..6).map(move |b| (a, b))).collect();
    let detector = Detector::builder().align(false).build().unwrap();
    let findings = detector.compare_with(&articles, &pairs, &()).unwrap();
    assert!(findings.matches.len() > 9 && findings.identical.len() == 2);
    let whole = report(&articles, &findings, &[]);
    let narrowed = narrowed(&whole, Level::Reworded, 0.5).unwrap();
    assert_eq!(of_type(&narrowed, "cluster"), of_type(&whole, "cluster"));
}

/// What only a search for all pairs lists makes no cluster, in a narrowed report either.
#[test]
fn a_report_of_all_pairs_narrows_to_the_clusters_of_its_run() {
    let version = |n: usize| {
        let word = |at: usize| if at % 61 == n % 61 { format!("own{n}") } else { format!("w{at}") };
        let words: Vec<String> = (0..120).map(word).collect();
        Article::new(format!("{n:03}"), words.join(" "))
    };
    let articles: Vec<Article<'_>> = (0..70).map(version).collect();
    let detector = Detector::builder().level(Level::Near).align(false).all_pairs(true);
    let findings = detector.build().unwrap().detect(&articles).unwrap();
    assert!(findings.matches.iter().filter(|it| it.view == View::Group).count() > 1000);
    let whole = report(&articles, &findings, &[]);
    assert_eq!(narrowed(&whole, Level::Near, 0.7).unwrap(), whole);
}

fn found(a: usize, b: usize, score: f32) -> Match {
    let evidence = Evidence { near: score, containment: 1.0, ..Evidence::default() };
    let (view, relation, alignment) = (View::Listed, Relation::Edited, None::<Alignment>);
    Match { a, b, view, relation, score, evidence, alignment, decision: None }
}

/// Scores by their millionths: a sampler of floats may fail in narrow ranges.
fn millionths(range: std::ops::Range<u32>) -> impl Strategy<Value = f32> {
    range.prop_map(|millionths| millionths as f32 / 1e6)
}

proptest! {
    /// Narrowing at the level and threshold of a run gives the run's clusters,
    /// to the byte: no last digit of a score may choose another representative.
    #[test]
    fn narrowing_at_the_same_threshold_reproduces_the_clusters(
        scores in prop::collection::btree_map(
            (0usize..10, 0usize..10),
            // Many scores that differ only beyond the fourth decimal.
            prop_oneof![
                millionths(0..1_000_001),
                millionths(499_900..500_100),
                millionths(699_940..700_060),
            ],
            0..45,
        ),
        members in prop::collection::vec(0usize..8, 10),
        threshold in prop_oneof![
            Just(0.5),
            Just(0.7),
            millionths(0..1_000_001),
            millionths(499_900..500_100),
        ],
        level in prop::sample::select(Level::ALL.to_vec()),
    ) {
        let ids = (0..10).map(|at| Article::new(format!("id/{at}"), ""));
        let articles: Vec<Article<'_>> = ids.collect();
        let mut sets: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (article, set) in members.into_iter().enumerate() {
            sets.entry(set).or_default().push(article);
        }
        let mut identical: Vec<Vec<usize>> =
            sets.into_values().filter(|set| set.len() > 1).collect();
        identical.sort();
        let matches: Vec<Match> = scores
            .iter()
            .filter(|((a, b), _)| a < b)
            .map(|(&(a, b), &score)| found(a, b, score))
            .collect();
        let edges: Vec<Edge> = matches
            .iter()
            .filter(|found| reaches(found.score, threshold))
            .map(|found| Edge { a: found.a, b: found.b, score: found.score })
            .collect();
        let reached = edges.len();
        let set = |articles| IdenticalSet { articles, variants: vec![], decision: None };
        let findings = Findings {
            templates: Vec::new(),
            stored: StoredLists::default(),
            clusters: clusters(articles.len(), &edges, &identical),
            statistics: Statistics { matches: matches.len(), ..Statistics::default() },
            skipped: vec![Skipped { article: 0, words: 1 }],
            unlisted: Vec::new(),
            unreadable: Vec::new(),
            outdated: Vec::new(),
            words: Vec::new(),
            identical: identical.into_iter().map(set).collect(),
            matches,
        };
        let whole = report(&articles, &findings, &[]);
        let narrowed = narrowed(&whole, level, threshold).unwrap();
        prop_assert_eq!(of_type(&narrowed, "cluster"), of_type(&whole, "cluster"));
        prop_assert_eq!(of_type(&narrowed, "pair").len(), reached);
        if reached == findings.matches.len() {
            prop_assert_eq!(narrowed, whole);
        }
    }
}

#[test]
fn the_run_is_kept_with_the_new_level_and_threshold() {
    let run = json!({"type": "run", "version": "0.1.0", "level": "reworded", "threshold": 0.3,
        "settings": {"templates": true}, "paths": ["feed.jsonl"]});
    let narrow = narrowed(&lines(&[run.clone(), pair("a", "b", 0.8)]), Level::Edited, 0.7).unwrap();
    let first: Value = serde_json::from_str(narrow.lines().next().unwrap()).unwrap();
    let mut expected = run.clone();
    (expected["level"], expected["threshold"]) = (json!("edited"), json!(0.7));
    assert_eq!(first, expected);
    assert!(refused(&lines(&[pair("a", "b", 0.8), run])).contains("line 2: a run after"));
}
