//! How often each stage asks for memory, how much of it, and how much is held
//! at a time.
//!
//! Nothing is timed. The counts are the same on every machine, but for the
//! odd one: how many tables there are depends on how many threads get work.

#[expect(dead_code, reason = "which articles are copies does not matter here")]
mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::borrow::Cow;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use common::collection;
use nearcopy::corpus::Corpus;
use nearcopy::text::{word_spans, words};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, DocumentId, Intake};

/// The system's allocator, which counts along.
struct Counting;

static CALLS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicU64 = AtomicU64::new(0);
static PEAK: AtomicU64 = AtomicU64::new(0);

fn grown(bytes: usize) {
    CALLS.fetch_add(1, Relaxed);
    BYTES.fetch_add(bytes as u64, Relaxed);
    let live = LIVE.fetch_add(bytes as u64, Relaxed) + bytes as u64;
    PEAK.fetch_max(live, Relaxed);
}

// SAFETY: every call is passed on as it is, and counting asks for no memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller keeps to the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller keeps to the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // What a moved block takes while both are there is not seen.
        LIVE.fetch_sub(layout.size() as u64, Relaxed);
        grown(size);
        // SAFETY: the caller keeps to the contract of `realloc`.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as u64, Relaxed);
        // SAFETY: the caller keeps to the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Runs a stage and prints what it took for each article: what is held counts
/// from the start of the stage, and what it returns counts as held at its end.
fn measure<T>(stage: &str, articles: usize, run: impl FnOnce() -> T) -> T {
    let (calls, bytes, live) = (CALLS.load(Relaxed), BYTES.load(Relaxed), LIVE.load(Relaxed));
    PEAK.store(live, Relaxed);
    let result = black_box(run());
    let each = |count: u64| count as f64 / articles as f64;
    println!(
        "{stage:<36} {:>12.2} {:>12.0} {:>12.0} {:>12.0}",
        each(CALLS.load(Relaxed) - calls),
        each(BYTES.load(Relaxed) - bytes),
        each(PEAK.load(Relaxed) - live),
        each(LIVE.load(Relaxed).saturating_sub(live)),
    );
    result
}

fn main() {
    // One thread, so that two runs count the same.
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    one_thread.expect("no other pool was made before");
    let is_test = std::env::args().any(|argument| argument == "--test");
    let collection = collection(if is_test { 200 } else { 10_000 }, 4);
    let articles = &collection.articles[..];
    let texts: Vec<&str> = articles.iter().map(Article::text).collect();
    let (count, bytes) = (articles.len(), texts.iter().map(|text| text.len()).sum::<usize>());
    println!("for each of {count} articles of {} bytes", bytes / count);
    println!(
        "{:<36} {:>12} {:>12} {:>12} {:>12}",
        "stage", "allocations", "bytes asked", "peak bytes", "bytes kept"
    );

    measure("words, one at a time", count, || {
        texts.iter().map(|text| words(text).count()).sum::<usize>()
    });
    measure("words, places of an article", count, || {
        let mut spans = Vec::new();
        for text in &texts {
            spans.clear();
            word_spans(text, &mut spans);
        }
    });
    drop(measure("corpus", count, || Corpus::new(&texts, &()).expect("no text is too long")));

    for level in [Level::Near, Level::Reworded] {
        let detector = Detector::builder().level(level).align(false).build();
        let detector = detector.expect("the settings are allowed");
        let search = detector.search().expect("there is no limit on memory");
        let documents: Vec<DocumentId> =
            measure(&format!("{level}: taking texts in"), count, || {
                let take = |articles: &[Article<'_>]| {
                    let texts: Vec<Cow<'_, str>> =
                        articles.iter().map(|article| article.text().into()).collect();
                    search.take(&texts).consecutive(texts.len())
                };
                articles.chunks(64).flat_map(take).collect()
            });
        drop(measure(&format!("{level}: finishing the search"), count, || {
            search.finish(&articles, &|at| documents[at], &()).expect("the ids are unique")
        }));
        drop(measure(&format!("{level}: detect"), count, || {
            detector.detect(articles).expect("the ids are unique")
        }));
        let detector = Detector::builder().level(level).build().expect("the settings are allowed");
        drop(measure(&format!("{level}: detect, aligned"), count, || {
            detector.detect(articles).expect("the ids are unique")
        }));
    }
}
