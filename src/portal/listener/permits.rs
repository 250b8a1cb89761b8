//! Permits of connections: each belongs to a network, as soon as it is known which.
//!
//! A peer that is no trusted proxy is known when it connects. What a proxy brings is known with the
//! header of each request; until then its connection waits in a *lobby*, which only the proxy's own
//! silence can fill, since it connects when it has a request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::portal::network::Network;
use crate::portal::places::{Place, Places};
use crate::portal::shown::Shown;

/// How long a connection may be in the lobby when others wait to come in.
const SILENCE: Duration = Duration::from_secs(1);

/// All connections.
#[derive(Debug, Default)]
pub(super) struct Permits {
    places: Arc<Places>,
    lobby: Arc<Lobby>,
}

/// The connections whose network isn't known yet, oldest first.
#[derive(Debug, Default)]
struct Lobby {
    inside: Mutex<Inside>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Inside {
    last: u64,
    /// When each came in, and what closes it.
    connections: BTreeMap<u64, (Instant, CancellationToken)>,
}

/// A connection's place in the lobby; free again when this is dropped.
#[derive(Debug)]
struct Waiting {
    lobby: Arc<Lobby>,
    number: u64,
}

/// What one connection holds: its permit, or its place in the lobby.
#[derive(Clone, Debug)]
pub(in crate::portal) struct Permit {
    permits: Arc<Permits>,
    held: Arc<Mutex<Held>>,
    closed: CancellationToken,
    shown: Arc<Shown>,
}

#[derive(Debug)]
enum Held {
    Lobby { _place: Waiting },
    Permit(Place),
}

impl Permits {
    /// A permit among `most` for a connection of `network`, or none when it has its share.
    pub(super) fn of_network(self: &Arc<Self>, network: &Network, most: usize) -> Option<Permit> {
        let (closed, shown) = (CancellationToken::new(), Arc::<Shown>::default());
        let claim = (closed.clone(), Arc::clone(&shown));
        let place = self.places.take(&network.holder(), most, claim)?;
        Some(self.permit(Held::Permit(place), closed, shown))
    }

    /// A place in the lobby of `most` connections. Waits a moment when it is full; then the oldest
    /// there is closed.
    pub(super) async fn of_proxy(self: &Arc<Self>, most: usize) -> Permit {
        let closed = CancellationToken::new();
        let _place = self.lobby.enter(lobby_of(most), &closed).await;
        self.permit(Held::Lobby { _place }, closed, Arc::default())
    }

    fn permit(
        self: &Arc<Self>,
        held: Held,
        closed: CancellationToken,
        shown: Arc<Shown>,
    ) -> Permit {
        Permit {
            permits: Arc::clone(self),
            held: Arc::new(Mutex::new(held)),
            closed,
            shown,
        }
    }

    /// Whether more than half of `most` permits are free.
    pub(super) fn are_plentiful(&self, most: usize) -> bool {
        self.places.are_plentiful(most)
    }
}

impl Permit {
    /// Makes the permit that of `network`, which asks for something now. False when that network
    /// has its share of `most`.
    pub(super) fn pass_to(&self, network: &Network, most: usize) -> bool {
        let holder = network.holder();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(&*held, Held::Permit(place) if *place.holder() == holder) {
            return true;
        }
        let places = &self.permits.places;
        let claim = (self.closed.clone(), Arc::clone(&self.shown));
        match places.take(&holder, most, claim) {
            Some(place) => {
                *held = Held::Permit(place);
                true
            }
            None => false,
        }
    }

    /// Whether more than half of `most` permits are free.
    pub(in crate::portal) fn is_plentiful(&self, most: usize) -> bool {
        self.permits.are_plentiful(most)
    }

    /// Cancelled when another connection needs the permit more.
    pub(in crate::portal) fn closed(&self) -> CancellationToken {
        self.closed.clone()
    }

    /// What goes on on the connection.
    pub(in crate::portal) fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown)
    }
}

/// How many connections the lobby has beside `most` permits.
pub(in crate::portal) fn lobby_of(most: usize) -> usize {
    (most / 4).max(16)
}

impl Lobby {
    async fn enter(self: &Arc<Self>, most: usize, closed: &CancellationToken) -> Waiting {
        loop {
            let left = self.left.notified();
            let wait = match self.try_enter(most, closed) {
                Ok(number) => {
                    return Waiting {
                        lobby: Arc::clone(self),
                        number,
                    };
                }
                Err(wait) => wait,
            };
            tokio::select! {
                () = left => (),
                () = tokio::time::sleep(wait) => (),
            }
        }
    }

