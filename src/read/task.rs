//! What the reading of one source is given.

use super::fields::Fields;
use super::open::Meter;
use super::spool::Spool;
use crate::article::Intake;

/// The settings of a run, and what takes part in it.
#[derive(Clone, Copy)]
pub(super) struct Task<'r> {
    pub fields: &'r Fields,
    /// How many bytes an article or a line may have.
    pub limit: u64,
    /// How many times its packed size an article or a line may have.
    pub most_times: u64,
    pub intake: &'r dyn Intake,
    pub meter: &'r dyn Meter,
    /// Where texts go whose source cannot be read again, if not into memory.
    pub spool: Option<&'r Spool>,
    /// Whether of a page only the article is taken.
    #[cfg(feature = "main-text")]
    pub main_text: bool,
}
