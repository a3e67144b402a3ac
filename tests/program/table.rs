//! The pairs as a table, run as users run it.

use std::fs;

use serde_json::json;

use super::process::{feed, program, stderr, stdout};

const HEAD: &str = "a,b,relation,score,words_a,words_b,words,prose_a,prose_b,resemblance,near,\
    containment,title_a,title_b,source_a,source_b,date_a,date_b,days,decision";

/// The cells of a line that is quoted as RFC 4180 says.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut is_quoted, mut chars) = (false, line.chars().peekable());
    while let Some(char) = chars.next() {
        let cell = cells.last_mut().unwrap();
        match char {
            '"' if is_quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => is_quoted = !is_quoted,
            _ if char == separator && !is_quoted => cells.push(String::new()),
            _ => cell.push(char),
        }
    }
    assert!(!is_quoted, "{line}");
    cells
}

#[test]
fn a_line_for_each_pair_with_ids_that_no_spreadsheet_executes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.jsonl");
    let formula = "=HYPERLINK(\"http://x\",\"y\")";
    let quoted = json!(formula).to_string();
    fs::write(&path, feed().replace("\"flood edited\"", &quoted)).unwrap();
    for (format, separator) in [("csv", ','), ("tsv", '\t')] {
        let table = stdout(&program().args(["--format", format]).arg(&path).output().unwrap());
        let lines: Vec<Vec<String>> = table.lines().map(|line| cells(line, separator)).collect();
        assert_eq!(lines.len(), 3, "{table}");
        assert_eq!(lines[0].join(","), HEAD);
        assert!(lines.iter().all(|line| line.len() == lines[0].len()), "{table}");
        assert_eq!(lines[1][..6], ["flood", "flood again", "exact", "1.0000", "43", "43"]);
        assert_eq!(lines[2][0], format!("'{formula}"));
        assert_eq!(lines[2][1..3], ["flood", "edited"]);
        for share in &lines[2][7..12] {
            let share: f32 = share.parse().unwrap();
            assert!((0.1..=1.0).contains(&share), "{table}");
        }
        assert!(lines[2][12..].iter().all(String::is_empty), "{table}");
    }
}

#[test]
fn an_earlier_table_is_replaced_and_is_no_article() {
    let folder = tempfile::tempdir().unwrap();
    let feed_path = folder.path().join("feed.jsonl");
    fs::write(&feed_path, feed()).unwrap();
    for format in ["csv", "tsv"] {
        let run = || {
            let mut command = program();
            command.current_dir(folder.path()).args(["--format", format, "-o", "found.txt", "."]);
            stdout(&command.output().unwrap());
            fs::read_to_string(folder.path().join("found.txt")).unwrap()
        };
        assert_eq!(run(), run());
        fs::remove_file(folder.path().join("found.txt")).unwrap();
    }
}

#[test]
fn a_saved_report_becomes_no_table() {
    let output = program().args(["--from", "any", "--format", "csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("--format must be jsonl with --from, got csv"), "{message}");
}
