//! Any two strings are aligned, and the law of the regions is checked.
//!
//! `cargo +nightly fuzz run align`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none align`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nearcopy::align::{Aligner, Side, Workspace};
use nearcopy::corpus::Corpus;
use nearcopy::text::words;

fuzz_target!(|texts: (&str, &str)| {
    let texts: [&str; 2] = texts.into();
    let corpus = Corpus::new(&texts, &());
    let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
    let documents = [corpus.document(0), corpus.document(1)];
    let [a, b] = [0, 1].map(|at| Side::new(texts[at], &spans[at], &documents[at]));
    let aligner = Aligner::new(&corpus.vocabulary);
    let mut workspace = Workspace::default();
    let found = aligner.align(a, b, &mut workspace);
    let whole = aligner.align_whole(a, b, &mut workspace);
    for alignment in [found, whole] {
        assert_eq!(alignment.validate(texts[0], texts[1]), Ok(()));
        assert_eq!(alignment.rebuild_b(texts[0], texts[1]), texts[1]);
        assert_eq!(alignment.rebuild_a(texts[0], texts[1]), texts[0]);
    }
});
