//! Findings to terminal text, JSON Lines, and an HTML page.
//!
//! * [`Terminal`] is for people: what was found, how sure it is and why, and
//!   every difference, word by word.
//! * [`JsonLines`] is for programs: one object per line, the same bytes for
//!   the same findings.
//! * `Html` (feature `report-html`) is for people with a browser: everything in
//!   one file, with the texts side by side.
//!
//! All take the [`Articles`](crate::Articles) that were searched, the
//! [`Findings`](crate::Findings), and something to write to. A text is asked
//! for where it is shown, so that those of one pair are in memory. They know nothing
//! of files, flags, or the environment: whether there is colour, and how wide
//! the screen is, the caller says.
//!
//! # Strange articles
//!
//! Ids and texts come from anywhere. A control character would reach the
//! terminal as a command (move the cursor, set the window's title, take back
//! what was printed), and a bidirectional override shows a reader another
//! order of letters than the file has. [`Terminal`] and `Html` show both
//! visibly, as `\u{1b}`; JSON Lines keep them, escaped where JSON wants it.

mod diff;
mod escape;
mod explain;
#[cfg(feature = "report-html")]
mod html;
mod jsonl;
mod overview;
mod paint;
#[cfg(test)]
mod sample;
mod saved;
mod terminal;
mod wrap;

pub use explain::write_why;
#[cfg(feature = "report-html")]
pub use html::Html;
pub use jsonl::JsonLines;
pub use saved::narrow;
pub use terminal::{Diffs, Terminal};
