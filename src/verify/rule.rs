//! From two articles' prose to a verdict.

use std::borrow::Cow;

use super::chain::{Shared, Table};
use super::meeting::{Meeting, Places, block, is_quoted};
use super::prose::{Entry, Index, Prose};
use super::screen::Screen;
use super::sequences::Sequences;
use super::{Evidence, Relation, Verdict};
use crate::corpus::{Document, Vocabulary};

/// The measure at which the score is 0.5.
const HALF: f32 = 0.14;

/// Aligned prose below which nothing is flagged, in words; and in templates.
const LEAST_WORDS: f32 = 8.0;
const TEMPLATE_LEAST_WORDS: f32 = 20.0;

/// Articles with a larger share of their words in common runs are templates.
const TEMPLATE: f32 = 0.25;

/// Share of rare words that two templates must have in common to be copies.
const TEMPLATE_RARE: f32 = 0.64;

/// What a figure weighs there, other words weighing 1.
const TEMPLATE_FIGURE: f32 = 3.0;

/// Documents up to which a word counts as fully rare in a template.
const RARE_IN: u32 = 10;

/// How much the measure of two articles may gain from words that hardly any
/// other article has, and the exclusiveness from which and up to which it
/// does. How rare a word is, a small corpus cannot tell: half of the gain is
/// given at this number of articles.
const EXCLUSIVE_GAIN: f32 = 0.4;
const EXCLUSIVE: (f32, f32) = (0.25, 0.5);
const EXCLUSIVE_HALF: f32 = 500.0;

/// Exclusive words at which half of their share counts.
const EXCLUSIVE_WORDS: f32 = 2.0;

/// Compares one article with others, one after the other.
///
/// The article that is opened is looked up in, word by word, so whoever has
/// the choice opens the longer one. Findings do not depend on it.
///
/// Cost: see the [module](super); a table of 4 bytes for each word of the
/// vocabulary.
#[derive(Debug)]
pub struct Verifier<'a> {
    vocabulary: &'a Vocabulary,
    places: Places,
    index: Index,
    other_index: Index,
    opened: Option<(Cow<'a, Document>, Cow<'a, Prose>)>,
    sequences: Sequences,
    meeting: Meeting,
    screen: Screen,
    sides: [Vec<Shared>; 2],
    table: Table,
}

/// Which of the two the opened article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The article whose id is smaller, if ids decide.
    A,
    /// The other one.
    B,
}

