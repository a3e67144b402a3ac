//! Verifies candidates, in parallel.

use rayon::prelude::*;

use super::run::Run;
use crate::candidate::Candidate;
use crate::corpus::Document;
use crate::progress::Stage;
use crate::spare::Spare;
use crate::verify::{Commonness, Index, Prose, Role, Verdict, Verifier};

/// A candidate, and which of its articles is opened.
struct Comparison {
    opened: u32,
    other: u32,
    role: Role,
    candidate: Candidate,
}

/// Most comparisons of one opened article that are one piece of work.
const PIECE: usize = 64;

impl Run<'_> {
    /// The verdict on each candidate that reaches the score, in their order.
    pub(super) fn verdicts(
        &self,
        candidates: &[Candidate],
        least: f32,
    ) -> Vec<(Candidate, Verdict)> {
        self.progress.begin(Stage::Verification, candidates.len());
        let prose = self.prose(candidates);
        let verifiers = Spare::new(|_| Verifier::new(&self.corpus.vocabulary));
        let verify = |piece: &[Comparison]| {
            verifiers.with(|verifier| {
                let (document, own) = self.side_of(piece[0].opened, &prose);
                verifier.open(document, own);
                let verdict = |one: &Comparison| {
                    let (document, own) = self.side_of(one.other, &prose);
                    let verdict = verifier.verify(document, own, one.role, least)?;
                    Some((one.candidate, verdict))
                };
                let verdicts: Vec<_> = piece.iter().filter_map(verdict).collect();
                self.progress.advance(piece.len());
                verdicts
            })
        };
        let mut verdicts: Vec<(Candidate, Verdict)> = self
            .comparisons(candidates)
            .par_chunk_by(|one, other| one.opened == other.opened)
            .flat_map_iter(|group| group.chunks(PIECE))
            .flat_map_iter(verify)
            .collect();
        verdicts.par_sort_unstable_by_key(|(candidate, _)| candidate.pair);
        verdicts
    }

    fn side_of<'s>(&'s self, rank: u32, prose: &'s [Option<Prose>]) -> (&'s Document, &'s Prose) {
        let prose = prose[rank as usize].as_ref().expect("prepared for every candidate");
        (&self.corpus.documents[rank as usize], prose)
    }

    /// The candidates by the article that is opened: the longer one, since a
    /// book may be compared with a thousand excerpts.
    fn comparisons(&self, candidates: &[Candidate]) -> Vec<Comparison> {
        let length = |rank: u32| self.corpus.documents[rank as usize].words.len();
        let comparison = |&candidate: &Candidate| {
            let (a, b) = (candidate.pair.a, candidate.pair.b);
            if length(a) >= length(b) {
                Comparison { opened: a, other: b, role: Role::A, candidate }
            } else {
                Comparison { opened: b, other: a, role: Role::B, candidate }
            }
        };
        let mut comparisons: Vec<Comparison> = candidates.par_iter().map(comparison).collect();
        comparisons.par_sort_unstable_by_key(|one| (one.opened, one.other));
        comparisons
    }

    /// For each document that is in a candidate, its prose.
    pub(super) fn prose(&self, candidates: &[Candidate]) -> Vec<Option<Prose>> {
        let mut wanted = vec![false; self.corpus.documents.len()];
        for Candidate { pair, .. } in candidates {
            wanted[pair.a as usize] = true;
            wanted[pair.b as usize] = true;
        }
        let commonness = Commonness::new(&self.corpus);
        let vocabulary = &self.corpus.vocabulary;
        self.corpus
            .documents
            .par_iter()
            .zip(wanted)
            .map_init(Index::default, |index, (document, wanted)| {
                wanted.then(|| Prose::new(document, vocabulary, &commonness, index))
            })
            .collect()
    }
}
