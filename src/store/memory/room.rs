//! The bytes that are taken, in all and of each share, and the visits of each share.

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};

use crate::store::{Share, StoreError};

/// The networks, among those whose things can make way; others are the parts of a message.
pub(super) const NETWORKS: &str = "";

/// What is taken.
#[derive(Debug, Default)]
pub(super) struct Room {
    bytes: u64,
    shares: HashMap<String, Taken>,
    /// Of each group, the shares that have anything that can make way, by their bytes.
    yielding: HashMap<String, BTreeSet<(u64, String)>>,
}

/// What is taken of one share.
#[derive(Debug, Default)]
struct Taken {
    bytes: u64,
    visits: usize,
    /// How many things of it can make way.
    yields: usize,
    /// Among whose it stands then.
    group: String,
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
        self.change(key, |taken| taken.visits += 1);
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
        self.change(key, |taken| taken.bytes += bytes);
    }

    pub(super) fn free_of_share(&mut self, bytes: u64, key: &str) {
        self.change(key, |taken| {
            taken.bytes = taken.bytes.saturating_sub(bytes);
        });
    }

    /// One more thing of a share, which stands in this group, can make way.
    pub(super) fn yields(&mut self, key: &str, group: &str) {
        let taken = self.shares.entry(key.to_owned()).or_default();
        taken.yields += 1;
        if taken.yields == 1 {
            group.clone_into(&mut taken.group);
            let by_bytes = self.yielding.entry(group.to_owned()).or_default();
            by_bytes.insert((taken.bytes, key.to_owned()));
        }
    }

    /// One of them no longer can.
    pub(super) fn yields_less(&mut self, key: &str) {
        let Entry::Occupied(mut entry) = self.shares.entry(key.to_owned()) else {
            return;
        };
        let taken = entry.get_mut();
        taken.yields = taken.yields.saturating_sub(1);
        if taken.yields > 0 {
            return;
        }
        if let Entry::Occupied(mut group) = self.yielding.entry(taken.group.clone()) {
            group.get_mut().remove(&(taken.bytes, key.to_owned()));
            if group.get().is_empty() {
                group.remove();
            }
        }
        if taken.is_nothing() {
            entry.remove();
        }
    }

    /// The share of a group with most bytes, of those that have anything that can make way.
    pub(super) fn largest(&self, group: &str) -> Option<&str> {
        let (_, key) = self.yielding.get(group)?.last()?;
        Some(key)
    }

    fn change(&mut self, key: &str, change: impl FnOnce(&mut Taken)) {
        let mut entry = match self.shares.entry(key.to_owned()) {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => entry.insert_entry(Taken::default()),
        };
        let taken = entry.get_mut();
        let before = taken.bytes;
        change(taken);
        if taken.yields > 0
            && taken.bytes != before
            && let Some(by_bytes) = self.yielding.get_mut(&taken.group)
        {
            by_bytes.remove(&(before, key.to_owned()));
            by_bytes.insert((taken.bytes, key.to_owned()));
        }
        if taken.is_nothing() {
            entry.remove();
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0 && self.shares.is_empty() && self.yielding.is_empty()
    }
}

impl Taken {
    fn is_nothing(&self) -> bool {
        self.bytes == 0 && self.visits == 0 && self.yields == 0
    }
}
