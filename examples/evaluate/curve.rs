//! From pairs with a score and a known truth to precision, recall and their
//! relatives.

/// Pairs whose truth is known.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// `None`: found at no threshold.
    pub score: Option<f32>,
    pub is_copy: bool,
    /// How many pairs it stands for.
    pub weight: f64,
}

/// What is found at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Copies that are found.
    pub hits: f64,
    /// Others that are found.
    pub false_alarms: f64,
    /// Copies, found or not.
    pub copies: f64,
}

impl Counts {
    /// Of what is found, the share that are copies; not a number if nothing is.
    pub fn precision(self) -> f64 {
        self.hits / (self.hits + self.false_alarms)
    }

    /// Of the copies, the share that is found.
    pub fn recall(self) -> f64 {
        self.hits / self.copies
    }

    /// The harmonic mean of the two.
    pub fn f1(self) -> f64 {
        2.0 * self.hits / (self.hits + self.false_alarms + self.copies)
    }
}

/// What is found at every threshold.
#[derive(Clone, Debug)]
pub struct Curve {
    copies: f64,
    /// From the highest score down, one for each score that occurs: what is
    /// found with the threshold there.
    points: Vec<(f32, Counts)>,
}

impl Curve {
    pub fn new(cases: impl IntoIterator<Item = Case>) -> Self {
        let mut copies = 0.0;
        let mut scored = Vec::new();
        for case in cases {
            if case.is_copy {
                copies += case.weight;
            }
            scored.extend(case.score.map(|score| (score, case)));
        }
        scored.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let mut counts = Counts { copies, ..Counts::default() };
        let points = scored
            .chunk_by(|one, other| one.0 == other.0)
            .map(|alike| {
                for (_, case) in alike {
                    let count =
                        if case.is_copy { &mut counts.hits } else { &mut counts.false_alarms };
                    *count += case.weight;
                }
                (alike[0].0, counts)
            })
            .collect();
        Self { copies, points }
    }

    /// What is found with the threshold at `score`: pairs that have at least
    /// that score.
    pub fn at(&self, score: f32) -> Counts {
        let above = self.points.partition_point(|point| point.0 >= score);
        let nothing = Counts { copies: self.copies, ..Counts::default() };
        above.checked_sub(1).map_or(nothing, |last| self.points[last].1)
    }

    /// The threshold with the best F1, the highest of several, if any finds a copy.
    pub fn best(&self) -> Option<f32> {
        let mut best = None;
        let mut most = 0.0;
        for (score, counts) in &self.points {
            if counts.f1() > most {
                (best, most) = (Some(*score), counts.f1());
            }
        }
        best
    }

    /// Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the points: the area under the curve in steps.
    pub fn average_precision(&self) -> f64 {
        let mut before = 0.0;
        let mut sum = 0.0;
        for (_, counts) in &self.points {
            if counts.hits > 0.0 {
                sum += (counts.recall() - before) * counts.precision();
            }
            before = counts.recall();
        }
        sum
    }

    /// Recall and precision from the highest threshold down.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let found = self.points.iter().map(|(_, counts)| *counts);
        found
            .filter(|counts| counts.hits + counts.false_alarms > 0.0)
            .map(|counts| (counts.recall(), counts.precision()))
    }
}

/// A threshold with few decimals that finds what `score` finds.
pub fn to_type(score: f32) -> f64 {
    (f64::from(score) * 1e3).floor() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(score: Option<f32>, is_copy: bool) -> Case {
        Case { score, is_copy, weight: 1.0 }
    }

    /// Four copies, one of them never found, and three others.
    ///
    /// | threshold | found | copies | P | R | F1 |
    /// |---|---|---|---|---|---|
    /// | 0.9 | 1 | 1 | 1 | 1/4 | 2/5 |
    /// | 0.8 | 3 | 2 | 2/3 | 2/4 | 4/7 |
    /// | 0.4 | 4 | 3 | 3/4 | 3/4 | 6/8 |
    /// | 0.2 | 5 | 3 | 3/5 | 3/4 | 6/9 |
    fn curve() -> Curve {
        Curve::new([
            case(Some(0.2), false),
            case(Some(0.8), true),
            case(None, true),
            case(Some(0.9), true),
            case(Some(0.8), false),
            case(None, false),
            case(Some(0.4), true),
        ])
    }

    #[track_caller]
    fn assert_near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-12, "{one} is not {other}");
    }

    #[test]
    fn by_hand() {
        let curve = curve();
        let table = [
            (0.9, 1.0, 0.25, 0.4),
            (0.85, 1.0, 0.25, 0.4),
            (0.8, 2.0 / 3.0, 0.5, 4.0 / 7.0),
            (0.5, 2.0 / 3.0, 0.5, 4.0 / 7.0),
            (0.4, 0.75, 0.75, 0.75),
            (0.2, 0.6, 0.75, 2.0 / 3.0),
            (0.0, 0.6, 0.75, 2.0 / 3.0),
        ];
        for (threshold, precision, recall, f1) in table {
            let counts = curve.at(threshold);
            assert_near(counts.precision(), precision);
            assert_near(counts.recall(), recall);
            assert_near(counts.f1(), f1);
        }
        assert_eq!(curve.best(), Some(0.4));
        // 1/4 · 1 + 1/4 · 2/3 + 1/4 · 3/4 + 0 · 3/5
        assert_near(curve.average_precision(), 29.0 / 48.0);
    }

    #[test]
    fn nothing_is_found() {
        let nothing = curve().at(0.95);
        assert_eq!((nothing.hits, nothing.false_alarms), (0.0, 0.0));
        assert!(nothing.precision().is_nan());
        assert_eq!((nothing.recall(), nothing.f1()), (0.0, 0.0));

        let blind = Curve::new([case(None, true), case(None, false)]);
        assert_eq!((blind.best(), blind.average_precision()), (None, 0.0));
        assert_eq!(blind.points().count(), 0);
    }

    #[test]
    fn weights_stand_for_pairs() {
        let twice = |case: Case| Case { weight: 2.0, ..case };
        let weighted = Curve::new([
            twice(case(Some(0.9), true)),
            case(Some(0.8), false),
            twice(case(Some(0.3), true)),
        ]);
        let repeated = Curve::new([
            case(Some(0.9), true),
            case(Some(0.9), true),
            case(Some(0.8), false),
            case(Some(0.3), true),
            case(Some(0.3), true),
        ]);
        for threshold in [0.9, 0.8, 0.3] {
            assert_eq!(weighted.at(threshold), repeated.at(threshold));
        }
        assert_eq!(weighted.average_precision(), repeated.average_precision());
    }

    #[test]
    fn a_perfect_detector_has_all_of_it() {
        let perfect =
            Curve::new([case(Some(1.0), true), case(Some(0.7), true), case(Some(0.1), false)]);
        assert_eq!(perfect.best(), Some(0.7));
        assert_eq!(perfect.at(0.7).f1(), 1.0);
        assert_eq!(perfect.average_precision(), 1.0);
    }
}
