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
//! subnet's: who has many hosts with a place each shuts out no neighbour either.
//!
//! Nobody waits for a place: who may have none is told at once, and who waited would hold something
//! else meanwhile.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

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
    called_back: CancellationToken,
}

/// A place; free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    holder: Holder,
    number: u64,
}

impl Places {
    /// A place among `most`, or none. `called_back` is cancelled when somebody else needs it more.
    pub(super) fn take(
        self: &Arc<Self>,
        holder: &Holder,
        most: usize,
        called_back: CancellationToken,
    ) -> Option<Place> {
        let mut taken = self.lock();
        let own = taken.of(&holder.key);
        let is_busy = taken.number * 2 >= most;
        if is_busy && !holder.is_crowd && own >= (most / SHARE).max(1) {
            taken.call_back_within(holder)?;
        }
        let own = taken.of(&holder.key);
        if taken.number >= most {
            taken.call_back(own)?;
        }
        taken.number += 1;
        taken.last += 1;
        let number = taken.last;
        let places = taken.holders.entry(holder.key.clone()).or_default();
        let held = Held {
            host: holder.host.clone(),
            subnet: holder.subnet.clone(),
            called_back,
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

    /// Calls a place of whoever has most back, the oldest of its largest host, if a holder of `own`
    /// has fewer even with one more.
    fn call_back(&mut self, own: usize) -> Option<()> {
        let (key, places) = self.holders.iter().max_by_key(|(_, places)| places.len())?;
        if places.len() <= own + 1 {
            return None;
        }
        let largest = Largest::of(places.iter(), |held| &held.subnet)?;
        let number = oldest_of_largest_host(places, largest.name)?;
        let key = key.clone();
        self.free(&key, number)?.cancel();
        Some(())
    }

    /// Calls a place of the same holder back for a subnet that has fewer than the largest even with
    /// one more, for a host that has fewer than the largest of its subnet, or for a host that has
    /// none.
    fn call_back_within(&mut self, asks: &Holder) -> Option<()> {
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
            oldest_of_largest_host(places, subnet)?
        } else {
            let neighbours = places.iter().filter(|(_, held)| held.subnet == asks.subnet);
            let host = Largest::of(neighbours, |held| &held.host)?;
            if host.places <= own_host + 1 {
                return None;
            }
            host.oldest
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
        Some(freed.called_back)
    }
}

/// Of those that places are counted by, the one that has most; of equals the one whose oldest is
/// oldest.
struct Largest<'a> {
    name: &'a str,
    places: usize,
    oldest: u64,
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
        let (name, (places, oldest)) = counted.into_iter().max_by_key(most)?;
        Some(Self {
            name,
            places,
            oldest,
        })
    }
}

