//! The lists of articles to keep and to drop.

use super::args::Args;
use super::failure::Failure;
use super::output::{OutputFile, Prepared};
use crate::Findings;
use crate::dedup::Deduplicator;
use crate::read::Collection;
use crate::report::write_ids;

/// Where the ids go, if they were asked for.
pub struct IdLists {
    keep: Option<OutputFile>,
    drop: Option<OutputFile>,
}

impl IdLists {
    /// That the files can be written is tried now.
    pub fn new(args: &Args) -> Result<Self, Failure> {
        let [keep, drop] = [&args.keep, &args.drop]
            .map(|path| path.as_deref().map(|path| OutputFile::new(Some(path))).transpose());
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
        if self.keep.is_none() && self.drop.is_none() {
            return Ok(Vec::new());
        }
        let mut deduplicator = Deduplicator::new().prefer(args.prefer.into());
        if !args.relation.is_empty() {
            deduplicator = deduplicator.relations(args.relation.iter().map(|&it| it.into()));
        }
        let chosen = deduplicator.deduplicate(findings, collection);
        let dropped: Vec<usize> = chosen.dropped.iter().map(|it| it.article).collect();
        let lists = [(self.keep, chosen.kept), (self.drop, dropped)];
        let lists = lists.into_iter().filter_map(|(file, ids)| Some((file?, ids)));
        lists.map(|(file, ids)| file.prepare(|out| write_ids(out, collection, ids))).collect()
    }
}
