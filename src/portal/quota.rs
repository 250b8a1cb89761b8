//! How often: per address, per network, and over all.

pub(super) mod codes;
mod share;

use std::time::Duration;

use super::network::Network;
use super::problem::Problem;
use crate::seal::MessageId;
use crate::secret::Secret;
use crate::store::{Admission, Limit, Store};

pub(super) use share::{BASE, Shares};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Visits that one network may begin in a quarter of an hour, and as many uploads that were none.
const OPENS: usize = 300;

/// Visits to one message, and codes for it, of one site in a quarter of an hour, that are admitted
/// even where the network has had too many.
const FIRST_OF_MESSAGE: usize = 10;

/// The part of its limit up to which a network is not held by that of its wider network, so that a
/// few of its neighbours can't shut it out.
const FEW: usize = 50;

/// How much wider limits are for all visitors together whose network a proxy hides.
const HIDDEN: usize = 10;

/// What may be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// Anything: a message is looked for in it. It was counted.
    Anything,
    /// Only what shows at its head that it is one of ours, for so many minutes.
    OursOnly(u64),
}

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

    /// Room for one more upload from this network. Until it is known to be one of ours it counts as
    /// junk. Where too many were, what is one of ours at first sight has room still: whose messages
    /// there are doesn't depend on neighbours.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<Admitted, Problem> {
        match self.store.admit(&opens(network)).await? {
            Admission::Admitted => Ok(Admitted::Anything),
            Admission::Refused(wait) => Ok(Admitted::OursOnly(minutes(wait))),
        }
    }

    /// It wasn't junk.
    pub(super) async fn withdraw_open(&self, network: &Network) -> Result<(), Problem> {
        Ok(self.store.withdraw(&opens(network)).await?)
    }

    /// Room for one more visit of this network to this message.
    pub(super) async fn admit_visit(
        &self,
        network: &Network,
        message: MessageId,
    ) -> Result<(), Problem> {
        let too_many = |minutes| Problem::TooMany { minutes };
        self.admit(visits(network, message), too_many).await
    }

    /// The visit did not begin.
    pub(super) async fn withdraw_visit(
        &self,
        network: &Network,
        message: MessageId,
    ) -> Result<(), Problem> {
        Ok(self.store.withdraw(&visits(network, message)).await?)
    }

    async fn admit(&self, limits: Vec<Limit>, refused: fn(u64) -> Problem) -> Result<(), Problem> {
        match self.store.admit(&limits).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(refused(minutes(wait))),
        }
    }
}

/// The limits of uploads that are none.
fn opens(network: &Network) -> Vec<Limit> {
    network_limits(network, "open", OPENS, 15 * MINUTE)
}

/// The limits of visits. The holders of one message don't use up what is for the readers of others
/// at the same address.
fn visits(network: &Network, message: MessageId) -> Vec<Limit> {
    let few = sparing(
        format!("visit/{message}/{}", network.site()),
        FIRST_OF_MESSAGE,
    );
    let limits = network_limits(network, "visit", OPENS, 15 * MINUTE);
    [few].into_iter().chain(limits).collect()
}

/// A limit that holds nobody, and spares the first `few` all limits behind it.
fn sparing(key: String, few: usize) -> Limit {
    Limit {
        key,
        most: usize::MAX,
        window: 15 * MINUTE,
        few,
        spares: usize::MAX,
    }
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
            spares: 1,
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
