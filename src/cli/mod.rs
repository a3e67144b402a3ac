//! The program `nearcopy`: finds near-duplicate articles in folders, files or
//! standard input, and shows exactly what was changed.
//!
//! An example and a binary of the crate both call [`main`]; so can any program
//! that brings nearcopy's own command line along. What it can do is in its help:
//!
//! ```text
//! cargo run --release --example nearcopy -- --help
//! ```

mod args;
mod asked;
mod background;
mod bars;
mod cleanup;
mod dedup;
mod failure;
mod files_from;
mod guard;
mod index;
mod output;
mod pairs;
mod report;
mod shell;
mod suggest;
mod warnings;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::decisions::Decisions;
use crate::detect::{MAX_THREADS, Sides};
use crate::read::{Collection, Preprocessor, Problem, ProblemKind, Reader};
use crate::report::{GraphFormat, ReportInput, write_graph};
use crate::verify::{Level, Model};
use crate::{Articles, Detector, Error, Intake};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

pub use bars::Bars;

use args::{Args, ByteCount, Cli, Command, OutputFormat};
use dedup::Lists;
use failure::Failure;
use output::{OutputFile, Prepared};

/// Runs the program with the arguments of this process. Ends the process where
/// they cannot be understood, and after `--help`.
pub fn main() -> ExitCode {
    run_with(std::env::args_os()).into()
}

/// [`main`] with these arguments, of which the first is the program's name; returns the exit
/// code.
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let Cli { mut command, mut args } = Cli::parse_from(arguments);
    if command.is_none()
        && [args.paths.is_empty(), args.from.is_none(), args.files_from.is_none()] == [true; 3]
    {
        no_paths();
    }
    let reading = match &mut command {
        Some(Command::Index(command)) => command.args_mut(),
        Some(_) => None,
        None => Some(&mut args),
    };
    let listed = reading.map_or(Ok(()), files_from::add);
    let result = match command {
        _ if listed.is_err() => listed.map(|()| false),
        None if index::is_meant(&args) => index::query(&args.against[0], &args),
        None => run(&args).map(|has_copies| has_copies && args.fail_on_copies),
        Some(Command::Index(command)) => index::run(command),
        Some(Command::Completions { shell }) => shell::completions(shell).map(|()| false),
        Some(Command::Man { command }) => shell::man(&command).map(|()| false),
    };
    match result {
        Ok(true) => 1,
        Ok(false) => 0,
        Err(Failure::Closed) => CLOSED,
        Err(failure) => {
            failure.print();
            2
        }
    }
}

/// Ends the process as where a required argument is missing.
fn no_paths() -> ! {
    let missing = "the following required arguments were not provided:\n  <PATH>...";
    Cli::command().error(ErrorKind::MissingRequiredArgument, missing).exit()
}

/// As for a program that the signal of a broken pipe ended, `grep` for one.
const CLOSED: u8 = 128 + 13;

