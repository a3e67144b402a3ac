//! What the options of the page for a browser promise.

use std::fs;
use std::process::Output;

use super::process::{feed, program, stderr};

/// The page of the feed, and what the program said.
fn page(args: &[&str]) -> (String, Output) {
    let folder = tempfile::tempdir().unwrap();
    let (input, page) = (folder.path().join("feed.jsonl"), folder.path().join("found.html"));
    fs::write(&input, feed()).unwrap();
    let output = program().arg("--html").arg(&page).args(args).arg(&input).output().unwrap();
    (fs::read_to_string(&page).unwrap_or_default(), output)
}

#[test]
fn as_many_pairs_as_wanted_have_their_texts() {
    let texts = "<details class=\"versus\"";
    for (pairs, has_texts) in
        [(None, true), (Some("0"), false), (Some("1"), true), (Some("all"), true)]
    {
        let args = pairs.map(|pairs| ["--html-pairs", pairs]);
        let (page, output) = page(args.as_ref().map_or(&[], |args| &args[..]));
        assert!(output.status.success(), "{output:?}");
        assert_eq!(page.contains(texts), has_texts, "{pairs:?}");
        let said = "Both texts are on this page for 0 of 1 pairs";
        assert_eq!(page.contains(said), !has_texts, "{pairs:?}");
    }
}

#[test]
fn a_number_of_pairs_is_a_number_or_all_and_wants_a_page() {
    let (_, output) = page(&["--html-pairs", "many"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("must be a number of pairs, or all"), "{output:?}");
    let output = program().args(["--html-pairs", "5", "seeds"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--html <FILE>"), "{output:?}");
}
