//! What JSON-LD of a page says of its article, in the terms of schema.org.

use serde_json::{Map, Value};

use crate::about::AboutField;

/// How deep an article may stand in it, and how many values are looked at.
const MOST_LEVELS: usize = 8;
const MOST_VALUES: usize = 2_000;

/// What it says of the first article in it.
pub(super) fn values(text: &str) -> Vec<(AboutField, String)> {
    // Some pages put the script into a comment.
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let Ok(whole) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let mut objects = Vec::new();
    collect(&whole, 0, &mut objects);
    let Some(article) = objects.iter().copied().find(|object| is_article(object)) else {
        return Vec::new();
    };
    let graph = Graph { objects };
    let mut values = Vec::new();
    for (field, keys) in [
        (AboutField::Title, &["headline", "name"][..]),
        (AboutField::Date, &["datePublished", "dateCreated"]),
        (AboutField::Source, &["publisher", "sourceOrganization"]),
        (AboutField::Link, &["url", "mainEntityOfPage"]),
        (AboutField::Author, &["author", "creator"]),
        (AboutField::Language, &["inLanguage"]),
    ] {
        let found = keys.iter().filter_map(|&key| graph.text(article.get(key)?, field, 0));
        values.extend(found.filter(|text| !text.trim().is_empty()).map(|text| (field, text)));
    }
    values
}

/// All objects in a value, the outer ones first.
fn collect<'v>(value: &'v Value, level: usize, objects: &mut Vec<&'v Map<String, Value>>) {
    if level > MOST_LEVELS || objects.len() > MOST_VALUES {
        return;
    }
    match value {
        Value::Array(elements) => {
            elements.iter().for_each(|element| collect(element, level + 1, objects));
        }
        Value::Object(object) => {
            objects.push(object);
            object.values().for_each(|value| collect(value, level + 1, objects));
        }
        _ => {}
    }
}

/// Whether it is an article, by its type: a `NewsArticle`, a `BlogPosting`, a `Report`.
fn is_article(object: &Map<String, Value>) -> bool {
    let is_kind = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
    };
    // A teaser has a type and hardly anything else.
    let has = |key: &str| object.contains_key(key);
    let says_something = has("datePublished") || has("author") || has("publisher");
    says_something
        && match object.get("@type") {
            Some(Value::Array(kinds)) => kinds.iter().any(is_kind),
            Some(kind) => is_kind(kind),
            None => false,
        }
}

/// The objects, of which one may name another by its `@id`.
struct Graph<'v> {
    objects: Vec<&'v Map<String, Value>>,
}

impl Graph<'_> {
    /// A value as text: a string, the name of an object, or those of a list.
    fn text(&self, value: &Value, field: AboutField, level: usize) -> Option<String> {
        if level > MOST_LEVELS {
            return None;
        }
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Array(elements) => {
                let texts = elements.iter().take(20);
                let mut texts = texts.filter_map(|element| self.text(element, field, level + 1));
                match field {
                    AboutField::Author => Some(texts.collect::<Vec<_>>().join(", ")),
                    _ => texts.next(),
                }
            }
            Value::Object(object) => {
                let key = match field {
                    AboutField::Link => "@id",
                    AboutField::Language => "alternateName",
                    _ => "name",
                };
                match object.get(key) {
                    Some(named) => self.text(named, field, level + 1),
                    None => self.referred(object)?.get(key)?.as_str().map(str::to_owned),
                }
            }
            _ => None,
        }
    }

    /// The object that this one stands for.
    fn referred(&self, reference: &Map<String, Value>) -> Option<&Map<String, Value>> {
        let id = reference.get("@id")?;
        self.objects.iter().copied().find(|it| it.get("@id") == Some(id) && it.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_with_references() {
        let found = values(
            r##"{"@graph": [{"@type": "WebSite", "name": "Site"},
            {"@type": ["Thing", "NewsArticle"], "headline": "River", "datePublished": "2022-01-17",
             "publisher": {"@id": "#post"}, "author": [{"@id": "#a"}, {"name": ["B", "C"]}],
             "mainEntityOfPage": {"@id": "https://a.example/1"}, "inLanguage": "en"},
            {"@id": "#a", "name": "A"}, {"@id": "#post", "@type": "Organization", "name": "Post"}]}"##,
        );
        let wanted = [
            (AboutField::Title, "River"),
            (AboutField::Date, "2022-01-17"),
            (AboutField::Source, "Post"),
            (AboutField::Link, "https://a.example/1"),
            (AboutField::Author, "A, B, C"),
            (AboutField::Language, "en"),
        ];
        let found: Vec<_> = found.iter().map(|(field, text)| (*field, &**text)).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_no_article_says_nothing() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"@type": "WebPage", "name": "a", "author": "b"}"#,
            r#"{"@type": "NewsArticle", "headline": "a teaser"}"#,
            r#"[{"@type": "BreadcrumbList"}]"#,
            r#"{"@type": "NewsArticle", "author": 17, "publisher": {"@id": "nowhere"}}"#,
        ] {
            assert!(values(text).is_empty(), "{text}");
        }
        let first =
            r#"[{"@type": "NewsArticle", "author": "A"}, {"@type": "NewsArticle", "author": "B"}]"#;
        assert_eq!(values(first), [(AboutField::Author, "A".to_owned())]);
    }
}
