//! What people decided about pairs: which are copies, which are not.
//!
//! A review ends with a file of decisions, one a line: the page for a browser
//! (`report::Html`, feature `report-html`) exports one. The next search is told of it
//! by [`Builder::decisions`](crate::detect::Builder::decisions): what was decided to be
//! no copy is left out of its findings, and what was decided to be a copy carries the
//! [decision](crate::Match::decision). [`Findings::undecided`](crate::Findings::undecided)
//! counts what is new.
//!
//! A decision is about two texts. It carries a [digest](text_digest) of each, and applies
//! only while both are as they were; of others
//! [`Findings::outdated`](crate::Findings::outdated) tells.
//!
//! # The file
//!
//! JSON Lines, UTF-8; empty lines count for nothing. Each line is an object:
//!
//! | key | value |
//! |---|---|
//! | `type` | `"decision"` |
//! | `a`, `b` | the ids of the two articles, in any order |
//! | `decision` | `"copy"`, `"not_copy"` or `"later"` |
//! | `digest_a`, `digest_b` | [`text_digest`] of each text, as 16 hexadecimal digits; a decision without applies whatever the text |
//!
//! Other keys are ignored. Of several lines about one pair the last counts, so that
//! files can be joined. A decision about an article with the same words as others (an
//! [`IdenticalSet`](crate::IdenticalSet)) holds for all of them; one about two articles of one set
//! says whether the other is a copy of the set's first article.
//!
//! ```text
//! {"type":"decision","a":"wire/1","b":"wire/2","decision":"not_copy","digest_a":"0f3c5a9d8e7b6a51","digest_b":"a1b2c3d4e5f60718"}
//! ```

use std::collections::HashMap;
use std::fmt;

use crate::support::hash::checksum;

/// What a person decided about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Decision {
    /// One is a copy of the other.
    Copy,
    /// Neither is a copy of the other.
    NotCopy,
    /// To be decided another time.
    Later,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 3] = [Self::Copy, Self::NotCopy, Self::Later];

    /// The decision as files have it: `copy`, `not_copy` or `later`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::NotCopy => "not_copy",
            Self::Later => "later",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A decision, the pair it is about, and the texts it was made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedPair {
    /// The ids of the two articles.
    pub ids: [String; 2],
    /// What was decided.
    pub decision: Decision,
    /// The [`text_digest`] of each article's text; `None` where the decision applies
    /// whatever the text is.
    pub digests: [Option<u64>; 2],
}

/// What tells whether a text is the one that a decision was made on: XXH3 of its UTF-8
/// bytes, 64 bits. The same on every machine and in every version.
pub fn text_digest(text: &str) -> u64 {
    checksum(text.as_bytes())
}

/// Decisions about pairs, at most one for each.
///
/// ```
/// use std::sync::Arc;
///
/// use nearcopy::decisions::{DecidedPair, Decision, Decisions, text_digest};
/// use nearcopy::{Article, Detector};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
/// let mut decisions = Decisions::new();
/// decisions.insert(DecidedPair {
///     ids: ["a".to_owned(), "b".to_owned()],
///     decision: Decision::NotCopy,
///     digests: [Some(text_digest(text)), None],
/// });
///
/// let detector = Detector::builder().decisions(Arc::new(decisions)).build()?;
/// let findings = detector.detect(&articles)?;
/// assert!(findings.matches.is_empty() && findings.clusters.is_empty());
/// assert_eq!(findings.statistics.not_copies, 1);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// In the order in which the pairs first came.
    pairs: Vec<DecidedPair>,
    /// The ids of a pair, the smaller first → its place.
    places: HashMap<[String; 2], usize>,
}

impl Decisions {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a decision. An earlier one about the same pair is replaced.
    pub fn insert(&mut self, pair: DecidedPair) {
        let mut ids = pair.ids.clone();
        ids.sort();
        let next = self.pairs.len();
        match *self.places.entry(ids).or_insert(next) {
            place if place < next => self.pairs[place] = pair,
            _ => self.pairs.push(pair),
        }
    }

    /// Every decision.
    pub fn iter(&self) -> impl Iterator<Item = &DecidedPair> {
        self.pairs.iter()
    }

    /// About how many pairs there is a decision.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

#[cfg(feature = "report")]
mod file {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::{DecidedPair, Decision, Decisions};
    use crate::error::Error;

