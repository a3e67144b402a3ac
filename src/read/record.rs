//! One line of JSON to one article.
//!
//! [`quick`] reads the ordinary line; whatever it does not take, this parser
//! judges.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::fields::{Fields, Role, Roles};
use super::mend;
use super::problem::ProblemKind;
use super::quick;
use crate::about::{About, AboutField};
use crate::article::Article;

/// The article that one line of JSON holds, borrowed where it has no escapes,
/// and what to say of it.
pub(super) fn parse<'a>(
    line: &'a str,
    fields: &Fields,
) -> Result<(Article<'a>, Option<ProblemKind>), ProblemKind> {
    // Files with a byte order mark that were joined have one inside.
    let line = line.trim_start_matches('\u{FEFF}');
    let (article, note) = match quick::parse(line, fields) {
        Some(article) => (article, None),
        None => parse_any(line, fields)?,
    };
    let (id, text, about) = article.into_parts();
    let article = Article::new(id, mend::mended(text));
    Ok((about.into_iter().fold(article, |article, about| article.with_about(*about)), note))
}

/// [`parse`] of any line, whatever is wrong with it.
pub(super) fn parse_any<'a>(
    line: &'a str,
    fields: &Fields,
) -> Result<(Article<'a>, Option<ProblemKind>), ProblemKind> {
    match record(line, fields) {
        Ok(record) => Ok((record.into_article(fields)?, None)),
        Err(error) => {
            // Broken for sure; perhaps for nothing more than half a surrogate pair.
            let mended = mend_surrogates(line);
            match mended.as_deref().and_then(|mended| record(mended, fields).ok()) {
                Some(record) => {
                    let (id, text, about) = record.into_article(fields)?.into_parts();
                    let about = about.map(|about| about.into_owned()).unwrap_or_default();
                    let article = Article::new(id.into_owned(), text.into_owned());
                    Ok((article.with_about(about), Some(ProblemKind::LoneSurrogate)))
                }
                None => Err(ProblemKind::NotARecord { reason: reason_of(line, &error) }),
            }
        }
    }
}

/// The records of an object that is none itself, and has one field with an array of
/// objects: `{"articles": [{"id": …}, …]}`.
pub(super) fn wrapped<'a>(line: &'a str, fields: &Fields) -> Option<Vec<&'a str>> {
    let object: HashMap<String, &'a RawValue> = serde_json::from_str(line).ok()?;
    // A field may also stand in an object that the record has.
    let has = |name: &str| {
        let outermost = name.split('.').next().unwrap_or(name);
        object.contains_key(name) || object.contains_key(outermost)
    };
    if has(fields.id()) || fields.texts().iter().any(|name| has(name)) {
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

fn record<'a>(line: &'a str, fields: &Fields) -> serde_json::Result<RecordFields<'a>> {
    let mut parser = serde_json::Deserializer::from_str(line);
    let mut record = RecordFields((0..fields.len()).map(|_| None).collect());
    let wanted: Wanted<'_> = fields.paths().collect();
    parser.deserialize_map(RecordVisitor { wanted, record: &mut record })?;
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

/// What one record holds in the fields that are looked at, by their roles.
struct RecordFields<'a>(Vec<Option<FieldValue<'a>>>);

enum FieldValue<'a> {
    Text(Cow<'a, str>),
    Whole(String),
    /// Neither an id nor a text; its kind, for a message.
    Other(&'static str),
}

/// What there is instead of a value.
const NULL: &str = "null";

impl<'a> RecordFields<'a> {
    fn into_article(mut self, fields: &Fields) -> Result<Article<'a>, ProblemKind> {
        let missing = |field: String| ProblemKind::MissingField { field };
        let id = match self.take(Role::ID).ok_or_else(|| missing(fields.id().to_owned()))? {
            FieldValue::Text(id) => id,
            FieldValue::Whole(id) => id.into(),
            FieldValue::Other(found) => {
                let (field, wanted) = (fields.id().to_owned(), "a string or a whole number");
                return Err(ProblemKind::WrongKind { field, found, wanted });
            }
        };
        let text = self.text(fields)?.ok_or_else(|| missing(fields.text_name()))?;
        Ok(Article::new(id, text).with_about(self.about(fields)))
    }

    fn take(&mut self, role: Role) -> Option<FieldValue<'a>> {
        self.0[role.index()].take()
    }

    /// The text: of several fields those that are there, with an empty line between two.
    fn text(&mut self, fields: &Fields) -> Result<Option<Cow<'a, str>>, ProblemKind> {
        let is_joined = fields.texts().len() > 1;
        let mut whole: Option<Cow<'a, str>> = None;
        for (at, field) in fields.texts().iter().enumerate() {
            let found = match self.0[Role::TEXT.index() + at].take() {
                None => continue,
                Some(FieldValue::Other(NULL)) if is_joined => continue,
                Some(FieldValue::Text(text)) => {
                    match &mut whole {
                        None => whole = Some(text),
                        Some(whole) if whole.is_empty() => *whole = text,
                        Some(_) if text.is_empty() => {}
                        Some(whole) => *whole.to_mut() += &format!("\n\n{text}"),
                    }
                    continue;
                }
                Some(FieldValue::Whole(_)) => "a number",
                Some(FieldValue::Other(found)) => found,
            };
            let (field, wanted) = (field.clone(), "a string");
            return Err(ProblemKind::WrongKind { field, found, wanted });
        }
        Ok(whole)
    }

    /// What is known beside the text: for each part of it, the likeliest field that has
    /// a string. Of another kind it is nothing that is known.
    fn about(self, fields: &Fields) -> About<'a> {
        let mut strings = Vec::new();
        for ((role, _), value) in fields.paths().zip(self.0) {
            if let (Some(place), Some(FieldValue::Text(text))) = (fields.about_of(role), value) {
                strings.push((place, text));
            }
        }
        about_of(strings)
    }
}

