//! Folders and files to articles.
//!
//! | a path | gives |
//! |---|---|
//! | a folder | every file of a known kind under it, at any depth |
//! | `.txt`, `.text`, `.md`, `.markdown` | one article: the text as it is |
//! | `.html`, `.htm`, `.xhtml` | one article: the text without its markup (feature `read-html`); on request without what stands around it (feature `main-text`) |
//! | `.jsonl`, `.ndjson`, `.json` | JSON Lines, or an array of records, also as the only array of an object around it, or records over several lines: one article for each record's `id` and `text` |
//! | `.csv`, `.tsv`, `.tab` | a table with a header row: one article for each row's columns `id` (or `url`, `uri`, `link`, `guid`, `doc_id`, or its place) and `text` (or `body`, `content`, `article`, `maintext`, `article_text`); also with semicolons |
//! | `.parquet`; `.feather`, `.arrow`, `.arrows` | Parquet and Arrow (a file or a stream): one article for each row, as of a table; a column in a struct as `doc.body` (feature `read-parquet`) |
//! | `.warc`, `.wet` | the pages of a web archive, or their texts: one article for each, under its URI (feature `read-warc`) |
//! | `.rss`, `.atom`, and `.xml` that begins like these | one article for each entry of a feed (feature `read-feeds`) |
//! | `.zip`, `.tar` | the members, as if they lay in a folder of that name (feature `read-archives`) |
//! | any of these and `.gz`, or `.zst`, `.xz`, `.bz2` (features `read-zstd`, `read-xz`, `read-bzip2`) | the same, unpacked |
//! | any other file, given by itself | one article: the text as it is, unless its name or its beginning says that it is none |
//! | `-` | standard input, as JSON Lines or [otherwise](ReaderBuilder::stdin) |
//!
//! **Ids.** An article's id is, for a file found in a folder, its path from that
//! folder on, with `/` between the names on every system; for a file given by
//! itself, its path as given; for a member of an archive, the id of the archive and the
//! member's path, as `wire.zip/17.txt`; for a record, its id field, a string or a whole
//! number. In the name of a file, a byte that is not Unicode is written `\xFF` and a
//! backslash `\\`, so that no two files get the same id. Where articles have the
//! same id all the same, one keeps it, and each other is called by its place too,
//! as `17 (wire.jsonl:3)`; that is a [`Problem`] and no error.
//!
//! # Fields
//!
//! A field is called by its name, or by the names that lead to it: `doc.body` is the field
//! `body` of the object in `doc`, `a.0.c` the field `c` of the first element of the list
//! in `a`.
//!
//! What else is known of an article ([`About`](crate::About)) is taken from where it is
//! said, if it is there as a string, or in a column of days or moments:
//!
//! | | a record | a page | Markdown, between lines of `---` |
//! |---|---|---|---|
//! | title | `title`, `headline` | JSON-LD, `og:title`, `title` | the same names as of a record |
//! | date | `date`, `published`, … | JSON-LD, `meta`, `time` of the article | |
//! | source | `source`, `outlet`, `publisher`, … | JSON-LD, `og:site_name` | |
//! | link | `url`, `link`, … | `link rel=canonical`, `og:url`, JSON-LD | |
//! | author | `author`, `byline`, … | JSON-LD, `meta` | |
//! | language | `language`, `lang` | `html lang`, JSON-LD, `og:locale` | |
//!
//! Of several the first counts that has a value. With
//! [`about_field`](ReaderBuilder::about_field) a record's field of that name is the only
//! one. A date is one if it can be read in one way only, see [`Date`](crate::Date); the
//! time of a file is none.
//!
//! **Folders.** Hidden files are read and `.gitignore` is not obeyed: a search
//! for copies that silently passes over some articles is worse than one that
//! reads too many. Links are followed; one that leads back to a folder around
//! it is reported and not followed. A file that is reached in several ways is read
//! once. Files of other kinds are only counted, by the endings of their names.
//!
//! **Text.** Any encoding is decoded to UTF-8, and the byte order mark at the
//! beginning is taken off; one inside, where files were joined, stays in the text
//! and is no part of a word. Text that came through a careless tool is mended where
//! that cannot be mistaken: quoted-printable, UTF-8 encoded twice (`â€™`), character
//! references (`&#8217;`) and, in records and plain text, markup of a text that
//! begins with a block element. Of a page, the readings of ruby (`rt`) are left out,
//! and digits set high or low become those of Unicode (`km²`). Nothing else is changed.
//! A [`Span`](crate::Span) counts in the bytes of the text as read: mended, and for HTML without its markup.
//!
//! **Main text.** With `ReaderBuilder::main_text`, navigation, consent to
//! cookies, teasers and imprint of a web page are left out. What is left out is a guess;
//! it is never more than half of the sentences of the page that the page does not mark
//! itself as no article. docs/PAGES.md says how well that goes, and where it fails.
//!
//! **Problems.** One bad article never stops a run. A file that cannot be read
//! or a line that is no record becomes a [`Problem`], and the rest goes on. Only
//! a path given that does not exist is an error. Reports that nearcopy has written
//! as JSON Lines or HTML are left out: they are no articles.
//!
//! **Cost.** Files are read in parallel, and a single file of JSON Lines is
//! parsed in parallel while its next part is read and unpacked. Each text can
//! be handed to an [`Intake`] right when it is read, see
//! [`Reader::read_into`], so that nothing is read twice. A line or file beyond
//! [`max_bytes`](ReaderBuilder::max_bytes) is left out before it is in memory, so
//! that a small file which unpacks to a huge one does no harm: of an article
//! or line that unpacks to more than 100 times its packed size
//! ([`max_expansion`](ReaderBuilder::max_expansion)), no more than some 32 MiB are ever
//! in memory. An archive as a whole may not unpack to more than 32 MiB and 100 times its
//! size either.
//!
//! # Memory
//!
//! A [`Collection`] takes about 50 bytes an article besides its id, somewhat
//! more while it is made, and a few megabytes for each file being read. A file
//! of one article also takes its path.
//! Texts take no memory where they can be read again: a record of a `.jsonl` or
//! `.ndjson` file that is not compressed is left there, and parsed again when
//! its text is asked for. If the file has changed by then, that is an error,
//! and no text that was never searched is taken for the one that was.
//!
//! All other texts are in memory, once: those of plain text and HTML files, of
//! compressed files, of tables, columnar files, feeds, web archives and members of archives, of JSON Lines in UTF-16, of arrays and other records over
//! several lines, and of standard input. With
//! [`spool`](ReaderBuilder::spool) they go to a temporary file.

