//! Any two strings are aligned, and articles made of several versions of a
//! text, and the invariants of the regions are checked.
//!
//! `cargo +nightly fuzz run align`, or without a sanitizer on any toolchain:
//! `cargo fuzz run --sanitizer none align`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nearcopy::align::{self, Aligner, Side, Workspace};
use nearcopy::corpus::Corpus;
use nearcopy::text::words;

/// Two texts; for each version of the first which words it lacks; and how many
/// versions are in the first article.
type Input<'a> = (&'a str, &'a str, Vec<(u8, u8)>, u8);

fuzz_target!(|input: Input<'_>| {
    let articles = articles(&input);
    let texts = [articles[0].as_str(), articles[1].as_str()];
    let corpus = Corpus::new(&texts, &()).expect("no text is too long");
    let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
    let documents = [corpus.document(0), corpus.document(1)];
    let [a, b] = [0, 1].map(|at| Side::new(texts[at], &spans[at], &documents[at]));
    let aligner = Aligner::new(&corpus.vocabulary);
    let mut workspace = Workspace::default();
    let found = aligner.align(a, b, &mut workspace);
    let whole = aligner.align_whole(a, b, &mut workspace);
    assert_eq!(whole, align::texts(texts[0], texts[1]));
    for alignment in [found, whole] {
        assert_eq!(alignment.validate(texts[0], texts[1]), Ok(()));
        assert_eq!(alignment.rebuild_b(texts[0], texts[1]), texts[1]);
        assert_eq!(alignment.rebuild_a(texts[0], texts[1]), texts[0]);
    }
});

/// The two texts; or, if the input says what versions lack, articles of two to
/// five versions of the first text, the other one between them.
fn articles((text, other, lacking, in_a): &Input<'_>) -> [String; 2] {
    if lacking.len() < 2 {
        return [text, other].map(|text| text.to_string());
    }
    let versions = &lacking[..lacking.len().min(5)];
    let (in_a, in_b) = versions.split_at(1 + usize::from(*in_a) % (versions.len() - 1));
    [in_a, in_b].map(|versions| {
        let version = |&(from, length): &(u8, u8)| {
            let lacks = usize::from(from)..usize::from(from) + usize::from(length);
            let words = text.split_inclusive(' ').enumerate();
            let words = words.filter(|(at, _)| !lacks.contains(at)).map(|(_, word)| word);
            words.chain(["\n\n", other, "\n\n"]).collect::<String>()
        };
        versions.iter().map(version).collect()
    })
}
