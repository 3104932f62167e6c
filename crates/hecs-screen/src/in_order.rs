//! Work on many things at once, with results in their order as they are finished.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rayon::ThreadPool;

/// Results that may wait for an earlier one, per thread; what is further ahead waits with its work.
const AHEAD_PER_THREAD: usize = 32;

/// Does `work` for each of `items` on all `threads`, without any on those of the process, and hands each result to `take`, on this thread and in the order
/// of the items, as soon as it and all before it are there. The first error of `take` ends it.
///
/// Each thread takes the next item when it is done with the last, so that nothing waits for long and only some results
/// are in memory. What is left of parallelism inside `work` is used by the threads that find no item any more.
///
/// # Errors
/// That of `take`.
pub fn in_order<I: Send, T: Send, E>(
    threads: Option<&ThreadPool>,
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let ahead = AHEAD_PER_THREAD
        * threads.map_or_else(rayon::current_num_threads, ThreadPool::current_num_threads);
    let source = Mutex::new(items.fuse().enumerate());
    let queue = Queue {
        state: Mutex::new(State {
            begun: 0,
            taken: 0,
            done: BTreeMap::new(),
            count: None,
            ended: false,
        }),
        result: Condvar::new(),
        room: Condvar::new(),
    };
    thread::scope(|scope| {
        let workers = scope.spawn(|| {
            let _ending = Ending(&queue);
            let work_off = || {
                let _ending = Ending(&queue);
                while queue.may_begin(ahead) {
                    let next = source.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((i, item)) = next else {
                        queue.no_more();
                        break;
                    };
                    let result = work(item);
                    queue.lock().done.insert(i, result);
                    queue.result.notify_one();
                }
            };
            match threads {
                Some(threads) => threads.broadcast(|_| work_off()),
                None => rayon::broadcast(|_| work_off()),
            };
        });
        let mut outcome = Ok(());
        {
            let _ending = Ending(&queue);
            while let Some(result) = queue.next_result() {
                outcome = take(result);
                if outcome.is_err() {
                    queue.end();
                    break;
                }
            }
        }
        if let Err(panic) = workers.join() {
            resume_unwind(panic);
        }
        outcome
    })
}

struct State<T> {
    /// Items that threads have asked for.
    begun: usize,
    /// Results handed over.
    taken: usize,
    /// Results that wait for an earlier one.
    done: BTreeMap<usize, T>,
    /// How many asked for an item that was not there.
    count: Option<usize>,
    /// Whether nothing more is wanted: a thread ended by a panic, or the taker has enough.
    ended: bool,
}

struct Queue<T> {
    state: Mutex<State<T>>,
    /// A result is there, or none will come.
    result: Condvar,
    /// A result was taken.
    room: Condvar,
}

impl<T> Queue<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until another item is not too far ahead; whether one is wanted at all.
    fn may_begin(&self, ahead: usize) -> bool {
        let mut state = self.lock();
        while !state.ended && state.count.is_none() && state.begun >= state.taken + ahead {
            state = (self.room.wait(state)).unwrap_or_else(PoisonError::into_inner);
        }
        let wanted = !state.ended && state.count.is_none();
        state.begun += usize::from(wanted);
        wanted
    }

    /// The one who asked finds no item: of those begun there is one less.
    fn no_more(&self) {
        let mut state = self.lock();
        state.begun -= 1;
        // Others who find none come after this one and take themselves off.
        state.count = Some(state.begun);
        self.room.notify_all();
        self.result.notify_all();
    }

    /// The next result, once it is there; none where all were taken or work has ended.
    fn next_result(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            let next = state.taken;
            if let Some(result) = state.done.remove(&next) {
                state.taken += 1;
                self.room.notify_all();
                return Some(result);
            }
            if state.ended || state.count.is_some_and(|count| next >= count) {
                return None;
            }
            state = (self.result.wait(state)).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self) {
        self.lock().ended = true;
        self.room.notify_all();
        self.result.notify_all();
    }
}

/// Lets all threads end when one ends by a panic.
struct Ending<'a, T>(&'a Queue<T>);

impl<T> Drop for Ending<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
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
        let take = |square| {
            found.push(square);
            Ok::<_, Infallible>(())
        };
        in_order(None, 0..500, work, take).unwrap();
        assert_eq!(found, (0..500).map(|i| i * i).collect::<Vec<_>>());
        in_order(None, 0..0, work, |_| Err("there is nothing")).unwrap();
    }

    #[test]
    fn an_error_of_the_taker_ends_it() {
        let take = |i| if i == 40 { Err("enough") } else { Ok(()) };
        // The source never ends.
        assert_eq!(in_order(None, 0_usize.., |i| i, take), Err("enough"));
    }

    #[test]
    fn a_panic_of_either_side_ends_it() {
        let quiet = |run: &dyn Fn()| catch_unwind(AssertUnwindSafe(run)).is_err();
        let all = |()| Ok::<_, Infallible>(());
        assert!(quiet(&|| in_order(
            None,
            0..300,
            |i| assert!(i != 40, "a bug"),
            all
        )
        .unwrap()));
        assert!(quiet(&|| {
            let take = |i| {
                assert!(i != 40, "a bug");
                Ok::<_, Infallible>(())
            };
            in_order(None, 0..300, |i| i, take).unwrap();
        }));
    }
}
