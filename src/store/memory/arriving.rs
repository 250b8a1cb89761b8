//! Ciphertext while it arrives, and whose it is.

use std::collections::{BTreeSet, HashMap};

/// Ciphertext that is arriving.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    pub(super) bytes: Vec<u8>,
    /// What `bytes` may grow to.
    pub(super) capacity: usize,
}

impl Arriving {
    /// The capacity that `more` bytes need. It grows in small steps: a vector left to itself would
    /// take twice what it needs, and all of it counts.
    pub(super) fn capacity_for(&self, more: usize) -> usize {
        let needed = self.bytes.len() + more;
        if needed <= self.capacity {
            self.capacity
        } else {
            needed.max(self.bytes.len() + self.bytes.len() / 4)
        }
    }

    pub(super) fn append(&mut self, piece: &[u8]) {
        if self.bytes.capacity() < self.bytes.len() + piece.len() {
            self.bytes.reserve_exact(self.capacity - self.bytes.len());
        }
        self.bytes.extend_from_slice(piece);
    }
}

/// The uploads that are arriving, by whose they are.
#[derive(Debug, Default)]
pub(super) struct Uploading(HashMap<String, BySize>);

#[derive(Debug, Default)]
struct BySize {
    bytes: u64,
    sizes: BTreeSet<(u64, u64)>,
}

impl Uploading {
    /// An upload that had `before` bytes, if it was there, has so many now, if it still is.
    pub(super) fn change(&mut self, network: &str, id: u64, before: Option<u64>, now: Option<u64>) {
        let own = self.0.entry(network.to_owned()).or_default();
        if let Some(before) = before {
            own.sizes.remove(&(before, id));
            own.bytes = own.bytes.saturating_sub(before);
        }
        if let Some(now) = now {
            own.sizes.insert((now, id));
            own.bytes += now;
        }
        if own.sizes.is_empty() {
            self.0.remove(network);
        }
    }

    /// The bytes that the uploads of a network have together.
    pub(super) fn bytes_of(&self, network: &str) -> u64 {
        self.0.get(network).map_or(0, |own| own.bytes)
    }

    /// The largest upload of a network.
    pub(super) fn largest_of(&self, network: &str) -> Option<u64> {
        Some(self.0.get(network)?.sizes.last()?.1)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
