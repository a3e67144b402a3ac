//! What is kept and what is dropped: lists of ids, or the articles themselves.

use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use super::args::{Args, PreferOption};
use super::failure::Failure;
use super::output::{OutputFile, Prepared};
use super::warnings;
use crate::dedup::Deduplicator;
use crate::read::{Collection, is_records};
use crate::report::{write_article, write_ids};
use crate::{Articles, Error, Findings};

/// Where the lists go, if they were asked for.
pub struct Lists {
    keep: Option<ListFile>,
    drop: Option<ListFile>,
}

/// A list of articles.
struct ListFile {
    file: OutputFile,
    /// The articles, not only their ids.
    has_records: bool,
}

impl ListFile {
    fn new(path: &Path) -> Result<Self, Failure> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let has_records = ending == "jsonl" || ending == "ndjson";
        Ok(Self { file: OutputFile::new(Some(path))?, has_records })
    }

    fn prepare(
        self,
        collection: &Collection,
        mut articles: Vec<usize>,
    ) -> Result<Prepared, Failure> {
        if !self.has_records {
            return self.file.prepare(|out| write_ids(out, collection, articles));
        }
        articles.sort_unstable();
        self.file.prepare(|out| {
            articles.iter().try_for_each(|&article| write_record(out, collection, article))
        })
    }
}

impl Lists {
    /// That the files can be written is tried now.
    pub fn new(args: &Args) -> Result<Self, Failure> {
        let [keep, drop] =
            [&args.keep, &args.drop].map(|path| path.as_deref().map(ListFile::new).transpose());
        Ok(Self { keep: keep?, drop: drop? })
    }

    /// Writes both lists. The files get their names when they are
    /// [finished](Prepared::finish).
    pub fn prepare(
        self,
        args: &Args,
        collection: &Collection,
        findings: &Findings,
    ) -> Result<Vec<Prepared>, Failure> {
        let lists = [&self.keep, &self.drop];
        if lists.iter().all(|list| list.is_none()) {
            return Ok(Vec::new());
        }
        let has_records = lists.into_iter().flatten().any(|list| list.has_records);
        if has_records && !args.quiet {
            warn_of_lost_fields(collection)?;
        }
        let mut deduplicator = Deduplicator::new();
        deduplicator = match &args.prefer {
            PreferOption::Known(preference) => deduplicator.prefer(*preference),
            PreferOption::Field(field) => deduplicator.values(values(field, collection, findings)?),
        };
        if !args.relation.is_empty() {
            deduplicator = deduplicator.relations(args.relation.iter().map(|&it| it.into()));
        }
        let chosen = deduplicator.deduplicate(findings, collection);
        findings.check()?;
        let dropped: Vec<usize> = chosen.dropped.iter().map(|it| it.article).collect();
        let lists = [(self.keep, chosen.kept), (self.drop, dropped)];
        let lists = lists.into_iter().filter_map(|(list, articles)| Some((list?, articles)));
        lists.map(|(list, articles)| list.prepare(collection, articles)).collect()
    }
}

/// Writes an article as the record that it is in its file, or as one that is made of it.
fn write_record(out: &mut dyn Write, collection: &Collection, article: usize) -> io::Result<()> {
    match collection.record(article).map_err(io::Error::other)? {
        Some(record) => {
            out.write_all(&record)?;
            out.write_all(b"\n")
        }
        None => write_article(out, collection, article),
    }
}

/// Says where records have fields that are not written.
fn warn_of_lost_fields(collection: &Collection) -> Result<(), Failure> {
    let mut last = None;
    for article in 0..collection.len() {
        let path = collection.place(article).path;
        if last != Some(path) && is_records(path) && collection.record(article)?.is_none() {
            warnings::warn(&format!(
                "{}: its records cannot be read again as they are, so they are written with their \
                 id, their text and what else is known of them alone; unpacked JSON Lines in a \
                 file are written unchanged",
                path.display().to_string().escape_debug()
            ));
        }
        last = Some(path);
    }
    Ok(())
}

/// The number that each article with a copy has in this field of its record.
fn values(
    field: &str,
    collection: &Collection,
    findings: &Findings,
) -> Result<Vec<Option<f64>>, Failure> {
    let mut values = vec![None; collection.len()];
    let pairs = findings.listed_unaligned();
    let sets = findings.identical.iter().flat_map(|set| set.articles.iter().copied());
    let mut copies: Vec<usize> = pairs.flat_map(|it| [it.a, it.b]).chain(sets).collect();
    copies.sort_unstable();
    copies.dedup();
    for &article in &copies {
        let record = collection.record(article)?;
        values[article] = record.and_then(|record| number(field, &record));
    }
    if !copies.is_empty() && values.iter().all(Option::is_none) {
        return Err(Error::Setting {
            name: "--prefer",
            value: format!("{field:?}"),
            allowed: "longest, first, earliest, or a field with numbers in records of JSON Lines",
        }
        .into());
    }
    Ok(values)
}

/// The number in a field of a record, which may be written as a string.
fn number(field: &str, record: &[u8]) -> Option<f64> {
    let record: Value = serde_json::from_slice(record).ok()?;
    let inside = || field.split('.').try_fold(&record, inner);
    let number = match record.get(field).or_else(inside)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| !number.is_nan())
}

/// The field of this name of an object, or the element of a list.
fn inner<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Array(elements) => elements.get(name.parse::<usize>().ok()?),
        value => value.get(name),
    }
}
