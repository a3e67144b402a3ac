//! Names, as capitals tell them, and the forms of one name.

use super::address::is_in_address;
use crate::align::words::{NumberedText, Pause};
use crate::text::{fold, may_be_written_out, written_out};

/// Letters that two forms of a name have in common at least, and letters of
/// their endings at most.
const LEAST_ALIKE: usize = 4;
const LONGEST_ENDING: usize = 3;

/// How many words on each side tell whether a line has capitals throughout.
const AROUND: usize = 6;

/// At least so many of them must be long enough to tell, or be there in all where
/// the short ones have capitals too.
const LEAST_TOLD: usize = 5;

/// Least words that tell whether a text capitalises its nouns.
const LEAST_SAMPLE: usize = 20;

/// Letters of a word that begins with a small letter wherever it is no name, unless
/// every word of the line has a capital.
const LONG: usize = 4;

/// How far from the beginning of a sentence its first word is looked for amid
/// others, in words on either side.
const REACH: usize = 400;

/// A name, as far as its capital tells.
pub(super) struct Name<'a> {
    /// Its [stem].
    pub word: &'a str,
    /// Whether it begins a sentence, where every word has a capital.
    pub begins_sentence: bool,
}

/// The word as a name: capitalised amid a sentence in which not all words are, or at
/// the beginning of one and elsewhere amid one. In a text that capitalises every
/// noun, more must tell it from those.
pub(super) fn name<'a>(text: &NumberedText<'a>, at: usize, has_nouns: bool) -> Option<Name<'a>> {
    let begins_sentence = text.pause_before(at) > Pause::Phrase;
    let is_name = if has_nouns {
        is_no_noun(text, at) || is_anywhere(text, at, is_no_noun)
    } else if begins_sentence {
        is_anywhere(text, at, is_amid_sentence)
    } else {
        !is_among_capitals(text, at)
    };
    let is_name = is_name && !is_in_address(text.side.text, text.side.spans[at].start as usize);
    is_name.then(|| Name { word: stem(text.word(at)), begins_sentence })
}

/// Whether the word is capitalised amid a sentence in which not all words are.
fn is_amid_sentence(text: &NumberedText<'_>, at: usize) -> bool {
    has_capital(text.word(at))
        && text.pause_before(at) <= Pause::Phrase
        && !is_among_capitals(text, at)
}

/// Whether a capitalised word is a name where nouns have capitals too: of several
/// capitals (*EU*), or beside another one with nothing between (*Olaf Scholz*), which is
/// rare for two nouns, apart from amounts (*5 Tonnen Stahl*).
fn is_no_noun(text: &NumberedText<'_>, at: usize) -> bool {
    let word = text.word(at);
    if !has_capital(word) || is_among_capitals(text, at) {
        return false;
    }
    if word.chars().filter(|char| char.is_uppercase()).count() > 1 {
        return true;
    }
    let is_pair = |first: usize| {
        text.side.spans.len() > first + 1
            && text.gap_before(first + 1).of(text.side.text) == " "
            && has_capital(text.word(first))
            && has_capital(text.word(first + 1))
            && text.pause_before(first) <= Pause::Phrase
            && !(first > 0 && text.word(first - 1).contains(char::is_numeric))
    };
    // *Müllers Bruder*: a name and a noun.
    let follows_genitive = |first: usize| text.word(first).ends_with('s');
    is_pair(at) || at.checked_sub(1).is_some_and(|first| is_pair(first) && !follows_genitive(first))
}

/// Whether the same word is such a name near by, and nowhere there has a small letter.
fn is_anywhere(
    text: &NumberedText<'_>,
    at: usize,
    is_one: impl Fn(&NumberedText<'_>, usize) -> bool,
) -> bool {
    let words = text.side.words;
    let range = at.saturating_sub(REACH)..words.len().min(at + REACH);
    let mut found = false;
    for other in range.filter(|&other| other != at && words[other] == words[at]) {
        if !has_capital(text.word(other)) {
            return false;
        }
        found = found || is_one(text, other);
    }
    found
}

/// Which part of the words amid sentences has capitals, of those of some length among
/// the first `sample`; none if they are few.
pub(super) fn share_of_capitals(text: &NumberedText<'_>, sample: usize) -> Option<f32> {
    let words = 0..text.side.spans.len().min(sample);
    let amid = words.filter(|&at| {
        text.word(at).chars().nth(LONG - 1).is_some() && text.pause_before(at) <= Pause::Phrase
    });
    let (told, capitals) = amid.fold((0, 0), |(told, capitals), at| {
        let is_capital = text.word(at).chars().next().is_some_and(char::is_uppercase);
        (told + 1, capitals + usize::from(is_capital))
    });
    (told >= LEAST_SAMPLE).then(|| capitals as f32 / told as f32)
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
/// rarely two names. Case and diacritics do not count (*Erdoğan*, *ERDOGAN*), nor whether
/// umlauts are written out (*Müller*, *Mueller*).
pub(super) fn is_form_of(one: &str, other: &str) -> bool {
    // Most pairs are told by their first letters.
    if let (Some(first), Some(other_first)) = (one.as_bytes().first(), other.as_bytes().first())
        && first.is_ascii()
        && other_first.is_ascii()
        && !first.eq_ignore_ascii_case(other_first)
    {
        return false;
    }
    are_forms(&fold(one), &fold(other))
        || ((may_be_written_out(one) || may_be_written_out(other))
            && are_forms(&fold(&written_out(one)), &fold(&written_out(other))))
}

/// As [`is_form_of`], of two words without capitals and diacritics.
fn are_forms(one: &str, other: &str) -> bool {
    let alike = one.chars().zip(other.chars()).take_while(|(x, y)| x == y).count();
    let longer = one.chars().count().max(other.chars().count());
    one == other || (alike >= LEAST_ALIKE && longer - alike <= LONGEST_ENDING)
}
