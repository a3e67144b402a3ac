//! Which stretches of A correspond to which of B.
//!
//! 1. [*Shared words*](shared) are numbered and weighed; the texts are read in
//!    units of about a sentence.
//! 2. [*Seeds*](seed): pairs of units that share much of their weight, found
//!    through the places of the words they share; then *clusters* of seeds
//!    that are near each other in both texts.
//! 3. [*Extension*](extend): the rectangle around each cluster climbs to the
//!    bounds that gain most, where every shared word gains and all weight has
//!    a price; order inside the rectangle does not count. A cluster without a
//!    passage is split at half the gap and tried again.
//! 4. [*Overlaps*](overlap): where two rectangles overlap on a side, the one
//!    that gains more keeps the overlap; neighbours are joined.
//! 5. [*Summaries*](summary): a summary has no unit that corresponds to
//!    another, yet its words come from all over the other text.
//! 6. [*Boundaries*](boundary) snap from units to the ends of verbatim runs.
//! 7. [*Order*](order): which passages have moved.
//!
//! The plan (seed, extend, filter) is that of the text alignment task at PAN
//! ([Potthast et al. 2014](https://ceur-ws.org/Vol-1180/CLEF2014wn-Pan-PotthastEt2014.pdf)).
//!
//! It fails where the words themselves were exchanged (translation, full
//! paraphrase), and on stretches of fewer than about ten rare words.

mod boundary;
mod extend;
mod order;
mod overlap;
mod seed;
mod shared;
mod summary;

use std::ops::Range;

use extend::{Bounds, LEAST_BORDER, Rectangle, in_a, in_b};
pub(super) use order::mark_moved;
pub(super) use seed::Seeder;
use seed::{SeedPair, clusters};
pub(super) use shared::{NOT_SHARED, SharedWords, TextUnits};
use summary::KnownPassage;

use super::{Side, Workspace};

/// Most units without a seed inside a cluster. This and the next two are
/// measured: docs/TUNING.md.
const GAP: u32 = 4;

/// Least Dice coefficient of a passage, and least weight of its distinct shared
/// words (about ten rare ones).
const LEAST_DICE: f32 = 0.4;
const LEAST_WEIGHT: f32 = 24.0;

/// Least share of the weight of both texts that occurs in the other one, for
/// texts whose frequent words are worth a second try.
const ALIKE: f32 = 0.5;

/// Of the passages found, so many of the latest are asked whether one contains
/// the next cluster: it saves time only.
const LATEST: usize = 64;

/// A passage as ranges of words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WordPassage {
    pub a: Range<usize>,
    pub b: Range<usize>,
    pub score: f32,
    pub moved: bool,
}

/// A passage as ranges of units.
struct UnitPassage {
    at: Bounds,
    gain: f32,
    dice: f32,
}

