//! Bytes to text, in whatever encoding they are.
//!
//! In this order, each step only if the one before says nothing: a byte order
//! mark; NUL bytes, which text has only as UTF-16 or UTF-32; the escape sequences
//! of ISO-2022 and HZ, and UTF-7; valid UTF-8, taken as it is without a copy; UTF-8 with a
//! few broken places, as a cut or a careless tool leaves it; the encoding that an
//! HTML page declares, unless the bytes cannot be it; and at last the guess of
//! `chardetng`, the detector of a web browser. It can err on short texts in
//! single-byte encodings, so that a guess is always reported.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::escapes;
use super::problem::ProblemKind;

/// How many bytes the detector is shown, from the first one that is not ASCII:
/// enough to be sure, and a small part of the time for a very long text.
const SHOWN: usize = 1 << 20;

/// The text of one article, and what to say of its encoding.
///
/// `whole` is false if the bytes are known to be cut short: a character that
/// is then incomplete at the end is dropped silently.
///
/// # Errors
///
/// [`ProblemKind::Binary`].
pub(super) fn decode(
    mut bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
    whole: bool,
) -> Result<(String, Option<ProblemKind>), ProblemKind> {
    if let Some(order) = Utf32::by_mark(&bytes) {
        return Ok(order.decode(&bytes[4..]));
    }
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        bytes.drain(..length);
        if encoding == UTF_8 {
            return utf8(bytes, declared, whole);
        }
        return Ok(decode_as(encoding, &bytes));
    }
    utf8(bytes, declared, whole)
}

fn utf8(
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
    whole: bool,
) -> Result<(String, Option<ProblemKind>), ProblemKind> {
    if memchr(0, &bytes).is_some() {
        return with_zeros(&bytes).ok_or(ProblemKind::Binary);
    }
    if let Some(found) = escapes::decode(&bytes) {
        let note = ProblemKind::BrokenText { encoding: found.encoding };
        return Ok((found.text, found.broken.then_some(note)));
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error,
    };
    let (valid_up_to, cut) =
        (error.utf8_error().valid_up_to(), error.utf8_error().error_len().is_none());
    let mut bytes = error.into_bytes();
    if cut && !whole {
        bytes.truncate(valid_up_to);
        return utf8(bytes, declared, true);
    }
    if mostly_utf8(&bytes) {
        return Ok(decode_as(UTF_8, &bytes));
    }
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        let (text, note) = decode_as(encoding, &bytes);
        if is_plausible(&text) {
            return Ok((text, note));
        }
    }
    let encoding = guessed(&bytes[valid_up_to.saturating_sub(1)..]);
    let (text, _) = decode_as(encoding, &bytes);
    Ok((text, Some(ProblemKind::GuessedEncoding { encoding: encoding.name() })))
}

/// The likeliest encoding of bytes that are not UTF-8.
fn guessed(shown: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&shown[..shown.len().min(SHOWN)], shown.len() <= SHOWN);
    detector.guess(None, Utf8Detection::Deny)
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<ProblemKind>) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut text = text.into_owned();
    text.shrink_to_fit();
    let note = ProblemKind::BrokenText { encoding: encoding.name() };
    (text, broken.then_some(note))
}

/// Whether the bytes are UTF-8 with a few broken places, rather than another
/// encoding: characters of several bytes that are whole outnumber the broken
/// ones by far. In other encodings, whole ones are rare accidents.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        // Lead bytes; a continuation byte is 10xx_xxxx.
        whole += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 4 * broken
}

/// Whether bytes decoded by a declared encoding are what it was meant for: hardly
/// any is broken, none became a control character that no text has, as the
/// quotation marks of windows-1250 do in ISO 8859-2, and words have plain letters,
/// which those of Cyrillic or Greek have not where ISO 8859-1 is declared by default.
fn is_plausible(text: &str) -> bool {
    let (mut other, mut wrong) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        other += 1;
        wrong += usize::from(matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFD}'));
    }
    20 * wrong <= other && !has_accents_alone(text)
}

/// Shortest word of accented letters alone that is strange: *été* has a plain one.
const STRANGE: usize = 3;

/// Least letters of such words that tell.
const LEAST_STRANGE: usize = 12;

