//! Injectable time: wall time for what is recorded, monotonic time for what expires.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A source of wall and monotonic time. Cheap to clone; clones share one source.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    hand: Option<Arc<Hand>>,
}

#[derive(Debug)]
struct Hand {
    wall: AtomicI64,
    elapsed_ms: AtomicI64,
}

impl Clock {
    /// The machine's own clocks.
    pub fn system() -> Self {
        Self {
            start: Instant::now(),
            hand: None,
        }
    }

    /// A clock for tests: it stands at `unix_seconds` until [`advance`](Clock::advance) moves it.
    pub fn manual(unix_seconds: u64) -> Self {
        let wall = AtomicI64::new(i64::try_from(unix_seconds).unwrap_or(i64::MAX));
        Self {
            start: Instant::now(),
            hand: Some(Arc::new(Hand {
                wall,
                elapsed_ms: AtomicI64::new(0),
            })),
        }
    }

    /// Seconds since 1970-01-01 00:00 UTC by the wall clock, which an administrator or NTP may set.
    pub fn now(&self) -> u64 {
        match &self.hand {
            Some(hand) => u64::try_from(hand.wall.load(Ordering::SeqCst)).unwrap_or(0),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |age| age.as_secs()),
        }
    }

    /// Time since this clock was made, which never goes back: it measures the lifetimes of codes
    /// and visits.
    pub fn elapsed(&self) -> Duration {
        match &self.hand {
            Some(hand) => Duration::from_millis(
                u64::try_from(hand.elapsed_ms.load(Ordering::SeqCst)).unwrap_or(0),
            ),
            None => self.start.elapsed(),
        }
    }

    /// Moves a manual clock on, wall and monotonic time together; does nothing to the system's.
    pub fn advance(&self, by: Duration) {
        if let Some(hand) = &self.hand {
            hand.wall.fetch_add(
                i64::try_from(by.as_secs()).unwrap_or(i64::MAX),
                Ordering::SeqCst,
            );
            hand.elapsed_ms.fetch_add(
                i64::try_from(by.as_millis()).unwrap_or(i64::MAX),
                Ordering::SeqCst,
            );
        }
    }

    /// Moves only a manual clock's wall time, by `seconds`, as NTP or an administrator may.
    pub fn jump_wall(&self, seconds: i64) {
        if let Some(hand) = &self.hand {
            hand.wall.fetch_add(seconds, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_the_wall_leaves_monotonic_time_alone() {
        let clock = Clock::manual(1_000);
        clock.advance(Duration::from_secs(5));
        clock.jump_wall(-86_400);
        assert_eq!(clock.elapsed(), Duration::from_secs(5));
        assert_eq!(clock.now(), 0, "wall time before 1970 reads as 1970");
    }
}
