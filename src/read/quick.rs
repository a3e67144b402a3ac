//! The ordinary line of JSON to an article, fast.
//!
//! A record of a few plain fields is found by looking for the ends of its
//! strings; between two escapes, text is copied in one go. Whatever is out of
//! the ordinary, right or wrong, is left to [`record`](super::record), which knows
//! all of JSON and reads alike what is read here.

use std::borrow::Cow;

use memchr::memchr2;
use serde::de::IgnoredAny;

use super::fields::{Fields, Role, Roles};
use super::record::about_of;
use crate::about::AboutField;
use crate::article::Article;

/// The article of an ordinary line; `None` says that the line is not one, and
/// nothing more.
pub(super) fn parse<'a>(line: &'a str, fields: &Fields) -> Option<Article<'a>> {
    if !fields.is_simple() {
        return None;
    }
    let line = line.trim_end_matches([' ', '\r']);
    if has_control(line) {
        return None;
    }
    let mut cursor = Cursor { line, at: 0 };
    let article = cursor.record(fields)?;
    (cursor.at == line.len()).then_some(article)
}

/// Whether a character is in the line that no string of JSON may hold. Every
/// byte is looked at, since a loop without a way out is made into wide steps.
fn has_control(line: &str) -> bool {
    line.bytes().fold(false, |has, byte| has | (byte < b' '))
}

