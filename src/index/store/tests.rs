//! Commits, crashes and failures, through the whole of the storage layer.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use super::recording::{Hook, Operation, Recording, crashes};
use super::*;
use crate::error::Error;
use crate::support::saved::Format;

const SEGMENT: Format = Format { name: "segment", magic: *b"NCsg", version: 1 };
const FORMATS: &[Format] = &[SEGMENT];

type FilesByName = BTreeMap<String, Vec<u8>>;

fn store(files: &Recording) -> Store {
    Store::with_files(Arc::new(files.clone()), FORMATS, Arc::new(PageCache::new(1 << 20)))
}

fn body(step: u64) -> Vec<u8> {
    format!("the state after step {step}").into_bytes()
}

fn content(step: u64) -> Vec<u8> {
    step.to_le_bytes().repeat(200)
}

/// Adds a file and, every third time, gives up the oldest.
fn advance(writer: &mut Writer, step: u64) -> Result<(), Error> {
    let mut file = writer.create("segment", SEGMENT)?;
    file.begin(1);
    file.write(&content(step))?;
    let mut files = writer.snapshot().manifest.files.clone();
    files.push(file.finish()?);
    if step.is_multiple_of(3) {
        files.remove(0);
    }
    writer.commit(files, body(step))?;
    Ok(())
}

/// Asserts that a snapshot is the state after some step; returns which.
fn step_of(snapshot: &Snapshot) -> u64 {
    let text = String::from_utf8(snapshot.manifest.body.clone()).unwrap();
    let step: u64 = text.strip_prefix("the state after step ").unwrap().parse().unwrap();
    assert_eq!(snapshot.manifest.generation, step + 1);
    let steps: Vec<u64> = (step / 3 + 1..=step).collect();
    let files: Vec<&SealedFile> =
        snapshot.manifest.files.iter().map(|file| &snapshot.files[&file.name]).collect();
    assert_eq!(files.len(), steps.len(), "step {step}");
    for (file, step) in files.into_iter().zip(steps) {
        let section = file.section(1).unwrap();
        assert_eq!(*section.read(0..section.len()).unwrap(), content(step));
    }
    step
}

#[test]
fn states_follow_each_other_and_two_are_kept() {
    let files = Recording::default();
    let mut writer = store(&files).create(body(0)).unwrap();
    for step in 1..=8 {
        advance(&mut writer, step).unwrap();
        assert_eq!(step_of(writer.snapshot()), step);
        assert_eq!(step_of(&store(&files).open_reader().unwrap()), step);
        assert_eq!(store(&files).generations().unwrap(), [step, step + 1]);
        assert_eq!(step_of(&store(&files).open_generation(step).unwrap()), step - 1);
    }
    assert_eq!(store(&files).verify().unwrap(), []);
    let names: Vec<String> = files.files().into_keys().collect();
    assert!(names.contains(&"segment-0000000009-0".to_string()), "{names:?}");
    assert!(!names.contains(&"segment-0000000003-0".to_string()), "{names:?}");
    drop(writer);
    assert_eq!(store(&files).open_writer().unwrap().removed(), [""; 0]);
}

