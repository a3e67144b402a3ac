//! What the fuzz targets do with bytes: each function takes any bytes, and panics
//! where a promise is broken.
//!
//! `fuzz_targets/` runs them with libFuzzer, `tests/fuzz.rs` of the crate itself
//! with changes of the same corpus on any toolchain.

use std::io::{self, Read};

use nearcopy::align::{self, Aligner, Side, Workspace};
use nearcopy::corpus::Corpus;
use nearcopy::detect::near::NearSketch;
use nearcopy::document::PortableDocument;
use nearcopy::minhash::Signature;
use nearcopy::read::{Collection, Reader};
use nearcopy::report::{Diffs, Html, JsonLines, ReportInput, Reporter, Terminal, escape, narrow};
use nearcopy::statistics::CorpusStatistics;
use nearcopy::text::words;
use nearcopy::verify::Level;
use nearcopy::{Article, Articles, Detector, Findings};

/// A target, by the name of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 5] = [
    ("align", align),
    ("read", read),
    ("narrow", narrow_report),
    ("report", report),
    ("saved", saved),
];

/// Aligns the two halves of a text, cut at the first NUL, or articles made of
/// several versions of the first; checks the invariants of the regions.
///
/// The bytes are text, NUL, text, NUL, and pairs of bytes that say for each version
/// which words it lacks: from where, and how many.
pub fn align(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |&byte| byte == 0);
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (one, other) = (text(), text());
    let articles = versions(&one, &other, parts.next().unwrap_or_default());
    let texts = [articles[0].as_str(), articles[1].as_str()];
    let corpus = Corpus::new(&texts, &()).expect("no text is too long");
    let spans = texts.map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
    let documents = [corpus.document(0), corpus.document(1)];
    let [a, b] = [0, 1].map(|at| Side::new(texts[at], &spans[at], &documents[at]));
    let aligner = Aligner::new(&corpus.vocabulary);
    let mut workspace = Workspace::default();
    let found = aligner.align(a, b, &mut workspace);
    let whole = aligner.align_whole(a, b, &mut workspace);
    let texts_alone = align::texts(texts[0], texts[1]).expect("no text is too long");
    assert_eq!(whole, texts_alone);
    for alignment in [found, whole] {
        assert_eq!(alignment.validate(texts[0], texts[1]), Ok(()));
        assert_eq!(alignment.rebuild_b(texts[0], texts[1]), texts[1]);
        assert_eq!(alignment.rebuild_a(texts[0], texts[1]), texts[0]);
    }
}

/// The two texts; or, if the bytes say what versions lack, articles of two to five
/// versions of the first text, the other one between them.
fn versions(text: &str, other: &str, lacking: &[u8]) -> [String; 2] {
    if lacking.len() < 4 {
        return [text, other].map(str::to_owned);
    }
    let lacking: Vec<&[u8]> = lacking.chunks_exact(2).take(5).collect();
    let (in_a, in_b) = lacking.split_at(1 + usize::from(lacking[0][0]) % (lacking.len() - 1));
    [in_a, in_b].map(|versions| {
        let version = |lacks: &&[u8]| {
            let lacks = usize::from(lacks[0])..usize::from(lacks[0]) + usize::from(lacks[1]);
            let words = text.split_inclusive(' ').enumerate();
            let words = words.filter(|(at, _)| !lacks.contains(at)).map(|(_, word)| word);
            words.chain(["\n\n", other, "\n\n"]).collect::<String>()
        };
        versions.iter().map(version).collect()
    })
}

/// Reads bytes as a stream of records and as a file, whose kind the first byte
/// chooses. Ids are unique, every text can be had again, and how the bytes arrive
/// makes no difference.
pub fn read(bytes: &[u8]) {
    let Some((&kind, bytes)) = bytes.split_first() else { return };
    let reader = Reader::builder().max_bytes(1 << 20).build().expect("a size within the range");
    let records = reader.read_records("-", bytes).expect("nothing is written");
    let slowly = reader.read_records("-", Slowly(bytes)).expect("nothing is written");
    assert_eq!(contents(&records), contents(&slowly));
    assert_eq!(records.problems(), slowly.problems());

    const KINDS: [&str; 18] = [
        ".jsonl",
        ".txt",
        ".html",
        ".txt.gz",
        ".jsonl.gz",
        ".md",
        ".csv",
        ".tsv",
        ".warc",
        ".zip",
        ".tar",
        ".rss",
        ".txt.xz",
        ".txt.bz2",
        ".tar.gz",
        "",
        ".parquet",
        ".arrow",
    ];
    let name = KINDS[usize::from(kind) % KINDS.len()];
    let file = tempfile::Builder::new().suffix(name).tempfile().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("a temporary file can be written");
    // Of a page: all of it, and its article.
    let main_text = Reader::builder().max_bytes(1 << 20).main_text(true).build();
    for reader in [reader, main_text.expect("a size within the range")] {
        let found = reader.read(&[file.path()]).expect("the file is there");
        contents(&found);
        for problem in found.problems() {
            assert!(!problem.to_string().contains(escape::is_unsafe), "{problem:?}");
        }
    }
}

