use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::article::Article;
use crate::corpus::Corpus;
use crate::shingle::shingles;

/// Texts of few distinct words, some the same; none in both lists.
fn texts() -> impl Strategy<Value = [Vec<String>; 2]> {
    let words = || prop::collection::vec(prop::collection::vec(0u32..6, 0..25), 0..12);
    let text = |words: Vec<u32>| words.iter().map(|word| format!("Word{word}, ")).collect();
    (words(), words()).prop_map(move |(one, other)| {
        let one: Vec<String> = one.into_iter().map(text).collect();
        let other = other.into_iter().map(text).map(|text: String| text + "é.").collect();
        [one, other]
    })
}

proptest! {
    /// A word or a run has the frequency that a corpus and a map of sets give.
    #[test]
    fn counts_what_a_corpus_has([texts, _] in texts()) {
        let statistics = CorpusStatistics::count(&texts).unwrap();
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        let corpus = Corpus::new(&borrowed, &()).unwrap();
        prop_assert_eq!(statistics.documents(), corpus.vocabulary.documents() as u64);
        prop_assert_eq!(statistics.distinct_words(), corpus.vocabulary.len());
        for word in 0..corpus.vocabulary.len() as u32 {
            let frequency = statistics.word_frequency(corpus.vocabulary.hash(word));
            prop_assert_eq!(frequency, corpus.vocabulary.document_frequency(word));
        }
        let mut expected: BTreeMap<u64, u32> = BTreeMap::new();
        for at in corpus.distinct() {
            let hashes = corpus.document(at).hashes(&corpus.vocabulary);
            if hashes.len() >= RUN {
                let runs: BTreeSet<u64> = shingles(&hashes, RUN).collect();
                runs.into_iter().for_each(|run| *expected.entry(run).or_default() += 1);
            }
        }
        prop_assert_eq!(statistics.distinct_runs(), expected.len());
        for (run, documents) in expected {
            prop_assert_eq!(statistics.run_frequency(run), documents);
        }
    }

    /// Two counts of halves without common documents, merged, are one count of
    /// the whole; and so are their saved forms.
    #[test]
    fn merged_halves_are_the_whole([one, other] in texts(), third in texts()) {
        let count = |texts: &[String]| CorpusStatistics::count(texts).unwrap();
        let whole = count(&[one.clone(), other.clone()].concat());
        let (one, other) = (count(&one), count(&other));
        let merged = one.clone().merge(other.clone());
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
        prop_assert_eq!(merged.digest(), whole.digest());
        prop_assert_eq!(&other.clone().merge(one.clone()), &whole);
        let third = count(&third[0]).pruned(2);
        let left = one.clone().merge(other.clone()).merge(third.clone());
        prop_assert_eq!(left, one.merge(other.merge(third)));
    }

    #[test]
    fn saved_statistics_come_back([one, other] in texts(), least in 0u32..4) {
        let statistics = CorpusStatistics::count(&one).unwrap().pruned(least);
        let bytes = statistics.to_bytes();
        prop_assert_eq!(&CorpusStatistics::from_bytes(&bytes).unwrap(), &statistics);
        let others = CorpusStatistics::count(&other).unwrap().pruned(least);
        prop_assert_eq!(others == statistics, others.digest() == statistics.digest());
        for end in [0, 3, bytes.len() / 2, bytes.len() - 1] {
            prop_assert!(CorpusStatistics::from_bytes(&bytes[..end]).is_err());
        }
    }

    /// A frequency that pruning lost was no higher than the undercount says.
    #[test]
    fn pruning_says_what_it_lost([one, other] in texts(), least in 0u32..5, again in 0u32..5) {
        let whole = CorpusStatistics::count(&[one.clone(), other.clone()].concat()).unwrap();
        let pruned = CorpusStatistics::count(&one).unwrap().pruned(least).pruned(again);
        let pruned = pruned.merge(CorpusStatistics::count(&other).unwrap().pruned(again));
        for (run, documents) in whole.runs.sorted().iter() {
            let known = pruned.run_frequency(run);
            prop_assert!(known <= documents && documents <= known + pruned.undercount());
        }
        for (word, documents) in whole.words.sorted().iter() {
            let known = pruned.word_frequency(word);
            prop_assert!(known <= documents && documents <= known + pruned.undercount());
        }
    }
}

#[test]
fn documents_with_the_same_words_count_once_in_one_count_and_twice_in_two() {
    let texts = ["It rained all day.", "it RAINED: all day"];
    let once = CorpusStatistics::count(&texts).unwrap();
    assert_eq!((once.documents(), once.distinct_runs()), (1, 1));
    let twice = CorpusStatistics::count(&texts[..1])
        .unwrap()
        .merge(CorpusStatistics::count(&texts[1..]).unwrap());
    assert_eq!((twice.documents(), twice.distinct_runs()), (2, 1));
}

#[test]
fn articles_count_as_their_texts() {
    let texts: Vec<String> =
        (0..700).map(|n| format!("It rained on day {n} of {}.", n % 9)).collect();
    let articles: Vec<Article> =
        (0..).zip(&texts).map(|(n, text): (u32, _)| Article::new(n.to_string(), text)).collect();
    let of_articles = CorpusStatistics::of_articles(&articles).unwrap();
    assert_eq!(of_articles, CorpusStatistics::count(&texts).unwrap());
    assert_eq!(of_articles.documents(), 700);
}

/// The form is the same in every version.
#[test]
fn the_saved_form_is_known() {
    let statistics = CorpusStatistics::count(&["It rained all day long.", "It rained."]).unwrap();
    let bytes = statistics.to_bytes();
    assert_eq!(bytes.len(), 16 + 12 + 2 * 8 + 12 * (5 + 2) + 8);
    assert_eq!(bytes[..8], *b"NCst\x01\0\0\0");
    assert_eq!(statistics.digest(), 17_834_671_041_425_410_371);
}

#[test]
fn impossible_statistics_are_refused() {
    let counts = || SortedCounts::from_parts(vec![1, 2], vec![3, 9]).unwrap();
    for (documents, is_sound) in [(9, true), (8, false)] {
        let statistics = CorpusStatistics::of_sorted(documents, 0, [counts(), counts()]);
        let read = CorpusStatistics::from_bytes(&statistics.to_bytes());
        assert_eq!(read.is_ok(), is_sound, "{read:?}");
    }
}
