//! Scores the detector on pairs of articles that somebody has labelled.
//!
//! ```text
//! cargo run --release --example evaluate -- articles.jsonl --truth pairs.tsv --complete
//! ```

#[path = "evaluate/args.rs"]
mod args;
#[path = "evaluate/curve.rs"]
mod curve;
#[path = "evaluate/judgement.rs"]
mod judgement;
#[path = "evaluate/plagdet.rs"]
mod plagdet;
#[path = "evaluate/scores.rs"]
mod scores;
#[path = "evaluate/svg.rs"]
mod svg;
#[path = "evaluate/table.rs"]
mod table;
#[path = "evaluate/truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use nearcopy::cli::Bars;
use nearcopy::read::{Collection, Reader};
use nearcopy::report::escape;
use nearcopy::verify::DEFAULT_THRESHOLD;
use nearcopy::{Article, Detector, Error, Span};

use args::Args;
use judgement::Judgement;
use plagdet::{ByPair, Plagdet};
use scores::Scores;
use svg::Series;
use truth::{Ids, Pair, Passage, Passages, Truth};

/// Pairs below this score are lost from the curve: far below any threshold of
/// use, and from where on nearly all candidates remain.
const LOWEST: f32 = 0.1;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", escape::line(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Result<(), Error> {
    if let Some(threads) = args.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().expect("the pool is not yet in use");
    }
    let bars = Bars::new(!args.quiet);
    let reader = Reader::builder().id_field(&args.id_field).text_field(&args.text_field).build()?;
    let collection = reader.read_with(&args.paths, &bars)?;
    bars.clear();
    if !args.quiet {
        warn(&collection);
    }

    let articles = &collection.articles()?;
    let ids = Ids::new(articles);
    let truth = args.truth.as_deref().map(|path| ids.read_pairs(path, &args.not_copies));
    let truth = truth.transpose()?;
    let passages = args.passages.as_deref().map(|path| ids.read_passages(path, args.code_points));
    let passages = passages.transpose()?;

    let mut report = Vec::new();
    if let Some(truth) = &truth {
        evaluate_pairs(args, articles, truth, &bars, &mut report)?;
    }
    if let Some(passages) = &passages {
        if truth.is_some() {
            report.push(b'\n');
        }
        let rows = evaluate_passages(args, articles, truth.as_ref(), passages, &bars)?;
        table::passages(&mut report, &rows).expect("memory takes it");
    }
    io::stdout().write_all(&report).or_else(unread)
}

/// Detects, and writes what was found of the labelled pairs.
fn evaluate_pairs(
    args: &Args,
    articles: &[Article<'_>],
    truth: &Truth,
    bars: &Bars,
    report: &mut Vec<u8>,
) -> Result<(), Error> {
    let threshold = args.threshold.unwrap_or(DEFAULT_THRESHOLD);
    let detector = Detector::builder().threshold(LOWEST.min(threshold)).align(false).build()?;
    let findings = detector.detect_with(articles, bars)?;
    bars.clear();
    let scores = Scores::new(articles.len(), &findings);
    let judgement = Judgement::new(truth, &scores, args.complete);

    table::pairs(report, &judgement, threshold).expect("memory takes it");
    if args.list > 0 {
        let lists = [
            ("missed copies", judgement.missed(threshold)),
            ("false alarms", judgement.false_alarms(threshold)),
        ];
        for (name, wrong) in lists {
            table::wrong(report, name, &wrong, args.list, articles).expect("memory takes it");
        }
    }
    if let Some(path) = &args.svg {
        write_picture(path, &judgement, threshold)?;
    }
    Ok(())
}

fn write_picture(path: &Path, judgement: &Judgement<'_>, threshold: f32) -> Result<(), Error> {
    let plain = judgement.curve(false);
    let weighted = judgement.is_weighted().then(|| judgement.curve(true));
    let name = if weighted.is_some() { "each pair as one" } else { "" };
    let mut series = vec![Series { name, curve: &plain }];
    series.extend(weighted.iter().map(|curve| Series { name: "as its weight", curve }));
    std::fs::write(path, svg::picture(&series, threshold))
        .map_err(|source| Error::File { path: path.to_owned(), source })
}

/// Compares the pairs, and scores their passages: over all, and of each type.
fn evaluate_passages(
    args: &Args,
    articles: &[Article<'_>],
    truth: Option<&Truth>,
    passages: &BTreeMap<Pair, Passages>,
    bars: &Bars,
) -> Result<Vec<(String, Plagdet)>, Error> {
    let mut kinds: BTreeMap<Pair, Vec<&str>> = BTreeMap::new();
    for (&pair, it) in passages {
        kinds.insert(pair, it.kinds.iter().map(String::as_str).collect());
    }
    for listed in truth.into_iter().flat_map(|truth| &truth.listed) {
        let label = &truth.expect("it has a pair").labels[listed.label];
        let of_pair = kinds.entry(listed.pair).or_default();
        of_pair.extend(label.is_copy.then_some(label.name.as_str()));
    }
    let pairs: Vec<Pair> = kinds.keys().copied().collect();
    let findings = Detector::builder().build()?.compare_with(&articles, &pairs, bars)?;
    bars.clear();

    let mut found: BTreeMap<Pair, Vec<Passage>> = BTreeMap::new();
    for one in &findings.matches {
        let offsets = |article: usize, span: Span| {
            let text = articles[article].text();
            [span.start as usize, span.end as usize].map(|byte| match args.code_points {
                true => text[..byte].chars().count(),
                false => byte,
            })
        };
        let (a, b) = (one.a.min(one.b), one.a.max(one.b));
        let alignment = one.alignment.iter().flat_map(|alignment| &alignment.passages);
        let ranges = alignment.map(|passage| {
            let (left, right) =
                if one.a == a { (passage.a, passage.b) } else { (passage.b, passage.a) };
            [offsets(a, left), offsets(b, right)].map(|[start, end]| start..end)
        });
        found.entry((a, b)).or_default().extend(ranges);
    }

    let mut names: Vec<&str> = kinds.values().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let of_kind = |kind: Option<&str>| {
        let wanted = |pair: &Pair| kind.is_none_or(|kind| kinds[pair].contains(&kind));
        let truth: ByPair = passages
            .iter()
            .filter(|(pair, _)| wanted(pair))
            .map(|(&pair, it)| (pair, &it.passages[..]))
            .collect();
        let found: ByPair = found
            .iter()
            .filter(|(pair, _)| wanted(pair))
            .map(|(&pair, it)| (pair, &it[..]))
            .collect();
        (kind.unwrap_or("all").to_owned(), Plagdet::new(&truth, &found))
    };
    Ok([None].into_iter().chain(names.into_iter().map(Some)).map(of_kind).collect())
}

/// A bad file is no reason to stop, but its articles may be missed.
fn warn(collection: &Collection) {
    const LISTED: usize = 5;
    let problems = collection.problems();
    for problem in problems.iter().take(LISTED) {
        eprintln!("warning: {}", escape::line(&problem.to_string()));
    }
    if problems.len() > LISTED {
        eprintln!("warning: and {} more problems", problems.len() - LISTED);
    }
}

/// That nobody reads the report to its end, as with `| head`, is no failure.
fn unread(error: io::Error) -> Result<(), Error> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Error::File { path: "standard output".into(), source: error }),
    }
}
