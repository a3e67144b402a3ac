//! Findings → terminal text, JSON Lines, a table, or an HTML page.
//!
//! | form | for |
//! |---|---|
//! | [`Terminal`] | people: what was found, how sure it is and why, and every difference, word by word |
//! | [`JsonLines`] | programs: one object a line, the same bytes for the same findings |
//! | [`Table`] | a spreadsheet: a line for each pair, with commas or tabs |
//! | `Html` (feature `report-html`) | people with a browser: everything in one file, the texts side by side |
//!
//! Each is a [`Reporter`]: a value with the settings of the form, which writes
//! a [`ReportInput`] (the articles, what was found among them, what could not
//! be read). None of them knows of files, flags or the environment: whether
//! there is colour, and how wide the screen is, the caller says. [`narrow`]
//! makes a saved JSON Lines report stricter; [`write_why`] says of one pair why
//! it is a match or is not; [`write_ids`] lists the ids of articles;
//! [`write_graph`] tells who was probably made from whom.
//!
//! # A further form
//!
//! One file with a type that implements [`Reporter`], and the line here that
//! names it. Nothing is shared by force; these serve several forms already:
//!
//! | module | gives |
//! |---|---|
//! | [`escape`] | what articles and file names contain, safe to print |
//! | `about` | headline, outlet and date on one line |
//! | `phrases` | counts, and the sentences that more than one form says |
//! | `variants` | what the articles of an identical set are written otherwise |
//! | `versions` | clusters without the repeats that identical sets already list |
//! | `layout` | the regions of a match as rows: what corresponds is side by side |
//!
//! ```
//! use std::io::{self, Write};
//! use nearcopy::report::{ReportInput, Reporter, escape};
//! use nearcopy::{Article, Detector};
//!
//! /// Scores and ids, with tabs between them.
//! struct TabSeparated;
//!
//! impl Reporter for TabSeparated {
//!     fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
//!         for found in &input.findings.matches {
//!             let [a, b] = [found.a, found.b].map(|article| escape::line(input.articles.id(article)));
//!             writeln!(out, "{:.4}\t{a}\t{b}", found.score)?;
//!         }
//!         out.flush()
//!     }
//! }
//!
//! let text = "The river rose by two metres overnight and the old bridge was closed to all.";
//! let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
//! let findings = Detector::builder().build()?.detect(&articles)?;
//! let mut table = Vec::new();
//! TabSeparated.write(&mut table, &ReportInput::new(&articles, &findings))?;
//! assert!(String::from_utf8(table)?.ends_with("\ta\tb\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Hostile articles
//!
//! Ids and texts come from anywhere. A control character would reach the
//! terminal as a command (move the cursor, set the window's title, take back
//! what was printed), and a bidirectional override shows a reader another
//! order of letters than the file has. [`Terminal`], [`Table`] and `Html` show both
//! visibly, as `\u{1b}`; [`JsonLines`] escapes them as JSON does, `\u001b`, so
//! that a parser reads the same string.

mod about;
#[cfg(feature = "cli")]
mod article_record;
pub mod escape;
mod graph;
#[cfg(feature = "report-html")]
mod html;
mod ids;
mod input;
mod json_lines;
mod layout;
mod phrases;
mod run;
#[cfg(test)]
mod sample;
mod table;
mod terminal;
#[cfg(test)]
mod tests;
mod variants;
mod versions;

use std::io::{self, Write};

#[cfg(feature = "cli")]
pub(crate) use article_record::write_article;
pub use graph::{GraphFormat, write_graph};
#[cfg(feature = "report-html")]
pub use html::{Html, PairFragment, findings_fragment};
pub use ids::write_ids;
pub use input::{InputProblem, ReportInput};
pub use json_lines::{JsonLines, OffsetMap, OffsetUnit, narrow};
pub use run::{RunInfo, SettingValue};
pub use table::Table;
pub use terminal::{Diffs, Terminal, write_why};

/// A form in which the results of a run are written.
///
/// The same input and settings give the same bytes. Texts are asked for where
/// they are shown, so that those of one pair are in memory at a time.
pub trait Reporter {
    /// Writes `input` to `out`, in many small writes (give it a buffer), and
    /// flushes `out` at the end.
    ///
    /// # Errors
    ///
    /// Those of `out`, and that of a text that cannot be read again: the
    /// [`Error`](crate::Error) is then inside the [`io::Error`].
    ///
    /// # Panics
    ///
    /// If the findings were not made from the articles.
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()>;
}
