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
//!
//! # From passages to regions
//!
//! 1. The words of a passage are compared: words that occur once on each side
//!    tie the two together (patience diff), and what lies between is weighed
//!    exactly. A lone common word amid rewritten phrases is no more kept than
//!    it would help a reader; names, figures and rare words are.
//! 2. Insertions and deletions slide to where they fill a sentence, clause or
//!    phrase, if the words allow several places.
//! 3. Clauses that are left over on both sides, word for word, have
//!    [moved](Change::Moved): from four words on inside a passage (three, if
//!    they fill a clause), from six outside.
//! 4. Punctuation is compared by itself, so that a replaced word takes no
//!    quotation mark with it.
//! 5. Edits that change what is said, and not only how, get a mark: their
//!    [`Substance`], the page of which says what is recognised and what not.

mod alignment;
mod anchor;
mod chain;
mod corner;
mod diff;
mod digest;
mod grid;
mod moved;
mod order;
mod pair;
mod passage;
mod pause;
mod rectangle;
mod region;
mod seed;
mod shared;
mod slide;
mod substance;

pub use alignment::{Alignment, Change, Passage, PassageKind, Region};
pub use substance::Substance;

use std::ops::Range;

use crate::article::Span;
use crate::corpus::{Document, Vocabulary};

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
    /// The first word of each sentence.
    pub sentences: &'a [u32],
    /// Half-open ranges of words inside direct quotations, ordered, apart.
    pub quoted: &'a [(u32, u32)],
    /// The positions of the words, ordered by word and then by position,
    /// where somebody has them at hand: worth it for a long text that is
    /// aligned with many.
    pub by_word: Option<&'a [u32]>,
}

/// A passage counted in words.
#[derive(Clone, Debug, PartialEq)]
struct Stretch {
    a: Range<usize>,
    b: Range<usize>,
    score: f32,
    moved: bool,
}

/// Aligns pairs of articles of one corpus.
///
/// ```
/// use nearcopy::align::{Aligner, Change, Scratch, Side};
/// use nearcopy::corpus::Corpus;
/// use nearcopy::text::words;
///
/// let texts = ["The talks were frank.", "The talks were very candid."];
/// let corpus = Corpus::new(&texts, &());
/// let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
/// let documents = [corpus.document(0), corpus.document(1)];
/// let [a, b] = [0, 1].map(|at| Side::new(texts[at], &spans[at], &documents[at]));
///
/// let aligner = Aligner::new(&corpus.vocabulary);
/// let alignment = aligner.align_whole(a, b, &mut Scratch::default());
/// let changes: Vec<Change> = alignment.regions.iter().map(|region| region.change).collect();
/// assert_eq!(changes, [Change::Kept, Change::Replaced, Change::Kept]);
/// assert_eq!(alignment.rebuild_b(texts[0], texts[1]), texts[1]);
/// ```
#[derive(Clone, Debug)]
pub struct Aligner {
    /// How much each word of the vocabulary weighs, if the corpus tells.
    rarity: Option<Vec<f32>>,
}

/// Weight of a word that only one article of the corpus has.
const RAREST: f32 = 2.92;

/// Corpora with fewer distinct articles say nothing about which words are rare.
const LEAST_DOCUMENTS: usize = 50;

/// Memory that the aligner uses again for one pair after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    a: shared::Units,
    b: shared::Units,
    shared: shared::Shared,
    seeder: seed::Seeder,
    anchors: anchor::Anchors,
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

    /// The passages that two articles share, and every difference. Without a
    /// shared passage, all of both texts is on one side only.
    ///
    /// Cost: about 50 µs for two articles of 500 words, near-linear in their
    /// length; bounded for texts of any repetition.
    pub fn align(&self, a: Side<'_>, b: Side<'_>, scratch: &mut Scratch) -> Alignment {
        let stretches = passage::find([a, b], self.rarity.as_deref(), scratch);
        self.fill((a, b), stretches, scratch)
    }

    /// [`align`](Self::align) for two articles known to be copies: where they
    /// are too short for a passage to prove itself, the whole of both is one.
    pub fn align_whole(&self, a: Side<'_>, b: Side<'_>, scratch: &mut Scratch) -> Alignment {
        let alignment = self.align(a, b, scratch);
        if !alignment.passages.is_empty() || a.words.is_empty() || b.words.is_empty() {
            return alignment;
        }
        let whole = Stretch { a: 0..a.words.len(), b: 0..b.words.len(), score: 0.0, moved: false };
        self.fill((a, b), vec![whole], scratch)
    }

    /// From stretches of words to passages and regions of bytes. The scratch
    /// memory still holds the two texts' words.
    fn fill(
        &self,
        (a, b): (Side<'_>, Side<'_>),
        mut stretches: Vec<Stretch>,
        scratch: &mut Scratch,
    ) -> Alignment {
        order::mark_moved(&mut stretches);
        let Scratch { a: units_a, b: units_b, shared, anchors, .. } = scratch;
        if stretches.is_empty() {
            // Also where a text without words never reached the scratch memory.
            return Alignment { passages: Vec::new(), regions: region::apart(a, b) };
        }
        let pair = pair::Pair {
            a: pair::Text { side: a, shared: &units_a.shared },
            b: pair::Text { side: b, shared: &units_b.shared },
            words: shared,
            by_corpus: self.rarity.is_some(),
        };
        anchors.begin(&pair);
        let passage = |stretch: &Stretch| {
            let kept = anchors.add(&pair, stretch);
            Passage {
                a: a.span(&stretch.a),
                b: b.span(&stretch.b),
                kind: PassageKind::of(stretch, kept),
                moved: stretch.moved,
                score: if stretch.score > 0.0 { stretch.score } else { share(stretch, kept) },
            }
        };
        let passages = stretches.iter().map(passage).collect();
        let mut regions = region::regions(&pair, anchors.finish(&pair, &stretches));
        substance::mark(&pair, &mut regions);
        Alignment { passages, regions }
    }
}

impl<'a> Side<'a> {
    /// A text, the places of its words, and the words themselves.
    pub fn new(text: &'a str, spans: &'a [Span], document: &'a Document) -> Self {
        let Document { words, outline, .. } = document;
        Self {
            text,
            spans,
            words,
            sentences: &outline.sentences,
            quoted: &outline.quoted,
            by_word: None,
        }
    }
}

impl PassageKind {
    fn of(stretch: &Stretch, kept: usize) -> Self {
        if kept == stretch.a.len() && kept == stretch.b.len() {
            Self::Identical
        } else if share(stretch, kept) >= 0.7 {
            Self::Edited
        } else {
            Self::Reworded
        }
    }
}

/// Share of both stretches' words that are kept, 0 to 1.
fn share(stretch: &Stretch, kept: usize) -> f32 {
    2.0 * kept as f32 / (stretch.a.len() + stretch.b.len()) as f32
}

impl Side<'_> {
    /// The bytes of a range of words, with the punctuation that follows the last.
    fn span(&self, words: &Range<usize>) -> Span {
        let start = self.spans[words.start].start;
        let end = self.spans[words.end - 1].end;
        let limit = self.spans.get(words.end).map_or(self.text.len(), |next| next.start as usize);
        let gap = &self.text[end as usize..limit];
        let punctuation = gap.find(char::is_whitespace).unwrap_or(if limit == self.text.len() {
            gap.len()
        } else {
            0
        });
        Span::new(start, end + punctuation as u32)
    }
}

#[cfg(test)]
mod tests;
