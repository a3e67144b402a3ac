//! From runs of matched words to regions that cover both texts byte for byte.
//!
//! Between two neighbouring runs lies a gap of each text. Where the same run
//! comes next in both texts, the two gaps belong together and are compared;
//! elsewhere, at the border of something moved, what the gap of A holds was
//! deleted and what the gap of B holds was inserted.
//!
//! Inside two gaps that belong together, sentences that end on both sides
//! divide the change, and punctuation is compared by itself: a word that was
//! replaced takes no quotation mark with it.

use std::ops::Range;

use super::Side;
use super::alignment::{Change, Region};
use super::pair::{Pair, Run, Text};
use super::pause::Pause;
use crate::article::Span;

/// Most sentences that divide one change.
const MOST_CUTS: usize = 4;

/// The regions that the runs imply. `runs` are ordered by place in B; no word
/// of either side is in two of them; those not moved are ordered by A too.
///
/// Cost: a sort of the runs, and one pass over the bytes of both texts.
pub(super) fn regions(pair: &Pair<'_>, runs: &[Run]) -> Vec<Region> {
    let following = next_in_a(runs);
    let mut out =
        Writer { pair: *pair, moved: false, regions: Vec::with_capacity(4 * runs.len() + 1) };
    for (at, &next_a) in following.iter().enumerate() {
        // The gap behind run `at - 1`; before the first there is one too.
        let before = at.checked_sub(1).map(|before| runs[before]);
        if let Some(run) = before {
            out.run(run);
        }
        let (from_a, from_b) = before.map_or((0, 0), |run| (run.in_a().end, run.in_b().end));
        let to_a = next_a.map_or(pair.a.shared.len(), |next| runs[next].a);
        let to_b = runs.get(at).map_or(pair.b.shared.len(), |next| next.b);
        let gap_a = Part::between(&pair.a, from_a..to_a);
        let gap_b = Part::between(&pair.b, from_b..to_b);
        let moved = before.is_some_and(|run| run.moved);
        if next_a == (at < runs.len()).then_some(at) {
            out.moved = moved && runs.get(at).is_some_and(|next| next.moved);
            out.divide(gap_a, gap_b);
        } else {
            out.moved = moved;
            out.apart(gap_a.bytes, gap_b.bytes);
        }
    }
    out.regions
}

/// The regions of two texts that have no passage in common.
pub(super) fn apart(a: Side<'_>, b: Side<'_>) -> Vec<Region> {
    let (all_a, all_b) = (Span::new(0, a.text.len() as u32), Span::new(0, b.text.len() as u32));
    let regions = match (all_a.is_empty(), all_b.is_empty()) {
        (true, true) => vec![],
        (false, false) if a.text == b.text => vec![Region::new(Change::Kept, all_a, all_b)],
        (false, false) if a.spans.is_empty() && b.spans.is_empty() => {
            vec![Region::new(Change::Respelled, all_a, all_b)]
        }
        _ => vec![
            Region::new(Change::Deleted, all_a, Span::new(0, 0)),
            Region::new(Change::Inserted, Span::new(all_a.end, all_a.end), all_b),
        ],
    };
    regions.into_iter().filter(|region| !region.a.is_empty() || !region.b.is_empty()).collect()
}

/// For the start of A, then for each run: which run comes next in A.
fn next_in_a(runs: &[Run]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_unstable_by_key(|&at| runs[at].a);
    let mut following = vec![None; runs.len() + 1];
    let mut before = 0;
    for at in order {
        following[before] = Some(at);
        before = at + 1;
    }
    following
}

/// A part of one text: the words of it, and all its bytes.
#[derive(Clone, Debug)]
struct Part {
    words: Range<usize>,
    bytes: Span,
}

impl Part {
    /// The words between two runs, with what stands before and behind them.
    fn between(text: &Text<'_>, words: Range<usize>) -> Self {
        let start = text.gap_before(words.start).start;
        let end = text.gap_before(words.end).end;
        Self { words, bytes: Span::new(start, end) }
    }

