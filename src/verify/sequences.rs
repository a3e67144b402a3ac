//! The word sequences that two articles share: resemblance, containment, quotations.
//!
//! A sequence of the opened article is known by the first place where it stands there. Where
//! the other article goes on as the opened one does, the next sequence is one place further on,
//! and nothing has to be looked up.

use std::cmp::Ordering;

use super::decision::WORDING;
use super::place_table::{NOWHERE, PlaceTable, pair_key};
use super::{Evidence, Role};
use crate::corpus::Document;
use crate::shingle::{NEAR, ShingleSet, ShingleTable, ratio, rolling_shingles};
use crate::support::hash::{mix, number_hash};

/// The sequences of the article that is open, made ready when first asked for, and those of
/// another one that is compared with it.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    is_ready: bool,
    three: PlaceTable,
    near: PlaceTable,
    /// For each place of the opened article: the first one where the same three words stand,
    /// and the same five.
    first_three: Vec<u32>,
    first_near: Vec<u32>,
    /// The sequences of its quotations, each once, and how many there are with those shorter
    /// than three words.
    quoted: Vec<u32>,
    quoted_in_all: usize,
    /// How many distinct sequences it has, and which of them the other article has.
    shared_three: Shared,
    shared_near: Shared,
    shared_quoted: Shared,
    compared: Compared,
    /// For each place of the other article: a place of the opened one where the same three
    /// words stand, or [`NOWHERE`].
    place_of: Vec<u32>,
    rest: Rest,
}

/// The sequences in which the other article was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Compared {
    #[default]
    Nothing,
    Three,
    All,
}

impl Sequences {
    /// Forgets the opened article.
    pub fn close(&mut self) {
        self.is_ready = false;
    }

    /// Goes on to another article that is compared with the opened one.
    pub fn close_other(&mut self) {
        self.compared = Compared::Nothing;
    }

    /// Whether the other article was compared.
    pub fn is_compared(&self) -> bool {
        self.compared == Compared::All
    }

    /// Fills in the figures of evidence that come from sequences, if they are not there yet.
    pub fn compare(&mut self, [a, b]: [&Document; 2], opened: Role, evidence: &mut Evidence) {
        if self.is_compared() {
            return;
        }
        if are_short([a, b]) {
            self.compared = Compared::All;
            return compare_sets([a, b], opened, evidence);
        }
        self.compare_three([a, b]);
        self.compared = Compared::All;
        let rest = self.rest.distinct(&b.words, WORDING, unknown_places(&self.place_of));
        (evidence.resemblance, evidence.containment) = self.shared_three.compare(rest);
        let rest = self.compare_near(&b.words);
        (evidence.near, _) = self.shared_near.compare(rest);
        evidence.quotations = self.quotations(b, opened);
    }

    /// No less than the resemblance of three-word shingles: as if the other article had none
    /// of its own.
    ///
    /// Cost: at most a look into a table for each word of the other article.
    pub fn resemblance_at_most(&mut self, documents: [&Document; 2]) -> f32 {
        if are_short(documents) {
            return 1.0;
        }
        self.compare_three(documents);
        ratio(self.shared_three.count, self.shared_three.distinct) as f32
    }

    /// Makes the opened article ready.
    fn open(&mut self, Document { words, outline, .. }: &Document) {
        let Self { three, near, first_three, first_near, .. } = self;
        let sequences = words.len() + 1 - WORDING;
        three.reset(sequences);
        first_three.clear();
        for (place, run) in (0..).zip(words.windows(WORDING)) {
            let is_at = |place: u32| stands_at(words, place, run);
            first_three.push(three.get_or_insert(number_hash(run), place, is_at));
        }
        near.reset(sequences);
        first_near.clear();
        for place in 0..(words.len() + 1 - NEAR) as u32 {
            let key = near_key(first_three, place, place + 2);
            let is_at = |place| near_key(first_three, place, place + 2) == key;
            first_near.push(near.get_or_insert(key, place, is_at));
        }
        let distinct =
            |first: &[u32]| first.iter().zip(0..).filter(|&(&first, place)| first == place).count();
        let (distinct_three, distinct_near) = (distinct(first_three), distinct(first_near));
        self.shared_three.open(distinct_three, sequences);
        self.shared_near.open(distinct_near, sequences);
        self.shared_quoted.open(0, sequences);
        self.quoted.clear();
        for place in quoted_places(&outline.quoted) {
            let first = self.first_three[place];
            if self.shared_quoted.add(first) {
                self.quoted.push(first);
            }
        }
        self.quoted_in_all =
            self.quoted.len() + self.rest.distinct_short(words, &outline.quoted, [].into_iter());
        self.is_ready = true;
    }

