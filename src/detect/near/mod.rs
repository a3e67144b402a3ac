//! The pipeline of the level `Near`: the same stages with less in them.
//!
//! Where only five-word shingles count, neither how common a word is nor what
//! is prose has to be known. An article is read once, becomes a sketch of 300
//! bytes, and is read again only if it is in a candidate.
//!
//! # Which pairs are compared
//!
//! Every pair whose signatures agree in a [band](NEAR_BANDS), but for two bounds on
//! cost:
//!
//! * An article with 24 near-duplicates or more *represents* them. Two of those that
//!   it represents are compared only where they are likely to be among the closest:
//!   at most eight pairs an article. [`Builder::all_pairs`](super::Builder::all_pairs)
//!   lifts this bound, and [`Statistics::left_out`](crate::findings::Statistics::left_out)
//!   counts what it leaves out.
//! * Where more than [`FULL_NEAR_GROUP`] articles have one key, those that nobody
//!   represents are compared with the first of them and the next two.
//!
//! The levels `Edited` and `Reworded` compare the same pairs, as
//! [`View::Near`](crate::candidate::View::Near), beside those of their own: the
//! sketches are then made of the words that they keep (`words`).

mod compare;
mod groups;
mod hashed;
mod propose;
mod saved;
mod signature;
mod sketch;
mod sketches;
mod tiles;
mod words;

use std::borrow::Cow;

use rayon::prelude::*;

pub use groups::FULL_NEAR_GROUP;
pub(crate) use hashed::{ClosestKey, HashedArticles};
pub use signature::NEAR_BANDS;
#[cfg(feature = "index")]
pub(crate) use sketch::NearHasher;
pub use sketch::NearSketch;
pub(crate) use sketch::Sketcher;
pub(super) use sketches::Sketches;
pub(super) use words::propose_in_corpus;

use compare::NearComparer;
use propose::{NearArticles, NearCandidates, Screen, propose_near};
use signature::NearSignature;
use sketch::WordHasher;
use sketches::StoredSketch;
use tiles::{Tile, by_tile, pieces};

use super::Settings;
use super::assembly::{Assembly, unaligned};
use super::match_list::MatchList;
use super::pipeline::Pipeline;
use super::ranks::Ranks;
use super::sides::WantedPairs;
use super::variants::{KnownText, VariantFinder};
use super::wanted::Wanted;
use crate::article::Articles;
use crate::candidate::{Candidate, Pair};
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::{self, Progress, Stage};
use crate::support::numbered::Frozen;
use crate::support::pool::Pool;
use crate::support::spill::SpillStorage;
use crate::text::CheckedTokenizer;
use crate::verify::{MIN_WORDS, Verdict};

/// A search whose articles are all taken in.
pub(super) struct NearPipeline<'a> {
    settings: &'a Settings,
    progress: &'a dyn Progress,
    ranks: Ranks<'a>,
    sketches: Frozen<StoredSketch>,
    storage: SpillStorage,
    tokenizer: CheckedTokenizer,
    workspaces: Pool<Workspace>,
}

impl<'a> NearPipeline<'a> {
    pub fn new(
        settings: &'a Settings,
        progress: &'a dyn Progress,
        ranks: Ranks<'a>,
        sketches: Sketches,
    ) -> Self {
        let (sketches, storage, tokenizer) = sketches.freeze();
        let workspaces = Pool::new((|_| Workspace::default()) as fn(usize) -> Workspace);
        Self { settings, progress, ranks, sketches, storage, tokenizer, workspaces }
    }

