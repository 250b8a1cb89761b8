//! Short-lived shared state: visits with the ciphertext they brought, passcode issues, counters.
//!
//! Everything here runs out by itself, by monotonic time, and everything is bounded. The operations are the smallest that stay
//! correct when many requests, or many hosts, call them at once: a try is *reserved* before a code is compared, proof is taken
//! by compare-and-set, several limits are taken together or not at all. The calls are `async` so that a store on another
//! host can stand behind them; backends are named in this module only.
//!
//! | operation | atomic over |
//! |---|---|
//! | [`Upload::reserve`] | the bytes of all visits and uploads |
//! | [`Store::issue`], [`Store::reserve_try`], [`Store::prove`] | one visit |
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
    /// Counters and limits.
    pub counters: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { bytes: 1 << 30, visits: 100_000, counters: 200_000 }
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

/// At most `most` events in any `window`.
#[derive(Clone, Debug)]
pub struct Limit {
    /// What is limited.
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
    /// It can't be reached; the sentence is for the log.
    Unavailable(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the store holds as much as it may; raise portal.max_held if this happens often"),
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

    /// Room for an upload, as yet of no bytes.
    pub fn upload(&self) -> Upload {
        Upload { store: self.clone(), reserved: 0 }
    }

    /// Begins a visit that ends by itself after `life`; the upload's room becomes the visit's.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn begin_visit(
        &self,
        id: &str,
        mut upload: Upload,
        sealed: Bytes,
        secret: [u8; 32],
        life: Duration,
    ) -> Result<(), StoreError> {
        upload.reserve(sealed.len() as u64)?;
        upload.shrink(sealed.len() as u64);
        self.0.begin_visit(id, sealed, secret, life)?;
        upload.reserved = 0;
        Ok(())
    }

    /// The visit of that id, while it lasts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn visit(&self, id: &str) -> Result<Option<Visit>, StoreError> {
        Ok(self.0.visit(id))
    }

    /// Makes `issue` the visit's only valid one, for `life`. False when there is no such visit, or it is proven already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn issue(&self, id: &str, issue: Issue, life: Duration) -> Result<bool, StoreError> {
        Ok(self.0.issue(id, issue, life))
    }

    /// Uses up one try of the visit's newest issue.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn reserve_try(&self, id: &str) -> Result<Try, StoreError> {
        Ok(self.0.reserve_try(id))
    }

    /// Notes that the visitor has proven the address of the issue with this `nonce`, uses the issue up and changes the visit's
    /// secret. False when another issue is the newest by now, or somebody was first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]
    pub async fn prove(&self, id: &str, nonce: &[u8; 16], secret: [u8; 32]) -> Result<bool, StoreError> {
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

    /// Counts one event and returns how many there were in the window that is running, this one included. A window begins with
    /// its first event.
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
    reserved: u64,
}

impl Upload {
    /// Makes the room at least `bytes` large in all.
    ///
    /// # Errors
    /// [`StoreError::Full`]
    pub fn reserve(&mut self, bytes: u64) -> Result<(), StoreError> {
        let more = bytes.saturating_sub(self.reserved);
        self.store.0.reserve(more)?;
        self.reserved += more;
        Ok(())
    }

    /// Gives back what is beyond `bytes`.
    pub fn shrink(&mut self, bytes: u64) {
        let less = self.reserved.saturating_sub(bytes);
        self.store.0.release(less);
        self.reserved -= less;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.store.0.release(self.reserved);
    }
}
