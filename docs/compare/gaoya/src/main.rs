//! gaoya as its documentation shows it: `MinHasher32` and `MinHashIndex`.
//!
//! usage: gaoya-run CORPUS.jsonl PAIRS.tsv

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};

#[derive(serde::Deserialize)]
struct Article {
    id: String,
    text: String,
}

/// Words in lower case, five by five; none if the text has no word.
fn shingles(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    if words.len() < 5 {
        return if words.is_empty() { Vec::new() } else { vec![words.join(" ")] };
    }
    words.windows(5).map(|five| five.join(" ")).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (corpus, pairs) = args.next().zip(args.next()).ok_or("usage: CORPUS.jsonl PAIRS.tsv")?;

    let hasher = MinHasher32::new(128);
    let mut index: MinHashIndex<u32, u32> = MinHashIndex::new(16, 8, 0.7);
    let mut ids = Vec::new();
    let mut signatures = Vec::new();
    for line in BufReader::new(File::open(corpus)?).lines() {
        let article: Article = serde_json::from_str(&line?)?;
        let shingles = shingles(&article.text);
        // Texts without a word would all be alike.
        if !shingles.is_empty() {
            ids.push(article.id);
            signatures.push(hasher.create_signature(shingles.iter()));
        }
    }
    index.par_bulk_insert((0..ids.len() as u32).collect(), signatures.clone());

    let mut out = BufWriter::new(File::create(pairs)?);
    for (a, signature) in (0..).zip(&signatures) {
        for &b in index.query(signature) {
            if a < b {
                writeln!(out, "{}\t{}", ids[a as usize], ids[b as usize])?;
            }
        }
    }
    Ok(out.flush()?)
}
