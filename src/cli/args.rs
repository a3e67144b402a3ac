//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use super::index::IndexCommand;
use crate::read::StdinContent;
use crate::report::OffsetUnit;
use crate::{AboutField, cluster, dedup, verify};
use clap::{ArgGroup, ColorChoice, Parser, Subcommand, ValueEnum, value_parser};

/// Finds near-duplicate articles and shows exactly what was changed.
///
/// An article is a copy if it is the same as another, or edited, or reworded
/// sentence by sentence, or has a passage in common with it. Each copy comes
/// with a score, the reasons for it, and a word-by-word comparison.
///
/// Nothing is ever changed or deleted.
#[derive(Debug, Parser)]
#[command(
    name = "nearcopy",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = SHORT_FOOT,
    after_long_help = FOOT
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub args: Args,
}

/// What can be done beside a search of the paths.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keep articles in an index, and compare new ones with them
    ///
    /// A folder of that name is read as ./index.
    #[command(subcommand)]
    Index(IndexCommand),

    /// Print what completes the program's options in a shell
    ///
    /// A folder of that name is read as ./completions.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },

    /// Print the manual page, or that of a command, as man index add
    ///
    /// A folder of that name is read as ./man.
    Man {
        /// The command
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

// A comment for people, as clap would show a doc comment in place of that of `Cli`.
#[derive(Debug, clap::Args)]
#[command(group = lists())]
pub struct Args {
    /// Folders, files, or - for standard input (JSON Lines, see --stdin-as)
    ///
    /// Read are plain text (.txt, .text, .md, .markdown), web pages (.html,
    /// .htm, .xhtml), JSON (.jsonl, .ndjson, .json: one article a line, or
    /// an array of them), tables with a header (.csv, .tsv), Parquet and Arrow
    /// (.parquet, .arrow, .arrows, .feather), web archives (.warc, .wet), feeds (.rss, .atom, .xml), and all these in .zip and .tar, also
    /// compressed (.gz, .zst, .xz, .bz2), in any encoding; in a folder, at any
    /// depth. Another file is read as plain text if it is named here and is text.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Find only copies between PATH and the paths before: folder, file, index or -
    ///
    /// May be given several times; all of these are one side, and the other paths are the
    /// other one. Pairs of one side are not compared, and how common words are is counted
    /// on both. A is the article of the side given first. Ids that both sides have are
    /// written with their paths before them. An index (see nearcopy index) is asked
    /// without being read, and can only be alone.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["from", "pairs", "why"], help_heading = "What is read")]
    pub against: Vec<PathBuf>,

    /// Also read the paths in FILE, one a line, or - for standard input
    ///
    /// Empty lines are passed over. As find articles -name '*.txt' | nearcopy
    /// --files-from - does.
    #[arg(long, value_name = "FILE", conflicts_with = "from", help_heading = "What is read")]
    pub files_from: Option<PathBuf>,

    /// How many of the paths come from that file.
    #[arg(skip)]
    pub listed_paths: usize,

    /// Leave out files and folders in folders that match GLOB, as *.md or drafts
    ///
    /// May be given several times. Without a slash it is compared with names at any
    /// depth, with one with the path below the folder that is given: 2021/*.txt. There
    /// are ?, *, **, [a-z] and {a,b}.
    #[arg(long, value_name = "GLOB", conflicts_with = "from", help_heading = "What is read")]
    pub exclude: Vec<String>,

    /// What - holds: JSON Lines, or one article as text or as a web page, whose id is -
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        default_value_t,
        conflicts_with = "from",
        hide_possible_values = true,
        help_heading = "What is read"
    )]
    pub stdin_as: StdinOption,

    /// The field of a record, or column of a table, that holds the article's id
    ///
    /// A field inside of another is called by both names, as doc.id; an element of a
    /// list by its number, as docs.0.id. So are the fields of all options here.
    #[arg(long, value_name = "NAME", default_value = "id", help_heading = "What is read")]
    pub id_field: String,

    /// The field of a record, or column of a table, that holds the article's text
    ///
    /// Several, as title,body, are joined in this order, with an empty line between
    /// two; a record may lack some of them. Bytes are counted in the joined text.
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "text",
        help_heading = "What is read"
    )]
    pub text_field: Vec<String>,

    /// The field that holds the headline [default: title, headline]
    ///
    /// The headline, date, outlet, link, author and language of an article are shown
    /// beside its id. They are also read from web pages, and from the head of a
    /// Markdown file between two lines of ---. Where no option is given, the usual
    /// names are looked for, the likeliest first.
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub title_field: Option<String>,

    /// The field that holds the date [default: date, published, ...]
    ///
    /// A date is a day, 2022-01-17, or a moment, 2022-01-17T08:30:00+01:00 or
    /// Mon, 17 Jan 2022 08:30:00 GMT; without a zone it counts as UTC. Anything else
    /// is not known, and neither is the date of a file.
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub date_field: Option<String>,

    /// The field that holds the outlet [default: source, outlet, publisher, ...]
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub source_field: Option<String>,

    /// The field that holds the link [default: url, link, canonical_url]
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub link_field: Option<String>,

    /// The field that holds the author [default: author, byline, ...]
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub author_field: Option<String>,

    /// The field that holds the language [default: language, lang]
    #[arg(long, value_name = "NAME", help_heading = "What is read")]
    pub language_field: Option<String>,

    /// Read the whole of each web page, not only its article
    ///
    /// Otherwise navigation, consent to cookies, teasers and imprint are left
    /// out, as far as they can be told from the article: they are the same on all
    /// pages of a site, and make copies of articles that have nothing in common.
    #[arg(long, help_heading = "What is read")]
    pub whole_page: bool,

    /// Have COMMAND make the text of files, as of PDF documents
    ///
    /// COMMAND is a program without arguments. For each file it gets the path as its
    /// only argument and the content as its standard input; what it writes to its
    /// standard output is the article. For PDF it is a script of two lines: #!/bin/sh
    /// and exec pdftotext "$1" -
    #[arg(long, value_name = "COMMAND", help_heading = "What is read")]
    pub pre: Option<PathBuf>,

    /// Only of files that match GLOB, as '*.pdf'; with ! before it, of no such file
    ///
    /// May be given several times. In a folder, files of any kind are read that match.
    #[arg(long, value_name = "GLOB", requires = "pre", help_heading = "What is read")]
    pub pre_glob: Vec<String>,

    /// Seconds that COMMAND may take for one file [default: 60]
    #[arg(long, value_name = "SECONDS", requires = "pre", value_parser = value_parser!(u64).range(1..=86_400), help_heading = "What is read")]
    pub pre_timeout: Option<u64>,

    /// Leave out articles that are larger [default: 1G]
    ///
    /// A file of one article, once it is unpacked, or a line of a file of many. An
    /// article is read and compared in memory: at the peak about 15 times its size. So
    /// with --memory the default is a 15th of that limit, but no less than 4M.
    #[arg(long, value_name = "LIMIT", value_parser = bytes, help_heading = "What is read")]
    pub max_size: Option<ByteCount>,

    /// Leave out what unpacks to more than N times its size [default: 100]
    ///
    /// Text unpacks to some 3 to 10 times its size. Up to 32 MiB every article is read.
    #[arg(long, value_name = "N", help_heading = "What is read")]
    pub max_expansion: Option<u64>,

    /// How far from its source a copy may be
    #[arg(short, long, value_enum, default_value_t, help_heading = "What is found")]
    pub level: LevelOption,

    /// Report pairs from this score on, from 0 to 1 [default: 0.5; at level near 0.7]
    ///
    /// A lower threshold finds more copies and more lookalikes: other reports
    /// of the same event, or texts made from one template.
    #[arg(short, long, value_name = "SCORE", value_parser = score, help_heading = "What is found")]
    pub threshold: Option<f32>,

    /// Compare only the pairs listed in FILE
    ///
    /// Each line names two articles by their ids, with a tab between them;
    /// further columns are ignored. Every listed pair that shares a passage is
    /// reported, whatever its score.
    #[arg(long, value_name = "FILE", help_heading = "What is found")]
    pub pairs: Option<PathBuf>,

    /// Say what becomes of two articles, and at which stage, with the figures
    #[arg(long, num_args = 2, value_names = ["ID_A", "ID_B"], conflicts_with_all = ["pairs", "html"], help_heading = "What is found")]
    pub why: Option<Vec<String>>,

    /// Also list pairs that are no copies but forms filled in anew
    ///
    /// As two weather tables: nearly all words are the same, and other figures
    /// stand in them. Otherwise they are only counted. They are not on the page
    /// of --html.
    #[arg(long, conflicts_with_all = ["from", "pairs", "why"], help_heading = "What is found")]
    pub templates: bool,

    /// Leave out what was decided to be no copy, and mark what was decided to be one
    ///
    /// FILE is what the page of --html exports after a review: JSON Lines, of which the
    /// last about a pair counts. A decision about a text that changed since does not apply,
    /// and a warning says so. With --fail-on-copies only what is new counts then.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "why"], help_heading = "What is found")]
    pub decisions: Option<PathBuf>,

    /// Decide with the coefficients of another model
    ///
    /// FILE is what the example program fit makes of pairs that you have judged.
    #[arg(long, value_name = "FILE", conflicts_with = "from", help_heading = "What is found")]
    pub model: Option<PathBuf>,

    /// Make a saved report stricter, without reading any article
    ///
    /// FILE is the JSON Lines of an earlier run. Only the pairs that reach the
    /// level and the threshold are left, and clusters are made anew.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "pairs", "why", "html"], help_heading = "What is found")]
    pub from: Option<PathBuf>,

    /// Judge how common words are with what is known of other articles, too
    ///
    /// FILE is what --save-background wrote. A few articles are then judged with
    /// what a large archive knows, as which phrases are boilerplate.
    #[arg(long, value_name = "FILE", help_heading = "What is found")]
    pub background: Option<PathBuf>,

    /// Write how many of the articles have each word and each run of four words to FILE
    ///
    /// For --background. What only one article has is left out.
    #[arg(long, value_name = "FILE", help_heading = "What is found", conflicts_with = "from")]
    pub save_background: Option<PathBuf>,

    /// Leave out which passages correspond, and all comparisons
    ///
    /// Faster, where it is enough to know which articles are copies.
    #[arg(long, help_heading = "What is found")]
    pub no_passages: bool,

    /// Compare and list all pairs of large groups of near-duplicates
    ///
    /// An article with 24 near-duplicates or more otherwise represents them: they
    /// are compared with it, with all articles outside the group, and with a few
    /// others of the group. Clusters are the same. A group of 10,000 has 50 million
    /// pairs.
    #[arg(long, conflicts_with_all = ["from", "pairs"], help_heading = "What is found")]
    pub all_pairs: bool,

    /// Leave out pairs of two articles of one outlet
    ///
    /// As versions of a report that its own site has updated. An article whose outlet is
    /// not known is taken to be of another one. The other pairs keep their scores.
    #[arg(long, conflicts_with_all = ["from", "pairs", "why"], help_heading = "What is found")]
    pub other_sources: bool,

    /// Leave out pairs that were published farther apart, as 12h, 7d or 2w
    ///
    /// Pairs of which a date is not known stay. Where an article has a day and no time,
    /// whole days count.
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with_all = ["from", "pairs", "why"], help_heading = "What is found")]
    pub within: Option<Duration>,

    /// Which article represents a cluster
    ///
    /// Otherwise than with central, each takes all its copies into its cluster before
    /// the next one is chosen, so that there may be more and smaller clusters.
    #[arg(
        long,
        value_enum,
        value_name = "WHICH",
        default_value_t,
        conflicts_with_all = ["from"],
        help_heading = "What is found"
    )]
    pub representative: RepresentativeOption,

    /// Threads to use [default: one for each processor core]
    ///
    /// The result is the same with any number.
    #[arg(short = 'j', long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024), help_heading = "What is found")]
    pub threads: Option<u16>,

    /// Memory to use for what grows with the articles, as 500M or 2G
    ///
    /// What does not fit goes to temporary files (in TMPDIR), and the result is
    /// the same, but for articles that are too large by themselves: see --max-size.
    /// The program itself, ids and candidates are not counted, nor is what is
    /// found where it is written as text or a page: some tens of megabytes, and
    /// about 300 bytes an article.
    #[arg(long, value_name = "LIMIT", value_parser = bytes, help_heading = "What is found")]
    pub memory: Option<ByteCount>,

    /// Write the ids of the articles to keep to FILE: one of each set of copies
    ///
    /// Of no two copies that are found both are kept, and each article that is
    /// dropped has a kept one that it was found to be a copy of, or that is a copy
    /// of it. Articles without a copy are kept; what could not be read is in neither
    /// list. One id a line; an id that is empty, begins with a quotation mark or
    /// has a line break or another control character is written as a JSON string, in
    /// quotation marks.
    ///
    /// To a FILE that ends in .jsonl or .ndjson go the articles themselves, in the order
    /// of the input: a record of JSON Lines byte by byte with all its fields, from a file
    /// that is not compressed; of anything else the id, the text and what else is known.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pairs", "why", "from"], help_heading = "What is kept")]
    pub keep: Option<PathBuf>,

    /// Write the ids of all other articles to FILE, or the articles
    ///
    /// As --keep does.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pairs", "why", "from"], help_heading = "What is kept")]
    pub drop: Option<PathBuf>,

    /// Which of two copies is kept: longest, first, earliest or a FIELD of records
    ///
    /// longest: the one with more words; of as many, the first. first: the first by id, in
    /// the order of characters. earliest: the one published first; those without a date come
    /// last.
    ///
    /// Any other word, or path as meta.score, is a field: the one with the greatest number in
    /// this field of its record is kept, of JSON Lines in a file that is not compressed. Those
    /// without a number come last, and of as great ones the one with more words is kept.
    ///
    /// Of a large group of near-duplicates, whose pairs are not all compared, it is
    /// the one that the others were compared with, unless --all-pairs is given.
    #[arg(
        long,
        value_name = "WHICH",
        default_value = "longest",
        requires = LISTS,
        help_heading = "What is kept"
    )]
    pub prefer: PreferOption,

    /// Which kinds of copies count, as exact,edited [default: all]
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        requires = LISTS,
        help_heading = "What is kept"
    )]
    pub relation: Vec<RelationOption>,

    /// Text for people, JSON Lines for programs, or a table for a spreadsheet
    #[arg(short, long, value_enum, default_value_t, help_heading = "What is shown")]
    pub format: OutputFormat,

    /// List only the N surest pairs
    ///
    /// In every form. Clusters stay the same, and all pairs are counted, also for
    /// --keep, --drop, --graph and --fail-on-copies.
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "why"], help_heading = "What is shown")]
    pub top: Option<usize>,

    /// What the places of passages and edits count, in JSON Lines
    #[arg(
        long,
        value_enum,
        value_name = "UNIT",
        default_value_t,
        conflicts_with = "from",
        help_heading = "What is shown"
    )]
    pub offsets: OffsetOption,

    /// Add the texts of articles named in a pair or set, in JSON Lines
    ///
    /// As they were read: what the places of passages and edits refer to.
    #[arg(long, conflicts_with = "from", help_heading = "What is shown")]
    pub texts: bool,

    /// Write to FILE instead of standard output
    ///
    /// FILE appears, or is replaced, when everything is written: other programs
    /// never see it half-written.
    #[arg(short, long, value_name = "FILE", help_heading = "What is shown")]
    pub output: Option<PathBuf>,

    /// Write a page for a browser to FILE, too
    ///
    /// One HTML file with everything in it: summary, clusters, and pairs with both
    /// texts side by side, to be read, sorted and decided. FILE appears when it is
    /// whole; - is standard output, where the report has a file.
    #[arg(long, value_name = "FILE", help_heading = "What is shown")]
    pub html: Option<PathBuf>,

    /// How many pairs have both texts on the page, or all [default: 2000]
    ///
    /// Half of them are the surest pairs, half the most doubtful ones; the others have
    /// their scores, reasons and changes of substance. By default, fewer if the texts are
    /// longer than 20 million bytes. A pair adds some 3 kB to the page.
    #[arg(long, value_name = "N", value_parser = pairs_in_full, requires = "html", help_heading = "What is shown")]
    pub html_pairs: Option<PairCount>,

    /// Write who was probably made from whom to FILE: .graphml, .dot or .json
    ///
    /// For each cluster a tree: an article's parent is the earlier one of which it is
    /// a copy with the highest score. Without dates there are no edges.
    #[arg(long, value_name = "FILE", conflicts_with = "from", help_heading = "What is shown")]
    pub graph: Option<PathBuf>,

    /// Replace the files of --output, --html, --graph, --keep and --drop, whatever is in them
    ///
    /// Otherwise only an earlier report of nearcopy is replaced, which a list of
    /// ids cannot be told to be. An input never is.
    #[arg(long, help_heading = "What is shown")]
    pub force: bool,

    /// Whether to show what was changed
    ///
    /// auto: with up to ten copies; more are listed by cluster.
    #[arg(
        short,
        long,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        help_heading = "What is shown"
    )]
    pub diff: Diff,

    /// Print every figure behind each match, and what proposed it
    #[arg(short, long, help_heading = "What is shown")]
    pub explain: bool,

    /// Whether to use colour
    ///
    /// auto: where the text goes to a terminal, unless the environment has
    /// NO_COLOR. Without colour, differences stand in brackets:
    /// [-only in A-], {+only in B+}, {>at another place<}.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "What is shown")]
    pub color: ColorChoice,

    /// Columns to use [default: those of the terminal, else 100]
    ///
    /// From 120 on, a comparison is side by side.
    #[arg(long, value_name = "COLUMNS", help_heading = "What is shown")]
    pub width: Option<NonZeroUsize>,

    /// No warnings and no progress bars; errors are told
    #[arg(short, long, help_heading = "What is shown")]
    pub quiet: bool,

    /// Exit with code 1 if there are copies; with --decisions, if there are undecided ones
    #[arg(long, help_heading = "What is shown")]
    pub fail_on_copies: bool,

    /// Exit with code 0 or 1 also if something could not be read
    ///
    /// Otherwise the code is 2 if a file or record was left out, or if there
    /// was no article at all. The others are compared and reported all the
    /// same.
    #[arg(long, help_heading = "What is shown")]
    pub tolerate: bool,
}

