//! The views, joined over a corpus.

use rayon::prelude::*;

use super::content::{ContentRule, for_each_phrase};
use super::lsh::{self, Bands, band_passes};
use super::rare::{self, Listing};
use super::rule::{MOST_WITH_PHRASE, MOST_WITH_WORD, PHRASE_WEIGHT, needed_weight, word_weight};
use super::tally::{Share, tally};
use super::{Across, Candidate, Pair, SIGNATURE_BANDS, View, signature_bands, signature_hasher};
use crate::corpus::Corpus;
use crate::error::Error;
use crate::progress::{self, Progress, Stage};
use crate::support::hash::mix;

/// Corpora up to this size are compared pair by pair.
const SMALL: usize = 60;

/// Whether so few documents are compared pair by pair.
pub(crate) fn proposes_every_pair(documents: usize) -> bool {
    documents <= SMALL
}

/// The probability, at least, that two articles are proposed whose sets of
/// content words have this `resemblance`: the default settings' promise.
///
/// | resemblance | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 | 0.6 | 0.7 |
/// |---|---|---|---|---|---|---|---|
/// | proposed | 0.002 | 0.04 | 0.18 | 0.46 | 0.79 | 0.96 | 0.999 |
///
/// It is the first view's alone, and holds where no more than [`FULL_GROUP`](super::FULL_GROUP)
/// documents have a band of the pair. The other views do not depend on resemblance:
/// what shares enough by the [rule](super#the-rule) is proposed with certainty.
///
/// ```
/// use nearcopy::candidate::proposal_probability;
///
/// assert!(proposal_probability(0.7) > 0.998);
/// assert!((proposal_probability(0.4) - 0.46).abs() < 0.01);
/// ```
pub fn proposal_probability(resemblance: f64) -> f64 {
    let (bands, rows) = SIGNATURE_BANDS;
    Bands::new(bands, rows).map_or(0.0, |bands| bands.probability(resemblance))
}

/// The pairs among the documents at `searched` (positions in the corpus, in
/// rising order) that are worth comparing; ordered, each once.
///
/// Cost: near-linear in the number of words; a few candidates an article.
///
/// # Errors
///
/// [`Error::File`] where memory is limited and the temporary file fails.
pub fn propose(
    corpus: &Corpus,
    searched: &[u32],
    progress: &dyn Progress,
) -> Result<Vec<Candidate>, Error> {
    propose_across(corpus, searched, None, progress)
}

/// [`propose`], where sides are given (by the places in `searched`) only pairs across
/// them: the same that it proposes, but for groups of more than
/// [`FULL_GROUP`](super::FULL_GROUP) documents.
///
/// What documents of one side alone have in common costs no more than to list it; where
/// one side has much fewer documents, those of the other are listed only under what these
/// have.
pub(crate) fn propose_across(
    corpus: &Corpus,
    searched: &[u32],
    across: Option<&Across>,
    progress: &dyn Progress,
) -> Result<Vec<Candidate>, Error> {
    let mut candidates = if proposes_every_pair(searched.len()) {
        progress.begin(Stage::Candidates, searched.len());
        progress.advance(searched.len());
        let mut pairs = every_pair(searched.len());
        pairs.retain(|one| across.is_none_or(|across| across.joins(one.pair)));
        pairs
    } else {
        let content = ContentWords::new(corpus, searched, across);
        progress.begin(Stage::Candidates, searched.len() * content.passes());
        let of_signature = |pair| Candidate { pair, view: View::Signature };
        let mut candidates: Vec<Candidate> =
            content.signatures(progress)?.into_iter().map(of_signature).collect();
        progress::check(progress)?;
        candidates.extend(content.shared_rarities(progress)?);
        candidates
    };
    candidates.par_sort_unstable();
    candidates.dedup_by_key(|candidate| candidate.pair);
    for Candidate { pair, .. } in &mut candidates {
        *pair = Pair { a: searched[pair.a as usize], b: searched[pair.b as usize] };
    }
    corpus.check().map(|()| candidates)
}

fn every_pair(articles: usize) -> Vec<Candidate> {
    let all = 0..articles as u32;
    all.clone()
        .flat_map(|a| all.clone().skip(a as usize + 1).map(move |b| Pair { a, b }))
        .map(|pair| Candidate { pair, view: View::All })
        .collect()
}

