//! The speed of each stage by itself, on one thread.
//!
//! Every group runs on the same input, and whatever a stage needs from those
//! before it is made beforehand: the comment on each function says what is
//! left inside the timed loop. How to read the figures: `benches/README.md`.

mod common;
#[path = "common/scripts.rs"]
mod scripts;

use std::borrow::Cow;
use std::hint::black_box;
use std::time::Duration;

use common::{Kind, Known, collection};
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use criterion::{BenchmarkId, measurement::WallTime};
use nearcopy::Span;
use nearcopy::align::{self, Aligner, Side};
use nearcopy::candidate::lsh::{self, Bands};
use nearcopy::candidate::rare::{self, Join};
use nearcopy::candidate::{SIGNATURE_BANDS, propose};
use nearcopy::corpus::{Corpus, Document};
use nearcopy::minhash::{MinHasher, Signature};
use nearcopy::shingle::{ShingleSet, shingles};
use nearcopy::text::{fold, word_spans, words};
use nearcopy::verify::{Commonness, DEFAULT_THRESHOLD, Prose, Role, Verifier, WordIndex};
use scripts::SCRIPTS;

/// A set of articles, with what the stages need.
struct Input {
    name: &'static str,
    texts: Vec<String>,
    corpus: Corpus,
    documents: Vec<Document>,
    /// The words' hashes, an article each.
    hashes: Vec<Vec<u64>>,
    /// The words' places, an article each.
    spans: Vec<Vec<Span>>,
    /// Pairs that are worth comparing.
    pairs: Vec<(usize, usize)>,
}

impl Input {
    fn new(name: &'static str, texts: Vec<String>, pairs: Vec<(usize, usize)>) -> Self {
        let corpus = Corpus::new(&borrowed(&texts), &()).expect("no text is too long");
        let hash = |&word: &u32| corpus.vocabulary.hash(word);
        let documents: Vec<Document> =
            (0..corpus.len() as u32).map(|at| corpus.document(at)).collect();
        let hashes = documents.iter().map(|article| article.words.iter().map(hash));
        let hashes = hashes.map(Iterator::collect).collect();
        let spans = texts.iter().map(|text| words(text).map(|word| word.span).collect()).collect();
        Self { name, texts, corpus, documents, hashes, spans, pairs }
    }

    /// A thousand made-up articles, and the two seeds.
    fn all() -> [Self; 2] {
        let made = collection(1000, 1);
        let texts = made.articles.iter().map(|article| article.text().to_owned()).collect();
        let is_copy = |known: &&Known| known.kind != Kind::Lookalike;
        let copies = made.known.iter().filter(is_copy).map(|known| (known.original, known.copy));
        let seeds = [
            include_str!("../seeds/000_dcf635e621369bb0.txt"),
            include_str!("../seeds/001_7f1638b987c94aff.txt"),
        ];
        [
            Self::new("made", texts, copies.collect()),
            Self::new("seeds", seeds.map(str::to_owned).to_vec(), vec![(0, 1)]),
        ]
    }

    fn bytes_and_articles(&self) -> Throughput {
        let bytes = self.texts.iter().map(|text| text.len() as u64).sum();
        Throughput::ElementsAndBytes { elements: self.texts.len() as u64, bytes }
    }

    /// As above, for stages that look at pairs: both articles of each.
    fn bytes_and_pairs(&self) -> Throughput {
        let length = |&(a, b): &(usize, usize)| self.texts[a].len() + self.texts[b].len();
        let bytes = self.pairs.iter().map(length).sum::<usize>() as u64;
        Throughput::ElementsAndBytes { elements: self.pairs.len() as u64, bytes }
    }

    fn signatures(&self) -> Vec<Signature> {
        let (bands, rows) = SIGNATURE_BANDS;
        let hasher = MinHasher::new(bands * rows, 1).expect("so many bins are allowed");
        self.hashes.iter().map(|article| hasher.signature(article.iter().copied())).collect()
    }

    fn prose(&self, commonness: &Commonness) -> Vec<Prose> {
        let mut index = WordIndex::default();
        let vocabulary = &self.corpus.vocabulary;
        let prepare = |document| Prose::new(document, vocabulary, commonness, &mut index);
        self.documents.iter().map(prepare).collect()
    }

    fn side(&self, at: usize) -> Side<'_> {
        Side::new(&self.texts[at], &self.spans[at], &self.documents[at])
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Timed: finding every word of every text, and its place. Nothing is kept.
fn find_words(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    group.bench_function(id("words", input), |bencher| {
        bencher.iter(|| {
            let count = |text: &String| words(text).map(|word| word.span.len()).sum::<usize>();
            input.texts.iter().map(count).sum::<usize>()
        });
    });
}

/// Timed: finding the place of every word of a text, into a vector that has
/// grown before, for each of several scripts.
fn find_words_of_scripts(group: &mut BenchmarkGroup<'_, WallTime>) {
    for script in &SCRIPTS {
        let text = script.text(1 << 20);
        let mut spans = Vec::new();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("words", script.name), |bencher| {
            bencher.iter(|| {
                spans.clear();
                word_spans(black_box(&text), &mut spans);
                spans.len()
            });
        });
    }
}

