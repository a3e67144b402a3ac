//! The search for near-duplicates: the same stages with less in them.
//!
//! Where only five-word shingles count, neither how common a word is nor what
//! is prose has to be known. An article is read once, becomes a sketch of 300
//! bytes, and is read again only if it is in a candidate.

use std::borrow::Cow;

use ahash::AHashMap;
use rayon::prelude::*;

use super::Settings;
use super::outcome::{Outcome, matched};
use super::search::{self, Ranks};
use crate::article::{Articles, DocumentId, Intake};
use crate::candidate::{
    Candidate, NearSignature, Pair, Reading, Sketch, Sketcher, View, propose_near,
};
use crate::error::Error;
use crate::findings::{Findings, Match};
use crate::progress::{Progress, Stage};
use crate::support::numbered::{Frozen, NumberedVec};
use crate::support::pool::Pool;
use crate::support::spill::{SpillStorage, Spilled};
use crate::verify::{MIN_WORDS, NearComparer, Verdict};

/// Sketches of the texts that are taken in.
pub(super) struct Sketches {
    articles: NumberedVec<Kept>,
    sketchers: Pool<Sketcher>,
    storage: SpillStorage,
}

/// A sketch whose signature is in memory or in a temporary file.
struct Kept {
    fingerprint: u128,
    words: u32,
    bytes: u32,
    signature: Spilled<Box<NearSignature>>,
}

impl Sketches {
    pub fn new(storage: SpillStorage) -> Self {
        let sketchers = Pool::new((|_| Sketcher::default()) as fn(usize) -> Sketcher);
        Self { articles: NumberedVec::default(), sketchers, storage }
    }

    fn keep(&self, sketch: Sketch) -> Kept {
        let Sketch { fingerprint, words, bytes, signature } = sketch;
        let signature = Spilled::new(Box::new(signature), &self.storage);
        Kept { fingerprint, words, bytes, signature }
    }
}

impl Intake for Sketches {
    fn take(&self, texts: &[Cow<'_, str>]) -> DocumentId {
        let sketch = |sketcher: &mut Sketcher| -> Vec<Kept> {
            texts.iter().map(|text| self.keep(sketcher.sketch(text))).collect()
        };
        self.articles.extend(self.sketchers.with(sketch))
    }
}

/// A search whose articles are all taken in.
pub(super) struct Near<'a> {
    settings: &'a Settings,
    progress: &'a dyn Progress,
    ranks: Ranks<'a>,
    kept: Frozen<Kept>,
    storage: SpillStorage,
}

impl<'a> Near<'a> {
    pub fn new(
        settings: &'a Settings,
        progress: &'a dyn Progress,
        ranks: Ranks<'a>,
        sketches: Sketches,
    ) -> Self {
        let Sketches { articles, storage, .. } = sketches;
        Self { settings, progress, ranks, kept: articles.freeze(), storage }
    }

    pub fn detect(self) -> Result<Findings, Error> {
        let (distinct, same_as) = self.same_as();
        let is_judged = |rank: u32| self.kept(rank).words as usize >= MIN_WORDS;
        let searched: Vec<u32> =
            self.all().filter(|&rank| same_as[rank as usize] == rank && is_judged(rank)).collect();
        self.progress.begin(Stage::Candidates, searched.len());
        let signature = |at: usize| self.signature(searched[at]);
        let words = |at: usize| self.kept(searched[at]).words;
        let (proposed, mut pairs) =
            propose_near(searched.len(), signature, words, self.settings.score());
        self.storage.check()?;
        for Pair { a, b } in &mut pairs {
            (*a, *b) = (searched[*a as usize], searched[*b as usize]);
        }
        let matches = self.align(self.verify(pairs)?)?;
        let outcome = Outcome {
            ranks: &self.ranks,
            same_as,
            words: self.all().map(|rank| self.kept(rank).words).collect(),
            bytes: self.all().map(|rank| self.kept(rank).bytes as usize).sum(),
            vocabulary: 0,
            distinct,
            candidates: proposed,
            threshold: self.settings.score(),
        };
        Ok(outcome.findings(matches))
    }

    fn all(&self) -> std::ops::Range<u32> {
        0..self.ranks.len() as u32
    }

