//! Gaps: what lies between two runs of matched words in one text, and where in
//! the punctuation of one text the words stand that only the other one has.

use std::ops::Range;

use crate::align::words::{NumberedText, Pause};
use crate::article::Span;

/// Most sentences that divide one change: pairing sentences by their number is
/// a guess that gets worse with every sentence. Measured: docs/TUNING.md.
pub(super) const MOST_CUTS: usize = 4;

/// A part of a gap: its words, and all its bytes.
#[derive(Clone, Debug)]
pub(super) struct GapPart {
    pub words: Range<usize>,
    pub bytes: Span,
}

impl GapPart {
    /// The words between two runs, with what stands before and behind them.
    pub fn between(text: &NumberedText<'_>, words: Range<usize>) -> Self {
        let start = text.gap_before(words.start).start;
        let end = text.gap_before(words.end).end;
        Self { words, bytes: Span::new(start, end) }
    }

    /// The bytes before the words, of the words, and behind them. Without a
    /// word all bytes are before.
    pub fn cut(&self, text: &NumberedText<'_>) -> [Span; 3] {
        let Span { start, end } = self.bytes;
        if self.words.is_empty() {
            return [self.bytes, Span::new(end, end), Span::new(end, end)];
        }
        let first = text.side.spans[self.words.start].start;
        let last = text.side.spans[self.words.end - 1].end;
        [Span::new(start, first), Span::new(first, last), Span::new(last, end)]
    }

    /// Takes off the first word and what is before it; returns its bytes.
    pub fn pop_first(&mut self, text: &NumberedText<'_>) -> Span {
        let first = text.side.spans[self.words.start];
        self.words.start += 1;
        self.bytes.start = first.end;
        first
    }

    /// Takes off the last word and what is behind it.
    pub fn pop_last(&mut self, text: &NumberedText<'_>) {
        self.words.end -= 1;
        self.bytes.end = text.side.spans[self.words.end].start;
    }

    /// The words before which sentences begin, if there are at most
    /// [`MOST_CUTS`]; the end of the words counts as one more.
    pub fn sentences(&self, text: &NumberedText<'_>) -> ([usize; MOST_CUTS], usize) {
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

/// Where in the punctuation of one text the words stand that only the other one
/// has, and which punctuation came or went with them.
pub(super) struct Placement {
    /// The other text's gap, before and behind that place.
    pub before: Span,
    pub behind: Span,
    /// The text with the words: what corresponds to `before`, what came or
    /// went, what corresponds to `behind`.
    pub one: Span,
    pub change: Span,
    pub other: Span,
}

impl Placement {
    /// `gap` is all that one text has; the other has something before the
    /// words, the words, and something behind them.
    pub fn new(
        (text, gap): (&str, Span),
        (other, [lead, words, trail]): (&str, [Span; 3]),
    ) -> Self {
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

/// The two parts of a span, cut behind so many bytes.
pub(super) fn cut(span: Span, at: usize) -> (Span, Span) {
    let middle = span.start + at as u32;
    (Span::new(span.start, middle), Span::new(middle, span.end))
}
