//! Segments that somebody crafted, with checksums that are right: an error or an answer, and
//! no panic, no endless loop.

use std::path::Path;

use super::segment::SEGMENT;
use super::state::State;
use super::{Index, Snapshot, store};
use crate::article::Article;
use crate::detect::Detector;
use crate::error::Error;
use crate::support::hash::mix;

/// Articles with copies among them.
fn articles() -> Vec<Article<'static>> {
    let word = |n: u64| format!("{}{}", ["river", "mayor", "bridge", "school"][n as usize % 4], n);
    let text = |n: u64| {
        let words = (0..60).map(|at| word(mix(n / 2 * 1000 + at) % 400) + " ");
        format!("{}\u{201c}So it is,\u{201d} they said. Item {n}.", words.collect::<String>())
    };
    (0..30).map(|n| Article::new(format!("a/{n:02}"), text(n))).collect()
}

/// Makes everything of an index that its reader can be asked for.
fn ask(folder: &Path) -> Result<usize, Error> {
    let detector = Detector::builder().threads(1).build()?;
    let snapshot = Snapshot::open(folder)?;
    let known = articles();
    let found = snapshot.query(&detector, &&known[..3], &())?;
    let all = snapshot.search(&detector, &())?;
    let mut index = Index::open(folder)?;
    index.remove(["a/05"])?;
    index.add(&detector, &&[Article::new("b", known[7].text().to_owned())][..], &())?;
    index.compact()?;
    Ok(found.findings.matches.len() + all.findings.matches.len())
}

/// Writes the segment of the index again, one section of it changed, and everything sealed
/// as it should be.
fn craft(from: &Path, to: &Path, try_number: u64) -> Result<(), Error> {
    let opened = store(from).open_reader()?;
    let file = opened.files.values().next().expect("a segment");
    let mut random = mix(try_number);
    let mut below = |limit: u64| {
        random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
        random % limit.max(1)
    };
    let tags: Vec<u32> = file.tags().collect();
    let changed = tags[below(tags.len() as u64) as usize];
    let mut writer = store(to).create(opened.manifest.body.clone())?;
    let mut out = writer.create("segment", SEGMENT)?;
    for &tag in &tags {
        let section = file.section(tag)?;
        let mut bytes = section.read(0..section.len())?.to_vec();
        if tag == changed {
            for _ in 0..1 + below(4) {
                let at = below(bytes.len() as u64) as usize;
                match below(4) {
                    _ if bytes.is_empty() => bytes.push(1),
                    0 => bytes[at] ^= 1 << below(8),
                    1 => bytes[at] = u8::MAX,
                    // The counts and offsets at the end.
                    2 => {
                        let end = bytes.len() - 1 - below(24.min(bytes.len() as u64)) as usize;
                        bytes[end] = below(256) as u8;
                    }
                    _ => bytes.truncate(at),
                }
            }
        }
        out.begin(tag);
        out.write(&bytes)?;
    }
    let entry = out.finish()?;
    let mut state = State::from_bytes(&opened.manifest.body)?;
    state.segments[0].file.clone_from(&entry.name);
    writer.commit(vec![entry], state.to_bytes())?;
    Ok(())
}

/// `FUZZ_TRIES=20000` for as many.
#[test]
fn a_crafted_segment_is_an_error_or_an_answer() {
    let tries = std::env::var("FUZZ_TRIES").map_or(60, |tries| tries.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("whole");
    let detector = Detector::builder().build().unwrap();
    Index::create(&from, true).unwrap().add_unsearched(&detector, &articles(), &()).unwrap();
    let mut refused = 0;
    for try_number in 0..tries {
        let to = folder.path().join(try_number.to_string());
        craft(&from, &to, try_number).unwrap();
        refused += u64::from(ask(&to).is_err());
        std::fs::remove_dir_all(&to).unwrap();
    }
    assert!(refused > tries / 10 && refused < tries, "{refused} of {tries}");
    assert!(ask(&from).unwrap() > 10);
}
