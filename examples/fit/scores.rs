//! How well a model does on judged pairs.

use nearcopy::verify::{DEFAULT_THRESHOLD, Model};

use crate::rows::Row;

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
}

impl Scores {
    /// The heads of the columns.
    pub const HEAD: &str = "collection    pairs copies  precision recall  false alarms  misses  \
                            calibration error\n";

    /// Scores a model: precision and recall with each pair as often as it stands for.
    pub fn new(rows: &[Row], model: &Model) -> Self {
        let (mut found, mut right, mut copies) = (0.0, 0.0, 0.0);
        let (mut false_alarms, mut misses) = (0, 0);
        // For each tenth of the probability: pairs, weight, and the weighted sums of it and of copies.
        let mut bins = [(0.0, 0.0, 0.0, 0.0); 10];
        for row in rows {
            let probability = model.probability(&row.corpus);
            let is_found = probability >= DEFAULT_THRESHOLD;
            let copy = f64::from(row.is_copy) * row.weight;
            copies += copy;
            found += f64::from(is_found) * row.weight;
            right += f64::from(is_found) * copy;
            false_alarms += usize::from(is_found && !row.is_copy);
            misses += usize::from(!is_found && row.is_copy);
            let bin = &mut bins[((probability * 10.0) as usize).min(9)];
            bin.0 += 1.0;
            bin.1 += row.weight;
            bin.2 += row.weight * f64::from(probability);
            bin.3 += copy;
        }
        // Below .3 nothing is ever listed.
        let used = bins[3..].iter().filter(|bin| bin.0 > 0.0);
        let (pairs, error) = used.fold((0.0, 0.0), |(pairs, error), bin| {
            (pairs + bin.0, error + bin.0 * (bin.2 - bin.3).abs() / bin.1)
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
        }
    }

    /// A line of the table.
    pub fn line(&self, name: &str) -> String {
        let Self { pairs, copies, precision, recall, false_alarms, misses, calibration_error } =
            self;
        format!(
            "{name:<12} {pairs:>6} {copies:>6}  {precision:>9.3} {recall:>6.3}  \
             {false_alarms:>12}  {misses:>6}  {calibration_error:>17.3}\n"
        )
    }
}
