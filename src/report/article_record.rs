//! An article as a record of JSON Lines, as it can be read again.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::json_lines::write_line;
use crate::about::AboutField;
use crate::article::Articles;

/// Writes one line with the article's id and text, and what else is known of it, under the
/// names of [`AboutField`].
pub(crate) fn write_article(
    out: &mut dyn Write,
    articles: &dyn Articles,
    article: usize,
) -> io::Result<()> {
    let mut record = Map::new();
    let text = articles.text(article).map_err(io::Error::other)?;
    record.insert("id".to_owned(), articles.id(article).into());
    let about = articles.about(article);
    for field in AboutField::ALL {
        if let Some(value) = about.get(field) {
            record.insert(field.name().to_owned(), Value::from(value.into_owned()));
        }
    }
    record.insert("text".to_owned(), text.into_owned().into());
    write_line(out, &record)
}
