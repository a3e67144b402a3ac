use unicode_normalization::UnicodeNormalization;

use super::fold;

/// Whether one word is the other with its umlauts and ligatures written out,
/// as `Mueller` is `Müller`, `Joergen` `Jørgen` and `Aarhus` `Århus`.
///
/// [Folding](super::fold) does not make them equal, since `ue` may be anything in
/// another language. Where two words stand in each other's place, both
/// readings can be tried.
///
/// ```
/// use nearcopy::text::is_transcription;
///
/// assert!(is_transcription("Müller", "MUELLER"));
/// assert!(!is_transcription("Muller", "Mueller"));
/// assert!(!is_transcription("poet", "pot"));
/// ```
pub fn is_transcription(one: &str, other: &str) -> bool {
    let has_umlaut = |word: &str| may_be_written_out(word) && written_out(word) != word;
    (has_umlaut(one) || has_umlaut(other))
        && fold(&written_out(one)) == fold(&written_out(other))
        && fold(one) != fold(other)
}

/// Whether the word may have a letter that [`written_out`] exchanges: never false where
/// it has one.
pub(crate) fn may_be_written_out(word: &str) -> bool {
    // The first bytes of these letters, and of the marks above them.
    word.bytes().any(|byte| matches!(byte, 0xC3 | 0xC5 | 0xCC))
}

/// The word with two letters for each umlaut and ligature.
pub(crate) fn written_out(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for char in word.nfc() {
        out.push_str(match char {
            'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
            'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => "oe",
            'ü' | 'Ü' => "ue",
            'å' | 'Å' => "aa",
            _ => {
                out.push(char);
                continue;
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umlauts_are_written_out() {
        for (one, other) in [
            ("Müller", "Mueller"),
            ("Jörg", "JOERG"),
            ("Jørgensen", "Joergensen"),
            ("Århus", "Aarhus"),
            ("Mu\u{308}ller", "Mueller"),
        ] {
            assert!(is_transcription(one, other), "{one} {other}");
            assert!(is_transcription(other, one), "{one} {other}");
        }
        for (one, other) in
            [("Müller", "Muller"), ("poet", "pot"), ("Müller", "Möller"), ("a", "a")]
        {
            assert!(!is_transcription(one, other), "{one} {other}");
        }
    }
}