/// Every prefix of the log, with what was not synced dropped, torn and reordered.
#[test]
fn a_crash_leaves_the_state_before_or_after() {
    let files = Recording::default();
    let mut ends = Vec::new();
    let mut writer = store(&files).create(body(0)).unwrap();
    ends.push(files.log().len());
    for step in 1..=7 {
        advance(&mut writer, step).unwrap();
        ends.push(files.log().len());
        // A process that dies in between, and one that goes on.
        if step % 2 == 0 {
            let mut file = writer.create("segment", SEGMENT).unwrap();
            file.begin(1);
            drop(file);
            drop(writer);
            writer = store(&files).open_writer().unwrap();
            assert_eq!(writer.removed().len(), 1);
        }
    }
    let log = files.log();
    let (mut states, mut before, mut after) = (0, 0, 0);
    for length in 0..=log.len() {
        let done = ends.iter().filter(|&&end| end <= length).count() as u64;
        for left in crashes(&log[..length]) {
            states += 1;
            let left = Recording::with(left);
            match store(&left).open_reader() {
                Ok(snapshot) => {
                    let step = step_of(&snapshot);
                    assert!(step + 1 == done || step == done, "{step} after {length}: {left:?}");
                    *if step == done { &mut after } else { &mut before } += 1;
                    let mut writer = store(&left).open_writer().unwrap();
                    advance(&mut writer, step + 1).unwrap();
                    assert_eq!(step_of(&store(&left).open_reader().unwrap()), step + 1);
                    let named: Vec<String> = left.files().into_keys().collect();
                    let manifests = store(&left).generations().unwrap();
                    assert_eq!(manifests, [step + 1, step + 2], "{named:?}");
                }
                Err(error) => {
                    assert_eq!(done, 0, "{error} after {length}: {left:?}");
                    let writer = store(&left).create(body(0)).unwrap();
                    assert_eq!(step_of(writer.snapshot()), 0);
                }
            }
        }
    }
    assert!(states > 2000 && before > 500 && after > 20, "{states} {before} {after}");
}

/// The replay notices where a sync is missing: each kind is left out in its turn.
#[test]
fn each_sync_is_needed() {
    let files = Recording::default();
    let mut writer = store(&files).create(body(0)).unwrap();
    let mut ends = vec![files.log().len()];
    for step in 1..=3 {
        advance(&mut writer, step).unwrap();
        ends.push(files.log().len());
    }
    // The folder is synced before the manifest gets its name, and after.
    let before_rename =
        |log: &[Operation], at: usize| matches!(log.get(at + 1), Some(Operation::Rename(..)));
    let holds = |left_out: &dyn Fn(&[Operation], usize) -> bool| {
        let mut log = files.log();
        let whole = files.log();
        for (at, operation) in log.iter_mut().enumerate() {
            if left_out(&whole, at) {
                *operation = Operation::Nothing;
            }
        }
        (0..=log.len()).all(|length| {
            let done = ends.iter().filter(|&&end| end <= length).count() as u64;
            crashes(&log[..length]).into_iter().all(|left| {
                match store(&Recording::with(left)).open_reader() {
                    Ok(Snapshot { manifest, files }) => {
                        let whole = files.values().all(|file| file.verify().is_empty());
                        manifest.generation >= done && whole
                    }
                    Err(_) => done == 0,
                }
            })
        })
    };
    assert!(holds(&|_, _| false));
    assert!(!holds(&|log, at| matches!(log[at], Operation::Sync(_))));
    let folder = |log: &[Operation], at: usize| matches!(log[at], Operation::SyncFolder);
    assert!(!holds(&|log, at| folder(log, at) && before_rename(log, at)));
    assert!(!holds(&|log, at| folder(log, at) && !before_rename(log, at)));
}

/// The disk is full at every possible moment, and is emptied again.
#[test]
fn a_failed_commit_leaves_the_state_before() {
    for allowed in 1.. {
        let files = Recording::default();
        let mut writer = store(&files).create(body(0)).unwrap();
        for step in 1..=4 {
            advance(&mut writer, step).unwrap();
        }
        files.fail_after.store(allowed, Ordering::Relaxed);
        let failed = advance(&mut writer, 5);
        files.fail_after.store(0, Ordering::Relaxed);
        let present = step_of(&store(&files).open_reader().unwrap());
        if let Err(error) = &failed {
            let Error::File { path, source } = error else { panic!("{error}") };
            assert_eq!(source.kind(), io::ErrorKind::StorageFull);
            assert!(path.starts_with("index"), "{error}");
            match advance(&mut writer, 5) {
                Ok(()) => assert_eq!(step_of(writer.snapshot()), 5),
                // The manifest has its name, or it may have it.
                Err(error) => {
                    assert!(error.to_string().contains("open the index anew"), "{error}");
                    drop(writer);
                    writer = store(&files).open_writer().unwrap();
                    assert_eq!(step_of(writer.snapshot()), present);
                    advance(&mut writer, present + 1).unwrap();
                }
            }
        } else {
            assert_eq!(present, 5);
            advance(&mut writer, 6).unwrap();
        }
        assert_eq!(store(&files).verify().unwrap(), []);
        if failed.is_ok() && files.log().len() < allowed {
            break;
        }
    }
}

