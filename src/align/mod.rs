//! Stage 7: match → passages and the edits inside them.
//!
//! [`Alignment`] says three things about two versions of an article: which
//! [`Passage`]s of one correspond to which of the other, what was
//! [changed](Change) word by word, and what stands on one side only.
//!
//! # The law of the regions
//!
//! [`Alignment::regions`] covers both texts without gap or overlap: each byte
//! of A lies in exactly one region's `a`, each byte of B in exactly one
//! region's `b`. Regions that are [kept](Change::Kept) or
//! [moved](Change::Moved) hold the same bytes on both sides. So B can be
//! rebuilt from A, the regions, and the text that B adds; and the reverse.

mod anchor;
mod region;

use std::ops::Range;

use crate::article::Span;

/// One of two texts to align: the text, where its words stand, and what
/// words they are. Equal numbers are equal words.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The text.
    pub text: &'a str,
    /// The words' places in it, in order and apart.
    pub spans: &'a [Span],
    /// The words' numbers, one for each span.
    pub words: &'a [u32],
}

/// A passage counted in words.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    a: Range<usize>,
    b: Range<usize>,
    moved: bool,
}

/// How two versions of an article correspond.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// The passages that correspond, ordered by their place in A.
    pub passages: Vec<Passage>,
    /// Every byte of both texts, ordered by place in B; text that only A has
    /// stands where it was lost.
    pub regions: Vec<Region>,
}

impl Alignment {
    /// Aligns two texts.
    pub fn new(a: Side<'_>, b: Side<'_>) -> Self {
        let stretches = [Stretch { a: 0..a.words.len(), b: 0..b.words.len(), moved: false }];
        let anchors = anchor::anchors(a, b, &stretches);
        Self { passages: Vec::new(), regions: region::regions(a, b, &anchors) }
    }

    /// B, rebuilt from A and from what the regions say is new in B.
    ///
    /// ```
    /// # use nearcopy::{align::Alignment, Article, Detector};
    /// ```
    pub fn rebuild_b(&self, a: &str, b: &str) -> String {
        let source = |region: &Region| match region.change {
            Change::Kept | Change::Moved => region.a.of(a),
            _ => region.b.of(b),
        };
        self.regions.iter().map(source).collect()
    }

    /// A, rebuilt from B and from what the regions say B lost.
    pub fn rebuild_a(&self, a: &str, b: &str) -> String {
        let mut regions: Vec<&Region> = self.regions.iter().collect();
        regions.sort_by_key(|region| (region.a.start, region.a.end));
        let source = |region: &&Region| match region.change {
            Change::Kept | Change::Moved => region.b.of(b),
            _ => region.a.of(a),
        };
        regions.iter().map(source).collect()
    }

    /// Checks the law of the regions for the two texts that were aligned.
    ///
    /// # Errors
    ///
    /// The first breach found, in words. There is none unless this library
    /// has a defect or the texts are others; for tests and fuzzing.
    pub fn validate(&self, a: &str, b: &str) -> Result<(), String> {
        let mut sides = [Vec::new(), Vec::new()];
        for region in &self.regions {
            let equal = region.a.of(a) == region.b.of(b);
            let (in_a, in_b) = (!region.a.is_empty(), !region.b.is_empty());
            let fits = match region.change {
                Change::Kept | Change::Moved => equal && in_a,
                Change::Respelled | Change::Replaced => !equal && in_a && in_b,
                Change::Inserted => !in_a && in_b,
                Change::Deleted => in_a && !in_b,
            };
            if !fits {
                return Err(format!("{region:?} is not what it says"));
            }
            sides[0].push(region.a);
            sides[1].push(region.b);
        }
        sides[0].sort_unstable();
        for (spans, text) in sides.iter().zip([a, b]) {
            let mut end = 0;
            for span in spans {
                if span.start != end {
                    return Err(format!("{span} begins elsewhere than at {end}"));
                }
                end = span.end;
            }
            if end as usize != text.len() {
                return Err(format!("the regions end at {end} of {}", text.len()));
            }
        }
        Ok(())
    }
}

/// A stretch of A and the stretch of B that corresponds to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// Where it is in A.
    pub a: Span,
    /// Where it is in B.
    pub b: Span,
    /// How the two stretches relate.
    pub kind: PassageKind,
    /// Whether it stands at another place in the order of B than in A.
    pub moved: bool,
    /// How alike the stretches are, 0 to 1: the share of their words, by
    /// weight, that correspond.
    pub score: f32,
}

/// How the two stretches of a [`Passage`] relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// The same words in the same order.
    Identical,
    /// Mostly the same words in the same order.
    Edited,
    /// The same matter in other words or another order.
    Reworded,
}

impl PassageKind {
    /// The kind as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Edited => "edited",
            Self::Reworded => "reworded",
        }
    }
}

/// A stretch of both texts that was changed in one way, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// What happened to it.
    pub change: Change,
    /// The bytes of A; empty where text was inserted.
    pub a: Span,
    /// The bytes of B; empty where text was deleted.
    pub b: Span,
}

/// What happened to a [`Region`] on the way from A to B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same bytes on both sides, in the same order as their neighbours.
    Kept,
    /// The same bytes on both sides, at another place in the order.
    Moved,
    /// The same words, written otherwise: case, accents, quotation marks,
    /// dashes, spacing, or the punctuation between them.
    Respelled,
    /// Other words on both sides.
    Replaced,
    /// Only in B.
    Inserted,
    /// Only in A.
    Deleted,
}

impl Change {
    /// The change as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Respelled => "respelled",
            Self::Replaced => "replaced",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::Corpus;
    use crate::text::words;

    fn align(a: &str, b: &str) -> Alignment {
        let corpus = Corpus::new(&[a, b], &());
        let spans = [a, b].map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
        let side =
            |at: usize, text| Side { text, spans: &spans[at], words: &corpus.documents[at].words };
        Alignment::new(side(0, a), side(1, b))
    }

    fn shown(a: &str, b: &str) -> String {
        let show = |region: &Region| {
            let (a, b) = (region.a.of(a), region.b.of(b));
            match region.change {
                Change::Kept => b.to_owned(),
                Change::Moved => format!("<{b}>"),
                Change::Respelled => format!("({a}|{b})"),
                Change::Replaced => format!("[{a}|{b}]"),
                Change::Inserted => format!("[+{b}]"),
                Change::Deleted => format!("[-{a}]"),
            }
        };
        align(a, b).regions.iter().map(show).collect()
    }

    #[test]
    fn changes_of_words_spelling_and_place() {
        for (a, b, expected) in [
            ("one two three", "one two three", "one two three"),
            ("one two three", "one 2 three", "one [two|2] three"),
            ("one two three", "one three", "one [-two ]three"),
            ("one three", "one two three", "one [+two ]three"),
            ("Kyiv said “no”.", "kyiv said \"no\".", "(Kyiv|kyiv) said (“|\")no(”|\")."),
            ("", "one", "[+one]"),
            ("one", "", "[-one]"),
            ("", "", ""),
            ("...", "…", "(...|…)"),
        ] {
            assert_eq!(shown(a, b), expected, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn each_text_can_be_rebuilt_from_the_other(
            a in "([abcd]{1,2}|É|’|[ .\n]| ){0,40}",
            b in "([abcd]{1,2}|é|'|[ .\n]| ){0,40}",
        ) {
            let alignment = align(&a, &b);
            prop_assert_eq!(alignment.validate(&a, &b), Ok(()));
            prop_assert_eq!(alignment.rebuild_b(&a, &b), b.as_str());
            prop_assert_eq!(alignment.rebuild_a(&a, &b), a);
        }
    }
}
