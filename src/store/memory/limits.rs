//! Limits, whose windows slide by events, and counters, whose windows slide by sixths.

use std::collections::VecDeque;
use std::collections::hash_map::HashMap;
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

/// Into so many parts the window of a counter is divided.
const PARTS: u32 = 6;

/// The events of a window, in parts that begin at the same times for all. Each part is kept until
/// a whole window has passed since its end: none is forgotten too early.
#[derive(Debug)]
struct Counter {
    window: Duration,
    /// The numbers of the parts since the beginning, and what each counts.
    parts: VecDeque<(u128, u64)>,
}

impl Counter {
    /// The number of the part that is running.
    fn part(&self, now: Duration) -> u128 {
        let part = (self.window / PARTS).as_nanos().max(1);
        now.as_nanos() / part
    }

    fn count(&mut self, now: Duration) -> u64 {
        let running = self.part(now);
        let is_kept = |&(part, _): &(u128, u64)| part + u128::from(PARTS) >= running;
        while self.parts.front().is_some_and(|part| !is_kept(part)) {
            self.parts.pop_front();
        }
        match self.parts.back_mut() {
            Some((part, events)) if *part == running => *events += 1,
            _ => self.parts.push_back((running, 1)),
        }
        self.counted(now)
    }

    fn counted(&self, now: Duration) -> u64 {
        let running = self.part(now);
        let kept = |&&(part, _): &&(u128, u64)| part + u128::from(PARTS) >= running;
        self.parts
            .iter()
            .filter(kept)
            .map(|(_, events)| events)
            .sum()
    }
}

impl Recent {
    /// How long until `limit` leaves room again; nothing when it does.
    fn wait(&mut self, limit: &Limit, now: Duration) -> Duration {
        let window = limit.window;
        while self.times.front().is_some_and(|&time| time + window <= now) {
            self.times.pop_front();
        }
        let over = (self.times.len() + 1).saturating_sub(limit.most);
        // When so many of the oldest have passed, there is room.
        over.checked_sub(1)
            .and_then(|over| self.times.get(over))
            .map_or(Duration::ZERO, |&time| time + window - now)
    }
}

impl Limits {
    /// Counts an event in all `limits` or in none. One that is full and doesn't hold counts it all
    /// the same: else to withdraw it would take back another's. Beyond `most` limits, new ones are
    /// not noted.
    pub(super) fn admit(&mut self, limits: &[Limit], most: usize, now: Duration) -> Admission {
        let new = |limit: &&Limit| !self.limits.contains_key(&limit.key);
        if self.limits.len() + limits.iter().filter(new).count() > most {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        let has_room = self.limits.len() < most;
        let (mut wait, mut spared) = (Duration::ZERO, 0_usize);
        for limit in limits {
            let known = self.limits.get_mut(&limit.key);
            // Who can't be noted would have few for ever.
            let (own, few) = known.map_or((Duration::ZERO, has_room && limit.few > 0), |recent| {
                (recent.wait(limit, now), recent.times.len() < limit.few)
            });
            if spared == 0 {
                wait = wait.max(own);
            }
            let spares = if few { limit.spares } else { 0 };
            spared = spared.saturating_sub(1).max(spares);
        }
        if !wait.is_zero() {
            return Admission::Refused(wait);
        }
        for limit in limits {
            if self.limits.len() >= most && !self.limits.contains_key(&limit.key) {
                continue;
            }
            let recent = self.limits.entry(limit.key.clone()).or_default();
            recent.times.push_back(now);
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
        let counter = self.counters.entry(key.to_owned());
        let counter = counter.or_insert_with(|| Counter {
            window,
            parts: VecDeque::new(),
        });
        Ok(counter.count(now))
    }

    pub(super) fn counted(&self, key: &str, now: Duration) -> u64 {
        let counter = self.counters.get(key);
        counter.map_or(0, |counter| counter.counted(now))
    }

    pub(super) fn sweep_after(&mut self, pause: Duration, now: Duration) {
        if now.saturating_sub(self.swept) >= pause {
            self.sweep(now);
        }
    }

    /// Removes limits and counters that have run out.
    pub(super) fn sweep(&mut self, now: Duration) {
        self.limits.retain(|_, recent| recent.ends > now);
        self.counters.retain(|_, counter| counter.counted(now) > 0);
        self.swept = now;
    }
}
