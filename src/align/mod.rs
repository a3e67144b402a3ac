//! Stage 7: match → passages and the edits inside them.
//!
//! [`Alignment`] says three things about two versions of an article: which
//! [`Passage`]s of one correspond to which of the other, what was
//! [changed](Change) word by word, and what occurs on one side only.
//! [`texts`] aligns two texts; an [`Aligner`] aligns many pairs of one corpus.
//!
//! # The steps
//!
//! 1. *Passages*: which stretches correspond. Pairs of sentences that share
//!    rare words are seeds; clusters of seeds extend to the rectangle that
//!    shares most. Order inside a passage does not count, so reworded and
//!    reordered text is found.
//! 2. *Words*: which words of a passage are kept. Words that occur once on each
//!    side are anchors (patience diff), and what lies between is compared
//!    exactly. A lone common word amid rewritten phrases is kept only where
//!    that helps a reader; names, figures and rare words are. Insertions and
//!    deletions slide to where they fill a sentence, clause or phrase. Clauses
//!    that are left over on both sides, word for word, have
//!    [moved](Change::Moved): from four words on inside a passage (three, if
//!    they fill a clause), from six outside.
//! 3. *Regions*: from words to bytes. Punctuation is compared by itself, so
//!    that a replaced word takes no quotation mark with it. Long stretches that
//!    have hardly a meaningful word in common are deleted and inserted.
//! 4. *Substance*: edits that change what is said, and not only how, get a
//!    mark. [`Substance`] says what is recognised and what not.
//!
//! Each step is a module with its method on its page (private, in the source);
//! where the constants come from is told in `docs/TUNING.md`.
//!
//! # Invariants
//!
//! [`Alignment::regions`] covers both texts without gap or overlap: each byte
//! of A lies in exactly one region's `a`, each byte of B in exactly one
//! region's `b`. Regions that are [kept](Change::Kept) or
//! [moved](Change::Moved) have the same bytes on both sides. So B can be
//! rebuilt from A, the regions, and the text that B adds; and the reverse.
//! Kept regions are in the same order on both sides, so that what lies in no
//! edit reads the same in both. [`Alignment::validate`] checks all of it.

mod chain;
mod passages;
mod regions;
mod side;
mod substance;
mod words;

pub use regions::{Alignment, Change, Passage, PassageKind, Region, Substance};
pub use side::Side;
pub(crate) use side::{NumberedWords, WordNumbers};

use crate::corpus::Vocabulary;
use crate::error::Error;
use crate::text::{CheckedTokenizer, check_length};
use passages::WordPassage;
use words::{MatchedRun, NumberedText, TextPair};

/// Aligns two texts that are versions of one another, without a corpus.
///
/// What is rare is told by the two texts themselves: the findings can differ
/// from those of an [`Aligner`] that knows a corpus. Where no passage is found,
/// mostly because the texts are too short, all of both is compared, as
/// [`Aligner::align_whole`] does.
///
/// Cost: about 5 ns a byte to find the words, and that of [`Aligner::align`].
///
/// # Errors
///
/// [`Error::Setting`] where a text has 4 GiB or more.
///
/// ```
/// use nearcopy::align::{self, Change};
///
/// let (a, b) = ("The talks were frank, he said.", "The talks were very candid, she said.");
/// let alignment = align::texts(a, b)?;
/// let replaced = alignment.regions.iter().filter(|region| region.change == Change::Replaced);
/// let replaced: Vec<_> = replaced.map(|region| (region.a.of(a), region.b.of(b))).collect();
/// assert_eq!(replaced, [("frank, he", "very candid, she")]);
/// assert_eq!(alignment.rebuild_b(a, b), b);
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub fn texts(a: &str, b: &str) -> Result<Alignment, Error> {
    check_length(a)?;
    check_length(b)?;
    let (mut numbers, tokenizer) = (WordNumbers::default(), CheckedTokenizer::default());
    let [a, b] = [a, b].map(|text| NumberedWords::new(text, &mut numbers, &tokenizer));
    let aligner = Aligner::without_corpus();
    Ok(aligner.align_whole(a.side(), b.side(), &mut Workspace::default()))
}

/// Aligns pairs of articles of one corpus.
///
/// ```
/// use nearcopy::align::{Aligner, Change, Side, Workspace};
/// use nearcopy::corpus::Corpus;
/// use nearcopy::text::words;
///
/// let texts = ["The talks were frank.", "The talks were very candid."];
/// let corpus = Corpus::new(&texts, &())?;
/// let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
/// let documents = [corpus.document(0), corpus.document(1)];
/// let [a, b] = [0, 1].map(|at| Side::new(texts[at], &spans[at], &documents[at]));
///
/// let aligner = Aligner::new(&corpus.vocabulary);
/// let alignment = aligner.align_whole(a, b, &mut Workspace::default());
/// let changes: Vec<Change> = alignment.regions.iter().map(|region| region.change).collect();
/// assert_eq!(changes, [Change::Kept, Change::Replaced, Change::Kept]);
/// assert_eq!(alignment.rebuild_b(texts[0], texts[1]), texts[1]);
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Aligner {
    /// The weight of each word of the vocabulary, if the corpus tells.
    rarity: Option<Vec<f32>>,
}

/// Weight of a word that occurs in one article of the corpus only. It sets the
/// scale of all least weights: ten such words are evidence for a passage.
const RAREST: f32 = 2.92;

/// Least number of distinct articles that tell which words are rare.
const LEAST_DOCUMENTS: usize = 50;

