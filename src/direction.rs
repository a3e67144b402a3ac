//! Which of two copies was probably made from the other, and what speaks for it.
//!
//! Nobody can tell for sure from two texts: both may come from a third, and a site may date
//! an article anew. So there are reasons and no probability, and where there are none there is
//! no direction. Dates decide. Without them, or where they are the same, the one that has
//! nearly all of the other and much more is probably the source: what is cut is more often
//! the copy than what is longer.

use crate::about::About;
use crate::findings::Match;

/// The share of an article's prose from which nearly all of it is in the other one, and that
/// of the other one up to which that one has much more. Conventions: halves of articles, as
/// agencies' long and short versions of one report have them, are between.
const NEARLY_ALL: f32 = 0.85;
const MUCH_MORE: f32 = 0.6;

/// Which of the two articles of a match the other one was probably made from.
///
/// ```
/// use nearcopy::direction::Direction;
/// use nearcopy::{About, Match};
///
/// # let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// # let articles = [nearcopy::Article::new("a", text),
/// #     nearcopy::Article::new("b", format!("{text} So it stays."))];
/// # let findings = nearcopy::Detector::builder().build()?.detect(&articles)?;
/// let found: &Match = &findings.matches[0];
/// let a = About::default().with_date("2022-01-17T12:00:00Z".parse()?);
/// let b = About::default().with_date("2022-01-17T09:00:00Z".parse()?);
/// let direction = Direction::of(found, &a, &b).expect("the dates are known");
/// assert_eq!((direction.from, &*direction.by[0]), (found.b, "earlier by 3 hours"));
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Direction {
    /// The article that was probably the source.
    pub from: usize,
    /// What speaks for it, each as words that follow "it is" or "it".
    pub by: Vec<String>,
}

impl Direction {
    /// The direction of a match, given what is known of its articles, if anything speaks for
    /// one.
    pub fn of(found: &Match, a: &About<'_>, b: &About<'_>) -> Option<Self> {
        let later = a.date.zip(b.date).map(|(a, b)| a.seconds_to(b)).filter(|&time| time != 0);
        let (prose_a, prose_b) = (found.evidence.prose_a, found.evidence.prose_b);
        let whole = match found.evidence.sequences_alone {
            true => None,
            false if prose_b >= NEARLY_ALL && prose_a <= MUCH_MORE => Some(found.a),
            false if prose_a >= NEARLY_ALL && prose_b <= MUCH_MORE => Some(found.b),
            false => None,
        };
        let earlier = later.map(|time| if time > 0 { found.a } else { found.b });
        let from = earlier.or(whole)?;
        let mut by = Vec::new();
        by.extend(later.map(|time| format!("earlier by {}", duration(time.unsigned_abs()))));
        if whole == Some(from) {
            by.push("has nearly all of the other and much more".to_owned());
        }
        Some(Self { from, by })
    }
}

/// A time in the largest unit that it has at least two of, or one exactly.
fn duration(seconds: u64) -> String {
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let fits = |&&(_, length): &&(&str, u64)| seconds >= 2 * length || seconds == length;
    let (unit, length) = units.iter().find(fits).copied().unwrap_or(("second", 1));
    let number = (seconds + length / 2) / length;
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, Detector};

    #[test]
    fn times_in_words() {
        for (seconds, words) in [
            (1, "1 second"),
            (90, "90 seconds"),
            (3_600, "1 hour"),
            (5_400, "90 minutes"),
            (3 * 3_600 + 200, "3 hours"),
            (86_400, "1 day"),
            (40 * 3_600, "40 hours"),
            (10 * 86_400, "10 days"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    #[test]
    fn dates_decide_and_length_without_them() {
        let text = "The river rose by two metres overnight and the old bridge was closed to all.";
        let articles =
            [Article::new("long", format!("{text} So it stays.")), Article::new("short", text)];
        let findings = Detector::builder().threshold(0.0).build().unwrap().detect(&articles);
        let findings = findings.unwrap();
        let mut found = findings.matches[0].clone();
        // Of A, less than half is in B; of B, nearly all in A.
        (found.evidence.prose_a, found.evidence.prose_b) = (0.4, 0.95);
        let found = &found;
        let date = |text: &str| About::default().with_date(text.parse().unwrap());
        let none = About::default();
        let whole = "has nearly all of the other and much more";
        for (a, b, from, by) in [
            (none.clone(), none.clone(), 0, vec![whole]),
            (date("2022-01-17"), none.clone(), 0, vec![whole]),
            (date("2022-01-17"), date("2022-01-17T05:00:00Z"), 0, vec![whole]),
            (date("2022-01-17"), date("2022-01-18"), 0, vec!["earlier by 1 day", whole]),
            (date("2022-01-19"), date("2022-01-17"), 1, vec!["earlier by 2 days"]),
        ] {
            let direction = Direction::of(found, &a, &b).unwrap();
            assert_eq!(
                (direction.from, direction.by),
                (from, by.iter().map(|by| (*by).to_owned()).collect())
            );
        }
        let mut alike = found.clone();
        alike.evidence.prose_a = 0.9;
        assert_eq!(Direction::of(&alike, &none, &none), None);
    }
}
