use crate::article::Span;

/// Longest quotation that is believed, in bytes: a mark whose partner is
/// farther away has more likely lost it.
const LONGEST: usize = 2_000;

/// The direct quotations of `text`: what stands between two quotation marks
/// of one paragraph, marks not included, ordered by place.
///
/// All typographic forms count: “English”, „Deutsch“, »Dansk«, « français »,
/// 「日本語」, ‘single’, and the typewriter's `"` and `'`. A single mark
/// between letters is an apostrophe. Where a quotation goes on over several
/// paragraphs, each of which opens with a mark and only the last of which
/// closes with one, each paragraph's part is found. A quotation inside a
/// quotation belongs to the outer one.
///
/// Cost: one pass over the bytes.
///
/// ```
/// use nearcopy::text::quotations;
///
/// let text = "He called it “a ‘frank’ exchange”. It's 'useful', she said.";
/// let found: Vec<&str> = quotations(text).iter().map(|span| span.of(text)).collect();
/// assert_eq!(found, ["a ‘frank’ exchange", "useful"]);
/// ```
pub fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    for (at, mark) in marks(text) {
        match (mark, open) {
            (Mark::Paragraph, Some(quote)) => {
                let continued = starts_with_opening(&text[at..]);
                if continued && quote.kind.is_double() {
                    found.push(Span::new(quote.start as u32, at as u32));
                }
                open = None;
            }
            (Mark::Paragraph, None) => {}
            (Mark::Quote { char, before, after }, Some(quote)) => {
                let fits = quote.kind.is_closed_by(char, before, after);
                let too_long = at - quote.start > LONGEST;
                if fits && !too_long {
                    found.push(Span::new(quote.start as u32, at as u32));
                    open = None;
                } else if too_long {
                    open = Open::by(char, at, before, after);
                }
            }
            (Mark::Quote { char, before, after }, None) => {
                open = Open::by(char, at, before, after);
            }
        }
    }
    found
}

/// What the scan over a text stops at.
#[derive(Clone, Copy)]
enum Mark {
    /// A quotation mark, with the characters beside it.
    Quote { char: char, before: Option<char>, after: Option<char> },
    /// The end of a paragraph.
    Paragraph,
}

/// An opened quotation.
#[derive(Clone, Copy)]
struct Open {
    /// The first byte after the mark.
    start: usize,
    kind: Kind,
}

/// The families of marks that close each other.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// `"`
    Straight,
    /// “ ” „ ‟ ″ in any pairing, as languages differ
    Curly,
    /// « »
    Guillemet,
    /// » «
    Inward,
    /// 「 」 『 』
    Corner,
    /// ‘ ’ ‚
    SingleCurly,
    /// `'`
    SingleStraight,
}

impl Open {
    fn by(char: char, at: usize, before: Option<char>, after: Option<char>) -> Option<Self> {
        let outside = before.is_none_or(|char| !char.is_alphanumeric());
        let inside = after.is_some_and(|char| !char.is_whitespace());
        let kind = match char {
            '"' if outside && inside => Kind::Straight,
            '“' | '„' | '‟' => Kind::Curly,
            '”' if outside && inside => Kind::Curly,
            '«' => Kind::Guillemet,
            '»' if outside && inside => Kind::Inward,
            '「' | '『' => Kind::Corner,
            '‘' | '‚' if outside && inside => Kind::SingleCurly,
            '\'' if outside && inside => Kind::SingleStraight,
            _ => return None,
        };
        Some(Self { start: at + char.len_utf8(), kind })
    }
}

impl Kind {
    fn is_double(self) -> bool {
        !matches!(self, Self::SingleCurly | Self::SingleStraight)
    }

    fn is_closed_by(self, char: char, before: Option<char>, after: Option<char>) -> bool {
        let ends = after.is_none_or(|char| !char.is_alphanumeric())
            && before.is_some_and(|char| !char.is_whitespace());
        match self {
            // Writers mix the typewriter's mark with the printer's.
            Self::Straight => char == '"' || (char == '”' && ends),
            Self::Curly => matches!(char, '”' | '‟') || (matches!(char, '“' | '"') && ends),
            Self::Guillemet => char == '»',
            Self::Inward => char == '«',
            Self::Corner => matches!(char, '」' | '』'),
            Self::SingleCurly => matches!(char, '’' | '‘' | '\'') && ends,
            Self::SingleStraight => matches!(char, '\'' | '’') && ends,
        }
    }
}

fn is_quote(char: char) -> bool {
    matches!(
        char,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‘'
            | '’'
            | '‚'
            | '「'
            | '」'
            | '『'
            | '』'
    )
}

fn starts_with_opening(text: &str) -> bool {
    text.trim_start().starts_with(['"', '“', '„', '«', '»', '”', '「', '『'])
}

fn marks(text: &str) -> impl Iterator<Item = (usize, Mark)> {
    text.char_indices().filter_map(move |(at, char)| {
        let mark = if char == '\n' {
            if !ends_paragraph(&text[at + 1..]) {
                return None;
            }
            Mark::Paragraph
        } else if is_quote(char) {
            Mark::Quote {
                char,
                before: text[..at].chars().next_back(),
                after: text[at + char.len_utf8()..].chars().next(),
            }
        } else {
            return None;
        };
        Some((at, mark))
    })
}

/// Whether a line break ends the paragraph, and does not just wrap a line:
/// an empty or an indented line follows.
pub(super) fn ends_paragraph(after_break: &str) -> bool {
    after_break.is_empty() || after_break.starts_with(['\n', '\r', ' ', '\t', '\u{3000}', '\u{A0}'])
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
            ("« un » et ‹ rien ›", &[" un "]),
            ("「一」と『二』", &["一", "二"]),
            ("\"mixed” and “mixed\"", &["mixed", "mixed"]),
            ("on 'clear path'", &["clear path"]),
            ("the nations' borders and Russia's", &[]),
            ("dogs’ tails and cats’ ears", &[]),
            ("a 5\" disk and no more", &[]),
            ("never “closed", &[]),
            ("“one\n\n“two”", &["one", "two"]),
            ("“lost\n\nnot quoted” here", &[]),
            ("“wrapped\nline”", &["wrapped\nline"]),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_far_partner_is_not_believed() {
        let text = format!("\"{}\"", "word ".repeat(1000));
        assert_eq!(quotations(&text), []);
    }
}
