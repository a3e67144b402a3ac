//! Names, quotations and speakers that one edit changes.

use std::ops::Range;

use super::language::TextLanguages;
use super::names::{Name, has_capital, initials_within, is_form_of, name, stem};
use super::quantity::digit;
use super::values::Quantities;
use crate::align::regions::Substance;
use crate::align::words::NumberedText;

/// How near a name must be to have come from there, in words: a name and its
/// title are rarely longer.
const BESIDE: usize = 8;

/// How near a quotation its speaker is named, in words: *…, the minister for
/// foreign affairs said*.
const NEAR: usize = 6;

/// An edit: its words in both texts.
pub(super) struct Edit<'a> {
    pub a: NumberedText<'a>,
    pub b: NumberedText<'a>,
    pub words_a: Range<usize>,
    pub words_b: Range<usize>,
    /// Where quantities stand, which are compared by value elsewhere.
    pub quantities: &'a Quantities,
    /// Whether one of them changed.
    pub changes_value: bool,
}

impl Edit<'_> {
    /// The kinds that something is of on one of its sides only.
    pub fn substance(&self, languages: &mut TextLanguages<'_>) -> Substance {
        let mut names = [0, 1].map(|side| self.names(side, languages));
        // *He said* is no other name than *Lavrov said*.
        if names.iter().any(Vec::is_empty) {
            names.iter_mut().for_each(|names| names.retain(|name| !name.begins_sentence));
        }
        let words = [0, 1].map(|side| names[side].iter().map(|name| name.word).collect::<Vec<_>>());
        let has_names = self.lack(&words[0], (&self.b, &self.words_b))
            || self.lack(&words[1], (&self.a, &self.words_a));
        Substance::NAME
            .when(has_names)
            .union(Substance::SPEAKER.when(has_names && self.is_near_quotation()))
            .union(
                Substance::QUOTATION
                    .when((self.changes_value || self.has_words()) && self.is_in_quotation()),
            )
    }

    /// The names of one side that are not among the words of the other.
    fn names(&self, side: usize, languages: &mut TextLanguages<'_>) -> Vec<Name<'_>> {
        let here = [(&self.a, &self.words_a), (&self.b, &self.words_b)];
        let ((text, words), (other, others)) = (here[side], here[1 - side]);
        let others = &other.side.words[others.clone()];
        let new = words.clone().filter(|&at| {
            has_capital(text.word(at))
                && !others.contains(&text.side.words[at])
                && !self.is_in_quantity(side, at)
        });
        new.filter_map(|at| name(text, at, languages.capitalises_nouns(side))).collect()
    }

    /// Whether the word is a part of a quantity, or has a digit.
    fn is_in_quantity(&self, side: usize, at: usize) -> bool {
        let text = if side == 0 { &self.a } else { &self.b };
        let span = text.side.spans[at].range();
        let has = |bytes: &Range<usize>| bytes.start < span.end && span.start < bytes.end;
        self.quantities[side].iter().any(has)
            || text.word(at).contains(|char| digit(char).is_some())
    }

    /// Whether it changes more than the form of quantities.
    fn has_words(&self) -> bool {
        let is_other = |side: usize, words: &Range<usize>| {
            words.clone().any(|at| !self.is_in_quantity(side, at))
        };
        is_other(0, &self.words_a) || is_other(1, &self.words_b)
    }

    /// Whether one of the names occurs in the other text in no form. Where the edit
    /// is on one side only, it may have come from near by.
    fn lack(&self, names: &[&str], (other, words): (&NumberedText<'_>, &Range<usize>)) -> bool {
        if names.is_empty() {
            return false;
        }
        let is_one_sided = self.words_a.is_empty() || self.words_b.is_empty();
        let reach = if is_one_sided { BESIDE } else { 0 };
        let end = (words.end + reach).min(other.side.spans.len());
        let capitals = (words.start.saturating_sub(reach)..end).map(|at| other.word(at));
        let capitals: Vec<&str> = capitals.filter(|word| has_capital(word)).map(stem).collect();
        // *US* for *United States*, on either side.
        let is_acronym = |name: &&str| initials_within(&capitals, name);
        let known = |name: &&str| capitals.iter().any(|other| is_form_of(name, other));
        let has_acronym =
            names.len() > 1 && capitals.iter().any(|capital| initials_within(names, capital));
        !has_acronym && !names.iter().all(|name| known(name) || is_acronym(name))
    }

    /// Whether words changed inside a quotation that occurs in both texts.
    fn is_in_quotation(&self) -> bool {
        touches(&self.a, &self.words_a) && touches(&self.b, &self.words_b)
    }

    fn is_near_quotation(&self) -> bool {
        let near = |text: &NumberedText<'_>, words: &Range<usize>| {
            let near = words.start.saturating_sub(NEAR)..words.end + NEAR;
            quoted(text, words).is_none() && quoted(text, &near).is_some()
        };
        near(&self.a, &self.words_a) && near(&self.b, &self.words_b)
    }
}

/// The first quotation that contains any of the words.
fn quoted(text: &NumberedText<'_>, words: &Range<usize>) -> Option<(u32, u32)> {
    let quoted = text.side.quoted;
    let at = quoted.partition_point(|quote| quote.1 as usize <= words.start);
    quoted.get(at).copied().filter(|quote| (quote.0 as usize) < words.end)
}

/// Whether a word is quoted or, where there is none, a word beside the place.
fn touches(text: &NumberedText<'_>, words: &Range<usize>) -> bool {
    let beside = words.start.saturating_sub(1)..words.end + 1;
    quoted(text, if words.is_empty() { &beside } else { words }).is_some()
}
