//! Visits, uploads, and the ciphertext of both.

use std::collections::hash_map::{Entry, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;

use super::arriving::{Arriving, Uploading};
use super::ciphertext::Ciphertext;
use super::codes::Codes;
use super::entry::VisitEntry;
use super::proven::ProvenVisits;
use super::room::{NETWORKS, Room};
use super::unproven::Unproven;
use super::{SWEEP_WHEN_FULL, lock};
use crate::store::{Bounds, LEASE, Lease, NewVisit, Proven, Share, StoreError, Visit};

/// What a visit takes beside its ciphertext.
pub(super) const OVERHEAD: u64 = 1024;

#[derive(Debug, Default)]
pub(super) struct Visits {
    pub(super) room: Room,
    uploads: HashMap<u64, Upload>,
    pub(super) uploading: Uploading,
    last_upload: u64,
    pub(super) ciphertexts: HashMap<[u8; 32], Ciphertext>,
    pub(super) visits: HashMap<String, VisitEntry>,
    last_visit: u64,
    pub(super) unproven: Unproven,
    pub(super) proven: ProvenVisits,
    swept: Duration,
}

#[derive(Debug)]
struct Upload {
    share: Share,
    /// What is taken for it. It never shrinks.
    reserved: u64,
    /// What the portal takes for it beside its ciphertext.
    beside: u64,
    ciphertext: Arc<Mutex<Arriving>>,
    ends: Duration,
}

impl Visits {
    pub(super) fn reserved_bytes(&self) -> u64 {
        self.room.bytes()
    }

    pub(super) fn begin_upload(
        &mut self,
        share: &Share,
        bounds: &Bounds,
        now: Duration,
    ) -> Result<u64, StoreError> {
        if self.uploads.len() >= bounds.uploads {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        if self.uploads.len() >= bounds.uploads {
            return Err(StoreError::Full);
        }
        self.last_upload += 1;
        self.yields(share);
        let id = self.last_upload;
        for key in share.keys() {
            self.uploading.change(key, id, None, Some(0));
        }
        let upload = Upload {
            share: share.clone(),
            reserved: 0,
            beside: 0,
            ciphertext: Arc::default(),
            ends: now + LEASE,
        };
        self.uploads.insert(self.last_upload, upload);
        Ok(self.last_upload)
    }

    /// Something of a network, and of its parts, can make way.
    fn yields(&mut self, network: &Share) {
        let mut group = NETWORKS;
        for key in network.keys() {
            self.room.yields(key, group);
            group = key;
        }
    }

    /// Makes room for `beside` bytes beside the upload's ciphertext.
    pub(super) fn reserve(
        &mut self,
        lease: &Lease,
        beside: u64,
        bounds: &Bounds,
        now: Duration,
    ) -> Result<(), StoreError> {
        let upload = self.upload(lease, now)?;
        let capacity = lock(&upload.ciphertext).capacity;
        self.grow(lease, beside.saturating_add(capacity as u64), bounds, now)?;
        self.upload(lease, now)?.beside = beside;
        Ok(())
    }

    /// Makes room for `more` bytes of the upload's ciphertext, and returns what they are to be
    /// appended to.
    pub(super) fn make_room(
        &mut self,
        lease: &Lease,
        more: usize,
        bounds: &Bounds,
        now: Duration,
    ) -> Result<Arc<Mutex<Arriving>>, StoreError> {
        let upload = self.upload(lease, now)?;
        let beside = upload.beside;
        let ciphertext = Arc::clone(&upload.ciphertext);
        let capacity = lock(&ciphertext).capacity_for(more);
        self.grow(lease, beside.saturating_add(capacity as u64), bounds, now)?;
        lock(&ciphertext).capacity = capacity;
        Ok(ciphertext)
    }

    /// The upload, whose lease begins anew.
    fn upload(&mut self, lease: &Lease, now: Duration) -> Result<&mut Upload, StoreError> {
        let upload = self
            .uploads
            .get_mut(&lease.id)
            .filter(|upload| upload.ends > now)
            .ok_or(StoreError::Lapsed)?;
        upload.ends = now + LEASE;
        Ok(upload)
    }

    /// Makes what is reserved for the upload at least `bytes`.
    fn grow(
        &mut self,
        lease: &Lease,
        bytes: u64,
        bounds: &Bounds,
        now: Duration,
    ) -> Result<(), StoreError> {
        let more = bytes.saturating_sub(self.upload(lease, now)?.reserved);
        if more == 0 {
            return Ok(());
        }
        if self.room.check(more, &lease.share, bounds.bytes).is_err() {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        if self.room.check(more, &lease.share, bounds.bytes).is_err() {
            self.make_way_within(more, bytes, &lease.share);
        }
        if self.room.check(more, &lease.share, bounds.bytes) == Err(StoreError::Full)
            && self.room.fits_share(more, &lease.share)
        {
            self.make_way(more, &lease.share, bounds);
        }
        self.room.check(more, &lease.share, bounds.bytes)?;
        self.room.take(more);
        let upload = self.upload(lease, now)?;
        let before = upload.reserved;
        upload.reserved += more;
        let (before, after) = (Some(before), Some(before + more));
        for key in lease.share.keys() {
            self.room.take_of_share(more, key);
            self.uploading.change(key, lease.id, before, after);
        }
        Ok(())
    }

    pub(super) fn end_upload(&mut self, id: u64) {
        if let Some(upload) = self.uploads.remove(&id) {
            self.free_upload(id, &upload);
        }
    }

    /// Frees what a removed upload had taken.
    fn free_upload(&mut self, id: u64, upload: &Upload) {
        let before = Some(upload.reserved);
        self.room.free(upload.reserved);
        for key in upload.share.keys() {
            self.uploading.change(key, id, before, None);
            self.room.yields_less(key);
            self.room.free_of_share(upload.reserved, key);
        }
    }

    pub(super) fn begin_visit(
        &mut self,
        lease: &Lease,
        visit: NewVisit,
        bounds: &Bounds,
        now: Duration,
    ) -> Result<(), StoreError> {
        if self.upload(lease, now).is_err() {
            self.end_upload(lease.id);
        }
        let upload = self.uploads.remove(&lease.id).ok_or(StoreError::Lapsed)?;
        // What the visit takes is counted anew below.
        self.free_upload(lease.id, &upload);
        let bytes = std::mem::take(&mut lock(&upload.ciphertext).bytes);
        let length = bytes.len() as u64;
        if self.check_visit(&visit, length, lease, bounds).is_err() {
            self.sweep_after(SWEEP_WHEN_FULL, now);
        }
        if self.check_visit(&visit, length, lease, bounds).is_err() {
            self.make_way_for_visit(&visit, length, lease, bounds);
        }
        self.check_visit(&visit, length, lease, bounds)?;
        let mut parts = lease.share.parts.clone();
        // What the host has of the message is a part of the host's.
        if let (Some(host), Some(message)) = (parts.last(), visit.shares.first()) {
            parts.push(format!("{host}/{}", message.key));
        }
        let shares: Vec<String> = [&lease.share]
            .into_iter()
            .chain(&visit.shares)
            .map(|share| share.key.clone())
            .chain(parts.iter().cloned())
            .collect();
        let room = &mut self.room;
        self.ciphertexts
            .entry(visit.sealed.digest)
            .or_insert_with(|| Ciphertext::new(bytes, &shares, room))
            .add(&shares);
        self.room.take(OVERHEAD);
        for key in &shares {
            self.room.take_visit(key);
        }
        self.last_visit += 1;
        let entry = VisitEntry {
            ends: now + visit.life,
            visit: Visit {
                version: 0,
                secret: visit.secret,
                sealed: visit.sealed,
                proven: None,
                issues: Vec::new(),
                named: Vec::new(),
                tried: 0,
                former: None,
                left: visit.life,
            },
            codes: Codes::default(),
            number: self.last_visit,
            shares,
            parts: parts.len(),
            is_crowd: lease.share.is_crowd(),
        };
        for (group, key) in entry.groups() {
            self.room.yields(key, group);
            self.unproven.add(group, key, entry.number, &visit.id);
        }
        self.visits.insert(visit.id, entry);
        Ok(())
    }

    /// Whether there is room for the visit and, unless it is stored already, its ciphertext.
    fn check_visit(
        &self,
        visit: &NewVisit,
        length: u64,
        lease: &Lease,
        bounds: &Bounds,
    ) -> Result<(), StoreError> {
        let is_new = !self.ciphertexts.contains_key(&visit.sealed.digest);
        let bytes = if is_new { length } else { 0 };
        let total = self.room.bytes().saturating_add(bytes + OVERHEAD);
        if self.visits.len() >= bounds.visits || total > bounds.bytes {
            return Err(StoreError::Full);
        }
        let mut shares = visit.shares.iter().chain([&lease.share]);
        let fits = shares.all(|share| {
            self.room.visits_of(&share.key) < share.visits
                && (!is_new || self.room.fits_share(length, share))
        });
        if fits { Ok(()) } else { Err(StoreError::Share) }
    }

    /// The visit, while it lasts.
    pub(super) fn live(&mut self, id: &str, now: Duration) -> Option<&mut VisitEntry> {
        self.visits.get_mut(id).filter(|entry| entry.ends > now)
    }

    pub(super) fn read(&self, digest: &[u8; 32], range: Range<u64>) -> Option<Bytes> {
        let bytes = &self.ciphertexts.get(digest)?.bytes;
        let within = |at: u64| usize::try_from(at).map_or(bytes.len(), |at| at.min(bytes.len()));
        let end = within(range.end);
        Some(bytes.slice(within(range.start).min(end)..end))
    }

    pub(super) fn end_visit(&mut self, id: &str) {
        if let Some(entry) = self.visits.remove(id) {
            self.free_visit(id, &entry);
        }
    }

    /// Frees what a removed visit had taken; its ciphertext too, unless another visit shares it.
    fn free_visit(&mut self, id: &str, entry: &VisitEntry) {
        self.room.free(OVERHEAD);
        for key in &entry.shares {
            self.room.free_visit(key);
        }
        match entry.proven(id) {
            Some(proven) => self.proven.remove(&proven),
            None => self.yields_no_more(entry),
        }
        if let Entry::Occupied(mut ciphertext) = self.ciphertexts.entry(entry.visit.sealed.digest)
            && ciphertext.get_mut().remove(&entry.shares, &mut self.room)
        {
            ciphertext.remove();
        }
    }

    /// The visit no longer makes way as one in which nothing is proven.
    fn yields_no_more(&mut self, entry: &VisitEntry) {
        for (group, key) in entry.groups() {
            self.unproven.remove(group, key, entry.number);
            self.room.yields_less(key);
        }
    }

    pub(super) fn prove(
        &mut self,
        id: &str,
        version: u64,
        proven: Proven,
        secret: [u8; 32],
        now: Duration,
    ) -> bool {
        let Some(mut entry) = self.visits.remove(id) else {
            return false;
        };
        let is_taken = entry.ends > now && entry.prove(version, proven, secret, now);
        if is_taken {
            self.yields_no_more(&entry);
        }
        if let Some(proven) = entry.proven(id).filter(|_| is_taken) {
            self.proven.add(&proven);
        }
        self.visits.insert(id.to_owned(), entry);
        is_taken
    }

    pub(super) fn sweep_after(&mut self, pause: Duration, now: Duration) {
        if now.saturating_sub(self.swept) >= pause {
            self.sweep(now);
        }
    }

    /// Removes visits and uploads that have run out.
    pub(super) fn sweep(&mut self, now: Duration) {
        let visits: Vec<_> = self
            .visits
            .extract_if(|_, entry| entry.ends <= now)
            .collect();
        for (id, entry) in &visits {
            self.free_visit(id, entry);
        }
        let uploads: Vec<_> = self
            .uploads
            .extract_if(|_, upload| upload.ends <= now)
            .collect();
        for (id, upload) in &uploads {
            self.free_upload(*id, upload);
        }
        self.swept = now;
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.room.is_empty()
            && self.uploads.is_empty()
            && self.ciphertexts.is_empty()
            && self.visits.is_empty()
            && self.unproven.is_empty()
            && self.proven.is_empty()
            && self.uploading.is_empty()
    }
}