/// A place in a line without control characters.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// The object that the line begins with, if it has an id and a text, and no field that
    /// is looked at more than once.
    fn record(&mut self, fields: &Fields) -> Option<Article<'a>> {
        let (mut id, mut text, mut about) = (None, None, Vec::new());
        let mut seen = Roles::default();
        self.skip_spaces();
        self.eat(b'{')?;
        loop {
            self.skip_spaces();
            let name = self.name()?;
            self.skip_spaces();
            self.eat(b':')?;
            self.skip_spaces();
            let roles = fields.roles(name);
            if roles.is_empty() {
                self.skip_value()?;
            } else if roles.overlaps(seen) {
                return None;
            } else if roles.has(Role::TEXT) {
                let value = self.string()?;
                self.push_about(fields, roles, &value, &mut about);
                text = Some(value);
            } else if roles.has(Role::ID) {
                let is_string = self.peek()? == b'"';
                let value = self.id()?;
                if is_string {
                    self.push_about(fields, roles, &value, &mut about);
                }
                id = Some(value);
            } else if self.peek()? == b'"' {
                let value = self.string()?;
                self.push_about(fields, roles, &value, &mut about);
            } else {
                self.skip_value()?;
            }
            seen = seen.and(roles);
            self.skip_spaces();
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        let article = Article::new(id?, text?);
        Some(if about.is_empty() { article } else { article.with_about(about_of(about)) })
    }

    /// Notes a value for each part of what is known that its field may hold.
    #[expect(clippy::ptr_arg, reason = "what is borrowed of the line stays so")]
    fn push_about(
        &self,
        fields: &Fields,
        roles: Roles,
        value: &Cow<'a, str>,
        about: &mut Vec<((AboutField, usize), Cow<'a, str>)>,
    ) {
        let places = roles.iter().filter_map(|role| fields.about_of(role));
        about.extend(places.map(|place| (place, value.clone())));
    }

    /// A field's name, if it has no escapes.
    fn name(&mut self) -> Option<&'a str> {
        self.eat(b'"')?;
        let start = self.at;
        let stop = self.stop()?;
        self.at = stop;
        self.eat(b'"')?;
        Some(&self.line[start..stop])
    }

    /// A string, or a whole number as it is written.
    fn id(&mut self) -> Option<Cow<'a, str>> {
        if self.peek()? == b'"' {
            return self.string();
        }
        let start = self.at;
        self.skip_digits()?;
        let digits = &self.line[start..self.at];
        // What has more digits may be beyond 64 bits; a 0 before others is none of JSON's.
        let is_plain = digits.len() <= 18 && (digits.len() == 1 || !digits.starts_with('0'));
        is_plain.then_some(Cow::Borrowed(digits))
    }

    /// Where the string that the cursor is in ends or has an escape.
    fn stop(&self) -> Option<usize> {
        let found = memchr2(b'"', b'\\', &self.line.as_bytes()[self.at..])?;
        Some(self.at + found)
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.eat(b'"')?;
        let start = self.at;
        let mut stop = self.stop()?;
        self.at = stop + 1;
        if self.line.as_bytes()[stop] == b'"' {
            return Some(Cow::Borrowed(&self.line[start..stop]));
        }
        // No escape is shorter than what it stands for.
        let mut text = String::with_capacity(self.line.len() - start);
        text.push_str(&self.line[start..stop]);
        while self.line.as_bytes()[stop] == b'\\' {
            text.push(self.escape()?);
            // Escapes often come in a row.
            stop = if self.peek()? == b'\\' { self.at } else { self.stop()? };
            text.push_str(&self.line[self.at..stop]);
            self.at = stop + 1;
        }
        Some(Cow::Owned(text))
    }

    /// What the backslash before the cursor and what follows stand for.
    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'n' => '\n',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.character(),
            _ => return None,
        })
    }

    /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
    fn character(&mut self) -> Option<char> {
        let high = self.unit()?;
        if !(0xD800..0xDC00).contains(&high) {
            return char::from_u32(high.into());
        }
        self.eat(b'\\')?;
        self.eat(b'u')?;
        char::decode_utf16([high, self.unit()?]).next()?.ok()
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)? as u16;
        }
        Some(unit)
    }

    fn skip_value(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.skip_string(),
            b'{' | b'[' => self.skip_nested(),
            b't' => self.skip_word("true"),
            b'f' => self.skip_word("false"),
            b'n' => self.skip_word("null"),
            _ => self.skip_number(),
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.eat(b'"')?;
        loop {
            self.at = self.stop()?;
            if self.next()? == b'"' {
                return Some(());
            }
            match self.next()? {
                b'n' | b'"' | b'\\' | b'/' | b't' | b'r' | b'b' | b'f' => {}
                b'u' => drop(self.unit()?),
                _ => return None,
            }
        }
    }

    /// A list or an object, by the parser that knows all of JSON.
    fn skip_nested(&mut self) -> Option<()> {
        let rest = serde_json::Deserializer::from_str(&self.line[self.at..]);
        let mut values = rest.into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(())
    }

    fn skip_word(&mut self, word: &str) -> Option<()> {
        self.line[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    fn skip_number(&mut self) -> Option<()> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.skip_digits()?;
        }
        if self.peek()? == b'.' {
            self.at += 1;
            self.skip_digits()?;
        }
        if matches!(self.peek()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek()?, b'+' | b'-') {
                self.at += 1;
            }
            self.skip_digits()?;
        }
        Some(())
    }

    /// At least one digit.
    fn skip_digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::read::record::parse_any;

    /// The fields that are looked at unless the caller names others.
    static FIELDS: LazyLock<Fields> = LazyLock::new(Fields::default);

    #[test]
    fn ordinary_lines_are_read_here() {
        for (line, id, text) in [
            (r#"{"id":"a","text":"b"}"#, "a", "b"),
            (r#" { "text" : "b" , "id" : 17 } "#, "17", "b"),
            ("{\"id\":0,\"text\":\"\"}\r", "0", ""),
            (r#"{"id":1,"x":-1.5e+3,"y":null,"z":[1,{"id":2}],"text":"b"}"#, "1", "b"),
            (r#"{"id":"\u00e9","text":"\n1\\\"2\" \u00E9\n\ud834\udd1e","x":"\ud800"}"#, "é", ""),
        ] {
            let article = parse(line, &FIELDS).unwrap_or_else(|| panic!("{line}"));
            let text = if line.contains('\\') { "\n1\\\"2\" é\n𝄞" } else { text };
            assert_eq!(article, Article::new(id, text), "{line}");
        }
    }

    #[test]
    fn others_are_not() {
        for line in [
            "",
            "{}",
            "{",
            r#"{"id":1}"#,
            r#"{"id":1,"text":"a","text":"b"}"#,
            r#"{"id":1,"text":"a"}x"#,
            r#"{"id":1,"text":"a",}"#,
            r#"{"id":01,"text":"a"}"#,
            r#"{"id":1.0,"text":"a"}"#,
            r#"{"id":1e3,"text":"a"}"#,
            r#"{"id":1234567890123456789,"text":"a"}"#,
            r#"{"id":1,"text":"\ud800"}"#,
            r#"{"id":1,"text":"\udc00\ud800"}"#,
            r#"{"id":1,"text":"\u+123"}"#,
            r#"{"id":1,"text":"a","x":"\q"}"#,
            r#"{"id":1,"text":"a","x":01}"#,
            r#"{"id":1,"text":"a","x":1.}"#,
            r#"{"id":1,"text":"a","x":[}"#,
            r#"{"id":1,"te\u0078t":"a"}"#,
            "{\"id\":1,\"text\":\"a\tb\"}",
            "{\"id\":1,\"text\":\"a\"}\u{c}",
        ] {
            assert_eq!(parse(line, &FIELDS), None, "{line}");
        }
    }

    /// Parts of a record: most are right, and any can stand anywhere.
    fn part() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => Just(r#""id":"#), 4 => Just(r#""text":"#), 2 => Just(r#""x":"#),
            1 => Just(r#""title":"#), 1 => Just(r#""headline":"#), 1 => Just(r#""date":"#),
            3 => Just("1"), 1 => Just("-0"), 1 => Just("0.5"), 1 => Just("1e9"), 1 => Just("00"),
            2 => Just(","), 1 => Just("{"), 1 => Just("}"), 1 => Just("["), 1 => Just("]"),
            1 => Just("null"), 1 => Just("true"), 1 => Just("nul"), 2 => Just(" "),
            1 => Just("\t"), 1 => Just("\\"), 1 => Just("\""), 1 => Just("\u{1}"),
        ]
        .prop_map(str::to_owned)
        .boxed()
        .prop_union(string().boxed())
    }

    /// A string of JSON, perhaps not quite.
    fn string() -> impl Strategy<Value = String> {
        let inner = prop_oneof![
            6 => "[a-zé𝄞 ]{0,8}",
            4 => r#"\\[nrtbf"/\\]"#,
            3 => r"\\u[0-9a-fA-F]{4}",
            2 => r"\\u[dD][89abAB][0-9a-f]{2}\\u[dD][c-fC-F][0-9a-f]{2}",
            1 => r"\\u[dD][89a-f][0-9a-f]{2}",
            1 => r"\\u[0-9+x]{3}",
            1 => r"\\.",
        ];
        prop::collection::vec(inner, 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()))
    }

    /// A value of a record, right in most cases.
    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => string(),
            2 => any::<u64>().prop_map(|number| number.to_string()),
            1 => any::<i32>().prop_map(|number| number.to_string()),
            1 => any::<f64>().prop_map(|number| number.to_string()),
            1 => prop::collection::vec(part(), 0..4).prop_map(|parts| format!("[{}]", parts.concat())),
            1 => Just(r#"{"id":[1,{"text":null}]}"#.to_owned()),
            1 => Just("null".to_owned()),
        ]
    }

    fn same(line: &str) {
        if let Some(article) = parse(line, &FIELDS) {
            assert_eq!(parse_any(line, &FIELDS), Ok((article, None)), "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_here_is_read_alike(id in value(), text in string(), more in value(), end in "[ \r\t}]{0,2}") {
            same(&format!(r#"{{"id":{id},"text":{text},"more":{more}}}{end}"#));
            same(&format!(r#"{{ "more" :{more}, "text": {text} ,"id":{id}}}{end}"#));
            same(&format!(r#"{{"headline":{text},"title":{more},"text":{text},"id":{id}}}{end}"#));
            same(&format!(r#"{{"id":{id},"text":{text},"date":"2022-01-17","published":{more}}}"#));
        }

        #[test]
        fn nothing_broken_is_read_here(parts in prop::collection::vec(part(), 0..12)) {
            same(&format!("{{{}}}", parts.concat()));
            same(&format!(r#"{{"id":1,"text":"a",{}}}"#, parts.concat()));
        }

        #[test]
        fn an_ordinary_record_is_read_here(id: u32, text: String, more: String) {
            let line = serde_json::json!({ "id": id, "more": [more], "text": text }).to_string();
            let article = parse(&line, &FIELDS).expect("it is ordinary");
            assert_eq!(article, Article::new(id.to_string(), text));
        }
    }
}
