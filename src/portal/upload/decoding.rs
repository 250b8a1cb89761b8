//! How many uploads are decoded at one time as whole mails, in all and from one network.
//!
//! To read a whole mail takes a while, and anybody may bring one. One network has a quarter of the
//! turns, so that a flood from it leaves turns to others. Small mails, and small messages, which
//! show only when all of them is there, have turns of their own, and never wait for large ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::portal::network::Network;
use crate::portal::problem::Problem;

/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// The turns, in all and of each network.
pub(in crate::portal) struct Decoding {
    large: Arc<Semaphore>,
    small: Arc<Semaphore>,
    turns: usize,
    networks: Mutex<HashMap<(String, bool), Weak<Semaphore>>>,
}

/// Leave to decode one upload.
#[derive(Debug)]
pub(super) struct Turn {
    _all: OwnedSemaphorePermit,
    _network: (OwnedSemaphorePermit, Arc<Semaphore>),
}

/// As many turns as keep all cores busy.
impl Default for Decoding {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let turns = (cores * 2).max(4);
        Self {
            large: Arc::new(Semaphore::new(turns)),
            small: Arc::new(Semaphore::new(turns)),
            turns,
            networks: Mutex::default(),
        }
    }
}

impl Decoding {
    /// Waits for a turn for a mail that is small or not. All visitors whose network a proxy hides
    /// have three quarters together.
    pub(super) async fn turn(&self, network: &Network, is_small: bool) -> Result<Turn, Problem> {
        let quarter = self.turns / 4;
        let most = if network.is_hidden() {
            self.turns - quarter
        } else {
            quarter
        };
        let all = if is_small { &self.small } else { &self.large };
        let own = self.network((network.site(), is_small), most);
        let taken = async {
            // The network's own first: an upload that waits for it keeps no turn from others.
            let network = Arc::clone(&own).acquire_owned().await.ok()?;
            let all = Arc::clone(all).acquire_owned().await.ok()?;
            Some((network, all))
        };
        match tokio::time::timeout(PATIENCE, taken).await {
            Ok(Some((network, all))) => Ok(Turn {
                _all: all,
                _network: (network, own),
            }),
            _ => Err(Problem::Busy),
        }
    }

    fn network(&self, whose: (String, bool), most: usize) -> Arc<Semaphore> {
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        networks.retain(|_, turns| turns.strong_count() > 0);
        let turns = networks.entry(whose).or_default();
        turns.upgrade().unwrap_or_else(|| {
            let new = Arc::new(Semaphore::new(most));
            *turns = Arc::downgrade(&new);
            new
        })
    }
}
