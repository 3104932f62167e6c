//! Progress of long computations, reported to the caller.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A callback that receives the number of finished units (folds, permutations, replicates) from any thread, or `None`.
///
/// With several threads the numbers may arrive slightly out of order; each number from 1 to the total arrives once.
pub type OnProgress<'a> = Option<&'a (dyn Fn(usize) + Sync)>;

/// Counts finished units and reports the count.
pub(crate) struct Counter<'a> {
    done: AtomicUsize,
    progress: OnProgress<'a>,
}

impl<'a> Counter<'a> {
    pub(crate) fn new(progress: OnProgress<'a>) -> Self {
        Self {
            done: AtomicUsize::new(0),
            progress,
        }
    }

    /// One more unit is done.
    pub(crate) fn step(&self) {
        if let Some(progress) = self.progress {
            progress(self.done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    }
}
