//! Where a text breaks: the places at which a row may end.

use crate::text::{is_full_stop, is_wide_full_stop};

/// How strongly a place in a text separates what is before from what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextBreak {
    None,
    Sentence,
    Line,
    Paragraph,
}

/// The break right before `text[at..]`.
pub(super) fn break_before(text: &str, at: usize) -> TextBreak {
    let before = text[..at].trim_end();
    let space = &text[before.len()..at];
    match space.bytes().filter(|byte| *byte == b'\n').count() {
        0 if ends_sentence(before, !space.is_empty()) => TextBreak::Sentence,
        0 => TextBreak::None,
        1 => TextBreak::Line,
        _ => TextBreak::Paragraph,
    }
}

/// Whether `text` ends with the end of a sentence, where white space does or
/// does not follow.
fn ends_sentence(text: &str, is_space_behind: bool) -> bool {
    // French sets a space before ».
    let text = text.trim_end_matches(|c: char| is_closing(c) || c.is_whitespace());
    let last = text.chars().next_back();
    last.is_some_and(|last| is_wide_full_stop(last) || is_space_behind && is_full_stop(last))
}

/// A quotation mark or bracket that can stand between a full stop and the next
/// sentence. In some languages “ and « close.
const fn is_closing(char: char) -> bool {
    matches!(
        char,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '“'
            | '«'
            | '›'
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '》'
            | '】'
    )
}

/// `text` cut at each place where it can break: behind each run of white space,
/// and behind each full stop of a script without spaces.
pub(super) fn between_breaks(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let stop = rest.find(|c: char| c.is_whitespace() || is_wide_full_stop(c));
        let behind = stop.map_or("", |stop| behind_break(&rest[stop..]));
        let end = text.len() - behind.len();
        let cut = (start, end);
        start = end;
        (cut.0 < cut.1).then_some(cut)
    })
}

/// What follows the break that `text` begins with.
fn behind_break(text: &str) -> &str {
    let behind = text.trim_start_matches(is_wide_full_stop);
    let is_stop = behind.len() < text.len();
    let behind = if is_stop { behind.trim_start_matches(is_closing) } else { behind };
    behind.trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_every_script_end() {
        let sentences = [
            ("It fell. It", 9),
            ("Il dit : « Non ! » Il", "Il dit : « Non ! » ".len()),
            ("“Go!” he", "“Go!” ".len()),
            ("ماذا؟ قال", "ماذا؟ ".len()),
            ("ختم۔ پھر", "ختم۔ ".len()),
            ("बढ़ गई। स्कूल", "बढ़ गई। ".len()),
            ("ፈጸመ። ከዚያ", "ፈጸመ። ".len()),
            ("Վերջ։ Նոր", "Վերջ։ ".len()),
            ("旧桥。市长", "旧桥。".len()),
            ("「行け！」と", "「行け！」".len()),
        ];
        for (text, at) in sentences {
            assert_eq!(break_before(text, at), TextBreak::Sentence, "{text}");
            let ends: Vec<usize> = between_breaks(text).map(|(_, end)| end).collect();
            assert!(ends.contains(&at), "{text}: {ends:?}");
        }
        for (text, at) in [("3.5 m", 2), ("a b", 2), ("", 0), ("旧桥", 3)] {
            assert_eq!(break_before(text, at), TextBreak::None, "{text}");
        }
        assert_eq!(break_before("a.\n b", 4), TextBreak::Line);
        assert_eq!(break_before("a \n\nb", 4), TextBreak::Paragraph);
    }

    #[test]
    fn cuts_lose_no_byte() {
        for text in ["", " a  b ", "一。二", "。。」 x", "a\n\nb.", "「一。」二！三 "]
        {
            let parts: Vec<&str> =
                between_breaks(text).map(|(start, end)| &text[start..end]).collect();
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().all(|part| !part.is_empty()));
        }
    }
}
