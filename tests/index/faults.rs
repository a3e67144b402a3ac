//! Damage, crashes and other writers: an index is whole, or an error says what is not.

use std::fs;
use std::path::Path;
#[cfg(feature = "cli")]
use std::process::{Command, Stdio};

use nearcopy::index::{Index, Snapshot, check, salvage};
use nearcopy::{Article, Articles, Error};

use crate::articles::articles;
use crate::{detector, pairs};

/// The segment of an index that has one.
fn segment(folder: &Path) -> std::path::PathBuf {
    let mut all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("segment")).unwrap()
}

fn index_of(folder: &Path, articles: &[Article<'_>]) -> Index {
    let mut index = Index::create(folder, true).unwrap();
    index.add_unsearched(&detector(), &articles, &()).unwrap();
    index
}

/// Any changed byte is an error or changes nothing, and is found by a check.
#[test]
fn a_changed_byte_is_noticed() {
    let articles = articles(24, 1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    drop(index_of(&path, &articles));
    let answer = |path: &Path| -> Result<_, Error> {
        let found = Snapshot::open(path)?.search(&detector(), &())?;
        Ok(pairs(&found.findings, &found.articles))
    };
    let whole = answer(&path).unwrap();
    assert!(!whole.is_empty());
    let file = segment(&path);
    let bytes = fs::read(&file).unwrap();
    let (mut tried, mut refused) = (0, 0);
    // Each part of the file, with an odd step so that every bit of a byte has its turn.
    for at in (0..bytes.len()).step_by(bytes.len() / 300 + 1) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (tried % 8);
        fs::write(&file, &changed).unwrap();
        match answer(&path) {
            Ok(found) => assert_eq!(found, whole, "byte {at}"),
            Err(error) => {
                let message = error.to_string();
                assert!(message.contains("segment"), "{message}");
                refused += 1;
            }
        }
        assert!(!check(&path).unwrap().is_empty(), "byte {at}");
        tried += 1;
    }
    assert!(tried > 250 && refused > tried / 2, "{refused} of {tried}");
    for length in [0, 1, 100, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&file, &bytes[..length]).unwrap();
        assert!(answer(&path).is_err(), "cut at {length}");
    }
    fs::remove_file(&file).unwrap();
    assert!(matches!(Snapshot::open(&path), Err(Error::Index { .. })));
}

/// What is not damaged is saved: here, all but the articles of one page.
#[test]
fn a_damaged_index_is_salvaged() {
    let articles = articles(120, 2);
    let folder = tempfile::tempdir().unwrap();
    let (path, new) = (folder.path().join("index"), folder.path().join("new"));
    let mut index = index_of(&path, &articles[..60]);
    index.add_unsearched(&detector(), &&articles[60..], &()).unwrap();
    let texts_of = |snapshot: &Snapshot| snapshot.ids().unwrap();
    let all = texts_of(&index.snapshot());
    drop(index);
    let mut files: Vec<_> = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("segment"))
        .collect();
    files.sort();
    if files.len() > 1 {
        let mut bytes = fs::read(&files[0]).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        fs::write(&files[0], bytes).unwrap();
        let saved = salvage(&path, &new).unwrap();
        assert!(saved >= 60 && saved <= all.len(), "{saved}");
        let saved = texts_of(&Snapshot::open(&new).unwrap());
        assert!(saved.iter().all(|id| all.contains(id)));
    } else {
        // They were put together; a whole index is salvaged wholly.
        assert_eq!(salvage(&path, &new).unwrap(), all.len());
        assert_eq!(texts_of(&Snapshot::open(&new).unwrap()), all);
    }
}

