//! From two articles' words to the figures that a decision is made on.

use std::borrow::Cow;

use super::chain::Chains;
use super::decision::{self, LITTLE_PROSE, MIN_WORDS, exclusive_share, may_be_near_duplicate};
use super::figures::Figures;
use super::model::Model;
use super::overlap::{Overlap, Places};
use super::own_prose::{OwnProse, SharedWorths};
use super::prose::Prose;
use super::sentence_table::SentenceTable;
use super::sequences::Sequences;
use super::slots::SlotFinder;
use super::word_index::WordIndex;
use super::{Evidence, Relation, Verdict};
use crate::corpus::{Document, Vocabulary};

/// Compares one article with others, one after the other.
///
/// The words of the other article are looked up in the opened one, which is to be the
/// longer one, A where both are equally long: how what corresponds is spread, and which
/// figures conflict, is told of the shorter.
///
/// Cost: see the [module](super); a table of 4 bytes for each word of the
/// vocabulary.
#[derive(Debug)]
pub struct Verifier<'a> {
    vocabulary: &'a Vocabulary,
    model: Model,
    places: Places,
    index: WordIndex,
    opened: Option<(Cow<'a, Document>, Cow<'a, Prose>)>,
    sequences: Sequences,
    overlap: Overlap,
    table: SentenceTable,
    chains: Chains,
    details: Details,
}

/// What is compared where a pair may well be a match; what concerns the opened article is
/// made when first asked for.
#[derive(Debug, Default)]
struct Details {
    is_ready: bool,
    worths: SharedWorths,
    figures: Figures,
    slots: SlotFinder,
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
    /// A verifier of articles of this vocabulary, by the default [`Model`].
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Self::with_model(vocabulary, Model::default())
    }

    /// The same by another model.
    pub fn with_model(vocabulary: &'a Vocabulary, model: Model) -> Self {
        Self {
            vocabulary,
            model,
            places: Places::new(vocabulary.len()),
            index: WordIndex::default(),
            opened: None,
            sequences: Sequences::default(),
            overlap: Overlap::default(),
            table: SentenceTable::default(),
            chains: Chains::default(),
            details: Details::default(),
        }
    }

    /// Opens the article that others are compared with from here on.
    pub fn open(&mut self, document: Cow<'a, Document>, prose: Cow<'a, Prose>) {
        self.places.close(&self.index.words);
        self.index.load(&document, self.vocabulary);
        self.places.open(&self.index.words);
        self.table.open(&self.index);
        self.opened = Some((document, prose));
        self.sequences.close();
        self.details.is_ready = false;
    }

    /// Compares the opened article, in its `role`, with another one. `None`
    /// where the score is below `threshold`, and the two are no
    /// [template](Relation::Template) either.
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
        let (documents, sides) = ([opened, document], [opened_prose, prose]);
        let mut evidence = Evidence {
            exclusive: self.exclusive(opened_prose, prose),
            commonness: (opened_prose.common + prose.common) / 2.0,
            trust: decision::trust(self.vocabulary.documents()),
            ..Evidence::default()
        };
        let shared = self.overlap.places().count() as f32;
        let distinct = opened_prose.distinct.min(prose.distinct).max(1);
        evidence.words_shared = shared / distinct as f32;
        self.sequences.close_other();
        let is_beyond_reach = |this: &mut Self, evidence: &mut Evidence, at_best: Evidence| {
            this.model.probability(&at_best) < threshold
                && !this.have_same_wording(documents, role, evidence)
        };

        let at_most = self.table.fill(&self.index, &self.overlap, sides);
        set_prose(at_most.map(|share| share * ROUNDING), sides, role, &mut evidence);
        let at_most = evidence.at_best();
        if is_beyond_reach(self, &mut evidence, at_most) {
            return None;
        }
        self.table.fill_gains();
        set_prose(self.chains.find(&self.table), sides, role, &mut evidence);
        let at_most = evidence.at_best();
        if is_beyond_reach(self, &mut evidence, at_most) {
            return None;
        }
        self.prepare_details(opened, opened_prose);
        self.own_prose(sides, &mut evidence);
        let at_most = evidence.with_best_figures();
        if is_beyond_reach(self, &mut evidence, at_most) {
            return None;
        }
        self.figures_and_slots(documents, &mut evidence);
        let at_most = evidence;
        if is_beyond_reach(self, &mut evidence, at_most) {
            return None;
        }
        self.sequences.compare(documents, role, &mut evidence);
        let same = opened.words == document.words;
        let is_short = [opened, document].iter().any(|it| it.words.len() < MIN_WORDS);
        let most = if is_short { LITTLE_PROSE } else { 1.0 };
        let score = if same { 1.0 } else { self.model.probability(&evidence).min(most) };
        let relation = decision::relation(same, score, &evidence);
        (score >= threshold || relation == Relation::Template).then_some(Verdict {
            relation,
            score,
            evidence,
        })
    }

    /// Whether the two have nearly all words in common, in order: they may then be
    /// near-duplicates, or one form filled in twice, whatever the probability is.
    fn have_same_wording(
        &mut self,
        documents: [&Document; 2],
        role: Role,
        evidence: &mut Evidence,
    ) -> bool {
        if !may_be_near_duplicate(evidence.words_shared) {
            return false;
        }
        if !self.sequences.is_compared() {
            let resemblance = self.sequences.resemblance_at_most(documents);
            if !decision::have_same_wording(&Evidence { resemblance, ..*evidence }) {
                return false;
            }
            self.sequences.compare(documents, role, evidence);
        }
        decision::have_same_wording(evidence)
    }

    /// Makes ready what the opened article's details are looked up in.
    fn prepare_details(&mut self, opened: &Document, prose: &Prose) {
        let Self { details, places, index, vocabulary, .. } = self;
        if !details.is_ready {
            details.worths.open(opened, prose, index, |word| places.of(word));
            details.figures.load(opened, vocabulary);
            details.slots.open(opened, |word| index.words[places.of(word)].count.into());
            details.is_ready = true;
        }
    }

    /// Fills in how much of the prose that corresponds no third article has, and how it is spread.
    fn own_prose(&mut self, [opened, other]: [&Prose; 2], evidence: &mut Evidence) {
        let Self { details: Details { worths, .. }, index, overlap, table, chains, .. } = self;
        worths.set_other(overlap, other, table.size()[0]);
        let mut in_opened = OwnProse::new(&table.of_columns);
        chains.pairs_of_columns(table, |pair| {
            in_opened.add(pair.column, pair.gain * worths.own_part(pair, index, table));
        });
        let mut in_other = OwnProse::new(&table.of_rows);
        chains.pairs_of_rows(table, |pair| {
            in_other.add(pair.row, pair.gain * worths.own_part(pair, index, table));
        });
        let own = in_opened.share() * opened.unquoted + in_other.share() * other.unquoted;
        // Added up in another order, it may be more by the last digit.
        evidence.own_words = (own / 2.0).min(evidence.words);
        evidence.spread_long = in_opened.spread();
        evidence.spread = in_other.spread();
    }

    /// Fills in how figures and the words around them compare.
    fn figures_and_slots(&mut self, documents: [&Document; 2], evidence: &mut Evidence) {
        let Self { details: Details { figures, slots, .. }, overlap, vocabulary, .. } = self;
        let figures = figures.compare(documents[1], vocabulary);
        evidence.figures_agree = figures.agree;
        evidence.figures_conflict = figures.conflict;
        evidence.figures_differ = figures.differ;
        let slots = slots.compare(documents, overlap, vocabulary);
        evidence.slots = slots.all;
        evidence.slot_figures = slots.figures;
        evidence.function_words = slots.function_words;
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
}

