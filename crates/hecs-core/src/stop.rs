//! A way to end a computation before it is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::clock::now;

/// Asked by long computations between their steps whether they shall end: because somebody said so, or because their time is
/// up. Clones ask the same. The default never ends anything.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    said: Option<Arc<AtomicBool>>,
    limit: Option<Limit>,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    end: Instant,
    length: Duration,
}

/// Why a computation ended before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// Somebody said so.
    #[error("it was stopped before it was done")]
    Said,
    /// Its time was up.
    #[error(
        "it was not done within {} s: allow more time, or ask for less, such as a wider grid spacing or a smaller cell with \
         its symmetry",
        length.as_secs_f64()
    )]
    TimeUp {
        /// The time it had.
        length: Duration,
    },
}

impl Stopped {
    /// A name for records that does not change with the wording.
    pub fn code(self) -> &'static str {
        match self {
            Self::Said => "stopped",
            Self::TimeUp { .. } => Self::TIME_UP,
        }
    }

    /// The code of [`Self::TimeUp`].
    pub const TIME_UP: &'static str = "time-up";
}

impl Stop {
    /// One that can be said.
    pub fn new() -> Self {
        Self {
            said: Some(Arc::default()),
            limit: None,
        }
    }

    /// The same, and from now on so much time at most.
    #[must_use]
    pub fn within(&self, length: Duration) -> Self {
        // What lies beyond the clock is no limit, and without a clock nothing is.
        let end = now().and_then(|now| now.checked_add(length));
        Self {
            said: self.said.clone(),
            limit: end.map(|end| Limit { end, length }).or(self.limit),
        }
    }

    /// Ends what asks this one or its clones, unless it is the default.
    pub fn say(&self) {
        if let Some(said) = &self.said {
            said.store(true, Ordering::Relaxed);
        }
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), Stopped> {
        if (self.said.as_ref()).is_some_and(|said| said.load(Ordering::Relaxed)) {
            return Err(Stopped::Said);
        }
        match self.limit {
            Some(limit) if now().is_some_and(|now| now >= limit.end) => Err(Stopped::TimeUp {
                length: limit.length,
            }),
            _ => Ok(()),
        }
    }

    /// Whether to end.
    pub fn is_up(&self) -> bool {
        self.check().is_err()
    }
}

/// When a computation ends before it is done has no say in what it finds: settings that differ in this alone are the same.
impl PartialEq for Stop {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_are_said_together_and_the_default_never() {
        let stop = Stop::new();
        let clone = stop.within(Duration::from_secs(3600));
        assert_eq!(clone.check(), Ok(()));
        stop.say();
        assert_eq!(clone.check(), Err(Stopped::Said));
        let never = Stop::default();
        never.say();
        assert!(!never.is_up());
    }

    #[test]
    fn time_is_up_after_its_length() {
        let length = Duration::from_nanos(1);
        let stop = Stop::default().within(length);
        std::thread::sleep(Duration::from_millis(1));
        assert_eq!(stop.check(), Err(Stopped::TimeUp { length }));
        assert!(!Stop::default().within(Duration::MAX).is_up());
    }
}