    fn kept(&self, rank: u32) -> &Kept {
        &self.kept[self.ranks.documents[rank as usize]]
    }

    fn signature(&self, rank: u32) -> Cow<'_, Box<NearSignature>> {
        self.kept(rank).signature.get(&self.storage)
    }

    /// How many articles have words of their own, and for each the first with
    /// the same words.
    fn same_as(&self) -> (usize, Vec<u32>) {
        let mut order: Vec<(u128, u32)> =
            self.all().map(|rank| (self.kept(rank).fingerprint, rank)).collect();
        order.par_sort_unstable();
        let mut same_as = vec![0; order.len()];
        let mut distinct = 0;
        for same in order.chunk_by(|one, other| one.0 == other.0) {
            distinct += 1;
            same.iter().for_each(|&(_, rank)| same_as[rank as usize] = same[0].1);
        }
        (distinct, same_as)
    }

    /// The pairs whose resemblance reaches the threshold, in their order.
    fn verify(&self, pairs: Vec<Pair>) -> Result<Vec<(Candidate, Verdict)>, Error> {
        self.progress.begin(Stage::Verification, pairs.len());
        let pairs = by_tile(self.ranks.len(), pairs);
        let desks = Pool::new(|_| Desk::default());
        let verify = |piece: &[Pair]| {
            let verdicts = desks.with(|desk| self.verify_piece(piece, desk));
            self.progress.advance(piece.len());
            verdicts
        };
        let verdicts: Result<Vec<_>, Error> =
            self.pieces(&pairs).into_par_iter().map(verify).collect();
        let mut verdicts = verdicts?.concat();
        verdicts.par_sort_unstable_by_key(|(candidate, _)| candidate.pair);
        Ok(verdicts)
    }

    /// The pairs in pieces that can be verified with all of their articles at
    /// hand: few, and together not long.
    fn pieces<'p>(&self, pairs: &'p [Pair]) -> Vec<&'p [Pair]> {
        /// Most articles of a piece, and the bytes of text from which it ends.
        const ARTICLES: usize = 2 * TILE as usize;
        const BYTES: usize = 1 << 20;

        // The piece that had the article last.
        let mut last = vec![u32::MAX; self.ranks.len()];
        let mut pieces = Vec::new();
        let (mut start, mut articles, mut bytes) = (0, 0, 0);
        for (at, pair) in pairs.iter().enumerate() {
            if articles + 2 > ARTICLES || bytes > BYTES {
                pieces.push(&pairs[start..at]);
                (start, articles, bytes) = (at, 0, 0);
            }
            for rank in [pair.a, pair.b] {
                let piece = pieces.len() as u32;
                if std::mem::replace(&mut last[rank as usize], piece) != piece {
                    articles += 1;
                    bytes += self.kept(rank).bytes as usize;
                }
            }
        }
        pieces.push(&pairs[start..]);
        pieces
    }

    fn verify_piece(
        &self,
        pairs: &[Pair],
        desk: &mut Desk,
    ) -> Result<Vec<(Candidate, Verdict)>, Error> {
        let Desk { reading, places, comparers } = desk;
        places.clear();
        for rank in pairs.iter().flat_map(|pair| [pair.a, pair.b]) {
            if !places.contains_key(&rank) {
                let text = self.ranks.text(rank)?;
                let place = places.len();
                if place == comparers.len() {
                    comparers.push(NearComparer::default());
                }
                comparers[place].read(reading.words(&text));
                places.insert(rank, place);
            }
        }
        let verdict = |&pair: &Pair| {
            let both = [pair.a, pair.b].map(|rank| places[&rank]);
            let [a, b] = comparers.get_disjoint_mut(both).expect("two articles of the piece");
            let verdict = a.compare(b, self.settings.score())?;
            Some((Candidate { pair, view: View::Signature }, verdict))
        };
        let verdicts = pairs.iter().filter_map(verdict).collect();
        comparers.iter_mut().for_each(NearComparer::clear);
        Ok(verdicts)
    }

    /// The matches with their passages, if those are wanted: for these the
    /// words of the matching articles, and of no others, are read as words.
    fn align(&self, kept: Vec<(Candidate, Verdict)>) -> Result<Vec<Match>, Error> {
        if !self.settings.align {
            return Ok(kept.into_iter().map(matched).collect());
        }
        let mut ranks: Vec<u32> =
            kept.iter().flat_map(|(candidate, _)| [candidate.pair.a, candidate.pair.b]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let place = |rank: u32| ranks.binary_search(&rank).expect("listed") as u32;
        let chosen = Chosen { near: self, ranks: &ranks };
        let run = search::run(self.settings, &chosen, self.progress)?;
        let moved = |(candidate, verdict): (Candidate, Verdict)| {
            let pair = Pair { a: place(candidate.pair.a), b: place(candidate.pair.b) };
            (Candidate { pair, ..candidate }, verdict)
        };
        let mut matches = run.aligned(kept.into_iter().map(moved).collect())?;
        for found in &mut matches {
            (found.a, found.b) = (ranks[found.a] as usize, ranks[found.b] as usize);
        }
        Ok(matches)
    }
}

