//! Pairs of documents of two sides, where no others are wanted.

use super::Pair;

/// Which side each of some documents is on.
#[derive(Clone, Debug)]
pub(crate) struct Across {
    /// By document, [`MIXED`] where articles of several sides have its words.
    sides: Vec<u32>,
    /// Of two sides the one that has much fewer documents.
    fewer: Option<u32>,
}

/// The side of a document that is on several.
pub(crate) const MIXED: u32 = u32::MAX;

/// How many times as many documents the other side must have, so that it is worth the
/// time to look first under which keys those of one side are listed.
const MUCH_FEWER: usize = 4;

impl Across {
    pub fn new(sides: Vec<u32>) -> Self {
        let first = sides.iter().copied().find(|&side| side != MIXED);
        let is_first = |side: &&u32| Some(**side) == first;
        let second = sides.iter().copied().find(|&side| side != MIXED && Some(side) != first);
        let are_two =
            !sides.iter().any(|&side| side != MIXED && Some(side) != first && Some(side) != second);
        let mixed = sides.iter().filter(|&&side| side == MIXED).count();
        let in_first = sides.iter().filter(is_first).count();
        let in_second = sides.len() - in_first - mixed;
        let is_fewer = |own: usize| MUCH_FEWER * (own + mixed) <= sides.len();
        let fewer = match are_two {
            true if in_first <= in_second && is_fewer(in_first) => first,
            true if in_second < in_first && is_fewer(in_second) => second,
            _ => None,
        };
        Self { sides, fewer }
    }

    /// Whether the two documents are on two sides.
    pub fn joins(&self, Pair { a, b }: Pair) -> bool {
        self.are_apart(a, b)
    }

    fn are_apart(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.sides[a as usize], self.sides[b as usize]);
        a != b || a == MIXED
    }

    /// Whether a pair of two sides is among these documents.
    pub fn has_pair(&self, mut documents: impl Iterator<Item = u32>) -> bool {
        let Some(first) = documents.next() else { return false };
        documents.any(|other| self.are_apart(first, other))
    }

    /// Whether the document is listed under keys that others are not listed under unless
    /// one of these is; `None` where all are listed under all keys.
    pub fn is_asked(&self, document: u32) -> Option<bool> {
        let side = self.sides[document as usize];
        self.fewer.map(|fewer| side == fewer || side == MIXED)
    }

    /// The side of a document that is on one alone.
    pub fn only_side(&self, document: u32) -> Option<u32> {
        Some(self.sides[document as usize]).filter(|&side| side != MIXED)
    }

    /// For each place in a list of documents the next one with a document on another side;
    /// the length of the list where there is none.
    fn next_apart(&self, group: &[u32]) -> Vec<usize> {
        let mut next = vec![group.len(); group.len() + 1];
        for at in (0..group.len().saturating_sub(1)).rev() {
            let is_next = self.are_apart(group[at], group[at + 1]);
            next[at] = if is_next { at + 1 } else { next[at + 1] };
        }
        next
    }

    /// Visits each document with the next one and with the last one before it that are on
    /// another side.
    pub fn for_each_next(&self, group: &[u32], mut visit: impl FnMut(u32, u32)) {
        let next = self.next_apart(group);
        let mut last: Option<u32> = None;
        for (at, &document) in group.iter().enumerate() {
            if let Some(&other) = group.get(next[at]) {
                visit(document, other);
            }
            if let Some(before) = at.checked_sub(1).map(|before| group[before])
                && self.are_apart(document, before)
            {
                last = Some(before);
            }
            if let Some(other) = last {
                visit(other, document);
            }
        }
    }

    /// The pairs of two sides among documents with something in common: all of them up to
    /// `full` documents. Of more, each document is paired with the first one of another
    /// side and the next two.
    pub fn pairs_of_group(&self, group: &[u32], full: usize, pairs: &mut Vec<Pair>) {
        if group.len() <= full {
            for (at, &a) in group.iter().enumerate() {
                let others = group[at + 1..].iter().map(|&b| Pair { a, b });
                pairs.extend(others.filter(|&pair| self.joins(pair)));
            }
            return;
        }
        let next = self.next_apart(group);
        // The first that is on another side than `of`, from a place on.
        let from = |of: u32, at: usize| match group.get(at) {
            Some(&other) if !self.are_apart(of, other) => next[at],
            _ => at,
        };
        for (at, &a) in group.iter().enumerate() {
            let second = next[at];
            let third = from(a, second + 1);
            for other in [from(a, 0), second, third] {
                if let Some(&b) = group.get(other)
                    && a != b
                {
                    pairs.push(Pair::ordered(a, b));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pairs_are_of_two_sides_and_everyone_has_one(
            sides in prop::collection::vec(prop_oneof![4 => 0..3_u32, 1 => Just(MIXED)], 2..40),
            full in 0..40_usize,
        ) {
            let across = Across::new(sides.clone());
            let group: Vec<u32> = (0..sides.len() as u32).collect();
            let mut pairs = Vec::new();
            across.pairs_of_group(&group, full, &mut pairs);
            prop_assert!(pairs.iter().all(|&pair| pair.a < pair.b && across.joins(pair)));
            let pairs: BTreeSet<Pair> = pairs.into_iter().collect();
            let joined = |&a: &u32| {
                let pair = move |&b: &u32| Pair::ordered(a, b);
                let others = group.iter().filter(move |&&b| b != a);
                others.map(pair).filter(|&pair| across.joins(pair)).collect::<Vec<_>>()
            };
            prop_assert_eq!(across.has_pair(group.iter().copied()), !pairs.is_empty());
            for a in &group {
                let all = joined(a);
                if group.len() <= full {
                    prop_assert!(all.iter().all(|pair| pairs.contains(pair)));
                } else {
                    let own = all.iter().filter(|pair| pairs.contains(pair)).count();
                    prop_assert!(all.is_empty() || own > 0);
                    // The first of another side, and the next two.
                    prop_assert!(all.is_empty() || pairs.contains(&all[0]));
                    let later: Vec<_> = all.iter().filter(|pair| pair.a == *a).take(2).collect();
                    prop_assert!(later.into_iter().all(|pair| pairs.contains(pair)));
                }
            }
            prop_assert!(pairs.len() <= sides.len().max(full) * sides.len().min(full).max(3));
        }
    }

    #[test]
    fn the_side_with_much_fewer_documents_is_asked() {
        let few = Across::new(vec![7, 3, 3, 3, 3, MIXED, 3, 3]);
        assert_eq!([0, 1, 5].map(|at| few.is_asked(at)), [Some(true), Some(false), Some(true)]);
        for sides in
            [vec![], vec![1, 1, 1, 1, 1], vec![1, 2, 1, 2], vec![1, 2, 3, 3, 3, 3, 3, 3, 3, 3]]
        {
            let across = Across::new(sides.clone());
            let of_one = sides == [1, 1, 1, 1, 1];
            assert!(of_one || (0..sides.len() as u32).all(|at| across.is_asked(at).is_none()));
        }
    }
}
