//! Limits, whose windows slide, and counters, whose windows begin with their first event.

use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::time::Duration;

use super::SWEEP_WHEN_FULL;
use crate::store::{Admission, Family, Limit, StoreError};

#[derive(Debug, Default)]
pub(super) struct Limits {
    limits: HashMap<Family, HashMap<String, Recent>>,
    counters: HashMap<String, Counter>,
    swept: Duration,
}

/// The times of the newest events, oldest first.
#[derive(Debug, Default)]
struct Recent {
    times: VecDeque<Duration>,
    ends: Duration,
}

#[derive(Debug)]
struct Counter {
    events: u64,
    ends: Duration,
}

impl Recent {
    /// How long until `limit` leaves room again; nothing when it does.
    fn wait(&mut self, limit: &Limit, now: Duration) -> Duration {
        let window = limit.window;
        while self.times.front().is_some_and(|&time| time + window <= now) {
            self.times.pop_front();
        }
        if self.times.len() < limit.most {
            return Duration::ZERO;
        }
        self.times
            .front()
            .map_or(window, |&time| time + window - now)
    }
}

impl Limits {
    /// Counts an event in all `limits` or in none. No family has more than `most` limits.
    pub(super) fn admit(
        &mut self,
        limits: &[Limit],
        most: usize,
        now: Duration,
    ) -> Result<Admission, StoreError> {
        let wait = limits
            .iter()
            .filter_map(|limit| Some(self.recent(limit)?.wait(limit, now)))
            .max()
            .unwrap_or_default();
        if !wait.is_zero() {
            return Ok(Admission::Refused(wait));
        }
        let families = [Family::Network, Family::Recipient, Family::Stranger];
        if !families.iter().all(|&one| self.has_room(one, limits, most)) {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        if !self.has_room(Family::Recipient, limits, most) {
            return Err(StoreError::Full);
        }
        for limit in limits {
            if !self.has_room(limit.family, std::slice::from_ref(limit), most) {
                continue;
            }
            let family = self.limits.entry(limit.family).or_default();
            let recent = family.entry(limit.key.clone()).or_default();
            recent.times.push_back(now);
            recent.ends = now + limit.window;
        }
        Ok(Admission::Admitted)
    }

    pub(super) fn withdraw(&mut self, limits: &[Limit]) {
        for limit in limits {
            if let Some(recent) = self.recent(limit) {
                recent.times.pop_back();
            }
        }
    }

    fn recent(&mut self, limit: &Limit) -> Option<&mut Recent> {
        self.limits.get_mut(&limit.family)?.get_mut(&limit.key)
    }

    /// Whether there is room for those of `limits` that are of this family and not known yet.
    fn has_room(&self, family: Family, limits: &[Limit], most: usize) -> bool {
        let known = self.limits.get(&family);
        let more = limits
            .iter()
            .filter(|limit| limit.family == family)
            .filter(|limit| !known.is_some_and(|known| known.contains_key(&limit.key)))
            .count();
        more == 0 || known.map_or(0, HashMap::len) + more <= most
    }

    pub(super) fn count(
        &mut self,
        key: &str,
        window: Duration,
        most: usize,
        now: Duration,
    ) -> Result<u64, StoreError> {
        if !self.counters.contains_key(key) && self.counters.len() >= most {
            self.sweep_after(SWEEP_WHEN_FULL, now);
            if self.counters.len() >= most {
                return Err(StoreError::Full);
            }
        }
        let new = || Counter {
            events: 0,
            ends: now + window,
        };
        let counter = match self.counters.entry(key.to_owned()) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(new()),
        };
        if counter.ends <= now {
            *counter = new();
        }
        counter.events += 1;
        Ok(counter.events)
    }

    pub(super) fn counted(&self, key: &str, now: Duration) -> u64 {
        self.counters
            .get(key)
            .filter(|counter| counter.ends > now)
            .map_or(0, |counter| counter.events)
    }

    pub(super) fn sweep_after(&mut self, pause: Duration, now: Duration) {
        if now.saturating_sub(self.swept) >= pause {
            self.sweep(now);
        }
    }

    /// Removes limits and counters that have run out.
    pub(super) fn sweep(&mut self, now: Duration) {
        for known in self.limits.values_mut() {
            known.retain(|_, recent| recent.ends > now);
        }
        self.counters.retain(|_, counter| counter.ends > now);
        self.swept = now;
    }
}
