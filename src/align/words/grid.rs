//! The best word diff of two short stretches, by dynamic programming.
//!
//! Best is what reads best, not what keeps most words: each run kept amid
//! changes interrupts the reader, so a run must be worth more than the
//! interruption costs. A lone “of” between two rewritten phrases is then part
//! of one replacement, while a name or a number is kept.

use std::ops::Range;

use super::pair::{MatchedRun, TextPair};

/// Cost of a run that is kept amid changes; and of one that is in place: as far
/// from one end of both stretches, or alone on one side. Measured: docs/TUNING.md.
const ISLAND: f32 = 0.6;
const IN_PLACE: f32 = 0.2;

/// How a cell was reached: the best so far comes from …
const ABOVE: u8 = 0;
const BEFORE: u8 = 1;
const MATCH: u8 = 2;
/// … and a match in it goes on with a run.
const GOES_ON: u8 = 4;

/// The memory of the dynamic program, used again.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// For each cell how it was reached.
    steps: Vec<u8>,
    /// For each column, in the row above: the best so far, and the best that
    /// ends in a match.
    best: Vec<(f32, f32)>,
}

impl Grid {
    /// Appends the runs to keep of two stretches of words, in order.
    ///
    /// Cost: some ns for each pair of words.
    pub fn diff(
        &mut self,
        pair: &TextPair<'_>,
        a: Range<usize>,
        b: Range<usize>,
        out: &mut Vec<MatchedRun>,
    ) {
        let width = b.len() + 1;
        self.steps.clear();
        self.steps.resize((a.len() + 1) * width, ABOVE);
        self.best.clear();
        self.best.resize(width, (0.0, f32::NEG_INFINITY));
        let is_alone = a.len() == 1 || b.len() == 1;
        for (row, at_a) in (1..).zip(a.clone()) {
            let worth = pair.worth(at_a);
            let number = pair.a.shared[at_a];
            let mut diagonal = self.best[0];
            let steps = &mut self.steps[row * width..(row + 1) * width];
            let mut before = 0.0;
            for (column, at_b) in (1..).zip(b.clone()) {
                let above = self.best[column];
                let (mut best, mut step) =
                    if before > above.0 { (before, BEFORE) } else { (above.0, ABOVE) };
                let mut matched = f32::NEG_INFINITY;
                if pair.b.shared[at_b] == number && pair.same(at_a, at_b) {
                    let in_place = is_alone || row == column || a.end - at_a == b.end - at_b;
                    let opened = diagonal.0 - if in_place { IN_PLACE } else { ISLAND };
                    let goes_on = diagonal.1 >= opened;
                    matched = worth + if goes_on { diagonal.1 } else { opened };
                    if matched >= best {
                        (best, step) = (matched, MATCH);
                    }
                    step |= if goes_on { GOES_ON } else { 0 };
                }
                steps[column] = step;
                diagonal = above;
                before = best;
                self.best[column] = (best, matched);
            }
        }
        self.trace(a, b, out);
    }

    /// Walks back from the last cell and appends the runs found.
    fn trace(&self, a: Range<usize>, b: Range<usize>, out: &mut Vec<MatchedRun>) {
        let width = b.len() + 1;
        let first = out.len();
        let (mut row, mut column) = (a.len(), b.len());
        let mut goes_on = false;
        while row > 0 && column > 0 {
            let step = self.steps[row * width + column];
            if goes_on || step & MATCH != 0 {
                (row, column) = (row - 1, column - 1);
                match out[first..].last_mut() {
                    Some(run) if goes_on => {
                        (run.a, run.b, run.len) = (run.a - 1, run.b - 1, run.len + 1)
                    }
                    _ => out.push(MatchedRun {
                        a: a.start + row,
                        b: b.start + column,
                        len: 1,
                        moved: false,
                    }),
                }
                goes_on = step & GOES_ON != 0;
            } else if step & BEFORE != 0 {
                column -= 1;
            } else {
                row -= 1;
            }
        }
        out[first..].reverse();
    }
}
