//! How a long run tells how far it is.

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

/// Receives the progress of a run. Called from many threads.
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
}

impl Progress for () {}