mod again;
#[cfg(feature = "read-archives")]
mod archive;
mod array;
mod batch;
mod collection;
#[cfg(feature = "read-parquet")]
mod columnar;
mod decode;
#[cfg(feature = "read-html")]
mod emitter;
mod escapes;
mod exclude;
#[cfg(feature = "read-feeds")]
mod feed;
mod fields;
mod format;
mod front_matter;
#[cfg(feature = "read-html")]
mod html;
#[cfg(feature = "read-warc")]
mod http;
#[cfg(feature = "read-html")]
mod json_ld;
mod lines;
#[cfg(feature = "main-text")]
mod main_text;
mod mend;
mod open;
mod own;
#[cfg(feature = "read-html")]
mod page_about;
#[cfg(feature = "read-pre")]
mod pre;
mod problem;
mod quick;
mod record;
mod records;
mod references;
mod rows;
mod single;
mod spool;
mod table;
#[cfg(feature = "read-archives")]
mod tar;
mod task;
mod utf7;
mod walk;
#[cfg(feature = "read-warc")]
mod warc;
#[cfg(feature = "read-archives")]
mod zip;

use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use collection::{Collection, Place};
pub use open::Meter;
#[cfg(feature = "read-pre")]
pub use pre::Preprocessor;
#[cfg(all(feature = "read-pre", feature = "cli"))]
pub(crate) use pre::end_all;
pub use problem::{Problem, ProblemKind};

use crate::about::AboutField;
use crate::article::Intake;
use crate::error::Error;
#[cfg(feature = "cli")]
pub(crate) use own::is_report;

use collection::Gathered;
use exclude::Exclude;
use fields::Fields;
use format::{ContentKind, Packing};
use open::Stream;
use records::ReadBatch;
use spool::Spool;
use task::Task;
use walk::{Plan, Source};

