//! Work on threads of its own, while the calling thread waits without the interpreter's lock and looks for signals.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use hecs_core::{Stop, caught};
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors;

/// How often signals are looked for.
const POLL: Duration = Duration::from_millis(50);

/// Threads for one question; without a number one for each core, or as RAYON_NUM_THREADS says.
///
/// Every question has threads of its own: none waits for another, and a process that is forked between two questions
/// has lost none that it needs.
pub(crate) fn pool(threads: Option<NonZeroUsize>) -> PyResult<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, NonZeroUsize::get))
        .thread_name(|i| format!("hecs-{i}"))
        .build()
        .map_err(|error| errors::of("threads", &format!("no threads can be started: {error}")))
}

/// What `work` gives, done by threads of the pool.
///
/// # Errors
/// What a signal raises: KeyboardInterrupt. The work is then stopped, and not waited for.
pub(crate) fn finished<T: Send + 'static>(
    py: Python<'_>,
    pool: &ThreadPool,
    work: impl FnOnce(&Stop) -> T + Send + 'static,
) -> PyResult<T> {
    let stop = Stop::new();
    let asked = stop.clone();
    let (tell, mut told) = channel();
    pool.spawn(move || {
        // Nobody listens any more where a signal came.
        let _ = tell.send(caught(|| work(&asked)));
    });
    match next(py, &mut told).inspect_err(|_| stop.say())? {
        Some(Ok(done)) => Ok(done),
        Some(Err(words)) => Err(errors::of("bug", &format!("a bug of hecs: {words}"))),
        None => Err(errors::of("bug", "a thread of hecs has ended")),
    }
}

/// The next that is told; `None` where nobody is left to tell.
///
/// # Errors
/// What a signal raises.
pub(crate) fn next<T: Send>(py: Python<'_>, told: &mut Receiver<T>) -> PyResult<Option<T>> {
    loop {
        let told = &mut *told;
        match py.detach(move || told.recv_timeout(POLL)) {
            Ok(item) => return Ok(Some(item)),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