/// The ids and texts of a collection.
fn contents(collection: &Collection) -> Vec<(String, String)> {
    let article = |at: usize| {
        let text = collection.text(at).expect("the source has not changed");
        (collection.id(at).to_owned(), text.into_owned())
    };
    let articles: Vec<_> = (0..collection.len()).map(article).collect();
    let mut ids: Vec<&str> = articles.iter().map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "an id occurs twice");
    articles
}

/// Gives a few bytes at a time.
struct Slowly<'b>(&'b [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(7);
        self.0.read(&mut buffer[..count])
    }
}

/// Narrows any bytes as a saved report. What comes out is safe to print, and is a
/// report that narrows to itself.
pub fn narrow_report(bytes: &[u8]) {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let level = Level::ALL[usize::from(choice) % 3];
    let threshold = f32::from(choice / 3) / 85.0;
    let mut narrowed = Vec::new();
    if narrow(bytes, &mut narrowed, level, threshold).is_err() {
        return;
    }
    is_safe(&narrowed);
    let mut again = Vec::new();
    narrow(&narrowed[..], &mut again, level, threshold).expect("what was written is a report");
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&narrowed));
}

/// Searches articles that are made of the bytes and writes the findings in every
/// form: nothing in them commands a terminal.
///
/// The bytes are ids and texts in turn, a NUL behind each.
pub fn report(bytes: &[u8]) {
    let parts: Vec<String> = bytes
        .split(|&byte| byte == 0)
        .take(12)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    let mut articles: Vec<Article<'_>> = Vec::new();
    for (at, part) in parts.chunks(2).enumerate() {
        let text = part.last().expect("a chunk has something in it");
        articles.push(Article::new(format!("{at} {}", part[0]), text.as_str()));
        let copy = format!("{text} {}", parts[0]);
        articles.push(Article::new(format!("{at}' {}", part[0]), copy));
    }
    let findings = searched(&articles);
    let input = ReportInput::new(&articles, &findings);
    let write = |form: &dyn Reporter| {
        let mut written = Vec::new();
        form.write(&mut written, &input).expect("memory takes everything");
        is_safe(&written);
        written
    };
    for width in [1, 30, 130] {
        write(&Terminal::new().diffs(Diffs::Always).explain(true).width(width));
    }
    write(&Html::new());
    let lines = write(&JsonLines::new());
    narrow(&lines[..], io::sink(), Level::Near, 0.0).expect("what was written is a report");
}

fn searched(articles: &[Article<'_>]) -> Findings {
    let pairs: Vec<(usize, usize)> =
        (0..articles.len() / 2).map(|at| (2 * at, 2 * at + 1)).collect();
    let detector = Detector::builder().threads(1).build().expect("the defaults are in range");
    // Listed pairs are aligned whatever their score.
    let findings = detector.compare_with(&articles, &pairs, &()).expect("every id is unique");
    for found in &findings.matches {
        let (a, b) = (articles[found.a].text(), articles[found.b].text());
        let alignment = found.alignment.as_ref().expect("alignment is on");
        assert_eq!(alignment.validate(a, b), Ok(()));
    }
    findings
}

/// That nothing in a report commands a terminal or deceives a reader.
fn is_safe(report: &[u8]) {
    let report = std::str::from_utf8(report).expect("a report is UTF-8");
    let bad = report.chars().find(|&char| escape::is_unsafe(char) && char != '\n');
    assert_eq!(bad, None, "{report}");
}

/// Opens bytes as every saved form: as they are, and in a frame with the right
/// length and checksum. What is opened is saved as the same bytes.
pub fn saved(bytes: &[u8]) {
    open_all(bytes);
    for magic in [b"NCdo", b"NCsi", b"NCne", b"NCst"] {
        open_all(&framed(*magic, bytes));
    }
}

/// Magic, version 1, length, body, checksum: the frame around every saved form.
pub fn framed(magic: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend((body.len() as u64).to_le_bytes());
    bytes.extend(body);
    bytes.extend(xxhash_rust::xxh3::xxh3_64(&bytes).to_le_bytes());
    bytes
}

/// Opens bytes as every saved form.
pub fn open_all(bytes: &[u8]) {
    if let Ok(document) = PortableDocument::from_bytes(bytes) {
        assert_eq!(document.to_bytes(), bytes);
    }
    if let Ok(signature) = Signature::from_bytes(bytes) {
        assert_eq!(signature.to_bytes(), bytes);
    }
    if let Ok(sketch) = NearSketch::from_bytes(bytes) {
        assert_eq!(sketch.to_bytes(), bytes);
    }
    if let Ok(statistics) = CorpusStatistics::from_bytes(bytes) {
        assert_eq!(statistics.to_bytes(), bytes);
    }
}
