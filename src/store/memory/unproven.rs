//! Visits in which nothing is proven, by whose they are: those that make way when there is no room.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The visits in which nothing is proven, by the groups in which they make way: all networks, the
/// parts of one, the networks of those who read a message.
#[derive(Debug, Default)]
pub(super) struct Unproven(HashMap<String, ByPart>);

/// Visits by whose they are.
#[derive(Debug, Default)]
struct ByPart {
    /// The ids of each, oldest first.
    visits: HashMap<String, BTreeMap<u64, String>>,
    /// How many each has.
    sizes: BTreeSet<(usize, String)>,
}

impl Unproven {
    /// Notes a visit of a part of this group.
    pub(super) fn add(&mut self, group: &str, part: &str, number: u64, id: &str) {
        let visits = self.0.entry(group.to_owned()).or_default();
        visits.add(part, number, id);
    }

    /// Forgets it, if it is there.
    pub(super) fn remove(&mut self, group: &str, part: &str, number: u64) {
        if let Entry::Occupied(mut visits) = self.0.entry(group.to_owned()) {
            visits.get_mut().remove(part, number);
            if visits.get().visits.is_empty() {
                visits.remove();
            }
        }
    }

    /// The oldest visit of a part of this group.
    pub(super) fn oldest_of(&self, group: &str, part: &str) -> Option<String> {
        self.0.get(group)?.oldest_of(part)
    }

    /// The oldest visit of the part of this group that has most.
    pub(super) fn oldest_of_largest(&self, group: &str) -> Option<String> {
        self.0.get(group)?.oldest_of_largest()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ByPart {
    fn add(&mut self, part: &str, number: u64, id: &str) {
        let visits = self.visits.entry(part.to_owned()).or_default();
        self.sizes.remove(&(visits.len(), part.to_owned()));
        visits.insert(number, id.to_owned());
        self.sizes.insert((visits.len(), part.to_owned()));
    }

    fn remove(&mut self, part: &str, number: u64) {
        let Entry::Occupied(mut visits) = self.visits.entry(part.to_owned()) else {
            return;
        };
        self.sizes.remove(&(visits.get().len(), part.to_owned()));
        visits.get_mut().remove(&number);
        let left = visits.get().len();
        if left == 0 {
            visits.remove();
        } else {
            self.sizes.insert((left, part.to_owned()));
        }
    }

    fn oldest_of(&self, part: &str) -> Option<String> {
        let (_, id) = self.visits.get(part)?.first_key_value()?;
        Some(id.clone())
    }

    fn oldest_of_largest(&self) -> Option<String> {
        self.oldest_of(&self.sizes.last()?.1)
    }
}