/// Share of the words that is kept, from which a passage counts as edited and
/// not as reworded. A convention: it changes the name alone.
const EDITED: f32 = 0.7;

/// Memory that the aligner uses again for one pair after the other.
#[derive(Debug, Default)]
pub struct Workspace {
    a: passages::TextUnits,
    b: passages::TextUnits,
    shared: passages::SharedWords,
    seeder: passages::Seeder,
    matcher: words::WordMatcher,
}

impl Aligner {
    /// An aligner that weighs words by how rare they are in the corpus: by
    /// √ln((N + 1) / df), scaled so that the rarest weigh the same in every
    /// corpus. A corpus of fewer than 50 articles does not tell what is rare;
    /// there a word weighs by how often it stands in the pair itself.
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let documents = vocabulary.documents();
        let log = |frequency: u32| ((documents + 1) as f32 / frequency.max(1) as f32).ln();
        let weight =
            |word| RAREST * (log(vocabulary.document_frequency(word)) / log(1)).max(0.0).sqrt();
        let rarity = (documents >= LEAST_DOCUMENTS)
            .then(|| (0..vocabulary.len() as u32).map(weight).collect());
        Self { rarity }
    }

    /// An aligner for which the two texts alone tell which words are rare.
    pub(crate) fn without_corpus() -> Self {
        Self { rarity: None }
    }

    /// The passages that two articles share, and every difference. Without a
    /// shared passage, all of both texts is on one side only.
    ///
    /// Cost: about 50 µs for two articles of 500 words, near-linear in their
    /// length; bounded for texts of any repetition.
    pub fn align(&self, a: Side<'_>, b: Side<'_>, workspace: &mut Workspace) -> Alignment {
        let found = passages::find([a, b], self.rarity.as_deref(), workspace);
        self.fill((a, b), found, workspace)
    }

    /// [`align`](Self::align) for two articles known to be copies: where no
    /// passage is found, mostly because they are too short, the whole of both is
    /// one. With the same words in the same order the whole is one passage too, in
    /// which every word corresponds to itself.
    pub fn align_whole(&self, a: Side<'_>, b: Side<'_>, workspace: &mut Workspace) -> Alignment {
        if a.words == b.words && !a.words.is_empty() {
            return self.align_same_words(a, b, workspace);
        }
        let alignment = self.align(a, b, workspace);
        if !alignment.passages.is_empty() || a.words.is_empty() || b.words.is_empty() {
            return alignment;
        }
        let whole =
            WordPassage { a: 0..a.words.len(), b: 0..b.words.len(), score: 0.0, moved: false };
        self.fill((a, b), vec![whole], workspace)
    }

    /// Two texts with the same words: only what they are written with is compared.
    fn align_same_words(&self, a: Side<'_>, b: Side<'_>, workspace: &mut Workspace) -> Alignment {
        let Workspace { a: units_a, b: units_b, shared, .. } = workspace;
        shared.load(units_a, units_b, [a, b], self.rarity.as_deref());
        let pair = TextPair {
            a: NumberedText { side: a, shared: &units_a.shared },
            b: NumberedText { side: b, shared: &units_b.shared },
            words: shared,
            by_corpus: self.rarity.is_some(),
        };
        let all = 0..a.words.len();
        let run = MatchedRun { a: 0, b: 0, len: all.len(), moved: false };
        let mut regions = regions::regions(&pair, &[run]);
        substance::mark(&pair, &mut regions);
        let passage = Passage {
            a: a.span(&all),
            b: b.span(&all),
            kind: PassageKind::Identical,
            moved: false,
            score: 1.0,
        };
        Alignment { passages: vec![passage], regions }
    }

    /// From ranges of words to passages and regions of bytes. The workspace
    /// still contains the two texts' words.
    fn fill(
        &self,
        (a, b): (Side<'_>, Side<'_>),
        mut found: Vec<WordPassage>,
        workspace: &mut Workspace,
    ) -> Alignment {
        passages::mark_moved(&mut found);
        let Workspace { a: units_a, b: units_b, shared, matcher, .. } = workspace;
        if found.is_empty() {
            // Also where a text has no words: the workspace was not filled then.
            return Alignment { passages: Vec::new(), regions: regions::apart(a, b) };
        }
        let pair = TextPair {
            a: NumberedText { side: a, shared: &units_a.shared },
            b: NumberedText { side: b, shared: &units_b.shared },
            words: shared,
            by_corpus: self.rarity.is_some(),
        };
        matcher.begin(&pair);
        let passage = |found: &WordPassage| {
            let kept = matcher.add(&pair, found);
            Passage {
                a: a.span(&found.a),
                b: b.span(&found.b),
                kind: PassageKind::of(found, kept),
                moved: found.moved,
                score: if found.score > 0.0 { found.score } else { share(found, kept) },
            }
        };
        let passages = found.iter().map(passage).collect();
        let mut regions = regions::regions(&pair, matcher.finish(&pair, &found));
        substance::mark(&pair, &mut regions);
        Alignment { passages, regions }
    }
}

impl PassageKind {
    fn of(passage: &WordPassage, kept: usize) -> Self {
        if kept == passage.a.len() && kept == passage.b.len() {
            Self::Identical
        } else if share(passage, kept) >= EDITED {
            Self::Edited
        } else {
            Self::Reworded
        }
    }
}

/// Share of the words of both sides that are kept, 0 to 1.
fn share(passage: &WordPassage, kept: usize) -> f32 {
    2.0 * kept as f32 / (passage.a.len() + passage.b.len()) as f32
}

#[cfg(test)]
mod tests;
