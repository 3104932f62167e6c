//! Memory that answers share while they are computed.

use std::sync::{Condvar, Mutex, PoisonError};

/// An amount of memory from which each answer takes its share before it is computed, so that the sum
/// over all answers in work stays below it. Who needs more than there is at the moment waits; who needs
/// more than there is at all is refused. Neither changes an answer.
#[derive(Debug)]
pub struct MemoryPool {
    total_bytes: u64,
    taken_bytes: Mutex<u64>,
    given_back: Condvar,
}

impl MemoryPool {
    /// A pool of so many bytes.
    pub fn new(total_bytes: u64) -> Self {
        Self {
            total_bytes,
            taken_bytes: Mutex::new(0),
            given_back: Condvar::new(),
        }
    }

    /// A pool that never ends.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// The whole of it in bytes.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// Takes a share, once there is enough; it is given back when it is dropped. `None` where the whole
    /// pool is smaller. Whoever holds a share must not ask for another.
    pub fn take(&self, bytes: u64) -> Option<MemoryShare<'_>> {
        if bytes > self.total_bytes {
            return None;
        }
        let mut taken = self
            .taken_bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while *taken > self.total_bytes - bytes {
            taken = self
                .given_back
                .wait(taken)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *taken += bytes;
        Some(MemoryShare { pool: self, bytes })
    }
}

/// A share of a [`MemoryPool`].
#[derive(Debug)]
pub struct MemoryShare<'a> {
    pool: &'a MemoryPool,
    bytes: u64,
}

impl Drop for MemoryShare<'_> {
    fn drop(&mut self) {
        let taken = self.pool.taken_bytes.lock();
        *taken.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.pool.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn shares_never_add_up_to_more_than_the_pool() {
        let pool = MemoryPool::new(100);
        let (held, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for worker in 0..8_u64 {
                let (pool, held, most) = (&pool, &held, &most);
                scope.spawn(move || {
                    for step in 0..50 {
                        let bytes = 10 + (worker * 13 + step * 7) % 60;
                        let share = pool.take(bytes).unwrap();
                        let now = held.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        std::thread::yield_now();
                        held.fetch_sub(bytes, Ordering::SeqCst);
                        drop(share);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 100);
        assert!(pool.take(101).is_none());
        assert!(pool.take(100).is_some());
    }
}
