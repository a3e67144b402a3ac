//! `nearcopy index …`: articles that are kept on disk.

mod args;

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub use args::IndexCommand;

use super::args::Args;
use super::failure::Failure;
use super::output::{OutputFile, Prepared};
use super::{
    Bars, asked, cleanup, detector, graph_file, guard, judge_reading, read, report, start_threads,
    warnings,
};
use crate::decisions::Decisions;
use crate::index::{self, Index, IndexedArticles, Snapshot};
use crate::read::Collection;
use crate::report::{GraphFormat, ReportInput, write_graph};
use crate::{Detector, Error, Findings};

/// Runs a command. Says whether there are copies that fail the run.
pub fn run(command: IndexCommand) -> Result<bool, Failure> {
    match command {
        IndexCommand::Add { index, no_texts, no_search, args } => {
            add(&index, !no_texts, no_search, &args)
        }
        IndexCommand::Query { index, args } => query(&index, &args),
        IndexCommand::Search { index, args } => search(&index, &args),
        IndexCommand::Remove { index, id, ids } => remove(&index, id, ids.as_deref()),
        IndexCommand::Compact { index } => compact(&index),
        IndexCommand::Check { index, salvage } => check(&index, salvage.as_deref()),
        IndexCommand::Info { index } => info(&index),
    }
}

fn add(folder: &Path, keeps_texts: bool, no_search: bool, args: &Args) -> Result<bool, Failure> {
    let run = Run::new(folder, args)?;
    let is_missing = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(source) => return Err(Error::File { path: folder.to_owned(), source }.into()),
    };
    let mut index = match is_missing {
        true => Index::create(folder, keeps_texts)?,
        false => Index::open(folder)?,
    };
    if !args.quiet && !index.leftovers().is_empty() {
        let count = index.leftovers().len();
        warnings::warn(&format!("removed {count} files that an unfinished change had left"));
    }
    let collection = run.read()?;
    if no_search {
        let added = index.add_unsearched(&run.detector, &collection, &run.bars)?;
        run.bars.clear();
        let articles = index.snapshot().summary()?.articles;
        run.output
            .write(|out| writeln!(out, "{added} added; the index has {articles} articles"))?;
        return judge_reading(args, &collection, &[]).map(|()| false);
    }
    let added = index.add(&run.detector, &collection, &run.bars)?;
    run.bars.clear();
    if !args.quiet {
        let index::Added { added, replaced, unchanged, .. } = added;
        eprintln!("{added} added, {replaced} of them new versions; {unchanged} were there");
    }
    run.report(&collection, added.findings, &added.articles)
}

/// Whether articles are compared with one index: with `--against`.
pub fn is_meant(args: &Args) -> bool {
    matches!(&args.against[..], [folder] if index::is_index(folder))
}

/// Compares the articles of the paths with an index.
pub fn query(folder: &Path, args: &Args) -> Result<bool, Failure> {
    let run = Run::new(folder, args)?;
    let snapshot = Snapshot::open(folder)?;
    let collection = run.read()?;
    let found = snapshot.query(&run.detector, &collection, &run.bars)?;
    run.bars.clear();
    run.report(&collection, found.findings, &found.articles)
}

fn search(folder: &Path, args: &Args) -> Result<bool, Failure> {
    let run = Run::new(folder, args)?;
    let found = Snapshot::open(folder)?.search(&run.detector, &run.bars)?;
    run.bars.clear();
    run.report(&Collection::default(), found.findings, &found.articles)
}

fn remove(folder: &Path, mut ids: Vec<String>, list: Option<&Path>) -> Result<bool, Failure> {
    if let Some(path) = list {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let mut text = String::new();
        if guard::is_stdout(path) {
            io::stdin().read_to_string(&mut text).map_err(failed)?;
        } else {
            text = fs::read_to_string(path).map_err(failed)?;
        }
        ids.extend(text.lines().map(str::to_owned));
    }
    let removed = Index::open(folder)?.remove(ids.iter().map(String::as_str))?;
    println!("{removed} removed");
    if removed < ids.len() {
        warnings::warn(&format!("{} of the ids are not in the index", ids.len() - removed));
    }
    Ok(false)
}

