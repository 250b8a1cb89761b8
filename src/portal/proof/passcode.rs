//! Passcodes: eight digits that follow from a key, the visit, the message, the address and a random
//! nonce, and stand nowhere.
//!
//! ```text
//! code = first 64 bits of HMAC-SHA-256(key, parts) mod 10^8, or mod 10^10 for ten digits
//! parts, each behind its length as u64:
//!        "postseal v1 passcode", visit id, message id, address in lower case, nonce
//! ```
//!
//! A code is good for a while, in one visit, as one of the last three that were sent for it; the
//! visit has five tries for all of them, one for each different code. So guessing costs an attacker
//! one mail to the victim per five tries, and the chance within the mails that one address gets for
//! one message is 50 in 10^8 a day: each try is compared with up to three codes, but each code has
//! cost a mail, and one that was not sent since there were too many is never right. The numbers
//! stand in [`codes`].

mod decoys;
pub(in crate::portal) mod letter;
pub(in crate::portal) mod mailer;
pub(in crate::portal) mod not_me;
pub(in crate::portal) mod reach;
mod turns;
mod typed;

use std::time::Duration;

use crate::locale::Words;
use crate::portal::browser::Browser;
use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::proof::Evidence;
use crate::portal::quota::Quota;
use crate::portal::quota::codes::{self, STANDING, TRIES};
use crate::portal::recipient::{mailbox, recipient};
use crate::portal::visit::{Claim, Visitor};
use crate::seal::MessageId;
use crate::secret::{Secret, mac, random, random_u64};
use crate::store::{Issue, Issued, ProofMethod, Proven, Standing, Store, StoreError, Terms, Try};
use mailer::{PasscodeMail, PasscodeMailer, Place};
pub(in crate::portal) use typed::{Typed, parse};

/// Who asks for a passcode, beside the visit.
pub(in crate::portal) struct Asker<'a> {
    pub network: &'a Network,
    /// The language of the page on which it is asked for.
    pub words: &'a Words,
    pub browser: Browser,
    /// The organisation in whose name the message was sent.
    pub organisation: Option<String>,
}

/// Issues passcodes and checks them.
pub(in crate::portal) struct Passcodes {
    store: Store,
    key: Secret<[u8; 32]>,
    mailer: PasscodeMailer,
    terms: Terms,
}

/// Whether a code is right.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::portal) enum Check {
    /// It is: the address, which is a recipient's, is the visitor's.
    Right(Evidence),
    /// It is not, or it is a stranger's: that is never right.
    Wrong {
        /// How many tries are left.
        left: u32,
    },
    /// There are no tries left.
    Spent,
    /// There is no code: none was issued, or it has run out.
    NoIssue,
}

impl Passcodes {
    /// Issues codes in `store`, derived from `key`, that are good for `life`.
    pub(in crate::portal) fn new(
        store: Store,
        key: Secret<[u8; 32]>,
        mailer: PasscodeMailer,
        life: Duration,
    ) -> Self {
        let terms = Terms {
            life,
            standing: STANDING,
            pause: codes::PAUSE,
        };
        Self {
            store,
            key,
            mailer,
            terms,
        }
    }

    /// Whether mails can be submitted now, whoever they are for. The log says why not.
    pub(in crate::portal) async fn reach(&self) -> Result<(), Problem> {
        self.mailer.reach().await.map_err(|_| Problem::NoMail)
    }

