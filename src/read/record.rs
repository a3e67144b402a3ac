//! One line of JSON to one article.
//!
//! [`quick`] reads the ordinary line; whatever it does not take, this parser
//! judges.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::fields::Fields;
use super::mend;
use super::problem::ProblemKind;
use super::quick;
use crate::article::Article;

/// The article that one line of JSON holds, borrowed where it has no escapes,
/// and what to say of it.
pub(super) fn parse<'a>(
    line: &'a str,
    fields: Fields<'_>,
) -> Result<(Article<'a>, Option<ProblemKind>), ProblemKind> {
    // Files with a byte order mark that were joined have one inside.
    let line = line.trim_start_matches('\u{FEFF}');
    let (article, note) = match quick::parse(line, fields) {
        Some(article) => (article, None),
        None => parse_any(line, fields)?,
    };
    let (id, text) = article.into_parts();
    Ok((Article::new(id, mend::mended(text)), note))
}

/// [`parse`] of any line, whatever is wrong with it.
pub(super) fn parse_any<'a>(
    line: &'a str,
    fields: Fields<'_>,
) -> Result<(Article<'a>, Option<ProblemKind>), ProblemKind> {
    match record(line, fields) {
        Ok(record) => Ok((record.into_article(fields)?, None)),
        Err(error) => {
            // Broken for sure; perhaps for nothing more than half a surrogate pair.
            let mended = mend_surrogates(line);
            match mended.as_deref().and_then(|mended| record(mended, fields).ok()) {
                Some(record) => {
                    let (id, text) = record.into_article(fields)?.into_parts();
                    let article = Article::new(id.into_owned(), text.into_owned());
                    Ok((article, Some(ProblemKind::LoneSurrogate)))
                }
                None => Err(ProblemKind::NotARecord { reason: reason_of(line, &error) }),
            }
        }
    }
}

/// The records of an object that is none itself, and has one field with an array of
/// objects: `{"articles": [{"id": …}, …]}`.
pub(super) fn wrapped<'a>(line: &'a str, fields: Fields<'_>) -> Option<Vec<&'a str>> {
    let object: HashMap<String, &'a RawValue> = serde_json::from_str(line).ok()?;
    if object.contains_key(fields.id) || object.contains_key(fields.text) {
        return None;
    }
    let mut arrays = object.values().filter_map(|value| objects(value.get()));
    arrays.next().filter(|_| arrays.next().is_none())
}

/// The elements of an array that has at least one, and none but objects.
fn objects(array: &str) -> Option<Vec<&str>> {
    if !array.starts_with('[') {
        return None;
    }
    let elements: Vec<&RawValue> = serde_json::from_str(array).ok()?;
    let elements: Vec<&str> = elements.into_iter().map(RawValue::get).collect();
    let is_of_objects = elements.iter().all(|element| element.starts_with('{'));
    (is_of_objects && !elements.is_empty()).then_some(elements)
}

fn record<'a>(line: &'a str, fields: Fields<'_>) -> serde_json::Result<RecordFields<'a>> {
    let mut parser = serde_json::Deserializer::from_str(line);
    let record = parser.deserialize_map(RecordVisitor(fields))?;
    parser.end()?;
    Ok(record)
}

/// What stands in the line instead of one object; else the parser's words, without
/// the line, which it takes to be 1, and cut if they quote a long string.
fn reason_of(line: &str, error: &serde_json::Error) -> String {
    if let (Category::Data, Some(first)) = (error.classify(), line.trim_start().chars().next()) {
        match first {
            '[' => return "but an array, of something other than objects".to_owned(),
            '"' => return "but a string".to_owned(),
            '-' | '0'..='9' => return "but a number".to_owned(),
            't' | 'f' | 'n' => return "but true, false or null".to_owned(),
            _ => {}
        }
    }
    let mut reason = error.to_string();
    let column = error.column();
    if reason.starts_with("trailing characters") {
        return format!("more follows at column {column}: each object needs a line of its own");
    }
    if let Some(at) = reason.rfind(" at line ") {
        reason.truncate(at);
        if let Some((long, _)) = reason.char_indices().nth(100) {
            reason.truncate(long);
            reason.push('…');
        }
        reason += &format!(" at column {column}");
    }
    reason
}

/// What one record holds in the two fields.
#[derive(Default)]
struct RecordFields<'a> {
    id: Option<FieldValue<'a>>,
    text: Option<FieldValue<'a>>,
}