    pub fn detect(self) -> Result<Findings, Error> {
        let NearCandidates { proposed, candidates, left_out } = self.propose()?;
        let (distinct, same_as) = self.same_as();
        let wanted = self.wanted();
        let pairs = WantedPairs::new(&self.ranks, &wanted, |rank| same_as[rank as usize]);
        let mut kept = self.settings.match_list()?;
        self.progress.begin(Stage::Verification, candidates.len());
        for batch in kept.batches(candidates) {
            let verified = self.verify(batch);
            progress::check(self.progress)?;
            kept.extend(verified.into_iter().filter_map(|one| pairs.named(one)).map(unaligned));
        }
        let matches = self.align(kept)?;
        let all = self.ranks.all();
        let assembly = Assembly {
            ranks: &self.ranks,
            variants: self.variants(),
            wanted_pairs: pairs,
            order: wanted.order(),
            same_as,
            words: all.clone().map(|rank| self.sketch(rank).words).collect(),
            bytes: all.map(|rank| self.sketch(rank).bytes as usize).sum(),
            vocabulary: 0,
            distinct,
            candidates: proposed,
            templates: 0,
            left_out,
            threshold: self.settings.score(),
            decisions: self.settings.decisions.as_deref(),
        };
        assembly.findings(matches, MatchList::Memory(Vec::new()))
    }

    fn wanted(&self) -> Wanted {
        Wanted::new(self.settings, &self.ranks, |rank| self.sketch(rank).words)
    }

    fn variants(&self) -> VariantFinder<'_> {
        let known = |rank| {
            let StoredSketch { checksum, bytes, .. } = *self.sketch(rank);
            KnownText { checksum, bytes }
        };
        VariantFinder {
            ranks: &self.ranks,
            texts: self.ranks.all().map(known).collect(),
            tokenizer: &self.tokenizer,
            align: self.settings.align,
            progress: self.progress,
        }
    }

    /// The pairs that may reach the threshold.
    pub fn propose(&self) -> Result<NearCandidates, Error> {
        let (_, same_as) = self.same_as();
        let is_searched = |&rank: &u32| {
            same_as[rank as usize] == rank && self.sketch(rank).words as usize >= MIN_WORDS
        };
        let searched: Vec<u32> = self.ranks.all().filter(is_searched).collect();
        let articles = SearchedSketches { near: self, searched: &searched };
        let wanted = self.wanted();
        let pairs = WantedPairs::new(&self.ranks, &wanted, |rank| same_as[rank as usize]);
        let across = pairs.across(&searched);
        let screen = Screen::new(&articles, self.settings.score());
        let all_pairs = self.settings.all_pairs;
        let mut found = propose_near(&screen, across.as_ref(), all_pairs, self.progress);
        progress::check(self.progress)?;
        self.storage.check()?;
        self.tokenizer.check()?;
        for Candidate { pair: Pair { a, b }, .. } in &mut found.candidates {
            (*a, *b) = (searched[*a as usize], searched[*b as usize]);
        }
        Ok(found)
    }

    fn sketch(&self, rank: u32) -> &StoredSketch {
        &self.sketches[self.ranks.document(rank)]
    }

    fn signature(&self, rank: u32) -> Cow<'_, Box<NearSignature>> {
        self.sketch(rank).signature.get(&self.storage)
    }

    /// The text, if it can be read again.
    fn text(&self, rank: u32) -> Option<Cow<'a, str>> {
        self.ranks.text(rank, self.sketch(rank).checksum)
    }

    /// How many articles have words of their own, and for each the first with
    /// the same words.
    fn same_as(&self) -> (usize, Vec<u32>) {
        let mut order: Vec<(u128, u32)> =
            self.ranks.all().map(|rank| (self.sketch(rank).fingerprint, rank)).collect();
        order.par_sort_unstable();
        let mut same_as = vec![0; order.len()];
        let mut distinct = 0;
        for same in order.chunk_by(|one, other| one.0 == other.0) {
            distinct += 1;
            same.iter().for_each(|&(_, rank)| same_as[rank as usize] = same[0].1);
        }
        (distinct, same_as)
    }

    /// The candidates whose resemblance reaches the threshold, in their order.
    fn verify(&self, candidates: Vec<Candidate>) -> Vec<(Candidate, Verdict)> {
        let pairs = candidates.iter().map(|candidate| candidate.pair).collect();
        let pairs = by_tile(self.ranks.len(), pairs);
        let verify = |piece: &[Pair]| {
            let is_over = self.progress.is_cancelled();
            let verdicts = if is_over { Vec::new() } else { self.verify_piece(piece) };
            self.progress.advance(piece.len());
            verdicts
        };
        let words = |rank: u32| self.sketch(rank).words;
        let pieces = pieces(self.ranks.len(), &pairs, words).into_par_iter();
        let verdicts: Vec<_> = pieces.map(verify).collect();
        let mut verdicts = verdicts.concat();
        verdicts.par_sort_unstable_by_key(|&(pair, _)| pair);
        let mut candidates = candidates.into_iter();
        let with_view = |(pair, verdict)| {
            let candidate = candidates.find(|candidate| candidate.pair == pair);
            (candidate.expect("verified pairs are candidates, in one order"), verdict)
        };
        verdicts.into_iter().map(with_view).collect()
    }

    /// The verdicts on those of some pairs that reach the threshold.
    fn verify_piece(&self, pairs: &[Pair]) -> Vec<(Pair, Verdict)> {
        let threshold = self.settings.score();
        self.workspaces.with(|Workspace { word_hasher, tile }| {
            let read =
                |rank: u32, comparer: &mut NearComparer| self.read(rank, word_hasher, comparer);
            tile.compare(pairs, read, |a, b| a.compare(b, threshold))
        })
    }

    /// Whether the text could be read into `comparer`.
    fn read(&self, rank: u32, word_hasher: &mut WordHasher, comparer: &mut NearComparer) -> bool {
        let text = self.text(rank);
        text.is_some_and(|text| {
            comparer.read(word_hasher.words(&text, &self.tokenizer));
            true
        })
    }

    /// The matches with their passages, if those are wanted: for these the
    /// words of the matching articles, and of no others, are read as words.
    fn align(&self, mut kept: MatchList) -> Result<MatchList, Error> {
        if !self.settings.align {
            return Ok(kept);
        }
        let mut is_matching = vec![false; self.ranks.len()];
        for found in kept.iter() {
            (is_matching[found.a], is_matching[found.b]) = (true, true);
        }
        let ranks: Vec<u32> = self.ranks.all().filter(|&rank| is_matching[rank as usize]).collect();
        let mut places = vec![u32::MAX; self.ranks.len()];
        (0..).zip(&ranks).for_each(|(place, &rank)| places[rank as usize] = place);
        let matching = Matching { near: self, ranks: &ranks };
        let pipeline = Pipeline::of(self.settings, &matching, self.progress)?;
        kept.renumber(&places);
        let mut matches = pipeline.aligned(kept)?;
        matches.renumber(&ranks);
        Ok(matches)
    }
}