    /// The bytes before the words, of the words, and behind them. Without a
    /// word all bytes are before.
    fn cut(&self, text: &Text<'_>) -> [Span; 3] {
        let Span { start, end } = self.bytes;
        if self.words.is_empty() {
            return [self.bytes, Span::new(end, end), Span::new(end, end)];
        }
        let first = text.side.spans[self.words.start].start;
        let last = text.side.spans[self.words.end - 1].end;
        [Span::new(start, first), Span::new(first, last), Span::new(last, end)]
    }

    /// Takes off the first word and what is before it; returns its bytes.
    fn pop_first(&mut self, text: &Text<'_>) -> Span {
        let first = text.side.spans[self.words.start];
        self.words.start += 1;
        self.bytes.start = first.end;
        first
    }

    /// Takes off the last word and what is behind it.
    fn pop_last(&mut self, text: &Text<'_>) {
        self.words.end -= 1;
        self.bytes.end = text.side.spans[self.words.end].start;
    }

    /// The words before which sentences begin, if they are few; the end of the
    /// words counts as one more.
    fn sentences(&self, text: &Text<'_>) -> ([usize; MOST_CUTS], usize) {
        let mut found = ([0; MOST_CUTS], 0);
        for at in self.words.start..=self.words.end {
            let is_cut =
                at > 0 && at < text.shared.len() && text.pause_before(at) >= Pause::Sentence;
            if is_cut {
                if found.1 == MOST_CUTS {
                    return ([0; MOST_CUTS], 0);
                }
                found.0[found.1] = at;
                found.1 += 1;
            }
        }
        found
    }
}

struct Writer<'a> {
    pair: Pair<'a>,
    /// Whether what is the same stands at another place in the order.
    moved: bool,
    regions: Vec<Region>,
}

impl<'a> Writer<'a> {
    fn texts(&self) -> [&'a str; 2] {
        [self.pair.a.side.text, self.pair.b.side.text]
    }

