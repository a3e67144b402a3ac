//! How well a model does on judged pairs.

use nearcopy::verify::{DEFAULT_THRESHOLD, Model};

use crate::rows::Row;

/// The pairs whose probability is in one tenth.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bin {
    pub pairs: f64,
    /// The sum of their probabilities, and how many are copies.
    pub probability: f64,
    pub copies: f64,
    /// The same with each pair as often as it stands for.
    weight: f64,
    weighted_probability: f64,
    weighted_copies: f64,
}

impl Bin {
    /// Adds the pairs of another bin.
    pub fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.probability += other.probability;
        self.copies += other.copies;
        self.weight += other.weight;
        self.weighted_probability += other.weighted_probability;
        self.weighted_copies += other.weighted_copies;
    }

    fn of(row: &Row, probability: f64) -> Self {
        let copies = f64::from(row.is_copy);
        Self {
            pairs: 1.0,
            probability,
            copies,
            weight: row.weight,
            weighted_probability: row.weight * probability,
            weighted_copies: row.weight * copies,
        }
    }
}

/// How many bins there are.
pub const BINS: usize = 10;

/// Scores of one collection.
#[derive(Debug)]
pub struct Scores {
    pairs: usize,
    copies: usize,
    precision: f64,
    recall: f64,
    false_alarms: usize,
    misses: usize,
    calibration_error: f64,
    /// By the tenths of the probability.
    pub bins: [Bin; BINS],
}

impl Scores {
    /// The heads of the columns.
    pub const HEAD: &str = "collection    pairs copies  precision recall  false alarms  misses  \
                            calibration error\n";

    /// Scores a model: precision and recall with each pair as often as it stands for.
    pub fn new(rows: &[Row], model: &Model) -> Self {
        let (mut found, mut right, mut copies) = (0.0, 0.0, 0.0);
        let (mut false_alarms, mut misses) = (0, 0);
        let mut bins = [Bin::default(); BINS];
        for row in rows {
            let probability = model.probability(&row.corpus);
            let is_found = probability >= DEFAULT_THRESHOLD;
            let copy = f64::from(row.is_copy) * row.weight;
            copies += copy;
            found += f64::from(is_found) * row.weight;
            right += f64::from(is_found) * copy;
            false_alarms += usize::from(is_found && !row.is_copy);
            misses += usize::from(!is_found && row.is_copy);
            let at = ((probability * BINS as f32) as usize).min(BINS - 1);
            bins[at].add(&Bin::of(row, probability.into()));
        }
        // Below .3 nothing is ever listed.
        let used = bins[3..].iter().filter(|bin| bin.pairs > 0.0);
        let (pairs, error) = used.fold((0.0, 0.0), |(pairs, error), bin| {
            let distance = (bin.weighted_probability - bin.weighted_copies).abs() / bin.weight;
            (pairs + bin.pairs, error + bin.pairs * distance)
        });
        let ratio = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
        Self {
            pairs: rows.len(),
            copies: rows.iter().filter(|row| row.is_copy).count(),
            precision: ratio(right, found),
            recall: ratio(right, copies),
            false_alarms,
            misses,
            calibration_error: ratio(error, pairs),
            bins,
        }
    }

    /// A line of the table.
    pub fn line(&self, name: &str) -> String {
        let Self {
            pairs, copies, precision, recall, false_alarms, misses, calibration_error, ..
        } = self;
        format!(
            "{name:<12} {pairs:>6} {copies:>6}  {precision:>9.3} {recall:>6.3}  \
             {false_alarms:>12}  {misses:>6}  {calibration_error:>17.3}\n"
        )
    }
}
