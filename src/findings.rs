//! What a run finds: sets of identical articles, matches, clusters, statistics.

use std::collections::HashMap;

use crate::align::Alignment;
use crate::candidate::View;
use crate::cluster::Cluster;
use crate::decisions::Decision;
use crate::verify::{Evidence, Relation};

/// Everything that one run found. Articles are named by their position in
/// the slice that was searched.
///
/// The order of every list depends on the articles' ids alone, never on the
/// order in which the articles came or on the number of threads.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Findings {
    /// Sets of two or more articles with the same words in the same order.
    pub identical: Vec<IdenticalSet>,
    /// The verified copies among articles that do not have the same words.
    pub matches: Vec<Match>,
    /// Matches that are counted and not listed, see [`keep_surest`](Self::keep_surest).
    #[cfg_attr(feature = "serde", serde(default))]
    pub unlisted: Vec<Match>,
    /// The pairs that are no copies but forms filled in anew
    /// ([`Relation::Template`]), where they were
    /// [asked for](crate::detect::Builder::templates).
    #[cfg_attr(feature = "serde", serde(default))]
    pub templates: Vec<Match>,
    /// Groups of copies, each with a representative.
    pub clusters: Vec<Cluster>,
    /// Articles too short to be judged, and why. Those with the same words are in
    /// [`identical`](Self::identical) all the same.
    pub skipped: Vec<Skipped>,
    /// Articles whose texts were taken in and could not be read again: none of
    /// their pairs is a match.
    #[cfg_attr(feature = "serde", serde(default))]
    pub unreadable: Vec<Unreadable>,
    /// Pairs of articles about which there is a [decision](crate::decisions) that does not
    /// apply, as a text changed since.
    #[cfg_attr(feature = "serde", serde(default))]
    pub outdated: Vec<(usize, usize)>,
    /// How many words each article has, by position.
    #[cfg_attr(feature = "serde", serde(default))]
    pub words: Vec<u32>,
    /// Counts of the run.
    pub statistics: Statistics,
}

impl Findings {
    /// How many matches and identical sets are new: nobody decided that they are copies,
    /// neither of them nor through others, as where a copy of a copy is found to be one of
    /// the original, too. All of them where there were no [decisions](crate::decisions).
    pub fn undecided(&self) -> usize {
        let mut groups = Groups::default();
        let is_copy = |decision: Option<Decision>| decision == Some(Decision::Copy);
        let all = || self.all_matches();
        for found in all().filter(|found| is_copy(found.decision)) {
            groups.join(found.a, found.b);
        }
        let is_new = |found: &&Match| groups.of(found.a) != groups.of(found.b);
        let sets = self.identical.iter().filter(|set| !is_copy(set.decision)).count();
        sets + all().filter(is_new).count()
    }

    /// Leaves only the `count` matches with the highest scores in
    /// [`matches`](Self::matches), in their order; of equal scores, the first. The others go
    /// to [`unlisted`](Self::unlisted): reports count them and do not list them. Clusters,
    /// sets and counts stay as they are.
    ///
    /// ```
    /// use nearcopy::{Article, Detector};
    ///
    /// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
    /// let articles = [
    ///     Article::new("a", text),
    ///     Article::new("b", format!("{text} So it stays.")),
    ///     Article::new("c", format!("{text} Nobody knows for how long, said the mayor.")),
    /// ];
    /// let mut findings = Detector::builder().build()?.detect(&articles)?;
    /// let surest = findings.matches.iter().map(|found| found.score).fold(0.0, f32::max);
    /// let all = findings.matches.len();
    ///
    /// findings.keep_surest(1);
    /// assert_eq!(findings.matches[0].score, surest);
    /// assert_eq!(findings.unlisted.len(), all - 1);
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn keep_surest(&mut self, count: usize) {
        let mut order: Vec<usize> = (0..self.matches.len()).collect();
        let score = |at: &usize| self.matches[*at].score;
        order.sort_by(|one, other| score(other).total_cmp(&score(one)));
        let mut is_kept = vec![false; order.len()];
        order.iter().take(count).for_each(|&at| is_kept[at] = true);
        let all = std::mem::take(&mut self.matches);
        for (found, is_kept) in all.into_iter().zip(is_kept) {
            if is_kept { self.matches.push(found) } else { self.unlisted.push(found) }
        }
    }

    /// All matches, listed or not.
    pub(crate) fn all_matches(&self) -> impl Iterator<Item = &Match> {
        self.matches.iter().chain(&self.unlisted)
    }
}

/// Articles that are connected by decisions: each leads to another of its group, or is
/// the group's last.
#[derive(Default)]
struct Groups(HashMap<usize, usize>);

impl Groups {
    fn of(&self, mut article: usize) -> usize {
        while let Some(&next) = self.0.get(&article) {
            article = next;
        }
        article
    }

    fn join(&mut self, a: usize, b: usize) {
        let (one, other) = (self.of(a), self.of(b));
        if one != other {
            self.0.insert(one, other);
        }
        // Shorter ways for the next.
        for article in [a, b] {
            if article != other {
                self.0.insert(article, other);
            }
        }
    }
}

