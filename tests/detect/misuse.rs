//! What callers get wrong is an error that says so, and what a run tells of itself is true.

use std::borrow::Cow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nearcopy::detect::Why;
use nearcopy::progress::{Progress, Stage};
use nearcopy::verify::Level;
use nearcopy::{Article, Articles, Detector, DocumentId, Error, Intake};

use crate::common::{Collection, collection};

fn at_level(level: Level) -> Detector {
    Detector::builder().level(level).build().unwrap()
}

/// Articles of which the first one reads otherwise every time it is asked for.
struct Changing<'a> {
    articles: &'a [Article<'a>],
    asked: AtomicUsize,
}

impl Articles for Changing<'_> {
    fn len(&self) -> usize {
        self.articles.len()
    }

    fn id(&self, at: usize) -> &str {
        self.articles[at].id()
    }

    fn text(&self, at: usize) -> Result<Cow<'_, str>, Error> {
        let text = self.articles[at].text();
        let asked = if at == 0 { self.asked.fetch_add(1, Ordering::Relaxed) } else { 0 };
        // Fewer and fewer words, so that nothing that was known of it fits.
        let words = text.split(' ').count();
        let kept: Vec<&str> = text.split(' ').take(words.saturating_sub(asked)).collect();
        Ok(kept.join(" ").into())
    }
}

#[test]
fn a_text_that_changes_during_a_search_is_named_and_its_pairs_are_left_out() {
    let Collection { articles, .. } = collection(40, 3);
    // The last two are read again as they were, and stay a match.
    let other = |id: &'static str, end: &str| Article::new(id, articles[1].text().to_owned() + end);
    let articles = [
        articles[0].clone(),
        Article::new("copy", articles[0].text().to_owned() + " x"),
        other("other", " yes"),
        other("other copy", " no"),
    ];
    let check = |found: &nearcopy::Findings, level: Level| {
        let [unreadable] = &found.unreadable[..] else { panic!("{level:?}: {found:?}") };
        assert_eq!(unreadable.article, 0, "{level:?}");
        assert!(unreadable.reason.contains("changed during the search"), "{level:?}");
        let pairs: Vec<_> = found.matches.iter().map(|found| (found.a, found.b)).collect();
        assert_eq!(pairs, [(2, 3)], "{level:?}");
        assert_eq!(found.clusters.len(), 1, "{level:?}");
    };
    for level in Level::ALL {
        let changing = Changing { articles: &articles, asked: AtomicUsize::new(0) };
        let found = at_level(level).compare_with(&changing, &[(0, 1), (2, 3)], &()).unwrap();
        check(&found, level);

        let changing = Changing { articles: &articles, asked: AtomicUsize::new(0) };
        let detector = at_level(level);
        let search = detector.search().unwrap();
        let documents: Vec<DocumentId> =
            (0..4).map(|at| search.take(&[changing.text(at).unwrap()])).collect();
        let found = search.finish(&changing, &|at| documents[at], &()).unwrap();
        check(&found, level);
    }
}

#[test]
fn a_document_belongs_to_one_article() {
    let articles = [Article::new("a", "One text."), Article::new("b", "Another text.")];
    for level in Level::ALL {
        let detector = at_level(level);
        for (document, expected) in [(0, "another article"), (2, "no text was taken in")] {
            let search = detector.search().unwrap();
            search.take(&["One text.".into(), "Another text.".into()]);
            let documents = [DocumentId::new(0), DocumentId::new(document)];
            let error = search.finish(&articles, &|at| documents[at], &()).unwrap_err();
            let message = error.to_string();
            assert!(message.contains(expected) && message.contains("\"b\""), "{message}");
        }
    }
}

#[test]
fn positions_outside_the_articles_are_refused() {
    let articles = [Article::new("a", "One text."), Article::new("b", "Another text.")];
    let detector = at_level(Level::Reworded);
    let messages = [
        detector.compare_with(&articles, &[(0, 2)], &()).unwrap_err().to_string(),
        detector.why(&articles, (7, 0), &()).unwrap_err().to_string(),
        detector.why(&articles, (1, 1), &()).unwrap_err().to_string(),
    ];
    for (message, expected) in messages.iter().zip(["2", "7", "1 and 1"]) {
        assert!(message.contains(expected), "{message}");
    }
}

/// How far each stage got, and how far it was to get.
#[derive(Default)]
struct Meter(Mutex<Vec<(Stage, usize, usize)>>);

