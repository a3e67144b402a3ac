//! Which edits change what is said, and not only how.
//!
//! A reprint that says *did not deny* for *did deny*, or 70 for 17, differs in
//! a few letters, amid a hundred edits of style. Each edit is looked at by
//! itself, one pass over its words; what counts is told on [`Substance`].

mod words;

use std::fmt;
use std::ops::Range;

use super::alignment::{Change, Region};
use super::pair::{Pair, Text};
use super::pause::Pause;
use crate::article::Span;

/// What an edit changes in substance: a set of kinds, mostly empty.
///
/// An edit has a kind where something of that kind stands on one of its sides
/// only.
///
/// | kind | recognised | not recognised |
/// |---|---|---|
/// | number | words with a digit of any script | numbers written as words |
/// | date | digits joined as dates are (`2022-01-22`, `22.1.2022`, `1/22/2022`), digits before 年月日 or 년월일, a year from 1900 to 2099 beside a day | the names of months and days: they would need a list for each language (in most, the capital makes them names) |
/// | name | capitalised words amid a sentence, of two letters or more; not the same name in another form (*Russia*, *Russian*), nor its initials (*United States*, *US*) | names at the beginning of a sentence or quotation; names in scripts without case. German capitalises every noun, so there all nouns count |
/// | unit | currency signs, %, ‰ and °; common units of measure, currency codes and *million* and the like, beside a number | a unit written together with its number counts as number; other words for units |
/// | negation | another number of negating words; the list is that of English, French, German, Dutch, Danish, Norwegian, Swedish, Spanish, Portuguese, Italian, Polish, Russian, Ukrainian, Turkish, Arabic, Hebrew, Persian, Hindi and Chinese | prefixes (*un-*), and what only the context tells |
/// | speaker | a name that changed within six words of a quotation | other changes of who is quoted |
/// | quotation | words that changed inside a direct quotation that both texts have | quotations of fewer than three words |
///
/// What came or went at a length of more than thirty words is a passage of its
/// own and gets no mark; nor does anything that is only spelled otherwise,
/// signs for units excepted.
///
/// ```
/// use nearcopy::align::Substance;
///
/// let both = Substance::NUMBER.union(Substance::UNIT);
/// assert!(both.contains(Substance::UNIT) && !both.contains(Substance::NAME));
/// assert_eq!(both.names().collect::<Vec<_>>(), ["number", "unit"]);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Substance(u8);

impl Substance {
    /// Nothing of substance.
    pub const NONE: Self = Self(0);
    /// A number, other than a date.
    pub const NUMBER: Self = Self(1);
    /// A date in digits.
    pub const DATE: Self = Self(1 << 1);
    /// A name.
    pub const NAME: Self = Self(1 << 2);
    /// A unit or currency beside a number.
    pub const UNIT: Self = Self(1 << 3);
    /// A negation.
    pub const NEGATION: Self = Self(1 << 4);
    /// A name beside a quotation: perhaps somebody else is quoted.
    pub const SPEAKER: Self = Self(1 << 5);
    /// The words of a quotation.
    pub const QUOTATION: Self = Self(1 << 6);

    const NAMES: [(Self, &str); 7] = [
        (Self::NUMBER, "number"),
        (Self::DATE, "date"),
        (Self::NAME, "name"),
        (Self::UNIT, "unit"),
        (Self::NEGATION, "negation"),
        (Self::SPEAKER, "speaker"),
        (Self::QUOTATION, "quotation"),
    ];

    /// Whether the edit is one of style.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all kinds of `other` are in the set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The kinds of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds, each as one lower-case word.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = Self::NAMES.into_iter();
        all.filter(move |&(kind, _)| self.contains(kind)).map(|(_, name)| name)
    }

    const fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }
}

impl fmt::Debug for Substance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Edits of more words than this on a side are not looked at.
const LONGEST: usize = 30;

/// How near a name must be to have come from there, in words.
const BESIDE: usize = 8;

/// How near a quotation its speaker is named, in words.
const NEAR: usize = 6;

/// Marks the regions that change the substance. They are ordered by place in B.
///
/// Cost: a few passes over the words of the edits.
pub(super) fn mark(pair: &Pair<'_>, regions: &mut [Region]) {
    for region in regions {
        match region.change {
            Change::Kept | Change::Moved => {}
            Change::Respelled => region.substance = unit_signs(pair, region),
            Change::Replaced | Change::Inserted | Change::Deleted => {
                let (words_a, words_b) = (words_in(&pair.a, region.a), words_in(&pair.b, region.b));
                if words_a.len().max(words_b.len()) <= LONGEST {
                    let edit = Edit { a: pair.a, b: pair.b, words_a, words_b };
                    region.substance = edit.substance().union(unit_signs(pair, region));
                }
            }
        }
    }
}

