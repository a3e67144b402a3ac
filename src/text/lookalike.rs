//! Letters of one script that look like those of another.

use std::borrow::Cow;

use unicode_security::confusable_detection::skeleton;

/// Whether a word mixes letters of Latin with letters of Cyrillic or Greek that
/// look like them, as copies do that are made to be missed by a search.
///
/// Such a word [folds](super::fold) to the one that it looks like. A word
/// whose letters are all of one script is taken as it is, whatever it looks
/// like: nothing in it tells the two apart. The lookalikes are those of Unicode
/// ([UTS #39](https://www.unicode.org/reports/tr39/)).
///
/// ```
/// use nearcopy::text::has_lookalikes;
///
/// assert!(has_lookalikes("p\u{430}per")); // a Cyrillic а
/// assert!(!has_lookalikes("paper"));
/// assert!(!has_lookalikes("бумага"));
/// assert!(!has_lookalikes("μm")); // no Latin letter looks like μ
/// ```
pub fn has_lookalikes(word: &str) -> bool {
    matches!(unmixed(&word.to_lowercase()), Cow::Owned(_))
}

/// A word in small letters in one script, if it mixes two by lookalikes.
pub(super) fn unmixed(word: &str) -> Cow<'_, str> {
    let count = |is: fn(char) -> bool| word.chars().filter(|&char| is(char)).count();
    let latin = count(is_latin);
    let [greek, cyrillic] =
        if word.is_ascii() || latin == 0 { [0, 0] } else { [count(is_greek), count(is_cyrillic)] };
    if greek + cyrillic == 0 {
        return Cow::Borrowed(word);
    }
    // To the script of most letters, as few of a word are exchanged.
    let is_mostly_cyrillic = greek == 0 && latin < cyrillic;
    all(word, is_latin, to_cyrillic)
        .filter(|_| is_mostly_cyrillic)
        .or_else(|| all(word, |char| is_greek(char) || is_cyrillic(char), to_latin))
        .map_or(Cow::Borrowed(word), Cow::Owned)
}

/// The word with `change` made to those of its characters that are `of`, where
/// it can be made to all of them.
fn all(word: &str, of: fn(char) -> bool, change: fn(char) -> Option<char>) -> Option<String> {
    word.chars().map(|char| if of(char) { change(char) } else { Some(char) }).collect()
}

fn is_latin(char: char) -> bool {
    char.is_ascii_alphabetic() || matches!(char, '\u{DF}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

fn is_greek(char: char) -> bool {
    matches!(char, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}

fn is_cyrillic(char: char) -> bool {
    matches!(char, '\u{400}'..='\u{52F}')
}

/// The small Latin letter that this small letter looks like, or as a capital does.
fn to_latin(char: char) -> Option<char> {
    match char {
        // A unit beside Latin letters: μm is no mm.
        'μ' => return None,
        // To Unicode their capitals look like a small l.
        'і' | 'ι' => return Some('i'),
        _ => {}
    }
    let looks = |char: char| {
        let char = char.to_string();
        let mut looks = skeleton(&char);
        let letter = looks.next().filter(char::is_ascii_alphabetic)?;
        looks.next().is_none().then_some(letter.to_ascii_lowercase())
    };
    looks(char).or_else(|| char.to_uppercase().next().and_then(looks))
}

/// The small Cyrillic letter that this small Latin one looks like, or as a capital does.
fn to_cyrillic(char: char) -> Option<char> {
    Some(match char {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_words_become_what_they_look_like() {
        for (mixed, looks) in [
            ("p\u{430}p\u{435}r", "paper"),
            ("\u{421}ity", "city"),
            ("g\u{3BF}vernment", "government"),
            ("\u{406}nterest", "interest"),
            ("\u{422}he", "the"),
            ("Po\u{441}\u{441}ия", "россия"),
            ("скоpость", "скорость"),
        ] {
            assert!(has_lookalikes(mixed), "{mixed}");
            assert_eq!(unmixed(&mixed.to_lowercase()), looks);
        }
    }

    #[test]
    fn words_of_one_script_stay() {
        for word in ["paper", "сор", "ελλάδα", "kω", "μg", "smsлюб", "漢字ok", "naïve", ""]
        {
            assert_eq!(unmixed(word), word);
            assert!(!has_lookalikes(word), "{word}");
        }
    }
}
