//! What was saved is read for ever.

use std::path::Path;

use nearcopy::index::{Index, Snapshot};

use crate::articles::articles;
use crate::{assert_searches_alike, detector};

/// An index that the first build that had one wrote: `index_is_written_anew` makes it.
fn saved() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/index-1")
}

/// A copy, since a reader of files in the repository must not leave a lock there.
fn copied(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for entry in std::fs::read_dir(saved()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn a_saved_index_is_read() {
    let articles = articles(20, 11);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    copied(&path);
    assert_searches_alike(&Snapshot::open(&path).unwrap(), &articles[..15]);
    let mut index = Index::open(&path).unwrap();
    index.add(&detector(), &&articles[15..], &()).unwrap();
    assert_searches_alike(&index.snapshot(), &articles);
}

/// `cargo test --test index -- --ignored` after a change of the format, with a new number.
#[test]
#[ignore = "writes the fixture"]
fn index_is_written_anew() {
    let articles = articles(20, 11);
    let mut index = Index::create(saved(), true).unwrap();
    index.add_unsearched(&detector(), &&articles[..15], &()).unwrap();
}