/// The words that begin inside the span.
fn words_in(text: &Text<'_>, span: Span) -> Range<usize> {
    let spans = text.side.spans;
    let first_from = |byte: u32| spans.partition_point(|word| word.start < byte);
    first_from(span.start)..first_from(span.end)
}

/// An edit: what words it has on both sides.
struct Edit<'a> {
    a: Text<'a>,
    b: Text<'a>,
    words_a: Range<usize>,
    words_b: Range<usize>,
}

impl Edit<'_> {
    fn substance(&self) -> Substance {
        let here = [(&self.a, &self.words_a), (&self.b, &self.words_b)];
        let (mut figures, mut dates, mut units) = (false, false, false);
        let mut negations = [0, 0];
        let mut names = [Vec::new(), Vec::new()];
        for side in [0, 1] {
            let ((text, words), (other, others)) = (here[side], here[1 - side]);
            let others = &other.side.words[others.clone()];
            for at in words.clone() {
                let word = text.word(at);
                negations[side] += usize::from(words::negates(word));
                if others.contains(&text.side.words[at]) {
                    continue;
                }
                if is_figure(word) {
                    let is_date = is_date(text, at);
                    dates |= is_date;
                    figures |= !is_date;
                } else if is_beside_figure(text, at) && words::is_unit(word) {
                    units = true;
                } else if is_name(text, at) {
                    names[side].push(stem(word));
                }
            }
        }
        let has_names = self.lack(&names[0], (&self.b, &self.words_b))
            || self.lack(&names[1], (&self.a, &self.words_a));
        Substance::NUMBER
            .when(figures)
            .union(Substance::DATE.when(dates))
            .union(Substance::UNIT.when(units))
            .union(Substance::NAME.when(has_names))
            .union(Substance::NEGATION.when(negations[0] != negations[1]))
            .union(Substance::SPEAKER.when(has_names && self.is_near_quotation()))
            .union(Substance::QUOTATION.when(self.is_in_quotation()))
    }

    /// Whether the other text has one of the names in no form. Where the edit
    /// is on one side only, it may have come from near by.
    fn lack(&self, names: &[&str], (other, words): (&Text<'_>, &Range<usize>)) -> bool {
        if names.is_empty() {
            return false;
        }
        let is_one_sided = self.words_a.is_empty() || self.words_b.is_empty();
        let reach = if is_one_sided { BESIDE } else { 0 };
        let end = (words.end + reach).min(other.side.spans.len());
        let capitals = (words.start.saturating_sub(reach)..end).map(|at| other.word(at));
        let capitals: Vec<&str> = capitals.filter(|word| has_capital(word)).map(stem).collect();
        // *US* for *United States*, on either side.
        let is_acronym = |name: &&str| initials_within(&capitals, name);
        let known = |name: &&str| capitals.iter().any(|other| is_form_of(name, other));
        let has_acronym =
            names.len() > 1 && capitals.iter().any(|capital| initials_within(names, capital));
        !has_acronym && !names.iter().all(|name| known(name) || is_acronym(name))
    }

    /// Whether words changed inside a quotation that both texts have.
    fn is_in_quotation(&self) -> bool {
        touches(&self.a, &self.words_a) && touches(&self.b, &self.words_b)
    }

    fn is_near_quotation(&self) -> bool {
        let near = |text: &Text<'_>, words: &Range<usize>| {
            let near = words.start.saturating_sub(NEAR)..words.end + NEAR;
            quoted(text, words).is_none() && quoted(text, &near).is_some()
        };
        near(&self.a, &self.words_a) && near(&self.b, &self.words_b)
    }
}

/// The first quotation that has any of the words.
fn quoted(text: &Text<'_>, words: &Range<usize>) -> Option<(u32, u32)> {
    let quoted = text.side.quoted;
    let at = quoted.partition_point(|quote| quote.1 as usize <= words.start);
    quoted.get(at).copied().filter(|quote| (quote.0 as usize) < words.end)
}

/// Whether a word is quoted or, where there is none, a word beside the place.
fn touches(text: &Text<'_>, words: &Range<usize>) -> bool {
    let beside = words.start.saturating_sub(1)..words.end + 1;
    quoted(text, if words.is_empty() { &beside } else { words }).is_some()
}

fn is_figure(word: &str) -> bool {
    if word.is_ascii() {
        return word.bytes().any(|byte| byte.is_ascii_digit());
    }
    word.contains(char::is_numeric)
}

