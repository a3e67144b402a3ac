//! The keys of one document, given statistics.

use super::content::{ContentRule, for_each_phrase};
use super::{signature_bands, signature_hasher};
use crate::corpus::Vocabulary;
use crate::document::PortableDocument;
use crate::statistics::CorpusStatistics;
use crate::support::hash::shingle_hash;

/// Under which keys a document is listed, view by view. Stable across machines.
///
/// Two documents of the corpus are proposed as a candidate where
///
/// - a band is the same (at the same place); of more than
///   [`FULL_GROUP`](super::FULL_GROUP) documents with one band, each is paired with
///   the first and the next two only; or
/// - at least two phrases are, each in at most 12 documents; or
/// - at least three rarest words are, each listed by at most 80 documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentKeys {
    /// The key of each band of the signature of the content words; none for a
    /// document without content words.
    pub bands: Vec<u64>,
    /// Pairs of neighbouring content words that other documents have too; sorted,
    /// each once.
    pub phrases: Vec<u64>,
    /// The rarest content words that other documents have too; sorted, each once.
    pub rare_words: Vec<u64>,
}

/// The keys of a document in a corpus of these statistics, which count it too.
///
/// What a search proposes follows from the keys of all its documents; so an index
/// that keeps lists by key, or a cluster that groups by it, proposes the same
/// pairs. (A search among 60 articles or fewer compares every pair.)
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
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub fn keys(document: &PortableDocument, statistics: &CorpusStatistics) -> DocumentKeys {
    let (vocabulary, [document]) = Vocabulary::of_documents([document], statistics);
    let rule = ContentRule::new(&vocabulary);
    let hash = |word: u32| vocabulary.hash(word);

    let mut content = document.words.clone();
    rule.keep_content(&mut content);
    let signature = signature_hasher().signature(content.into_iter().map(hash));
    let bands = signature_bands().keys(&signature).unwrap_or_default().into_vec();

    let mut shared = document.words;
    rule.keep_shared(&mut shared);
    let mut phrases = Vec::new();
    for_each_phrase(&shared, |one, two| {
        phrases.push(match two {
            Some(two) => shingle_hash(&[hash(one), hash(two)]),
            None => shingle_hash(&[hash(one)]),
        });
    });
    rule.keep_rare(&mut shared);
    let rare_words = shared.into_iter().map(hash).collect();
    DocumentKeys { bands, phrases: distinct(phrases), rare_words: distinct(rare_words) }
}

fn distinct(mut keys: Vec<u64>) -> Vec<u64> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::super::{PHRASES, RARE_WORDS};
    use super::*;
    use crate::candidate::rare::Join;
    use crate::candidate::{Pair, propose};
    use crate::corpus::Corpus;

    /// Articles of words that come back in some others, and versions of them.
    fn texts() -> Vec<String> {
        let mut random = 1u64;
        let mut below = |limit: u64| {
            random = crate::support::hash::mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
            random % limit
        };
        let mut texts: Vec<String> = Vec::new();
        for n in 0..150 {
            let own: Vec<String> = (0..60)
                .map(|_| match below(3) {
                    0 => format!("common{}", below(30)),
                    1 => format!("known{}", below(700)),
                    _ => format!("rare{}", below(6000)),
                })
                .collect();
            let mut text = own.join(" ");
            if n % 3 == 2 {
                let earlier = &texts[below(n) as usize];
                let words: Vec<&str> = earlier.split(' ').collect();
                let start = below(words.len() as u64 / 2) as usize;
                text = format!("{} {text}", words[start..start + words.len() / 3].join(" "));
            }
            texts.push(text);
        }
        texts
    }

    fn joined(keys: &[&[u64]], join: Join) -> BTreeSet<Pair> {
        let mut holders: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (at, keys) in (0..).zip(keys) {
            keys.iter().for_each(|&key| holders.entry(key).or_default().push(at));
        }
        let mut shared: BTreeMap<Pair, u32> = BTreeMap::new();
        for group in holders.values().filter(|group| group.len() <= join.most_articles as usize) {
            for (at, &a) in group.iter().enumerate() {
                for &b in &group[at + 1..] {
                    *shared.entry(Pair { a, b }).or_default() += 1;
                }
            }
        }
        shared.into_iter().filter(|it| it.1 >= join.least_shared).map(|it| it.0).collect()
    }

    /// What a search proposes is what the keys of its documents say.
    #[test]
    fn keys_propose_what_a_search_proposes() {
        let texts = texts();
        let statistics = CorpusStatistics::count(&texts).unwrap();
        let of_one = |text: &String| keys(&PortableDocument::new(text).unwrap(), &statistics);
        let keys: Vec<DocumentKeys> = texts.iter().map(of_one).collect();
        let list = |of: fn(&DocumentKeys) -> &Vec<u64>| -> Vec<&[u64]> {
            keys.iter().map(|keys| &of(keys)[..]).collect()
        };
        let mut expected = joined(&list(|keys| &keys.phrases), PHRASES);
        expected.extend(joined(&list(|keys| &keys.rare_words), RARE_WORDS));
        for a in 0..keys.len() {
            for b in a + 1..keys.len() {
                if keys[a].bands.iter().zip(&keys[b].bands).any(|(a, b)| a == b) {
                    expected.insert(Pair { a: a as u32, b: b as u32 });
                }
            }
        }

        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let corpus = Corpus::new(&texts, &()).unwrap();
        let all: Vec<u32> = (0..texts.len() as u32).collect();
        let proposed = propose(&corpus, &all, &()).unwrap();
        let proposed: BTreeSet<Pair> = proposed.into_iter().map(|found| found.pair).collect();
        assert!(proposed.len() > 30, "{}", proposed.len());
        assert_eq!(proposed, expected);
    }
}
