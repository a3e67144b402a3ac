//! Encodings of seven bits that switch between character sets by escape
//! sequences: ISO-2022-JP and ISO-2022-KR, as in mail, and HZ, as in newsgroups; and
//! [UTF-7](utf7).
//!
//! Their bytes are all ASCII, so that they pass for UTF-8. Text in ASCII does not
//! hold these sequences, in pairs and with valid characters between them.
//! Sources: RFC 1468, RFC 1557, RFC 1843.

use encoding_rs::{EUC_KR, Encoding, GBK, ISO_2022_JP};
use memchr::{memchr, memmem};

use super::utf7;

/// A text, and by what it was decoded.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// Some bytes were no character, and read as U+FFFD.
    pub broken: bool,
}

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// The text of bytes that hold such escape sequences; `None` for all others.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if !bytes.is_ascii() {
        return None;
    }
    if memchr(ESCAPE, bytes).is_some() {
        if memmem::find(bytes, b"\x1b$B").is_some() || memmem::find(bytes, b"\x1b$@").is_some() {
            return by(ISO_2022_JP, "ISO-2022-JP", bytes);
        }
        if memmem::find(bytes, b"\x1b$)C").is_some() {
            return by(EUC_KR, "ISO-2022-KR", &euc_kr(bytes));
        }
    }
    if memmem::find(bytes, b"~{").is_some()
        && let Some(bytes) = gb2312(bytes)
    {
        return by(GBK, "HZ-GB-2312", &bytes);
    }
    let text = utf7::decode(bytes)?;
    Some(Decoded { text, encoding: "UTF-7", broken: false })
}

/// The text, if at most one character in twenty is none.
fn by(decoder: &'static Encoding, encoding: &'static str, bytes: &[u8]) -> Option<Decoded> {
    let (text, broken) = decoder.decode_without_bom_handling(bytes);
    let decoded = text.chars().filter(|c| !c.is_ascii()).count();
    let wrong = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    (20 * wrong < decoded).then(|| Decoded { text: text.into_owned(), encoding, broken })
}

/// ISO-2022-KR as EUC-KR, which has the same characters with the high bit set.
fn euc_kr(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            ESCAPE if rest.starts_with(b"$)C") => rest = &rest[3..],
            SHIFT_OUT => shifted = true,
            SHIFT_IN => shifted = false,
            b'\n' => {
                // A line begins in ASCII.
                shifted = false;
                out.push(byte);
            }
            b'!'..=b'~' if shifted => out.push(byte | 0x80),
            _ => out.push(byte),
        }
    }
    out
}

/// HZ as GB 2312 with the high bit set; `None` if some tilde does not follow the
/// rules, if what is between `~{` and `~}` is not whole characters on one line,
/// or if most of those are rare: source code can hold such signs too.
fn gb2312(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut common, mut all) = (0_usize, 0_usize);
    let mut rest = bytes;
    while let Some(tilde) = memchr(b'~', rest) {
        out.extend_from_slice(&rest[..tilde]);
        let (&sign, after) = rest[tilde + 1..].split_first()?;
        rest = after;
        match sign {
            b'~' => out.push(b'~'),
            b'\n' => {}
            b'{' => {
                let length = memmem::find(rest, b"~}")?;
                let (content, after) = rest.split_at(length);
                for pair in content.chunks(2) {
                    let &[row @ b'!'..=b'w', cell @ b'!'..=b'~'] = pair else { return None };
                    all += 1;
                    // Punctuation, full-width signs, and the characters of level 1.
                    common += usize::from(matches!(row, b'!'..=b'#' | b'0'..=b'W'));
                    out.extend_from_slice(&[row | 0x80, cell | 0x80]);
                }
                rest = &after[2..];
            }
            _ => return None,
        }
    }
    out.extend_from_slice(rest);
    (all >= 4 && 4 * common >= 3 * all).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences() {
        let japanese = "火曜日に市議会がプールの閉鎖を決めた。";
        let (jis, ..) = ISO_2022_JP.encode(japanese);
        let seven = |encoding: &'static Encoding, text: &str| -> Vec<u8> {
            encoding.encode(text).0.iter().map(|byte| byte & 0x7F).collect()
        };
        let korean = "시의회는 화요일에 수영장을 닫기로 했다";
        // Spaces, too, stand between shifts: they stay as they are.
        let kr = [&b"\x1b$)C\n\x0e"[..], &seven(EUC_KR, korean), b"\x0f.\n"].concat();
        let chinese = "市议会星期二决定关闭游泳池。";
        let hz = [&b"Title ~~ ~{"[..], &seven(GBK, chinese), b"~} (1) ~\nend"].concat();
        for (bytes, encoding, text) in [
            (jis.as_ref(), "ISO-2022-JP", japanese.to_owned()),
            (&kr, "ISO-2022-KR", format!("\n{korean}.\n")),
            (&hz, "HZ-GB-2312", format!("Title ~ {chinese} (1) end")),
        ] {
            let found = decode(bytes).unwrap();
            assert_eq!((&*found.text, found.encoding, found.broken), (&*text, encoding, false));
        }
    }

    #[test]
    fn other_text_has_none() {
        for text in [
            "",
            "Rain fell.",
            "\x1b[31mred\x1b[0m",
            "\x1b$B is the escape of JIS",
            "\x0eshifted\x0f",
            "\x1b$)C without a character",
            "~{ and ~}",
            "a~{b~}c",
            "~{abcdefgh~} ~/home",
            "~{never closed",
            "x = ~{}~}",
            "Naïve ~{4s~}",
        ] {
            assert!(decode(text.as_bytes()).is_none(), "{text}");
        }
    }
}
