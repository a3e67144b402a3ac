//! New articles → segments, and what among them and the others is a copy.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Index;
use super::articles::IndexedArticles;
use super::compare::Comparison;
use super::segment::{MOST_ARTICLES, NewArticle, SEGMENT, Segment, SegmentWriter};
use super::snapshot::{ArticleRef, Segments, Workspaces};
use super::state::{SegmentState, State};
use super::store::Writer;
use crate::article::{Articles, DocumentId, positions_by_id};
use crate::corpus::{Corpus, CorpusAssembler, CorpusBuilder, Document};
use crate::detect::Detector;
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::{self, Progress, Stage};
use crate::support::hash::{checksum, fingerprint};
use crate::text::CheckedTokenizer;

/// What [`Index::add`] did and found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Added {
    /// The copies of which one at least is new.
    pub findings: Findings,
    /// The articles that the findings name by their positions.
    pub articles: IndexedArticles,
    /// How many articles are new, those with a new text among them.
    pub added: usize,
    /// How many of these replaced an article of the same id and another text.
    pub replaced: usize,
    /// How many were there already, with the same id and text.
    pub unchanged: usize,
}

/// Texts that are read at once by one thread.
const CHUNK: usize = 64;

impl Index {
    /// Adds articles, and finds the copies of which one at least is new. An article with
    /// the id and the text of one that is there changes nothing; one with another text
    /// takes its place.
    ///
    /// All of them are added or, where anything fails, none. Each text is read once to be
    /// added, and again where texts are kept.
    ///
    /// Cost: that of a search of the new articles, and some 0.2 ms for each to be compared
    /// with the others.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] as of [`Snapshot::query`](super::Snapshot::query);
    /// [`Error::DuplicateId`] and [`Error::TooLong`]; those of [`Articles::text`];
    /// [`Error::Index`] and [`Error::File`] where the index is damaged or cannot be read or
    /// written. Then the index is as before.
    pub fn add(
        &mut self,
        detector: &Detector,
        articles: &dyn Articles,
        progress: &dyn Progress,
    ) -> Result<Added, Error> {
        detector.check_for_index()?;
        detector.in_pool(|| {
            let TakenIn { change, new, added, replaced, unchanged } =
                self.take_in(detector, articles, progress)?;
            let segments = Arc::new(change.segments()?);
            let comparison = Comparison { segments: &segments, detector, progress };
            let (findings, articles) = comparison.of_new(new)?;
            self.commit(change)?;
            self.merge_where_needed(detector)?;
            Ok(Added { findings, articles, added, replaced, unchanged })
        })
    }

    /// Adds articles without a look at what they are copies of; returns how many are new.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_unsearched(
        &mut self,
        detector: &Detector,
        articles: &dyn Articles,
        progress: &dyn Progress,
    ) -> Result<usize, Error> {
        detector.check_for_index()?;
        detector.in_pool(|| {
            let TakenIn { change, added, .. } = self.take_in(detector, articles, progress)?;
            self.commit(change)?;
            self.merge_where_needed(detector).map(|()| added)
        })
    }

    fn take_in(
        &mut self,
        detector: &Detector,
        articles: &dyn Articles,
        progress: &dyn Progress,
    ) -> Result<TakenIn, Error> {
        let order = positions_by_id(articles)?;
        progress.begin(Stage::Words, order.len());
        let change = Change::of(&self.segments);
        let mut taken = TakenIn { change, new: Vec::new(), added: 0, replaced: 0, unchanged: 0 };
        for block in order.chunks(MOST_ARTICLES) {
            let block = Block::read(detector, articles, block, progress)?;
            taken.add(&mut self.writer, detector, articles, block)?;
        }
        taken.change.count_others(&mut self.writer, detector)?;
        Ok(taken)
    }

    /// Makes a change the present state.
    pub(super) fn commit(&mut self, change: Change) -> Result<(), Error> {
        let segments = Segments::new(change.state, change.segments)?;
        let entry = |segment: &Arc<Segment>| segment.file().entry().clone();
        let files = segments.segments.iter().map(entry).collect();
        self.writer.commit(files, segments.state.to_bytes())?;
        self.segments = Arc::new(segments);
        Ok(())
    }
}

