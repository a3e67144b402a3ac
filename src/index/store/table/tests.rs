use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::error::Error;
use crate::index::store::cache::PageCache;
use crate::index::store::recording::Recording;
use crate::index::store::sealed::{FileEntry, SealedFile, SealedWriter};
use crate::support::hash::mix;
use crate::support::saved::Format;

const FORMAT: Format = Format { name: "test file", magic: *b"NCte", version: 3 };

type Content = BTreeMap<u64, Vec<u32>>;

fn write(content: &[(u64, Vec<u32>)], kind: TableKind, bits: u32) -> (Recording, FileEntry) {
    let files = Recording::default();
    let mut file = SealedWriter::new(&files, "file", FORMAT).unwrap();
    file.begin(6);
    file.write(b"something before").unwrap();
    let mut writer = TableWriter::new(&mut file, 7, kind, bits);
    for (key, values) in content {
        writer.push(*key, values).unwrap();
    }
    writer.finish().unwrap();
    (files, file.finish().unwrap())
}

fn open(files: &Recording, entry: &FileEntry, kind: TableKind) -> Result<Table, Error> {
    let cache = Arc::new(PageCache::default());
    let file = SealedFile::open(files, entry, FORMAT, &cache)?;
    Table::open(file.section(7)?, kind)
}

fn table(content: &[(u64, Vec<u32>)], kind: TableKind, bits: u32) -> Table {
    let (files, entry) = write(content, kind, bits);
    open(&files, &entry, kind).unwrap()
}

/// What a table of so many bits holds.
fn expected(content: &[(u64, Vec<u32>)], kind: TableKind, bits: u32) -> Content {
    let mut all = Content::new();
    for (key, values) in content {
        let joined = all.entry(key >> (64 - bits)).or_default();
        match kind {
            TableKind::Counts if !joined.is_empty() => {
                joined[0] = joined[0].saturating_add(values[0])
            }
            _ => joined.extend(values),
        }
        joined.sort_unstable();
        joined.dedup();
    }
    all
}

fn check(content: &[(u64, Vec<u32>)], kind: TableKind, bits: u32, queries: &[u64]) {
    let table = table(content, kind, bits);
    let all = expected(content, kind, bits);
    let mut keys: Vec<u64> =
        content.iter().map(|&(key, _)| key).chain(queries.iter().copied()).collect();
    let mut values = vec![9];
    for &key in &keys {
        let there = all.get(&(key >> (64 - bits)));
        assert_eq!(table.get(key, &mut values).unwrap(), there.is_some(), "key {key}");
        assert_eq!(values, there.cloned().unwrap_or_default(), "key {key}");
    }
    keys.sort_unstable();
    for step in [1, 3, 50] {
        let keys: Vec<u64> = keys.iter().copied().step_by(step).collect();
        let mut found = Vec::new();
        table.get_sorted(&keys, |at, values| found.push((at, values.to_vec()))).unwrap();
        let there = |(at, key): (usize, &u64)| Some((at, all.get(&(key >> (64 - bits)))?.clone()));
        assert_eq!(found, keys.iter().enumerate().filter_map(there).collect::<Vec<_>>());
    }
}

fn keys() -> impl Strategy<Value = u64> {
    // Evenly spread ones, crowded ones, and the extremes.
    prop_oneof![
        4 => any::<u64>(),
        2 => (0u64..50).prop_map(|key| 7 << 60 | key),
        1 => (0u32..64).prop_map(|bit| 1 << bit),
        1 => (0u32..64).prop_map(|bit| u64::MAX >> bit),
        1 => (0u32..64).prop_map(|bit| u64::MAX << bit),
    ]
}

