//! The probability that a reader calls two articles a copy.
//!
//! Two logistic regressions on the same few features of a pair: one for pairs in
//! a collection so large that it tells what other articles have too, one for pairs
//! of which nothing else is known. Their log odds are blended by the number of
//! documents that were counted ([`Evidence::trust`]). Two rules go before it: a
//! near-duplicate in which no figure differs is a copy, and so is an article whose
//! every part corresponds to the other one, in order and in prose that no third
//! article has ([`decision`](super::decision) has the numbers).
//!
//! The coefficients are in `model.tsv`. What they were fitted on, how well they do on
//! collections left out, and how to fit one's own is in `docs/DECISION.md`.

use std::fmt;
use std::sync::LazyLock;

use super::Evidence;
use super::decision::{
    DEFAULT_THRESHOLD, IS_RETOLD, LEAST_PROSE, LITTLE_PROSE, NEAR_DUPLICATE, is_near_duplicate,
    is_retold,
};
use crate::error::Error;

/// A feature of a pair, as the regressions see it.
pub struct Feature {
    /// Its name in a model file.
    pub name: &'static str,
    /// What it is, in words that a reader of the evidence understands.
    pub meaning: &'static str,
    /// Its value, from the evidence.
    pub value: fn(&Evidence) -> f64,
    /// 1 if more of it speaks for a copy, -1 if against: a fit keeps to it.
    pub sign: f64,
    /// Whether only a large collection tells it.
    pub needs_corpus: bool,
}

impl fmt::Debug for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feature").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How many features there are.
const FEATURES: usize = 8;

/// The number, or the limit that it is beyond; the lower one if it is none.
fn within(number: f32, least: f64, most: f64) -> f64 {
    f64::from(number).max(least).min(most)
}

impl Feature {
    /// Every feature, in the order of the coefficients. All are finite, whatever
    /// the evidence.
    pub const ALL: [Self; FEATURES] = [
        Self {
            name: "own_words",
            meaning: "words of prose in the same order that few other articles have",
            value: |of| within(of.own_words, 0.0, 1e6).ln_1p(),
            sign: 1.0,
            needs_corpus: false,
        },
        Self {
            name: "prose",
            meaning: "share of the prose that corresponds",
            value: |of| within(of.prose(), 0.003, 0.15).ln(),
            sign: 1.0,
            needs_corpus: false,
        },
        Self {
            name: "exclusive",
            meaning: "rare words that hardly any other article has",
            value: |of| within(of.exclusive, 0.0, 1.0),
            sign: 1.0,
            needs_corpus: true,
        },
        Self {
            name: "slot_figures",
            meaning: "figures that were filled in where the words around them are the same",
            value: |of| f64::from(of.slot_figures) / (1.0 + f64::from(of.slots)),
            sign: -1.0,
            needs_corpus: false,
        },
        Self {
            name: "slots",
            meaning: "single spots reworded between words that are the same",
            value: |of| f64::from(of.slots).clamp(0.0, 12.0).ln_1p(),
            sign: 1.0,
            needs_corpus: false,
        },
        Self {
            name: "figures_differ",
            meaning: "share of the figures that only one of them has",
            value: |of| within(of.figures_differ, 0.0, 1.0),
            sign: -1.0,
            needs_corpus: false,
        },
        Self {
            name: "function_words",
            meaning: "sentences rather than lists of names in what is the same",
            value: |of| within(of.function_words, 0.1, 0.8).ln(),
            sign: 1.0,
            needs_corpus: true,
        },
        Self {
            name: "spread",
            meaning: "how evenly what corresponds is spread over the shorter article",
            value: |of| within(of.spread, 0.0, 1.0),
            sign: 1.0,
            needs_corpus: false,
        },
    ];
}

/// A model of the decision: coefficients for every [`Feature`].
///
/// The one that comes with the crate is [`Model::default`]. The example program `fit`
/// makes another one from pairs that somebody has labelled.
///
/// ```
/// use nearcopy::verify::{Evidence, Model};
///
/// let model = Model::default();
/// let nothing = Evidence::default();
/// assert!(model.probability(&nothing) < 0.01);
/// assert_eq!(Model::parse(&model.to_string())?, model);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// For pairs in a large collection.
    corpus: Regression,
    /// For pairs of which nothing else is known.
    alone: Regression,
}

/// The coefficients of a logistic regression: log odds for each unit of a feature.
#[derive(Clone, Debug, Default, PartialEq)]
struct Regression {
    intercept: f64,
    coefficients: [f64; FEATURES],
}

