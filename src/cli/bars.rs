//! Progress bars on standard error, for runs that take long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::progress::{Progress, Stage};
use crate::read::Meter;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is over sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// One bar at a time: that of the stage a run is at.
pub struct Bars {
    bar: RwLock<ProgressBar>,
    started: Instant,
    /// Whether bars may be drawn, and whether they are by now.
    allowed: bool,
    drawn: AtomicBool,
}

impl Bars {
    /// Bars that are drawn only if `allowed`, and only on a terminal.
    pub fn new(allowed: bool) -> Self {
        let bar = RwLock::new(ProgressBar::hidden());
        Self { bar, started: Instant::now(), allowed, drawn: AtomicBool::new(false) }
    }

    /// Takes the bar off the screen, so that something can be printed.
    pub fn clear(&self) {
        self.replace(ProgressBar::hidden());
    }

    fn start(&self, title: &str, total: u64, counter: &str) {
        let target = match self.drawn.load(Ordering::Relaxed) {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let template = format!("{title:<26} [{{bar:32}}] {counter}  {{eta}} left");
        let style = ProgressStyle::with_template(&template).expect("a valid template");
        let bar = ProgressBar::with_draw_target(Some(total), target);
        self.replace(bar.with_style(style.progress_chars("=> ")));
    }

    fn replace(&self, bar: ProgressBar) {
        let mut current = self.bar.write().unwrap_or_else(PoisonError::into_inner);
        current.finish_and_clear();
        *current = bar;
    }

    fn inc(&self, units: u64) {
        let bar = self.bar.read().unwrap_or_else(PoisonError::into_inner);
        bar.inc(units);
        let is_due = self.allowed && !self.drawn.load(Ordering::Relaxed);
        if is_due && self.started.elapsed() > PATIENCE && !self.drawn.swap(true, Ordering::Relaxed)
        {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Meter for Bars {
    fn begin(&self, bytes: u64) {
        self.start("Reading", bytes, "{binary_bytes} of {binary_total_bytes}");
    }

    fn advance(&self, bytes: u64) {
        self.inc(bytes);
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage, total: usize) {
        let title = match stage {
            Stage::Words => "Splitting into words",
            Stage::Candidates => "Looking for candidates",
            Stage::Verification => "Verifying candidates",
            Stage::Alignment => "Aligning passages",
        };
        self.start(title, total as u64, "{human_pos} of {human_len}");
    }

    fn advance(&self, units: usize) {
        self.inc(units as u64);
    }
}