#[test]
fn there_is_one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = || Store::new(&folder.path().join("new/index"), FORMATS, Arc::default());
    let writer = store().create(body(0)).unwrap();
    let Error::File { path, source } = store().open_writer().unwrap_err() else { panic!() };
    assert_eq!((path, source.kind()), (folder.path().join("new/index"), io::ErrorKind::WouldBlock));
    assert!(source.to_string().contains("one at a time"), "{source}");
    assert_eq!(step_of(&store().open_reader().unwrap()), 0);
    drop(writer);
    let mut writer = store().open_writer().unwrap();
    for step in 1..=7 {
        advance(&mut writer, step).unwrap();
    }
    assert_eq!(step_of(&store().open_reader().unwrap()), 7);
    assert_eq!(store().verify().unwrap(), []);
}

#[test]
fn only_an_empty_folder_becomes_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path(), FORMATS, Arc::default());
    let message = store.open_reader().unwrap_err().to_string();
    assert!(message.contains("no index"), "{message}");
    assert!(store.open_writer().is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let message = store.create(body(0)).unwrap_err().to_string();
    assert!(message.contains("notes.txt"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    std::fs::remove_file(folder.path().join("notes.txt")).unwrap();
    drop(store.create(body(0)).unwrap());
    let message = store.create(body(0)).unwrap_err().to_string();
    assert!(message.contains("index already"), "{message}");
    // What somebody puts there later is left alone.
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let mut writer = store.open_writer().unwrap();
    advance(&mut writer, 1).unwrap();
    assert_eq!(std::fs::read(folder.path().join("notes.txt")).unwrap(), b"mine");
    let missing = Store::new(&folder.path().join("none"), FORMATS, Arc::default());
    assert!(missing.open_reader().unwrap_err().to_string().contains("none"));
}

/// A writer commits, and removes files, between a reader's steps.
#[test]
fn a_reader_begins_again_where_files_vanish() {
    let files = Recording::default();
    let mut writer = store(&files).create(body(0)).unwrap();
    advance(&mut writer, 1).unwrap();
    advance(&mut writer, 2).unwrap();
    let writer = Arc::new(Mutex::new((writer, 2, 5)));
    let behind = writer.clone();
    let mut meddling = files.clone();
    meddling.before_open = Hook(Some(Arc::new(move |name: &str| {
        let Ok(mut writer) = behind.try_lock() else { return };
        if name.starts_with("segment") && writer.2 > 0 {
            writer.2 -= 1;
            for _ in 0..3 {
                writer.1 += 1;
                let step = writer.1;
                advance(&mut writer.0, step).unwrap();
            }
        }
    })));
    assert_eq!(step_of(&store(&meddling).open_reader().unwrap()), 2 + 5 * 3);
    assert_eq!(writer.lock().unwrap().2, 0);
}

/// A snapshot outlives the files it reads.
#[cfg(unix)]
#[test]
fn a_snapshot_is_read_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path(), FORMATS, Arc::default());
    let mut writer = store.create(body(0)).unwrap();
    advance(&mut writer, 1).unwrap();
    let snapshot = store.open_reader().unwrap();
    (2..=9).for_each(|step| advance(&mut writer, step).unwrap());
    assert!(!folder.path().join("segment-0000000002-0").exists());
    assert_eq!(step_of(&snapshot), 1);
}

