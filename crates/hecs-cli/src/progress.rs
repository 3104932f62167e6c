//! A progress bar on stderr, for work that takes longer than a second.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Counts steps; shows a bar once a second has passed, and only on a terminal.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
}

impl Progress {
    /// A counter of `total` steps; silent where `quiet` or where stderr is no terminal.
    pub fn new(total: usize, what: &'static str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸ "));
        bar.set_message(what);
        Self {
            bar,
            started: Instant::now(),
            wanted: !quiet && total > 1 && io::stderr().is_terminal(),
        }
    }

    /// One step is done.
    pub fn step(&self) {
        self.bar.inc(1);
        self.show();
    }

    /// Prints to stderr without a bar in between.
    pub fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    fn show(&self) {
        if self.wanted && self.bar.is_hidden() && self.started.elapsed() > Duration::from_secs(1) {
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
