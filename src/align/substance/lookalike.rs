//! Words of mixed scripts, as copies have that are made to be missed by a search.

use super::{is_edit, words_in};
use crate::align::regions::{Region, Substance};
use crate::align::words::{NumberedText, TextPair};
use crate::article::Span;
use crate::text::has_lookalikes;

/// Marks the edits by which one text has more words with lookalikes than the other.
///
/// Cost: a pass over the bytes of the edits; over their words where they have letters
/// of both scripts.
pub(super) fn mark(pair: &TextPair<'_>, regions: &mut [Region]) {
    for region in regions.iter_mut().filter(|region| is_edit(region.change)) {
        let [ours, theirs] =
            [(&pair.a, region.a), (&pair.b, region.b)].map(|(text, span)| count(text, span));
        region.substance = region.substance.union(Substance::LOOKALIKE.when(ours != theirs));
    }
}

fn count(text: &NumberedText<'_>, span: Span) -> usize {
    let bytes = span.of(text.side.text).as_bytes();
    // The first bytes of Greek and Cyrillic letters. Without a branch for each byte: the rest of
    // a book, of which the other text is an excerpt, is one edit.
    let has_other = |bytes: &[u8]| {
        bytes.iter().fold(false, |has, byte| has | matches!(byte, 0xCD..=0xD4 | 0xE1))
    };
    if !bytes.chunks(64).any(has_other) {
        return 0;
    }
    words_in(text, span).filter(|&at| has_lookalikes(text.word(at))).count()
}