fn figure_at(text: &Text<'_>, at: usize) -> bool {
    at < text.side.spans.len() && is_figure(text.word(at))
}

fn is_beside_figure(text: &Text<'_>, at: usize) -> bool {
    (at > 0 && figure_at(text, at - 1)) || figure_at(text, at + 1)
}

/// Whether the figure is a part of a date.
fn is_date(text: &Text<'_>, at: usize) -> bool {
    let word = text.word(at);
    let ends = ['年', '月', '日', '년', '월', '일'];
    let next = text.side.spans.get(at + 1).map(|_| text.word(at + 1));
    if word.ends_with(ends) || next.is_some_and(|next| next.starts_with(ends)) {
        return true;
    }
    let digits = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if word.split('.').filter(|part| digits(part)).count() == 3 {
        return true;
    }
    // How many figures are joined by hyphens or slashes, and is one a year?
    let joined = |at: usize| {
        figure_at(text, at)
            && matches!(text.gap_before(at).of(text.side.text), "-" | "/" | "‑" | ".")
    };
    let (mut first, mut last) = (at, at);
    while first > 0 && joined(first) && at - first < 2 {
        first -= 1;
    }
    while joined(last + 1) && last - at < 2 {
        last += 1;
    }
    let has_year = (first..=last).any(|at| is_year(text.word(at)));
    if last - first == 2 || (last > first && has_year) {
        return true;
    }
    let is_day = |at: usize| figure_at(text, at) && text.word(at).len() <= 2;
    let is_year_at = |at: usize| figure_at(text, at) && is_year(text.word(at));
    let beside = |is: &dyn Fn(usize) -> bool| (at > 0 && is(at - 1)) || is(at + 1);
    (is_year(word) && beside(&is_day)) || (is_day(at) && beside(&is_year_at))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && matches!(word.parse(), Ok(1900..=2099))
}

/// Whether the word is capitalised amid a sentence.
fn is_name(text: &Text<'_>, at: usize) -> bool {
    has_capital(text.word(at)) && text.pause_before(at) <= Pause::Phrase
}

/// Whether the word, or what follows its apostrophe, is capitalised and has
/// two letters or more.
fn has_capital(word: &str) -> bool {
    word.split(['\'', '’']).any(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some()
    })
}

/// The name without what follows an apostrophe (*Russia’s*), unless that is
/// the name (*d’Estaing*).
fn stem(word: &str) -> &str {
    let mut parts = word.split(['\'', '’']);
    let first = parts.next().unwrap_or(word);
    let rest = parts.next().unwrap_or("");
    if rest.chars().next().is_some_and(char::is_uppercase) { word } else { first }
}

/// Whether the acronym has the initials of neighbouring names.
fn initials_within(names: &[&str], acronym: &str) -> bool {
    let length = acronym.chars().count();
    length > 1
        && names.windows(length).any(|names| {
            names.iter().zip(acronym.chars()).all(|(name, letter)| name.starts_with(letter))
        })
}

/// Whether the names differ in nothing but their ends: at most three letters
/// behind four alike.
fn is_form_of(one: &str, other: &str) -> bool {
    let alike = one.chars().zip(other.chars()).take_while(|(x, y)| x == y).count();
    let longer = one.chars().count().max(other.chars().count());
    one == other || (alike >= 4 && longer - alike <= 3)
}

/// Whether one side has a sign of a unit beside a number that the other has not.
fn unit_signs(pair: &Pair<'_>, region: &Region) -> Substance {
    let [a, b] = [(pair.a, region.a), (pair.b, region.b)].map(|(text, span)| {
        let (start, end) = (span.start as usize, span.end as usize);
        let text = text.side.text;
        if !text.as_bytes()[start..end].iter().any(|&byte| words::may_begin_unit_sign(byte)) {
            return 0;
        }
        let signs = text[start..end].char_indices().filter(|&(_, char)| words::is_unit_sign(char));
        let beside = |&(at, char): &(usize, char)| {
            let (before, behind) = (&text[..start + at], &text[start + at + char.len_utf8()..]);
            let before = before.strip_suffix([' ', '\u{A0}', '\u{202F}']).unwrap_or(before);
            let behind = behind.strip_prefix([' ', '\u{A0}', '\u{202F}']).unwrap_or(behind);
            before.ends_with(char::is_numeric) || behind.starts_with(char::is_numeric)
        };
        signs.filter(beside).map(|(_, char)| u64::from(char)).sum::<u64>()
    });
    Substance::UNIT.when(a != b)
}

#[cfg(test)]
#[path = "substance_tests.rs"]
mod tests;
