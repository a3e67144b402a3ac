use super::paragraph::paragraphs;
use super::quotation::quotations_in;
use super::scan::Scan;
use crate::article::Span;

/// Shortest sentence that stands alone, in words. Shorter ones (headings,
/// initials, abbreviations with a full stop) join the one before.
const SHORTEST: u32 = 5;

/// Longest sentence, in words, and the longest piece that a longer one is cut
/// into: text without punctuation would be one sentence that contains anything.
const LONGEST: u32 = 50;
const PIECE: u32 = 30;

/// Shortest quotation that counts as speech, in words. A shorter one is a
/// title, or sets a word at a distance.
const SPEECH: u32 = 3;

/// Where an article's sentences begin and which of its words are quoted,
/// counted in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The first word of each sentence. Begins with 0 unless there is no word.
    pub sentences: Vec<u32>,
    /// Half-open ranges of words inside direct quotations of three words or
    /// more, ordered, apart.
    pub quoted: Vec<(u32, u32)>,
}

/// Finds sentences and quotations among the words at `spans` of `text`.
///
/// A sentence ends where the characters between two words hold a full stop,
/// a question or exclamation mark of any script, followed by white space; and
/// at the end of a paragraph. Nothing depends on a list of abbreviations or
/// on a language. Sentences of fewer than five words join their neighbour,
/// those of more than fifty are cut.
///
/// Cost: one pass over the words, and a much faster one over the bytes for line
/// breaks and quotation marks.
///
/// ```
/// use nearcopy::text::{outline, words};
///
/// let text = "It rained all day long. “We are wet to the bone,” they said.";
/// let spans: Vec<_> = words(text).map(|word| word.span).collect();
/// let outline = outline(text, &spans);
/// assert_eq!(outline.sentences, [0, 5]);
/// assert_eq!(outline.quoted, [(5, 11)]);
/// ```
pub fn outline(text: &str, spans: &[Span]) -> Outline {
    let scan = Scan::of(text);
    let paragraphs = paragraphs(text, &scan.line_feeds);
    Outline {
        sentences: sentences(text, spans, &paragraphs),
        quoted: quoted(spans, quotations_in(text, &paragraphs, &scan.marks)),
    }
}

fn sentences(text: &str, spans: &[Span], paragraphs: &[u32]) -> Vec<u32> {
    let mut paragraphs = paragraphs.iter().copied();
    let mut next_paragraph = paragraphs.next();
    let mut starts = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for (word, span) in (0..).zip(spans) {
        let gap = end as usize..span.start as usize;
        end = span.end;
        let ended = next_paragraph.is_some_and(|paragraph| paragraph <= span.start);
        // One character between two words, which most often is a space, ends nothing.
        if !ended && gap.len() <= 1 {
            continue;
        }
        while next_paragraph.is_some_and(|paragraph| paragraph <= span.start) {
            next_paragraph = paragraphs.next();
        }
        if word > 0 && (ended || ends_sentence(&text[gap])) {
            join_or_push(&mut starts, start, word);
            start = word;
        }
    }
    if !spans.is_empty() {
        join_or_push(&mut starts, start, spans.len() as u32);
    }
    cut_long(starts, spans.len() as u32)
}

/// Cuts overlong sentences into equal pieces.
fn cut_long(starts: Vec<u32>, end: u32) -> Vec<u32> {
    let ends = || starts.iter().skip(1).copied().chain([end]);
    if starts.iter().zip(ends()).all(|(&start, end)| end - start <= LONGEST) {
        return starts;
    }
    let pieces = |(&start, end): (&u32, u32)| {
        let length = end - start;
        let pieces = if length > LONGEST { length.div_ceil(PIECE) } else { 1 };
        (0..pieces).map(move |piece| {
            start + (u64::from(length) * u64::from(piece) / u64::from(pieces)) as u32
        })
    };
    starts.iter().zip(ends()).flat_map(pieces).collect()
}

