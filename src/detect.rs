//! The seven stages behind one builder.

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
use crate::text::words;
use crate::verify::{
    Commonness, Evidence, Level, MIN_WORDS, Prose, Scratch, Verdict, near, verify,
};

/// Finds near-duplicate articles. Made by [`Detector::builder`]; immutable,
/// so that one detector can be shared between threads.
///
/// ```
/// use nearcopy::{Article, Detector};
///
/// let report = "The river rose by two metres overnight and the old bridge had to be \
///     closed. The mayor asked everyone who lives by the water to leave before dark. \
///     Schools will stay shut until the end of the week, the council decided.";
/// let copy = report.replace("two metres", "over two meters").replace("shut", "closed");
/// let other = "A new library opened on the main square this morning, after six years of \
///     building work. Its reading room has space for four hundred visitors, and the \
///     architect was there to cut the ribbon with a class of school children.";
/// let articles =
///     [Article::new("a", report), Article::new("b", copy), Article::new("c", other)];
///
/// let findings = Detector::builder().build()?.detect(&articles)?;
/// assert_eq!(findings.matches.len(), 1);
/// let found = &findings.matches[0];
/// assert_eq!((articles[found.a].id(), articles[found.b].id()), ("a", "b"));
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    settings: Settings,
}

/// Chooses the settings of a [`Detector`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    settings: Settings,
}

#[derive(Clone, Debug)]
struct Settings {
    level: Level,
    threshold: Option<f32>,
    align: bool,
    threads: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: Level::Reworded, threshold: None, align: true, threads: None }
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

    /// Whether matches get an [`Alignment`]. Default true.
    pub fn align(mut self, yes: bool) -> Self {
        self.settings.align = yes;
        self
    }

    /// How many threads to use. Default: as many as the machine has cores, or
    /// the pool of `rayon` that the call is made in. The findings do not
    /// depend on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads);
        self
    }

    /// The detector.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where a setting is outside its range.
    pub fn build(self) -> Result<Detector, Error> {
        let Settings { threshold, threads, .. } = self.settings;
        if let Some(threshold) = threshold
            && !(0.0..=1.0).contains(&threshold)
        {
            let value = threshold.to_string();
            return Err(Error::Setting { name: "threshold", value, allowed: "0 to 1" });
        }
        if let Some(threads) = threads
            && !(1..=1024).contains(&threads)
        {
            let value = threads.to_string();
            return Err(Error::Setting { name: "threads", value, allowed: "1 to 1024" });
        }
        Ok(Detector { settings: self.settings })
    }
}

impl Detector {
    /// A builder with the default settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Searches all articles for copies of each other.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`], and the limits of size and number.
    pub fn detect(&self, articles: &[Article<'_>]) -> Result<Findings, Error> {
        self.detect_with(articles, &())
    }

    /// [`detect`](Self::detect), telling `progress` how far it is.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    pub fn detect_with(
        &self,
        articles: &[Article<'_>],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| Run::new(&self.settings, articles, progress)?.detect())
    }

    /// Compares just the listed pairs, each two positions in `articles`.
    ///
    /// Pairs that share a passage are reported with it, whatever their score,
    /// also those with the same words; only those that reach the threshold
    /// form clusters. Where alignment is left out, every listed pair is
    /// reported. Articles that are not named in a pair still count for how
    /// common a word is.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    ///
    /// # Panics
    ///
    /// If a position is outside `articles`.
    pub fn compare_with(
        &self,
        articles: &[Article<'_>],
        pairs: &[(usize, usize)],
        progress: &dyn Progress,
    ) -> Result<Findings, Error> {
        self.in_pool(|| Run::new(&self.settings, articles, progress)?.compare(pairs))
    }

    /// Says of two articles, given by their positions, why they are a match or
    /// at which stage of a search among `articles` they are dropped.
    ///
    /// Cost: that of proposing candidates among all articles.
    ///
    /// # Errors
    ///
    /// As [`detect`](Self::detect).
    ///
    /// # Panics
    ///
    /// If a position is outside `articles`, or both are the same.
    pub fn why(
        &self,
        articles: &[Article<'_>],
        (a, b): (usize, usize),
        progress: &dyn Progress,
    ) -> Result<Why, Error> {
        assert_ne!(a, b, "an article is no copy of itself");
        self.in_pool(|| Ok(Run::new(&self.settings, articles, progress)?.why(a, b)))
    }

    fn in_pool<T: Send>(&self, work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
        let Some(threads) = self.settings.threads else { return work() };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|error| Error::Setting {
            name: "threads",
            value: format!("{threads} ({error})"),
            allowed: "as many as the system can start",
        })?
        .install(work)
    }
}

/// Bytes from which an article is prepared once for all its matches.
const LONG: usize = 1 << 16;

/// A long article, prepared for many alignments.
struct Long {
    spans: Vec<Span>,
    by_word: Vec<u32>,
}

fn spans(text: &str) -> Vec<Span> {
    words(text).map(|word| word.span).collect()
}

/// What becomes of two articles in a search, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// One has fewer than [`MIN_WORDS`] words, and is not judged.
    TooShort {
        /// How many words each has.
        words: [usize; 2],
    },
    /// They have the same words in the same order.
    Identical,
    /// No view proposes them, so they are never compared.
    NotProposed {
        /// What comparing them says all the same.
        verdict: Verdict,
    },
    /// They are compared, and the score is too low or the level too strict.
    BelowThreshold {
        /// What made them a candidate.
        view: View,
        /// What verification says.
        verdict: Verdict,
        /// The score that would have been enough.
        threshold: f32,
    },
    /// They are a match.
    Match {
        /// What made them a candidate.
        view: View,
        /// What verification says.
        verdict: Verdict,
    },
}

/// One run. Inside it an article's number is its rank by id, so that nothing
/// depends on the order in which the articles came.
struct Run<'a> {
    settings: &'a Settings,
    progress: &'a dyn Progress,
    texts: Vec<&'a str>,
    /// For each rank, the position in the caller's slice.
    positions: Vec<usize>,
    corpus: Corpus,
}

