//! How much computing something may take that a stranger brought, by the clock of the thread that
//! does it: what others do at that time makes nothing costly.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// What a thread may compute from here on.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    most: Duration,
    /// When it began, by the thread's own clock.
    began: Option<Duration>,
}

impl Effort {
    /// So much for this thread, from now on.
    pub fn begin(most: Duration) -> Self {
        let began = computed();
        Self { most, began }
    }

    /// Whether this thread has computed no longer than that.
    #[must_use]
    pub fn is_left(&self) -> bool {
        let now = computed().zip(self.began);
        now.is_some_and(|(now, began)| now.saturating_sub(began) <= self.most)
    }
}

/// How long this thread has computed.
fn computed() -> Option<Duration> {
    let clock = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID);
    clock.ok().map(Duration::from)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn computing_counts_and_waiting_does_not() {
        let effort = Effort::begin(Duration::from_millis(20));
        let (_never, silent) = std::sync::mpsc::channel::<()>();
        let waited = silent.recv_timeout(Duration::from_millis(60));
        assert!(waited.is_err() && effort.is_left());
        let deadline = Instant::now() + Duration::from_secs(20);
        while effort.is_left() {
            assert!(Instant::now() < deadline, "it never ends");
        }
    }
}
