//! The findings as the arguments want them.

use std::io::{self, Write};
use std::time::Duration;

use crate::Findings;
use crate::decisions::Decisions;
use crate::read::{Collection, Problem};
use crate::report::{Diffs, Html, InputProblem, JsonLines, ReportInput, Reporter, Table, Terminal};
use anstream::AutoStream;
use clap::ColorChoice;

use super::args::{Args, Diff, OutputFormat, PairCount};

/// Writes `findings` to `out`.
pub fn write(
    args: &Args,
    out: &mut dyn Write,
    collection: &Collection,
    findings: &Findings,
    later: &[Problem],
    elapsed: Duration,
) -> io::Result<()> {
    let form: Box<dyn Reporter> = match args.format {
        OutputFormat::Text => Box::new(terminal(args)),
        OutputFormat::Jsonl => Box::new(JsonLines::new()),
        OutputFormat::Csv => Box::new(Table::csv()),
        OutputFormat::Tsv => Box::new(Table::tsv()),
    };
    let problems = collection.problems().iter().chain(later).map(InputProblem::from);
    let input = ReportInput::new(collection, findings).problems(problems);
    form.write(out, &input.other_files(collection.other_endings()).elapsed(elapsed))
}

/// Writes the page for a browser to `out`.
pub fn write_html(
    args: &Args,
    out: &mut dyn Write,
    collection: &Collection,
    findings: &Findings,
    decisions: Option<&Decisions>,
) -> io::Result<()> {
    let html = match args.html_pairs {
        Some(PairCount(pairs)) => Html::new().in_full(pairs),
        None => Html::new(),
    };
    let input = ReportInput::new(collection, findings);
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
