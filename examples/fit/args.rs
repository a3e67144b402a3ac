//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Fits the model of the decision to pairs of articles that you have judged.
///
/// In two steps: first the evidence on the judged pairs of each collection is
/// written down, then a model is fitted to all of it.
#[derive(Debug, Parser)]
#[command(name = "fit", version, max_term_width = 100)]
pub struct Args {
    /// The articles of a collection: folders, or files as nearcopy reads them
    #[arg(value_name = "PATH", requires = "truth")]
    pub paths: Vec<PathBuf>,

    /// The judged pairs of the collection: id, id, label and perhaps a weight, with tabs
    /// between them
    #[arg(long, value_name = "FILE", required_unless_present = "evidence", requires = "paths")]
    pub truth: Option<PathBuf>,

    /// The name of the collection
    #[arg(long, value_name = "NAME", default_value = "collection")]
    pub collection: String,

    /// Labels of pairs that are no copies, with commas between them
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub not_copies: Vec<String>,

    /// Every pair that is not judged, of which one article is in a judged pair, is no copy: as
    /// many of them are taken as of copies
    #[arg(long)]
    pub complete: bool,

    /// Most pairs of one label
    #[arg(long, value_name = "N")]
    pub most: Option<usize>,

    /// Fit a model to the evidence in FILE, as the first step wrote it
    #[arg(long, value_name = "FILE", conflicts_with = "truth")]
    pub evidence: Option<PathBuf>,

    /// Write a calibration diagram: for each tenth of the probability, by models of the other
    /// collections, the share of copies
    #[arg(long, value_name = "FILE", requires = "evidence")]
    pub calibration: Option<PathBuf>,

    /// Write the model to FILE [default: standard output]
    #[arg(long, value_name = "FILE", requires = "evidence")]
    pub model: Option<PathBuf>,
}
