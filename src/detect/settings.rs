//! The settings of a detector, and what they may be.

use std::sync::Arc;
use std::time::Duration;

use crate::cluster::Representative;
use crate::decisions::Decisions;
use crate::error::Error;
use crate::findings::StoredMatches;
use crate::statistics::CorpusStatistics;
use crate::support::spill::SpillStorage;
use crate::text::{CheckedTokenizer, Tokenizer};
use crate::verify::{Level, Model};

use super::Detector;
use super::match_list::MatchList;

/// Chooses the settings of a [`Detector`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct Builder {
    settings: Settings,
}

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub level: Level,
    threshold: Option<f32>,
    pub align: bool,
    pub templates: bool,
    pub model: Model,
    pub all_pairs: bool,
    pub store_matches: bool,
    pub other_sources: bool,
    pub within: Option<Duration>,
    pub representative: Representative,
    threads: Option<usize>,
    memory: Option<usize>,
    /// Other than the default.
    tokenizer: Option<Arc<dyn Tokenizer>>,
    pub background: Option<Arc<CorpusStatistics>>,
    pub decisions: Option<Arc<Decisions>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            level: Level::Reworded,
            threshold: None,
            align: true,
            templates: false,
            model: Model::default(),
            all_pairs: false,
            store_matches: false,
            other_sources: false,
            within: None,
            representative: Representative::default(),
            threads: None,
            memory: None,
            tokenizer: None,
            background: None,
            decisions: None,
        }
    }
}

impl Settings {
    /// The score from which a pair is a match.
    pub fn score(&self) -> f32 {
        self.threshold.unwrap_or(self.level.default_threshold())
    }

    /// Storage for one of the things that grow with the articles: there are three
    /// at most at one time, and what is left is for the rest.
    pub fn storage(&self) -> Result<SpillStorage, Error> {
        SpillStorage::new(self.memory.map(|bytes| bytes / 4))
    }

    /// An empty list for what is found.
    pub fn match_list(&self) -> Result<MatchList, Error> {
        Ok(match self.store_matches {
            false => MatchList::Memory(Vec::new()),
            true => MatchList::Stored(StoredMatches::new(self.memory.is_some())?),
        })
    }

    /// Whether words are found by another tokenizer than the default one.
    #[cfg(feature = "index")]
    pub fn has_own_tokenizer(&self) -> bool {
        self.tokenizer.is_some()
    }

    /// What finds the words of one search.
    pub fn tokenizer(&self) -> CheckedTokenizer {
        CheckedTokenizer::new(self.tokenizer.as_ref())
    }
}

impl Builder {
    /// How far from its source a copy may be to be found. Default
    /// [`Level::Reworded`].
    pub fn level(mut self, level: Level) -> Self {
        self.settings.level = level;
        self
    }

    /// The score, from 0 to 1, from which a pair is a match. Default: the
    /// level's own ([`Level::default_threshold`]).
    pub fn threshold(mut self, score: f32) -> Self {
        self.settings.threshold = Some(score);
        self
    }

    /// Whether matches get an [`Alignment`](crate::align::Alignment). Default true.
    pub fn align(mut self, yes: bool) -> Self {
        self.settings.align = yes;
        self
    }

    /// Whether pairs are listed, too, that are no copies but forms filled in anew
    /// ([`Relation::Template`](crate::verify::Relation::Template)). They form no clusters. Default
    /// false: they are [counted](crate::findings::Statistics::templates). At the level
    /// [`Near`](Level::Near), which looks at nothing but sequences, they are matches as all others, and
    /// listed pairs are compared whatever they are.
    pub fn templates(mut self, yes: bool) -> Self {
        self.settings.templates = yes;
        self
    }

    /// What makes a probability of the evidence. Default: the model that comes with the
    /// crate. The level [`Near`](Level::Near) needs none.
    pub fn model(mut self, model: Model) -> Self {
        self.settings.model = model;
        self
    }

    /// Whether all pairs of large groups of near-duplicates are compared, and so
    /// listed if they are matches. Default false: a group of n has n·(n-1)/2 pairs.
    ///
    /// Without it, an article that has 24 near-duplicates or more (resemblance of the
    /// threshold at the level [`Near`](Level::Near), of 0.7 at the others) represents
    /// them as a group. A member is compared with the representative, with articles
    /// that are in no such group, and with a few members that are the likeliest to be
    /// closest to it. [`Statistics::left_out`](crate::findings::Statistics::left_out)
    /// counts the other pairs of a group. Only pairs of two members are left out.
    /// Which view proposes the others is [`View::Group`](crate::candidate::View::Group);
    /// clusters are the same with and without them.
    ///
    /// With it, time grows with the number of these pairs, and memory too, unless
    /// [matches are stored](Self::store_matches).
    pub fn all_pairs(mut self, yes: bool) -> Self {
        self.settings.all_pairs = yes;
        self
    }

    /// Whether what is found is [stored](crate::Findings::stored) as bytes, instead of being
    /// in the lists of [`Findings`](crate::Findings) as values: in less than a quarter of the
    /// memory, and with limited [`memory`](Self::memory) in an unnamed temporary file. Then what a search
    /// holds of a pair is 12 bytes while it is a candidate, and nothing afterwards.
    /// Default false.
    ///
    /// For searches that find millions of pairs, as those for [all](Self::all_pairs) of a large
    /// group: [`Findings::listed`](crate::Findings::listed) goes through them, as the reports
    /// do. Making a match of its bytes takes about a microsecond. Pairs that are
    /// [listed](super::Detector::compare_with) by the caller are never stored.
    pub fn store_matches(mut self, yes: bool) -> Self {
        self.settings.store_matches = yes;
        self
    }

