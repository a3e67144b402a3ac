//! Bytes to text, in whatever encoding they are.
//!
//! In this order, each step only if the one before says nothing: a byte order
//! mark; NUL bytes, which text has only as UTF-16; valid UTF-8, taken as it is
//! without a copy; UTF-8 with a few broken places, as a cut or a careless tool
//! leaves it; the encoding that an HTML page declares; and at last the guess of
//! `chardetng`, the detector of a web browser. It can err on short texts in
//! single-byte encodings, so that a guess is always reported.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

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
        let encoding = utf16_by_zeros(&bytes).ok_or(ProblemKind::Binary)?;
        return Ok(decode_as(encoding, &bytes));
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
        return Ok(decode_as(encoding, &bytes));
    }
    let shown = &bytes[valid_up_to.saturating_sub(1)..];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&shown[..shown.len().min(SHOWN)], shown.len() <= SHOWN);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = decode_as(encoding, &bytes);
    Ok((text, Some(ProblemKind::GuessedEncoding { encoding: encoding.name() })))
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

/// The encoding that an HTML page declares in its first kilobyte.
#[cfg(feature = "read-html")]
pub(super) fn declared_by_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let after = memchr::memmem::find(&head, b"charset")? + b"charset".len();
    let value = head[after..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|byte| b"\"'/>; \t\r\n".contains(byte))?;
    // As the HTML standard has it: what declares UTF-16 in ASCII letters is not.
    Encoding::for_label(&value[..end]).filter(|encoding| encoding.is_ascii_compatible())
}

/// UTF-16 as a stream of UTF-8. What is broken reads as U+FFFD.
pub(super) struct FromUtf16<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> FromUtf16<R> {
    /// `input` stands after its mark.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        let (raw, text) = (vec![0; 64 << 10], Vec::new());
        Self { input, decoder, raw, text, given: 0, ended: false }
    }
}

impl<R: Read> Read for FromUtf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let bytes = self.input.read(&mut self.raw)?;
            self.ended = bytes == 0;
            // Three bytes for each unit, and for a half unit kept from before.
            self.text.resize(3 * (bytes / 2 + 2), 0);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(encoding: &'static str) -> Option<ProblemKind> {
        Some(ProblemKind::GuessedEncoding { encoding })
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
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
        ] {
            assert_eq!(decode(bytes, None, true), Ok((text.to_owned(), note)));
        }
    }

    #[test]
    fn zeros_are_binary() {
        for bytes in [&b"ab\0cd"[..], b"abc\0defg", b"\0\0\0\0", b"\x7fELF\x02\0\0\0\xff\xfe\0\x01"]
        {
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
    #[cfg(feature = "read-html")]
    fn declarations() {
        for (page, name) in [
            (r#"<meta charset="windows-1251">"#, Some("windows-1251")),
            ("<META CHARSET=koi8-r>", Some("KOI8-R")),
            (r#"<meta content="text/html; charset=ISO-8859-2">"#, Some("ISO-8859-2")),
            (r#"<meta charset="utf-16le">"#, None),
            ("<meta charset=none>", None),
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
            FromUtf16::new(odd, encoding).read_to_string(&mut read).unwrap();
            assert!(read == text);
        }
        let mut read = String::new();
        FromUtf16::new(&b"\x00\xd8a\0b"[..], UTF_16LE).read_to_string(&mut read).unwrap();
        assert_eq!(read, "\u{fffd}a\u{fffd}");
    }
}
