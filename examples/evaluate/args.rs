//! The command line.

use std::path::PathBuf;

use clap::{Parser, value_parser};

/// Scores nearcopy on pairs of articles that you have labelled.
///
/// It searches the articles at all thresholds at once, and tells which labelled
/// pairs are found at the program's own threshold and at the best one.
#[derive(Debug, Parser)]
#[command(name = "evaluate", version, max_term_width = 100, after_help = SHORT_FOOT, after_long_help = FOOT)]
pub struct Args {
    /// Folders, files, or - for JSON Lines on standard input, as nearcopy reads them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The labelled pairs: id, id, label and perhaps a weight, with tabs between them
    ///
    /// One pair a line; it is a copy if there is no label. The weight says how
    /// many pairs of the collection this pair was drawn to stand for. Empty lines
    /// and those that begin with # are passed over.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "passages",
        help_heading = "The truth"
    )]
    pub truth: Option<PathBuf>,

    /// Labels of pairs that are no copies, with commas between them
    ///
    /// Pairs with any other label are copies.
    #[arg(
        long,
        value_name = "LABELS",
        value_delimiter = ',',
        requires = "truth",
        help_heading = "The truth"
    )]
    pub not_copies: Vec<String>,

    /// Every pair that is not listed is no copy
    ///
    /// Without this, pairs that are not listed count neither for nor against.
    #[arg(long, requires = "truth", help_heading = "The truth")]
    pub complete: bool,

    /// Passages taken over: id, offset, length, id, offset, length and perhaps a
    /// type, with tabs between them
    ///
    /// The pairs named here and in --truth are compared, and the passages found
    /// are scored: plagdet, as PAN defines it.
    #[arg(long, value_name = "FILE", help_heading = "The truth")]
    pub passages: Option<PathBuf>,

    /// The offsets and lengths count code points, not bytes of UTF-8
    #[arg(long, requires = "passages", help_heading = "The truth")]
    pub code_points: bool,

    /// The threshold to report on [default: that of nearcopy]
    #[arg(short, long, value_name = "SCORE", value_parser = score, help_heading = "What is shown")]
    pub threshold: Option<f32>,

    /// Write a picture of the precision/recall curve
    #[arg(long, value_name = "FILE", requires = "truth", help_heading = "What is shown")]
    pub svg: Option<PathBuf>,

    /// List up to N missed copies and N false alarms, the worst first
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "What is shown"
    )]
    pub list: usize,

    /// No warnings and no progress bars
    #[arg(short, long, help_heading = "What is shown")]
    pub quiet: bool,

    /// The field of a JSON record that holds the article's id
    #[arg(long, value_name = "NAME", default_value = "id", help_heading = "What is read")]
    pub id_field: String,

    /// The field of a JSON record that holds the article's text
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "What is read")]
    pub text_field: String,

    /// Threads to use [default: one for each processor core]
    #[arg(short = 'j', long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

fn score(text: &str) -> Result<f32, String> {
    let score = text.parse::<f32>().ok().filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "allowed is a number from 0 to 1, as 0.5".to_owned())
}

const SHORT_FOOT: &str = "More on each option, and examples: --help";

const FOOT: &str = "\
Examples:
  Every copy in the folder is listed in copies.tsv:
      evaluate articles/ --truth copies.tsv --complete --svg curve.svg

  Pairs that were judged one by one, some of them lookalikes:
      evaluate news.jsonl --truth judged.tsv --not-copies same-event,template

  Which of them went wrong?
      evaluate news.jsonl --truth judged.tsv --not-copies same-event,template --list 20

  Passages, with offsets as PAN's corpora have them:
      evaluate docs.jsonl --passages passages.tsv --code-points

What the figures mean:
  recall       of the copies listed, the share that is found
  false alarm  of the other pairs listed, the share that is found
  precision    of the pairs found whose truth is known, the share that are copies
  F1           the harmonic mean of precision and recall
  average precision
               the mean of the precision over all of recall; a copy that is
               found at no threshold counts with a precision of 0

Articles with the same words are one article here: a pair that names one of them
stands for the pairs with all of them, and counts as so many.

The best threshold is chosen on the very pairs that it is scored on, so its
figures flatter, more so with fewer pairs. Choose it on one part of your pairs
and score it on another before you rely on it.";
