//! Turns to submit a mail, so few that the server isn't flooded. Each site has a share of them, so
//! that what others ask for, however much, keeps nobody's code from going out.
//!
//! They are taken for recipients and strangers alike, and last equally long, whatever mails take:
//! else who has a mailbox of their own could see from when their code comes whether those they
//! asked for before are recipients.

use std::time::Duration;

use tokio::time::Instant;

use crate::portal::resource::{Holder, Resource, Units};

/// The most turns at once. One that lies, or waits to be tried again, keeps none from its turn.
pub(super) const AT_ONCE: u32 = 256;

/// A site's part of them: eight sites have half.
pub(super) const SIXTEENTH: u32 = 16;

/// How long a turn lasts, if its own mail takes no longer.
const TURN: Duration = Duration::from_secs(1);

/// The turns.
pub(super) struct Turns {
    free: Resource,
}

/// A turn. Dropped, it lasts on to its end.
pub(super) struct Turn {
    begun: Instant,
    units: Option<Units>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            free: Resource::patient(AT_ONCE, SIXTEENTH),
        }
    }
}

impl Turns {
    /// Waits for a turn for what this host of that subscriber and site has asked for, if they are
    /// known; `None` when none came within `patience`.
    pub(super) async fn take(
        &self,
        asker: Option<&[String; 3]>,
        patience: Duration,
    ) -> Option<Turn> {
        let holders = holders(asker);
        let taken = self.free.take(&holders, 1);
        let units = tokio::time::timeout(patience, taken).await.ok()?.ok()?;
        Some(Turn {
            begun: Instant::now(),
            units: Some(units),
        })
    }
}

/// Whose share a mail takes: parts of its site's.
pub(super) fn holders(asker: Option<&[String; 3]>) -> Vec<Holder<'_>> {
    asker.map_or_else(Vec::new, |[host, subscriber, site]| {
        vec![
            Holder::host(host),
            Holder::subscriber(subscriber),
            Holder::one(site),
        ]
    })
}

impl Turn {
    /// Whether its mail has taken longer than a turn lasts, so that others may see that there was
    /// one.
    pub(super) fn is_outlasted(&self) -> bool {
        self.begun.elapsed() > TURN
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (units, end) = (self.units.take(), self.begun + TURN);
        // Beside whoever had it, who isn't kept from stopping.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep_until(end).await;
                drop(units);
            });
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    const OF_A_HOST: u32 = AT_ONCE / SIXTEENTH / 2;

    fn of(host: impl ToString, subscriber: impl ToString, site: impl ToString) -> [String; 3] {
        [
            format!("host {}", host.to_string()),
            format!("subscriber {}", subscriber.to_string()),
            site.to_string(),
        ]
    }

    /// Asks for a turn without end, and holds it.
    fn hold(turns: &Arc<Turns>, asker: [String; 3]) {
        let turns = Arc::clone(turns);
        tokio::spawn(async move {
            let _turn = turns.take(Some(&asker), HOUR).await;
            tokio::time::sleep(Duration::from_secs(300)).await;
        });
    }

    async fn has_a_turn_soon(turns: &Turns, asker: [String; 3]) -> bool {
        // Time stands still until nobody has anything to do.
        tokio::time::sleep(Duration::from_millis(1)).await;
        let soon = Duration::from_secs(1);
        turns.take(Some(&asker), soon).await.is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_asks_for_many_leaves_a_turn_to_its_neighbours() {
        let turns = Arc::new(Turns::default());
        (0..100).for_each(|_| hold(&turns, of("greedy", "s", "site")));
        assert!(has_a_turn_soon(&turns, of("neighbour", "s", "site")).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_hosts_of_one_subscriber_leave_a_turn_to_others_of_the_site() {
        let turns = Arc::new(Turns::default());
        (0..256).for_each(|host| hold(&turns, of(host, "greedy", "site")));
        assert!(has_a_turn_soon(&turns, of("neighbour", "another", "site")).await);
    }

    /// How long three who come next from a host wait for their turns, when one before has taken so
    /// long.
    async fn waits(took: Duration) -> [Duration; 3] {
        let turns = Turns::default();
        let asker = of("a", "b", "here");
        let begun = Instant::now();
        let before = turns.take(Some(&asker), HOUR).await.unwrap();
        // All that a host has beside it.
        for _ in 1..OF_A_HOST {
            turns.take(Some(&asker), HOUR).await.unwrap();
        }
        let mut waits = [Duration::ZERO; 3];
        let others = async {
            for wait in &mut waits {
                for _ in 0..OF_A_HOST {
                    turns.take(Some(&asker), HOUR).await.unwrap();
                }
                *wait = begun.elapsed();
            }
        };
        let submitted = async {
            tokio::time::sleep(took).await;
            drop(before);
        };
        tokio::join!(others, submitted);
        waits
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_next_waits_as_long_behind_a_stranger_as_behind_a_recipient() {
        let asked = waits(Duration::from_millis(2)).await;
        let sent = waits(Duration::from_millis(900)).await;
        assert_eq!(asked, sent);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_in_vain_takes_no_turn() {
        let turns = Turns::default();
        let asker = of("a", "b", "here");
        let mut held = Vec::new();
        for _ in 0..OF_A_HOST {
            held.push(turns.take(Some(&asker), HOUR).await.unwrap());
        }
        // They aren't given back before.
        tokio::time::sleep(Duration::from_secs(60)).await;
        let late = turns.take(Some(&asker), Duration::from_secs(9)).await;
        assert!(late.is_none());
        drop(held);
        assert!(has_a_turn_soon(&turns, asker).await);
    }

    #[tokio::test(start_paused = true)]
    async fn eight_networks_that_ask_for_many_leave_turns_to_others() {
        // One part is all of them.
        for (parts, leaves) in [(1, false), (SIXTEENTH, true)] {
            let turns = Arc::new(Turns {
                free: Resource::patient(AT_ONCE, parts),
            });
            for n in 0..800 {
                hold(&turns, of(n / 10, n / 50, n / 100));
            }
            let another = has_a_turn_soon(&turns, of("a", "b", "another")).await;
            assert_eq!(another, leaves, "{parts}");
        }
    }
}
