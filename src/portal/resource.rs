//! Something that readers share, in units.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::portal::problem::Problem;

/// How long a response waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// So many units in all, and so many for each reader.
pub(super) struct Resource {
    all: Arc<Semaphore>,
    units: u32,
    own: Shares,
}

/// How many units each reader has left of a share.
pub(super) struct Shares {
    share: u32,
    readers: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Units that a reader has; free again when this is dropped.
#[derive(Debug)]
pub(super) struct Units {
    all: OwnedSemaphorePermit,
    own: OwnedSemaphorePermit,
}

impl Resource {
    /// `units`, of which each reader may have one in `parts`, and one unit at least.
    pub(super) fn new(units: u32, parts: u32) -> Self {
        Self {
            all: Arc::new(Semaphore::new(units as usize)),
            units,
            own: Shares::new((units / parts).max(1)),
        }
    }

    /// Waits for `wanted` units, at most all there are. Who wants more than a share may have it
    /// when nothing else of theirs is taken: the longest message can be read.
    pub(super) async fn take(&self, reader: &str, wanted: u32) -> Result<Units, Problem> {
        // The reader's own first: what waits for it keeps nothing from others.
        let own = self.own.take(reader, wanted).await?;
        let all = take(&self.all, wanted.min(self.units)).await?;
        Ok(Units { all, own })
    }

    #[cfg(test)]
    pub(super) fn all(&self) -> usize {
        self.units as usize
    }

    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.units as usize - self.all.available_permits()
    }
}

impl Shares {
    /// A share of so many units for each.
    pub(super) fn new(share: u32) -> Self {
        Self {
            share,
            readers: Mutex::default(),
        }
    }

    /// Waits for `wanted` units of this reader's, at most all of them.
    pub(super) async fn take(
        &self,
        reader: &str,
        wanted: u32,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let own = {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            readers.retain(|_, own| own.strong_count() > 0);
            let own = readers.entry(reader.to_owned()).or_default();
            own.upgrade().unwrap_or_else(|| {
                let new = Arc::new(Semaphore::new(self.share as usize));
                *own = Arc::downgrade(&new);
                new
            })
        };
        take(&own, wanted.min(self.share)).await
    }
}

impl Units {
    /// Keeps only so many.
    pub(super) fn shrink(&mut self, needed: usize) {
        for permit in [&mut self.all, &mut self.own] {
            drop(permit.split(permit.num_permits().saturating_sub(needed)));
        }
    }
}

async fn take(semaphore: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, Problem> {
    let permit = semaphore.clone().acquire_many_owned(permits);
    match tokio::time::timeout(PATIENCE, permit).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Problem::Busy),
    }
}