/// Room for the articles that are compared with each other.
#[derive(Default)]
struct Desk {
    reading: Reading,
    /// The comparer of each article.
    places: AHashMap<u32, usize>,
    comparers: Vec<NearComparer>,
}

/// Some of the articles of a search, by their ranks.
struct Chosen<'a> {
    near: &'a Near<'a>,
    ranks: &'a [u32],
}

impl Articles for Chosen<'_> {
    fn len(&self) -> usize {
        self.ranks.len()
    }

    fn id(&self, at: usize) -> &str {
        self.near.ranks.id(self.ranks[at])
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        self.near.ranks.text(self.ranks[at])
    }
}

/// Articles in a tile: pairs of two tiles are verified together, so that of a
/// group of which each is compared with each, no one is read for every pair.
const TILE: u32 = 64;

/// The pairs in an order in which those together have few articles between
/// them: connected ones stand together, and of those the ones of two tiles.
fn by_tile(articles: usize, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let roots = roots(articles, &pairs);
    let mut members: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    members.par_sort_unstable_by_key(|&rank| (roots[rank as usize], rank));
    members.dedup();
    // No longer needed as roots.
    let mut tiles = roots;
    for (place, &rank) in (0..).zip(&members) {
        tiles[rank as usize] = place / TILE;
    }
    let tile = |rank: u32| tiles[rank as usize];
    pairs.par_sort_unstable_by_key(|&pair| (tile(pair.a), tile(pair.b), pair));
    pairs
}

/// For each article one that stands for all that are connected with it.
fn roots(articles: usize, pairs: &[Pair]) -> Vec<u32> {
    let mut above: Vec<u32> = (0..articles as u32).collect();
    let root = |above: &mut [u32], mut at: u32| {
        while above[at as usize] != at {
            // Each step halves the way for the next one.
            above[at as usize] = above[above[at as usize] as usize];
            at = above[at as usize];
        }
        at
    };
    for &Pair { a, b } in pairs {
        let (a, b) = (root(&mut above, a), root(&mut above, b));
        above[a.max(b) as usize] = a.min(b);
    }
    (0..articles as u32).map(|at| root(&mut above, at)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_connected_has_one_root() {
        let pair = |a, b| Pair { a, b };
        let pairs = [pair(0, 9), pair(1, 2), pair(2, 3), pair(5, 9), pair(3, 4)];
        assert_eq!(roots(10, &pairs), [0, 1, 1, 1, 1, 0, 6, 7, 8, 0]);
    }

    #[test]
    fn neighbours_of_a_large_group_have_few_articles() {
        let pairs = (0..400u32).flat_map(|a| (a + 1..400).map(move |b| Pair { a, b }));
        let pairs: Vec<Pair> = pairs.collect();
        let sorted = by_tile(400, pairs.clone());
        for some in sorted.chunks(1000) {
            let articles: BTreeSet<u32> = some.iter().flat_map(|pair| [pair.a, pair.b]).collect();
            assert!(articles.len() <= 4 * TILE as usize, "{}", articles.len());
        }
        assert_eq!(sorted.into_iter().collect::<BTreeSet<_>>(), pairs.into_iter().collect());
    }
}
