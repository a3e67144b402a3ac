//! A folder in memory that records what is done to it, replays what a crash would
//! have left, and fails where it is told to.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::files::{Files, NewFile, ReadAt};
use crate::error::Error;

/// One operation. Files are told apart by number, as their names change.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Create(usize, String),
    Write(usize, Vec<u8>),
    Sync(usize),
    Rename(String, String),
    Remove(String),
    SyncFolder,
    /// In the place of one that is left out.
    Nothing,
}

/// The folder and all that was done to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Recording {
    state: Arc<Mutex<State>>,
    locked: Arc<AtomicBool>,
    /// After how many more operations each one fails; no limit at 0.
    pub fail_after: Arc<AtomicUsize>,
    /// Called before each opening of a file for reading.
    pub before_open: Hook,
}

#[derive(Clone, Default)]
pub(super) struct Hook(pub Option<Arc<Called>>);

/// Called with a name.
type Called = dyn Fn(&str) + Send + Sync;

impl Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook")
    }
}

#[derive(Debug, Default)]
struct State {
    names: BTreeMap<String, usize>,
    contents: Vec<Vec<u8>>,
    log: Vec<Operation>,
}

impl State {
    fn apply_to_names(&mut self, operation: &Operation) {
        match operation {
            Operation::Create(file, name) => {
                self.names.insert(name.clone(), *file);
            }
            Operation::Rename(from, to) => {
                // A rename that survives has the file, whether its first name did or not.
                if let Some(file) = self.names.remove(from) {
                    self.names.insert(to.clone(), file);
                }
            }
            Operation::Remove(name) => {
                self.names.remove(name);
            }
            _ => {}
        }
    }
}

impl Recording {
    /// A folder with these files, as if they had always been there.
    pub fn with(files: BTreeMap<String, Vec<u8>>) -> Self {
        let recording = Self::default();
        let mut state = recording.state.lock().unwrap();
        for (name, bytes) in files {
            let file = state.contents.len();
            state.names.insert(name, file);
            state.contents.push(bytes);
        }
        drop(state);
        recording
    }

    /// The files with their content.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state.lock().unwrap();
        let content =
            |(name, &file): (&String, &usize)| (name.clone(), state.contents[file].clone());
        state.names.iter().map(content).collect()
    }

    /// Puts a file there without a record of it.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        let mut state = self.state.lock().unwrap();
        let file = state.contents.len();
        state.names.insert(name.into(), file);
        state.contents.push(bytes);
    }

    /// What was done so far.
    pub fn log(&self) -> Vec<Operation> {
        self.state.lock().unwrap().log.clone()
    }

    fn act(&self, operation: Operation) -> io::Result<()> {
        match self.fail_after.load(Ordering::Relaxed) {
            0 => {}
            1 => return Err(io::Error::from(io::ErrorKind::StorageFull)),
            left => self.fail_after.store(left - 1, Ordering::Relaxed),
        }
        let mut state = self.state.lock().unwrap();
        match &operation {
            Operation::Create(_, name) => {
                if state.names.contains_key(name) {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                state.contents.push(Vec::new());
            }
            Operation::Write(file, bytes) => state.contents[*file].extend_from_slice(bytes),
            Operation::Rename(name, _) | Operation::Remove(name) => {
                let file = state.names.get(name);
                file.ok_or(io::ErrorKind::NotFound)?;
            }
            _ => {}
        }
        state.apply_to_names(&operation);
        state.log.push(operation);
        Ok(())
    }
}

impl Files for Recording {
    fn path(&self) -> &Path {
        Path::new("index")
    }

    fn make(&self) -> Result<(), Error> {
        Ok(())
    }

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.state.lock().unwrap().names.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn ReadAt>> {
        if let Some(hook) = &self.before_open.0 {
            hook(name);
        }
        let state = self.state.lock().unwrap();
        let file = state.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(state.contents[*file].clone()))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        let file = self.state.lock().unwrap().contents.len();
        self.act(Operation::Create(file, name.into()))?;
        Ok(Box::new(RecordedFile { file, recording: self.clone() }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.act(Operation::Rename(from.into(), to.into()))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.act(Operation::Remove(name.into()))
    }

    fn sync_folder(&self) -> io::Result<()> {
        self.act(Operation::SyncFolder)
    }

    fn lock(&self) -> io::Result<Box<dyn Debug + Send + Sync>> {
        if self.locked.swap(true, Ordering::Relaxed) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Lock(self.locked.clone())))
    }
}

