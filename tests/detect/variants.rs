//! What articles with the same words are written otherwise.

use nearcopy::align::{Alignment, Change};
use nearcopy::detect::{MOST_VARIANTS, Why};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, Findings, IdenticalSet};

/// Of the same words, before and behind what is written otherwise.
const BEFORE: &str = "The night was the coldest of the year, people by the river said it was ";
const BEHIND: &str = ". Nobody was hurt, and the old bridge will stay open on Monday.";

fn article(id: &str, words: &str) -> Article<'static> {
    Article::new(id.to_owned(), format!("{BEFORE}{words}{BEHIND}"))
}

fn detect(level: Level, articles: &[Article<'_>]) -> Findings {
    Detector::builder().level(level).build().unwrap().detect(articles).unwrap()
}

/// Both sides of each edit, without white space around.
fn marks<'t>(alignment: &Alignment, [a, b]: [&'t str; 2]) -> Vec<(&'t str, &'t str)> {
    alignment.edits().map(|edit| (edit.a.of(a).trim(), edit.b.of(b).trim())).collect()
}

/// The invariants of a set's variants.
pub fn check(set: &IdenticalSet, articles: &[Article<'_>]) {
    let first = articles[set.articles[0]].text();
    let mut listed = vec![set.articles[0]];
    for variant in &set.variants {
        assert!(!variant.articles.is_empty());
        for &article in &variant.articles {
            assert!(set.articles.contains(&article) && !listed.contains(&article));
            assert_ne!(articles[article].text(), first);
            listed.push(article);
        }
        if let Some(alignment) = &variant.alignment {
            let other = articles[variant.articles[0]].text();
            assert_eq!(alignment.validate(first, other), Ok(()));
            assert_eq!(alignment.rebuild_b(first, other), other);
            assert!(alignment.edits().next().is_some());
            assert!(alignment.edits().all(|edit| edit.change != Change::Moved));
        }
    }
}

#[test]
fn what_folding_hides_is_told_at_every_level() {
    for level in Level::ALL {
        for (a, b, edits) in [
            ("\u{2212}15 degrees", "15 degrees", &[("\u{2212}", "")][..]),
            ("-15 degrees", "+15 degrees", &[("-", "+")]),
            ("rated AA\u{2212} now", "rated AA+ now", &[("\u{2212}", "+")]),
            ("worth $45 m", "worth \u{20ac}45 m", &[("$", "\u{20ac}")]),
            ("made (1,200) so", "made 1,200 so", &[("(", ""), (")", "")]),
            ("que s\u{ed} claro", "que si claro", &[("s\u{ed}", "si")]),
            ("it told US all", "it told us all", &[("US", "us")]),
        ] {
            let articles = [article("a", a), article("b", b), article("c", a)];
            let findings = detect(level, &articles);
            let set = &findings.identical[0];
            check(set, &articles);
            assert_eq!(set.articles, [0, 1, 2]);
            assert_eq!(set.variants.len(), 1, "{level:?} {a}");
            assert_eq!((&set.variants[0].articles[..], set.written_otherwise()), (&[1][..], 1));
            let alignment = set.variants[0].alignment.as_ref().unwrap();
            assert_eq!(marks(alignment, [articles[0].text(), articles[1].text()]), edits);
        }
    }
}

#[test]
fn what_no_reader_sees_is_no_variant() {
    let articles = [
        article("a", "a caf\u{e9} in the newspaper"),
        article("b", "a  caf\u{e9}\n\nin the\u{a0}newspaper"),
        article("c", "a cafe\u{301} in the newspaper"),
        article("d", "a caf\u{e9} in the news\u{ad}paper"),
    ];
    for level in Level::ALL {
        let findings = detect(level, &articles);
        assert_eq!(findings.identical[0].articles, [0, 1, 2, 3]);
        assert!(findings.identical[0].variants.is_empty(), "{:?}", findings.identical);
    }
}

#[test]
fn texts_that_look_the_same_are_one_variant() {
    let texts = ["15 degrees", "-15 degrees", "- 15 degrees", "-15 degrees", "-15\ndegrees"];
    let ids = ["a", "b", "c", "d", "e"];
    let articles: Vec<Article<'_>> = ids.iter().zip(texts).map(|(a, b)| article(a, b)).collect();
    let findings = detect(Level::Reworded, &articles);
    let set = &findings.identical[0];
    check(set, &articles);
    assert_eq!(set.variants.len(), 1);
    assert_eq!(set.variants[0].articles, [1, 2, 3, 4]);
}

#[test]
fn of_many_variants_the_first_are_compared_and_all_are_listed() {
    let many = MOST_VARIANTS + 30;
    let articles: Vec<Article<'_>> = (0..many)
        .map(|at| article(&format!("{at:03}"), &format!("it was cold{}", "!".repeat(at))))
        .collect();
    for level in Level::ALL {
        let findings = detect(level, &articles);
        let set = &findings.identical[0];
        check(set, &articles);
        assert_eq!(set.written_otherwise(), many - 1);
        let compared = set.variants.iter().filter(|variant| variant.alignment.is_some());
        assert_eq!(compared.count(), MOST_VARIANTS);
    }
}

#[test]
fn without_alignment_variants_are_listed_and_no_text_is_read() {
    let articles = [article("a", "15 degrees"), article("b", "-15 degrees")];
    for level in Level::ALL {
        let detector = Detector::builder().level(level).align(false).build().unwrap();
        let findings = detector.detect(&articles).unwrap();
        let variants = &findings.identical[0].variants;
        assert_eq!((variants.len(), &variants[0].articles[..]), (1, &[1][..]));
        assert!(variants[0].alignment.is_none());
    }
}

#[test]
fn why_tells_what_is_written_otherwise() {
    let articles =
        [article("a", "15 degrees"), article("b", "-15 degrees"), article("c", "15  degrees")];
    for level in Level::ALL {
        let detector = Detector::builder().level(level).align(false).build().unwrap();
        for ((a, b), edit) in [((0, 1), ("", "-")), ((1, 0), ("-", ""))] {
            let Why::Identical { alignment: Some(alignment) } =
                detector.why(&articles, (a, b), &()).unwrap()
            else {
                panic!("they have the same words");
            };
            let (text_a, text_b) = (articles[a].text(), articles[b].text());
            assert_eq!(alignment.validate(text_a, text_b), Ok(()));
            assert_eq!(marks(&alignment, [text_a, text_b]), [edit]);
        }
        let why = detector.why(&articles, (0, 2), &()).unwrap();
        assert_eq!(why, Why::Identical { alignment: None });
    }
}

/// A refrain gives a word many counterparts; each word has its own all the same.
#[test]
fn repeated_words_correspond_in_order() {
    let refrain = "Rain, rain, go away. ".repeat(200);
    let other = format!("{}Rain, rain, go away! ", &refrain[..refrain.len() - 21]);
    let articles = [Article::new("a", refrain.as_str()), Article::new("b", other.as_str())];
    let findings = detect(Level::Reworded, &articles);
    let set = &findings.identical[0];
    check(set, &articles);
    let alignment = set.variants[0].alignment.as_ref().unwrap();
    assert_eq!(marks(alignment, [&refrain, &other]), [(".", "!")]);
}
