//! Short-lived shared state: visits, the ciphertext that they brought, limits and counters.
//!
//! Everything here runs out by itself, by monotonic time, and everything is bounded. The operations
//! are the smallest that stay correct when many requests, or many hosts, call them at once: a try
//! is *reserved* before a code is compared, a proof is taken by compare-and-set on the visit's
//! version, several limits are taken together or not at all.
//!
//! Every operation is `async` and none relies on a destructor, so a store on another host can stand
//! behind them. An upload is a [`Lease`]: the portal ends it where it can, and where it can't, the
//! lease runs out. Backends are named in this module only, and each passes the tests in
//! `conformance.rs`.
//!
//! | operation | atomic over |
//! |---|---|
//! | [`begin_upload`](Store::begin_upload) | the uploads of everybody |
//! | [`reserve`](Store::reserve), [`append`](Store::append) | the bytes of everybody and of one share |
//! | [`begin_visit`](Store::begin_visit) | all visits, and the shares of network and message |
//! | [`issue`](Store::issue), [`name_address`](Store::name_address) | one visit |
//! | [`reserve_try`](Store::reserve_try), [`release_try`](Store::release_try) | one visit |
//! | [`prove`](Store::prove) | one visit |
//! | [`admit`](Store::admit) | all the limits it is given |
//! | [`spend`](Store::spend) | one allowance |
//! | [`count`](Store::count) | one counter |
//!
//! # When it is full
//!
//! Nobody is refused because of what others have brought. When there is no room for a visit, in all
//! or in one of its shares, the oldest visit in which nothing is proven makes way: that of the
//! network that has most. When there is no room for bytes, the network with most bytes makes way,
//! with its uploads or such visits, as long as it has more than the newcomer would have; within the
//! share of a message, the network with most bytes of that, and within the share of a network, the
//! subscriber, or then the host, with most. When nothing of that kind can make way,
//! proven visits do: the oldest of the reader with most, beyond a sixteenth of what there is, then
//! that of the reader with most in the network with most, beyond a sixteenth as well. Who has one
//! ciphertext alone keeps it. A limit of a network that isn't known yet goes unlimited when there
//! is no room to know another.
//!
//! # What a visit is made of
//!
//! A [`Visit`] is a small record: who may see it, what is proven, and which ciphertext it is about.
//! The ciphertext is apart from it, under its digest, so that equal ciphertext is stored once. It
//! is written in pieces while it arrives ([`Store::append`]) and read by range ([`Store::read`]).

mod allowance;
mod error;
mod limit;
mod memory;
mod visit;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Clock;
use memory::Memory;

pub use allowance::{Allowance, Counts, Span};
pub use error::StoreError;
pub use limit::{Admission, Limit};
pub use visit::{
    Former, Issue, Issued, NewVisit, ProofMethod, Proven, Sealed, Standing, Terms, Try, Visit,
};

/// How long a lease lasts after it was last used: longer than a connection may be silent, and than
/// what arrived may take to be decoded.
pub const LEASE: Duration = Duration::from_secs(2 * 60);

/// Where visits, passcode issues and counters live. Cheap to clone; clones share one state.
#[derive(Clone, Debug)]
pub struct Store(Arc<Memory>);

/// How much a store takes at most.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of ciphertext, of visits and of uploads still arriving.
    pub bytes: u64,
    /// Visits.
    pub visits: usize,
    /// Uploads that are arriving at one time. The portal has places for fewer.
    pub uploads: usize,
    /// Counters, limits, and addresses with allowances, of one's own and of all: as many of each.
    pub counters: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            visits: 100_000,
            uploads: 4096,
            counters: 200_000,
        }
    }
}

/// How much of the store one network, or one message, may take, so that there is room for others.
#[derive(Clone, Debug)]
pub struct Share {
    /// Whose share it is.
    pub key: String,
    /// The most bytes.
    pub bytes: u64,
    /// The most visits.
    pub visits: usize,
    /// The parts of it to which what is taken belongs, each within the one before: a subscriber's,
    /// a host's. In a share that is full, the part with most makes way for one with less.
    pub parts: Vec<String>,
}

impl Share {
    /// A share without parts.
    pub fn whole(key: impl Into<String>, bytes: u64, visits: usize) -> Self {
        Self {
            key: key.into(),
            bytes,
            visits,
            parts: Vec::new(),
        }
    }

    /// What it and its parts are called.
    fn keys(&self) -> impl Iterator<Item = &String> {
        [&self.key].into_iter().chain(&self.parts)
    }

    /// Whether it is of all those together who can't be told apart: they have no bound.
    fn is_crowd(&self) -> bool {
        self.bytes == u64::MAX
    }
}

/// An upload that is arriving, and its room in the store. Each use renews it for [`LEASE`]; one
/// that is not used runs out, and its room is free again.
#[derive(Debug)]
pub struct Lease {
    id: u64,
    share: Share,
}

impl Store {
    /// A store in this process's memory.
    pub fn memory(clock: Clock, bounds: Bounds) -> Self {
        Self(Arc::new(Memory::new(clock, bounds)))
    }

    /// Changes [`Bounds::bytes`]. What is stored already stays.
    pub fn set_max_bytes(&self, bytes: u64) {
        self.0.set_max_bytes(bytes);
    }

    /// Changes [`Bounds::uploads`]. What is arriving already goes on.
    pub fn set_max_uploads(&self, uploads: usize) {
        self.0.set_max_uploads(uploads);
    }

    /// Begins an upload, as yet of no bytes, on this share.
    ///
    /// # Errors
    /// [`StoreError::Full`] when too many are arriving, [`StoreError::Unavailable`]
    pub async fn begin_upload(&self, share: Share) -> Result<Lease, StoreError> {
        let id = self.0.begin_upload(&share)?;
        Ok(Lease { id, share })
    }

