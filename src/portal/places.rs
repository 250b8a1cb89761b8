//! Places that holders share, so that none of them can take what others need.
//!
//! While fewer than half of the places are taken, anybody may take one: a company behind one
//! address has a busy morning. Beyond that, a holder may have a sixteenth of all. So eight holders,
//! whatever they do and in whatever order, have at most half and seven sixteenths together, and a
//! sixteenth is left. When there are more holders than that, and no place is left, the oldest place
//! of whoever has most is called back; nobody with fewer is refused.
//!
//! Within a holder that is many hosts the same holds among its subnets, what one subscriber has,
//! and within a subnet among its hosts. And a host that has none yet takes one of the largest
//! subnet's: who has many hosts with a place each shuts out no neighbour either. Where it is known
//! what the [places are taken for](super::shown), something of the host's own makes way for
//! what is new, since one host may be many people behind one address.
//!
//! Nobody waits for a place: who may have none is told at once, and who waited would hold something
//! else meanwhile.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use super::shown::{Shown, worst};

/// The part of all places that one holder may have when half of them are taken.
const SHARE: usize = 16;

/// Who holds places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    key: String,
    /// Which of those that share its places, if that is known.
    host: String,
    /// Whose host that is.
    subnet: String,
    /// Whether many stand behind it that can't be told apart: then it may have all there is.
    is_crowd: bool,
}

impl Holder {
    /// One that has a share.
    pub(super) fn one(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            host: String::new(),
            subnet: String::new(),
            is_crowd: false,
        }
    }

    /// One of several that share what a holder may have.
    pub(super) fn host(self, subnet: impl Into<String>, host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            subnet: subnet.into(),
            ..self
        }
    }

    /// The host, or nothing where it isn't known.
    pub(super) fn host_name(&self) -> &str {
        &self.host
    }

    /// Many that can't be told apart.
    pub(super) fn crowd(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            host: String::new(),
            subnet: String::new(),
            is_crowd: true,
        }
    }
}

/// Places, and who has them.
#[derive(Debug, Default)]
pub(super) struct Places(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    number: usize,
    last: u64,
    /// Of each holder, oldest first.
    holders: HashMap<String, BTreeMap<u64, Held>>,
}

/// A place that is taken.
#[derive(Debug)]
struct Held {
    host: String,
    subnet: String,
    claim: Claim,
}

/// What a place is taken for.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Cancelled when somebody else needs the place more.
    called_back: CancellationToken,
    /// What goes on there, if that is known.
    shown: Option<Arc<Shown>>,
}

impl From<CancellationToken> for Claim {
    fn from(called_back: CancellationToken) -> Self {
        Self {
            called_back,
            shown: None,
        }
    }
}

impl From<(CancellationToken, Arc<Shown>)> for Claim {
    fn from((called_back, shown): (CancellationToken, Arc<Shown>)) -> Self {
        Self {
            called_back,
            shown: Some(shown),
        }
    }
}

/// A place; free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    holder: Holder,
    number: u64,
}

impl Places {
    /// A place among `most`, or none.
    pub(super) fn take(
        self: &Arc<Self>,
        holder: &Holder,
        most: usize,
        claim: impl Into<Claim>,
    ) -> Option<Place> {
        let claim = claim.into();
        let is_shown = claim.shown.is_some();
        let mut taken = self.lock();
        let own = taken.of(&holder.key);
        let is_busy = taken.number * 2 >= most;
        if is_busy && !holder.is_crowd && own >= (most / SHARE).max(1) {
            taken.call_back_within(holder, is_shown)?;
        }
        let own = taken.of(&holder.key);
        if taken.number >= most {
            let of_others = taken.call_back(own);
            of_others.or_else(|| taken.call_back_within(holder, is_shown))?;
        }
        taken.number += 1;
        taken.last += 1;
        let number = taken.last;
        let places = taken.holders.entry(holder.key.clone()).or_default();
        let held = Held {
            host: holder.host.clone(),
            subnet: holder.subnet.clone(),
            claim,
        };
        places.insert(number, held);
        Some(Place {
            places: Arc::clone(self),
            holder: holder.clone(),
            number,
        })
    }

