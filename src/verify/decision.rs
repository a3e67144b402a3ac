//! The decision: from the evidence of a pair to its score and its relation.
//!
//! The numbers that decide are in this file, and so are the formulas that use them; the
//! limits of a feature's own are where it is measured (`own_prose`, `slots`) or made of the
//! evidence (`model`). Where each number comes from, and what changes if it is another one,
//! is in `docs/TUNING.md`.
//!
//! The coefficients of the probability itself are in `model.tsv`, read by
//! [`Model`](super::Model).
//!
//! # What the upper bound relies on
//!
//! [`SentenceTable`](super::sentence_table::SentenceTable) drops many pairs before their
//! prose is aligned. It must follow this file, and relies on this much of it:
//!
//! 1. [`word_weight`] never rises with the number of occurrences.
//! 2. [`gain`] rises with the weight shared, falls with the sum, and
//!    [`figure_agreement`] is at most 1.
//! 3. The probability of a pair never falls as its prose rises, all else being equal,
//!    nor as anything else changes that [`Evidence::at_best`] sets to its best value.
//!
//! Tests hold the two together: those of this file, `no_pair_goes_beyond_the_bound` and
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

/// Bytes of a word, with the space behind it, from which it counts as one; and the least
/// that a shorter unit counts.
const WORD_BYTES: f32 = 5.0;
const LEAST_WORD: f32 = 0.5;