/// Adds the sentence from `start` to `end`, unless it or the one before is
/// too short to stand alone: then the two are one.
fn join_or_push(starts: &mut Vec<u32>, start: u32, end: u32) {
    let stands = |last: &u32| end - start >= SHORTEST && start - last >= SHORTEST;
    if starts.last().is_none_or(stands) {
        starts.push(start);
    }
}

/// Whether the characters between two words end a sentence.
fn ends_sentence(gap: &str) -> bool {
    let may_stop = |byte: u8| matches!(byte, b'.' | b'!' | b'?' | 0x80..);
    gap.len() > 1 && gap.bytes().any(may_stop) && has_stop(gap)
}

/// Whether there is a full stop with white space somewhere behind it, or a wide one.
fn has_stop(gap: &str) -> bool {
    let mut stopped = false;
    gap.chars().any(|char| {
        match char {
            _ if is_wide_full_stop(char) => return true,
            _ if is_full_stop(char) => stopped = true,
            _ => {}
        }
        stopped && char.is_whitespace()
    })
}

/// A mark that ends a sentence where white space follows.
pub(crate) const fn is_full_stop(char: char) -> bool {
    matches!(char, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '։' | '።')
}

/// A mark that ends a sentence by itself, in scripts without spaces.
pub(crate) const fn is_wide_full_stop(char: char) -> bool {
    matches!(char, '。' | '！' | '？' | '｡')
}

/// The words of each of these quotations, as far as they are speech.
fn quoted(spans: &[Span], quotations: Vec<Span>) -> Vec<(u32, u32)> {
    let first_from = |byte: u32| spans.partition_point(|word| word.start < byte) as u32;
    quotations
        .into_iter()
        .map(|quote| (first_from(quote.start), first_from(quote.end)))
        .filter(|(start, end)| end - start >= SPEECH)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    fn split(text: &str) -> Vec<String> {
        let spans: Vec<Span> = words(text).map(|word| word.span).collect();
        let starts = outline(text, &spans).sentences;
        let ends = starts.iter().skip(1).copied().chain([spans.len() as u32]);
        let cut = |(&from, to): (&u32, u32)| {
            text[spans[from as usize].start as usize..spans[to as usize - 1].end as usize]
                .to_owned()
        };
        starts.iter().zip(ends).map(cut).collect()
    }

    #[test]
    fn sentences_of_several_scripts() {
        for (text, expected) in [
            ("", &[][..]),
            ("one", &["one"]),
            (
                "It was cold in May. It was warm in June!",
                &["It was cold in May", "It was warm in June"],
            ),
            (
                "A headline of five words\nThe text of it begins",
                &["A headline of five words", "The text of it begins"],
            ),
            (
                "This line here is wrapped\nin the middle of it.\nThis one is not.",
                &["This line here is wrapped\nin the middle of it.\nThis one is not"],
            ),
            (
                "“Is this now the end?” the tall man asked her.",
                &["Is this now the end", "the tall man asked her"],
            ),
            ("今天天气很好。我们去公园。", &["今天天气很好", "我们去公园"]),
            (
                "ذهب الولد اليوم إلى المدرسة؟ ثم عاد مساء إلى البيت.",
                &["ذهب الولد اليوم إلى المدرسة", "ثم عاد مساء إلى البيت"],
            ),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn short_sentences_join() {
        let text = "No. He said so in the U.S. Senate. Yes.";
        assert_eq!(split(text), [&text[..text.len() - 1]]);
    }

    #[test]
    fn endless_sentences_are_cut() {
        let text = "word ".repeat(100);
        let spans: Vec<Span> = words(&text).map(|word| word.span).collect();
        assert_eq!(outline(&text, &spans).sentences, [0, 25, 50, 75]);
    }

    #[test]
    fn short_quotations_are_no_speech() {
        let text = "A “frank” talk, “a frank exchange” of views";
        let spans: Vec<Span> = words(text).map(|word| word.span).collect();
        assert_eq!(outline(text, &spans).quoted, [(3, 6)]);
    }
}
