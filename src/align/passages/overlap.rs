//! Overlaps: which rectangle keeps units that several claim, and which
//! neighbours are one passage.

use super::extend::{BORDER_OF_PASSAGE, LEAST_BORDER, Rectangle, in_a, in_b};
use super::{GAP, LEAST_DICE, UnitPassage, qualified};

/// Least Dice coefficient of a stretch that corresponds to one which belongs
/// to another passage already. Measured: docs/TUNING.md.
const LEAST_DICE_AGAIN: f32 = 0.75;

/// Resolves overlaps: of rectangles that overlap on a side, the one that gains
/// most keeps the overlap; the others are cut to what is left of them, if that
/// qualifies as a passage. A rectangle that lies within others on one side is
/// kept as it is where it has a stretch of its own on the other: a paragraph
/// that occurs once in one article and twice in the other.
pub(super) fn resolve(
    rectangle: &mut Rectangle<'_>,
    mut found: Vec<UnitPassage>,
) -> Vec<UnitPassage> {
    found.sort_by(|x, y| y.gain.total_cmp(&x.gain).then(x.at.cmp(&y.at)));
    let mut kept = Vec::new();
    for mut candidate in found {
        let mut left = candidate.at;
        for (taken, from) in [(&rectangle.a.taken, 0), (&rectangle.b.taken, 2)] {
            while left[from] < left[from + 1] && taken[left[from] as usize] {
                left[from] += 1;
            }
            while left[from] < left[from + 1] && taken[left[from + 1] as usize - 1] {
                left[from + 1] -= 1;
            }
        }
        let (a, b) = (in_a(&left), in_b(&left));
        let crossed = rectangle.a.taken[a.clone()].contains(&true)
            || rectangle.b.taken[b.clone()].contains(&true);
        if crossed {
            continue;
        }
        if a.is_empty() || b.is_empty() {
            // One stretch used twice: the other one must be its own, and alike.
            let own = if a.is_empty() { 2..4 } else { 0..2 };
            if candidate.dice >= LEAST_DICE_AGAIN && left[own.clone()] == candidate.at[own] {
                rectangle.a.taken[a].fill(true);
                rectangle.b.taken[b].fill(true);
                kept.push(candidate);
            }
            continue;
        }
        if left != candidate.at {
            rectangle.set(left);
            let Some(rest) = qualified(rectangle) else { continue };
            candidate = rest;
        }
        rectangle.a.taken[a].fill(true);
        rectangle.b.taken[b].fill(true);
        kept.push(candidate);
    }
    kept
}

/// Joins neighbours in both texts to one passage where that qualifies as well.
pub(super) fn join(rectangle: &mut Rectangle<'_>, kept: &mut Vec<UnitPassage>) {
    kept.sort_unstable_by_key(|found| found.at);
    let mut joined: Vec<UnitPassage> = Vec::with_capacity(kept.len());
    for next in kept.drain(..) {
        if let Some(last) = joined.last_mut() {
            let near = |end: usize| (0..=GAP as i32).contains(&(next.at[end - 1] - last.at[end]));
            if near(1) && near(3) {
                rectangle.set([last.at[0], next.at[1], last.at[2], next.at[3]]);
                let dice = rectangle.dice();
                if dice >= LEAST_DICE.max(BORDER_OF_PASSAGE * last.dice.max(next.dice)) {
                    *last = UnitPassage {
                        at: rectangle.at(),
                        gain: rectangle.gain(LEAST_BORDER),
                        dice,
                    };
                    continue;
                }
            }
        }
        joined.push(next);
    }
    *kept = joined;
}
