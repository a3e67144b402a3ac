//! The decision: from the evidence of a pair to its score and its relation.
//!
//! Every number that decides something is in this file, and so is every formula
//! that uses one. The other files of [`verify`](super) only find out what two articles
//! have in common; their numbers are about speed, memory and rounding. Where each number comes from, and what changes if it is another
//! one, is in `docs/TUNING.md`.
//!
//! # What the upper bound relies on
//!
//! [`UpperBound`](super::upper_bound::UpperBound) drops most pairs before their
//! prose is aligned. It must follow this file, and relies on this much of it:
//!
//! 1. [`word_weight`] never rises with the number of occurrences.
//! 2. [`gain`] rises with the weight shared, falls with the sum, and
//!    [`figure_agreement`] is at most 1.
//! 3. [`Features::score`] never falls as the prose rises, all else being equal, and
//!    is at least a given score only where the prose is at least [`least_prose`].
//!
//! Whoever changes the decision changes [`least_prose`] with it. Tests hold the
//! three together: those of this file, `no_pair_goes_beyond_the_bound` and
//! `the_bound_changes_no_verdict`.

use std::sync::LazyLock;

use super::{Evidence, Relation};
use crate::statistics::RUN;

// What is judged, and from which score on it is a match.

/// Articles with fewer words are never judged, nor reported as identical: so
/// short a text says too little for any measure to tell a copy from chance.
pub const MIN_WORDS: usize = 8;

/// The score from which a pair is a match by default.
pub const DEFAULT_THRESHOLD: f32 = 0.5;

/// The same at the level [`Near`](super::Level::Near), whose score is a
/// resemblance: the value that the field uses.
pub(super) const NEAR_THRESHOLD: f32 = 0.7;

/// The containment of three-word shingles that the level
/// [`Edited`](super::Level::Edited) asks for.
pub(super) const EDITED_CONTAINMENT: f32 = 0.5;

/// Words in the sequences that measure how much of the wording was kept.
pub(crate) const WORDING: usize = 3;

/// Most blocks of sentences that an article is compared in: a pair takes at most
/// the square of it in comparisons.
pub(super) const MOST_BLOCKS: usize = 1000;

// What a word weighs where sentence is compared with sentence.

/// A word with more pairs of occurrences than this tells nothing of place.
const MOST_OCCURRENCES: u32 = 100;

/// The weight of a figure where any other word weighs 1.
const FIGURE: f32 = 2.0;

/// 1 / √n, by n.
static ROOTS: LazyLock<[f32; MOST_OCCURRENCES as usize + 1]> =
    LazyLock::new(|| std::array::from_fn(|n| 1.0 / (n as f32).sqrt()));

/// What a word weighs that makes so many pairs of occurrences between two articles.
#[inline(always)]
pub(super) fn word_weight(is_figure: bool, occurrences: u32) -> f32 {
    if occurrences > MOST_OCCURRENCES {
        return 0.0;
    }
    let weight = if is_figure { FIGURE } else { 1.0 };
    weight * ROOTS[occurrences as usize]
}

// What a pair of sentences gains.

/// 1 / (`all` − 1), or 0 for a single sentence.
pub(super) fn share_of_others(all: usize) -> f32 {
    if all > 1 { 1.0 / (all - 1) as f32 } else { 0.0 }
}

/// What a sentence gains from another one before figures are looked at: the
/// `weight` that both share, less what the sentence shares with the `others` on
/// average (it shares `sum` with all), times the root of its share of the
/// sentence. `whole` is 1 over what the sentence holds in all.
#[inline(always)]
pub(super) fn gain(weight: f32, sum: f32, whole: f32, others: f32) -> f32 {
    let more = (weight - (sum - weight) * others).max(0.0);
    more * (more * whole).min(1.0).sqrt()
}

/// The factor by which a gain counts: (`shared` + 1) / (figures + 1), for the figures
/// of a sentence and those of them that the other one has. `whole` is
/// [`whole_of_figures`].
#[inline(always)]
pub(super) fn figure_agreement(shared: u16, whole: f32) -> f32 {
    (f32::from(shared) + 1.0) * whole
}

/// The `whole` of [`figure_agreement`].
#[inline(always)]
pub(super) fn whole_of_figures(figures: u16) -> f32 {
    1.0 / f32::from(figures.saturating_add(1))
}

// Words that hardly any other article has.

/// A word counts as fully exclusive if one other document has it, or one in
/// this many.
const EXCLUSIVE_OTHERS: f32 = 8_000.0;

/// Exclusive words at which half of their share counts.
const EXCLUSIVE_WORDS: f32 = 2.0;

