//! Articles of several segments → one corpus, in the order of their ids.

use std::collections::HashMap;
use std::sync::Arc;

use super::articles::{IndexedArticles, Source};
use super::snapshot::{ArticleRef, Segments, Workspaces};
use crate::corpus::{Corpus, CorpusAssembler, Document};
use crate::error::Error;
use crate::support::hash::fingerprint;
use crate::support::spill::SpillStorage;

/// An article that is not in the index.
pub(super) struct Given<'a> {
    pub id: &'a str,
    pub text: Arc<str>,
    /// Its document, in a corpus of its own.
    pub corpus: &'a Corpus,
}

/// Articles and their documents, both in the order of their ids.
pub(super) struct Gathered {
    pub articles: IndexedArticles,
    /// In a vocabulary whose words are as common as in the whole index, the article
    /// that is not in it counted too if no other has its words.
    pub corpus: Corpus,
    /// Where each article of the index is among them.
    pub ranks: HashMap<ArticleRef, u32>,
    /// Where the other one is.
    pub given: Option<u32>,
    /// Whether there is another one, and no article of the index has its words.
    pub is_new: bool,
}

/// The words of a segment as the corpus numbers them, where they were met.
#[derive(Default)]
struct Numbers(Vec<u32>);

const UNKNOWN: u32 = u32::MAX;

impl Gathered {
    /// Gathers articles of the index, each with its id, and one beside them if there is one.
    pub fn new(
        segments: &Arc<Segments>,
        mut wanted: Vec<(String, ArticleRef)>,
        given: Option<Given<'_>>,
        storage: SpillStorage,
    ) -> Result<Self, Error> {
        wanted.sort_unstable();
        wanted.dedup();
        let live = segments.live()?;
        let mut gatherer = Gatherer {
            assembler: CorpusAssembler::new(storage),
            numbers: segments.segments.iter().map(|_| Numbers::default()).collect(),
            spaces: Workspaces::default(),
            document: Document::default(),
            firsts: HashMap::default(),
            count: 0,
        };
        let place = given.as_ref().map(|given| wanted.partition_point(|(id, _)| **id < *given.id));
        let mut articles = Vec::with_capacity(wanted.len() + 1);
        let mut ranks = HashMap::with_capacity(wanted.len());
        let mut is_new = false;
        for at in 0..=wanted.len() {
            if let Some(given) = given.as_ref().filter(|_| place == Some(at)) {
                let fingerprint = gatherer.add_given(given);
                is_new = segments.counted(fingerprint)?.is_none();
                articles.push((given.id.to_owned(), Source::Given(given.text.clone())));
            }
            if let Some((id, article)) = wanted.get_mut(at) {
                ranks.insert(*article, articles.len() as u32);
                gatherer.add_stored(segments, *article)?;
                articles.push((std::mem::take(id), Source::Stored(*article)));
            }
        }
        let given = place.map(|place| place as u32);
        let is_counted = |at: u32| is_new && given == Some(at);
        let corpus =
            gatherer.assembler.build(is_counted, live.documents as usize, |word| live.word(word));
        corpus.check()?;
        let articles = IndexedArticles { segments: segments.clone(), articles };
        Ok(Self { articles, corpus, ranks, given, is_new })
    }
}

struct Gatherer {
    assembler: CorpusAssembler,
    numbers: Vec<Numbers>,
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
        let Numbers(numbers) = &mut numbers[article.segment as usize];
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

    /// Adds the only document of a corpus; returns its fingerprint.
    fn add_given(&mut self, Given { corpus, .. }: &Given<'_>) -> u128 {
        let numbers: Vec<u32> =
            corpus.stable_words().map(|word| self.assembler.number(word)).collect();
        corpus.read(0, &mut self.document);
        let fingerprint = fingerprint(&self.document.hashes(&corpus.vocabulary));
        self.document.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
        self.add(fingerprint);
        fingerprint
    }

    fn add(&mut self, fingerprint: u128) {
        self.document.same_as = *self.firsts.entry(fingerprint).or_insert(self.count);
        self.assembler.add(&self.document);
        self.count += 1;
    }
}

