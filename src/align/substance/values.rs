//! Which quantities of edits say something else than those of the other text.

use std::ops::Range;

use super::is_edit;
use super::quantity::{Meaning, Quantity, Sign, parse, say_number};
use super::words_in;
use crate::align::regions::{Region, Substance};
use crate::align::words::{NumberedText, TextPair};
use crate::article::Span;
use crate::text::fold;

/// How many words around edits may belong to their quantities: *1.4 million US
/// dollars*.
const AROUND: usize = 4;

/// How near an edit a quantity is that it may be a part of, in bytes.
const BESIDE: u32 = 3;

/// A quantity beside an edit or in it.
struct Found {
    quantity: Quantity,
    /// Which edit of the group.
    region: usize,
    /// Whether a part of it lies in the edit.
    is_inside: bool,
    /// Whether the other text says the same.
    is_settled: bool,
    /// The quantity that stands in its place.
    instead: Option<usize>,
}

/// For each side, the bytes of the quantities in edits.
pub(super) type Quantities = [Vec<Range<usize>>; 2];

/// Marks the edits of the group by their quantities; returns where these stand.
pub(super) fn mark(pair: &TextPair<'_>, group: &mut [Region]) -> Quantities {
    let texts = [&pair.a, &pair.b];
    let mut sides = [0, 1].map(|side| find(texts[side], group, side));
    if sides.iter().all(Vec::is_empty) {
        return Quantities::default();
    }
    settle(texts, group, &mut sides);
    for side in [0, 1] {
        for found in sides[side].iter().filter(|found| !found.is_settled) {
            let instead = found.instead.map(|at| &sides[1 - side][at].quantity);
            mark_parts(group, side, &found.quantity, instead);
        }
    }
    sides.map(|found| found.into_iter().map(|found| found.quantity.bytes()).collect())
}

fn side_of(region: &Region, side: usize) -> Span {
    if side == 0 { region.a } else { region.b }
}

/// The quantities of one side that an edit touches.
fn find(text: &NumberedText<'_>, group: &[Region], side: usize) -> Vec<Found> {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Vec::new() };
    let all = Span::new(side_of(first, side).start, side_of(last, side).end);
    let spans = text.side.spans;
    let words = words_in(text, all);
    let from = spans.get(words.start.saturating_sub(AROUND)).map_or(all.start, |word| word.start);
    let to = spans.get(words.end + AROUND).map_or(text.side.text.len() as u32, |word| word.start);
    let range = from.min(all.start) as usize..to.max(all.end) as usize;
    let quantities = parse(text.side.text, range);
    let found = quantities.into_iter().filter_map(|quantity| {
        let bytes = quantity.bytes();
        let bytes = Span::new(bytes.start as u32, bytes.end as u32);
        let edits = || group.iter().enumerate().filter(|(_, region)| is_edit(region.change));
        let inside = edits().find(|(_, region)| overlap(side_of(region, side), bytes));
        let beside = || {
            edits().find(|(_, region)| {
                let edit = side_of(region, side);
                edit.start <= bytes.end + BESIDE && bytes.start <= edit.end + BESIDE
            })
        };
        let (region, is_inside) = match inside {
            Some((region, _)) => (region, true),
            None => (beside()?.0, false),
        };
        Some(Found { quantity, region, is_inside, is_settled: false, instead: None })
    });
    found.collect()
}

fn overlap(one: Span, other: Span) -> bool {
    one.start.max(other.start) < one.end.min(other.end)
}

