//! The store in one process's memory.

mod allowances;
mod arriving;
mod ciphertext;
mod codes;
mod entry;
mod limits;
mod proven;
mod room;
mod unproven;
mod visits;
mod way;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;

use super::{
    Admission, Allowance, Bounds, Counts, Issue, Issued, Lease, Limit, NewVisit, Proven, Share,
    StoreError, Terms, Try, Visit,
};
use crate::clock::Clock;
use allowances::Allowances;
use limits::Limits;
use visits::Visits;

#[derive(Debug)]
pub(super) struct Memory {
    clock: Clock,
    bounds: Bounds,
    max_bytes: AtomicU64,
    max_uploads: AtomicUsize,
    visits: Mutex<Visits>,
    limits: Mutex<Limits>,
    /// Where one's own count, and where all do. Apart, since in a full table events share places,
    /// and anybody can fill that of their own.
    own: Mutex<Allowances>,
    all: Mutex<Allowances>,
}

/// How often what has run out is removed.
const SWEEP: Duration = Duration::from_secs(5);

/// The same while there is no room: to look through a full table for each request would take long.
const SWEEP_WHEN_FULL: Duration = Duration::from_secs(1);

impl Memory {
    pub(super) fn new(clock: Clock, bounds: Bounds) -> Self {
        Self {
            clock,
            bounds,
            max_bytes: AtomicU64::new(bounds.bytes),
            max_uploads: AtomicUsize::new(bounds.uploads),
            visits: Mutex::default(),
            limits: Mutex::default(),
            own: Mutex::default(),
            all: Mutex::default(),
        }
    }

    pub(super) fn set_max_bytes(&self, bytes: u64) {
        self.max_bytes.store(bytes, Ordering::Relaxed);
    }

    pub(super) fn set_max_uploads(&self, uploads: usize) {
        self.max_uploads.store(uploads, Ordering::Relaxed);
    }

    /// The bounds as they are now.
    fn bounds(&self) -> Bounds {
        Bounds {
            bytes: self.max_bytes.load(Ordering::Relaxed),
            uploads: self.max_uploads.load(Ordering::Relaxed),
            ..self.bounds
        }
    }

    /// The visits and uploads, swept now and then, and the time.
    fn visits(&self) -> (MutexGuard<'_, Visits>, Duration) {
        let mut visits = lock(&self.visits);
        let now = self.clock.elapsed();
        visits.sweep_after(SWEEP, now);
        (visits, now)
    }

    /// The allowances, swept now and then, and the time.
    fn allowances(&self, counts: Counts) -> (MutexGuard<'_, Allowances>, Duration) {
        let mut allowances = lock(match counts {
            Counts::Own => &self.own,
            Counts::All => &self.all,
        });
        let now = self.clock.elapsed();
        allowances.sweep_after(SWEEP, now);
        (allowances, now)
    }

    /// The limits and counters, swept now and then, and the time.
    fn limits(&self) -> (MutexGuard<'_, Limits>, Duration) {
        let mut limits = lock(&self.limits);
        let now = self.clock.elapsed();
        limits.sweep_after(SWEEP, now);
        (limits, now)
    }

    pub(super) fn begin_upload(&self, share: &Share) -> Result<u64, StoreError> {
        let (mut visits, now) = self.visits();
        visits.begin_upload(share, &self.bounds(), now)
    }

    pub(super) fn reserve(&self, lease: &Lease, bytes: u64) -> Result<(), StoreError> {
        let (mut visits, now) = self.visits();
        visits.reserve(lease, bytes, &self.bounds(), now)
    }

    pub(super) fn append(&self, lease: &Lease, piece: &[u8]) -> Result<(), StoreError> {
        let (mut visits, now) = self.visits();
        let ciphertext = visits.make_room(lease, piece.len(), &self.bounds(), now)?;
        // Others need not wait while bytes are copied.
        drop(visits);
        lock(&ciphertext).append(piece);
        Ok(())
    }

