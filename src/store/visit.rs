//! The record of a visit.

use std::time::Duration;

use super::Share;
use crate::mail::Address;

/// A visit as the store knows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Changes with everything that a proof rests on: a new issue, and a proof. Compare-and-set
    /// compares it. A try of a code leaves it alone, so that a wrong try does not spoil a right
    /// one.
    pub version: u64,
    /// SHA-256 of the secret in the visitor's cookie.
    pub secret: [u8; 32],
    /// The sealed message that it is about.
    pub sealed: Sealed,
    /// What the visitor has proven.
    pub proven: Option<Proven>,
    /// The newest passcode issue, while it is valid.
    pub issue: Option<Issue>,
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
    /// How many tries are left.
    pub tries: u32,
}

/// The answer to a request to try a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// One try is used up; the code may be compared.
    Reserved {
        /// The issue, with the tries that are left after this one.
        issue: Issue,
        /// The visit's version, which a right code is taken against.
        version: u64,
    },
    /// All tries of the newest issue are used up.
    Spent,
    /// No code was issued, or it has run out.
    NoIssue,
}
