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

    /// Whether the other article was compared.
    pub fn is_compared(&self) -> bool {
        self.is_compared
    }

    /// Fills in the figures of evidence that come from sequences, if they are not there yet.
    pub fn compare(&mut self, [a, b]: [&Document; 2], opened: Role, evidence: &mut Evidence) {
        if std::mem::replace(&mut self.is_compared, true) {
            return;
        }
        self.load_opened(a);
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

    /// No less than the resemblance of three-word shingles: as if all of those that both
    /// have were distinct, and the other article had none of its own.
    ///
    /// Cost: a look into a table for each word of the other article.
    pub fn resemblance_at_most(&mut self, [a, b]: [&Document; 2]) -> f32 {
        self.load_opened(a);
        self.other.load_hashes(b);
        let three = &self.opened.three;
        let shingles = rolling_shingles(&self.other.hashes, WORDING);
        let shared = shingles.filter(|&shingle| three.contains(shingle)).count();
        shared as f32 / three.len().max(1) as f32
    }

    fn load_opened(&mut self, document: &Document) {
        if !self.is_ready {
            self.opened.load(document);
            self.is_ready = true;
        }
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
    fn load_hashes(&mut self, document: &Document) {
        self.hashes.clear();
        // The words' numbers are at hand, their own hashes would have to be looked up.
        self.hashes.extend(document.words.iter().map(|&word| mix(u64::from(word) + 1)));
    }

    fn load(&mut self, document: &Document) {
        self.load_hashes(document);
        let hashes = &self.hashes;
        self.three.fill(hashes.len(), rolling_shingles(hashes, WORDING));
        self.near.fill(hashes.len(), rolling_shingles(hashes, NEAR));
        let quotes = document.outline.quoted.iter();
        let quotes = quotes.map(|&(start, end)| &hashes[start as usize..end as usize]);
        let quoted = quotes.clone().map(<[u64]>::len).sum();
        self.quoted.fill(quoted, quotes.flat_map(|quote| rolling_shingles(quote, WORDING)));
    }
}
