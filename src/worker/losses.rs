//! How many documents ended those who read them, and who sent these.
//!
//! A document costs a process, and up to [`super::Limits::document`] of time. Whoever sends one
//! after the other would take the turns of everybody else's, so after a few of them the documents
//! of that sender aren't tried for a while: they can't be inspected.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::metrics::MilterFigures;

/// How many documents of one sender may be lost within [`WHILE`].
const MOST: usize = 3;

/// How long a lost document is remembered.
const WHILE: Duration = Duration::from_secs(10 * 60);

/// How many senders of lost documents are remembered.
const SENDERS: usize = 1000;

/// What was lost since the start. It outlives the pools, which a reload replaces.
#[derive(Debug, Default)]
pub struct Losses {
    total: AtomicU64,
    /// When documents of each sender were lost, the latest last.
    senders: Mutex<HashMap<String, Vec<Instant>>>,
    figures: MilterFigures,
}

impl Losses {
    /// Nothing was lost yet. What will be is counted among these figures, and so are workers.
    pub fn counted(figures: MilterFigures) -> Self {
        Self {
            figures,
            ..Self::default()
        }
    }

    /// Where workers are counted.
    pub(super) fn figures(&self) -> &MilterFigures {
        &self.figures
    }

    /// How many documents ended their worker or took too long.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Counts a document that was lost, and returns how many there are now.
    pub(super) fn count(&self, sender: &str, now: Instant) -> u64 {
        if !sender.is_empty() {
            self.remember(sender, now);
        }
        self.total.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn remember(&self, sender: &str, now: Instant) {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if senders.len() >= SENDERS && !senders.contains_key(sender) {
            senders.retain(|_, times| times.last().is_some_and(|&last| is_recent(last, now)));
            let oldest = senders
                .iter()
                .min_by_key(|(_, times)| times.last().copied());
            let oldest = oldest.map(|(sender, _)| sender.clone());
            if let Some(oldest) = oldest
                && senders.len() >= SENDERS
            {
                senders.remove(&oldest);
            }
        }
        let times = senders.entry(sender.into()).or_default();
        times.push(now);
        if times.len() > MOST {
            times.remove(0);
        }
    }

    /// Whether documents of this sender aren't tried now.
    pub(super) fn bars(&self, sender: &str, now: Instant) -> bool {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let times = senders.get(sender);
        times.is_some_and(|times| times.len() >= MOST && times.iter().all(|&at| is_recent(at, now)))
    }
}

fn is_recent(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) < WHILE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_barred_after_a_few_losses_and_not_for_ever() {
        let losses = Losses::default();
        let start = Instant::now();
        for at in 0..3 {
            assert!(!losses.bars("ann", start));
            losses.count("ann", start + Duration::from_secs(at));
        }
        assert!(losses.bars("ann", start + Duration::from_secs(3)));
        assert!(!losses.bars("bob", start + Duration::from_secs(3)));
        assert!(!losses.bars("ann", start + WHILE));
        losses.count("ann", start + WHILE);
        assert!(losses.bars("ann", start + WHILE), "one was lost just now");
        assert_eq!(losses.total(), 4);
    }

    #[test]
    fn senders_that_nobody_knows_are_counted_and_never_barred() {
        let losses = Losses::default();
        let now = Instant::now();
        for _ in 0..10 {
            losses.count("", now);
        }
        assert!(!losses.bars("", now));
        assert_eq!(losses.total(), 10);
    }

    #[test]
    fn however_many_senders_there_are_the_latest_are_remembered() {
        let losses = Losses::default();
        let start = Instant::now();
        for at in 0..2 * SENDERS {
            let now = start + Duration::from_millis(at as u64);
            for _ in 0..MOST {
                losses.count(&at.to_string(), now);
            }
        }
        let last = (2 * SENDERS - 1).to_string();
        assert!(losses.bars(&last, start + Duration::from_secs(3)));
        assert!(!losses.bars("0", start + Duration::from_secs(3)));
        assert_eq!(
            losses
                .senders
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .len(),
            SENDERS
        );
    }
}
