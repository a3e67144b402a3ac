//! Files whose text another program makes: PDF, documents of word processors, and
//! whatever else there is a command for.
//!
//! The command gets the path of a file as its only argument and the file itself as its
//! standard input, as ripgrep has it; what it writes to its standard output is the text.
//! It runs in a process group of its own, which is ended as a whole when the time is up,
//! when the text is longer than the limit, or when this process ends by a signal that
//! [`end_all`] is called for.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::format::ContentKind;
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::single;
use super::task::Task;
use super::walk::Source;
use crate::error::Error;

/// A command that makes the text of files, and of which ones.
///
/// ```
/// # #[cfg(unix)] {
/// use nearcopy::Articles;
/// use nearcopy::read::{Preprocessor, Reader};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("17.shout");
/// std::fs::write(&path, "RAIN FELL.")?;
///
/// # let command = folder.path().join("lower");
/// # std::fs::write(&command, "#!/bin/sh\nexec tr A-Z a-z\n")?;
/// # use std::os::unix::fs::PermissionsExt;
/// # std::fs::set_permissions(&command, std::fs::Permissions::from_mode(0o755))?;
/// // A script that ends in `exec tr A-Z a-z`.
/// let lower = Preprocessor::new(command).globs(["*.shout"])?;
/// let read = Reader::builder().preprocessor(lower).build()?.read(&[&path])?;
/// assert_eq!(read.text(0)?, "rain fell.");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Preprocessor {
    command: PathBuf,
    globs: Vec<String>,
    timeout: Duration,
}

impl Preprocessor {
    /// The command, a program without arguments, for every file that is read.
    pub fn new(command: impl Into<PathBuf>) -> Self {
        Self { command: command.into(), globs: Vec::new(), timeout: Duration::from_secs(60) }
    }

    /// Only for the files that one of these patterns matches: `*`, `?`, `[a-z]`,
    /// `{a,b}`, and `**` for folders. A pattern without `/` is compared with the name
    /// of a file, another with the whole path; one that begins with `!` takes files
    /// out again. In a folder, files of any kind are then read that match.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a pattern is empty.
    pub fn globs<S: Into<String>>(
        mut self,
        globs: impl IntoIterator<Item = S>,
    ) -> Result<Self, Error> {
        self.globs = globs.into_iter().map(Into::into).collect();
        match self.globs.iter().find(|glob| glob.trim_start_matches('!').is_empty()) {
            None => Ok(self),
            Some(glob) => Err(Error::Setting {
                name: "pre-glob",
                value: format!("{glob:?}"),
                allowed: "a pattern as *.pdf",
            }),
        }
    }

    /// How long the command may take for one file. Default: 60 seconds.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Whether the command makes the text of this file.
    pub(super) fn takes(&self, path: &Path) -> bool {
        let whole = path.to_string_lossy();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let matches = |glob: &str| {
            let compared = if glob.contains('/') { &whole } else { &name };
            fast_glob::glob_match(glob, &**compared)
        };
        let (excluding, including): (Vec<&String>, Vec<&String>) =
            self.globs.iter().partition(|glob| glob.starts_with('!'));
        (including.is_empty() || including.iter().any(|glob| matches(glob)))
            && !excluding.iter().any(|glob| matches(&glob[1..]))
    }

