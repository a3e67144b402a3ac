//! Verifies candidates, in parallel.

use std::borrow::Cow;

use rayon::prelude::*;

use super::pipeline::Pipeline;
use crate::candidate::{Candidate, Pair, View};
use crate::corpus::Document;
use crate::error::Error;
use crate::progress::{self, Stage};
use crate::support::pool::Pool;
use crate::support::spill::{SpillStorage, Spilled};
use crate::verify::{Commonness, Prose, Role, Verdict, Verifier};

/// A candidate, and which of its articles is opened; as large as a candidate,
/// so that those become these where they are.
struct Comparison {
    opened: u32,
    other: u32,
    role: Role,
    view: View,
}

impl Comparison {
    fn candidate(&self) -> Candidate {
        let (a, b) = match self.role {
            Role::A => (self.opened, self.other),
            Role::B => (self.other, self.opened),
        };
        Candidate { pair: Pair { a, b }, view: self.view }
    }
}

/// Most comparisons of one opened article that are one piece of work.
const PIECE: usize = 64;

/// Most pieces that stay together, whichever thread is idle.
const PIECES_AT_ONCE: usize = 16;

impl Pipeline<'_> {
    /// The verdict on each candidate that reaches the score, in their order; `prose` is
    /// that of their articles.
    pub(super) fn verdicts(
        &self,
        candidates: Vec<Candidate>,
        prose: &Proses,
        least: f32,
    ) -> Result<Vec<(Candidate, Verdict)>, Error> {
        let verifiers = Pool::new(|_| (self.verifier(), Document::default()));
        // After a failure of a temporary file an article and its sums need not fit
        // together. The run fails in the end; until then nothing is compared.
        let is_sound = || {
            !self.progress.is_cancelled()
                && self.corpus.storage().check().is_ok()
                && prose.storage.check().is_ok()
        };
        let verify = |piece: &[Comparison]| {
            verifiers.with(|(verifier, other)| {
                let opened = piece[0].opened;
                let (document, own) = (self.corpus.document(opened), prose.get(opened));
                if !is_sound() {
                    return Vec::new();
                }
                verifier.open(Cow::Owned(document), own);
                let verdict = |one: &Comparison| {
                    self.corpus.read(one.other, other);
                    let prose = prose.get(one.other);
                    let verdict =
                        is_sound().then(|| verifier.verify(other, &prose, one.role, least));
                    Some((one.candidate(), verdict??))
                };
                let verdicts: Vec<_> = piece.iter().filter_map(verdict).collect();
                self.progress.advance(piece.len());
                verdicts
            })
        };
        let comparisons = self.comparisons(candidates);
        let of_one = comparisons.chunk_by(|one, other| one.opened == other.opened);
        let pieces: Vec<&[Comparison]> = of_one.flat_map(|some| some.chunks(PIECE)).collect();
        // A thread that has nothing left to do takes over some of another one's pieces.
        let pieces = pieces.par_iter().with_max_len(PIECES_AT_ONCE);
        let mut verdicts: Vec<(Candidate, Verdict)> =
            pieces.flat_map_iter(|piece| verify(piece)).collect();
        verdicts.par_sort_unstable_by_key(|(candidate, _)| candidate.pair);
        progress::check(self.progress)?;
        self.corpus.check().and(prose.storage.check()).map(|()| verdicts)
    }

    fn verifier(&self) -> Verifier<'_> {
        Verifier::with_model(&self.corpus.vocabulary, self.settings.model.clone())
    }

    /// The candidates by the article that is opened: the longer one, since a
    /// book may be compared with a thousand excerpts.
    fn comparisons(&self, candidates: Vec<Candidate>) -> Vec<Comparison> {
        let length = |rank: u32| self.corpus.length(rank);
        let comparison = |Candidate { pair: Pair { a, b }, view }| {
            if length(a) >= length(b) {
                Comparison { opened: a, other: b, role: Role::A, view }
            } else {
                Comparison { opened: b, other: a, role: Role::B, view }
            }
        };
        let mut comparisons: Vec<Comparison> = candidates.into_iter().map(comparison).collect();
        comparisons.par_sort_unstable_by_key(|one| (one.opened, one.other));
        comparisons
    }

    /// The prose of each document that is in a candidate: the verification of these begins.
    pub(super) fn prose(&self, candidates: &[Candidate]) -> Result<Proses, Error> {
        self.progress.begin(Stage::Verification, candidates.len());
        let mut wanted = vec![false; self.corpus.len()];
        for Candidate { pair, .. } in candidates {
            wanted[pair.a as usize] = true;
            wanted[pair.b as usize] = true;
        }
        let counted;
        let commonness = match &self.commonness {
            Some(commonness) => commonness,
            None => {
                let background = self.settings.background.as_deref();
                counted = Commonness::with_background(&self.corpus, background);
                &counted
            }
        };
        let storage = self.corpus.storage().another()?;
        let held = wanted
            .into_par_iter()
            .enumerate()
            .map_init(Default::default, |(index, document), (rank, wanted)| {
                wanted.then(|| {
                    self.corpus.read(rank as u32, document);
                    let vocabulary = &self.corpus.vocabulary;
                    Spilled::new(Prose::new(document, vocabulary, commonness, index), &storage)
                })
            })
            .collect();
        Ok(Proses { held, storage })
    }
}

/// The prose of some documents, by their ranks.
pub(super) struct Proses {
    held: Vec<Option<Spilled<Prose>>>,
    storage: SpillStorage,
}

impl Proses {
    /// # Panics
    ///
    /// If the document is in no candidate.
    fn get(&self, rank: u32) -> Cow<'_, Prose> {
        let held = self.held[rank as usize].as_ref().expect("prepared for every candidate");
        held.get(&self.storage)
    }
}