enum FieldValue<'a> {
    Text(Cow<'a, str>),
    Whole(String),
    /// Neither an id nor a text; its kind, for a message.
    Other(&'static str),
}

impl<'a> RecordFields<'a> {
    fn into_article(self, fields: Fields<'_>) -> Result<Article<'a>, ProblemKind> {
        let missing = |field: &str| ProblemKind::MissingField { field: field.to_owned() };
        let wrong = |field: &str, found, wanted| {
            Err(ProblemKind::WrongKind { field: field.to_owned(), found, wanted })
        };
        let id = match self.id.ok_or_else(|| missing(fields.id))? {
            FieldValue::Text(id) => id,
            FieldValue::Whole(id) => id.into(),
            FieldValue::Other(found) => {
                return wrong(fields.id, found, "a string or a whole number");
            }
        };
        let text = match self.text.ok_or_else(|| missing(fields.text))? {
            FieldValue::Text(text) => text,
            FieldValue::Whole(_) => return wrong(fields.text, "a number", "a string"),
            FieldValue::Other(found) => return wrong(fields.text, found, "a string"),
        };
        Ok(Article::new(id, text))
    }
}

/// Picks the two fields out of a JSON object. Where a field occurs twice, the last
/// one counts, as in most readers of JSON.
struct RecordVisitor<'f>(Fields<'f>);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = RecordFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RecordFields<'de>, A::Error> {
        let mut record = RecordFields::default();
        while let Some(key) = map.next_key_seed(KeySeed(self.0))? {
            match key {
                FieldKey::Id => record.id = Some(map.next_value_seed(ValueSeed)?),
                FieldKey::Text => record.text = Some(map.next_value_seed(ValueSeed)?),
                FieldKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

enum FieldKey {
    Id,
    Text,
    Other,
}

struct KeySeed<'f>(Fields<'f>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = FieldKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldKey, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = FieldKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<FieldKey, E> {
        Ok(match name {
            _ if name == self.0.id => FieldKey::Id,
            _ if name == self.0.text => FieldKey::Text,
            _ => FieldKey::Other,
        })
    }
}

/// Takes any value: one of the wrong kind is no error here, so that the message
/// can name the field.
struct ValueSeed;

impl<'de> DeserializeSeed<'de> for ValueSeed {
    type Value = FieldValue<'de>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<FieldValue<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed {
    type Value = FieldValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Whole(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Whole(number.to_string()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Other("a number with a fraction or beyond 64 bits"))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Other("true or false"))
    }

    fn visit_unit<E: Error>(self) -> Result<FieldValue<'de>, E> {
        Ok(FieldValue::Other("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<FieldValue<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(FieldValue::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FieldValue<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(FieldValue::Other("an object"))
    }
}

/// The line with `\ufffd` for each escaped half of a surrogate pair that lacks
/// its other half; `None` if there is none.
fn mend_surrogates(line: &str) -> Option<String> {
    /// The code unit of the `\uXXXX` that `rest` begins with.
    fn unit(rest: &[u8]) -> Option<u16> {
        let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
        digits
            .iter()
            .try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)? as u16))
    }

    let bytes = line.as_bytes();
    let (mut mended, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found;
        match unit(&bytes[at..]) {
            Some(0xD800..0xDC00) if matches!(unit(&bytes[at + 6..]), Some(0xDC00..0xE000)) => {
                at += 12;
            }
            Some(0xD800..0xE000) => {
                mended.push_str(&line[copied..at]);
                mended.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            // A backslash and whatever it escapes, which may be a backslash.
            _ => at = bytes.len().min(at + 2),
        }
    }
    (copied > 0).then(|| mended + &line[copied..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields<'_> = Fields { id: "id", text: "text" };

    #[test]
    fn articles() {
        for (line, id, text) in [
            (r#"{"id":"a","text":"b"}"#, "a", "b"),
            (r#" { "text" : "b" , "more" : [ {"id":1} , null ] , "id" : "a" } "#, "a", "b"),
            (r#"{"id":-7,"text":""}"#, "-7", ""),
            (r#"{"id":18446744073709551615,"text":"b"}"#, "18446744073709551615", "b"),
            (r#"{"id":"a","text":"1\n\"2\" \u00e9 \ud834\udd1e"}"#, "a", "1\n\"2\" é 𝄞"),
            (r#"{"id":"a","text":"b","text":"c"}"#, "a", "c"),
            (r#"{"\u0069d":"a","text":"b"}"#, "a", "b"),
            (r#"{"id":"a","text":"b","x":"\ud800"}"#, "a", "b"),
        ] {
            let expected = Article::new(id, text);
            assert_eq!(parse(line, FIELDS), Ok((expected, None)), "{line}");
        }
    }

    #[test]
    fn other_fields() {
        let fields = Fields { id: "url", text: "maintext" };
        let line = r#"{"id":"no","url":"yes","text":"no","maintext":"yes"}"#;
        assert_eq!(parse(line, fields), Ok((Article::new("yes", "yes"), None)));
    }

    #[test]
    fn lone_surrogates() {
        for (line, text) in [
            (r#"{"id":1,"text":"a\ud800b"}"#, "a\u{fffd}b"),
            (r#"{"id":1,"text":"\uDC00\ud834\udd1e\ud834"}"#, "\u{fffd}𝄞\u{fffd}"),
            (r#"{"id":1,"text":"\ud800\\ud800"}"#, "\u{fffd}\\ud800"),
            (r#"{"id":1,"text":"\ud800\ud800\udc00\n"}"#, "\u{fffd}\u{10000}\n"),
        ] {
            let expected = Article::new("1", text);
            assert_eq!(parse(line, FIELDS), Ok((expected, Some(ProblemKind::LoneSurrogate))));
        }
        for line in [r#"\ud8"#, r#"\"#, r#"\\"#, r#"\u"#, r#"\ué"#, r#"\ud834\udd1e"#, ""] {
            assert_eq!(mend_surrogates(line), None, "{line}");
        }
    }

    #[test]
    fn records_inside_an_object() {
        for (line, records) in [
            (r#"{"n":1,"of":[{"id":1}, {}]}"#, Some(vec![r#"{"id":1}"#, "{}"])),
            (r#"{"tags":["a"],"of":[{"id":1}]}"#, Some(vec![r#"{"id":1}"#])),
            // A record that lacks a field, or what may be anything.
            (r#"{"id":1,"of":[{"id":2}]}"#, None),
            (r#"{"text":"a","of":[{"id":2}]}"#, None),
            (r#"{"of":[{"id":1}],"more":[{"id":2}]}"#, None),
            (r#"{"of":[]}"#, None),
            (r#"{"of":[{"id":1},2]}"#, None),
            (r#"{"of":{"of":[{"id":1}]}}"#, None),
        ] {
            assert_eq!(wrapped(line, FIELDS), records, "{line}");
        }
    }

    #[test]
    fn problems() {
        let wrong = |field: &str, found, wanted| ProblemKind::WrongKind {
            field: field.to_owned(),
            found,
            wanted,
        };
        let id = |found| wrong("id", found, "a string or a whole number");
        let text = |found| wrong("text", found, "a string");
        let missing = |field: &str| ProblemKind::MissingField { field: field.to_owned() };
        for (line, problem) in [
            (r#"{}"#, missing("id")),
            (r#"{"id":1}"#, missing("text")),
            (r#"{"text":""}"#, missing("id")),
            (r#"{"id":null,"text":""}"#, id("null")),
            (r#"{"id":1.5,"text":""}"#, id("a number with a fraction or beyond 64 bits")),
            (
                r#"{"id":18446744073709551616,"text":""}"#,
                id("a number with a fraction or beyond 64 bits"),
            ),
            (r#"{"id":true,"text":""}"#, id("true or false")),
            (r#"{"id":[1,[2]],"text":""}"#, id("a list")),
            (r#"{"id":1,"text":{"a":{"b":1}}}"#, text("an object")),
            (r#"{"id":1,"text":3}"#, text("a number")),
        ] {
            assert_eq!(parse(line, FIELDS), Err(problem), "{line}");
        }
    }

    #[test]
    fn what_is_no_record_says_where() {
        for (line, reason) in [
            ("{\"id\":1,", "EOF while parsing a value at column 8"),
            ("[1]", "but an array, of something other than objects"),
            ("17", "but a number"),
            ("\"a\"", "but a string"),
            (" null", "but true, false or null"),
            (
                r#"{"id":1,"text":"a"} x"#,
                "more follows at column 21: each object needs a line of its own",
            ),
            (
                "{\"id\":1,\"text\":\"a\u{1}\"}",
                "control character (\\u0000-\\u001F) found while parsing a string at column 18",
            ),
        ] {
            let problem = ProblemKind::NotARecord { reason: reason.to_owned() };
            assert_eq!(parse(line, FIELDS), Err(problem), "{line}");
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep =
            format!(r#"{{"x":{}{},"id":1,"text":"a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&deep, FIELDS).is_ok());
        let deep = format!(r#"{{"id":{}{},"text":"a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&deep, FIELDS).is_err());
        assert!(parse(&"{\"text\":".repeat(100_000), FIELDS).is_err());
    }
}