fn oldest_of_largest_host(places: &BTreeMap<u64, Held>, subnet: &str) -> Option<u64> {
    let hosts = places.iter().filter(|(_, held)| held.subnet == subnet);
    Some(Largest::of(hosts, |held| &held.host)?.oldest)
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn take(places: &Arc<Places>, holder: &str, most: usize) -> Option<Place> {
        places.take(&Holder::one(holder), most, CancellationToken::new())
    }

    impl Place {
        fn is_called_back(&self) -> bool {
            let taken = self.places.lock();
            let places = taken.holders.get(&self.holder.key);
            places.is_none_or(|places| !places.contains_key(&self.number))
        }
    }

    /// Takes until there is no more for this holder.
    fn all(places: &Arc<Places>, holder: &str, most: usize) -> Vec<Place> {
        std::iter::from_fn(|| take(places, holder, most)).collect()
    }

    #[test]
    fn one_holder_may_have_half_and_then_a_sixteenth() {
        let places: Arc<Places> = Arc::default();
        let first = all(&places, "a", 1024);
        assert_eq!(first.len(), 512);
        assert_eq!(all(&places, "b", 1024).len(), 64);
        drop(first);
        assert!(places.are_plentiful(1024));
        assert!(take(&places, "a", 1024).is_some());
    }

    #[test]
    fn no_host_shuts_out_its_neighbours() {
        let places: Arc<Places> = Arc::default();
        let take = |host: &str| {
            let holder = Holder::one("site").host("subnet", host);
            places.take(&holder, 1024, CancellationToken::new())
        };
        let all = |host: &str| -> Vec<Place> { std::iter::from_fn(|| take(host)).collect() };
        let held = all("a");
        assert_eq!(held.len(), 512);
        let others = all("b");
        assert_eq!(others.len(), 256, "as many as the first has then");
        let another = take("c");
        assert!(another.is_some());
        assert_eq!(places.lock().number, 512, "and the site has no more");
    }

    #[test]
    fn many_hosts_with_one_place_each_shut_out_no_neighbour() {
        for most in [32, 1024] {
            let places: Arc<Places> = Arc::default();
            let take = |subnet: &str, host: &str| {
                let holder = Holder::one("site").host(subnet, host);
                places.take(&holder, most, CancellationToken::new())
            };
            // Others have half.
            let _others = all(&places, "elsewhere", most);
            // One subscriber, whose hosts have a place each, and a neighbour.
            let mut held: Vec<Place> = (0..most)
                .filter_map(|n| take("subscriber", &n.to_string()))
                .collect();
            let number = places.lock().number;
            let neighbours = take("neighbour", "a").unwrap();
            assert_eq!(places.lock().number, number, "and the site has no more");
            held.extend((0..most).filter_map(|n| take("subscriber", &format!("again {n}"))));
            assert!(
                !neighbours.is_called_back(),
                "new hosts of the subscriber take its own"
            );
            // And one in the subscriber's own subnet.
            assert!(take("subscriber", "somebody").is_some());
        }
    }

    #[test]
    fn a_crowd_may_have_all_there_is_but_gives_way_to_others() {
        let places: Arc<Places> = Arc::default();
        let crowd = Holder::crowd("hidden");
        let token = CancellationToken::new();
        let more = || places.take(&crowd, 32, token.child_token());
        let held: Vec<Place> = std::iter::from_fn(more).collect();
        assert_eq!(held.len(), 32);
        assert!(take(&places, "a", 32).is_some());
    }

    #[test]
    fn the_oldest_place_of_whoever_has_most_is_called_back() {
        let places: Arc<Places> = Arc::default();
        let oldest = CancellationToken::new();
        let mut held = vec![
            places.take(&Holder::one("a"), 32, oldest.clone()).unwrap(),
            take(&places, "b", 32).unwrap(),
        ];
        held.extend(std::iter::from_fn(|| take(&places, "a", 32)));
        for n in 0.. {
            if oldest.is_cancelled() {
                break;
            }
            assert!(n < 32, "nothing was called back");
            held.push(take(&places, &n.to_string(), 32).unwrap());
        }
        let rest = places.lock().number;
        assert_eq!(rest, 32, "and no more than one for one");
        drop(held);
        assert_eq!(places.lock().number, 0);
        assert!(places.lock().holders.is_empty());
    }

    #[test]
    fn of_equals_none_is_called_back_for_another() {
        let places: Arc<Places> = Arc::default();
        let held: Vec<Place> = (0..8)
            .map(|n| take(&places, &n.to_string(), 8).unwrap())
            .collect();
        assert!(take(&places, "x", 8).is_none());
        assert!(held.iter().all(|place| place.holder().key != "x"));
    }

    proptest! {
        #[test]
        fn eight_holders_leave_a_sixteenth_in_whatever_order_they_take_and_free(
            moves in proptest::collection::vec((0..8_usize, 0..3_usize), 0..2_000),
            most in prop::sample::select(vec![64_usize, 128, 1024]),
        ) {
            let places: Arc<Places> = Arc::default();
            let mut held: [Vec<Place>; 8] = Default::default();
            for (who, what) in moves {
                let (name, own) = (who.to_string(), &mut held[who]);
                match what {
                    0 => own.extend(all(&places, &name, most)),
                    1 => own.extend(take(&places, &name, most)),
                    _ => own.truncate(own.len() / 2),
                }
            }
            for (who, own) in held.iter_mut().enumerate() {
                own.extend(all(&places, &who.to_string(), most));
            }
            prop_assert!(places.lock().number <= most - most / SHARE);
        }
    }
}