    pub(super) fn end_upload(&self, lease: &Lease) {
        self.visits().0.end_upload(lease.id);
    }

    pub(super) fn begin_visit(&self, lease: &Lease, visit: NewVisit) -> Result<(), StoreError> {
        let (mut visits, now) = self.visits();
        visits.begin_visit(lease, visit, &self.bounds(), now)
    }

    pub(super) fn visit(&self, id: &str) -> Option<Visit> {
        let (mut visits, now) = self.visits();
        visits.live(id, now).map(|entry| entry.visit(now))
    }

    pub(super) fn read(&self, digest: &[u8; 32], range: Range<u64>) -> Option<Bytes> {
        self.visits().0.read(digest, range)
    }

    pub(super) fn issue(&self, id: &str, issue: Issue, terms: Terms) -> Issued {
        let (mut visits, now) = self.visits();
        visits
            .live(id, now)
            .map_or(Issued::Over, |entry| entry.issue(issue, terms, now))
    }

    pub(super) fn name_address(&self, id: &str, mailbox: &str, most: usize) -> bool {
        let (mut visits, now) = self.visits();
        visits
            .live(id, now)
            .is_some_and(|entry| entry.codes.name_address(mailbox, most))
    }

    pub(super) fn reserve_try(&self, id: &str, code: [u8; 16], most: u32) -> Try {
        let (mut visits, now) = self.visits();
        visits
            .live(id, now)
            .map_or(Try::NoIssue, |entry| entry.reserve_try(code, most, now))
    }

    pub(super) fn release_try(&self, id: &str, code: [u8; 16]) {
        let (mut visits, now) = self.visits();
        if let Some(entry) = visits.live(id, now) {
            entry.codes.release_try(code);
        }
    }

    pub(super) fn prove(&self, id: &str, version: u64, proven: Proven, secret: [u8; 32]) -> bool {
        let (mut visits, now) = self.visits();
        visits.prove(id, version, proven, secret, now)
    }

    pub(super) fn deny(&self, id: &str, mailbox: &str) -> bool {
        let (mut visits, now) = self.visits();
        let Some(entry) = visits.live(id, now) else {
            return false;
        };
        let opened = entry.codes.opened_by(mailbox);
        let is_new = entry.codes.deny(mailbox);
        if opened {
            visits.end_visit(id);
        }
        opened || is_new
    }

    pub(super) fn end_visit(&self, id: &str) {
        self.visits().0.end_visit(id);
    }

    pub(super) fn reserved_bytes(&self) -> u64 {
        self.visits().0.reserved_bytes()
    }

    pub(super) fn admit(&self, limits: &[Limit]) -> Admission {
        let (mut known, now) = self.limits();
        known.admit(limits, self.bounds.counters, now)
    }

    pub(super) fn withdraw(&self, limits: &[Limit]) {
        self.limits().0.withdraw(limits);
    }

    pub(super) fn spend(&self, allowance: &Allowance) -> Admission {
        let (mut known, now) = self.allowances(allowance.counts);
        known.spend(allowance, self.bounds.counters, now)
    }

    pub(super) fn refund(&self, allowance: &Allowance) {
        let (mut known, _) = self.allowances(allowance.counts);
        known.refund(allowance, self.bounds.counters);
    }

    pub(super) fn count(&self, key: &str, window: Duration) -> Result<u64, StoreError> {
        let (mut known, now) = self.limits();
        known.count(key, window, self.bounds.counters, now)
    }

    pub(super) fn counted(&self, key: &str) -> u64 {
        let (known, now) = self.limits();
        known.counted(key, now)
    }

    pub(super) fn sweep(&self) {
        let now = self.clock.elapsed();
        lock(&self.visits).sweep(now);
        lock(&self.limits).sweep(now);
        lock(&self.own).sweep(now);
        lock(&self.all).sweep(now);
    }
}

/// No code panics while it holds a lock, so a poisoned one is as good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
