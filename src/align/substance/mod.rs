//! Changes of substance: which edits change what is said, and not only how.
//!
//! A reprint that says *did not deny* for *did deny*, or 70 for 17, differs in
//! a few letters, amid a hundred edits of style. What counts is told on
//! [`Substance`](super::Substance).
//!
//! Edits near each other are examined together, since *March 4* becomes *4 March*
//! by two edits of which neither says anything new:
//!
//! - [`quantity`]: numbers, dates and ratings with their signs and units, read
//!   from the text around the edits and compared by value in [`values`];
//! - [`negation`]: negating words of the language that each text is in;
//! - [`edit`]: names (which [`names`] tells by their capitals), quotations and their
//!   speakers, of each edit by itself.
//!
//! By itself, too: letters that [look like](lookalike) those of another script.
//!
//! What is written for machines, as an [`address`], counts for none of them.

mod address;
mod edit;
mod language;
mod lookalike;
mod names;
mod negation;
mod quantity;
mod values;

use std::ops::Range;

use edit::Edit;
use language::TextLanguages;
use negation::Negations;

use super::regions::{Change, Region};
use super::words::{NumberedText, TextPair};
use crate::article::Span;

/// Edits of more words than this on a side are passages of their own and not
/// examined: a sentence of average length.
const LONGEST: usize = 30;

/// Most bytes that are kept between two edits that are examined together: a few
/// words.
const NEAR: u32 = 32;

/// Marks the regions that change the substance. They are ordered by place in B.
///
/// Cost: a few passes over the words of the edits and some around them. The
/// language is guessed from the first words of a text, where an edit has a word
/// that negates in any language or begins with a capital.
pub(super) fn mark(pair: &TextPair<'_>, regions: &mut [Region]) {
    lookalike::mark(pair, regions);
    let mut languages = TextLanguages::new(pair);
    let mut from = 0;
    while from < regions.len() {
        if !is_examined(pair, &regions[from]) {
            from += 1;
            continue;
        }
        let to = end_of_group(pair, regions, from);
        mark_group(pair, &mut languages, &mut regions[from..to]);
        from = to;
    }
}

/// Marks edits that are near each other, the first and the last of the regions
/// being edits.
fn mark_group<'p>(pair: &TextPair<'p>, languages: &mut TextLanguages<'p>, group: &mut [Region]) {
    let quantities = values::mark(pair, group);
    for region in group.iter_mut().filter(|region| is_edit(region.change)) {
        if region.change == Change::Respelled {
            continue;
        }
        let words_a = words_in(&pair.a, region.a);
        let words_b = words_in(&pair.b, region.b);
        if words_a.is_empty() && words_b.is_empty() {
            continue;
        }
        let edit = Edit {
            a: pair.a,
            b: pair.b,
            words_a,
            words_b,
            quantities: &quantities,
            changes_value: !region.substance.is_empty(),
        };
        region.substance = region.substance.union(edit.substance(languages));
    }
    Negations::new(pair, languages).mark(pair, group);
}

const fn is_edit(change: Change) -> bool {
    !matches!(change, Change::Kept | Change::Moved)
}

/// Whether the region is an edit that is not too long.
fn is_examined(pair: &TextPair<'_>, region: &Region) -> bool {
    is_edit(region.change)
        && words_in(&pair.a, region.a).len().max(words_in(&pair.b, region.b).len()) <= LONGEST
}

/// Where the edits end that are near the one at `from` and follow it in both
/// texts.
fn end_of_group(pair: &TextPair<'_>, regions: &[Region], from: usize) -> usize {
    let mut end = from + 1;
    for at in from + 1..regions.len() {
        let (before, region) = (regions[at - 1], &regions[at]);
        let follows = before.a.end == region.a.start && before.b.end == region.b.start;
        if !follows {
            break;
        }
        if region.change == Change::Kept {
            let kept = region.b.of(pair.b.side.text);
            if region.b.len() as u32 > NEAR || kept.contains('\n') {
                break;
            }
        } else if is_examined(pair, region) {
            end = at + 1;
        } else {
            break;
        }
    }
    end
}

/// The words that begin inside the span.
fn words_in(text: &NumberedText<'_>, span: Span) -> Range<usize> {
    let spans = text.side.spans;
    let first_from = |byte: u32| spans.partition_point(|word| word.start < byte);
    let start = first_from(span.start);
    if span.is_empty() { start..start } else { start..first_from(span.end) }
}

#[cfg(test)]
mod tests;