    /// Comes in, or tells how long the oldest may still stay.
    fn try_enter(&self, most: usize, closed: &CancellationToken) -> Result<u64, Duration> {
        let mut inside = self.lock();
        if inside.connections.len() >= most
            && let Some(oldest) = inside.connections.first_entry()
        {
            let stays = SILENCE.saturating_sub(oldest.get().0.elapsed());
            if !stays.is_zero() {
                return Err(stays);
            }
            oldest.remove().1.cancel();
        }
        inside.last += 1;
        let number = inside.last;
        let connection = (Instant::now(), closed.clone());
        inside.connections.insert(number, connection);
        Ok(number)
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.lobby.lock().connections.remove(&self.number);
        self.lobby.left.notify_waiters();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::portal::network::Networks;
    use crate::portal::shown::What;
    use crate::seal::MessageId;

    const MOST: usize = 64;

    fn network(n: u8) -> Network {
        Networks::new(Vec::new()).identify([192, 0, n, 1].into(), &HeaderMap::new())
    }

    /// How many of these still have their permits.
    fn lasting(held: &[Permit]) -> usize {
        let lasting = held.iter().filter(|permit| !permit.closed().is_cancelled());
        lasting.count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxys_connection_belongs_to_whom_it_brings() {
        let permits: Arc<Permits> = Arc::default();
        let mut held = Vec::new();
        for _ in 0..MOST {
            held.extend(permits.of_network(&network(1), MOST));
        }
        assert_eq!(lasting(&held), MOST / 2, "a host's older ones make way");
        assert!(!permits.are_plentiful(MOST));
        let proxy = permits.of_proxy(MOST).await;
        assert!(proxy.pass_to(&network(1), MOST));
        assert_eq!(lasting(&held), MOST / 2 - 1, "one for one");
        assert!(proxy.pass_to(&network(2), MOST));
        assert!(
            proxy.pass_to(&network(2), MOST),
            "another request of the same"
        );
        assert!(proxy.pass_to(&network(3), MOST));
        held.clear();
        for n in 0..MOST {
            let more = permits.of_network(&network(2), MOST);
            held.push(more.unwrap_or_else(|| panic!("the first request's permit is free: {n}")));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_host_asks_for_makes_way_for_what_is_new_and_not_for_more_of_it() {
        let permits: Arc<Permits> = Arc::default();
        let begin = |what| {
            let permit = permits.of_network(&network(1), MOST);
            let permit = permit.unwrap_or_else(|| panic!("{what:?} is refused"));
            permit.shown().begin(what);
            permit
        };
        let own = begin(What::Message(MessageId([1; 16])));
        let mut forms: Vec<Permit> = Vec::new();
        for _ in 0..MOST * 4 {
            forms.push(begin(What::Form));
            tokio::time::advance(Duration::from_millis(100)).await;
        }
        assert!(!own.closed().is_cancelled(), "an upload that stands still");
        assert_eq!(lasting(&forms), MOST / 2 - 1);
        assert!(!forms[MOST * 4 - 1].closed().is_cancelled());
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_proxy_keeps_no_connection_out() {
        let permits: Arc<Permits> = Arc::default();
        let mut silent = Vec::new();
        for _ in 0..lobby_of(MOST) {
            silent.push(permits.of_proxy(MOST).await);
        }
        assert!(permits.are_plentiful(MOST), "the lobby takes no permits");
        let next = permits.of_proxy(MOST).await;
        assert!(silent[0].closed().is_cancelled(), "the oldest goes");
        assert!(!silent[1].closed().is_cancelled());
        assert!(next.pass_to(&network(1), MOST));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_leaves_the_lobby_makes_room_at_once() {
        let permits: Arc<Permits> = Arc::default();
        let mut waiting = Vec::new();
        for _ in 0..lobby_of(MOST) {
            waiting.push(permits.of_proxy(MOST).await);
        }
        let first = waiting.remove(0);
        let started = Instant::now();
        let (next, ()) = tokio::join!(permits.of_proxy(MOST), async {
            tokio::task::yield_now().await;
            assert!(first.pass_to(&network(1), MOST));
        });
        assert!(started.elapsed() < SILENCE);
        assert!(!waiting[0].closed().is_cancelled());
        drop(next);
    }
}
