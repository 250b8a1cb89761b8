//! The store in one process's memory.

use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;

use super::{Admission, Bounds, Family, Issue, Limit, Sealed, Share, StoreError, Try, Visit};
use crate::clock::Clock;
use crate::mail::Address;

#[derive(Debug)]
pub(super) struct Memory {
    clock: Clock,
    bounds: Bounds,
    max_bytes: AtomicU64,
    state: Mutex<State>,
    /// Told whenever an upload ends.
    pub(super) freed: Notify,
}

#[derive(Debug, Default)]
struct State {
    held: u64,
    uploads: usize,
    shares: HashMap<String, Used>,
    kept: HashMap<[u8; 32], Kept>,
    visits: HashMap<String, Held>,
    limits: HashMap<Family, HashMap<String, Recent>>,
    counters: HashMap<String, Counter>,
    swept: Duration,
}

/// What is taken of one share.
#[derive(Debug, Default)]
struct Used {
    bytes: u64,
    uploads: usize,
}

/// Ciphertext, for all visits that brought it.
#[derive(Debug)]
struct Kept {
    bytes: Bytes,
    visits: usize,
    shares: Vec<String>,
}

#[derive(Debug)]
struct Held {
    visit: Visit,
    digest: [u8; 32],
    /// The addresses that were named as the visitor's.
    named: Vec<Address>,
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
        Self {
            clock,
            bounds,
            max_bytes: AtomicU64::new(bounds.bytes),
            state: Mutex::default(),
            freed: Notify::new(),
        }
    }

    pub(super) fn set_max_bytes(&self, bytes: u64) {
        self.max_bytes.store(bytes, Ordering::Relaxed);
    }

    fn max_bytes(&self) -> u64 {
        self.max_bytes.load(Ordering::Relaxed)
    }

    /// The state, swept now and then. No code panics while it holds the lock, so a poisoned one is
    /// as good.
    fn state(&self) -> (MutexGuard<'_, State>, Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.elapsed();
        if now.saturating_sub(state.swept) >= SWEEP {
            state.sweep(now);
        }
        (state, now)
    }

    pub(super) fn begin_upload(&self, share: &Share) -> Result<(), StoreError> {
        let (mut state, _) = self.state();
        if state.uploads >= self.bounds.uploads {
            return Err(StoreError::Full);
        }
        if state
            .shares
            .get(&share.key)
            .is_some_and(|used| used.uploads >= share.uploads)
        {
            return Err(StoreError::Share);
        }
        state.uploads += 1;
        state.shares.entry(share.key.clone()).or_default().uploads += 1;
        Ok(())
    }

    pub(super) fn end_upload(&self, bytes: u64, key: &str) {
        let (mut state, _) = self.state();
        state.held = state.held.saturating_sub(bytes);
        state.uploads = state.uploads.saturating_sub(1);
        if let Some(used) = state.shares.get_mut(key) {
            used.uploads = used.uploads.saturating_sub(1);
        }
        state.give_back(bytes, key);
        drop(state);
        self.freed.notify_waiters();
    }

    pub(super) fn reserve(&self, bytes: u64, share: &Share) -> Result<(), StoreError> {
        let (mut state, now) = self.state();
        if state.room(bytes, share, self.max_bytes()).is_err() {
            state.sweep(now);
        }
        state.room(bytes, share, self.max_bytes())?;
        state.held += bytes;
        state.shares.entry(share.key.clone()).or_default().bytes += bytes;
        Ok(())
    }

    pub(super) fn release(&self, bytes: u64, key: &str) {
        let (mut state, _) = self.state();
        state.held = state.held.saturating_sub(bytes);
        state.give_back(bytes, key);
    }

    pub(super) fn held(&self) -> u64 {
        self.state().0.held
    }

    /// Whether the visit keeps what its upload has reserved on `share`.
    pub(super) fn begin_visit(
        &self,
        id: &str,
        share: &Share,
        sealed: Sealed,
        secret: [u8; 32],
        life: Duration,
    ) -> Result<bool, StoreError> {
        let (mut state, now) = self.state();
        if state.visits.len() >= self.bounds.visits
            || state.held.saturating_add(OVERHEAD) > self.max_bytes()
        {
            state.sweep(now);
        }
        if state.visits.len() >= self.bounds.visits
            || state.held.saturating_add(OVERHEAD) > self.max_bytes()
        {
            return Err(StoreError::Full);
        }
        let Sealed {
            bytes,
            digest,
            shares,
        } = sealed;
        let length = bytes.len() as u64;
        let is_new = !state.kept.contains_key(&digest);
        if is_new {
            if shares.iter().any(|share| !state.fits(length, share)) {
                state.sweep(now);
            }
            if shares.iter().any(|share| !state.fits(length, share)) {
                return Err(StoreError::Share);
            }
            for share in &shares {
                state.shares.entry(share.key.clone()).or_default().bytes += length;
            }
            let shares = shares
                .into_iter()
                .chain([share.clone()])
                .map(|share| share.key)
                .collect();
            state.kept.insert(
                digest,
                Kept {
                    bytes: bytes.clone(),
                    visits: 0,
                    shares,
                },
            );
        }
        let sealed = state.kept.get_mut(&digest).map_or(bytes, |kept| {
            kept.visits += 1;
            kept.bytes.clone()
        });
        state.held += OVERHEAD;
        let visit = Visit {
            sealed,
            secret,
            proven: None,
            issue: None,
        };
        let held = Held {
            visit,
            digest,
            named: Vec::new(),
            ends: now + life,
            issue_ends: Duration::ZERO,
        };
        state.visits.insert(id.to_owned(), held);
        Ok(is_new)
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

    pub(super) fn name_address(&self, id: &str, address: &Address, most: usize) -> bool {
        let (mut state, now) = self.state();
        let Some(held) = state.live(id, now) else {
            return false;
        };
        if !held.named.contains(address) {
            if held.named.len() >= most {
                return false;
            }
            held.named.push(address.clone());
        }
        true
    }

    pub(super) fn reserve_try(&self, id: &str) -> Try {
        let (mut state, now) = self.state();
        match state
            .live(id, now)
            .and_then(|held| held.visit.issue.as_mut())
        {
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
        let Some(held) = state.live(id, now) else {
            return false;
        };
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
            state.end(&held);
        }
    }

    pub(super) fn withdraw(&self, limits: &[Limit]) {
        let (mut state, _) = self.state();
        for Limit { family, key, .. } in limits {
            if let Some(recent) = state
                .limits
                .get_mut(family)
                .and_then(|all| all.get_mut(key))
            {
                recent.times.pop_back();
            }
        }
    }

    pub(super) fn admit(&self, limits: &[Limit]) -> Result<Admission, StoreError> {
        let (mut state, now) = self.state();
        let mut wait = Duration::ZERO;
        for Limit {
            family,
            key,
            most,
            window,
        } in limits
        {
            let Some(recent) = state
                .limits
                .get_mut(family)
                .and_then(|all| all.get_mut(key))
            else {
                continue;
            };
            while recent
                .times
                .front()
                .is_some_and(|&time| time + *window <= now)
            {
                recent.times.pop_front();
            }
            if recent.times.len() >= *most {
                wait = wait.max(
                    recent
                        .times
                        .front()
                        .map_or(*window, |&time| time + *window - now),
                );
            }
        }
        if !wait.is_zero() {
            return Ok(Admission::Refused(wait));
        }
        for family in [Family::Network, Family::Recipient] {
            if !state.has_room(family, limits, &self.bounds) {
                state.sweep(now);
            }
            if !state.has_room(family, limits, &self.bounds) {
                return Err(StoreError::Full);
            }
        }
        let strangers = state.has_room(Family::Stranger, limits, &self.bounds);
        for Limit {
            family,
            key,
            window,
            ..
        } in limits
        {
            if *family == Family::Stranger && !strangers {
                continue;
            }
            let recent = state
                .limits
                .entry(*family)
                .or_default()
                .entry(key.clone())
                .or_insert_with(|| Recent {
                    times: VecDeque::new(),
                    ends: Duration::ZERO,
                });
            recent.times.push_back(now);
            recent.ends = now + *window;
        }
        Ok(Admission::Admitted)
    }

    pub(super) fn count(&self, key: &str, window: Duration) -> Result<u64, StoreError> {
        let (mut state, now) = self.state();
        if !state.counters.contains_key(key) && state.counters.len() >= self.bounds.counters {
            state.sweep(now);
            if state.counters.len() >= self.bounds.counters {
                return Err(StoreError::Full);
            }
        }
        let counter = match state.counters.entry(key.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Counter {
                events: 0,
                ends: now + window,
            }),
        };
        if counter.ends <= now {
            *counter = Counter {
                events: 0,
                ends: now + window,
            };
        }
        counter.events += 1;
        Ok(counter.events)
    }

    pub(super) fn counted(&self, key: &str) -> u64 {
        let (state, now) = self.state();
        state
            .counters
            .get(key)
            .filter(|counter| counter.ends > now)
            .map_or(0, |counter| counter.events)
    }

    pub(super) fn sweep(&self) {
        let (mut state, now) = self.state();
        state.sweep(now);
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

    fn fits(&self, bytes: u64, share: &Share) -> bool {
        self.shares
            .get(&share.key)
            .map_or(0, |used| used.bytes)
            .saturating_add(bytes)
            <= share.bytes
    }

    fn room(&self, bytes: u64, share: &Share, max_bytes: u64) -> Result<(), StoreError> {
        if self.held.saturating_add(bytes) > max_bytes {
            return Err(StoreError::Full);
        }
        if self.fits(bytes, share) {
            Ok(())
        } else {
            Err(StoreError::Share)
        }
    }

    fn give_back(&mut self, bytes: u64, key: &str) {
        if let Entry::Occupied(mut entry) = self.shares.entry(key.to_owned()) {
            let used = entry.get_mut();
            used.bytes = used.bytes.saturating_sub(bytes);
            if used.bytes == 0 && used.uploads == 0 {
                entry.remove();
            }
        }
    }

    /// What ends with a visit that was taken out; its ciphertext too, unless another visit shares
    /// it.
    fn end(&mut self, held: &Held) {
        self.held = self.held.saturating_sub(OVERHEAD);
        let Entry::Occupied(mut entry) = self.kept.entry(held.digest) else {
            return;
        };
        entry.get_mut().visits -= 1;
        if entry.get().visits == 0 {
            let kept = entry.remove();
            let bytes = kept.bytes.len() as u64;
            self.held = self.held.saturating_sub(bytes);
            for key in &kept.shares {
                self.give_back(bytes, key);
            }
        }
    }

    /// Whether there is room for those of `limits` that are of this family and not known yet.
    fn has_room(&self, family: Family, limits: &[Limit], bounds: &Bounds) -> bool {
        let known = self.limits.get(&family);
        let more = limits.iter().filter(|limit| limit.family == family);
        let more = more
            .filter(|limit| !known.is_some_and(|known| known.contains_key(&limit.key)))
            .count();
        more == 0 || known.map_or(0, HashMap::len) + more <= bounds.counters
    }

    fn sweep(&mut self, now: Duration) {
        let over: Vec<_> = self.visits.extract_if(|_, held| held.ends <= now).collect();
        for (_, held) in &over {
            self.end(held);
        }
        for known in self.limits.values_mut() {
            known.retain(|_, recent| recent.ends > now);
        }
        self.counters.retain(|_, counter| counter.ends > now);
        self.swept = now;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
