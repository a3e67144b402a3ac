//! What a person should know about the reading, on standard error.

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use super::args::{Args, PreferOption, RepresentativeOption};
use super::failure::{Failure, tell};
use crate::dedup::Preference;
use crate::read::{Collection, Problem, ProblemKind};
use crate::report::escape;
use crate::{AboutField, Articles, Findings, Unreadable};
use anstyle::AnsiColor;

/// For each kind of problem: how many are told one by one.
const TOLD: usize = 5;

/// Prints the problems of reading, the first few of each kind.
pub fn print(problems: &[Problem]) {
    let mut kinds: Vec<(Discriminant<ProblemKind>, usize)> = Vec::new();
    let mut untold: BTreeMap<usize, u64> = BTreeMap::new();
    for problem in problems {
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

/// Says which of the fields that the user named hold nothing in any article.
pub fn of_fields(args: &Args, collection: &Collection) {
    for (field, name) in args.about_fields() {
        let is_there = |at| collection.about(at).get(field).is_some();
        if !collection.is_empty() && !(0..collection.len()).any(is_there) {
            let wanted = match field {
                AboutField::Date => "a day as 2022-01-17, or a moment",
                AboutField::Link => "a link with http or https",
                _ => "a string",
            };
            warn(&format!(
                "no article has a {field}: no record has {wanted} in its field {name:?}"
            ));
        }
    }
}

/// Says which options do nothing, because no article has what they look at.
pub fn of_idle(args: &Args, collection: &Collection) {
    let is_of_dates = |option: &str| format!("no article has a date, so {option} changes nothing");
    let idle = [
        (args.other_sources, AboutField::Source, {
            "no article has a source, so --other-sources leaves nothing out".to_owned()
        }),
        (args.within.is_some(), AboutField::Date, is_of_dates("--within")),
        (
            args.prefer == PreferOption::Known(Preference::Earliest),
            AboutField::Date,
            is_of_dates("--prefer earliest"),
        ),
        (
            args.representative == RepresentativeOption::Earliest,
            AboutField::Date,
            is_of_dates("--representative earliest"),
        ),
        (args.graph.is_some(), AboutField::Date, {
            "no article has a date, so the graph has no edges".to_owned()
        }),
    ];
    for (_, field, message) in idle.into_iter().filter(|(is_given, ..)| *is_given) {
        let is_there = |at| collection.about(at).get(field).is_some();
        if !collection.is_empty() && !(0..collection.len()).any(is_there) {
            warn(&message);
        }
    }
}

/// The articles that could not be read again, as problems of their places.
pub fn of_search(collection: &Collection, findings: &Findings) -> Vec<Problem> {
    let problem = |it: &Unreadable| collection.unreadable(it.article, it.reason.clone());
    let mut unreadable: Vec<&Unreadable> = findings.unreadable.iter().collect();
    unreadable.sort_by_key(|it| it.article);
    unreadable.into_iter().map(problem).collect()
}

/// Prints which decisions do not apply, as a text changed since.
pub fn outdated(collection: &Collection, findings: &Findings) {
    let id = |article: usize| collection.id(article);
    for &(a, b) in findings.outdated.iter().take(TOLD) {
        let (a, b) = (id(a), id(b));
        warn(&format!("the decision about {a:?} and {b:?} does not apply: a text changed since"));
    }
    if findings.outdated.len() > TOLD {
        let more = findings.outdated.len() - TOLD;
        warn(&format!("nor do {more} more decisions, for the same reason"));
    }
}

/// What was to be read and was not, if anything; `later` is what came up in the
/// search.
pub fn left_out(collection: &Collection, later: &[Problem]) -> Option<Failure> {
    let problems = collection.problems().iter().chain(later);
    let mut failures = problems.filter(|problem| problem.is_failure());
    let first = failures.clone().next()?.to_string();
    let count = failures.by_ref().map(|problem| 1 + problem.more).sum();
    Some(Failure::LeftOut { count, first })
}

/// Why there is nothing to search. Whoever gave a path expected articles there.
pub fn no_articles(collection: &Collection) -> String {
    let endings = collection.other_endings().map(|(ending, count)| match ending {
        "" => format!("{count} without an ending"),
        _ => format!("{count} .{ending}"),
    });
    let endings = endings.take(10).collect::<Vec<_>>().join(", ");
    let others = match collection.other_files() {
        0 => String::new(),
        1 => format!("; 1 file is of another kind ({endings})"),
        n => format!("; {n} files are of other kinds ({endings})"),
    };
    format!(
        "no article was found{others}. Read are plain text, web pages, JSON, tables, web archives, \
         feeds, and these in ZIP and TAR archives: --help has their endings; name a file of another \
         kind itself to read it as plain text"
    )
}

/// Prints a warning to standard error.
pub fn warn(text: &str) {
    let yellow = AnsiColor::Yellow.on_default().bold();
    tell(format_args!("{yellow}warning:{yellow:#} {}", escape::line(text)));
}
