//! Reports that an earlier run has written: they are no articles.

use memchr::memmem;

/// How a report as JSON Lines begins.
const RECORDS: [&[u8]; 6] = [
    br#"{"type":"identical","ids":["#,
    br#"{"type":"pair","a":""#,
    br#"{"type":"cluster","representative":""#,
    br#"{"type":"skipped","id":""#,
    br#"{"type":"problem","path":""#,
    br#"{"type":"summary","articles":"#,
];

/// What the page for a browser says of itself, among its first bytes.
const GENERATOR: &[u8] = br#"<meta name="generator" content="nearcopy "#;
const PAGE_HEAD: usize = 2048;

/// Whether these are the first bytes of a report as JSON Lines or HTML.
pub(crate) fn is_report(head: &[u8]) -> bool {
    let page = head.starts_with(b"<!DOCTYPE html>")
        && memmem::find(&head[..head.len().min(PAGE_HEAD)], GENERATOR).is_some();
    page || RECORDS.iter().any(|record| head.starts_with(record))
}
