//! Extension: a hill climb from the hull of a cluster of seeds to the best
//! rectangle, a range of units of A and one of B.

use std::ops::Range;

use super::shared::{NOT_SHARED, SharedWords, TextUnits};

/// Least Dice coefficient of a unit at the border of a passage: this, and this
/// part of the passage's own. Measured: docs/TUNING.md.
pub(super) const LEAST_BORDER: f32 = 0.3;
pub(super) const BORDER_OF_PASSAGE: f32 = 0.6;

/// Most steps of one climb; and of all climbs of a pair: so many, and so many
/// for each unit. They bound the time that hostile text takes; real text does not
/// come near: docs/TUNING.md.
const STEPS: usize = 100;
const STEPS_PER_PAIR: usize = 1000;
const STEPS_PER_UNIT: usize = 4;

/// How often the price is raised at most.
const PRICE_RISES: usize = 4;

/// Bounds in units: A from, A to, B from, B to.
pub(super) type Bounds = [i32; 4];

/// The units of A within the bounds.
pub(super) fn in_a(at: &Bounds) -> Range<usize> {
    at[0] as usize..at[1] as usize
}

/// The units of B within the bounds.
pub(super) fn in_b(at: &Bounds) -> Range<usize> {
    at[2] as usize..at[3] as usize
}

/// A rectangle over two texts, whose words are counted.
///
/// Invariant: `a.count` and `b.count` say how often each shared word occurs
/// within the rectangle, and `weight` the weight of their multiset
/// intersection.
pub(super) struct Rectangle<'s> {
    pub a: &'s mut TextUnits,
    pub b: &'s mut TextUnits,
    pub shared: &'s SharedWords,
    at: Bounds,
    weight: f32,
    steps: usize,
    seen: Vec<bool>,
}

impl<'s> Rectangle<'s> {
    pub fn new(a: &'s mut TextUnits, b: &'s mut TextUnits, shared: &'s SharedWords) -> Self {
        let steps = STEPS_PER_PAIR + STEPS_PER_UNIT * (a.len() + b.len());
        let seen = vec![false; shared.len()];
        Self { a, b, shared, at: [0; 4], weight: 0.0, steps, seen }
    }

    /// The bounds of the rectangle.
    pub fn at(&self) -> Bounds {
        self.at
    }

    /// Sets the bounds, whatever they were before.
    pub fn set(&mut self, at: Bounds) {
        let [from_a, _, from_b, _] = self.at;
        self.shift([from_a, from_a, from_b, from_b]);
        // Errors of rounding do not pass on to the next rectangle.
        self.weight = 0.0;
        self.at = [at[0], at[0], at[2], at[2]];
        self.shift(at);
    }

    /// Moves the bounds, keeping the counts and the shared weight.
    fn shift(&mut self, to: Bounds) {
        let Self { a, b, shared, at, weight, .. } = self;
        for side in [0, 2] {
            let (own, other) = if side == 0 { (&mut **a, &**b) } else { (&mut **b, &**a) };
            while at[side] > to[side] {
                at[side] -= 1;
                *weight += add(own, other, shared, at[side]);
            }
            while at[side + 1] < to[side + 1] {
                *weight += add(own, other, shared, at[side + 1]);
                at[side + 1] += 1;
            }
            while at[side] < to[side] {
                *weight -= remove(own, other, shared, at[side]);
                at[side] += 1;
            }
            while at[side + 1] > to[side + 1] {
                at[side + 1] -= 1;
                *weight -= remove(own, other, shared, at[side + 1]);
            }
        }
    }

    /// Weight of all words within bounds, both sides.
    fn mass(&self, at: &Bounds) -> f32 {
        self.a.weight(in_a(at)) + self.b.weight(in_b(at))
    }

    /// What the rectangle gains: twice the shared weight, less a price on all weight.
    pub fn gain(&self, price: f32) -> f32 {
        2.0 * self.weight - price * self.mass(&self.at)
    }

    /// The Dice coefficient of the two stretches, by weight.
    pub fn dice(&self) -> f32 {
        2.0 * self.weight / self.mass(&self.at).max(1e-6)
    }

    /// Weight of the distinct words that occur on both sides of the rectangle:
    /// repetition is no evidence.
    pub fn evidence(&mut self) -> f32 {
        let words = self.a.words(in_a(&self.at)).iter();
        let words = words.filter(|&&word| word != NOT_SHARED && self.b.count[word as usize] > 0);
        let mut sum = 0.0;
        for &word in words.clone() {
            if !std::mem::replace(&mut self.seen[word as usize], true) {
                sum += self.shared.weight[word as usize];
            }
        }
        words.for_each(|&word| self.seen[word as usize] = false);
        sum
    }

