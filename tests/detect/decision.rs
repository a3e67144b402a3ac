//! What is a copy, and what is not, whatever the words.

use std::collections::BTreeSet;

use nearcopy::verify::{Level, Relation};
use nearcopy::{Article, Detector, Findings};

fn detect(texts: &[String], level: Level, templates: bool) -> Findings {
    let ids: Vec<String> = (0..texts.len()).map(|at| format!("{at:03}")).collect();
    let articles: Vec<Article> =
        ids.iter().zip(texts).map(|(id, text)| Article::new(id, text)).collect();
    let builder = Detector::builder().level(level).templates(templates).align(false);
    builder.build().unwrap().detect(&articles).unwrap()
}

fn pairs(found: &[nearcopy::Match]) -> BTreeSet<(usize, usize)> {
    found.iter().map(|found| (found.a, found.b)).collect()
}

/// A report with other figures each `day`.
fn table(day: usize) -> String {
    let figure = |at: usize| 10 + (day * 7 + at * 13) % 80;
    format!(
        "On the coast the sky was clear in the morning and it was {} degrees at noon. A light wind \
         from the west blew at {} kilometres an hour over the hills, where the snow is still {} \
         centimetres deep. Ferries to the islands left every {} minutes and were late by {} minutes \
         on average. The market sold {} crates of apples and {} crates of pears before it closed.",
        figure(1),
        figure(2),
        figure(3),
        figure(4),
        figure(5),
        figure(6),
        figure(7)
    )
}

const SPEECH: &str = "We came to this town when the mill was still at work and every child had a place \
    at the table. We saw the mill close and the shops on the main street follow it, one after \
    the other. We did not leave, because the river was still ours and so were the hills behind \
    it. Now they tell us that a road is worth more than the river, and that we should be glad of it.";

#[test]
fn forms_filled_in_anew_are_counted_and_listed_on_request() {
    let texts: Vec<String> = (0..6).map(table).collect();
    let silent = detect(&texts, Level::Reworded, false);
    assert!(silent.matches.is_empty() && silent.templates.is_empty() && silent.clusters.is_empty());
    assert_eq!(silent.statistics.templates, 15);
    let listed = detect(&texts, Level::Reworded, true);
    assert_eq!(listed.templates.len(), 15);
    assert!(listed.templates.iter().all(|found| found.relation == Relation::Template));
    assert!(listed.matches.is_empty() && listed.clusters.is_empty());
}

#[test]
fn a_quoted_text_with_a_few_words_changed_is_a_copy() {
    let changed = SPEECH.replace("still at work", "still running").replace("glad of it", "glad");
    let texts = [format!("“{SPEECH}”"), format!("“{changed}”")];
    let found = detect(&texts, Level::Reworded, false);
    assert!(found.matches.len() == 1 && found.matches[0].score >= 0.9, "{:?}", found.matches);
}

#[test]
fn different_speeches_under_one_introduction_are_no_copies() {
    let other = "Nobody asked the fishermen what they thought of the harbour wall. It was drawn up \
        in an office far from any water, by people who have never mended a net. My father mended \
        nets for fifty years, and he would have told them where the current runs in winter.";
    let introduction = "The speaker at the evening meeting of the association said:";
    let texts = [format!("{introduction} “{SPEECH}”"), format!("{introduction} “{other}”")];
    assert!(detect(&texts, Level::Reworded, false).matches.is_empty());
}

/// What a stricter level lists a wider one lists, or counts as a template.
#[test]
fn levels_are_nested() {
    let mut texts: Vec<String> = (0..4).map(table).collect();
    for n in 0..30 {
        let own: String = (0..40).map(|at| format!("word{n}x{at} ")).collect();
        texts.push(format!("{SPEECH} {own}"));
        texts.push(format!("{own} and it ends at number {n} of the list that was read out."));
        texts.push(format!("{own} and so it ends at number {n} of the list that was read out."));
    }
    let near = detect(&texts, Level::Near, false);
    assert!(near.matches.len() >= 30);
    let mut stricter = pairs(&near.matches);
    for level in [Level::Edited, Level::Reworded] {
        let found = detect(&texts, level, true);
        let listed: BTreeSet<_> =
            pairs(&found.matches).union(&pairs(&found.templates)).copied().collect();
        assert!(stricter.is_subset(&listed), "{level}: {:?}", stricter.difference(&listed));
        stricter = pairs(&found.matches);
    }
}

#[test]
fn two_articles_that_share_a_half_are_partial() {
    let sentences = |story: usize| -> String {
        let sentence = |at: usize| {
            let word = |kind: char| format!("{}{kind}{}", letters(story), letters(at));
            let [a, b, c, d] = ['a', 'b', 'c', 'd'].map(word);
            format!("The {a} {b} saw {c} near the {d} and went on. ")
        };
        (0..12).map(sentence).collect()
    };
    let [shared, one, other] = [1, 2, 3].map(sentences);
    let texts = [format!("{shared}{one}"), format!("{shared}{other}")];
    let found = detect(&texts, Level::Reworded, false);
    assert_eq!(found.matches.len(), 1);
    assert_eq!(found.matches[0].relation, Relation::Partial, "{:?}", found.matches[0].evidence);
}

/// A number without digits, which would make a figure of a word.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'k')).collect()
}