impl Progress for Meter {
    fn begin(&self, stage: Stage, total: usize) {
        self.0.lock().unwrap().push((stage, total, 0));
    }

    fn advance(&self, units: usize) {
        self.0.lock().unwrap().last_mut().expect("a stage has begun").2 += units;
    }
}

#[test]
fn every_stage_reaches_its_total_and_goes_no_further() {
    let Collection { articles, .. } = collection(400, 9);
    for level in Level::ALL {
        for articles in [&articles[..], &articles[..20]] {
            for memory in [None, Some(1 << 16)] {
                let builder = Detector::builder().level(level);
                let builder = memory.into_iter().fold(builder, |it, memory| it.memory(memory));
                let meter = Meter::default();
                builder.build().unwrap().detect_with(articles, &meter).unwrap();
                let stages = meter.0.into_inner().unwrap();
                assert!(stages.iter().any(|(stage, ..)| *stage == Stage::Candidates));
                for (stage, total, done) in stages {
                    assert_eq!(done, total, "{level} {stage:?} of {}", articles.len());
                }
            }
        }
    }
}

/// What `why` says of a pair is what a search does with it.
#[test]
fn why_agrees_with_the_search_at_every_level() {
    let Collection { articles, .. } = collection(60, 4);
    for level in Level::ALL {
        for threshold in [0.3, level.default_threshold(), 0.95] {
            let detector = Detector::builder().level(level).threshold(threshold).align(false);
            let detector = detector.build().unwrap();
            let found = detector.detect(&articles).unwrap();
            for a in 0..articles.len() {
                for b in [(a + 1) % articles.len(), (a + 7) % articles.len()] {
                    let why = detector.why(&articles, (a, b), &()).unwrap();
                    let is_found =
                        found.matches.iter().any(|one| [(a, b), (b, a)].contains(&(one.a, one.b)));
                    let is_match = matches!(why, Why::Match { .. });
                    let is_same = matches!(why, Why::Identical { .. });
                    assert!(
                        is_same || is_found == is_match,
                        "{level} {threshold} {a} {b}: {why:?}"
                    );
                }
            }
        }
    }
}

/// Ends a run once it has come to a stage and done so many units of it.
struct EndsAt {
    stage: Stage,
    units: usize,
    current: Mutex<Option<Stage>>,
    done: AtomicUsize,
}

impl EndsAt {
    fn new(stage: Stage, units: usize) -> Self {
        Self { stage, units, current: Mutex::new(None), done: AtomicUsize::new(0) }
    }
}

impl Progress for EndsAt {
    fn begin(&self, stage: Stage, _: usize) {
        *self.current.lock().unwrap() = Some(stage);
    }

    fn advance(&self, units: usize) {
        if *self.current.lock().unwrap() == Some(self.stage) {
            self.done.fetch_add(units, Ordering::Relaxed);
        }
    }

    fn is_cancelled(&self) -> bool {
        let is_there = *self.current.lock().unwrap() == Some(self.stage)
            || self.done.load(Ordering::Relaxed) > 0;
        is_there && self.done.load(Ordering::Relaxed) >= self.units
    }
}

#[test]
fn a_run_can_be_ended_at_every_stage() {
    let Collection { articles, .. } = collection(200, 5);
    for level in Level::ALL {
        for stage in [Stage::Words, Stage::Candidates, Stage::Verification, Stage::Alignment] {
            for units in [0, 1] {
                let progress = EndsAt::new(stage, units);
                let outcome = at_level(level).detect_with(&articles, &progress);
                assert!(matches!(outcome, Err(Error::Cancelled)), "{level:?} {stage:?} {units}");
            }
        }
    }
}

#[test]
fn what_is_left_of_a_run_is_not_done_once_it_is_ended() {
    let Collection { articles, .. } = collection(2_000, 5);
    for level in Level::ALL {
        let progress = EndsAt::new(Stage::Verification, 1);
        at_level(level).detect_with(&articles, &progress).unwrap_err();
        let whole = EndsAt::new(Stage::Verification, usize::MAX);
        at_level(level).detect_with(&articles, &whole).unwrap();
        // What is begun is ended: a piece of work for each thread, and no alignment.
        assert_ne!(*progress.current.lock().unwrap(), Some(Stage::Alignment), "{level:?}");
    }
}
