//! Records of JSON that are not one a line: an array of them, or objects that go
//! over several lines. As a stream they become JSON Lines.
//!
//! A file is taken for this if it begins with `[` and then `{`, or with an object
//! whose first line ends inside of it, before another field or record. Line breaks inside a record become spaces, and are made
//! up for after it, so that a record keeps the number of the line in which it
//! begins; where several begin in one line, each counts as a line.
//!
//! Only the signs outside of strings are looked at, in one pass and without
//! memory: what is no JSON comes out as it is, for the parser to judge. A line
//! break inside a string, which JSON does not have, ends the record.

use std::io::{self, Cursor, Read};

/// How many bytes tell the form.
const HEAD: usize = 256;

/// The stream with one record a line, and whether it was so before.
pub(super) fn as_lines<'r>(
    mut input: Box<dyn Read + Send + 'r>,
) -> io::Result<(Box<dyn Read + Send + 'r>, bool)> {
    let mut head = Vec::with_capacity(HEAD);
    // A failure will come again with the first block.
    let _ = (&mut input).take(HEAD as u64).read_to_end(&mut head);
    let is_lines = !is_over_lines(&head);
    let input = Cursor::new(head).chain(input);
    Ok(if is_lines { (Box::new(input), true) } else { (Box::new(ToLines::new(input)), false) })
}

/// Whether the text begins with an array of objects, or an object that goes on in
/// the next line.
fn is_over_lines(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    match head.split_first() {
        Some((b'[', rest)) => rest.trim_ascii_start().starts_with(b"{"),
        Some((b'{', _)) => goes_on(head),
        _ => false,
    }
}

/// Whether the first line break is outside of a string, behind a sign that something
/// must follow, and before what may follow it: a field in an object, an object in an
/// array. A record of JSON Lines begins with neither, but for one behind a line that was
/// cut off in an array.
fn goes_on(head: &[u8]) -> bool {
    let (mut open, mut before) = (Vec::new(), b' ');
    let (mut in_string, mut escaped) = (false, false);
    for (at, &byte) in head.iter().enumerate() {
        match byte {
            b'\n' if in_string => return false,
            b'\n' => {
                let next = head[at..].trim_ascii_start().first();
                return match open.last() {
                    Some(b'{') => matches!(before, b'{' | b',') && next == Some(&b'"'),
                    Some(_) => matches!(before, b'[' | b',') && next == Some(&b'{'),
                    None => false,
                };
            }
            _ if in_string => {
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            }
            b'"' => in_string = true,
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    false
}

/// Makes a stream of records over several lines into one of JSON Lines.
struct ToLines<R> {
    input: R,
    raw: Vec<u8>,
    lines: Cursor<Vec<u8>>,
    state: ArrayState,
}

/// Where in the JSON the stream is.
#[derive(Default)]
struct ArrayState {
    /// How many brackets are open, without that of the array.
    depth: usize,
    in_array: bool,
    in_string: bool,
    escaped: bool,
    /// The line being written has a record.
    has_record: bool,
    /// What comes next begins another record.
    is_next: bool,
    /// Line breaks that were read and not written.
    owed: u64,
    /// Line breaks that were written and not read yet.
    ahead: u64,
}

impl<R: Read> ToLines<R> {
    fn new(input: R) -> Self {
        let (raw, lines) = (vec![0; 64 << 10], Cursor::default());
        Self { input, raw, lines, state: ArrayState::default() }
    }
}

impl<R: Read> Read for ToLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let given = self.lines.read(buffer)?;
            if given > 0 || buffer.is_empty() {
                return Ok(given);
            }
            let bytes = self.input.read(&mut self.raw)?;
            if bytes == 0 {
                return Ok(0);
            }
            let mut lines = std::mem::take(self.lines.get_mut());
            lines.clear();
            for &byte in &self.raw[..bytes] {
                self.state.step(byte, &mut lines);
            }
            self.lines = Cursor::new(lines);
        }
    }
}

