//! Writes the regions of matched runs and of the gaps between them.

use unicode_segmentation::GraphemeCursor;

use super::gap::{GapPart, Placement, cut};
use super::region::{Change, Region};
use super::unrelated::are_unrelated;
use crate::align::words::{MatchedRun, NumberedText, TextPair};
use crate::article::Span;
use crate::text::is_transcription;

/// Writes regions one after the other.
pub(super) struct RegionWriter<'a> {
    pub pair: TextPair<'a>,
    /// Whether what is the same stands at another place in the order.
    pub moved: bool,
    pub regions: Vec<Region>,
}

impl<'a> RegionWriter<'a> {
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
    pub fn run(&mut self, run: MatchedRun) {
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
    pub fn divide(&mut self, mut a: GapPart, mut b: GapPart) {
        if a.words.is_empty() && b.words.is_empty() {
            return self.wordless(a.bytes, b.bytes);
        }
        if are_unrelated(&self.pair, &a, &b) {
            return self.unrelated(a, b);
        }
        let (cuts_a, count_a) = a.sentences(&self.pair.a);
        let (cuts_b, count_b) = b.sentences(&self.pair.b);
        if count_a == count_b {
            for (&at_a, &at_b) in cuts_a[..count_a].iter().zip(&cuts_b) {
                let (gap_a, gap_b) = (self.pair.a.gap_before(at_a), self.pair.b.gap_before(at_b));
                let before = |part: &GapPart, at: usize, gap: Span| GapPart {
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

    /// Two gaps that stand in each other's place and have nothing in common.
    fn unrelated(&mut self, a: GapPart, b: GapPart) {
        let [lead_a, words_a, trail_a] = a.cut(&self.pair.a);
        let [lead_b, words_b, trail_b] = b.cut(&self.pair.b);
        self.wordless(lead_a, lead_b);
        self.push(Change::Deleted, words_a, Span::new(words_b.start, words_b.start));
        self.push(Change::Inserted, Span::new(words_a.end, words_a.end), words_b);
        self.wordless(trail_a, trail_b);
    }

    /// One change. Words at its ends that are written alike are the same: inside
    /// a passage, characters of a script without spaces where only the next one
    /// differs, and umlauts that are written out; outside, words that no step has
    /// compared yet.
    fn change(&mut self, mut a: GapPart, mut b: GapPart) {
        let [text_a, text_b] = [self.pair.a, self.pair.b];
        let both = |a: &GapPart, b: &GapPart| !a.words.is_empty() && !b.words.is_empty();
        while both(&a, &b) && are_alike(text_a.word(a.words.start), text_b.word(b.words.start)) {
            self.wordless(a.cut(&text_a)[0], b.cut(&text_b)[0]);
            self.spelled(a.pop_first(&text_a), b.pop_first(&text_b));
        }
        let (end_a, end_b) = (a.bytes.end, b.bytes.end);
        let mut tail = 0;
        while both(&a, &b) && are_alike(text_a.word(a.words.end - 1), text_b.word(b.words.end - 1))
        {
            a.pop_last(&text_a);
            b.pop_last(&text_b);
            tail += 1;
        }
        let (next_a, next_b) = (a.words.end, b.words.end);
        self.differing(a, b);
        for at in 0..tail {
            let (at_a, at_b) = (next_a + at, next_b + at);
            let (word_a, word_b) = (text_a.side.spans[at_a], text_b.side.spans[at_b]);
            self.spelled(word_a, word_b);
            let behind = |text: &NumberedText<'_>, word: Span, next: usize, end: u32| {
                Span::new(word.end, if at + 1 < tail { text.gap_before(next).end } else { end })
            };
            let gap_a = behind(&text_a, word_a, at_a + 1, end_a);
            self.wordless(gap_a, behind(&text_b, word_b, at_b + 1, end_b));
        }
    }

    /// Words of which neither the first nor the last are alike, and what is
    /// before and behind them.
    fn differing(&mut self, a: GapPart, b: GapPart) {
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
                let placed =
                    Placement::new((text_a, a.bytes), (text_b, [lead_b, words_b, trail_b]));
                let Placement { before, behind, one, change, other } = placed;
                self.wordless(before, one);
                self.push(Change::Inserted, Span::new(before.end, before.end), change);
                self.wordless(behind, other);
            }
            (false, true) => {
                let [text_a, text_b] = self.texts();
                let placed =
                    Placement::new((text_b, b.bytes), (text_a, [lead_a, words_a, trail_a]));
                let Placement { before, behind, one, change, other } = placed;
                self.wordless(one, before);
                self.push(Change::Deleted, change, Span::new(before.end, before.end));
                self.wordless(other, behind);
            }
        }
    }

    /// Two gaps that do not belong together. What both begin with stands right
    /// behind the same run.
    pub fn apart(&mut self, a: Span, b: Span) {
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
        let head = self.whole_start(a, b, head);
        let (head_a, a) = cut(a, head);
        let (head_b, b) = cut(b, head);
        let most = a.len().min(b.len());
        let tail = common_end(self.of_a(a), self.of_b(b));
        let tail = if tail < most { tail } else { 0 };
        let tail = self.whole_end(a, b, tail);
        let (a, tail_a) = cut(a, a.len() - tail);
        let (b, tail_b) = cut(b, b.len() - tail);
        self.same(head_a, head_b);
        self.spelled(a, b);
        self.same(tail_a, tail_b);
    }

    /// The common start, cut back to where a grapheme cluster ends in both texts:
    /// an emoji is changed as a whole, with its skin colour.
    fn whole_start(&self, a: Span, b: Span, mut head: usize) -> usize {
        let [text_a, text_b] = self.texts();
        let is_cut = |head: usize| {
            !is_boundary(text_a, a.start as usize + head)
                || !is_boundary(text_b, b.start as usize + head)
        };
        while head > 0 && is_cut(head) {
            let last = self.of_a(a)[..head].chars().next_back();
            head -= last.map_or(head, char::len_utf8);
        }
        head
    }

    /// The common end, as [`whole_start`](Self::whole_start).
    fn whole_end(&self, a: Span, b: Span, mut tail: usize) -> usize {
        let [text_a, text_b] = self.texts();
        let is_cut = |tail: usize| {
            !is_boundary(text_a, a.end as usize - tail)
                || !is_boundary(text_b, b.end as usize - tail)
        };
        while tail > 0 && is_cut(tail) {
            let text = self.of_a(a);
            let first = text[text.len() - tail..].chars().next();
            tail -= first.map_or(tail, char::len_utf8);
        }
        tail
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

/// Whether the words are written alike, umlauts being written out or not.
fn are_alike(one: &str, other: &str) -> bool {
    one == other || is_transcription(one, other)
}

/// Whether a grapheme cluster ends and another begins here.
fn is_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// The bytes of the white space around the first line break.
fn line_break(text: &str) -> Option<[usize; 2]> {
    let at = text.find('\n')?;
    Some([text[..at].trim_end().len(), text.len() - text[at..].trim_start().len()])
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
