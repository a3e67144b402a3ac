//! A file or member of an archive that holds one article.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::batch::{NO_LINE, StoredText};
use super::decode;
use super::format::{self, ContentKind};
use super::front_matter;
use super::mend;
use super::open::Stream;
use super::own::is_report;
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::task::Task;
use crate::about::About;

/// Reads one article of plain text or HTML. The result has that or nothing.
///
/// `expected` is how many bytes it has, as far as that is known.
pub(super) fn read(
    content: ContentKind,
    id: &str,
    stream: Stream<'_>,
    expected: Option<u64>,
    task: &Task<'_>,
) -> ReadBatch {
    match stream.bytes(expected, task) {
        Ok((bytes, cut)) => article(content, id, bytes, cut, task),
        Err(problem) => ReadBatch::of_problem(problem),
    }
}

/// The article of these bytes, taken in; `cut` says why they are not all, if so.
pub(super) fn article(
    content: ContentKind,
    id: &str,
    bytes: Vec<u8>,
    cut: Option<ProblemKind>,
    task: &Task<'_>,
) -> ReadBatch {
    let mut outcome = ReadBatch::default();
    match text_of(content, bytes, None, cut.is_none(), task) {
        Ok((text, about, notes)) => {
            let texts = vec![Cow::Owned(text)];
            let first = task.intake.take(&texts);
            outcome.batch.push(id, NO_LINE, Some(&about));
            outcome.batch.complete(StoredText::all(texts, task.spool), first);
            let notes = cut.into_iter().chain(notes.into_iter().flatten());
            notes.for_each(|note| outcome.problems.add(None, note));
        }
        Err(problem) => outcome.problems.add(None, problem),
    }
    outcome
}

/// A text, what is known of it, and what to say of the reading.
pub(super) type SingleText = (String, About<'static>, [Option<ProblemKind>; 2]);

/// The text of these bytes, what is known of it, and what to say of the reading.
/// `declared` is the encoding that something outside of them declares; `whole` is false
/// if they are cut short.
pub(super) fn text_of(
    content: ContentKind,
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
    whole: bool,
    task: &Task<'_>,
) -> Result<SingleText, ProblemKind> {
    if is_report(&bytes) {
        return Err(ProblemKind::OwnReport);
    }
    if content == ContentKind::Unknown
        && let Some((what, ending)) = format::looks_like(&bytes)
    {
        return Err(ProblemKind::OtherFormat { what, ending });
    }

    #[cfg(feature = "read-html")]
    let declared = declared.or_else(|| match content {
        ContentKind::Html => decode::declared_by_html(&bytes),
        _ => None,
    });
    let (text, note) = decode::decode(bytes, declared, whole)?;
    let (mut text, about, unclear) = match content {
        #[cfg(feature = "read-html")]
        ContentKind::Html => {
            let about = super::page_about::of(&text);
            let (text, note) = page_text(&text, task);
            (mend::mended_page(text), about, note)
        }
        _ => {
            let (about, text) = match content {
                ContentKind::Markdown => front_matter::split(text, task.fields),
                _ => (About::default(), text),
            };
            (mend::mended(text.into()).into_owned(), about, None)
        }
    };
    if u32::try_from(text.len()).is_err() {
        return Err(ProblemKind::TooLarge { limit: u32::MAX.into() });
    }
    if text.capacity() - text.len() > text.len() / 8 {
        text.shrink_to_fit();
    }
    Ok((text, about, [note, unclear]))
}

/// The text of a page: all of it, or its article.
#[cfg(feature = "read-html")]
fn page_text(page: &str, task: &Task<'_>) -> (String, Option<ProblemKind>) {
    let whole = super::html::text_of(page);
    #[cfg(feature = "main-text")]
    if task.main_text {
        use super::main_text::{self, MainText};
        return match main_text::of(page, &whole) {
            MainText::Found(text) => (text, None),
            MainText::Whole => (whole, None),
            MainText::Unclear => (whole, Some(ProblemKind::WholePage)),
        };
    }
    #[cfg(not(feature = "main-text"))]
    let _ = task;
    (whole, None)
}