/// Whether most words that have accented Latin letters have no others.
fn has_accents_alone(text: &str) -> bool {
    let is_letter = |char: char| char.is_alphabetic() && char < '\u{250}';
    let (mut strange, mut usual) = (0, 0);
    for word in text.split(|char| !is_letter(char)) {
        let letters = word.chars().count();
        if word.is_ascii() || letters < STRANGE {
            continue;
        }
        let is_strange = !word.bytes().any(|byte| byte.is_ascii());
        *if is_strange { &mut strange } else { &mut usual } += letters;
    }
    strange >= LEAST_STRANGE && strange > 4 * usual
}

/// The text of bytes with zeros: UTF-16 or UTF-32 without a mark.
fn with_zeros(bytes: &[u8]) -> Option<(String, Option<ProblemKind>)> {
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return Some(decode_as(encoding, bytes));
    }
    if let Some(order) = Utf32::by_zeros(bytes) {
        return Some(order.decode(bytes));
    }
    let encoding = utf16_by_signs(bytes)?;
    let (text, _) = decode_as(encoding, bytes);
    Some((text, Some(ProblemKind::GuessedEncoding { encoding: encoding.name() })))
}

/// UTF-16 without a mark in a script that is not Latin, if all its units are
/// characters of text, few of them are two letters of ASCII, and spaces, digits
/// and full stops are more than in the other order of bytes.
fn utf16_by_signs(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() % 2 == 1 || bytes.len() < 16 {
        return None;
    }
    let letters = bytes.chunks_exact(2).filter(|two| two.iter().all(u8::is_ascii_graphic)).count();
    if 4 * letters > bytes.len() {
        return None;
    }
    let signs = |encoding: &'static Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let count = text.chars().filter(|&c| is_sign(c)).count();
        (!broken && text.chars().all(is_text) && count > 0).then_some((count, encoding))
    };
    let most = signs(UTF_16LE).into_iter().chain(signs(UTF_16BE)).max_by_key(|&(count, _)| count);
    most.map(|(_, encoding)| encoding)
}

/// Whether text has this character at all.
fn is_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{c}' => true,
        '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => !c.is_control(),
    }
}

/// Whether any long text has this character or one like it.
fn is_sign(c: char) -> bool {
    matches!(c, ' ' | '\n' | '0'..='9' | '、' | '。' | '，')
}

/// The order of bytes in UTF-32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Utf32 {
    Little,
    Big,
}

impl Utf32 {
    /// By the byte order mark, which has four bytes. That of the little end is
    /// the mark of UTF-16 and a NUL, which is no text.
    pub fn by_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xFE, 0, 0, ..] => Some(Self::Little),
            [0, 0, 0xFE, 0xFF, ..] => Some(Self::Big),
            _ => None,
        }
    }

    /// Without a mark, if every four bytes are a character of text, and some are
    /// the spaces, digits or full stops that numbers of four bytes would not be.
    fn by_zeros(bytes: &[u8]) -> Option<Self> {
        let is_text = |order: Self| {
            let text: Option<String> = bytes.chunks(4).map(|unit| order.character(unit)).collect();
            text.is_some_and(|text| text.chars().all(is_text) && text.contains(is_sign))
        };
        let is_long = bytes.len() >= 32;
        [Self::Little, Self::Big].into_iter().find(|&order| is_long && is_text(order))
    }

    fn character(self, unit: &[u8]) -> Option<char> {
        let unit = unit.try_into().ok()?;
        char::from_u32(match self {
            Self::Little => u32::from_le_bytes(unit),
            Self::Big => u32::from_be_bytes(unit),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Little => "UTF-32LE",
            Self::Big => "UTF-32BE",
        }
    }

    fn decode(self, bytes: &[u8]) -> (String, Option<ProblemKind>) {
        let mut broken = false;
        let characters = bytes.chunks(4).map(|unit| {
            self.character(unit).unwrap_or_else(|| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        });
        let text = characters.collect();
        (text, broken.then_some(ProblemKind::BrokenText { encoding: self.name() }))
    }
}

/// UTF-16 without a mark, if the zeros lie as they do there in any text that
/// is mostly Latin: in one half of each unit often, in the other never.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut zeros = [0_usize; 2];
    for unit in bytes.chunks_exact(2) {
        zeros[0] += usize::from(unit[0] == 0);
        zeros[1] += usize::from(unit[1] == 0);
    }
    let enough = bytes.len() / 4;
    match zeros {
        _ if bytes.len() % 2 == 1 => None,
        [0, low] if low > enough => Some(UTF_16LE),
        [high, 0] if high > enough => Some(UTF_16BE),
        _ => None,
    }
}