impl Args {
    /// The options that name a field of what is known of an article, as they are given.
    pub fn about_fields(&self) -> impl Iterator<Item = (AboutField, &str)> {
        let given = [
            (AboutField::Title, &self.title_field),
            (AboutField::Date, &self.date_field),
            (AboutField::Source, &self.source_field),
            (AboutField::Link, &self.link_field),
            (AboutField::Author, &self.author_field),
            (AboutField::Language, &self.language_field),
        ];
        given.into_iter().filter_map(|(field, name)| Some((field, name.as_deref()?)))
    }
}

/// What the findings are written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// JSON Lines, for programs: one object a line, the last is a summary
    Jsonl,
    /// A table: a line for each pair, with commas; ids that would be formulas begin with '
    Csv,
    /// The same with tabs
    Tsv,
}

/// What standard input holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StdinOption {
    /// JSON Lines: an article a line
    #[default]
    Jsonl,
    /// One article
    Text,
    /// One web page
    Html,
}

impl From<StdinOption> for StdinContent {
    fn from(option: StdinOption) -> Self {
        match option {
            StdinOption::Jsonl => Self::Records,
            StdinOption::Text => Self::Text,
            StdinOption::Html => Self::Html,
        }
    }
}

/// What places in a text count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OffsetOption {
    /// Bytes of UTF-8
    #[default]
    Bytes,
    /// Code points, as in Python
    Chars,
    /// Units of UTF-16, as in JavaScript and Java
    Utf16,
}