/// How much the measure of two articles may gain from words that hardly any
/// other article has, and the exclusiveness from which and up to which it
/// does.
const EXCLUSIVE_GAIN: f32 = 0.4;
const EXCLUSIVE: (f32, f32) = (0.25, 0.5);

/// How rare a word is, a small corpus cannot tell: half of the gain is given at
/// this number of documents.
const EXCLUSIVE_HALF: f32 = 500.0;

/// How far the word is one that hardly any other document has: 1 / (df - 1).
/// In a larger corpus some more documents still are few.
pub(super) fn exclusiveness(frequency: u32, documents: usize) -> f32 {
    let few = (documents as f32 / EXCLUSIVE_OTHERS).max(1.0);
    match frequency.saturating_sub(1) {
        0 => 0.0,
        others => (few / others as f32).min(1.0),
    }
}

/// How far the exclusive words of two articles are the same, given the sum that
/// both have and the lesser of their own sums: the share, less where there are few.
pub(super) fn exclusive_share(shared: f32, least: f32) -> f32 {
    shared / least.max(f32::MIN_POSITIVE) * shared / (shared + EXCLUSIVE_WORDS)
}

/// What exclusive words add to the measure, as a part of it.
fn exclusive_gain(exclusive: f32, documents: usize) -> f32 {
    let documents = documents as f32;
    let most = EXCLUSIVE_GAIN * documents / (documents + EXCLUSIVE_HALF);
    let (from, to) = EXCLUSIVE;
    most * ((exclusive - from) / (to - from)).clamp(0.0, 1.0)
}

// Templates.

/// A run of [`RUN`] words is common if its document frequency exceeds both
/// `LEAST_COMMON` and the number of documents divided by `COMMON_IN`.
const COMMON_IN: usize = 2000;
const LEAST_COMMON: usize = 10;

/// Articles with a larger share of their words in common runs are templates.
const TEMPLATE: f32 = 0.25;

/// Share of rare words that two templates must have in common to be copies.
const TEMPLATE_RARE: f32 = 0.64;

/// What a figure weighs there, other words weighing 1.
const TEMPLATE_FIGURE: f32 = 3.0;

/// Documents up to which a word counts as fully rare in a template.
const RARE_IN: u32 = 10;

/// How many documents may have a run that is not common.
pub(super) fn common_limit(documents: usize) -> usize {
    const { assert!(RUN == 4, "the limits were chosen for runs of this length") };
    (documents / COMMON_IN).max(LEAST_COMMON)
}

/// Whether two articles are instalments of a template, given the mean share of
/// their words that stand in common runs.
pub(super) fn is_template(commonness: f32) -> bool {
    commonness > TEMPLATE
}

/// How rare a word is in a template. `holders` is the document frequency of the
/// template's own common runs (the median run, the lower one of the two articles).
///
/// A word no commoner than the template's own runs counts as fully rare:
/// that tells sixty reprints of one story, whose very names are as common
/// as its sentences, from sixty instalments of a table, whose figures and
/// names differ each time.
#[inline(always)]
pub(super) fn rarity(is_figure: bool, frequency: u32, holders: u32) -> f32 {
    let weight = if is_figure { TEMPLATE_FIGURE } else { 1.0 };
    weight / frequency.max(holders.max(RARE_IN)) as f32
}

// The score.

/// The measure at which the score is 0.5.
const HALF: f32 = 0.14;

/// Aligned prose below which nothing is flagged, in words; and in templates.
const LEAST_WORDS: f32 = 8.0;
const TEMPLATE_LEAST_WORDS: f32 = 20.0;

/// The measures that templates whose rare words differ, and pairs with too few
/// words, are held down to: the latter just below a match.
const TEMPLATE_MEASURE: f32 = HALF / 2.0;
const FEW_WORDS_MEASURE: f32 = HALF * 0.99;

/// What is known of two articles, whose words differ, when their score is decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Features {
    /// The share of each article's prose that the other has in the same order.
    pub prose: [f32; 2],
    /// The prose that corresponds, in words: mean of both.
    pub words: f32,
    /// [`exclusive_share`].
    pub exclusive: f32,
    /// The share of their words that stands in common runs: mean of both.
    pub commonness: f32,
    /// The share of each one's words, by [`rarity`], that the other has: mean of
    /// both. Looked at in templates only.
    pub rare_words: f32,
    /// How many documents the statistics count.
    pub documents: usize,
}

impl Features {
    /// The score, 0 to 1: a power of the measure that keeps 0 and 1 and takes
    /// [`HALF`] to one half.
    pub fn score(&self) -> f32 {
        self.measure().clamp(0.0, 1.0).powf(0.5f32.ln() / HALF.ln())
    }