/// How far into a page a declaration is looked for: further than the kilobyte of
/// the HTML standard, since heads are longer in fact.
#[cfg(feature = "read-html")]
const HEAD: usize = 64 << 10;

/// The encoding that an HTML page declares: in its XML declaration, or in the
/// first `meta` element that names one.
#[cfg(feature = "read-html")]
pub(super) fn declared_by_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    if let Some(declaration) = rest.strip_prefix(b"<?xml") {
        let end = memchr(b'>', declaration).unwrap_or(declaration.len());
        if let Some(encoding) = named(&declaration[..end], b"encoding") {
            return Some(encoding);
        }
    }
    while let Some(at) = memchr(b'<', rest) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            let end = memchr::memmem::find(comment, b"-->").unwrap_or(comment.len());
            rest = &comment[end..];
        } else if let Some(tag) = rest.strip_prefix(b"meta") {
            let end = memchr(b'>', tag).unwrap_or(tag.len());
            if let Some(encoding) = named(&tag[..end], b"charset") {
                return Some(encoding);
            }
        } else if rest.starts_with(b"body") {
            return None;
        }
    }
    None
}

/// The encoding whose name follows the word and an equals sign.
#[cfg(feature = "read-html")]
fn named(tag: &[u8], word: &[u8]) -> Option<&'static Encoding> {
    let after = memchr::memmem::find(tag, word)? + word.len();
    let value = tag[after..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| b"\"'/>; \t\r\n".contains(byte));
    let name = &value[..end.unwrap_or(value.len())];
    // As the HTML standard has it: what declares UTF-16 in ASCII letters is not.
    Encoding::for_label(name).filter(|encoding| encoding.is_ascii_compatible())
}

/// How much of a stream tells its encoding.
const SHOWN_OF_STREAM: u64 = 1 << 20;

/// A stream of text in UTF-8, and what to say of its encoding. What is broken in UTF-8
/// stays as it is.
pub(super) fn stream<'r>(
    mut input: impl Read + Send + 'r,
) -> io::Result<(Box<dyn Read + Send + 'r>, Option<ProblemKind>)> {
    let mut head = Vec::new();
    // A failure will come again.
    let _ = (&mut input).take(SHOWN_OF_STREAM).read_to_end(&mut head);
    if let Some(order) = Utf32::by_mark(&head) {
        let rest = io::Cursor::new(head.split_off(4)).chain(input);
        return Ok((Box::new(FromUtf32::new(rest, order)), None));
    }
    let even = head.len() - head.len() % 2;
    let (encoding, length, note) = if let Some((encoding, length)) = Encoding::for_bom(&head) {
        (encoding, length, None)
    } else if let Some(encoding) = utf16_by_zeros(&head[..even]) {
        (encoding, 0, None)
    } else {
        match std::str::from_utf8(&head) {
            Err(error) if error.error_len().is_some() && !mostly_utf8(&head) => {
                let encoding = guessed(&head[error.valid_up_to().saturating_sub(1)..]);
                let note = ProblemKind::GuessedEncoding { encoding: encoding.name() };
                (encoding, 0, Some(note))
            }
            _ => (UTF_8, 0, None),
        }
    };
    let rest = io::Cursor::new(head.split_off(length)).chain(input);
    Ok(if encoding == UTF_8 {
        (Box::new(rest), note)
    } else {
        (Box::new(FromEncoding::new(rest, encoding)), note)
    })
}

/// Another encoding as a stream of UTF-8. What is broken reads as U+FFFD.
pub(super) struct FromEncoding<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> FromEncoding<R> {
    /// `input` stands after its mark.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        let (raw, text) = (vec![0; 64 << 10], Vec::new());
        Self { input, decoder, raw, text, given: 0, ended: false }
    }
}