impl<'a> Verifier<'a> {
    /// A verifier of articles of this vocabulary.
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Self {
            vocabulary,
            places: Places::new(vocabulary.len()),
            index: Index::default(),
            other_index: Index::default(),
            opened: None,
            sequences: Sequences::default(),
            meeting: Meeting::default(),
            screen: Screen::default(),
            sides: Default::default(),
            table: Table::default(),
        }
    }

    /// Opens the article that others are compared with from here on.
    pub fn open(&mut self, document: Cow<'a, Document>, prose: Cow<'a, Prose>) {
        self.places.close(&self.index.words);
        self.index.load(&document, self.vocabulary);
        self.places.open(&self.index.words);
        self.screen.open(&self.index);
        self.opened = Some((document, prose));
        self.sequences.close();
    }

    /// Compares the opened article, in its `role`, with another one. `None`
    /// where the score is below `threshold`.
    ///
    /// # Panics
    ///
    /// If no article is open.
    pub fn verify(
        &mut self,
        document: &Document,
        prose: &Prose,
        role: Role,
        threshold: f32,
    ) -> Option<Verdict> {
        let (opened, opened_prose) = self.opened.take().expect("an article is open");
        let verdict = self.compare([&opened, document], [&opened_prose, prose], role, threshold);
        self.opened = Some((opened, opened_prose));
        verdict
    }

    /// Compares two articles, the first of which is open.
    fn compare(
        &mut self,
        [opened, document]: [&Document; 2],
        [opened_prose, prose]: [&Prose; 2],
        role: Role,
        threshold: f32,
    ) -> Option<Verdict> {
        let measure = Measure::new(opened_prose, prose, self.vocabulary);
        let least = measure_at(threshold);
        self.meeting.meet(document, &self.places);
        let exclusive = self.exclusive(&measure);
        let least_prose = least / (1.0 + measure.gain(exclusive)) / ROUNDING;
        let sides = [opened_prose, prose];
        if self.screen.bound(&self.index, &self.meeting, sides) < least_prose {
            return None;
        }
        self.meeting.gather();
        self.fill_table(opened_prose, prose);
        let [of_a, of_b] = &self.sides;
        let prose_a = self.table.chain_of_rows(of_a) / weight(of_a);
        let prose_b = self.table.chain_of_columns(of_b) / weight(of_b);
        let words = measure.words(prose_a, prose_b);
        let rare = if measure.template { self.rare_words(&measure, document) } else { 1.0 };
        let same = opened.words == document.words;
        let score = match same {
            true => 1.0,
            false => score_at(measure.judge(prose_a, prose_b, words, exclusive, rare)),
        };
        if score < threshold {
            return None;
        }
        let (prose_a, prose_b) =
            if role == Role::A { (prose_a, prose_b) } else { (prose_b, prose_a) };
        let commonness = measure.commonness;
        let mut evidence =
            Evidence { prose_a, prose_b, words, exclusive, commonness, ..Evidence::default() };
        self.sequences.compare([opened, document], role, &mut evidence);
        Some(Verdict { relation: relation(same, &evidence), score, evidence })
    }

    /// How far the words that only few articles have are the same in both: of
    /// each article's words, weighted by how exclusive they are, the share that
    /// the other has, the greater of the two; less where there are few.
    fn exclusive(&self, measure: &Measure<'_>) -> f32 {
        let mut shared = 0.0f32;
        for (place, _) in self.meeting.places() {
            shared += self.index.words[place].exclusive;
        }
        let least = measure.a.exclusive.min(measure.b.exclusive);
        shared / least.max(f32::MIN_POSITIVE) * shared / (shared + EXCLUSIVE_WORDS)
    }

    /// Block by block, what the two articles share; and what each block holds
    /// in all, given how often the other has its words.
    fn fill_table(&mut self, a: &Prose, b: &Prose) {
        let Self { index, meeting, sides: [of_a, of_b], table, .. } = self;
        for (side, prose) in [(&mut *of_a, a), (&mut *of_b, b)] {
            side.clear();
            side.extend_from_slice(&prose.totals);
        }
        table.reset(of_a.len(), of_b.len());
        let mut columns = Vec::new();
        meeting.for_each_common(|place, occurrences| {
            let entry = index.words[place];
            let count = occurrences.len();
            let of_other = Entry { count: u16::try_from(count).unwrap_or(u16::MAX), ..entry };
            let weight = entry.weight(of_other.count.into());
            let rows = index.blocks_of(place);
            columns.clear();
            for &occurrence in occurrences {
                let (block, quoted) = (block(occurrence.into()), is_quoted(occurrence.into()));
                if !quoted && columns.last() != Some(&block) {
                    columns.push(block);
                }
            }
            adjust(of_a, rows, weight, entry.weight(1));
            adjust(of_b, &columns, weight, of_other.weight(1));
            if weight > 0.0 {
                table.add(rows, &columns, weight, entry.figure);
            }
        });
        table.sum_up();
    }

    /// Of all words, each by how rare it is, the share that the other article
    /// has too: mean of both sides.
    ///
    /// A word no commoner than the template's own runs counts as fully rare:
    /// that tells sixty reprints of one story, whose very names are as common
    /// as its sentences, from sixty instalments of a table, whose figures and
    /// names differ each time.
    fn rare_words(&mut self, measure: &Measure<'_>, other: &Document) -> f32 {
        let floor = measure.a.holders.min(measure.b.holders).max(RARE_IN);
        let vocabulary = self.vocabulary;
        let rarity = |entry: &Entry| {
            let weight = if entry.figure { TEMPLATE_FIGURE } else { 1.0 };
            weight / vocabulary.document_frequency(entry.word).max(floor) as f32
        };
        let mut shared = 0.0f32;
        for (place, _) in self.meeting.places() {
            shared += rarity(&self.index.words[place]);
        }
        self.other_index.load(other, vocabulary);
        let share = |index: &Index| {
            let all = index.words.iter().fold(0.0, |sum, entry| sum + rarity(entry));
            shared / all.max(f32::MIN_POSITIVE)
        };
        (share(&self.index) + share(&self.other_index)) / 2.0
    }
}

/// Room for the order of additions, where a bound is compared.
const ROUNDING: f32 = 1.001;

/// Corrects what the blocks hold for a word that the other article turns out to have.
fn adjust(side: &mut [Shared], blocks: &[u16], weight: f32, weight_alone: f32) {
    for &block in blocks {
        let total = &mut side[block as usize].weight;
        *total = (*total + weight - weight_alone).max(0.0);
    }
}

/// What all blocks hold.
fn weight(side: &[Shared]) -> f32 {
    side.iter().map(|all| all.weight).sum::<f32>().max(f32::MIN_POSITIVE)
}

