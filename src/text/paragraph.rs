use std::iter::once;

/// Longest line, in characters, of a text whose lines are taken to be wrapped.
const WRAP: usize = 100;

/// Most bytes of a character.
const WIDEST: usize = 4;

/// The first byte of each paragraph of `text`, whose line feeds are at `line_feeds`.
///
/// A line break begins a paragraph, unless the text is hard-wrapped, as wire
/// copy and plain-text mail are: three lines or more and none longer than 100
/// characters. There only a line after an empty line or an indented line does.
///
/// Cost: some nanoseconds a line, and where the first lines are short, one pass
/// over them.
pub(super) fn paragraphs(text: &str, line_feeds: &[u32]) -> Vec<u32> {
    let wrapped = lines(text, line_feeds).nth(2).is_some()
        && lines(text, line_feeds).all(|(_, line)| is_short(line));
    let mut starts = Vec::new();
    let mut after_blank = true;
    for (start, line) in lines(text, line_feeds) {
        let blank = line.chars().all(char::is_whitespace);
        let indented = line.starts_with([' ', '\t', '\u{3000}', '\u{A0}']);
        if !blank && (!wrapped || after_blank || indented) {
            starts.push(start);
        }
        after_blank = blank;
    }
    starts
}

/// The lines of `text`, each with its line feed and where it begins.
fn lines<'a>(text: &'a str, line_feeds: &'a [u32]) -> impl Iterator<Item = (u32, &'a str)> {
    let ends = line_feeds.iter().map(|&line_feed| line_feed + 1);
    let starts = once(0).chain(ends.clone());
    let lines = starts.zip(ends.chain(once(text.len() as u32)));
    // There is no line after the last line feed where the text ends with it.
    let lines = lines.filter(|(start, end)| start < end);
    lines.map(|(start, end)| (start, &text[start as usize..end as usize]))
}

/// Whether a line may be one of a wrapped text.
fn is_short(line: &str) -> bool {
    let length = match line.strip_suffix('\n') {
        Some(rest) => rest.strip_suffix('\r').unwrap_or(rest).len(),
        None => line.len(),
    };
    length <= WRAP || length <= WIDEST * WRAP && line[..length].chars().count() <= WRAP
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::scan::Scan;

    fn paragraphs_of(text: &str) -> Vec<u32> {
        paragraphs(text, &Scan::of(text).line_feeds)
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let long = "word ".repeat(30);
        for (text, expected) in [
            ("", &[][..]),
            ("one\ntwo", &[0, 4]),
            ("one\n\n \ntwo", &[0, 7]),
            ("wrapped\nlines\n\nnext\n    third\n", &[0, 15, 20]),
            (&format!("title\n{long}\nthird"), &[0, 6, 157]),
        ] {
            assert_eq!(paragraphs_of(text), expected, "{text:?}");
        }
    }

    /// The definition, by the lines that the standard library finds.
    fn by_definition(text: &str) -> Vec<u32> {
        let is_short = |line: &str| line.chars().count() <= WRAP;
        let wrapped = text.lines().nth(2).is_some() && text.lines().all(is_short);
        let mut starts = Vec::new();
        let mut at = 0;
        let mut after_blank = true;
        for line in text.split_inclusive('\n') {
            let blank = line.trim().is_empty();
            let indented = line.starts_with([' ', '\t', '\u{3000}', '\u{A0}']);
            if !blank && (!wrapped || after_blank || indented) {
                starts.push(at as u32);
            }
            after_blank = blank;
            at += line.len();
        }
        starts
    }

    proptest! {
        #[test]
        fn paragraphs_are_those_of_the_definition(
            lines in prop::collection::vec(
                (
                    prop::sample::select(vec!["", " ", "\t", "\u{3000}", "\u{A0}", "\u{85}", "\u{B}"]),
                    prop::sample::select(vec!["", "a", "é", "漢", "𝒂", " "]),
                    prop_oneof![0usize..3, 95usize..103],
                    prop::sample::select(vec!["\n", "\r\n", "\r", "\r\r\n", " \n", "\n\n", ""]),
                ),
                0..9,
            ),
        ) {
            let lines = lines.iter().map(|(indent, char, count, end)| {
                format!("{indent}{}{end}", char.repeat(*count))
            });
            let text: String = lines.collect();
            prop_assert_eq!(paragraphs_of(&text), by_definition(&text));
        }
    }
}