    /// Whether more than half of `most` are free.
    pub(super) fn are_plentiful(&self, most: usize) -> bool {
        self.lock().number * 2 < most
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn of(&self, key: &str) -> usize {
        self.holders.get(key).map_or(0, BTreeMap::len)
    }

    /// Calls a place of whoever has most back, the worst of its largest host, if a holder of `own`
    /// has fewer even with one more.
    fn call_back(&mut self, own: usize) -> Option<()> {
        let (key, places) = self.holders.iter().max_by_key(|(_, places)| places.len())?;
        if places.len() <= own + 1 {
            return None;
        }
        let largest = Largest::of(places.iter(), |held| &held.subnet)?;
        let number = worst_of_largest_host(places, largest.name)?;
        let key = key.clone();
        self.free(&key, number)?.cancel();
        Some(())
    }

    /// Calls a place of the same holder back for a subnet that has fewer than the largest even with
    /// one more, for a host that has fewer than the largest of its subnet, or for a host that has
    /// none; else one of the same host, if it `is_shown` what they are for.
    fn call_back_within(&mut self, asks: &Holder, is_shown: bool) -> Option<()> {
        let places = self.holders.get(&asks.key)?;
        let subnet = Largest::of(places.iter(), |held| &held.subnet)?;
        let own = count(places, |held| held.subnet == asks.subnet);
        let own_host = count(places, |held| held.host == asks.host);
        let number = if subnet.places > own + 1 || own_host == 0 {
            let is_largest = own == subnet.places;
            let subnet = if is_largest {
                asks.subnet.as_str()
            } else {
                subnet.name
            };
            worst_of_largest_host(places, subnet)?
        } else {
            let neighbours = places.iter().filter(|(_, held)| held.subnet == asks.subnet);
            let host = Largest::of(neighbours, |held| &held.host)?;
            let is_more = host.places > own_host + 1;
            if !is_more && !is_shown {
                return None;
            }
            let name = if is_more { host.name } else { &asks.host };
            worst_of_host(places, &asks.subnet, name)?
        };
        self.free(&asks.key, number)?.cancel();
        Some(())
    }

    fn free(&mut self, key: &str, number: u64) -> Option<CancellationToken> {
        let places = self.holders.get_mut(key)?;
        let freed = places.remove(&number)?;
        if places.is_empty() {
            self.holders.remove(key);
        }
        self.number -= 1;
        Some(freed.claim.called_back)
    }
}

/// Of those that places are counted by, the one that has most; of equals the one whose oldest is
/// oldest.
struct Largest<'a> {
    name: &'a str,
    places: usize,
}

impl<'a> Largest<'a> {
    fn of(
        places: impl Iterator<Item = (&'a u64, &'a Held)>,
        by: impl Fn(&'a Held) -> &'a str,
    ) -> Option<Self> {
        let mut counted: HashMap<&str, (usize, u64)> = HashMap::new();
        for (&number, held) in places {
            counted.entry(by(held)).or_insert((0, number)).0 += 1;
        }
        let most = |(_, (places, oldest)): &(&str, (usize, u64))| (*places, Reverse(*oldest));
        let (name, (places, _)) = counted.into_iter().max_by_key(most)?;
        Some(Self { name, places })
    }
}

fn worst_of_largest_host(places: &BTreeMap<u64, Held>, subnet: &str) -> Option<u64> {
    let hosts = places.iter().filter(|(_, held)| held.subnet == subnet);
    let largest = Largest::of(hosts, |held| &held.host)?;
    worst_of_host(places, subnet, largest.name)
}

/// Of a host's places, that of the least use where it is known what they are for, or the oldest.
fn worst_of_host(places: &BTreeMap<u64, Held>, subnet: &str, host: &str) -> Option<u64> {
    let of_host = |held: &Held| held.subnet == subnet && held.host == host;
    let mut own = places.iter().filter(|(_, held)| of_host(held));
    let shown = own.clone().filter_map(|(&number, held)| {
        let shown = held.claim.shown.as_ref()?;
        Some((number, shown.standing()))
    });
    worst(shown).or_else(|| Some(*own.next()?.0))
}

fn count(places: &BTreeMap<u64, Held>, is_meant: impl Fn(&Held) -> bool) -> usize {
    places.values().filter(|held| is_meant(held)).count()
}

impl Place {
    /// Whose it is.
    pub(super) fn holder(&self) -> &Holder {
        &self.holder
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // One that was called back is free already.
        self.places.lock().free(&self.holder.key, self.number);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
