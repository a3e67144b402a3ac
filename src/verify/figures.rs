//! Figures that agree, and figures that stand in the same words and differ.

use crate::corpus::{Document, Vocabulary};

/// Two words beside a figure: those on both sides, the two before or the two after.
type Context = (u8, u32, u32);

/// The figures of one article, and the words that they stand in.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// The distinct figures, sorted.
    distinct: Vec<u32>,
    /// Every context of every figure, sorted.
    contexts: Vec<(Context, u32)>,
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
        let Self { distinct, contexts } = self;
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
        contexts.sort_unstable();
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
                let at = self.contexts.partition_point(|(one, _)| *one < context);
                let is_known = self.contexts.get(at).is_some_and(|(one, _)| *one == context);
                let agrees = self.contexts.binary_search(&(context, word)).is_ok();
                same |= agrees;
                differs |= is_known && !agrees;
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
