//! The numbers of codes, and how they are counted.
//!
//! SECURITY.md has them as a table with what each is good for; a test holds the two together. All
//! counting is by what was typed, never by who is a recipient, so that no limit tells the two
//! apart; and by message, so that the holders of one leave the readers of others alone.

use std::time::Duration;

use super::{DAY, HOUR, MINUTE, Quota, network_limits};
use crate::mail::Address;
use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::recipient::mailbox;
use crate::portal::visit::{Claim, Visitor};
use crate::seal::Meta;
use crate::secret::mac;
use crate::store::{Admission, Allowance, Span};

/// How long a code is good, unless the administrator says otherwise.
pub(in crate::portal) const LIFE: Duration = Duration::from_secs(15 * 60);

/// The longest that the administrator may say.
pub(in crate::portal) const LONGEST_LIFE: Duration = Duration::from_secs(30 * 60);

/// How many codes of a visit are good at a time.
pub(in crate::portal) const STANDING: usize = 3;

/// How many tries a visit has, for all its codes.
pub(in crate::portal) const TRIES: u32 = 5;

/// How soon a visit may ask for another code to the same address.
pub(in crate::portal) const PAUSE: Duration = Duration::from_secs(30);

/// How many addresses one visit may name as the visitor's.
pub(super) const ADDRESSES: usize = 5;

/// Mails to one address for one message.
const MAILS: &[Span] = &[
    Span {
        most: 3,
        window: Duration::from_secs(15 * 60),
        kept: 0,
    },
    Span {
        most: 10,
        window: DAY,
        kept: 3,
    },
];

/// Wrong codes for one address of one message: more than all the mails that one network gets sent
/// have tries, so that no network alone can stop an address.
const WRONG: &[Span] = &[Span {
    most: 40,
    window: HOUR,
    kept: 0,
}];

/// Codes that one network may ask for in a quarter of an hour.
const ASKED: usize = 100;

/// Tries that one network has in an hour.
const TRIED: usize = 200;

/// Wrong codes in an hour, over all, after which new codes are longer: 10^6 guesses among 10^8
/// codes would be a chance of 1 %.
pub(super) const WRONG_CODES: u64 = 10_000;

/// The digits of a code.
pub(in crate::portal) const DIGITS: u8 = 8;

/// The digits of a code while somebody is guessing.
pub(in crate::portal) const MORE_DIGITS: u8 = 10;

/// The counter of wrong codes over all.
const EVERYWHERE: &str = "wrong";

impl Quota {
    /// Room for one more code to this address, asked for in this visit from this network.
    pub(in crate::portal) async fn admit_passcode(
        &self,
        visitor: &Visitor,
        claim: &Claim,
        network: &Network,
    ) -> Result<(), Problem> {
        let named = self
            .store
            .name_address(&visitor.id, &claim.address, ADDRESSES);
        if !named.await? {
            return Err(Problem::TooManyCodes {
                minutes: minutes(visitor.visit.left),
            });
        }
        let limits = network_limits(network, "code", ASKED, 15 * MINUTE);
        self.admit(limits.clone(), |minutes| Problem::TooManyCodes { minutes })
            .await?;
        let mails = self.mails(&visitor.meta, &claim.address, network);
        if let Admission::Refused(wait) = self.store.spend(&mails).await? {
            self.store.withdraw(&limits).await?;
            return Err(Problem::TooManyCodes {
                minutes: minutes(wait),
            });
        }
        Ok(())
    }

    /// Takes back what was counted for a code that was not issued.
    pub(in crate::portal) async fn take_back_passcode(
        &self,
        visitor: &Visitor,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let mails = self.mails(&visitor.meta, address, network);
        self.store.refund(&mails).await?;
        let limits = network_limits(network, "code", ASKED, 15 * MINUTE);
        Ok(self.store.withdraw(&limits).await?)
    }

    /// A code that was used was wanted: it no longer counts against the network that used it, so
    /// that several people can read the mail of one mailbox. Others don't notice.
    pub(in crate::portal) async fn forgive_passcode(
        &self,
        meta: &Meta,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let mails = self.mails(meta, address, network);
        Ok(self.store.forgive(&mails).await?)
    }

    /// Room for one more try of a code from this network.
    pub(in crate::portal) async fn admit_try(&self, network: &Network) -> Result<(), Problem> {
        let limits = network_limits(network, "try", TRIED, HOUR);
        self.admit(limits, |_| Problem::TooMany).await
    }

    /// Whether codes for this address may be tried, or how long not.
    pub(in crate::portal) async fn may_try(
        &self,
        meta: &Meta,
        address: &Address,
        network: &Network,
    ) -> Result<Admission, Problem> {
        let wrong = self.wrong(meta, address, network);
        Ok(self.store.has_room(&wrong).await?)
    }

    /// Counts a try of the codes for this address as wrong, before it is known whether it is. False
    /// when there were too many.
    pub(in crate::portal) async fn count_try(
        &self,
        meta: &Meta,
        address: &Address,
        network: &Network,
    ) -> Result<bool, Problem> {
        let wrong = self.wrong(meta, address, network);
        Ok(self.store.spend(&wrong).await? == Admission::Admitted)
    }

    /// Takes that back: the code was right.
    pub(in crate::portal) async fn take_back_try(
        &self,
        meta: &Meta,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let wrong = self.wrong(meta, address, network);
        Ok(self.store.refund(&wrong).await?)
    }

    /// Counts a wrong code over all. Nobody's codes stop because of it.
    pub(in crate::portal) async fn count_wrong(&self) -> Result<(), Problem> {
        if self.store.count(EVERYWHERE, HOUR).await? == WRONG_CODES {
            tracing::error!(
                "{WRONG_CODES} wrong codes within an hour: somebody is guessing. Until the hour is \
                 over, new codes have {MORE_DIGITS} digits in place of {DIGITS}"
            );
        }
        Ok(())
    }

    /// How many digits a new code has.
    pub(in crate::portal) async fn digits(&self) -> Result<u8, Problem> {
        let is_attacked = self.store.counted(EVERYWHERE).await? >= WRONG_CODES;
        Ok(if is_attacked { MORE_DIGITS } else { DIGITS })
    }

    fn mails(&self, meta: &Meta, address: &Address, network: &Network) -> Allowance {
        self.allowance("mails", MAILS, meta, address, network)
    }

    fn wrong(&self, meta: &Meta, address: &Address, network: &Network) -> Allowance {
        self.allowance("wrong", WRONG, meta, address, network)
    }

    /// An allowance whose names tell neither the address nor the network that they are for.
    fn allowance(
        &self,
        what: &str,
        spans: &'static [Span],
        meta: &Meta,
        address: &Address,
        network: &Network,
    ) -> Allowance {
        let message = &meta.message_id.0;
        let name = |kind: &str, text: &str| {
            let parts = [
                b"postseal v1 counter",
                kind.as_bytes(),
                message,
                text.as_bytes(),
            ];
            let mut name = [0; 16];
            name.copy_from_slice(&mac(&self.key, &parts)[..16]);
            name
        };
        Allowance {
            message: format!("{what}/{}", meta.message_id),
            address: name("address", &mailbox(address)),
            asker: name("network", &network.site()),
            spans,
        }
    }
}

fn minutes(wait: Duration) -> u64 {
    wait.as_secs() / 60 + 1
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
