//! Two documents, given the statistics of a corpus.

use std::borrow::Cow;

use super::{Commonness, Prose, Role, Verdict, Verifier, WordIndex};
use crate::corpus::Vocabulary;
use crate::document::PortableDocument;
use crate::statistics::{CorpusStatistics, runs};

/// Compares two documents, of which `a` is the one that a search would call A,
/// given the statistics of a corpus that both are in.
///
/// The verdict is, bit for bit, that of a search among the corpus on which the
/// statistics were counted. It is given whatever the score: compare that with a
/// [threshold](super::DEFAULT_THRESHOLD), after [`Level::score`](super::Level::score)
/// where another level is meant.
///
/// Statistics that do not count these two documents serve as well, if they count
/// many others: a word that they do not know, or only from one document, is taken
/// to be in these two alone. To count the two exactly,
/// [merge](CorpusStatistics::merge) theirs first.
///
/// Short documents are judged too, while a search leaves out those of fewer than
/// [`MIN_WORDS`](super::MIN_WORDS) words; unless their words are the same, in which
/// case the score is 1 (also where there are none), their score stays below 0.5.
///
/// Cost: about 0.3 ms for two documents of 400 words, most of it for looking words
/// and runs up in large statistics and for tables that a [`Verifier`] keeps: that is
/// the faster way where many documents of one corpus are compared.
///
/// ```
/// use nearcopy::document::PortableDocument;
/// use nearcopy::statistics::CorpusStatistics;
/// use nearcopy::verify::{DEFAULT_THRESHOLD, Relation, compare};
///
/// let report = "The river rose by two metres overnight and the old bridge had to be \
///     closed. The mayor asked everyone who lives by the water to leave before dark.";
/// let copy = report.replace("two metres", "over two meters").replace("dark", "nightfall");
/// let other = "A new library opened on the main square this morning. The mayor was there.";
///
/// let statistics = CorpusStatistics::count(&[report, &copy, other])?;
/// let document = PortableDocument::new;
/// let (report, copy, other) = (document(report)?, document(&copy)?, document(other)?);
/// let verdict = compare(&report, &copy, &statistics);
/// assert!(verdict.score >= DEFAULT_THRESHOLD && verdict.relation == Relation::Edited);
/// assert!(compare(&report, &other, &statistics).score < DEFAULT_THRESHOLD);
/// # Ok::<(), nearcopy::Error>(())
/// ```
pub fn compare(
    a: &PortableDocument,
    b: &PortableDocument,
    statistics: &CorpusStatistics,
) -> Verdict {
    let (vocabulary, [a_document, b_document]) = Vocabulary::of_documents([a, b], statistics);
    let all = runs(a.words()).chain(runs(b.words()));
    let counts = all.map(|run| (run, statistics.run_frequency(run)));
    let commonness = Commonness::of_counts(counts, vocabulary.documents());
    let mut index = WordIndex::default();
    let mut prose = |document| Prose::new(document, &vocabulary, &commonness, &mut index);
    let (a_prose, b_prose) = (prose(&a_document), prose(&b_document));
    let (a, b) = ((&a_document, &a_prose), (&b_document, &b_prose));
    let (opened, other, role) =
        if a.0.words.len() >= b.0.words.len() { (a, b, Role::A) } else { (b, a, Role::B) };
    let mut verifier = Verifier::new(&vocabulary);
    verifier.open(Cow::Borrowed(opened.0), Cow::Borrowed(opened.1));
    verifier.verify(other.0, other.1, role, 0.0).expect("every score reaches 0")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::detect::Detector;
    use crate::findings::Findings;

    /// Some articles, of which neighbours have much in common: one of many
    /// sentences for all, in an order and a choice of each one's own.
    fn articles() -> impl Strategy<Value = Vec<String>> {
        let sentence = |n: usize| match n % 4 {
            0 => format!("It rained on day {n} in town{} and the river rose. ", n % 7),
            1 => format!("“We are wet{n} to the bone,” said person{n} of town{}. ", n % 5),
            2 => format!("The price of grain{} was {}.5 pounds a ton on that day. ", n % 3, n % 11),
            _ => format!("Word{n} other{n} rare{n} thing{} went by slowly. ", n % 9),
        };
        let article = prop::collection::vec(0usize..60, 0..14)
            .prop_map(move |chosen| chosen.into_iter().map(sentence).collect::<String>());
        prop::collection::vec(article, 2..24)
    }

    fn search(
        texts: &[String],
        pairs: &[(usize, usize)],
        background: Option<CorpusStatistics>,
    ) -> Findings {
        let ids: Vec<String> = (0..texts.len()).map(|at| format!("{at:03}")).collect();
        let articles: Vec<Article> =
            ids.iter().zip(texts).map(|(id, text)| Article::new(id, text)).collect();
        let builder = Detector::builder().align(false);
        let builder = match background {
            Some(background) => builder.background(Arc::new(background)),
            None => builder,
        };
        builder.build().unwrap().compare_with(&articles, pairs, &()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every pair has the verdict that a search gives it, bit for bit.
        #[test]
        fn agrees_with_a_search(texts in articles()) {
            let pairs: Vec<(usize, usize)> =
                (0..texts.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
            let statistics = CorpusStatistics::count(&texts).unwrap();
            let words: Vec<PortableDocument> = texts.iter().map(|text| PortableDocument::new(text).unwrap()).collect();
            for found in search(&texts, &pairs, None).matches {
                let verdict = compare(&words[found.a], &words[found.b], &statistics);
                let expected = Verdict {
                    relation: found.relation, score: found.score, evidence: found.evidence,
                };
                prop_assert_eq!(verdict, expected, "{} {}", found.a, found.b);
            }
        }

        /// Two articles with the statistics of all others as background have the
        /// verdict that they have among them.
        #[test]
        fn a_background_stands_for_the_articles(mut texts in articles(), common in 0usize..30) {
            // So many that some runs are common.
            let copies = |n: usize| format!("{} Number {n} ends.", texts[n % 2]);
            let copies: Vec<String> = (0..common).map(copies).collect();
            texts.extend(copies);
            let pair = [(0, 1)];
            let among = search(&texts, &pair, None).matches;
            let own = &texts[..2];
            let others: Vec<String> =
                texts[2..].iter().filter(|text| !own.contains(text)).cloned().collect();
            let background = CorpusStatistics::count(&others).unwrap();
            let alone = search(own, &pair, Some(background)).matches;
            prop_assert_eq!(among.len(), alone.len());
            for (one, other) in among.iter().zip(&alone) {
                prop_assert_eq!(one.score, other.score);
                prop_assert_eq!(one.evidence, other.evidence);
            }
        }
    }

    #[test]
    fn documents_without_words_are_compared() {
        let none = CorpusStatistics::default();
        let [empty, short, long] = ["", "Rain.", "It rained all day long in the old town."]
            .map(|text| PortableDocument::new(text).unwrap());
        assert_eq!(compare(&empty, &empty, &none).score, 1.0);
        assert!(compare(&empty, &long, &none).score < 0.01);
        assert!(compare(&short, &long, &none).score < 0.5);
        assert_eq!(compare(&long, &long, &none).score, 1.0);
    }
}
