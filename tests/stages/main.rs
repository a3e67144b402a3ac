//! The search in parts finds what one search finds.

#[path = "../../benches/common/mod.rs"]
#[expect(dead_code, reason = "what is known of the collection is not asked here")]
mod common;
mod engine;

use common::collection;
use engine::{Random, assert_same, search};
use nearcopy::stages::{KERNEL, Plan, PlanSettings, Signer, Stamp, stars};
use nearcopy::statistics::CorpusStatistics;
use nearcopy::verify::Level;
use nearcopy::{Article, Detector};

/// A word without a digit, which would be a figure.
fn word(mut number: usize) -> String {
    let mut word = String::from("q");
    for _ in 0..4 {
        word.push(char::from(b"bdfgklmnprst"[number % 12]));
        word.push(char::from(b"aeiou"[number / 12 % 5]));
        number /= 60;
    }
    word
}

fn words(random: &mut Random, count: usize) -> Vec<String> {
    (0..count).map(|_| word(random.below(90_000))).collect()
}

/// Sentences of nine words.
fn text(words: &[String]) -> String {
    words.chunks(9).map(|sentence| sentence.join(" ") + ". ").collect()
}

/// Articles with everything in which parts could go wrong.
fn articles() -> Vec<Article<'static>> {
    let mut random = Random(3);
    let mut articles = collection(400, 5).articles;
    let mut add = |random: &mut Random, kind: &str, text: String| {
        articles.push(Article::new(format!("{:05x}-{kind}", random.below(1 << 20)), text));
    };
    // Many with the same words, some of them written otherwise; short ones, and empty ones.
    let report = text(&words(&mut random, 120));
    for n in 0..150 {
        let text = if n % 10 == 0 { report.to_uppercase() } else { report.clone() };
        add(&mut random, &format!("same{n}"), text);
    }
    for n in 0..6 {
        add(&mut random, &format!("short{n}"), ["Rain.", "", "No rain today."][n % 3].into());
    }
    // Forms that are filled in anew, with figures.
    for form in 0..3 {
        let words = words(&mut random, 110);
        for n in 0..60 {
            let mut filled = words.clone();
            for (at, slot) in filled.iter_mut().enumerate().filter(|(at, _)| at % 9 == 4) {
                *slot = format!("{}.{}", random.below(900), at + n % 2);
            }
            add(&mut random, &format!("form{form}-{n}"), text(&filled));
        }
    }
    // Versions of one text, more than a group of which all pairs are compared; two such groups.
    for (story, count) in [(0, 1100), (1, 70)] {
        let words = words(&mut random, 250);
        for n in 0..count {
            let mut version = words.clone();
            for _ in 0..1 + n % 3 {
                let at = random.below(version.len());
                version[at] = word(random.below(90_000));
            }
            add(&mut random, &format!("version{story}-{n}"), text(&version));
        }
    }
    // A chain: each is made from the one before, and the last has nothing of the first.
    let mut link = words(&mut random, 100);
    for n in 0..120 {
        for _ in 0..3 {
            let at = random.below(link.len());
            link[at] = word(random.below(90_000));
        }
        add(&mut random, &format!("chain{n}"), text(&link));
    }
    random.shuffle(&mut articles);
    articles
}

fn settings(level: Level) -> PlanSettings {
    PlanSettings { level, templates: true, ..PlanSettings::default() }
}

fn detector(level: Level) -> Detector {
    Detector::builder().level(level).templates(true).build().unwrap()
}

#[test]
fn any_parts_find_what_one_search_finds() {
    let articles = articles();
    for level in Level::ALL {
        let whole = detector(level).detect(&articles).unwrap();
        // What the articles are to contain.
        assert!(whole.identical.iter().any(|set| set.articles.len() == 150));
        assert!(whole.statistics.left_out > 1000, "{level}: {:?}", whole.statistics);
        assert_eq!(whole.templates.is_empty(), level == Level::Near);
        assert!(whole.clusters.iter().any(|cluster| cluster.members.len() > 1000));
        for parts in if level == Level::Edited { vec![5] } else { vec![1, 3, 16] } {
            let found = search(&articles, settings(level), parts, parts as u64);
            assert!(found.members > 1000);
            assert_same(&found, &whole, &articles, &format!("{level} in {parts} parts"));
        }
    }
}

/// Among so few every pair is compared.
#[test]
fn few_articles_are_compared_pair_by_pair() {
    let articles = &collection(50, 8).articles[..];
    for level in [Level::Near, Level::Reworded] {
        let whole = detector(level).detect(articles).unwrap();
        let found = search(articles, settings(level), 4, 1);
        assert_same(&found, &whole, articles, level.name());
    }
}

