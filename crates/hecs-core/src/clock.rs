//! The clock, where there is one.

use std::time::Instant;

/// This moment; `None` where there is no clock to ask: on wasm32-unknown-unknown `Instant::now` panics.
pub(crate) fn now() -> Option<Instant> {
    (!cfg!(all(target_family = "wasm", target_os = "unknown"))).then(Instant::now)
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Option<Instant>);

impl Stopwatch {
    /// One that runs from this moment.
    pub fn start() -> Self {
        Self(now())
    }

    /// Seconds since the start; `None` where there is no clock, as in a module that a browser runs.
    pub fn seconds(&self) -> Option<f64> {
        self.0.map(|started| started.elapsed().as_secs_f64())
    }
}
