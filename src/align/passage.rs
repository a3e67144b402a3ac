//! Which stretches of A correspond to which of B.
//!
//! 1. *Seeds*: pairs of units (about a sentence) that share much of their
//!    weight, found through the places of the words they share.
//! 2. *Clusters* of seeds that are near each other in both texts.
//! 3. *Rectangles*: each cluster's hull climbs to the bounds that gain most,
//!    where every shared word gains and all weight has a price; order inside
//!    the rectangle does not count. What does not hold is split at half the
//!    gap and tried again.
//! 4. Where two rectangles overlap on a side, the one that gains more has the
//!    overlap; the other keeps the rest, if that holds. Neighbours are joined
//!    where the whole holds.
//! 5. *Digests*: a summary has no unit that corresponds to another, yet its
//!    words come from all over the other text.
//! 6. *Corners* move from units to the ends of verbatim runs.

use super::corner;
use super::digest::{self, Part};
use super::rectangle::{Bounds, Canvas, LEAST_RIM, RIM_OF_CORE, in_a, in_b};
use super::seed::{Seed, Seeder, clusters};
use super::shared::{Shared, Units};
use super::{Scratch, Side, Stretch};

/// Units without a seed that a cluster may bridge.
const GAP: u32 = 4;

/// Dice coefficient that a passage needs, and the weight of distinct shared
/// words (about ten rare ones).
const LEAST_DICE: f32 = 0.4;
const LEAST_WEIGHT: f32 = 24.0;

/// Dice coefficient that a stretch needs which corresponds to one that
/// another passage has already.
const AGAIN: f32 = 0.75;

/// A passage found, in units.
struct Found {
    at: Bounds,
    gain: f32,
    dice: f32,
}

