//! What a connection has shown of itself, by which those of one host are compared.
//!
//! When a host has its share, something of its own makes way for what is new: neighbours behind one
//! address can't be told apart otherwise. It is something of the largest group, and of that what
//! has moved least in the last seconds: who holds much by doing little goes first, and what does
//! what people do stays. What one message's holder brings or reads is a group of its own, so an
//! upload on a slow line stays for as long as another message has more of them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::seal::MessageId;

/// Over how long the pace is measured: this, and as much before it.
const WINDOW: Duration = Duration::from_secs(4);

/// The bytes per second that count in the first [`WINDOW`], whatever moves: what begins with much
/// drives out nothing that has just come.
const YOUNG: u64 = 16 * 1024;

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// No request has come yet, or the next one hasn't.
    #[default]
    Waiting,
    /// A form is on its way.
    Form,
    /// The request is there, and its answer isn't.
    Answer,
    /// An upload, of which nothing is known.
    Upload,
    /// An upload of this message.
    Message(MessageId),
}

/// What is going on on a connection, and how fast.
#[derive(Debug)]
pub(super) struct Shown(Mutex<Inside>);

#[derive(Clone, Copy, Debug)]
struct Inside {
    what: What,
    since: Instant,
    bytes: u64,
    /// When the window began, what has moved in it, and in the one before.
    window: Instant,
    moved: u64,
    before: u64,
}

/// How something stands among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    what: What,
    pace: u64,
    since: Instant,
    /// How many bytes have moved in all.
    pub bytes: u64,
}

impl Default for Shown {
    fn default() -> Self {
        Self(Mutex::new(Inside::new(What::Waiting)))
    }
}

impl Shown {
    /// Something new begins.
    pub(super) fn begin(&self, what: What) {
        self.change(|inside| *inside = Inside::new(what));
    }

    /// What goes on is known now.
    pub(super) fn is(&self, what: What) {
        self.change(|inside| inside.what = what);
    }

    /// A form has come to its end.
    pub(super) fn is_asked(&self) {
        self.change(|inside| {
            if inside.what == What::Form {
                inside.what = What::Answer;
            }
        });
    }

    /// So many bytes have moved, in either direction.
    pub(super) fn moved(&self, bytes: usize) {
        self.change(|inside| {
            inside.roll();
            inside.moved += bytes as u64;
            inside.bytes += bytes as u64;
        });
    }

    /// How it stands now.
    pub(super) fn standing(&self) -> Standing {
        let mut inside = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inside.roll();
        Standing {
            what: inside.what,
            pace: inside.pace(),
            since: inside.since,
            bytes: inside.bytes,
        }
    }

    fn change(&self, change: impl FnOnce(&mut Inside)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Inside {
    fn new(what: What) -> Self {
        let now = Instant::now();
        Self {
            what,
            since: now,
            bytes: 0,
            window: now,
            moved: 0,
            before: 0,
        }
    }

    /// Begins another window when one is over.
    fn roll(&mut self) {
        let elapsed = self.window.elapsed();
        if elapsed >= WINDOW * 2 {
            (self.before, self.moved) = (0, 0);
            self.window = Instant::now();
        } else if elapsed >= WINDOW {
            self.before = std::mem::take(&mut self.moved);
            self.window += WINDOW;
        }
    }

    fn pace(&self) -> u64 {
        let age = self.since.elapsed();
        if age < WINDOW {
            return YOUNG;
        }
        let measured = age.min(self.window.elapsed() + WINDOW).max(WINDOW);
        let milliseconds = u64::try_from(measured.as_millis()).unwrap_or(u64::MAX);
        (self.before + self.moved).saturating_mul(1_000) / milliseconds
    }
}

/// Of the largest group, what has moved least lately; of equals, what began first.
pub(super) fn worst<T>(all: impl Iterator<Item = (T, Standing)>) -> Option<T> {
    let all: Vec<(T, Standing)> = all.collect();
    let mut groups: HashMap<What, usize> = HashMap::new();
    for (_, standing) in &all {
        *groups.entry(standing.what).or_default() += 1;
    }
    let rank = |standing: &Standing| {
        let group = groups.get(&standing.what).copied().unwrap_or_default();
        (usize::MAX - group, standing.pace, standing.since)
    };
    let worst = all.into_iter().min_by_key(|(_, standing)| rank(standing));
    worst.map(|(which, _)| which)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn worst_of(all: &[&Shown]) -> Option<usize> {
        worst(all.iter().map(|shown| shown.standing()).enumerate())
    }

    #[tokio::test(start_paused = true)]
    async fn of_the_largest_group_the_slowest_makes_way() {
        let message = |n| What::Message(MessageId([n; 16]));
        let all: [Shown; 4] = Default::default();
        all[0].begin(message(1));
        for shown in &all[1..] {
            shown.begin(message(2));
        }
        let [other, steady, burst, new] = &all;
        burst.moved(4 << 20);
        for _ in 0..20 {
            steady.moved(100_000);
            new.begin(message(2));
            new.moved(4_000);
            tokio::time::advance(SECOND).await;
        }
        assert_eq!(worst_of(&[other, steady, burst, new]), Some(2));
        assert_eq!(
            worst_of(&[other, steady, new]),
            Some(2),
            "not the large one"
        );
        assert_eq!(worst_of(&[other, steady]), Some(0), "each has one");
        assert_eq!(worst_of(&[]), None);
    }

    #[tokio::test(start_paused = true)]
    async fn of_those_that_say_nothing_the_oldest_makes_way() {
        let mut all = Vec::new();
        for _ in 0..10 {
            all.push(Shown::default());
            tokio::time::advance(SECOND).await;
        }
        all.swap(0, 5);
        let all: Vec<&Shown> = all.iter().collect();
        assert_eq!(worst_of(&all), Some(5));
    }
}
