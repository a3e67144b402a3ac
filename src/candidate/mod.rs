//! Stage 4: signatures and rare shingles → candidates.

pub mod lsh;
pub mod rare;

/// Two articles worth comparing, by their position; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The earlier article.
    pub a: u32,
    /// The later article.
    pub b: u32,
}

/// Groups up to this size propose every pair of their members.
pub const FULL_GROUP: usize = 24;

/// The pairs that a group of articles with something in common proposes.
///
/// Up to [`FULL_GROUP`] articles it is every pair. Of a larger group, each
/// member is paired with the first one and with the next few, so that ten
/// thousand near-identical articles cost ten thousand comparisons and not
/// fifty million. The first member is the same for every such group the
/// articles share, so it becomes the centre of their cluster.
pub(crate) fn pairs_of_group(
    group: impl ExactSizeIterator<Item = u32> + Clone,
    pairs: &mut Vec<Pair>,
) {
    let reach = if group.len() <= FULL_GROUP { FULL_GROUP } else { 2 };
    let members = group.clone();
    for (at, a) in members.enumerate() {
        let nearest = group.clone().skip(at + 1).take(reach);
        pairs.extend(nearest.map(|b| Pair { a, b }));
    }
    if reach < FULL_GROUP
        && let Some(first) = group.clone().next()
    {
        pairs.extend(group.skip(1 + reach).map(|b| Pair { a: first, b }));
    }
}
