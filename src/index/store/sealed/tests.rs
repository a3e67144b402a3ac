use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::error::Error;
use crate::index::store::cache::PageCache;
use crate::index::store::recording::Recording;
use crate::support::saved::Format;

const FORMAT: Format = Format { name: "test file", magic: *b"NCte", version: 3 };

/// A file of these sections, written in parts.
fn seal(sections: &[(u32, Vec<u8>)], part: usize) -> (Recording, FileEntry) {
    let files = Recording::default();
    let mut writer = SealedWriter::new(&files, "file", FORMAT).unwrap();
    for (tag, bytes) in sections {
        writer.begin(*tag);
        bytes.chunks(part).for_each(|part| writer.write(part).unwrap());
        assert_eq!(writer.section_len(), bytes.len() as u64);
    }
    let entry = writer.finish().unwrap();
    (files, entry)
}

fn open(files: &Recording, entry: &FileEntry) -> Result<SealedFile, Error> {
    SealedFile::open(files, entry, FORMAT, &Arc::new(PageCache::new(1 << 20)))
}

/// Bytes that are alike nowhere.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let eight = |at: usize| crate::support::hash::mix((seed << 32) + at as u64 / 8);
    let number = |at: usize| eight(at) >> (at % 8 * 8);
    (0..length).map(|at| number(at) as u8).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn sections_come_back(
        lengths in prop::collection::vec(
            prop_oneof![Just(0), 0..100usize, Just(PAGE), 0..3 * PAGE], 0..5),
        part in prop_oneof![1000..100_000usize, Just(PAGE)],
        ranges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 10),
    ) {
        let sections: Vec<(u32, Vec<u8>)> =
            (7..).zip(&lengths).map(|(tag, &length)| (tag, noise(tag.into(), length))).collect();
        let (files, entry) = seal(&sections, part);
        let file = open(&files, &entry).unwrap();
        prop_assert_eq!(file.tags().count(), sections.len());
        prop_assert_eq!(file.verify(), []);
        for (tag, bytes) in &sections {
            let section = file.section(*tag).unwrap();
            prop_assert_eq!(section.len(), bytes.len() as u64);
            for (one, other) in &ranges {
                let [one, other] = [one, other].map(|index| index.index(bytes.len() + 1));
                let range = one.min(other)..one.max(other);
                let read = section.read(range.start as u64..range.end as u64).unwrap();
                prop_assert_eq!(&*read, &bytes[range.clone()]);
                if range.start < bytes.len() {
                    let (window, start) = section.window(range.start as u64).unwrap();
                    let start = start as usize;
                    prop_assert!(start <= range.start && range.start < start + window.len());
                    prop_assert_eq!(&*window, &bytes[start..start + window.len()]);
                }
            }
            prop_assert!(section.read(0..section.len() + 1).is_err());
            prop_assert!(section.window(section.len()).is_err());
        }
        prop_assert!(file.section(99).is_err());
    }
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let sections = [(1, noise(1, 100)), (2, Vec::new()), (3, noise(3, 41))];
    let (files, entry) = seal(&sections, 10);
    let bytes = files.files()["file"].clone();
    let with = |bytes: Vec<u8>| Recording::with(BTreeMap::from([("file".to_string(), bytes)]));
    for bit in 0..8 * bytes.len() {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Ok(file) = open(&with(changed), &entry) else { continue };
        assert!(bit < 8 * 141, "bit {bit} is not content");
        assert!(file.section(1).unwrap().read(5..6).is_err(), "bit {bit}");
        let section = file.section(3).unwrap();
        assert!(section.read(0..section.len()).is_err(), "bit {bit}");
        assert_eq!(file.verify().len(), 1);
    }
    for end in 0..bytes.len() {
        let message = open(&with(bytes[..end].to_vec()), &entry).unwrap_err().to_string();
        assert!(message.contains("file: must have"), "{message}");
        // Even where the manifest says that it is so short.
        let entry = FileEntry { bytes: end as u64, ..entry.clone() };
        assert!(open(&with(bytes[..end].to_vec()), &entry).is_err());
    }
}

