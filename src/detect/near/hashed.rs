//! Some articles by the hashes of their words: a part of a collection, in which
//! near-duplicates are looked for as in the whole.

use std::borrow::Cow;

use super::compare::NearComparer;
use super::groups::{BandGroups, JOINED, JoinedKey, KeyGroups, NearGroups, joined_band};
use super::propose::{NearArticles, Screen};
use super::signature::NearSignature;
use super::sketch::{NearHasher, WordHasher};
use super::tiles::{Tile, pieces};
use crate::candidate::Pair;
use crate::text::CheckedTokenizer;
use crate::verify::Verdict;

/// The articles, named by their places.
pub(crate) struct HashedArticles {
    words: Vec<Vec<u64>>,
    /// As [`NearArticles::signature`] lends them.
    #[expect(clippy::vec_box)]
    signatures: Vec<Box<NearSignature>>,
}

/// Which articles represent large groups of near-duplicates, and what is compared for that.
pub(crate) struct LargeGroups {
    /// Pairs to be compared, in any order; some may be there twice.
    pub pairs: Vec<Pair>,
    /// Each member with its representative, in order.
    pub members: Vec<(u32, u32)>,
}

/// A key of which those that are near it in order, and begin alike, are likely to be the
/// closest members of large groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClosestKey {
    /// Of which part of a signature it is.
    pub band: u32,
    /// What neighbours must have in common.
    pub joined: JoinedKey,
    /// What puts them in order.
    pub following: JoinedKey,
}

impl HashedArticles {
    /// Of these texts. Cost: about 5 µs and 4 KB for a text of 500 words.
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let (mut word_hasher, mut hasher) = (WordHasher::default(), NearHasher::default());
        let tokenizer = CheckedTokenizer::default();
        let (mut words, mut signatures) = (Vec::new(), Vec::new());
        for text in texts {
            let hashes = word_hasher.words(text, &tokenizer);
            signatures.push(Box::new(hasher.signature(hashes)));
            words.push(hashes.to_vec());
        }
        Self { words, signatures }
    }

    /// Whether the pair may have the resemblance `least`, by the two signatures.
    pub fn may_be_near(&self, pair: Pair, least: f32) -> bool {
        Screen::new(self, least).passes(pair)
    }

    /// The verdict of the level near on those of the pairs that reach the threshold.
    ///
    /// Cost: some microseconds a pair, less where neighbours have articles in common.
    pub fn compare(&self, pairs: &[Pair], threshold: f32) -> Vec<(Pair, Verdict)> {
        let mut tile = Tile::default();
        let verdicts = |piece: &&[Pair]| {
            tile.compare(piece, |at, one| self.read(at, one), |a, b| a.compare(b, threshold))
        };
        let pieces = pieces(self.words.len(), pairs, |at| self.words(at as usize));
        pieces.iter().flat_map(verdicts).collect()
    }

    fn read(&self, at: u32, comparer: &mut NearComparer) -> bool {
        comparer.read(&self.words[at as usize]);
        true
    }

    /// The large groups of near-duplicates among the articles, given all groups of more than
    /// [`FULL_GROUP`](crate::candidate::FULL_GROUP) articles with the same key of a band,
    /// each in order.
    pub fn large_groups(&self, groups: &[Vec<u32>], least: f32) -> LargeGroups {
        let mut all = BandGroups::default();
        for group in groups {
            // Which key it is does not matter.
            all.add(&group.iter().map(|&article| [0, article]).collect::<Vec<_>>());
        }
        let keys = KeyGroups::new(self.words.len(), vec![all]);
        let mut pairs = Vec::new();
        let found = NearGroups::find(&keys, &Screen::new(self, least), &mut pairs);
        pairs.retain(|&pair| !found.is_left_out(pair));
        LargeGroups { pairs, members: found.represented().collect() }
    }

    /// The keys of a member by which it is compared with the closest other ones.
    pub fn closest_keys(&self, at: u32) -> impl Iterator<Item = ClosestKey> {
        let signature = &self.signatures[at as usize];
        (0..JOINED).map(move |band| {
            let (joined, following) = joined_band(signature, band);
            ClosestKey { band: band as u32, joined, following }
        })
    }
}

impl NearArticles for HashedArticles {
    fn len(&self) -> usize {
        self.words.len()
    }

    fn signature(&self, at: usize) -> Cow<'_, Box<NearSignature>> {
        Cow::Borrowed(&self.signatures[at])
    }

    fn words(&self, at: usize) -> u32 {
        self.words[at].len() as u32
    }

    fn near(&self, pairs: &[Pair], least: f32) -> Vec<Pair> {
        Tile::default().near(pairs, least, |at, comparer| self.read(at, comparer))
    }
}
