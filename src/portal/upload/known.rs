//! Ciphertext that was found whole lately, by the site that brought it: to bring a message takes as
//! long whether others have brought it or not.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 4096;

/// The digest of ciphertext.
type Digest = [u8; 32];

/// What was brought, and the site that did.
type Brought = (Digest, String);

/// What was found whole; the newest stay.
#[derive(Debug, Default)]
pub(super) struct Known {
    brought: Mutex<(HashSet<Brought>, VecDeque<Brought>)>,
}

impl Known {
    pub(super) fn contains(&self, brought: &Brought) -> bool {
        let known = self.brought.lock().unwrap_or_else(PoisonError::into_inner);
        known.0.contains(brought)
    }

    pub(super) fn add(&self, brought: Brought) {
        let mut all = self.brought.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, order) = &mut *all;
        if !known.insert(brought.clone()) {
            return;
        }
        order.push_back(brought);
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
            (digest, "a site".to_owned())
        };
        (0..MOST + 2).for_each(|n| known.add(digest(n)));
        known.add(digest(MOST));
        assert!(known.contains(&digest(2)) && known.contains(&digest(MOST + 1)));
        assert!(!known.contains(&digest(1)));
        assert!(!known.contains(&(digest(2).0, "another".to_owned())));
        assert_eq!(known.brought.lock().map(|one| one.1.len()).ok(), Some(MOST));
    }
}