/// The articles that are searched, by their places among them.
struct SearchedSketches<'a> {
    near: &'a NearPipeline<'a>,
    /// The ranks.
    searched: &'a [u32],
}

impl NearArticles for SearchedSketches<'_> {
    fn len(&self) -> usize {
        self.searched.len()
    }

    fn signature(&self, at: usize) -> Cow<'_, Box<NearSignature>> {
        self.near.signature(self.searched[at])
    }

    fn words(&self, at: usize) -> u32 {
        self.near.sketch(self.searched[at]).words
    }

    fn near(&self, pairs: &[Pair], least: f32) -> Vec<Pair> {
        self.near.workspaces.with(|Workspace { word_hasher, tile }| {
            let read = |at: u32, comparer: &mut NearComparer| {
                self.near.read(self.searched[at as usize], word_hasher, comparer)
            };
            tile.near(pairs, least, read)
        })
    }
}

/// What reads texts and compares them, one piece after the other.
#[derive(Default)]
struct Workspace {
    word_hasher: WordHasher,
    tile: Tile,
}

/// The matching articles of a search, by their ranks.
struct Matching<'a> {
    near: &'a NearPipeline<'a>,
    ranks: &'a [u32],
}

impl Articles for Matching<'_> {
    fn len(&self) -> usize {
        self.ranks.len()
    }

    fn id(&self, at: usize) -> &str {
        self.near.ranks.id(self.ranks[at])
    }

    /// Nothing for a text that cannot be read again: the search has noted it, and
    /// leaves out its matches in the end.
    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        Ok(self.near.text(self.ranks[at]).unwrap_or_default())
    }
}
