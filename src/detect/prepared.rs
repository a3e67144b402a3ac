//! A search among articles that are known already: those of an index.

use std::sync::Arc;

use super::Detector;
use super::pipeline::{Pipeline, Proposed};
use super::ranks::Ranks;
use super::sides::Sides;
use crate::article::{Articles, DocumentId};
use crate::candidate::{Candidate, Pair};
use crate::corpus::Corpus;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::support::spill::SpillStorage;
use crate::verify::{Commonness, Level};

/// Which pairs of prepared articles are compared.
pub(crate) enum Compared<'a> {
    /// Those that the level proposes, as far as they are wanted.
    Proposed(&'a (dyn Fn(Pair) -> bool + Sync)),
    /// These, ordered by pair, each once; and how common runs of words are.
    Candidates(Vec<Candidate>, Commonness),
}

impl Detector {
    /// Compares articles of a corpus that was made before, both in the order of their ids;
    /// those of side 0 come first in pairs.
    pub(crate) fn detect_prepared(
        &self,
        articles: &dyn Articles,
        sides: &(dyn Fn(usize) -> u32 + Sync),
        corpus: Corpus,
        compared: Compared<'_>,
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| {
            let document = |at: usize| DocumentId::new(at as u32);
            let ranks = Ranks::new(articles, corpus.len(), &document)?;
            let ranks = ranks.with_sides(Sides::ordered(sides));
            let mut pipeline = Pipeline::of_corpus(&self.settings, progress, ranks, corpus);
            match compared {
                Compared::Proposed(is_wanted) => {
                    let mut proposed = pipeline.propose()?;
                    proposed.candidates.retain(|candidate| is_wanted(candidate.pair));
                    pipeline.judge(proposed)
                }
                Compared::Candidates(candidates, commonness) => {
                    let proposed = Proposed { candidates, left_out: 0 };
                    pipeline.commonness = Some(Arc::new(commonness));
                    pipeline.judge(proposed)
                }
            }
        })
    }

    /// Storage for one of the things that grow with the articles.
    pub(crate) fn storage(&self) -> Result<SpillStorage, Error> {
        self.settings.storage()
    }

    /// That an index can be searched by these settings.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] at the level near, with a tokenizer of the caller's own, or
    /// with a background.
    pub(crate) fn check_for_index(&self) -> Result<(), Error> {
        let refused = |name, value: &str, allowed| {
            Err(Error::Setting { name, value: value.to_owned(), allowed })
        };
        if self.settings.level == Level::Near {
            return refused("level", "near", "edited or reworded where an index is searched");
        }
        if self.settings.has_own_tokenizer() {
            return refused("tokenizer", "another", "the default one where an index is searched");
        }
        if self.settings.background.is_some() {
            let allowed = "left out where an index is searched, which is its own background";
            return refused("background", "one", allowed);
        }
        Ok(())
    }
}
