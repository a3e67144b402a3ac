//! An index on disk: adding, and asking about one article.
//!
//! On made-up articles; on others with an index and articles to ask about in the
//! environment, and then only the questions:
//!
//! ```sh
//! NEARCOPY_INDEX=archive.nearcopy NEARCOPY_ARTICLES=asked.jsonl cargo bench --bench index
//! ```
//!
//! Timed are adding to an empty index, with all that is written and synced; opening an
//! index and asking about one article; and asking again, with the files in memory. Matches
//! are not aligned.

// It makes copies, too, whose names only other benchmarks want.
#[allow(dead_code)]
mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::collection;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nearcopy::index::{Index, Snapshot};
use nearcopy::read::Reader;
use nearcopy::{Article, Articles, Detector};

const ARTICLES: usize = 2_000;

fn detector() -> Detector {
    Detector::builder().threads(1).align(false).build().expect("the settings are allowed")
}

fn add(folder: &Path, articles: &[Article<'_>], is_searched: bool) -> usize {
    let mut index = Index::create(folder, true).expect("the folder is new");
    if is_searched {
        let added = index.add(&detector(), &articles, &()).expect("the ids are unique");
        added.findings.matches.len()
    } else {
        index.add_unsearched(&detector(), &articles, &()).expect("the ids are unique")
    }
}

fn adding(c: &mut Criterion) {
    if std::env::var_os("NEARCOPY_INDEX").is_some() {
        return;
    }
    let articles = collection(ARTICLES, 1).articles;
    let mut group = c.benchmark_group("index");
    group.sample_size(10);
    for (name, is_searched) in [("add", false), ("add and search", true)] {
        group.throughput(Throughput::Elements(articles.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                let mut taken = Duration::ZERO;
                for _ in 0..times {
                    let folder = tempfile::tempdir().expect("there is a temporary folder");
                    let started = Instant::now();
                    add(&folder.path().join("index"), &articles, is_searched);
                    taken += started.elapsed();
                }
                taken
            });
        });
    }
}

fn asking(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let (index, asked) = match std::env::var_os("NEARCOPY_INDEX") {
        Some(index) => {
            let path = std::env::var_os("NEARCOPY_ARTICLES").expect("articles to ask about");
            let reader = Reader::builder().build().expect("the settings are allowed");
            let articles = reader.read(&[path]).expect("the articles can be read");
            let text = |at| articles.text(at).expect("it was read").into_owned();
            let article = |at| Article::new(format!("asked {at}"), text(at));
            (PathBuf::from(index), (0..articles.len()).map(article).collect())
        }
        None => {
            let path = folder.path().join("index");
            add(&path, &collection(ARTICLES, 1).articles, false);
            let asked = collection(100, 2).articles.into_iter();
            let asked = asked
                .enumerate()
                .map(|(at, it)| Article::new(format!("asked {at}"), it.text().to_owned()));
            (path, asked.collect::<Vec<_>>())
        }
    };
    let detector = detector();
    let query = |snapshot: &Snapshot, article: &Article<'static>| {
        let article = std::slice::from_ref(article);
        let found = snapshot.query(&detector, &article, &()).expect("the index is whole");
        found.findings.matches.len()
    };
    let snapshot = Snapshot::open(&index).expect("there is an index");
    let matches: Vec<usize> = asked.iter().map(|article| query(&snapshot, article)).collect();
    let found = matches.iter().filter(|&&matches| matches > 0).count();
    println!(
        "{} articles; {found} of {} asked about have {} matches",
        snapshot.summary().expect("the index is whole").articles,
        asked.len(),
        matches.iter().sum::<usize>()
    );
    let mut taken: Vec<Duration> = asked
        .iter()
        .map(|article| {
            let started = Instant::now();
            query(&snapshot, article);
            started.elapsed()
        })
        .collect();
    taken.sort_unstable();
    println!("median {:?}, 95 % in {:?}", taken[taken.len() / 2], taken[taken.len() * 95 / 100]);

    let mut group = c.benchmark_group("index");
    group.throughput(Throughput::Elements(1));
    group.bench_function("open", |bencher| {
        bencher.iter(|| Snapshot::open(&index).expect("there is an index"));
    });
    let mut next = asked.iter().cycle();
    group.bench_function("query", |bencher| {
        bencher.iter(|| query(&snapshot, next.next().expect("it goes on for ever")));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1));
    targets = adding, asking
}
criterion_main!(benches);
