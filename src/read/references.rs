//! Character references, `&#8217;` and `&amp;`, that were left in a text.

use memchr::memchr;

/// The text with its references decoded: numbers, and with `names` also names, if
/// every ampersand begins a reference, as in text that was escaped. `None` if
/// nothing changes.
pub(super) fn decoded(text: &str, names: bool) -> Option<String> {
    let names = names && ampersands(text).all(|rest| reference(rest).is_some());
    let mut out = String::new();
    let mut done = 0;
    for rest in ampersands(text) {
        let Some((c, length)) = reference(rest) else { continue };
        if names || rest.starts_with("&#") {
            let at = text.len() - rest.len();
            out.push_str(&text[done..at]);
            out.push(c);
            done = at + length;
        }
    }
    if done == 0 {
        return None;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// The text from each ampersand on.
fn ampersands(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr(b'&', &text.as_bytes()[at..])?;
        at = start + 1;
        Some(&text[start..])
    })
}

/// The longest reference that is looked for, without its semicolon.
const LONGEST: usize = 10;

/// The character that the text begins with a reference to, and the length of
/// that. The semicolon must not be lacking.
fn reference(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let end = memchr(b';', &bytes[..bytes.len().min(LONGEST + 1)])?;
    let name = &text[1..end];
    let c = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => by_number(digits, 16)?,
            None => by_number(number, 10)?,
        },
        None => by_name(name)?,
    };
    Some((c, end + 1))
}

/// As the HTML standard has it, the numbers of C1 control characters mean those
/// of windows-1252. No text has other control characters, or the null character.
fn by_number(digits: &str, radix: u32) -> Option<char> {
    if digits.starts_with('+') {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    if let 0x80..=0x9F = number {
        let bytes = [number as u8];
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().next();
    }
    let c = char::from_u32(number)?;
    (!c.is_control() || matches!(c, '\t' | '\n' | '\r')).then_some(c)
}

/// The names of HTML 4 for U+00A0 to U+00FF, in this order.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// The names that XML has, and those of HTML 4 for signs of ordinary prose.
const SIGNS: [(&str, char); 32] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
    ("dagger", '†'),
    ("permil", '‰'),
    ("prime", '′'),
    ("minus", '−'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
];

fn by_name(name: &str) -> Option<char> {
    if let Some((_, c)) = SIGNS.iter().find(|(sign, _)| *sign == name) {
        return Some(*c);
    }
    let at = LATIN.iter().position(|letter| *letter == name)?;
    char::from_u32(0xA0 + at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (text, c) in [
            ("&#8217;", '’'),
            ("&#x2019;s", '’'),
            ("&#146;", '’'),
            ("&nbsp;", '\u{a0}'),
            ("&yuml;", 'ÿ'),
            ("&szlig;", 'ß'),
            ("&divide;", '÷'),
            ("&rsquo;", '’'),
        ] {
            assert_eq!(reference(text).map(|(c, _)| c), Some(c), "{text}");
        }
        for text in [
            "&",
            "&;",
            "&#;",
            "&#0;",
            "&#7;",
            "&#55296;",
            "&#x110000;",
            "&nosuch;",
            "&amp",
            "&#+39;",
        ] {
            assert_eq!(reference(text), None, "{text}");
        }
    }

    #[test]
    fn names_count_only_in_escaped_text() {
        assert_eq!(decoded("a &amp; b", true).as_deref(), Some("a & b"));
        assert_eq!(decoded("a & b &amp; c", true), None);
        assert_eq!(decoded("a & b&#39;s", true).as_deref(), Some("a & b's"));
        assert_eq!(decoded("&amp;&#39;", false).as_deref(), Some("&amp;'"));
        assert_eq!(decoded("é &ж; &é", true), None);
    }
}
