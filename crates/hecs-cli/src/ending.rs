//! How the program ends before its time: what was finished is kept, nothing half written stays.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use hecs_core::caught;
use hecs_screen::remove_unfinished;

/// Exit code where whoever reads the results has closed the pipe: 128 + SIGPIPE, as a shell shows it.
pub(crate) const CLOSED_PIPE: i32 = 128 + 13;

/// Results that can be made a whole document at any moment.
pub(crate) trait Close: Send {
    /// Prints what is still to come.
    fn close(&mut self) -> io::Result<()>;
}

/// The results on stdout that are not complete yet.
static RESULTS: Mutex<Option<Arc<Mutex<dyn Close>>>> = Mutex::new(None);

/// Remembers results that are to be closed if the program must end.
pub(crate) fn remember(results: Arc<Mutex<dyn Close>>) {
    *RESULTS.lock().unwrap_or_else(PoisonError::into_inner) = Some(results);
}

/// Forgets them: they are complete, or cannot be.
pub(crate) fn forget() {
    *RESULTS.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Ends the program: the records that were finished make a whole document, part files go.
pub(crate) fn end_now(code: i32) -> ! {
    let results = within_a_second(&RESULTS).and_then(|open| open.clone());
    if let Some(mut sink) = results.as_ref().and_then(|sink| within_a_second(sink)) {
        // The reader may be gone; there is nobody to tell.
        let _ = sink.close();
        // Nobody may write behind the end.
        std::mem::forget(sink);
    }
    remove_unfinished();
    std::process::exit(code)
}

/// A lock, unless it is held for so long that its holder must be stuck: a pipe that nobody reads.
fn within_a_second<T: ?Sized>(lock: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    for _ in 0..100 {
        match lock.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(guard)) => return Some(guard.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    None
}

/// From now on SIGINT, SIGTERM and SIGHUP end the program by [`end_now`], with 128 + the signal.
#[cfg(unix)]
pub(crate) fn watch_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end_now(128 + signal);
        }
    });
}

/// Elsewhere the system ends the program.
#[cfg(not(unix))]
pub(crate) fn watch_signals() {}

/// Where the last panic arose.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// From now on a panic is reported by who catches it: one that is foreseen, in a library, is no bug.
pub(crate) fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place.to_string();
        }
    }));
}

/// What `work` gives, or the words for a panic in it.
pub(crate) fn or_bug<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    caught(work).map_err(|words| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner);
        say!("internal error at {place}");
        format!("internal error: {words}; this is a bug of hecs, please report it with the input")
    })
}
