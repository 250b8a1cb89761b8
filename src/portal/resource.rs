//! Something that holders share, in units, and wait for.
//!
//! A site is many hosts: each may have half of its site's share. So one of them leaves the other
//! half to its neighbours, and where a share is a single unit it waits for the next with no more
//! than one request, behind which its own others wait: the hosts of a site take turns. So do its
//! subscribers, each of whom has many hosts, and three quarters of the share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// How long anybody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// The same where nobody waits at a page.
const LONG_PATIENCE: Duration = Duration::from_secs(3_600);

/// So many units in all, and so many for each holder.
pub(super) struct Resource {
    all: Arc<Semaphore>,
    units: u32,
    own: Shares,
}

/// How many units each holder has left of a share.
pub(super) struct Shares {
    share: u32,
    patience: Duration,
    holders: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Who has to have a share left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holder<'a> {
    key: &'a str,
    level: Level,
}

/// How much of a share it is that a holder has.
#[derive(Clone, Copy, Debug)]
enum Level {
    Whole,
    Subscriber,
    Host,
}

impl<'a> Holder<'a> {
    /// One that has a share.
    pub(super) fn one(key: &'a str) -> Self {
        let level = Level::Whole;
        Self { key, level }
    }

    /// A subscriber of a site, who has a part of its share. It comes before its site.
    pub(super) fn subscriber(key: &'a str) -> Self {
        let level = Level::Subscriber;
        Self { key, level }
    }

    /// A host, which has a part of its site's. It comes before its subscriber
    /// and its site.
    pub(super) fn host(key: &'a str) -> Self {
        let level = Level::Host;
        Self { key, level }
    }

    fn share(&self, share: u32) -> u32 {
        let part = match self.level {
            Level::Whole => share,
            Level::Subscriber => share - share / 4,
            Level::Host => share / 2,
        };
        part.max(1)
    }
}

/// Units that a holder has; free again when this is dropped.
#[derive(Debug)]
pub(super) struct Units {
    all: OwnedSemaphorePermit,
    own: Vec<OwnedSemaphorePermit>,
}

/// Units of the holders' own, until there are as many of what all share.
pub(super) struct Own(Vec<OwnedSemaphorePermit>);

impl Resource {
    /// `units`, of which each holder may have one in `parts`, and one unit at least.
    pub(super) fn new(units: u32, parts: u32) -> Self {
        Self {
            all: Arc::new(Semaphore::new(units as usize)),
            units,
            own: Shares::new((units / parts).max(1)),
        }
    }

    /// The same for what is done where nobody waits for it at a page.
    pub(super) fn patient(units: u32, parts: u32) -> Self {
        let mut resource = Self::new(units, parts);
        resource.own.patience = LONG_PATIENCE;
        resource
    }

    /// Waits for `wanted` units, at most all there are. Who wants more than a share may have it
    /// when nothing else of theirs is taken: the longest message can be read.
    ///
    /// Of several holders, each has to have them left.
    pub(super) async fn take(&self, holders: &[Holder<'_>], wanted: u32) -> Result<Units, Problem> {
        self.take_of(holders, wanted, self.own.share).await
    }

    /// The same for holders that have another share than the others.
    pub(super) async fn take_of(
        &self,
        holders: &[Holder<'_>],
        wanted: u32,
        share: u32,
    ) -> Result<Units, Problem> {
        // The holders' own first: what waits for it keeps nothing from others.
        let own = self.own_of(holders, wanted, share).await?;
        self.complete(own, wanted).await
    }

    /// Waits for `wanted` units of the holders' own, and takes nothing yet of what all share:
    /// [`complete`](Self::complete) does.
    pub(super) async fn own(&self, holders: &[Holder<'_>], wanted: u32) -> Result<Own, Problem> {
        self.own_of(holders, wanted, self.own.share).await
    }

    async fn own_of(
        &self,
        holders: &[Holder<'_>],
        wanted: u32,
        share: u32,
    ) -> Result<Own, Problem> {
        let mut own = Vec::new();
        for holder in holders {
            let share = holder.share(share);
            own.push(self.own.take_of(holder.key, wanted, share).await?);
        }
        Ok(Own(own))
    }

    /// Waits for the same units of what all share.
    pub(super) async fn complete(&self, Own(own): Own, wanted: u32) -> Result<Units, Problem> {
        let all = take(&self.all, wanted.min(self.units), self.own.patience).await?;
        Ok(Units { all, own })
    }

    /// How many there are in all.
    pub(super) fn all(&self) -> u32 {
        self.units
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
            patience: PATIENCE,
            holders: Mutex::default(),
        }
    }

    /// Waits for `wanted` units of this holder's, at most all of them.
    pub(super) async fn take(
        &self,
        holder: &str,
        wanted: u32,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        self.take_of(holder, wanted, self.share).await
    }

    async fn take_of(
        &self,
        holder: &str,
        wanted: u32,
        share: u32,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let own = {
            let mut holders = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
            holders.retain(|_, own| own.strong_count() > 0);
            let own = holders.entry(holder.to_owned()).or_default();
            own.upgrade().unwrap_or_else(|| {
                let new = Arc::new(Semaphore::new(share as usize));
                *own = Arc::downgrade(&new);
                new
            })
        };
        take(&own, wanted.min(share), self.patience).await
    }
}

impl Units {
    /// Keeps only so many.
    pub(super) fn shrink(&mut self, needed: usize) {
        for permit in self.own.iter_mut().chain([&mut self.all]) {
            drop(permit.split(permit.num_permits().saturating_sub(needed)));
        }
    }
}

async fn take(
    semaphore: &Arc<Semaphore>,
    permits: u32,
    patience: Duration,
) -> Result<OwnedSemaphorePermit, Problem> {
    let permit = semaphore.clone().acquire_many_owned(permits);
    match tokio::time::timeout(patience, permit).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Problem::Busy),
    }
}
