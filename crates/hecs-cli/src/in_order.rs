//! Work on many things at once, with results in their order as they are finished.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Results that may wait for an earlier one, per thread; what is further ahead waits with its work.
const AHEAD_PER_THREAD: usize = 32;

/// Does `work` for 0, 1, … `count` − 1 on all threads of the pool and hands each result to `take`, on
/// this thread and in order, as soon as it and all before it are there.
///
/// Each thread takes the next number when it is done with the last, so that nothing waits for long and
/// only some results are in memory. What is left of parallelism inside `work` is used by the threads
/// that find no number any more.
pub(crate) fn in_order<T: Send>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let ahead = AHEAD_PER_THREAD * rayon::current_num_threads();
    let queue = Queue {
        state: Mutex::new(State {
            next: 0,
            taken: 0,
            done: BTreeMap::new(),
            broken: false,
        }),
        result: Condvar::new(),
        room: Condvar::new(),
    };
    thread::scope(|scope| {
        let workers = scope.spawn(|| {
            let _ending = Ending(&queue);
            rayon::broadcast(|_| {
                let _ending = Ending(&queue);
                while let Some(i) = queue.next(count, ahead) {
                    let result = work(i);
                    queue.lock().done.insert(i, result);
                    queue.result.notify_one();
                }
            });
        });
        {
            let _ending = Ending(&queue);
            for i in 0..count {
                match queue.result_of(i) {
                    Some(result) => take(result),
                    None => break,
                }
            }
        }
        if let Err(panic) = workers.join() {
            resume_unwind(panic);
        }
    });
}

struct State<T> {
    /// The next number to work on.
    next: usize,
    /// Results handed over.
    taken: usize,
    /// Results that wait for an earlier one.
    done: BTreeMap<usize, T>,
    /// Whether a thread ended by a panic.
    broken: bool,
}

struct Queue<T> {
    state: Mutex<State<T>>,
    /// A result is there.
    result: Condvar,
    /// A result was taken.
    room: Condvar,
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next number, once it is not too far ahead.
    fn next(&self, count: usize, ahead: usize) -> Option<usize> {
        let mut state = self.lock();
        while !state.broken && state.next < count && state.next >= state.taken + ahead {
            state = self
                .room
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let number = (!state.broken && state.next < count).then_some(state.next);
        state.next += usize::from(number.is_some());
        number
    }

    /// The result of a number, once it is there; none where work has ended by a panic.
    fn result_of(&self, i: usize) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(result) = state.done.remove(&i) {
                state.taken += 1;
                self.room.notify_all();
                return Some(result);
            }
            if state.broken {
                return None;
            }
            state = self
                .result
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Lets all threads end when one ends by a panic.
struct Ending<'a, T>(&'a Queue<T>);

impl<T> Drop for Ending<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().broken = true;
            self.0.room.notify_all();
            self.0.result.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_and_none_is_lost() {
        let mut found = Vec::new();
        let work = |i: usize| {
            if i.is_multiple_of(7) {
                thread::sleep(Duration::from_millis(2));
            }
            i * i
        };
        in_order(500, work, |square| found.push(square));
        assert_eq!(found, (0..500).map(|i| i * i).collect::<Vec<_>>());
        in_order(0, work, |_| panic!("there is nothing"));
    }

    #[test]
    fn a_panic_of_either_side_ends_it() {
        let quiet = |run: &dyn Fn()| catch_unwind(AssertUnwindSafe(run)).is_err();
        assert!(quiet(&|| in_order(
            300,
            |i| assert!(i != 40, "a bug"),
            |()| ()
        )));
        assert!(quiet(&|| in_order(
            300,
            |i| i,
            |i| assert!(i != 40, "a bug")
        )));
    }
}