    fn of_a(&self, span: Span) -> &'a str {
        span.of(self.pair.a.side.text)
    }

    fn of_b(&self, span: Span) -> &'a str {
        span.of(self.pair.b.side.text)
    }

    /// Words that are the same, and what is between them.
    fn run(&mut self, run: Run) {
        self.moved = run.moved;
        let (a, b) = (self.pair.a.side.spans, self.pair.b.side.spans);
        let whole_a = Span::new(a[run.a].start, a[run.in_a().end - 1].end);
        let whole_b = Span::new(b[run.b].start, b[run.in_b().end - 1].end);
        if self.of_a(whole_a) == self.of_b(whole_b) {
            return self.same(whole_a, whole_b);
        }
        for at in 0..run.len {
            let (at_a, at_b) = (run.a + at, run.b + at);
            if at > 0 {
                self.wordless(self.pair.a.gap_before(at_a), self.pair.b.gap_before(at_b));
            }
            self.spelled(a[at_a], b[at_b]);
        }
    }

    /// Two gaps that belong together, sentence by sentence where both have as
    /// many.
    fn divide(&mut self, mut a: Part, mut b: Part) {
        if a.words.is_empty() && b.words.is_empty() {
            return self.wordless(a.bytes, b.bytes);
        }
        let (cuts_a, count_a) = a.sentences(&self.pair.a);
        let (cuts_b, count_b) = b.sentences(&self.pair.b);
        if count_a == count_b {
            for (&at_a, &at_b) in cuts_a[..count_a].iter().zip(&cuts_b) {
                let (gap_a, gap_b) = (self.pair.a.gap_before(at_a), self.pair.b.gap_before(at_b));
                let before = |part: &Part, at: usize, gap: Span| Part {
                    words: part.words.start..at,
                    bytes: Span::new(part.bytes.start, gap.start),
                };
                self.change(before(&a, at_a, gap_a), before(&b, at_b, gap_b));
                self.wordless(gap_a, gap_b);
                (a.words.start, a.bytes.start) = (at_a, gap_a.end);
                (b.words.start, b.bytes.start) = (at_b, gap_b.end);
            }
        }
        self.change(a, b);
    }

    /// One change. Words at its ends that are written alike are the same:
    /// inside a passage characters of a script without spaces, of which only
    /// the next one differs; outside nobody has looked yet.
    fn change(&mut self, mut a: Part, mut b: Part) {
        let [text_a, text_b] = [self.pair.a, self.pair.b];
        let both = |a: &Part, b: &Part| !a.words.is_empty() && !b.words.is_empty();
        while both(&a, &b) && text_a.word(a.words.start) == text_b.word(b.words.start) {
            self.wordless(a.cut(&text_a)[0], b.cut(&text_b)[0]);
            self.same(a.pop_first(&text_a), b.pop_first(&text_b));
        }
        let (end_a, end_b) = (a.bytes.end, b.bytes.end);
        let mut tail = 0;
        while both(&a, &b) && text_a.word(a.words.end - 1) == text_b.word(b.words.end - 1) {
            a.pop_last(&text_a);
            b.pop_last(&text_b);
            tail += 1;
        }
        let (next_a, next_b) = (a.words.end, b.words.end);
        self.differing(a, b);
        for at in 0..tail {
            let (at_a, at_b) = (next_a + at, next_b + at);
            let (word_a, word_b) = (text_a.side.spans[at_a], text_b.side.spans[at_b]);
            self.same(word_a, word_b);
            let behind = |text: &Text<'_>, word: Span, next: usize, end: u32| {
                Span::new(word.end, if at + 1 < tail { text.gap_before(next).end } else { end })
            };
            let gap_a = behind(&text_a, word_a, at_a + 1, end_a);
            self.wordless(gap_a, behind(&text_b, word_b, at_b + 1, end_b));
        }
    }

    /// Words of which neither the first nor the last are alike, and what is
    /// before and behind them.
    fn differing(&mut self, a: Part, b: Part) {
        let [lead_a, words_a, trail_a] = a.cut(&self.pair.a);
        let [lead_b, words_b, trail_b] = b.cut(&self.pair.b);
        match (a.words.is_empty(), b.words.is_empty()) {
            (true, true) => self.wordless(lead_a, lead_b),
            (false, false) => {
                self.wordless(lead_a, lead_b);
                self.push(Change::Replaced, words_a, words_b);
                self.wordless(trail_a, trail_b);
            }
            (true, false) => {
                let [text_a, text_b] = self.texts();
                let placed = Placed::new((text_a, a.bytes), (text_b, [lead_b, words_b, trail_b]));
                let Placed { before, behind, one, change, other } = placed;
                self.wordless(before, one);
                self.push(Change::Inserted, Span::new(before.end, before.end), change);
                self.wordless(behind, other);
            }
            (false, true) => {
                let [text_a, text_b] = self.texts();
                let placed = Placed::new((text_b, b.bytes), (text_a, [lead_a, words_a, trail_a]));
                let Placed { before, behind, one, change, other } = placed;
                self.wordless(one, before);
                self.push(Change::Deleted, change, Span::new(before.end, before.end));
                self.wordless(other, behind);
            }
        }
    }

    /// Two gaps that do not belong together. What both begin with stands right
    /// behind the same run.
    fn apart(&mut self, a: Span, b: Span) {
        let head = common_start(self.of_a(a), self.of_b(b));
        let (head_a, a) = cut(a, head);
        let (head_b, b) = cut(b, head);
        self.same(head_a, head_b);
        self.push(Change::Deleted, a, Span::new(b.start, b.start));
        self.push(Change::Inserted, Span::new(a.end, a.end), b);
    }

    /// Punctuation and spacing of both texts: what differs was respelled,
    /// cut at a line break on both sides.
    fn wordless(&mut self, mut a: Span, mut b: Span) {
        if self.of_a(a) == self.of_b(b) {
            return self.same(a, b);
        }
        while let (Some(break_a), Some(break_b)) =
            (line_break(self.of_a(a)), line_break(self.of_b(b)))
        {
            let ([start_a, end_a], [start_b, end_b]) = (break_a, break_b);
            let ((before_a, rest_a), (before_b, rest_b)) = (cut(a, start_a), cut(b, start_b));
            let (break_a, behind_a) = cut(rest_a, end_a - start_a);
            let (break_b, behind_b) = cut(rest_b, end_b - start_b);
            self.marks(before_a, before_b);
            self.spelled(break_a, break_b);
            (a, b) = (behind_a, behind_b);
        }
        self.marks(a, b);
    }

    /// As [`wordless`](Self::wordless), within a line.
    fn marks(&mut self, a: Span, b: Span) {
        let (text_a, text_b) = (self.of_a(a), self.of_b(b));
        // Something of each side stays, or nothing was written otherwise.
        let most = a.len().min(b.len());
        let head = common_start(text_a, text_b);
        let head = if head < most || a.len() == b.len() { head } else { 0 };
        let (head_a, a) = cut(a, head);
        let (head_b, b) = cut(b, head);
        let most = a.len().min(b.len());
        let tail = common_end(self.of_a(a), self.of_b(b));
        let tail = if tail < most { tail } else { 0 };
        let (a, tail_a) = cut(a, a.len() - tail);
        let (b, tail_b) = cut(b, b.len() - tail);
        self.same(head_a, head_b);
        self.spelled(a, b);
        self.same(tail_a, tail_b);
    }

    /// Two spellings of the same, which may be none at all.
    fn spelled(&mut self, a: Span, b: Span) {
        if self.of_a(a) == self.of_b(b) {
            self.same(a, b);
        } else if b.is_empty() {
            self.push(Change::Deleted, a, b);
        } else if a.is_empty() {
            self.push(Change::Inserted, a, b);
        } else {
            self.push(Change::Respelled, a, b);
        }
    }

    /// The same bytes on both sides.
    fn same(&mut self, a: Span, b: Span) {
        self.push(if self.moved { Change::Moved } else { Change::Kept }, a, b);
    }

    /// Adds a region, joining it with the one before where that continues.
    fn push(&mut self, change: Change, a: Span, b: Span) {
        if a.is_empty() && b.is_empty() {
            return;
        }
        if let Some(last) = self.regions.last_mut()
            && last.change == change
            && !matches!(change, Change::Replaced | Change::Respelled)
            && last.a.end == a.start
            && last.b.end == b.start
        {
            last.a.end = a.end;
            last.b.end = b.end;
            return;
        }
        self.regions.push(Region::new(change, a, b));
    }
}