/// What is known of an article by these values of a record, each with the part that it is
/// of and how many fields are likelier to have that. The likeliest that is a value counts.
pub(super) fn about_of<'a>(mut values: Vec<((AboutField, usize), Cow<'a, str>)>) -> About<'a> {
    let mut about = About::default();
    // The likeliest last, which replaces the others.
    values.sort_by_key(|&((_, others), _)| Reverse(others));
    for ((field, _), value) in values {
        about.set(field, value);
    }
    about
}

/// The roles of the fields in one object, each with what is left of the path to it.
type Wanted<'f> = Vec<(Role, &'f str)>;

/// Picks the fields out of a JSON object. Where a field occurs twice, the last
/// one counts, as in most readers of JSON.
struct RecordVisitor<'f, 'r, 'de> {
    wanted: Wanted<'f>,
    record: &'r mut RecordFields<'de>,
}

impl<'f, 'de> RecordVisitor<'f, '_, 'de> {
    /// What to do with the value of the field `name`.
    fn value_of(&mut self, name: &str) -> ValueSeed<'f, '_, 'de> {
        let (mut here, mut inside) = (Roles::default(), Vec::new());
        for &(role, path) in &self.wanted {
            let Some(rest) = path.strip_prefix(name) else { continue };
            if rest.is_empty() {
                here = here.with(role);
            } else if let Some(rest) = rest.strip_prefix('.') {
                inside.push((role, rest));
            }
        }
        ValueSeed { here, inside, record: self.record }
    }
}

impl<'de> Visitor<'de> for RecordVisitor<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<FieldName<'de>>()? {
            let seed = self.value_of(&name.0);
            if seed.is_ignored() {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(seed)?;
            }
        }
        Ok(())
    }
}

/// A field's name, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct FieldName<'a>(#[serde(borrow)] Cow<'a, str>);

/// Takes any value: one of the wrong kind is no error here, so that the message
/// can name the field. It goes no deeper than the paths that are asked for.
struct ValueSeed<'f, 'r, 'de> {
    /// The roles of the value itself.
    here: Roles,
    /// Those of fields inside of it.
    inside: Wanted<'f>,
    record: &'r mut RecordFields<'de>,
}

impl<'de> ValueSeed<'_, '_, 'de> {
    fn is_ignored(&self) -> bool {
        self.here.is_empty() && self.inside.is_empty()
    }

