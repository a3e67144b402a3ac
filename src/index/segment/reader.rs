//! A segment that is open for reading.

use std::sync::OnceLock;

use super::article::ArticleRecord;
use super::records::{Records, UnpackedBlock};
use super::{
    ABOUT, ARTICLES, BANDS, BY_ID, BY_WORDS, DOCUMENTS, IDS, NEAR_BANDS, PHRASES, RARE_WORDS, RUNS,
    SUMMARY, TEXTS, WORDS, WordTable, document,
};
use crate::corpus::Document;
use crate::error::Error;
use crate::index::store::{SealedFile, Section, Table, TableKind};
use crate::support::hash::checksum;

/// A segment. Its sections are read when they are asked for.
#[derive(Debug)]
pub(in crate::index) struct Segment {
    file: SealedFile,
    articles: Section,
    counts: Counts,
    ids: Records,
    about: Records,
    documents: Records,
    texts: Records,
    words: OnceLock<WordTable>,
    by_id: Table,
    by_words: Table,
    /// Runs and how many documents have each one.
    pub runs: Table,
    /// The documents that are listed under a key, by the views that propose.
    pub bands: Table,
    pub phrases: Table,
    pub rare_words: Table,
    pub near_bands: Table,
}

/// What a segment says of itself.
///
/// ```text
/// articles: u32 | counted documents: u32 | documents of the index when it was written: u64
/// bytes of all texts: u64 | whether texts are in it: u32
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::index) struct Counts {
    pub articles: u32,
    /// Documents that are counted.
    pub documents: u32,
    /// How many documents the index had in all when its keys were made.
    pub made_among: u64,
    pub bytes: u64,
    pub has_texts: bool,
}

impl Counts {
    pub const SIZE: usize = 28;

    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::SIZE);
        bytes.extend(self.articles.to_le_bytes());
        bytes.extend(self.documents.to_le_bytes());
        bytes.extend(self.made_among.to_le_bytes());
        bytes.extend(self.bytes.to_le_bytes());
        bytes.extend(u32::from(self.has_texts).to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let short = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let long = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
        (bytes.len() == Self::SIZE).then_some(())?;
        Some(Self {
            articles: short(0)?,
            documents: short(4)?,
            made_among: long(8)?,
            bytes: long(16)?,
            has_texts: short(24)? == 1,
        })
    }
}

/// What one thread keeps while it reads documents and texts of a segment.
#[derive(Default)]
pub(in crate::index) struct Workspace {
    ids: UnpackedBlock,
    about: UnpackedBlock,
    documents: UnpackedBlock,
    texts: UnpackedBlock,
}

