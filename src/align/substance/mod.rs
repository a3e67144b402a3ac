//! Changes of substance: which edits change what is said, and not only how.
//!
//! A reprint that says *did not deny* for *did deny*, or 70 for 17, differs in
//! a few letters, amid a hundred edits of style. Each edit is examined by
//! itself, in one pass over its words; what counts is told on [`Substance`].

mod edit;
mod figures;
mod lists;
mod names;

use std::ops::Range;

use edit::Edit;

use super::regions::{Change, Region, Substance};
use super::words::{NumberedText, TextPair};
use crate::article::Span;

/// Edits of more words than this on a side are passages of their own and not
/// examined: a sentence of average length.
const LONGEST: usize = 30;

/// Marks the regions that change the substance. They are ordered by place in B.
///
/// Cost: a few passes over the words of the edits.
pub(super) fn mark(pair: &TextPair<'_>, regions: &mut [Region]) {
    for region in regions {
        match region.change {
            Change::Kept | Change::Moved => {}
            Change::Respelled => region.substance = unit_signs(pair, region),
            Change::Replaced | Change::Inserted | Change::Deleted => {
                let (words_a, words_b) = (words_in(&pair.a, region.a), words_in(&pair.b, region.b));
                if words_a.len().max(words_b.len()) <= LONGEST {
                    let edit = Edit { a: pair.a, b: pair.b, words_a, words_b };
                    region.substance = edit.substance().union(unit_signs(pair, region));
                }
            }
        }
    }
}

/// The words that begin inside the span.
fn words_in(text: &NumberedText<'_>, span: Span) -> Range<usize> {
    let spans = text.side.spans;
    let first_from = |byte: u32| spans.partition_point(|word| word.start < byte);
    first_from(span.start)..first_from(span.end)
}

/// Whether one side has a sign of a unit beside a number that the other has not.
fn unit_signs(pair: &TextPair<'_>, region: &Region) -> Substance {
    let [a, b] = [(pair.a, region.a), (pair.b, region.b)].map(|(text, span)| {
        let (start, end) = (span.start as usize, span.end as usize);
        let text = text.side.text;
        if !text.as_bytes()[start..end].iter().any(|&byte| lists::may_begin_unit_sign(byte)) {
            return 0;
        }
        let signs = text[start..end].char_indices().filter(|&(_, char)| lists::is_unit_sign(char));
        let beside = |&(at, char): &(usize, char)| {
            let (before, behind) = (&text[..start + at], &text[start + at + char.len_utf8()..]);
            let before = before.strip_suffix([' ', '\u{A0}', '\u{202F}']).unwrap_or(before);
            let behind = behind.strip_prefix([' ', '\u{A0}', '\u{202F}']).unwrap_or(behind);
            before.ends_with(char::is_numeric) || behind.starts_with(char::is_numeric)
        };
        signs.filter(beside).map(|(_, char)| u64::from(char)).sum::<u64>()
    });
    Substance::UNIT.when(a != b)
}

#[cfg(test)]
mod tests;
