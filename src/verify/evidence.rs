use std::fmt;

use crate::error::Error;

/// What kind of copy a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Relation {
    /// The same words in the same order.
    Exact,
    /// The whole of one article is the whole of the other, and much of it as it was: they
    /// share a quarter of all their three-word sequences, in more than half of the parts
    /// of both; or half of all, wherever they are.
    Edited,
    /// The whole of one is the whole of the other, told in other words: more than half
    /// of the parts of the shorter one correspond, and hardly more than a third of its
    /// three-word sequences were kept; or words were replaced throughout, in ten spots or
    /// more and once in ten words.
    Reworded,
    /// A part of one is in the other, or one is a digest of the other; the
    /// rest is its own.
    Partial,
    /// No copy, but a form that was filled in anew: at least half of all three-word
    /// sequences are the same, and many other figures stand in the same words. Listed where
    /// that is [asked for](crate::detect::Builder::templates).
    Template,
}

impl Relation {
    /// Every relation, the closest first.
    pub const ALL: [Self; 5] =
        [Self::Exact, Self::Edited, Self::Reworded, Self::Partial, Self::Template];

    /// The relation as one lower-case word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Edited => "edited",
            Self::Reworded => "reworded",
            Self::Partial => "partial",
            Self::Template => "template",
        }
    }
}

impl std::str::FromStr for Relation {
    type Err = Error;

    /// The relation of this [name](Self::name).
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|one| one.name() == text).ok_or_else(|| Error::Setting {
            name: "relation",
            value: format!("{text:?}"),
            allowed: "exact, edited, reworded, partial or template",
        })
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What verification says of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Verdict {
    /// What kind of copy it is, if it is one.
    pub relation: Relation,
    /// How sure it is that one is a copy of the other, 0 to 1.
    pub score: f32,
    /// The figures behind it.
    pub evidence: Evidence,
}

/// The figures behind a match, computed from the two texts. All are shares
/// from 0 to 1 unless they say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
#[non_exhaustive]
pub struct Evidence {
    /// Share of A's unquoted prose, by weight, that B has in the same order.
    pub prose_a: f32,
    /// Share of B's unquoted prose, by weight, that A has in the same order.
    pub prose_b: f32,
    /// The prose that corresponds, in words: mean of both articles.
    pub words: f32,
    /// How far their rarest words are the same: near 1 where both have words
    /// that hardly any other article of the corpus has.
    pub exclusive: f32,
    /// Resemblance (Jaccard) of the two sets of three-word shingles.
    pub resemblance: f32,
    /// Resemblance (Jaccard) of the two sets of five-word shingles: what the
    /// field calls near-duplicate from 0.7 on.
    pub near: f32,
    /// Containment: the share of the smaller set of three-word shingles that
    /// the other article has.
    pub containment: f32,
    /// Share of the quoted three-word sequences of the article that quotes
    /// less that the other article has.
    pub quotations: f32,
    /// Share of the two articles' words that stand in four-word runs common
    /// in the corpus.
    pub commonness: f32,
    /// The prose that corresponds, in words, of which each counts the less the more
    /// articles have one of the four-word runs that it stands in: mean of both articles.
    pub own_words: f32,
    /// The share of the tenths of the shorter article, by sentences, that correspond to
    /// the other one, in such prose. A tenth of fewer than ten sentences is less than one,
    /// and a smaller part of it is enough.
    pub spread: f32,
    /// The share of the tenths of the longer article that correspond to the shorter one.
    pub spread_long: f32,
    /// The share of the distinct words of the article with fewer of them that the other
    /// one has, wherever.
    pub words_shared: f32,
    /// How many spots there are where one to four words stand instead of one to four
    /// others, between words that are the same.
    pub slots: u32,
    /// In how many of those spots either article has a figure that the other has not.
    pub slot_figures: u32,
    /// How many figures stand in the same words in both articles.
    pub figures_agree: u32,
    /// How many figures of the shorter article stand in words in which the longer one has
    /// other figures alone.
    pub figures_conflict: u32,
    /// The share of the distinct figures of both that only one of them has.
    pub figures_differ: f32,
    /// The share of function words in the words that are the same in order, by
    /// their share in both articles, at most 1. Near 0 in lists of names.
    pub function_words: f32,
    /// How far the corpus is large enough to tell what other articles have, 0 to 1.
    pub trust: f32,
    /// Whether only sequences of words were compared, as at the level
    /// [`Near`](super::Level::Near): of the figures, only
    /// [`resemblance`](Self::resemblance), [`near`](Self::near) and
    /// [`containment`](Self::containment) were measured.
    pub sequences_alone: bool,
}

impl Evidence {
    /// Evidence of which only sequences are to be measured.
    pub(crate) fn of_sequences() -> Self {
        Self { sequences_alone: true, ..Self::default() }
    }

    /// The share of the prose that corresponds: mean of both articles.
    pub fn prose(&self) -> f32 {
        (self.prose_a + self.prose_b) / 2.0
    }

