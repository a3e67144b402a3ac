//! How a long run tells how far it is, and is ended early.

use crate::error::Error;

/// The parts of a run that take time, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Texts to words; counted in articles.
    Words,
    /// Words to signatures, shingles and candidates; counted in articles, each as
    /// often as the stage goes through it.
    Candidates,
    /// Candidates to matches; counted in pairs.
    Verification,
    /// Matches to passages and edits; counted in pairs.
    Alignment,
}

/// Receives the progress of a run, and can end it. Called from many threads.
///
/// Every method does nothing by default, and `()` is the receiver that
/// ignores everything.
pub trait Progress: Sync {
    /// A stage begins that has `total` units of work.
    fn begin(&self, stage: Stage, total: usize) {
        let _ = (stage, total);
    }

    /// `units` more units of the current stage are done.
    fn advance(&self, units: usize) {
        let _ = units;
    }

    /// Whether the run is to end: it then returns [`Error::Cancelled`] within the time of
    /// some comparisons, and an index that was to be changed stays as it is. Asked often; once
    /// it is true it must stay so.
    fn is_cancelled(&self) -> bool {
        false
    }
}

impl Progress for () {}

/// That the run is to go on.
pub(crate) fn check(progress: &dyn Progress) -> Result<(), Error> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}

/// A part of a run that is not told of, and ends with it.
pub(crate) struct Untold<'p>(pub &'p dyn Progress);

impl Progress for Untold<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
