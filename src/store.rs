//! Short-lived shared state: visits with the ciphertext they brought, passcode issues, counters.
//!
//! Everything here runs out by itself, by monotonic time, and everything is bounded. The operations
//! are the smallest that stay correct when many requests, or many hosts, call them at once: a try
//! is *reserved* before a code is compared, proof is taken by compare-and-set, several limits are
//! taken together or not at all. The calls are `async` so that a store on another host can stand
//! behind them; backends are named in this module only.
//!
//! | operation | atomic over |
//! |---|---|
//! | [`Store::upload`], [`Upload::reserve`] | the uploads and the bytes of everybody and of one share |
//! | [`Store::begin_visit`] | all visits, and the shares of one message |
//! | [`Store::issue`], [`Store::name_address`], [`Store::reserve_try`], [`Store::prove`] | one visit |
//! | [`Store::admit`] | all the limits it is given |
//! | [`Store::count`] | one counter |

mod memory;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::Clock;
use crate::mail::Address;
use memory::Memory;

/// How long an upload waits for a place.
const WAIT: Duration = Duration::from_secs(20);

/// Where visits, passcode issues and counters live. Cheap to clone; clones share one state.
#[derive(Clone, Debug)]
pub struct Store(Arc<Memory>);

/// How much a store holds at most.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of ciphertext, of visits and of uploads still arriving.
    pub bytes: u64,
    /// Visits.
    pub visits: usize,
    /// Uploads that are arriving at one time; more wait a while.
    pub uploads: usize,
    /// Counters, and limits of each [`Family`].
    pub counters: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            visits: 100_000,
            uploads: 256,
            counters: 200_000,
        }
    }
}

/// One visit as the store knows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The sealed message, as it was uploaded.
    pub sealed: Bytes,
    /// SHA-256 of the secret that the visitor's cookie holds.
    pub secret: [u8; 32],
    /// The address that the visitor has shown to be theirs.
    pub proven: Option<Address>,
    /// The newest passcode issue, while it is valid.
    pub issue: Option<Issue>,
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

/// What became of the wish to try a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// One try is used up; the code may be compared. The issue shows what is left after it.
    Reserved(Issue),
    /// All tries of the newest issue are used up.
    Spent,
    /// No code was issued, or it has run out.
    NoIssue,
}

/// How much of the store one network, or one message, may take, so that there is room for others.
#[derive(Clone, Debug)]
pub struct Share {
    /// Whose share it is.
    pub key: String,
    /// The most bytes.
    pub bytes: u64,
    /// The most uploads that are arriving at one time.
    pub uploads: usize,
}

/// The ciphertext that a visit brings.
#[derive(Debug)]
pub struct Sealed {
    /// All of it.
    pub bytes: Bytes,
    /// Its SHA-256: equal ciphertext is held once.
    pub digest: [u8; 32],
    /// What it counts against as long as it is held, beside the upload's own share.
    pub shares: Vec<Share>,
}

/// What a limit is about. Each family has room of its own, so that one who fills it leaves the
/// others alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Networks.
    Network,
    /// Recipients' addresses: no more than there is mail for.
    Recipient,
    /// Addresses that anybody made up, and that are limited only to look like a recipient's.
    /// Without room they go unlimited.
    Stranger,
}

/// At most `most` events in any `window`.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What kind of thing is limited.
    pub family: Family,
    /// Which one.
    pub key: String,
    /// The most events.
    pub most: usize,
    /// In this time.
    pub window: Duration,
}

/// Whether the limits leave room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Yes, and the event is counted in each of them.
    Admitted,
    /// No, and nothing is counted; there is room after this time.
    Refused(Duration),
}

