//! Reports that an earlier run has written: they are no articles.

use memchr::memmem;

/// How a report as JSON Lines begins.
const RECORDS: [&[u8]; 12] = [
    // Graphs, which are written as a whole.
    br#"{"nearcopy":"graph","clusters":["#,
    b"digraph nearcopy {",
    b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- nearcopy -->\n<graphml",
    br#"{"type":"run","version":""#,
    br#"{"type":"article","id":""#,
    br#"{"type":"identical","ids":["#,
    br#"{"type":"pair","a":""#,
    br#"{"type":"cluster","representative":""#,
    br#"{"type":"skipped","id":""#,
    br#"{"type":"problem","path":""#,
    br#"{"type":"summary","articles":"#,
    // A file of decisions, which is an input of its own option.
    br#"{"type":"decision","a":""#,
];

/// How a table begins, with commas or tabs.
const TABLES: [&[u8]; 2] =
    [b"a,b,relation,score,words_a,words_b,", b"a\tb\trelation\tscore\twords_a\twords_b\t"];

/// What the page for a browser says of itself, among its first bytes.
const GENERATOR: &[u8] = br#"<meta name="generator" content="nearcopy "#;
const PAGE_HEAD: usize = 2048;

/// Whether these are the first bytes of a report as JSON Lines, a table or HTML.
pub(crate) fn is_report(head: &[u8]) -> bool {
    let page = head.starts_with(b"<!DOCTYPE html>")
        && memmem::find(&head[..head.len().min(PAGE_HEAD)], GENERATOR).is_some();
    page || RECORDS.iter().chain(&TABLES).any(|start| head.starts_with(start))
}
