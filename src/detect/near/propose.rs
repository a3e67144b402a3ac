//! Signatures → the pairs that may be near-duplicates.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::groups::{BandGroups, KeyGroups, NearGroups, closest};
use super::signature::{BANDS, BINS, NearSignature};
use super::tiles::{by_tile, pieces};
use crate::candidate::lsh::{band_passes, groups_by_key};
use crate::candidate::{Across, Candidate, Pair, View};
use crate::progress::{Progress, Stage};

/// Words from which an estimate is trusted to say no: with few, one shingle
/// more or less moves it far.
const ENOUGH: u32 = 200;

/// How often a pair that has the least resemblance may be taken for one that has not.
const MISSED: f64 = 1e-7;

/// Pairs that share a key, of articles in no large group of near-duplicates, which are kept
/// until they are verified with all others: 16 MB. Where there are more, as among a million forms
/// filled in anew that just miss the least resemblance, they are verified at once.
const MOST_PAIRS: usize = 1 << 21;

/// The number of equal minima below which a pair of resemblance `least` has them
/// less often than [`MISSED`]: the exact tail of the binomial distribution, which
/// is far from a normal one where `least` is near 1.
fn least_equal(least: f32) -> usize {
    let least = f64::from(least);
    // The probabilities of as many equal minima as there are bins, of one fewer,
    // and so on, each made of the one before.
    let mut probability = least.powi(BINS as i32);
    let mut at_least = 0.0;
    for equal in (0..=BINS).rev() {
        at_least += probability;
        if at_least >= 1.0 - MISSED {
            return equal;
        }
        let (equal, unequal) = (equal as f64, (BINS - equal) as f64);
        probability *= equal / (unequal + 1.0) * (1.0 - least) / least;
    }
    0
}

/// The articles among which near-duplicates are looked for, named by their places.
pub(super) trait NearArticles: Sync {
    fn len(&self) -> usize;

    fn signature(&self, at: usize) -> Cow<'_, Box<NearSignature>>;

    /// How many words the article has.
    fn words(&self, at: usize) -> u32;

    /// Which of the pairs have at least this resemblance: exactly, by their words.
    ///
    /// All articles of the pairs are at hand at once, so there should not be many.
    fn near(&self, pairs: &[Pair], least: f32) -> Vec<Pair>;
}

/// Tells by signatures which pairs cannot reach the least resemblance.
pub(super) struct Screen<'a, A> {
    pub articles: &'a A,
    pub least: f32,
    least_equal: usize,
    /// How many equal minima a pair that just reaches it has on average.
    pub expected_equal: usize,
    /// As [`MOST_PAIRS`].
    pub most_pairs: usize,
}

impl<'a, A: NearArticles> Screen<'a, A> {
    pub fn new(articles: &'a A, least: f32) -> Self {
        let expected_equal = (least * BINS as f32).round() as usize;
        let least_equal = least_equal(least);
        Self { articles, least, least_equal, expected_equal, most_pairs: MOST_PAIRS }
    }

    /// Those of the pairs that have the least resemblance, each once, in any order.
    pub fn near(&self, pairs: Vec<Pair>) -> Vec<Pair> {
        let mut pairs = by_tile(self.articles.len(), self.passing(pairs));
        pairs.dedup();
        let words = |at: u32| self.articles.words(at as usize);
        let pieces = pieces(self.articles.len(), &pairs, words).into_par_iter();
        pieces.flat_map_iter(|piece| self.articles.near(piece, self.least)).collect()
    }

    /// Those of the pairs that [pass](Self::passes), in their order.
    fn passing(&self, pairs: Vec<Pair>) -> Vec<Pair> {
        pairs.into_par_iter().filter(|&pair| self.passes(pair)).collect()
    }

    /// Whether the pair may have the least resemblance, by the two signatures.
    pub fn passes(&self, Pair { a, b }: Pair) -> bool {
        let signature = |at: u32| self.articles.signature(at as usize);
        self.is_short(Pair { a, b }) || signature(a).equal_minima(&signature(b)) >= self.least_equal
    }

    /// As [`passes`](Self::passes), where it is known how many minima are equal.
    pub fn may_reach(&self, pair: Pair, equal: usize) -> bool {
        equal >= self.least_equal || self.is_short(pair)
    }

    fn is_short(&self, Pair { a, b }: Pair) -> bool {
        self.articles.words(a as usize).min(self.articles.words(b as usize)) < ENOUGH
    }
}