    /// Makes room for `bytes` that the upload takes beside its ciphertext. Room that it had stays
    /// its own.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Share`] when there is no room, [`StoreError::Lapsed`]
    /// when the lease has run out or made way, [`StoreError::Unavailable`]
    pub async fn reserve(&self, lease: &Lease, bytes: u64) -> Result<(), StoreError> {
        self.0.reserve(lease, bytes)
    }

    /// Writes the next piece of the upload's ciphertext.
    ///
    /// # Errors
    /// As [`reserve`](Self::reserve); nothing is written then.
    pub async fn append(&self, lease: &Lease, piece: &[u8]) -> Result<(), StoreError> {
        self.0.append(lease, piece)
    }

    /// Ends an upload and forgets what it brought.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn end_upload(&self, lease: Lease) -> Result<(), StoreError> {
        self.0.end_upload(&lease);
        Ok(())
    }

    /// Begins a visit with all that the upload has brought. It ends by itself. When equal
    /// ciphertext is stored already, the visit shares it. The upload ends, whatever the outcome.
    ///
    /// # Errors
    /// [`StoreError::Full`] and [`StoreError::Share`] when there is no room for another visit and
    /// none can make way, [`StoreError::Lapsed`] when the lease has run out,
    /// [`StoreError::Unavailable`]
    pub async fn begin_visit(&self, lease: Lease, visit: NewVisit) -> Result<(), StoreError> {
        self.0.begin_visit(&lease, visit)
    }

    /// The visit of that id, while it lasts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn visit(&self, id: &str) -> Result<Option<Visit>, StoreError> {
        Ok(self.0.visit(id))
    }

    /// The bytes of `range` of some ciphertext; fewer where it ends before. `None` when no visit
    /// has it any more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn read(
        &self,
        sealed: &Sealed,
        range: Range<u64>,
    ) -> Result<Option<Bytes>, StoreError> {
        Ok(self.0.read(&sealed.digest, range))
    }

    /// Makes `issue` one of the visit's issues, on these terms.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn issue(&self, id: &str, issue: Issue, terms: Terms) -> Result<Issued, StoreError> {
        Ok(self.0.issue(id, issue, terms))
    }

    /// Notes that the visitor has named this mailbox as theirs. False when there is no such visit,
    /// or `most` others were named in it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn name_address(
        &self,
        id: &str,
        mailbox: &str,
        most: usize,
    ) -> Result<bool, StoreError> {
        Ok(self.0.name_address(id, mailbox, most))
    }

    /// Uses up one of `most` tries that the visit has, whatever issues stand, unless the code of
    /// that name was tried in it before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn reserve_try(
        &self,
        id: &str,
        code: [u8; 16],
        most: u32,
    ) -> Result<Try, StoreError> {
        Ok(self.0.reserve_try(id, code, most))
    }

    /// Gives the try of the code of that name back: it was right.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn release_try(&self, id: &str, code: [u8; 16]) -> Result<(), StoreError> {
        self.0.release_try(id, code);
        Ok(())
    }

    /// Notes what the visitor has proven, ends the visit's issues and changes its secret, if
    /// `version` is the visit's still, or that of an issue that stands, and nothing is proven in
    /// it. False otherwise.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn prove(
        &self,
        id: &str,
        version: u64,
        proven: Proven,
        secret: [u8; 32],
    ) -> Result<bool, StoreError> {
        Ok(self.0.prove(id, version, proven, secret))
    }

    /// Notes that who has this mailbox did not ask for what was sent to it: from now on the visit
    /// has no code for it that may go out, and a visit that one of its codes has opened ends. False
    /// when there is nothing to note.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn deny(&self, id: &str, mailbox: &str) -> Result<bool, StoreError> {
        Ok(self.0.deny(id, mailbox))
    }

    /// Ends a visit and forgets all of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn end_visit(&self, id: &str) -> Result<(), StoreError> {
        self.0.end_visit(id);
        Ok(())
    }

    /// Counts one event in all `limits`, if all of them leave room.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn admit(&self, limits: &[Limit]) -> Result<Admission, StoreError> {
        Ok(self.0.admit(limits))
    }

    /// Takes back the newest event of each of `limits`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn withdraw(&self, limits: &[Limit]) -> Result<(), StoreError> {
        self.0.withdraw(limits);
        Ok(())
    }

    /// Counts one event in the allowance, if that leaves room. A full table refuses nobody: who
    /// comes then shares a place with others, whose events count where all count.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn spend(&self, allowance: &Allowance) -> Result<Admission, StoreError> {
        Ok(self.0.spend(allowance))
    }

    /// Takes back the newest event that the visit has spent, as if it had not been.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn refund(&self, allowance: &Allowance) -> Result<(), StoreError> {
        self.0.refund(allowance);
        Ok(())
    }

    /// Counts one event and returns how many there were within the last `window`, this one
    /// included. One is counted for up to a sixth of the window longer, and never for less.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no room for another counter, [`StoreError::Unavailable`]
    pub async fn count(&self, key: &str, window: Duration) -> Result<u64, StoreError> {
        self.0.count(key, window)
    }

    /// How many events `key` has within its window, without counting one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn counted(&self, key: &str) -> Result<u64, StoreError> {
        Ok(self.0.counted(key))
    }

    /// Forgets what has run out. What has run out is never returned, swept or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.0.sweep();
        Ok(())
    }

    /// The bytes that visits and uploads take of [`Bounds::bytes`] now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn reserved_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.0.reserved_bytes())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod conformance;