/// Where words that only one text has stand in the punctuation of the other,
/// and which punctuation came or went with them.
struct Placed {
    /// The other text's gap, before and behind that place.
    before: Span,
    behind: Span,
    /// The text with the words: what corresponds to `before`, what came or
    /// went, what corresponds to `behind`.
    one: Span,
    change: Span,
    other: Span,
}

impl Placed {
    /// `gap` is all that one text has; the other has something before the
    /// words, the words, and something behind them.
    fn new((text, gap): (&str, Span), (other, [lead, words, trail]): (&str, [Span; 3])) -> Self {
        let (in_gap, in_lead, in_trail) = (gap.of(text), lead.of(other), trail.of(other));
        let has_marks = |text: &str| !text.trim().is_empty();
        let cuts = |before: usize, lead_cut: usize, trail_cut: usize| {
            let (before, behind) = cut(gap, before);
            let (one, lead) = cut(lead, lead_cut);
            let (trail, other) = cut(trail, trail_cut);
            Self { before, behind, one, change: Span::new(lead.start, trail.end), other }
        };
        debug_assert!(lead.end == words.start && words.end == trail.start);
        let as_lead = || cuts(in_gap.len(), in_lead.len(), in_trail.len());
        let as_trail = || cuts(0, 0, 0);
        if in_gap == in_lead {
            return as_lead();
        }
        if in_gap == in_trail {
            return as_trail();
        }
        if !has_marks(in_gap) {
            // What is between commas or brackets comes or goes with them.
            return if in_trail.ends_with(in_gap) {
                cuts(0, 0, in_trail.len() - in_gap.len())
            } else if in_lead.starts_with(in_gap) {
                cuts(in_gap.len(), in_gap.len(), in_trail.len())
            } else {
                as_trail()
            };
        }
        let marks = in_gap.trim_end().len();
        if has_marks(in_lead) && in_gap[marks..] == *in_trail {
            cuts(marks, in_lead.trim_end().len(), 0)
        } else if has_marks(in_trail) || !has_marks(in_lead) {
            as_trail()
        } else {
            as_lead()
        }
    }
}

/// The bytes of the white space around the first line break.
fn line_break(text: &str) -> Option<[usize; 2]> {
    let at = text.find('\n')?;
    Some([text[..at].trim_end().len(), text.len() - text[at..].trim_start().len()])
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
