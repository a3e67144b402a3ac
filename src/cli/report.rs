//! The findings as the arguments want them.

use std::io::{self, Write};

use crate::decisions::Decisions;
use crate::read::{Collection, Problem};
use crate::report::{Diffs, Html, InputProblem, JsonLines, ReportInput, Reporter, Table, Terminal};
use crate::{Articles, Findings};
use anstream::AutoStream;
use clap::ColorChoice;

use super::args::{Args, Diff, OutputFormat, PairCount};

/// What is reported: what was found among articles, and what of `collection` could not be
/// read; `later` is what came up in the search.
pub fn input<'r>(
    articles: &'r dyn Articles,
    collection: &'r Collection,
    findings: &'r Findings,
    later: &'r [Problem],
) -> ReportInput<'r> {
    let problems = collection.problems().iter().chain(later).map(InputProblem::from);
    ReportInput::new(articles, findings).problems(problems).other_files(collection.other_endings())
}

/// Writes the report to `out`.
pub fn write(args: &Args, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
    let form: Box<dyn Reporter> = match args.format {
        OutputFormat::Text => Box::new(terminal(args)),
        OutputFormat::Jsonl => {
            Box::new(JsonLines::new().offsets(args.offsets.into()).texts(args.texts))
        }
        OutputFormat::Csv => Box::new(Table::csv()),
        OutputFormat::Tsv => Box::new(Table::tsv()),
    };
    form.write(out, input)
}

/// Writes the page for a browser to `out`.
pub fn write_html(
    args: &Args,
    out: &mut dyn Write,
    articles: &dyn Articles,
    findings: &Findings,
    decisions: Option<&Decisions>,
) -> io::Result<()> {
    let html = match args.html_pairs {
        Some(PairCount(pairs)) => Html::new().in_full(pairs),
        None => Html::new(),
    };
    let input = ReportInput::new(articles, findings);
    let input = match decisions {
        Some(decisions) => input.decisions(decisions),
        None => input,
    };
    html.write(out, &input)
}

fn terminal(args: &Args) -> Terminal {
    let diffs = match args.diff {
        _ if args.no_passages => Diffs::Never,
        Diff::Auto => Diffs::Auto,
        Diff::Always => Diffs::Always,
        Diff::Never => Diffs::Never,
    };
    let terminal = Terminal::new().diffs(diffs).explain(args.explain).color(has_color(args));
    match args.width.map(usize::from).or_else(|| width_of_screen(args)) {
        Some(columns) => terminal.width(columns),
        None => terminal,
    }
}

fn has_color(args: &Args) -> bool {
    match args.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        // Knows of NO_COLOR, of terminals that have no colour, and of pipes.
        ColorChoice::Auto => {
            args.output.is_none()
                && AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
    }
}

fn width_of_screen(args: &Args) -> Option<usize> {
    if args.output.is_some() {
        return None;
    }
    let (columns, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(columns.0))
}