/// From the arguments to the report. Says whether there are copies.
fn run(args: &Args) -> Result<bool, Failure> {
    let started = Instant::now();
    guard::check(args)?;
    cleanup::on_signals()?;
    let output = OutputFile::new(args.output.as_deref())?;
    if let Some(saved) = &args.from {
        return narrow(args, saved, output);
    }
    let html = args.html.as_deref().map(|path| OutputFile::new(Some(path))).transpose()?;
    let graph = graph_file(args)?;
    let lists = Lists::new(args)?;
    let bars = Bars::new(!args.quiet);
    start_threads(args)?;

    let decisions = args.decisions.as_deref().map(Decisions::read).transpose()?.map(Arc::new);
    let detector = detector(args, decisions.clone())?;
    let search = (args.why.is_none() && args.pairs.is_none()).then(|| detector.search());
    let search = search.transpose()?;
    let intake: &dyn Intake = search.as_ref().map_or(&(), |search| search);
    let collection = read(args, intake, &bars)?;
    bars.clear();
    if !args.quiet {
        warnings::print(collection.problems());
        warnings::of_fields(args, &collection);
        if let Some(advice) = too_large_for_memory(args, &collection) {
            warnings::warn(&advice);
        }
        warnings::of_idle(args, &collection);
        if args.tolerate && collection.is_empty() {
            warnings::warn(&warnings::no_articles(&collection));
        }
    }
    if let Some(path) = &args.save_background {
        background::save(path, &collection)?;
    }
    if let Some(ids) = &args.why {
        let pair = positions(ids, &collection)?;
        let why = detector.why(&collection, pair, &bars)?;
        bars.clear();
        output.write(|out| crate::report::write_why(out, &collection, pair, &why))?;
        return judge_reading(args, &collection, &[]).map(|()| false);
    }
    let mut findings = match search {
        Some(search) => {
            let document = |at| collection.document(at);
            let side = side_of(args, &collection);
            let sides = match args.against.is_empty() {
                false => Some(Sides::across(&side)),
                true => (args.paths.len() > 1).then(|| Sides::ordered(&side)),
            };
            match sides {
                Some(sides) => search.finish_sides(&collection, &document, sides, &bars)?,
                None => search.finish(&collection, &document, &bars)?,
            }
        }
        None => {
            let list = args.pairs.as_deref().expect("there is a search, or a list of pairs");
            detector.compare_with(&collection, &pairs::read(list, &collection)?, &bars)?
        }
    };
    bars.clear();
    let later = warnings::of_search(&collection, &findings);
    if !args.quiet {
        warnings::print(&later);
        warnings::outdated(&collection, &findings);
    }
    // All files appear when all are whole, so that they are of one run.
    let mut files = lists.prepare(args, &collection, &findings)?;
    if let Some(count) = args.top {
        findings.keep_surest(count);
        findings.check()?;
    }
    if let Some(html) = html {
        files.push(html.prepare(|out| {
            report::write_html(args, out, &collection, &findings, decisions.as_deref())
        })?);
    }
    if let Some((format, file)) = graph {
        let input = ReportInput::new(&collection, &findings);
        files.push(file.prepare(|out| write_graph(out, &input, format))?);
    }
    let report = output.prepare(|out| {
        let input = report::input(&collection, &collection, &findings, &later);
        let input = input.run(asked::run_info(args)).elapsed(started.elapsed());
        report::write(args, out, &input)
    });
    let closed = match report {
        Err(Failure::Closed) => Err(Failure::Closed),
        report => {
            files.push(report?);
            Ok(())
        }
    };
    files.into_iter().try_for_each(Prepared::finish)?;
    closed?;
    judge_reading(args, &collection, &later)?;
    let is_any_new = findings.undecided() > 0;
    findings.check()?;
    Ok(is_any_new)
}

/// What could not be read fails the run, after the report of the rest: a caller
/// that asks for the exit code alone must not take a broken feed for a good one.
fn judge_reading(args: &Args, collection: &Collection, later: &[Problem]) -> Result<(), Failure> {
    if args.tolerate {
        return Ok(());
    }
    if let Some(failure) = warnings::left_out(collection, later) {
        return Err(failure);
    }
    match collection.is_empty() {
        true => Err(Failure::NoArticles(warnings::no_articles(collection))),
        false => Ok(()),
    }
}

