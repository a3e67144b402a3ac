//! Articles by their ranks: the order of their ids.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::sides::{RankSides, Sides};
use crate::about::About;
use crate::article::{Articles, DocumentId, Intake, positions_by_id};
use crate::decisions::text_digest;
use crate::error::Error;
use crate::progress::{self, Progress, Stage};
use crate::support::hash::text_checksum;

/// The articles of a search in the order of their ids, so that nothing depends
/// on the order in which they came.
///
/// Three numbers name an article: its *position* among the caller's articles, the
/// *document id* under which its text was taken in, and its *rank*, by which every
/// stage knows it.
pub(super) struct Ranks<'a> {
    articles: &'a dyn Articles,
    /// For each rank the position.
    positions: Vec<usize>,
    /// For each rank the document id.
    documents: Vec<DocumentId>,
    sides: RankSides,
    /// The ranks whose texts could not be read again, and why.
    unreadable: Mutex<BTreeMap<u32, String>>,
}

/// Articles that are taken in at once.
const CHUNK: usize = 64;

impl<'a> Ranks<'a> {
    /// Ranks the articles, of which `taken` texts were taken in; `document` says
    /// under which id, by an article's position.
    pub fn new(
        articles: &'a dyn Articles,
        taken: usize,
        document: &(dyn Fn(usize) -> DocumentId + Sync),
    ) -> Result<Self, Error> {
        let positions = positions_by_id(articles)?;
        let documents = positions.iter().map(|&at| document(at)).collect();
        let (sides, unreadable) = (RankSides::default(), Mutex::default());
        let ranks = Self { articles, positions, documents, sides, unreadable };
        ranks.check_documents(taken)?;
        Ok(ranks)
    }

    /// These articles on sides.
    pub fn with_sides(mut self, sides: Sides<'_>) -> Self {
        self.sides = RankSides::new(sides, &self.positions);
        self
    }

    pub fn sides(&self) -> &RankSides {
        &self.sides
    }

    /// That each article has a text of its own.
    fn check_documents(&self, taken: usize) -> Result<(), Error> {
        let mut is_used = vec![false; taken];
        for (rank, document) in (0..).zip(&self.documents) {
            let document = document.index();
            let problem = match is_used.get_mut(document).map(|used| std::mem::replace(used, true))
            {
                Some(false) => continue,
                Some(true) => "which another article has too; each needs a text of its own",
                None => "under which no text was taken in",
            };
            return Err(Error::NotTaken { id: self.id(rank).to_owned(), document, problem });
        }
        Ok(())
    }

    /// Has `intake` take in all articles, in parallel.
    pub fn taken_in(
        articles: &'a dyn Articles,
        intake: &dyn Intake,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        progress.begin(Stage::Words, articles.len());
        let take = |chunk: usize| {
            progress::check(progress)?;
            let positions = chunk * CHUNK..articles.len().min((chunk + 1) * CHUNK);
            let texts = positions.map(|at| text(articles, at)).collect::<Result<Vec<_>, _>>()?;
            progress.advance(texts.len());
            Ok(intake.take(&texts).consecutive(texts.len()))
        };
        let chunks = articles.len().div_ceil(CHUNK);
        let documents: Result<Vec<_>, Error> = (0..chunks).into_par_iter().map(take).collect();
        let documents: Vec<DocumentId> = documents?.into_iter().flatten().collect();
        Self::new(articles, articles.len(), &|at| documents[at])
    }

    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Every rank.
    pub fn all(&self) -> std::ops::Range<u32> {
        0..self.len() as u32
    }

    pub fn document(&self, rank: u32) -> DocumentId {
        self.documents[rank as usize]
    }

    /// The document id of each rank.
    pub fn documents(&self) -> &[DocumentId] {
        &self.documents
    }

    pub fn position(&self, rank: usize) -> usize {
        self.positions[rank]
    }

    /// The rank of each position.
    pub fn by_position(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.positions.len()];
        for (rank, &position) in (0..).zip(&self.positions) {
            ranks[position] = rank;
        }
        ranks
    }

    /// The rank of the article with this id.
    pub fn rank_of(&self, id: &str) -> Option<usize> {
        self.positions.binary_search_by(|&at| self.articles.id(at).cmp(id)).ok()
    }

    /// The digest of a text, read again; `None` if it cannot be.
    pub fn digest(&self, rank: u32) -> Option<u64> {
        let text = self.articles.text(self.positions[rank as usize]).ok()?;
        Some(text_digest(&text))
    }

    pub fn id(&self, rank: u32) -> &str {
        self.articles.id(self.positions[rank as usize])
    }

    /// What is known of the article beside its text.
    pub fn about(&self, rank: u32) -> About<'_> {
        self.articles.about(self.positions[rank as usize])
    }

    /// The text, read again, if it is the one with this checksum. If not, the
    /// article is noted as unreadable: one file that was replaced must not end
    /// the search of all others.
    pub fn text(&self, rank: u32, expected: u32) -> Option<Cow<'a, str>> {
        let reason = match self.articles.text(self.positions[rank as usize]) {
            Ok(text) if text_checksum(&text) == expected => return Some(text),
            Ok(_) => "changed during the search; search again when nobody writes to it".to_owned(),
            Err(Error::File { source, .. }) => source.to_string(),
            Err(error) => error.to_string(),
        };
        self.unreadable().entry(rank).or_insert(reason);
        None
    }

    /// The ranks whose texts could not be read again so far, and why.
    pub fn unreadable(&self) -> MutexGuard<'_, BTreeMap<u32, String>> {
        // An entry is whole or not there, whatever a panic left.
        self.unreadable.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The text of an article, if spans can address it.
fn text<'a>(articles: &'a dyn Articles, at: usize) -> Result<Cow<'a, str>, Error> {
    let text = articles.text(at)?;
    match u32::try_from(text.len()) {
        Ok(_) => Ok(text),
        Err(_) => Err(Error::TooLong { id: articles.id(at).to_owned(), bytes: text.len() }),
    }
}
