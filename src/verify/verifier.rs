//! From two articles' words to the figures that a decision is made on.

use std::borrow::Cow;

use super::chain::{BlockWeight, SentenceTable};
use super::decision::{self, Features, exclusive_share, is_template, least_prose, rarity};
use super::overlap::{Overlap, Places, block, is_quoted};
use super::prose::Prose;
use super::sequences::Sequences;
use super::upper_bound::UpperBound;
use super::word_index::{Entry, WordIndex};
use super::{Evidence, Verdict};
use crate::corpus::{Document, Vocabulary};

/// Compares one article with others, one after the other.
///
/// The words of the other article are looked up in the opened one, so whoever has
/// the choice opens the longer one. Findings do not depend on it.
///
/// Cost: see the [module](super); a table of 4 bytes for each word of the
/// vocabulary.
#[derive(Debug)]
pub struct Verifier<'a> {
    vocabulary: &'a Vocabulary,
    places: Places,
    index: WordIndex,
    other_index: WordIndex,
    opened: Option<(Cow<'a, Document>, Cow<'a, Prose>)>,
    sequences: Sequences,
    overlap: Overlap,
    upper_bound: UpperBound,
    sides: [Vec<BlockWeight>; 2],
    table: SentenceTable,
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
            index: WordIndex::default(),
            other_index: WordIndex::default(),
            opened: None,
            sequences: Sequences::default(),
            overlap: Overlap::default(),
            upper_bound: UpperBound::default(),
            sides: Default::default(),
            table: SentenceTable::default(),
        }
    }

    /// Opens the article that others are compared with from here on.
    pub fn open(&mut self, document: Cow<'a, Document>, prose: Cow<'a, Prose>) {
        self.places.close(&self.index.words);
        self.index.load(&document, self.vocabulary);
        self.places.open(&self.index.words);
        self.upper_bound.open(&self.index);
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
        self.overlap.find(document, &self.places);
        let exclusive = self.exclusive(opened_prose, prose);
        let least = least_prose(threshold, exclusive, self.vocabulary.documents()) / ROUNDING;
        let sides = [opened_prose, prose];
        if self.upper_bound.of(&self.index, &self.overlap, sides) < least {
            return None;
        }
        self.overlap.gather();
        self.fill_table(opened_prose, prose);
        let features = self.features(sides, document, exclusive);
        let same = opened.words == document.words;
        let score = if same { 1.0 } else { features.score() };
        if score < threshold {
            return None;
        }
        let [opened_share, share] = features.prose;
        let (prose_a, prose_b) =
            if role == Role::A { (opened_share, share) } else { (share, opened_share) };
        let Features { words, commonness, .. } = features;
        let mut evidence =
            Evidence { prose_a, prose_b, words, exclusive, commonness, ..Evidence::default() };
        self.sequences.compare([opened, document], role, &mut evidence);
        Some(Verdict { relation: decision::relation(same, &evidence), score, evidence })
    }

    /// The figures that the score is made of, once the table is filled.
    fn features(&mut self, [a, b]: [&Prose; 2], other: &Document, exclusive: f32) -> Features {
        let [of_a, of_b] = &self.sides;
        let prose_a = self.table.chain_of_rows(of_a) / weight(of_a);
        let prose_b = self.table.chain_of_columns(of_b) / weight(of_b);
        let commonness = (a.common + b.common) / 2.0;
        let holders = a.holders.min(b.holders);
        Features {
            prose: [prose_a, prose_b],
            words: (prose_a * a.unquoted as f32 + prose_b * b.unquoted as f32) / 2.0,
            exclusive,
            commonness,
            rare_words: if is_template(commonness) { self.rare_words(holders, other) } else { 1.0 },
            documents: self.vocabulary.documents(),
        }
    }

    /// How far the words that only few articles have are the same in both: the
    /// greater of the two shares, each word weighted by how exclusive it is.
    fn exclusive(&self, a: &Prose, b: &Prose) -> f32 {
        let mut shared = 0.0f32;
        for (place, _) in self.overlap.places() {
            shared += self.index.words[place].exclusive;
        }
        exclusive_share(shared, a.exclusive.min(b.exclusive))
    }

    /// Fills in, block by block, the weight that the two articles share, and the
    /// weight of each block, given how often the other article has its words.
    fn fill_table(&mut self, a: &Prose, b: &Prose) {
        let Self { index, overlap, sides: [of_a, of_b], table, .. } = self;
        for (side, prose) in [(&mut *of_a, a), (&mut *of_b, b)] {
            side.clear();
            side.extend_from_slice(&prose.totals);
        }
        table.reset(of_a.len(), of_b.len());
        let mut columns = Vec::new();
        overlap.for_each_common(|place, occurrences| {
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

    /// The share of all words, weighted by how rare each is, that the other article
    /// has too: mean of both sides. The common runs of one stand in `holders`
    /// documents.
    fn rare_words(&mut self, holders: u32, other: &Document) -> f32 {
        let vocabulary = self.vocabulary;
        let rarity = |entry: &Entry| {
            rarity(entry.figure, vocabulary.document_frequency(entry.word), holders)
        };
        let mut shared = 0.0f32;
        for (place, _) in self.overlap.places() {
            shared += rarity(&self.index.words[place]);
        }
        self.other_index.load(other, vocabulary);
        let share = |index: &WordIndex| {
            let all = index.words.iter().fold(0.0, |sum, entry| sum + rarity(entry));
            shared / all.max(f32::MIN_POSITIVE)
        };
        (share(&self.index) + share(&self.other_index)) / 2.0
    }
}

/// Tolerance for another order of additions, where a bound is compared.
const ROUNDING: f32 = 1.001;

/// Corrects the weight of the blocks for a word that the other article turns out to have.
fn adjust(side: &mut [BlockWeight], blocks: &[u16], weight: f32, weight_alone: f32) {
    for &block in blocks {
        let total = &mut side[block as usize].weight;
        *total = (*total + weight - weight_alone).max(0.0);
    }
}

/// The weight of all blocks.
fn weight(side: &[BlockWeight]) -> f32 {
    side.iter().map(|all| all.weight).sum::<f32>().max(f32::MIN_POSITIVE)
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

    /// Two articles, often with a copy inside, prepared for verification.
    struct PreparedPair {
        corpus: Corpus,
        documents: [Document; 2],
        prose: [Prose; 2],
    }

    impl PreparedPair {
        fn new(one: &str, other: &str, others: &[String], copied: bool) -> Self {
            let other = if copied { format!("{other} {one}") } else { other.to_owned() };
            let mut texts = vec![one, &other];
            texts.extend(others.iter().map(String::as_str));
            let corpus = Corpus::new(&texts, &()).unwrap();
            let commonness = Commonness::new(&corpus);
            let mut index = WordIndex::default();
            let documents = [corpus.document(0), corpus.document(1)];
            let prose = [0, 1]
                .map(|at| Prose::new(&documents[at], &corpus.vocabulary, &commonness, &mut index));
            Self { corpus, documents, prose }
        }

        /// A verifier in which the first one is open.
        fn verifier(&self) -> Verifier<'_> {
            let mut verifier = Verifier::new(&self.corpus.vocabulary);
            verifier.open(Cow::Borrowed(&self.documents[0]), Cow::Borrowed(&self.prose[0]));
            verifier
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// No pair's shares of prose go beyond the bound, also where columns share
        /// a byte.
        #[test]
        fn no_pair_goes_beyond_the_bound(
            one in prop_oneof![article(40), article(100), article(400)],
            other in prop_oneof![article(40), article(100)],
            copied in any::<bool>(),
        ) {
            let pair = PreparedPair::new(&one, &other, &[], copied);
            let mut verifier = pair.verifier();
            let [own, others] = &pair.prose;
            let verdict =
                verifier.verify(&pair.documents[1], others, Role::A, 0.0).expect("reaches 0");
            let Verifier { upper_bound, index, overlap, .. } = &mut verifier;
            let bound = upper_bound.of(index, overlap, [own, others]);
            let share = (verdict.evidence.prose_a + verdict.evidence.prose_b) / 2.0;
            prop_assert!(share <= bound * ROUNDING, "{share} beyond {bound}");
        }

        /// A pair is dropped at a threshold only where its score is below it, and
        /// its verdict is the same at every threshold that it reaches.
        #[test]
        fn the_bound_changes_no_verdict(
            one in article(40),
            other in article(40),
            others in prop::collection::vec(article(12), 0..15),
            copied in any::<bool>(),
            threshold in 0.0f32..=1.0,
        ) {
            let pair = PreparedPair::new(&one, &other, &others, copied);
            let mut verifier = pair.verifier();
            let mut verdict = |threshold: f32| {
                verifier.verify(&pair.documents[1], &pair.prose[1], Role::A, threshold)
            };
            let whole = verdict(0.0).expect("reaches 0");
            for threshold in [threshold, whole.score, whole.score.next_up().min(1.0)] {
                let expected = (whole.score >= threshold).then_some(whole);
                prop_assert_eq!(verdict(threshold), expected);
            }
        }
    }
}
