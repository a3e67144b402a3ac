//! What articles with the same words are written otherwise: the edits that a
//! reader sees.

use crate::align::{Alignment, Change, Region};
use crate::article::Span;
use crate::text::looks_same;
use unicode_normalization::char::is_combining_mark;

use super::layout::Sides;

/// The edits that a reader sees, each without the marks that both sides begin or
/// end with; changes of substance first, else by place in B.
pub(super) fn seen_edits(alignment: &Alignment, sides: Sides<'_>) -> Vec<Region> {
    let is_seen = |edit: &&Region| !looks_same(edit.a.of(sides.a), edit.b.of(sides.b));
    let edits = alignment.edits().filter(is_seen);
    let mut edits: Vec<Region> = edits.map(|edit| shortened(*edit, sides)).collect();
    edits.sort_by_key(|edit| edit.substance.is_empty());
    edits
}

/// What differs in an edit of the same words: of *: −* for *:* the minus.
fn shortened(edit: Region, sides: Sides<'_>) -> Region {
    if edit.change != Change::Respelled {
        return edit;
    }
    let (a, b) = (edit.a.of(sides.a), edit.b.of(sides.b));
    let head = alike(a.chars(), b.chars());
    let (a, b) = (&a[head..], &b[head..]);
    let tail = alike(a.chars().rev(), b.chars().rev());
    let cut = |span: Span| Span::new(span.start + head as u32, span.end - tail as u32);
    let change = match (a.len() - tail, b.len() - tail) {
        (0, _) => Change::Inserted,
        (_, 0) => Change::Deleted,
        _ => Change::Respelled,
    };
    Region { change, a: cut(edit.a), b: cut(edit.b), ..edit }
}

/// How many bytes both begin with that are alike and no part of a word.
fn alike(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let is_mark = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
    let alike = a.zip(b).take_while(|&(a, b)| a == b && is_mark(a));
    alike.map(|(c, _)| c.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Change, Substance, texts};
    use crate::report::sample;

    #[test]
    fn substance_comes_first_and_white_space_not_at_all() {
        let regions = [(Change::Respelled, "US|us"), (Change::Respelled, "  | ")];
        let mut regions = sample::regions(&regions);
        regions.extend(sample::regions(&[(Change::Deleted, "$")]));
        regions[2].substance = Substance::UNIT;
        let alignment = Alignment { passages: vec![], regions };
        let edits = seen_edits(&alignment, Sides { a: "US  ", b: "us " });
        assert_eq!(edits, [alignment.regions[2], alignment.regions[0]]);
    }

    #[test]
    fn what_is_written_otherwise_is_found() {
        for (a, b, expected) in [
            ("It was \u{2212}15 degrees.", "It was 15 degrees.", &[("\u{2212}", "")][..]),
            ("It paid $45 m, he said.", "It paid \u{20ac}45 m, he said.", &[("$", "\u{20ac}")]),
            ("The rating is AA\u{2212} now.", "The rating is AA+ now.", &[("\u{2212}", "+")]),
            ("A loss of (1,200) was told.", "A loss of 1,200 was told.", &[("(", ""), (")", "")]),
            ("Dijo que s\u{ed}, claro.", "Dijo que si, claro.", &[("s\u{ed}", "si")]),
            ("They told US all.", "They told us all.", &[("US", "us")]),
            ("It read: \u{2212}15 degrees.", "It read: 15 degrees.", &[("\u{2212}", "")]),
            ("Rain fell.\n\nIt rose.", "Rain  fell. It rose.", &[]),
        ] {
            let alignment = texts(a, b).unwrap();
            let edits = seen_edits(&alignment, Sides { a, b });
            let edits: Vec<_> = edits.iter().map(|it| (it.a.of(a), it.b.of(b))).collect();
            assert_eq!(edits, expected, "{a:?}");
        }
    }
}