/// The passages of two texts, ordered by place in A.
///
/// A stretch of one text is in two passages only where it corresponds to two
/// stretches of the other, or where one of them is a digest.
pub(super) fn find(
    sides: [Side<'_>; 2],
    rarity: Option<&[f32]>,
    scratch: &mut Scratch,
) -> Vec<Stretch> {
    if sides.iter().any(|side| side.words.is_empty()) {
        return Vec::new();
    }
    let Scratch { a, b, shared, seeder, .. } = scratch;
    shared.load(a, b, sides, rarity);
    let mut found = rectangles(a, b, shared, seeder);
    digests(a, b, shared, &mut found);
    let mut stretches: Vec<Stretch> =
        found.iter().map(|found| to_words(a, b, shared, found)).collect();
    stretches.sort_unstable_by_key(|stretch| (stretch.a.start, stretch.b.start));
    stretches
}

fn rectangles(a: &mut Units, b: &mut Units, shared: &Shared, seeder: &mut Seeder) -> Vec<Found> {
    let alike = |text: &Units| text.held(0..text.len()) >= 0.5 * text.weight(0..text.len());
    let may_repeat = alike(a) && alike(b);
    let mut canvas = Canvas::new(a, b, shared);
    let mut found = Vec::new();
    let mut seeds = seeder.find(canvas.a, canvas.b, shared, false);
    shape(&mut canvas, &mut seeds, GAP, &mut found);
    if found.is_empty() && may_repeat {
        // Much in common, yet nothing found: the common words are too frequent.
        let mut seeds = seeder.find(canvas.a, canvas.b, shared, true);
        shape(&mut canvas, &mut seeds, GAP, &mut found);
    }
    let mut kept = settle_overlaps(&mut canvas, found);
    join(&mut canvas, &mut kept);
    kept
}

/// Clusters the seeds and shapes each cluster; one that does not hold is
/// split at half the gap.
fn shape(canvas: &mut Canvas<'_>, seeds: &mut [Seed], gap: u32, found: &mut Vec<Found>) {
    for range in clusters(seeds, gap) {
        let part = &mut seeds[range];
        let hull = part.iter().fold([i32::MAX, 0, i32::MAX, 0], |hull, &(a, b)| {
            let (a, b) = (a as i32, b as i32);
            [hull[0].min(a), hull[1].max(a + 1), hull[2].min(b), hull[3].max(b + 1)]
        });
        if found.iter().rev().take(64).any(|known| is_within(&hull, &known.at)) {
            continue;
        }
        canvas.set(hull);
        canvas.settle();
        if let Some(holding) = holding(canvas) {
            found.push(holding);
        } else if gap > 0 && part.len() > 1 {
            shape(canvas, part, gap / 2, found);
        }
    }
}

/// The canvas's rectangle, if it holds as a passage.
fn holding(canvas: &mut Canvas<'_>) -> Option<Found> {
    let dice = canvas.dice();
    let holds = dice >= LEAST_DICE && canvas.evidence() >= LEAST_WEIGHT;
    holds.then(|| Found { at: canvas.at(), gain: canvas.gain(LEAST_RIM), dice })
}

fn is_within(inner: &Bounds, outer: &Bounds) -> bool {
    outer[0] <= inner[0] && outer[1] >= inner[1] && outer[2] <= inner[2] && outer[3] >= inner[3]
}

/// Of rectangles that overlap on a side the one that gains most stays; the
/// others keep what is left of them, if that holds. One whose stretch of one
/// side is wholly taken stays where it stands on the other for a stretch of
/// its own: a paragraph that one article has once and the other twice.
fn settle_overlaps(canvas: &mut Canvas<'_>, mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|x, y| y.gain.total_cmp(&x.gain).then(x.at.cmp(&y.at)));
    let mut kept = Vec::new();
    for mut candidate in found {
        let mut left = candidate.at;
        for (taken, from) in [(&canvas.a.taken, 0), (&canvas.b.taken, 2)] {
            while left[from] < left[from + 1] && taken[left[from] as usize] {
                left[from] += 1;
            }
            while left[from] < left[from + 1] && taken[left[from + 1] as usize - 1] {
                left[from + 1] -= 1;
            }
        }
        let (a, b) = (in_a(&left), in_b(&left));
        let crossed =
            canvas.a.taken[a.clone()].contains(&true) || canvas.b.taken[b.clone()].contains(&true);
        if crossed {
            continue;
        }
        if a.is_empty() || b.is_empty() {
            // One stretch used twice: the other side must be its own, and alike.
            let own = if a.is_empty() { 2..4 } else { 0..2 };
            if candidate.dice >= AGAIN && left[own.clone()] == candidate.at[own] {
                canvas.a.taken[a].fill(true);
                canvas.b.taken[b].fill(true);
                kept.push(candidate);
            }
            continue;
        }
        if left != candidate.at {
            canvas.set(left);
            let Some(rest) = holding(canvas) else { continue };
            candidate = rest;
        }
        canvas.a.taken[a].fill(true);
        canvas.b.taken[b].fill(true);
        kept.push(candidate);
    }
    kept
}

/// Neighbours in both texts become one passage where that holds as well.
fn join(canvas: &mut Canvas<'_>, kept: &mut Vec<Found>) {
    kept.sort_unstable_by_key(|found| found.at);
    let mut joined: Vec<Found> = Vec::with_capacity(kept.len());
    for next in kept.drain(..) {
        if let Some(last) = joined.last_mut() {
            let near = |end: usize| (0..=GAP as i32).contains(&(next.at[end - 1] - last.at[end]));
            if near(1) && near(3) {
                canvas.set([last.at[0], next.at[1], last.at[2], next.at[3]]);
                let dice = canvas.dice();
                if dice >= LEAST_DICE.max(RIM_OF_CORE * last.dice.max(next.dice)) {
                    *last = Found { at: canvas.at(), gain: canvas.gain(LEAST_RIM), dice };
                    continue;
                }
            }
        }
        joined.push(next);
    }
    *kept = joined;
}

/// Adds digests; each replaces the passages that explain only a part of it.
fn digests(a: &Units, b: &Units, shared: &Shared, kept: &mut Vec<Found>) {
    for turned in [false, true] {
        let (own, other) = if turned { (b, a) } else { (a, b) };
        let parts: Vec<Part> = kept
            .iter()
            .map(|found| {
                let units = if turned { in_b(&found.at) } else { in_a(&found.at) };
                Part { units, dice: found.dice }
            })
            .collect();
        let Some((digest, source, dice)) = digest::find(own, other, shared, &parts) else {
            continue;
        };
        let (of_a, of_b) = if turned { (source, digest) } else { (digest, source) };
        let at = [of_a.start as i32, of_a.end as i32, of_b.start as i32, of_b.end as i32];
        let overlaps =
            |known: &Bounds, end: usize| known[end - 1] < at[end] && at[end - 1] < known[end];
        kept.retain(|known| !(overlaps(&known.at, 1) && overlaps(&known.at, 3)));
        kept.push(Found { at, gain: 0.0, dice });
    }
}

/// From units to words, with the corners moved to the ends of verbatim runs.
fn to_words(a: &Units, b: &Units, shared: &Shared, found: &Found) -> Stretch {
    let bounds = found.at.map(|unit| unit as usize);
    let from = (a.starts[bounds[0]] as i32, b.starts[bounds[2]] as i32);
    let last = (a.starts[bounds[1]] as i32 - 1, b.starts[bounds[3]] as i32 - 1);
    let mut low = corner::snap((a, b, shared), from, 1, found.dice);
    let mut high = corner::snap((a, b, shared), last, -1, found.dice);
    if low.0 >= high.0 || low.1 >= high.1 {
        (low, high) = (from, last);
    }
    Stretch {
        a: low.0 as usize..high.0 as usize + 1,
        b: low.1 as usize..high.1 as usize + 1,
        score: found.dice.min(1.0),
        moved: false,
    }
}
