//! What one edit changes in substance.

use std::ops::Range;

use super::figures::{is_beside_figure, is_date, is_figure};
use super::lists;
use super::names::{has_capital, initials_within, is_form_of, is_name, stem};
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
}

impl Edit<'_> {
    /// The kinds that something is of on one of its sides only.
    pub fn substance(&self) -> Substance {
        let here = [(&self.a, &self.words_a), (&self.b, &self.words_b)];
        let (mut figures, mut dates, mut units) = (false, false, false);
        let mut negations = [0, 0];
        let mut names = [Vec::new(), Vec::new()];
        for side in [0, 1] {
            let ((text, words), (other, others)) = (here[side], here[1 - side]);
            let others = &other.side.words[others.clone()];
            for at in words.clone() {
                let word = text.word(at);
                negations[side] += usize::from(lists::negates(word));
                if others.contains(&text.side.words[at]) {
                    continue;
                }
                if is_figure(word) {
                    let is_date = is_date(text, at);
                    dates |= is_date;
                    figures |= !is_date;
                } else if is_beside_figure(text, at) && lists::is_unit(word) {
                    units = true;
                } else if is_name(text, at) {
                    names[side].push(stem(word));
                }
            }
        }
        let has_names = self.lack(&names[0], (&self.b, &self.words_b))
            || self.lack(&names[1], (&self.a, &self.words_a));
        Substance::NUMBER
            .when(figures)
            .union(Substance::DATE.when(dates))
            .union(Substance::UNIT.when(units))
            .union(Substance::NAME.when(has_names))
            .union(Substance::NEGATION.when(negations[0] != negations[1]))
            .union(Substance::SPEAKER.when(has_names && self.is_near_quotation()))
            .union(Substance::QUOTATION.when(self.is_in_quotation()))
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