impl<R: Read> Read for FromEncoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let bytes = self.input.read(&mut self.raw)?;
            self.ended = bytes == 0;
            let most = self.decoder.max_utf8_buffer_length(bytes).expect("a small buffer");
            self.text.resize(most, 0);
            let raw = &self.raw[..bytes];
            let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
            self.text.truncate(written);
            self.given = 0;
        }
        let bytes = buffer.len().min(self.text.len() - self.given);
        buffer[..bytes].copy_from_slice(&self.text[self.given..][..bytes]);
        self.given += bytes;
        Ok(bytes)
    }
}

/// UTF-32 as a stream of UTF-8. What is broken reads as U+FFFD.
pub(super) struct FromUtf32<R> {
    input: R,
    order: Utf32,
    text: io::Cursor<String>,
}

impl<R: Read> FromUtf32<R> {
    /// `input` stands after its mark.
    pub fn new(input: R, order: Utf32) -> Self {
        Self { input, order, text: io::Cursor::default() }
    }
}

impl<R: Read> Read for FromUtf32<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let given = self.text.read(buffer)?;
        if given > 0 || buffer.is_empty() {
            return Ok(given);
        }
        let mut raw = Vec::new();
        // A whole number of characters, unless the stream ends within one.
        (&mut self.input).take(64 << 10).read_to_end(&mut raw)?;
        self.text = io::Cursor::new(self.order.decode(&raw).0);
        self.text.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(encoding: &'static str) -> Option<ProblemKind> {
        Some(ProblemKind::GuessedEncoding { encoding })
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn utf32(text: &str, bytes_of: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| bytes_of(c.into())).collect()
    }

    #[test]
    fn what_is_no_character_in_utf32() {
        let bytes = b"\xff\xfe\0\0a\0\0\0\0\xd8\0\0b\0";
        let note = Some(ProblemKind::BrokenText { encoding: "UTF-32LE" });
        assert_eq!(decode(bytes.to_vec(), None, true), Ok(("a\u{fffd}\u{fffd}".into(), note)));
    }

    #[test]
    fn every_encoding() {
        let text = "Né à Genève, il avait été élu — « déjà » — l'année précédente.";
        let marked = |text: &str| format!("\u{feff}{text}");
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let russian = "Встреча в верхах прошла в Женеве во вторник утром.";
        let cyrillic = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        let japanese = "ジュネーブで首脳会談が開かれた。両国は共同声明を発表した。";
        let sjis = encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned();
        for (bytes, text, note) in [
            (text.into(), text, None),
            (marked(text).into(), text, None),
            (utf16(&marked(text), u16::to_le_bytes), text, None),
            (utf16(&marked(text), u16::to_be_bytes), text, None),
            (utf16(text, u16::to_le_bytes), text, None),
            (utf16(text, u16::to_be_bytes), text, None),
            (latin, text, guess("windows-1252")),
            (cyrillic, russian, guess("windows-1251")),
            (sjis, japanese, guess("Shift_JIS")),
            (Vec::new(), "", None),
            (utf32(&marked(text), u32::to_le_bytes), text, None),
            (utf32(&marked(text), u32::to_be_bytes), text, None),
            (utf32(japanese, u32::to_le_bytes), japanese, None),
            (utf32(russian, u32::to_be_bytes), russian, None),
            (utf16(russian, u16::to_le_bytes), russian, guess("UTF-16LE")),
            (
                utf16(&format!("{japanese}\n一つ 2 件"), u16::to_be_bytes),
                &format!("{japanese}\n一つ 2 件"),
                guess("UTF-16BE"),
            ),
            (encoding_rs::ISO_2022_JP.encode(japanese).0.into_owned(), japanese, None),
        ] {
            assert_eq!(decode(bytes, None, true), Ok((text.to_owned(), note)));
        }
    }

    #[test]
    fn zeros_are_binary() {
        for bytes in [
            &[0, 1, 2, 0][..],
            b"ab\0cd",
            b"abc\0defg",
            b"\0\0\0\0",
            b"\x7fELF\x02\0\0\0\xff\xfe\0\x01",
        ] {
            assert_eq!(decode(bytes.to_vec(), None, true), Err(ProblemKind::Binary));
        }
    }

    #[test]
    fn a_cut_is_not_another_encoding() {
        let text = "Un été à Genève, déjà passé";
        let mut bytes = format!("{text}é").into_bytes();
        bytes.pop();
        assert_eq!(decode(bytes.clone(), None, false), Ok((text.to_owned(), None)));
        let note = Some(ProblemKind::BrokenText { encoding: "UTF-8" });
        assert_eq!(decode(bytes, None, true), Ok((format!("{text}\u{fffd}"), note)));
    }

    #[test]
    fn a_declaration_beats_a_guess() {
        let bytes = encoding_rs::WINDOWS_1251.encode("Да").0.into_owned();
        let declared = Some(encoding_rs::WINDOWS_1251);
        assert_eq!(decode(bytes, declared, true), Ok(("Да".to_owned(), None)));
    }

    #[test]
    fn a_declaration_that_the_bytes_belie_is_not_taken() {
        let japanese = "火曜日に市議会がプールの閉鎖を決めた。";
        let jis = Some(encoding_rs::ISO_2022_JP);
        let utf8 = Ok((japanese.to_owned(), None));
        assert_eq!(decode(japanese.into(), jis, true), utf8);
        let sjis = encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned();
        let guessed = Ok((japanese.to_owned(), guess("Shift_JIS")));
        assert_eq!(decode(sjis.clone(), Some(encoding_rs::EUC_KR), true), guessed);
        assert_eq!(decode(sjis, jis, true), guessed);
        let polish = "„Żółta łódź” płynęła wczoraj przez całą noc, a potem się zatrzymała.";
        let bytes = encoding_rs::WINDOWS_1250.encode(polish).0.into_owned();
        let guessed = Ok((polish.to_owned(), guess("windows-1250")));
        assert_eq!(decode(bytes, Some(encoding_rs::ISO_8859_2), true), guessed);
        let russian = "Встреча в верхах прошла в Женеве во вторник утром.";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        let guessed = Ok((russian.to_owned(), guess("windows-1251")));
        assert_eq!(decode(bytes, Some(encoding_rs::WINDOWS_1252), true), guessed);
        let french = "À Genève, l’été où il a été élu à l’Élysée.";
        let bytes = encoding_rs::WINDOWS_1252.encode(french).0.into_owned();
        let declared = Some(encoding_rs::WINDOWS_1252);
        assert_eq!(decode(bytes, declared, true), Ok((french.to_owned(), None)));
    }

    #[test]
    #[cfg(feature = "read-html")]
    fn declarations() {
        let late = format!("<style>{}</style><meta charset='koi8-r'>", "a".repeat(20_000));
        for (page, name) in [
            (r#"<meta charset="windows-1251">"#, Some("windows-1251")),
            ("<META CHARSET=koi8-r>", Some("KOI8-R")),
            (r#"<meta content="text/html; charset=ISO-8859-2">"#, Some("ISO-8859-2")),
            (r#"<meta charset="utf-16le">"#, None),
            ("<meta charset=none>", None),
            ("<?xml version='1.0' encoding='windows-1250'?><html>", Some("windows-1250")),
            ("<?xml version='1.0'?><meta charset=big5>", Some("Big5")),
            ("<script src=x charset=big5></script><meta charset=koi8-r>", Some("KOI8-R")),
            ("<!-- <meta charset=big5> --><meta charset=koi8-r>", Some("KOI8-R")),
            ("<meta name=charset><meta charset=koi8-r>", Some("KOI8-R")),
            ("<body><meta charset=koi8-r>", None),
            (&late, Some("KOI8-R")),
            ("charset", None),
            ("", None),
        ] {
            let found = declared_by_html(page.as_bytes());
            assert_eq!(found.map(Encoding::name), name, "{page}");
        }
    }

    #[test]
    fn a_stream_of_utf16() {
        let text = "Зима 𝄞 in Genf\n".repeat(20_000);
        for (encoding, bytes_of) in
            [(UTF_16LE, u16::to_le_bytes as fn(u16) -> [u8; 2]), (UTF_16BE, u16::to_be_bytes)]
        {
            let bytes = utf16(&text, bytes_of);
            let mut read = String::new();
            let odd = bytes[..7].chain(&bytes[7..]);
            FromEncoding::new(odd, encoding).read_to_string(&mut read).unwrap();
            assert!(read == text);
        }
        let mut read = String::new();
        FromEncoding::new(&b"\x00\xd8a\0b"[..], UTF_16LE).read_to_string(&mut read).unwrap();
        assert_eq!(read, "\u{fffd}a\u{fffd}");
    }
}
