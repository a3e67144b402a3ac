//! Rectangles: a range of units of A and one of B that correspond, and the
//! climb from a cluster of seeds to the best bounds.

use std::ops::Range;

use super::shared::{NONE, Shared, Units};

/// A stretch belongs to a passage where its Dice coefficient exceeds this,
/// and this part of the passage's own.
pub(super) const LEAST_RIM: f32 = 0.3;
pub(super) const RIM_OF_CORE: f32 = 0.6;

/// Steps of one climb; and of all climbs of a pair, for each unit of both
/// texts beyond a first allowance. They bound the time that hostile text takes.
const STEPS: usize = 100;
const STEPS_PER_PAIR: usize = 1000;
const STEPS_PER_UNIT: usize = 4;

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

/// Two texts and one rectangle over them, whose words are counted.
///
/// Invariant: `a.count` and `b.count` hold how often each shared word stands
/// within the rectangle, and `weight` the weight of their multiset
/// intersection.
pub(super) struct Canvas<'s> {
    pub a: &'s mut Units,
    pub b: &'s mut Units,
    pub shared: &'s Shared,
    at: Bounds,
    weight: f32,
    steps: usize,
    seen: Vec<bool>,
}

impl<'s> Canvas<'s> {
    pub fn new(a: &'s mut Units, b: &'s mut Units, shared: &'s Shared) -> Self {
        let steps = STEPS_PER_PAIR + STEPS_PER_UNIT * (a.len() + b.len());
        let seen = vec![false; shared.len()];
        Self { a, b, shared, at: [0; 4], weight: 0.0, steps, seen }
    }

    /// The bounds of the rectangle.
    pub fn at(&self) -> Bounds {
        self.at
    }

    /// Makes the rectangle anew.
    pub fn set(&mut self, at: Bounds) {
        let [from_a, _, from_b, _] = self.at;
        self.shift([from_a, from_a, from_b, from_b]);
        // What rounding left over belongs to no rectangle.
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

    /// Weight of the distinct words that both sides of the rectangle have:
    /// repetition proves nothing.
    pub fn evidence(&mut self) -> f32 {
        let words = self.a.words(in_a(&self.at)).iter();
        let words = words.filter(|&&word| word != NONE && self.b.count[word as usize] > 0);
        let mut sum = 0.0;
        for &word in words.clone() {
            if !std::mem::replace(&mut self.seen[word as usize], true) {
                sum += self.shared.weight[word as usize];
            }
        }
        words.for_each(|&word| self.seen[word as usize] = false);
        sum
    }

    /// Climbs to the best bounds, then asks of the rim what is in keeping
    /// with the core.
    pub fn settle(&mut self) {
        let mut price = LEAST_RIM;
        self.climb(price);
        for _ in 0..4 {
            let next = RIM_OF_CORE * self.dice();
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
    /// that gains.
    fn climb(&mut self, price: f32) {
        for _ in 0..STEPS.min(self.steps) {
            self.steps -= 1;
            let from = self.at;
            let mut best = Best { gain: self.gain(price) + 1e-3, at: from };
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
    fn walk(&mut self, price: f32, path: impl Iterator<Item = Bounds>, best: &mut Best) {
        let from = self.at;
        let now = self.gain(price);
        let (units_a, units_b) = (self.a.len() as i32, self.b.len() as i32);
        for to in path {
            let [a, a_end, b, b_end] = to;
            if a < 0 || b < 0 || a_end > units_a || b_end > units_b || a >= a_end || b >= b_end {
                break;
            }
            // What it could gain at best: every new word that the other text has.
            let new = self.held_beyond(&from, &to);
            if now + 2.0 * new - price * (self.mass(&to) - self.mass(&from)) <= best.gain {
                continue;
            }
            self.shift(to);
            let gain = self.gain(price);
            if gain > best.gain {
                *best = Best { gain, at: to };
            }
        }
        self.shift(from);
    }

    /// Weight of the shared words that `to` has beyond `from`.
    fn held_beyond(&self, from: &Bounds, to: &Bounds) -> f32 {
        let hull = [to[0].min(from[0]), to[1].max(from[1]), to[2].min(from[2]), to[3].max(from[3])];
        self.a.held(in_a(&hull)) - self.a.held(in_a(from)) + self.b.held(in_b(&hull))
            - self.b.held(in_b(from))
    }
}

impl Drop for Canvas<'_> {
    /// Leaves the counts empty for the next rectangle over the same texts.
    fn drop(&mut self) {
        self.set([0; 4]);
    }
}

/// The best bounds met so far.
struct Best {
    gain: f32,
    at: Bounds,
}

/// The bounds with one end moved outward by `by` units.
fn moved(mut at: Bounds, end: usize, by: i32) -> Bounds {
    at[end] += if end % 2 == 1 { by } else { -by };
    at
}

/// Counts the words of one more unit; returns the shared weight won.
fn add(own: &mut Units, other: &Units, shared: &Shared, unit: i32) -> f32 {
    let (start, end) = (own.starts[unit as usize] as usize, own.starts[unit as usize + 1] as usize);
    let mut won = 0.0;
    for &word in own.shared[start..end].iter().filter(|&&word| word != NONE) {
        let count = &mut own.count[word as usize];
        if *count < other.count[word as usize] {
            won += shared.weight[word as usize];
        }
        *count += 1;
    }
    won
}

/// Takes back the words of one unit; returns the shared weight lost.
fn remove(own: &mut Units, other: &Units, shared: &Shared, unit: i32) -> f32 {
    let (start, end) = (own.starts[unit as usize] as usize, own.starts[unit as usize + 1] as usize);
    let mut lost = 0.0;
    for &word in own.shared[start..end].iter().filter(|&&word| word != NONE) {
        let count = &mut own.count[word as usize];
        *count -= 1;
        if *count < other.count[word as usize] {
            lost += shared.weight[word as usize];
        }
    }
    lost
}
