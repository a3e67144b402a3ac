//! Articles of a corpus → a segment.

use std::borrow::Cow;

use rayon::prelude::*;

use super::article::ArticleRecord;
use super::reader::Counts;
use super::records::RecordsWriter;
use super::{
    ABOUT, ARTICLES, BANDS, BY_ID, BY_WORDS, DOCUMENTS, IDS, NEAR_BANDS, PHRASES, RARE_WORDS, RUNS,
    SUMMARY, TEXTS, WORDS, document, words,
};
use crate::corpus::{Corpus, Document, StableWord};
use crate::detect::near::NearHasher;
use crate::error::Error;
use crate::index::keys::Keys;
use crate::index::store::{FileEntry, SealedWriter, TableKind, TableWriter, key_bits};
use crate::statistics::runs;
use crate::support::hash::checksum;

/// What a segment has to be told of an article; its words are in the corpus.
#[derive(Clone, Debug)]
pub(in crate::index) struct NewArticle {
    pub id: String,
    /// What is known of it, as [a line](crate::About::write_line).
    pub about: String,
    /// XXH3 of its text.
    pub checksum: u64,
    pub fingerprint: u128,
    /// [`ArticleRecord::is_counted`].
    pub is_counted: bool,
}

/// Writes the articles of a corpus, the words of which are as common as in the whole
/// index.
pub(in crate::index) struct SegmentWriter<'a> {
    pub corpus: &'a Corpus,
    /// For each document of the corpus its article, in the order of their ids.
    pub articles: &'a [NewArticle],
    /// The text of the article at a place; without it none is kept.
    pub text: Option<&'a (dyn Fn(usize) -> Result<Cow<'a, str>, Error> + Sync)>,
}

/// Bytes of a block of ids and documents, and of texts, before it is packed. Larger ones pack
/// better, and it costs more to read one record of them: texts are read least often.
const SMALL_BLOCK: usize = 32 << 10;
const LARGE_BLOCK: usize = 96 << 10;

/// Texts that are in memory at once.
const TEXTS_AT_ONCE: usize = 1024;