#[test]
fn messages_name_file_version_section_and_page() {
    let sections = [(1, noise(1, PAGE)), (2, noise(2, PAGE / 2)), (3, noise(3, PAGE))];
    let (files, entry) = seal(&sections, PAGE);
    let bytes = files.files()["file"].clone();
    let mut changed = bytes.clone();
    changed[PAGE + 9] ^= 1;
    files.put("file", changed);
    let file = open(&files, &entry).unwrap();
    file.section(1).unwrap().read(0..PAGE as u64).unwrap();
    let message = file.section(2).unwrap().read(0..1).unwrap_err().to_string();
    let path = std::path::Path::new("index").join("file");
    let expected = format!(
        "{}: is damaged in page 1 (section 2, 3): its checksum does not fit",
        path.display()
    );
    assert_eq!(message, expected);
    let damage =
        Damage { file: "file".into(), sections: vec![2, 3], page: Some(1), problem: expected };
    assert_eq!(file.verify(), [damage]);
    // The part of section 3 that lies in the last page is whole.
    file.section(3).unwrap().read(PAGE as u64 - 1..PAGE as u64).unwrap();

    let other = Format { version: 4, ..FORMAT };
    let cache = Arc::new(PageCache::default());
    let message = SealedFile::open(&files, &entry, other, &cache).unwrap_err().to_string();
    assert!(message.contains("version 3") && message.contains("version 4"), "{message}");
    let other = Format { magic: *b"NCxx", ..FORMAT };
    let message = SealedFile::open(&files, &entry, other, &cache).unwrap_err().to_string();
    assert!(message.contains("NCte") && message.contains("NCxx"), "{message}");
    let exchanged = FileEntry { checksum: 1, ..entry };
    assert!(open(&files, &exchanged).unwrap_err().to_string().contains("another checksum"));
}

/// Somebody cuts a file short while it is open.
#[test]
fn a_file_that_shrinks_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let files = crate::index::store::files::Folder::new(folder.path());
    let mut writer = SealedWriter::new(&files, "file", FORMAT).unwrap();
    writer.begin(1);
    writer.write(&noise(1, 3 * PAGE)).unwrap();
    let entry = writer.finish().unwrap();
    let cache = Arc::new(PageCache::default());
    let file = SealedFile::open(&files, &entry, FORMAT, &cache).unwrap();
    let section = file.section(1).unwrap();
    section.read(0..10).unwrap();
    let opened = std::fs::OpenOptions::new().write(true).open(folder.path().join("file")).unwrap();
    opened.set_len(PAGE as u64 + 5).unwrap();
    assert_eq!(*section.read(0..10).unwrap(), noise(1, 10), "what is in memory stays");
    let message = section.read(PAGE as u64..PAGE as u64 + 1).unwrap_err().to_string();
    assert!(message.contains("ends within page 1"), "{message}");
}

/// Whoever can make checksums can still not make memory be reserved for what is
/// not there, or sections that overlap.
#[test]
fn crafted_tails_are_refused() {
    let craft = |content: u64, sections: &[(u32, u64, u64)], count: u32| {
        let mut bytes = noise(1, 50);
        let start = bytes.len();
        bytes.extend(crate::support::hash::checksum(&noise(1, 50)).to_le_bytes());
        for (tag, offset, length) in sections {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(offset.to_le_bytes());
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend(content.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        let end = [FORMAT.version.to_le_bytes(), FORMAT.magic].concat();
        let checksum = crate::support::hash::checksum(&[&bytes[start..], &end].concat());
        bytes.extend(checksum.to_le_bytes());
        bytes.extend(end);
        let entry = FileEntry {
            name: "file".into(),
            magic: FORMAT.magic,
            version: FORMAT.version,
            bytes: bytes.len() as u64,
            checksum,
        };
        open(&Recording::with(BTreeMap::from([("file".to_string(), bytes)])), &entry)
    };
    assert!(craft(50, &[(1, 0, 20), (2, 20, 30)], 2).is_ok());
    assert!(craft(50, &[(1, 0, 21), (2, 20, 30)], 2).is_err());
    assert!(craft(50, &[(1, 0, 20), (2, 20, 31)], 2).is_err());
    assert!(craft(50, &[(1, 0, 20), (2, 20, u64::MAX)], 2).is_err());
    assert!(craft(50, &[(1, 0, 50)], u32::MAX).is_err());
    assert!(craft(u64::MAX, &[(1, 0, 50)], 1).is_err());
}
