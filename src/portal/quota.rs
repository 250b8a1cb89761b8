//! How often: per address, per network, and over all.
//!
//! Strangers' addresses are limited like recipients', so that a limit answers the same for both,
//! but under names that are good for one message only: the holder of another message can neither
//! use up what its reader may ask, nor see that they asked.

mod share;

use std::time::Duration;

use super::network::Network;
use super::problem::Problem;
use super::visit::Claim;
use crate::mail::Address;
use crate::seal::Meta;
use crate::secret::{Secret, hex, mac};
use crate::store::{Admission, Family, Limit, Store};

pub(super) use share::{BASE, Shares};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// Wrong codes in an hour, over all, after which passcodes pause: 10^6 guesses among 10^8 codes
/// would be a chance of 1 %.
const WRONG_CODES: u64 = 10_000;

/// Wrong codes in an hour for one message, after which codes for it pause: its holder alone can't
/// stop everybody's.
const WRONG_CODES_FOR_ONE: u64 = 100;

/// How many addresses one visit may name as the visitor's.
const ADDRESSES: usize = 5;

/// How much wider limits are for all visitors together whose network a proxy hides.
const HIDDEN: usize = 10;

/// Counts what is limited.
pub(super) struct Quota {
    store: Store,
    /// Names counters, so that a counter does not tell the address it is for.
    key: Secret<[u8; 32]>,
    visit: Duration,
}

impl Quota {
    /// Counts in `store`; visits last `visit`.
    pub(super) fn new(store: Store, key: Secret<[u8; 32]>, visit: Duration) -> Self {
        Self { store, key, visit }
    }

    /// Room for one more visit from this network.
    pub(super) async fn admit_open(&self, network: &Network) -> Result<(), Problem> {
        let limits = network_limits(network, "open", 300, 15 * MINUTE);
        self.admit(limits, |_| Problem::TooMany).await
    }

    /// Room for one more code to this address, asked for in this visit from this network.
    pub(super) async fn admit_passcode(
        &self,
        visit: &str,
        meta: &Meta,
        claim: &Claim,
        network: &Network,
    ) -> Result<(), Problem> {
        if !self
            .store
            .name_address(visit, &claim.address, ADDRESSES)
            .await?
        {
            return Err(Problem::TooManyCodes {
                minutes: self.visit.as_secs() / 60 + 1,
            });
        }
        let is_recipient = claim.recipient.is_some();
        let mut limits = self
            .code_limits(meta, &claim.address, is_recipient)
            .to_vec();
        limits.extend(network_limits(network, "code", 100, 15 * MINUTE));
        self.admit(limits, |minutes| Problem::TooManyCodes { minutes })
            .await
    }

    /// A recipient's code that was used was wanted: it no longer counts, so that somebody who gets
    /// many messages can read them all.
    pub(super) async fn forgive_passcode(
        &self,
        meta: &Meta,
        address: &Address,
    ) -> Result<(), Problem> {
        Ok(self
            .store
            .withdraw(&self.code_limits(meta, address, true))
            .await?)
    }

    fn code_limits(&self, meta: &Meta, address: &Address, is_recipient: bool) -> [Limit; 2] {
        let (family, message) = if is_recipient {
            (Family::Recipient, [0; 16])
        } else {
            (Family::Stranger, meta.message_id.0)
        };
        let key = self.counter_key(&[&message, address.key().as_bytes()]);
        [
            Limit {
                family,
                key: format!("code/quarter/{key}"),
                most: 3,
                window: 15 * MINUTE,
            },
            Limit {
                family,
                key: format!("code/day/{key}"),
                most: 10,
                window: DAY,
            },
        ]
    }

    /// Room for one more try of a code from this network.
    pub(super) async fn admit_try(&self, network: &Network) -> Result<(), Problem> {
        let limits = network_limits(network, "try", 200, HOUR);
        self.admit(limits, |_| Problem::TooMany).await
    }

    /// Whether passcodes pause after too many wrong codes, everybody's or those for this message.
    pub(super) async fn passcodes_pause(&self, meta: &Meta) -> Result<bool, Problem> {
        Ok(self.store.counted("wrong").await? >= WRONG_CODES
            || self.store.counted(&wrong_for(meta)).await? >= WRONG_CODES_FOR_ONE)
    }

    /// Counts a wrong code. One for a stranger's address could never have been right and so is
    /// counted apart: nobody can make passcodes pause by guessing at addresses of their own
    /// invention. What pauses, pauses for strangers too.
    pub(super) async fn count_wrong(&self, meta: &Meta, recipient: bool) -> Result<(), Problem> {
        let everywhere = self
            .store
            .count(if recipient { "wrong" } else { "wrong/stranger" }, HOUR)
            .await?;
        if !recipient {
            return Ok(());
        }
        if everywhere == WRONG_CODES {
            tracing::error!(
                "{WRONG_CODES} wrong codes within an hour: somebody is guessing. Passcodes pause \
                 until the hour is over"
            );
        }
        if self.store.count(&wrong_for(meta), HOUR).await? == WRONG_CODES_FOR_ONE {
            tracing::warn!(
                sealed = %meta.message_id,
                "{WRONG_CODES_FOR_ONE} wrong codes for one message within an hour: its codes pause \
                 until the hour is over"
            );
        }
        Ok(())
    }

    async fn admit(&self, limits: Vec<Limit>, refused: fn(u64) -> Problem) -> Result<(), Problem> {
        match self.store.admit(&limits).await? {
            Admission::Admitted => Ok(()),
            Admission::Refused(wait) => Err(refused(wait.as_secs() / 60 + 1)),
        }
    }

    /// A counter's name that does not tell the address it is for.
    fn counter_key(&self, parts: &[&[u8]]) -> String {
        let parts = [&[&b"postseal v1 counter"[..], b"address"], parts].concat();
        hex(&mac(&self.key, &parts)[..16])
    }
}

fn wrong_for(meta: &Meta) -> String {
    format!("wrong/{}", meta.message_id)
}

/// Limits for the network of one subscriber and, wider, for those around it.
fn network_limits(network: &Network, what: &str, most: usize, window: Duration) -> Vec<Limit> {
    let hidden = if network.is_hidden() { HIDDEN } else { 1 };
    let widening = network.widening().into_iter();
    widening
        .map(|(net, wider)| Limit {
            family: Family::Network,
            key: format!("{what}/{net}"),
            most: most * wider * hidden,
            window,
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