/// A change that adds articles, and what became of each.
struct TakenIn {
    change: Change,
    /// Where the added ones are then.
    new: Vec<(String, ArticleRef)>,
    added: usize,
    replaced: usize,
    unchanged: usize,
}

impl TakenIn {
    /// Adds a block of articles as a segment, but for those that are there already.
    fn add(
        &mut self,
        writer: &mut Writer,
        detector: &Detector,
        articles: &dyn Articles,
        Block { corpus, articles: read }: Block,
    ) -> Result<(), Error> {
        let segments = self.change.segments()?;
        let (mut spaces, mut replaced, mut kept) = (Workspaces::default(), Vec::new(), Vec::new());
        for (at, &(position, checksum)) in (0..).zip(&read) {
            if let Some(old) = segments.find(articles.id(position), &mut spaces)? {
                let record = segments.record(old)?;
                let is_text = (record.checksum, record.bytes) == (checksum, corpus.bytes(at));
                if is_text && segments.about(old, &mut spaces)? == line(articles, position) {
                    self.unchanged += 1;
                    continue;
                }
                replaced.push(old);
            }
            kept.push(at);
        }
        if kept.is_empty() {
            return Ok(());
        }
        self.added += kept.len();
        self.replaced += replaced.len();
        replaced.sort_unstable();
        self.change.remove(&replaced)?;

        let segments = self.change.segments()?;
        let new_article = |&at: &u32| {
            let (position, checksum) = read[at as usize];
            let hashes = corpus.document(at).hashes(&corpus.vocabulary);
            let fingerprint = fingerprint(&hashes);
            let is_counted = segments.counted(fingerprint)?.is_none();
            Ok(NewArticle {
                id: articles.id(position).to_owned(),
                about: line(articles, position),
                checksum,
                fingerprint,
                is_counted,
            })
        };
        let new: Result<Vec<NewArticle>, Error> = kept.par_iter().map(new_article).collect();
        let mut new = new?;
        let mut seen = HashSet::new();
        new.iter_mut().for_each(|article| article.is_counted &= seen.insert(article.fingerprint));

        let live = segments.live()?;
        let mut assembler = CorpusAssembler::new(detector.storage()?);
        let numbers: Vec<u32> = corpus.stable_words().map(|word| assembler.number(word)).collect();
        let mut document = Document::default();
        for (place, &at) in (0..).zip(&kept) {
            corpus.read(at, &mut document);
            document.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
            document.same_as = place;
            assembler.add(&document);
        }
        drop(corpus);
        let is_counted = |at: u32| new[at as usize].is_counted;
        let corpus = assembler.build(is_counted, live.documents as usize, |word| live.word(word));
        let text = |at: usize| {
            let (position, known) = read[kept[at] as usize];
            let text = text(articles, position)?;
            if checksum(text.as_bytes()) == known {
                return Ok(text);
            }
            let path = articles.id(position).into();
            Err(Error::Index { path, problem: "its text changed while it was added".into() })
        };
        let number = self.change.write(writer, &corpus, &new, &text)?;
        let ids = new.into_iter().map(|article| article.id);
        self.new.extend(ids.zip(0..).map(|(id, at)| (id, ArticleRef { segment: number, at })));
        Ok(())
    }
}

/// Articles whose words are read.
struct Block {
    corpus: Corpus,
    /// For each document of the corpus: its article's position, and the text's checksum.
    articles: Vec<(usize, u64)>,
}

impl Block {
    /// Reads the articles at these positions.
    fn read(
        detector: &Detector,
        articles: &dyn Articles,
        positions: &[usize],
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let builder = CorpusBuilder::new(detector.storage()?, CheckedTokenizer::default());
        let read = |positions: &[usize]| {
            progress::check(progress)?;
            let texts: Result<Vec<Cow<'_, str>>, Error> =
                positions.iter().map(|&at| text(articles, at)).collect();
            let texts = texts?;
            let ids = builder.add(&texts).consecutive(texts.len());
            let checksums = texts.iter().map(|text| checksum(text.as_bytes()));
            progress.advance(texts.len());
            Ok(ids.zip(checksums).collect::<Vec<_>>())
        };
        let read: Result<Vec<Vec<(DocumentId, u64)>>, Error> =
            positions.par_chunks(CHUNK).map(read).collect();
        let (ids, checksums): (Vec<DocumentId>, Vec<u64>) = read?.concat().into_iter().unzip();
        let corpus = builder.build(&ids, None);
        corpus.check()?;
        Ok(Self { corpus, articles: positions.iter().copied().zip(checksums).collect() })
    }
}