    /// What the command writes for a file.
    fn run(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ProblemKind> {
        let failed = |reason: String| ProblemKind::CommandFailed { reason };
        let unreadable = |error: io::Error| ProblemKind::Unreadable { reason: error.to_string() };
        let input = File::open(path).map_err(unreadable)?;
        let started = Instant::now();
        let left = || self.timeout.saturating_sub(started.elapsed());
        let too_long = || failed(format!("it took more than {} seconds", self.timeout.as_secs()));

        let mut command = Command::new(&self.command);
        command.arg(path).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = Running::start(&mut command)
            .map_err(|error| failed(format!("{}: {error}", self.command.display())))?;
        let output = drained(running.child.stdout.take(), limit + 1);
        let messages = drained(running.child.stderr.take(), MESSAGES);
        // Whoever has the pipes open may outlive the command that it was started by.
        let Ok(text) = output.recv_timeout(left()) else { return Err(too_long()) };
        let text = text.map_err(unreadable)?;
        if text.len() as u64 > limit {
            return Err(ProblemKind::TooLarge { limit });
        }
        let Some(status) = running.wait(left).map_err(unreadable)? else { return Err(too_long()) };
        if status.success() {
            return Ok(text);
        }
        drop(running);
        let messages =
            messages.recv_timeout(PATIENCE).ok().and_then(Result::ok).unwrap_or_default();
        let messages = String::from_utf8_lossy(&messages);
        let first = messages.lines().map(str::trim).find(|line| !line.is_empty());
        Err(failed(first.map_or_else(|| status.to_string(), first_line)))
    }
}

/// The article of a file that the command of the task makes.
pub(super) fn read(source: &Source, task: &Task<'_>) -> ReadBatch {
    let Some(command) = task.preprocessor else { return ReadBatch::default() };
    let text = command.run(&source.path, task.limit);
    task.meter.advance(source.bytes);
    match text {
        // A scanned page, for one.
        Ok(text) if text.trim_ascii().is_empty() => ReadBatch::of_problem(ProblemKind::NoText),
        Ok(text) => single::article(ContentKind::Plain, &source.id, text, None, task),
        Err(problem) => ReadBatch::of_problem(problem),
    }
}

/// How much is kept of what a command says on standard error.
const MESSAGES: u64 = 4 << 10;

/// How long that is waited for, once the command has ended.
const PATIENCE: Duration = Duration::from_millis(500);

/// Most characters of what a command says that are told.
const LONGEST: usize = 200;

fn first_line(line: &str) -> String {
    let shown = line.chars().filter(|char| !char.is_control()).take(LONGEST);
    shown.collect()
}

/// What comes out of a pipe, up to a limit, on a thread of its own: it ends when the
/// pipe does.
fn drained(pipe: Option<impl Read + Send + 'static>, limit: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (send, receive) = channel();
    let drain = move || {
        let mut bytes = Vec::new();
        let Some(mut pipe) = pipe else { return };
        let read = (&mut pipe).take(limit).read_to_end(&mut bytes);
        // What is beyond a message is read and not kept, so that nobody waits for it.
        if limit == MESSAGES {
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
        let _ = send.send(read.map(|_| bytes));
    };
    // Without a thread the receiver hears at once that nothing comes.
    let _ = std::thread::Builder::new().spawn(drain);
    receive
}

/// A command that runs. It is ended, with all that it has started, when this is
/// dropped.
struct Running {
    child: Child,
    is_finished: bool,
}

/// The numbers of the process groups that run.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn groups() -> MutexGuard<'static, Vec<u32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        #[cfg(target_os = "linux")]
        dies_with_us(command);
        // Held while it starts, so that none is missed by whoever ends all.
        let mut groups = groups();
        let child = command.spawn()?;
        groups.push(child.id());
        Ok(Self { child, is_finished: false })
    }

    /// Waits for the end, but no longer than `left` says.
    fn wait(&mut self, left: impl Fn() -> Duration) -> io::Result<Option<ExitStatus>> {
        let mut pause = Duration::from_millis(1);
        while !has_ended(&mut self.child)? {
            if left().is_zero() {
                return Ok(None);
            }
            std::thread::sleep(pause.min(left()));
            pause = (2 * pause).min(Duration::from_millis(50));
        }
        self.finish().map(Some)
    }

    /// Ends whatever is left of the group. Its number stays taken until the command
    /// itself has been waited for.
    fn finish(&mut self) -> io::Result<ExitStatus> {
        self.is_finished = true;
        let mut groups = groups();
        end(self.child.id());
        let _ = self.child.kill();
        let status = self.child.wait();
        groups.retain(|&group| group != self.child.id());
        status
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = self.finish();
        }
    }
}

/// Whether a command has ended; what it ended with can still be asked.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some())
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Ends a process group.
#[cfg(unix)]
fn end(group: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        // It may have ended by itself.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end(_: u32) {}

/// Has the system end the command when this process ends, however it does.
#[cfg(target_os = "linux")]
fn dies_with_us(command: &mut Command) {
    use rustix::process::{Signal, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt;

    let ask = || set_parent_process_death_signal(Some(Signal::KILL)).map_err(io::Error::from);
    // SAFETY: between fork and exec this does one system call, and allocates nothing.
    unsafe { command.pre_exec(ask) };
}

/// Ends every command that runs, and lets none start any more: for a process that ends
/// by a signal.
#[cfg(feature = "cli")]
pub(crate) fn end_all() {
    let groups = groups();
    groups.iter().for_each(|&group| end(group));
    std::mem::forget(groups);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let takes = |globs: &[&str], path: &str| {
            let command = Preprocessor::new("x").globs(globs.iter().copied()).unwrap();
            command.takes(Path::new(path))
        };
        for (globs, path, wanted) in [
            (&[][..], "a/b.txt", true),
            (&["*.pdf"], "a/b.pdf", true),
            (&["*.pdf"], "a/b.txt", false),
            (&["*.{pdf,docx}"], "b.docx", true),
            (&["*.pdf", "!draft*"], "a/draft.pdf", false),
            (&["!*.txt"], "a.pdf", true),
            (&["a/**/*.pdf"], "a/b/c.pdf", true),
            (&["a/*.pdf"], "b/c.pdf", false),
        ] {
            assert_eq!(takes(globs, path), wanted, "{globs:?} {path}");
        }
        let empty = Preprocessor::new("x").globs(["!"]).unwrap_err();
        assert!(empty.to_string().contains("a pattern as *.pdf"), "{empty}");
    }
}