fn lists() -> impl Strategy<Value = Vec<u32>> {
    let list = |values| prop::collection::btree_set(any::<u32>(), values);
    let small = prop::collection::btree_set(0u32..100, 1..8);
    prop_oneof![small, list(1..2), list(1..6), list(1..200)]
        .prop_map(|set| set.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn documents_come_back(
        content in prop::collection::btree_map(keys(), lists(), 0..400),
        bits in prop_oneof![Just(64u32), 1..=64u32],
        queries in prop::collection::vec(keys(), 20),
    ) {
        let content: Vec<_> = content.into_iter().collect();
        check(&content, TableKind::Documents, bits, &queries);
    }

    #[test]
    fn counts_come_back(
        content in prop::collection::btree_map(
            keys(), prop_oneof![Just(1), 1..20u32, 1..=u32::MAX], 0..600),
        bits in prop_oneof![Just(64u32), 1..=64u32],
        queries in prop::collection::vec(keys(), 20),
    ) {
        let content: Vec<_> = content.into_iter().map(|(key, count)| (key, vec![count])).collect();
        check(&content, TableKind::Counts, bits, &queries);
    }

    /// A block of any bytes, a changed table under right checksums: an error or an
    /// answer, and lists no longer than the bytes allow.
    #[test]
    fn any_bytes_are_refused_or_read(
        bytes in prop::collection::vec(any::<u8>(), 0..400), first: u64, key: u64,
    ) {
        for kind in [TableKind::Documents, TableKind::Counts] {
            let Some(block) = block::Block::new(&bytes, first, kind) else { continue };
            let entry = block.find(key);
            let mut entries = block::Entries::default();
            let _ = block.decode(&mut entries);
            prop_assert!(entries.values.len() <= 8 * bytes.len() + 256);
            if let Some(payload) = block.payload() {
                for entry in entry.into_iter().chain([0, 5, 255]) {
                    let mut values = Vec::new();
                    let _ = payload.get(entry, &mut values);
                    prop_assert!(values.len() <= 8 * bytes.len() + 256);
                }
            }
        }
    }
}

fn sample(count: u64) -> Vec<(u64, Vec<u32>)> {
    let mut content: Vec<_> = (0..count)
        .map(|at| {
            let list = (0..1 + mix(at + 7) as u32 % 3).map(|more| at as u32 + 5 * more).collect();
            (mix(at), list)
        })
        .collect();
    content.sort();
    content
}

/// With the checksums of pages in the way, and with checksums that fit.
#[test]
fn every_changed_bit_is_an_error_or_an_answer() {
    let content = sample(150);
    let (files, entry) = write(&content, TableKind::Documents, 64);
    let bytes = files.files()["file"].clone();
    for bit in 0..8 * bytes.len() {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let files = Recording::with(BTreeMap::from([("file".to_string(), changed)]));
        let Ok(table) = open(&files, &entry, TableKind::Documents) else { continue };
        assert!(table.get(content[99].0, &mut Vec::new()).is_err(), "bit {bit}");
    }
    let section = bytes.len() - 28 - 8 - 40;
    for bit in 16 * 8..8 * section {
        let mut changed = bytes[16..section].to_vec();
        changed[bit / 8 - 16] ^= 1 << (bit % 8);
        let files = Recording::default();
        let mut file = SealedWriter::new(&files, "file", FORMAT).unwrap();
        file.begin(7);
        file.write(&changed).unwrap();
        let entry = file.finish().unwrap();
        let Ok(table) = open(&files, &entry, TableKind::Documents) else { continue };
        let most = 8 * bytes.len();
        let mut values = Vec::new();
        for (key, _) in content.iter().step_by(7) {
            let _ = table.get(*key, &mut values);
            assert!(values.len() <= most);
        }
        let keys: Vec<u64> = content.iter().map(|&(key, _)| key).collect();
        let _ = table.get_sorted(&keys, |_, values| assert!(values.len() <= most));
    }
}

/// Keys made to mislead interpolation: each guess is far from the place.
#[test]
fn crowded_keys_are_found() {
    let mut content: Vec<(u64, Vec<u32>)> = (0..60_000u64).map(|key| (key, vec![1])).collect();
    content.extend((0..64).map(|bit| (u64::MAX >> 1 >> bit | 1 << 62, vec![2])));
    content.extend((0..60_000u64).map(|key| (u64::MAX - key, vec![3])));
    content.sort();
    content.dedup_by_key(|&mut (key, _)| key);
    let table = table(&content, TableKind::Counts, 64);
    for (key, values) in content.iter().step_by(41) {
        let mut found = Vec::new();
        table.get(*key, &mut found).unwrap();
        assert_eq!(found, *values);
    }
    assert!(!table.get(70_000, &mut Vec::new()).unwrap());
}

#[test]
fn an_empty_table_holds_nothing() {
    for kind in [TableKind::Documents, TableKind::Counts] {
        check(&[], kind, key_bits(0), &[0, 5, u64::MAX]);
    }
}

#[test]
fn another_kind_is_refused() {
    let (files, entry) = write(&sample(3), TableKind::Documents, 64);
    assert!(open(&files, &entry, TableKind::Counts).is_err());
}

#[test]
fn bits_tell_the_entries_apart() {
    assert_eq!([0, 1, 2, 3, 1 << 20, (1 << 20) + 1].map(key_bits), [20, 20, 21, 22, 40, 41]);
    assert_eq!(key_bits(1 << 50), 64);
}
