//! Passcodes: eight digits that follow from a key, the visit, the message, the address and a random
//! nonce, and stand nowhere.
//!
//! ```text
//! code = first 64 bits of HMAC-SHA-256(key, parts) mod 10^8
//! parts, each behind its length as u64:
//!        "postseal v1 passcode", visit id, message id, address in lower case, nonce
//! ```
//!
//! A code is good for ten minutes, five tries, one visit, and until the next is issued. Guessing
//! costs an attacker one mail to the victim per five tries, so the chance within the limits of one
//! address is 50 in 10^8 a day.

pub(in crate::portal) mod mailer;

use std::time::Duration;

use crate::mail::Address;
use crate::portal::proof::Evidence;
use crate::portal::visit::{Claim, Visitor, recipient};
use crate::seal::MessageId;
use crate::secret::{Secret, mac, random};
use crate::store::{Issue, ProofMethod, Proven, Store, StoreError, Try};
use mailer::{PasscodeMail, PasscodeMailer, Place};

/// How long a code is good.
const LIFE: Duration = Duration::from_secs(10 * 60);

/// How often it may be tried.
const TRIES: u32 = 5;

const DIGITS: usize = 8;

/// Issues passcodes and checks them.
pub(in crate::portal) struct Passcodes {
    store: Store,
    key: Secret<[u8; 32]>,
    mailer: PasscodeMailer,
}

/// Whether a code is right.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::portal) enum Check {
    /// It is.
    Right {
        /// That the address, which is a recipient's, is the visitor's.
        evidence: Evidence,
        /// How many tries are left.
        tries: u32,
    },
    /// It is not.
    Wrong {
        /// The address that the code was asked for.
        address: Address,
        /// Whether that is a recipient's: a stranger's code is never right.
        is_recipient: bool,
        /// How many tries are left.
        tries: u32,
    },
    /// There are no tries left.
    Spent,
    /// There is no code: none was issued, or it has run out.
    NoIssue,
}

impl Passcodes {
    /// Issues codes in `store`, derived from `key`.
    pub(in crate::portal) fn new(
        store: Store,
        key: Secret<[u8; 32]>,
        mailer: PasscodeMailer,
    ) -> Self {
        Self { store, key, mailer }
    }

    /// A place in the queue of mails, unless it is full.
    pub(in crate::portal) fn place(&self) -> Option<Place<'_>> {
        self.mailer.place()
    }

    /// Issues a code and sends it to the claimed address, if that is a recipient's; nothing tells.
    /// False when the visit is over or proven.
    pub(in crate::portal) async fn issue(
        &self,
        place: Place<'_>,
        visitor: &Visitor,
        claim: Claim,
    ) -> Result<bool, StoreError> {
        let issue = Issue {
            nonce: random(),
            address: claim.address,
            tries: TRIES,
        };
        if !self.store.issue(&visitor.id, issue.clone(), LIFE).await? {
            return Ok(false);
        }
        let code = derive(&self.key, &visitor.id, visitor.meta.message_id, &issue);
        // The stranger's goes into the queue too, and is dropped there.
        place.send(PasscodeMail {
            to: claim.recipient,
            code: Secret::new(grouped(&code)),
            reference: visitor.reference(),
            message: visitor.meta.message_id,
            sender: visitor.meta.sender.clone(),
        });
        Ok(true)
    }

    /// Compares a code with the visit's newest. The try is used up before.
    pub(in crate::portal) async fn check(
        &self,
        visitor: &Visitor,
        typed: &Secret<[u8; DIGITS]>,
    ) -> Result<Check, StoreError> {
        let (issue, version) = match self.store.reserve_try(&visitor.id).await? {
            Try::Reserved { issue, version } => (issue, version),
            Try::Spent => return Ok(Check::Spent),
            Try::NoIssue => return Ok(Check::NoIssue),
        };
        let is_recipient = recipient(&visitor.meta, &issue.address).is_some();
        let code = derive(&self.key, &visitor.id, visitor.meta.message_id, &issue);
        let is_right = code.matches(typed.expose());
        Ok(if is_right && is_recipient {
            Check::Right {
                evidence: Evidence {
                    proven: Proven {
                        address: issue.address,
                        method: ProofMethod::Passcode,
                    },
                    visit: visitor.id.clone(),
                    version,
                },
                tries: issue.tries,
            }
        } else {
            Check::Wrong {
                address: issue.address,
                is_recipient,
                tries: issue.tries,
            }
        })
    }
}

/// The code of this issue, as eight ASCII digits.
fn derive(
    key: &Secret<[u8; 32]>,
    visit: &str,
    message: MessageId,
    issue: &Issue,
) -> Secret<[u8; DIGITS]> {
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
    let mut digits = [0; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    Secret::new(digits)
}

/// What somebody typed or pasted, as eight digits: spaces and dashes between them are fine, in any
/// alphabet's width.
pub(in crate::portal) fn parse(typed: &str) -> Option<Secret<[u8; DIGITS]>> {
    let mut digits = Vec::with_capacity(DIGITS);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c as u8),
            '\u{ff10}'..='\u{ff19}' => digits.push(b'0' + (u32::from(c) - 0xff10) as u8),
            c if c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '.' | '\u{200b}') => {}
            _ => return None,
        }
    }
    digits.try_into().ok().map(Secret::new)
}

/// The code as people read it: `1234 5678`.
fn grouped(code: &Secret<[u8; DIGITS]>) -> String {
    let digits = String::from_utf8_lossy(code.expose());
    format!("{} {}", &digits[..4], &digits[4..])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
