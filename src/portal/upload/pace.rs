//! The least rate of an upload.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

/// How far a client may fall behind [`RATE`]: with it an upload of `n` bytes arrives within `LAG +
/// n / RATE`.
const LAG: Duration = Duration::from_secs(30);

/// The bytes per second that a client sends at least, while we wait for it.
const RATE: f64 = 4.0 * 1024.0;

/// How much longer a client may keep us waiting. Each byte earns its share of a second.
#[derive(Debug)]
pub(super) struct Pace {
    lag: Duration,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { lag: LAG }
    }

    /// Waits for what the client sends next; `None` when it keeps us waiting for too long.
    pub(super) async fn wait<T>(&mut self, next: impl Future<Output = T>) -> Option<T> {
        let since = Instant::now();
        let sent = tokio::time::timeout(self.lag, next).await.ok()?;
        self.lag = self.lag.saturating_sub(since.elapsed());
        Some(sent)
    }

    /// Counts what has arrived.
    pub(super) fn earn(&mut self, bytes: usize) {
        #[allow(clippy::cast_precision_loss)] // a frame has far fewer than 2^52 bytes
        let earned = Duration::from_secs_f64(bytes as f64 / RATE);
        self.lag = LAG.min(self.lag + earned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many frames of `bytes`, one each `pause`, are waited for; at most 1,000.
    async fn frames(bytes: usize, pause: Duration) -> usize {
        let mut pace = Pace::new();
        for taken in 0..1_000 {
            if pace.wait(tokio::time::sleep(pause)).await.is_none() {
                return taken;
            }
            pace.earn(bytes);
        }
        1_000
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_a_byte_now_and_then_is_not_waited_for() {
        let second = Duration::from_secs(1);
        assert!(frames(1, 5 * second).await < 10);
        assert!(frames(2 * 1024, second).await < 100, "half is not enough");
        assert_eq!(frames(4 * 1024, second).await, 1_000);
        assert_eq!(frames(64 * 1024, 10 * second).await, 1_000);
    }
}
