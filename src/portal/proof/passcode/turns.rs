//! Turns to submit a mail, so few that the server isn't flooded.
//!
//! They are taken for recipients and strangers alike, and held as long: else who has a mailbox of
//! their own could see from when their code comes whether those they asked for before are
//! recipients.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// The most mails that are submitted at once. One that lies, or waits to be tried again, keeps none
/// from its turn.
pub(super) const AT_ONCE: usize = 32;

/// How long it is remembered how long the last mail took.
const REMEMBERED: Duration = Duration::from_secs(5 * 60);

/// The turns.
pub(super) struct Turns {
    free: Semaphore,
    /// When the last mail had been submitted, and how long that took.
    last: Mutex<Option<(Instant, Duration)>>,
}

/// A turn; free again when this is dropped.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    begun: Instant,
    _permit: Option<SemaphorePermit<'a>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            free: Semaphore::new(AT_ONCE),
            last: Mutex::default(),
        }
    }
}

impl Turns {
    /// Waits for a turn.
    pub(super) async fn take(&self) -> Turn<'_> {
        let _permit = self.free.acquire().await.ok();
        Turn {
            turns: self,
            begun: Instant::now(),
            _permit,
        }
    }

    fn last(&self) -> MutexGuard<'_, Option<(Instant, Duration)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Ends the turn of a mail that was submitted, or was to be.
    pub(super) fn end(self) {
        *self.turns.last() = Some((Instant::now(), self.begun.elapsed()));
    }

    /// Ends the turn of a mail that nobody is sent, no sooner than the last mail's.
    pub(super) async fn end_as_the_last(self) {
        let last = *self.turns.last();
        if let Some((_, took)) = last.filter(|(when, _)| when.elapsed() < REMEMBERED) {
            tokio::time::sleep_until(self.begun + took).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_strangers_turn_is_as_long_as_the_last_recipients() {
        let turns = Arc::new(Turns::default());
        let recipients = turns.take().await;
        tokio::time::sleep(Duration::from_secs(60)).await;
        recipients.end();
        let begun = Instant::now();
        for _ in 0..AT_ONCE {
            let turns = Arc::clone(&turns);
            tokio::spawn(async move { turns.take().await.end_as_the_last().await });
        }
        tokio::task::yield_now().await;
        turns.take().await;
        assert_eq!(
            begun.elapsed().as_secs(),
            60,
            "who comes next waits as long"
        );
        tokio::time::sleep(REMEMBERED).await;
        let begun = Instant::now();
        turns.take().await.end_as_the_last().await;
        assert!(begun.elapsed().is_zero());
    }
}