#[test]
fn there_is_one_writer_and_any_number_of_readers() {
    let articles = articles(30, 3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let mut index = index_of(&path, &articles[..20]);
    let reader = Snapshot::open(&path).unwrap();
    let error = Index::open(&path).unwrap_err().to_string();
    assert!(error.contains("another process or thread is writing"), "{error}");
    index.add(&detector(), &&articles[20..], &()).unwrap();
    index.compact().unwrap();
    // The reader's state is the one that it opened, and its files are still there for it.
    assert_eq!(reader.ids().unwrap().len(), 20);
    let found = reader.query(&detector(), &&articles[25..26], &()).unwrap();
    assert!(found.articles.len() >= 1);
    drop(index);
    assert_eq!(Index::open(&path).unwrap().snapshot().ids().unwrap().len(), 30);
}

#[test]
fn what_is_no_index_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Snapshot::open(folder.path()), Err(Error::Index { .. })));
    assert!(matches!(Index::open(folder.path()), Err(Error::Index { .. })));
    fs::write(folder.path().join("letter.txt"), "Dear reader").unwrap();
    assert!(matches!(Index::create(folder.path(), true), Err(Error::Index { .. })));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

/// What was removed is in no file after compaction.
#[test]
fn removed_articles_leave_no_byte() {
    let mut articles = articles(40, 4);
    articles.push(Article::new("private/1", "Zanzibarquartz kumquatliqueur told nobody at all."));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let mut index = index_of(&path, &articles);
    assert_eq!(index.remove(["private/1", "never there"]).unwrap(), 1);
    index.compact().unwrap();
    let found = index.snapshot().ids().unwrap();
    assert_eq!(found.len(), 40);
    let hash = xxhash(b"zanzibarquartz");
    for entry in fs::read_dir(&path).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for needle in [&b"private/1"[..], b"Zanzibar", b"kumquat", &hash] {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle));
        }
    }
    let mut before = index_of(&folder.path().join("before"), &articles);
    before.compact().unwrap();
    let bytes = fs::read(segment(&folder.path().join("before"))).unwrap();
    assert!(bytes.windows(8).any(|window| window == hash), "the hash is stored as it is");
}

/// The hash of a word as the vocabulary of an index has it.
fn xxhash(word: &[u8]) -> [u8; 8] {
    let text = std::str::from_utf8(word).unwrap();
    let document = nearcopy::document::PortableDocument::new(text).unwrap();
    document.words()[0].to_le_bytes()
}

/// An `add` that is killed at any moment leaves the state before or the state after, and
/// readers never see anything else. `KILLS=200` for as many.
#[cfg(all(unix, feature = "cli"))]
#[test]
fn a_killed_writer_leaves_a_whole_index() {
    let kills: u64 = std::env::var("KILLS").map_or(12, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let all = articles(60 * (kills as usize + 1), 6);
    let parts: Vec<_> = all.chunks(60).collect();
    index_of(&path, parts[0]);
    let mut expected = 60;
    let mut killed = 0;
    for (kill, part) in (0..kills).zip(&parts[1..]) {
        let lines = part.iter().map(|article| {
            format!("{{\"id\":\"{}\",\"text\":\"{}\"}}\n", article.id(), article.text())
        });
        let input = folder.path().join("in.jsonl");
        fs::write(&input, lines.collect::<String>()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_nearcopy"))
            .args(["index", "add", "-q", "-j", "1"])
            .args([&path, &input])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From its start to a little beyond its usual end.
        std::thread::sleep(std::time::Duration::from_millis(kill * 37 % 300));
        killed += u64::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let snapshot = Snapshot::open(&path).unwrap();
        let there = snapshot.ids().unwrap().len();
        assert!(there == expected || there == expected + 60, "{there}, and it had {expected}");
        assert!(check(&path).unwrap().is_empty());
        snapshot.query(&detector(), &&all[..1], &()).unwrap();
        expected = there;
        // The next writer takes up from there.
        let mut index = Index::open(&path).unwrap();
        index.add_unsearched(&detector(), part, &()).unwrap();
        expected = expected.max(index.snapshot().ids().unwrap().len());
    }
    assert!(killed > 0, "each had ended before");
}
