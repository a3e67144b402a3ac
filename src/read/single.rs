//! A file that holds one article.

use std::borrow::Cow;
use std::io::Read;

use super::batch::{NO_LINE, StoredText};
use super::decode;
#[cfg(feature = "read-html")]
use super::format::ContentKind;
use super::format::{Packing, is_markdown};
use super::front_matter;
use super::mend;
use super::open::open;
use super::own::is_report;
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::task::Task;
use super::walk::Source;
use crate::about::About;

/// Reads a file of plain text or HTML. The result has one article or none.
pub(super) fn read(source: &Source, task: &Task<'_>) -> ReadBatch {
    let mut outcome = ReadBatch::default();
    match text_of(source, task) {
        Ok((text, about, notes)) => {
            let texts = vec![Cow::Owned(text)];
            let first = task.intake.take(&texts);
            outcome.batch.push(&source.id, NO_LINE, Some(&about));
            outcome.batch.complete(StoredText::all(texts, task.spool), first);
            notes.into_iter().flatten().for_each(|note| outcome.problems.add(None, note));
        }
        Err(problem) => outcome.problems.add(None, problem),
    }
    outcome
}

/// A text, what is known of it, and what to say of the reading.
type SingleText = (String, About<'static>, [Option<ProblemKind>; 3]);

/// How much of a packed file is unpacked between two looks at how it expands.
const STEP: u64 = 1 << 20;

/// The text of a file, what is known of it, and what to say of the reading.
fn text_of(source: &Source, task: &Task<'_>) -> Result<SingleText, ProblemKind> {
    let (limit, meter) = (task.limit, task.meter);
    let too_large = || ProblemKind::TooLarge { limit };
    let packed = source.packing != Packing::None;
    if !packed && source.bytes > limit {
        meter.advance(source.bytes);
        return Err(too_large());
    }

    let unreadable = |error: std::io::Error| ProblemKind::Unreadable { reason: error.to_string() };
    let (input, packed_bytes) = open(source, meter, task.most_times).map_err(unreadable)?;
    let mut input = input.take(limit + 1);
    // One byte more than the file has, so that its end is seen without growing.
    let capacity = if packed { 0 } else { source.bytes as usize + 1 };
    let mut bytes = Vec::with_capacity(capacity);
    // A packed file is asked for step by step, and given up as soon as it expands
    // as no text does.
    let mut read = Ok(0);
    while packed && matches!(read, Ok(0)) {
        let before = bytes.len();
        read = (&mut input).take(STEP).read_to_end(&mut bytes);
        if bytes.len() == before {
            break;
        }
        if packed_bytes.expands(bytes.len() as u64, 0) {
            return Err(ProblemKind::Expands { times: task.most_times });
        }
        read = read.map(|_| 0);
    }
    let cut = match read.and_then(|_| input.read_to_end(&mut bytes)) {
        Ok(_) => None,
        Err(error) if packed && !bytes.is_empty() => {
            Some(ProblemKind::CutShort { reason: error.to_string() })
        }
        Err(error) => return Err(unreadable(error)),
    };
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }

    if is_report(&bytes) {
        return Err(ProblemKind::OwnReport);
    }

    #[cfg(feature = "read-html")]
    let declared = match source.content {
        ContentKind::Html => decode::declared_by_html(&bytes),
        _ => None,
    };
    #[cfg(not(feature = "read-html"))]
    let declared = None;
    let (text, note) = decode::decode(bytes, declared, cut.is_none())?;
    let (mut text, about, unclear) = match source.content {
        #[cfg(feature = "read-html")]
        ContentKind::Html => {
            let about = super::page_about::of(&text);
            let (text, note) = page_text(&text, task);
            (mend::mended_page(text), about, note)
        }
        _ => {
            let (about, text) = match is_markdown(&source.path) {
                true => front_matter::split(text, task.fields),
                false => (About::default(), text),
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
    Ok((text, about, [cut, note, unclear]))
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
