//! From runs of matched words to regions that cover both texts byte for byte.
//!
//! Between two neighbouring runs lies a gap of each text. Where the same run
//! comes next in both texts, the two gaps belong together and are compared;
//! elsewhere, at the border of a moved run, the gap of A was deleted and the
//! gap of B inserted.
//!
//! Inside two gaps that belong together, sentences that end on both sides
//! divide the change, and punctuation is compared by itself: a word that was
//! replaced takes no quotation mark with it. Gaps that are [*unrelated*](unrelated)
//! were not replaced by each other: one was deleted, the other inserted.
//!
//! What comes out: [`Alignment`], a list of [`Passage`]s and of [`Region`]s.

mod alignment;
mod gap;
mod region;
mod unrelated;
mod writer;

pub use alignment::{Alignment, Passage, PassageKind};
use gap::GapPart;
pub use region::{Change, Region, Substance};
use writer::RegionWriter;

use super::Side;
use super::words::{MatchedRun, TextPair};
use crate::article::Span;

/// The regions that the runs imply. `runs` are ordered by place in B; no word
/// of either side is in two of them; those not moved are ordered by A too.
///
/// Cost: a sort of the runs, and one pass over the bytes of both texts.
pub(super) fn regions(pair: &TextPair<'_>, runs: &[MatchedRun]) -> Vec<Region> {
    let following = next_in_a(runs);
    let mut out =
        RegionWriter { pair: *pair, moved: false, regions: Vec::with_capacity(4 * runs.len() + 1) };
    for (at, &next_a) in following.iter().enumerate() {
        // The gap behind run `at - 1`; before the first there is one too.
        let before = at.checked_sub(1).map(|before| runs[before]);
        if let Some(run) = before {
            out.run(run);
        }
        let (from_a, from_b) = before.map_or((0, 0), |run| (run.in_a().end, run.in_b().end));
        let to_a = next_a.map_or(pair.a.shared.len(), |next| runs[next].a);
        let to_b = runs.get(at).map_or(pair.b.shared.len(), |next| next.b);
        let gap_a = GapPart::between(&pair.a, from_a..to_a);
        let gap_b = GapPart::between(&pair.b, from_b..to_b);
        let moved = before.is_some_and(|run| run.moved);
        if next_a == (at < runs.len()).then_some(at) {
            out.moved = moved && runs.get(at).is_some_and(|next| next.moved);
            out.divide(gap_a, gap_b);
        } else {
            out.moved = moved;
            out.apart(gap_a.bytes, gap_b.bytes);
        }
    }
    out.regions
}

/// The regions of two texts that have no passage in common.
pub(super) fn apart(a: Side<'_>, b: Side<'_>) -> Vec<Region> {
    let (all_a, all_b) = (Span::new(0, a.text.len() as u32), Span::new(0, b.text.len() as u32));
    let regions = match (all_a.is_empty(), all_b.is_empty()) {
        (true, true) => vec![],
        (false, false) if a.text == b.text => vec![Region::new(Change::Kept, all_a, all_b)],
        (false, false) if a.spans.is_empty() && b.spans.is_empty() => {
            vec![Region::new(Change::Respelled, all_a, all_b)]
        }
        _ => vec![
            Region::new(Change::Deleted, all_a, Span::new(0, 0)),
            Region::new(Change::Inserted, Span::new(all_a.end, all_a.end), all_b),
        ],
    };
    regions.into_iter().filter(|region| !region.a.is_empty() || !region.b.is_empty()).collect()
}

/// For the start of A, then for each run: which run comes next in A.
fn next_in_a(runs: &[MatchedRun]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_unstable_by_key(|&at| runs[at].a);
    let mut following = vec![None; runs.len() + 1];
    let mut before = 0;
    for at in order {
        following[before] = Some(at);
        before = at + 1;
    }
    following
}
