//! Names, as capitals tell them, and the forms of one name.

use crate::align::words::{NumberedText, Pause};
use crate::text::fold;

/// Letters that two forms of a name have in common at least, and letters of
/// their endings at most.
const LEAST_ALIKE: usize = 4;
const LONGEST_ENDING: usize = 3;

/// Whether the word is capitalised amid a sentence.
pub(super) fn is_name(text: &NumberedText<'_>, at: usize) -> bool {
    has_capital(text.word(at)) && text.pause_before(at) <= Pause::Phrase
}

/// Whether the word, or what follows its apostrophe, is capitalised and has
/// two letters or more.
pub(super) fn has_capital(word: &str) -> bool {
    word.split(['\'', '’']).any(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some()
    })
}

/// The name without what follows an apostrophe (*Russia’s*), unless that is
/// the name (*d’Estaing*).
pub(super) fn stem(word: &str) -> &str {
    let mut parts = word.split(['\'', '’']);
    let first = parts.next().unwrap_or(word);
    let rest = parts.next().unwrap_or("");
    if rest.chars().next().is_some_and(char::is_uppercase) { word } else { first }
}

/// Whether the acronym has the initials of neighbouring names.
pub(super) fn initials_within(names: &[&str], acronym: &str) -> bool {
    let length = acronym.chars().count();
    length > 1
        && names.windows(length).any(|names| {
            names.iter().zip(acronym.chars()).all(|(name, letter)| name.starts_with(letter))
        })
}

/// Whether the names differ in nothing but their ends: forms of one name in
/// most languages with endings (*Москва*, *Москву*; *Russia*, *Russian*), and
/// rarely two names. Case and diacritics do not count: *Erdoğan*, *ERDOGAN*.
pub(super) fn is_form_of(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let alike = one.chars().zip(other.chars()).take_while(|(x, y)| x == y).count();
    let longer = one.chars().count().max(other.chars().count());
    one == other || (alike >= LEAST_ALIKE && longer - alike <= LONGEST_ENDING)
}