    /// A place in the queue of mails, unless it is full.
    pub(in crate::portal) fn place(&self) -> Option<Place<'_>> {
        self.mailer.place()
    }

    /// Issues a code of so many digits and sends it to the claimed address, if that is a
    /// recipient's and it may go out; nothing tells.
    pub(in crate::portal) async fn issue(
        &self,
        place: Place<'_>,
        visitor: &Visitor,
        claim: &Claim,
        digits: u8,
        may_go_out: bool,
        asker: &Asker<'_>,
    ) -> Result<Issued, StoreError> {
        let issue = Issue {
            nonce: random(),
            mailbox: mailbox(&claim.address),
            address: claim.address.clone(),
            digits,
            may_go_out,
        };
        let issued = self
            .store
            .issue(&visitor.id, issue.clone(), self.terms)
            .await?;
        if let Issued::Stands { again, may_go_out } = issued {
            let code = derive(&self.key, &visitor.id, visitor.meta.message_id, &issue);
            let life = self.terms.life.min(visitor.visit.left);
            // The stranger's goes into the queue too, takes its turn, and is dropped.
            place.send(PasscodeMail {
                to: claim.recipient.clone().filter(|_| may_go_out),
                asker: asker.network.known_levels(),
                is_withheld: claim.recipient.is_some() && !may_go_out,
                typed: issue.address.clone(),
                code: Secret::new(grouped(&code)),
                again,
                life,
                until: visitor.now + life.as_secs(),
                id: [random_u64(), random_u64()],
                reference: visitor.reference(),
                not_me: format!(
                    "not-me/{}/{}",
                    visitor.id,
                    not_me::proof(&self.key, &visitor.id, &issue.mailbox)
                ),
                message: visitor.meta.message_id,
                sender: visitor.meta.sender.clone(),
                organisation: asker.organisation.clone(),
                sent: visitor.meta.created,
                asked: visitor.now,
                words: asker.words.clone(),
                browser: asker.browser,
            });
        }
        Ok(issued)
    }

    /// Compares a code with those that are good in the visit. The try is used up before, and given
    /// back when it was right. The same code again, as when a page is reloaded, counts no more.
    pub(in crate::portal) async fn check(
        &self,
        visitor: &Visitor,
        typed: &Typed,
        quota: &Quota,
    ) -> Result<Check, Problem> {
        let name = self.name(visitor, typed);
        let reserved = self.store.reserve_try(&visitor.id, name, TRIES).await?;
        let (issues, tried, again) = match reserved {
            Try::Reserved {
                issues,
                tried,
                again,
            } => (issues, tried, again),
            Try::Spent => return Ok(Check::Spent),
            Try::NoIssue => return Ok(Check::NoIssue),
        };
        let meta = &visitor.meta;
        // All of them are compared, and each with all recipients, whichever is right.
        let mut right = None;
        for Standing { issue, version, .. } in &issues {
            let code = derive(&self.key, &visitor.id, meta.message_id, issue);
            let is_right = code.matches(typed.expose());
            let recipient = recipient(meta, &issue.address);
            let is_right = is_right && issue.may_go_out;
            if let (true, Some(recipient)) = (is_right, recipient) {
                right = Some((recipient, *version));
            }
        }
        let Some((address, version)) = right else {
            if !again {
                quota.count_wrong().await?;
            }
            let left = TRIES.saturating_sub(tried);
            return Ok(Check::Wrong { left });
        };
        self.store.release_try(&visitor.id, name).await?;
        Ok(Check::Right(Evidence {
            proven: Proven {
                mailbox: mailbox(&address),
                address,
                method: ProofMethod::Passcode,
            },
            visit: visitor.id.clone(),
            version,
        }))
    }

    /// The key from which codes are derived, and what else only this portal may tell.
    pub(in crate::portal) fn key(&self) -> &Secret<[u8; 32]> {
        &self.key
    }

    /// What a code that is tried in a visit is called: it is known again, and stands nowhere.
    fn name(&self, visitor: &Visitor, typed: &Typed) -> [u8; 16] {
        let parts = [b"postseal v1 try", visitor.id.as_bytes(), typed.expose()];
        let mut name = [0; 16];
        name.copy_from_slice(&mac(&self.key, &parts)[..16]);
        name
    }
}

/// The code of this issue, in ASCII digits.
fn derive(
    key: &Secret<[u8; 32]>,
    visit: &str,
    message: MessageId,
    issue: &Issue,
) -> Secret<Vec<u8>> {
    let address = issue.address.key();
    let parts = [
        b"postseal v1 passcode",
        visit.as_bytes(),
        &message.0,
        address.as_bytes(),
        &issue.nonce,
    ];
    let mac = mac(key, &parts);
    let mut number = mac[..8]
        .iter()
        .fold(0, |number, &byte| number << 8 | u64::from(byte));
    let mut digits = vec![0; usize::from(issue.digits)];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    Secret::new(digits)
}

/// The code as people read it: `1234 5678`.
fn grouped(code: &Secret<Vec<u8>>) -> String {
    let digits = String::from_utf8_lossy(code.expose());
    let (first, second) = digits.split_at(digits.len() / 2);
    format!("{first} {second}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
