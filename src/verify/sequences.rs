//! The word sequences that two articles share: resemblance, containment, quotations.

use std::cmp::Ordering;

use super::decision::WORDING;
use super::{Evidence, Role};
use crate::corpus::Document;
use crate::shingle::{NEAR, ShingleTable, ratio, rolling_shingles};
use crate::support::hash::mix;

/// The shingles of the article that is open, made when first asked for, and those of another
/// one that is compared with it.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    is_ready: bool,
    three: OpenedShingles,
    near: OpenedShingles,
    /// Those of one quotation, of the opened article and of the other.
    quoted: [ShingleTable; 2],
    /// The hashes of the other article's words.
    hashes: Vec<u64>,
    compared: Compared,
}

/// The shingles in which the other article was compared.
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
        self.compare_three([a, b]);
        self.compared = Compared::All;
        let Self { three, near, quoted: [quoted, quoted_by_other], hashes, .. } = self;
        near.set_other(rolling_shingles(hashes, NEAR));
        load_quoted(quoted_by_other, b, hashes);
        (evidence.resemblance, evidence.containment) = three.resemblance_and_containment();
        (evidence.near, _) = near.resemblance_and_containment();
        let opened_quotes_less = match quoted.len().cmp(&quoted_by_other.len()) {
            Ordering::Equal => opened == Role::A,
            order => order == Ordering::Less,
        };
        let less = if opened_quotes_less { quoted } else { quoted_by_other };
        let has_other = |shingle| match opened_quotes_less {
            true => three.other_has(shingle),
            false => three.opened.contains(shingle),
        };
        let shared = less.distinct().iter().filter(|&&shingle| has_other(shingle)).count();
        evidence.quotations = ratio(shared, less.len()) as f32;
    }

    /// No less than the resemblance of three-word shingles: as if the other article had none
    /// of its own.
    ///
    /// Cost: a look into a table for each word of the other article.
    pub fn resemblance_at_most(&mut self, documents: [&Document; 2]) -> f32 {
        self.compare_three(documents);
        self.three.shared as f32 / self.three.opened.len().max(1) as f32
    }

    /// Looks the other article's three-word shingles up, if that was not done.
    fn compare_three(&mut self, [a, b]: [&Document; 2]) {
        if !std::mem::replace(&mut self.is_ready, true) {
            load_hashes(&mut self.hashes, a);
            self.three.open(&self.hashes, WORDING);
            self.near.open(&self.hashes, NEAR);
            load_quoted(&mut self.quoted[0], a, &self.hashes);
        }
        if self.compared == Compared::Nothing {
            self.compared = Compared::Three;
            load_hashes(&mut self.hashes, b);
            self.three.set_other(rolling_shingles(&self.hashes, WORDING));
        }
    }
}

fn load_hashes(hashes: &mut Vec<u64>, document: &Document) {
    hashes.clear();
    // The words' numbers are at hand, their own hashes would have to be looked up.
    hashes.extend(document.words.iter().map(|&word| mix(u64::from(word) + 1)));
}

/// Fills in the shingles of a document's quotations; `hashes` are those of its words.
fn load_quoted(quoted: &mut ShingleTable, document: &Document, hashes: &[u64]) {
    let quotes = document.outline.quoted.iter();
    let quotes = quotes.map(|&(start, end)| &hashes[start as usize..end as usize]);
    let most = quotes.clone().map(<[u64]>::len).sum();
    quoted.fill(most, quotes.flat_map(|quote| rolling_shingles(quote, WORDING)));
}

/// The distinct shingles of the opened article, in which those of others are looked up: what
/// both have is marked in its table, so that another one needs a table for the rest alone.
#[derive(Debug, Default)]
struct OpenedShingles {
    opened: ShingleTable,
    /// For each slot of the table: the number of the article that had its shingle last.
    had_by: Vec<u32>,
    other: u32,
    /// How many distinct shingles both have.
    shared: usize,
    /// The other's shingles that the opened one has not, as often as they occur there, until
    /// they are asked for.
    rest: Vec<u64>,
    others: ShingleTable,
}

impl OpenedShingles {
    fn open(&mut self, hashes: &[u64], words: usize) {
        self.opened.fill(hashes.len(), rolling_shingles(hashes, words));
        self.had_by.clear();
        self.had_by.resize(self.opened.slots(), 0);
        self.other = 0;
    }

    /// Goes on to another article, of these shingles.
    ///
    /// Branchless, since which ones are shared follows no pattern: each is written down, and
    /// each slot marked, also one that is free.
    fn set_other(&mut self, shingles: impl ExactSizeIterator<Item = u64>) {
        let Self { opened, had_by, other, shared, rest, .. } = self;
        *other += 1;
        *shared = 0;
        rest.clear();
        rest.resize(shingles.len(), 0);
        let mut found = 0;
        for shingle in shingles {
            let (slot, has) = opened.slot(shingle);
            let before = std::mem::replace(&mut had_by[slot], *other);
            *shared += usize::from(has & (before != *other));
            rest[found] = shingle;
            found += usize::from(!has);
        }
        rest.truncate(found);
    }

    /// Resemblance, and the share of the smaller set that the other one has.
    fn resemblance_and_containment(&mut self) -> (f32, f32) {
        self.others.fill(self.rest.len(), self.rest.iter().copied());
        let (opened, others) = (self.opened.len(), self.others.len());
        let least = opened.min(others + self.shared);
        (ratio(self.shared, opened + others) as f32, ratio(self.shared, least) as f32)
    }

    /// Whether the other article has this shingle, after the resemblance was asked for.
    fn other_has(&self, shingle: u64) -> bool {
        let (slot, has) = self.opened.slot(shingle);
        if has { self.had_by[slot] == self.other } else { self.others.contains(shingle) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::ShingleSet;

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

    fn set(words: &[u32], k: usize) -> ShingleSet {
        let hashes: Vec<u64> = words.iter().map(|&word| mix(u64::from(word) + 1)).collect();
        ShingleSet::new(rolling_shingles(&hashes, k))
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
                let mut evidence = Evidence::default();
                sequences.compare([&opened, other], Role::B, &mut evidence);
                let [a, b] = [&opened, other].map(|it| set(&it.words, WORDING));
                prop_assert_eq!(evidence.resemblance, a.resemblance(&b) as f32);
                prop_assert!(at_most.is_none_or(|at_most| at_most >= evidence.resemblance));
                let containment = a.containment_in(&b).max(b.containment_in(&a));
                prop_assert_eq!(evidence.containment, containment as f32);
                let near = [&opened, other].map(|it| set(&it.words, NEAR));
                prop_assert_eq!(evidence.near, near[0].resemblance(&near[1]) as f32);
                let quoted = [&opened, other].map(|it| {
                    let (start, end) = it.outline.quoted[0];
                    set(&it.words[start as usize..end as usize], WORDING)
                });
                let share = match quoted[0].len() < quoted[1].len() {
                    true => quoted[0].containment_in(&b),
                    false => quoted[1].containment_in(&a),
                };
                prop_assert_eq!(evidence.quotations, share as f32);
            }
        }
    }
}
