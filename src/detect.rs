//! The seven stages behind one builder.

use rayon::prelude::*;

use crate::align::{self, Aligner, Alignment, Side};
use crate::article::{Article, Span};
use crate::candidate::{Candidate, Pair, View, propose};
use crate::cluster::{Cluster, Edge, Member, clusters};
use crate::corpus::{Corpus, Document};
use crate::error::Error;
use crate::findings::{Findings, Match, Skipped, Statistics};
use crate::progress::{Progress, Stage};
use crate::text::words;
use crate::verify::{Commonness, DEFAULT_THRESHOLD, MIN_WORDS, Prose, Scratch, Verdict, verify};

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
    threshold: f32,
    align: bool,
    threads: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: DEFAULT_THRESHOLD, align: true, threads: None }
    }
}

impl Builder {
    /// The score, from 0 to 1, from which a pair is a match. Default 0.5.
    pub fn threshold(mut self, score: f32) -> Self {
        self.settings.threshold = score;
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
        if !(0.0..=1.0).contains(&threshold) {
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
    /// Pairs that share a passage are reported with it, whatever their score;
    /// articles that are not named in a pair still count for how common a
    /// word is.
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
        let candidates = propose(&self.corpus, &self.searched(), self.progress);
        let matches = self.verify(&candidates, false);
        Ok(self.findings(candidates.len(), matches))
    }

    fn compare(self, pairs: &[(usize, usize)]) -> Result<Findings, Error> {
        let mut ranks = vec![0; self.positions.len()];
        for (rank, &position) in self.positions.iter().enumerate() {
            ranks[position] = rank as u32;
        }
        let mut candidates: Vec<Candidate> = pairs
            .iter()
            .map(|&(a, b)| (ranks[a], ranks[b]))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| Pair { a: a.min(b), b: a.max(b) })
            .map(|pair| Candidate { pair, view: View::Listed })
            .collect();
        candidates.par_sort_unstable();
        candidates.dedup();
        let matches = self.verify(&candidates, true);
        Ok(self.findings(candidates.len(), matches))
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
        let threshold = if all { 0.0 } else { self.settings.threshold };
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
                let verdict = verify(sides, vocabulary, threshold, scratch);
                self.progress.advance(1);
                verdict.map(|verdict| (candidate, verdict))
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
        kept.into_par_iter()
            .map_init(align::Scratch::default, |scratch, (candidate, verdict)| {
                let is_copy = verdict.score >= self.settings.threshold;
                let alignment = self.align(&aligner, candidate.pair, is_copy, scratch);
                self.progress.advance(1);
                (is_copy || !alignment.passages.is_empty())
                    .then(|| matched(candidate, verdict, Some(alignment)))
            })
            .flatten_iter()
            .collect()
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

    fn align(
        &self,
        aligner: &Aligner,
        pair: Pair,
        is_copy: bool,
        scratch: &mut align::Scratch,
    ) -> Alignment {
        let texts = [pair.a, pair.b].map(|rank| self.texts[rank as usize]);
        let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<Span>>());
        let side = |at: usize, rank: u32| {
            Side::new(texts[at], &spans[at], &self.corpus.documents[rank as usize])
        };
        let (a, b) = (side(0, pair.a), side(1, pair.b));
        if is_copy { aligner.align_whole(a, b, scratch) } else { aligner.align(a, b, scratch) }
    }

    /// Puts everything in order and back into the caller's numbers.
    fn findings(self, candidates: usize, mut matches: Vec<Match>) -> Findings {
        let documents = &self.corpus.documents;
        let identical = identical(documents);
        let edges: Vec<Edge> = matches.iter().map(Edge::from).collect();
        let mut clusters = with_identical(clusters(documents.len(), &edges), &identical);
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

/// Adds the articles that have the same words as a member, or as the
/// representative; sets without any other match become clusters of their own.
fn with_identical(mut clusters: Vec<Cluster>, identical: &[Vec<usize>]) -> Vec<Cluster> {
    let set_of = |first: usize| {
        let at = identical.binary_search_by_key(&first, |set| set[0]).ok()?;
        Some(&identical[at][1..])
    };
    let mut placed = vec![false; identical.len()];
    let mut place = |first: usize| {
        if let Ok(at) = identical.binary_search_by_key(&first, |set| set[0]) {
            placed[at] = true;
        }
    };
    for cluster in &mut clusters {
        let own = Member { article: cluster.representative, score: 1.0 };
        let mut more = Vec::new();
        for member in cluster.members.iter().chain([&own]) {
            place(member.article);
            let same = set_of(member.article).unwrap_or_default();
            more.extend(same.iter().map(|&article| Member { article, score: member.score }));
        }
        cluster.members.extend(more);
        cluster.members.sort_unstable_by_key(|member| member.article);
    }
    for (set, placed) in identical.iter().zip(placed) {
        if !placed {
            let members = set[1..].iter().map(|&article| Member { article, score: 1.0 });
            clusters.push(Cluster { representative: set[0], members: members.collect() });
        }
    }
    clusters.sort_unstable_by_key(|cluster| cluster.representative);
    clusters
}