    /// This evidence, with what is known only once the prose is compared at the value that
    /// speaks most for a copy.
    pub(super) fn at_best(self) -> Self {
        Self { own_words: self.words, spread: 1.0, ..self.with_best_figures() }
    }

    /// The same of what is known only once figures and slots are.
    pub(super) fn with_best_figures(self) -> Self {
        Self {
            slots: u32::MAX,
            slot_figures: 0,
            figures_agree: u32::MAX,
            figures_conflict: 0,
            figures_differ: 0.0,
            function_words: 1.0,
            ..self
        }
    }

    /// Every figure that was measured: its name, its value and what it means, in a fixed order.
    pub fn explained(&self) -> impl Iterator<Item = (&'static str, f32, &'static str)> {
        [
            ("prose_a", self.prose_a, "share of A's own prose that B has in the same order"),
            ("prose_b", self.prose_b, "share of B's own prose that A has in the same order"),
            ("words", self.words, "words of prose that correspond"),
            ("exclusive", self.exclusive, "how far their rarest words are the same"),
            ("resemblance", self.resemblance, "of all three-word sequences, those in both"),
            ("near", self.near, "of all five-word sequences, those in both"),
            ("containment", self.containment, "of the smaller set of three-word sequences"),
            ("quotations", self.quotations, "of the quoted sequences of the one that quotes less"),
            ("commonness", self.commonness, "share of words in runs that many articles have"),
            ("own_words", self.own_words, "words that correspond, less where others have them too"),
            ("spread", self.spread, "share of the tenths of the shorter one that correspond"),
            ("spread_long", self.spread_long, "share of the tenths of the longer one that do"),
            (
                "words_shared",
                self.words_shared,
                "share of the distinct words of the one with fewer",
            ),
            ("slots", self.slots as f32, "spots where a few words were replaced by others"),
            (
                "slot_figures",
                self.slot_figures as f32,
                "of these, with other figures on both sides",
            ),
            ("figures_agree", self.figures_agree as f32, "figures in the same words on both sides"),
            ("figures_conflict", self.figures_conflict as f32, "other figures in the same words"),
            ("figures_differ", self.figures_differ, "share of the figures that one alone has"),
            ("function_words", self.function_words, "sentences, not names, in what is the same"),
            ("trust", self.trust, "how far the collection tells what others have"),
        ]
        .into_iter()
        .filter(|(name, ..)| {
            !self.sequences_alone || matches!(*name, "resemblance" | "near" | "containment")
        })
    }

    /// The evidence with these figures, by their names, as from a saved report.
    pub fn from_figures(figure: impl Fn(&str) -> f32) -> Self {
        let number = |name: &str| figure(name) as u32;
        Self {
            prose_a: figure("prose_a"),
            prose_b: figure("prose_b"),
            words: figure("words"),
            exclusive: figure("exclusive"),
            resemblance: figure("resemblance"),
            near: figure("near"),
            containment: figure("containment"),
            quotations: figure("quotations"),
            commonness: figure("commonness"),
            own_words: figure("own_words"),
            spread: figure("spread"),
            spread_long: figure("spread_long"),
            words_shared: figure("words_shared"),
            slots: number("slots"),
            slot_figures: number("slot_figures"),
            figures_agree: number("figures_agree"),
            figures_conflict: number("figures_conflict"),
            figures_differ: figure("figures_differ"),
            function_words: figure("function_words"),
            trust: figure("trust"),
            sequences_alone: false,
        }
    }

    /// Every figure with its name, in a fixed order, for those who print them.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, f32)> {
        self.explained().map(|(name, value, _)| (name, value))
    }

    /// The evidence in a sentence that a person reads.
    pub fn sentence(&self) -> String {
        let percent = |share: f32| (share * 100.0).round();
        if self.sequences_alone {
            return format!(
                "{} % of five-word sequences are the same, and {} % of three-word ones",
                percent(self.near),
                percent(self.resemblance),
            );
        }
        let mut sentence = format!(
            "{} % of A's own prose is in B in the same order, {} % of B's in A; {} % of \
             three-word sequences are the same",
            percent(self.prose_a),
            percent(self.prose_b),
            percent(self.resemblance),
        );
        if self.quotations > 0.0 {
            sentence += &format!(", and {} % of the quoted ones", percent(self.quotations));
        }
        let others = (self.words - self.own_words).round();
        if self.words > 0.0 && others >= 3.0 {
            let words = self.words.round();
            sentence += &format!(
                "; {others} of {words} words that correspond stand in phrases \
                                  that other articles have too"
            );
        }
        let conflicts = self.figures_conflict.max(self.slot_figures);
        if conflicts > 0 {
            let (agree, verb) =
                (self.figures_agree, if conflicts == 1 { "differs" } else { "differ" });
            let noun = if conflicts == 1 { "figure" } else { "figures" };
            sentence +=
                &format!("; {conflicts} {noun} {verb} in the same words, and {agree} agree");
        }
        sentence
    }
}
