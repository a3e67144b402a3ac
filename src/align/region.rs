//! From matched words to regions that cover both texts byte for byte.
//!
//! The matched words are anchors; between two neighbouring anchors lies a gap
//! of each text. Where the same anchor comes next in both texts, the two gaps
//! belong together and are compared; elsewhere, at the border of something
//! moved, what the gap of A holds was deleted and what the gap of B holds was
//! inserted.

use super::{Change, Region, Side};
use crate::article::Span;

/// A word of A and the equal word of B that corresponds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Index of the word in A.
    pub a: u32,
    /// Index of the word in B.
    pub b: u32,
    /// Whether it stands at another place in the order.
    pub moved: bool,
}

/// The regions that the anchors imply. `anchors` are ordered by `b`; no word
/// of either side is in two of them; those not moved are ordered by `a` too.
///
/// Cost: a sort of the anchors, and one pass over the bytes of both texts.
pub(super) fn regions(a: Side<'_>, b: Side<'_>, anchors: &[Anchor]) -> Vec<Region> {
    let following = next_in_a(anchors);
    let mut out = Writer { a, b, regions: Vec::new() };
    for at in 0..=anchors.len() {
        // The gap after anchor `at - 1`; before the first there is one too.
        let (start_a, start_b, moved) = match at.checked_sub(1) {
            None => (0, 0, false),
            Some(before) => {
                let anchor = anchors[before];
                let word_a = a.spans[anchor.a as usize];
                let word_b = b.spans[anchor.b as usize];
                out.pair(word_a, word_b, anchor.moved);
                (word_a.end, word_b.end, anchor.moved)
            }
        };
        let next_a = following[at];
        let end_a =
            next_a.map_or(a.text.len() as u32, |next| a.spans[anchors[next].a as usize].start);
        let end_b =
            anchors.get(at).map_or(b.text.len() as u32, |next| b.spans[next.b as usize].start);
        let (gap_a, gap_b) = (Span::new(start_a, end_a), Span::new(start_b, end_b));
        let together = next_a == (at < anchors.len()).then_some(at);
        let moved = moved && together && anchors.get(at).is_some_and(|next| next.moved);
        out.gap(gap_a, gap_b, together, moved);
    }
    out.regions
}

/// For the start of A, then for each anchor: which anchor comes next in A.
fn next_in_a(anchors: &[Anchor]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..anchors.len()).collect();
    order.sort_unstable_by_key(|&at| anchors[at].a);
    let mut following = vec![None; anchors.len() + 1];
    let mut before = 0;
    for at in order {
        following[before] = Some(at);
        before = at + 1;
    }
    following
}

struct Writer<'a> {
    a: Side<'a>,
    b: Side<'a>,
    regions: Vec<Region>,
}

impl Writer<'_> {
    /// Two spans with the same words.
    fn pair(&mut self, a: Span, b: Span, moved: bool) {
        let change = match (a.of(self.a.text) == b.of(self.b.text), moved) {
            (true, false) => Change::Kept,
            (true, true) => Change::Moved,
            (false, _) => Change::Respelled,
        };
        self.push(change, a, b);
    }

    /// What lies between two anchors. `together`: both texts come to the same
    /// anchor next.
    fn gap(&mut self, a: Span, b: Span, together: bool, moved: bool) {
        if together && (a.of(self.a.text) == b.of(self.b.text)) {
            return self.pair(a, b, moved);
        }
        // What both gaps begin with stands right behind the same anchor.
        let head = common_start(a.of(self.a.text), b.of(self.b.text));
        let (head_a, a) = cut(a, head);
        let (head_b, b) = cut(b, head);
        self.pair(head_a, head_b, moved);
        let tail = if together { common_end(a.of(self.a.text), b.of(self.b.text)) } else { 0 };
        let (a, tail_a) = cut(a, a.len() - tail);
        let (b, tail_b) = cut(b, b.len() - tail);
        if together && !a.is_empty() && !b.is_empty() {
            let wordless = !has_word(a.of(self.a.text)) && !has_word(b.of(self.b.text));
            self.push(if wordless { Change::Respelled } else { Change::Replaced }, a, b);
        } else {
            self.push(Change::Deleted, a, Span::new(b.start, b.start));
            self.push(Change::Inserted, Span::new(a.end, a.end), b);
        }
        self.pair(tail_a, tail_b, moved);
    }

    /// Adds a region, joining it with the one before where that continues.
    fn push(&mut self, change: Change, a: Span, b: Span) {
        if a.is_empty() && b.is_empty() {
            return;
        }
        if let Some(last) = self.regions.last_mut()
            && last.change == change
            && last.a.end == a.start
            && last.b.end == b.start
        {
            last.a.end = a.end;
            last.b.end = b.end;
            return;
        }
        self.regions.push(Region { change, a, b });
    }
}

fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn cut(span: Span, at: usize) -> (Span, Span) {
    let middle = span.start + at as u32;
    (Span::new(span.start, middle), Span::new(middle, span.end))
}

/// How many bytes both texts begin with alike: whole characters that are no
/// part of a word, so that no word is torn.
fn common_start(a: &str, b: &str) -> usize {
    let alike = a.chars().zip(b.chars()).take_while(|(x, y)| x == y && !x.is_alphanumeric());
    alike.map(|(char, _)| char.len_utf8()).sum()
}

/// How many bytes both texts end with alike, as [`common_start`].
fn common_end(a: &str, b: &str) -> usize {
    let (a, b) = (a.chars().rev(), b.chars().rev());
    let alike = a.zip(b).take_while(|(x, y)| x == y && !x.is_alphanumeric());
    alike.map(|(char, _)| char.len_utf8()).sum()
}