/// Nobody falls back to an older state by themselves, and nobody wipes anything.
#[test]
fn a_damaged_manifest_is_an_error() {
    let files = Recording::default();
    let mut writer = store(&files).create(body(0)).unwrap();
    (1..=4).for_each(|step| advance(&mut writer, step).unwrap());
    drop(writer);
    let whole = files.files();
    let bytes = &whole["manifest-0000000005"];
    for bit in 0..8 * bytes.len() {
        let mut damaged = whole.clone();
        damaged.get_mut("manifest-0000000005").unwrap()[bit / 8] ^= 1 << (bit % 8);
        let files = Recording::with(damaged.clone());
        for error in [store(&files).open_reader().err(), store(&files).open_writer().err()] {
            assert!(error.unwrap().to_string().contains("manifest-0000000005"), "bit {bit}");
        }
        assert_eq!(files.files(), damaged, "nothing was changed");
        let damages = store(&files).verify().unwrap();
        assert_eq!(damages.len(), 1);
        assert_eq!(damages[0].file, "manifest-0000000005");
    }
    assert_eq!(step_of(&store(&files).open_generation(4).unwrap()), 3);
    // One whose number is not its own.
    files.put("manifest-0000000006", bytes.clone());
    let message = store(&files).open_reader().unwrap_err().to_string();
    assert!(message.contains("generation 5"), "{message}");
}

/// Files that are missing, exchanged or damaged are named.
#[test]
fn damaged_files_are_named() {
    let files = Recording::default();
    let mut writer = store(&files).create(body(0)).unwrap();
    (1..=2).for_each(|step| advance(&mut writer, step).unwrap());
    drop(writer);
    let whole = files.files();
    let with = |change: &dyn Fn(&mut FilesByName)| {
        let mut files = whole.clone();
        change(&mut files);
        store(&Recording::with(files))
    };
    let name = "segment-0000000002-0";
    let missing = with(&|files| drop(files.remove(name)));
    for error in [missing.open_reader().err(), missing.open_writer().err()] {
        let message = error.unwrap().to_string();
        assert!(message.contains(name) && message.contains("missing"), "{message}");
    }
    assert_eq!(missing.verify().unwrap()[0].file, name);
    let exchanged =
        with(&|files| drop(files.insert(name.into(), files["segment-0000000003-0"].clone())));
    assert!(exchanged.open_reader().unwrap_err().to_string().contains("another checksum"));
    let damaged = with(&|files| files.get_mut(name).unwrap()[77] ^= 1);
    let snapshot = damaged.open_reader().unwrap();
    assert!(snapshot.files[name].section(1).unwrap().read(0..1).is_err());
    let damages = damaged.verify().unwrap();
    let found: Vec<_> = damages.iter().map(|d| (&d.file[..], &d.sections[..], d.page)).collect();
    assert_eq!(found, [(name, &[1][..], Some(0))]);
}

/// A file of a kind or a version that this program does not know.
#[test]
fn other_formats_are_refused() {
    const OTHER: &[Format] = &[Format { version: 2, ..SEGMENT }];
    const STRANGE: &[Format] = &[Format { magic: *b"NCxx", ..SEGMENT }];
    let files = Recording::default();
    advance(&mut store(&files).create(body(0)).unwrap(), 1).unwrap();
    let open = |formats| {
        let store = Store::with_files(Arc::new(files.clone()), formats, Arc::default());
        store.open_reader().unwrap_err().to_string()
    };
    let message = open(OTHER);
    assert!(message.contains("version 1") && message.contains("version 2"), "{message}");
    assert!(open(STRANGE).contains("NCsg"));
}

/// What the real folder says of a folder that nobody may write to. (The superuser may.)
#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path(), FORMATS, Arc::default());
    drop(store.create(body(0)).unwrap());
    let set =
        |mode| std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(mode)).unwrap();
    set(0o555);
    if std::fs::write(folder.path().join("probe"), "").is_err() {
        assert_eq!(step_of(&store.open_reader().unwrap()), 0);
        let mut writer = store.open_writer().unwrap();
        let message = advance(&mut writer, 1).unwrap_err().to_string();
        assert!(message.contains("segment-0000000002-0"), "{message}");
    }
    set(0o755);
}

/// Readers open the index again and again while a writer commits.
#[test]
fn readers_never_see_a_half_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path(), FORMATS, Arc::new(PageCache::new(100_000)));
    let mut writer = store.create(body(0)).unwrap();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut step = 0;
                    while step < 40 {
                        let now = step_of(&store.open_reader().unwrap());
                        assert!(now >= step);
                        step = now;
                    }
                })
            })
            .collect();
        (1..=40).for_each(|step| advance(&mut writer, step).unwrap());
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}