impl From<OffsetOption> for OffsetUnit {
    fn from(option: OffsetOption) -> Self {
        match option {
            OffsetOption::Bytes => Self::Bytes,
            OffsetOption::Chars => Self::Chars,
            OffsetOption::Utf16 => Self::Utf16,
        }
    }
}

/// The group of the options that list ids.
const LISTS: &str = "lists";

fn lists() -> ArgGroup {
    ArgGroup::new(LISTS).args(["keep", "drop"]).multiple(true)
}

/// Which of two copies is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreferOption {
    Known(dedup::Preference),
    /// The one with the greatest number in this field.
    Field(String),
}

impl From<&str> for PreferOption {
    fn from(which: &str) -> Self {
        Self::Known(match which {
            "longest" => dedup::Preference::Longest,
            "first" => dedup::Preference::First,
            "earliest" => dedup::Preference::Earliest,
            field => return Self::Field(field.to_owned()),
        })
    }
}

/// Which article represents a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RepresentativeOption {
    /// The one that most others are copies of
    #[default]
    Central,
    /// The one published first; those without a date come last
    Earliest,
    /// The one with most words
    Longest,
}

impl From<RepresentativeOption> for cluster::Representative {
    fn from(representative: RepresentativeOption) -> Self {
        match representative {
            RepresentativeOption::Central => Self::Central,
            RepresentativeOption::Earliest => Self::Earliest,
            RepresentativeOption::Longest => Self::Longest,
        }
    }
}

