/// Longest line, in characters, of a text whose lines are taken to be wrapped.
const WRAP: usize = 100;

/// The first byte of each paragraph of `text`.
///
/// A line break begins a paragraph, unless the text is hard-wrapped, as wire
/// copy and plain-text mail are: three lines or more and none longer than 100
/// characters. There only a line after an empty line or an indented line does.
pub(super) fn paragraphs(text: &str) -> Vec<u32> {
    let is_short = |line: &str| line.len() <= WRAP || line.chars().count() <= WRAP;
    let wrapped = text.lines().nth(2).is_some() && text.lines().all(is_short);
    let mut starts = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    for line in text.split_inclusive('\n') {
        let blank = line.trim_ascii().is_empty() || line.trim().is_empty();
        let indented = line.starts_with([' ', '\t', '\u{3000}', '\u{A0}']);
        if !blank && (!wrapped || after_blank || indented) {
            starts.push(at as u32);
        }
        after_blank = blank;
        at += line.len();
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(paragraphs(text), expected, "{text:?}");
        }
    }
}