/// Reads articles from folders and files. Made by [`Reader::builder`];
/// immutable, and shared freely between threads.
///
/// ```
/// use nearcopy::Articles;
/// use nearcopy::read::Reader;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = |name| folder.path().join(name);
/// std::fs::create_dir(path("wire"))?;
/// std::fs::write(path("wire/17.txt"), "Rain fell on the city all day.")?;
/// std::fs::write(path("more.jsonl"), r#"
///     {"id": "blog/3", "text": "It rained all day long."}
///     {"id": "blog/4"}
/// "#)?;
///
/// let read = Reader::builder().build()?.read(&[folder.path()])?;
/// let ids: Vec<&str> = (0..read.len()).map(|at| read.id(at)).collect();
/// assert_eq!(ids, ["blog/3", "wire/17.txt"]);
/// assert_eq!(read.text(0)?, "It rained all day long.");
/// assert_eq!(read.place(0).line, Some(2));
///
/// let problem = &read.problems()[0];
/// assert_eq!(problem.line, Some(3));
/// assert!(problem.to_string().contains("no field \"text\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    fields: Fields,
    max_bytes: u64,
    max_expansion: u64,
    spool: bool,
    paths_in_ids: bool,
    exclude: Exclude,
    stdin: StdinContent,
    #[cfg(feature = "main-text")]
    main_text: bool,
    #[cfg(feature = "read-pre")]
    preprocessor: Option<Preprocessor>,
}

/// What standard input holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StdinContent {
    /// JSON Lines: an article a line.
    #[default]
    Records,
    /// One article as plain text; its id is `-`.
    Text,
    /// One article as a web page (feature `read-html`); its id is `-`.
    Html,
}

impl From<StdinContent> for ContentKind {
    fn from(content: StdinContent) -> Self {
        match content {
            StdinContent::Records => Self::Records,
            StdinContent::Text => Self::Plain,
            StdinContent::Html => Self::Html,
        }
    }
}

/// Chooses the settings of a [`Reader`].
#[derive(Clone, Debug)]
pub struct ReaderBuilder {
    reader: Reader,
}

impl Default for ReaderBuilder {
    fn default() -> Self {
        let reader = Reader {
            fields: Fields::default(),
            max_bytes: 1 << 30,
            max_expansion: open::MOST_TIMES,
            spool: false,
            paths_in_ids: false,
            exclude: Exclude::default(),
            stdin: StdinContent::default(),
            #[cfg(feature = "main-text")]
            main_text: false,
            #[cfg(feature = "read-pre")]
            preprocessor: None,
        };
        Self { reader }
    }
}

impl ReaderBuilder {
    /// The name of the field that holds a record's id, or the path to it, see the
    /// [module page](self#fields). Default `id`.
    pub fn id_field(mut self, name: impl Into<String>) -> Self {
        self.reader.fields = self.reader.fields.with_id(name.into());
        self
    }

    /// The name of the field that holds a record's text, or the path to it. Default
    /// `text`.
    pub fn text_field(self, name: impl Into<String>) -> Self {
        self.text_fields([name])
    }

