//! Names, as capitals tell them, and the forms of one name.

use crate::align::words::{NumberedText, Pause};
use crate::text::fold;

/// Letters that two forms of a name have in common at least, and letters of
/// their endings at most.
const LEAST_ALIKE: usize = 4;
const LONGEST_ENDING: usize = 3;

/// How many words on each side tell whether a line has capitals throughout.
const AROUND: usize = 6;

/// At least so many of them must be long enough to tell, or be there in all where
/// the short ones have capitals too.
const LEAST_TOLD: usize = 5;

/// Letters of a word that begins with a small letter wherever it is no name, unless
/// every word of the line has a capital.
const LONG: usize = 4;

/// Whether the word is capitalised amid a sentence in which not all words are.
pub(super) fn is_name(text: &NumberedText<'_>, at: usize) -> bool {
    has_capital(text.word(at))
        && text.pause_before(at) <= Pause::Phrase
        && !is_among_capitals(text, at)
}

/// Whether all words around have capitals, as in headlines: there a capital tells
/// nothing.
fn is_among_capitals(text: &NumberedText<'_>, at: usize) -> bool {
    let (mut told, mut all, mut has_small) = (0, 0, false);
    let mut is_one = |at: usize| {
        let word = text.word(at);
        let is_long = word.chars().nth(LONG - 1).is_some();
        let is_capital = word.chars().next().is_some_and(char::is_uppercase);
        told += usize::from(is_long);
        all += usize::from(is_capital);
        has_small |= !is_capital;
        is_capital || !is_long
    };
    let end = (at + AROUND + 1).min(text.side.spans.len());
    for before in (at.saturating_sub(AROUND)..at).rev() {
        if text.pause_before(before + 1) == Pause::Line {
            break;
        }
        if !is_one(before) {
            return false;
        }
    }
    for behind in at + 1..end {
        if text.pause_before(behind) == Pause::Line {
            break;
        }
        if !is_one(behind) {
            return false;
        }
    }
    told >= LEAST_TOLD || (!has_small && all >= LEAST_TOLD)
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
    // Most pairs are told by their first letters.
    if let (Some(first), Some(other_first)) = (one.as_bytes().first(), other.as_bytes().first())
        && first.is_ascii()
        && other_first.is_ascii()
        && !first.eq_ignore_ascii_case(other_first)
    {
        return false;
    }
    let (one, other) = (fold(one), fold(other));
    let alike = one.chars().zip(other.chars()).take_while(|(x, y)| x == y).count();
    let longer = one.chars().count().max(other.chars().count());
    one == other || (alike >= LEAST_ALIKE && longer - alike <= LONGEST_ENDING)
}
