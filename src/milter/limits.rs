//! What all sessions of one server share: the memory of messages in flight, and turns at looking
//! into bodies.
//!
//! A hostile archive can keep a processor busy for seconds, so only as many messages as there are
//! processors are looked into at a time. Messages that no rule needs to look into never wait for
//! those.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failure::Failure;
use super::held::Account;
use super::{Settings, turn};

/// The limits of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) settings: Arc<Settings>,
    pub(super) account: Account,
    looks: Arc<Semaphore>,
}

/// The right to look into one body, until it is dropped.
pub(super) type Look = OwnedSemaphorePermit;

impl Limits {
    pub(super) fn new(settings: Settings) -> Self {
        let account = Account::new(settings.max_memory);
        let looks = Arc::new(Semaphore::new(
            settings.max_inspections.min(Semaphore::MAX_PERMITS),
        ));
        Self {
            settings: Arc::new(settings),
            account,
            looks,
        }
    }

    /// Waits for a turn at looking into a body.
    pub(super) async fn look(self) -> Result<Look, Failure> {
        let Settings {
            max_inspections,
            inspection_wait,
            ..
        } = *self.settings;
        turn(self.looks, inspection_wait)
            .await
            .ok_or(Failure::Looks {
                most: max_inspections,
                waited: inspection_wait,
            })
    }
}
