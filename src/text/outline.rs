use super::quotation::{ends_paragraph, quotations};
use crate::article::Span;

/// Shortest sentence that stands alone, in words. Shorter ones (headings,
/// initials, abbreviations with a full stop) join the one before.
const SHORTEST: usize = 4;

/// Where an article's sentences begin and which of its words are quoted,
/// counted in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The first word of each sentence. Begins with 0 unless there is no word.
    pub sentences: Vec<u32>,
    /// Half-open ranges of words inside direct quotations, ordered, apart.
    pub quoted: Vec<(u32, u32)>,
}

/// Finds sentences and quotations among the words at `spans` of `text`.
///
/// A sentence ends where the characters between two words hold a full stop,
/// a question or exclamation mark of any script, followed by white space or
/// by a quotation mark; and at the end of a paragraph. Nothing depends on a
/// list of abbreviations or on a language.
///
/// Cost: one pass over the characters between words, and one for the marks.
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
    Outline { sentences: sentences(text, spans), quoted: quoted(text, spans) }
}

fn sentences(text: &str, spans: &[Span]) -> Vec<u32> {
    let mut starts: Vec<u32> = Vec::new();
    for (index, span) in spans.iter().enumerate() {
        let Some(last) = starts.last() else {
            starts.push(0);
            continue;
        };
        let gap = &text[spans[index - 1].end as usize..span.start as usize];
        if index - *last as usize >= SHORTEST && ends_sentence(gap) {
            starts.push(index as u32);
        }
    }
    // A short last sentence joins the one before, as every other short one.
    if let [.., _, last] = starts[..]
        && spans.len() - (last as usize) < SHORTEST
    {
        starts.pop();
    }
    starts
}

/// Whether the characters between two words end a sentence.
fn ends_sentence(gap: &str) -> bool {
    if gap.len() == 1 {
        return false;
    }
    let mut stopped = false;
    for (at, char) in gap.char_indices() {
        match char {
            '。' | '！' | '？' | '｡' => return true,
            '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '։' | '።' => stopped = true,
            '\n' if stopped || ends_paragraph(&gap[at + 1..]) => return true,
            char if stopped && char.is_whitespace() => return true,
            _ => {}
        }
    }
    false
}

fn quoted(text: &str, spans: &[Span]) -> Vec<(u32, u32)> {
    let first_from = |byte: u32| spans.partition_point(|word| word.start < byte) as u32;
    quotations(text)
        .into_iter()
        .map(|quote| (first_from(quote.start), first_from(quote.end)))
        .filter(|(start, end)| start < end)
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
                "A headline of five words\n\nThe text of it begins",
                &["A headline of five words", "The text of it begins"],
            ),
            ("This line is wrapped\nin the middle", &["This line is wrapped\nin the middle"]),
            ("“Is this the end?” the man asked her.", &["Is this the end", "the man asked her"]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
        assert_eq!(split("今天天气很好。我们去公园。"), ["今天天气很好", "我们去公园"]);
        assert_eq!(split("ذهب الولد إلى المدرسة؟ ثم عاد إلى البيت.").len(), 2);
    }

    #[test]
    fn short_sentences_join() {
        assert_eq!(
            split("No. He said so in the U.S. Senate. Yes."),
            ["No. He said so in the U.S. Senate. Yes"]
        );
    }
}
