//! The keys of one document, given statistics.

use super::content::{ContentRule, for_each_phrase};
use super::rule::{MOST_WITH_PHRASE, PHRASE_WEIGHT, needed_weight, word_weight};
use super::{View, signature_bands, signature_hasher};
use crate::corpus::Vocabulary;
use crate::document::PortableDocument;
use crate::statistics::CorpusStatistics;
use crate::support::hash::shingle_hash;

/// Under which keys a document is listed. Stable across machines.
///
/// They are what the [rule](super#the-rule) needs to know of a document:
/// [`proposed_with`](Self::proposed_with) is that rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentKeys {
    /// The key of each band of the signature of the content words; none for a
    /// document without content words.
    pub bands: Vec<u64>,
    /// Pairs of neighbouring content words; sorted, each once.
    pub phrases: Vec<u64>,
    /// The 40 rarest content words that other documents have too, as far as at most
    /// [`MOST_WITH_WORD`](super::MOST_WITH_WORD) documents have them; hashes as in
    /// [`CorpusStatistics`], sorted, each once.
    pub rare_words: Vec<u64>,
    /// How many words of the document are content words, repeated ones each time.
    pub content_words: u32,
}

impl DocumentKeys {
    /// What makes the two documents a candidate in a corpus of these statistics, if
    /// anything does: the rule R. `documents_with` says under how many documents' keys
    /// a phrase is, these two included.
    ///
    /// Bands count here however many documents have them; see
    /// [`FULL_GROUP`](super::FULL_GROUP).
    ///
    /// Cost: one pass over the keys of both.
    pub fn proposed_with(
        &self,
        other: &Self,
        statistics: &CorpusStatistics,
        documents_with: impl Fn(u64) -> u32,
    ) -> Option<View> {
        if self.bands.iter().zip(&other.bands).any(|(one, other)| one == other) {
            return Some(View::Signature);
        }
        self.shares_enough(other, |word| statistics.word_frequency(word), documents_with)
    }

    /// The same without the bands; `frequency` says how many documents have a word.
    pub(crate) fn shares_enough(
        &self,
        other: &Self,
        frequency: impl Fn(u64) -> u32,
        documents_with: impl Fn(u64) -> u32,
    ) -> Option<View> {
        let is_rare = |&phrase: &u64| documents_with(phrase) <= MOST_WITH_PHRASE;
        let phrases = shared(&self.phrases, &other.phrases).filter(is_rare).count() as u64;
        let words: u64 = shared(&self.rare_words, &other.rare_words)
            .map(|word| u64::from(word_weight(frequency(word).max(2))))
            .sum();
        let needed = needed_weight(self.content_words.min(other.content_words));
        let view = if phrases > 0 { View::Phrases } else { View::RareWords };
        (phrases * u64::from(PHRASE_WEIGHT) + words >= needed.into()).then_some(view)
    }
}

/// The numbers that are in both sorted lists.
fn shared(one: &[u64], other: &[u64]) -> impl Iterator<Item = u64> {
    let mut rest = other;
    one.iter().copied().filter(move |&key| {
        let before = rest.iter().take_while(|&&it| it < key).count();
        rest = &rest[before..];
        rest.first() == Some(&key)
    })
}

/// The keys of a document in a corpus of these statistics, which count it too.
///
/// What a search proposes follows from the keys of all its documents; so an index
/// that keeps lists by key, or a cluster that groups by it, proposes the same
/// pairs. (A search among 60 articles or fewer compares every pair.) Keys change with
/// the statistics: where a word becomes commoner, its documents' keys are made anew.
///
/// Cost: some 50 µs for 500 words, most of it for looking words up.
///
/// ```
/// use nearcopy::candidate::keys;
/// use nearcopy::document::PortableDocument;
/// use nearcopy::statistics::CorpusStatistics;
///
/// let texts = ["The amber quartz glowed.", "Amber quartz is rare.", "The rain is over."];
/// let statistics = CorpusStatistics::count(&texts)?;
/// let keys = texts.map(|text| keys(&PortableDocument::new(text).unwrap(), &statistics));
/// // “amber quartz” is a phrase of the first two.
/// assert!(keys[0].phrases.iter().any(|phrase| keys[1].phrases.contains(phrase)));
/// assert!(keys[0].phrases.iter().all(|phrase| !keys[2].phrases.contains(phrase)));
/// // Both have it, and “amber” and “quartz”: 10 + 9 + 9, and 12 are needed.
/// let documents_with = |_| 2;
/// assert!(keys[0].proposed_with(&keys[1], &statistics, documents_with).is_some());
/// assert!(keys[0].proposed_with(&keys[2], &statistics, documents_with).is_none());
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub fn keys(document: &PortableDocument, statistics: &CorpusStatistics) -> DocumentKeys {
    let (vocabulary, [document]) = Vocabulary::of_documents([document], statistics);
    let bands = bands_of(&document.words, &vocabulary);
    DocumentKeys { bands, ..rarities_of(document.words, &vocabulary) }
}

/// The key of each band of the signature of a document's content words.
pub(crate) fn bands_of(words: &[u32], vocabulary: &Vocabulary) -> Vec<u64> {
    let mut content = words.to_vec();
    ContentRule::new(vocabulary).keep_content(&mut content);
    let hashes = content.iter().map(|&word| vocabulary.hash(word));
    signature_bands().keys(&signature_hasher().signature(hashes)).unwrap_or_default().into_vec()
}

