//! The fuzz targets on any toolchain: each takes the seeds of its corpus and
//! pseudo-random changes of them, the same ones in every run.
//!
//! `FUZZ_TRIES=100000 cargo test --release --test fuzz` tries more; so many tries
//! begin with those of a shorter run. An input that fails is written to a file, and
//! goes into the corpus when the fault is mended.
#![cfg(all(feature = "read-html", feature = "report-html"))]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many changed inputs each target gets.
const TRIES: usize = 400;

/// Longest input, in bytes.
const LONGEST: usize = 4096;

/// Numbers that follow no pattern, the same ones every time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = if self.below(4) == 0 { length } else { 16 };
        start..(start + self.below(most + 1)).min(length)
    }
}

/// What breaks parsers, more often than chance would write it.
const TOKENS: [&[u8]; 24] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xc2\x9b",
    b"\x1b[2J",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\"",
    b"\\",
    b"{\"id\":1,\"text\":\"a\"}\n",
    b"{\"type\":\"pair\"",
    b"null",
    b"1e999",
    b"-0",
    b"<script>",
    b"</style>",
    b"<!--",
    b"&#0;",
    b"\x1f\x8b\x08",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    "“".as_bytes(),
];

/// A change of one of the seeds.
fn changed(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut input = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(6) {
        let range = numbers.range(input.len());
        match numbers.below(7) {
            0 if !range.is_empty() => input[range.start] ^= 1 << numbers.below(8),
            1 if !range.is_empty() => input[range.start] = numbers.below(256) as u8,
            2 => drop(input.drain(range)),
            3 => {
                let copy = input[range].to_vec();
                let at = numbers.below(input.len() + 1);
                input.splice(at..at, copy);
            }
            4 => {
                let other = &seeds[numbers.below(seeds.len())];
                let part = other[numbers.range(other.len())].to_vec();
                input.splice(range, part);
            }
            5 => input.truncate(range.end),
            _ => drop(input.splice(range, TOKENS[numbers.below(TOKENS.len())].iter().copied())),
        }
    }
    input.truncate(LONGEST);
    input
}

fn corpus_of(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("the corpus is there").map(|it| it.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn run(name: &str) {
    let (_, target) = targets::TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let seeds = corpus_of(name);
    assert!(seeds.len() >= 3, "{name} has a corpus");
    let tries = std::env::var("FUZZ_TRIES").map_or(TRIES, |tries| tries.parse().unwrap());
    let mut numbers = Numbers(name.len() as u64);
    let changes = (0..tries).map(|_| changed(&seeds, &mut numbers));
    for input in seeds.iter().cloned().chain(changes) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&input))) {
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
            fs::write(&file, &input).unwrap();
            eprintln!("{name} fails on the bytes of {}", file.display());
            resume_unwind(panic);
        }
    }
}

#[test]
fn align() {
    run("align");
}

#[test]
fn read() {
    run("read");
}

#[test]
fn narrow() {
    run("narrow");
}

#[test]
fn report() {
    run("report");
}

#[test]
fn saved() {
    run("saved");
}

/// A saved form that promises more than it has reserves no memory for that.
#[test]
fn memory_is_reserved_for_what_is_there_alone() {
    const COUNT: [u8; 8] = (1_u64 << 33).to_le_bytes();
    let mut numbers = Numbers(7);
    let seeds = corpus_of("saved");
    for try_ in 0..2_000 {
        let mut body = changed(&seeds, &mut numbers);
        if try_ % 2 == 0 {
            // A number of elements that no body can have, at any place.
            let at = numbers.below(body.len() + 1);
            body.splice(at..at, COUNT);
        }
        for magic in [b"NCdo", b"NCsi", b"NCne", b"NCst"] {
            let framed = targets::framed(*magic, &body);
            LARGEST.with(|largest| largest.store(0, Ordering::Relaxed));
            targets::open_all(&framed);
            let largest = LARGEST.with(|largest| largest.load(Ordering::Relaxed));
            assert!(largest <= 8 * framed.len() + 4096, "{largest} for {} bytes", framed.len());
        }
    }
}

thread_local! {
    /// The largest piece of memory that this thread was given.
    static LARGEST: AtomicUsize = const { AtomicUsize::new(0) };
}

/// The system's allocator, which notes how much it is asked for.
struct Noting;

fn note(size: usize) {
    // A thread that ends has no such value any more.
    let _ = LARGEST.try_with(|largest| largest.fetch_max(size, Ordering::Relaxed));
}

// SAFETY: every call is handed on as it is to the system's allocator.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Noting = Noting;
