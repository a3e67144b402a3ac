//! The stages of the levels `Edited` and `Reworded`, one after the other.

use std::sync::Arc;

use rayon::prelude::*;

use super::Settings;
use super::assembly::{Assembly, unaligned};
use super::match_list::MatchList;
use super::near::propose_in_corpus;
use super::ranks::Ranks;
use super::sides::WantedPairs;
use super::variants::{KnownText, VariantFinder};
use super::wanted::Wanted;
use crate::article::Articles;
use crate::candidate::{Candidate, Pair, View, propose_across, proposes_every_pair};
use crate::corpus::{Corpus, CorpusBuilder};
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::{self, Progress, Untold};
use crate::verify::{Commonness, MIN_WORDS, Relation, Verdict};

/// A search whose articles are all taken in. The corpus has their documents in
/// the order of their ranks.
pub(super) struct Pipeline<'a> {
    pub(super) settings: &'a Settings,
    pub(super) progress: &'a dyn Progress,
    pub(super) ranks: Ranks<'a>,
    pub(super) corpus: Corpus,
    /// Where it is not to be counted on the corpus.
    pub(super) commonness: Option<Arc<Commonness>>,
    wanted: Wanted,
}

/// What is to be compared.
pub(super) struct Proposed {
    /// Ordered by pair, each once.
    pub candidates: Vec<Candidate>,
    /// How many pairs of two articles of one large group of near-duplicates the view
    /// of near-duplicates leaves out.
    pub left_out: usize,
}

