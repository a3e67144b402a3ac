//! Articles on two or more sides: whose are compared with whose, and which come first.

use std::collections::HashMap;
use std::fmt;

use super::ranks::Ranks;
use super::wanted::Wanted;
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

    pub fn of(&self, rank: u32) -> u32 {
        self.of.get(rank as usize).copied().unwrap_or_default()
    }

    /// Whether articles of two sides are among these.
    pub fn are_apart(&self, set: &[usize]) -> bool {
        set.iter().any(|&rank| self.of(rank as u32) != self.of(set[0] as u32))
    }
}

/// Which pairs of articles are wanted, where those with the same words are one document.
pub(super) struct WantedPairs<'s> {
    sides: &'s RankSides,
    wanted: &'s Wanted,
    /// For documents of several articles some of these, in their order, see [`Self::kinds`].
    sets: HashMap<u32, Vec<usize>>,
}

impl<'s> WantedPairs<'s> {
    /// `same_as` says for each article the first with the same words.
    pub fn new(ranks: &'s Ranks<'_>, wanted: &'s Wanted, same_as: impl Fn(u32) -> u32) -> Self {
        let mut pairs = Self { sides: ranks.sides(), wanted, sets: HashMap::new() };
        if !pairs.is_plain() {
            let mut sets: HashMap<u32, Vec<usize>> = HashMap::new();
            for rank in ranks.all().filter(|&rank| same_as(rank) != rank) {
                let first = same_as(rank);
                sets.entry(first).or_insert_with(|| vec![first as usize]).push(rank as usize);
            }
            for set in sets.values_mut() {
                pairs.sort(set);
                *set = pairs.kinds(set);
            }
            pairs.sets = sets;
        }
        pairs
    }

    /// Whether every pair is wanted, in the order of ranks.
    fn is_plain(&self) -> bool {
        self.sides.of.is_empty() && self.wanted.is_empty()
    }

    /// Whether some pairs are not wanted.
    pub fn has_filter(&self) -> bool {
        self.sides.is_across || self.wanted.has_filter()
    }

    /// Puts articles with the same words in the order in which they stand for the set.
    pub fn sort(&self, set: &mut [usize]) {
        if !self.is_plain() {
            set.sort_unstable_by_key(|&rank| {
                (self.wanted.priority(rank as u32), self.sides.of(rank as u32), rank)
            });
        }
    }

    fn wants(&self, a: u32, b: u32) -> bool {
        let is_of_two_sides = self.sides.of(a) != self.sides.of(b);
        (is_of_two_sides || !self.sides.is_across) && self.wanted.wants(a, b)
    }

    /// Of the articles of a set the first two of each kind: of others of that kind the same
    /// pairs are wanted.
    fn kinds(&self, set: &[usize]) -> Vec<usize> {
        let mut seen: HashMap<_, usize> = HashMap::new();
        let is_new = |&rank: &usize| {
            let kind = (self.sides.of(rank as u32), self.wanted.kind(rank as u32));
            let count = seen.entry(kind).or_default();
            *count += 1;
            *count <= 2
        };
        set.iter().copied().filter(is_new).take(MOST_KINDS).collect()
    }

    /// Whether a wanted pair is among these articles with the same words.
    pub fn has_pair(&self, set: &[usize]) -> bool {
        let kinds = self.kinds(set);
        let wants = |(at, &a): (usize, &usize)| {
            kinds[at + 1..].iter().any(|&b| self.wants(a as u32, b as u32))
        };
        kinds.iter().enumerate().any(wants)
    }

    /// The sides of these documents, if only pairs across are wanted.
    pub fn across(&self, searched: &[u32]) -> Option<Across> {
        let side = |&rank: &u32| match self.sets.get(&rank) {
            Some(set) if self.sides.are_apart(set) => MIXED,
            _ => self.sides.of(rank),
        };
        self.sides.is_across.then(|| Across::new(searched.iter().map(side).collect()))
    }

    /// A verified pair of documents as a wanted pair of articles, if there is one: of those
    /// with the same words the first ones that make one. A is that of the first side.
    pub fn named(
        &self,
        (candidate, mut verdict): (Candidate, Verdict),
    ) -> Option<(Candidate, Verdict)> {
        if self.is_plain() {
            return Some((candidate, verdict));
        }
        let Candidate { pair: Pair { a, b }, view } = candidate;
        let articles = |rank: u32| match self.sets.get(&rank) {
            Some(set) => set.iter().map(|&rank| rank as u32).collect(),
            None => vec![rank],
        };
        let others = articles(b);
        let wanted = articles(a).into_iter().find_map(|one| {
            let other = others.iter().copied().find(|&other| self.wants(one, other))?;
            Some((one, other))
        });
        let (one, two) = wanted?;
        let side = |rank: u32| (self.sides.of(rank), rank);
        if side(one) <= side(two) {
            return Some((Candidate { pair: Pair { a: one, b: two }, view }, verdict));
        }
        std::mem::swap(&mut verdict.evidence.prose_a, &mut verdict.evidence.prose_b);
        Some((Candidate { pair: Pair { a: two, b: one }, view }, verdict))
    }
}

/// Most articles of a set that are looked at for a wanted pair. With two of each kind these
/// are the articles of 64 outlets; what has more has a pair among the first ones.
const MOST_KINDS: usize = 128;