/// Both reading and searching run in the global pool. Its size is always set,
/// since rayon would take any number from the environment.
fn start_threads(args: &Args) -> Result<(), Failure> {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or_else(processors, usize::from).min(MAX_THREADS);
    let failed = |reason: String| Failure::Threads(threads, reason);
    if !has_addresses(threads.saturating_mul(STACK) + SPARE_ADDRESSES) {
        return Err(failed("the limit on memory leaves too little for them".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    pool.build_global().map_err(|error| failed(error.to_string()))
}

/// The stack of a thread, in bytes: what the standard library takes by default.
const STACK: usize = 2 << 20;

/// Addresses that have to be left beside the stacks. With less, a run fails here
/// with a message rather than at whatever it asks for next.
const SPARE_ADDRESSES: usize = 64 << 20;

/// Whether the system would give so many bytes more, none of which is touched. A
/// thread that starts with the last of the memory panics in the standard library.
fn has_addresses(bytes: usize) -> bool {
    let mut stacks = Vec::<u8>::new();
    let given = stacks.try_reserve_exact(bytes).is_ok();
    // An allocation that nobody looks at could be left out.
    std::hint::black_box(&stacks);
    given
}

fn read(args: &Args, intake: &dyn Intake, bars: &Bars) -> Result<Collection, Error> {
    let reader = Reader::builder().id_field(&args.id_field).text_fields(&args.text_field);
    let named = args.about_fields();
    let reader = named.fold(reader, |reader, (field, name)| reader.about_field(field, name));
    // Where memory is limited, texts that cannot be read again do not stay in it.
    let mut reader = reader.spool(args.memory.is_some()).main_text(!args.whole_page);
    reader = reader.paths_in_ids(!args.against.is_empty()).stdin(args.stdin_as.into());
    reader = args.exclude.iter().fold(reader, |reader, pattern| reader.exclude(pattern));
    if let Some(bytes) = most_bytes(args) {
        reader = reader.max_bytes(bytes);
    }
    if let Some(times) = args.max_expansion {
        reader = reader.max_expansion(times);
    }
    if let Some(command) = &args.pre {
        let mut command = Preprocessor::new(command).globs(&args.pre_glob)?;
        if let Some(seconds) = args.pre_timeout {
            command = command.timeout(Duration::from_secs(seconds));
        }
        reader = reader.preprocessor(command);
    }
    let reader = reader.build()?;
    let paths: Vec<&PathBuf> = args.paths.iter().chain(&args.against).collect();
    reader.read_into(&paths, intake, bars)
}

/// On which side each article is: that of the paths or that of those to compare with; where
/// there are none of these, each path is one, so that A is of the first.
fn side_of(args: &Args, collection: &Collection) -> impl Fn(usize) -> u32 + Sync {
    move |article| {
        let path = collection.path_of(article);
        match args.against.is_empty() {
            true => path as u32,
            false => u32::from(path >= args.paths.len()),
        }
    }
}

/// At the peak, so many times its size is in memory of an article that is compared.
const PEAK: u64 = 15;

/// Articles up to this size are read with any limit on memory: a limit is meant for
/// what grows with their number.
const LEAST_LIMIT: u64 = 4 << 20;

/// What the reader reads unless it is told otherwise.
const DEFAULT_LIMIT: u64 = 1 << 30;

/// The size beyond which an article is left out, if the arguments limit it. A size
/// that is given counts, whatever the memory.
fn most_bytes(args: &Args) -> Option<u64> {
    match (args.max_size, args.memory) {
        (Some(ByteCount(bytes)), _) => Some(bytes as u64),
        (None, Some(ByteCount(bytes))) => {
            Some((bytes as u64 / PEAK).clamp(LEAST_LIMIT, DEFAULT_LIMIT))
        }
        (None, None) => None,
    }
}

/// What to do about articles that `--memory` is too small for, if there are any.
fn too_large_for_memory(args: &Args, collection: &Collection) -> Option<String> {
    let is_too_large = |it: &Problem| matches!(it.kind, ProblemKind::TooLarge { .. });
    let is_by_memory = args.max_size.is_none() && args.memory.is_some();
    (is_by_memory && collection.problems().iter().any(is_too_large)).then(|| {
        format!(
            "with --memory an article may have a {PEAK}th of the limit, and {} MiB in any case, \
             since it takes {PEAK} times its size; give more memory, or --max-size to have larger \
             articles read all the same",
            LEAST_LIMIT >> 20
        )
    })
}

fn detector(args: &Args, decisions: Option<Arc<Decisions>>) -> Result<Detector, Error> {
    // A table has no differences.
    let is_table = matches!(args.format, OutputFormat::Csv | OutputFormat::Tsv);
    let align = !args.no_passages && (args.html.is_some() || args.why.is_some() || !is_table);
    let mut detector = Detector::builder().level(args.level.into()).align(align);
    detector = detector.templates(args.templates);
    if let Some(path) = &args.model {
        detector = detector.model(model(path)?);
    }
    if let Some(score) = args.threshold {
        detector = detector.threshold(score);
    }
    if let Some(decisions) = decisions {
        detector = detector.decisions(decisions);
    }
    // The other forms look matches up in any order, and so in memory.
    let is_in_order = args.html.is_none() && args.format != OutputFormat::Text;
    let store_matches = is_in_order && (args.all_pairs || args.memory.is_some());
    detector = detector.all_pairs(args.all_pairs).store_matches(store_matches);
    detector = detector.other_sources(args.other_sources);
    detector = detector.representative(args.representative.into());
    if let Some(time) = args.within {
        detector = detector.within(time);
    }
    if let Some(ByteCount(bytes)) = args.memory {
        detector = detector.memory(bytes);
    }
    if let Some(statistics) = background::load(args)? {
        detector = detector.background(statistics);
    }
    detector.build()
}

/// Where the graph goes and in which form, if it was asked for.
fn graph_file(args: &Args) -> Result<Option<(GraphFormat, OutputFile)>, Failure> {
    let Some(path) = args.graph.as_deref() else { return Ok(None) };
    Ok(Some((GraphFormat::of_path(path)?, OutputFile::new(Some(path))?)))
}

/// The model of this file.
fn model(path: &Path) -> Result<Model, Error> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(failed)?;
    Model::parse(&text).map_err(|error| failed(io::Error::other(error)))
}

/// Where the two articles with these ids are.
fn positions(ids: &[String], collection: &Collection) -> Result<(usize, usize), Failure> {
    let position = |id: &String| {
        let found = (0..collection.len()).find(|&at| collection.id(at) == id);
        found.ok_or_else(|| {
            let ids = (0..collection.len()).map(|at| collection.id(at));
            let near = suggest::near(id, ids).into_iter().map(str::to_owned).collect();
            Failure::UnknownId { id: id.clone(), near }
        })
    };
    let pair = (position(&ids[0])?, position(&ids[1])?);
    if pair.0 == pair.1 {
        return Err(Failure::SameArticle(ids[0].clone()));
    }
    Ok(pair)
}

/// Makes a saved report stricter. Says whether copies are left in it.
fn narrow(args: &Args, saved: &Path, output: OutputFile) -> Result<bool, Failure> {
    if let OutputFormat::Csv | OutputFormat::Tsv = args.format {
        let value = format!("{:?}", args.format).to_lowercase();
        return Err(Error::Setting { name: "--format", value, allowed: "jsonl with --from" }.into());
    }
    let failed = |source| Error::File { path: saved.to_owned(), source };
    let input = BufReader::new(File::open(saved).map_err(failed)?);
    let level = Level::from(args.level);
    let threshold = args.threshold.unwrap_or(level.default_threshold());
    let mut narrowed = Vec::new();
    crate::report::narrow(input, &mut narrowed, level, threshold).map_err(failed)?;
    let summary = narrowed.trim_ascii_end().rsplit(|&byte| byte == b'\n').next();
    if !summary.is_some_and(|line| line.starts_with(b"{\"type\":\"summary\"")) {
        return Err(Failure::Cut(saved.to_owned()));
    }
    // Not inside of a string, where a quotation mark is escaped.
    let has = |line: &[u8], what: &[u8]| line.windows(what.len()).any(|bytes| bytes == what);
    let is_copy = |line: &[u8]| {
        (line.starts_with(b"{\"type\":\"identical\"")
            || line.starts_with(b"{\"type\":\"pair\"") && !has(line, b"\"relation\":\"template\""))
            && !has(line, b"\"decision\":\"copy\"")
    };
    let has_copies = narrowed.split(|&byte| byte == b'\n').any(is_copy);
    output.write(|out| out.write_all(&narrowed))?;
    Ok(has_copies)
}
