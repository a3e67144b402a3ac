//! Many articles in little memory: columns in place of values of their own.

use std::borrow::Cow;
use std::mem;

use super::again::TextLocation;
use super::spool::Spool;
use crate::about::{About, AboutColumn};
use crate::article::DocumentId;

/// Articles in order, each with where it stood and where its text is.
///
/// 44 bytes an article and the bytes of its id, and the text where that is in
/// memory; where anything is known of it, also those values and 16 bytes.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The ids, one after the other.
    ids: String,
    /// For each article: where its id ends.
    id_ends: Vec<usize>,
    lines: Vec<u64>,
    documents: Vec<DocumentId>,
    texts: Vec<StoredText>,
    abouts: AboutColumn,
}

/// The line of an article that has a file to itself.
pub(super) const NO_LINE: u64 = 0;

/// Where a text is.
#[derive(Debug)]
pub(super) enum StoredText {
    /// Here.
    Memory(Box<str>),
    /// In a line of its file, as JSON.
    Line(TextLocation),
    /// In the temporary file, as it is.
    Spooled(TextLocation),
}

impl StoredText {
    /// Keeps texts whose source cannot be read again.
    pub fn all(texts: Vec<Cow<'_, str>>, spool: Option<&Spool>) -> Vec<Self> {
        match spool {
            Some(spool) => spool.put(&texts).into_iter().map(Self::Spooled).collect(),
            None => {
                let boxed = |text: Cow<'_, str>| Self::Memory(text.into_owned().into_boxed_str());
                texts.into_iter().map(boxed).collect()
            }
        }
    }
}

impl Batch {
    pub fn len(&self) -> usize {
        self.id_ends.len()
    }

    /// Adds an article whose text and document id come [later](Self::complete).
    pub fn push(&mut self, id: &str, line: u64, about: Option<&About<'_>>) {
        if let Some(about) = about {
            self.abouts.push(self.len(), about);
        }
        self.ids.push_str(id);
        self.id_ends.push(self.ids.len());
        self.lines.push(line);
    }

    /// Where the texts of the articles pushed since the last time are, and the
    /// document id of the first one.
    pub fn complete(&mut self, texts: Vec<StoredText>, first: DocumentId) {
        self.documents.extend(first.consecutive(texts.len()));
        if self.texts.is_empty() {
            self.texts = texts;
        } else {
            self.texts.extend(texts);
        }
        debug_assert_eq!(self.texts.len(), self.len());
    }

    /// Adds the part that follows, which begins after line `base`.
    pub fn append(&mut self, mut part: Self, base: u64) {
        if base > 0 {
            part.lines.iter_mut().for_each(|line| *line += base);
        }
        if self.len() == 0 {
            *self = part;
            return;
        }
        self.abouts.append(part.abouts, self.len());
        let before = self.ids.len();
        self.ids.push_str(&part.ids);
        self.id_ends.extend(part.id_ends.into_iter().map(|end| before + end));
        self.lines.append(&mut part.lines);
        self.documents.append(&mut part.documents);
        self.texts.append(&mut part.texts);
    }

    /// Gives new ids to these articles, in the order of their positions.
    pub fn rename(&mut self, renamed: &[(usize, String)]) {
        let mut renamed = renamed.iter().peekable();
        let (mut ids, mut ends) = (String::with_capacity(self.ids.len()), Vec::new());
        for at in 0..self.len() {
            match renamed.next_if(|(position, _)| *position == at) {
                Some((_, id)) => ids.push_str(id),
                None => ids.push_str(self.id(at)),
            }
            ends.push(ids.len());
        }
        self.ids = ids;
        self.id_ends = ends;
    }

    /// Gives back the memory that was taken for more articles.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.id_ends.shrink_to_fit();
        self.lines.shrink_to_fit();
        self.documents.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.abouts.shrink();
    }

    pub fn id(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.id_ends[before]);
        &self.ids[start..self.id_ends[at]]
    }

    pub fn line(&self, at: usize) -> Option<u64> {
        (self.lines[at] != NO_LINE).then_some(self.lines[at])
    }

    pub fn document(&self, at: usize) -> DocumentId {
        self.documents[at]
    }

    pub fn about(&self, at: usize) -> About<'_> {
        self.abouts.get(at)
    }

    pub fn text(&self, at: usize) -> &StoredText {
        &self.texts[at]
    }
}

/// What the documentation promises.
const _: () = assert!(mem::size_of::<StoredText>() <= 24);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_become_one() {
        let mut whole = Batch::default();
        for part in 0..3_u32 {
            let mut batch = Batch::default();
            let texts: Vec<Cow<'_, str>> = vec![format!("text {part}").into(), "same".into()];
            batch.push(&format!("{part}/a"), 1, None);
            let about = About::default().with_title(format!("{part}"));
            batch.push("", 3, Some(&about));
            batch.complete(StoredText::all(texts, None), DocumentId::new(10 * part));
            whole.append(batch, 5 * u64::from(part));
        }
        whole.push("single", NO_LINE, None);
        whole.complete(StoredText::all(vec!["text".into()], None), DocumentId::new(7));
        whole.shrink();
        let ids: Vec<&str> = (0..whole.len()).map(|at| whole.id(at)).collect();
        assert_eq!(ids, ["0/a", "", "1/a", "", "2/a", "", "single"]);
        let titles: Vec<_> = (0..whole.len()).map(|at| whole.about(at).title).collect();
        let title = |part: &str| Some(part.to_owned().into());
        assert_eq!(titles, [None, title("0"), None, title("1"), None, title("2"), None]);
        let lines: Vec<_> = (0..whole.len()).map(|at| whole.line(at).unwrap_or(0)).collect();
        assert_eq!(lines, [1, 3, 6, 8, 11, 13, 0]);
        let documents: Vec<_> = (0..whole.len()).map(|at| whole.document(at).index()).collect();
        assert_eq!(documents, [0, 1, 10, 11, 20, 21, 7]);
        assert!(matches!(whole.text(4), StoredText::Memory(text) if **text == *"text 2"));
    }
}