/// Why the store did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// It holds as much as it may. There is room again when visits end.
    Full,
    /// One network, or one message, holds its whole share.
    Share,
    /// It can't be reached; the sentence is for the log.
    Unavailable(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str(
                "the store holds as much as it may; raise portal.max_memory if \
                                       this happens often",
            ),
            Self::Share => f.write_str(
                "one network or one message holds the most that it may; raise portal.max_memory if \
                 this happens often",
            ),
            Self::Unavailable(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for StoreError {}

impl Store {
    /// A store in this process's memory.
    pub fn memory(clock: Clock, bounds: Bounds) -> Self {
        Self(Arc::new(Memory::new(clock, bounds)))
    }

    /// Changes the most bytes of ciphertext that are held. What is held already stays.
    pub fn set_max_bytes(&self, bytes: u64) {
        self.0.set_max_bytes(bytes);
    }

    /// Room for an upload, as yet of no bytes, on this share. Waits a while when too many are
    /// arriving.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn upload(&self, share: Share) -> Result<Upload, StoreError> {
        let wait = tokio::time::sleep(WAIT);
        let mut wait = std::pin::pin!(wait);
        loop {
            // Before the question, so that a place that becomes free right after it is not missed.
            let mut freed = std::pin::pin!(self.0.freed.notified());
            freed.as_mut().enable();
            match self.0.begin_upload(&share) {
                Ok(()) => {
                    return Ok(Upload {
                        store: self.clone(),
                        share,
                        reserved: 0,
                    });
                }
                Err(error) => tokio::select! {
                    () = freed => (),
                    () = &mut wait => return Err(error),
                },
            }
        }
    }

    /// Begins a visit that ends by itself after `life`; the upload's room becomes the visit's. When
    /// equal ciphertext is held already, the visit shares it.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_visit(
        &self,
        id: &str,
        mut upload: Upload,
        sealed: Sealed,
        secret: [u8; 32],
        life: Duration,
    ) -> Result<(), StoreError> {
        let bytes = sealed.bytes.len() as u64;
        upload.reserve(bytes)?;
        upload.shrink(bytes);
        if self
            .0
            .begin_visit(id, &upload.share, sealed, secret, life)?
        {
            upload.reserved = 0;
        }
        Ok(())
    }

    /// The visit of that id, while it lasts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn visit(&self, id: &str) -> Result<Option<Visit>, StoreError> {
        Ok(self.0.visit(id))
    }

    /// Makes `issue` the visit's only valid one, for `life`. False when there is no such visit, or
    /// it is proven already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn issue(&self, id: &str, issue: Issue, life: Duration) -> Result<bool, StoreError> {
        Ok(self.0.issue(id, issue, life))
    }

    /// Notes that the visitor has named `address` as theirs. False when there is no such visit, or
    /// `most` others were named in it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn name_address(
        &self,
        id: &str,
        address: &Address,
        most: usize,
    ) -> Result<bool, StoreError> {
        Ok(self.0.name_address(id, address, most))
    }

    /// Uses up one try of the visit's newest issue.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn reserve_try(&self, id: &str) -> Result<Try, StoreError> {
        Ok(self.0.reserve_try(id))
    }

    /// Notes that the visitor has proven the address of the issue with this `nonce`, uses the issue
    /// up and changes the visit's secret. False when another issue is the newest by now, or
    /// somebody was first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn prove(
        &self,
        id: &str,
        nonce: &[u8; 16],
        secret: [u8; 32],
    ) -> Result<bool, StoreError> {
        Ok(self.0.prove(id, nonce, secret))
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
    /// [`StoreError`]
    pub async fn admit(&self, limits: &[Limit]) -> Result<Admission, StoreError> {
        self.0.admit(limits)
    }

    /// Takes back the newest event of each of `limits`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn withdraw(&self, limits: &[Limit]) -> Result<(), StoreError> {
        self.0.withdraw(limits);
        Ok(())
    }

    /// Counts one event and returns how many there were in the window that is running, this one
    /// included. A window begins with its first event.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn count(&self, key: &str, window: Duration) -> Result<u64, StoreError> {
        self.0.count(key, window)
    }

    /// How many events the running window of `key` has, without counting one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn counted(&self, key: &str) -> Result<u64, StoreError> {
        Ok(self.0.counted(key))
    }

    /// Forgets what has run out. What has run out is never returned, swept or not.
    pub fn sweep(&self) {
        self.0.sweep();
    }

    /// Bytes of ciphertext held now.
    pub fn held(&self) -> u64 {
        self.0.held()
    }
}

/// Room in the store for an upload that is still arriving; given back when dropped.
#[derive(Debug)]
pub struct Upload {
    store: Store,
    share: Share,
    reserved: u64,
}

impl Upload {
    /// Makes the room at least `bytes` large in all.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Share`]
    pub fn reserve(&mut self, bytes: u64) -> Result<(), StoreError> {
        let more = bytes.saturating_sub(self.reserved);
        if more > 0 {
            self.store.0.reserve(more, &self.share)?;
        }
        self.reserved += more;
        Ok(())
    }

    /// Gives back what is beyond `bytes`.
    pub fn shrink(&mut self, bytes: u64) {
        let less = self.reserved.saturating_sub(bytes);
        self.store.0.release(less, &self.share.key);
        self.reserved -= less;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.store.0.end_upload(self.reserved, &self.share.key);
    }
}
