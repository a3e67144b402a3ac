//! Negating words, in the language that a text is in.
//!
//! *No* negates in English and Spanish, and in Portuguese it says *in the*; *pas*
//! is French for *not* and Dutch for *only*. So each text's function words are
//! counted, and a word counts where the languages that negate by it have clearly
//! more votes than the others.

mod words;

use std::ops::Range;

use super::address::is_in_address;
use super::language::TextLanguages;
use super::words_in;
use crate::align::regions::{Change, Region, Substance};
use crate::align::words::{NumberedText, TextPair};

/// Finds negations that came or went.
pub(super) struct Negations<'l, 'p> {
    texts: [NumberedText<'p>; 2],
    languages: &'l mut TextLanguages<'p>,
}

impl<'l, 'p> Negations<'l, 'p> {
    pub fn new(pair: &TextPair<'p>, languages: &'l mut TextLanguages<'p>) -> Self {
        Self { texts: [pair.a, pair.b], languages }
    }

    /// Marks the edits by which one text of the group negates more often than the
    /// other. A negation that only moved within the group marks none.
    pub fn mark(&mut self, pair: &TextPair<'_>, group: &mut [Region]) {
        let mut balance = [0; 2];
        let mut any = false;
        let mut differences = Vec::new();
        for (at, region) in group.iter().enumerate() {
            let is_of_words =
                matches!(region.change, Change::Replaced | Change::Inserted | Change::Deleted);
            if !is_of_words {
                continue;
            }
            let ranges = [words_in(&pair.a, region.a), words_in(&pair.b, region.b)];
            let counts = [0, 1].map(|side| self.count(side, ranges[side].clone()));
            any |= counts != [0, 0];
            balance[0] += counts[0];
            balance[1] += counts[1];
            if counts[0] != counts[1] {
                differences.push((at, counts));
            }
        }
        if !any || balance[0] == balance[1] {
            return;
        }
        let less = usize::from(balance[0] > balance[1]);
        for (at, counts) in differences {
            if counts[1 - less] > counts[less] {
                let region = &mut group[at];
                region.substance = region.substance.union(Substance::NEGATION);
            }
        }
    }

    /// How often the words of one text negate.
    fn count(&mut self, side: usize, range: Range<usize>) -> usize {
        let text = self.texts[side];
        // French negates in two words, of which the first can be dropped.
        let (mut negations, mut halves) = (0, 0);
        // A full stop without a space joins two words.
        let words = range.flat_map(|at| text.word(at).split('.').map(move |word| (at, word)));
        for (at, word) in words {
            let Some((languages, is_half)) = words::languages(word) else { continue };
            if words::is_idiom(&text, at)
                || is_in_address(text.side.text, text.side.spans[at].start as usize)
                || self.languages.is_in(side, languages) != Some(true)
            {
                continue;
            }
            if is_half {
                halves += 1;
            } else {
                negations += 1;
            }
        }
        halves.max(negations)
    }
}