/// The passages of two texts, ordered by place in A.
///
/// A stretch of one text belongs to two passages only where it corresponds to
/// two stretches of the other, or where one of the two is a summary.
pub(super) fn find(
    sides: [Side<'_>; 2],
    rarity: Option<&[f32]>,
    workspace: &mut Workspace,
) -> Vec<WordPassage> {
    if sides.iter().any(|side| side.words.is_empty()) {
        return Vec::new();
    }
    let Workspace { a, b, shared, seeder, .. } = workspace;
    shared.load(a, b, sides, rarity);
    let mut found = rectangles(a, b, shared, seeder);
    add_summaries(a, b, shared, &mut found);
    let mut passages: Vec<WordPassage> =
        found.iter().map(|found| to_words(a, b, shared, found)).collect();
    passages.sort_unstable_by_key(|passage| (passage.a.start, passage.b.start));
    passages
}

fn rectangles(
    a: &mut TextUnits,
    b: &mut TextUnits,
    shared: &SharedWords,
    seeder: &mut Seeder,
) -> Vec<UnitPassage> {
    let alike =
        |text: &TextUnits| text.shared_weight(0..text.len()) >= ALIKE * text.weight(0..text.len());
    let are_alike = alike(a) && alike(b);
    let mut rectangle = Rectangle::new(a, b, shared);
    let mut found = Vec::new();
    let mut seeds = seeder.find(rectangle.a, rectangle.b, shared, false);
    extend_clusters(&mut rectangle, &mut seeds, GAP, &mut found);
    if found.is_empty() && are_alike {
        // Much in common, yet nothing found: the common words are too frequent.
        let mut seeds = seeder.find(rectangle.a, rectangle.b, shared, true);
        extend_clusters(&mut rectangle, &mut seeds, GAP, &mut found);
    }
    let mut kept = overlap::resolve(&mut rectangle, found);
    overlap::join(&mut rectangle, &mut kept);
    kept
}

/// Clusters the seeds and extends each cluster; one that does not qualify as a
/// passage is split at half the gap.
fn extend_clusters(
    rectangle: &mut Rectangle<'_>,
    seeds: &mut [SeedPair],
    gap: u32,
    found: &mut Vec<UnitPassage>,
) {
    for range in clusters(seeds, gap) {
        let part = &mut seeds[range];
        let hull = part.iter().fold([i32::MAX, 0, i32::MAX, 0], |hull, &(a, b)| {
            let (a, b) = (a as i32, b as i32);
            [hull[0].min(a), hull[1].max(a + 1), hull[2].min(b), hull[3].max(b + 1)]
        });
        if found.iter().rev().take(LATEST).any(|known| is_within(&hull, &known.at)) {
            continue;
        }
        rectangle.set(hull);
        rectangle.extend();
        if let Some(passage) = qualified(rectangle) {
            found.push(passage);
        } else if gap > 0 && part.len() > 1 {
            extend_clusters(rectangle, part, gap / 2, found);
        }
    }
}

/// The rectangle as a passage, if it qualifies.
fn qualified(rectangle: &mut Rectangle<'_>) -> Option<UnitPassage> {
    let dice = rectangle.dice();
    let qualifies = dice >= LEAST_DICE && rectangle.evidence() >= LEAST_WEIGHT;
    qualifies.then(|| UnitPassage { at: rectangle.at(), gain: rectangle.gain(LEAST_BORDER), dice })
}

fn is_within(inner: &Bounds, outer: &Bounds) -> bool {
    outer[0] <= inner[0] && outer[1] >= inner[1] && outer[2] <= inner[2] && outer[3] >= inner[3]
}

/// Adds summaries; each replaces the passages that explain only a part of it.
fn add_summaries(a: &TextUnits, b: &TextUnits, shared: &SharedWords, kept: &mut Vec<UnitPassage>) {
    for turned in [false, true] {
        let (own, other) = if turned { (b, a) } else { (a, b) };
        let known: Vec<KnownPassage> = kept
            .iter()
            .map(|found| {
                let units = if turned { in_b(&found.at) } else { in_a(&found.at) };
                KnownPassage { units, dice: found.dice }
            })
            .collect();
        let Some((summary, source, dice)) = summary::find(own, other, shared, &known) else {
            continue;
        };
        let (of_a, of_b) = if turned { (source, summary) } else { (summary, source) };
        let at = [of_a.start as i32, of_a.end as i32, of_b.start as i32, of_b.end as i32];
        let overlaps =
            |known: &Bounds, end: usize| known[end - 1] < at[end] && at[end - 1] < known[end];
        kept.retain(|known| !(overlaps(&known.at, 1) && overlaps(&known.at, 3)));
        kept.push(UnitPassage { at, gain: 0.0, dice });
    }
}

/// From units to words, with the boundaries snapped to the ends of verbatim runs.
fn to_words(
    a: &TextUnits,
    b: &TextUnits,
    shared: &SharedWords,
    found: &UnitPassage,
) -> WordPassage {
    let bounds = found.at.map(|unit| unit as usize);
    let from = (a.starts[bounds[0]] as i32, b.starts[bounds[2]] as i32);
    let last = (a.starts[bounds[1]] as i32 - 1, b.starts[bounds[3]] as i32 - 1);
    let mut low = boundary::snap((a, b, shared), from, 1, found.dice);
    let mut high = boundary::snap((a, b, shared), last, -1, found.dice);
    if low.0 >= high.0 || low.1 >= high.1 {
        (low, high) = (from, last);
    }
    WordPassage {
        a: low.0 as usize..high.0 as usize + 1,
        b: low.1 as usize..high.1 as usize + 1,
        score: found.dice.min(1.0),
        moved: false,
    }
}
