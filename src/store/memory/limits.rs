//! Limits, whose windows slide, and counters, whose windows begin with their first event.

use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::time::Duration;

use super::SWEEP_WHEN_FULL;
use crate::store::{Admission, Limit, StoreError};

#[derive(Debug, Default)]
pub(super) struct Limits {
    limits: HashMap<String, Recent>,
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
    /// Counts an event in all `limits` or in none; one that is full and holds not is left as it is.
    /// Beyond `most` limits, new ones are not noted.
    pub(super) fn admit(&mut self, limits: &[Limit], most: usize, now: Duration) -> Admission {
        let new = |limit: &&Limit| !self.limits.contains_key(&limit.key);
        if self.limits.len() + limits.iter().filter(new).count() > most {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        let has_room = self.limits.len() < most;
        let (mut wait, mut has_few) = (Duration::ZERO, false);
        for limit in limits {
            let known = self.limits.get_mut(&limit.key);
            // Who can't be noted would have few for ever.
            let (own, few) = known.map_or((Duration::ZERO, has_room && limit.few > 0), |recent| {
                (recent.wait(limit, now), recent.times.len() < limit.few)
            });
            if !has_few {
                wait = wait.max(own);
            }
            has_few = few;
        }
        if !wait.is_zero() {
            return Admission::Refused(wait);
        }
        for limit in limits {
            if self.limits.len() >= most && !self.limits.contains_key(&limit.key) {
                continue;
            }
            let recent = self.limits.entry(limit.key.clone()).or_default();
            if recent.times.len() < limit.most {
                recent.times.push_back(now);
            }
            recent.ends = now + limit.window;
        }
        Admission::Admitted
    }

    pub(super) fn withdraw(&mut self, limits: &[Limit]) {
        for limit in limits {
            if let Some(recent) = self.limits.get_mut(&limit.key) {
                recent.times.pop_back();
            }
        }
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
        self.limits.retain(|_, recent| recent.ends > now);
        self.counters.retain(|_, counter| counter.ends > now);
        self.swept = now;
    }
}
