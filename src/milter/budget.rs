//! What all sessions of one server share: the memory of messages in flight, and turns at inspecting
//! bodies.
//!
//! A hostile archive can keep a processor busy for seconds, so only as many messages as there are
//! processors are inspected at a time, of each sender one after the other while others wait.
//! Messages that no rule needs to inspect never wait for those, but for those without a subject:
//! their header may stand in their body.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::error::MessageError;
use super::settings::Settings;
use crate::mail::Envelope;
use crate::turns::{Ticket, Turns};

/// The budget of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    memory: Memory,
    inspections: Arc<Inspections>,
    max_inspections: usize,
    inspection_wait: Duration,
}

#[derive(Debug)]
struct Inspections {
    turns: Mutex<Turns>,
    /// Somebody's turn has ended.
    ended: Notify,
}

impl Inspections {
    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to inspect one body, or a place among those who wait for it, until it is dropped.
#[derive(Debug)]
pub(super) struct Inspection {
    among: Arc<Inspections>,
    ticket: Ticket,
}

impl Inspection {
    async fn wait(&self) {
        loop {
            let mut ended = std::pin::pin!(self.among.ended.notified());
            ended.as_mut().enable();
            if self.among.turns().is_up(&self.ticket) {
                return;
            }
            ended.await;
        }
    }
}

impl Drop for Inspection {
    fn drop(&mut self) {
        self.among.turns().leave(&self.ticket);
        self.among.ended.notify_waiters();
    }
}

impl Budget {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            memory: Memory {
                total: Arc::default(),
                limit: settings.max_memory,
            },
            inspections: Arc::new(Inspections {
                turns: Mutex::new(Turns::new(settings.max_inspections)),
                ended: Notify::new(),
            }),
            max_inspections: settings.max_inspections,
            inspection_wait: settings.inspection_wait,
        }
    }

    /// One message's share of the memory, empty so far.
    pub(super) fn reserve(&self) -> Reserved {
        Reserved {
            memory: self.memory.clone(),
            bytes: 0,
        }
    }

    /// Waits for a turn at inspecting the body of a message with this envelope. Who logged in is
    /// one sender, wherever from; else a client is.
    pub(super) async fn inspection(self, of: &Envelope) -> Result<Inspection, MessageError> {
        let login = of.login.as_ref().map(|login| login.to_lowercase());
        let client = || of.client.map(|client| client.to_string());
        let sender = login.or_else(client).unwrap_or_default();
        let ticket = self.inspections.turns().ask(&sender);
        let inspection = Inspection {
            among: self.inspections,
            ticket,
        };
        let waited = timeout(self.inspection_wait, inspection.wait()).await;
        waited.map_err(|_| MessageError::Inspections {
            most: self.max_inspections,
            waited: self.inspection_wait,
        })?;
        Ok(inspection)
    }
}

/// A permit, as soon as there is one, unless that takes too long.
pub(super) async fn turn(permits: Arc<Semaphore>, wait: Duration) -> Option<OwnedSemaphorePermit> {
    timeout(wait, permits.acquire_owned()).await.ok()?.ok()
}

#[derive(Clone, Debug)]
struct Memory {
    total: Arc<AtomicUsize>,
    limit: usize,
}

/// The bytes of memory that one message reserved; given back when dropped.
#[derive(Debug)]
pub(super) struct Reserved {
    memory: Memory,
    bytes: usize,
}

impl Reserved {
    /// Reserves `bytes` in place of those before, and fails when all messages together exceed the
    /// limit.
    pub(super) fn resize(&mut self, bytes: usize) -> Result<(), MessageError> {
        let Memory { total, limit } = &self.memory;
        let before = std::mem::replace(&mut self.bytes, bytes);
        if bytes < before {
            total.fetch_sub(before - bytes, Ordering::Relaxed);
            return Ok(());
        }
        let grown = bytes - before;
        let all = total
            .fetch_add(grown, Ordering::Relaxed)
            .saturating_add(grown);
        if grown > 0 && all > *limit {
            Err(MessageError::Memory(*limit))
        } else {
            Ok(())
        }
    }

    /// Takes the reservation out, and leaves an empty one.
    pub(super) fn take(&mut self) -> Self {
        Self {
            memory: self.memory.clone(),
            bytes: std::mem::take(&mut self.bytes),
        }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.memory.total.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// It took its memory while there was some.
    #[test]
    fn a_message_that_does_not_grow_goes_on_while_others_ask_for_too_much() {
        let budget = Budget::new(&Settings {
            max_memory: 100,
            ..Settings::default()
        });
        let mut one = budget.reserve();
        let mut greedy = budget.reserve();
        one.resize(60).unwrap();
        assert!(greedy.resize(60).is_err());
        one.resize(60).unwrap();
        assert!(one.resize(61).is_err(), "but it may not grow");
    }

    #[test]
    fn what_one_message_gives_back_another_may_reserve() {
        let budget = Budget::new(&Settings {
            max_memory: 100,
            ..Settings::default()
        });
        let mut one = budget.reserve();
        let mut two = budget.reserve();
        one.resize(60).unwrap();
        assert!(two.resize(60).is_err(), "together they reserve 120");
        drop(two);
        let mut three = budget.reserve();
        three.resize(40).unwrap();
        one.resize(10).unwrap();
        three.resize(90).unwrap();
        let taken = three.take();
        drop(three);
        assert!(one.resize(20).is_err(), "what is taken out stays reserved");
        drop((one, taken));
        assert_eq!(budget.memory.total.load(Ordering::Relaxed), 0);
    }
}