/// How many words a unit of a text of so many units is, on average. Texts without spaces
/// are compared by overlapping pairs of characters, of which two are about a word.
pub(super) fn words_in_unit(bytes: u32, units: usize) -> f32 {
    (bytes as f32 / units.max(1) as f32 / WORD_BYTES).clamp(LEAST_WORD, 1.0)
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

// Runs of words that other articles have too.

/// A run of [`RUN`] words is common if its document frequency exceeds both
/// `LEAST_COMMON` and the number of documents divided by `COMMON_IN`.
const COMMON_IN: usize = 2000;
const LEAST_COMMON: usize = 10;

/// A run that so many documents have is an article's own; or, in a larger corpus, one
/// that one document in so many has.
const FEW_DOCUMENTS: usize = 3;
const FEW_IN: usize = 10_000;

/// How many documents may have a run that is an article's own.
pub(super) fn few_documents(documents: usize) -> usize {
    (documents / FEW_IN).max(FEW_DOCUMENTS)
}

/// What a word is worth as evidence that stands in a run which so many documents
/// have: 1 if there are at most `few`.
pub(super) fn worth(documents: u32, few: usize) -> f32 {
    (few as f32 / documents.max(1) as f32).min(1.0)
}

/// How many documents may have a run that is not common.
pub(super) fn common_limit(documents: usize) -> usize {
    const { assert!(RUN == 4, "the limits were chosen for runs of this length") };
    (documents / COMMON_IN).max(LEAST_COMMON)
}

// The probability.

/// Documents at which a corpus counts as much as the two articles alone: it tells what
/// others have too from some thousand on.
const TRUSTED_HALF: f32 = 1000.0;

/// How far what a corpus of so many documents says of words and runs is trusted, 0 to 1.
pub(super) fn trust(documents: usize) -> f32 {
    let (documents, half) = (documents as f32, TRUSTED_HALF);
    documents * documents / (documents * documents + half * half)
}

/// The share of the prose that corresponds below which nothing is called a copy, however
/// many words that is in long articles, and the most that the probability is there.
pub(super) const LEAST_PROSE: f32 = 0.1;
pub(super) const LITTLE_PROSE: f32 = 0.49;

/// The probability that near-duplicates are copies: of 86 judged ones 82 were.
pub(super) const NEAR_DUPLICATE: f32 = 0.95;

/// Resemblance of three-word shingles from which articles are near-duplicates.
const NEAR_RESEMBLANCE: f32 = 0.5;

/// The part of the words that correspond from which they are the articles' own: it stands
/// in runs that few others have.
const OWN_PART: f32 = 0.6;

/// Words of corresponding prose for each figure that may differ in them: of 18 judged
/// near-duplicates with such figures that were copies 15 have fewer, of 22 forms none.
const CONFLICT_WORDS: f32 = 40.0;

/// [`Evidence::words_shared`] of near-duplicates, at least. It goes almost without
/// saying, and is told before anything else is known of a pair.
const NEAR_WORDS: f32 = 0.5;

/// Whether two articles can be near-duplicates, or one form, from
/// [`Evidence::words_shared`].
pub(super) fn may_be_near_duplicate(words_shared: f32) -> bool {
    words_shared >= NEAR_WORDS
}

/// Whether nearly all words are the same, in order, and hardly a figure differs that stands
/// in the same words.
pub(super) fn is_near_duplicate(evidence: &Evidence) -> bool {
    have_same_wording(evidence) && !has_other_figures(evidence)
}

/// Whether nearly all words are the same, in order.
pub(super) fn have_same_wording(evidence: &Evidence) -> bool {
    evidence.resemblance >= NEAR_RESEMBLANCE && may_be_near_duplicate(evidence.words_shared)
}

/// Whether other figures stand in the same words: more than a corrected one here and there,
/// and more than a single one in prose that is the articles' own.
fn has_other_figures(of: &Evidence) -> bool {
    let is_one = of.figures_conflict.max(of.slot_figures) <= 1;
    let is_own = of.own_words >= OWN_PART * of.words;
    of.figures_conflict.saturating_add(of.slot_figures) as f32 > of.words / CONFLICT_WORDS
        && !(is_one && is_own)
}

/// The probability that an article is a copy that is told in other words from
/// beginning to end.
pub(super) const IS_RETOLD: f32 = 0.8;

/// What is asked of a copy that is told in other words from beginning to end: how
/// evenly it is spread, the share of the prose, its words, and how many figures may
/// conflict for each that agrees.
const RETOLD_SPREAD: f32 = 0.5;
const RETOLD_PROSE: f32 = 0.15;
const RETOLD_WORDS: f32 = 8.0;
const RETOLD_CONFLICTS: f32 = 0.5;

/// Whether every part of the shorter article corresponds to the other one, in order,
/// in prose that no third article has, and the figures agree.
pub(super) fn is_retold(of: &Evidence) -> bool {
    let conflicts = of.figures_conflict.saturating_add(of.slot_figures) as f32;
    of.spread >= RETOLD_SPREAD
        && of.prose() >= RETOLD_PROSE
        && of.own_words >= RETOLD_WORDS.max(OWN_PART * of.words)
        && conflicts <= RETOLD_CONFLICTS * of.figures_agree as f32
}

// The relation.

/// Resemblance of three-word shingles from which a copy is an edited one, and the one
/// from which it is so however the sameness is spread.
const EDITED_RESEMBLANCE: f32 = 0.25;
const WHOLLY_EDITED_RESEMBLANCE: f32 = 0.5;

/// The share of the parts of either article that correspond, at least, where the whole
/// of one is a copy of the whole of the other; the share of the lesser side's prose;
/// and the containment of shingles beyond which words were taken over, not changed.
const WHOLE_SPREAD: f32 = 0.5;
const WHOLE_PROSE: f32 = 0.15;
const REWORDED_CONTAINMENT: f32 = 0.35;

/// Slots from which words were replaced throughout: so many, and one for so many words that
/// correspond.
const MANY_SLOTS: u32 = 10;
const SLOT_WORDS: f32 = 10.0;

/// The kind of copy, from its score and evidence.
pub(super) fn relation(has_same_words: bool, score: f32, of: &Evidence) -> Relation {
    if has_same_words {
        return Relation::Exact;
    }
    if score < DEFAULT_THRESHOLD && have_same_wording(of) && has_other_figures(of) {
        return Relation::Template;
    }
    let is_even = of.spread.min(of.spread_long) > WHOLE_SPREAD;
    let is_replaced_throughout = of.slots >= MANY_SLOTS && of.slots as f32 >= of.words / SLOT_WORDS;
    let is_whole = of.spread > WHOLE_SPREAD && of.prose_a.min(of.prose_b) >= WHOLE_PROSE;
    if of.resemblance >= WHOLLY_EDITED_RESEMBLANCE {
        Relation::Edited
    } else if is_whole && is_replaced_throughout {
        Relation::Reworded
    } else if is_even && of.resemblance >= EDITED_RESEMBLANCE {
        Relation::Edited
    } else if is_whole && of.containment < REWORDED_CONTAINMENT {
        Relation::Reworded
    } else {
        Relation::Partial
    }
}

/// A near-duplicate is partial if one of them has fewer than this part of the other's
/// three-word shingles.
const PARTIAL: f32 = 0.5;

/// The relation where only sequences were compared: from the numbers of distinct
/// three-word shingles, the lesser and the greater.
pub(crate) fn relation_near(
    has_same_words: bool,
    resemblance: f32,
    [short, long]: [usize; 2],
) -> Relation {
    if has_same_words {
        Relation::Exact
    } else if resemblance >= WHOLLY_EDITED_RESEMBLANCE {
        Relation::Edited
    } else if (short as f64) < (long as f64 * f64::from(PARTIAL)).floor() {
        Relation::Partial
    } else {
        Relation::Reworded
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
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