impl ArrayState {
    /// Takes one byte, and writes what it becomes.
    fn step(&mut self, byte: u8, out: &mut Vec<u8>) {
        if byte == b'\n' {
            match self.ahead.checked_sub(1) {
                Some(ahead) => self.ahead = ahead,
                None => self.owed += 1,
            }
            if self.in_string {
                (self.in_string, self.escaped, self.depth) = (false, false, 0);
            }
            match self.depth {
                0 => self.is_next = true,
                _ => out.push(b' '),
            }
            return;
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            out.push(byte);
            return;
        }
        if self.depth == 0 {
            match byte {
                b'[' if !self.in_array => {
                    self.in_array = true;
                    return;
                }
                b']' if self.in_array => {
                    self.in_array = false;
                    return;
                }
                b',' => {
                    self.is_next = true;
                    return;
                }
                _ if byte.is_ascii_whitespace() => return,
                // Objects may have no comma between them.
                b'{' => self.begin_line(out),
                _ if self.is_next => self.begin_line(out),
                _ => {}
            }
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        out.push(byte);
    }

    /// Begins the line of a record, by the line breaks read since the last one or
    /// else one.
    fn begin_line(&mut self, out: &mut Vec<u8>) {
        if self.owed == 0 && self.has_record {
            out.push(b'\n');
            self.ahead += 1;
        }
        out.extend((0..std::mem::take(&mut self.owed)).map(|_| b'\n'));
        (self.has_record, self.is_next) = (true, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are not empty, with their numbers.
    fn lines(text: &str) -> Vec<(usize, String)> {
        let (mut input, _) = as_lines(Box::new(text.as_bytes())).unwrap();
        let mut out = String::new();
        input.read_to_string(&mut out).unwrap();
        let numbered = out.lines().enumerate().filter(|(_, line)| !line.is_empty());
        numbered.map(|(at, line)| (at + 1, line.to_owned())).collect()
    }

    #[test]
    fn records_over_lines() {
        let line = |at, text: &str| (at, text.to_owned());
        for (text, wanted) in [
            ("[{\"a\": 1}, {\"a\": 2}]", vec![line(1, "{\"a\": 1}"), line(2, "{\"a\": 2}")]),
            (
                "[\n {\n  \"a\": \"],[\\\"{\"\n },\n {\"a\": [1,\n2]}\n]\n",
                vec![line(2, "{   \"a\": \"],[\\\"{\"  }"), line(5, "{\"a\": [1, 2]}")],
            ),
            (
                "{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n",
                vec![line(1, "{ \"a\": 1 }"), line(4, "{ \"a\": 2 }")],
            ),
            (
                "[\n{\"a\": 1}\n,\n{\"a\": 2}\n,{\"a\": 3}]",
                vec![line(2, "{\"a\": 1}"), line(4, "{\"a\": 2}"), line(5, "{\"a\": 3}")],
            ),
            (
                "[{\"a\": 1},\n{\"a\": 2},\n 17, 18,\n{\"a\": 3}]",
                vec![
                    line(1, "{\"a\": 1}"),
                    line(2, "{\"a\": 2}"),
                    line(3, "17"),
                    line(4, "18"),
                    line(5, "{\"a\": 3}"),
                ],
            ),
            // An object around the array is one record, for the parser to look into.
            (
                "{\"n\": 2, \"of\": [\n{\"a\": 1},\n{\"a\": 2}\n]}\n",
                vec![line(1, "{\"n\": 2, \"of\": [ {\"a\": 1}, {\"a\": 2} ]}")],
            ),
            ("{\"a\": 1,\n\"b\": 2}\n", vec![line(1, "{\"a\": 1, \"b\": 2}")]),
            // A string that is never closed costs its own record only.
            (
                "[\n{\"a\": \"b},\n{\"a\": 2}\n]",
                vec![line(2, "{\"a\": \"b},"), line(3, "{\"a\": 2}")],
            ),
        ] {
            assert_eq!(lines(text), wanted, "{text}");
        }
    }

    #[test]
    fn json_lines_stay() {
        for text in ["{\"a\": 1}\n{\"a\": 2}\n", "[1, 2]\n{\"a\": 1}\n", "", "\n{}", "{\n", "["]
            .into_iter()
            .chain(["{\"a\": \n{\"a\": 1}\n", "{\"a\": \"b, [\n{\"a\": 1}\n", "{\"a\": [1,\n17\n"])
        {
            let (mut input, is_lines) = as_lines(Box::new(text.as_bytes())).unwrap();
            let mut out = String::new();
            input.read_to_string(&mut out).unwrap();
            assert_eq!((&*out, is_lines), (text, true));
        }
    }
}
