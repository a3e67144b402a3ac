//! Finds near-duplicate articles in folders, files or standard input, and
//! shows exactly what was changed.
//!
//! ```text
//! cargo run --release --example nearcopy -- seeds
//! ```

#[path = "nearcopy/args.rs"]
mod args;
#[path = "nearcopy/bars.rs"]
mod bars;
#[path = "nearcopy/failure.rs"]
mod failure;
#[path = "nearcopy/output.rs"]
mod output;
#[path = "nearcopy/pairs.rs"]
mod pairs;
#[path = "nearcopy/report.rs"]
mod report;
#[path = "nearcopy/warnings.rs"]
mod warnings;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use nearcopy::read::{Collection, Reader};
use nearcopy::{Detector, Error, Findings};

use args::Args;
use bars::Bars;
use failure::Failure;
use output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(findings) if args.fail_on_copies && has_copies(&findings) => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(2)
        }
    }
}

/// From the arguments to the report.
fn run(args: &Args) -> Result<Findings, Failure> {
    let started = Instant::now();
    let output = Output::new(args.output.as_deref())?;
    let html = args.html.as_deref().map(|path| Output::new(Some(path))).transpose()?;
    let bars = Bars::new(!args.quiet);
    limit_threads(args)?;

    let collection = read(args, &bars)?;
    bars.clear();
    if !args.quiet {
        warnings::print(&collection);
    }
    let findings = find(args, &collection, &bars)?;
    bars.clear();
    if let Some(html) = html {
        html.write(|out| report::write_html(out, &collection, &findings))?;
    }
    output.write(|out| report::write(args, out, &collection, &findings, started.elapsed()))?;
    Ok(findings)
}

/// Both reading and searching run in the global pool.
fn limit_threads(args: &Args) -> Result<(), Failure> {
    let Some(threads) = args.threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
    pool.build_global().map_err(|error| Failure::Threads(error.to_string()))
}

fn read(args: &Args, bars: &Bars) -> Result<Collection, Error> {
    let reader = Reader::builder().id_field(&args.id_field).text_field(&args.text_field).build()?;
    reader.read_with(&args.paths, bars)
}

fn find(args: &Args, collection: &Collection, bars: &Bars) -> Result<Findings, Failure> {
    let mut detector = Detector::builder().align(!args.no_passages);
    if let Some(score) = args.threshold {
        detector = detector.threshold(score);
    }
    let (detector, articles) = (detector.build()?, collection.articles());
    Ok(match &args.pairs {
        Some(list) => detector.compare_with(articles, &pairs::read(list, articles)?, bars)?,
        None => detector.detect_with(articles, bars)?,
    })
}

fn has_copies(findings: &Findings) -> bool {
    !findings.identical.is_empty() || !findings.matches.is_empty()
}