    impl Decisions {
        /// The decisions of a [file](super#the-file).
        ///
        /// # Errors
        ///
        /// [`Error::File`] where it cannot be read, [`Error::Malformed`] with the number of
        /// the line that is no decision.
        pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
            let path = path.as_ref();
            let text = fs::read_to_string(path)
                .map_err(|source| Error::File { path: path.to_owned(), source })?;
            let mut decisions = Self::new();
            let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
            for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
                let pair = parse(line).map_err(|problem| Error::Malformed {
                    path: path.to_owned(),
                    line: Some(number),
                    problem,
                })?;
                decisions.insert(pair);
            }
            Ok(decisions)
        }
    }

    /// One line.
    fn parse(line: &str) -> Result<DecidedPair, String> {
        let record: Value = serde_json::from_str(line)
            .map_err(|error| format!("{error}; expected a decision as a JSON object"))?;
        let text = |key: &str| match &record[key] {
            Value::String(text) => Ok(text.clone()),
            Value::Null => Err(format!("{key} is missing")),
            other => Err(format!("{key} must be a string, got {other}")),
        };
        if !record.is_object() || record["type"] != "decision" {
            return Err(format!("type must be \"decision\", got {}", record["type"]));
        }
        let ids = [text("a")?, text("b")?];
        if ids[0] == ids[1] {
            return Err(format!("a and b must be two articles, got {:?} twice", ids[0]));
        }
        let name = text("decision")?;
        let decision = Decision::ALL.into_iter().find(|decision| decision.name() == name);
        let decision = decision
            .ok_or_else(|| format!("decision must be copy, not_copy or later, got {name:?}"))?;
        let digest = |key: &str| match &record[key] {
            Value::Null => Ok(None),
            Value::String(digits) if digits.len() == 16 => u64::from_str_radix(digits, 16)
                .map(Some)
                .map_err(|_| format!("{key} must be 16 hexadecimal digits, got {digits:?}")),
            other => Err(format!("{key} must be 16 hexadecimal digits, got {other}")),
        };
        let digests = [digest("digest_a")?, digest("digest_b")?];
        Ok(DecidedPair { ids, decision, digests })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn read(text: &str) -> Result<Decisions, String> {
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(&file, text).unwrap();
            let path = file.path().display().to_string();
            Decisions::read(&file).map_err(|error| error.to_string().replace(&path, "FILE"))
        }

        #[test]
        fn the_last_line_about_a_pair_counts_in_either_order() {
            let decisions = read(
                "\u{feff}{\"type\":\"decision\",\"a\":\"x\",\"b\":\"y\",\"decision\":\"later\"}\r\n\n\
                 {\"type\":\"decision\",\"a\":\"x\",\"b\":\"z\",\"decision\":\"copy\"}\n\
                 {\"type\":\"decision\",\"a\":\"y\",\"b\":\"x\",\"decision\":\"not_copy\",\
                 \"digest_a\":\"00000000000000ff\",\"digest_b\":\"0000000000000001\",\"by\":\"me\"}",
            )
            .unwrap();
            let found: Vec<_> = decisions.iter().collect();
            assert_eq!((decisions.len(), found.len()), (2, 2));
            assert_eq!(found[0].ids, ["y", "x"]);
            assert_eq!(found[0].decision, Decision::NotCopy);
            assert_eq!(found[0].digests, [Some(255), Some(1)]);
            assert_eq!(found[1].digests, [None, None]);
        }

        #[test]
        fn errors_name_the_line_and_what_is_allowed() {
            let good = "{\"type\":\"decision\",\"a\":\"x\",\"b\":\"y\",\"decision\":\"copy\"}";
            for (from, to, expected) in [
                (
                    good,
                    "not JSON",
                    "line 2: expected ident at line 1 column 2; expected a decision",
                ),
                (good, "[1]", "line 2: type must be \"decision\", got null"),
                ("decision\",\"a", "pair\",\"a", "type must be \"decision\", got \"pair\""),
                (",\"b\":\"y\"", "", "b is missing"),
                ("\"y\"", "7", "b must be a string, got 7"),
                ("\"y\"", "\"x\"", "a and b must be two articles, got \"x\" twice"),
                ("copy", "maybe", "decision must be copy, not_copy or later, got \"maybe\""),
                (
                    "}",
                    ",\"digest_a\":\"12\"}",
                    "digest_a must be 16 hexadecimal digits, got \"12\"",
                ),
                ("}", ",\"digest_b\":5}", "digest_b must be 16 hexadecimal digits, got 5"),
            ] {
                let error = read(&format!("{good}\n{}", good.replace(from, to))).unwrap_err();
                assert!(error.starts_with("FILE, line 2: "), "{error}");
                assert!(error.contains(expected), "{error}");
            }
        }
    }
}