pub(super) fn text(articles: &dyn Articles, at: usize) -> Result<Cow<'_, str>, Error> {
    let text = articles.text(at)?;
    match u32::try_from(text.len()) {
        Ok(_) => Ok(text),
        Err(_) => Err(Error::TooLong { id: articles.id(at).to_owned(), bytes: text.len() }),
    }
}

/// What is known of an article, as one line.
fn line(articles: &dyn Articles, at: usize) -> String {
    let mut line = String::new();
    articles.about(at).write_line(&mut line);
    line
}

/// A state in the making.
pub(super) struct Change {
    pub state: State,
    pub segments: Vec<Arc<Segment>>,
    /// The words of counted articles that are gone: others with the same words may be
    /// there, of which one is to be counted then.
    orphaned: Vec<u128>,
}

impl Change {
    /// One that changes nothing yet.
    pub fn of(segments: &Segments) -> Self {
        let (state, segments) = (segments.state.clone(), segments.segments.clone());
        Self { state, segments, orphaned: Vec::new() }
    }

    /// The state so far.
    pub fn segments(&self) -> Result<Segments, Error> {
        Segments::new(self.state.clone(), self.segments.clone())
    }

    /// Takes articles out, which are there, in rising order.
    pub fn remove(&mut self, articles: &[ArticleRef]) -> Result<(), Error> {
        for same in articles.chunk_by(|one, other| one.segment == other.segment) {
            let segment = same[0].segment as usize;
            for article in same {
                let record = self.segments[segment].article(article.at)?;
                if record.is_counted {
                    self.orphaned.push(record.fingerprint);
                }
            }
            let removed = &mut self.state.segments[segment].removed;
            removed.extend(same.iter().map(|article| article.at));
            removed.sort_unstable();
        }
        Ok(())
    }

    /// Writes a segment of articles whose words are as common in the corpus as in the whole
    /// index; returns its number.
    pub fn write<'t>(
        &mut self,
        writer: &mut Writer,
        corpus: &'t Corpus,
        articles: &'t [NewArticle],
        text: &'t (dyn Fn(usize) -> Result<Cow<'t, str>, Error> + Sync),
    ) -> Result<u32, Error> {
        let out = writer.create("segment", SEGMENT)?;
        let text = self.state.keeps_texts.then_some(text);
        let entry = SegmentWriter { corpus, articles, text }.write(out)?;
        self.state.segments.push(SegmentState { file: entry.name.clone(), removed: Vec::new() });
        self.segments.push(Arc::new(Segment::open(writer.open(&entry)?)?));
        Ok(self.segments.len() as u32 - 1)
    }

    /// Where an article that is gone was counted and others have its words, has the first of
    /// them counted: it is written anew, as a segment keeps what it was written as.
    pub fn count_others(&mut self, writer: &mut Writer, detector: &Detector) -> Result<(), Error> {
        let segments = Arc::new(self.segments()?);
        let mut spaces = Workspaces::default();
        let mut orphaned = std::mem::take(&mut self.orphaned);
        orphaned.sort_unstable();
        orphaned.dedup();
        let mut firsts = Vec::new();
        for fingerprint in orphaned {
            if segments.counted(fingerprint)?.is_none() {
                firsts.extend(segments.first_with_words(fingerprint, &mut spaces)?);
            }
        }
        if firsts.is_empty() {
            return Ok(());
        }
        let mut old: Vec<ArticleRef> = firsts.iter().map(|&(_, article)| article).collect();
        old.sort_unstable();
        self.rewrite(writer, detector, &segments, firsts, |_| true)?;
        self.remove(&old)
    }
}