#[test]
fn another_threshold_is_kept_to() {
    let articles = &collection(200, 9).articles[..];
    for (level, threshold) in [(Level::Near, 0.4), (Level::Reworded, 0.8)] {
        let builder = Detector::builder().level(level).threshold(threshold).templates(true);
        let whole = builder.build().unwrap().detect(articles).unwrap();
        let settings = PlanSettings { threshold: Some(threshold), ..settings(level) };
        assert_same(&search(articles, settings, 3, 2), &whole, articles, level.name());
    }
}

#[test]
fn nothing_is_found_in_nothing() {
    for level in Level::ALL {
        let found = search(&[], settings(level), 2, 1);
        assert!(found.pairs.is_empty() && found.clusters.is_empty() && found.identical.is_empty());
    }
}

#[test]
fn a_product_of_another_kernel_or_plan_is_refused() {
    let texts = ["The river rose by two metres overnight.", "The river rose by two metres today."];
    let statistics = CorpusStatistics::count(&texts).unwrap();
    let plan = |threshold, searched| {
        let threshold = Some(threshold);
        let settings = PlanSettings { threshold, ..PlanSettings::default() };
        Plan::new(settings, searched, &statistics).unwrap()
    };
    let own = plan(0.5, 2);
    own.check(plan(0.5, 2).stamp()).unwrap();
    own.check(Plan::from_bytes(&own.to_bytes(), Some(1)).unwrap().stamp()).unwrap();
    for other in [plan(0.6, 2), plan(0.5, 3)] {
        let message = own.check(other.stamp()).unwrap_err().to_string();
        assert!(message.contains(&format!("plan {:016x}", other.stamp().plan)), "{message}");
        assert!(message.contains(&format!("plan {:016x}", own.stamp().plan)), "{message}");
    }
    let others = CorpusStatistics::count(&[texts[0], texts[1], "The river rose."]).unwrap();
    let settings = PlanSettings { threshold: Some(0.5), ..PlanSettings::default() };
    let other = Plan::new(settings, 2, &others).unwrap();
    assert!(own.check(other.stamp()).is_err());

    let mut bytes = own.to_bytes();
    bytes[4] += 1;
    let message = Plan::from_bytes(&bytes, None).unwrap_err().to_string();
    assert!(message.contains(&format!("version {}", KERNEL + 1)), "{message}");
    let newer: Stamp = format!("kernel {}, plan 0", KERNEL + 1).parse().unwrap();
    let message = own.check(newer).unwrap_err().to_string();
    assert!(message.contains(&format!("kernel {}", KERNEL + 1)), "{message}");
    assert!("kernel one".parse::<Stamp>().is_err());
    // Words that two articles have must be known.
    let message = Plan::new(settings, 2, &statistics.pruned(3)).unwrap_err().to_string();
    assert!(message.contains("undercount"), "{message}");
}

/// Where this fails, texts come out otherwise than with the kernel of this version: raise
/// [`KERNEL`], so that what was made before is made anew.
#[test]
fn the_kernel_makes_what_its_version_made() {
    assert_eq!(KERNEL, 2);
    let articles = &collection(80, 4).articles[..];
    let texts: Vec<&str> = articles.iter().map(|it| it.text()).collect();
    let statistics = CorpusStatistics::count(&texts).unwrap();
    let mut sum = String::new();
    for level in [Level::Near, Level::Reworded] {
        let plan = Plan::new(settings(level), 80, &statistics).unwrap();
        let signed: Vec<_> =
            texts.iter().map(|text| Signer::default().sign(&plan, text).unwrap()).collect();
        let mut scores: Vec<String> = search(articles, settings(level), 1, 1)
            .pairs
            .iter()
            .map(|(a, b, it)| format!("{a} {b} {} {:.4}", it.relation, it.score))
            .collect();
        scores.push(plan.stamp().to_string());
        sum += &format!("{signed:?}{scores:?}");
    }
    let fingerprint = Signer::default().fingerprint(&sum).unwrap();
    assert_eq!(format!("{:032x}", fingerprint.words_hash), "56c668012354972111535ee193e6ee3d");
}

#[test]
fn what_is_missing_is_told() {
    let plan = Plan::new(settings(Level::Near), 2, &CorpusStatistics::default()).unwrap();
    let pair =
        nearcopy::stages::CandidatePair { a: 1, b: 2, view: nearcopy::candidate::View::Near };
    let message = plan.verify(&[pair], &[(1, "Rain.")], true).unwrap_err().to_string();
    assert!(message.contains("none of article 2"), "{message}");
    let message = plan.represent(&[(5, 9)], &[(1, "Rain.")]).unwrap_err().to_string();
    assert!(message.contains("none of article 9"), "{message}");
    let reversed = nearcopy::stages::CandidatePair { a: 2, b: 1, ..pair };
    assert!(plan.verify(&[reversed], &[(1, "Rain."), (2, "Snow.")], true).is_err());
    assert!(stars(&[], &[]).is_empty());
}
