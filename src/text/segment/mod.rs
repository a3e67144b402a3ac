//! Words by the boundaries of UAX #29, 64 bytes at a time.
//!
//! A byte is a bit of a mask, and a class of characters a mask: a boundary
//! rule such as “a full stop joins two letters” is then three operations for
//! 64 bytes. ASCII is classified by a [`classifier`], every other character by
//! looking it up in a [table](class). What the rules on masks leave out, being
//! rare, is left to `unicode-segmentation`: a stretch of the text around it,
//! from and to places that are a boundary whatever is on either side.
//!
//! A new version of `unicode-segmentation` may bring new characters. Then a
//! test fails that says how to make the table again.

mod boundaries;
mod class;
mod classifier;
mod table;
#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation;

use crate::article::Span;
use boundaries::{Boundaries, Last};
use class::Class;
use classifier::{ByteClassifier, Portable};

/// Adds the span of every word of `text`, which must be shorter than 4 GiB: the
/// words of `unicode_words` of `unicode-segmentation`.
///
/// Cost: one pass; on an x86-64 processor with AVX2 about 0.6 ns a byte of
/// ASCII, 1 ns where every tenth word has a typographic quotation mark or
/// apostrophe, and 2 ns in other scripts.
pub(super) fn word_spans(text: &str, spans: &mut Vec<Span>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = classifier::avx2::Avx2::detect() {
        return avx2.find(text, spans);
    }
    find(Portable, text, spans);
}

/// [`word_spans`], with this classifier.
#[inline(always)]
fn find(classifier: impl ByteClassifier, text: &str, spans: &mut Vec<Span>) {
    let mut finder = Finder::new(text, spans);
    while finder.at < text.len() {
        let rest = &text[finder.at..];
        let ascii = match rest.as_bytes().first_chunk() {
            Some(bytes) => classifier.classify(bytes),
            None => classifier.classify(&padded(rest.as_bytes())),
        };
        let block = if ascii.is_all() && finder.last.is_simple() {
            Boundaries::ascii(ascii, finder.last)
        } else {
            Boundaries::mixed(rest, ascii, finder.last)
        };
        finder.add(block);
    }
    finder.finish();
}

/// Fewer than 64 bytes, and zeros, which are part of no word.
#[cold]
fn padded(bytes: &[u8]) -> [u8; 64] {
    let mut padded = [0; 64];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}

struct Finder<'a> {
    text: &'a str,
    spans: &'a mut Vec<Span>,
    /// Where the next block begins.
    at: usize,
    /// What the last block ends with.
    last: Last,
    /// Where the word begins in which the last block ends, if it does.
    start: u32,
    /// Whether that word may be made of symbols alone.
    is_doubtful: bool,
    /// Where the last stretch ends that was left to the reference.
    settled: usize,
    /// How many spans were there before.
    first: usize,
}

impl<'a> Finder<'a> {
    fn new(text: &'a str, spans: &'a mut Vec<Span>) -> Self {
        debug_assert!(u32::try_from(text.len()).is_ok());
        let last = Last::default();
        let first = spans.len();
        Self { text, spans, at: 0, last, start: 0, is_doubtful: false, settled: 0, first }
    }

    #[inline(always)]
    fn add(&mut self, block: Boundaries) {
        if block.odd != 0 {
            return self.leave_to_reference(block);
        }
        self.push(block.starts, block.ends, block.symbols);
        self.at += block.length as usize;
        self.last = block.last;
        self.is_doubtful &= block.last.word == 1;
    }

    /// Adds the words that end in the block.
    #[inline(always)]
    fn push(&mut self, mut starts: u64, mut ends: u64, symbols: u64) {
        let base = self.at as u32;
        let place = |mask: u64| base.wrapping_add(mask.trailing_zeros());
        let mut start = self.start;
        if self.last.word == 0 {
            start = place(starts);
            starts &= starts.wrapping_sub(1);
        }
        let first = self.spans.len();
        // An iterator of known length makes room once and not at each span.
        self.spans.extend((0..ends.count_ones()).map(|_| {
            let span = Span::new(start, place(ends));
            ends &= ends.wrapping_sub(1);
            start = place(starts);
            starts &= starts.wrapping_sub(1);
            span
        }));
        self.start = start;
        if self.is_doubtful || symbols != 0 {
            self.drop_symbols(first);
        }
    }

    /// Drops those of the spans from `first` on that hold only symbols.
    #[cold]
    fn drop_symbols(&mut self, first: usize) {
        let mut kept = first;
        for at in first..self.spans.len() {
            let span = self.spans[at];
            if span.of(self.text).chars().any(|char| Class::of(char).is_alphanumeric()) {
                self.spans[kept] = span;
                kept += 1;
            }
        }
        self.spans.truncate(kept);
        self.is_doubtful = true;
    }

    /// Adds the words around the block's first odd character as the reference
    /// finds them, in place of those found there so far.
    ///
    /// No byte is in two stretches, so hostile texts cost what the reference
    /// costs.
    #[cold]
    fn leave_to_reference(&mut self, block: Boundaries) {
        let odd = self.at + block.odd.trailing_zeros() as usize;
        let from = (self.settled..odd + 1).rev().find(|&at| self.is_cut(at));
        let from = from.unwrap_or(self.settled);
        let to = (odd + 1..self.text.len()).find(|&at| self.is_cut(at));
        let to = to.unwrap_or(self.text.len());

        let before = (1 << from.saturating_sub(self.at)) - 1;
        self.push(block.starts & before, block.ends & before, block.symbols & before);
        let is_inside = |span: &Span| span.start as usize >= from;
        while self.spans.len() > self.first && self.spans.last().is_some_and(is_inside) {
            self.spans.pop();
        }
        let words = self.text[from..to].unicode_word_indices();
        self.spans.extend(words.map(|(at, word)| {
            let start = from + at;
            Span::new(start as u32, (start + word.len()) as u32)
        }));
        self.at = to;
        self.settled = to;
        self.last = Last::default();
        self.is_doubtful = false;
    }

    /// Whether there is a boundary before the byte at `at` that no rule looks
    /// across: after a line feed, whatever follows it, and after a space,
    /// unless more spaces or marks may follow, which would belong to it.
    fn is_cut(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match at.checked_sub(1).map(|before| bytes[before]) {
            None | Some(b'\n') => true,
            Some(b' ') => bytes[at].is_ascii() && bytes[at] != b' ',
            Some(_) => false,
        }
    }

    /// Adds the word that the text ends in.
    fn finish(mut self) {
        if self.last.word == 1 {
            let first = self.spans.len();
            self.spans.push(Span::new(self.start, self.text.len() as u32));
            if self.is_doubtful {
                self.drop_symbols(first);
            }
        }
    }
}
