//! The record of a visit.

use std::time::Duration;

use super::Share;
use crate::mail::Address;

/// A visit as the store knows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Changes with a new issue and with a proof. A proof rests on the version at which it was
    /// given, or on that of an issue, and compare-and-set compares it: with the visit's, and with
    /// those of the issues that stand. So a newer issue does not spoil a code that is still good,
    /// nor does a try of a code, which leaves it alone.
    pub version: u64,
    /// SHA-256 of the secret in the visitor's cookie.
    pub secret: [u8; 32],
    /// The sealed message that it is about.
    pub sealed: Sealed,
    /// What the visitor has proven.
    pub proven: Option<Proven>,
    /// The passcode issues that stand, oldest first.
    pub issues: Vec<Standing>,
    /// The mailboxes that were named as the visitor's.
    pub named: Vec<String>,
    /// How many codes were tried that weren't right, of all that were issued for it.
    pub tried: u32,
    /// What it was before the proof, for a minute after it.
    pub former: Option<Former>,
    /// How long it lasts yet.
    pub left: Duration,
}

/// What a visit was before its proof. Whoever has the former secret, and then the right code once
/// more, may have the new secret again: the answer that brought it can be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// SHA-256 of the former secret.
    pub secret: [u8; 32],
    /// The issue that the proof rests on.
    pub standing: Standing,
}

/// Which ciphertext a visit has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its SHA-256: equal ciphertext is stored once.
    pub digest: [u8; 32],
    /// Its length in bytes.
    pub length: u64,
    /// How many of its first bytes tell what the message is: its head and its sealed meta.
    pub front: u64,
}

/// What begins a visit.
#[derive(Clone, Debug)]
pub struct NewVisit {
    /// Its public id.
    pub id: String,
    /// SHA-256 of the secret in the visitor's cookie.
    pub secret: [u8; 32],
    /// What the upload has brought.
    pub sealed: Sealed,
    /// What the visit, and the ciphertext as long as it is stored, count against beside the
    /// upload's own share: first the message's share, then those of parts of it.
    pub shares: Vec<Share>,
    /// How long the visit lasts.
    pub life: Duration,
}

/// An address that the visitor has shown to be theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The address.
    pub address: Address,
    /// One name for all forms of it: whose visit it is.
    pub mailbox: String,
    /// How it was shown.
    pub method: ProofMethod,
}

/// How an address is shown to be the visitor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofMethod {
    /// A code that was sent to it.
    Passcode,
}

/// A passcode that was issued; the code itself is derived from this and never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Random, so that each issue has a code of its own.
    pub nonce: [u8; 16],
    /// The address as the visitor gave it.
    pub address: Address,
    /// One name for all forms of that address.
    pub mailbox: String,
    /// How many digits the code has.
    pub digits: u8,
    /// Whether the code may go out, if the address is a recipient's. One that may not is never
    /// right.
    pub may_go_out: bool,
}

/// An issue that stands: it has not run out, and few newer ones were issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The issue.
    pub issue: Issue,
    /// The version of the visit that it made. A proof that rests on the issue names it.
    pub version: u64,
    /// How long ago it was issued.
    pub age: Duration,
    /// How long it stands yet.
    pub left: Duration,
}

/// What holds for all issues of a visit.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long an issue stands.
    pub life: Duration,
    /// How many issues stand at most: another takes the place of the oldest.
    pub standing: usize,
    /// How long there is no second issue for the same mailbox.
    pub pause: Duration,
}

/// The answer to a request for an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issued {
    /// It stands.
    Stands {
        /// Whether another one for the same mailbox does too.
        again: bool,
        /// Whether its code may go out: not where the issue says so, nor where who has the mailbox
        /// has said that they didn't ask.
        may_go_out: bool,
    },
    /// There was one for the same mailbox just now; there may be another after this time.
    TooSoon(Duration),
    /// There is no such visit, or it is proven already.
    Over,
}

/// The answer to a request to try a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// One try is used up, or was for the same code; it may be compared with those of these issues.
    Reserved {
        /// The issues that stand.
        issues: Vec<Standing>,
        /// How many tries were used, this one included.
        tried: u32,
        /// Whether the same code was tried before, and nothing is used up.
        again: bool,
    },
    /// All tries of the visit are used up.
    Spent,
    /// No code was issued, or all have run out. For a minute after a proof, the one that it rests
    /// on is left.
    NoIssue,
}
