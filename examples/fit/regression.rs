//! Logistic regression whose coefficients keep their signs.

use nearcopy::verify::{Evidence, Feature};

/// How many features there are.
pub const FEATURES: usize = Feature::ALL.len();

/// The features of a pair.
pub fn features(evidence: &Evidence) -> [f64; FEATURES] {
    std::array::from_fn(|at| (Feature::ALL[at].value)(evidence))
}

/// What a coefficient of a standardized feature costs: half of its square.
const RIDGE: f64 = 1.0;

/// Rounds over all coefficients: far more than it takes to converge.
const ROUNDS: usize = 20_000;

/// The intercept and the coefficients with the greatest likelihood, less the ridge. Each
/// coefficient in turn takes a step, and stops at 0 where its sign would change. A step is that
/// of Newton's method with the greatest curvature that there can be, so the likelihood, which
/// is concave, never falls, and this converges to the best. Features that are not used have 0.
pub fn fit(
    pairs: impl Iterator<Item = ([f64; FEATURES], bool, f64)>,
    is_used: impl Fn(&Feature) -> bool,
) -> [f64; FEATURES + 1] {
    let pairs: Vec<([f64; FEATURES], bool, f64)> = pairs.collect();
    let all: f64 = pairs.iter().map(|(.., weight)| weight).sum();
    let moment = |of: &dyn Fn(&[f64; FEATURES]) -> f64| {
        pairs.iter().map(|(values, _, weight)| weight * of(values)).sum::<f64>() / all
    };
    let mean: [f64; FEATURES] = std::array::from_fn(|at| moment(&|values| values[at]));
    let deviation: [f64; FEATURES] = std::array::from_fn(|at| {
        moment(&|values| (values[at] - mean[at]).powi(2)).sqrt().max(1e-9)
    });
    let standard = |at: usize, values: &[f64; FEATURES]| (values[at] - mean[at]) / deviation[at];

    let (mut intercept, mut coefficients) = (0.0, [0.0; FEATURES]);
    let mut odds = vec![0.0f64; pairs.len()];
    for _ in 0..ROUNDS {
        let mut greatest = 0.0f64;
        let used = (0..=FEATURES).filter(|&at| Feature::ALL.get(at).is_none_or(&is_used));
        for at in used {
            let value =
                |values: &[f64; FEATURES]| if at < FEATURES { standard(at, values) } else { 1.0 };
            let (mut slope, mut curve) = (0.0, 1e-9);
            for ((values, is_copy, weight), odds) in pairs.iter().zip(&odds) {
                let probability = 1.0 / (1.0 + (-odds).exp());
                slope += weight * value(values) * (f64::from(*is_copy) - probability);
                curve += weight * value(values).powi(2) / 4.0;
            }
            let step = if at < FEATURES {
                let old: f64 = coefficients[at];
                let new = old + (slope - RIDGE * old) / (curve + RIDGE);
                coefficients[at] = (new * Feature::ALL[at].sign).max(0.0) * Feature::ALL[at].sign;
                coefficients[at] - old
            } else {
                intercept += slope / curve;
                slope / curve
            };
            greatest = greatest.max(step.abs());
            odds.iter_mut()
                .zip(&pairs)
                .for_each(|(odds, (values, ..))| *odds += step * value(values));
        }
        if greatest < 1e-7 {
            break;
        }
    }
    // Back to the features as they are; four digits say all that so few pairs know.
    let rounded = |number: f64| (number * 1e4).round() / 1e4;
    let mut result = [0.0; FEATURES + 1];
    for at in 0..FEATURES {
        result[at + 1] = rounded(coefficients[at] / deviation[at]);
        intercept -= coefficients[at] / deviation[at] * mean[at];
    }
    result[0] = rounded(intercept);
    result
}