    /// Climbs to the best bounds, then raises the price to what the passage
    /// itself is like: a close copy has no loosely related border.
    pub fn extend(&mut self) {
        let mut price = LEAST_BORDER;
        self.climb(price);
        for _ in 0..PRICE_RISES {
            let next = BORDER_OF_PASSAGE * self.dice();
            if next <= price {
                return;
            }
            price = next;
            let before = self.at;
            self.climb(price);
            if self.at == before {
                return;
            }
        }
    }

    /// Moves one end, or one end on each side, by a few units, as long as
    /// that gains something.
    fn climb(&mut self, price: f32) {
        for _ in 0..STEPS.min(self.steps) {
            self.steps -= 1;
            let from = self.at;
            let mut best = BestBounds { gain: self.gain(price) + 1e-3, at: from };
            for end in 0..4 {
                for path in [&[1, 2, 3][..], &[-1, -2, -3, -4]] {
                    self.walk(price, path.iter().map(|&by| moved(from, end, by)), &mut best);
                }
            }
            for end_a in 0..2 {
                for end_b in 2..4 {
                    let both = |by_a, by_b| moved(moved(from, end_a, by_a), end_b, by_b);
                    let outward = [both(1, 1), both(1, 2), both(2, 2), both(2, 1)];
                    self.walk(price, outward.into_iter(), &mut best);
                    self.walk(price, [both(-1, -1)].into_iter(), &mut best);
                }
            }
            if best.at == from {
                return;
            }
            self.shift(best.at);
        }
    }

    /// Tries bounds one after the other, and returns to where it was.
    fn walk(&mut self, price: f32, path: impl Iterator<Item = Bounds>, best: &mut BestBounds) {
        let from = self.at;
        let now = self.gain(price);
        let (units_a, units_b) = (self.a.len() as i32, self.b.len() as i32);
        for to in path {
            let [a, a_end, b, b_end] = to;
            if a < 0 || b < 0 || a_end > units_a || b_end > units_b || a >= a_end || b >= b_end {
                break;
            }
            // Upper bound: every new word that occurs in the other text counts.
            let new = self.shared_weight_beyond(&from, &to);
            if now + 2.0 * new - price * (self.mass(&to) - self.mass(&from)) <= best.gain {
                continue;
            }
            self.shift(to);
            let gain = self.gain(price);
            if gain > best.gain {
                *best = BestBounds { gain, at: to };
            }
        }
        self.shift(from);
    }

    /// Weight of the shared words that `to` has beyond `from`.
    fn shared_weight_beyond(&self, from: &Bounds, to: &Bounds) -> f32 {
        let hull = [to[0].min(from[0]), to[1].max(from[1]), to[2].min(from[2]), to[3].max(from[3])];
        self.a.shared_weight(in_a(&hull)) - self.a.shared_weight(in_a(from))
            + self.b.shared_weight(in_b(&hull))
            - self.b.shared_weight(in_b(from))
    }
}

impl Drop for Rectangle<'_> {
    /// Leaves the counts empty for the next rectangle over the same texts.
    fn drop(&mut self) {
        self.set([0; 4]);
    }
}

/// The best bounds found so far.
struct BestBounds {
    gain: f32,
    at: Bounds,
}

/// The bounds with one end moved outward by `by` units.
fn moved(mut at: Bounds, end: usize, by: i32) -> Bounds {
    at[end] += if end % 2 == 1 { by } else { -by };
    at
}

/// Counts the words of one more unit; returns the shared weight gained.
fn add(own: &mut TextUnits, other: &TextUnits, shared: &SharedWords, unit: i32) -> f32 {
    let (start, end) = (own.starts[unit as usize] as usize, own.starts[unit as usize + 1] as usize);
    let mut gained = 0.0;
    for &word in own.shared[start..end].iter().filter(|&&word| word != NOT_SHARED) {
        let count = &mut own.count[word as usize];
        if *count < other.count[word as usize] {
            gained += shared.weight[word as usize];
        }
        *count += 1;
    }
    gained
}

/// Discounts the words of one unit; returns the shared weight lost.
fn remove(own: &mut TextUnits, other: &TextUnits, shared: &SharedWords, unit: i32) -> f32 {
    let (start, end) = (own.starts[unit as usize] as usize, own.starts[unit as usize + 1] as usize);
    let mut lost = 0.0;
    for &word in own.shared[start..end].iter().filter(|&&word| word != NOT_SHARED) {
        let count = &mut own.count[word as usize];
        *count -= 1;
        if *count < other.count[word as usize] {
            lost += shared.weight[word as usize];
        }
    }
    lost
}