/// A kind of copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RelationOption {
    /// The same words in the same order
    Exact,
    /// The whole, and much of it as it was
    Edited,
    /// The whole, told in other words
    Reworded,
    /// A part, or a digest
    Partial,
}

impl From<RelationOption> for verify::Relation {
    fn from(relation: RelationOption) -> Self {
        match relation {
            RelationOption::Exact => Self::Exact,
            RelationOption::Edited => Self::Edited,
            RelationOption::Reworded => Self::Reworded,
            RelationOption::Partial => Self::Partial,
        }
    }
}

/// How far from its source a copy may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LevelOption {
    /// Near-duplicates: five-word sequences to 70 % the same
    Near,
    /// Also copies that keep half of the wording of the shorter article
    Edited,
    /// Also copies told in other words
    #[default]
    Reworded,
}

impl From<LevelOption> for verify::Level {
    fn from(level: LevelOption) -> Self {
        match level {
            LevelOption::Near => Self::Near,
            LevelOption::Edited => Self::Edited,
            LevelOption::Reworded => Self::Reworded,
        }
    }
}

/// Whether the text shows what was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Diff {
    /// With up to ten copies
    #[default]
    Auto,
    /// With any number
    Always,
    /// Only list them
    Never,
}

fn score(text: &str) -> Result<f32, String> {
    let score = text.parse::<f32>().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "must be between 0 and 1, as 0.5".to_owned())
}

