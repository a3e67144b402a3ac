use std::ops::Range;

use super::paragraph::paragraphs;
use crate::article::Span;

/// Longest quotation that is believed, in bytes: a mark whose partner is
/// farther away has more likely lost it.
const LONGEST: usize = 2_000;

/// The direct quotations of `text`: what stands between two quotation marks
/// of one paragraph, marks not included, ordered by place.
///
/// All typographic forms count: “English”, „Deutsch“, »Dansk«, « français »,
/// ”Suomi”, 「日本語」, ‘single’, ``TeX'', and the typewriter's `"` and `'`. A
/// single mark between letters is an apostrophe. Where a quotation goes on
/// over several paragraphs, each of which opens with a mark and only the last
/// of which closes with one, each paragraph's part is found. A quotation
/// inside a quotation belongs to the outer one.
///
/// Cost: one pass over the bytes, and for a mark without a partner one over
/// the marks that follow within 2,000 bytes.
///
/// ```
/// use nearcopy::text::quotations;
///
/// let text = "He called it “a ‘frank’ exchange”. It's 'useful', she said.";
/// let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
/// assert_eq!(found, ["a ‘frank’ exchange", "useful"]);
/// ```
pub fn quotations(text: &str) -> Vec<Span> {
    quotations_in(text, &paragraphs(text))
}

/// [`quotations`], the paragraphs at hand.
pub(super) fn quotations_in(text: &str, paragraphs: &[u32]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut marks = Vec::new();
    for (at, &start) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(at + 1).map(|&next| next as usize);
        let paragraph = start as usize..next.unwrap_or(text.len());
        marks.clear();
        marks.extend(marks_in(text, paragraph.clone()));
        let following = next.and_then(|next| text[next..].trim_start().chars().next());
        pair(&marks, paragraph.end, following, &mut found);
    }
    found
}

/// Pairs the marks of one paragraph, which ends at `end` and before one that
/// begins with `following`.
fn pair(marks: &[QuotationMark], end: usize, following: Option<char>, found: &mut Vec<Span>) {
    let mut at = 0;
    while let Some(&open) = marks.get(at) {
        at += 1;
        if !open.opens() {
            continue;
        }
        // TeX opens with two.
        let start = open.at + open.char.len_utf8() + usize::from(open.char == '`');
        let near = marks[at..].iter().take_while(|mark| mark.at <= start + LONGEST);
        if let Some(partner) = near.clone().position(|mark| mark.closes(open.char)) {
            found.push(Span::new(start as u32, marks[at + partner].at as u32));
            at += partner + 1;
        } else if following == Some(open.char) && !open.is_single() && end - start <= LONGEST {
            found.push(Span::new(start as u32, end as u32));
            return;
        }
    }
}

/// A character that may open or close a quotation.
#[derive(Clone, Copy)]
struct QuotationMark {
    at: usize,
    char: char,
    before: Option<char>,
    after: Option<char>,
}

impl QuotationMark {
    /// Whether it can open a quotation where it stands.
    fn opens(self) -> bool {
        let outside = self.before.is_none_or(|char| !char.is_alphanumeric());
        let inside = self.after.is_some_and(|char| !char.is_whitespace());
        match self.char {
            '“' | '„' | '‟' | '«' | '‹' | '「' | '『' | '﹁' | '〝' => true,
            '"' | '＂' | '\'' | '‘' | '‚' | '‛' | '”' | '»' | '›' => outside && inside,
            '`' => outside && self.after == Some('`') && self.before != Some('`'),
            _ => false,
        }
    }

    /// Whether it can close what `open` opened.
    fn closes(self, open: char) -> bool {
        let fits = match open {
            // Writers mix the typewriter's mark with the printer's.
            '"' | '“' | '‟' | '”' | '„' => {
                matches!(self.char, '"' | '”') || (open == '„' && self.char == '“')
            }
            '＂' => self.char == '＂',
            '«' => self.char == '»',
            '»' => self.char == '«',
            '‹' => self.char == '›',
            '›' => self.char == '‹',
            '「' => self.char == '」',
            '『' => self.char == '』',
            '﹁' => self.char == '﹂',
            '〝' => matches!(self.char, '〞' | '〟'),
            '\'' | '‘' | '‛' => matches!(self.char, '\'' | '’'),
            '‚' => matches!(self.char, '‘' | '’'),
            '`' => self.char == '\'',
            _ => false,
        };
        fits && match self.char {
            '\'' | '’' => {
                self.before.is_some_and(|char| !char.is_whitespace())
                    && self.after.is_none_or(|char| !char.is_alphanumeric())
            }
            '"' => {
                self.before.is_some_and(|char| !char.is_whitespace())
                    || self.after.is_none_or(|char| !char.is_alphanumeric())
            }
            _ => true,
        }
    }

    fn is_single(self) -> bool {
        matches!(self.char, '\'' | '‘' | '‚' | '‛')
    }
}

fn marks_in(text: &str, range: Range<usize>) -> impl Iterator<Item = QuotationMark> {
    let bytes = &text.as_bytes()[range.clone()];
    bytes.iter().enumerate().filter(|&(_, &byte)| may_begin_mark(byte)).filter_map(
        move |(at, _)| {
            let at = range.start + at;
            let char = text[at..].chars().next().filter(|&char| is_mark(char))?;
            let before = text[range.start..at].chars().next_back();
            let after = text[at + char.len_utf8()..range.end].chars().next();
            Some(QuotationMark { at, char, before, after })
        },
    )
}

/// Whether the byte is the first of a character that [`is_mark`].
const fn may_begin_mark(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
}

const fn is_mark(char: char) -> bool {
    matches!(
        char,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '「'
            | '」'
            | '『'
            | '』'
            | '﹁'
            | '﹂'
            | '〝'
            | '〞'
            | '〟'
            | '＂'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn forms_of_quotation_marks() {
        for (text, expected) in [
            ("“one” and \"two\"", &["one", "two"][..]),
            ("„eins“ und ‚zwei‘ und »drei«", &["eins", "zwei", "drei"]),
            ("« un » et ‹ deux ›", &[" un ", " deux "]),
            ("”yksi” ja »kaksi»", &["yksi"]),
            ("「一」と『二』", &["一", "二"]),
            ("\"mixed” and “mixed\"", &["mixed", "mixed"]),
            ("``in TeX''", &["in TeX"]),
            ("on 'clear path'", &["clear path"]),
            ("the nations' borders and Russia's", &[]),
            ("dogs’ tails and cats’ ears", &[]),
            ("a 5\" disk and no more", &[]),
            ("never “closed", &[]),
            ("“lost, but “this” is found", &["lost, but “this"]),
            ("“one\n\n“two”", &["one\n\n", "two"]),
            ("“lost\n\nnot quoted” here", &[]),
            ("“wrapped\nline”\nand third", &["wrapped\nline"]),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_far_partner_is_not_believed() {
        let text = format!("\"{}\" and \"this\"", "word ".repeat(1000));
        assert_eq!(quoted(&text), ["this"]);
    }

    #[test]
    fn every_mark_is_found_by_its_first_byte() {
        for char in ('\0'..=char::MAX).filter(|&char| is_mark(char)) {
            assert!(may_begin_mark(char.to_string().as_bytes()[0]), "{char}");
        }
    }
}
