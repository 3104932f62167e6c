//! A progress bar on stderr, for work that takes longer than a second.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::bar::Bar;

/// Counts steps; shows a bar once a second has passed, and only on a terminal.
pub struct Progress {
    bar: Bar,
    started: Instant,
    wanted: bool,
}

impl Progress {
    /// A counter of `total` steps; silent where `quiet` or where stderr is no terminal.
    pub fn new(total: usize, what: &'static str, quiet: bool) -> Self {
        let bar = Bar::new(total as u64, "{msg} [{bar:30}] {pos}/{len}, {eta} left");
        bar.set_message(what.to_owned());
        Self::of(bar, total, quiet)
    }

    fn of(bar: Bar, total: usize, quiet: bool) -> Self {
        Self {
            bar,
            started: Instant::now(),
            wanted: !quiet && total > 1 && io::stderr().is_terminal(),
        }
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.step();
        self.show();
    }

    /// Prints to stderr without a bar in between.
    pub fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    fn show(&self) {
        if self.wanted && self.started.elapsed() > Duration::from_secs(1) {
            self.bar.show();
        }
    }
}

/// Takes the bar away.
impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.clear();
    }
}

/// Progress by the share of the input that was read, with rate and remaining time.
pub(crate) struct Share {
    progress: Progress,
    total_bytes: Option<u64>,
    read_bytes: Arc<AtomicU64>,
    steps: Cell<u64>,
}

impl Share {
    /// Progress through so many bytes, which are counted elsewhere as they are read; of unknown length where `None`.
    pub(crate) fn new(total_bytes: Option<u64>, read_bytes: Arc<AtomicU64>, quiet: bool) -> Self {
        let total = total_bytes.map_or(2, |n| n.max(2));
        let template = match total_bytes {
            Some(_) => "{msg} [{bar:30}] {percent} %, {eta} left",
            None => "{msg}",
        };
        let progress = Progress::of(Bar::new(total, template), total as usize, quiet);
        Self {
            progress,
            total_bytes,
            read_bytes,
            steps: Cell::new(0),
        }
    }

    /// One structure is done.
    pub(crate) fn step(&self) {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        let seconds = self.progress.started.elapsed().as_secs_f64();
        let message = format!("{steps} structures, {:.1} per s", steps as f64 / seconds);
        self.progress.bar.set_message(message);
        if self.total_bytes.is_some() {
            let read = self.read_bytes.load(Ordering::Relaxed);
            self.progress.bar.set_position(read);
        }
        self.progress.show();
    }
}
