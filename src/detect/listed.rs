//! Candidates among a part of a collection, judged as in a search of the whole of it.

use std::sync::Arc;

use super::Detector;
use super::assembly::unaligned;
use super::match_list::MatchList;
use super::pipeline::{Pipeline, Proposed};
use super::ranks::Ranks;
use crate::article::Articles;
use crate::candidate::Candidate;
use crate::corpus::CorpusBuilder;
use crate::error::Error;
use crate::findings::{Findings, Match};
use crate::statistics::CorpusStatistics;
use crate::verify::{Commonness, Verdict};

impl Detector {
    /// What a search of a collection says of these candidates, named by the places of the
    /// articles in the order of their ids. The articles are a part of the collection,
    /// in which `statistics` count how common words are, and `commonness` runs of words.
    pub(crate) fn judge_listed(
        &self,
        articles: &dyn Articles,
        candidates: Vec<Candidate>,
        statistics: &CorpusStatistics,
        commonness: Arc<Commonness>,
    ) -> Result<Findings, Error> {
        self.in_pool(|| {
            let mut pipeline = self.pipeline_in(articles, statistics)?;
            pipeline.commonness = Some(commonness);
            pipeline.judge(Proposed { candidates, left_out: 0 })
        })
    }

    /// These verified pairs, named likewise, with the passages they share; `statistics` are
    /// those of all articles that are in a match.
    pub(crate) fn align_listed(
        &self,
        articles: &dyn Articles,
        verified: Vec<(Candidate, Verdict)>,
        statistics: &CorpusStatistics,
    ) -> Result<Vec<Match>, Error> {
        let verified = verified.into_iter().map(unaligned).collect();
        self.in_pool(|| {
            let pipeline = self.pipeline_in(articles, statistics)?;
            Ok(pipeline.aligned(MatchList::Memory(verified))?.into_parts().0)
        })
    }

    fn pipeline_in<'a>(
        &'a self,
        articles: &'a dyn Articles,
        statistics: &CorpusStatistics,
    ) -> Result<Pipeline<'a>, Error> {
        let builder = CorpusBuilder::new(self.settings.storage()?, self.settings.tokenizer());
        let ranks = Ranks::taken_in(articles, &builder, &())?;
        let corpus = builder.build_in(ranks.documents(), statistics);
        Ok(Pipeline::of_corpus(&self.settings, &(), ranks, corpus))
    }

    /// The same detector, which aligns nothing.
    pub(crate) fn without_alignment(&self) -> Self {
        let mut other = self.clone();
        other.settings.align = false;
        other
    }
}