    /// The names of several fields, or the paths to them, whose texts are joined in this
    /// order, with an empty line between two: as headline and body. A record may lack some
    /// of them, but not all. Every [`Span`](crate::Span) counts in the joined text.
    ///
    /// ```
    /// use nearcopy::{Articles, read::Reader};
    ///
    /// let reader = Reader::builder().text_fields(["title", "doc.body"]).build()?;
    /// let line = r#"{"id": 1, "title": "River rises", "doc": {"body": "It rained."}}"#;
    /// let collection = reader.read_records("feed", line.as_bytes())?;
    /// assert_eq!(collection.text(0)?, "River rises\n\nIt rained.");
    /// assert_eq!(collection.about(0).title.as_deref(), Some("River rises"));
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn text_fields<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.reader.fields = self.reader.fields.with_texts(names);
        self
    }

    /// The name of the field that holds something else of a record, or the path to it,
    /// in place of the usual names, see the [module page](self#fields).
    pub fn about_field(mut self, field: AboutField, name: impl Into<String>) -> Self {
        self.reader.fields = self.reader.fields.with_about(field, name.into());
        self
    }

    /// How many bytes a file of one article, once unpacked, a line of JSON, a row of a
    /// table, a record of a web archive or a feed may have; what has more is left out and reported. From 1 to 4 GiB less
    /// one byte; default 1 GiB.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.reader.max_bytes = bytes;
        self
    }

    /// How many times its packed size a file of one article, or a line of JSON, may
    /// have once it is unpacked; what has more, and more than 32 MiB, is left out and
    /// reported, and no more than about that is ever in memory of it. Prose has some 3
    /// to 10 times its packed size. At least 1; default 100.
    pub fn max_expansion(mut self, times: u64) -> Self {
        self.reader.max_expansion = times;
        self
    }

    /// Whether texts that cannot be read again from where they came from, as
    /// those of a compressed file, go to a temporary file in place of memory.
    /// It has no name, lies in [`std::env::temp_dir`], takes as many bytes as
    /// the texts, and is gone with the [`Collection`]. Default false.
    pub fn spool(mut self, yes: bool) -> Self {
        self.reader.spool = yes;
        self
    }

    /// Whether ids that articles of two or more of the paths have are written with the path
    /// before them, as `mine/17.txt` and `theirs/17.txt`, or `feed.jsonl:17` for a record.
    /// Otherwise one of them keeps the id, and each other is called by its place, too. Default
    /// false.
    pub fn paths_in_ids(mut self, yes: bool) -> Self {
        self.reader.paths_in_ids = yes;
        self
    }

    /// Leaves out the files and folders below given folders whose names this pattern matches,
    /// in addition to those of earlier calls: `?` is any character, `*` any characters but
    /// `/`, `**` any number of folders, `[a-z]` one of these characters, `{a,b}` one of
    /// several. A pattern without a slash is compared with each name at any depth, one with a
    /// slash with the path below the given folder. What is given itself is always read.
    ///
    /// ```
    /// use nearcopy::{Articles, read::Reader};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path();
    /// std::fs::create_dir(path.join("drafts"))?;
    /// std::fs::write(path.join("drafts/17.txt"), "Rain fell")?;
    /// std::fs::write(path.join("17.txt"), "Rain fell on the city.")?;
    /// std::fs::write(path.join("README.md"), "Articles of 2021.")?;
    ///
    /// let reader = Reader::builder().exclude("drafts").exclude("*.md").build()?;
    /// let read = reader.read(&[path])?;
    /// assert_eq!((read.len(), read.id(0)), (1, "17.txt"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.reader.exclude.add(pattern.into());
        self
    }

    /// What standard input holds, where `-` is among the paths. Default
    /// [`StdinContent::Records`].
    pub fn stdin(mut self, content: StdinContent) -> Self {
        self.reader.stdin = content;
        self
    }

    /// Whether of a web page only the article is read, without navigation, consent
    /// to cookies, teasers and imprint: these are the same on all pages of a site and
    /// make copies of articles that have nothing in common. Where the article cannot
    /// be told from the rest, the whole page is read, and that is a
    /// [`Problem`], see [`ProblemKind::WholePage`]. Default false.
    #[cfg(feature = "main-text")]
    pub fn main_text(mut self, yes: bool) -> Self {
        self.reader.main_text = yes;
        self
    }

    /// The command that makes the text of files, and of which ones. Default: none.
    #[cfg(feature = "read-pre")]
    pub fn preprocessor(mut self, command: Preprocessor) -> Self {
        self.reader.preprocessor = Some(command);
        self
    }

    /// The reader.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if `max_bytes` or `max_expansion` is outside its range, a pattern of
    /// [`exclude`](Self::exclude) is none or begins with `!`, there is
    /// no field for the text or more than 16, or one of them is that of the id.
    pub fn build(self) -> Result<Reader, Error> {
        let reader = self.reader;
        if !(1..=u64::from(u32::MAX)).contains(&reader.max_bytes) {
            return Err(Error::Setting {
                name: "max_bytes",
                value: reader.max_bytes.to_string(),
                allowed: "between 1 and 4294967295",
            });
        }
        if reader.max_expansion == 0 {
            return Err(Error::Setting {
                name: "max_expansion",
                value: reader.max_expansion.to_string(),
                allowed: "at least 1",
            });
        }
        reader.exclude.check()?;
        let texts = reader.fields.texts();
        if !(1..=fields::MOST_TEXTS).contains(&texts.len()) {
            return Err(Error::Setting {
                name: "text_fields",
                value: format!("{} names", texts.len()),
                allowed: "1 to 16 names",
            });
        }
        if texts.iter().any(|text| text == reader.fields.id()) {
            return Err(Error::Setting {
                name: "text_field",
                value: format!("{:?}", reader.fields.id()),
                allowed: "another name than id_field",
            });
        }
        Ok(reader)
    }
}

