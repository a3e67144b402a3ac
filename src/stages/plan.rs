//! What all workers of a search in parts know.

use std::sync::Arc;

use super::stamp::{KERNEL, Stamp};
use crate::candidate::proposes_every_pair;
use crate::detect::Detector;
use crate::error::Error;
use crate::statistics::CorpusStatistics;
use crate::support::hash::checksum;
use crate::support::saved::Format;
use crate::verify::{Commonness, Level};

/// How a plan is saved:
///
/// ```text
/// level: u32 | threshold: f32 | with templates: u32 | searched articles: u64 | statistics, as saved
/// ```
///
/// Its version is that of the kernel.
const FORMAT: Format = Format { name: "plan of a search", magic: *b"NCpl", version: KERNEL };

/// In how many documents, at least, a word and a run of words must be to be in the statistics of
/// a plan, where so many documents are counted: what fewer have makes no difference.
///
/// ```
/// assert_eq!(nearcopy::stages::least_counts(1_000), [2, 4]);
/// assert_eq!(nearcopy::stages::least_counts(1_000_000), [2, 101]);
/// ```
pub fn least_counts(documents: u64) -> [u32; 2] {
    [2, Commonness::least_known(documents as usize)]
}

/// Of statistics what is needed, the same whether more was known or not.
fn needed(statistics: &CorpusStatistics) -> Result<CorpusStatistics, Error> {
    let documents = statistics.documents();
    let least = least_counts(documents);
    // Of words: what is not known of runs is never asked.
    let undercount = least[0] - 1;
    if statistics.undercount() > undercount {
        return Err(Error::Setting {
            name: "the undercount of statistics",
            value: statistics.undercount().to_string(),
            allowed: "at most 1: counted on the articles that are searched, and not pruned",
        });
    }
    let words = statistics.word_frequencies().filter(|&(_, count)| count >= least[0]).collect();
    let runs = statistics.run_frequencies().filter(|&(_, count)| count >= least[1]).collect();
    CorpusStatistics::from_frequencies(documents, undercount, words, runs)
}

/// The settings of a search in parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlanSettings {
    /// As [`Builder::level`](crate::detect::Builder::level).
    pub level: Level,
    /// As [`Builder::threshold`](crate::detect::Builder::threshold); `None` for that of the level.
    pub threshold: Option<f32>,
    /// As [`Builder::templates`](crate::detect::Builder::templates).
    pub templates: bool,
    /// How many threads a worker uses; `None` for as many as the machine has cores. An engine
    /// that gives each worker one core wants 1. The findings do not depend on it.
    pub threads: Option<usize>,
}

/// What every worker of a search in parts knows: the settings, how many articles are searched,
/// and how common words and runs of words are. The same on every machine, saved, with a
/// [stamp](Self::stamp).
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) settings: PlanSettings,
    pub(super) searched: u64,
    pub(super) statistics: Arc<CorpusStatistics>,
    pub(super) commonness: Arc<Commonness>,
    pub(super) detector: Detector,
    stamp: Stamp,
}

impl Plan {
    /// The plan of a search with these settings, of so many articles (distinct, with
    /// [`MIN_WORDS`](crate::verify::MIN_WORDS) words or more), given the statistics of all
    /// distinct ones, of which it keeps [what is needed](least_counts). The level near needs no
    /// statistics: they may be empty.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a setting is outside its range.
    pub fn new(
        settings: PlanSettings,
        searched: u64,
        statistics: &CorpusStatistics,
    ) -> Result<Self, Error> {
        let PlanSettings { level, threshold, templates, threads } = settings;
        let builder = Detector::builder().level(level).templates(templates);
        let builder = threshold.map_or(builder.clone(), |least| builder.threshold(least));
        let builder = threads.map_or(builder.clone(), |threads| builder.threads(threads));
        let detector = builder.build()?;
        let statistics = match level {
            Level::Near => CorpusStatistics::default(),
            Level::Edited | Level::Reworded => needed(statistics)?,
        };
        let documents = statistics.documents() as usize;
        let commonness = Commonness::of_counts(statistics.run_frequencies(), documents);
        let mut plan = Self {
            settings,
            searched,
            statistics: Arc::new(statistics),
            commonness: Arc::new(commonness),
            detector,
            stamp: Stamp::new(0),
        };
        let digest = checksum(&plan.body(&plan.statistics.digest().to_le_bytes()));
        plan.stamp = Stamp::new(digest);
        Ok(plan)
    }

    /// The settings.
    pub fn settings(&self) -> PlanSettings {
        self.settings
    }

    /// The score from which a pair is a match.
    pub fn threshold(&self) -> f32 {
        self.settings.threshold.unwrap_or(self.settings.level.default_threshold())
    }

    /// Whether so few articles are searched that every pair is compared.
    pub(super) fn compares_every_pair(&self) -> bool {
        let searched = usize::try_from(self.searched).unwrap_or(usize::MAX);
        self.settings.level != Level::Near && proposes_every_pair(searched)
    }

    /// The resemblance from which two articles are near-duplicates.
    pub(super) fn least_near(&self) -> f32 {
        match self.settings.level {
            Level::Near => self.threshold(),
            Level::Edited | Level::Reworded => Level::Near.default_threshold(),
        }
    }

    /// What its products are kept with.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// That a product with this stamp was made by this plan and this kernel.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where it was not; the message names both.
    pub fn check(&self, product: Stamp) -> Result<(), Error> {
        self.stamp.check(product)
    }

    fn body(&self, statistics: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(20 + statistics.len());
        body.extend((self.settings.level as u32).to_le_bytes());
        body.extend(self.threshold().to_bits().to_le_bytes());
        body.extend(u32::from(self.settings.templates).to_le_bytes());
        body.extend(self.searched.to_le_bytes());
        body.extend(statistics);
        body
    }

    /// The plan as bytes, the same on every machine: 12 for each word and run.
    pub fn to_bytes(&self) -> Vec<u8> {
        FORMAT.seal(&self.body(&self.statistics.to_bytes()))
    }

    /// The plan that [`to_bytes`](Self::to_bytes) saved, for workers of so many threads (see
    /// [`PlanSettings::threads`]).
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the bytes are damaged, of another kernel, or something else.
    pub fn from_bytes(bytes: &[u8], threads: Option<usize>) -> Result<Self, Error> {
        let mut body = FORMAT.open(bytes)?;
        let (level, threshold, templates) = (body.u32()?, f32::from_bits(body.u32()?), body.u32()?);
        let searched = body.u64()?;
        let level = Level::ALL.into_iter().find(|&one| one as u32 == level);
        let level = level.ok_or_else(|| FORMAT.corrupt("it names no level".into()))?;
        let statistics = CorpusStatistics::from_bytes(body.rest())?;
        let templates = templates != 0;
        let settings = PlanSettings { level, threshold: Some(threshold), templates, threads };
        Self::new(settings, searched, &statistics)
    }
}
