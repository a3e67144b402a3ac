//! Figures that agree, and figures that stand in the same words and differ.

use super::place_table::{NOWHERE, PlaceTable};
use crate::corpus::{Document, Vocabulary};
use crate::support::hash::number_hash;

/// Two words beside a figure: those on both sides, the two before or the two after.
type Context = (u8, u32, u32);

/// The figures of one article, and the words that they stand in.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// The distinct figures, sorted.
    distinct: Vec<u32>,
    /// Every context of every figure, in their order.
    contexts: Vec<(Context, u32)>,
    /// Where each context stands there, and each with its figure.
    known: PlaceTable,
    figures: PlaceTable,
}

/// How the figures of two articles compare.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct FigureComparison {
    /// How many figures stand in the same words on both sides.
    pub agree: u32,
    /// How many stand in words in which the other article has other figures alone.
    pub conflict: u32,
    /// The share of all distinct figures that one article alone has.
    pub differ: f32,
}

impl Figures {
    pub fn load(&mut self, document: &Document, vocabulary: &Vocabulary) {
        let Self { distinct, contexts, known, figures } = self;
        distinct.clear();
        contexts.clear();
        for (at, &word) in document.words.iter().enumerate() {
            if vocabulary.is_figure(word) {
                distinct.push(word);
                contexts.extend(contexts_of(&document.words, at).map(|context| (context, word)));
            }
        }
        distinct.sort_unstable();
        distinct.dedup();
        known.reset(contexts.len());
        figures.reset(contexts.len());
        for (&(context, word), place) in contexts.iter().zip(0..) {
            known.get_or_insert(hash(context, 0), place, |at| contexts[at as usize].0 == context);
            let is_at = |at: u32| contexts[at as usize] == (context, word);
            figures.get_or_insert(hash(context, word), place, is_at);
        }
    }

    /// Whether a context is known.
    fn has(&self, context: Context) -> bool {
        let is_at = |at: u32| self.contexts[at as usize].0 == context;
        self.known.get(hash(context, 0), is_at) != NOWHERE
    }

    /// Whether a figure stands in this context.
    fn has_with(&self, context: Context, word: u32) -> bool {
        let is_at = |at: u32| self.contexts[at as usize] == (context, word);
        self.figures.get(hash(context, word), is_at) != NOWHERE
    }

    /// Compares these figures with those of another article, occurrence by occurrence.
    pub fn compare(&self, other: &Document, vocabulary: &Vocabulary) -> FigureComparison {
        let (mut agree, mut conflict, mut others) = (0, 0, Vec::new());
        for (at, &word) in other.words.iter().enumerate() {
            if !vocabulary.is_figure(word) {
                continue;
            }
            others.push(word);
            let (mut same, mut differs) = (false, false);
            for context in contexts_of(&other.words, at) {
                if self.has(context) {
                    let agrees = self.has_with(context, word);
                    same |= agrees;
                    differs |= !agrees;
                }
            }
            agree += u32::from(same);
            conflict += u32::from(!same && differs);
        }
        others.sort_unstable();
        others.dedup();
        let shared = others.iter().filter(|word| self.distinct.binary_search(word).is_ok()).count();
        let all = self.distinct.len() + others.len() - shared;
        let differ = (all - shared) as f32 / all.max(1) as f32;
        FigureComparison { agree, conflict, differ }
    }
}

/// The hash of a context, with a figure or with 0.
fn hash((kind, one, other): Context, word: u32) -> u64 {
    number_hash(&[kind.into(), one, other, word])
}

/// The contexts of the word at a place.
fn contexts_of(words: &[u32], at: usize) -> impl Iterator<Item = Context> {
    let word = move |offset: isize| words.get(at.checked_add_signed(offset)?).copied();
    let context = move |kind: u8, one: isize, two: isize| Some((kind, word(one)?, word(two)?));
    [context(0, -1, 1), context(1, -2, -1), context(2, 1, 2)].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;

    fn compare(one: &str, other: &str) -> FigureComparison {
        let corpus = Corpus::new(&[one, other], &()).unwrap();
        let mut figures = Figures::default();
        figures.load(&corpus.document(0), &corpus.vocabulary);
        figures.compare(&corpus.document(1), &corpus.vocabulary)
    }

    #[test]
    fn figures_are_told_apart_by_the_words_around_them() {
        let form = "Profit of 12 cents against 9 cents, sales of 300 millions in 1987.";
        for (other, agree, conflict, differ) in [
            (form, 4, 0, 0.0),
            ("Profit of 15 cents against 9 cents, sales of 300 millions in 1987.", 3, 1, 0.4),
            ("In all 12 of them were found by 9 people near road 300 of the year 1987.", 0, 0, 0.0),
            ("No figures here at all.", 0, 0, 1.0),
        ] {
            let expected = FigureComparison { agree, conflict, differ };
            assert_eq!(compare(form, other), expected, "{other}");
        }
    }
}