/// Finds which quantities both sides say: in one edit first, then across the
/// group those that stand against none in theirs.
fn settle(texts: [&NumberedText<'_>; 2], group: &[Region], sides: &mut [Vec<Found>; 2]) {
    pair_up(texts, sides, |a, b| a.region == b.region);
    // What is kept stands beside one edit in one text and in the next in the other.
    pair_up(texts, sides, |a, b| !(a.is_inside && b.is_inside) && a.region.abs_diff(b.region) <= 2);
    oppose(sides);
    pair_up(texts, sides, |a, b| a.instead.is_none() && b.instead.is_none());
    for side in [0, 1] {
        for found in sides[side].iter_mut().filter(|found| !found.is_settled) {
            found.is_settled = found.is_inside
                && found.instead.is_none()
                && found.quantity.meaning.amount().is_some_and(|value| {
                    let other = texts[1 - side];
                    let words = words_in(other, side_of(&group[found.region], 1 - side));
                    say_number(words.map(|at| other.word(at)), value)
                });
        }
    }
    settle_dates(sides);
}

/// Settles quantities that are the same, in order, where `may` allows it.
fn pair_up(
    texts: [&NumberedText<'_>; 2],
    [ours, theirs]: &mut [Vec<Found>; 2],
    may: impl Fn(&Found, &Found) -> bool,
) {
    for a in ours.iter_mut().filter(|found| !found.is_settled) {
        let same = theirs
            .iter_mut()
            .find(|b| !b.is_settled && may(a, b) && say_the_same(texts, &a.quantity, &b.quantity));
        if let Some(b) = same {
            (a.is_settled, b.is_settled) = (true, true);
        }
    }
}

/// Sets quantities against each other that are left in one edit.
fn oppose([ours, theirs]: &mut [Vec<Found>; 2]) {
    for (at_a, a) in ours.iter_mut().enumerate().filter(|(_, a)| !a.is_settled) {
        let opposed = theirs
            .iter_mut()
            .enumerate()
            .find(|(_, b)| !b.is_settled && b.instead.is_none() && b.region == a.region);
        if let Some((at_b, b)) = opposed {
            (a.instead, b.instead) = (Some(at_b), Some(at_a));
        }
    }
}

fn say_the_same([text_a, text_b]: [&NumberedText<'_>; 2], a: &Quantity, b: &Quantity) -> bool {
    match (&a.meaning, &b.meaning) {
        (Meaning::Amount(one), Meaning::Amount(other))
            if one.sign != other.sign
                && [one.sign, other.sign].contains(&Sign::Parentheses)
                && [one.sign, other.sign].contains(&Sign::None) =>
        {
            !were_dropped(text_a.side.text, text_b.side.text, a, b)
                && one.unsigned().is(&other.unsigned())
        }
        (one, other) => one.is(other),
    }
}

/// Whether parentheses were dropped from a number, which is how a loss becomes a
/// gain, and no comma or word stands for them: as for an age, *Smith (45)*.
fn were_dropped(text_a: &str, text_b: &str, a: &Quantity, b: &Quantity) -> bool {
    let before = |text: &str, quantity: &Quantity| {
        let head = &text[..quantity.bytes().start];
        let line = head.rsplit('\n').next().unwrap_or(head);
        let word = line.trim_end();
        let start = word
            .rfind(|char: char| !char.is_alphanumeric())
            .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
        fold(&word[start..]).into_owned()
    };
    let plain = [a, b].iter().find_map(|quantity| quantity.meaning.whole());
    let word = before(text_a, a);
    let is_year = plain.is_some_and(|value| (1900..=2099).contains(&value));
    // Arabic newspapers set numbers in parentheses.
    let is_arabic = word.starts_with(|char| ('\u{590}'..='\u{8FF}').contains(&char));
    word == before(text_b, b) && !is_year && !is_arabic && (plain.is_none() || !word.is_empty())
}

/// Settles a date in digits against one whose month is a word: the day and the
/// year are the same.
fn settle_dates(sides: &mut [Vec<Found>; 2]) {
    for side in [0, 1] {
        let (before, behind) = sides.split_at_mut(1);
        let (ours, theirs) = if side == 0 {
            (&mut before[0], &mut behind[0])
        } else {
            (&mut behind[0], &mut before[0])
        };
        for date in ours.iter_mut().filter(|found| !found.is_settled) {
            let Meaning::Date(parts, _) = &date.quantity.meaning else { continue };
            let mut parts = parts.clone();
            let mut same = Vec::new();
            for (at, other) in theirs.iter().enumerate().filter(|(_, other)| !other.is_settled) {
                let value = other.quantity.meaning.whole();
                if let Some(part) = parts.iter().position(|&part| Some(part) == value) {
                    parts.remove(part);
                    same.push(at);
                }
            }
            if matches!(parts[..], [] | [1..=12]) {
                date.is_settled = true;
                same.into_iter().for_each(|at| theirs[at].is_settled = true);
            }
        }
    }
}

/// Marks the edits that contain a part of the quantity that the one in its place
/// has otherwise.
fn mark_parts(group: &mut [Region], side: usize, quantity: &Quantity, instead: Option<&Quantity>) {
    let meaning = &quantity.meaning;
    let is_as_many = instead.is_some_and(|other| meaning.is_as_many(&other.meaning));
    let is_same_unit =
        instead.is_some_and(|other| meaning.is_of_same_unit(&other.meaning) && !is_as_many);
    let number = if meaning.is_date() { Substance::DATE } else { Substance::NUMBER };
    for region in group.iter_mut().filter(|region| is_edit(region.change)) {
        let edit = side_of(region, side);
        let has = |parts: &[Range<usize>; 2]| {
            parts.iter().any(|part| overlap(edit, Span::new(part.start as u32, part.end as u32)))
        };
        let kinds = number
            .when(!is_as_many && has(&quantity.number))
            .union(Substance::UNIT.when(!is_same_unit && has(&quantity.unit)));
        region.substance = region.substance.union(kinds);
    }
}
