//! The store in one process's memory.

use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::{Admission, Bounds, Issue, Limit, StoreError, Try, Visit};
use crate::clock::Clock;

#[derive(Debug)]
pub(super) struct Memory {
    clock: Clock,
    bounds: Bounds,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: u64,
    visits: HashMap<String, Held>,
    limits: HashMap<String, Recent>,
    counters: HashMap<String, Counter>,
    swept: Duration,
}

#[derive(Debug)]
struct Held {
    visit: Visit,
    ends: Duration,
    issue_ends: Duration,
}

/// The times of the newest events, oldest first.
#[derive(Debug)]
struct Recent {
    times: VecDeque<Duration>,
    ends: Duration,
}

#[derive(Debug)]
struct Counter {
    events: u64,
    ends: Duration,
}

/// What a visit takes beside its ciphertext.
const OVERHEAD: u64 = 1024;

/// How often what has run out is looked for.
const SWEEP: Duration = Duration::from_secs(5);

impl Memory {
    pub(super) fn new(clock: Clock, bounds: Bounds) -> Self {
        Self { clock, bounds, state: Mutex::default() }
    }

    /// The state, swept now and then. No code panics while it holds the lock, so a poisoned one is as good.
    fn state(&self) -> (MutexGuard<'_, State>, Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.elapsed();
        if now.saturating_sub(state.swept) >= SWEEP {
            state.sweep(now);
        }
        (state, now)
    }

    pub(super) fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
        let (mut state, now) = self.state();
        if state.held.saturating_add(bytes) > self.bounds.bytes {
            state.sweep(now);
        }
        match state.held.checked_add(bytes) {
            Some(held) if held <= self.bounds.bytes => state.held = held,
            _ => return Err(StoreError::Full),
        }
        Ok(())
    }

    pub(super) fn release(&self, bytes: u64) {
        let (mut state, _) = self.state();
        state.held = state.held.saturating_sub(bytes);
    }

    pub(super) fn held(&self) -> u64 {
        self.state().0.held
    }

    pub(super) fn begin_visit(
        &self,
        id: &str,
        sealed: Bytes,
        secret: [u8; 32],
        life: Duration,
    ) -> Result<(), StoreError> {
        self.reserve(OVERHEAD)?;
        let (mut state, now) = self.state();
        if state.visits.len() >= self.bounds.visits {
            state.held = state.held.saturating_sub(OVERHEAD);
            return Err(StoreError::Full);
        }
        let visit = Visit { sealed, secret, proven: None, issue: None };
        state.visits.insert(id.to_owned(), Held { visit, ends: now + life, issue_ends: Duration::ZERO });
        Ok(())
    }

    pub(super) fn visit(&self, id: &str) -> Option<Visit> {
        let (mut state, now) = self.state();
        state.live(id, now).map(|held| held.visit.clone())
    }

    pub(super) fn issue(&self, id: &str, issue: Issue, life: Duration) -> bool {
        let (mut state, now) = self.state();
        match state.live(id, now) {
            Some(held) if held.visit.proven.is_none() => {
                held.visit.issue = Some(issue);
                held.issue_ends = now + life;
                true
            }
            _ => false,
        }
    }

    pub(super) fn reserve_try(&self, id: &str) -> Try {
        let (mut state, now) = self.state();
        match state.live(id, now).and_then(|held| held.visit.issue.as_mut()) {
            None => Try::NoIssue,
            Some(issue) => match issue.tries.checked_sub(1) {
                None => Try::Spent,
                Some(left) => {
                    issue.tries = left;
                    Try::Reserved(issue.clone())
                }
            },
        }
    }

    pub(super) fn prove(&self, id: &str, nonce: &[u8; 16], secret: [u8; 32]) -> bool {
        let (mut state, now) = self.state();
        let Some(held) = state.live(id, now) else { return false };
        match held.visit.issue.take() {
            Some(issue) if issue.nonce == *nonce && held.visit.proven.is_none() => {
                held.visit.proven = Some(issue.address);
                held.visit.secret = secret;
                true
            }
            other => {
                held.visit.issue = other;
                false
            }
        }
    }

    pub(super) fn end_visit(&self, id: &str) {
        let (mut state, _) = self.state();
        if let Some(held) = state.visits.remove(id) {
            state.held = state.held.saturating_sub(held.bytes());
        }
    }

    pub(super) fn admit(&self, limits: &[Limit]) -> Result<Admission, StoreError> {
        let (mut state, now) = self.state();
        let mut wait = Duration::ZERO;
        for Limit { key, most, window } in limits {
            let Some(recent) = state.limits.get_mut(key) else { continue };
            while recent.times.front().is_some_and(|&time| time + *window <= now) {
                recent.times.pop_front();
            }
            if recent.times.len() >= *most {
                wait = wait.max(recent.times.front().map_or(*window, |&time| time + *window - now));
            }
        }
        if !wait.is_zero() {
            return Ok(Admission::Refused(wait));
        }
        state.room_for_counters(&self.bounds, now, limits.len())?;
        for Limit { key, window, .. } in limits {
            let recent = state
                .limits
                .entry(key.clone())
                .or_insert_with(|| Recent { times: VecDeque::new(), ends: Duration::ZERO });
            recent.times.push_back(now);
            recent.ends = now + *window;
        }
        Ok(Admission::Admitted)
    }

    pub(super) fn count(&self, key: &str, window: Duration) -> Result<u64, StoreError> {
        let (mut state, now) = self.state();
        state.room_for_counters(&self.bounds, now, 1)?;
        let counter = match state.counters.entry(key.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Counter { events: 0, ends: now + window }),
        };
        if counter.ends <= now {
            *counter = Counter { events: 0, ends: now + window };
        }
        counter.events += 1;
        Ok(counter.events)
    }

    pub(super) fn counted(&self, key: &str) -> u64 {
        let (state, now) = self.state();
        state.counters.get(key).filter(|counter| counter.ends > now).map_or(0, |counter| counter.events)
    }

    pub(super) fn sweep(&self) {
        let (mut state, now) = self.state();
        state.sweep(now);
    }
}