/// Two or more articles with the same words in the same order, at least one.
///
/// Words are the same where they [fold](crate::text::fold) alike: case, accents,
/// signs and punctuation do not count, so that a reprint in another house style
/// is found. They may matter to a reader, though: *−15 degrees* and *15 degrees*
/// are the same words, and so are *US* and *us*. What is written otherwise than
/// in the first article is in [`variants`](Self::variants).
///
/// ```
/// use nearcopy::{Article, Detector};
///
/// let text = "The night was cold: -15 degrees at the airport, the coldest since March.";
/// let articles = [Article::new("a", text), Article::new("b", text.replace("-15", "15"))];
/// let findings = Detector::builder().build()?.detect(&articles)?;
///
/// let set = &findings.identical[0];
/// assert_eq!((&set.articles[..], &set.variants[0].articles[..]), (&[0, 1][..], &[1][..]));
/// let alignment = set.variants[0].alignment.as_ref().expect("there are few");
/// let edit = alignment.edits().next().expect("the minus is gone");
/// assert!(edit.a.of(text).contains('-') && !edit.substance.is_empty());
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct IdenticalSet {
    /// The articles, ordered by id, those of the first [side](crate::detect::Sides) before the
    /// others. The first stands for the set in
    /// [`matches`](Findings::matches) and [`clusters`](Findings::clusters).
    pub articles: Vec<usize>,
    /// How articles of the set are written that are not written as the first,
    /// ordered by the id of their first article.
    pub variants: Vec<Variant>,
    /// What was decided about all others of the set, if it is one and the same:
    /// whether they are copies of the first.
    #[cfg_attr(feature = "serde", serde(default))]
    pub decision: Option<Decision>,
}

impl IdenticalSet {
    /// How many articles are written otherwise than the first.
    pub fn written_otherwise(&self) -> usize {
        self.variants.iter().map(|variant| variant.articles.len()).sum()
    }
}

/// A way in which articles of an [`IdenticalSet`] are written otherwise than its
/// first article.
///
/// White space does not count, nor do characters that only say where a line may
/// break (soft hyphen, zero-width space, word joiner), nor whether an accent is a
/// character of its own.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Variant {
    /// The articles that are written so, ordered by id.
    pub articles: Vec<usize>,
    /// What differs between the first article of the set (A) and the first of
    /// these (B). Absent when the run was told to leave alignment out, and for
    /// those of a set beyond [`MOST_VARIANTS`](crate::detect::MOST_VARIANTS);
    /// then they may differ in white space alone.
    pub alignment: Option<Alignment>,
}

/// Two articles of which one is a copy of the other, verified; or of which both are one
/// form, filled in.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Match {
    /// The article with the smaller id; of articles on [sides](crate::detect::Sides), that of
    /// the first side.
    pub a: usize,
    /// The other article.
    pub b: usize,
    /// What made the pair a candidate.
    pub view: View,
    /// What kind of copy it is.
    pub relation: Relation,
    /// How sure it is, from 0 to 1. Never an estimate from sketches: it is
    /// computed from the two texts.
    pub score: f32,
    /// The figures behind relation and score.
    pub evidence: Evidence,
    /// Which passages correspond, and every difference. Absent when the run
    /// was told to leave alignment out.
    pub alignment: Option<Alignment>,
    /// What was [decided](crate::decisions) about the pair; never that it is no copy,
    /// since then it is no match.
    #[cfg_attr(feature = "serde", serde(default))]
    pub decision: Option<Decision>,
}

/// An article that was not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Skipped {
    /// The article.
    pub article: usize,
    /// How many words it has: fewer than
    /// [`MIN_WORDS`](crate::verify::MIN_WORDS).
    pub words: usize,
}

/// An article whose text could not be read again where it was to be compared, as
/// when its file was replaced during the search.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Unreadable {
    /// The article.
    pub article: usize,
    /// Why, in words for a message.
    pub reason: String,
}

/// Counts of one run, for people and for tests of cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Statistics {
    /// Articles searched.
    pub articles: usize,
    /// Bytes of their text.
    pub bytes: usize,
    /// Words in them.
    pub words: usize,
    /// Distinct folded words; 0 at the level `Near`, which does not count them.
    pub vocabulary: usize,
    /// Articles left after folding those with the same words into one.
    pub distinct: usize,
    /// Pairs that the index proposed.
    pub candidates: usize,
    /// Pairs that verification kept.
    pub matches: usize,
    /// Pairs that are no copies but forms filled in anew
    /// ([`Relation::Template`]).
    #[cfg_attr(feature = "serde", serde(default))]
    pub templates: usize,
    /// Pairs of two articles of one large group of near-duplicates that were not
    /// compared for being in it, and may be copies (other views may have proposed some): see
    /// [`Builder::all_pairs`](crate::detect::Builder::all_pairs).
    #[cfg_attr(feature = "serde", serde(default))]
    pub left_out: usize,
    /// Pairs that would be matches, and repeats of identical sets, that are left out since
    /// they were [decided](crate::decisions) to be no copies.
    #[cfg_attr(feature = "serde", serde(default))]
    pub not_copies: usize,
}
