//! The whole detector on two thousand made-up articles with known copies.
//!
//! Before anything is timed it prints what was found, since speed without it
//! says nothing.

mod common;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use common::{Collection, Kind, collection};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nearcopy::corpus::Corpus;
use nearcopy::detect::Builder;
use nearcopy::shingle::{NEAR, ShingleSet, shingles};
use nearcopy::verify::Level;
use nearcopy::{Article, Detector, DocumentId, Findings, Intake};
use rayon::prelude::*;

fn detector(threads: usize, align: bool) -> Detector {
    let builder = Detector::builder().threads(threads).align(align);
    builder.build().expect("the settings are allowed")
}

fn near() -> Builder {
    Detector::builder().level(Level::Near).align(false)
}

fn search(detector: &Detector, collection: &Collection) -> Findings {
    detector.detect(&collection.articles).expect("the ids are unique")
}

/// The same with the texts handed in as while they are read: some at a time,
/// in parallel. Uses the pool that it is called in.
fn search_while_reading(detector: &Detector, articles: &[Article<'_>]) -> Findings {
    let search = detector.search().expect("there is no limit on memory");
    let take = |articles: &[Article<'_>]| {
        let texts: Vec<Cow<'_, str>> =
            articles.iter().map(|article| article.text().into()).collect();
        search.take(&texts).consecutive(texts.len())
    };
    let documents: Vec<DocumentId> = articles.par_chunks(64).flat_map_iter(take).collect();
    search.finish(&articles, &|at| documents[at], &()).expect("the ids are unique")
}

/// The pairs that were found, each with the earlier article first.
fn found(findings: &Findings) -> BTreeSet<(usize, usize)> {
    findings.matches.iter().map(|found| (found.a.min(found.b), found.a.max(found.b))).collect()
}

/// Recall for each kind of copy, and how many matches are no copies.
fn print_quality(collection: &Collection) {
    let findings = search(&detector(2, false), collection);
    let found = found(&findings);
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

/// Every pair whose five-word shingles have a resemblance of 0.7 or more, by
/// counting what each two articles share, all pairs that share anything.
fn near_duplicates(collection: &Collection) -> BTreeSet<(usize, usize)> {
    let texts: Vec<&str> = collection.articles.iter().map(Article::text).collect();
    let corpus = Corpus::new(&texts, &()).expect("no text is too long");
    let set =
        |at: u32| ShingleSet::new(shingles(&corpus.document(at).hashes(&corpus.vocabulary), NEAR));
    let sets: Vec<ShingleSet> = (0..corpus.len() as u32).map(set).collect();
    let having = |(at, set): (usize, &ShingleSet)| {
        set.as_slice().iter().map(|&shingle| (shingle, at)).collect::<Vec<_>>()
    };
    let mut listed: Vec<(u64, usize)> = sets.iter().enumerate().flat_map(having).collect();
    listed.sort_unstable();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for group in listed.chunk_by(|one, other| one.0 == other.0) {
        for (at, &(_, a)) in group.iter().enumerate() {
            group[at + 1..].iter().for_each(|&(_, b)| *shared.entry((a, b)).or_default() += 1);
        }
    }
    let is_near = |&(&(a, b), &shared): &(&(usize, usize), &usize)| {
        let either = sets[a].len() + sets[b].len() - shared;
        shared as f64 / either as f64 >= 0.7
    };
    shared.iter().filter(is_near).map(|(&pair, _)| pair).collect()
}

/// What the level near finds of all the pairs that it should.
fn print_near_quality(collection: &Collection) {
    let expected = near_duplicates(collection);
    let detector = near().build().expect("the settings are allowed");
    let found = found(&search_while_reading(&detector, &collection.articles));
    let (hits, all, listed) = (found.intersection(&expected).count(), expected.len(), found.len());
    println!("level near: {hits} found of {all} near-duplicates, {} others", listed - hits);
}

/// Timed: texts in memory to findings, everything included but reading files
/// and, where the name says so, alignment.
fn detect(criterion: &mut Criterion) {
    let collection = collection(2000, 2);
    print_quality(&collection);
    print_near_quality(&collection);
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
    for (name, threads) in [("1 thread, level near", 1), ("2 threads, level near", 2)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("the system can start a thread");
        let detector = near().build().expect("the settings are allowed");
        group.bench_function(name, |bencher| {
            let search = || search_while_reading(&detector, &collection.articles);
            bencher.iter(|| pool.install(search));
        });
    }
    group.finish();
}

criterion_group!(benches, detect);
criterion_main!(benches);