/// The searched documents, by their content words.
struct ContentWords<'a> {
    corpus: &'a Corpus,
    searched: &'a [u32],
    across: Option<&'a Across>,
    rule: ContentRule<'a>,
}

impl<'a> ContentWords<'a> {
    fn new(corpus: &'a Corpus, searched: &'a [u32], across: Option<&'a Across>) -> Self {
        Self { corpus, searched, across, rule: ContentRule::new(&corpus.vocabulary) }
    }

    /// The content words of a document, in their order.
    fn words(&self, at: usize) -> Vec<u32> {
        let mut words = self.corpus.words(self.searched[at]);
        self.rule.keep_content(&mut words);
        words
    }

    /// The pairs whose signatures agree in a band.
    fn signatures(&self, progress: &dyn Progress) -> Result<Vec<Pair>, Error> {
        let (hasher, bands) = (signature_hasher(), signature_bands());
        let keys = |at| {
            progress.advance(1);
            // The run fails in the end; until then nothing is worth reading.
            let words = if progress.is_cancelled() { Vec::new() } else { self.words(at) };
            let hashes = words.iter().map(|&word| self.corpus.vocabulary.hash(word));
            bands.keys(&hasher.signature(hashes))
        };
        let storage = self.corpus.storage().another()?;
        lsh::candidates_in(&storage, self.searched.len(), bands, self.across, keys, progress)
    }

    /// How often proposing goes through the documents, all together.
    fn passes(&self) -> usize {
        let (bands, _) = SIGNATURE_BANDS;
        let storage = self.corpus.storage();
        1 + band_passes(bands)
            + self.by_phrase().passes(storage)
            + self.by_rare_word().passes(storage)
    }

    /// The documents under their phrases.
    fn by_phrase(
        &self,
    ) -> Listing<impl Fn(usize, &mut Vec<u64>) + Sync, impl Fn(u64) -> Share + Sync> {
        // A phrase's hash is made of its words' numbers: no two have the same.
        let phrase = |one: u32, two: u32| mix(u64::from(one) << 32 | u64::from(two));
        let keys = move |at: usize, out: &mut Vec<u64>| {
            for_each_phrase(&self.words(at), |one, two| {
                // No other document has a phrase with a word of this one alone.
                if [one, two.unwrap_or(one)].iter().all(|&word| self.rule.is_shared(word)) {
                    out.push(phrase(one, two.unwrap_or(u32::MAX)));
                }
            });
        };
        let share = |_| Share { sum: PHRASE_SUM, weight: PHRASE_WEIGHT };
        Listing { most_articles: MOST_WITH_PHRASE, rounds: PHRASE_ROUNDS, keys, share }
    }

    /// The documents under their rare words.
    fn by_rare_word(
        &self,
    ) -> Listing<impl Fn(usize, &mut Vec<u64>) + Sync, impl Fn(u64) -> Share + Sync> {
        // Spread by the upper half, known by the lower one.
        let key = |word: u32| mix(word.into()) >> 32 << 32 | u64::from(word);
        let keys = move |at: usize, out: &mut Vec<u64>| {
            let mut words = self.words(at);
            self.rule.keep_rare(&mut words);
            out.extend(words.into_iter().map(key));
        };
        let vocabulary = &self.corpus.vocabulary;
        let share = |key: u64| {
            let weight = word_weight(vocabulary.document_frequency(key as u32));
            Share { sum: WORD_SUM, weight }
        };
        Listing { most_articles: MOST_WITH_WORD, rounds: 1, keys, share }
    }

    /// The pairs whose phrases and rare words in common weigh enough.
    fn shared_rarities(&self, progress: &dyn Progress) -> Result<Vec<Candidate>, Error> {
        let articles = self.searched.len();
        let needed = |at| needed_weight(self.words(at).len() as u32) as u16;
        let needed: Vec<u16> = (0..articles).into_par_iter().map(needed).collect();
        let storage = self.corpus.storage();
        let kept = storage.another()?;
        let (across, phrases, words) = (self.across, self.by_phrase(), self.by_rare_word());
        let mut groups = rare::groups(storage, &kept, articles, across, &phrases, progress)?;
        groups.extend(rare::groups(storage, &kept, articles, across, &words, progress)?);
        progress::check(progress)?;
        tally(storage, &kept, &groups, articles, |pair, sums| {
            if across.is_some_and(|across| !across.joins(pair)) {
                return None;
            }
            // The more content words, the more is needed: the shorter one decides.
            let needed = needed[pair.a as usize].min(needed[pair.b as usize]);
            let view = if sums[PHRASE_SUM] > 0 { View::Phrases } else { View::RareWords };
            let weight = sums[PHRASE_SUM].saturating_add(sums[WORD_SUM]);
            (weight >= needed).then_some(Candidate { pair, view })
        })
    }
}