impl Held {
    fn bytes(&self) -> u64 {
        self.visit.sealed.len() as u64 + OVERHEAD
    }
}

impl State {
    /// The visit, while it lasts, and without an issue that has run out.
    fn live(&mut self, id: &str, now: Duration) -> Option<&mut Held> {
        let held = self.visits.get_mut(id).filter(|held| held.ends > now)?;
        if held.issue_ends <= now {
            held.visit.issue = None;
        }
        Some(held)
    }

    fn room_for_counters(&mut self, bounds: &Bounds, now: Duration, more: usize) -> Result<(), StoreError> {
        if self.limits.len() + self.counters.len() + more > bounds.counters {
            self.sweep(now);
        }
        if self.limits.len() + self.counters.len() + more > bounds.counters { Err(StoreError::Full) } else { Ok(()) }
    }

    fn sweep(&mut self, now: Duration) {
        let mut freed = 0;
        self.visits.retain(|_, held| {
            let live = held.ends > now;
            freed += if live { 0 } else { held.bytes() };
            live
        });
        self.held = self.held.saturating_sub(freed);
        self.limits.retain(|_, recent| recent.ends > now);
        self.counters.retain(|_, counter| counter.ends > now);
        self.swept = now;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Store;
    use super::*;
    use crate::mail::Address;

    const MINUTE: Duration = Duration::from_secs(60);

    fn store(bytes: u64) -> (Store, Clock) {
        let clock = Clock::manual(1_000_000);
        (Store::memory(clock.clone(), Bounds { bytes, visits: 3, counters: 4 }), clock)
    }

    async fn begin(store: &Store, id: &str, bytes: usize) -> Result<(), StoreError> {
        store.begin_visit(id, store.upload(), vec![7; bytes].into(), [1; 32], 30 * MINUTE).await
    }

    fn issue(nonce: u8, tries: u32) -> Issue {
        Issue { nonce: [nonce; 16], address: Address::parse("bob@example.com").unwrap(), tries }
    }

    #[tokio::test]
    async fn visits_end_and_give_their_room_back() {
        let (store, clock) = store(5_000);
        begin(&store, "a", 3_000).await.unwrap();
        assert_eq!(begin(&store, "b", 3_000).await, Err(StoreError::Full));
        assert_eq!(store.held(), 3_000 + OVERHEAD, "the refused upload left nothing behind");
        clock.jump_wall(86_400 * 365);
        assert!(store.visit("a").await.unwrap().is_some(), "wall time ends no visit");
        clock.advance(30 * MINUTE);
        assert!(store.visit("a").await.unwrap().is_none());
        begin(&store, "b", 3_000).await.unwrap();
        store.end_visit("b").await.unwrap();
        assert_eq!(store.held(), 0);
    }

    #[tokio::test]
    async fn uploads_that_never_finish_give_their_room_back() {
        let (store, _) = store(5_000);
        let mut upload = store.upload();
        upload.reserve(4_000).unwrap();
        assert_eq!(store.upload().reserve(2_000), Err(StoreError::Full));
        upload.shrink(1_000);
        store.upload().reserve(2_000).unwrap();
        drop(upload);
        assert_eq!(store.held(), 0);
    }

    #[tokio::test]
    async fn only_the_newest_issue_counts_and_its_tries_run_out() {
        let (store, clock) = store(5_000);
        begin(&store, "a", 10).await.unwrap();
        assert_eq!(store.reserve_try("a").await.unwrap(), Try::NoIssue);
        store.issue("a", issue(1, 5), 10 * MINUTE).await.unwrap();
        store.issue("a", issue(2, 1), 10 * MINUTE).await.unwrap();
        assert_eq!(store.reserve_try("a").await.unwrap(), Try::Reserved(issue(2, 0)));
        assert_eq!(store.reserve_try("a").await.unwrap(), Try::Spent);
        assert!(!store.prove("a", &[1; 16], [9; 32]).await.unwrap(), "an older issue proves nothing");
        assert!(store.prove("a", &[2; 16], [9; 32]).await.unwrap());
        assert!(!store.prove("a", &[2; 16], [8; 32]).await.unwrap(), "and the newest proves once");
        assert_eq!(store.visit("a").await.unwrap().unwrap().secret, [9; 32]);
        begin(&store, "b", 10).await.unwrap();
        store.issue("b", issue(3, 5), 10 * MINUTE).await.unwrap();
        clock.advance(10 * MINUTE);
        assert_eq!(store.reserve_try("b").await.unwrap(), Try::NoIssue, "a code lives ten minutes");
    }

    #[tokio::test]
    async fn limits_slide_and_are_taken_together() {
        let (store, clock) = store(0);
        let limits = |most| {
            [
                Limit { key: "a".into(), most: 3, window: 15 * MINUTE },
                Limit { key: "b".into(), most, window: 60 * MINUTE },
            ]
        };
        for _ in 0..2 {
            assert_eq!(store.admit(&limits(10)).await.unwrap(), Admission::Admitted);
        }
        clock.advance(10 * MINUTE);
        assert_eq!(store.admit(&limits(10)).await.unwrap(), Admission::Admitted);
        assert_eq!(store.admit(&limits(10)).await.unwrap(), Admission::Refused(5 * MINUTE));
        clock.advance(5 * MINUTE);
        assert_eq!(
            store.admit(&limits(3)).await.unwrap(),
            Admission::Refused(45 * MINUTE),
            "refused by one is refused"
        );
        for _ in 0..2 {
            assert_eq!(
                store.admit(&limits(10)).await.unwrap(),
                Admission::Admitted,
                "and what was refused took no room"
            );
        }
        assert!(matches!(store.admit(&limits(10)).await.unwrap(), Admission::Refused(_)));
    }

    #[tokio::test]
    async fn counters_begin_anew_and_are_bounded() {
        let (store, clock) = store(0);
        assert_eq!(store.count("x", MINUTE).await, Ok(1));
        assert_eq!(store.count("x", MINUTE).await, Ok(2));
        clock.advance(MINUTE);
        assert_eq!(store.counted("x").await, Ok(0));
        assert_eq!(store.count("x", MINUTE).await, Ok(1));
        for key in ["y", "z"] {
            store.count(key, MINUTE).await.unwrap();
        }
        assert_eq!(store.count("v", MINUTE).await, Ok(1));
        assert_eq!(store.count("w", MINUTE).await, Err(StoreError::Full), "fails closed");
        clock.advance(MINUTE);
        assert_eq!(store.count("w", MINUTE).await, Ok(1));
    }
}
