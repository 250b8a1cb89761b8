//! The uploads that arrive, and which of a host's makes way when it has its share of the memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::stages::Stage;
use crate::portal::places::Holder;
use crate::portal::problem::Problem;
use crate::portal::shown::{Shown, Standing, worst};
use crate::store::StoreError;

/// How long an upload waits for others to make way.
const PATIENCE: Duration = Duration::from_secs(5);

/// How soon it looks again.
const MOMENT: Duration = Duration::from_millis(100);

/// What has this many times as many bytes makes way for what is new, whatever its pace.
const LARGER: u64 = 4;

/// With fewer bytes than this an upload counts as having as many.
const LITTLE: u64 = 64 * 1024;

/// The uploads that arrive.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    uploads: Mutex<Uploads>,
    ended: Notify,
}

#[derive(Debug, Default)]
struct Uploads {
    last: u64,
    uploads: BTreeMap<u64, Upload>,
}

#[derive(Debug)]
struct Upload {
    host: String,
    shown: Arc<Shown>,
    called_back: CancellationToken,
}

/// One of them, until this is dropped.
#[derive(Debug)]
pub(super) struct Entry {
    arriving: Arc<Arriving>,
    number: u64,
}

impl Arriving {
    /// Another upload of this host.
    pub(super) fn add(
        self: &Arc<Self>,
        host: &str,
        shown: &Arc<Shown>,
        called_back: &CancellationToken,
    ) -> Entry {
        let mut uploads = self.lock();
        uploads.last += 1;
        let number = uploads.last;
        let upload = Upload {
            host: host.to_owned(),
            shown: Arc::clone(shown),
            called_back: called_back.clone(),
        };
        uploads.uploads.insert(number, upload);
        Entry {
            arriving: Arc::clone(self),
            number,
        }
    }

    /// Calls another upload of the same host back: the worst, if it is worse than the one that
    /// `asks`; or the largest, if that one is little beside it. False when none makes way.
    pub(super) fn make_way(&self, holder: &Holder, asks: &Arc<Shown>) -> bool {
        let uploads = self.lock();
        let host = holder.host_name();
        let own = uploads.uploads.values();
        let own = own.filter(|upload| upload.host == host && !host.is_empty());
        let own: Vec<(&Upload, Standing)> = own
            .map(|upload| (upload, upload.shown.standing()))
            .collect();
        if own
            .iter()
            .any(|(upload, _)| upload.called_back.is_cancelled())
        {
            // One is about to.
            return true;
        }
        let is_other = |upload: &Upload| !Arc::ptr_eq(&upload.shown, asks);
        let found = worst(own.iter().copied()).filter(|upload| is_other(upload));
        let least = asks.standing().bytes.max(LITTLE) * LARGER;
        let found = found.or_else(|| {
            let others = own.iter().filter(|(upload, _)| is_other(upload));
            let (largest, standing) = others.max_by_key(|(_, standing)| standing.bytes)?;
            (standing.bytes >= least).then_some(*largest)
        });
        if let Some(found) = found {
            found.called_back.cancel();
        }
        found.is_some()
    }

    /// Waits until one has ended, or a moment.
    pub(super) async fn wait(&self) {
        let _ = tokio::time::timeout(MOMENT, self.ended.notified()).await;
    }

    /// As if those that were called back had ended.
    #[cfg(test)]
    pub(super) fn forget_called_back(&self) {
        let mut uploads = self.lock();
        uploads
            .uploads
            .retain(|_, upload| !upload.called_back.is_cancelled());
    }

    fn lock(&self) -> MutexGuard<'_, Uploads> {
        self.uploads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.arriving.lock().uploads.remove(&self.number);
        self.arriving.ended.notify_waiters();
    }
}

/// How an upload comes to room where there is none.
pub(super) struct Way<'a> {
    stage: &'a Stage,
    until: Instant,
}

impl<'a> Way<'a> {
    pub(super) fn of(stage: &'a Stage) -> Self {
        Self {
            stage,
            until: Instant::now() + PATIENCE,
        }
    }

    /// Has something of the same host make way, after which the store may be asked again.
    ///
    /// # Errors
    /// What the store has said, when nothing makes way.
    pub(super) async fn make(&self, refused: StoreError) -> Result<(), Problem> {
        let is_share = refused == StoreError::Share && !self.stage.called_back().is_cancelled();
        if is_share && Instant::now() < self.until && self.stage.makes_way() {
            self.stage.waits_for_room().await;
            Ok(())
        } else {
            Err(refused.into())
        }
    }
}