impl Regression {
    fn log_odds(&self, evidence: &Evidence) -> f64 {
        let parts = Feature::ALL.iter().zip(self.coefficients);
        parts.fold(self.intercept, |sum, (feature, coefficient)| {
            sum + coefficient * (feature.value)(evidence)
        })
    }
}

impl Default for Model {
    fn default() -> Self {
        static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
            Model::parse(include_str!("model.tsv")).expect("the crate's own model is sound")
        });
        SHIPPED.clone()
    }
}

impl Model {
    /// The model of this form: lines of a feature's name and its two coefficients, in
    /// a large collection and alone, separated by tabs. `intercept` is a line of its
    /// own; lines that begin with `#` say nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where a feature is missing, unknown or listed twice, or a
    /// coefficient is no number from -1,000,000 to 1,000,000 or has the wrong sign.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let corrupt = |problem: String| Error::Corrupt { form: "model", problem };
        let mut found = [None; FEATURES + 1];
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        for line in lines {
            let [name, corpus, alone] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(corrupt(format!("no line of three fields: {line:?}")));
            };
            let place = match name {
                "intercept" => FEATURES,
                _ => Feature::ALL
                    .iter()
                    .position(|feature| feature.name == name)
                    .ok_or_else(|| corrupt(format!("unknown feature {name:?}")))?,
            };
            let sign = Feature::ALL.get(place).map_or(0.0, |feature| feature.sign);
            let number = |field: &str| {
                let number: f64 = field.trim().parse().ok()?;
                (number.abs() <= GREATEST && number * sign >= 0.0).then_some(number)
            };
            let (Some(corpus), Some(alone)) = (number(corpus), number(alone)) else {
                return Err(corrupt(format!("{name} has a coefficient that it cannot have")));
            };
            if found[place].replace([corpus, alone]).is_some() {
                return Err(corrupt(format!("{name} is listed twice")));
            }
        }
        let missing = found.iter().position(Option::is_none);
        if let Some(place) = missing {
            let name = Feature::ALL.get(place).map_or("intercept", |feature| feature.name);
            return Err(corrupt(format!("{name} is missing")));
        }
        let regression = |of: usize| {
            let at = |place: usize| found[place].map_or(0.0, |both: [f64; 2]| both[of]);
            Regression { intercept: at(FEATURES), coefficients: std::array::from_fn(at) }
        };
        Ok(Self { corpus: regression(0), alone: regression(1) })
    }

    /// A model of these coefficients, each first the intercept and then the features
    /// in their order: in a large collection, and alone.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`], as of [`parse`](Self::parse).
    pub fn of_coefficients(
        corpus: [f64; FEATURES + 1],
        alone: [f64; FEATURES + 1],
    ) -> Result<Self, Error> {
        let regression = |[intercept, coefficients @ ..]: [f64; FEATURES + 1]| Regression {
            intercept,
            coefficients,
        };
        let model = Self { corpus: regression(corpus), alone: regression(alone) };
        Self::parse(&model.to_string())
    }

    /// The probability that a reader calls the pair a copy, 0 to 1.
    pub fn probability(&self, evidence: &Evidence) -> f32 {
        let weight = f64::from(evidence.trust);
        let mut corpus = self.corpus.log_odds(evidence);
        if is_retold(evidence) {
            corpus = corpus.max(log_odds(IS_RETOLD));
        }
        let odds = weight * corpus + (1.0 - weight) * self.alone.log_odds(evidence);
        let probability = (1.0 / (1.0 + (-odds).exp())) as f32;
        if is_near_duplicate(evidence) {
            probability.max(NEAR_DUPLICATE)
        } else if evidence.prose() < LEAST_PROSE {
            probability.min(LITTLE_PROSE)
        } else {
            probability
        }
    }

    /// The rule that decided the probability, if one did.
    pub fn rule(&self, evidence: &Evidence) -> Option<Rule> {
        let probability = self.probability(evidence);
        if is_near_duplicate(evidence) && probability == NEAR_DUPLICATE {
            Some(Rule::NearDuplicate)
        } else if evidence.prose() < LEAST_PROSE && probability == LITTLE_PROSE {
            Some(Rule::LittleProse)
        } else if is_retold(evidence)
            && probability >= DEFAULT_THRESHOLD
            && self.corpus.log_odds(evidence) < log_odds(IS_RETOLD)
        {
            Some(Rule::Retold)
        } else {
            None
        }
    }

    /// What each feature adds to the log odds of the pair, against a pair that has
    /// nothing of what speaks for a copy and nothing of what speaks against it.
    pub fn parts(&self, evidence: &Evidence) -> [f64; FEATURES] {
        let (weight, nothing) = (f64::from(evidence.trust), Evidence::default());
        std::array::from_fn(|at| {
            let Feature { value, .. } = Feature::ALL[at];
            let of = |regression: &Regression| regression.coefficients[at];
            let coefficient = weight * of(&self.corpus) + (1.0 - weight) * of(&self.alone);
            coefficient * (value(evidence) - value(&nothing))
        })
    }
}

