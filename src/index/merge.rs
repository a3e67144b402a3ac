//! Segments → fewer segments, of the articles that are still there.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::Index;
use super::add::Change;
use super::articles::{IndexedArticles, Source};
use super::gather::{Gathered, Given};
use super::segment::{ArticleRecord, MOST_ARTICLES, NewArticle, Segment};
use super::snapshot::{ArticleRef, Segments, Workspaces};
use super::state::State;
use super::store::{Store, Writer};
use crate::about::{About, AboutColumn};
use crate::article::Articles;
use crate::detect::Detector;
use crate::error::Error;
use crate::support::hash::checksum;

/// Segments of less than half of [`MOST_ARTICLES`] that there may be, and how many are left
/// of these when some are put together.
const MOST_SMALL: usize = 8;
const SMALL_LEFT: usize = 4;

impl Index {
    /// Makes segments anew whose lists are of a time when the index was half as large, or of
    /// which half is gone, and puts small ones together where there are many.
    pub(super) fn merge_where_needed(&mut self, detector: &Detector) -> Result<(), Error> {
        let merged = outdated(&self.segments)?;
        if merged.is_empty() {
            return Ok(());
        }
        let mut change = Change::of(&self.segments);
        change.merge(&mut self.writer, detector, &merged)?;
        self.commit(change)
    }
}

/// The segments that are to be put together, if any.
fn outdated(segments: &Segments) -> Result<Vec<u32>, Error> {
    let documents = segments.live()?.documents;
    let left = |number: u32| {
        let removed = segments.state.segments[number as usize].removed.len();
        segments.segment(number).counts().articles as usize - removed
    };
    let is_outdated = |&number: &u32| {
        let counts = segments.segment(number).counts();
        2 * counts.made_among <= documents || 2 * left(number) <= counts.articles as usize
    };
    let (mut outdated, others): (Vec<u32>, Vec<u32>) =
        segments.all().map(|(number, _)| number).partition(is_outdated);
    let mut small: Vec<u32> =
        others.into_iter().filter(|&number| 2 * left(number) <= MOST_ARTICLES).collect();
    if small.len() > MOST_SMALL {
        small.sort_by_key(|&number| left(number));
        outdated.extend(&small[..small.len() - SMALL_LEFT]);
    }
    outdated.sort_unstable();
    Ok(outdated)
}

impl Change {
    /// Puts the articles that are left of these segments together.
    pub fn merge(
        &mut self,
        writer: &mut Writer,
        detector: &Detector,
        numbers: &[u32],
    ) -> Result<(), Error> {
        let segments = Arc::new(self.segments()?);
        let mut spaces = Workspaces::default();
        let mut articles = Vec::new();
        for article in segments.articles().filter(|article| numbers.contains(&article.segment)) {
            articles.push((segments.id(article, &mut spaces)?, article));
        }
        articles.sort_unstable();
        // If all segments are put together, the first of those with the same words counts.
        let is_all = numbers.len() == segments.segments.len();
        let mut seen = HashSet::new();
        for block in articles.chunks(MOST_ARTICLES) {
            self.rewrite(writer, detector, &segments, block.to_vec(), |record| match is_all {
                true => seen.insert(record.fingerprint),
                false => record.is_counted,
            })?;
        }
        let mut number = 0..;
        let mut is_left = || !numbers.contains(&number.next().expect("there are more"));
        let left: Vec<bool> = self.segments.iter().map(|_| is_left()).collect();
        let mut at = left.iter();
        self.segments.retain(|_| *at.next().expect("one for each segment"));
        let mut at = left.iter();
        self.state.segments.retain(|_| *at.next().expect("one for each segment"));
        Ok(())
    }

    /// Writes articles of these segments, each with its id, into a new segment; `is_counted`
    /// says of each whether its words are counted there.
    pub fn rewrite(
        &mut self,
        writer: &mut Writer,
        detector: &Detector,
        segments: &Arc<Segments>,
        articles: Vec<(String, ArticleRef)>,
        mut is_counted: impl FnMut(&ArticleRecord) -> bool,
    ) -> Result<(), Error> {
        let gathered = Gathered::new(segments, articles, &Given::none(), detector.storage()?)?;
        let mut new = Vec::with_capacity(gathered.articles.len());
        let mut spaces = Workspaces::default();
        for (id, article) in gathered.articles.stored() {
            let record = segments.record(article)?;
            new.push(NewArticle {
                id: id.to_owned(),
                about: segments.about(article, &mut spaces)?.to_owned(),
                checksum: record.checksum,
                fingerprint: record.fingerprint,
                is_counted: is_counted(&record),
            });
        }
        let text = |at: usize| gathered.articles.text(at);
        self.write(writer, &gathered.corpus, &new, &text).map(drop)
    }
}

/// Copies what can be read of a damaged index into a new one, by the texts.
pub(super) fn salvage(store: &Store, new: &Path) -> Result<usize, Error> {
    let (state, segments) = readable_segments(store)?;
    if !state.keeps_texts {
        let problem = "texts are not kept in it, so the articles have to be added anew".into();
        return Err(Error::Index { path: new.to_owned(), problem });
    }
    let segments = Arc::new(Segments::new(state, segments)?);
    let mut about = AboutColumn::default();
    let is_readable = |spaces: &mut Workspaces, article: ArticleRef| {
        let record = segments.record(article)?;
        let segment = segments.segment(article.segment);
        let text = segment.text(article.at, spaces.of(article.segment))?.unwrap_or_default();
        let is_sound = checksum(text.as_bytes()) == record.checksum;
        Ok::<_, Error>(is_sound.then_some(segments.id(article, spaces)?))
    };
    let mut spaces = Workspaces::default();
    let mut articles: Vec<(String, Source)> = segments
        .articles()
        .filter_map(|article| {
            let id = is_readable(&mut spaces, article).ok().flatten()?;
            Some((id, Source::Stored(article)))
        })
        .collect();
    articles.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    for (at, (_, source)) in articles.iter().enumerate() {
        let Source::Stored(article) = source else { continue };
        // What is known of it may be lost, where the article is not.
        if let Ok(known) = segments.about(*article, &mut spaces) {
            about.push(at, &About::of_line(known));
        }
    }
    let about = Arc::new(about);
    let articles = IndexedArticles { segments: segments.clone(), articles, about };
    let mut index = Index::create(new, true)?;
    index.add_unsearched(&Detector::builder().build()?, &articles, &())
}

/// The newest state whose manifest is sound, without the segments that cannot be opened.
fn readable_segments(store: &Store) -> Result<(State, Vec<Arc<Segment>>), Error> {
    let mut newest = None;
    for generation in store.generations()?.into_iter().rev() {
        match store.manifest(generation) {
            Ok(manifest) => {
                newest = Some(Ok(manifest));
                break;
            }
            Err(error) => newest = newest.or(Some(Err(error))),
        }
    }
    let manifest = newest.unwrap_or_else(|| store.manifest(0))?;
    let mut state = State::from_bytes(&manifest.body)?;
    let mut segments = Vec::new();
    state.segments.retain(|segment| {
        let entry = manifest.files.iter().find(|entry| entry.name == segment.file);
        let opened = entry.and_then(|entry| store.open(entry).and_then(Segment::open).ok());
        opened.map(|segment| segments.push(Arc::new(segment))).is_some()
    });
    Ok((state, segments))
}
