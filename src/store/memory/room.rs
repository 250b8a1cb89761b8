//! The bytes that are taken, in all and of each share, and the visits of each share.

use std::collections::hash_map::{Entry, HashMap};

use crate::store::{Share, StoreError};

/// What is taken.
#[derive(Debug, Default)]
pub(super) struct Room {
    bytes: u64,
    shares: HashMap<String, Taken>,
}

/// What is taken of one share.
#[derive(Debug, Default)]
struct Taken {
    bytes: u64,
    visits: usize,
}

impl Room {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes that are taken of a share.
    pub(super) fn bytes_of(&self, key: &str) -> u64 {
        self.shares.get(key).map_or(0, |taken| taken.bytes)
    }

    /// How many visits count on a share.
    pub(super) fn visits_of(&self, key: &str) -> usize {
        self.shares.get(key).map_or(0, |taken| taken.visits)
    }

    pub(super) fn take_visit(&mut self, key: &str) {
        self.shares.entry(key.to_owned()).or_default().visits += 1;
    }

    pub(super) fn free_visit(&mut self, key: &str) {
        self.change(key, |taken| taken.visits = taken.visits.saturating_sub(1));
    }

    /// Whether `bytes` more fit into `max_bytes` and into the share.
    pub(super) fn check(
        &self,
        bytes: u64,
        share: &Share,
        max_bytes: u64,
    ) -> Result<(), StoreError> {
        if self.bytes.saturating_add(bytes) > max_bytes {
            return Err(StoreError::Full);
        }
        if self.fits_share(bytes, share) {
            Ok(())
        } else {
            Err(StoreError::Share)
        }
    }

    pub(super) fn fits_share(&self, bytes: u64, share: &Share) -> bool {
        self.bytes_of(&share.key).saturating_add(bytes) <= share.bytes
    }

    /// Takes bytes, as yet of no share.
    pub(super) fn take(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    pub(super) fn free(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Counts bytes, which are taken already, in a share.
    pub(super) fn take_of_share(&mut self, bytes: u64, key: &str) {
        self.shares.entry(key.to_owned()).or_default().bytes += bytes;
    }

    pub(super) fn free_of_share(&mut self, bytes: u64, key: &str) {
        self.change(key, |taken| {
            taken.bytes = taken.bytes.saturating_sub(bytes);
        });
    }

    fn change(&mut self, key: &str, change: impl FnOnce(&mut Taken)) {
        if let Entry::Occupied(mut entry) = self.shares.entry(key.to_owned()) {
            change(entry.get_mut());
            if entry.get().bytes == 0 && entry.get().visits == 0 {
                entry.remove();
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0 && self.shares.is_empty()
    }
}