    /// Looks the other article's three-word sequences up, if that was not done.
    fn compare_three(&mut self, [a, b]: [&Document; 2]) {
        if !self.is_ready {
            self.open(a);
        }
        if self.compared != Compared::Nothing {
            return;
        }
        self.compared = Compared::Three;
        let Self { three, first_three, shared_three: shared, place_of, .. } = self;
        shared.close_other();
        place_of.clear();
        let mut place = NOWHERE;
        for run in b.words.windows(WORDING) {
            // The one after the last, if the article goes on as the opened one does there.
            let goes_on = place != NOWHERE
                && a.words.get(place as usize + WORDING) == Some(&run[WORDING - 1]);
            place = match goes_on {
                true => place + 1,
                false => three.get(number_hash(run), |place| stands_at(&a.words, place, run)),
            };
            place_of.push(place);
            if place != NOWHERE {
                shared.add(first_three[place as usize]);
            }
        }
    }

    /// Looks the other article's five-word sequences up. Returns how many distinct ones it
    /// has that the opened one has not.
    fn compare_near(&mut self, words: &[u32]) -> usize {
        let Self { near, first_three, first_near, shared_near: shared, place_of, rest, .. } = self;
        shared.close_other();
        let unknown = place_of.windows(3).enumerate().filter(|(_, places)| {
            let (place, last) = (places[0], places[2]);
            let first = if place == NOWHERE || last == NOWHERE {
                NOWHERE
            } else if last == place + 2 {
                first_near[place as usize]
            } else {
                let key = near_key(first_three, place, last);
                near.get(key, |place| near_key(first_three, place, place + 2) == key)
            };
            if first != NOWHERE {
                shared.add(first);
            }
            first == NOWHERE
        });
        rest.distinct(words, NEAR, unknown.map(|(at, _)| at))
    }

    /// The share of the quoted sequences of the one that quotes less which the other one has.
    fn quotations(&mut self, b: &Document, opened: Role) -> f32 {
        let Self { first_three, quoted, shared_quoted, place_of, rest, .. } = self;
        shared_quoted.close_other();
        let unknown = quoted_places(&b.outline.quoted).filter(|&at| {
            let place = place_of[at];
            if place != NOWHERE {
                shared_quoted.add(first_three[place as usize]);
            }
            place == NOWHERE
        });
        let rest = rest.distinct_short(&b.words, &b.outline.quoted, unknown);
        let quoted_by_other = rest + shared_quoted.count;
        match opened_quotes_less([self.quoted_in_all, quoted_by_other], opened) {
            true => {
                let shared = quoted.iter().filter(|&&first| self.shared_three.has(first));
                ratio(shared.count(), self.quoted_in_all) as f32
            }
            false => ratio(shared_quoted.count, quoted_by_other) as f32,
        }
    }
}

/// The places of the other article where three words stand that the opened one has not.
fn unknown_places(place_of: &[u32]) -> impl Iterator<Item = usize> {
    place_of.iter().enumerate().filter(|&(_, &place)| place == NOWHERE).map(|(at, _)| at)
}

/// Whether a run of words stands at this place.
#[inline(always)]
fn stands_at(words: &[u32], place: u32, run: &[u32]) -> bool {
    &words[place as usize..][..WORDING] == run
}

/// Five words are known by the three they begin with and the three they end with.
#[inline(always)]
fn near_key(first_three: &[u32], place: u32, last: u32) -> u64 {
    const { assert!(WORDING == 3 && NEAR == 5, "the two overlap in one word") };
    pair_key(first_three[place as usize], first_three[last as usize])
}

/// Where the sequences of quotations begin.
fn quoted_places(quoted: &[(u32, u32)]) -> impl Iterator<Item = usize> {
    quoted
        .iter()
        .flat_map(|&(start, end)| start as usize..(end as usize + 1).saturating_sub(WORDING))
}

fn opened_quotes_less([quoted, quoted_by_other]: [usize; 2], opened: Role) -> bool {
    match quoted.cmp(&quoted_by_other) {
        Ordering::Equal => opened == Role::A,
        order => order == Ordering::Less,
    }
}

/// The distinct sequences of the opened article that another one has.
#[derive(Debug, Default)]
struct Shared {
    /// For each place: the number of the article that had the sequence last.
    had_by: Vec<u32>,
    other: u32,
    count: usize,
    /// How many the opened article has.
    distinct: usize,
}

impl Shared {
    fn open(&mut self, distinct: usize, places: usize) {
        self.had_by.clear();
        self.had_by.resize(places, 0);
        (self.other, self.count, self.distinct) = (1, 0, distinct);
    }

    /// Goes on to another article.
    fn close_other(&mut self) {
        self.other += 1;
        self.count = 0;
    }

    /// Adds the sequence that stands first at this place. Whether it was not there.
    #[inline(always)]
    fn add(&mut self, first: u32) -> bool {
        let before = std::mem::replace(&mut self.had_by[first as usize], self.other);
        self.count += usize::from(before != self.other);
        before != self.other
    }