/// What may be near-duplicates.
#[derive(Debug, Default)]
pub(in crate::detect) struct NearCandidates {
    /// How many pairs have a key in common, but for those that are left out.
    pub proposed: usize,
    /// Those of them that may reach the least resemblance; ordered, each once.
    pub candidates: Vec<Candidate>,
    /// How many pairs of two articles of one large group are not among them.
    pub left_out: usize,
}

/// The pairs among the screen's articles that may have its least resemblance.
///
/// Where sides are given, they are pairs across them. Of large groups not all pairs of
/// members are proposed, unless `all_pairs` are wanted: then the others come with
/// [`View::Group`].
pub(super) fn propose_near(
    screen: &Screen<'_, impl NearArticles>,
    across: Option<&Across>,
    all_pairs: bool,
    progress: &dyn Progress,
) -> NearCandidates {
    let articles = screen.articles;
    let keys = |article: u32, bands: Range<usize>, out: &mut Vec<[u32; 2]>| {
        let keys = articles.signature(article as usize);
        out.extend(keys.keys[bands].iter().map(|&key| [key, article]));
    };
    let gather = |group: &[[u32; 2]], groups: &mut BandGroups| {
        let mut articles = group.iter().map(|&[_, article]| article);
        if across.is_none_or(|across| across.has_pair(&mut articles)) {
            groups.add(group);
        }
    };
    let is_wanted = |pair: Pair| across.is_none_or(|across| across.joins(pair));
    progress.begin(Stage::Candidates, articles.len() * band_passes(BANDS));
    let bands = groups_by_key(articles.len(), BANDS, keys, gather, progress);
    let mut keys = KeyGroups::new(articles.len(), bands);
    keys.pairs.retain(|&pair| is_wanted(pair));

    let mut pairs = Vec::new();
    let groups = NearGroups::find(&keys, screen, &mut pairs);
    let in_small = std::mem::take(&mut keys.pairs);
    let left_out_small: Vec<Pair> = match all_pairs {
        true => in_small.iter().copied().filter(|&pair| groups.is_left_out(pair)).collect(),
        false => Vec::new(),
    };
    pairs.extend(in_small);
    pairs.retain(|&pair| !groups.is_left_out(pair) && is_wanted(pair));
    pairs.append(&mut closest(&groups.members(), articles, across));
    pairs.par_sort_unstable();
    pairs.dedup();

    let mut proposed = pairs.len();
    let pairs = screen.passing(pairs);
    let with_view =
        |pairs: Vec<Pair>, view| pairs.into_iter().map(move |pair| Candidate { pair, view });
    let mut candidates: Vec<Candidate> = with_view(pairs, View::Near).collect();
    if all_pairs {
        let known = candidates.len();
        candidates.extend(with_view(screen.passing(left_out_small), View::Group));
        let add = |some: Vec<Pair>| candidates.extend(with_view(some, View::Group));
        keys.for_all_pairs(screen, is_wanted, add);
        candidates.par_sort_unstable();
        candidates.dedup_by_key(|candidate| candidate.pair);
        proposed += candidates.len() - known;
    }
    let left_out = match all_pairs {
        true => 0,
        false => groups.left_out(across, candidates.iter().map(|candidate| candidate.pair)),
    };
    NearCandidates { proposed, candidates, left_out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::hash::mix;

    /// By experiment: pairs that have the resemblance are hardly ever taken for
    /// others, and most that are far from it are.
    #[test]
    fn the_least_number_of_equal_minima_is_a_tail() {
        assert_eq!(least_equal(1.0), BINS);
        assert_eq!(least_equal(0.0), 0);
        let mut random = 7u64;
        let mut equal = |resemblance: f64| {
            let is_equal = |_: &usize| {
                random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
                (random as f64 / u64::MAX as f64) < resemblance
            };
            (0..BINS).filter(is_equal).count()
        };
        for least in [0.3f32, 0.7, 0.9, 0.95, 0.99, 0.999] {
            let limit = least_equal(least);
            assert!((0..20_000).all(|_| equal(f64::from(least)) >= limit), "{least}");
            let far = f64::from(least) - 0.35;
            let dropped = (0..1000).filter(|_| equal(far) < limit).count();
            assert!(far < 0.0 || dropped > 900, "{least}: {dropped}");
        }
    }
}