/// How many pairs; all is the largest number.
#[derive(Clone, Copy, Debug)]
pub struct PairCount(pub usize);

fn pairs_in_full(text: &str) -> Result<PairCount, String> {
    if text == "all" {
        return Ok(PairCount(usize::MAX));
    }
    text.parse().map(PairCount).map_err(|_| "must be a number of pairs, or all".to_owned())
}

fn time(text: &str) -> Result<Duration, String> {
    let number = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = match &text[number.len()..] {
        "m" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        "w" => Some(7 * 86_400),
        _ => None,
    };
    let seconds = number.parse::<u64>().ok().zip(unit);
    let seconds = seconds.and_then(|(number, unit)| number.checked_mul(unit));
    let expected = || "must be a number with m, h, d or w, as 7d".to_owned();
    seconds.map(Duration::from_secs).ok_or_else(expected)
}

/// A number of bytes.
#[derive(Clone, Copy, Debug)]
pub struct ByteCount(pub usize);

fn bytes(text: &str) -> Result<ByteCount, String> {
    let number = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let unit = match text[number.len()..].to_ascii_uppercase().as_str() {
        "" => Some(0),
        "K" | "KB" => Some(10),
        "M" | "MB" => Some(20),
        "G" | "GB" => Some(30),
        _ => None,
    };
    let bytes = number.parse::<usize>().ok().zip(unit);
    let bytes = bytes.and_then(|(number, unit)| number.checked_mul(1 << unit));
    let expected = || "must be a number of bytes with or without K, M or G, as 500M".to_owned();
    bytes.filter(|&bytes| bytes > 0).map(ByteCount).ok_or_else(expected)
}

