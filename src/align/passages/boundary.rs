//! Boundaries: from the bounds of units to the exact words where a verbatim
//! passage begins and ends.

use super::extend::BORDER_OF_PASSAGE;
use super::shared::{NOT_SHARED, SharedWords, TextUnits};

/// Least words of a verbatim run that a boundary snaps to, and how far from
/// the boundary it may begin. Measured: docs/TUNING.md.
const LEAST_RUN: i32 = 20;
const REACH: i32 = 40;

/// Runs of this many words and more count as equally long: it bounds the cost.
const LONGEST_RUN: i32 = 200;

/// Weight of a word that does not occur in the other text.
const FOREIGN: f32 = 2.0;

/// Moves a boundary to where a verbatim run near it begins (`step` 1) or ends
/// (`step` -1), unless what would be cut off is as alike as the passage is.
/// `a` and `b` are the first or the last words of the passage.
pub(super) fn snap(
    texts: (&TextUnits, &TextUnits, &SharedWords),
    (a, b): (i32, i32),
    step: i32,
    dice: f32,
) -> (i32, i32) {
    let Some((to_a, to_b)) = longest_run(texts, (a, b), step) else { return (a, b) };
    let (text_a, text_b, shared) = texts;
    let cut = |from: i32, to: i32| (0..((to - from) * step).max(0)).map(move |at| from + at * step);
    let cut_a: Vec<u32> = cut(a, to_a).map(|at| word_at(text_a, at)).collect();
    let cut_b: Vec<u32> = cut(b, to_b).map(|at| word_at(text_b, at)).collect();
    let weight = |&word: &u32| match word {
        NOT_SHARED => FOREIGN,
        word => shared.weight[word as usize],
    };
    let all: f32 = cut_a.iter().chain(&cut_b).map(weight).sum();
    let common = cut_a.iter().filter(|word| **word != NOT_SHARED && cut_b.contains(word));
    let common: f32 = common.map(weight).sum();
    if 2.0 * common > BORDER_OF_PASSAGE * dice * all { (a, b) } else { (to_a, to_b) }
}

/// Where the longest verbatim run of at least [`LEAST_RUN`] words begins, within
/// [`REACH`] of the boundary on both sides.
fn longest_run(
    (text_a, text_b, shared): (&TextUnits, &TextUnits, &SharedWords),
    (a, b): (i32, i32),
    step: i32,
) -> Option<(i32, i32)> {
    let same = |x: i32, y: i32| {
        let word = word_at(text_a, x);
        word != NOT_SHARED && word == word_at(text_b, y)
    };
    let mut best = (LEAST_RUN - 1, None);
    for x in (-REACH..=REACH).map(|by| a + by * step) {
        let word = word_at(text_a, x);
        if word == NOT_SHARED {
            continue;
        }
        let places = shared.in_b(word);
        let near = &places[places.partition_point(|&place| (place as i32) < b - REACH)..];
        for y in near.iter().map(|&place| place as i32).take_while(|&y| y <= b + REACH) {
            if same(x - step, y - step) {
                continue;
            }
            let length =
                (1..LONGEST_RUN).take_while(|at| same(x + at * step, y + at * step)).count();
            if length as i32 + 1 > best.0 {
                best = (length as i32 + 1, Some((x, y)));
            }
        }
    }
    best.1
}

fn word_at(text: &TextUnits, at: i32) -> u32 {
    usize::try_from(at).ok().and_then(|at| text.shared.get(at)).copied().unwrap_or(NOT_SHARED)
}
