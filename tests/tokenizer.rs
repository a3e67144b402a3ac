//! A search with a tokenizer of the caller's.

use nearcopy::text::{Tokenizer, Tokens, UnicodeTokenizer};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, Error, Span};

const FIRST: &str = "The river rose by two metres overnight and the old bridge had to be closed. \
    The mayor asked everyone who lives by the water to leave before dark. Schools will stay shut \
    until the end of the week, the council decided on Monday after a long debate in public.";

/// The words of Unicode, each with its letters in reverse as its key.
#[derive(Debug)]
struct Reversed;

impl Tokenizer for Reversed {
    fn words(&self, text: &str, tokens: &mut Tokens) {
        let mut plain = Tokens::default();
        UnicodeTokenizer.words(text, &mut plain);
        for &span in plain.spans() {
            let key: String = span.of(text).chars().rev().collect();
            tokens.push_with_key(span, &key);
        }
    }
}

/// Every run of letters, and of anything else.
#[derive(Debug)]
struct Runs;

impl Tokenizer for Runs {
    fn words(&self, text: &str, tokens: &mut Tokens) {
        let mut start = 0;
        for run in text.split_inclusive(' ') {
            tokens.push(Span::new(start, start + run.len() as u32));
            start += run.len() as u32;
        }
    }
}

/// Words that lie outside the text, overlap, or cut characters.
#[derive(Debug)]
struct Strange(Vec<Span>);

impl Tokenizer for Strange {
    fn words(&self, _: &str, tokens: &mut Tokens) {
        self.0.iter().for_each(|&span| tokens.push(span));
    }
}

fn articles() -> [Article<'static>; 3] {
    let copy = FIRST.replace("two metres", "over two meters").replace("shut", "closed");
    let other = "Éléonore’s library opened on the main square this morning, after six years of \
        work. Its reading hall has space for four hundred visitors and a class of children.";
    [Article::new("a", FIRST), Article::new("b", copy), Article::new("c", other)]
}

#[test]
fn keys_that_tell_the_same_words_apart_find_the_same() {
    for level in [Level::Near, Level::Edited, Level::Reworded] {
        let threshold = if level == Level::Near { 0.3 } else { 0.6 };
        let builder = || Detector::builder().level(level).threshold(threshold);
        let plain = builder().build().unwrap().detect(&articles()).unwrap();
        let reversed = builder().tokenizer(Reversed).build().unwrap();
        let found = reversed.detect(&articles()).unwrap();
        assert_eq!(plain.matches.len(), 1, "{level}");
        assert_eq!(found.matches.len(), 1, "{level}");
        assert_eq!(found.matches[0].score, plain.matches[0].score, "{level}");
        let edits = |findings: &nearcopy::Findings| format!("{:?}", findings.matches[0].alignment);
        assert_eq!(edits(&found), edits(&plain), "{level}");
    }
}

#[test]
fn words_may_hold_spaces() {
    let detector = Detector::builder().tokenizer(Runs).build().unwrap();
    let articles = articles();
    let findings = detector.detect(&articles).unwrap();
    let found = &findings.matches[0];
    let alignment = found.alignment.as_ref().unwrap();
    let (a, b) = (articles[found.a].text(), articles[found.b].text());
    assert_eq!(alignment.rebuild_b(a, b), b);
}

#[test]
fn strange_words_are_an_error_at_every_level() {
    let cases = [
        vec![Span { start: 7, end: 3 }],
        vec![Span { start: 0, end: 5000 }],
        vec![Span { start: 4, end: 8 }, Span { start: 0, end: 3 }],
        vec![Span { start: 4, end: 4 }],
        (0..40).map(|at| Span { start: at, end: at + 1 }).collect(),
    ];
    for (spans, level) in cases.iter().flat_map(|spans| {
        [Level::Near, Level::Edited, Level::Reworded].map(|level| (spans.clone(), level))
    }) {
        let strange = Strange(spans.clone());
        let detector = Detector::builder().level(level).tokenizer(strange).build().unwrap();
        let articles = articles();
        let failed = detector.detect(&articles).unwrap_err();
        assert!(matches!(failed, Error::Setting { .. }), "{spans:?}");
        assert!(failed.to_string().contains("tokenizer"), "{failed}");
        assert!(detector.compare_with(&articles, &[(0, 1)], &()).is_err(), "{spans:?}");
        assert!(detector.why(&articles, (0, 1), &()).is_err(), "{spans:?}");
    }
}

/// One that gives other words each time is refused where it matters.
#[test]
fn words_that_change_are_an_error() {
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Debug, Default)]
    struct Changing(AtomicU32);
    impl Tokenizer for Changing {
        fn words(&self, text: &str, tokens: &mut Tokens) {
            UnicodeTokenizer.words(text, tokens);
            let calls = self.0.fetch_add(1, Ordering::Relaxed);
            if calls >= 3 {
                let spans = tokens.spans()[..20].to_vec();
                tokens.clear();
                spans.into_iter().for_each(|span| tokens.push(span));
            }
        }
    }
    let detector = Detector::builder().tokenizer(Changing::default()).build().unwrap();
    let failed = detector.detect(&articles()).unwrap_err();
    assert!(failed.to_string().contains("the same words each time"), "{failed}");
}