const SHORT_FOOT: &str = "More on each option, and examples: --help";

const FOOT: &str = "\
Examples:
  Which articles in a folder are copies, and what was changed?
      nearcopy articles/

  The same for another program, of a data set with fields of its own names:
      nearcopy --format jsonl --id-field url --text-field body set.jsonl.zst > found.jsonl

  What did the second article change in the first one?
      nearcopy theirs.txt ours.html

  Which articles of others are copies of these?
      nearcopy ours/ --against theirs/ --against more.jsonl

  As a page to look at in a browser, or to send:
      nearcopy --html found.html articles/

  The same, without what was decided on that page to be no copy?
      nearcopy --decisions decisions.jsonl --html found.html articles/

  Why are these two not found?
      nearcopy --why theirs.txt ours.txt articles/

  Save everything, and choose later how strict to be:
      nearcopy --format jsonl --threshold 0.3 --output all.jsonl articles/
      nearcopy --from all.jsonl --level edited --threshold 0.7

  From a pipe, and stop if there are copies:
      zcat feed.jsonl.gz | nearcopy --quiet --fail-on-copies -

  PDF documents, too, by a script that ends in: exec pdftotext \"$1\" -
      nearcopy --pre ./pdf-to-text --pre-glob '*.pdf' articles/

  As a table for a spreadsheet:
      nearcopy --format csv --output found.csv articles/

  Which articles of a data set to keep, without copies that are hardly changed?
      nearcopy --keep keep.txt --relation exact,edited --output found.txt set.jsonl

  The same as the articles themselves, of copies the one with the greatest score:
      nearcopy --keep kept.jsonl --prefer score --output found.txt set.jsonl

  Which outlets took whose reports over, within a week of each other?
      nearcopy --other-sources --within 7d --graph who.graphml set.jsonl

  Only list them, though there are few:
      nearcopy --diff never articles/

  Keep an archive, and compare each day's articles with it:
      nearcopy index add archive.nearcopy archive/
      nearcopy index add archive.nearcopy today/

Exit codes:
  0  everything was read and compared, whether there are copies or not
  1  there are copies, and --fail-on-copies was given
  2  it could not run (an unknown option, a path that does not exist, ...), or a
     file or record could not be read, unless --tolerate was given: the others
     are compared and reported all the same
141  standard output was closed before all of the report was written, as by
     | head; so end other programs, too";
