//! Which messages were costly to show lately, by their ciphertext: the next who reads one waits
//! among those of its kind, or is told at once that it can't be shown.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Purpose;

/// How many are remembered; the newest stay.
const MOST: usize = 4096;

/// How long: as long as a visit. Computers differ from hour to hour, too.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// The digest of ciphertext.
type Digest = [u8; 32];

/// What was costly.
#[derive(Debug, Default)]
pub(in crate::portal) struct Costs {
    costly: Mutex<Costly>,
}

#[derive(Debug, Default)]
struct Costly {
    /// For which purpose a message took too long, and until when that counts.
    known: HashMap<Digest, (Purpose, Instant)>,
    order: VecDeque<Digest>,
}

impl Costs {
    /// Notes that a message can't be shown within what there is for this purpose.
    pub(in crate::portal) fn note(&self, digest: Digest, purpose: Purpose) {
        let mut costly = self.costly.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have found out more while this one was at it.
        if costly.exceed(digest, purpose) {
            return;
        }
        let entry = (purpose, Instant::now() + LIFE);
        if costly.known.insert(digest, entry).is_some() {
            return;
        }
        costly.order.push_back(digest);
        if costly.order.len() > MOST
            && let Some(oldest) = costly.order.pop_front()
        {
            costly.known.remove(&oldest);
        }
    }

    /// Whether a message is known to take longer than there is for this purpose.
    pub(in crate::portal) fn exceed(&self, digest: Digest, purpose: Purpose) -> bool {
        let costly = self.costly.lock().unwrap_or_else(PoisonError::into_inner);
        costly.exceed(digest, purpose)
    }
}

impl Costly {
    fn exceed(&self, digest: Digest, purpose: Purpose) -> bool {
        let known = self.known.get(&digest);
        let known = known.filter(|(_, until)| Instant::now() < *until);
        known.is_some_and(|(exceeded, _)| purpose.effort() <= exceeded.effort())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: usize) -> Digest {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&n.to_be_bytes());
        digest
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_known_for_a_while() {
        let costs = Costs::default();
        let exceeds = |n| {
            [Purpose::Frame, Purpose::LongFrame].map(|purpose| costs.exceed(digest(n), purpose))
        };
        costs.note(digest(1), Purpose::Frame);
        assert_eq!((exceeds(0), exceeds(1)), ([false; 2], [true, false]));
        costs.note(digest(1), Purpose::LongFrame);
        costs.note(digest(1), Purpose::Frame);
        assert_eq!(exceeds(1), [true; 2]);
        tokio::time::advance(LIFE).await;
        assert_eq!(exceeds(1), [false; 2]);
        costs.note(digest(1), Purpose::Frame);
        assert_eq!(exceeds(1), [true, false]);
        (2..MOST + 2).for_each(|n| costs.note(digest(n), Purpose::Frame));
        assert_eq!((exceeds(1), exceeds(2)), ([false; 2], [true, false]));
        let costly = costs
            .costly
            .lock()
            .map(|all| (all.known.len(), all.order.len()));
        assert_eq!(costly.ok(), Some((MOST, MOST)));
    }
}
