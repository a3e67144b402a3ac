//! Articles of several segments → one corpus, in the order of their ids.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::articles::{IndexedArticles, Source};
use super::snapshot::{ArticleRef, Segments, Workspaces};
use crate::about::{About, AboutColumn};
use crate::corpus::{Corpus, CorpusAssembler, Document};
use crate::error::Error;
use crate::support::hash::fingerprint;
use crate::support::spill::SpillStorage;

/// Articles that are not in the index, in the order of their ids.
pub(super) struct Given<'a> {
    pub articles: Vec<(&'a str, Arc<str>)>,
    /// What is known of each.
    pub about: Vec<About<'a>>,
    /// Their documents, in a corpus of their own.
    corpus: Corpus,
    /// The fingerprint of each.
    pub fingerprints: Vec<u128>,
}

impl<'a> Given<'a> {
    pub fn new(articles: Vec<(&'a str, Arc<str>)>, about: Vec<About<'a>>, corpus: Corpus) -> Self {
        let hashes = |at: u32| corpus.document(at).hashes(&corpus.vocabulary);
        let fingerprints = (0..articles.len() as u32).map(|at| fingerprint(&hashes(at))).collect();
        Self { articles, about, corpus, fingerprints }
    }

    pub fn none() -> Self {
        Self::new(Vec::new(), Vec::new(), Corpus::default())
    }
}

/// Articles and their documents, both in the order of their ids.
pub(super) struct Gathered {
    pub articles: IndexedArticles,
    /// In a vocabulary whose words are as common as in the whole index and the other
    /// articles together.
    pub corpus: Corpus,
    /// Where each article of the index is among them.
    pub ranks: HashMap<ArticleRef, u32>,
    /// Where each of the others is.
    pub given: Vec<u32>,
    /// Those of the others that are counted: no article of the index has their words, and
    /// no earlier one.
    pub counted: Vec<u32>,
}

/// The number of a word that was not met yet.
const UNKNOWN: u32 = u32::MAX;

impl Gathered {
    /// Gathers articles of the index, each with its id, and others.
    pub fn new(
        segments: &Arc<Segments>,
        mut wanted: Vec<(String, ArticleRef)>,
        given: &Given<'_>,
        storage: SpillStorage,
    ) -> Result<Self, Error> {
        wanted.sort_unstable();
        wanted.dedup();
        let live = segments.live()?;
        let mut assembler = CorpusAssembler::new(storage);
        let words = given.corpus.stable_words();
        let numbers_of_given = words.map(|word| assembler.number(word)).collect();
        let mut gatherer = Gatherer {
            assembler,
            numbers: vec![Vec::new(); segments.segments.len()],
            numbers_of_given,
            spaces: Workspaces::default(),
            document: Document::default(),
            firsts: HashMap::default(),
            count: 0,
        };
        let mut articles = Vec::with_capacity(wanted.len() + given.articles.len());
        let mut ranks = HashMap::with_capacity(wanted.len());
        let (mut ranks_of_given, mut counted) = (Vec::new(), Vec::new());
        let mut about = AboutColumn::default();
        let mut seen = HashSet::new();
        let mut others = given.articles.iter().zip(&given.fingerprints).peekable();
        let mut wanted = wanted.into_iter().peekable();
        while wanted.peek().is_some() || others.peek().is_some() {
            let is_given = match (wanted.peek(), others.peek()) {
                (Some((id, _)), Some(((other, _), _))) => **id > **other,
                (known, _) => known.is_none(),
            };
            let rank = articles.len() as u32;
            let at = ranks_of_given.len();
            if let Some(((id, text), &fingerprint)) = others.next_if(|_| is_given) {
                gatherer.add_given(given, at as u32, fingerprint);
                about.push(rank as usize, &given.about[at]);
                ranks_of_given.push(rank);
                if seen.insert(fingerprint) && segments.counted(fingerprint)?.is_none() {
                    counted.push(rank);
                }
                articles.push(((*id).to_owned(), Source::Given(text.clone())));
            } else if let Some((id, article)) = wanted.next() {
                gatherer.add_stored(segments, article)?;
                let known = segments.about(article, &mut gatherer.spaces)?;
                about.push(rank as usize, &About::of_line(known));
                ranks.insert(article, rank);
                articles.push((id, Source::Stored(article)));
            }
        }
        let is_counted = |at: u32| counted.binary_search(&at).is_ok();
        let corpus =
            gatherer.assembler.build(is_counted, live.documents as usize, |word| live.word(word));
        corpus.check()?;
        let articles =
            IndexedArticles { segments: segments.clone(), articles, about: Arc::new(about) };
        Ok(Self { articles, corpus, ranks, given: ranks_of_given, counted })
    }
}

struct Gatherer {
    assembler: CorpusAssembler,
    /// For each segment: its words as the corpus numbers them, where they were met.
    numbers: Vec<Vec<u32>>,
    /// What numbers the words of the other articles have.
    numbers_of_given: Vec<u32>,
    spaces: Workspaces,
    document: Document,
    /// The first document of each fingerprint.
    firsts: HashMap<u128, u32>,
    count: u32,
}

impl Gatherer {
    fn add_stored(&mut self, segments: &Segments, article: ArticleRef) -> Result<(), Error> {
        let Self { assembler, numbers, spaces, document, .. } = self;
        let segment = segments.segment(article.segment);
        let record = segments.record(article)?;
        segment.document(article.at, &record, spaces.of(article.segment), document)?;
        let words = segment.words()?;
        let numbers = &mut numbers[article.segment as usize];
        numbers.resize(words.len() as usize, UNKNOWN);
        for word in &mut document.words {
            let number = &mut numbers[*word as usize];
            if *number == UNKNOWN {
                *number = assembler.number(words.word(*word));
            }
            *word = *number;
        }
        self.add(record.fingerprint);
        Ok(())
    }

    fn add_given(&mut self, given: &Given<'_>, at: u32, fingerprint: u128) {
        let Self { document, numbers_of_given: numbers, .. } = self;
        given.corpus.read(at, document);
        document.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
        self.add(fingerprint);
    }

    fn add(&mut self, fingerprint: u128) {
        self.document.same_as = *self.firsts.entry(fingerprint).or_insert(self.count);
        self.assembler.add(&self.document);
        self.count += 1;
    }
}
