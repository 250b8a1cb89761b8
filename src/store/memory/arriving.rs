//! Ciphertext while it arrives.

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
