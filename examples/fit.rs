//! Fits the model of the decision to pairs of articles that somebody has judged.
//!
//! ```text
//! cargo run --release --example fit -- --collection news --truth news.tsv \
//!     --not-copies Q,T,U news.jsonl >> evidence.tsv
//! cargo run --release --example fit -- --evidence evidence.tsv --model my-model.tsv
//! cargo run --release --example nearcopy -- --model my-model.tsv articles/
//! ```

#[path = "fit/args.rs"]
mod args;
#[path = "fit/collect.rs"]
mod collect;
#[path = "fit/diagram.rs"]
mod diagram;
#[path = "fit/regression.rs"]
mod regression;
#[path = "fit/rows.rs"]
mod rows;
#[path = "fit/scores.rs"]
mod scores;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use nearcopy::Error;
use nearcopy::report::escape;
use nearcopy::verify::{Evidence, Model};

use args::Args;
use rows::Row;
use scores::{BINS, Bin, Scores};

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", escape::line(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Result<(), Error> {
    match (&args.truth, &args.evidence) {
        (Some(truth), _) => {
            let rows = collect::rows(args, truth)?;
            print(&rows.iter().map(Row::to_string).collect::<String>())
        }
        (None, Some(evidence)) => {
            let rows = rows::read(evidence)?;
            if [true, false].iter().any(|&is_copy| rows.iter().all(|row| row.is_copy != is_copy)) {
                let problem = io::Error::other("there must be copies, and pairs that are none");
                return Err(file_error(evidence, problem));
            }
            let (table, bins) = cross_validation(&rows)?;
            print(&table)?;
            if let Some(path) = &args.calibration {
                let picture = diagram::picture("Calibration on collections left out", &bins);
                fs::write(path, picture).map_err(|source| file_error(path, source))?;
            }
            let model = fit(&rows)?;
            print(&format!("\n{}", in_sample(&rows, &model)))?;
            let text = format!(
                "# Fitted by the example program fit to {} judged pairs: see docs/DECISION.md.\n\
                 # feature\tcorpus\talone\n{model}",
                rows.len()
            );
            match &args.model {
                Some(path) => fs::write(path, text).map_err(|source| file_error(path, source)),
                None => print(&format!("\n{text}")),
            }
        }
        (None, None) => unreachable!("clap asks for one of them"),
    }
}

fn print(text: &str) -> Result<(), Error> {
    io::stdout().write_all(text.as_bytes()).map_err(|source| file_error(Path::new("-"), source))
}

fn file_error(path: &Path, source: io::Error) -> Error {
    Error::File { path: path.to_owned(), source }
}

/// The model that fits these rows best.
fn fit(rows: &[Row]) -> Result<Model, Error> {
    let weights = rows::weights(rows);
    let pairs = |evidence: fn(&Row) -> &Evidence| {
        rows.iter()
            .zip(&weights)
            .map(move |(row, &weight)| (regression::features(evidence(row)), row.is_copy, weight))
    };
    let corpus = regression::fit(pairs(|row| &row.corpus), |_| true);
    let alone = regression::fit(pairs(|row| &row.alone), |feature| !feature.needs_corpus);
    Model::of_coefficients(corpus, alone)
}

/// Each collection scored by a model that was fitted to all others: a table, and all
/// pairs by probability.
fn cross_validation(rows: &[Row]) -> Result<(String, [Bin; BINS]), Error> {
    let mut bins = [Bin::default(); BINS];
    let mut table = format!("Each collection by a model of the others\n{}", Scores::HEAD);
    for name in rows::collections(rows) {
        let (own, others): (Vec<Row>, Vec<Row>) =
            rows.iter().cloned().partition(|row| row.collection == name);
        if others.is_empty() {
            return Ok(("One collection alone: nothing to leave out.\n".to_owned(), bins));
        }
        let scores = Scores::new(&own, &fit(&others)?);
        table += &scores.line(name);
        bins.iter_mut().zip(&scores.bins).for_each(|(sum, bin)| sum.add(bin));
    }
    Ok((table, bins))
}

/// Each collection scored by the model that was fitted to all of them.
fn in_sample(rows: &[Row], model: &Model) -> String {
    let mut table = format!("Each collection by the model of all\n{}", Scores::HEAD);
    for name in rows::collections(rows) {
        let own: Vec<Row> = rows.iter().filter(|row| row.collection == name).cloned().collect();
        table += &Scores::new(&own, model).line(name);
    }
    table
}
