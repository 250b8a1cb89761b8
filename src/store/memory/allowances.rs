//! Allowances: the newest events for each address of each message.
//!
//! An address has a place of its own as long as there is room: in the table, and in the share of it
//! that one message may take. Beyond the message's share its addresses are thrown together in a few
//! places, and when the table is full all that is new is, in many. Which place that is, follows
//! from the address's name alone, whoever's address it is, and nobody outside knows it. What was
//! spent in a shared place counts on in one's own: else who fills the table had everything anew
//! when there is room again.

use std::collections::VecDeque;
use std::collections::hash_map::HashMap;
use std::time::Duration;

use crate::store::{Admission, Allowance, Counts, Span};

/// How many addresses of one message have places of their own.
const OWN: usize = 1_000;

/// How many places the others of that message share.
const SHARED: u16 = 256;

/// How many places all share when the table is full.
const OVERFLOW: u16 = 32_768;

/// The most events of one place: more than any allowance has.
const MOST: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Allowances {
    messages: HashMap<String, HashMap<Place, Spent>>,
    /// The places in `messages`.
    places: usize,
    overflow: HashMap<u16, Spent>,
    swept: Duration,
}

/// Where an address's events are noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Own([u8; 16]),
    Shared(u16),
}

/// The newest events, oldest first.
#[derive(Clone, Debug, Default)]
struct Spent {
    events: VecDeque<Event>,
    ends: Duration,
}

#[derive(Clone, Debug)]
struct Event {
    time: Duration,
    visit: [u8; 16],
    network: [u8; 16],
}

impl Spent {
    /// How long until all spans leave room again; nothing when they do.
    fn wait(&self, allowance: &Allowance, now: Duration) -> Duration {
        let waits = allowance.spans.iter().map(|span| {
            let is_of_network = |event: &&Event| event.network == allowance.network;
            let is_of_visit = |event: &&Event| event.visit == allowance.visit;
            let counted: Vec<&Event> = self
                .events
                .iter()
                .filter(|event| event.time + span.window > now)
                .filter(|event| allowance.counts == Counts::All || is_of_network(event))
                .collect();
            let kept = if counted.iter().any(is_of_visit) {
                span.kept
            } else if counted.iter().any(is_of_network) {
                span.kept_for_networks
            } else {
                0
            };
            let most = span.most - kept;
            let over = (counted.len() + 1).saturating_sub(most);
            // When so many of the oldest have passed, there is room.
            over.checked_sub(1)
                .and_then(|over| counted.get(over))
                .map_or(Duration::ZERO, |event| event.time + span.window - now)
        });
        waits.max().unwrap_or_default()
    }

    fn add(&mut self, allowance: &Allowance, now: Duration) {
        let longest = longest(allowance.spans);
        while self
            .events
            .front()
            .is_some_and(|event| event.time + longest <= now)
        {
            self.events.pop_front();
        }
        self.forget_beyond(MOST - 1);
        self.events.push_back(Event {
            time: now,
            visit: allowance.visit,
            network: allowance.network,
        });
        self.ends = now + longest;
    }
}

impl Spent {
    /// Of a place that many share, only the newest are known.
    fn forget_beyond(&mut self, most: usize) {
        while self.events.len() > most {
            self.events.pop_front();
        }
    }

    /// What was spent in one place or the other.
    fn and(&self, other: &Self) -> Self {
        let mut events: Vec<Event> = self.events.iter().chain(&other.events).cloned().collect();
        events.sort_by_key(|event| event.time);
        let mut both = Self {
            events: events.into(),
            ends: self.ends.max(other.ends),
        };
        both.forget_beyond(MOST);
        both
    }
}

fn longest(spans: &[Span]) -> Duration {
    let windows = spans.iter().map(|span| span.window);
    windows.max().unwrap_or_default()
}

impl Allowances {
    /// Counts an event, if there is room for it. No more than `most` places are taken, and those
    /// that all share.
    pub(super) fn spend(&mut self, allowance: &Allowance, most: usize, now: Duration) -> Admission {
        let admission = self.has_room(allowance, most, now);
        if admission == Admission::Admitted {
            self.place(allowance, most).add(allowance, now);
        }
        admission
    }

