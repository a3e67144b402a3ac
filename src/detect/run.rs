//! One run through the stages.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::align::{self, Aligner, Alignment, Side};
use crate::article::{Article, Span};
use crate::candidate::{Candidate, Pair, View, propose, propose_near};
use crate::cluster::{Edge, clusters};
use crate::corpus::{Corpus, Document};
use crate::error::Error;
use crate::findings::{Findings, Match, Skipped, Statistics};
use crate::progress::{Progress, Stage};
use crate::text::word_spans;
use crate::verify::{Level, MIN_WORDS, Verdict, near};

use super::Settings;

/// One run. Inside it an article's number is its rank by id, so that nothing
/// depends on the order in which the articles came.
pub(super) struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) progress: &'a dyn Progress,
    texts: Vec<&'a str>,
    /// For each rank, the position in the caller's slice.
    pub(super) positions: Vec<usize>,
    pub(super) corpus: Corpus,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        articles: &'a [Article<'_>],
        progress: &'a dyn Progress,
    ) -> Result<Self, Error> {
        if articles.len() > u32::MAX as usize {
            return Err(Error::TooMany { articles: articles.len() });
        }
        if let Some(long) = articles.iter().find(|long| long.text().len() > u32::MAX as usize) {
            return Err(Error::TooLong { id: long.id().to_owned(), bytes: long.text().len() });
        }
        let mut positions: Vec<usize> = (0..articles.len()).collect();
        positions.par_sort_unstable_by_key(|&at| articles[at].id());
        if let Some(twice) =
            positions.windows(2).find(|two| articles[two[0]].id() == articles[two[1]].id())
        {
            return Err(Error::DuplicateId {
                id: articles[twice[0]].id().to_owned(),
                places: None,
            });
        }
        let texts: Vec<&str> = positions.iter().map(|&at| articles[at].text()).collect();
        let corpus = Corpus::new(&texts, progress);
        Ok(Self { settings, progress, texts, positions, corpus })
    }

    pub(super) fn detect(self) -> Result<Findings, Error> {
        let mut candidates = self.propose();
        let proposed = candidates.len();
        if self.settings.level == Level::Near {
            self.keep_near(&mut candidates);
        }
        let matches = self.verify(&candidates, false);
        Ok(self.findings(proposed, matches))
    }

    pub(super) fn compare(self, pairs: &[(usize, usize)]) -> Result<Findings, Error> {
        let mut ranks = vec![0; self.positions.len()];
        for (rank, &position) in self.positions.iter().enumerate() {
            ranks[position] = rank as u32;
        }
        let mut candidates: Vec<Candidate> = pairs
            .iter()
            .map(|&(a, b)| (ranks[a], ranks[b]))
            .filter(|(a, b)| a != b && self.is_judged(*a) && self.is_judged(*b))
            .map(|(a, b)| Pair { a: a.min(b), b: a.max(b) })
            .map(|pair| Candidate { pair, view: View::Listed })
            .collect();
        candidates.par_sort_unstable();
        candidates.dedup();
        let matches = self.verify(&candidates, true);
        Ok(self.findings(candidates.len(), matches))
    }

    pub(super) fn propose(&self) -> Vec<Candidate> {
        let propose = match self.settings.level {
            Level::Near => propose_near,
            Level::Edited | Level::Reworded => propose,
        };
        propose(&self.corpus, &self.searched(), self.progress)
    }

    /// The score from which a pair is a match.
    pub(super) fn threshold(&self) -> f32 {
        self.settings.threshold.unwrap_or(self.settings.level.default_threshold())
    }

    /// Whether the document is long enough to be judged.
    fn is_judged(&self, rank: u32) -> bool {
        self.corpus.documents[rank as usize].words.len() >= MIN_WORDS
    }

    /// The documents that are searched: long enough, and the first with their words.
    fn searched(&self) -> Vec<u32> {
        (0..)
            .zip(&self.corpus.documents)
            .filter(|&(rank, document)| document.same_as == rank && self.is_judged(rank))
            .map(|(rank, _)| rank)
            .collect()
    }

    /// The candidates that are copies, aligned. `all`: pairs that share a
    /// passage, whatever their score.
    fn verify(&self, candidates: &[Candidate], all: bool) -> Vec<Match> {
        let level = self.settings.level;
        let threshold = self.threshold();
        // At the level of near-duplicates the score is another measure.
        let least = if all || level == Level::Near { 0.0 } else { threshold };
        let mut kept = self.verdicts(candidates, least);
        kept.retain_mut(|(_, verdict)| {
            let score = level.score(verdict.score, &verdict.evidence);
            verdict.score = score.unwrap_or(0.0);
            all || score.is_some_and(|score| score >= threshold)
        });
        if !self.settings.align {
            return kept
                .into_iter()
                .map(|(candidate, verdict)| matched(candidate, verdict, None))
                .collect();
        }
        self.progress.begin(Stage::Alignment, kept.len());
        let aligner = Aligner::new(&self.corpus.vocabulary);
        let long = self.long(&kept);
        kept.into_par_iter()
            .map_init(align::Scratch::default, |scratch, (candidate, verdict)| {
                let is_copy = verdict.score >= threshold;
                let alignment = self.align(&aligner, &long, candidate.pair, is_copy, scratch);
                self.progress.advance(1);
                (is_copy || !alignment.passages.is_empty())
                    .then(|| matched(candidate, verdict, Some(alignment)))
            })
            .flatten_iter()
            .collect()
    }

    /// Leaves the candidates whose resemblance reaches the threshold.
    fn keep_near(&self, candidates: &mut Vec<Candidate>) {
        let threshold = self.threshold();
        let hashes =
            |rank: u32| self.corpus.documents[rank as usize].hashes(&self.corpus.vocabulary);
        *candidates = std::mem::take(candidates)
            .into_par_iter()
            .filter(|&Candidate { pair, .. }| near(&hashes(pair.a), &hashes(pair.b)) >= threshold)
            .collect();
    }

    /// The long articles among the matches, prepared: a book may have a
    /// thousand matches, and is read once.
    fn long(&self, kept: &[(Candidate, Verdict)]) -> BTreeMap<u32, Long> {
        let ranks = kept.iter().flat_map(|(candidate, _)| [candidate.pair.a, candidate.pair.b]);
        let mut long: Vec<u32> =
            ranks.filter(|&rank| self.texts[rank as usize].len() >= LONG).collect();
        long.sort_unstable();
        long.dedup();
        let prepare = |rank: u32| Long {
            spans: spans(self.texts[rank as usize]),
            by_word: self.corpus.documents[rank as usize].by_word(),
        };
        long.into_par_iter().map(|rank| (rank, prepare(rank))).collect()
    }

    fn align(
        &self,
        aligner: &Aligner,
        long: &BTreeMap<u32, Long>,
        pair: Pair,
        is_copy: bool,
        scratch: &mut align::Scratch,
    ) -> Alignment {
        let [long_a, long_b] = [pair.a, pair.b].map(|rank| long.get(&rank));
        let read = |rank: u32, long: Option<&'_ Long>| match long {
            Some(_) => Vec::new(),
            None => spans(self.texts[rank as usize]),
        };
        let (spans_a, spans_b) = (read(pair.a, long_a), read(pair.b, long_b));
        let a = self.side(pair.a, &spans_a, long_a);
        let b = self.side(pair.b, &spans_b, long_b);
        if is_copy { aligner.align_whole(a, b, scratch) } else { aligner.align(a, b, scratch) }
    }

    /// An article as the aligner wants it, by its own spans or as prepared.
    fn side<'s>(&'s self, rank: u32, spans: &'s [Span], long: Option<&'s Long>) -> Side<'s> {
        let spans = long.map_or(spans, |long| &long.spans);
        let (text, document) = (self.texts[rank as usize], &self.corpus.documents[rank as usize]);
        let by_word = long.map(|long| long.by_word.as_slice());
        Side { by_word, ..Side::new(text, spans, document) }
    }

    /// Puts everything in order and back into the caller's numbers.
    fn findings(self, candidates: usize, mut matches: Vec<Match>) -> Findings {
        let documents = &self.corpus.documents;
        let identical = identical(documents);
        // Listed pairs may be no copies, and may name any member of a set of
        // the same words.
        let first = |rank: usize| documents[rank].same_as as usize;
        let threshold = self.threshold();
        let mut edges: Vec<Edge> = matches
            .iter()
            .filter(|found| found.score >= threshold)
            .map(|found| (first(found.a), first(found.b), found.score))
            .map(|(a, b, score)| Edge { a: a.min(b), b: a.max(b), score })
            .filter(|edge| edge.a != edge.b)
            .collect();
        edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
        edges.dedup_by_key(|edge| (edge.a, edge.b));
        let mut clusters = clusters(documents.len(), &edges, &identical);
        let mut skipped: Vec<Skipped> = documents
            .iter()
            .enumerate()
            .filter(|(_, document)| document.words.len() < MIN_WORDS)
            .map(|(article, document)| Skipped { article, words: document.words.len() })
            .collect();
        let statistics = Statistics {
            articles: documents.len(),
            bytes: self.texts.iter().map(|text| text.len()).sum(),
            words: documents.iter().map(|document| document.words.len()).sum(),
            vocabulary: self.corpus.vocabulary.len(),
            distinct: self.corpus.vocabulary.documents(),
            candidates,
            matches: matches.len(),
        };

        let position = |rank: &mut usize| *rank = self.positions[*rank];
        for found in &mut matches {
            position(&mut found.a);
            position(&mut found.b);
        }
        for cluster in &mut clusters {
            position(&mut cluster.representative);
            cluster.members.iter_mut().for_each(|member| position(&mut member.article));
        }
        skipped.iter_mut().for_each(|short| position(&mut short.article));
        let mut identical = identical;
        identical.iter_mut().flatten().for_each(position);
        Findings { identical, matches, clusters, skipped, statistics }
    }
}

fn matched(candidate: Candidate, verdict: Verdict, alignment: Option<Alignment>) -> Match {
    let Candidate { pair, view } = candidate;
    let Verdict { relation, score, evidence } = verdict;
    Match { a: pair.a as usize, b: pair.b as usize, view, relation, score, evidence, alignment }
}

/// Sets of two or more documents with the same words, each in order.
fn identical(documents: &[Document]) -> Vec<Vec<usize>> {
    let mut members: Vec<(u32, usize)> = documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.words.len() >= MIN_WORDS)
        .map(|(rank, document)| (document.same_as, rank))
        .collect();
    members.sort_unstable();
    members
        .chunk_by(|one, other| one.0 == other.0)
        .filter(|set| set.len() > 1)
        .map(|set| set.iter().map(|&(_, rank)| rank).collect())
        .collect()
}

/// Bytes from which an article is prepared once for all its matches.
const LONG: usize = 1 << 16;

/// A long article, prepared for many alignments.
struct Long {
    spans: Vec<Span>,
    by_word: Vec<u32>,
}

fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    word_spans(text, &mut spans);
    spans
}
