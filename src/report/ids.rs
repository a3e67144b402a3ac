//! Ids of articles, one a line.

use std::io::{self, Write};

use super::escape::is_unsafe;
use super::json_lines::write_line;
use crate::article::Articles;

/// Writes the ids of the articles at these positions, one a line.
///
/// An id with an [unsafe](super::escape::is_unsafe) character, as a line break, and one that
/// begins with a quotation mark or is empty, is written as a JSON string. So a line that
/// begins with a quotation mark is JSON, and every other line is the id itself.
///
/// # Errors
///
/// Those of the writer.
///
/// # Panics
///
/// If there is no article at a position.
///
/// ```
/// use nearcopy::{Article, report};
///
/// let articles = [Article::new("wire/1", "Rain."), Article::new("two\nlines", "Snow.")];
/// let mut list = Vec::new();
/// report::write_ids(&mut list, &articles, [0, 1])?;
/// assert_eq!(String::from_utf8_lossy(&list), "wire/1\n\"two\\nlines\"\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_ids(
    mut out: impl Write,
    articles: &dyn Articles,
    positions: impl IntoIterator<Item = usize>,
) -> io::Result<()> {
    for position in positions {
        let id = articles.id(position);
        if id.is_empty() || id.starts_with('"') || id.contains(is_unsafe) {
            write_line(&mut out, &id)?;
        } else {
            writeln!(out, "{id}")?;
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;

    proptest! {
        #[test]
        fn a_list_gives_the_ids_back(
            ids in prop::collection::vec("[\"a\\\\\n\r\u{2028}\u{85}é ]{0,4}|\\PC{0,5}", 0..6),
        ) {
            let articles: Vec<Article<'_>> =
                ids.iter().map(|id| Article::new(id.clone(), "")).collect();
            let mut list = Vec::new();
            write_ids(&mut list, &articles, 0..ids.len()).unwrap();
            let list = String::from_utf8(list).unwrap();
            let read = |line: &str| match line.starts_with('"') {
                true => serde_json::from_str(line).unwrap(),
                false => line.to_owned(),
            };
            let back: Vec<String> = list.split_terminator('\n').map(read).collect();
            prop_assert_eq!(back, ids);
        }
    }
}