fn compact(folder: &Path) -> Result<bool, Failure> {
    let mut index = Index::open(folder)?;
    let before = index.snapshot().summary()?.bytes;
    index.compact()?;
    println!("{before} bytes became {}", index.snapshot().summary()?.bytes);
    Ok(false)
}

fn check(folder: &Path, salvage: Option<&Path>) -> Result<bool, Failure> {
    let damages = index::check(folder)?;
    for damage in &damages {
        println!("{damage}");
    }
    if let Some(new) = salvage {
        let saved = index::salvage(folder, new)?;
        println!("{saved} articles are in {}", new.display());
    }
    match damages.len() {
        0 => println!("nothing is damaged"),
        count => return Err(Failure::Damaged { path: folder.to_owned(), count }),
    }
    Ok(false)
}

fn info(folder: &Path) -> Result<bool, Failure> {
    let summary = Snapshot::open(folder)?.summary()?;
    println!("{summary}");
    Ok(false)
}

/// What every command with a report needs.
struct Run<'a> {
    folder: &'a Path,
    args: &'a Args,
    started: Instant,
    output: OutputFile,
    html: Option<OutputFile>,
    graph: Option<(GraphFormat, OutputFile)>,
    bars: Bars,
    decisions: Option<Arc<Decisions>>,
    detector: Detector,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path, args: &'a Args) -> Result<Self, Failure> {
        let started = Instant::now();
        refuse_others(args)?;
        guard::check(args)?;
        cleanup::on_signals()?;
        let output = OutputFile::new(args.output.as_deref())?;
        let html = args.html.as_deref().map(|path| OutputFile::new(Some(path))).transpose()?;
        let graph = graph_file(args)?;
        start_threads(args)?;
        let decisions = args.decisions.as_deref().map(Decisions::read).transpose()?.map(Arc::new);
        let (bars, detector) = (Bars::new(!args.quiet), detector(args, decisions.clone())?);
        Ok(Self { folder, args, started, output, html, graph, bars, decisions, detector })
    }

    fn read(&self) -> Result<Collection, Failure> {
        let collection = read(self.args, &(), &self.bars)?;
        self.bars.clear();
        if !self.args.quiet {
            warnings::print(collection.problems());
        }
        Ok(collection)
    }

    fn report(
        self,
        collection: &Collection,
        mut findings: Findings,
        articles: &IndexedArticles,
    ) -> Result<bool, Failure> {
        if let Some(count) = self.args.top {
            findings.keep_surest(count);
        }
        let findings = &findings;
        let Self { folder, args, started, output, html, graph, decisions, .. } = self;
        let mut files = Vec::new();
        if let Some(html) = html {
            files.push(html.prepare(|out| {
                report::write_html(args, out, articles, findings, decisions.as_deref())
            })?);
        }
        if let Some((format, file)) = graph {
            let input = ReportInput::new(articles, findings);
            files.push(file.prepare(|out| write_graph(out, &input, format))?);
        }
        let run = match is_meant(args) {
            true => asked::run_info(args),
            false => asked::run_info(args).setting("index", folder),
        };
        files.push(output.prepare(|out| {
            let input = report::input(articles, collection, findings, &[]);
            report::write(args, out, &input.run(run).elapsed(started.elapsed()))
        })?);
        files.into_iter().try_for_each(Prepared::finish)?;
        if !args.paths.is_empty() {
            judge_reading(args, collection, &[])?;
        }
        Ok(args.fail_on_copies && findings.undecided() > 0)
    }
}

/// Refuses options that mean nothing for an index.
fn refuse_others(args: &Args) -> Result<(), Failure> {
    let others = [
        ("--pairs", args.pairs.is_some()),
        ("--why", args.why.is_some()),
        ("--from", args.from.is_some()),
        ("--background", args.background.is_some()),
        ("--save-background", args.save_background.is_some()),
        ("--keep", args.keep.is_some()),
        ("--drop", args.drop.is_some()),
        ("--all-pairs", args.all_pairs),
        ("--against", !args.against.is_empty() && !is_meant(args)),
    ];
    match others.into_iter().find(|&(_, is_given)| is_given) {
        None => Ok(()),
        Some((name, _)) => {
            let (value, allowed) = ("given".to_owned(), "left out with an index");
            Err(Error::Setting { name, value, allowed }.into())
        }
    }
}