#[derive(Debug)]
struct Lock(Arc<AtomicBool>);

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl ReadAt for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let start = offset as usize;
        let found = self.get(start..start + bytes.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_from_slice(found);
        Ok(())
    }
}

#[derive(Debug)]
struct RecordedFile {
    file: usize,
    recording: Recording,
}

impl NewFile for RecordedFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.recording.act(Operation::Write(self.file, bytes.to_vec()))
    }

    fn sync_all(&mut self) -> io::Result<()> {
        self.recording.act(Operation::Sync(self.file))
    }
}

/// What is left of a file's bytes, of which so many were synced.
type Tear = dyn Fn(&[u8], usize) -> Vec<u8>;

/// Every state of the folder that a crash after these operations may leave, up to
/// choices among many alike: of the names changed since the folder was last synced,
/// any may have survived; of the bytes written since their file was, none, all, those
/// up to a sector, or those but for a sector.
pub(super) fn crashes(log: &[Operation]) -> Vec<BTreeMap<String, Vec<u8>>> {
    const SECTOR: usize = 512;
    let mut durable = State::default();
    let mut pending = Vec::new();
    let (mut contents, mut synced): (Vec<Vec<u8>>, Vec<usize>) = (Vec::new(), Vec::new());
    for operation in log {
        match operation {
            Operation::Create(file, _) => {
                contents.resize(contents.len().max(file + 1), Vec::new());
                synced.resize(contents.len(), 0);
                pending.push(operation.clone());
            }
            Operation::Write(file, bytes) => contents[*file].extend_from_slice(bytes),
            Operation::Sync(file) => synced[*file] = contents[*file].len(),
            Operation::Rename(..) | Operation::Remove(_) => pending.push(operation.clone()),
            Operation::SyncFolder => {
                pending.drain(..).for_each(|pending| durable.apply_to_names(&pending));
            }
            Operation::Nothing => {}
        }
    }
    // Each subset where there are few, else none, all, each alone, each left out.
    let count = pending.len();
    let subsets: Vec<Vec<bool>> = if count <= 4 {
        (0..1 << count).map(|set| (0..count).map(|at| set >> at & 1 == 1).collect()).collect()
    } else {
        let alone = |at: usize, yes: bool| (0..count).map(|other| (other == at) == yes).collect();
        let ends = [vec![false; count], vec![true; count]];
        (0..count).flat_map(|at| [alone(at, true), alone(at, false)]).chain(ends).collect()
    };
    let mut longest = 0;
    for (content, &synced) in contents.iter().zip(&synced) {
        longest = longest.max(content.len() - synced);
    }
    let mut torn: Vec<Box<Tear>> = vec![
        Box::new(|content, synced| content[..synced].to_vec()),
        Box::new(|content, _| content.to_vec()),
    ];
    for sector in 0..longest.div_ceil(SECTOR) {
        torn.push(Box::new(move |content, synced| {
            content[..content.len().min(synced + sector * SECTOR)].to_vec()
        }));
        torn.push(Box::new(move |content, synced| {
            let mut content = content.to_vec();
            let end = content.len();
            content[end.min(synced + sector * SECTOR)..end.min(synced + (sector + 1) * SECTOR)]
                .fill(0);
            content
        }));
    }
    let mut states = Vec::new();
    for subset in subsets {
        let mut names = State { names: durable.names.clone(), ..State::default() };
        // A rename whose file has lost its first name takes place all the same.
        let mut alive = names.names.clone();
        for (operation, survives) in pending.iter().zip(subset) {
            let mut all = State { names: alive.clone(), ..State::default() };
            if let (Operation::Rename(from, to), true) = (operation, survives) {
                names.names.remove(from);
                names.names.insert(to.clone(), all.names[from]);
            } else if survives {
                names.apply_to_names(operation);
            }
            all.apply_to_names(operation);
            alive = all.names;
        }
        for tear in &torn {
            let content = |(name, &file): (&String, &usize)| {
                (name.clone(), tear(&contents[file], synced[file]))
            };
            states.push(names.names.iter().map(content).collect());
        }
    }
    states
}