impl SegmentWriter<'_> {
    pub fn write(&self, mut out: SealedWriter) -> Result<FileEntry, Error> {
        let counted: Vec<u32> = self.counted().collect();
        let keys: Vec<Keys> = counted
            .par_iter()
            .map_init(NearHasher::default, |hasher, &at| Keys::of(self.corpus, at, hasher))
            .collect();
        self.write_articles(&mut out, &counted, &keys)?;
        self.write_words(&mut out, &counted)?;
        self.write_documents(&mut out)?;
        self.write_runs(&mut out, &counted)?;
        for (tag, of) in [
            (BANDS, (|keys: &Keys| &keys.bands) as fn(&Keys) -> &Vec<u64>),
            (PHRASES, |keys| &keys.rarities.phrases),
            (RARE_WORDS, |keys| &keys.rare_words),
            (NEAR_BANDS, |keys| &keys.near_bands),
        ] {
            let listed = counted.par_iter().zip(&keys);
            let pairs =
                listed.flat_map_iter(|(&at, keys)| of(keys).iter().map(move |&key| (key, at)));
            write_lists(&mut out, tag, pairs.collect())?;
        }
        self.write_texts(&mut out)?;
        out.finish()
    }

    fn counted(&self) -> impl Iterator<Item = u32> {
        (0..).zip(self.articles).filter(|(_, article)| article.is_counted).map(|(at, _)| at)
    }

    fn write_articles(
        &self,
        out: &mut SealedWriter,
        counted: &[u32],
        keys: &[Keys],
    ) -> Result<(), Error> {
        let summary = Counts {
            articles: self.articles.len() as u32,
            documents: counted.len() as u32,
            made_among: self.corpus.vocabulary.documents() as u64,
            bytes: (0..self.articles.len() as u32).map(|at| u64::from(self.corpus.bytes(at))).sum(),
            has_texts: self.text.is_some(),
        };
        out.begin(SUMMARY);
        out.write(&summary.to_bytes())?;

        for (tag, of) in
            [(IDS, (|it| &it.id) as fn(&NewArticle) -> &String), (ABOUT, |it| &it.about)]
        {
            let mut records = RecordsWriter::new(out, tag, SMALL_BLOCK)?;
            for article in self.articles {
                records.push(of(article).as_bytes())?;
            }
            records.finish()?;
        }

        let mut content_words = vec![0; self.articles.len()];
        for (&at, keys) in counted.iter().zip(keys) {
            content_words[at as usize] = keys.rarities.content_words;
        }
        out.begin(ARTICLES);
        for ((at, article), content_words) in (0..).zip(self.articles).zip(content_words) {
            let record = ArticleRecord {
                fingerprint: article.fingerprint,
                checksum: article.checksum,
                bytes: self.corpus.bytes(at),
                words: self.corpus.length(at),
                content_words,
                is_counted: article.is_counted,
            };
            out.write(&record.to_bytes())?;
        }
        let key_of = |of: fn(&NewArticle) -> u64| {
            (0..).zip(self.articles).map(|(at, article)| (of(article), at)).collect()
        };
        write_lists(out, BY_ID, key_of(|article| checksum(article.id.as_bytes())))?;
        write_lists(out, BY_WORDS, key_of(|article| ArticleRecord::words_key(article.fingerprint)))
    }

    fn write_words(&self, out: &mut SealedWriter, counted: &[u32]) -> Result<(), Error> {
        let vocabulary: Vec<StableWord> = self.corpus.stable_words().collect();
        let mut frequencies = vec![0u32; vocabulary.len()];
        let mut last = vec![u32::MAX; vocabulary.len()];
        for &at in counted {
            for word in self.corpus.words(at) {
                let is_new = std::mem::replace(&mut last[word as usize], at) != at;
                frequencies[word as usize] += u32::from(is_new);
            }
        }
        words::write(out, WORDS, &vocabulary, &frequencies)
    }

    fn write_documents(&self, out: &mut SealedWriter) -> Result<(), Error> {
        let mut documents = RecordsWriter::new(out, DOCUMENTS, SMALL_BLOCK)?;
        let (mut document, mut bytes) = (Document::default(), Vec::new());
        for at in 0..self.articles.len() as u32 {
            self.corpus.read(at, &mut document);
            bytes.clear();
            document::write(&document, &mut bytes);
            documents.push(&bytes)?;
        }
        self.corpus.check()?;
        documents.finish()
    }

    fn write_runs(&self, out: &mut SealedWriter, counted: &[u32]) -> Result<(), Error> {
        let of_one = |&at: &u32| {
            let words = self.corpus.words(at);
            let hash = |&word: &u32| self.corpus.vocabulary.hash(word);
            let mut all: Vec<u64> = runs(&words.iter().map(hash).collect::<Vec<_>>()).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let mut all: Vec<u64> = counted.par_iter().flat_map_iter(of_one).collect();
        all.par_sort_unstable();
        let distinct = all.chunk_by(|one, other| one == other).count() as u64;
        let mut table = TableWriter::new(out, RUNS, TableKind::Counts, key_bits(distinct));
        for same in all.chunk_by(|one, other| one == other) {
            table.push(same[0], &[same.len() as u32])?;
        }
        table.finish().map(drop)
    }

    fn write_texts(&self, out: &mut SealedWriter) -> Result<(), Error> {
        let mut texts = RecordsWriter::new(out, TEXTS, LARGE_BLOCK)?;
        let Some(text) = self.text else { return texts.finish() };
        let places: Vec<usize> = (0..self.articles.len()).collect();
        for some in places.chunks(TEXTS_AT_ONCE) {
            let read: Result<Vec<_>, Error> = some.par_iter().map(|&at| text(at)).collect();
            for text in read? {
                texts.push(text.as_bytes())?;
            }
        }
        texts.finish()
    }
}

/// Writes which articles have each key.
fn write_lists(out: &mut SealedWriter, tag: u32, mut pairs: Vec<(u64, u32)>) -> Result<(), Error> {
    pairs.par_sort_unstable();
    let distinct = pairs.chunk_by(|one, other| one.0 == other.0).count() as u64;
    let mut table = TableWriter::new(out, tag, TableKind::Documents, key_bits(distinct));
    let mut articles = Vec::new();
    for same in pairs.chunk_by(|one, other| one.0 == other.0) {
        articles.clear();
        articles.extend(same.iter().map(|&(_, article)| article));
        articles.dedup();
        table.push(same[0].0, &articles)?;
    }
    table.finish().map(drop)
}
