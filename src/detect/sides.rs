//! Articles on two or more sides: whose are compared with whose, and which come first.

use std::collections::HashMap;
use std::fmt;

use super::ranks::Ranks;
use crate::candidate::{Across, Candidate, MIXED, Pair};
use crate::verify::Verdict;

/// On which side each article of a search is, by its position: a number that the caller
/// chooses, as 0 for own articles and 1 for those of others.
///
/// ```
/// use nearcopy::detect::Sides;
/// use nearcopy::{Article, Detector};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let articles = [
///     Article::new("z/own", text),
///     Article::new("a/theirs", format!("{text} So it stays.")),
///     Article::new("b/theirs", format!("{text} So it was.")),
/// ];
/// let is_theirs = |at| u32::from(at > 0);
/// let sides = Sides::across(&is_theirs);
/// let findings = Detector::builder().build()?.detect_sides(&articles, sides, &())?;
///
/// // The two of the other side are not compared.
/// let pairs: Vec<_> = findings.matches.iter().map(|found| (found.a, found.b)).collect();
/// assert_eq!(pairs, [(0, 1), (0, 2)]);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Sides<'s> {
    of: &'s (dyn Fn(usize) -> u32 + Sync),
    is_across: bool,
}

impl<'s> Sides<'s> {
    /// Sides of which that with the smaller number comes first: it has
    /// [A](crate::Match::a) of a pair, and stands for articles with the same words.
    /// Within a side ids decide, as they do without sides. What is found is the same.
    pub fn ordered(of: &'s (dyn Fn(usize) -> u32 + Sync)) -> Self {
        Self { of, is_across: false }
    }

    /// Sides of which only pairs across are wanted, ordered the same way.
    ///
    /// How common words are is counted on all articles, and a pair has the score that it
    /// has in a search of all of them. What is found are the pairs across sides of such a
    /// search, but for large groups of near-duplicates and of documents with a key in
    /// common, where each search compares [some pairs only](super::Builder::all_pairs):
    /// this one those across. No two articles of one side are compared but to find who
    /// represents such a group.
    ///
    /// An article with the same words as one of another side counts for both sides. Sets of
    /// articles with the same words are [listed](crate::Findings::identical) if they are
    /// on two sides, or one of them is in a match.
    pub fn across(of: &'s (dyn Fn(usize) -> u32 + Sync)) -> Self {
        Self { of, is_across: true }
    }
}

impl fmt::Debug for Sides<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sides").field("is_across", &self.is_across).finish_non_exhaustive()
    }
}

/// The sides of a search, by rank; nothing where there is only one.
#[derive(Clone, Debug, Default)]
pub(super) struct RankSides {
    of: Vec<u32>,
    is_across: bool,
}

impl RankSides {
    /// Those of the articles at these positions, which are in the order of their ranks.
    pub fn new(sides: Sides<'_>, positions: &[usize]) -> Self {
        let of = positions.iter().map(|&at| (sides.of)(at).min(MIXED - 1)).collect();
        Self { of, is_across: sides.is_across }
    }

    pub fn is_across(&self) -> bool {
        self.is_across
    }

    pub fn of(&self, rank: u32) -> u32 {
        self.of.get(rank as usize).copied().unwrap_or_default()
    }

    /// Puts the articles of a set in the order of sides, and of ranks within a side.
    pub fn sort(&self, set: &mut [usize]) {
        if !self.of.is_empty() {
            set.sort_unstable_by_key(|&rank| (self.of(rank as u32), rank));
        }
    }

    /// Whether articles of two sides are among these.
    pub fn are_apart(&self, set: &[usize]) -> bool {
        set.iter().any(|&rank| self.of(rank as u32) != self.of(set[0] as u32))
    }
}

/// The sides of articles of which those with the same words are one document.
pub(super) struct SidesOfSets<'s> {
    sides: &'s RankSides,
    /// Of documents of several articles the articles, in the order of sides.
    sets: HashMap<u32, Vec<usize>>,
}

impl<'s> SidesOfSets<'s> {
    /// `same_as` says for each article the first with the same words.
    pub fn new(ranks: &'s Ranks<'_>, same_as: impl Fn(u32) -> u32) -> Self {
        let sides = ranks.sides();
        let mut sets: HashMap<u32, Vec<usize>> = HashMap::new();
        if !sides.of.is_empty() {
            for rank in ranks.all().filter(|&rank| same_as(rank) != rank) {
                let first = same_as(rank);
                sets.entry(first).or_insert_with(|| vec![first as usize]).push(rank as usize);
            }
            sets.values_mut().for_each(|set| sides.sort(set));
        }
        Self { sides, sets }
    }

    /// The sides of these documents, if only pairs across are wanted.
    pub fn across(&self, searched: &[u32]) -> Option<Across> {
        let side = |&rank: &u32| match self.sets.get(&rank) {
            Some(set) if self.sides.are_apart(set) => MIXED,
            _ => self.sides.of(rank),
        };
        self.sides.is_across.then(|| Across::new(searched.iter().map(side).collect()))
    }

    /// A verified pair of documents as a pair of articles: of those with the same words that
    /// of the first side, or another one if both would be of one side and only pairs across
    /// are wanted. A is that of the first side.
    pub fn named(&self, (candidate, verdict): (Candidate, Verdict)) -> (Candidate, Verdict) {
        if self.sides.of.is_empty() {
            return (candidate, verdict);
        }
        let Candidate { pair: Pair { a, b }, view } = candidate;
        let side = |rank: u32| self.sides.of(rank);
        let first = |rank: u32| self.sets.get(&rank).map_or(rank, |set| set[0] as u32);
        let other = |rank: u32, than: u32| {
            let set = self.sets.get(&rank).map(Vec::as_slice).unwrap_or_default();
            set.iter().map(|&rank| rank as u32).find(|&rank| side(rank) != than)
        };
        let (mut one, mut two) = (first(a), first(b));
        if self.sides.is_across && side(one) == side(two) {
            match (other(b, side(one)), other(a, side(two))) {
                (Some(apart), _) => two = apart,
                (None, Some(apart)) => one = apart,
                (None, None) => {}
            }
        }
        let pair = Pair { a: one, b: two };
        if (side(one), one) <= (side(two), two) {
            return (Candidate { pair, view }, verdict);
        }
        let mut verdict = verdict;
        std::mem::swap(&mut verdict.evidence.prose_a, &mut verdict.evidence.prose_b);
        (Candidate { pair: Pair { a: two, b: one }, view }, verdict)
    }
}