impl Default for Reader {
    fn default() -> Self {
        ReaderBuilder::default().reader
    }
}

impl Reader {
    /// A builder with the default settings.
    pub fn builder() -> ReaderBuilder {
        ReaderBuilder::default()
    }

    /// Reads all articles that the paths stand for, see the
    /// [module page](self). A path given twice is read once.
    ///
    /// Runs on the threads of the current rayon pool.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if one of the paths does not exist, before anything is
    /// read, or if the temporary file of [`spool`](ReaderBuilder::spool) cannot be
    /// written.
    pub fn read<P: AsRef<Path>>(&self, paths: &[P]) -> Result<Collection, Error> {
        self.read_with(paths, &())
    }

    /// [`read`](Self::read), telling `meter` how far it is.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_with<P: AsRef<Path>>(
        &self,
        paths: &[P],
        meter: &dyn Meter,
    ) -> Result<Collection, Error> {
        self.read_into(paths, &(), meter)
    }

    /// [`read_with`](Self::read_with), handing each text to `intake` right when
    /// it is parsed: whoever works on all texts one by one needs them neither
    /// kept nor read again.
    ///
    /// Records arrive in groups that follow each other in their file, a file of
    /// one article by itself. What the intake calls an article is its
    /// [`document`](Collection::document).
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use std::sync::Mutex;
    ///
    /// use nearcopy::{Articles, DocumentId, Intake, read::Reader};
    ///
    /// /// The lengths of the texts, in the order in which they come.
    /// #[derive(Default)]
    /// struct Lengths(Mutex<Vec<usize>>);
    ///
    /// impl Intake for Lengths {
    ///     fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
    ///         let mut lengths = self.0.lock().unwrap();
    ///         let first = DocumentId::new(lengths.len() as u32);
    ///         lengths.extend(texts.iter().map(|text| text.len()));
    ///         first
    ///     }
    /// }
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path();
    /// std::fs::write(path.join("17.txt"), "Rain fell on the city all day.")?;
    /// std::fs::write(path.join("more.jsonl"), r#"
    ///     {"id": "blog/3", "text": "It rained all day long."}
    ///     {"id": "blog/4", "text": "Snow."}
    /// "#)?;
    ///
    /// let lengths = Lengths::default();
    /// let collection = Reader::default().read_into(&[path], &lengths, &())?;
    /// let lengths = lengths.0.into_inner()?;
    /// for at in 0..collection.len() {
    ///     let length = lengths[collection.document(at).index()];
    ///     assert_eq!(length, collection.text(at)?.len());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). The intake then has some or all of the texts.
    pub fn read_into<P: AsRef<Path>>(
        &self,
        paths: &[P],
        intake: &dyn Intake,
        meter: &dyn Meter,
    ) -> Result<Collection, Error> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.as_ref().to_owned()).collect();
        let content_of = |path: &Path| self.content_of(path);
        let mut plan = walk::plan(&paths, &self.exclude, self.stdin.into(), &content_of)?;
        meter.begin(plan.sources.iter().map(|source| source.bytes).sum());
        let sources = std::mem::take(&mut plan.sources);
        self.collect(plan, intake, meter, |task| {
            let gathered = sources.into_par_iter().map(|source| read_source(source, task));
            // Joined as they come: an outcome by itself takes more memory.
            let runs = gathered.fold(Gathered::default, Gathered::append);
            runs.reduce(Gathered::default, Gathered::append)
        })
    }

    /// Reads JSON Lines from any stream; `name` stands for it in messages.
    ///
    /// `Send`, because the stream is read on one thread while others parse:
    /// give [`std::io::stdin()`] rather than its lock. A buffer around the
    /// stream is not needed.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the temporary file of [`spool`](ReaderBuilder::spool) cannot
    /// be written. If the stream fails, that is a [`Problem`], and the records
    /// before it stay.
    pub fn read_records(
        &self,
        name: impl AsRef<Path>,
        input: impl Read + Send,
    ) -> Result<Collection, Error> {
        self.read_records_into(name, input, &())
    }

    /// [`read_records`](Self::read_records), handing each text to `intake`
    /// right when it is parsed, see [`read_into`](Self::read_into).
    ///
    /// # Errors
    ///
    /// As [`read_records`](Self::read_records). The intake then has some or all
    /// of the texts.
    pub fn read_records_into(
        &self,
        name: impl AsRef<Path>,
        input: impl Read + Send,
        intake: &dyn Intake,
    ) -> Result<Collection, Error> {
        let path = name.as_ref().to_owned();
        self.collect(Plan::default(), intake, &(), |task| {
            Gathered::of_file(path, records::read(Stream::plain(input), task))
        })
    }

    /// What a file is read as whatever its kind.
    fn content_of(&self, path: &Path) -> Option<ContentKind> {
        #[cfg(feature = "read-pre")]
        if self.preprocessor.as_ref().is_some_and(|command| command.takes(path)) {
            return Some(ContentKind::Preprocessed);
        }
        let _ = path;
        None
    }

    /// What `read` makes of the plan, as a collection.
    fn collect(
        &self,
        plan: Plan,
        intake: &dyn Intake,
        meter: &dyn Meter,
        read: impl FnOnce(&Task<'_>) -> Gathered,
    ) -> Result<Collection, Error> {
        let spool = if self.spool { Some(Spool::new()?) } else { None };
        let task = Task {
            fields: &self.fields,
            limit: self.max_bytes,
            most_times: self.max_expansion,
            intake,
            meter,
            spool: spool.as_ref(),
            #[cfg(feature = "main-text")]
            main_text: self.main_text,
            #[cfg(feature = "read-pre")]
            preprocessor: self.preprocessor.as_ref(),
        };
        let gathered = read(&task);
        let spool = spool.map(Spool::finish).transpose()?;
        Collection::new(plan, gathered, self.fields.clone(), self.paths_in_ids, spool)
    }
}