    fn has_room(&self, allowance: &Allowance, most: usize, now: Duration) -> Admission {
        let wait = match self.find(allowance, most) {
            Some(spent) => spent.wait(allowance, now),
            None => self.inherited(allowance, most).wait(allowance, now),
        };
        if wait.is_zero() {
            Admission::Admitted
        } else {
            Admission::Refused(wait)
        }
    }

    pub(super) fn refund(&mut self, allowance: &Allowance, most: usize) {
        let Some(spent) = self.find_mut(allowance, most) else {
            return;
        };
        let newest = spent
            .events
            .iter()
            .rposition(|event| event.visit == allowance.visit);
        if let Some(newest) = newest {
            spent.events.remove(newest);
        }
    }

    /// The place that this address has in its message, or would have; `None` in a full table.
    fn place_of(&self, allowance: &Allowance, most: usize) -> Option<Place> {
        let Allowance {
            message, address, ..
        } = allowance;
        let message = self.messages.get(message);
        let known = |place| message.is_some_and(|message| message.contains_key(&place));
        let own = Place::Own(*address);
        let is_full = self.places >= most;
        let has_share = message.is_none_or(|message| message.len() < OWN);
        if known(own) || has_share && !is_full {
            return Some(own);
        }
        let shared = Place::Shared(number(address) % SHARED);
        (known(shared) || !is_full).then_some(shared)
    }

    fn find(&self, allowance: &Allowance, most: usize) -> Option<&Spent> {
        match self.place_of(allowance, most) {
            Some(place) => self.messages.get(&allowance.message)?.get(&place),
            None => self.overflow.get(&(number(&allowance.address) % OVERFLOW)),
        }
    }

    fn find_mut(&mut self, allowance: &Allowance, most: usize) -> Option<&mut Spent> {
        match self.place_of(allowance, most) {
            Some(place) => self.messages.get_mut(&allowance.message)?.get_mut(&place),
            None => self
                .overflow
                .get_mut(&(number(&allowance.address) % OVERFLOW)),
        }
    }

    /// What was spent in the places that the address shared before it has the one that it would
    /// have now.
    fn inherited(&self, allowance: &Allowance, most: usize) -> Spent {
        let Some(place) = self.place_of(allowance, most) else {
            return Spent::default();
        };
        let number = number(&allowance.address);
        let shared = self
            .messages
            .get(&allowance.message)
            .filter(|_| matches!(place, Place::Own(_)))
            .and_then(|message| message.get(&Place::Shared(number % SHARED)));
        let overflow = self.overflow.get(&(number % OVERFLOW));
        match (shared, overflow) {
            (Some(one), Some(other)) => one.and(other),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Spent::default(),
        }
    }

    fn place(&mut self, allowance: &Allowance, most: usize) -> &mut Spent {
        let inherited = self.inherited(allowance, most);
        let Some(place) = self.place_of(allowance, most) else {
            let number = number(&allowance.address) % OVERFLOW;
            return self.overflow.entry(number).or_default();
        };
        let message = self.messages.entry(allowance.message.clone()).or_default();
        if !message.contains_key(&place) {
            self.places += 1;
        }
        message.entry(place).or_insert(inherited)
    }

    pub(super) fn sweep_after(&mut self, pause: Duration, now: Duration) {
        if now.saturating_sub(self.swept) >= pause {
            self.sweep(now);
        }
    }

    /// Removes what has run out.
    pub(super) fn sweep(&mut self, now: Duration) {
        for message in self.messages.values_mut() {
            message.retain(|_, spent| spent.ends > now);
        }
        self.messages.retain(|_, message| !message.is_empty());
        self.places = self.messages.values().map(HashMap::len).sum();
        self.overflow.retain(|_, spent| spent.ends > now);
        self.swept = now;
    }
}

/// A number that follows from an address's name, as evenly spread as that.
fn number(address: &[u8; 16]) -> u16 {
    u16::from_be_bytes([address[0], address[1]])
}