/// The score of a measure `m`: a power that keeps 0 and 1 and takes
/// [`HALF`] to one half.
fn score_at(measure: f32) -> f32 {
    measure.clamp(0.0, 1.0).powf(0.5f32.ln() / HALF.ln())
}

/// The least measure that reaches the score, with a little room for rounding.
fn measure_at(score: f32) -> f32 {
    score.powf(HALF.ln() / 0.5f32.ln()) * 0.999
}

/// Two articles' prose being compared.
struct Measure<'a> {
    a: &'a Prose,
    b: &'a Prose,
    commonness: f32,
    template: bool,
    /// The most that exclusive words can add, as a part of the measure.
    most_gain: f32,
}

impl<'a> Measure<'a> {
    fn new(a: &'a Prose, b: &'a Prose, vocabulary: &Vocabulary) -> Self {
        let commonness = (a.common + b.common) / 2.0;
        let documents = vocabulary.documents() as f32;
        let most_gain = EXCLUSIVE_GAIN * documents / (documents + EXCLUSIVE_HALF);
        Self { a, b, commonness, template: commonness > TEMPLATE, most_gain }
    }

    /// The prose that corresponds, in words.
    fn words(&self, prose_a: f32, prose_b: f32) -> f32 {
        (prose_a * self.a.unquoted as f32 + prose_b * self.b.unquoted as f32) / 2.0
    }

    /// What exclusive words add, as a part of the measure.
    fn gain(&self, exclusive: f32) -> f32 {
        let (from, to) = EXCLUSIVE;
        self.most_gain * ((exclusive - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The measure, after the rules for exclusive words, for templates and
    /// for little evidence.
    fn judge(&self, prose_a: f32, prose_b: f32, words: f32, exclusive: f32, rare: f32) -> f32 {
        let mut measure = (prose_a + prose_b) / 2.0 * (1.0 + self.gain(exclusive));
        if self.template && rare < TEMPLATE_RARE {
            measure = measure.min(HALF / 2.0);
        }
        if words < if self.template { TEMPLATE_LEAST_WORDS } else { LEAST_WORDS } {
            measure = measure.min(HALF * 0.99);
        }
        measure
    }
}

fn relation(same: bool, evidence: &Evidence) -> Relation {
    let (low, high) =
        (evidence.prose_a.min(evidence.prose_b), evidence.prose_a.max(evidence.prose_b));
    if same {
        Relation::Exact
    } else if evidence.resemblance > 0.5 {
        Relation::Edited
    } else if low < high / 2.0 {
        Relation::Partial
    } else {
        Relation::Reworded
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::Corpus;
    use crate::verify::Commonness;

    /// An article of that many sentences of words that come back, each less
    /// often than the one before; some sentences have quotations and figures.
    fn article(sentences: usize) -> impl Strategy<Value = String> {
        let word = (0u32..40, 1u32..60).prop_map(|(at, of)| at * of / 8);
        let word = (word, 0u32..12).prop_map(|(word, kind)| match kind {
            0 => format!("19{word}"),
            _ => format!("word{word}"),
        });
        let words = prop::collection::vec(word, 1..12);
        let sentence = (words, 0u32..4).prop_map(|(words, kind)| match kind {
            0 => format!("He said \"{}\" to {}. ", words.join(" "), words[0]),
            _ => format!("It {}. ", words.join(" ")),
        });
        prop::collection::vec(sentence, 1..sentences).prop_map(|sentences| sentences.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// No pair's shares go beyond what the first look says they can be,
        /// also where columns share a byte.
        #[test]
        fn the_first_look_is_a_bound(
            one in prop_oneof![article(40), article(100), article(400)],
            other in prop_oneof![article(40), article(100)],
            copied in any::<bool>(),
        ) {
            let other = if copied { format!("{other} {one}") } else { other };
            let corpus = Corpus::new(&[&one, &other], &());
            let commonness = Commonness::new(&corpus);
            let mut index = Index::default();
            let [one, other] = [corpus.document(0), corpus.document(1)];
            let [own, others] =
                [&one, &other].map(|it| Prose::new(it, &corpus.vocabulary, &commonness, &mut index));
            let mut verifier = Verifier::new(&corpus.vocabulary);
            verifier.open(Cow::Borrowed(&one), Cow::Borrowed(&own));
            let verdict = verifier.verify(&other, &others, Role::A, 0.0).expect("reaches 0");
            let bound = verifier.screen.bound(&verifier.index, &verifier.meeting, [&own, &others]);
            let share = (verdict.evidence.prose_a + verdict.evidence.prose_b) / 2.0;
            prop_assert!(share <= bound * ROUNDING, "{share} beyond {bound}");
        }
    }
}
