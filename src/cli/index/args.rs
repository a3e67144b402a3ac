//! The command line of `nearcopy index`.

use std::path::PathBuf;

use clap::Subcommand;

use super::super::args::Args;

/// What is done with an index.
#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Add articles, and list the copies of which one at least is new
    ///
    /// The index is made if there is none. An article with the id and the text of one
    /// that is there changes nothing; one with another text takes its place.
    Add {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Keep no texts in a new index: words as hashes alone, and no differences
        #[arg(long, help_heading = "What is kept")]
        no_texts: bool,
        /// Only add, and look for no copies
        #[arg(long, help_heading = "What is found")]
        no_search: bool,
        #[command(flatten)]
        args: Box<Args>,
    },
    /// List what in the index is a copy of these articles, which are not kept
    Query {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        #[command(flatten)]
        args: Box<Args>,
    },
    /// List all copies in the index, as a search of its articles does
    Search {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        #[command(flatten)]
        args: Box<Args>,
    },
    /// Take articles out
    ///
    /// They are no longer found; their words and texts are in the files until the
    /// index is compacted.
    Remove {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// The ids of the articles
        #[arg(value_name = "ID", required_unless_present = "ids")]
        id: Vec<String>,
        /// A file with an id on each line, or - for standard input
        #[arg(long, value_name = "FILE")]
        ids: Option<PathBuf>,
    },
    /// Write the index anew, as small as it gets, without what was removed
    Compact {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
    },
    /// Read every byte of the index, and say what is damaged
    Check {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// Write what is not damaged to a new index in FOLDER
        #[arg(long, value_name = "FOLDER")]
        salvage: Option<PathBuf>,
    },
    /// Say what the index holds
    Info {
        /// The folder of the index
        #[arg(value_name = "INDEX")]
        index: PathBuf,
    },
}

impl IndexCommand {
    /// The arguments of a command that reads or reports.
    pub fn args_mut(&mut self) -> Option<&mut Args> {
        match self {
            Self::Add { args, .. } | Self::Query { args, .. } | Self::Search { args, .. } => {
                Some(args)
            }
            _ => None,
        }
    }
}