/// Rounds in which documents are listed under their phrases: a list takes 12 bytes a
/// content word.
const PHRASE_ROUNDS: usize = 4;

/// Which sum the weights of shared phrases are added to, and which those of words.
const PHRASE_SUM: usize = 0;
const WORD_SUM: usize = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_corpora_are_compared_pair_by_pair() {
        let texts = ["one", "two", "three", "four"];
        let corpus = Corpus::new(&texts, &()).unwrap();
        let found = propose(&corpus, &[0, 2, 3], &()).unwrap();
        let pairs: Vec<(u32, u32)> =
            found.iter().map(|found| (found.pair.a, found.pair.b)).collect();
        assert_eq!(pairs, [(0, 2), (0, 3), (2, 3)]);
    }

    /// The promise, by experiment: pairs of articles whose words resemble each
    /// other by a known share, among others, through the first view alone.
    #[test]
    fn the_first_view_proposes_as_often_as_promised() {
        for shared in [40, 60, 80, 100] {
            let pairs = 300;
            let texts: Vec<String> = (0..2 * pairs)
                .map(|n| {
                    let own = (shared..120).map(|at| format!("own{n}x{at} "));
                    let both = (0..shared).map(|at| format!("both{}x{at} ", n / 2));
                    both.chain(own).collect()
                })
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let corpus = Corpus::new(&texts, &()).unwrap();
            let searched: Vec<u32> = (0..2 * pairs as u32).collect();
            let found = ContentWords::new(&corpus, &searched, None).signatures(&()).unwrap();
            assert!(found.iter().all(|pair| pair.a % 2 == 0 && pair.b == pair.a + 1));
            let promised = proposal_probability(shared as f64 / (240 - shared) as f64);
            let rate = found.len() as f64 / pairs as f64;
            let error = (promised * (1.0 - promised) / pairs as f64).sqrt();
            assert!((rate - promised).abs() < 4.0 * error + 0.02, "{rate} against {promised}");
        }
    }

    /// Versions of one story that are more than a tenth of a corpus.
    #[test]
    fn a_story_in_many_versions_is_proposed() {
        let mut texts: Vec<String> = (0..140)
            .map(|n| (0..50).map(|at| format!("w{} ", (n * 31 + at * 7) % 4000)).collect())
            .collect();
        texts.extend((0..60).map(|n| {
            let story: String = (0..50).map(|at| format!("story{at} ")).collect();
            format!("{story} version{n}")
        }));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let corpus = Corpus::new(&texts, &()).unwrap();
        let searched: Vec<u32> = (0..200).collect();
        let found = propose(&corpus, &searched, &()).unwrap();
        for version in 141..200 {
            assert!(found.iter().any(|found| found.pair == Pair { a: 140, b: version }));
        }
    }

    /// What the two joins ask for is always proposed.
    #[test]
    fn shared_rarities_are_proposed() {
        let filler =
            |n: usize| (0..40).map(|at| format!("w{}", (n * 7 + at) % 90)).collect::<Vec<_>>();
        let mut texts: Vec<String> = (0..200).map(|n| filler(n).join(" ")).collect();
        texts[20] += " amber quartz zephyr nimbus";
        texts[150] += " amber quartz zephyr nimbus";
        texts[30] += " cobalt one umber two ochre";
        texts[160] = format!("ochre {} umber w1 cobalt", texts[160]);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let corpus = Corpus::new(&texts, &()).unwrap();
        let searched: Vec<u32> = (0..200).collect();
        let found = propose(&corpus, &searched, &()).unwrap();
        let view =
            |a, b| found.iter().find(|found| found.pair == Pair { a, b }).map(|found| found.view);
        assert!(matches!(view(20, 150), Some(View::Phrases | View::Signature)));
        assert!(matches!(view(30, 160), Some(View::RareWords | View::Signature)));
    }
}
