//! What a person should know about the reading, on standard error.

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use super::failure::Failure;
use crate::read::{Collection, ProblemKind};
use crate::report::escape;
use anstyle::AnsiColor;

/// For each kind of problem: how many are told one by one.
const TOLD: usize = 5;

/// Prints the problems of reading, the first few of each kind.
pub fn print(collection: &Collection) {
    let mut kinds: Vec<(Discriminant<ProblemKind>, usize)> = Vec::new();
    let mut untold: BTreeMap<usize, u64> = BTreeMap::new();
    for problem in collection.problems() {
        let kind = discriminant(&problem.kind);
        let place = kinds.iter().position(|(seen, _)| *seen == kind).unwrap_or(kinds.len());
        if place == kinds.len() {
            kinds.push((kind, 0));
        }
        kinds[place].1 += 1;
        if kinds[place].1 <= TOLD {
            warn(&problem.to_string());
        } else {
            *untold.entry(place).or_default() += 1 + problem.more;
        }
    }
    for more in untold.values() {
        warn(&format!("and {more} more like those above (--format jsonl tells of each)"));
    }
}

/// What was to be read and was not, if anything.
pub fn left_out(collection: &Collection) -> Option<Failure> {
    let mut failures = collection.problems().iter().filter(|problem| problem.is_failure());
    let first = failures.clone().next()?.to_string();
    let count = failures.by_ref().map(|problem| 1 + problem.more).sum();
    Some(Failure::LeftOut { count, first })
}

/// Why there is nothing to search. Whoever gave a path expected articles there.
pub fn no_articles(collection: &Collection) -> String {
    let others = match collection.other_files() {
        0 => String::new(),
        1 => "; 1 file is of another kind".to_owned(),
        n => format!("; {n} files are of other kinds"),
    };
    format!(
        "no article was found{others}. In a folder, .txt, .text, .md, .html, .htm, .jsonl and \
         .ndjson are read; name a file of another kind itself to read it as plain text"
    )
}

/// Prints a warning to standard error.
pub fn warn(text: &str) {
    let yellow = AnsiColor::Yellow.on_default().bold();
    anstream::eprintln!("{yellow}warning:{yellow:#} {}", escape::line(text));
}