impl Segment {
    pub fn open(file: SealedFile) -> Result<Self, Error> {
        let summary = file.section(SUMMARY)?;
        let counts = Counts::from_bytes(&summary.read(0..summary.len().min(64))?)
            .ok_or_else(|| summary.damaged("it is no summary"))?;
        let articles = file.section(ARTICLES)?;
        if articles.len() != u64::from(counts.articles) * ArticleRecord::SIZE as u64 {
            return Err(articles.damaged("its length does not fit the number of articles"));
        }
        let table = |tag: u32| Table::open(file.section(tag)?, TableKind::Documents);
        let records = |tag: u32| Ok::<_, Error>(Records::new(file.section(tag)?));
        Ok(Self {
            articles,
            counts,
            ids: records(IDS)?,
            about: records(ABOUT)?,
            documents: records(DOCUMENTS)?,
            texts: records(TEXTS)?,
            words: OnceLock::new(),
            by_id: table(BY_ID)?,
            by_words: table(BY_WORDS)?,
            runs: Table::open(file.section(RUNS)?, TableKind::Counts)?,
            bands: table(BANDS)?,
            phrases: table(PHRASES)?,
            rare_words: table(RARE_WORDS)?,
            near_bands: table(NEAR_BANDS)?,
            file,
        })
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The file that it is.
    pub fn file(&self) -> &SealedFile {
        &self.file
    }

    pub fn id(&self, at: u32, workspace: &mut Workspace) -> Result<String, Error> {
        let bytes = self.ids.get(at, &mut workspace.ids)?;
        self.utf8(bytes, IDS).map(str::to_owned)
    }

    /// What is known of an article, as [a line](About::write_line).
    pub fn about<'w>(&self, at: u32, workspace: &'w mut Workspace) -> Result<&'w str, Error> {
        let bytes = self.about.get(at, &mut workspace.about)?;
        self.utf8(bytes, ABOUT)
    }

    /// The number of articles whose id is smaller.
    pub fn before(&self, id: &str, workspace: &mut Workspace) -> Result<u32, Error> {
        let (mut low, mut high) = (0, self.counts.articles);
        while low < high {
            let middle = low + (high - low) / 2;
            if *self.ids.get(middle, &mut workspace.ids)? < *id.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    pub fn article(&self, at: u32) -> Result<ArticleRecord, Error> {
        let start = u64::from(at) * ArticleRecord::SIZE as u64;
        let bytes = self.articles.read(start..start + ArticleRecord::SIZE as u64)?;
        Ok(ArticleRecord::from_bytes(bytes[..].try_into().expect("as long as a record")))
    }

    /// The article of this id.
    pub fn find(&self, id: &str, workspace: &mut Workspace) -> Result<Option<u32>, Error> {
        let mut candidates = Vec::new();
        self.by_id.get(checksum(id.as_bytes()), &mut candidates)?;
        for at in candidates {
            self.check_number(at)?;
            if self.ids.get(at, &mut workspace.ids)? == id.as_bytes() {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The articles with these words, in their order.
    pub fn with_words(&self, fingerprint: u128) -> Result<Vec<u32>, Error> {
        let mut found = Vec::new();
        self.by_words.get(ArticleRecord::words_key(fingerprint), &mut found)?;
        let mut same = Vec::with_capacity(found.len());
        for at in found {
            self.check_number(at)?;
            if self.article(at)?.fingerprint == fingerprint {
                same.push(at);
            }
        }
        Ok(same)
    }

    /// The words and the outline of an article, as numbers of this segment's vocabulary.
    pub fn document(
        &self,
        at: u32,
        record: &ArticleRecord,
        workspace: &mut Workspace,
        document: &mut Document,
    ) -> Result<(), Error> {
        let vocabulary = self.words()?.len();
        let bytes = self.documents.get(at, &mut workspace.documents)?;
        let is_sound = document::read(bytes, vocabulary, document)
            .is_some_and(|()| document.words.len() == record.words as usize);
        if !is_sound {
            return Err(self.damaged(DOCUMENTS, "a document is out of order"));
        }
        document.bytes = record.bytes;
        document.checksum = record.checksum as u32;
        Ok(())
    }

    /// The text of an article; `None` where texts are not kept.
    pub fn text(&self, at: u32, workspace: &mut Workspace) -> Result<Option<String>, Error> {
        if !self.counts.has_texts {
            return Ok(None);
        }
        let bytes = self.texts.get(at, &mut workspace.texts)?;
        self.utf8(bytes, TEXTS).map(|text| Some(text.to_owned()))
    }

    /// The vocabulary, which is read once and kept.
    pub fn words(&self) -> Result<&WordTable, Error> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        let words = WordTable::read(&self.file.section(WORDS)?)?;
        Ok(self.words.get_or_init(|| words))
    }

    /// That there is an article with this number.
    pub fn check_number(&self, at: u32) -> Result<(), Error> {
        if at < self.counts.articles {
            return Ok(());
        }
        let problem = format!("article {at} is named, and it has {}", self.counts.articles);
        Err(self.problem(problem))
    }

    /// The error of a text that is not kept.
    pub fn without_texts(&self) -> Error {
        self.problem("texts are not kept in this index, so no differences can be shown".into())
    }

    fn problem(&self, problem: String) -> Error {
        Error::Index { path: self.file.entry().name.clone().into(), problem }
    }

    fn utf8<'b>(&self, bytes: &'b [u8], tag: u32) -> Result<&'b str, Error> {
        std::str::from_utf8(bytes).map_err(|_| self.damaged(tag, "it is not UTF-8"))
    }

    fn damaged(&self, tag: u32, problem: &str) -> Error {
        match self.file.section(tag) {
            Ok(section) => section.damaged(problem),
            Err(error) => error,
        }
    }
}
