//! What a run finds: sets of identical articles, matches, clusters, statistics.

mod record;
mod stored;

use std::borrow::Cow;
use std::collections::HashMap;

pub use stored::{StoredLists, StoredMatches};

use crate::align::{Alignment, Substance};
use crate::candidate::View;
use crate::cluster::Cluster;
use crate::decisions::Decision;
use crate::error::Error;
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
    /// Where [asked for](crate::detect::Builder::store_matches), what would otherwise be in
    /// the three lists above: they are empty then. [`listed`](Self::listed) goes through
    /// matches wherever they are.
    #[cfg_attr(feature = "serde", serde(default))]
    pub stored: StoredLists,
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
        let is_copy = |decision: Option<Decision>| decision == Some(Decision::Copy);
        let sets = self.identical.iter().filter(|set| !is_copy(set.decision)).count();
        if self.decided_copies() == 0 {
            return sets + self.listed_len() + self.unlisted_len();
        }
        let mut groups = Groups::default();
        for found in self.all_unaligned().filter(|found| is_copy(found.decision)) {
            groups.join(found.a, found.b);
        }
        let is_new = |found: &Cow<'_, Match>| groups.of(found.a) != groups.of(found.b);
        sets + self.all_unaligned().filter(is_new).count()
    }

    /// The matches that are listed, [stored](Self::stored) or not, in their order. Those in a
    /// temporary file end early where it cannot be read: [`check`](Self::check) says so.
    ///
    /// ```
    /// use nearcopy::{Article, Detector};
    ///
    /// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
    /// let articles = [Article::new("a", text), Article::new("b", format!("{text} So it stays."))];
    /// for is_stored in [false, true] {
    ///     let detector = Detector::builder().store_matches(is_stored).build()?;
    ///     let findings = detector.detect(&articles)?;
    ///     assert_eq!(findings.listed().count(), 1);
    ///     findings.check()?;
    /// }
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn listed(&self) -> impl Iterator<Item = Cow<'_, Match>> {
        let stored = self.stored.matches.iter().map(Cow::Owned);
        self.matches.iter().map(Cow::Borrowed).chain(stored)
    }

    /// How many matches are [listed](Self::listed).
    pub fn listed_len(&self) -> usize {
        self.matches.len() + self.stored.matches.len()
    }

    /// How many matches are counted and not listed.
    pub fn unlisted_len(&self) -> usize {
        self.unlisted.len() + self.stored.unlisted.len()
    }

    /// As [`listed`](Self::listed), and the pairs that are forms filled in anew after them.
    pub fn listed_with_templates(&self) -> impl Iterator<Item = Cow<'_, Match>> {
        let stored = self.stored.templates.iter().map(Cow::Owned);
        self.listed().chain(self.templates.iter().map(Cow::Borrowed)).chain(stored)
    }

    /// Whether all that is [stored](Self::stored) could be written and read so far.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where a temporary file cannot be used.
    pub fn check(&self) -> Result<(), Error> {
        let StoredLists { matches, unlisted, templates } = &self.stored;
        [matches, unlisted, templates].into_iter().try_for_each(StoredMatches::check)
    }

    /// The same findings with everything [stored](Self::stored) in the lists, as those want
    /// it who look up matches in any order. It takes the memory that storing them saves.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn in_memory(&self) -> Result<Cow<'_, Self>, Error> {
        let StoredLists { matches, unlisted, templates } = &self.stored;
        if matches.is_empty() && unlisted.is_empty() && templates.is_empty() {
            return Ok(Cow::Borrowed(self));
        }
        let mut findings = Self { stored: StoredLists::default(), ..self.clone() };
        findings.matches.extend(matches.iter());
        findings.unlisted.extend(unlisted.iter());
        findings.templates.extend(templates.iter());
        self.check()?;
        Ok(Cow::Owned(findings))
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
        let stored = self.stored.matches.iter_unaligned().map(|found| found.score);
        let scores = self.matches.iter().map(|found| found.score).chain(stored);
        let scores: Vec<f32> = scores.collect();
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&one, &other| scores[other].total_cmp(&scores[one]));
        let mut is_kept = vec![false; order.len()];
        order.iter().take(count).for_each(|&at| is_kept[at] = true);
        let mut is_kept = is_kept.into_iter();
        let all = std::mem::take(&mut self.matches);
        for (found, is_kept) in all.into_iter().zip(is_kept.by_ref()) {
            if is_kept { self.matches.push(found) } else { self.unlisted.push(found) }
        }
        let StoredLists { matches, unlisted, .. } = &mut self.stored;
        if unlisted.is_empty() {
            *unlisted = matches.in_same_file();
        }
        for (found, is_kept) in std::mem::take(matches).iter().zip(is_kept) {
            if is_kept { self.matches.push(found) } else { unlisted.push(&found) }
        }
    }

    /// All matches, listed or not; those that are stored without their alignments.
    pub(crate) fn all_unaligned(&self) -> impl Iterator<Item = Cow<'_, Match>> {
        let StoredLists { matches, unlisted, .. } = &self.stored;
        let stored = matches.iter_unaligned().chain(unlisted.iter_unaligned());
        self.matches.iter().chain(&self.unlisted).map(Cow::Borrowed).chain(stored.map(Cow::Owned))
    }

    /// As [`listed_with_templates`](Self::listed_with_templates); those that are stored
    /// without their alignments.
    pub(crate) fn listed_unaligned(&self) -> impl Iterator<Item = Cow<'_, Match>> {
        let StoredLists { matches, templates, .. } = &self.stored;
        let listed = self.matches.iter().map(Cow::Borrowed);
        let listed = listed.chain(matches.iter_unaligned().map(Cow::Owned));
        let templates_stored = templates.iter_unaligned().map(Cow::Owned);
        listed.chain(self.templates.iter().map(Cow::Borrowed)).chain(templates_stored)
    }

    /// How many matches were decided to be copies.
    pub(crate) fn decided_copies(&self) -> usize {
        let StoredLists { matches, unlisted, .. } = &self.stored;
        let in_memory = self.matches.iter().chain(&self.unlisted);
        let decided = in_memory.filter(|found| found.decision == Some(Decision::Copy));
        decided.count() + matches.copies() + unlisted.copies()
    }

    /// How many matches and variants have words in letters of two scripts that look alike,
    /// on one side only.
    pub fn lookalikes(&self) -> usize {
        let StoredLists { matches, unlisted, .. } = &self.stored;
        let in_memory = self.matches.iter().chain(&self.unlisted).map(|found| &found.alignment);
        let variants = self.identical.iter().flat_map(|set| &set.variants);
        let alignments = in_memory.chain(variants.map(|variant| &variant.alignment)).flatten();
        let count = alignments.filter(|alignment| is_lookalike(alignment)).count();
        count + matches.lookalikes() + unlisted.lookalikes()
    }
}

/// Whether an edit brings in or takes out letters of another script that look alike.
fn is_lookalike(alignment: &Alignment) -> bool {
    alignment.substance().any(|region| region.substance.contains(Substance::LOOKALIKE))
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