    fn put(self, value: FieldValue<'de>) {
        for role in self.here.iter() {
            self.record.0[role.index()] = Some(match &value {
                FieldValue::Text(text) => FieldValue::Text(text.clone()),
                FieldValue::Whole(number) => FieldValue::Whole(number.clone()),
                FieldValue::Other(kind) => FieldValue::Other(kind),
            });
        }
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.put(FieldValue::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(FieldValue::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.put(FieldValue::Whole(number.to_string()));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.put(FieldValue::Whole(number.to_string()));
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.put(FieldValue::Other("a number with a fraction or beyond 64 bits"));
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.put(FieldValue::Other("true or false"));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(FieldValue::Other(NULL));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { here, inside, record } = self;
        let mut elements = RecordVisitor { wanted: inside, record: &mut *record };
        for at in 0_usize.. {
            let is_asked_for = !elements.wanted.is_empty();
            let seed = is_asked_for.then(|| elements.value_of(&at.to_string()));
            let more = match seed.filter(|seed| !seed.is_ignored()) {
                Some(seed) => list.next_element_seed(seed)?,
                None => list.next_element::<IgnoredAny>()?.map(drop),
            };
            if more.is_none() {
                break;
            }
        }
        Self { here, inside: Vec::new(), record }.put(FieldValue::Other("a list"));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let Self { here, inside, record } = self;
        RecordVisitor { wanted: inside, record: &mut *record }.visit_map(map)?;
        Self { here, inside: Vec::new(), record }.put(FieldValue::Other("an object"));
        Ok(())
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
    use std::sync::LazyLock;

    use super::*;

    /// The fields that are looked at unless the caller names others.
    static FIELDS: LazyLock<Fields> = LazyLock::new(Fields::default);

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
            assert_eq!(parse(line, &FIELDS), Ok((expected, None)), "{line}");
        }
    }

    #[test]
    fn other_fields() {
        let fields =
            Fields::default().with_id("url".to_owned()).with_texts(vec!["maintext".to_owned()]);
        let line = r#"{"id":"no","url":"yes","text":"no","maintext":"yes"}"#;
        assert_eq!(parse(line, &fields), Ok((Article::new("yes", "yes"), None)));
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
            assert_eq!(parse(line, &FIELDS), Ok((expected, Some(ProblemKind::LoneSurrogate))));
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
            assert_eq!(wrapped(line, &FIELDS), records, "{line}");
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
            assert_eq!(parse(line, &FIELDS), Err(problem), "{line}");
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
            assert_eq!(parse(line, &FIELDS), Err(problem), "{line}");
        }
    }

    #[test]
    fn fields_inside_of_others() {
        let names = vec!["a.b".to_owned(), "list.1.c".to_owned()];
        let fields = Fields::default().with_id("of.id".to_owned()).with_texts(names);
        let of = |line| parse(line, &fields).map(|(article, _)| article.text().to_owned());
        for (line, text) in [
            (r#"{"of":{"id":1},"a":{"b":"x"},"list":[{"c":"no"},{"c":"y"}]}"#, "x\n\ny"),
            (r#"{"list":[0,{"d":[],"c":"y"},null],"of":{"x":{},"id":1}}"#, "y"),
            (r#"{"of":{"id":1},"a":{"b":null},"list":[1,{"c":"y"}]}"#, "y"),
            (r#"{"of.id":1,"a.b":"x"}"#, "x"),
            (r#"{"of":{"id":"\ud800"},"a":{"b":""},"list":[{},{"c":"y"}]}"#, "y"),
        ] {
            assert_eq!(of(line).as_deref(), Ok(text), "{line}");
        }
        let missing = |field: &str| Err(ProblemKind::MissingField { field: field.to_owned() });
        assert_eq!(of(r#"{"of":{"id":1},"a":[{"b":"x"}],"list":{}}"#), missing("a.b,list.1.c"));
        assert_eq!(of(r#"{"of":[1],"a":{"b":"x"}}"#), missing("of.id"));
        let field = "a.b".to_owned();
        let wrong = ProblemKind::WrongKind { field, found: "an object", wanted: "a string" };
        assert_eq!(of(r#"{"of":{"id":1},"a":{"b":{"b":"x"}}}"#), Err(wrong));
    }

    #[test]
    fn what_else_is_known() {
        let about = |line| parse(line, &FIELDS).map(|(article, _)| article.into_parts().2);
        let found = about(
            r#"{"id":1,"text":"t","headline":"H","date":"soon","published":"2022-01-17",
            "author":["A"],"url":"https://a.example/","source":{"name":"S"},"language":"en"}"#,
        );
        let wanted = About::default()
            .with_title("H")
            .with_date("2022-01-17".parse().unwrap())
            .with_link("https://a.example/")
            .with_language("en");
        assert_eq!(found, Ok(Some(Box::new(wanted))));
        assert_eq!(about(r#"{"id":1,"text":"t","title":"","date":17}"#), Ok(None));
        let mended = about(r#"{"id":1,"text":"t","title":"H","headline":"I","x":"\ud800"}"#);
        assert_eq!(mended, Ok(Some(Box::new(About::default().with_title("H")))));
    }

    #[test]
    fn depth_is_no_danger() {
        let deep =
            format!(r#"{{"x":{}{},"id":1,"text":"a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&deep, &FIELDS).is_ok());
        let deep = format!(r#"{{"id":{}{},"text":"a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&deep, &FIELDS).is_err());
        assert!(parse(&"{\"text\":".repeat(100_000), &FIELDS).is_err());
    }
}