impl<'a> Pipeline<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        progress: &'a dyn Progress,
        ranks: Ranks<'a>,
        builder: CorpusBuilder,
    ) -> Self {
        let corpus = builder.build(ranks.documents(), settings.background.as_deref());
        Self::of_corpus(settings, progress, ranks, corpus)
    }

    /// The articles of these ranks, whose documents are in the corpus.
    pub(super) fn of_corpus(
        settings: &'a Settings,
        progress: &'a dyn Progress,
        ranks: Ranks<'a>,
        corpus: Corpus,
    ) -> Self {
        let wanted = Wanted::new(settings, &ranks, |rank| corpus.length(rank));
        Self { settings, progress, ranks, corpus, commonness: None, wanted }
    }

    /// Takes in all articles.
    pub(super) fn of(
        settings: &'a Settings,
        articles: &'a dyn Articles,
        progress: &'a dyn Progress,
    ) -> Result<Self, Error> {
        let builder = CorpusBuilder::new(settings.storage()?, settings.tokenizer());
        let ranks = Ranks::taken_in(articles, &builder, progress)?;
        Ok(Self::new(settings, progress, ranks, builder))
    }

    pub(super) fn detect(self) -> Result<Findings, Error> {
        let proposed = self.propose()?;
        self.judge(proposed)
    }

    /// Verifies and aligns what is proposed.
    pub(super) fn judge(
        self,
        Proposed { candidates, left_out }: Proposed,
    ) -> Result<Findings, Error> {
        let proposed = candidates.len();
        let mut kept = self.settings.match_list()?;
        let (mut templates, mut listed) = (0, self.settings.match_list()?);
        let pairs = self.wanted_pairs();
        let prose = self.prose(&candidates)?;
        for batch in kept.batches(candidates) {
            for (candidate, mut verdict) in self.verdicts(batch, &prose, self.settings.score())? {
                let reaches = self.rescore(&mut verdict) >= self.settings.score();
                let is_template = verdict.relation == Relation::Template;
                if !reaches && !is_template {
                    continue;
                }
                let Some(named) = pairs.named((candidate, verdict)) else { continue };
                match is_template {
                    false => kept.extend([unaligned(named)]),
                    true => {
                        templates += 1;
                        if self.settings.templates {
                            listed.extend([unaligned(named)]);
                        }
                    }
                }
            }
        }
        drop(prose);
        let (matches, listed) = (self.aligned(kept)?, self.aligned(listed)?);
        let assembly = Assembly { templates, left_out, ..self.assembly(proposed) };
        assembly.findings(matches, listed)
    }

    pub(super) fn compare(self, pairs: &[(usize, usize)]) -> Result<Findings, Error> {
        let ranks = self.ranks.by_position();
        let mut candidates: Vec<Candidate> = pairs
            .iter()
            .map(|&(a, b)| (ranks[a], ranks[b]))
            .filter(|(a, b)| a != b && self.is_judged(*a) && self.is_judged(*b))
            .map(|(a, b)| Pair::ordered(a, b))
            .map(|pair| Candidate { pair, view: View::Listed })
            .collect();
        candidates.par_sort_unstable();
        candidates.dedup();
        let listed = candidates.len();
        let prose = self.prose(&candidates)?;
        let rescored = |(candidate, mut verdict)| {
            self.rescore(&mut verdict);
            unaligned((candidate, verdict))
        };
        let kept = self.verdicts(candidates, &prose, 0.0)?.into_iter().map(rescored).collect();
        let matches = self.aligned(MatchList::Memory(kept))?;
        self.assembly(listed).findings(matches, MatchList::Memory(Vec::new()))
    }

    /// What the views of the level propose, and what the level `Near` would, so that
    /// a level finds what a stricter one finds.
    pub(super) fn propose(&self) -> Result<Proposed, Error> {
        let searched = self.searched();
        let across = self.wanted_pairs().across(&searched);
        let across = across.as_ref();
        let mut candidates = propose_across(&self.corpus, &searched, across, self.progress)?;
        if proposes_every_pair(searched.len()) {
            return Ok(Proposed { candidates, left_out: 0 });
        }
        let all_pairs = self.settings.all_pairs;
        let untold = Untold(self.progress);
        let mut near = propose_in_corpus(&self.corpus, &searched, across, all_pairs, &untold)?;
        progress::check(self.progress)?;
        if near.candidates.len() > candidates.len() {
            std::mem::swap(&mut near.candidates, &mut candidates);
        }
        candidates.append(&mut near.candidates);
        candidates.par_sort_unstable();
        candidates.dedup_by_key(|candidate| candidate.pair);
        Ok(Proposed { candidates, left_out: near.left_out })
    }

    /// Sets the score to the level's own: 0 where the level leaves the pair out.
    fn rescore(&self, verdict: &mut Verdict) -> f32 {
        let score = self.settings.level.score(verdict.score, &verdict.evidence);
        verdict.score = score.unwrap_or(0.0);
        score.unwrap_or(f32::NEG_INFINITY)
    }

    /// Whether the document is long enough to be judged.
    fn is_judged(&self, rank: u32) -> bool {
        self.corpus.length(rank) as usize >= MIN_WORDS
    }

    /// The documents that are searched: long enough, and the first with their words.
    fn searched(&self) -> Vec<u32> {
        self.corpus.distinct().into_iter().filter(|&rank| self.is_judged(rank)).collect()
    }

    fn wanted_pairs(&self) -> WantedPairs<'_> {
        WantedPairs::new(&self.ranks, &self.wanted, |rank| self.corpus.same_as(rank))
    }

    /// What finds how the articles of identical sets differ.
    pub(super) fn variants(&self) -> VariantFinder<'_> {
        let known = |rank| KnownText {
            checksum: self.corpus.checksum(rank),
            bytes: self.corpus.bytes(rank),
        };
        VariantFinder {
            ranks: &self.ranks,
            texts: self.ranks.all().map(known).collect(),
            tokenizer: self.corpus.tokenizer(),
            align: self.settings.align,
            progress: self.progress,
        }
    }

    fn assembly(&self, candidates: usize) -> Assembly<'_> {
        let all = self.ranks.all();
        Assembly {
            ranks: &self.ranks,
            variants: self.variants(),
            wanted_pairs: self.wanted_pairs(),
            order: self.wanted.order(),
            same_as: all.clone().map(|rank| self.corpus.same_as(rank)).collect(),
            words: all.clone().map(|rank| self.corpus.length(rank)).collect(),
            bytes: all.map(|rank| self.corpus.bytes(rank) as usize).sum(),
            vocabulary: self.corpus.vocabulary.len(),
            distinct: self.corpus.distinct().len(),
            candidates,
            templates: 0,
            left_out: 0,
            threshold: self.settings.score(),
            decisions: self.settings.decisions.as_deref(),
        }
    }
}
