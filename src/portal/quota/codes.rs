//! The numbers of codes, and how they are counted.
//!
//! SECURITY.md has them as a table with what each is good for; a test holds the two together.
//!
//! What an answer depends on is counted by what was typed, never by who is a recipient; by message,
//! so that the holders of one leave the readers of others alone; and what is asked for also by the
//! visit that asks, so that what others ask for neither stops nor shows, not even behind the same
//! address. How many mails a mailbox gets of all who ask is counted too, and no answer tells when
//! that is enough: the page is the same, and nothing is sent.
//!
//! These mails are what bounds guesses, from however many networks: a code that was not mailed is
//! never right, and one that was is compared with no more than the tries of its visit. So wrong
//! codes need not be counted for an address, which would let others stop it.

use std::time::Duration;

use super::{DAY, FIRST_OF_MESSAGE, HOUR, MINUTE, Quota, minutes, network_limits, sparing};
use crate::mail::Address;
use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::recipient::mailbox;
use crate::portal::visit::{Claim, Visitor};
use crate::seal::Meta;
use crate::secret::mac;
use crate::store::{Admission, Allowance, Counts, Limit, Span};

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

/// Codes to one address that one visit may ask for. No visit is so long that a day would matter.
const ASKED_FOR: &[Span] = &[Span {
    most: 3,
    window: Duration::from_secs(15 * 60),
    kept: 0,
    kept_for_networks: 0,
}];

/// Mails to one address for one message, whoever asks.
const MAILS: &[Span] = &[
    Span {
        most: 6,
        window: Duration::from_secs(15 * 60),
        kept: 3,
        kept_for_networks: 2,
    },
    Span {
        most: 10,
        window: DAY,
        kept: 3,
        kept_for_networks: 2,
    },
];

/// Codes that one network may ask for in a quarter of an hour; twice as many where they are the
/// first of many messages.
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
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let mailbox = mailbox(address);
        let named = self.store.name_address(&visitor.id, &mailbox, ADDRESSES);
        if !named.await? {
            return Err(Problem::TooManyAddresses {
                minutes: minutes(visitor.visit.left),
            });
        }
        let limits = asks(visitor, network);
        let too_many = |minutes| Problem::TooManyAsked { minutes };
        self.admit(limits.clone(), too_many).await?;
        let asked = self.asked(visitor, address);
        if let Admission::Refused(wait) = self.store.spend(&asked).await? {
            self.store.withdraw(&limits).await?;
            return Err(Problem::TooManyCodes {
                minutes: minutes(wait),
            });
        }
        Ok(())
    }

    /// Whether a mail may go to the recipient who is claimed, of all that are asked for. For
    /// strangers the same is done, and means nothing.
    pub(in crate::portal) async fn admit_mail(
        &self,
        visitor: &Visitor,
        claim: &Claim,
        network: &Network,
    ) -> Result<bool, Problem> {
        let mails = self.mails(visitor, claim.recipient.as_ref(), network);
        Ok(self.store.spend(&mails).await? == Admission::Admitted)
    }

    /// Takes back what was counted for a code that was not issued, and for its mail if that was
    /// admitted: else many requests at once would make room for mails that were sent.
    pub(in crate::portal) async fn take_back_passcode(
        &self,
        visitor: &Visitor,
        claim: &Claim,
        network: &Network,
        may_go_out: bool,
    ) -> Result<(), Problem> {
        let asked = self.asked(visitor, &claim.address);
        self.store.refund(&asked).await?;
        if may_go_out {
            let mails = self.mails(visitor, claim.recipient.as_ref(), network);
            self.store.refund(&mails).await?;
        }
        Ok(self.store.withdraw(&asks(visitor, network)).await?)
    }

    /// A code that was used was wanted: neither it nor its try counts any longer, so that several
    /// people can read the mail of one mailbox, and any number behind one address.
    pub(in crate::portal) async fn forgive_passcode(
        &self,
        visitor: &Visitor,
        address: &Address,
        network: &Network,
    ) -> Result<(), Problem> {
        let asked = self.asked(visitor, address);
        self.store.refund(&asked).await?;
        let mails = self.mails(visitor, Some(address), network);
        self.store.refund(&mails).await?;
        self.store.withdraw(&asks(visitor, network)).await?;
        if counts_tries(visitor) {
            self.store.withdraw(&tries(network)).await?;
        }
        Ok(())
    }

    /// Room for one more try of this visit from this network.
    pub(in crate::portal) async fn admit_try(
        &self,
        visitor: &Visitor,
        network: &Network,
    ) -> Result<(), Problem> {
        if !counts_tries(visitor) {
            return Ok(());
        }
        let too_many = |minutes| Problem::TooManyTries { minutes };
        self.admit(tries(network), too_many).await
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

    /// What one visit may ask for, whatever others do, behind the same address too.
    fn asked(&self, visitor: &Visitor, address: &Address) -> Allowance {
        let meta = &visitor.meta;
        let visit = self.name(meta, &[&visitor.id]);
        Allowance {
            message: format!("asked/{}", meta.message_id),
            address: self.name(meta, &[&mailbox(address), &visitor.id]),
            visit,
            network: visit,
            counts: Counts::Own,
            spans: ASKED_FOR,
        }
    }

    /// What a recipient's mailbox may get of all who ask. Strangers, whom nothing is sent to, share
    /// one.
    fn mails(
        &self,
        visitor: &Visitor,
        recipient: Option<&Address>,
        network: &Network,
    ) -> Allowance {
        let meta = &visitor.meta;
        let address = self.name(meta, &[&recipient.map(mailbox).unwrap_or_default()]);
        Allowance {
            // In many parts, so that each recipient of a large list has a place of their own.
            message: format!("mails/{}/{}", meta.message_id, address[15]),
            address,
            visit: self.name(meta, &[&visitor.id]),
            network: self.name(meta, &[&network.site()]),
            counts: Counts::All,
            spans: MAILS,
        }
    }

    /// A name that tells neither the address nor the network that it is for.
    fn name(&self, meta: &Meta, of: &[&str]) -> [u8; 16] {
        let mut parts = vec![b"postseal v1 counter".as_slice(), &meta.message_id.0];
        parts.extend(of.iter().map(|part| part.as_bytes()));
        let mut name = [0; 16];
        name.copy_from_slice(&mac(&self.key, &parts)[..16]);
        name
    }
}

/// The limits of codes that are asked for. What the holders of one message ask for leaves room for
/// the readers of others behind the same address, and still has an end.
fn asks(visitor: &Visitor, network: &Network) -> Vec<Limit> {
    let message = visitor.meta.message_id;
    let few = sparing(
        format!("code/{message}/{}", network.site()),
        FIRST_OF_MESSAGE,
    );
    // The narrowest of these holds whatever the message.
    let widest = network_limits(network, "codes", 2 * ASKED, 15 * MINUTE);
    let all = widest
        .into_iter()
        .take(1)
        .map(|limit| Limit { few: 0, ..limit });
    let limits = network_limits(network, "code", ASKED, 15 * MINUTE);
    all.chain([few]).chain(limits).collect()
}

/// The limits of tries.
fn tries(network: &Network) -> Vec<Limit> {
    network_limits(network, "try", TRIED, HOUR)
}

/// Whether a visit's tries count against its network: where no code can be tried there is nothing
/// to guess, and of visits' first tries there are no more than codes. Where the right
/// code is sent again, each counts.
fn counts_tries(visitor: &Visitor) -> bool {
    (visitor.visit.tried > 0 || visitor.is_former())
        && !visitor.is_spent()
        && !visitor.visit.issues.is_empty()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