    /// The mean share of prose, after the rules for exclusive words, for
    /// templates and for little evidence.
    fn measure(&self) -> f32 {
        let [a, b] = self.prose;
        let is_template = is_template(self.commonness);
        let mut measure = (a + b) / 2.0 * (1.0 + exclusive_gain(self.exclusive, self.documents));
        if is_template && self.rare_words < TEMPLATE_RARE {
            measure = measure.min(TEMPLATE_MEASURE);
        }
        if self.words < if is_template { TEMPLATE_LEAST_WORDS } else { LEAST_WORDS } {
            measure = measure.min(FEW_WORDS_MEASURE);
        }
        measure
    }
}

/// The least mean share of prose with which a pair can reach the `score`, given
/// how far its exclusive words are the same; a little less, for rounding.
pub(super) fn least_prose(score: f32, exclusive: f32, documents: usize) -> f32 {
    let measure = score.powf(HALF.ln() / 0.5f32.ln()) * 0.999;
    measure / (1.0 + exclusive_gain(exclusive, documents))
}

// The relation.

/// Resemblance of three-word shingles above which a copy is an edited one.
const EDITED_RESEMBLANCE: f32 = 0.5;

/// A copy is partial if the lesser side's share is below this part of the
/// greater one's.
const PARTIAL: f32 = 0.5;

/// The kind of copy, from its evidence.
pub(super) fn relation(has_same_words: bool, evidence: &Evidence) -> Relation {
    let (low, high) =
        (evidence.prose_a.min(evidence.prose_b), evidence.prose_a.max(evidence.prose_b));
    relation_by(has_same_words, evidence.resemblance, low < high * PARTIAL)
}

/// The same where only sequences were compared: from the numbers of distinct
/// three-word shingles, the lesser and the greater.
pub(crate) fn relation_near(
    has_same_words: bool,
    resemblance: f32,
    [short, long]: [usize; 2],
) -> Relation {
    relation_by(
        has_same_words,
        resemblance,
        (short as f64) < (long as f64 * f64::from(PARTIAL)).floor(),
    )
}

fn relation_by(has_same_words: bool, resemblance: f32, is_part: bool) -> Relation {
    if has_same_words {
        Relation::Exact
    } else if resemblance > EDITED_RESEMBLANCE {
        Relation::Edited
    } else if is_part {
        Relation::Partial
    } else {
        Relation::Reworded
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn features() -> impl Strategy<Value = Features> {
        let share = || prop_oneof![Just(0.0f32), Just(1.0f32), 0.0f32..1.0, 0.05f32..0.2];
        let words = prop_oneof![0.0f32..40.0, 0.0f32..1000.0];
        (share(), share(), words, share(), share(), share(), 2usize..1_000_000).prop_map(
            |(a, b, words, exclusive, commonness, rare_words, documents)| Features {
                prose: [a, b],
                words,
                exclusive,
                commonness,
                rare_words,
                documents,
            },
        )
    }

    proptest! {
        /// A pair that reaches a score has the prose that the bound asks for.
        #[test]
        fn no_score_without_the_least_prose(features in features(), score in 0.0f32..=1.0) {
            let least = least_prose(score, features.exclusive, features.documents);
            let prose = features.prose.iter().sum::<f32>() / 2.0;
            prop_assert!(features.score() < score || prose >= least, "{prose} below {least}");
        }

        #[test]
        fn a_score_never_falls_as_prose_rises(features in features(), more in 0.0f32..1.0) {
            let [a, b] = features.prose;
            let other = Features { prose: [(a + more).min(1.0), b], ..features };
            prop_assert!(other.score() >= features.score());
            prop_assert!((0.0..=1.0).contains(&features.score()));
        }

        #[test]
        fn a_gain_rises_with_what_is_shared(
            weight in 0.0f32..20.0,
            more in 0.0f32..5.0,
            rest in 0.0f32..20.0,
            total in 1.0f32..40.0,
            others in 0usize..30,
        ) {
            let others = share_of_others(others);
            let of = |weight: f32, sum: f32| gain(weight, sum, 1.0 / total, others);
            prop_assert!(of(weight, weight + rest) <= of(weight + more, weight + more + rest));
            prop_assert!(of(weight, weight + rest + more) <= of(weight, weight + rest));
        }

        #[test]
        fn a_word_weighs_less_the_more_it_occurs(occurrences in 1u32..200, figure in any::<bool>()) {
            prop_assert!(word_weight(figure, occurrences) >= word_weight(figure, occurrences + 1));
        }

        #[test]
        fn figures_agree_at_most_wholly(all in any::<u16>(), shared in any::<u16>()) {
            prop_assert!(figure_agreement(shared.min(all), whole_of_figures(all)) <= 1.0 + 1e-6);
        }
    }
}
