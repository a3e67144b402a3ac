//! The word sequences that two articles share: resemblance, containment, quotations.

use std::cmp::Ordering;

use super::decision::WORDING;
use super::{Evidence, Role};
use crate::corpus::Document;
use crate::shingle::{NEAR, ShingleTable, rolling_shingles};
use crate::support::hash::mix;

/// The shingles of the article that is open, made when first asked for, and a
/// workspace for those of the other.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    opened: Shingles,
    is_ready: bool,
    other: Shingles,
    is_compared: bool,
}

impl Sequences {
    /// Forgets the opened article.
    pub fn close(&mut self) {
        self.is_ready = false;
    }

    /// Goes on to another article that is compared with the opened one.
    pub fn close_other(&mut self) {
        self.is_compared = false;
    }

    /// Fills in the figures of evidence that come from sequences, if they are not there yet.
    pub fn compare(&mut self, [a, b]: [&Document; 2], opened: Role, evidence: &mut Evidence) {
        if std::mem::replace(&mut self.is_compared, true) {
            return;
        }
        if !self.is_ready {
            self.opened.load(a);
            self.is_ready = true;
        }
        self.other.load(b);
        let (a, b) = (&self.opened, &self.other);
        (evidence.resemblance, evidence.containment) =
            a.three.resemblance_and_containment(&b.three);
        evidence.near = a.near.resemblance(&b.near);
        let a_quotes_less = match a.quoted.len().cmp(&b.quoted.len()) {
            Ordering::Equal => opened == Role::A,
            order => order == Ordering::Less,
        };
        let (less, more) = if a_quotes_less { (a, b) } else { (b, a) };
        evidence.quotations = less.quoted.containment_in(&more.three);
    }
}

/// The sets of shingles of an article.
#[derive(Debug, Default)]
struct Shingles {
    hashes: Vec<u64>,
    three: ShingleTable,
    /// Those of one quotation.
    quoted: ShingleTable,
    near: ShingleTable,
}

impl Shingles {
    fn load(&mut self, document: &Document) {
        self.hashes.clear();
        // The words' numbers are at hand, their own hashes would have to be looked up.
        self.hashes.extend(document.words.iter().map(|&word| mix(u64::from(word) + 1)));
        let hashes = &self.hashes;
        self.three.fill(hashes.len(), rolling_shingles(hashes, WORDING));
        self.near.fill(hashes.len(), rolling_shingles(hashes, NEAR));
        let quotes = document.outline.quoted.iter();
        let quotes = quotes.map(|&(start, end)| &hashes[start as usize..end as usize]);
        let quoted = quotes.clone().map(<[u64]>::len).sum();
        self.quoted.fill(quoted, quotes.flat_map(|quote| rolling_shingles(quote, WORDING)));
    }
}
