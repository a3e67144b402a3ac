//! What a Markdown file says of itself at its head, between two lines of `---`.
//!
//! Only the simple form is read, which static sites and exports of newsrooms write: a
//! `key: value` a line, perhaps in quotation marks, and lists of names. Where anything
//! else stands between the lines they are rules, and the text stays as it is.

use std::borrow::Cow;

use super::fields::Fields;
use super::record::about_of;
use crate::about::{About, AboutField};

/// The longest front matter, in bytes. Behind more, a `---` is a rule in a text.
const LONGEST: usize = 16 << 10;

/// What the head says, and the text without it.
pub(super) fn split(text: String, fields: &Fields) -> (About<'static>, String) {
    match matter_of(&text) {
        Some((matter, rest)) => {
            let about = about(matter, fields).into_owned();
            (about, rest.trim_start_matches(['\r', '\n']).to_owned())
        }
        None => (About::default(), text),
    }
}

/// What stands between the first line and the next one that ends it, and what is behind.
fn matter_of(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---")?;
    let (first, rest) = rest.split_once('\n')?;
    if !first.trim().is_empty() {
        return None;
    }
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let is_empty = rest[..length].trim().is_empty();
            return (!is_empty).then(|| (&rest[..length], &rest[length + line.len()..]));
        }
        length += line.len();
        if length > LONGEST || !is_of_matter(line.trim_end()) {
            return None;
        }
    }
    None
}

/// Whether a line is a key, a part of the value before it, or a comment.
fn is_of_matter(line: &str) -> bool {
    let goes_on = line.starts_with([' ', '\t', '#']) || line.starts_with("- ");
    goes_on || line.is_empty() || key_of(line).is_some()
}

/// The key and the value of a line.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | ' ');
    let is_short = (1..=40).contains(&key.len()) && key.split(' ').count() <= 3;
    let is_parted = value.is_empty() || value.starts_with([' ', '\t']);
    (is_short && is_parted && key.chars().all(is_key)).then(|| (key.trim(), value.trim()))
}

fn about<'a>(matter: &'a str, fields: &Fields) -> About<'a> {
    let mut values = Vec::new();
    let mut lines = matter.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = key_of(line) else { continue };
        let mut names = items_of(value);
        // A list may also be one line for each element.
        while value.is_empty()
            && let Some(item) = lines.peek().and_then(|line| line.trim_start().strip_prefix("- "))
        {
            names.push(scalar(item.trim()));
            lines.next();
        }
        let value = match names.len() {
            0 => continue,
            1 => names.remove(0),
            _ => names.join(", ").into(),
        };
        for field in AboutField::ALL {
            let mut usual = fields.about(field).iter();
            if let Some(others) = usual.position(|name| name.eq_ignore_ascii_case(key)) {
                values.push(((field, others), value.clone()));
            }
        }
    }
    about_of(values)
}

/// The value, or those of a list in brackets.
fn items_of(value: &str) -> Vec<Cow<'_, str>> {
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let items = match list {
        Some(list) => list.split(',').map(|item| scalar(item.trim())).collect(),
        None => vec![scalar(value)],
    };
    items.into_iter().filter(|item| !item.is_empty()).collect()
}

/// A value without its quotation marks, or without the comment behind it.
fn scalar(value: &str) -> Cow<'_, str> {
    for (mark, escaped) in [('"', "\\\""), ('\'', "''")] {
        if let Some(rest) = value.strip_prefix(mark)
            && let Some(inner) = rest.strip_suffix(mark)
        {
            return match inner.contains(escaped) {
                true => inner.replace(escaped, &mark.to_string()).into(),
                false => inner.into(),
            };
        }
    }
    // `|` and `>` begin a text over several lines, which no value here is.
    match value.split(" #").next().unwrap_or(value).trim() {
        "|" | ">" | "|-" | ">-" | "null" | "~" => Cow::Borrowed(""),
        value => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (About<'static>, String) {
        split(text.to_owned(), &Fields::default())
    }

    #[test]
    fn simple_values() {
        let (about, text) = read(
            "---\r\n# of the export\ntitle: \"The river: it \\\"rises\\\"\"\ndate: 2022-01-17 08:30:00 # local\n\
             Publisher: 'The Daily''s'\nauthors: [A. Reporter, \"B. Writer\"]\ntags:\n  - rain\n- snow\n\
             layout: post\nlang: en\n---\n\n# The river\n\nIt rained.\n",
        );
        assert_eq!(text, "# The river\n\nIt rained.\n");
        let wanted = About::default()
            .with_title("The river: it \"rises\"")
            .with_date("2022-01-17T08:30:00Z".parse().unwrap())
            .with_source("The Daily's")
            .with_author("A. Reporter, B. Writer")
            .with_language("en");
        assert_eq!(about, wanted);
    }

    #[test]
    fn a_list_over_lines_and_the_likelier_key() {
        let (about, text) =
            read("---\nheadline: Kicker\ntitle: River\nauthor:\n- A\n- B\n...\nRain.");
        assert_eq!(text, "Rain.");
        assert_eq!(about, About::default().with_title("River").with_author("A, B"));
    }

    #[test]
    fn rules_stay() {
        for text in [
            "",
            "---",
            "---\n",
            "---\nRain fell on the city.\n---\nIt snowed.",
            "---\n\n---\nRain.",
            "---\ntitle: never closed\n",
            "--- title\ntitle: a\n---\n",
            "title: a\n---\nRain.\n---\n",
            "---\nHe said yesterday evening in town: no.\n---\n",
            "---\nhttp://a.example/\n---\n",
        ] {
            assert_eq!(read(text), (About::default(), text.to_owned()), "{text}");
        }
        let long = format!("---\n{}---\n", "a: b\n".repeat(LONGEST));
        assert_eq!(read(&long).1, long);
    }
}
