//! What the detector promises whatever the articles: nothing is found that
//! comparing all pairs would not find, nothing strong is missed, and the
//! findings depend on the articles alone.

#[path = "../../benches/common/mod.rs"]
mod common;
mod decision;
mod groups;
mod misuse;
mod variants;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use common::{Collection, Kind, collection};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, DocumentId, Error, Findings, IdenticalSet, Intake};
use proptest::prelude::*;

const THRESHOLD: f32 = 0.5;

fn detector(align: bool) -> Detector {
    Detector::builder().threshold(THRESHOLD).align(align).build().unwrap()
}

fn detect(articles: &[Article<'_>]) -> Findings {
    let findings = detector(true).detect(articles).unwrap();
    check(&findings, articles);
    findings
}

/// The oracle: compares every article with every other one.
fn compare_all(articles: &[Article<'_>]) -> Findings {
    let later = |a| (a + 1..articles.len()).map(move |b| (a, b));
    let pairs: Vec<(usize, usize)> = (0..articles.len()).flat_map(later).collect();
    detector(false).compare_with(&articles, &pairs, &()).unwrap()
}

/// The score of each match, by the two positions in rising order.
fn scores(findings: &Findings) -> BTreeMap<(usize, usize), f32> {
    let key = |a: usize, b: usize| (a.min(b), a.max(b));
    findings.matches.iter().map(|found| (key(found.a, found.b), found.score)).collect()
}

/// What the oracle accepts among articles that are no exact copies, or the
/// one of them that stands for the others.
fn expected(articles: &[Article<'_>], findings: &Findings) -> BTreeMap<(usize, usize), f32> {
    let folded: BTreeSet<usize> =
        findings.identical.iter().flat_map(|set| &set.articles[1..]).copied().collect();
    let skipped: BTreeSet<usize> = findings.skipped.iter().map(|short| short.article).collect();
    let mut all = scores(&compare_all(articles));
    all.retain(|(a, b), score| {
        *score >= THRESHOLD && [a, b].iter().all(|at| !folded.contains(at) && !skipped.contains(at))
    });
    all
}

/// The invariants of any findings.
fn check(findings: &Findings, articles: &[Article<'_>]) {
    let id = |at: usize| articles[at].id();
    let scores = scores(findings);
    assert_eq!(scores.len(), findings.matches.len(), "a pair is found once");
    assert_eq!(findings.statistics.matches, findings.matches.len());
    assert_eq!(findings.statistics.articles, articles.len());
    for found in &findings.matches {
        assert!(id(found.a) < id(found.b));
        assert!((0.0..=1.0).contains(&found.score));
        let (a, b) = (articles[found.a].text(), articles[found.b].text());
        if let Some(alignment) = &found.alignment {
            assert_eq!(alignment.validate(a, b), Ok(()), "{} {}", id(found.a), id(found.b));
            assert_eq!(alignment.rebuild_b(a, b), b);
            assert_eq!(alignment.rebuild_a(a, b), a);
        }
    }

    let mut stands_for: Vec<usize> = (0..articles.len()).collect();
    for set in &findings.identical {
        let members = &set.articles;
        assert!(members.len() > 1);
        assert!(members.is_sorted_by(|&one, &other| id(one) < id(other)));
        members.iter().for_each(|&member| stands_for[member] = members[0]);
        variants::check(set, articles);
    }
    let mut placed = vec![false; articles.len()];
    for cluster in &findings.clusters {
        let members = cluster.members.iter().map(|member| member.article);
        for article in members.chain([cluster.representative]) {
            assert!(!std::mem::replace(&mut placed[article], true), "in two clusters");
        }
        assert!(!cluster.members.is_empty());
        let center = stands_for[cluster.representative];
        for member in &cluster.members {
            let article = stands_for[member.article];
            let verified = match article == center {
                true => Some(&1.0),
                false => scores.get(&(article.min(center), article.max(center))),
            };
            assert_eq!(verified, Some(&member.score), "a member has a verified score");
        }
    }
}

/// Findings by the articles' ids, a line each.
fn by_ids(findings: &Findings, articles: &[Article<'_>]) -> Vec<String> {
    let id = |at: usize| articles[at].id();
    let mut lines = vec![format!("{:?}", findings.statistics)];
    for set in &findings.identical {
        let ids = |members: &[usize]| members.iter().map(|&at| id(at)).collect::<Vec<_>>();
        lines.push(format!("{:?}", ids(&set.articles)));
        for variant in &set.variants {
            lines.push(format!("{:?} {:?}", ids(&variant.articles), variant.alignment));
        }
    }
    for found in &findings.matches {
        let what = (found.relation, found.score, found.evidence, &found.alignment);
        lines.push(format!("{} {} {what:?}", id(found.a), id(found.b)));
    }
    for cluster in &findings.clusters {
        let members = cluster.members.iter().map(|member| (id(member.article), member.score));
        let members: Vec<_> = members.collect();
        lines.push(format!("{} {members:?}", id(cluster.representative)));
    }
    for short in &findings.skipped {
        lines.push(format!("{} {}", id(short.article), short.words));
    }
    lines
}

/// Copies of every kind, sets of identical articles, and short ones.
fn everything() -> Vec<Article<'static>> {
    let mut articles = collection(100, 11).articles;
    for (at, source) in [(0, 3), (1, 3), (2, 16), (3, 40)] {
        let text = articles[source].text().to_uppercase();
        articles.push(Article::new(format!("again {at}"), text));
    }
    articles.push(Article::new("short", "Rain all day."));
    articles.push(Article::new("short, too", "Rain all day."));
    articles
}

/// What only makes the program faster finds the same, to the last digit of every
/// figure: the report on a made-up collection is the one recorded here. Whoever
/// changes what is found records it anew and says why.
#[cfg(feature = "report")]
#[test]
fn findings_are_those_recorded() {
    use nearcopy::report::{JsonLines, ReportInput, Reporter};
    use sha2::{Digest, Sha256};

    let Collection { articles, .. } = collection(400, 9);
    let findings = Detector::builder().build().unwrap().detect(&articles).unwrap();
    let mut report = Vec::new();
    JsonLines::new().write(&mut report, &ReportInput::new(&articles, &findings)).unwrap();
    let digest: String = Sha256::digest(&report).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "7b7a730ae1608859d75b4316f717c80a4a72129c8490235dd09e1db43f3adb89");
}

/// Whatever does not fit in memory is found all the same, also what is taken
/// in while it is read and is not held by anyone.
#[test]
fn a_limit_on_memory_changes_nothing() {
    let Collection { articles, .. } = collection(400, 9);
    for level in Level::ALL {
        let builder = || Detector::builder().level(level);
        let whole = builder().build().unwrap().detect(&articles).unwrap();
        assert!(!whole.matches.is_empty());
        for memory in [1, 1 << 20] {
            let detector = builder().memory(memory).build().unwrap();
            let limited = detector.detect(&articles).unwrap();
            assert_eq!(format!("{limited:?}"), format!("{whole:?}"), "{level} in {memory}");
            let search = detector.search().unwrap();
            let take = |article: &Article<'_>| search.take(&[article.text().into()]);
            let mut documents: Vec<DocumentId> = articles.iter().rev().map(take).collect();
            documents.reverse();
            let taken = search.finish(&articles, &|at| documents[at], &()).unwrap();
            assert_eq!(format!("{taken:?}"), format!("{whole:?}"), "{level} in {memory}");
        }
    }
}

#[test]
fn what_is_found_is_what_comparing_all_pairs_finds() {
    let Collection { articles, known } = collection(200, 7);
    let findings = detect(&articles);
    assert_eq!(scores(&findings), expected(&articles, &findings));
    for known in &known {
        let found = scores(&findings).contains_key(&(known.original, known.copy));
        match known.kind {
            Kind::Edited | Kind::Reworded => assert!(found, "{:?} copy missed", known.kind),
            Kind::Lookalike => assert!(!found, "lookalike taken for a copy"),
            // Whether so small a part is enough is for verification to say.
            Kind::Partial => {}
        }
    }
}

#[test]
fn the_index_proposes_every_known_copy() {
    let Collection { articles, known } = collection(400, 8);
    let everything = Detector::builder().threshold(0.0).align(false).build().unwrap();
    let proposed = scores(&everything.detect(&articles).unwrap());
    for known in known.iter().filter(|known| known.kind != Kind::Lookalike) {
        assert!(
            proposed.contains_key(&(known.original, known.copy)),
            "{:?} copy not proposed",
            known.kind
        );
    }
    assert!(proposed.len() < 20 * articles.len(), "{} pairs", proposed.len());
}

#[test]
fn findings_do_not_depend_on_the_number_of_threads() {
    let articles = everything();
    let with = |threads: usize| {
        let detector = Detector::builder().threads(threads).build().unwrap();
        format!("{:?}", detector.detect(&articles).unwrap())
    };
    let one = with(1);
    for threads in [2, 16] {
        assert!(one == with(threads), "{threads} threads find something else than one");
    }
}

#[test]
fn findings_do_not_depend_on_the_order_of_the_articles() {
    let mut articles = everything();
    let sorted = by_ids(&detect(&articles), &articles);
    for round in 0..3 {
        articles.sort_by_cached_key(|article| {
            let mut hasher = DefaultHasher::new();
            (round, article.id()).hash(&mut hasher);
            hasher.finish()
        });
        let shuffled = by_ids(&detect(&articles), &articles);
        for (one, other) in sorted.iter().zip(&shuffled) {
            assert!(one == other, "{:.200}\n{:.200}", one, other);
        }
        assert_eq!(sorted.len(), shuffled.len());
    }
}

#[test]
fn which_of_two_comes_first_does_not_change_the_verdict() {
    let Collection { articles, known } = collection(60, 9);
    for known in &known {
        let [one, other] = [known.original, known.copy].map(|at| articles[at].text());
        let forward = [Article::new("a", one), Article::new("b", other)];
        let backward = [Article::new("a", other), Article::new("b", one)];
        let compare = |articles: &[Article<'_>], pair| {
            let findings = detector(true).compare_with(&articles, &[pair], &()).unwrap();
            check(&findings, articles);
            findings
        };
        let found = compare(&forward, (0, 1));
        assert_eq!(
            by_ids(&found, &forward),
            by_ids(&compare(&forward, (1, 0)), &forward),
            "a pair has no direction"
        );
        let mirrored = compare(&backward, (0, 1));
        assert_eq!(found.matches.len(), mirrored.matches.len());
        for (one, other) in found.matches.iter().zip(&mirrored.matches) {
            assert_eq!((one.relation, one.score), (other.relation, other.score));
        }
    }
}

#[test]
fn comparing_an_article_with_itself_or_twice_changes_nothing() {
    let articles = collection(20, 10).articles;
    let once = detector(true).compare_with(&articles, &[(0, 16)], &()).unwrap();
    let twice = detector(true).compare_with(&articles, &[(16, 0), (3, 3), (0, 16)], &()).unwrap();
    assert_eq!(by_ids(&once, &articles), by_ids(&twice, &articles));
    assert_eq!(once.matches.len(), 1);
}

#[test]
fn an_id_that_occurs_twice_is_an_error_that_names_it() {
    let articles = ["wire/1", "wire/2", "wire/1"].map(|id| Article::new(id, "Rain."));
    let error = Detector::builder().build().unwrap().detect(&articles).unwrap_err();
    assert!(matches!(&error, Error::DuplicateId { id, .. } if id == "wire/1"), "{error}");
    assert!(error.to_string().contains("wire/1"));
}

#[test]
fn articles_with_the_same_words_are_one_set_with_one_cluster() {
    let articles = everything();
    let findings = detect(&articles);
    let ids =
        |set: &IdenticalSet| set.articles.iter().map(|&at| articles[at].id()).collect::<Vec<_>>();
    let mut sets: Vec<Vec<&str>> = findings.identical.iter().map(ids).collect();
    sets.iter_mut().for_each(|set| set.retain(|id| id.starts_with("again")));
    sets.retain(|set| !set.is_empty());
    sets.sort();
    assert_eq!(sets, [vec!["again 0", "again 1"], vec!["again 2"], vec!["again 3"]]);
    for set in &findings.identical {
        let home = findings.clusters.iter().filter(|cluster| {
            let mut members = cluster.members.iter().map(|member| member.article);
            set.articles.contains(&cluster.representative)
                || members.any(|member| set.articles.contains(&member))
        });
        assert_eq!(home.count(), 1);
    }
}

#[test]
fn comparing_articles_with_the_same_words_places_each_once() {
    let text = collection(1, 12).articles.remove(0).text().to_owned();
    let articles = ["a", "b", "c"].map(|id| Article::new(id, text.as_str()));
    let pairs = [(0, 1), (1, 2)];
    check(&detector(true).compare_with(&articles, &pairs, &()).unwrap(), &articles);
}

#[test]
fn settings_outside_their_range_are_refused() {
    for threshold in [-0.1, 1.1, f32::NAN] {
        assert!(Detector::builder().threshold(threshold).build().is_err(), "{threshold}");
    }
    assert!(Detector::builder().threads(0).build().is_err());
}

/// An article as a list of sentences and a few changed words.
type Recipe = (Vec<usize>, Vec<(usize, u32)>);

fn recipe() -> impl Strategy<Value = Recipe> {
    let changes = prop::collection::vec((0usize..100, 0u32..50), 0..6);
    (prop::collection::vec(0usize..16, 3..8), changes)
}

/// Articles that share whole sentences of twelve words, some words changed.
fn cook(recipes: &[Recipe]) -> Vec<Article<'static>> {
    let cooked = recipes.iter().enumerate().map(|(at, (sentences, changes))| {
        let word = |sentence: &usize, n: usize| match n % 3 {
            0 => ["the", "of", "in", "and"][n / 3].to_owned(),
            _ => format!("s{sentence}n{n}"),
        };
        let words = sentences.iter().flat_map(|sentence| (0..12).map(move |n| word(sentence, n)));
        let mut words: Vec<String> = words.collect();
        for &(place, other) in changes {
            let place = place % words.len();
            words[place] = format!("other{other}");
        }
        let text = words.chunks(12).map(|sentence| sentence.join(" ") + ". ").collect::<String>();
        Article::new(at.to_string(), text)
    });
    cooked.collect()
}

/// Words of many scripts, marks between them, and what folding touches.
fn token() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "rain",
        "Rain",
        "RAIN",
        "straße",
        "STRASSE",
        "naïve",
        "cafe\u{301}",
        "ﬁne",
        "Ёлка",
        "ΣΊΣΥΦΟΣ",
        "كِتاب",
        "كتـــاب",
        "שָׁלוֹם",
        "हिन्दी",
        "বাংলা",
        "한국어",
        "漢字",
        "かな",
        "カタカナ",
        "ไทย",
        "ພາສາ",
        "မြန်မာ",
        "ខ្មែរ",
        "👨‍👩‍👧",
        "🇨🇭",
        "don’t",
        "3.5",
        "“",
        "”",
        "«",
        "\n\n",
        "。",
        ".",
        "\u{202e}",
        "\u{0}",
        "\u{ad}",
    ]);
    prop_oneof![8 => fixed.prop_map(str::to_owned), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Among so few articles no common word hides a pair and no list is cut
    /// short: the two must agree.
    #[test]
    fn among_few_articles_nothing_is_missed(recipes in prop::collection::vec(recipe(), 2..10)) {
        let articles = cook(&recipes);
        let findings = detect(&articles);
        prop_assert_eq!(scores(&findings), expected(&articles, &findings));
    }

    /// Among more, some may be missed, but nothing is found that is not there.
    #[test]
    fn nothing_is_found_that_all_pairs_do_not_hold(
        recipes in prop::collection::vec(recipe(), 61..80),
    ) {
        let articles = cook(&recipes);
        let findings = detect(&articles);
        let expected = expected(&articles, &findings);
        for (pair, score) in scores(&findings) {
            prop_assert_eq!(expected.get(&pair), Some(&score), "{:?}", pair);
        }
    }

    #[test]
    fn regions_cover_both_texts_in_any_script(
        mut tokens in prop::collection::vec(token(), 20..60),
        replaced in prop::collection::vec((0usize..60, token()), 0..6),
        turn in 0usize..40,
        space in prop::sample::select(vec![" ", "", "\n", " \u{200b}"]),
    ) {
        let a = tokens.join(" ");
        for (place, token) in replaced {
            let place = place % tokens.len();
            tokens[place] = token;
        }
        let turn = turn.min(tokens.len());
        tokens[..turn].rotate_left(turn / 3);
        let articles = [Article::new("a", a), Article::new("b", tokens.join(space))];
        check(&detector(true).compare_with(&articles, &[(0, 1)], &()).unwrap(), &articles);
        detect(&articles);
    }

    #[test]
    fn any_text_at_all_is_an_article(a in "\\PC{0,200}", b in any::<String>()) {
        // A word of nothing but marks folds to nothing.
        let marks = format!("{a} \u{640}\u{640} \u{AD} a\u{301} {b}");
        let articles = [Article::new("a", a), Article::new("b", b), Article::new("c", marks)];
        check(&detector(true).compare_with(&articles, &[(0, 1)], &()).unwrap(), &articles);
        detect(&articles);
        let near = Detector::builder().level(Level::Near).threshold(0.0).build().unwrap();
        check(&near.detect(&articles).unwrap(), &articles);
    }
}