/// Timed: folding every word, also those met before; a detector folds each
/// spelling once, so this is its worst case.
fn fold_words(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    group.bench_function(id("fold", input), |bencher| {
        bencher.iter(|| {
            for (text, spans) in input.texts.iter().zip(&input.spans) {
                for span in spans {
                    black_box(fold(span.of(text)));
                }
            }
        });
    });
}

/// Timed: texts to numbered words, with sentences, quotations and frequencies.
fn count_words(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let texts = borrowed(&input.texts);
    group.bench_function(id("corpus", input), |bencher| {
        bencher.iter(|| Corpus::new(&texts, &()).expect("no text is too long"));
    });
}

/// Timed: three-word shingles of ready word hashes, sorted into a set.
fn make_shingles(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    group.bench_function(id("shingles", input), |bencher| {
        bencher.iter(|| {
            for article in &input.hashes {
                black_box(ShingleSet::new(shingles(article, 3)));
            }
        });
    });
}

/// Timed: a signature for the default bands from the ready hashes of all words.
fn make_signatures(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    group.bench_function(id("signature", input), |bencher| bencher.iter(|| input.signatures()));
}

/// Timed: ready signatures to candidates, with the default bands.
fn match_bands(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let signatures = input.signatures();
    let (bands, rows) = SIGNATURE_BANDS;
    let bands = Bands::new(bands, rows).expect("the default is allowed");
    group.bench_function(id("bands", input), |bencher| {
        bencher.iter(|| lsh::candidates(&signatures, bands).expect("made alike"));
    });
}

/// Timed: pairs of words from ready hashes, and the join on the rare ones.
fn join_rare(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let join = Join { most_articles: 10, least_shared: 2 };
    group.bench_function(id("rare join", input), |bencher| {
        bencher.iter(|| {
            rare::candidates(input.hashes.len(), join, |article, out| {
                out.extend(shingles(&input.hashes[article], 2));
            })
        });
    });
}

/// Timed: numbered words to candidates, the views of a detector together.
fn propose_candidates(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let searched: Vec<u32> = (0..input.texts.len() as u32).collect();
    group.bench_function(id("propose", input), |bencher| {
        bencher.iter(|| propose(&input.corpus, &searched, &()));
    });
}

/// Timed: which runs of four words are common, from numbered words.
fn count_runs(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    group.bench_function(id("commonness", input), |bencher| {
        bencher.iter(|| Commonness::new(&input.corpus));
    });
}

/// Timed: what verification needs of every article, common runs being known.
fn prepare_prose(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let commonness = Commonness::new(&input.corpus);
    group.bench_function(id("prose", input), |bencher| {
        bencher.iter(|| input.prose(&commonness));
    });
}

/// Timed: the verdict on every known copy, both articles being prepared.
fn verify_copies(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let prose = input.prose(&Commonness::new(&input.corpus));
    let side = |at: usize| (&input.documents[at], &prose[at]);
    let mut verifier = Verifier::new(&input.corpus.vocabulary);
    group.bench_function(id("verify", input), |bencher| {
        bencher.iter(|| {
            for &(a, b) in &input.pairs {
                let ((opened, own), (other, others)) = (side(a), side(b));
                verifier.open(Cow::Borrowed(opened), Cow::Borrowed(own));
                black_box(verifier.verify(other, others, Role::A, DEFAULT_THRESHOLD));
            }
        });
    });
}

/// Timed: passages and edits of every known copy, from numbered words and
/// their places.
fn align_copies(group: &mut BenchmarkGroup<'_, WallTime>, input: &Input) {
    let aligner = Aligner::new(&input.corpus.vocabulary);
    let mut workspace = align::Workspace::default();
    group.bench_function(id("align", input), |bencher| {
        bencher.iter(|| {
            for &(a, b) in &input.pairs {
                black_box(aligner.align(input.side(a), input.side(b), &mut workspace));
            }
        });
    });
}

fn id(stage: &'static str, input: &Input) -> BenchmarkId {
    BenchmarkId::new(stage, input.name)
}

fn stages(criterion: &mut Criterion) {
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    one_thread.expect("no other pool was made before");
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(20).warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    find_words_of_scripts(&mut group);
    for input in &Input::all() {
        group.throughput(input.bytes_and_articles());
        find_words(&mut group, input);
        fold_words(&mut group, input);
        count_words(&mut group, input);
        make_shingles(&mut group, input);
        make_signatures(&mut group, input);
        match_bands(&mut group, input);
        join_rare(&mut group, input);
        propose_candidates(&mut group, input);
        count_runs(&mut group, input);
        prepare_prose(&mut group, input);
        group.throughput(input.bytes_and_pairs());
        verify_copies(&mut group, input);
        align_copies(&mut group, input);
    }
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