/// The keys of a document of these words, but for its bands.
pub(crate) fn rarities_of(mut words: Vec<u32>, vocabulary: &Vocabulary) -> DocumentKeys {
    let rule = ContentRule::new(vocabulary);
    let hash = |word: u32| vocabulary.hash(word);
    rule.keep_content(&mut words);
    let content_words = words.len() as u32;
    let mut phrases = Vec::new();
    for_each_phrase(&words, |one, two| {
        phrases.push(match two {
            Some(two) => shingle_hash(&[hash(one), hash(two)]),
            None => shingle_hash(&[hash(one)]),
        });
    });
    rule.keep_rare(&mut words);
    let rare_words = words.into_iter().map(hash).collect();
    DocumentKeys {
        bands: Vec::new(),
        phrases: distinct(phrases),
        rare_words: distinct(rare_words),
        content_words,
    }
}

fn distinct(mut keys: Vec<u64>) -> Vec<u64> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::candidate::{Candidate, FULL_GROUP, Pair, propose};
    use crate::corpus::{Corpus, CorpusBuilder};
    use crate::support::hash::mix;

    /// Articles of words that come back in some others, with stretches of earlier
    /// articles in every third one; `common`, `known` and `rare` words differ in how
    /// often they do.
    fn texts(count: u64, seed: u64, [common, known, rare]: [u64; 3]) -> Vec<String> {
        let mut random = mix(seed);
        let mut below = |limit: u64| {
            random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
            random % limit
        };
        let mut texts: Vec<String> = Vec::new();
        for n in 0..count {
            let length = 10 + below(70);
            let own: Vec<String> = (0..length)
                .map(|_| match below(3) {
                    0 => format!("common{}", below(common)),
                    1 => format!("known{}", below(known)),
                    _ => format!("rare{}", below(rare)),
                })
                .collect();
            let mut text = own.join(" ");
            if n % 3 == 2 {
                let earlier = &texts[below(n) as usize];
                let words: Vec<&str> = earlier.split(' ').collect();
                let start = below(words.len() as u64 / 2) as usize;
                let length = 1 + below(words.len() as u64 / 2) as usize;
                text = format!("{} {text}", words[start..start + length].join(" "));
            }
            texts.push(text);
        }
        texts
    }

    /// What the rule says of every pair of these documents.
    fn expected(texts: &[String], statistics: &CorpusStatistics) -> Vec<Candidate> {
        let of_one = |text: &String| keys(&PortableDocument::new(text).unwrap(), statistics);
        let keys: Vec<DocumentKeys> = texts.iter().map(of_one).collect();
        let mut with_phrase: BTreeMap<u64, u32> = BTreeMap::new();
        for &phrase in keys.iter().flat_map(|keys| &keys.phrases) {
            *with_phrase.entry(phrase).or_default() += 1;
        }
        let mut expected = Vec::new();
        for a in 0..keys.len() {
            for b in a + 1..keys.len() {
                let documents_with = |phrase| with_phrase[&phrase];
                if let Some(view) = keys[a].proposed_with(&keys[b], statistics, documents_with) {
                    let pair = Pair { a: a as u32, b: b as u32 };
                    expected.push(Candidate { pair, view });
                }
            }
        }
        expected
    }

    /// That no band has so many documents that only some of their pairs are proposed.
    fn has_only_full_groups(texts: &[String], statistics: &CorpusStatistics) -> bool {
        let mut with_band: BTreeMap<(usize, u64), usize> = BTreeMap::new();
        for text in texts {
            let keys = keys(&PortableDocument::new(text).unwrap(), statistics);
            for band in keys.bands.into_iter().enumerate() {
                *with_band.entry(band).or_default() += 1;
            }
        }
        with_band.into_values().all(|documents| documents <= FULL_GROUP)
    }

    fn proposed(corpus: &Corpus) -> Vec<Candidate> {
        let all: Vec<u32> = (0..corpus.len() as u32).collect();
        propose(corpus, &all, &()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// What a search proposes is what the rule says of all pairs, and why.
        #[test]
        fn a_search_proposes_what_the_rule_says(
            count in 61u64..260, seed: u64, common in 2u64..40, known in 40u64..900, rare in 300u64..9000,
        ) {
            let texts = texts(count, seed, [common, known, rare]);
            let statistics = CorpusStatistics::count(&texts).unwrap();
            prop_assume!(has_only_full_groups(&texts, &statistics));
            let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
            let proposed = proposed(&Corpus::new(&borrowed, &()).unwrap());
            prop_assert_eq!(proposed, expected(&texts, &statistics));
        }

        /// So it is where the statistics count other documents, too.
        #[test]
        fn a_background_changes_the_counts_alone(
            count in 61u64..160, others in 1u64..300, seed: u64,
        ) {
            let all = texts(count + others, seed, [20, 500, 4000]);
            let (texts, others) = all.split_at(count as usize);
            let background = CorpusStatistics::count(others).unwrap();
            let statistics = CorpusStatistics::count(texts).unwrap().merge(background.clone());
            prop_assume!(has_only_full_groups(texts, &statistics));
            let builder = CorpusBuilder::default();
            let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
            let order: Vec<_> = builder.add(&borrowed).consecutive(texts.len()).collect();
            let proposed = proposed(&builder.build(&order, Some(&background)));
            prop_assert_eq!(proposed, expected(texts, &statistics));
        }
    }

    /// The corpora of these tests have candidates by every view, and pairs without.
    #[test]
    fn every_view_proposes() {
        let texts = texts(200, 1, [30, 700, 6000]);
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        let proposed = proposed(&Corpus::new(&borrowed, &()).unwrap());
        let by = |view| proposed.iter().filter(|found| found.view == view).count();
        let counts = [View::Signature, View::Phrases, View::RareWords].map(by);
        assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
        let pairs = texts.len() * (texts.len() - 1) / 2;
        assert!(proposed.len() < pairs / 2, "{counts:?}");
    }
}