    fn has(&self, first: u32) -> bool {
        self.had_by[first as usize] == self.other
    }

    /// Resemblance, and the share of the smaller set that the other one has, where the other
    /// one has so many besides.
    fn compare(&self, rest: usize) -> (f32, f32) {
        let Self { count, distinct, .. } = *self;
        let least = distinct.min(rest + count);
        (ratio(count, distinct + rest) as f32, ratio(count, least) as f32)
    }
}

/// Counts distinct sequences of an article.
#[derive(Debug, Default)]
struct Rest {
    hashes: Vec<u64>,
    table: ShingleTable,
}

impl Rest {
    /// How many distinct ones there are of so many words that begin at these places.
    fn distinct(&mut self, words: &[u32], length: usize, at: impl Iterator<Item = usize>) -> usize {
        self.count(at.map(|at| number_hash(&words[at..at + length])))
    }

    /// The same of three words, and of quotations that are shorter.
    fn distinct_short(
        &mut self,
        words: &[u32],
        quoted: &[(u32, u32)],
        at: impl Iterator<Item = usize>,
    ) -> usize {
        let three = at.map(|at| number_hash(&words[at..at + WORDING]));
        let quotes = quoted.iter().map(|&(start, end)| &words[start as usize..end as usize]);
        let short = quotes.filter(|quote| (1..WORDING).contains(&quote.len()));
        // One word, or two, is never taken for three.
        let short = short.map(|quote| mix(number_hash(quote) ^ quote.len() as u64));
        self.count(three.chain(short))
    }

    fn count(&mut self, hashes: impl Iterator<Item = u64>) -> usize {
        self.hashes.clear();
        self.hashes.extend(hashes);
        self.table.fill(self.hashes.len(), self.hashes.iter().copied());
        self.table.len()
    }
}

/// Whether either article is shorter than the sequences that are compared: its only one is
/// then the whole text.
fn are_short(documents: [&Document; 2]) -> bool {
    documents.iter().any(|document| document.words.len() < NEAR)
}

/// [`Sequences::compare`] as it is defined: by sets.
fn compare_sets([a, b]: [&Document; 2], opened: Role, evidence: &mut Evidence) {
    let hashes = |words: &[u32]| words.iter().map(|&word| mix(u64::from(word) + 1)).collect();
    let hashes: [Vec<u64>; 2] = [a, b].map(|it| hashes(&it.words));
    let sets = |length: usize| {
        [0, 1].map(|side: usize| ShingleSet::new(rolling_shingles(&hashes[side], length)))
    };
    let [three_a, three_b] = sets(WORDING);
    evidence.resemblance = three_a.resemblance(&three_b) as f32;
    evidence.containment =
        three_a.containment_in(&three_b).max(three_b.containment_in(&three_a)) as f32;
    let [near_a, near_b] = sets(NEAR);
    evidence.near = near_a.resemblance(&near_b) as f32;
    let quoted = [(a, 0), (b, 1)].map(|(it, side): (&Document, usize)| {
        let quotes = it.outline.quoted.iter();
        let quotes = quotes.map(|&(start, end)| &hashes[side][start as usize..end as usize]);
        ShingleSet::new(quotes.flat_map(|quote| rolling_shingles(quote, WORDING)))
    });
    let share = match opened_quotes_less([quoted[0].len(), quoted[1].len()], opened) {
        true => quoted[0].containment_in(&three_b),
        false => quoted[1].containment_in(&three_a),
    };
    evidence.quotations = share as f32;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn article() -> impl Strategy<Value = Document> {
        let words = prop::collection::vec(0u32..6, 0..40);
        (words, 0u32..40, 0u32..40).prop_map(|(words, one, other)| {
            let end = words.len() as u32;
            let quote = (one.min(other).min(end), one.max(other).min(end));
            let mut document = Document { words, ..Document::default() };
            document.outline.quoted = vec![quote];
            document
        })
    }

    proptest! {
        /// One article compared with several is as if each pair were alone, and the figures are
        /// those of sets.
        #[test]
        fn compares_sets(opened in article(), others in prop::collection::vec(article(), 1..4)) {
            let mut sequences = Sequences::default();
            for (at, other) in others.iter().enumerate() {
                sequences.close_other();
                let at_most = (at % 2 == 0).then(|| sequences.resemblance_at_most([&opened, other]));
                let (mut evidence, mut expected) = (Evidence::default(), Evidence::default());
                sequences.compare([&opened, other], Role::B, &mut evidence);
                compare_sets([&opened, other], Role::B, &mut expected);
                prop_assert!(at_most.is_none_or(|at_most| at_most >= evidence.resemblance));
                prop_assert_eq!(evidence, expected);
            }
        }
    }
}
