//! Large groups of near-duplicates: few pairs, the same clusters.

use std::collections::{BTreeMap, BTreeSet};

use nearcopy::candidate::View;
use nearcopy::detect::{Builder, Sides};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, Findings};

fn near() -> Builder {
    Detector::builder().level(Level::Near).align(false)
}

fn number(of: usize, among: usize, seed: usize) -> usize {
    // Knuth's multiplicative hash: words that come back nowhere in a pattern.
    (of.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 7) % among
}

/// A word without a digit, which would be a figure.
fn own(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>()
        + "own"
}

/// Versions of one text of 250 words, each with up to three words of its own: any
/// two have a resemblance of 0.78 or more.
fn versions(story: usize, count: usize) -> Vec<Article<'static>> {
    let version = |n: usize| {
        let mut words: Vec<String> =
            (0..250).map(|at| format!("w{}", number(at, 5000, story))).collect();
        for change in 0..=n % 3 {
            words[number(10 * n + change, 250, story + 9)] = own(10 * n + change);
        }
        Article::new(format!("{story:02}-{n:05}"), words.join(" "))
    };
    (0..count).map(version).collect()
}

fn found(builder: Builder, articles: &[Article<'_>]) -> Findings {
    builder.build().unwrap().detect(articles).unwrap()
}

fn pairs(findings: &Findings) -> BTreeMap<(usize, usize), (View, f32)> {
    findings.matches.iter().map(|it| ((it.a, it.b), (it.view, it.score))).collect()
}

#[test]
fn a_small_group_lists_every_pair() {
    for level in [Level::Near, Level::Reworded] {
        let findings = found(near().level(level), &versions(1, 24));
        assert_eq!(findings.matches.len(), 24 * 23 / 2, "{level}");
        assert_eq!(findings.statistics.left_out, 0);
    }
}

/// So few articles are compared pair by pair, and then nothing is left out.
#[test]
fn a_large_group_of_a_small_collection_lists_every_pair() {
    let findings = found(near().level(Level::Reworded), &versions(1, 40));
    assert_eq!(findings.matches.len(), 40 * 39 / 2);
    assert_eq!(findings.statistics.left_out, 0);
}

/// Pairs, time and memory grow with the articles, and not with their square.
#[test]
fn a_large_group_lists_few_pairs_and_each_member_with_the_representative() {
    for count in [300, 2500] {
        let articles = versions(1, count);
        let findings = found(near(), &articles);
        let listed = pairs(&findings);
        assert!(listed.len() < 10 * count, "{} pairs of {count}", listed.len());
        assert!(findings.statistics.candidates < 10 * count);
        assert_eq!(findings.clusters.len(), 1);
        let cluster = &findings.clusters[0];
        assert_eq!(cluster.members.len(), count - 1);
        for member in &cluster.members {
            let (one, other) = (cluster.representative, member.article);
            let (_, score) = listed[&(one.min(other), one.max(other))];
            assert_eq!(score, member.score);
        }
        assert_eq!(findings.statistics.left_out, count * (count - 1) / 2 - listed.len());
    }
}

#[test]
fn all_pairs_are_listed_on_request_and_change_no_cluster() {
    for level in [Level::Near, Level::Edited, Level::Reworded] {
        let articles = [versions(1, 200), versions(2, 30), versions(3, 5)].concat();
        let builder = || near().level(level);
        let (few, all) = (found(builder(), &articles), found(builder().all_pairs(true), &articles));
        assert_eq!(few.clusters, all.clusters);
        assert_eq!(all.statistics.left_out, 0);
        let (few, mut all) = (pairs(&few), pairs(&all));
        assert_eq!(all.len(), 200 * 199 / 2 + 30 * 29 / 2 + 5 * 4 / 2, "{level}");
        // What is listed without being asked for has the same view and score.
        all.retain(|_, (view, _)| *view != View::Group);
        assert_eq!(few, all);
    }
}

#[test]
fn the_order_of_articles_and_the_threads_change_nothing() {
    let articles = [versions(1, 150), versions(2, 60)].concat();
    let mut turned = articles.clone();
    turned.reverse();
    turned.rotate_left(71);
    let by_id = |findings: &Findings, articles: &[Article<'_>]| -> BTreeSet<[String; 2]> {
        let id = |at: usize| articles[at].id().to_owned();
        findings.matches.iter().map(|it| [id(it.a), id(it.b)]).collect()
    };
    for all in [false, true] {
        let one = found(near().all_pairs(all).threads(1), &articles);
        let three = found(near().all_pairs(all).threads(3).memory(0), &turned);
        assert_eq!(by_id(&one, &articles), by_id(&three, &turned));
        assert_eq!(one.statistics, three.statistics);
    }
}

/// A fill of a form and its corrected version are found among a thousand other fills,
/// with which they share most words.
#[test]
fn the_closest_pairs_of_a_large_group_are_listed() {
    let fill = |n: usize| {
        let word = |at: usize| match at % 25 {
            0 => format!("own{n}x{at}"),
            _ => format!("w{}", number(at, 5000, 3)),
        };
        (0..300).map(word).collect::<Vec<_>>().join(" ")
    };
    let mut texts: Vec<String> = (0..400).map(fill).collect();
    let corrected = |text: &String, n: usize| text.replacen("own", &format!("corrected{n}y"), 1);
    let copies: Vec<String> = (0..100).map(|n| corrected(&texts[3 * n], n)).collect();
    texts.extend(copies);
    let articles: Vec<Article<'_>> =
        texts.iter().enumerate().map(|(n, text)| Article::new(format!("{n:03}"), text)).collect();
    // The fills are near-duplicates of each other at this threshold.
    let listed = pairs(&found(near().threshold(0.6), &articles));
    let missing: Vec<usize> =
        (0..100).filter(|n| !listed.contains_key(&(3 * n, 400 + n))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(listed.len() < 5000, "{}", listed.len());
}

/// More pairs than are verified, or aligned, at once where matches are stored.
#[test]
fn stored_matches_are_those_that_are_not() {
    let cases = [(Level::Near, 370, false), (Level::Near, 132, true), (Level::Reworded, 132, true)];
    for (level, count, align) in cases {
        let articles = [versions(1, count), versions(2, 3)].concat();
        let builder = || near().level(level).align(align).all_pairs(true).templates(true);
        let side = |at: usize| (at % 2) as u32;
        let search = |builder: Builder| {
            let detector = builder.build().unwrap();
            detector.detect_sides(&articles, Sides::ordered(&side), &()).unwrap()
        };
        let values = search(builder());
        assert!(values.matches.len() > count * (count - 1) / 2);
        for stored in
            [search(builder().store_matches(true)), search(builder().store_matches(true).memory(0))]
        {
            assert!(stored.matches.is_empty());
            assert_eq!(stored.listed_len(), values.matches.len());
            for (one, other) in stored.listed_with_templates().zip(values.listed_with_templates()) {
                assert_eq!(format!("{one:?}"), format!("{other:?}"));
            }
            assert_eq!(stored.statistics, values.statistics);
            assert_eq!(stored.clusters, values.clusters);
            assert_eq!(stored.undecided(), values.undecided());

            let (mut surest, mut of_values) = (stored.clone(), values.clone());
            surest.keep_surest(100);
            of_values.keep_surest(100);
            assert_eq!(surest.listed_len(), 100);
            assert_eq!(surest.unlisted_len(), of_values.unlisted.len());
            let (surest, stored) = (surest.in_memory().unwrap(), stored.in_memory().unwrap());
            assert_eq!(format!("{:?}", surest.matches), format!("{:?}", of_values.matches));
            assert_eq!(format!("{:?}", surest.unlisted), format!("{:?}", of_values.unlisted));
            assert_eq!(format!("{:?}", stored.matches), format!("{:?}", values.matches));
        }
    }
}
