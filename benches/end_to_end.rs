//! The whole detector on two thousand made-up articles with known copies.
//!
//! Before anything is timed it prints what was found, since speed without it
//! says nothing.

mod common;

use std::collections::BTreeSet;
use std::time::Duration;

use common::{Collection, Kind, collection};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nearcopy::{Detector, Findings};

fn detector(threads: usize, align: bool) -> Detector {
    let builder = Detector::builder().threads(threads).align(align);
    builder.build().expect("the settings are allowed")
}

fn search(detector: &Detector, collection: &Collection) -> Findings {
    detector.detect(&collection.articles).expect("the ids are unique")
}

/// Recall for each kind of copy, and how many matches are no copies.
fn print_quality(collection: &Collection) {
    let findings = search(&detector(2, false), collection);
    let found: BTreeSet<(usize, usize)> =
        findings.matches.iter().map(|found| (found.a.min(found.b), found.a.max(found.b))).collect();
    let mut copies = 0;
    for kind in [Kind::Edited, Kind::Reworded, Kind::Partial, Kind::Lookalike] {
        let all = collection.known.iter().filter(|known| known.kind == kind);
        let hits = all.clone().filter(|known| found.contains(&(known.original, known.copy)));
        let (hits, all) = (hits.count(), all.count());
        if kind == Kind::Lookalike {
            println!("lookalikes taken for copies: {hits} of {all}");
        } else {
            println!("{kind:?} copies found: {hits} of {all}");
            copies += hits;
        }
    }
    println!(
        "{} candidates, {} matches, {} of them no copies",
        findings.statistics.candidates,
        found.len(),
        found.len() - copies
    );
}

/// Timed: texts in memory to findings, everything included but reading files
/// and, where the name says so, alignment.
fn detect(criterion: &mut Criterion) {
    let collection = collection(2000, 2);
    print_quality(&collection);
    let bytes = collection.articles.iter().map(|article| article.text().len() as u64).sum();
    let mut group = criterion.benchmark_group("detect");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    let elements = collection.articles.len() as u64;
    group.throughput(Throughput::ElementsAndBytes { elements, bytes });
    for (name, threads, align) in [
        ("1 thread, not aligned", 1, false),
        ("1 thread, aligned", 1, true),
        ("2 threads, aligned", 2, true),
    ] {
        let detector = detector(threads, align);
        group.bench_function(name, |bencher| bencher.iter(|| search(&detector, &collection)));
    }
    group.finish();
}

criterion_group!(benches, detect);
criterion_main!(benches);
