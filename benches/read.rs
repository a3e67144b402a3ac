//! The speed of reading JSON Lines, from the page cache to an intake that takes
//! nothing, on one thread.
//!
//! Texts have the escapes that articles have: a line break here and there, and
//! quotations.

#[expect(dead_code, reason = "which articles are copies does not matter here")]
mod common;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Duration;

use common::collection;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nearcopy::Articles;
use nearcopy::read::Reader;
use tempfile::NamedTempFile;

/// How large the file is, well beyond what the processor keeps at hand.
const BYTES: u64 = 240_000_000;

/// A file of made-up records.
fn records() -> NamedTempFile {
    let made = collection(1000, 3);
    let file = tempfile::Builder::new().suffix(".jsonl").tempfile().expect("a file");
    let mut out = BufWriter::new(File::create(file.path()).expect("it is there"));
    let (mut bytes, mut id) = (0, 0);
    for article in made.articles.iter().cycle() {
        if bytes >= BYTES {
            break;
        }
        let text = article.text().replace("\n\n", "\n\"\n");
        let record = serde_json::json!({ "id": id, "date": "2024-05-01", "text": text });
        let line = format!("{record}\n");
        out.write_all(line.as_bytes()).expect("the disk has room");
        (bytes, id) = (bytes + line.len() as u64, id + 1);
    }
    out.flush().expect("the disk has room");
    file
}

fn read(criterion: &mut Criterion) {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    one_thread.expect("no other pool was made before");
    let file = records();
    let bytes = file.as_file().metadata().expect("it is there").len();
    let reader = Reader::default();
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("JSON Lines", |bencher| {
        bencher.iter(|| reader.read(&[file.path()]).expect("the ids are unique"));
    });
    let collection = reader.read(&[file.path()]).expect("the ids are unique");
    group.bench_function("each text again", |bencher| {
        bencher.iter(|| {
            let length = |at| collection.text(at).expect("the file is the same").len();
            (0..collection.len()).map(length).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
