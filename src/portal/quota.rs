//! How often: per address, per network, and over all.

pub(super) mod codes;
mod share;

use std::time::Duration;

use super::network::Network;
use super::problem::Problem;
use crate::secret::Secret;
use crate::store::{Admission, Limit, Store};

pub(super) use share::{BASE, Shares};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Visits that one network may begin in a quarter of an hour, and as many uploads that were none.
const OPENS: usize = 300;

/// What uploads count as.
const JUNK: &str = "open";
const VISIT: &str = "visit";

/// The part of its limit up to which a network is not held by that of its wider network, so that a
/// few of its neighbours can't shut it out.
const FEW: usize = 50;

/// How much wider limits are for all visitors together whose network a proxy hides.
const HIDDEN: usize = 10;

/// Counts what is limited.
pub(super) struct Quota {
    store: Store,
    /// Names counters, so that a counter does not tell the address it is for.
    key: Secret<[u8; 32]>,
}

impl Quota {
    /// Counts in `store`.
    pub(super) fn new(store: Store, key: Secret<[u8; 32]>) -> Self {
        Self { store, key }
    }

    /// Room for one more upload from this network. Until it is known to be authentic it counts as a
    /// visit and as junk.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<(), Problem> {
        let too_many = |minutes| Problem::TooMany { minutes };
        self.admit(opens(network, JUNK), too_many).await?;
        let admitted = self.admit(opens(network, VISIT), too_many).await;
        if admitted.is_err() {
            self.store.withdraw(&opens(network, JUNK)).await?;
        }
        admitted
    }

    /// What the upload was from then on.
    pub(super) async fn note_opened(
        &self,
        network: &Network,
        is_authentic: bool,
    ) -> Result<(), Problem> {
        let other = if is_authentic { JUNK } else { VISIT };
        Ok(self.store.withdraw(&opens(network, other)).await?)
    }

    async fn admit(&self, limits: Vec<Limit>, refused: fn(u64) -> Problem) -> Result<(), Problem> {
        match self.store.admit(&limits).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(refused(minutes(wait))),
        }
    }
}

fn opens(network: &Network, what: &str) -> Vec<Limit> {
    network_limits(network, what, OPENS, 15 * MINUTE)
}

/// A wait as people are told it.
fn minutes(wait: Duration) -> u64 {
    wait.as_secs() / 60 + 1
}

/// Limits for the network of one subscriber and, wider, for those around it.
fn network_limits(network: &Network, what: &str, most: usize, window: Duration) -> Vec<Limit> {
    let hidden = if network.is_hidden() { HIDDEN } else { 1 };
    let widening = network.widening().into_iter();
    widening
        .map(|(net, wider)| Limit {
            key: format!("{what}/{net}"),
            most: most * wider * hidden,
            window,
            few: most * wider * hidden / FEW,
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