/// The greatest coefficient: beyond it, sums of features are no longer exact.
const GREATEST: f64 = 1e6;

/// A rule that goes before the regressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Nearly all words are the same, and no figure differs in the same words.
    NearDuplicate,
    /// Every part of the shorter article is in the other one, told in other words.
    Retold,
    /// Too small a share of the prose corresponds, however many words that is.
    LittleProse,
}

impl Rule {
    /// What the rule says, for a reader.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NearDuplicate => "nearly all words are the same, and no figure conflicts: a copy",
            Self::Retold => {
                "every part of the shorter one corresponds, in prose of their own: a copy"
            }
            Self::LittleProse => "hardly any prose corresponds: not called a copy",
        }
    }
}

fn log_odds(probability: f32) -> f64 {
    let probability = f64::from(probability);
    (probability / (1.0 - probability)).ln()
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "intercept\t{}\t{}", self.corpus.intercept, self.alone.intercept)?;
        for (at, feature) in Feature::ALL.iter().enumerate() {
            let [corpus, alone] = [&self.corpus, &self.alone].map(|of| of.coefficients[at]);
            writeln!(f, "{}\t{corpus}\t{alone}", feature.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence() -> impl Strategy<Value = Evidence> {
        let share = || prop_oneof![Just(0.0f32), Just(1.0f32), 0.0f32..1.0, 0.05f32..0.2];
        let figures = (0u32..20, 0u32..5, 0u32..20, 0u32..5);
        let shares = (share(), share(), share(), share(), share(), share(), share(), share());
        (shares, 0.0f32..400.0, figures).prop_map(|(shares, words, figures)| {
            let (prose_a, prose_b, exclusive, own, spread, differ, function, trust) = shares;
            let (slots, slot_figures, figures_agree, figures_conflict) = figures;
            Evidence {
                prose_a,
                prose_b,
                words,
                exclusive,
                own_words: own * words,
                spread,
                slots,
                slot_figures: slot_figures.min(slots),
                figures_agree,
                figures_conflict,
                figures_differ: differ,
                function_words: function,
                trust,
                ..Evidence::default()
            }
        })
    }

    proptest! {
        /// What the upper bound relies on.
        #[test]
        fn nothing_goes_beyond_the_best(of in evidence(), more in 0.0f32..0.5) {
            let model = Model::default();
            let probability = model.probability(&of);
            prop_assert!((0.0..=1.0).contains(&probability));
            prop_assert!(probability <= model.probability(&of.with_best_figures()));
            prop_assert!(probability <= model.probability(&of.at_best()));
            let prose_a = (of.prose_a + more).min(1.0);
            let words = of.words * (1.0 + more);
            let other = Evidence { prose_a, words, ..of };
            prop_assert!(model.probability(&of.at_best()) <= model.probability(&other.at_best()));
        }
    }

    #[test]
    fn near_duplicates_are_copies_unless_figures_conflict() {
        let model = Model::default();
        let near = Evidence { resemblance: 0.6, words_shared: 0.9, ..Evidence::default() };
        assert_eq!(model.probability(&near), NEAR_DUPLICATE);
        let form = Evidence { figures_conflict: 2, ..near };
        assert!(model.probability(&form) < 0.1);
    }

    #[test]
    fn unsound_models_are_refused() {
        let sound = Model::default().to_string();
        for (from, to, problem) in [
            ("intercept", "# ", "intercept is missing"),
            ("spread", "spread\t1\t1\nspread", "spread is listed twice"),
            ("spread", "spred", "unknown feature \"spred\""),
            ("prose\t", "prose\t-", "prose has a coefficient that it cannot have"),
            ("prose\t", "prose ", "no line of three fields"),
        ] {
            let error = Model::parse(&sound.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