/// Tolerance for another order of additions, where a bound is compared.
const ROUNDING: f32 = 1.001;

/// Fills in which shares of the opened article's prose and of the other's correspond.
fn set_prose(shares: [f32; 2], prose: [&Prose; 2], role: Role, evidence: &mut Evidence) {
    let [opened, other] = shares;
    (evidence.prose_a, evidence.prose_b) =
        if role == Role::A { (opened, other) } else { (other, opened) };
    evidence.words = (opened * prose[0].unquoted + other * prose[1].unquoted) / 2.0;
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

        /// No pair's shares of prose go beyond the bound, also where there are no masks.
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
            let Verifier { table, index, overlap, .. } = &mut verifier;
            let at_most = table.fill(index, overlap, [own, others]);
            let shares = [verdict.evidence.prose_a, verdict.evidence.prose_b];
            for (share, at_most) in shares.into_iter().zip(at_most) {
                prop_assert!(share <= at_most * ROUNDING, "{share} beyond {at_most}");
            }
        }

        /// What the opened article was compared with before leaves nothing behind.
        #[test]
        fn each_verdict_is_as_if_the_pair_were_alone(
            one in article(40),
            others in prop::collection::vec(article(40), 2..5),
            first_row in prop_oneof![Just(1), Just(u32::MAX - 30)],
        ) {
            let copied = |other: &String| format!("{other} {one}");
            let others: Vec<String> = others.iter().flat_map(|it| [copied(it), it.clone()]).collect();
            let pair = PreparedPair::new(&one, &others[0], &others[1..], false);
            let mut verifier = pair.verifier();
            verifier.table.number_rows_from(first_row);
            let (corpus, commonness) = (&pair.corpus, Commonness::new(&pair.corpus));
            for rank in 1..=others.len() as u32 {
                let document = corpus.document(rank);
                let mut index = WordIndex::default();
                let prose = Prose::new(&document, &corpus.vocabulary, &commonness, &mut index);
                let expected = pair.verifier().verify(&document, &prose, Role::A, 0.0);
                prop_assert_eq!(verifier.verify(&document, &prose, Role::A, 0.0), expected);
            }
        }

        /// A pair that is no template is dropped at a threshold only where its score is below it, and
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
                let is_told = whole.score >= threshold || whole.relation == Relation::Template;
                let expected = is_told.then_some(whole);
                prop_assert_eq!(verdict(threshold), expected);
            }
        }
    }
}
