//! The memory that carriers in flight hold, counted over all sessions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::failure::Failure;

/// The account all sessions share.
#[derive(Clone, Debug)]
pub(super) struct Account {
    total: Arc<AtomicUsize>,
    limit: usize,
}

impl Account {
    /// An account in which at most `limit` bytes may be held.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            total: Arc::default(),
            limit,
        }
    }

    /// One message's share, empty so far.
    pub(super) fn open(&self) -> Held {
        Held {
            account: self.clone(),
            mine: 0,
        }
    }
}

/// What one message holds; given back when dropped.
#[derive(Debug)]
pub(super) struct Held {
    account: Account,
    mine: usize,
}

impl Held {
    /// Says that this message now holds `bytes`, and fails when that is too much over all.
    pub(super) fn set(&mut self, bytes: usize) -> Result<(), Failure> {
        let Account { total, limit } = &self.account;
        let before = std::mem::replace(&mut self.mine, bytes);
        if bytes < before {
            total.fetch_sub(before - bytes, Ordering::Relaxed);
            return Ok(());
        }
        let grown = bytes - before;
        let all = total
            .fetch_add(grown, Ordering::Relaxed)
            .saturating_add(grown);
        if grown > 0 && all > *limit {
            Err(Failure::Memory(*limit))
        } else {
            Ok(())
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.account.total.fetch_sub(self.mine, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_one_message_gives_back_another_may_hold() {
        let account = Account::new(100);
        let (mut one, mut two) = (account.open(), account.open());
        one.set(60).unwrap();
        assert!(two.set(60).is_err(), "together they hold 120");
        drop(two);
        let mut three = account.open();
        three.set(40).unwrap();
        one.set(10).unwrap();
        three.set(90).unwrap();
        drop((one, three));
        assert_eq!(account.total.load(Ordering::Relaxed), 0);
    }
}