impl<'a> Run<'a> {
    fn new(
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

    fn detect(self) -> Result<Findings, Error> {
        let mut candidates = self.propose();
        let proposed = candidates.len();
        if self.settings.level == Level::Near {
            self.keep_near(&mut candidates);
        }
        let matches = self.verify(&candidates, false);
        Ok(self.findings(proposed, matches))
    }

    fn compare(self, pairs: &[(usize, usize)]) -> Result<Findings, Error> {
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

    fn why(self, a: usize, b: usize) -> Why {
        let rank = |position| self.positions.iter().position(|&at| at == position);
        let [a, b] = [a, b].map(|position| rank(position).expect("a position of an article"));
        let documents = [a, b].map(|rank| &self.corpus.documents[rank]);
        let words = documents.map(|document| document.words.len());
        if words.iter().any(|&words| words < MIN_WORDS) {
            return Why::TooShort { words };
        }
        if documents[0].same_as == documents[1].same_as {
            return Why::Identical;
        }
        let [a, b] = documents.map(|document| document.same_as);
        let pair = Pair { a: a.min(b), b: a.max(b) };
        let candidates = self.propose();
        let view = candidates.iter().find(|candidate| candidate.pair == pair);
        let view = view.map(|candidate| candidate.view);
        let listed = Candidate { pair, view: View::Listed };
        let prose = self.prose(&[listed]);
        let side = |rank: u32| {
            let prose = prose[rank as usize].as_ref().expect("prepared");
            (&self.corpus.documents[rank as usize], prose)
        };
        let sides = [side(pair.a), side(pair.b)];
        let verdict = verify(sides, &self.corpus.vocabulary, 0.0, &mut Scratch::default());
        let mut verdict = verdict.expect("no score is below 0");
        if a > b {
            // The figures are told of the articles as they were asked for.
            let Evidence { prose_a, prose_b, .. } = &mut verdict.evidence;
            std::mem::swap(prose_a, prose_b);
        }
        let threshold = self.threshold();
        let score = self.settings.level.score(verdict.score, &verdict.evidence);
        verdict.score = score.unwrap_or(verdict.score);
        match view {
            None => Why::NotProposed { verdict },
            Some(view) if score.is_some_and(|score| score >= threshold) => {
                Why::Match { view, verdict }
            }
            Some(view) => Why::BelowThreshold { view, verdict, threshold },
        }
    }

    fn propose(&self) -> Vec<Candidate> {
        let propose = match self.settings.level {
            Level::Near => propose_near,
            Level::Edited | Level::Reworded => propose,
        };
        propose(&self.corpus, &self.searched(), self.progress)
    }

    /// The score from which a pair is a match.
    fn threshold(&self) -> f32 {
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
            .filter(|(rank, document)| {
                document.same_as == *rank && document.words.len() >= MIN_WORDS
            })
            .map(|(rank, _)| rank)
            .collect()
    }

    /// The candidates that are copies, aligned. `all`: pairs that share a
    /// passage, whatever their score.
    fn verify(&self, candidates: &[Candidate], all: bool) -> Vec<Match> {
        self.progress.begin(Stage::Verification, candidates.len());
        let level = self.settings.level;
        let threshold = self.threshold();
        // At the level of near-duplicates the score is another measure.
        let least = if all || level == Level::Near { 0.0 } else { threshold };
        let vocabulary = &self.corpus.vocabulary;
        let prose = self.prose(candidates);
        let kept: Vec<(Candidate, Verdict)> = candidates
            .par_iter()
            .map_init(Scratch::default, |scratch, &candidate| {
                let sides = [candidate.pair.a, candidate.pair.b].map(|rank| {
                    let prose =
                        prose[rank as usize].as_ref().expect("prepared for every candidate");
                    (&self.corpus.documents[rank as usize], prose)
                });
                let verdict = verify(sides, vocabulary, least, scratch);
                self.progress.advance(1);
                let verdict = verdict?;
                let score = level.score(verdict.score, &verdict.evidence);
                let score = if all { Some(score.unwrap_or(0.0)) } else { score };
                let score = score.filter(|&score| all || score >= threshold)?;
                Some((candidate, Verdict { score, ..verdict }))
            })
            .flatten_iter()
            .collect();
        drop(prose);
        if !self.settings.align {
            return kept
                .into_iter()
                .map(|(candidate, verdict)| matched(candidate, verdict, None))
                .collect();
        }
        self.progress.begin(Stage::Alignment, kept.len());
        let aligner = Aligner::new(vocabulary);
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

    /// For each document that is in a candidate, its prose.
    fn prose(&self, candidates: &[Candidate]) -> Vec<Option<Prose>> {
        let mut wanted = vec![false; self.corpus.documents.len()];
        for Candidate { pair, .. } in candidates {
            wanted[pair.a as usize] = true;
            wanted[pair.b as usize] = true;
        }
        let commonness = Commonness::new(&self.corpus);
        let prepare = |document| Prose::new(document, &self.corpus.vocabulary, &commonness);
        let documents = self.corpus.documents.par_iter().zip(wanted);
        documents.map(|(document, wanted)| wanted.then(|| prepare(document))).collect()
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
