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

    /// Room for one more visit from this network.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<(), Problem> {
        let limits = network_limits(network, "open", 300, 15 * MINUTE);
        self.admit(limits, |_| Problem::TooMany).await
    }

    async fn admit(&self, limits: Vec<Limit>, refused: fn(u64) -> Problem) -> Result<(), Problem> {
        match self.store.admit(&limits).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(refused(wait.as_secs() / 60 + 1)),
        }
    }
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
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
