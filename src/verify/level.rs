use std::fmt;

use super::Evidence;
use super::decision::{DEFAULT_THRESHOLD, EDITED_CONTAINMENT, NEAR_THRESHOLD};
use crate::error::Error;

/// How far from its source a copy may be to be found: sensitivity as intent.
///
/// | level | finds | cost |
/// |---|---|---|
/// | [`Near`](Self::Near) | what the field calls a near-duplicate: Jaccard resemblance of five-word shingles from 0.7 on, verified exactly | the least: one view of long shingles, one measure |
/// | [`Edited`](Self::Edited) | copies that keep half of the wording of the shorter article | as `Reworded` |
/// | [`Reworded`](Self::Reworded) | all of these, and copies told in other words, sentence by sentence | four views, aligned prose |
///
/// A saved report of a wider level can be [narrowed](Self::score) without the
/// articles. What a stricter level lists a wider one lists, too, or counts as a
/// [template](super::Relation::Template).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Level {
    /// Near-duplicates; the score is the resemblance itself.
    Near,
    /// Edited copies and closer ones.
    Edited,
    /// Reworded copies and closer ones.
    #[default]
    Reworded,
}

impl Level {
    /// Every level, the strictest first.
    pub const ALL: [Self; 3] = [Self::Near, Self::Edited, Self::Reworded];

    /// The level as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Edited => "edited",
            Self::Reworded => "reworded",
        }
    }

    /// The score from which a pair is a match, unless another is asked for:
    /// 0.7 for `Near`, whose score is a resemblance, else 0.5.
    pub const fn default_threshold(self) -> f32 {
        match self {
            Self::Near => NEAR_THRESHOLD,
            Self::Edited | Self::Reworded => DEFAULT_THRESHOLD,
        }
    }

    /// What a pair with this score at the widest level, and this evidence,
    /// scores at this level; `None` where the level leaves it out.
    pub fn score(self, score: f32, evidence: &Evidence) -> Option<f32> {
        match self {
            Self::Near => Some(evidence.near),
            Self::Edited => (evidence.containment >= EDITED_CONTAINMENT).then_some(score),
            Self::Reworded => Some(score),
        }
    }
}

impl std::str::FromStr for Level {
    type Err = Error;

    /// The level of this [name](Self::name).
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| Error::Setting {
            name: "level",
            value: format!("{text:?}"),
            allowed: "near, edited or reworded",
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
