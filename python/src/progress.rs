//! A run beside Python's threads: how far it is, and how it is interrupted.
//!
//! The run works in threads of its own, which never call into Python. The thread that called
//! it waits without the global lock, and looks up ten times a second: it tells how far the
//! run is and asks whether Ctrl-C was pressed. So no callback can slow a run down.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicUsize, Ordering::Relaxed};
use std::thread::{self, Thread};
use std::time::Duration;

use nearcopy::Error;
use nearcopy::progress::{Progress, Stage};
use pyo3::prelude::*;

use crate::errors::{NearcopyError, exception};

/// Time between two looks.
const TICK: Duration = Duration::from_millis(100);

/// What the threads of a run tell, and are told.
#[derive(Default)]
pub struct Watch {
    stage: AtomicU8,
    done: AtomicUsize,
    total: AtomicUsize,
    is_cancelled: AtomicBool,
    is_over: AtomicBool,
}

impl Watch {
    /// Reading begins, of so many bytes.
    pub fn begin_reading(&self, bytes: usize) {
        self.done.store(0, Relaxed);
        self.total.store(bytes, Relaxed);
        self.stage.store(0, Relaxed);
    }

    /// That the run is to go on.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// What a callback calls the stages, by number.
const STAGES: [&str; 5] = ["reading", "words", "candidates", "verification", "alignment"];

impl Progress for Watch {
    fn begin(&self, stage: Stage, total: usize) {
        let number = match stage {
            Stage::Words => 1,
            Stage::Candidates => 2,
            Stage::Verification => 3,
            _ => 4,
        };
        self.done.store(0, Relaxed);
        self.total.store(total, Relaxed);
        self.stage.store(number, Relaxed);
    }

    fn advance(&self, units: usize) {
        self.done.fetch_add(units, Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Relaxed)
    }
}

/// Who is told how far a run is.
pub enum Listener {
    Nobody,
    /// Called with a stage, and how much of how much of it is done.
    Callback(Py<PyAny>),
}

impl Listener {
    /// `progress` as the functions take it: False, True for a bar, or a function.
    pub fn new(py: Python<'_>, progress: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        let is_asked = progress.as_ref().map(|it| it.extract::<bool>());
        match (is_asked, progress) {
            (Some(Ok(false)), _) => Ok(Self::Nobody),
            (Some(Err(_)), Some(callback)) => Ok(Self::Callback(callback.unbind())),
            _ => {
                let bar = py.import("nearcopy._progress")?.call_method0("bar")?;
                Ok(if bar.is_none() { Self::Nobody } else { Self::Callback(bar.unbind()) })
            }
        }
    }

    fn tell(&self, py: Python<'_>, watch: &Watch) -> PyResult<()> {
        let Self::Callback(callback) = self else { return Ok(()) };
        let stage = STAGES[usize::from(watch.stage.load(Relaxed))];
        let total = watch.total.load(Relaxed);
        let done = watch.done.load(Relaxed).min(total);
        callback.call1(py, (stage, done, total)).map(drop)
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        match self {
            Self::Callback(callback) if callback.bind(py).hasattr("close")? => {
                callback.call_method0(py, "close").map(drop)
            }
            _ => Ok(()),
        }
    }
}

/// Runs `work` in other threads. An exception of the listener, or Ctrl-C, ends it.
pub fn run<T: Send>(
    py: Python<'_>,
    listener: &Listener,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let outcome = watched(py, listener, &watch, work);
    listener.close(py)?;
    outcome
}

fn watched<T: Send>(
    py: Python<'_>,
    listener: &Listener,
    watch: &Watch,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let pool = pool()?;
    thread::scope(|scope| {
        let over = Over { watch, waiting: thread::current() };
        let worker =
            thread::Builder::new().name("nearcopy".into()).spawn_scoped(scope, move || {
                let over = over;
                pool.install(|| work(over.watch))
            })?;
        let mut interrupted = None;
        loop {
            py.detach(|| thread::park_timeout(TICK));
            let is_over = watch.is_over.load(Acquire);
            if interrupted.is_none()
                && let Err(error) = py.check_signals().and_then(|()| listener.tell(py, watch))
            {
                watch.is_cancelled.store(true, Relaxed);
                interrupted = Some(error);
            }
            if is_over {
                break;
            }
        }
        let outcome = py.detach(|| worker.join());
        match (interrupted, outcome) {
            (Some(error), _) => Err(error),
            (None, Ok(outcome)) => outcome.map_err(exception),
            (None, Err(panic)) => Err(defect(&*panic)),
        }
    })
}

/// Says that the run is over, however it ended.
struct Over<'w> {
    watch: &'w Watch,
    waiting: Thread,
}

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.watch.is_over.store(true, Release);
        self.waiting.unpark();
    }
}

/// A panic is a defect of the library; Python gets it as any other error.
fn defect(panic: &(dyn std::any::Any + Send)) -> PyErr {
    let message = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let message = message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    NearcopyError::new_err(format!("a defect of nearcopy, please report it: {message}"))
}

/// The threads of a process.
struct ProcessPool {
    process: u32,
    pool: rayon::ThreadPool,
}

static POOL: AtomicPtr<ProcessPool> = AtomicPtr::new(std::ptr::null_mut());

/// Runs `work`, which cannot be interrupted, in the threads of this process.
pub fn in_pool<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let pool = pool()?;
    Ok(py.detach(|| pool.install(work)))
}

/// The threads that runs work in, one for each processor core. Those of the process that this
/// one was forked of, as by `multiprocessing`, are not there: waiting for them would never end.
fn pool() -> PyResult<&'static rayon::ThreadPool> {
    let process = std::process::id();
    let known = POOL.load(Acquire);
    // SAFETY: what is stored is never freed.
    if let Some(ProcessPool { pool, .. }) =
        unsafe { known.as_ref() }.filter(|it| it.process == process)
    {
        return Ok(pool);
    }
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| NearcopyError::new_err(error.to_string()))?;
    let new = Box::into_raw(Box::new(ProcessPool { process, pool }));
    match POOL.compare_exchange(known, new, AcqRel, Acquire) {
        // SAFETY: as above.
        Ok(_) => Ok(unsafe { &(*new).pool }),
        Err(other) => {
            // Another thread was first.
            // SAFETY: nobody else has seen it.
            drop(unsafe { Box::from_raw(new) });
            Ok(unsafe { &(*other).pool })
        }
    }
}
