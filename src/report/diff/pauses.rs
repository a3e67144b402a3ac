//! Where a text pauses: the places at which two columns may come to one height.

/// How strongly a place in a text separates what is before from what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Pause {
    None,
    Sentence,
    Line,
    Paragraph,
}

/// The pause right before `text[at..]`.
pub(in crate::report) fn pause_before(text: &str, at: usize) -> Pause {
    let before = text[..at].trim_end();
    let space = &text[before.len()..at];
    match space.bytes().filter(|byte| *byte == b'\n').count() {
        0 if !space.is_empty() && ends_sentence(before) => Pause::Sentence,
        0 => Pause::None,
        1 => Pause::Line,
        _ => Pause::Paragraph,
    }
}

fn ends_sentence(text: &str) -> bool {
    let closing = ['"', '\'', '”', '’', '»', '“', '«', ')', ']'];
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// `text` cut behind each run of white space in it.
pub(in crate::report) fn between_pauses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text[start..];
        let space = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let behind = rest[space..].find(|c: char| !c.is_whitespace());
        let length = behind.map_or(rest.len(), |behind| space + behind);
        let cut = (start, start + length);
        start += length;
        (length > 0).then_some(cut)
    })
}