/// Whether a file in a folder is read, by its name.
#[cfg(feature = "cli")]
pub(crate) fn is_searched(path: &Path) -> bool {
    format::of(path).0.is_some()
}

/// Whether a file of this name has records of JSON, or standard input may have them.
#[cfg(feature = "cli")]
pub(crate) fn is_records(path: &Path) -> bool {
    path.as_os_str() == "-" || format::of(path).0 == Some(ContentKind::Records)
}

/// The articles of a file.
fn read_source(source: Source, task: &Task<'_>) -> Gathered {
    let unread = |source: Source, problem| {
        task.meter.advance(source.bytes);
        Gathered::of_file(source.path, ReadBatch::of_problem(problem))
    };
    if let Some(feature) = format::missing_feature(source.content, source.packing) {
        return unread(source, ProblemKind::NeedsFeature { feature });
    }
    match source.content {
        ContentKind::Unread(what) => {
            unread(source, ProblemKind::OtherFormat { what, ending: None })
        }
        #[cfg(feature = "read-pre")]
        ContentKind::Preprocessed => {
            let batch = pre::read(&source, task);
            Gathered::of_file(source.path, batch)
        }
        #[cfg(feature = "read-archives")]
        ContentKind::Archive(kind) => archive::read(source, kind, task),
        #[cfg(feature = "read-parquet")]
        ContentKind::Columnar(kind) if source.packing == Packing::None && source.is_regular => {
            let batch = columnar::read_file(kind, &source, task);
            Gathered::of_file(source.path, batch)
        }
        content => {
            let expected = (source.packing == Packing::None).then_some(source.bytes);
            let batch = match open::open(&source, task) {
                Ok(stream) => read_stream(content, &source.id, stream, expected, task),
                Err(error) => {
                    ReadBatch::of_problem(ProblemKind::Unreadable { reason: error.to_string() })
                }
            };
            Gathered::of_file(source.path, batch)
        }
    }
}

/// The articles of a stream: of a file, or of a member of an archive. `expected` is how
/// many bytes it has, as far as that is known.
fn read_stream(
    content: ContentKind,
    id: &str,
    stream: Stream<'_>,
    expected: Option<u64>,
    task: &Task<'_>,
) -> ReadBatch {
    match content {
        ContentKind::Records => records::read(stream, task),
        ContentKind::Table { delimiter } => table::read(id, stream, delimiter, task),
        #[cfg(feature = "read-warc")]
        ContentKind::Warc => warc::read(stream, task),
        #[cfg(feature = "read-feeds")]
        ContentKind::Feed => feed::read(id, stream, expected, task),
        #[cfg(feature = "read-parquet")]
        ContentKind::Columnar(kind) => columnar::read_stream(kind, id, stream, expected, task),
        _ => single::read(content, id, stream, expected, task),
    }
}