    /// Whether pairs of two articles of the same outlet ([`About::source`](crate::About::source))
    /// are left out. Names count as the same in any case of letters. An article whose outlet
    /// is not known is of another one than all others. Default false.
    ///
    /// The other pairs have the scores that they have without it. Of articles with the same
    /// words, a match names two of different outlets, and a
    /// [set](crate::Findings::identical) is listed if there are two such in it or one of it
    /// has a match. Listed pairs ([`compare_with`](super::Detector::compare_with)) are compared
    /// whatever they are.
    pub fn other_sources(mut self, yes: bool) -> Self {
        self.settings.other_sources = yes;
        self
    }

    /// How much later than one article of a pair the other may be published
    /// ([`About::date`](crate::About::date)); pairs farther apart are left out, as by
    /// [`other_sources`](Self::other_sources). Where a date is not known, the pair stays. A day
    /// without a time counts as a whole: from and to it, only days count. Default: no
    /// limit.
    pub fn within(mut self, time: Duration) -> Self {
        self.settings.within = Some(time);
        self
    }

    /// Which article represents a [cluster](crate::cluster), and stands for articles with the
    /// same words. Default [`Representative::Central`].
    ///
    /// With another one, representatives are chosen in that order, and each takes its
    /// matches as members; so there may be more and smaller clusters.
    pub fn representative(mut self, representative: Representative) -> Self {
        self.settings.representative = representative;
        self
    }

    /// How many threads to use. Default: as many as the machine has cores, or
    /// the pool of `rayon` that the call is made in. The findings do not
    /// depend on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads);
        self
    }

    /// How many bytes of memory a search may take for what grows with its
    /// articles: signatures, words, and lists of what they share. What is more
    /// goes to unnamed temporary files (in `TMPDIR`), and the findings stay the
    /// same. Default: no limit.
    ///
    /// Not counted are the articles themselves, as the caller holds them, the
    /// vocabulary, the candidates and, unless it is [stored](Self::store_matches), what is
    /// found: about 300 bytes an article. Nor does the limit make sense below some 32 MB.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.settings.memory = Some(bytes);
        self
    }

    /// What finds the words of a text. Default:
    /// [`UnicodeTokenizer`](crate::text::UnicodeTokenizer).
    ///
    /// A search whose tokenizer gives words that break the rules of
    /// [`Tokenizer`] returns [`Error::Setting`].
    pub fn tokenizer(mut self, tokenizer: impl Tokenizer + 'static) -> Self {
        self.settings.tokenizer = Some(Arc::new(tokenizer));
        self
    }

    /// Statistics of other documents, none of which are searched: how common words
    /// and runs of words are is then counted on these and the articles together.
    /// A few articles are so judged with what a large archive knows. Default: none.
    ///
    /// An article that the statistics count too counts twice, and its words look
    /// less rare. At the level [`Near`](Level::Near) the matches do not depend on it.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use nearcopy::{Article, Detector, statistics::CorpusStatistics};
    ///
    /// let archive = ["The council met on Monday.", "The river is calm, the council said."];
    /// let statistics = Arc::new(CorpusStatistics::count(&archive)?);
    ///
    /// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
    /// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
    /// let detector = Detector::builder().background(statistics).build()?;
    /// assert_eq!(detector.detect(&articles)?.matches.len(), 1);
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn background(mut self, statistics: Arc<CorpusStatistics>) -> Self {
        self.settings.background = Some(statistics);
        self
    }

    /// What people decided about pairs before. What is no copy is left out of the
    /// matches, sets and clusters, and [counted](crate::findings::Statistics::not_copies);
    /// other decisions are [noted](crate::Match::decision). Default: none.
    ///
    /// A decision about a text that changed since does not apply; see
    /// [`Findings::outdated`](crate::Findings::outdated).
    pub fn decisions(mut self, decisions: Arc<Decisions>) -> Self {
        self.settings.decisions = Some(decisions);
        self
    }

    /// The detector.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a setting is outside its range, or where the
    /// system cannot start so many [`threads`](Self::threads).
    pub fn build(self) -> Result<Detector, Error> {
        let Settings { threshold, threads, .. } = self.settings;
        if let Some(threshold) = threshold
            && !(0.0..=1.0).contains(&threshold)
        {
            let value = threshold.to_string();
            return Err(Error::Setting { name: "threshold", value, allowed: "between 0 and 1" });
        }
        if let Some(threads) = threads
            && !(1..=MAX_THREADS).contains(&threads)
        {
            let value = threads.to_string();
            return Err(Error::Setting { name: "threads", value, allowed: "between 1 and 1024" });
        }
        let pool = threads.map(start_threads).transpose()?.map(Arc::new);
        Ok(Detector { settings: self.settings, pool })
    }
}

/// Most threads of a detector.
pub(crate) const MAX_THREADS: usize = 1024;

fn start_threads(threads: usize) -> Result<rayon::ThreadPool, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::Setting {
        name: "threads",
        value: format!("{threads} ({error})"),
        allowed: "no more than the system can start",
    })
}
