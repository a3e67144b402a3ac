use std::ops::Range;

use super::paragraph::paragraphs;
use super::scan::Scan;
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
/// Cost: one pass over the bytes, and at most one over the marks for each kind
/// of mark that opens, whether or not they have partners.
///
/// ```
/// use nearcopy::text::quotations;
///
/// let text = "He called it “a ‘frank’ exchange”. It's 'useful', she said.";
/// let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
/// assert_eq!(found, ["a ‘frank’ exchange", "useful"]);
/// ```
pub fn quotations(text: &str) -> Vec<Span> {
    let scan = Scan::of(text);
    quotations_in(text, &paragraphs(text, &scan.line_feeds), &scan.marks)
}

/// [`quotations`], the paragraphs and the [places of marks](Scan::marks) at hand.
pub(super) fn quotations_in(text: &str, paragraphs: &[u32], mut places: &[u32]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut marks = Vec::new();
    for (at, &start) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(at + 1).map(|&next| next as usize);
        let paragraph = start as usize..next.unwrap_or(text.len());
        // What is before the first paragraph is white space.
        let own = places.iter().take_while(|&&place| (place as usize) < paragraph.end).count();
        let (own, rest) = places.split_at(own);
        places = rest;
        if own.is_empty() {
            continue;
        }
        marks.clear();
        marks.extend(marks_in(text, paragraph.clone(), own));
        let following = next.and_then(|next| text[next..].trim_start().chars().next());
        pair(&marks, paragraph.end, following, &mut found);
    }
    found
}

/// How many kinds of opening marks have closing marks of their own.
const CLOSERS: usize = 14;

/// The kind of an opening mark: those of one kind are closed by the same marks.
const fn kind_of(open: char) -> usize {
    match open {
        '"' | '“' | '‟' | '”' => 0,
        '„' => 1,
        '＂' => 2,
        '«' => 3,
        '»' => 4,
        '‹' => 5,
        '›' => 6,
        '「' => 7,
        '『' => 8,
        '﹁' => 9,
        '〝' => 10,
        '\'' | '‘' | '‛' => 11,
        '‚' => 12,
        _ => 13,
    }
}

/// For each kind of opening mark: how far the marks of a paragraph were searched
/// for one that closes it. As the search never goes back, each mark is looked at
/// once for each kind, however many marks have no partner.
#[derive(Default)]
struct Searched([usize; CLOSERS]);

impl Searched {
    /// The first mark from `from` on that closes `open`, if it is not beyond the
    /// byte `last`. From call to call neither `from` nor `last` falls.
    fn partner(
        &mut self,
        marks: &[QuotationMark],
        open: char,
        from: usize,
        last: usize,
    ) -> Option<usize> {
        let at = &mut self.0[kind_of(open)];
        *at = (*at).max(from);
        while let Some(mark) = marks.get(*at).filter(|mark| mark.at <= last) {
            if mark.closes(open) {
                return Some(*at);
            }
            *at += 1;
        }
        None
    }
}

/// Pairs the marks of one paragraph, which ends at `end` and before one that
/// begins with `following`.
fn pair(marks: &[QuotationMark], end: usize, following: Option<char>, found: &mut Vec<Span>) {
    let mut at = 0;
    let mut searched = Searched::default();
    while let Some(&open) = marks.get(at) {
        at += 1;
        if !open.opens() {
            continue;
        }
        // TeX opens with two.
        let start = open.at + open.char.len_utf8() + usize::from(open.char == '`');
        if let Some(partner) = searched.partner(marks, open.char, at, start + LONGEST) {
            found.push(Span::new(start as u32, marks[partner].at as u32));
            at = partner + 1;
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
        #[cfg(test)]
        COMPARISONS.set(COMPARISONS.get() + 1);
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

/// The marks of a paragraph, which has what may be one at `places`.
fn marks_in(
    text: &str,
    paragraph: Range<usize>,
    places: &[u32],
) -> impl Iterator<Item = QuotationMark> {
    let whole = &text[paragraph.clone()];
    places.iter().filter_map(move |&place| {
        let at = place as usize;
        let (before, from) = whole.split_at(at - paragraph.start);
        let mut characters = from.chars();
        let char = characters.next().filter(|&char| is_mark(char))?;
        let [before, after] = [before.chars().next_back(), characters.next()];
        Some(QuotationMark { at, char, before, after })
    })
}

/// Whether the character may open or close a quotation.
pub(super) const fn is_mark(char: char) -> bool {
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
thread_local! {
    /// How often a mark was looked at as a possible partner of another.
    static COMPARISONS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARKS: &str = "\"'`“”„‟«»‹›‘’‚‛「」『』﹁﹂〝〞〟＂";

    fn marks_of(text: &str) -> Vec<QuotationMark> {
        marks_in(text, 0..text.len(), &Scan::of(text).marks).collect()
    }

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

    /// The pairing by definition: for each mark that opens, all that follow.
    fn pair_by_definition(
        marks: &[QuotationMark],
        end: usize,
        following: Option<char>,
    ) -> Vec<Span> {
        let (mut at, mut found) = (0, Vec::new());
        while let Some(&open) = marks.get(at) {
            at += 1;
            if !open.opens() {
                continue;
            }
            let start = open.at + open.char.len_utf8() + usize::from(open.char == '`');
            let mut near = marks[at..].iter().take_while(|mark| mark.at <= start + LONGEST);
            if let Some(partner) = near.position(|mark| mark.closes(open.char)) {
                found.push(Span::new(start as u32, marks[at + partner].at as u32));
                at += partner + 1;
            } else if following == Some(open.char) && !open.is_single() && end - start <= LONGEST {
                found.push(Span::new(start as u32, end as u32));
                break;
            }
        }
        found
    }

    #[test]
    fn marks_never_closed_are_looked_at_a_bounded_number_of_times() {
        for unit in ["“", " \"a", "« ", " 'a", "„ ‚ “ ‘a ", " ``a", "「『", " „a ‚b «c ‹d ”e »f"]
        {
            let text = unit.repeat(40_000 / unit.len());
            let marks = marks_of(&text).len();
            COMPARISONS.set(0);
            quotations(&text);
            let most = CLOSERS * marks;
            assert!(COMPARISONS.get() <= most, "{unit}: {} of {marks}", COMPARISONS.get());
        }
    }

    proptest! {
        #[test]
        fn partners_are_those_of_the_definition(
            marks in prop::collection::vec(
                (prop::sample::select(MARKS.chars().collect::<Vec<_>>()), 0usize..900),
                0..40,
            ),
            following in prop::option::of(prop::sample::select(MARKS.chars().collect::<Vec<_>>())),
        ) {
            let mut text = String::new();
            for (mark, gap) in marks {
                // Neither a letter nor a space on both sides of all marks.
                text.push_str([" ", "a", ""][gap % 3]);
                text.push(mark);
                text.push_str([" ", "a", ""][gap / 3 % 3]);
                text.push_str(&"w ".repeat(gap / 4));
            }
            let marks = marks_of(&text);
            let mut found = Vec::new();
            pair(&marks, text.len(), following, &mut found);
            prop_assert_eq!(found, pair_by_definition(&marks, text.len(), following));
        }
    }
}
