//! Ciphertext that was found whole lately.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 4096;

/// The digest of ciphertext.
type Digest = [u8; 32];

/// The digests of what was found whole; the newest stay.
#[derive(Debug, Default)]
pub(super) struct Known {
    digests: Mutex<(HashSet<Digest>, VecDeque<Digest>)>,
}

impl Known {
    pub(super) fn contains(&self, digest: &Digest) -> bool {
        let digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        digests.0.contains(digest)
    }

    pub(super) fn add(&self, digest: Digest) {
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, order) = &mut *digests;
        if !known.insert(digest) {
            return;
        }
        order.push_back(digest);
        if order.len() > MOST
            && let Some(oldest) = order.pop_front()
        {
            known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_remembered() {
        let known = Known::default();
        let digest = |n: usize| {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&n.to_be_bytes());
            digest
        };
        (0..MOST + 2).for_each(|n| known.add(digest(n)));
        known.add(digest(MOST));
        assert!(known.contains(&digest(2)) && known.contains(&digest(MOST + 1)));
        assert!(!known.contains(&digest(1)));
        assert_eq!(known.digests.lock().map(|one| one.1.len()).ok(), Some(MOST));
    }
}
